"""What can be measured on a page: text that is cut, controls that are cut or overlap, labels off their line, contrast.

What delegates and charts draw is measured like the labels. Every function returns one line for each fault, with the
objectNames that lead to the widget.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import median_low as median

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QBoxLayout,
    QComboBox,
    QGridLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)

from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.overlay import Overlay
from tests.pictures.painted import PaintedText, elisions, noted_texts, tooltip_at

ROUNDED = 0.25
"""Half pixels of two centred rectangles add up: what is off by less is drawn in the right place."""
LINE_SLACK = 1
"""Pixels by which a text may be off the baseline, and a control off the middle, of its line."""
CUT_SLACK = 1
MARGIN_OF_BOX = 2
"""Pixels that Qt leaves free at each side of the text of a QLineEdit."""
OVERLAP_SLACK = 2
"""Pixels by which the boxes of two drawn texts may overlap: a line is higher than its letters."""
MOST_COMPARED = 200
"""Widgets of one layout that are compared with each other."""
NEEDED_CONTRAST = 4.5
"""WCAG 2.1, 1.4.3. Disabled controls are exempt there."""
THIN_CONTRAST = 2.5
"""The least contrast of the darkest pixel of a text whose colour has enough: thin letters are drawn with less ink."""
MOST_EMPTY = 96
"""Pixels of height in a panel over the window in which nothing is drawn, such as below the last row of a list."""
FIXED_PANELS = ("callLogPanel",)
"""Panels that keep their height, since their content changes while they are open."""
_CONTROLS = (QAbstractButton, QLineEdit, QComboBox)


class Ruler:
    """Draws windows and measures them. It keeps what it has found about tooltips, which do not differ between pages.

    Use it as a context, from before the window is made: it notes which texts are elided.
    """

    def __init__(self) -> None:
        self._elided: dict[str, set[str]] = {}
        self._noting = elisions()
        self._has_tooltip: dict[tuple[str, str], bool] = {}

    def __enter__(self) -> Ruler:
        self._elided = self._noting.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._noting.__exit__(None, None, None)

    def measure(self, window: QWidget) -> tuple[QImage, list[str]]:
        """Return the picture of *window*, and every fault of what is seen in it."""
        with noted_texts() as painted:
            picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        faults = faults_of(window, picture, painted)
        faults += (line for each in painted for line in self._without_tooltip(each, window))
        return picture, list(dict.fromkeys(faults))

    def _without_tooltip(self, one: PaintedText, window: QWidget) -> Iterator[str]:
        """An elided text whose tooltip does not have the rest."""
        if one.text not in self._elided or not _is_seen(one, window):
            return
        key = (path_of(one.widget), one.text)
        if key not in self._has_tooltip:
            tip = tooltip_at(one.widget, one.widget.mapFrom(window, one.words.center().toPoint()))
            # of “…” alone it is not known what was cut: every such text is the same
            wholes = self._elided[one.text] if one.text != "…" else {""}
            if one.text.startswith("…"):  # the end of a sentence, cut between words: several may end so
                wholes = {*wholes, one.text.strip("… ")}
            self._has_tooltip[key] = bool(tip) and any(_has_words(tip, whole) for whole in wholes)
        if not self._has_tooltip[key]:
            yield f"elided without a tooltip: {path_of(one.widget)} “{one.text[:60]}”"


def _has_words(tip: str, whole: str) -> bool:
    """True if *tip* has the words of *whole*, but for the “+7” of authors that it names. Its lines may divide a long
    word."""
    words = [word.strip(",;:") for word in whole.split() if len(word) > 1 and not word.startswith("+")]
    return all(word in tip or word in tip.replace("\n", "") for word in words)


def faults_of(window: QWidget, picture: QImage, painted: Sequence[PaintedText]) -> list[str]:
    """Return the faults of the visible widgets of *window*, but for missing tooltips of drawn texts.

    Args:
        picture: the window as drawn, at 1 pixel a unit.
        painted: the texts that were drawn for it.
    """
    pixels = _Pixels(picture)
    found: list[str] = []
    baselines = {each.widget: each.baseline for each in reversed(painted)}
    for widget in (window, *_visible(window)):
        found += [*_cut_text(widget), *_cut_control(widget, window), *_wide_content(widget), *_overlaps(widget)]
        found += _off_line(widget, window, baselines)
        if isinstance(widget, QLabel):
            found += _weak_contrast(widget, window, pixels)
        elif isinstance(widget, Overlay):
            found += _empty_part(widget, window, pixels)
    found += _painted_faults(window, pixels, painted)
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
            words = re.split(r"[\s\u200b/-]+", widget.text())
            longest = max(map(widget.fontMetrics().horizontalAdvance, words))
            if longest > room.width() + CUT_SLACK:
                yield f"word cut ({room.width()} of {longest} px): {path_of(widget)}"
        else:
            width = widget.sizeHint().width() - (widget.width() - room.width())
            if width > room.width() + CUT_SLACK and widget.sizeHint().width() > widget.width() + CUT_SLACK:
                yield f"text cut ({room.width()} of {width} px): {path_of(widget)}"
    elif isinstance(widget, QLineEdit) and widget.placeholderText() and not widget.text():
        option = QStyleOptionFrame()
        widget.initStyleOption(option)
        room = widget.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, widget).width()
        margins = widget.textMargins()
        room -= margins.left() + margins.right() + 2 * MARGIN_OF_BOX
        needed = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        if needed > room + CUT_SLACK and not _has_words(
            widget.toolTip().casefold(), widget.placeholderText().casefold()
        ):
            yield f"hint cut ({room} of {needed} px): {path_of(widget)}"
    elif isinstance(widget, QPushButton) and widget.text():
        wraps = widget.hasHeightForWidth()
        needed = (widget.minimumSizeHint() if wraps else widget.sizeHint()).width()
        if wraps and (height := widget.heightForWidth(widget.width())) > widget.height() + CUT_SLACK:
            yield f"text cut in height ({widget.height()} of {height} px): {path_of(widget)}"
        if needed > widget.width() + CUT_SLACK and not widget.toolTip():
            yield f"button cut ({widget.width()} of {needed} px): {path_of(widget)}"


# --- places


def _can_be_scrolled(widget: QWidget) -> bool:
    """True if *widget* is in an area that scrolls, so that what is cut of it can be brought into sight."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractScrollArea) and (
            above.verticalScrollBar().maximum() or above.horizontalScrollBar().maximum()
        ):
            return True
        above = above.parentWidget()
    return False


