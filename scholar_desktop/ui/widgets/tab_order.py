"""Sets the Tab order to the reading order: pane after pane, and in each pane line by line.

Many widgets of a pane are created while it is shown (a paper's identifiers, a row of steps), and Qt puts the ones
created last at the end. So the order is derived from the positions of the widgets whenever the user presses Tab.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def stops(within: QWidget) -> list[QWidget]:
    """Return the widgets inside *within* that Tab reaches, in reading order."""
    found: list[QWidget] = []
    for child in _in_order(within):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isEnabled():
            found.append(child)
        found += stops(child)
    return found


def put_in_order(window: QWidget) -> None:
    """Set the Tab order of *window* to the reading order."""
    for one, other in pairwise(stops(window)):
        if one.nextInFocusChain() is not other:
            QWidget.setTabOrder(one, other)


def bring_into_sight(widget: QWidget) -> None:
    """Scroll every scroll area around *widget*, so that the focus is always visible."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()


def _in_order(parent: QWidget) -> list[QWidget]:
    """Return the visible children, line by line.

    A child belongs to a line if it shares more than half of the smaller height with the line's first child.
    """
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
