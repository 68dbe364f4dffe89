"""Columns of rows, and other content, that scroll if there is not enough room for all of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QBoxLayout,
    QFrame,
    QLayout,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QSplitter,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from scholar_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

LEAST_ROWS = ((1100, 5), (920, 3), (0, 2))
"""The minimum number of visible rows in windows of at least a height (pixels at base size). The sidebar has three such
columns."""


LINE_WIDTH = 2


class ScrollColumn(QScrollArea):
    """As high as its rows, or less if the surrounding layout has less room. `rows`: the layout of the rows."""

    def __init__(self, theme: Theme, ground: str, parent: QWidget | None = None) -> None:
        """ground: the token of the background."""
        super().__init__(parent)
        self._theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._inside = QWidget()
        for widget in (self.viewport(), self._inside):
            widget.setProperty("ground", ground)
            widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rows = QVBoxLayout(self._inside)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        self.setWidget(self._inside)
        self._inside.installEventFilter(self)

    def set_narrow(self, narrow: bool) -> None:
        """Show no scroll bar (True), for which rows of icons have no room; the wheel and the keys scroll."""
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if narrow else policy.ScrollBarAsNeeded)

    def sizeHint(self) -> QSize:
        return QSize(self._inside.sizeHint().width(), self._inside.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        heights = [
            widget.sizeHint().height()
            for number in range(self.rows.count())
            if (item := self.rows.itemAt(number)) is not None
            and (widget := item.widget()) is not None
            and not widget.isHidden()
        ]
        window = self.window().height()
        least = next(rows for height, rows in LEAST_ROWS if window >= self._theme.px(height))
        return QSize(0, sum(heights[:least]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class RoomAtEnd(QObject):
    """Lets the content of *bar* scroll further by `height` pixels, so that its end can be seen above what lies over it.
    Content that is shown whole does not scroll."""

    def __init__(self, bar: QScrollBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self.height = 0
        self._end = bar.maximum()
        """The greatest value of the bar without the room."""
        self._is_set_here = False
        bar.rangeChanged.connect(self._on_range_changed)

    def set_height(self, height: int) -> None:
        """Set the room in pixels; 0 for none."""
        if self.height != height:
            self.height = height
            self._set_end()

    def leave(self) -> None:
        """Scroll back to the end of the content if it is scrolled further, so that it does not move when the room
        ends."""
        self._bar.setValue(min(self._bar.value(), self._end))

    def _on_range_changed(self, _start: int, end: int) -> None:
        if not self._is_set_here:
            self._end = end
            self._set_end()

    def _set_end(self) -> None:
        self._is_set_here = True
        self._bar.setMaximum(self._end + self.height if self._end > 0 else 0)
        self._is_set_here = False


class FocusRingScroll(QScrollArea):
    """Scrolls its content, by keys once it has the focus, and shows the focus as a ring. It is no Tab stop.

    `step_wanted`: the key J (1) or K (-1) was pressed, or (0) it has the focus and is about to be hidden.
    """

    step_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        FocusRing(theme, self)
        self.room_at_end = RoomAtEnd(self.verticalScrollBar())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.step_wanted.emit(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and is_plain:
            bar = self.verticalScrollBar()
            bar.setValue(bar.minimum() if event.key() == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)


class FocusRing(QWidget):
    """Lies over *parent*, which is larger than a control, while that has the focus."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._around = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        parent.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusIn, QEvent.Type.Resize):
            self.setGeometry(self._around.rect())
        if kind == QEvent.Type.FocusIn:
            self.raise_()
            self.show()
        elif kind == QEvent.Type.FocusOut:
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()


