"""Scales the lengths that the widgets of a window got when they were created, when the text size changes.

Fonts follow the stylesheet and the application's font. Margins, gaps and fixed sizes are numbers of pixels, so they are
multiplied. A widget that measures itself by the theme does so after that, when `Theme.changed` is emitted.
"""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QMainWindow, QSpacerItem, QWidget

NO_MOST = (1 << 19) - 1
"""Pixels, Qt's QLAYOUTSIZE_MAX: a largest size of that or more (QWIDGETSIZE_MAX) is none."""
LEAST_SCALED = 3
"""Pixels: shorter lengths are lines and hidden widgets."""


def rescale(window: QWidget, ratio: float) -> None:
    """Multiply the lengths of everything in *window*, but not the limits of the window itself."""
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isWindow():
            _rescale_limits(widget, ratio)
        layout = widget.layout()
        if layout is not None and not isinstance(widget, QMainWindow):
            _rescale_layout(layout, ratio)


def _scaled(length: int, ratio: float) -> int:
    return length if length < LEAST_SCALED or length >= NO_MOST else round(length * ratio)


def _rescale_limits(widget: QWidget, ratio: float) -> None:
    least, most = widget.minimumSize(), widget.maximumSize()
    widget.setMinimumSize(_scaled(least.width(), ratio), _scaled(least.height(), ratio))
    widget.setMaximumSize(_scaled(most.width(), ratio), _scaled(most.height(), ratio))


def _rescale_layout(layout: QLayout, ratio: float) -> None:
    margins = layout.contentsMargins()
    layout.setContentsMargins(
        *(_scaled(side, ratio) for side in (margins.left(), margins.top(), margins.right(), margins.bottom()))
    )
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(_scaled(layout.horizontalSpacing(), ratio))
        layout.setVerticalSpacing(_scaled(layout.verticalSpacing(), ratio))
    elif layout.spacing() > 0:
        layout.setSpacing(_scaled(layout.spacing(), ratio))
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner = item.layout() if item is not None else None
        if inner is not None:
            _rescale_layout(inner, ratio)
        elif isinstance(item, QSpacerItem) and isinstance(layout, QBoxLayout):
            size, policy = item.sizeHint(), item.sizePolicy()
            item.changeSize(
                _scaled(size.width(), ratio),
                _scaled(size.height(), ratio),
                policy.horizontalPolicy(),
                policy.verticalPolicy(),
            )
    layout.invalidate()
