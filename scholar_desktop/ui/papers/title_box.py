"""The title of a paper. A long title is folded to four lines, with a button that shows the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import Prose

MOST_LINES = 4


class TitleText(Prose):
    """The title itself. Signal: `folded` (whether it has more lines than are shown, when it is folded)."""

    folded = Signal(bool)

    def __init__(self) -> None:
        super().__init__("title")
        self.setObjectName("detailTitle")
        self._title = ""
        self._is_open = False

    def show_title(self, title: str, *, is_open: bool) -> None:
        """Show *title*, all of it if it is open."""
        self._title, self._is_open = title, is_open
        self._fold()

    def plain_text(self) -> str:
        return self._title

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fold()

    def _fold(self) -> None:
        start = self._start_of_last_line()
        words = self._title
        if start is not None and not self._is_open:
            width = self.contentsRect().width() - RING
            last = self.fontMetrics().elidedText(words[start:], Qt.TextElideMode.ElideRight, width)
            words = words[:start] + last
        self.show_text(words)
        self.setAccessibleName(self._title)
        self.folded.emit(start is not None)

    def _start_of_last_line(self) -> int | None:
        """Return where the last line begins that a folded title shows; None if it is not longer."""
        self.ensurePolished()
        layout = QTextLayout(self._title, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        starts: list[int] = []
        while len(starts) <= MOST_LINES:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(1, self.contentsRect().width()))
            starts.append(line.textStart())
        layout.endLayout()
        return starts[MOST_LINES - 1] if len(starts) > MOST_LINES else None


class TitleBox(QWidget):
    """The title, and below it the button, if the title is long."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._is_open = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.text = TitleText()
        self.text.setContentsMargins(RING, 0, RING, 0)
        column.addWidget(self.text)
        self._more = Button(theme, ButtonKind.LINK)
        self._more.setObjectName("moreTitleButton")
        self._more.hide()
        self._more.clicked.connect(self._on_more)
        column.addWidget(self._more)
        self.text.folded.connect(self._more.setVisible)

    def show_title(self, title: str, *, fold: bool = False) -> None:
        """Show *title*. fold: another paper is shown, so that a long title is folded again."""
        self._is_open = self._is_open and not fold
        self._show(title)

    def _show(self, title: str) -> None:
        words = gettext("Show less") if self._is_open else gettext("Show more")
        spoken = gettext("Show less of the title") if self._is_open else gettext("Show the whole title")
        self._more.show_content(ButtonContent(words), name=spoken)
        self.text.show_title(title, is_open=self._is_open)

    def _on_more(self) -> None:
        self._is_open = not self._is_open
        self._show(self.text.plain_text())