def _cut_control(widget: QWidget, window: QWidget) -> Iterator[str]:
    """A control that lies partly outside of its parents and cannot be scrolled into view."""
    if not isinstance(widget, _CONTROLS) or _can_be_scrolled(widget):
        return
    rect = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    above = widget.parentWidget()
    while above is not None and above is not window:
        rect = rect.intersected(QRect(above.mapTo(window, QPoint(0, 0)), above.size()))
        above = above.parentWidget()
    rect = rect.intersected(window.rect())
    if rect.width() < widget.width() - CUT_SLACK or rect.height() < widget.height() - CUT_SLACK:
        yield f"control cut to {rect.width()}x{rect.height()} of {widget.width()}x{widget.height()}: {path_of(widget)}"


def _wide_content(widget: QWidget) -> Iterator[str]:
    """What is beside a scroll area that does not scroll sideways: its content is wider than the area."""
    if not isinstance(widget, QScrollArea) or (content := widget.widget()) is None:
        return
    view = widget.viewport()
    if content.width() <= view.width() + CUT_SLACK or widget.horizontalScrollBar().isVisible():
        return
    for part in content.findChildren(QWidget):
        if part.layout() is None and part.isVisible() and _area_of(part) is widget:
            left = part.mapTo(view, QPoint(0, 0)).x()
            if left < -CUT_SLACK or left + part.width() > view.width() + CUT_SLACK:
                yield f"beside its area ({left} to {left + part.width()} of {view.width()} px): {path_of(part)}"


