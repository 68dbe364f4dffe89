"""Back and forward: through the papers of a list, and through the searches and the parts of the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.search.library_filters import NO_LIBRARY_FILTERS
from scholar_desktop.domain.search.query import Query
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.paper_session import PaperState
from scholar_desktop.ui.library.listed_part import LibraryPlace
from scholar_desktop.ui.rows.paper_list import RowsPlace
from scholar_desktop.ui.search.pane_focus import FocusMark, FocusPlace, LeftPaper, WayToList

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.domain.collection import Collection
    from scholar_desktop.domain.library import Changes, SmartView
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.services import Collections
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.navigation import LibraryPart, Navigation
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.library.library_list import LibraryList
    from scholar_desktop.ui.search.list_beside import ListBeside
    from scholar_desktop.ui.search.pane_focus import PaneFocus
    from scholar_desktop.ui.search.pdf_reading import PdfReading
    from scholar_desktop.ui.search.results_pane import ResultsPane
    from scholar_desktop.ui.search.search_session import SearchSession
    from scholar_desktop.ui.search.shown_search import ShownSearch

BEFORE_ANY_SEARCH = (places.SEARCH, None)
"""The key of the page before any search."""
MOST_STEPS = 50
MOST_PAPERS = 50_000
"""How many papers the searches of all steps hold in memory; the oldest ones keep their words and filters alone."""


@dataclass
class ListStep:
    """A list that was shown, as it was left.

    page: search or library; part: of the library; search: None before the first one; focus: which part of the paper
    and its citations had the focus; is_reading: a PDF was in their place; left: where Back left its paper for the list,
    None if it did not; is_passing: it was reached in this turn of the event loop, so a search that begins now takes its
    place.
    """

    page: str
    key: object
    part: LibraryPart | None = None
    search: ShownSearch | None = None
    results: RowsPlace = field(default_factory=RowsPlace)
    rows: LibraryPlace = field(default_factory=LibraryPlace)
    paper: PaperState = field(default_factory=PaperState)
    focus: FocusMark = field(default_factory=FocusMark)
    is_reading: bool = False
    left: LeftPaper | None = None
    is_passing: bool = False


class Visit(NamedTuple):
    """A paper that was opened on another page, as it was left. beside: the place in the list beside it, if one was."""

    paper: PaperState
    beside: RowsPlace | None
    focus: FocusMark


class PartsNow(NamedTuple):
    """The collections and smart views by their keys, and the names of the tags, as the library has them now."""

    collections: dict[int, Collection]
    smart_views: dict[str, SmartView]
    tags: frozenset[str]


class Panes(Protocol):
    """The lists and the paper, and what shows them.

    Signals: `box_wanted` (the focus moves to the search box).
    """

    search: SearchSession
    paper: PaperSession
    results: ResultsPane
    list_beside: ListBeside
    reading: PdfReading
    pane_focus: PaneFocus
    box_wanted: SignalInstance

    @property
    def list(self) -> ResultsPane | LibraryList: ...
    @property
    def library(self) -> LibraryList: ...

    @property
    def is_inside(self) -> bool: ...

    @property
    def leads_into_paper(self) -> bool: ...

    def focus_panes(self) -> Sequence[QWidget]: ...
    def show_list(self) -> None: ...
    def leave_pdf(self) -> bool: ...
    def leave_paper(self) -> bool: ...
    def enter_paper(self) -> None: ...
    def show_beside(self, *, focus: bool = False, place: RowsPlace | None = None) -> None: ...


class GoCommands(QObject):
    """Binds the actions. Each search with other words, filters or sources is a step, and so is each part of the
    library; the papers that were opened from a list are steps within it, and so is the list itself if it has filters or
    another order. Selecting a row is none."""

    def __init__(
        self,
        context: ActionContext,
        actions: Actions,
        navigation: Navigation,
        scope: TaskScope,
        library: Library,
        collections: Collections,
        panes: Panes,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._navigation = navigation
        self._scope = scope
        self._library = library
        self._collections = collections
        self._panes = panes
        self._is_going = self._is_leaving = False
        self._is_visiting = False  # the paper that is shown was opened on another page, and is not part of the step
        self._visits: dict[int, Visit] = {}
        """By the length of the way back from them."""
        self._papers: dict[str, tuple[FocusMark, int]] = {}
        """Where the focus and the list were when each paper of the trail was left, by its id."""
        self._way = WayToList(panes.pane_focus, panes.paper, panes.reading, panes.focus_panes, self)
        self._depth = 0  # the length of the way back from the list that is shown
        self._forward_from: ListStep | None = None  # the list to which Back returned from a page
        self._left_page = ""  # the page that is being left, or was left last
        self._from_files: ListStep | None = None  # the list that was shown from the page of PDFs to add
        self._parts: PartsNow | None = None
        search = panes.search
        self._steps = [self._new_step()]
        self._at = 0
        navigation.leaving.connect(self._on_leaving)
        navigation.page_changed.connect(self._on_page_changed)
        navigation.library_view_changed.connect(self._on_part_changed)
        search.leaving.connect(self._on_search_leaving)
        search.started.connect(self._on_search_started)
        for signal in (search.updated, search.restored):
            signal.connect(self._on_search_changed)
        panes.paper.trail_changed.connect(self.show_state)
        panes.paper.chosen.connect(self._keep_paper)
        for signal in (panes.results.rested, panes.results.opened):
            signal.connect(self._on_row_used)
        library.changed.connect(self._on_library_changed)
        self._way.changed.connect(self.show_state)
        actions.bind("go.back", self._go_back)
        actions.bind("go.forward", self._go_forward)

    # The actions

    def show_state(self) -> None:
        """Put into the action context whether there is something to go back and forward to."""
        navigation, paper = self._navigation, self._panes.paper
        if navigation.page not in places.WITH_PAPERS:  # to go through papers would show nothing there
            back, forward = navigation.leads_to_page, navigation.leads_forward
        else:
            back = paper.has_previous or navigation.leads_back(paper.paper) or self._next(-1) is not None
            back = back or self._panes.is_inside or self._leads_to_list or self._leads_to_files
            forward = self._panes.leads_into_paper or paper.has_next or self._next(1) is not None or self._leads_to_page
            forward = forward or self._way.leads_into_paper
        self._context.update(back=back, forward=forward)

    def _go_back(self) -> None:
        navigation, paper = self._navigation, self._panes.paper
        if self._panes.leave_pdf():
            return
        if navigation.page not in places.WITH_PAPERS or navigation.leads_back(paper.paper):
            navigation.back()
        elif self._panes.leave_paper():
            return
        elif paper.has_previous:
            self._show_paper(paper.back)
        elif self._leads_to_list:
            self._way.leave(self._panes.list.view)
        elif self._leads_to_files:
            navigation.go_back_to(places.ADD_PDFS)
        else:
            self._go(-1)

    def _go_forward(self) -> None:
        if self._navigation.page not in places.WITH_PAPERS:
            if self._navigation.leads_forward:
                self._navigation.forward()
        elif self._panes.leads_into_paper:
            self._panes.enter_paper()
        elif self._way.leads_into_paper:
            self._way.enter()
        elif self._panes.paper.has_next:
            self._show_paper(lambda: self._panes.paper.step(1))
            self._panes.enter_paper()
        elif self._leads_to_page:
            self._navigation.forward()
        else:
            self._go(1)

    def _show_paper(self, step: Callable[[], None]) -> None:
        """Go to another paper by *step*, with the list and the focus where they were when that paper was left. Focus
        that is in the list stays there, and other focus stays in the paper if its control is gone."""
        focus, paper, view = self._panes.pane_focus, self._panes.paper, self._panes.list.view
        here = FocusMark(focus.place_of(QApplication.focusWidget()))
        step()
        left = self._papers.get(paper.paper.id) if paper.paper is not None else None
        mark, scroll = left if left is not None else (here, None)
        if scroll is not None:
            view.verticalScrollBar().setValue(scroll)
            row = view.model().index(view.lead_row(), 0)
            if row.isValid() and not view.viewport().rect().intersects(view.visualRect(row)):
                view.scrollTo(row)  # the list has other rows since
        if here.place is not FocusPlace.ELSEWHERE:
            focus.return_to(mark if mark.place is not FocusPlace.ELSEWHERE else here)

    def _keep_paper(self) -> None:
        """Note where the focus and the list are before another paper is shown."""
        if (paper := self._panes.paper.paper) is not None:
            mark = self._panes.pane_focus.mark_of(QApplication.focusWidget())
            self._papers[paper.id] = mark, self._panes.list.view.verticalScrollBar().value()

    @property
    def _leads_to_list(self) -> bool:
        """True if Back leads from the paper to the list beside it, from which it was opened: the list before has not
        its filters and its order, and without this step these would be gone together with the paper."""
        panes, paper = self._panes, self._panes.paper.paper
        if not self._way.is_in_paper or self._is_visiting or panes.is_inside or panes.list_beside.is_shown:
            return False
        return paper is not None and panes.list.has_row(paper) and self._is_list_changed

    @property
    def _is_list_changed(self) -> bool:
        """True if the list has filters, or another order than the one that a search begins with."""
        if self._navigation.page == places.LIBRARY:
            part, words = self._panes.library.shown_part()
            return part.filters != NO_LIBRARY_FILTERS or bool(words)
        query = self._panes.search.query
        return query is not None and (bool(query.filters.names()) or query.sort != Query().sort)

    @property
    def _leads_to_page(self) -> bool:
        """True if Forward leads from the list that is shown to the page from which Back returned to it."""
        return self._navigation.leads_forward and self._forward_from is self._current

    @property
    def _leads_to_files(self) -> bool:
        """True if Back leads from the list that is shown to the page of PDFs to add, which still has some: no row of
        the sidebar leads back to it."""
        return self._from_files is self._current and self._context.now.files_to_add > 0

    # The steps

    @property
    def _current(self) -> ListStep:
        return self._steps[self._at]

    def _new_step(self) -> ListStep:
        """Return a step for the list that is shown. A page without such a list counts as the search."""
        if self._navigation.page == places.LIBRARY:
            return ListStep(places.LIBRARY, self._navigation.library_place, self._navigation.library_part)
        return ListStep(places.SEARCH, _key(self._panes.search), search=self._panes.search.shown)

    def _add(self, *, instead: bool, keeps_trail: bool = False) -> None:
        """Make the list that is shown the last step.

        Args:
            instead: it takes the place of the current one.
            keeps_trail: the paper that is open stays, with the papers that were opened before it.
        """
        earlier = self._steps[: self._at] if instead else self._steps[: self._at + 1]
        self._steps = [*earlier, self._new_step()][-MOST_STEPS:]
        self._at = len(self._steps) - 1
        self._way.begin()
        if not keeps_trail:
            self._panes.paper.end_trail()
            self._papers.clear()
        self._end_visit()

    def _keep(self) -> None:
        """Keep how the list of the current step is left."""
        step, panes = self._current, self._panes
        if self._is_going or step.page != self._navigation.page:
            return
        focus = panes.pane_focus.mark_of(QApplication.focusWidget())
        if self._is_visiting:
            self._visits[self._depth] = Visit(panes.paper.state, panes.list_beside.place, focus)
            panes.results.rows.return_to(step.results)
            return
        self._visits.pop(self._depth, None)
        step.paper, step.focus, step.is_reading = panes.paper.state, focus, panes.reading.is_on
        step.left = self._way.left if self._way.leads_into_paper else None
        if step.page == places.LIBRARY:
            step.rows = panes.library.place
        else:
            step.search, step.results = panes.search.shown or step.search, panes.results.rows.place
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        """Drop the results of the oldest searches if there are too many."""
        left = MOST_PAPERS
        for at in sorted(range(len(self._steps)), key=lambda at: abs(at - self._at)):
            step = self._steps[at]
            if step.search is not None:
                left -= step.search.papers
                if left < 0 and at != self._at:
                    step.search = step.search.without_results()

    def _next(self, by: int) -> int | None:
        """Return the place of the next step in a direction that can be shown; None if there is none."""
        at = self._at + by
        while 0 <= at < len(self._steps):
            if self._steps[at].key != self._current.key and self._is_there(self._steps[at]):
                return at
            at += by
        return None

    def _is_there(self, step: ListStep) -> bool:
        """Return False for a collection, smart view or tag that was deleted."""
        if step.part is None or self._parts is None:
            return True
        _, collection, tag, smart_view = step.part
        return not (
            (collection is not None and collection.key not in self._parts.collections)
            or (smart_view is not None and smart_view.key not in self._parts.smart_views)
            or (tag and tag not in self._parts.tags)
        )

    def _go(self, by: int) -> None:
        at = self._next(by)
        if at is None:
            return
        self._keep()
        self._end_visit()
        was_first = self._current.key == BEFORE_ANY_SEARCH
        self._at = at
        step = self._current
        self._is_going = self._navigation.is_stepping = True
        try:
            if step.page == places.LIBRARY:
                self._show_part(step)
            else:
                self._show_search(step)
        finally:
            self._is_going = self._navigation.is_stepping = False
        self._panes.paper.return_to(step.paper)
        if was_first and step.search is not None:
            # Back had moved the focus to the search box
            self._panes.results.view.setFocus()
        focus = self._panes.pane_focus
        if step.focus.place is not FocusPlace.ELSEWHERE:
            focus.return_to(step.focus)
        elif focus.place_of(QApplication.focusWidget()) is not FocusPlace.ELSEWHERE:
            # the list before it was left from its paper
            rows = self._panes.library.pane if step.page == places.LIBRARY else self._panes.results
            rows.take_focus(Qt.FocusReason.OtherFocusReason)
        self._way.return_to(step.left)

    def _show_part(self, step: ListStep) -> None:
        assert step.part is not None
        view, collection, tag, smart_view = step.part
        if self._parts is not None:  # it may have another name or rule since
            collection = self._parts.collections[collection.key] if collection is not None else None
            smart_view = self._parts.smart_views[smart_view.key] if smart_view is not None else None
        self._navigation.show_library_part((view, collection, tag, smart_view))
        step.key, step.part = self._navigation.library_place, self._navigation.library_part
        self._panes.library.return_to(step.rows)

    def _show_search(self, step: ListStep) -> None:
        panes, search = self._panes, self._panes.search
        panes.show_list()
        if _key(search) != step.key:
            search.return_to(step.search)
        self._navigation.show(places.SEARCH)
        if search.query is not None:
            panes.results.rows.return_to(step.results)
        else:
            panes.box_wanted.emit()

    # Events

    def _on_leaving(self) -> None:
        self._keep()
        self._is_leaving = True
        self._left_page = self._navigation.page

    def _on_page_changed(self) -> None:
        self._is_leaving = False
        self._depth = len(self._navigation.trail)
        if not self._is_going and self._navigation.page in places.WITH_PAPERS:
            self._follow_page()
            if self._navigation.returning:
                self._forward_from = self._current
            if not self._navigation.returning or self._navigation.advancing:
                self._from_files = self._current if self._left_page == places.ADD_PDFS else None
        self.show_state()

    def _follow_page(self) -> None:
        key = self._new_step().key
        if self._current.key == key:
            self._show_paper_of_step()
            return
        is_advancing = self._navigation.advancing
        others = range(self._at, len(self._steps)) if is_advancing else range(self._at, -1, -1)
        with_key = (at for at in others if self._steps[at].key == key)
        if self._navigation.returning and (at := next(with_key, None)) is not None:
            self._at = at
            if not self._return_to_visit():
                self._end_visit()
                self._panes.paper.return_to(self._current.paper)
                self._return_focus(self._current.focus)
        else:
            searches = (one for one in reversed(self._steps[: self._at + 1]) if one.page == places.SEARCH)
            before = next(searches, None)
            self._add(instead=self._navigation.restoring)
            self._pass_by(self._current)
            if before is not None and before.key == key:
                self._show_link_again(before)
        if self._navigation.opening:
            self._current.results, self._current.paper = self._panes.results.rows.place, self._panes.paper.state
            self._begin_visit()

    def _show_link_again(self, before: ListStep) -> None:
        """Show the paper again that was reached from a paper of the results, which were left by a key and are shown
        again by a key. before: their step. Not if a paper is opened here from another page."""
        navigation, link = self._navigation, before.paper.link()
        if link is not None and not navigation.opening and not navigation.restoring:
            self._panes.results.rows.return_to(before.results)
            self._panes.paper.return_to(link)

    def _show_paper_of_step(self) -> None:
        """Show the paper and the row of the list as they were left, unless a paper was opened on another page: that one
        is shown, also when Back returns to it."""
        navigation, panes, step = self._navigation, self._panes, self._current
        if navigation.opening:
            self._begin_visit()
        elif not navigation.restoring and not self._return_to_visit() and self._is_visiting:
            self._end_visit()
            panes.reading.stop()
            panes.results.rows.return_to(step.results)
            panes.paper.return_to(step.paper)
            if step.is_reading and panes.paper.paper is not None:
                panes.reading.show(panes.paper.paper)
            if navigation.returning:
                self._return_focus(step.focus)

    def _return_to_visit(self) -> bool:
        """Show the paper that was opened on another page again if Back or Forward returns to it. False if not."""
        visit = self._visits.get(self._depth) if self._navigation.returning else None
        if visit is None or not any(map(self._navigation.leads_back, (visit.paper.paper, *visit.paper.trail))):
            return False
        panes = self._panes
        self._begin_visit()
        panes.paper.return_to(visit.paper)
        panes.results.show_as_chosen(visit.paper.paper)
        if self._navigation.beside:
            panes.show_beside(place=visit.beside)
        self._return_focus(visit.focus)
        return True

    def _return_focus(self, mark: FocusMark) -> None:
        """Give the focus back to the part that had it, else to the list."""
        panes = self._panes
        if mark.place is not FocusPlace.ELSEWHERE:
            panes.pane_focus.return_to(mark)
        else:
            (panes.list_beside.view or panes.list.view).setFocus()

    def _begin_visit(self) -> None:
        """The paper of another page is shown: several rows that were selected before are not selected with it."""
        self._is_visiting = True
        if (view := self._panes.results.view).chosen_count() > 1:
            view.clearSelection()

    def _on_row_used(self) -> None:
        if not self._is_leaving:  # the page that is being shown gives its row the focus
            self._end_visit()

    def _end_visit(self) -> None:
        self._is_visiting = False

    def _pass_by(self, step: ListStep) -> None:
        def end() -> None:
            step.is_passing = False

        step.is_passing = True
        QTimer.singleShot(0, self, end)

    def _on_part_changed(self) -> None:
        was_left, self._is_leaving = self._is_leaving, False
        if self._is_going or self._navigation.page != places.LIBRARY or self._current.page != places.LIBRARY:
            return
        if was_left:
            self._add(instead=self._navigation.restoring)
        else:  # the part that is shown was renamed, changed or deleted
            self._current.key, self._current.part = self._navigation.library_place, self._navigation.library_part
        self.show_state()

    def _on_search_leaving(self) -> None:
        """Keep how the list is left. Other filters keep its own paper open, not one that was opened on another page."""
        is_visiting = self._is_visiting
        self._keep()
        if is_visiting and not self._is_going:
            self._end_visit()
            self._panes.paper.return_to(self._current.paper)

    def _on_search_started(self) -> None:
        search = self._panes.search
        is_filtered = search.last_load == "filters"
        is_other_list = self._follow_search(instead=False, keeps_trail=is_filtered)
        if not is_other_list and not is_filtered and search.result is None:  # else more rows are loaded
            self._panes.paper.end_trail()

    def _on_search_changed(self) -> None:
        """Follow a search that did not start here: that of the last run of the program takes the place of the page
        before any search, which was not shown."""
        is_first = self._current.key == BEFORE_ANY_SEARCH
        # the loaded rows may be filtered, which starts no search
        self._follow_search(instead=is_first, keeps_trail=not is_first and self._panes.search.query is not None)

    def _follow_search(self, *, instead: bool, keeps_trail: bool) -> bool:
        """Add a step if the search that is shown has other words, filters or sources. Returns whether it has."""
        step, key = self._current, _key(self._panes.search)
        if self._is_going or self._navigation.page != places.SEARCH or step.page != places.SEARCH or step.key == key:
            return False
        self._add(instead=instead or step.is_passing, keeps_trail=keeps_trail)
        self._navigation.leave_list_beside()
        return True

    def _on_library_changed(self, changes: Changes) -> None:
        if changes.collections or changes.tags or changes.papers or "views" in changes.tables:
            self._scope.start(self._read_parts(), name="parts to go back to", latest="parts to go back to")

    async def _read_parts(self) -> None:
        """Read which parts the library has, so that those that were deleted are skipped."""
        if all(step.part is None for step in self._steps):
            self._parts = None
            return
        try:
            collections = {one.key: one for one in await self._collections.all()}
            smart_views = {one.key: one for one in await self._library.smart_views()}
            tags = frozenset(name for name, _count in await self._library.tags())
        except ScholarError:
            return  # the library reports the error itself, once
        self._parts = PartsNow(collections, smart_views, tags)
        self.show_state()


def _key(search: SearchSession) -> object:
    """Return what tells the search that is shown from another: its words, filters and sources, in whatever order its
    results are."""
    if search.query is None:
        return BEFORE_ANY_SEARCH
    return places.SEARCH, msgspec.structs.replace(search.query, sort=""), search.sources
