"""The pieces that a row is drawn from: a layout is a list of pieces, used for painting, for clicks and in tests."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, REGULAR, TypeScale
from scholar_desktop.ui.words.literal_text import runs_leftwards


class Piece(msgspec.Struct, frozen=True):
    """One thing drawn in a row.

    name: its role ('title', 'cites'); kind: text, icon, dot, rule, tag, mark, button, radio or tick_box; text: words,
    or the icon's name, or the shape of a dot (full, half, ring), or 'on' for a radio button or tick box that is on;
    colour: a token, for a button that of its background; end: text is aligned to the end of its rectangle.
    """

    name: str
    kind: str
    rect: QRect
    text: str = ""
    size: int = BODY
    weight: int = REGULAR
    colour: str = "text"
    end: bool = False
    tabular: bool = False


Layout = tuple[Piece, ...]


def find(layout: Layout, name: str) -> Piece | None:
    """Return the first piece called *name*, or None."""
    return next((piece for piece in layout if piece.name == name), None)


def at(layout: Layout, x: int, y: int, names: Iterable[str]) -> str | None:
    """Return which of *names* is at the point; None for none."""
    wanted = set(names)
    return next((piece.name for piece in layout if piece.name in wanted and piece.rect.contains(x, y)), None)


def mirrored(layout: Layout, width: int) -> Layout:
    """Return the layout mirrored for right-to-left display, in a row *width* wide.

    Pieces of one line of text (their names begin with `run.`) move together, and keep their order unless the text
    itself is written from right to left.
    """
    return _keep_runs(layout, _flipped(layout, width))


def _keep_runs(layout: Layout, flipped: Layout) -> Layout:
    lines: dict[int, list[int]] = {}
    for place, piece in enumerate(layout):
        if piece.name.startswith("run.") and piece.kind == "text":
            lines.setdefault(piece.rect.y(), []).append(place)
    result = list(flipped)
    for places in lines.values():
        if runs_leftwards("".join(layout[place].text for place in places)):
            continue
        left = min(flipped[place].rect.left() for place in places)
        shift = left - min(layout[place].rect.left() for place in places)
        top = layout[places[0]].rect
        for place, piece in enumerate(layout):
            if piece.name.startswith("run.") and top.y() <= piece.rect.center().y() <= top.bottom():
                result[place] = msgspec.structs.replace(piece, rect=piece.rect.translated(shift, 0))
    return tuple(result)


def _flipped(layout: Layout, width: int) -> Layout:
    return tuple(
        msgspec.structs.replace(
            piece,
            rect=QRect(
                width - piece.rect.x() - piece.rect.width(), piece.rect.y(), piece.rect.width(), piece.rect.height()
            ),
        )
        for piece in layout
    )


class CutText(str):
    """A text that is cut because there is no room; `whole` is all of it, for the tooltip of the row."""

    __slots__ = ("whole",)
    whole: str


def elided(scale: TypeScale, text: str, width: int, size: int = BODY, weight: int = REGULAR) -> str:
    """Return *text*, cut at its end if it is wider than *width*."""
    return cut_text(scale.metrics(size, weight).elidedText(text, Qt.TextElideMode.ElideRight, width), text)


def cut_text(shown: str, whole: str) -> str:
    """Return *shown*; if it is not *whole*, in a form whose row has *whole* in its tooltip. *whole* may be cut itself:
    the tooltip has all of it then."""
    if shown == whole:
        return whole
    cut = CutText(shown)
    cut.whole = whole.whole if isinstance(whole, CutText) else whole
    return cut


def cut_texts(layout: Layout) -> list[str]:
    """Return the whole texts of the pieces that are cut, each once."""
    return list(dict.fromkeys(piece.text.whole for piece in layout if isinstance(piece.text, CutText)))


_LINE = (Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | Qt.TextFlag.TextSingleLine).value
LEFT, RIGHT = _LINE | Qt.AlignmentFlag.AlignLeft.value, _LINE | Qt.AlignmentFlag.AlignRight.value
"""Put together once, as numbers: a row has several texts, and PySide takes longer to convert a flag than Qt to draw."""


def paint(painter: QPainter, layout: Layout, theme: Theme, *, right_to_left: bool = False) -> None:
    """Draw *layout*, whose rectangles are relative to the painter's origin."""
    scale = theme.type
    # an English title is drawn from left to right in a right-to-left window, too
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    near, far = (RIGHT, LEFT) if right_to_left else (LEFT, RIGHT)
    for piece in layout:
        match piece.kind:
            case "text":
                painter.setFont(scale.font(piece.size, piece.weight, tabular=piece.tabular))
                painter.setPen(theme.colour(piece.colour))
                painter.drawText(piece.rect, far if piece.end else near, piece.text)
            case "icon":
                top = piece.rect.y() + (piece.rect.height() - theme.px(piece.size)) // 2
                pixmap = theme.pixmap(piece.text, piece.colour, piece.size, mirrored=right_to_left)
                painter.drawPixmap(piece.rect.x(), top, pixmap)
            case "dot":
                _dot(painter, piece, theme)
            case "rule":
                painter.fillRect(piece.rect, theme.colour(piece.colour))
            case "mark":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("mark"))
                painter.drawRoundedRect(piece.rect, theme.px(3), theme.px(3))
            case "tag":
                _tag(painter, piece, theme)
            case "button":
                _button(painter, piece, theme)
            case "radio":
                _radio(painter, piece, theme)
            case "tick_box":
                _tick_box(painter, piece, theme)


