"""The texts that widgets and delegates draw themselves, noted while a picture is taken.

Lists, buttons, tabs and charts draw their words with `QPainter.drawText`; nothing in the tree of widgets has them.
While `noted_texts` is in use, every such call is noted with its place in the picture; `elisions` notes which texts were
cut by `QFontMetrics.elidedText`, and what they were.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip, QWidget

_DEEPEST = 12
"""Callers of drawText that are looked at for the widget."""


class PaintedText(NamedTuple):
    """A text as a widget has drawn it.

    room: the rectangle that it was drawn into; None if it was drawn from a point; words: the rectangle that the text
    needs; both in the picture. baseline: the y of the first line.
    """

    text: str
    widget: QWidget
    room: QRectF | None
    words: QRectF
    baseline: float
    colour: QColor


@contextmanager
def noted_texts() -> Iterator[list[PaintedText]]:
    """Note what is drawn by `drawText` while the context lasts."""
    found: list[PaintedText] = []
    draw: Any = QPainter.drawText

    def note(painter: QPainter, *arguments: Any) -> Any:
        text = next((each for each in arguments if isinstance(each, str)), "")
        widget = _widget_of(sys._getframe(1))
        if text.strip() and widget is not None:
            found.append(_painted(painter, widget, text, arguments))
        return draw(painter, *arguments)

    QPainter.drawText = note  # type: ignore[assignment,method-assign]
    try:
        yield found
    finally:
        QPainter.drawText = draw  # type: ignore[method-assign]


def _painted(painter: QPainter, widget: QWidget, text: str, arguments: tuple[Any, ...]) -> PaintedText:
    metrics, place = painter.fontMetrics(), arguments[0]
    to_picture = painter.deviceTransform()
    room = None
    if isinstance(place, QRect | QRectF):
        flags = next((each for each in arguments[1:] if not isinstance(each, str)), 0)
        room = QRectF(place)
        words = painter.boundingRect(room, int(getattr(flags, "value", flags)), text)
        room = to_picture.mapRect(room)
    else:
        x, y = float(place.x()), float(place.y())
        words = QRectF(x, y - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height())
    words = to_picture.mapRect(words)
    return PaintedText(text, widget, room, words, words.top() + metrics.ascent(), painter.pen().color())


def _widget_of(frame: FrameType | None) -> QWidget | None:
    """Return the widget that draws: the one whose method calls, or the list whose delegate does."""
    for _ in range(_DEEPEST):
        if frame is None:
            return None
        option = frame.f_locals.get("option")
        widget = getattr(option, "widget", None)
        if isinstance(widget, QAbstractScrollArea):
            return widget.viewport()
        owner = frame.f_locals.get("self")
        if isinstance(owner, QWidget):
            return owner.viewport() if isinstance(owner, QAbstractScrollArea) else owner
        frame = frame.f_back
    return None


@contextmanager
def elisions() -> Iterator[dict[str, set[str]]]:
    """Note the texts that `elidedText` cuts while the context lasts: cut text -> whole texts."""
    found: dict[str, set[str]] = {}
    elide: Any = QFontMetrics.elidedText

    def note(metrics: QFontMetrics, text: str, *arguments: Any) -> str:
        cut: str = elide(metrics, text, *arguments)
        if cut != text:
            found.setdefault(cut, set()).add(text)
        return cut

    QFontMetrics.elidedText = note  # type: ignore[assignment,method-assign]
    try:
        yield found
    finally:
        QFontMetrics.elidedText = elide  # type: ignore[method-assign]


def tooltip_at(widget: QWidget, place: QPoint) -> str:
    """Return the tooltip that *widget* would show when the pointer rests on *place*. None is shown."""
    words = widget.toolTip()
    if not words:
        said: list[str] = []
        show: Any = QToolTip.showText
        QToolTip.showText = lambda _at, text="", *_rest: said.append(text)  # type: ignore[method-assign,assignment]
        try:
            event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
            QApplication.sendEvent(widget, event)
        finally:
            QToolTip.showText = show  # type: ignore[method-assign]
        for tip in QApplication.topLevelWidgets():  # of a widget above it, which Qt asks where the widget has none
            if tip.metaObject().className() == "QTipLabel" and tip.isVisible():
                said.append(str(tip.property("text")))
                tip.hide()
        words = "\n".join(said)
    return html.unescape(re.sub(r"<[^<>]*>", "", words.replace("<br>", "\n"))) if words.startswith("<qt") else words