class FocusLine(FocusRing):
    """Lies over the lower edge of *parent*, such as a heading whose text begins at its edge, while that has the focus
    by a key."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        super().eventFilter(watched, event)
        if isinstance(event, QFocusEvent) and event.reason() is Qt.FocusReason.MouseFocusReason:
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - LINE_WIDTH, self.width(), LINE_WIDTH, self._theme.colour("accent"))
        painter.end()


class _DownArea(QScrollArea):
    """Shows *content* as wide as itself: it never scrolls sideways, and takes no focus of its own."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        content.installEventFilter(self)

    def make_stop(self, theme: Theme) -> None:
        """Let Tab stop at the area, so that keys scroll it, and show the focus as a ring."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusRing(theme, self)


class FocusArea(_DownArea):
    """Keeps the control that has the focus in sight: also when its content gets another size,
    such as after a change of the text size, and when arrow keys move the focus. A control that gets the focus by a
    press of the mouse stays in its place: otherwise the mouse button would be released beside it."""

    room_below = 50
    """Pixels that stay visible below the control, if possible."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(content, parent)
        # the last of several sizes counts
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._bring_into_sight)
        self._covered = 0
        self._is_ending = self._is_chosen_by_mouse = False
        self.verticalScrollBar().valueChanged.connect(self._end_above_cover)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def end_above(self, height: int) -> None:
        """Show the content above the lowest *height* pixels, over which something lies; 0 for nothing.

        The content does not move: when what lies there is gone, the end of the content stays where it is until the user
        scrolls up. Only a control that is used by keys is scrolled into sight above what comes to lie over it.
        """
        self._covered = height
        self._end_above_cover()

    def _end_above_cover(self) -> None:
        before, bar = self.viewportMargins().bottom(), self.verticalScrollBar()
        least = before - (bar.maximum() - bar.value()) if bar.value() else 0  # with less, the content would move
        height = max(self._covered, least)
        if height == before or self._is_ending:
            return
        focused = QApplication.focusWidget()
        was_in_sight = focused is not None and not focused.visibleRegion().isEmpty()
        self._set_end(height)
        if height > before and was_in_sight and not self._is_chosen_by_mouse:
            self._soon.start(0)

    def _set_end(self, height: int) -> None:
        self._is_ending = True
        self.setViewportMargins(0, 0, 0, height)
        self._is_ending = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._soon.start(0)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_ending:
            self._soon.start(0)
            if self.viewportMargins().bottom() != self._covered:
                self._set_end(self._covered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, but not by Up and Down in a box of one line, which would go out of sight."""
        is_line = isinstance(QApplication.focusWidget(), QLineEdit)
        if not is_line or event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        content = self.widget()
        is_pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is not None and content is not None and content.isAncestorOf(now):
            self._is_chosen_by_mouse = is_pressed and isinstance(now, QAbstractButton)
        if now is not None and not is_pressed and content is not None and content.isAncestorOf(now):
            self._soon.start(0)

    def _bring_into_sight(self) -> None:
        """Scroll the control that has the focus into sight, with the whole row that it is in if that has room."""
        content, focused = self.widget(), QApplication.focusWidget()
        if focused is None or content is None or not content.isAncestorOf(focused):
            return
        row = focused
        while (around := row.parentWidget()) is not None and around is not content:
            row = around
        fits = row.height() + 2 * self.room_below <= self.viewport().height()
        self.ensureWidgetVisible(row if fits else focused, 50, self.room_below)
        if not fits and focused.inherits("QAbstractItemView"):  # of a list, Qt has brought only the current row
            bar, room = self.verticalScrollBar(), self.viewport().height() - focused.height()
            top = focused.mapTo(content, QPoint()).y()
            if room >= 0:
                bar.setValue(min(max(bar.value(), top - room), top))


class TabKeys(QObject):
    """Lets Page Up and Page Down in *tabs* scroll the pane below them, and Down, Enter and Space call *enter*, which
    moves the focus."""

    def __init__(self, tabs: QWidget, pane: QWidget, enter: Callable[[], None]) -> None:
        super().__init__(tabs)
        self._pane = pane
        self._enter = enter
        tabs.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._enter()
            return True
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            areas = (area for area in self._pane.findChildren(QScrollArea) if area.isVisible())
            return (area := next(areas, None)) is not None and QApplication.sendEvent(area, event)
        return super().eventFilter(watched, event)


def least_height(widget: QWidget, width: int, *, is_scrolled: bool = False) -> int:
    """Return the height at which nothing in *widget* is cut that cannot scroll by itself, and lists show some rows.

    width: of *widget*; that of widgets beside each other is the one that they have. is_scrolled: it scrolls in any
    case, so that a fitted area in it need not, and a list in it is higher.
    """
    layout = widget.layout()
    if isinstance(widget, QStackedWidget):
        shown = widget.currentWidget()
        least = least_height(shown, width, is_scrolled=is_scrolled) if shown is not None else 0
    elif isinstance(widget, QSplitter):
        sizes = _least_of_parts(widget, width, is_scrolled)
        if widget.orientation() is Qt.Orientation.Vertical:
            least = sum(sizes) + widget.handleWidth() * max(0, len([size for size in sizes if size]) - 1)
        else:
            least = max(sizes, default=0)
    elif isinstance(widget, QAbstractScrollArea) or layout is None:
        fixed = widget.heightForWidth(width) if widget.hasHeightForWidth() else 0
        least = max(fixed, widget.minimumSizeHint().height())
        if widget.inherits("QTableView"):  # by name: its classes take 2 ms to load, and the start shows no list
            table = cast("QTableView", widget)
            part = LEAST_SCROLLED_LIST if is_scrolled else LEAST_PART
            rows, wanted = table.property(LEAST_ROWS_OF_LIST), widget.window().height() // part
            if rows:
                wanted = rows * table.verticalHeader().defaultSectionSize()
            least = max(least, min(table.verticalHeader().length(), wanted))
        if isinstance(widget, QScrollArea) and (content := widget.widget()) is not None:
            if is_scrolled and isinstance(widget, FittedArea):
                least = max(least, widget.sizeHint().height())
            else:
                least = max(least, min(content.sizeHint().height(), widget.window().height() // LEAST_PART))
    else:
        margins = widget.contentsMargins()
        inside = width - margins.left() - margins.right()
        least = _least_height_of(layout, inside, is_scrolled) + margins.top() + margins.bottom()
    return min(max(least, widget.minimumHeight()), widget.maximumHeight())


def share_height(splitter: QSplitter, *, is_scrolled: bool) -> None:
    """Give each part of *splitter* the height that it needs at least: Qt gives it less if that depends on its width."""
    parts, least = _parts(splitter), _least_of_parts(splitter, splitter.width(), is_scrolled)
    is_short = any(part.isVisible() and part.height() < height for part, height in zip(parts, least, strict=True))
    if is_short and splitter.orientation() is Qt.Orientation.Vertical:
        splitter.setSizes(least)


def _least_of_parts(splitter: QSplitter, width: int, is_scrolled: bool) -> list[int]:
    if splitter.orientation() is Qt.Orientation.Horizontal:
        return [
            0 if part.isHidden() else least_height(part, part.width(), is_scrolled=is_scrolled)
            for part in _parts(splitter)
        ]
    return [
        0
        if part.isHidden()
        else max(least_height(part, width, is_scrolled=is_scrolled), part.minimumSizeHint().height())
        for part in _parts(splitter)
    ]


def _parts(splitter: QSplitter) -> list[QWidget]:
    return [part for number in range(splitter.count()) if (part := splitter.widget(number)) is not None]


def _least_height_of(layout: QLayout, width: int, is_scrolled: bool = False) -> int:
    if isinstance(layout, QStackedLayout):  # its widgets have all of its room: it has margins, but does not use them
        shown = layout.currentWidget()
        return least_height(shown, width, is_scrolled=is_scrolled) if shown is not None else 0
    margins = layout.contentsMargins()
    width -= margins.left() + margins.right()
    around = margins.top() + margins.bottom()
    if not isinstance(layout, QBoxLayout):
        if layout.hasHeightForWidth():
            return layout.heightForWidth(width + margins.left() + margins.right())
        return layout.totalMinimumSize().height()
    is_column = layout.direction() in (QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.BottomToTop)
    sizes = []
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        if item.isEmpty():
            around += item.minimumSize().height() if is_column else 0  # Qt keeps the margins of an empty layout
            continue
        of_item = width if is_column else item.geometry().width() or width
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            sizes.append(least_height(widget, of_item, is_scrolled=is_scrolled))
        elif inner is not None:
            sizes.append(_least_height_of(inner, of_item, is_scrolled))
        else:
            sizes.append(item.minimumSize().height())
    if not is_column:
        return around + max(sizes, default=0)
    return around + sum(sizes) + max(0, layout.spacing()) * max(0, len(sizes) - 1)


class ScrollingBody(FocusArea):
    """The middle of a panel: where the window has no room for all of it, it scrolls. `column`: its layout."""

    _is_short = False

    def __init__(self, parent: QWidget | None = None) -> None:
        inside = _Body()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        super().__init__(inside, parent)
        self._inside = inside
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return LEAST if self._is_short else self._inside.heightForWidth(width)

    def set_short(self, *, is_short: bool) -> None:
        """Ask for the least height, and take what the other parts of the panel leave: a layout with too little room for
        all parts would take some of what each of the high ones needs."""
        if is_short is not self._is_short:
            self._is_short = is_short
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, LEAST)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class _Body(QWidget):
    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return _least_height_of(layout, width) if layout is not None else 0


LEAST = 48
"""Least height of a fitted area, in pixels."""
LEAST_PART = 4
"""The height of the window divided by the least height of a fitted area, and of a list with enough rows in a page that
need not scroll for it: of two areas that scroll, one in the other, the keys move only the inner one."""
LEAST_SCROLLED_LIST = 2
"""The same of a list in a page that scrolls in any case."""
LEAST_ROWS_OF_LIST = "least_rows"
"""The property of a list that is as high as this number of rows instead, where the page around it scrolls."""


class FittedArea(_DownArea):
    """A scroll area that is never higher than its content at this width."""

    def __init__(self, content: QWidget, parent: QWidget | None = None, *, sideways: bool = False) -> None:
        """sideways: a table in it may be wider than the area."""
        super().__init__(content, parent)
        if sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        content.setProperty("role", "page")

    def sizeHint(self) -> QSize:
        content = self.widget()
        assert content is not None
        hint = content.sizeHint()
        if not content.hasHeightForWidth():
            return hint
        width, wanted = max(self.viewport().width(), 1), content.minimumSizeHint().width()
        if wanted <= width or self.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            return QSize(hint.width(), content.heightForWidth(width))
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(hint.width(), content.heightForWidth(wanted) + bar)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(max(LEAST, self.window().height() // LEAST_PART), self.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave a key that scrolls no further here to the page around."""
        bars = self.horizontalScrollBar(), self.verticalScrollBar()
        before = [bar.value() for bar in bars]
        super().keyPressEvent(event)
        if [bar.value() for bar in bars] == before:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()
