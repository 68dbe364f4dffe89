"""What can be measured on a page: text that is cut, controls that are cut or overlap, labels off their line, contrast.

Every function returns one line for each fault, with the objectNames that lead to the widget.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QWidget,
)

from scholar_desktop.ui.widgets.label import ElidedLabel

LINE_SLACK = 1
"""Pixels by which the middle of a label may be off the middle of its line."""
CUT_SLACK = 1
NEEDED_CONTRAST = 4.5
"""WCAG 2.1, 1.4.3. Disabled controls are exempt there."""
_CONTROLS = (QAbstractButton, QLineEdit, QComboBox)


def faults_of(window: QWidget, picture: QImage) -> list[str]:
    """Returns every fault of the visible widgets of *window*. picture: the window as drawn, at 1 pixel a unit."""
    found: list[str] = []
    for widget in _visible(window):
        found += [*_cut_text(widget), *_cut_control(widget, window), *_off_line(widget), *_overlaps(widget)]
        if isinstance(widget, QLabel):
            found += _weak_contrast(widget, window, picture)
    return list(dict.fromkeys(found))


def cut_in(window: QWidget) -> list[str]:
    """Returns the texts and controls of *window* that are cut: what needs no picture."""
    return list(
        dict.fromkeys(line for each in _visible(window) for line in (*_cut_text(each), *_cut_control(each, window)))
    )


def _visible(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not isinstance(widget, QMenu) and not widget.visibleRegion().isEmpty():
            yield widget


def path_of(widget: QWidget) -> str:
    """Returns the objectNames from the window to *widget*, and its text if it has one."""
    names: list[str] = []
    above: QWidget | None = widget
    while above is not None:
        if above.objectName() and not above.objectName().startswith("qt_"):
            names.append(above.objectName())
        above = above.parentWidget()
    text = getattr(widget, "text", lambda: "")()
    shown = f" “{text[:50]}”" if isinstance(text, str) and text else ""
    return f"{'/'.join(reversed(names[:3]))}:{type(widget).__name__}{shown}"


# --- text


def _cut_text(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        if widget.text() != widget.whole_text() and not widget.toolTip():
            yield f"elided without a tooltip: {path_of(widget)}"
    elif isinstance(widget, QLabel) and widget.text() and widget.textFormat() == Qt.TextFormat.PlainText:
        room = widget.contentsRect()
        if widget.wordWrap():
            needed = widget.heightForWidth(widget.width())
            if needed > widget.height() + CUT_SLACK:
                yield f"text cut in height ({widget.height()} of {needed} px): {path_of(widget)}"
        else:
            width = widget.sizeHint().width() - (widget.width() - room.width())
            if width > room.width() + CUT_SLACK and widget.sizeHint().width() > widget.width() + CUT_SLACK:
                yield f"text cut ({room.width()} of {width} px): {path_of(widget)}"
    elif isinstance(widget, QPushButton) and widget.text():
        needed = widget.sizeHint().width()
        if needed > widget.width() + CUT_SLACK and not widget.toolTip():
            yield f"button cut ({widget.width()} of {needed} px): {path_of(widget)}"


# --- places


def _inside_scroll_area(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea | QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False


def _cut_control(widget: QWidget, window: QWidget) -> Iterator[str]:
    """A control that lies partly outside of its parents and cannot be scrolled into view."""
    if not isinstance(widget, _CONTROLS) or _inside_scroll_area(widget):
        return
    rect = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    above = widget.parentWidget()
    while above is not None and above is not window:
        rect = rect.intersected(QRect(above.mapTo(window, QPoint(0, 0)), above.size()))
        above = above.parentWidget()
    rect = rect.intersected(window.rect())
    if rect.width() < widget.width() - CUT_SLACK or rect.height() < widget.height() - CUT_SLACK:
        yield f"control cut to {rect.width()}x{rect.height()} of {widget.width()}x{widget.height()}: {path_of(widget)}"


def _overlaps(parent: QWidget) -> Iterator[str]:
    """Siblings of one layout that lie over each other."""
    layout = parent.layout()
    if layout is None or isinstance(parent, QAbstractItemView):
        return
    items = [layout.itemAt(place).widget() for place in range(layout.count())]
    widgets = [each for each in items if each is not None and each.isVisible() and not each.size().isEmpty()]
    if len(widgets) > 200 or "Stack" in type(layout).__name__:
        return
    for place, one in enumerate(widgets):
        for other in widgets[place + 1 :]:
            shared = one.geometry().intersected(other.geometry())
            if shared.width() > CUT_SLACK and shared.height() > CUT_SLACK:
                yield f"overlap of {shared.width()}x{shared.height()} px: {path_of(one)} and {path_of(other)}"


def _off_line(parent: QWidget) -> Iterator[str]:
    """Labels of one line in a row whose middle is off the middle of the row's other labels and buttons."""
    for layout in parent.findChildren(QHBoxLayout):
        if layout.parentWidget() is not parent:
            continue
        middles: dict[QWidget, float] = {}
        for place in range(layout.count()):
            item = layout.itemAt(place)
            widget = item.widget()
            if widget is None or not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton | QLineEdit):
                continue
            vertical = item.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
            if vertical & (Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignBottom):
                continue
            if isinstance(widget, QLabel) and (widget.wordWrap() or not widget.text()):
                continue
            rect = widget.geometry()
            middles[widget] = rect.y() + rect.height() / 2
        if len(middles) < 2:
            continue
        usual = Counter(round(middle) for middle in middles.values()).most_common(1)[0][0]
        for widget, middle in middles.items():
            if abs(middle - usual) > LINE_SLACK:
                yield f"{middle - usual:+.1f} px off its line: {path_of(widget)}"


# --- contrast


def _weak_contrast(label: QLabel, window: QWidget, picture: QImage) -> Iterator[str]:
    """The contrast of a label's text as drawn: the commonest colour is the ground, the one farthest off is the text."""
    if not label.text().strip() or not label.isEnabled():
        return
    rect = QRect(label.mapTo(window, QPoint(0, 0)), label.size()).intersected(picture.rect())
    if rect.width() < 8 or rect.height() < 8 or label.visibleRegion().boundingRect().size() != label.size():
        return
    if window.childAt(rect.center()) is not label:  # a panel lies over it
        return
    colours: Counter[int] = Counter()
    for y in range(rect.top(), rect.bottom() + 1):
        for x in range(rect.left(), rect.right() + 1):
            colours[picture.pixel(x, y)] += 1
    ground = QColor(colours.most_common(1)[0][0])
    best = max(contrast(QColor(colour), ground) for colour in colours)
    if 1.05 < best < NEEDED_CONTRAST:
        yield f"contrast {best:.1f}: {path_of(label)}"


def contrast(one: QColor, other: QColor) -> float:
    """Returns the contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = colour.redF(), colour.greenF(), colour.blueF()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
