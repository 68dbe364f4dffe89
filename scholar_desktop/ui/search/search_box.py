"""The search box, for words or an identifier. It shows what it recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import SIGNAL, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL
from scholar_desktop.ui.widgets.find_edit import CopyKey, HintEdit
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.domain.search.query import Query

HINT = Message("Words, title, DOI, arXiv ID, PMID or link")
# wording: what one types
OPERATORS = Message('"a phrase", one OR other, -without, author:, title:, venue:, year:2015-2020')

LONGEST_TOOLTIP = 500
"""Characters of a text that is cut in the box."""


class SearchEdit(HintEdit):
    """The line edit. What the text was recognised as is shown at its right end."""

    down_pressed = Signal()
    up_pressed = Signal()
    escape_pressed = Signal()
    entered_box = Signal()
    left_box = Signal()
    typed = Signal(str)
    """The user changed the text; the program did not replace it."""

    list_entered = Signal(str)
    """Enter was pressed on a text that has only two or more identifiers: a reference list."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self._said = ""
        self._hint = ""
        self._tone = "muted"
        self._keys = ""
        self._is_replacing = False
        self._left_at: tuple[str, int] = "", 0
        """The text without the focus, and where its cursor was before its beginning was shown."""
        CopyKey(self)
        self.setObjectName("searchEdit")
        self.setProperty("role", "search")
        self.setAccessibleName(gettext("Search"))
        self.setAccessibleDescription(shown(HINT))
        self.setPlaceholderText(gettext("Search for papers"))
        set_tooltip(self, shown(OPERATORS))
        self.textChanged.connect(self._on_text_changed)
        self.textEdited.connect(self._on_edited)
        theme.changed.connect(self._set_margins)
        self._set_margins()

    def show_keys(self, keys: QKeySequence) -> None:
        self._keys = keys.toString(QKeySequence.SequenceFormat.NativeText)
        self._set_margins()

    def replace_text(self, text: str) -> None:
        """Replace the text; Ctrl+Z restores the old one."""
        if text != self.text():
            self._is_replacing = True
            self.selectAll()
            self.insert(text)
            self._is_replacing = False
            self._show_beginning()

    def enter_list(self, words: str) -> bool:
        """Emit `list_entered` if the text is a list of identifiers, and replace it by *words*, as it is kept in the
        list. Return False if it is another text."""
        listed = _list_in(self.text())
        if listed is None or not self.receivers(SIGNAL("list_entered(QString)")):  # which the start connects late
            return False
        self.replace_text(words)
        self.list_entered.emit(listed)
        return True

    def _on_edited(self, text: str) -> None:
        if not self._is_replacing:
            self.typed.emit(text)

    @property
    def said(self) -> str:
        """What the text was recognised as, shown in the box; empty for plain words."""
        return self._said

    def _on_text_changed(self, text: str) -> None:
        from scholar_desktop.domain.identifiers.identifiers import recognise  # not needed before the first letter
        from scholar_desktop.domain.search.query_parser import describe_search, parse_operators

        found = recognise(text) if text.strip() else None
        hint = shown(found.problem.hint or "") if found is not None and found.problem is not None else ""
        if _list_in(text) is not None:
            self._said, self._tone = gettext("Identifiers: press Enter to open them as a list"), "ok"
            hint = ""
        elif found is not None and found.page is not None:
            from scholar_desktop.domain.identifiers.urls_without_identifier import page_host, page_site_name

            self._said = gettext(
                "{site} page: press Enter to identify its paper (1 request to {host})",
                site=page_site_name(found.page),
                host=page_host(found.page),
            )
            self._tone, hint = "ok", gettext("The DOI, arXiv ID or title on the page identifies the paper.")
        elif found is None or (found.identifier is None and found.problem is None):
            self._said, self._tone = shown(describe_search(text)), "muted"
            if faults := parse_operators(text).faults:
                self._said, self._tone = shown(faults[0]), "warn"
                hint = shown(OPERATORS)
        elif found.problem is not None:
            self._said, self._tone = shown(found.problem.message), "warn"
        else:
            self._said, self._tone = shown(found.label), "ok"
        self._hint = hint
        self.setAccessibleDescription(self._said or shown(HINT))
        self._set_margins()

    def say(self, words: str) -> None:
        """Show *words* about the current text: what it turned out to be."""
        self._said, self._tone = words, "ok"
        self.setAccessibleDescription(words)
        self._set_margins()

    def _end_text(self) -> tuple[str, str]:
        """Return the text at the right end and its token: what was recognised, else the hint, else the keys."""
        metrics = self._theme.type.metrics(SMALL)
        typed = self._theme.type.metrics(BODY).horizontalAdvance(self.text() or self.placeholderText())
        if self._said:
            left = self.width() - typed - self._theme.px(60)
            most = max(self._theme.px(120), min(self.width() // 2, left))  # a long identifier has more of the width
            return metrics.elidedText(self._said, Qt.TextElideMode.ElideMiddle, most), self._tone
        whole = f"{shown(HINT)}  {self._keys}".rstrip()
        for text in (whole, self._keys):
            if typed + metrics.horizontalAdvance(text) + self._theme.px(90) < self.width():
                return text, "muted"
        return "", "muted"

    def _set_margins(self) -> None:
        text, _ = self._end_text()
        is_cut = bool(self._said) and text != self._said
        end = self._theme.type.metrics(SMALL).horizontalAdvance(text) + self._theme.px(12) if text else 0
        start = self._theme.px(24)
        left, right = (end, start) if self.isRightToLeft() else (start, end)
        self.setTextMargins(left, 0, right, 0)
        typed = self.text()[:LONGEST_TOOLTIP] if self._is_text_cut() else ""
        set_tooltip(self, "\n".join(filter(None, (typed, self._said if is_cut else "", self._hint))))
        self._told_hint = ""
        self._tell_hint()
        self.update()

    def _tell_hint(self) -> None:
        if not self.text() and self.isVisible():  # before, it has no size yet, and would be measured for it
            super()._tell_hint()

    def _is_text_cut(self) -> bool:
        margins = self.textMargins()
        room = self.width() - margins.left() - margins.right() - self._theme.px(12)
        return self._theme.type.metrics(BODY).horizontalAdvance(self.text()) > room

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self._theme
        text, tone = self._end_text()
        painter = QPainter(self)
        mirrored = self.isRightToLeft()
        pad = theme.px(11)
        size = theme.px(16)
        icon = "link" if self._said and tone == "ok" else "search"
        x = self.width() - pad - size if mirrored else pad
        painter.drawPixmap(QPoint(x, (self.height() - size) // 2), theme.pixmap(icon, "muted"))
        if text:
            painter.setFont(theme.type.font(SMALL))
            painter.setPen(theme.colour(tone))
            side = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
            flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
            painter.drawText(self.rect().adjusted(pad, 0, -pad, 0), flags, text)
        painter.end()

    def _show_beginning(self) -> None:
        """Show the beginning of a text that has no room, while the box does not have the focus."""
        if not self.hasFocus() and self._is_text_cut() and self.cursorPosition():
            self._left_at = self.text(), self.cursorPosition()
            self.setCursorPosition(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_margins()
        self._show_beginning()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signal = {
            Qt.Key.Key_Down: self.down_pressed,
            Qt.Key.Key_Up: self.up_pressed,
            Qt.Key.Key_Escape: self.escape_pressed,
        }.get(Qt.Key(event.key()))
        if signal is not None:
            signal.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        text, place = self._left_at
        if text == self.text() and not (self.cursorPosition() or self.hasSelectedText()):
            self.setCursorPosition(place)  # what is typed goes on from there
        self._left_at = "", 0
        self.entered_box.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.left_box.emit()
            if event.reason() != Qt.FocusReason.PopupFocusReason:
                self._show_beginning()


def _list_in(text: str) -> str | None:
    """Return *text* as a list if it has only two or more identifiers, else None."""
    if len(text.split()) < 2 and not any(mark in text for mark in ",;"):
        return None  # like most typed text; the check needs no further module
    from scholar_desktop.services.reference_lists.reference_lists import listed_identifiers

    return listed_identifiers(text)


def words_of(query: Query | None) -> str:
    """Return what the box has for *query*; empty for None and for filters alone."""
    return query.words or str(query.identifier or "") if query is not None else ""
