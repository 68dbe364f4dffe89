"""The titles above the columns of a list whose delegate paints columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from scholar_desktop.ui.rows.row_layout import elided
from scholar_desktop.ui.theme.type_scale import CAPTION, SMALL, STRONG
from scholar_desktop.ui.words.literal_text import show_tooltip

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.theme import Theme


class ColumnTitle(NamedTuple):
    """The title of a column. left, width: in pixels, as in a text from left to right; at_end: it ends where the column
    ends, as numbers do; name: of the column that a press on the title sorts by, empty for none."""

    words: str
    left: int
    width: int
    at_end: bool = False
    name: str = ""


ARROW = 10
"""Size in pixels, at 13 px text, of the arrow beside the title of the column that the rows are sorted by."""


class ColumnTitles(QWidget):
    """The line of titles. Columns without a width are left out; a title that is cut is shown whole in a tooltip.

    Args:
        view: the list; its width without the scroll bar is that of the columns.
        titles: returns the titles for that width.
        name: the accessible name, which names the columns.

    Signal: `pressed` (the name of the column whose title was pressed).
    """

    pressed = Signal(str)

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
        self._order: str | None = None
        self._is_descending = False
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
        for title, box in self._places():
            side = Qt.AlignmentFlag.AlignRight if title.at_end != turned else Qt.AlignmentFlag.AlignLeft
            flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
            words = elided(theme.type, title.words, self._room(title, box), CAPTION, STRONG)
            if title.name == self._order:
                self._draw_arrow(painter, box, words, is_right=side is Qt.AlignmentFlag.AlignRight)
            painter.drawText(box, flags, words)
        painter.end()

    def _room(self, title: ColumnTitle, box: QRect) -> int:
        """Return the width that the words of *title* have beside the arrow."""
        return box.width() - (self._theme.px(ARROW) if title.name == self._order else 0)

    def _draw_arrow(self, painter: QPainter, box: QRect, words: str, *, is_right: bool) -> None:
        """Draw the arrow after *words*, or before them if they end at the right."""
        theme = self._theme
        size = theme.px(ARROW)
        wide = theme.type.metrics(CAPTION, STRONG).horizontalAdvance(words)
        left = box.right() + 1 - wide - size if is_right else box.left() + wide
        sign = "chevron-down" if self._is_descending else "chevron-up"
        painter.drawPixmap(left, (self.height() - size) // 2, theme.pixmap(sign, "muted", ARROW))

    def show_order(self, name: str, *, is_descending: bool) -> None:
        """Mark the column *name* as the one that the rows are sorted by."""
        self._order, self._is_descending = name, is_descending
        self.update()

    def _places(self) -> Iterator[tuple[ColumnTitle, QRect]]:
        """Yield each title, and where it is."""
        turned = self.isRightToLeft()
        for title in self._titles(self._view.viewport().width()):
            if title.width:
                left = self.width() - title.left - title.width if turned else title.left
                yield title, QRect(left, 0, title.width, self.height())

    def _title_at(self, x: int) -> tuple[ColumnTitle, QRect] | None:
        return next(((title, box) for title, box in self._places() if box.left() <= x <= box.right()), None)

    def cut_title_at(self, x: int) -> str:
        """Return the whole title that is cut at *x*; empty for none."""
        if (found := self._title_at(x)) is None:
            return ""
        title, box = found
        words = title.words
        return words if elided(self._theme.type, words, self._room(title, box), CAPTION, STRONG) != words else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._title_at(event.position().toPoint().x())
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            if found is not None and found[0].name:
                self.pressed.emit(found[0].name)
        else:
            super().mouseReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tooltip(event.globalPos(), self.cut_title_at(event.pos().x()), self)
            return True
        return super().event(event)
