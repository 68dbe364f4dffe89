"""The widgets of a part of the window that are shown, without a look at those of its hidden pages and tabs."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget


def shown_in(widget: QWidget, place: QRect | None = None) -> Iterator[QWidget]:
    """Iterate over the widgets in *widget*, which is shown itself, that are shown, too: first one, then those in it.
    `QObject.findChildren` looks at the hidden ones, too, which takes milliseconds for a page.

    Args:
        place: only those of which a part is there, in coordinates of *widget*; None for all.
    """
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if not child.isHidden() and (place is None or child.geometry().intersects(place)):
            yield child
            yield from shown_in(child, None if place is None else place.translated(-child.pos()))
