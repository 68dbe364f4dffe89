"""The model of a list of papers, in the order given; finds rows by any identifier of their paper."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter, is_
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.context.paper_status import PaperStatuses
from scholar_desktop.ui.rows.paper_row import PaperListRow, corrections, paper_row, pdf_state
from scholar_desktop.ui.rows.row_table import RowTable


class RowsPlace(NamedTuple):
    """Where a list of papers was left.

    chosen: the papers of the selected rows; current: that of the row that the user went to, None before that.
    """

    chosen: tuple[Paper, ...] = ()
    current: Paper | None = None
    scroll: int = 0


class PaperListModel(RowTable):
    """One column of papers.

    A row object is created when its row is first displayed, and again when its paper or status changes, so a list of
    ten thousand papers is shown at once.
    """

    def __init__(self, marks: PaperStatuses, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marks = marks
        self._papers: list[Paper] = []
        self._rows: dict[int, PaperListRow] = {}
        marks.changed.connect(self._on_marks_changed)

    def papers(self) -> list[Paper]:
        return list(self._papers)

    def paper(self, row: int) -> Paper:
        return self._papers[row]

    def row_of(self, paper: Paper) -> int | None:
        """Return the row of *paper*, found by any identifier that the two share; None if it is not in the list."""
        itself = next((number for number, one in enumerate(self._papers) if one is paper), None)
        return itself if itself is not None else self.rows_of([paper])[0]

    def rows_of(self, papers: Sequence[Paper]) -> list[int | None]:
        """Like `row_of` for several papers: scans the list once or twice, however many they are."""
        places: dict[int, int | None] = {id(paper): None for paper in papers}
        for number, one in enumerate(self._papers):
            if places.get(id(one), number) is None:
                places[id(one)] = number
        if lost := [paper for paper in papers if places[id(paper)] is None]:
            by_key = self._by_key(frozenset(key for paper in lost for key in _row_ids(paper)))
            for paper in lost:
                rows = next((by_key[key] for key in _row_ids(paper) if key in by_key), [])
                places[id(paper)] = self._row_of_service(paper, rows) if len(rows) > 1 else next(iter(rows), None)
        return [places[id(paper)] for paper in papers]

    def _row_of_service(self, paper: Paper, rows: list[int]) -> int:
        """Return the one of *rows* with a row of a service that *paper* has, else the first: the user has split a paper
        whose services all name the same identifier."""
        from scholar_desktop.domain.merging.dedupe import source_rows  # not part of the start
        from scholar_desktop.domain.merging.split_rows import row_key

        mine = {row_key(row) for row in source_rows(paper)}
        return next((n for n in rows if not mine.isdisjoint(map(row_key, source_rows(self._papers[n])))), rows[0])

    def _by_key(self, wanted: frozenset[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
        """Return the rows that have each of the identifiers *wanted*, from top to bottom."""
        found: dict[tuple[str, str], list[int]] = {}
        for scheme in {scheme for scheme, _ in wanted}:
            of_scheme = attrgetter(f"ids.{scheme}")
            for number, value in enumerate(map(of_scheme, self._papers)):
                if value is not None and (scheme, value) in wanted:
                    found.setdefault((scheme, value), []).append(number)
        return found

    def set_papers(self, papers: Sequence[Paper]) -> None:
        """Show *papers*. Unchanged rows at the start of the list are kept, so that another page only adds rows."""
        before, after = self._papers, list(papers)
        others = [number for number, is_same in enumerate(map(is_, before, after)) if not is_same]
        kept = next((n for n in others if after[n].id != before[n].id), min(len(before), len(after)))
        changed = others[: bisect_left(others, kept)]
        if kept == len(before):
            if len(after) > kept:
                self.beginInsertRows(QModelIndex(), kept, len(after) - 1)
                self._papers = after
                self._forget(changed)
                self.endInsertRows()
            else:
                self._papers = after
                self._forget(changed)
            self._tell(changed)
            return
        self.beginResetModel()
        self._papers, self._rows = after, {n: row for n, row in self._rows.items() if n < kept}
        self._forget(changed)
        self.endResetModel()

    def update(self, paper: Paper) -> None:
        """Show an updated *paper* in its row, if it has one."""
        row = self.row_of(paper)
        if row is not None and self._papers[row] is not paper:
            self._papers[row] = paper
            self._forget([row])
            self._tell([row])

    def _forget(self, changed: list[int]) -> None:
        """Discard the row objects of *changed*; they are created again when displayed."""
        for number in changed:
            self._rows.pop(number, None)

    def _tell(self, changed: list[int]) -> None:
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], 0))

    def _on_marks_changed(self) -> None:
        changed = []
        for number, row in sorted(self._rows.items()):
            mark = self._marks.of(row.paper)
            own = (bool(mark.kept and mark.kept.starred), bool(mark.kept and mark.kept.to_read))
            now = (mark.opened, mark.is_new, mark.is_possibly_kept, *own)
            signs = (row.opened, row.is_new, row.possibly_kept, row.starred, row.to_read)
            is_same = now == signs and corrections(mark) == row.corrections
            if not is_same or row.state != pdf_state(row.paper, mark):
                changed.append(number)
        self._forget(changed)
        self._tell(changed)

    def count(self) -> int:
        return len(self._papers)

    def row(self, number: int) -> PaperListRow:
        row = self._rows.get(number)
        if row is None:
            paper = self._papers[number]
            row = self._rows[number] = paper_row(paper, self._marks.of(paper))
        return row

    def kept_at(self, number: int) -> KeptPaper | None:
        return self._marks.of(self._papers[number]).kept

    def paper_at(self, number: int) -> Paper:
        return self._papers[number]


def _row_ids(paper: Paper) -> list[tuple[str, str]]:
    """Return the identifiers of *paper* alone: another version of a Zenodo record has a row of its own."""
    return [key for key in paper.ids.items() if key[0] != "zenodo_concept" or paper.ids.zenodo is None]
