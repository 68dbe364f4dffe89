"""Painting at once, for tests and measurements that look at what is painted."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.window.deferred_painting import DeferredPainting


def paint_now(widget: QWidget) -> None:
    """Paint *widget* in this turn: the main window defers also `QWidget.repaint`."""
    window = widget.window()
    deferred = window.findChild(DeferredPainting)
    if deferred is not None:
        window.removeEventFilter(deferred)
    widget.repaint()
    if deferred is not None:
        window.installEventFilter(deferred)
