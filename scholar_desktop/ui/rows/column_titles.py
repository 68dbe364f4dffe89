"""The titles above the columns of a list whose delegate paints columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from scholar_desktop.ui.rows.row_layout import elided
from scholar_desktop.ui.theme.type_scale import CAPTION, SMALL, STRONG
from scholar_desktop.ui.words.literal_text import show_tooltip

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.theme import Theme


class ColumnTitle(NamedTuple):
    """The title of a column. left, width: in pixels, as in a text from left to right; at_end: it ends where the column
    ends, as numbers do."""

    words: str
    left: int
    width: int
    at_end: bool = False


class ColumnTitles(QWidget):
    """The line of titles. Columns without a width are left out; a title that is cut is shown whole in a tooltip.

    Args:
        view: the list; its width without the scroll bar is that of the columns.
        titles: returns the titles for that width.
        name: the accessible name, which names the columns.
    """

    def __init__(
        self,
        theme: Theme,
        view: QAbstractScrollArea,
        titles: Callable[[int], Iterable[ColumnTitle]],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = view
        self._titles = titles
        self.setAccessibleName(name)
        view.verticalScrollBar().rangeChanged.connect(self.update)
        theme.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self.setFixedHeight(max(self._theme.px(28), self._theme.type.line(SMALL) + self._theme.px(8)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, turned = self._theme, self.isRightToLeft()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
        painter.setFont(theme.type.font(CAPTION, STRONG))
        painter.setPen(theme.colour("muted"))
        for words, box, at_end in self._places():
            side = Qt.AlignmentFlag.AlignRight if at_end != turned else Qt.AlignmentFlag.AlignLeft
            flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
            painter.drawText(box, flags, elided(theme.type, words, box.width(), CAPTION, STRONG))
        painter.end()

    def _places(self) -> Iterator[tuple[str, QRect, bool]]:
        """Yield the words of each title, where it is, and whether it ends where its column ends."""
        turned = self.isRightToLeft()
        for words, left, width, at_end in self._titles(self._view.viewport().width()):
            if width:
                yield words, QRect(self.width() - left - width if turned else left, 0, width, self.height()), at_end

    def cut_title_at(self, x: int) -> str:
        """Return the whole title that is cut at *x*; empty for none."""
        scale = self._theme.type
        for words, box, _at_end in self._places():
            if box.left() <= x <= box.right() and elided(scale, words, box.width(), CAPTION, STRONG) != words:
                return words
        return ""

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tooltip(event.globalPos(), self.cut_title_at(event.pos().x()), self)
            return True
        return super().event(event)