def _dot(painter: QPainter, piece: Piece, theme: Theme) -> None:
    """Draw a full, half or ring dot: shape and word carry the meaning that the colour repeats."""
    side = theme.px(8)
    centre = QPointF(piece.rect.x() + side / 2, piece.rect.y() + piece.rect.height() / 2 + 0.5)
    box = QRectF(centre.x() - side / 2 + 0.5, centre.y() - side / 2 + 0.5, side - 1, side - 1)
    colour = theme.colour(piece.colour)
    painter.setPen(QPen(colour, 1.25))
    painter.setBrush(colour if piece.text == "full" else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    if piece.text == "half":
        painter.setBrush(colour)
        painter.drawChord(box, 90 * 16, 180 * 16)


def _tag(painter: QPainter, piece: Piece, theme: Theme) -> None:
    painter.setPen(QPen(theme.colour("line2"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = QRectF(piece.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
    painter.setFont(theme.type.font(piece.size, piece.weight))
    painter.setPen(theme.colour(piece.colour))
    painter.drawText(piece.rect, Qt.AlignmentFlag.AlignCenter, piece.text)


def _button(painter: QPainter, piece: Piece, theme: Theme) -> None:
    """Draw the body of a button; its text is a separate piece."""
    is_filled = piece.colour != "bg"
    painter.setPen(Qt.PenStyle.NoPen if is_filled else QPen(theme.colour("line2"), 1))
    painter.setBrush(theme.colour(piece.colour))
    box = QRectF(piece.rect) if is_filled else QRectF(piece.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, theme.px(6), theme.px(6))


def _radio(painter: QPainter, piece: Piece, theme: Theme) -> None:
    side = theme.px(16)
    box = QRectF(piece.rect.x(), piece.rect.y() + (piece.rect.height() - side) / 2, side, side)
    is_on = piece.text == "on"
    painter.setPen(QPen(theme.colour("accent" if is_on else "edge"), 1.25))
    painter.setBrush(theme.colour("accent" if is_on else "bg"))
    painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    if is_on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("on_accent"))
        painter.drawEllipse(box.center(), side / 6, side / 6)


def _tick_box(painter: QPainter, piece: Piece, theme: Theme) -> None:
    is_on = piece.text == "on"
    painter.setPen(QPen(theme.colour("accent" if is_on else "edge"), 1))
    painter.setBrush(theme.colour("accent" if is_on else "bg"))
    painter.drawRoundedRect(QRectF(piece.rect).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))
    if is_on:
        inset = (piece.rect.width() - theme.px(12)) // 2
        painter.drawPixmap(piece.rect.x() + inset, piece.rect.y() + inset, theme.pixmap("tick", "on_accent", 12))


def paint_ground(
    painter: QPainter,
    rect: QRect,
    theme: Theme,
    *,
    chosen: bool,
    hovered: bool,
    focused: bool,
    right_to_left: bool,
    base: str = "bg",
    ringed: bool = False,
) -> None:
    """Draw the background of a row, the line below it, and the bar of the selected row (in `line2` without the focus).

    base: the background of a row that is neither selected nor under the pointer. ringed: the keyboard is on the row,
    which has a frame then, unless its bar shows it. With high contrast the bar shows what is selected, and only the row
    that the keyboard is on has a frame: the colour of a bar is no sign that can be seen.
    """
    ground = "select" if chosen else "hover" if hovered else base
    painter.fillRect(rect, theme.colour(ground))
    painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.colour("line"))
    if chosen:
        bar = theme.px(3)
        x = rect.right() - bar + 1 if right_to_left else rect.x()
        painter.fillRect(x, rect.y(), bar, rect.height() - 1, theme.colour("accent" if focused else "line2"))
    if ringed and (theme.tokens.contrast or not chosen):
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -1, -2))
