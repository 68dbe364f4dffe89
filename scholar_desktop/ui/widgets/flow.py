"""A layout that wraps its widgets into lines, like text: for chips and identifiers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QSpacerItem, QWidget

NONE: frozenset[QWidget | None] = frozenset()
_ONE_LINE = 1 << 20
"""A width in which all widgets have one line."""


class FlowLayout(QLayout):
    """Items side by side, on as many lines as the width requires; mirrored for right-to-left languages.

    What `add_growing` and `add_gap` add takes the rest of its line.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = 4, line_gap: int = 4, at_top: bool = False) -> None:
        """at_top: the widgets of a line share their top, not their middle."""
        super().__init__(parent)
        self._at_top = at_top
        self._items: list[QLayoutItem] = []
        self._growing: dict[QWidget, int | None] = {}  # with the least widths
        self._reserved = NONE
        self._break: QWidget | None = None
        self._heights: dict[int, int] = {}
        self._widths: dict[QLayoutItem, int] = {}
        self._minimum: QSize | None = None
        self._gap = gap
        self._line_gap = line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def add_growing(self, widget: QWidget, least: int | None = None) -> None:
        """Add *widget*, which takes the rest of its line. least: pixels for which it goes to the next line; None: for
        the width of its hint."""
        self._growing[widget] = least
        self.addWidget(widget)

    def insertWidget(self, place: int, widget: QWidget) -> None:
        """Add *widget* as the item number *place*."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())

    def add_gap(self) -> None:
        """Put what follows at the end of its line, also in the next lines. It begins a line if it has room in that, and
        not in the rest of this one."""
        self.addItem(QSpacerItem(0, 0))

    def break_before(self, widget: QWidget) -> None:
        """Begin a line with *widget*, which is in it, where what has room (`reserve`) needs more lines than one: else
        the room of hidden widgets could be an empty line below the others. Not where that would take one more line."""
        self._break = widget

    def reserve(self, widgets: Collection[QWidget]) -> None:
        """Be as high as if *widgets*, which are in it, were shown, so that nothing below moves when they are."""
        if (reserved := frozenset[QWidget | None](widgets)) != self._reserved:
            self._reserved = reserved
            self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def widgets(self) -> list[QWidget]:
        """Return the widgets in it, in their order."""
        return [widget for item in self._items if (widget := item.widget()) is not None]

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        grows = any(self._grows(item) for item in self._items)
        return Qt.Orientation.Horizontal if grows else Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # Called several times for each pass of the surrounding layout.
        if width not in self._heights:
            margins = self.contentsMargins()
            inside = width - margins.left() - margins.right()
            line, breaks = QRect(0, 0, inside, 0), self._breaks(inside)
            height = max(
                self._arrange(line, move=False, hidden=hidden, breaks=breaks) for hidden in {NONE, self._reserved}
            )
            self._heights[width] = height + margins.top() + margins.bottom()
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        self._widths.clear()
        self._minimum = None
        super().invalidate()

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        # Called several times for each pass of the surrounding layout.
        if self._minimum is None:
            size = QSize()
            for item in self._items:
                least = self._least(item)
                size = size.expandedTo(item.minimumSize() if least is None else QSize(0, item.minimumSize().height()))
            self._minimum = size.grownBy(self.contentsMargins())
        return self._minimum

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        inside = rect.marginsRemoved(self.contentsMargins())
        self._arrange(inside, move=True, breaks=self._breaks(inside.width()))

    def _breaks(self, width: int) -> bool:
        """Return True if the widget of `break_before` begins a line in this *width*."""
        if self._break is None or not self._reserved:
            return False
        line, reserved = QRect(0, 0, width, 0), self._reserved
        height, one_line = (
            self._arrange(each, move=False, hidden=reserved) for each in (line, QRect(0, 0, _ONE_LINE, 0))
        )
        return one_line < height >= self._arrange(line, move=False, hidden=reserved, breaks=True)

    def _arrange(
        self, rect: QRect, *, move: bool, hidden: frozenset[QWidget | None] = NONE, breaks: bool = False
    ) -> int:
        """Return the height.

        Args:
            move: place the items, too, each in the middle of its line.
            hidden: widgets that have room also if they are hidden.
            breaks: the widget of `break_before` begins a line.
        """
        y = rect.top()
        line: list[QLayoutItem] = []
        used = 0
        last_gap: QLayoutItem | None = None
        for number, item in enumerate(self._items):
            is_gap = item.spacerItem() is not None
            if item.isEmpty() and not is_gap and item.widget() not in hidden:
                continue
            width = self._wanted(item)
            together = self._width_of(self._items[number + 1 :], hidden) if is_gap else 0
            goes_down = used + self._gap + together > rect.width() >= together > 0
            goes_down = goes_down or (breaks and item.widget() is self._break and item.widget() is not None)
            if used and (goes_down or used + self._gap + width > rect.width()):
                y += self._arrange_line(line, QRect(rect.left(), y, rect.width(), 0), move=move) + self._line_gap
                line, used = [last_gap] if last_gap is not None else [], 0
            last_gap = item if is_gap else last_gap
            used += width + (self._gap if line and width else 0)
            line.append(item)
        if line:
            y += self._arrange_line(line, QRect(rect.left(), y, rect.width(), 0), move=move)
        return y - rect.top()

    def _width_of(self, items: Sequence[QLayoutItem], hidden: frozenset[QWidget | None]) -> int:
        """Return the width of *items* side by side."""
        widths = [self._wanted(item) for item in items if not item.isEmpty() or item.widget() in hidden]
        return sum(widths) + self._gap * max(0, len(widths) - 1)

    def _least(self, item: QLayoutItem) -> int | None:
        widget = item.widget()
        return self._growing.get(widget) if widget is not None else None

    def _hint(self, item: QLayoutItem) -> QSize:
        """Return the size hint of *item*, also of a hidden one that has room."""
        hidden = item.widget() if self._reserved and item.isEmpty() else None
        return item.sizeHint() if hidden is None else hidden.sizeHint()  # Qt's item says 0

    def _height_at(self, item: QLayoutItem, width: int) -> int:
        size = self._hint(item)
        return item.heightForWidth(width) if width != size.width() and item.hasHeightForWidth() else size.height()

    def _wanted(self, item: QLayoutItem) -> int:
        # Asked several times for each pass of the surrounding layout, and of widgets whose hint is written in Python.
        if item not in self._widths:
            self._widths[item] = self._width_wanted(item)
        return self._widths[item]

    def _width_wanted(self, item: QLayoutItem) -> int:
        hint, least, widget = self._hint(item).width(), self._least(item), item.widget()
        if widget is not None and widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored:
            hint = widget.sizeHint().width()  # Qt's item says 0
        if least is None:
            return hint
        return least if item.hasHeightForWidth() else min(hint, least)  # the hint of a text that wraps is any width

    def _arrange_line(self, line: list[QLayoutItem], place: QRect, *, move: bool) -> int:
        """Return the height of *line*, whose items share the width of *place*. move: place them, too."""
        widths = [min(self._wanted(item), place.width()) for item in line]
        sizes = [QSize(width, self._height_at(item, width)) for item, width in zip(line, widths, strict=True)]
        gaps = [self._gap if number and size.width() else 0 for number, size in enumerate(sizes)]
        rest = place.width() - sum(gaps) - sum(size.width() for size in sizes)
        growing = [number for number, item in enumerate(line) if self._grows(item)]
        for left, number in enumerate(growing):
            item, width = line[number], sizes[number].width()
            more = max(0, min(rest // (len(growing) - left), item.maximumSize().width() - width))
            rest -= more
            width += more
            sizes[number] = QSize(width, self._height_at(item, width))
        height = max(size.height() for size in sizes)
        if move:
            parent = self.parentWidget()
            mirrored = parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
            x = 0
            for item, size, gap in zip(line, sizes, gaps, strict=True):
                x += gap
                left = place.right() + 1 - x - size.width() if mirrored else place.left() + x
                lower = 0 if self._at_top else (height - size.height()) // 2
                item.setGeometry(QRect(QPoint(left, place.top() + lower), size))
                x += size.width()
        return height

    def _grows(self, item: QLayoutItem) -> bool:
        return item.spacerItem() is not None or item.widget() in self._growing


class LineFlow(FlowLayout):
    """A flow that asks for the width of one line, for a place beside other widgets."""

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        height = max((size.height() for size in sizes), default=0)
        return QSize(width, height).grownBy(self.contentsMargins())


def keep_focus(before: Sequence[QWidget], now: Sequence[QWidget]) -> None:
    """Give the focus of one of the chips *before* to the one of *now* that is shown for the same thing, also under a
    new name, or else to the one in its place: from a chip that is gone it would go to the list, whose Delete removes
    the paper."""
    focused = next((one for one in before if one.hasFocus()), None)
    if focused is None or not now:
        return
    in_place = now[min(before.index(focused), len(now) - 1)]
    names = {one.objectName() for one in before}
    if len(now) == len(before) and len(new := [one for one in now if one.objectName() not in names]) == 1:
        in_place = new[0]
    chip = next((one for one in now if one.objectName() == focused.objectName()), in_place)
    chip.show()  # the layout shows it only in the next turn of the event loop
    chip.setFocus(Qt.FocusReason.OtherFocusReason)
