"""What a screen reader meets in a list that is not drawn: items with a name, a description, a value and an action.

Qt's own items of a list have no value. Loaded only where a screen reader is there: the enumerations take 5 ms.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QItemSelectionModel, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
    QAccessibleValueInterface,
    QColor,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget

if TYPE_CHECKING:
    from scholar_desktop.ui.widgets.unseen_list import UnseenList

_TOGGLE = "Toggle"  # not translated: the name by which AT-SPI knows the action


class _Value(QAccessibleValueInterface):
    """The value of an item, from 0 to the highest of its list; it cannot be changed."""

    def __init__(self, parts: UnseenList, number: int) -> None:
        super().__init__()
        self._parts = parts
        self._number = number

    def currentValue(self) -> int:
        return self._parts.value_of(self._number) or 0

    def minimumValue(self) -> int:
        return 0

    def maximumValue(self) -> int:
        return self._parts.highest_value()

    def minimumStepSize(self) -> int:
        return 1

    def setCurrentValue(self, value: object) -> None:
        """The value is a fact."""


class _Action(QAccessibleActionInterface):
    """Chooses the item."""

    def __init__(self, parts: UnseenList, number: int) -> None:
        super().__init__()
        self._parts = parts
        self._number = number

    def actionNames(self) -> list[str]:
        return [_TOGGLE]

    def doAction(self, actionName: str) -> None:  # noqa: N803  Qt's name
        if actionName == _TOGGLE:
            index = self._parts.model().index(self._number, 0)
            self._parts.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Toggle)

    def keyBindingsForAction(self, actionName: str) -> list[str]:  # noqa: N803  Qt's name
        return []


class PartInterface(QAccessibleInterface):
    """One item of the list."""

    def __init__(self, parts: UnseenList, number: int) -> None:
        super().__init__()
        self.number = number
        self._parts = parts
        self._value = _Value(parts, number) if parts.value_of(number) is not None else None
        self._action = _Action(parts, number)

    def isValid(self) -> bool:
        return bool(shiboken6.isValid(self._parts)) and self.number < self._parts.model().rowCount()

    def object(self) -> Any:
        return None  # it is no widget

    def window(self) -> QWindow:
        found: QWindow = self._parts.window().windowHandle()
        return found

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._parts)

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> Any:
        return None

    def childAt(self, x: int, y: int) -> Any:
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        name, description = self._parts.words_of(self.number)
        if kind is QAccessible.Text.Name:
            return name
        return description if kind is QAccessible.Text.Description else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """The words are facts."""

    def rect(self) -> QRect:
        place = self._parts.visualRect(self._parts.model().index(self.number, 0))
        return place.translated(self._parts.mapToGlobal(QPoint(0, 0)))

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state, index = QAccessible.State(), self._parts.model().index(self.number, 0)
        state.selectable = state.focusable = True
        state.selected = self._parts.selectionModel().isSelected(index)
        state.focused = self._parts.selectionModel().currentIndex() == index
        state.invisible = not self._parts.isVisible()
        state.offscreen = not self._parts.rect().intersects(self._parts.visualRect(index))
        return state

    def foregroundColor(self) -> QColor:
        return QColor()

    def backgroundColor(self) -> QColor:
        return QColor()

    def virtual_hook(self, id: int, data: Any) -> None:  # noqa: A002  Qt's name
        """Nothing more is known."""

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind is QAccessible.InterfaceType.ActionInterface:
            return self._action
        if kind is QAccessible.InterfaceType.ValueInterface and self._value is not None:
            return self._value
        return shiboken6.VoidPtr(0)  # PySide would pass None on as the address of None


class PartsInterface(QAccessibleWidget):
    """The list, whose children are its items."""

    def __init__(self, parts: UnseenList, keep: Callable[[PartInterface], None]) -> None:
        """keep: called with each item, to refer to it from then on: Qt keeps pointers to the items to the end of the
        process, so Python must not delete them."""
        super().__init__(parts, QAccessible.Role.List)
        self._parts = parts
        self._keep = keep
        self._items: list[PartInterface] = []

    def childCount(self) -> int:
        return self._parts.model().rowCount() if shiboken6.isValid(self._parts) else 0

    def child(self, index: int) -> Any:
        if not 0 <= index < self.childCount():
            return None
        while len(self._items) <= index:
            item = PartInterface(self._parts, len(self._items))
            self._items.append(item)
            self._keep(item)
        return self._items[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.number if isinstance(child, PartInterface) else -1
