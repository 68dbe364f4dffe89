"""The orders of a list in one row, used like the heads of columns: a press on one sorts by it. They are one
stop of Tab, and the arrow keys move inside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import REGULAR, SMALL, STRONG
from scholar_desktop.ui.widgets.button import leaves_arrow
from scholar_desktop.ui.widgets.choice_chip import Choice
from scholar_desktop.ui.widgets.tab_order import CHOSEN, make_group, move_in_group
from scholar_desktop.ui.words.literal_text import label_text, set_tooltip

ARROW = 12
_BY_DATE = frozenset(("added", "year", "published", "updated", "started"))
_BY_COUNT = frozenset(("influence", "papers", "count", "h_index", "views", "downloads"))
_BY_TEXT = frozenset(
    ("title", "author", "venue", "name", "words", "type", "tags", "collections", "publisher", "language", "doi", "key")
)
_FALLING = _BY_DATE | _BY_COUNT | {"citations", "pdf", "star"}


def falls(value: str) -> bool:
    """Return True if the usual direction of an order is descending: newest first, most cited first."""
    return value in _FALLING


def direction_words(value: str, *, is_reversed: bool) -> str:
    """Return the direction of an order in words."""
    is_falling = falls(value) is not is_reversed
    if value in _BY_DATE:
        return gettext("newest first") if is_falling else gettext("oldest first")
    if value == "citations":
        return gettext("most cited first") if is_falling else gettext("least cited first")
    if value in _BY_COUNT:
        return gettext("highest first") if is_falling else gettext("lowest first")
    if value in _BY_TEXT:
        return gettext("Z to A") if is_falling else gettext("A to Z")
    return gettext("descending") if is_falling else gettext("ascending")


class OrderButton(QAbstractButton):
    """One head. The one that the list is sorted by has an arrow: up if the order is ascending (A to Z, oldest first),
    down if it is descending; none if the order has no reverse."""

    def __init__(
        self, theme: Theme, value: str, title: str, parent: QWidget | None = None, *, is_fixed: bool = False
    ) -> None:
        """is_fixed: the order has no reverse."""
        super().__init__(parent)
        self._value = value
        self._is_fixed = is_fixed
        self._theme = theme
        self._title = title
        self._is_current = self._is_reversed = False
        self.setText(label_text(title))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_order(is_current=False, is_reversed=False)

    def show_order(self, *, is_current: bool, is_reversed: bool) -> None:
        self._is_current, self._is_reversed = is_current, is_reversed
        self.setProperty(CHOSEN, is_current)
        if is_current and not self._is_fixed:
            direction = direction_words(self._value, is_reversed=is_reversed)
            name = gettext("Sorted by {order}, {direction}", order=self._title, direction=direction)
        elif is_current:
            name = gettext("Sorted by {order}", order=self._title)
        else:
            name = gettext("Sort by {order}", order=self._title)
        self.setAccessibleName(name)
        self.update()

    @property
    def arrow(self) -> str:
        """The name of the icon of the arrow; empty for none."""
        if not self._is_current or self._is_fixed:
            return ""
        return "chevron-up" if falls(self._value) is self._is_reversed else "chevron-down"

    def sizeHint(self) -> QSize:
        words = self._theme.type.metrics(SMALL, STRONG).horizontalAdvance(self._title)
        return QSize(words + self._theme.px(ARROW + 16), max(self._theme.px(24), self._theme.type.line(SMALL) + 6))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif not move_in_group(self, event.key()) and not leaves_arrow(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("chip"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))
        colour = "text" if self._is_current else "muted"
        painter.setFont(theme.type.font(SMALL, STRONG if self._is_current else REGULAR))
        painter.setPen(theme.colour(colour))
        inner = self.rect().adjusted(px(4), 0, -px(4), 0)
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, self._title)
        if self.arrow:
            arrow = theme.pixmap(self.arrow, colour, ARROW)
            words = theme.type.metrics(SMALL, STRONG).horizontalAdvance(self._title) + px(6)
            left = self.width() - words - px(ARROW) if self.isRightToLeft() else words
            painter.drawPixmap(QPoint(left, (self.height() - px(ARROW)) // 2), arrow)
        painter.end()


class SortHead(QWidget):
    """A row of heads. `chosen` carries the value, and whether the list is to be in the reverse order. Heads for which
    there is no room are hidden, that of the current order last; the menu has all.

    A press on the head that the list is sorted by reverses the order, if there is a reverse order.
    """

    chosen = Signal(str, bool)

    def __init__(
        self,
        theme: Theme,
        choices: Sequence[Choice],
        *,
        fixed: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """fixed: the values whose order cannot be reversed."""
        super().__init__(parent)
        self._fixed = frozenset(fixed)
        self._value, self._is_reversed = "", False
        self._withheld: set[str] = set()
        self.setAccessibleName(gettext("Sort"))
        make_group(self)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._heads: dict[str, OrderButton] = {}
        self._texts: dict[str, str] = {}
        for value, title in choices:
            self._add(value, title)
        self._choices = frozenset(self._heads)

    def _add(self, value: str, title: str) -> None:
        head = OrderButton(self._theme, value, shown(title), self, is_fixed=value in self._fixed)
        head.setObjectName(f"sortHead.{value}")
        head.clicked.connect(partial(self._press, value))
        self._row.addWidget(head)
        self._heads[value] = head
        self.explain(value, "")

    def offer_alone(self, value: str, title: str) -> None:
        """Hide the heads that are none of the choices; if *value* is none of them, show a head for it."""
        for other in self._heads:
            if other not in self._choices:
                self._withheld.add(other)
        if value not in self._heads:
            self._add(value, title)
        if value not in self._choices:
            self.offer(value, is_offered=True)

    def show_order(self, value: str, *, is_reversed: bool = False) -> None:
        """Show that the list is sorted by *value*, without emitting a signal."""
        self._value, self._is_reversed = value, is_reversed
        for each, head in self._heads.items():
            head.show_order(is_current=each == value, is_reversed=is_reversed)
            self._show_tooltip(each)
        self._fit()

    @property
    def values_shown(self) -> frozenset[str]:
        """The values of the heads for which there is room; none while the row is hidden."""
        return frozenset(value for value, head in self._heads.items() if head.isVisible())

    def explain(self, value: str, text: str) -> None:
        """Set the tooltip of a head. It ends with whether the order can be reversed."""
        self._texts[value] = text
        self._show_tooltip(value)

    def _show_tooltip(self, value: str) -> None:
        sentences = [self._texts.get(value, "")]
        if value in self._fixed:
            sentences.append(gettext("This order cannot be reversed."))
        else:
            if value == self._value:
                direction = direction_words(value, is_reversed=self._is_reversed)
                sentences.append(gettext("The order is now: {direction}.", direction=direction))
            sentences.append(gettext("Click again to reverse the order."))
        set_tooltip(self._heads[value], " ".join(filter(None, sentences)))

    def offer(self, value: str, *, is_offered: bool) -> None:
        """Show or hide a head."""
        (self._withheld.discard if is_offered else self._withheld.add)(value)
        self.updateGeometry()
        self._fit()

    def _fit(self) -> bool:
        """Show the heads for which there is room. Return True if there are more of them than before."""
        left, before = self.width(), sum(not head.isHidden() for head in self._heads.values())
        for value, head in sorted(self._heads.items(), key=lambda each: each[0] != self._value):
            is_shown = value not in self._withheld and head.sizeHint().width() <= left
            if value not in self._withheld:
                left -= head.sizeHint().width()
            head.setVisible(is_shown)
        return sum(not head.isHidden() for head in self._heads.values()) > before

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit():
            # To show a head, Qt lays out the widgets around this one at once, and then goes on with the layout that
            # has resized this one, from the sizes of before.
            QTimer.singleShot(0, self, self.updateGeometry)

    def sizeHint(self) -> QSize:
        sizes = [head.sizeHint() for value, head in self._heads.items() if value not in self._withheld]
        return QSize(sum(each.width() for each in sizes), max((each.height() for each in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _press(self, value: str) -> None:
        if value != self._value:
            order = (value, False)
        elif value in self._fixed:
            return
        else:
            order = (value, not self._is_reversed)
        self.show_order(order[0], is_reversed=order[1])
        self.chosen.emit(*order)
