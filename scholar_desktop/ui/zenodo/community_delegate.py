"""A community: title / its name in addresses and who may add records / what it is about."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.ui.rows.pieces import Layout, Piece, elided
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale
from scholar_desktop.ui.zenodo.community_list_model import CommunityRow

SIDE = 16


def row_height(scale: TypeScale) -> int:
    return max(scale.px(68), scale.line(BODY) + 2 * scale.line(SMALL) + scale.px(12))


class CommunityDelegate(RowDelegate):
    """Paints communities."""

    def build_layout(self, row: CommunityRow, width: int, height: int) -> Layout:
        scale, px = self._theme.type, self._theme.px
        body, small = scale.line(BODY), scale.line(SMALL)
        top = (height - 1 - body - 2 * small) // 2
        x, room = px(SIDE), max(px(60), width - 2 * px(SIDE))
        title = elided(scale, row.title, room, BODY, STRONG)
        second = elided(scale, " · ".join(part for part in (row.slug, row.policy) if part), room, SMALL)
        return (
            Piece("title", "text", QRect(x, top, room, body), title, BODY, STRONG),
            Piece("slug", "text", QRect(x, top + body, room, small), second, SMALL, colour="muted"),
            Piece(
                "about", "text", QRect(x, top + body + small, room, small), elided(scale, row.about, room, SMALL), SMALL
            ),
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
