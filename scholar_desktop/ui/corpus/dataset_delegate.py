"""A dataset of the bulk data: its name / what it holds."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.ui.corpus.dataset_list_model import DatasetListRow
from scholar_desktop.ui.rows.pieces import Layout, Piece, elided
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale

SIDE = 16


def row_height(scale: TypeScale) -> int:
    return max(scale.px(48), scale.line(BODY) + scale.line(SMALL) + scale.px(12))


class DatasetDelegate(RowDelegate):
    """Paints datasets."""

    def build_layout(self, row: DatasetListRow, width: int, height: int) -> Layout:
        scale, px = self._theme.type, self._theme.px
        body, small = scale.line(BODY), scale.line(SMALL)
        top = (height - 1 - body - small) // 2
        x, room = px(SIDE), max(px(60), width - 2 * px(SIDE))
        title = elided(scale, row.title, room, BODY, STRONG)
        about = elided(scale, row.about, room, SMALL)
        return (
            Piece("title", "text", QRect(x, top, room, body), title, BODY, STRONG),
            Piece("about", "text", QRect(x, top + body, room, small), about, SMALL, colour="muted"),
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
