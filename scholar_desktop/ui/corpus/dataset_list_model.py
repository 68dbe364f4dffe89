"""The datasets of a release of Semantic Scholar's bulk data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from scholar_desktop.domain.corpus.dataset import Dataset
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.rows.row_table import RowTable


@dataclass(frozen=True, slots=True, eq=False)
class DatasetListRow:
    """A dataset as its row shows it. about: what it holds, in the service's words and in one line."""

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
