"""The order of Tab is the reading order: pane after pane, and in each pane line by line. A group is one stop, and the
arrow keys move inside it; from a row of chips above a list, Down and Esc lead to that list.

Many widgets of a pane are created while it is shown (a paper's identifiers, a row of steps), and Qt puts the ones
created last at the end. So the order is derived from the positions of the widgets whenever the user presses Tab.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QRadioButton, QScrollArea, QWidget

GROUP = "focus_group"
"""Property of a widget whose buttons are one stop."""
CHOSEN = "chosen_of_group"
"""Property of the button of a group whose value is shown: Tab enters the group there."""
ALONE = "stop_of_its_own"
"""Property of a button inside a group that is not part of it."""
LIST_BELOW = "list_below"
"""Property of a group of chips in a row: the objectName of the list below them, which Down and Esc lead to."""
PANE_ENTRY = "pane_entry"
"""Property of a StatePane or a control: F6 gives the focus first to it, or to what it shows, in the pane around it."""
LEADS_BACK = "leads_back"
"""Property of the button in the head of a page that goes back: the button of a message comes before it."""
STICKY = "sticky"
"""Property of a scroll area: the place (QRect) in its content of a row that lies over its edge while that place is not
in sight. Property of that row: True."""
_FORWARDS = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACKWARDS = (Qt.Key.Key_Left, Qt.Key.Key_Up)


def stops(within: QWidget) -> list[QWidget]:
    """Return the widgets inside *within* that Tab reaches, in reading order."""
    return list(iter_stops(within))


def iter_stops(within: QWidget) -> Iterator[QWidget]:
    """Yield them one by one: all of a page takes milliseconds, its first list does not."""
    for child in _in_order(within):
        if _is_stop(child):
            yield child
        yield from iter_stops(child)


def _is_stop(widget: QWidget) -> bool:
    group = widget.group() if isinstance(widget, QRadioButton) else None
    if group is not None and group.exclusive() and (chosen := group.checkedButton()) is not None and chosen.isVisible():
        return widget is chosen and widget.isEnabled()  # Qt stops at the one that had the focus last, at first at each
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


def make_group(box: QWidget, *, above: str = "") -> None:
    """Make the buttons in *box* one stop of Tab: arrows, Home and End move inside it.

    Args:
        above: the objectName of the list below *box*, whose buttons are chips in a row. Only Left and Right move
            between them then, and Down and Esc lead to the list, as from a search box.
    """
    box.setProperty(GROUP, True)
    box.setProperty(LIST_BELOW, above)


def tab_stops(within: QWidget) -> list[QWidget]:
    """Return where Tab stops inside *within*, in reading order: of a group only the control that has the focus, else
    the chosen one, else the one that was used last there, at first its first one."""
    found: list[QWidget] = []
    groups: list[QWidget] = []
    for stop in stops(within):
        group = _group_of(stop)
        if group is None:
            found.append(stop)
        elif group not in groups:
            groups.append(group)
            found.append(_stop_of(group))
    return found


def _stop_of(group: QWidget) -> QWidget:
    members, last = _members(group), group.focusWidget()
    used = last if last is not None and last in members else None
    if used is not None and used.hasFocus():
        return used
    return next((one for one in members if one.property(CHOSEN)), used or members[0])


def move_by_tab(within: QWidget, *, forwards: bool) -> bool:
    """Move the focus to the next or previous stop inside *within*, and scroll it into sight. From a widget that is no
    stop, such as a pane that has the focus while it has no rows, it goes on from the place of that widget. False if
    there is no stop, or the focus is not inside *within*."""
    order, focused = tab_stops(within), within.window().focusWidget()
    if not order or focused is None or not focused.isVisible() or not within.isAncestorOf(focused):
        return False
    if focused in order:
        here = order.index(focused)
    else:
        before = set(_before(within, focused))
        here = sum(1 for stop in order if stop in before) - (1 if forwards else 0)
    target = order[(here + (1 if forwards else -1)) % len(order)]
    target.setFocus(Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason)
    bring_into_sight(target)
    return True


def _before(within: QWidget, widget: QWidget) -> list[QWidget]:
    """Return what comes before *widget* inside *within* in reading order."""
    found: list[QWidget] = []
    for child in _in_order(within):
        if child is widget:
            break
        found.append(child)
        if child.isAncestorOf(widget):
            return found + _before(child, widget)
        found += stops(child)
    return found


def move_in_group(control: QWidget, key: int) -> bool:
    """Move the focus from *control* inside its group. False if it has no group, or *key* does not move."""
    group = _group_of(control)
    if group is not None and group.property(LIST_BELOW) and key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape):
        return key != Qt.Key.Key_Up and _enter_list(group)
    if group is None or not (step_of(key, group) or key in (Qt.Key.Key_Home, Qt.Key.Key_End)):
        return False
    members = _members(group)
    here = members.index(control) if control in members else 0
    if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        target = 0 if key == Qt.Key.Key_Home else len(members) - 1
    else:
        target = (here + step_of(key, group)) % len(members)
    _take(members[target])
    return True


def _enter_list(group: QWidget) -> bool:
    """Give the list below *group* the focus, and choose its first row if none is current. False if it has no rows."""
    rows = group.window().findChild(QAbstractItemView, group.property(LIST_BELOW))
    if rows is None or not rows.isVisible() or not rows.model().rowCount():
        return False
    if not rows.currentIndex().isValid():
        rows.setCurrentIndex(rows.model().index(0, 0))
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    return True


def step_of(key: int, within: QWidget) -> int:
    """Return 1 for an arrow that leads to the next control in reading order, -1 for one that leads to the previous one,
    0 for other keys."""
    if key not in (*_FORWARDS, *_BACKWARDS):
        return 0
    step = 1 if key in _FORWARDS else -1
    return -step if within.isRightToLeft() and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) else step


def move_by_letter(control: QWidget, letter: str) -> bool:
    """Move the focus from *control* to the next control of its group whose name begins with *letter*. False if there is
    none, or *letter* is not a letter or digit."""
    group = _group_of(control)
    if group is None or not letter.isalnum():
        return False
    members = [stop for stop in group.findChildren(type(control)) if stop.isVisible() and stop.isEnabled()]
    here = members.index(control)
    for member in (*members[here + 1 :], *members[:here]):
        if member.accessibleName().casefold().startswith(letter.casefold()):
            _take(member)
            return True
    return False


def first_of_group(group: QWidget) -> QWidget | None:
    """Return where Tab stops in *group*: the control that was used last there, at first its first one."""
    return next(iter(tab_stops(group)), None)


def _take(control: QWidget) -> None:
    control.setFocus(Qt.FocusReason.OtherFocusReason)
    bring_into_sight(control)


def _members(group: QWidget) -> list[QWidget]:
    return [stop for stop in stops(group) if _group_of(stop) is group]


def _group_of(control: QWidget) -> QWidget | None:
    """Return the nearest group around a button; None for other controls, which use the arrow keys themselves."""
    if not isinstance(control, QAbstractButton) or control.property(ALONE):
        return None
    around = control.parentWidget()
    while around is not None and not around.property(GROUP):
        around = None if around.isWindow() else around.parentWidget()
    return around


def bring_into_sight(widget: QWidget, line: QRect | None = None) -> None:
    """Scroll every scroll area around *widget*, so that the focus is always visible.

    Args:
        line: the line of a text box in which the cursor is. The whole box is brought into sight if there is room for
            it, else the line with the lines around it.
    """
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            if line is None:
                around.ensureWidgetVisible(widget)
                _show_part(around, widget, widget.rect())
            else:
                _show_part(around, widget, _line_or_box(around, widget, line))
        around = around.parentWidget()


def _line_or_box(area: QScrollArea, box: QWidget, line: QRect) -> QRect:
    room, place = area.viewport().height(), box.rect()
    if place.height() <= room:
        return place
    more = min(line.height(), max(0, room - line.height()) // 2)
    return line.adjusted(0, -more, 0, more).intersected(place)


def _show_part(area: QScrollArea, widget: QWidget, part: QRect) -> None:
    """Scroll *area* as little as needed to show *part* of *widget*, outside a row that lies over its edge (STICKY)."""
    content, bar = area.widget(), area.verticalScrollBar()
    if content is None:
        return
    top = widget.mapTo(content, part.topLeft()).y()
    start, end = bar.value(), bar.value() + area.viewport().height()
    sticky = area.property(STICKY)
    if isinstance(sticky, QRect) and not _is_in_sticky_row(widget):
        start += sticky.height() if top >= sticky.bottom() else 0
        end -= sticky.height() if top < sticky.top() else 0
    if top < start:
        bar.setValue(bar.value() - (start - top))
    elif top + part.height() > end:
        bar.setValue(bar.value() + min(top + part.height() - end, top - start))


def _is_in_sticky_row(widget: QWidget) -> bool:
    around: QWidget | None = widget
    while around is not None and around.property(STICKY) is not True:
        around = around.parentWidget()
    return around is not None


def _in_order(parent: QWidget) -> list[QWidget]:
    """Return the visible children, line by line.

    A child belongs to a line if it shares more than half of the smaller height with the line's first child.
    """
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    children = [
        (child.geometry(), child)
        for child in parent.findChildren(QWidget, options=direct)  # children() wraps layouts and actions, too
        if child.isVisible() and not child.isWindow()
    ]
    if len(children) < 2:
        return [child for _, child in children]
    children.sort(key=lambda each: (each[0].top(), each[0].left()))
    mirrored = parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
    lines: list[tuple[QRect, list[tuple[QRect, QWidget]]]] = []
    for place, child in children:
        if lines and _is_beside(lines[-1][0], place):
            lines[-1][1].append((place, child))
        else:
            lines.append((place, [(place, child)]))
    for _, line in lines:
        line.sort(key=lambda each: (-each[0].right() if mirrored else each[0].left(), each[0].top()))
    return [child for _, line in lines for _, child in line]


def _is_beside(first: QRect, place: QRect) -> bool:
    shared = min(first.bottom(), place.bottom()) - max(first.top(), place.top()) + 1
    return shared * 2 > min(first.height(), place.height())
