"""Rows of two lines that begin with a sign and its word: answers, kept answers, news, files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.rows.row_table import RowTable

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SignRow:
    """sign: an icon, or the shape of a dot (full, half, ring) where `is_dot`; word: beside it; below: the second line;
    right: at the end; spoken: all of it for the ear; marks: from where to where `title` is marked; paper: what the row
    is about, None where that is no paper."""

    title: str
    sign: str
    word: str
    colour: str
    below: str
    right: str = ""
    spoken: str
    is_dot: bool = False
    marks: Marks = ()
    paper: Paper | None = None


Row = TypeVar("Row", bound=SignRow)


class SignListModel(RowTable, Generic[Row]):
    """Rows in the order in which they were given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    @property
    def rows(self) -> list[Row]:
        return list(self._rows)

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> Row:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return self._rows[number].paper

    def find(self, is_wanted: Callable[[Row], bool]) -> int | None:
        """The number of the first row that is wanted; None: there is none."""
        return next((number for number, row in enumerate(self._rows) if is_wanted(row)), None)
