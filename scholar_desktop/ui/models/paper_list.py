"""A list of papers, in the order in which it was given; rows are found again by any of their identifiers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.models.paper_row import PaperRow, RowState, paper_row, pdf_state
from scholar_desktop.ui.models.row_table import RowTable
from scholar_desktop.ui.paper_marks import PaperMarks, id_texts


class PaperListModel(RowTable):
    """One column of papers. Rows are made when papers or marks change; `data` only looks them up."""

    def __init__(self, marks: PaperMarks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marks = marks
        self._rows: list[PaperRow] = []
        self._by_id: dict[str, int] = {}
        marks.changed.connect(self._on_marks_changed)

    def papers(self) -> list[Paper]:
        return [row.paper for row in self._rows]

    def paper(self, row: int) -> Paper:
        return self._rows[row].paper

    def row_of(self, paper: Paper) -> int | None:
        """The row of *paper*, by any identifier that the two share; None when it is not here."""
        for text in id_texts(paper):
            if (row := self._by_id.get(text)) is not None:
                return row
        return None

    def set_papers(self, papers: Sequence[Paper]) -> None:
        """Show *papers*. Rows that stay at the head of the list are not touched, so that a page more is only added."""
        kept = 0
        while kept < min(len(papers), len(self._rows)) and papers[kept].id == self._rows[kept].paper.id:
            kept += 1
        rows = [
            self._rows[number]
            if number < kept and papers[number] is self._rows[number].paper
            else paper_row(paper, self._marks.of(paper))
            for number, paper in enumerate(papers)
        ]
        if kept == len(self._rows):
            self._replace(kept, rows[:kept])
            if len(rows) > kept:
                self.beginInsertRows(QModelIndex(), kept, len(rows) - 1)
                self._rows = rows
                self._index_ids()
                self.endInsertRows()
            return
        self.beginResetModel()
        self._rows = rows
        self._index_ids()
        self.endResetModel()

    def update(self, paper: Paper) -> None:
        """More is known of *paper*: show it in its row, if it has one."""
        row = self.row_of(paper)
        if row is not None and self._rows[row].paper is not paper:
            rows = list(self._rows)
            rows[row] = paper_row(paper, self._marks.of(paper))
            self._replace(len(rows), rows)

    def _replace(self, count: int, rows: list[PaperRow]) -> None:
        """Put *rows* in place of the first *count*, telling views of those that differ."""
        changed = [number for number in range(count) if rows[number] is not self._rows[number]]
        self._rows[:count] = rows
        self._index_ids()
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], 0))

    def _index_ids(self) -> None:
        self._by_id = {text: number for number, row in enumerate(self._rows) for text in id_texts(row.paper)}

    def _on_marks_changed(self) -> None:
        if self._rows:
            rows = []
            for row in self._rows:
                mark = self._marks.of(row.paper)
                same = _same_state(row.state, pdf_state(row.paper, mark))
                rows.append(row if same else paper_row(row.paper, mark))
            self._replace(len(rows), rows)

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> PaperRow:
        return self._rows[number]

    def kept_at(self, number: int) -> KeptPaper | None:
        return self._marks.of(self._rows[number].paper).kept

    def paper_at(self, number: int) -> Paper:
        return self._rows[number].paper


def _same_state(one: RowState | None, two: RowState | None) -> bool:
    if one is None or two is None:
        return one is two
    return (one.icon, one.words, one.colour) == (two.icon, two.words, two.colour)
