"""A row that begins with a sign: sign and word / title, over a second line / a few words at the end."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.ui.rows.pieces import Layout, Piece, elided
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.sign_list_model import SignRow
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale

SIDE, SIGN, GAP, WORD, RIGHT = 16, 16, 8, 96, 88


def row_height(scale: TypeScale) -> int:
    return max(scale.px(44), scale.line(BODY) + scale.line(SMALL) + scale.px(8))


def layout_sign_row(row: SignRow, width: int, height: int, theme: Theme) -> Layout:
    """All pieces of a row of *width* x *height*, left to right."""
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    top = (height - 1 - body - small) // 2
    x = px(SIDE)
    sign = QRect(x, top, px(SIGN), body)
    pieces = [Piece("sign", "dot" if row.is_dot else "icon", sign, row.sign, 16, colour=row.colour)]
    x += px(SIGN if not row.is_dot else 8) + px(6)
    word_room = px(WORD) - (x - px(SIDE))
    word = elided(scale, row.word, word_room, SMALL)
    pieces.append(Piece("word", "text", QRect(x, top, word_room, body), word, SMALL, colour=row.colour))
    x = px(SIDE + WORD + GAP)
    end = width - px(SIDE)
    if row.right:
        words = elided(scale, row.right, px(RIGHT), SMALL)
        place = QRect(end - px(RIGHT), top, px(RIGHT), body)
        pieces.append(Piece("right", "text", place, words, SMALL, colour="muted", end=True, tabular=True))
        end -= px(RIGHT + GAP)
    room = max(px(60), end - x)
    pieces += _title(row, QRect(x, top, room, body), theme)
    below = elided(scale, row.below, width - px(SIDE) - x, SMALL)
    rect = QRect(x, top + body, width - px(SIDE) - x, small)
    pieces.append(Piece("below", "text", rect, below, SMALL, colour="muted"))
    return tuple(pieces)


def _title(row: SignRow, line: QRect, theme: Theme) -> list[Piece]:
    """The title, with what was searched for on marks."""
    metrics = theme.type.metrics(BODY, STRONG)
    if not row.marks:
        words = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, line.width())
        return [Piece("title", "text", line, words, BODY, STRONG)]
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end in row.marks:
        parts += [(row.title[at:start], False), (row.title[start:end], True)]
        at = end
    parts.append((row.title[at:], False))
    pieces: list[Piece] = []
    x, end = line.x(), line.right() + 1
    for number, (text, is_marked) in enumerate(part for part in parts if part[0]):
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, end - x)
        if not words or x >= end:
            break
        width = metrics.horizontalAdvance(words)
        if is_marked and words != "…":
            ground = QRect(x - 1, line.y() + 2, width + 2, line.height() - 4)
            pieces.append(Piece(f"run.ground.{number}", "mark", ground))
        # wider than the text, or the last letter may be cut by a rounded width
        rect = QRect(x, line.y(), width + 2, line.height())
        pieces.append(Piece(f"run.{number}", "text", rect, words, BODY, STRONG))
        x += width
        if words != text:
            break
    return pieces


class SignDelegate(RowDelegate):
    """Paints rows with a sign each."""

    def build_layout(self, row: SignRow, width: int, height: int) -> Layout:
        return layout_sign_row(row, width, height, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
