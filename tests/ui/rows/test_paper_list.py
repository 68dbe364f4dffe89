"""Rows come and change without losing their place."""

from __future__ import annotations

from typing import Any

from PySide6.QtTest import QAbstractItemModelTester

from scholar_desktop.domain.events import Event
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.ui.context.paper_status import PaperStatuses
from scholar_desktop.ui.context.window_state import WindowState
from scholar_desktop.ui.rows.paper_list import PaperListModel


def papers(*numbers: int) -> list[Paper]:
    return [Paper(f"Paper {number}", Ids(doi=f"10.5555/{number}")) for number in numbers]


class NothingKept:
    """A window that was never left."""

    def read(self) -> dict[str, Any]:
        return {}

    def write(self, state: dict[str, Any]) -> None:
        raise AssertionError("nothing is to be kept")


def model(qapp: object) -> PaperListModel:
    scope = TaskScope(lambda _name, _error: None)
    marks = PaperStatuses(None, scope, WindowState(NothingKept(), scope))  # type: ignore[arg-type]
    made = PaperListModel(marks)
    made.keep = (marks, QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal))
    return made


def test_a_longer_list_is_added_at_the_end(qapp):
    rows = model(qapp)
    added, resets = Event[int]("added"), []
    counts: list[int] = []
    added.connect(counts.append)
    rows.rowsInserted.connect(lambda _parent, first, last: added.emit(last - first + 1))
    rows.modelReset.connect(lambda: resets.append(1))
    rows.set_papers(papers(1, 2))
    rows.set_papers(papers(1, 2, 3, 4, 5))
    assert counts == [2, 3]
    assert resets == []


def test_another_order_resets_and_finds_rows_by_any_identifier(qapp):
    rows = model(qapp)
    rows.set_papers(papers(1, 2, 3))
    merged = Paper("Paper 2", Ids(s2="b" * 40, doi="10.5555/2"))
    rows.set_papers([merged, *papers(1, 3)])
    assert rows.row_of(papers(2)[0]) == 0
    assert rows.row_of(Paper("x", Ids(s2="b" * 40))) == 0
    assert rows.row_of(Paper("x", Ids(doi="10.5555/9"))) is None
    several = [*papers(3, 9, 1), merged, Paper("nameless")]
    assert rows.rows_of(several) == [rows.row_of(paper) for paper in several] == [2, None, 1, 0, None]


def test_a_row_that_learned_more_changes_alone(qapp):
    rows = model(qapp)
    first = papers(1, 2, 3)
    rows.set_papers(first)
    changed: list[tuple[int, int]] = []
    rows.dataChanged.connect(lambda top, bottom: changed.append((top.row(), bottom.row())))
    rows.set_papers([first[0], Paper("Paper 2", Ids(doi="10.5555/2"), year=2020), first[2]])
    assert changed == [(1, 1)]
