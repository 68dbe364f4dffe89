"""A person: name / where they work, other names / some titles at the left; papers, citations, h-index at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.ui.people.author_list_model import AuthorListRow
from scholar_desktop.ui.rows.pieces import Layout, Piece, elided
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale

SIDE, GAP, COLUMN, SIGN = 16, 12, 72, 16
NARROW = 520
"""Width of the list at 13 px below which citations go: papers and h-index tell people apart."""


def row_height(scale: TypeScale) -> int:
    return max(scale.px(68), scale.line(BODY) + 2 * scale.line(SMALL) + scale.px(12))


def layout_author(row: AuthorListRow, width: int, height: int, theme: Theme) -> Layout:
    """All pieces of a row of *width* x *height*, left to right."""
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    top = (height - 1 - body - 2 * small) // 2
    pieces: list[Piece] = [Piece("sign", "icon", QRect(px(SIDE), top, px(SIGN), body), "person", 16, colour="muted")]
    end = width - px(SIDE)
    numbers = [each for each in row.numbers if width >= px(NARROW) or each[1] != "citations"]
    for value, words in reversed(numbers):
        box = QRect(end - px(COLUMN), top, px(COLUMN), body)
        pieces.append(Piece(words, "text", box, value, BODY, STRONG, end=True, tabular=True))
        below = QRect(box.x(), top + body, px(COLUMN), small)
        pieces.append(Piece(f"{words}_word", "text", below, words, SMALL, colour="muted", end=True))
        end -= px(COLUMN)
    x = px(SIDE + SIGN + 8)
    room = max(px(60), end - px(GAP) - x)
    pieces += [
        Piece("title", "text", QRect(x, top, room, body), elided(scale, row.title, room, BODY, STRONG), BODY, STRONG),
        Piece(
            "about", "text", QRect(x, top + body, room, small), elided(scale, row.about, room, SMALL), SMALL,
            colour="muted",
        ),
    ]  # fmt: skip
    if row.titles:
        room = max(px(60), width - px(SIDE) - x)
        line = QRect(x, top + body + small, room, small)
        pieces.append(Piece("titles", "text", line, elided(scale, row.titles, room, SMALL), SMALL))
    return tuple(pieces)


class AuthorDelegate(RowDelegate):
    """Paints people."""

    def build_layout(self, row: AuthorListRow, width: int, height: int) -> Layout:
        return layout_author(row, width, height, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
