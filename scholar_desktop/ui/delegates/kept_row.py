"""A kept paper: star and PDF sign / title over authors and venue / the authors as one cites them, year."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.ui.delegates.pieces import Layout, Piece, elided
from scholar_desktop.ui.delegates.row_delegate import RowDelegate
from scholar_desktop.ui.models.kept_list import KeptRow
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale

SIDE, SIGN, GAP, AUTHORS, YEAR = 12, 16, 8, 128, 36
WIDE_FROM = 520
"""Width of the list at 13 px below which the column of authors goes: they stand in the second line too."""


def row_height(scale: TypeScale) -> int:
    return max(scale.px(44), scale.line(BODY) + scale.line(SMALL) + scale.px(8))


def layout_kept(row: KeptRow, width: int, height: int, theme: Theme) -> Layout:
    """All pieces of a row of *width* x *height*, left to right."""
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    top = (height - 1 - body - small) // 2
    x = px(SIDE)
    pieces: list[Piece] = []
    if row.kept.starred:
        pieces.append(Piece("star", "icon", QRect(x, top, px(SIGN), body), "star-full", 14, colour="warn"))
    x += px(SIGN + GAP)
    icon, colour = ("file-text", "text") if row.has_pdf else ("without-pdf", "muted")
    pieces.append(Piece("pdf", "icon", QRect(x, top, px(SIGN), body), icon, 16, colour=colour))
    x += px(SIGN + GAP)
    end = width - px(SIDE)
    pieces.append(
        Piece("year", "text", QRect(end - px(YEAR), top, px(YEAR), body), row.year, BODY, colour="muted", end=True)
    )
    end -= px(YEAR + GAP)
    wide = width >= px(WIDE_FROM)
    if wide:
        end -= px(AUTHORS)
        words = elided(scale, row.authors, px(AUTHORS), BODY)
        pieces.append(Piece("authors", "text", QRect(end, top, px(AUTHORS), body), words, BODY, colour="muted"))
        end -= px(GAP)
    room = max(px(60), end - x)
    pieces.append(
        Piece(
            "title",
            "text",
            QRect(x, top, room, body),
            elided(scale, row.title, room, BODY, STRONG),
            BODY,
            STRONG,
        )
    )
    pieces.append(
        Piece(
            "byline",
            "text",
            QRect(x, top + body, room, small),
            elided(scale, row.byline, room, SMALL),
            SMALL,
            colour="muted",
        )
    )
    return tuple(pieces)


class KeptDelegate(RowDelegate):
    """Paints the rows of the library."""

    def build_layout(self, row: KeptRow, width: int, height: int) -> Layout:
        return layout_kept(row, width, height, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
