"""What a screen reader gets beyond what Qt sends it: headings, panels and charts, and announcements of changes.

`install` comes after the start, because Qt's enumerations for it take 5 ms to load; until then nothing is announced.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessible

    from scholar_desktop.ui.widgets.unseen_list import UnseenList

HEADINGS = ("section", "head", "title", "display")
"""The types of labels that head what follows them."""
CHART = "is_chart"
"""Property of a widget that draws a chart."""
_KEPT_AT_LEAST = 64


@functools.cache
def install() -> type[QAccessible]:
    """Tell Qt the roles of the program's own widgets; once per process, which Qt offers no way to undo."""
    from PySide6.QtGui import QAccessible

    from scholar_desktop.ui.widgets.unseen_parts import PartInterface, PartsInterface

    # Qt keeps `interface_for` to the end of the process, and that refers to both lists: without them, Python would
    # delete the interfaces while Qt uses them. Qt never lets go of the items of a list.
    interfaces: list[QAccessibleWidget] = []
    items: list[PartInterface] = []

    class Heading(QAccessibleWidget):
        def text(self, kind: QAccessible.Text) -> str:
            label = self.widget()
            if kind is QAccessible.Text.Name and isinstance(label, QLabel):
                return label.accessibleName() or label.text()
            return super().text(kind)

    def interface_for(class_name: str, thing: Any) -> QAccessibleWidget | None:
        # Qt requests it once more for a widget that is being deleted, which is only a QWidget then
        if not isinstance(thing, QWidget) or type(thing) is QWidget:
            return None
        made: QAccessibleWidget | None = None
        if class_name == "UnseenList":
            made = PartsInterface(cast("UnseenList", thing), items.append)
        elif class_name == "QLabel" and thing.property("type") in HEADINGS:
            made = Heading(thing, QAccessible.Role.Heading)
        elif class_name == "Overlay":
            made = QAccessibleWidget(thing, QAccessible.Role.Dialog)
        elif class_name == "QWidget" and thing.property(CHART):
            made = QAccessibleWidget(thing, QAccessible.Role.Chart)
        elif class_name == "QWidget" and thing.accessibleName():
            made = QAccessibleWidget(thing, QAccessible.Role.Pane)
        if made is not None:
            if len(interfaces) >= 2 * max(_KEPT_AT_LEAST, sum(map(shiboken6.isValid, interfaces[:_KEPT_AT_LEAST]))):
                interfaces[:] = [each for each in interfaces if shiboken6.isValid(each)]
            interfaces.append(made)
        return made

    QAccessible.installFactory(interface_for)
    return QAccessible


def is_listened_to() -> bool:
    """True if a screen reader, or another program that asks for it, is there."""
    return install.cache_info().currsize > 0 and install().isActive()


def announce(about: QObject, words: str, *, is_urgent: bool = False) -> None:
    """Have a screen reader say *words*, which concern *about*. is_urgent: interrupt what it is saying."""
    if not words or not is_listened_to():
        return
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(about, words)
    if is_urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
