"""One row of the sidebar: icon, name, and a count or a badge at the end; only the icon while the sidebar is a rail."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAccessibleWidget,
    QScrollArea,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, STRONG
from scholar_desktop.ui.widgets.button import FOCUS_KEYS, leaves_arrow
from scholar_desktop.ui.words.literal_text import hide_tooltip, label_text, set_tooltip, show_tooltip, shown_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAccessible, QAccessibleInterface

WIDTH, RAIL_WIDTH = 212, 44
LEAST_RAIL = 25
BADGE, RAIL_BADGE, DOT = 18, 14, 8
"""Heights of a badge beside a name and over an icon, and of the dot in its place."""
AT_CORNER = 3
"""How far a badge reaches over the end of its icon, in pixels at the base size, where the row has room for it."""
MOST_COVERED = 0.2
"""The part of an icon that a badge may cover; a dot takes the place of a larger one."""
BESIDE = QPoint(2, -26)
"""Where a name is shown beside the icon, from the middle of its end; Qt moves a tooltip down by the height of a
pointer."""

MOST_CUT = 6
"""A widget that is higher than the part shown divided by this, such as the collections, may be cut, unless it has one
row."""

BAR = 4
"""Width in pixels at base size of the bar that marks the current row. Its name keeps its weight: a bolder one is wider,
so that the text would move or be cut."""
SHOWN_ROW = "shown_row"
"""The property of a list in the sidebar that is true while one of its rows is the shown place; that row is current."""
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}


class PlaceList(QWidget):
    """A widget that holds rows of the sidebar. To a screen reader it is a list.

    All rows of a window are one Tab stop: the row that had the focus last, and before that the current one. The arrow
    keys move from row to row.
    """

    row_pressed = Signal(QWidget)
    """The mouse has clicked a row, whose command runs next."""
    row_clicked = Signal(QWidget)
    """The command of a row that the mouse has clicked has run."""

    def reveal(self, row: QWidget) -> None:
        """Bring *row* into sight, if the list is longer than its place."""


def outermost_list(widget: QWidget) -> PlaceList | None:
    """Return the outermost list that *widget* is in: the sidebar."""
    found: PlaceList | None = None
    around = widget.parentWidget()
    while around is not None:
        found = around if isinstance(around, PlaceList) else found
        around = around.parentWidget()
    return found


def step_in_sidebar(control: QWidget, by: int) -> None:
    """Move the focus from *control*, a row or a list of the sidebar, to the next (1) or previous (-1) row, which may be
    one of a list, such as the collections; at an end it stays."""
    from PySide6.QtWidgets import QAbstractItemView  # not part of the start: its classes take 2 ms to load

    around = outermost_list(control)
    if around is None:
        return
    lists = [one for one in around.findChildren(QAbstractItemView) if one.model().rowCount()]
    shown = [one for one in (*around.findChildren(PlaceButton), *lists) if one.isVisible()]
    shown.sort(key=lambda one: one.mapTo(around, QPoint(0, 0)).y())
    place = shown.index(control) + by
    if not 0 <= place < len(shown):
        return
    target = shown[place]
    if isinstance(target, QAbstractItemView):
        model = target.model()
        target.setCurrentIndex(model.index(0 if by > 0 else model.rowCount() - 1, 0))
    target.setFocus(Qt.FocusReason.TabFocusReason)


def replace_rows(before: Sequence[QWidget], now: Sequence[QWidget]) -> None:
    """Delete the rows or chips *before* of a list, in whose place those of *now* are shown, and let the focus stay in
    the sidebar: at the neighbour of a row that is gone, without one at the place that is shown."""
    from scholar_desktop.ui.widgets.flow import keep_focus  # not part of the start

    keep_focus(before, now)
    for one in before:
        if one.hasFocus() and not now:
            _leave_last_row(one)
        one.hide()
        one.deleteLater()


def _leave_last_row(row: QWidget) -> None:
    """Move the focus from *row*, the last of its list in the sidebar, which is deleted, to the current place."""
    around = outermost_list(row)
    places = [one for one in around.findChildren(PlaceButton) if one.isVisible()] if around is not None else []
    others = [one for one in places if one is not row]
    if others:
        next((one for one in others if one.isChecked()), others[0]).setFocus(Qt.FocusReason.OtherFocusReason)


class SlidingColumn(QVBoxLayout):
    """A column whose widgets keep their least heights: where it is too long, a part of it is shown, with whole rows."""

    offset = 0
    """Pixels that are above the part shown."""
    has_more = False
    """True if a part of it is below the part shown."""
    foot = 0
    """Pixels at each end of the part shown that rows leave free if there is more beyond it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._moved: dict[QWidget, int] = {}  # the pixels by which each widget is above where Qt put it

    def setGeometry(self, rect: QRect) -> None:
        least = self.minimumHeightForWidth(rect.width()) if self.hasHeightForWidth() else self.minimumSize().height()
        height = max(rect.height(), least)
        signs = self.offset > 0, self.has_more
        beyond = height - rect.height()
        if beyond <= self.contentsMargins().bottom():
            beyond = 0  # all rows fit
        self.offset = max(0, min(self.offset, beyond))
        self.has_more = self.offset < beyond - self.contentsMargins().bottom()
        widgets = self._widgets()
        # Qt's layouts put nothing above their parent, and move nothing back while their rectangle is the same. To call
        # invalidate here would request the next layout, without end.
        for widget in widgets:
            _move_up(widget, -self._moved.get(widget, 0))
        super().setGeometry(QRect(rect.x(), rect.y(), rect.width(), height))
        self._moved = self._wanted_moves({widget: widget.geometry() for widget in widgets}, rect)
        for widget, by in self._moved.items():
            _move_up(widget, by)
        shown = self.parentWidget()
        if shown is not None and signs != (self.offset > 0, self.has_more):
            shown.update()  # Qt draws again only what the rows uncover, and leaves the rest of a sign

    def _wanted_moves(self, places: dict[QWidget, QRect], shown: QRect) -> dict[QWidget, int]:
        """Return by how much each widget goes up. Rows that would be cut go out of sight, with those beyond them."""
        start = shown.top() + (self.foot if self.offset else 0)
        end = shown.bottom() + 1 - (self.foot if self.has_more else 0)
        most = shown.height() // MOST_CUT
        found: dict[QWidget, int] = {}
        below = 0
        for widget, place in places.items():
            top, bottom = place.top() - self.offset, place.bottom() + 1 - self.offset
            is_row = place.height() <= most or _has_one_row(widget)
            if is_row and top < start and bottom > shown.top():
                above = bottom - shown.top()
                found = {before: by + above for before, by in found.items()}
                found[widget] = self.offset + above
                continue
            if is_row and not below and bottom > end and top <= shown.bottom():
                below = shown.bottom() + 1 - top
            found[widget] = self.offset - below
        return found

    def reveal(self, place: QRect) -> None:
        """Show *place*, in coordinates of the widget with this layout."""
        shown = self.parentWidget()
        if shown is None:
            return
        above = min(0, place.top() - self.foot) if self.offset else 0
        foot = self.foot if self.has_more else 0
        if out := above or max(0, place.bottom() + 1 - (shown.height() - foot)):
            self.slide(out)

    def slide(self, by: int) -> None:
        """Show what is *by* pixels further down."""
        shown = self.parentWidget()
        if shown is not None:
            wanted = self.offset + by
            # the first row that is shown is whole, and below the sign for those above it
            tops = [
                each.y() + self._moved.get(each, 0) - shown.contentsRect().top() - self.foot for each in self._widgets()
            ]
            self.offset = min((top for top in tops if top >= wanted), default=wanted) if wanted > 0 else 0
            self.setGeometry(shown.contentsRect())
            shown.update()

    def _widgets(self) -> list[QWidget]:
        items = (self.itemAt(place) for place in range(self.count()))
        widgets = (item.widget() for item in items if item is not None and not item.isEmpty())
        return [widget for widget in widgets if widget is not None]


