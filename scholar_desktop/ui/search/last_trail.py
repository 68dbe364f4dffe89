"""Shows the trail of papers, the row of the results, the tabs, the rows and the orders of the citations, and the focus
in these panes, of the last run of the program, and keeps them on closing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec
from PySide6.QtCore import QObject

from scholar_desktop.services.citations.filtering import CitationFilter
from scholar_desktop.ui.citations.list_view import Place
from scholar_desktop.ui.context.paper_session import plain_papers, read_papers
from scholar_desktop.ui.context.window_state import MOST_SELECTED
from scholar_desktop.ui.rows.paper_list import RowsPlace
from scholar_desktop.ui.search.pane_focus import FocusPlace

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.citations.citation_list_pane import CitationListPane
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.library.library_list import LibraryList
    from scholar_desktop.ui.search.search_panes import SearchPanes

log = logging.getLogger(__name__)

Kept = TypeVar("Kept")

MOST_KEPT = 12
"""The number of papers of the trail that the next start shows."""

TRAIL = "trail"
"""Key in the window's state."""

TAB = "citation_tab"
"""Key in the window's state: the number of the tab of the citations that is shown."""

TABS = "citation_tabs"
"""Key in the window's state: the number of the tab that each paper of the trail was left at, by its ID."""

SIDE_TAB = "side_tab"
"""Key in the window's state: the number of the tab beside the lists, of which the first is the paper."""

FOCUS = "focus_place"
"""Key in the window's state: which part of the paper and its citations has the focus; empty if it is elsewhere."""

ROWS = "citation_rows"
"""Key in the window's state: the selected row of each list of citations, by the IDs of the paper shown."""

IS_LEFT = "trail_left"
"""Key in the window's state: another paper was shown than the one of the trail, such as the first row of a list."""

IS_OF_LIBRARY = "trail_of_library"
"""Key in the window's state: the trail is that of a paper of the library, whose list was shown in place of the results.
It is shown as soon as that list is there: among the results, it would select another row of theirs."""

FILTERS = "citation_filters"
"""Key in the window's state: the filters of each list of citations, by the IDs of their papers."""

ORDERS = "citation_orders"
"""Key in the window's state: the order and the grouping of each list of citations; not of one without such a choice."""

SCROLL = "results_scroll"
"""Key in the window's state: how far the results were scrolled."""

ROW = "results_row"
"""Key in the window's state: the ID of the paper of the current row of the results; empty if the user went to none. It
is kept beside the trail, which is that of another list if the results were not shown last."""


SELECTED = "results_selected"
"""Key in the window's state: the IDs of the papers of the selected results if these are several, but not too many."""


class LeftTrail(NamedTuple):
    """The trail and the results of a search as another search left them."""

    trail: tuple[Paper, ...]
    at: int
    is_left: bool
    results: RowsPlace