def _area_of(widget: QWidget) -> QWidget | None:
    """Return the nearest scroll area around *widget*; its viewport and bars are not in it."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above.parentWidget(), QAbstractScrollArea):
        above = above.parentWidget()
    area = above.parentWidget() if above is not None else None
    return area if isinstance(area, QAbstractScrollArea) and area.viewport() is above else None


def _overlaps(parent: QWidget) -> Iterator[str]:
    """Siblings of one layout that lie over each other; without a layout, labels and buttons."""
    layout = parent.layout()
    if isinstance(parent, QAbstractItemView):
        return
    placed = _placed_by(layout) if layout is not None else _texts_in(parent)
    widgets = [each for each in placed if each.isVisible() and not each.size().isEmpty()]
    if len(widgets) > MOST_COMPARED:
        return
    for place, one in enumerate(widgets):
        for other in widgets[place + 1 :]:
            shared = one.geometry().intersected(other.geometry())
            if shared.width() > CUT_SLACK and shared.height() > CUT_SLACK:
                yield f"overlap of {shared.width()}x{shared.height()} px: {path_of(one)} and {path_of(other)}"


def _texts_in(parent: QWidget) -> Iterator[QWidget]:
    for child in parent.children():
        if isinstance(child, QLabel | QAbstractButton) and child.text():
            yield child


def _placed_by(layout: QLayout) -> Iterator[QWidget]:
    """Yield the widgets of *layout* and of the layouts in it; of a stack only one is shown."""
    if isinstance(layout, QStackedLayout):
        return
    for place in range(layout.count()):
        item = layout.itemAt(place)
        # after much use PySide has returned a wrapper of another class for a new item
        if isinstance(inner := item.layout(), QLayout):
            yield from _placed_by(inner)
        elif (widget := item.widget()) is not None:
            yield widget


def _off_line(parent: QWidget, window: QWidget, baselines: Mapping[QWidget, float]) -> Iterator[str]:
    """Texts off the baseline of their line, and controls off its middle."""
    layout = parent.layout()
    for line in _lines_of(layout) if layout is not None else ():
        levels: dict[QWidget, float] = {}
        middles: dict[QWidget, float] = {}
        for widget in line:
            baseline = _baseline(widget, window, baselines)
            if baseline is not None:
                levels[widget] = baseline
            if not isinstance(widget, QLabel):
                middles[widget] = widget.geometry().y() + widget.height() / 2
        for places, what in ((levels, "baseline"), (middles, "middle")):
            if len(places) < 2:
                continue
            usual = median(places.values())
            for widget, place in places.items():
                if abs(place - usual) > LINE_SLACK + ROUNDED:
                    yield f"{place - usual:+.1f} px off the {what} of its line: {path_of(widget)}"


def _lines_of(layout: QLayout) -> Iterator[list[QWidget]]:
    """Yield the widgets beside each other in *layout* and in the layouts in it, which are centred in their line."""
    rows: dict[int, list[QWidget]] = defaultdict(list)
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            yield from _lines_of(inner)
        if widget is None or not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            continue
        if item.alignment() & (Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignBottom):
            continue
        if isinstance(layout, QGridLayout):
            row, _, height, _ = layout.getItemPosition(place)  # type: ignore[misc]
            if height == 1:
                rows[row].append(widget)
        elif isinstance(layout, QBoxLayout) and layout.direction() in (
            QBoxLayout.Direction.LeftToRight,
            QBoxLayout.Direction.RightToLeft,
        ):
            rows[0].append(widget)
    yield from rows.values()


def _baseline(widget: QWidget, window: QWidget, baselines: Mapping[QWidget, float]) -> float | None:
    """Return the y of the baseline of a label of one line, or of a link; None for other widgets."""
    top = widget.mapTo(window, QPoint(0, 0)).y()
    if isinstance(widget, QLabel):
        room, metrics = widget.contentsRect(), widget.fontMetrics()
        text = widget.text()
        if not text.strip() or "\n" in text or widget.textFormat() != Qt.TextFormat.PlainText:
            return None
        if widget.wordWrap() and metrics.horizontalAdvance(text) > room.width():
            return None
        if widget.alignment() & Qt.AlignmentFlag.AlignTop:
            return float(top + room.top() + metrics.ascent())
        return float(top + room.top() + (room.height() - metrics.height()) // 2 + metrics.ascent())
    if isinstance(widget, Button) and widget.kind is ButtonKind.LINK:
        return baselines.get(widget)
    return None


def _empty_part(panel: Overlay, window: QWidget, pixels: _Pixels) -> Iterator[str]:
    """A panel that is much higher than what is in it."""
    if panel.objectName() in FIXED_PANELS:
        return
    rect = QRect(panel.mapTo(window, QPoint(0, 0)), panel.size()).adjusted(4, 4, -4, -4).intersected(window.rect())
    most = since = 0
    for y in range(rect.top(), rect.bottom() + 1):
        since = since + 1 if pixels.is_plain(y, rect.left(), rect.right()) else 0
        most = max(most, since)
    if most > MOST_EMPTY:
        yield f"nothing in {most} px of {rect.height()} px of height: {path_of(panel)}"


# --- drawn texts


def _is_seen(one: PaintedText, window: QWidget) -> bool:
    """True if all of the text is in the part of its widget that is neither scrolled away nor below a panel."""
    box = one.words.toAlignedRect().adjusted(1, 1, -1, -1)
    places = (box.center(), box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight())
    if not one.widget.isVisible():
        return False
    # what runs out of its widget is over others there, and is not below them
    inside = window.rect().intersected(QRect(one.widget.mapTo(window, QPoint(0, 0)), one.widget.size()))
    if any(inside.contains(place) and window.childAt(place) not in (one.widget, None) for place in places):
        return False
    seen = one.widget.visibleRegion().boundingRect().translated(one.widget.mapTo(window, QPoint(0, 0)))
    if seen.top() > one.words.top() + OVERLAP_SLACK or one.words.bottom() - OVERLAP_SLACK > seen.bottom() + 1:
        return False
    scrolls = one.widget.parentWidget()
    if isinstance(scrolls, QAbstractScrollArea) and scrolls.horizontalScrollBar().maximum():
        return seen.left() <= one.words.left() + OVERLAP_SLACK and one.words.right() - OVERLAP_SLACK <= seen.right() + 1
    return True


def _painted_faults(window: QWidget, pixels: _Pixels, painted: Sequence[PaintedText]) -> Iterator[str]:
    by_widget: dict[QWidget, list[PaintedText]] = defaultdict(list)
    once = {(one.widget, one.text, round(one.words.left()), round(one.words.top())): one for one in painted}
    for one in once.values():
        if not _is_seen(one, window):
            continue
        by_widget[one.widget].append(one)
        named = f"{path_of(one.widget)} “{one.text[:60]}”"
        if one.room is not None and one.words.width() > one.room.width() + OVERLAP_SLACK:
            yield f"drawn text cut ({one.room.width():.0f} of {one.words.width():.0f} px): {named}"
        own = QRectF(QRect(one.widget.mapTo(window, QPoint(0, 0)), one.widget.size()))
        if one.words.left() < own.left() - CUT_SLACK or one.words.right() > own.right() + CUT_SLACK:
            yield f"drawn text runs out of its widget: {named}"
        if one.widget.isEnabled():
            ground = pixels.ground(one.words.toAlignedRect())
            if ground is not None and (found := contrast(one.colour, ground)) < NEEDED_CONTRAST:
                yield f"contrast {found:.1f}: {named}"
    for texts in by_widget.values():
        yield from _overlapping_texts(texts)


def _overlapping_texts(texts: list[PaintedText]) -> Iterator[str]:
    """Drawn texts of one widget that lie over each other."""
    texts.sort(key=lambda each: each.words.top())
    for place, one in enumerate(texts):
        for other in texts[place + 1 :]:
            if other.words.top() > one.words.bottom() - OVERLAP_SLACK:
                break
            shared = one.words.intersected(other.words)
            if shared.width() > OVERLAP_SLACK and shared.height() > 2 * OVERLAP_SLACK and one.text != other.text:
                yield (
                    f"drawn texts overlap by {shared.width():.0f}x{shared.height():.0f} px: {path_of(one.widget)} "
                    f"“{one.text[:40]}” and “{other.text[:40]}”"
                )


# --- contrast


class _Pixels:
    """The colours of a picture."""

    def __init__(self, picture: QImage) -> None:
        self._rect = picture.rect()
        self._stride = picture.bytesPerLine() // 4
        self._values = memoryview(picture.constBits()).cast("B").cast("I")

    def colours(self, rect: QRect) -> Counter[int]:
        """Return the colours in *rect*, with their pixels."""
        inside, found = rect.intersected(self._rect), Counter[int]()
        for y in range(inside.top(), inside.bottom() + 1):
            found.update(self._values[y * self._stride + inside.left() : y * self._stride + inside.right() + 1])
        return found

    def is_plain(self, y: int, left: int, right: int) -> bool:
        """Return True if all pixels from *left* to *right* have one colour."""
        line = self._values[y * self._stride + left : y * self._stride + right + 1]
        return line.tobytes() == line[:1].tobytes() * len(line)

    def ground(self, rect: QRect) -> QColor | None:
        """Return the commonest colour in *rect*; None if it is too small to tell."""
        found = self.colours(rect)
        return QColor(found.most_common(1)[0][0]) if found.total() >= 24 else None


def _weak_contrast(label: QLabel, window: QWidget, pixels: _Pixels) -> Iterator[str]:
    """The contrast of a label's colour, and of its text as drawn: the commonest colour is the ground.

    Thin letters such as “…” have no pixel in the full colour, therefore the pixels need less than the colour itself.
    """
    if not label.text().strip() or not label.isEnabled():
        return
    rect = QRect(label.mapTo(window, QPoint(0, 0)), label.size())
    if rect.width() < 8 or rect.height() < 8 or label.visibleRegion().boundingRect().size() != label.size():
        return
    corners = (rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight(), rect.center())
    if any(window.childAt(corner) is not label for corner in corners):  # a panel lies over it
        return
    colours = pixels.colours(rect)
    if not colours:
        return
    ground = QColor(colours.most_common(1)[0][0])
    drawn = max(contrast(QColor(colour), ground) for colour in colours)
    plain = contrast(label.palette().color(label.foregroundRole()), ground)
    is_plain = label.textFormat() == Qt.TextFormat.PlainText
    if 1.05 < drawn < (THIN_CONTRAST if is_plain and plain >= NEEDED_CONTRAST else NEEDED_CONTRAST):
        yield f"contrast {drawn:.1f}: {path_of(label)}"


def contrast(one: QColor, other: QColor) -> float:
    """Returns the contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = colour.redF(), colour.greenF(), colour.blueF()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