def _has_one_row(widget: QWidget) -> bool:
    """Return True for a list with one row, such as that of a single saved search."""
    return sum(row.isVisibleTo(widget) for row in widget.findChildren(PlaceButton)) == 1


def _move_up(widget: QWidget, by: int) -> None:
    if by:
        widget.move(widget.x(), widget.y() - by)


class PlaceButton(QAbstractButton):
    """One row of the sidebar: icon, name, and a count or a badge at the end. To a screen reader it is a list item, and
    the row of the shown place is the selected one. In a rail, the pointer and the focus show the name at once."""

    def __init__(self, theme: Theme, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._action = action
        self.shows_end = False
        self._count = self._note = ""
        self._badge = self._is_cut = False
        self._rail = False
        self._shows_name = self._is_by_mouse = False
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self._title = ""
        self.setObjectName(f"sidebar.{action.objectName()}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._on_clicked)
        self.set_title(shown_text(action.text()))

    @property
    def sign(self) -> str:
        """The name of its icon."""
        return str(self._action.property("icon_name"))

    def set_title(self, title: str) -> None:
        """Change the name that the row shows."""
        if title != self._title:
            self._title = title
            self.setText(label_text(title))  # not drawn, but read by tests and UI automation
            self._name()
            self.update()

    def show_end(self, is_shown: bool) -> None:
        """Cut a name that is longer than the row in its middle (True), so that its end is shown, or at its end."""
        self.shows_end = is_shown
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._take_tab_stop()
        around: QWidget | None = self.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(self, 0, 0)
            around = around.parentWidget()
        if (outermost := self._list()) is not None:
            outermost.reveal(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._hide_name()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_name()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hide_name()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and self._rail:
            return True  # it is shown already, and would move to the pointer
        return super().event(event)

    def _show_name(self) -> None:
        if self._rail:
            end = QPoint(0 if self.isRightToLeft() else self.width(), self.height() // 2)
            show_tooltip(self.mapToGlobal(end + BESIDE), self.accessibleName(), self, self.rect())
            self._shows_name = True

    def _hide_name(self) -> None:
        self._shows_name = False
        if self._rail:
            hide_tooltip()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        rows = self._rows()
        if rows and all(row is self or not row._is_tab_stop() for row in rows):
            self._take_tab_stop()
        elif rows:
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._is_tab_stop() and (rows := self._rows()):
            next((row for row in rows if row.isChecked()), rows[0])._take_tab_stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            if self.hasFocus() and self.isChecked():
                event.ignore()  # the sidebar leads into the list of the place
        elif plain and event.key() in (*STEPS, *ENDS):
            key = Qt.Key(event.key())
            if key in STEPS:
                step_in_sidebar(self, STEPS[key])
            else:
                self._rows()[ENDS[key]].setFocus(Qt.FocusReason.TabFocusReason)
        elif not leaves_arrow(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key that moved the focus here is released: also Tab and F6, but no focus that came without a key."""
        super().keyReleaseEvent(event)
        if event.key() in FOCUS_KEYS:
            self._show_name()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._is_by_mouse = True
        super().mouseReleaseEvent(event)
        self._is_by_mouse = False

    def _list(self) -> PlaceList | None:
        return outermost_list(self)

    def _rows(self) -> list[PlaceButton]:
        """Return the visible rows of the sidebar, from top to bottom."""
        around = self._list()
        if around is None:
            return []
        rows = [row for row in around.findChildren(PlaceButton) if row.isVisible()]
        return sorted(rows, key=lambda row: row.mapTo(around, QPoint(0, 0)).y())

    def _is_tab_stop(self) -> bool:
        return bool(self.focusPolicy() & Qt.FocusPolicy.TabFocus)

    def _take_tab_stop(self) -> None:
        """Let Tab reach this row, and no other of the sidebar."""
        around = self._list()
        for row in around.findChildren(PlaceButton) if around is not None else ():
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if row is self else Qt.FocusPolicy.ClickFocus)

    def set_count(self, text: str, *, badge: bool = False, note: str = "") -> None:
        """Show a number at the end. note: a sentence about it, as a tooltip."""
        self._count, self._badge, self._note = text, badge, note
        self._name()
        self.update()

    def set_rail(self, rail: bool) -> None:
        self._rail = rail
        self._name()
        self.updateGeometry()
        self.update()

    def set_current(self, current: bool) -> None:
        was_current = self.isChecked()
        self.setChecked(current)
        self.update()
        around, focused = self._list(), self.window().focusWidget()
        if not current or was_current or around is None:
            return
        if not around.isAncestorOf(focused):
            self._take_tab_stop()
        elif isinstance(focused, PlaceButton) and focused is not self:
            # another page was opened, by a key or a menu: the frame of the focus is not left behind
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name(self) -> None:
        name = f"{self._title}, {self._count}" if self._count else self._title
        self.setAccessibleName(name)
        self.setAccessibleDescription(self._note)
        beside = "\n".join(filter(None, (self._title if self._is_cut else "", self._note)))
        set_tooltip(self, name if self._rail else beside)
        if self._shows_name and QToolTip.isVisible():
            self._show_name()  # with the new number

    def _on_clicked(self) -> None:
        current = self.property("current")
        self.setChecked(bool(current))
        around = self._list() if self._is_by_mouse else None
        if around is not None:
            around.row_pressed.emit(self)
        self._action.trigger()
        if around is not None:
            around.row_clicked.emit(self)

    def sizeHint(self) -> QSize:
        height = max(self._theme.px(28), self._theme.type.line(BODY) + 6)
        return QSize(
            self._theme.px(RAIL_WIDTH - 12 if self._rail else WIDTH - 16), self._theme.px(36) if self._rail else height
        )

    def minimumSizeHint(self) -> QSize:
        # in a low window with large text, the icons of the rail are closer together
        return QSize(self._theme.px(28), self._theme.px(LEAST_RAIL) if self._rail else self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        mirrored = self.isRightToLeft()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        current = self.isChecked()
        if current or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("select" if current else "chip"))
            painter.drawRoundedRect(box, px(6), px(6))
        if current:
            paint_current_bar(painter, theme, box, mirrored=mirrored)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(box, px(6), px(6))
        colour = "link" if current else "text"
        # in a low window with large text, the icons are smaller, so that none lies over another
        size = max(8, min(16, int((self.height() - 4) / theme.type.scale))) if self._rail else 16
        pixmap = theme.pixmap(self.sign, colour, size)
        top = (self.height() - px(size)) // 2
        if self._rail:
            self._paint_rail_row(painter, pixmap, top, size)
            painter.end()
            return
        left = self.width() - px(8) - px(16) if mirrored else px(8)
        painter.drawPixmap(QPoint(left, top), pixmap)
        end = px(8)
        if self._count:
            end += self._paint_count(painter, mirrored)
        start = px(8 + 16 + 8)
        text_box = self.rect().adjusted(end if mirrored else start, 0, -(start if mirrored else end), 0)
        painter.setFont(theme.type.font(BODY))
        painter.setPen(theme.colour(colour))
        cut = Qt.TextElideMode.ElideMiddle if self.shows_end else Qt.TextElideMode.ElideRight
        words = painter.fontMetrics().elidedText(self._title, cut, text_box.width())
        painter.drawText(text_box, _leading(mirrored), words)
        painter.end()
        if (words != self._title) is not self._is_cut:
            self._is_cut = words != self._title
            self._name()

    def _paint_rail_row(self, painter: QPainter, pixmap: QPixmap, top: int, size: int) -> None:
        """Draw the icon in its place, and a badge over its upper corner. Where a badge has no room, it is a dot: the
        name has the number."""
        px, left = self._theme.px, (self.width() - self._theme.px(size)) // 2
        if not (self._badge and self._count):
            painter.drawPixmap(QPoint(left, top), pixmap)
            return
        height = max(px(RAIL_BADGE), self._theme.type.line(CAPTION) - px(2))
        width = self._badge_width(height)
        painter.drawPixmap(QPoint(left, top), pixmap)
        # as far from the middle of the icon as the row allows: an arrow there stays in sight
        right, above = min(self.width(), left + px(size - AT_CORNER) + width), max(0, top + px(4) - height)
        covered = max(0, left + px(size) - (right - width)) * max(0, above + height - top)
        if width > self.width() or covered > px(size) ** 2 * MOST_COVERED:
            painter.setPen(QPen(self._theme.colour("sidebar"), 2))
            painter.setBrush(self._theme.colour("accent"))
            side = px(DOT)
            painter.drawEllipse(QRectF(left + px(size) - side / 2, max(1, top - side / 3), side, side))
            return
        self._paint_badge(painter, right, above, height)

    def _paint_count(self, painter: QPainter, mirrored: bool) -> int:
        """Draw the count or badge at the end; return its width."""
        theme, px = self._theme, self._theme.px
        if self._badge:
            height = px(BADGE)
            width = self._badge_width(height)
            right = px(8) + width if mirrored else self.width() - px(8)
            self._paint_badge(painter, right, (self.height() - height) // 2, height)
            return width + px(6)
        font = theme.type.font(BODY, tabular=True)
        painter.setFont(font)
        painter.setPen(theme.colour("link" if self.isChecked() else "muted"))
        painter.drawText(self.rect().adjusted(px(8), 0, -px(8), 0), _leading(not mirrored), self._count)
        return painter.fontMetrics().horizontalAdvance(self._count) + px(6)

    def _badge_width(self, height: int) -> int:
        metrics = self._theme.type.metrics(CAPTION, STRONG, tabular=True)
        return max(height, metrics.horizontalAdvance(self._count) + height // 2)

    def _paint_badge(self, painter: QPainter, right: int, top: int, height: int) -> None:
        theme, width = self._theme, self._badge_width(height)
        box = QRectF(right - width, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(theme.type.font(CAPTION, STRONG, tabular=True))
        painter.setPen(theme.colour("on_accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._count)


def paint_current_bar(painter: QPainter, theme: Theme, box: QRectF, *, mirrored: bool) -> None:
    """Draw the bar of the current row at the beginning of *box*; a frame would be the focus. It is as high as the row
    with high contrast, in which the background of the row is no sign."""
    width, inset = theme.px(BAR), 0 if theme.tokens.contrast else theme.px(5)
    left = box.right() - width + 1 if mirrored else box.left()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    bar = QRectF(left, box.top() + inset, width, box.height() - 2 * inset)
    radius = width / 2 if inset else 0
    painter.drawRoundedRect(bar, radius, radius)


def _leading(mirrored: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute


@functools.cache
def describe_rows() -> None:
    """Tell Qt the roles of the rows and their lists; done once for all windows.

    It comes after the start, like `accessibility.install`: Qt's enumerations for it take 2 ms to load.
    """
    from PySide6.QtGui import QAccessible

    class RowInterface(QAccessibleWidget):
        """What a screen reader meets in place of a check box: an item of a list, selected if its place is shown."""

        def __init__(self, row: PlaceButton) -> None:
            super().__init__(row, QAccessible.Role.ListItem)

        def state(self) -> QAccessible.State:
            state = super().state()
            row = self.object()
            state.selectable = True
            state.selected = isinstance(row, PlaceButton) and row.isChecked()
            return state

        def actionNames(self) -> list[str]:
            return ["Press", *super().actionNames()]  # not translated: the name by which AT-SPI knows the action

        def doAction(self, actionName: str) -> None:  # noqa: N803  Qt's name
            row = self.object()
            if actionName == "Press" and isinstance(row, PlaceButton):
                row.click()
            else:
                super().doAction(actionName)

    # The interfaces in use. Qt keeps pointers to them and deletes each with its widget, so Python must not delete them.
    interfaces: dict[int, QAccessibleInterface] = {}

    def interface_of(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
        if isinstance(thing, PlaceButton):
            made: QAccessibleInterface = RowInterface(thing)
        elif isinstance(thing, PlaceList):
            made = QAccessibleWidget(thing, QAccessible.Role.List)
        else:
            return None
        for key in [key for key, kept in interfaces.items() if not shiboken6.isValid(kept)]:
            del interfaces[key]
        interfaces[id(made)] = made
        return made

    QAccessible.installFactory(interface_of)
