"""Who cites a paper, or what it cites: rows in the service's order, added page by page."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QModelIndex, QObject

from scholar_desktop.domain.citation import Edge
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.models.edge_row import EdgeRow, edge_row
from scholar_desktop.ui.models.row_table import RowTable
from scholar_desktop.ui.paper_marks import Mark, PaperMarks


class EdgeListModel(RowTable):
    """A row is made when it is first asked for: a page of 1000 costs nothing until it is scrolled to.

    The citation in a sentence is that of the paper shown, in its list of citations; of the row's own
    paper, in its list of references.
    """

    def __init__(self, marks: PaperMarks, *, references: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marks = marks
        self._references = references
        self._paper: Paper | None = None
        self._edges: tuple[Edge, ...] = ()
        self._rows: dict[int, EdgeRow] = {}
        self._open: set[int] = set()
        marks.changed.connect(self._on_marks_changed)

    def start(self, paper: Paper | None) -> None:
        """A new list, of *paper*, empty as yet."""
        self.beginResetModel()
        self._paper, self._edges, self._rows, self._open = paper, (), {}, set()
        self.endResetModel()

    def set_edges(self, edges: Sequence[Edge]) -> None:
        """All rows loaded so far: those that are new are added at the end."""
        known = len(self._edges)
        if len(edges) > known:
            self.beginInsertRows(QModelIndex(), known, len(edges) - 1)
            self._edges = tuple(edges)
            self.endInsertRows()

    def papers(self) -> list[Paper]:
        return [edge.paper for edge in self._edges if edge.paper is not None]

    def paper(self, row: int) -> Paper | None:
        return self._edges[row].paper

    def row(self, number: int) -> EdgeRow:
        if number not in self._rows:
            edge = self._edges[number]
            cited = edge.paper if self._references else self._paper
            mark = self._marks.of(edge.paper) if edge.paper else Mark()
            self._rows[number] = edge_row(edge, cited, mark, is_open=number in self._open)
        return self._rows[number]

    def sentences_of(self, number: int) -> int:
        """How many citing sentences a row has; cheaper than making the row."""
        return sum(1 for context in self._edges[number].contexts if context.text.strip())

    def is_open(self, number: int) -> bool:
        return number in self._open

    def toggle(self, number: int) -> None:
        """Show all sentences of a row, or one again."""
        self._open ^= {number}
        if number in self._rows:
            self._rows[number] = msgspec.structs.replace(self._rows[number], is_open=number in self._open)
        index = self.index(number, 0)
        self.dataChanged.emit(index, index)

    def _on_marks_changed(self) -> None:
        if self._rows:
            self._rows = {}
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._edges) - 1, 0))

    def count(self) -> int:
        return len(self._edges)

    def kept_at(self, number: int) -> KeptPaper | None:
        paper = self._edges[number].paper
        return self._marks.of(paper).kept if paper is not None else None

    def paper_at(self, number: int) -> Paper | None:
        return self._edges[number].paper
