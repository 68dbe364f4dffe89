"""Tab goes as one reads: pane after pane, and in each from line to line. Much of a pane is made while it is shown (a
paper's identifiers, a row of steps), and Qt puts what is made last at the end: so the order is taken from where things
stand, at the moment in which somebody presses Tab."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def stops(within: QWidget) -> list[QWidget]:
    """What Tab comes to inside *within*, in the order of reading."""
    found: list[QWidget] = []
    for child in _in_order(within):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isEnabled():
            found.append(child)
        found += stops(child)
    return found


def put_in_order(window: QWidget) -> None:
    """Let Tab go through *window* as one reads it."""
    for one, other in pairwise(stops(window)):
        if one.nextInFocusChain() is not other:
            QWidget.setTabOrder(one, other)


def bring_into_sight(widget: QWidget) -> None:
    """Scroll whatever holds *widget*, so that the keyboard never is where nobody sees it."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()


def _in_order(parent: QWidget) -> list[QWidget]:
    """The children in sight, line by line. Two stand on one line where at least half of the lower one is beside the
    line's first."""
    children = [
        (child.geometry(), child)
        for child in parent.children()
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()
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
