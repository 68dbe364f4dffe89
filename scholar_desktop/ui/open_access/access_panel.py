"""The badge that shows how open a paper is, and the small panel that explains it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.open_access.closed_paper import is_record
from scholar_desktop.ui.rows.row_layout import Piece, paint
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.words import access_words, wording
from scholar_desktop.ui.words.literal_text import set_tooltip

WIDTH = 320


class Dot(QWidget):
    """The dot of the open-access status: full, half or ring."""

    def __init__(self, theme: Theme, colour: str, shape: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._colour, self._shape = theme, colour, shape
        self.setFixedSize(theme.px(10), theme.px(14))

    def show_access(self, colour: str, shape: str) -> None:
        self._colour, self._shape = colour, shape
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, (Piece("dot", "dot", self.rect(), self._shape, colour=self._colour),), self._theme)
        painter.end()


class AccessBadge(QWidget):
    """A dot and a word; a click opens the panel that explains what the word means and allows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._paper: Paper | None = None
        self._panel: AccessPanel | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(2))
        self._dot = Dot(theme, "muted", "ring")
        self._word = Button(theme, ButtonKind.LINK)
        self._word.setObjectName("accessBadge")
        self._word.clicked.connect(self._explain)
        row.addWidget(self._dot)
        row.addWidget(self._word)

    def show_paper(self, paper: Paper, *, closed_by: str = "") -> None:
        """Show the open access of *paper*. closed_by: the service that calls it closed, while a copy is known."""
        self._paper = paper
        word, colour, shape = wording.access(paper)
        if closed_by:
            word = gettext("Closed according to {source}", source=wording.source_title(closed_by))
        self._dot.show_access(colour, shape)
        self._word.show_content(ButtonContent(word), name=gettext("{access}: what it means", access=word))
        set_tooltip(self._word, gettext("What this means and what you may do"))

    def _explain(self) -> None:
        if self._paper is None:
            return
        if self._panel is None:
            self._panel = AccessPanel(self._theme, self.window())
        self._panel.open_below(self._word, self._paper)


class AccessPanel(Overlay):
    """Explains the colour, what the status allows, and the licence of the best copy."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        self.setObjectName("accessPanel")
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(12), px(14), px(12))
        column.setSpacing(px(6))
        self._head = label("", "strong")
        self._what = Prose("small")
        self._may = Prose("small")
        self._licence = Prose("small")
        self._from = label("", "caption", "muted", wrap=True)
        for part in (self._head, self._what, self._may, self._licence, self._from):
            column.addWidget(part)
        close = Button(theme, ButtonKind.PLAIN, gettext("Close"), small=True)
        close.clicked.connect(self.close_panel)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self._close = close

    def open_below(self, badge: QWidget, paper: Paper) -> None:
        self._fill(paper)
        width = min(self._theme.px(WIDTH), self._window.width() - 8)
        layout = self.layout()
        assert layout is not None
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else self.sizeHint().height()
        where = badge.mapTo(self._window, QPoint(0, badge.height()))
        left = max(4, min(where.x() + badge.width() - width, self._window.width() - width - 4))
        top = where.y() if where.y() + height < self._window.height() else max(4, where.y() - badge.height() - height)
        self.open_at(left, top, width, height, at=badge)
        self._close.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self, paper: Paper) -> None:
        word = wording.access(paper)[0]
        status = access_words.access_colour(paper)
        if status in access_words.COLOURS:
            what, may = (shown(words) for words in access_words.COLOURS[status])
        else:
            what = gettext("No service says how this paper is open.")
            may = gettext("Check the licence of each copy.")
        if status == "closed" and is_record(paper):
            what, may = (
                gettext("Zenodo says that the files of this record are not open."),
                shown(access_words.ASK_OWNER),
            )
        self._head.setText(word)
        self._what.show_text(what)
        self._may.show_text(may)
        terms = paper.oa.license
        self._licence.show_text(access_words.licence_line(terms), lead=gettext("Best copy:"))
        self._licence.setVisible(status not in ("", "closed"))
        asked = next((facts.retrieved for facts in paper.facts if facts.source == "unpaywall"), "")
        self._from.setText(
            gettext("Unpaywall, {date}", date=wording.moment(asked))
            if asked
            else gettext("From the services that know this paper")
        )
        self.setAccessibleName(f"{word}. {what} {may}")

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(WIDTH), super().sizeHint().height())
