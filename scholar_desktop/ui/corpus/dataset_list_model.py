"""The list of the datasets of a release: its model, and the delegate that paints its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.domain.corpus.dataset import Dataset
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, elided
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale


@dataclass(frozen=True, slots=True, eq=False)
class DatasetListRow:
    """A dataset as shown in its row. about: its content, as the service describes it, in one line."""

    dataset: Dataset
    title: str
    about: str
    spoken: str


class DatasetListModel(RowTable):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[DatasetListRow] = []

    def dataset(self, row: int) -> Dataset:
        return self._rows[row].dataset

    def row_of(self, name: str) -> int | None:
        return next((number for number, row in enumerate(self._rows) if row.title == name), None)

    def show(self, datasets: Sequence[Dataset]) -> None:
        self.beginResetModel()
        self._rows = [_row(dataset) for dataset in datasets]
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> DatasetListRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return None

    def id_at(self, number: int) -> str:
        return self._rows[number].title


def _row(dataset: Dataset) -> DatasetListRow:
    about = " ".join(dataset.description.split())
    return DatasetListRow(dataset, dataset.name, about, f"{dataset.name}, {about}" if about else dataset.name)


SIDE = 16


def row_height(scale: TypeScale) -> int:
    return max(scale.px(48), scale.line(BODY) + scale.line(SMALL) + scale.px(12))


class DatasetDelegate(RowDelegate):
    """Paints the rows of datasets."""

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
