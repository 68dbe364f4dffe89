"""Rows come and change without losing their place."""

from __future__ import annotations

from types import SimpleNamespace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from scholar_desktop.domain.events import Event
from scholar_desktop.domain.library import KeptPaper, LibraryPage, PageHit
from scholar_desktop.domain.paper import Ids, OpenAccess, Paper
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.paper_status import PaperStatus, PaperStatuses
from scholar_desktop.ui.library.library_list_model import LibraryListModel
from scholar_desktop.ui.rows.paper_list import PaperListModel
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.row_list import RowList
from tests.support.empty_state import empty_state


def papers(*numbers: int) -> list[Paper]:
    return [Paper(f"Paper {number}", Ids(doi=f"10.5555/{number}")) for number in numbers]


def model(qapp: object) -> PaperListModel:
    scope = TaskScope(lambda _name, _error: None)
    marks = PaperStatuses(None, scope, empty_state(scope))  # type: ignore[arg-type]
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


class Count(QObject):
    """Counts the events of one type that a widget gets."""

    def __init__(self, widget: QObject, kind: QEvent.Type) -> None:
        super().__init__(widget)
        self.kind, self.seen = kind, 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen += event.type() == self.kind
        return False


def library_page(*numbers: int, starred: int = 0, hit: int = 0) -> LibraryPage:
    kept = tuple(
        KeptPaper(f"k{one.title[6:]}", one, starred=one.title == f"Paper {starred}") for one in papers(*numbers)
    )
    return LibraryPage(90, kept, hits=(PageHit(f"k{hit}", "a.pdf", 2, "whales", (), alone=True),) if hit else ())


def test_an_answer_that_begins_with_the_rows_shown_paints_only_what_differs(qtbot):
    """While the user types, each word is answered twice: by titles, then with texts and more rows."""
    model, view = LibraryListModel(), RowList("rows", "Rows")
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(300, 400)
    model.show(library_page(*range(40, 90)))
    view.show()
    QApplication.processEvents()
    seen: list[object] = []
    model.modelReset.connect(lambda: seen.append("reset"))
    model.dataChanged.connect(lambda first, last: seen.append((first.row(), last.row())))
    model.rowsInserted.connect(lambda _parent, first, last: seen.append(f"{first}-{last}"))
    paints = Count(view.viewport(), QEvent.Type.Paint)
    scrolled = view.verticalScrollBar().maximum()
    model.show(library_page(*range(1, 31)))
    assert view.verticalScrollBar().maximum() < scrolled  # a later layout would paint all rows again
    for _ in ("titles", "the same with texts"):
        model.show(library_page(*range(1, 31)))
        view.mark(0)
        QApplication.processEvents()
        assert (seen, paints.seen) == (["reset"], 1)
    before = [model.row(number) for number in range(3)]
    model.show(library_page(*range(1, 33), starred=2))
    assert seen == ["reset", (1, 1), "30-31"]
    assert (model.row(0), model.row(2)) == (before[0], before[2])
    assert model.row(1).kept.starred
    model.show(library_page(*range(1, 33), starred=2, hit=3))
    assert (seen[3:], model.row(2).line.text) == ([(2, 2)], "whales")
    model.show(library_page(*range(1, 31), starred=2))
    assert (seen[4:], model.rowCount()) == (["reset"], 30)
    del tester


def test_a_head_lays_its_page_out_again_only_for_another_title(qtbot, qapp):
    window = QWidget()
    head = PageHead(Theme(qapp, "light"), "All papers", parent=window)
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    asked = Count(head, QEvent.Type.LayoutRequest)
    for title in ("All papers", "Starred"):
        head.show_title(title)
        QApplication.processEvents()
        assert bool(asked.seen) is (title == "Starred")


def test_a_title_above_its_controls_is_not_at_the_edge_of_the_head(qtbot, qapp):
    window = QWidget()
    head = PageHead(Theme(qapp, "light"), "All papers", parent=window)
    qtbot.addWidget(window)
    head.add(QPushButton("A button with so many words that it has no room beside the title"))
    window.show()
    head.show()
    head.resize(300, 80)
    QApplication.processEvents()
    assert head.title.geometry().top() >= 8


def test_what_unpaywall_states_of_the_access_to_a_paper_is_known_of_its_other_rows(qapp, monkeypatch):
    marks = model(qapp).keep[0]
    monkeypatch.setattr(marks, "_start_look_up", lambda _who: None)
    monkeypatch.setattr(marks, "_listening", True)
    state: dict[str, object] = {}
    monkeypatch.setattr(marks, "_state", SimpleNamespace(set=state.__setitem__))
    (listed,) = papers(1)
    assert marks.of(listed).with_access(listed) is listed
    changes: list[None] = []
    marks.changed.connect(lambda: changes.append(None))
    for status in ("bronze", "closed", "bronze"):
        marks.watch("detail", [Paper("Paper 1", listed.ids, oa=OpenAccess(True, status), sources=("unpaywall",))])
    assert marks.of(listed).with_access(listed).oa.status == "bronze", "another service may know a copy"
    assert len(changes) == 1
    assert state == {"open_access_kinds": {"10.5555/1": "bronze"}}


def test_closed_counts_only_for_a_paper_of_which_no_service_has_said_anything_else(qapp):
    status = PaperStatus(access=OpenAccess(False, "closed"))
    unknown = papers(1)[0]
    is_open = Paper("Paper 2", Ids(doi="10.5555/2"), oa=OpenAccess(True), sources=("semantic_scholar",))
    assert status.with_access(unknown).oa.status == "closed"
    assert status.with_access(is_open) is is_open
