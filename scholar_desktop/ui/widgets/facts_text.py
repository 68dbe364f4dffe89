"""Shows rows of name and value as one text, selectable across rows, with links that the keyboard can reach."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import REGULAR, SMALL
from scholar_desktop.ui.widgets.fact_rows import FactKind, FactRow

NAMES_WIDTH = 154
INDENT = 14
SURE_TO_FIT = 16
"""Words with fewer characters are not measured: they always fit."""
_ROW = "row:"
"""Prefix of a link's href, followed by the row number: a real address could be changed by the conversion to a QUrl."""


class FactsText(QTextBrowser):
    """As high as its text; the surrounding pane scrolls.

    Signals: `link_pressed` (an address), `more_pressed` (the path of what to expand or collapse), `caret_moved` (the
    position of the caret or the selected link, so that the surrounding pane can scroll to it).
    """

    link_pressed = Signal(str)
    more_pressed = Signal(str)
    caret_moved = Signal(QRect)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[FactRow, ...] = ()
        self._stacked: frozenset[int] = frozenset()
        self.setAccessibleName(name)
        self.setProperty("role", "facts")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setOpenLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.anchorClicked.connect(self._on_anchor)
        self.cursorPositionChanged.connect(lambda: self.caret_moved.emit(self.cursorRect()))
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.horizontalScrollBar().rangeChanged.connect(self._stay)
        theme.changed.connect(self._write)

    @property
    def rows(self) -> tuple[FactRow, ...]:
        return self._rows

    def show_rows(self, rows: Iterable[FactRow], *, stay_at: str | None = None) -> None:
        """Show *rows*. stay_at: the path that was expanded or collapsed; the caret stays on its line."""
        self._rows = tuple(rows)
        self._write(stay_at)

    # Writing

    def _write(self, stay_at: str | None = None) -> None:
        theme, document = self._theme, self.document()
        blocked = self.blockSignals(True)  # the user did not move the caret
        document.clear()
        document.setDefaultFont(theme.type.font(SMALL))
        mirrored = self.isRightToLeft()
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        formats = {tone: _text_format(theme, tone) for tone in ("muted", "text", "link")}
        self._stacked = self._find_stacked()
        spans: dict[str | None, tuple[int, int]] = {}
        for place, row in enumerate(self._rows):
            self._write_row(cursor, row, place, formats, mirrored=mirrored)
            if row.kind is FactKind.MORE:
                spans[row.target] = (cursor.position() - len(row.value), cursor.position())
        cursor.endEditBlock()
        first, last = spans.get(stay_at, (0, 0))
        caret = self.textCursor()
        caret.setPosition(first)
        caret.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(caret)
        self.blockSignals(blocked)

    def _write_row(
        self,
        cursor: QTextCursor,
        row: FactRow,
        place: int,
        formats: dict[str, QTextCharFormat],
        *,
        mirrored: bool,
    ) -> None:
        px = self._theme.px
        indent, column = px(INDENT) * row.depth, px(NAMES_WIDTH)
        fits, alone, first = place not in self._stacked, not row.value, place == 0
        # name and value in one block with a hanging indent for the value
        self._begin_block(cursor, column if not alone and fits else indent, indent, mirrored=mirrored, first=first)
        if row.name:
            tone = "text" if alone else "muted"
            cursor.insertText(row.name, formats[tone])
        if alone:
            return
        if fits:
            cursor.insertText("\t", formats["muted"])
        else:
            below = indent + px(INDENT)
            self._begin_block(cursor, below, below, mirrored=mirrored, first=False, gap=False)
        match row.kind:
            case FactKind.LINK | FactKind.MORE:
                linked = QTextCharFormat(formats["link"])
                linked.setAnchor(True)
                linked.setAnchorHref(f"{_ROW}{place}")
                cursor.insertText(row.value, linked)
            case _:
                # a line break inside a value stays in its block
                words = row.value.replace("\r\n", "\n").replace("\n", "\u2028").replace("\t", " ")
                cursor.insertText(words, formats["muted" if row.quiet else "text"])

    def _find_stacked(self) -> frozenset[int]:
        """Return the rows whose value is shown below the name: the name is too long, or the value starts with a long
        word."""
        px, metrics = self._theme.px, self._theme.type.metrics(SMALL)
        column = px(NAMES_WIDTH)
        room = self.viewport().width() - column
        found = set()
        for place, row in enumerate(self._rows):
            if not row.name or not row.value:
                continue
            name_fits = metrics.horizontalAdvance(row.name) + px(8) <= column - px(INDENT) * row.depth
            word = row.value if row.kind is FactKind.LINK else row.value.split(maxsplit=1)[0]
            word_fits = len(word) < SURE_TO_FIT or metrics.horizontalAdvance(word) <= room
            if not (name_fits and word_fits):
                found.add(place)
        return frozenset(found)

    def _begin_block(
        self, cursor: QTextCursor, margin: int, indent: int, *, mirrored: bool, first: bool, gap: bool = True
    ) -> None:
        """Begin a paragraph whose first line starts at *indent* and the others at *margin*."""
        form = QTextBlockFormat()
        form.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
        if mirrored:
            form.setRightMargin(margin)
        else:
            form.setLeftMargin(margin)
        form.setTextIndent(indent - margin)
        form.setTopMargin(self._theme.px(3) if gap and not first else 0)
        # text after the tab starts at the tab position in both reading directions
        kind = QTextOption.TabType.RightTab if mirrored else QTextOption.TabType.LeftTab
        form.setTabPositions([QTextOption.Tab(float(max(1, margin - indent)), kind)])
        line = self._theme.type.line(SMALL)
        form.setLineHeight(line, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        if first:
            cursor.setBlockFormat(form)
        else:
            cursor.insertBlock(form)

    # Size

    def _fit(self) -> None:
        height = round(self.document().size().height()) + 2 * self.frameWidth() + self._room()
        if height != self.height():
            self.setFixedHeight(height)

    def _room(self) -> int:
        """Return the height of the stylesheet's frame, top and bottom together."""
        return self.height() - self.viewport().height() if self.viewport().height() > 0 else 0

    def _stay(self, least: int, most: int) -> None:
        """Prevent scrolling sideways.

        In right-to-left mode, Qt adds the margin of hanging lines to the width twice, and would show the text shifted
        by it.
        """
        self.horizontalScrollBar().setValue(most if self.isRightToLeft() else least)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._find_stacked() != self._stacked:
            self._write()
        self._fit()

    # Actions of the user

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        # Only text is written here. Qt would read a file or a network path for a picture or a style sheet.
        return None

    def _on_anchor(self, url: QUrl) -> None:
        row = self._rows[int(url.toString().removeprefix(_ROW))]
        signal = self.link_pressed if row.kind is FactKind.LINK else self.more_pressed
        signal.emit(row.target)

    def event(self, event: QEvent) -> bool:
        # Ctrl+C with selected text copies this text, not the citation of the paper
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            marked = self.textCursor().hasSelection() and event.matches(QKeySequence.StandardKey.Copy)
            if marked or event.matches(QKeySequence.StandardKey.SelectAll):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # single letters and Esc are commands of the window
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the surrounding pane scrolls


def _text_format(theme: Theme, tone: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(theme.colour(tone))
    font: QFont = theme.type.font(SMALL, REGULAR)
    form.setFont(font)
    return form