class LastTrail(QObject):
    """Restores the trail until a search begins or the user selects a row, whichever comes first."""

    def __init__(self, state: WindowState, panes: SearchPanes) -> None:
        super().__init__(panes)
        self._state = state
        self._panes = panes
        self._trail, self._at = kept_trail(state)
        self._is_over = not self._trail or panes.results.view.currentIndex().isValid()
        self._is_placed = panes.results.view.currentIndex().isValid()
        for rows in self._lists:
            name = str(rows.view.objectName())
            rows.memory.restore_places(_kept(state, ROWS, name, Place))
            rows.memory.restore_filters(_kept(state, FILTERS, name, CitationFilter))
            rows.tools.restore((state.get(ORDERS, dict) or {}).get(name))
        panes.citations.restore_tabs(_numbers(state.get(TABS, dict) or {}))
        tab = state.get(TAB, int) or 0
        if 0 < tab < len(panes.citations.views):
            panes.citations.show_list(tab)
        panes.pane_focus.show_side_tab(tab + 1 if state.get(SIDE_TAB, int) else 0)
        self._before: LeftTrail | None = None
        search = panes.search
        search.leaving.connect(self._note_before)
        for end in (search.ended, search.narrowed, search.cleared, search.returned):
            end.connect(self._forget_before)
        search.started.connect(self._end)
        # the first result is selected a moment after the last search is shown
        panes.results.marked.connect(self._place_results)
        self._place_results(None)
        if not self._is_over:
            panes.paper.chosen.connect(self._end_trail)
            if not state.get(IS_OF_LIBRARY, bool):
                panes.results.marked.connect(self._show)
                self._show(None)

    def give_focus(self) -> bool:
        """Give the focus to the part of the paper and its citations that had it. Return False if none had it, or if
        no paper is shown."""
        kept = self._state.get(FOCUS, str)
        if not kept or kept not in tuple(FocusPlace) or self._panes.paper.paper is None:
            return False
        self._panes.pane_focus.enter(FocusPlace(kept))
        return True

    def follow_library(self, library: LibraryList, navigation: Navigation) -> None:
        """Show the trail again as soon as a row of *library* is selected, until the user wants other rows there."""
        if self._is_over or self._state.get(IS_LEFT, bool):
            return
        place, bar = navigation.library_place, library.bar

        def on_view_changed() -> None:
            if navigation.library_place != place:  # not the new number of papers of a collection
                self._end_trail()

        library.marked.connect(self._show)
        navigation.library_view_changed.connect(on_view_changed)
        for other_rows in (bar.words_changed, bar.filters.changed, bar.sort_chosen, library.table.sorted):
            other_rows.connect(self._end_trail)

    def keep(self) -> None:
        """Keep the trail, the focus, and the tabs, rows, filters and orders of the citations, for the next start."""
        # the results of a search that has not ended are not kept: the next start shows the search before it
        unfinished = self._before if self._panes.search.running else None
        trail, at, is_left, place = unfinished or self._shown_trail()
        keep_trail(self._state, trail, at)
        self._state.set(IS_LEFT, is_left)
        self._state.set(IS_OF_LIBRARY, self._panes.list is not self._panes.results)
        self._state.set(SCROLL, place.scroll)
        self._state.set(ROW, place.current.id if place.current is not None else "")
        several = 1 < len(place.chosen) <= MOST_SELECTED
        self._state.set(SELECTED, [paper.id for paper in place.chosen] if several else [])
        self._state.set(TAB, self._panes.citations.tabs.currentIndex())
        self._state.set(TABS, self._panes.citations.tabs_to_keep(trail))
        self._state.set(SIDE_TAB, self._panes.pane_focus.side_tab)
        self._state.set(FOCUS, self._panes.pane_focus.place_of(self._panes.window().focusWidget()).value)
        places = {rows.view.objectName(): rows.memory.places_to_keep(trail) for rows in self._lists}
        self._state.set(ROWS, msgspec.to_builtins({name: found for name, found in places.items() if found}))
        filters = {rows.view.objectName(): rows.memory.filters_to_keep() for rows in self._lists}
        self._state.set(FILTERS, msgspec.to_builtins({name: found for name, found in filters.items() if found}))
        orders = {rows.view.objectName(): rows.tools.arrangement for rows in self._lists}
        self._state.set(ORDERS, {name: found for name, found in orders.items() if found})

    def _shown_trail(self) -> LeftTrail:
        panes, paper = self._panes, self._panes.paper
        # behind another page, the papers of the library's list are not those that the search shows at the next start
        is_of_library = panes.list is not panes.results and not panes.isVisibleTo(panes.window())
        return LeftTrail(*paper.whole_trail(), paper.has_left_trail or is_of_library, panes.results.rows.place)

    def _note_before(self) -> None:
        if not self._panes.search.running:
            self._before = self._shown_trail()

    def _forget_before(self) -> None:
        self._before = None

    @property
    def _lists(self) -> tuple[CitationListPane, CitationListPane]:
        return self._panes.citations.cited_by, self._panes.citations.references

    def _show(self, _marked: Paper | None) -> None:
        if not self._is_over:
            self._panes.paper.restore(self._trail, self._at)

    def _place_results(self, _marked: Paper | None) -> None:
        """Once the results are there, select their row and scroll to their place, also while another page is shown."""
        results, result, row = self._panes.results, self._panes.search.result, self._state.get(ROW, str)
        if self._is_placed or result is None or not results.model.rowCount():
            return
        self._is_placed = True
        scroll = self._state.get(SCROLL, int) or 0
        paper = next((one for one in result.papers if one.id == row), None) if row else None
        if paper is None:
            # also of a paper that is no result: it was reached from one in sight
            results.view.verticalScrollBar().setValue(scroll)
            return
        selected = {*(self._state.get(SELECTED, list) or ()), row}
        chosen = tuple(one for one in result.papers if one.id in selected)
        results.rows.return_to(RowsPlace(chosen, paper, scroll))
        if self._panes.list is results:
            self._panes.paper.preview(paper)
            # a trail that was left is that of another list
            self._is_over = self._is_over or bool(self._state.get(IS_LEFT, bool))

    def _end(self) -> None:
        """A search begins: neither its results nor its papers are those of the last run."""
        self._is_over = self._is_placed = True

    def _end_trail(self) -> None:
        self._is_over = True


def _numbers(kept: dict[str, object]) -> dict[str, int]:
    return {name: number for name, number in kept.items() if isinstance(number, int)}


def _kept(state: WindowState, key: str, name: str, kind: type[Kept]) -> dict[str, Kept]:
    """Return what is stored under *key* of the list *name*, by the IDs of its papers."""
    kept = state.get(key, dict) or {}
    try:
        return msgspec.convert(kept.get(name, {}), dict[str, kind], strict=False)  # type: ignore[valid-type]
    except msgspec.ValidationError as error:
        log.info("the citation lists of the last run cannot be read and are left out: %s", error)
        return {}


def keep_trail(state: WindowState, trail: Sequence[Paper], at: int) -> None:
    """Keep *trail* for the next start, without the services' original fields."""
    first = max(0, min(at, len(trail) - MOST_KEPT))
    kept = plain_papers(trail[first : first + MOST_KEPT])
    state.set(TRAIL, {"papers": kept, "at": at - first} if kept else {})


def kept_trail(state: WindowState) -> tuple[list[Paper], int]:
    """Return the trail of the last run, and the place of the paper that was opened last; ([], -1) if there is none."""
    kept = state.get(TRAIL, dict) or {}
    try:
        return read_papers(kept.get("papers", [])), msgspec.convert(kept.get("at", -1), int)
    except msgspec.ValidationError as error:
        log.info("the trail of the last run cannot be read and is left out: %s", error)
        return [], -1
