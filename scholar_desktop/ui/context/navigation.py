"""Keeps which page the window shows, and which view of the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.collection import Collection
from scholar_desktop.domain.library import LibraryView, SmartView
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.actions.action_context import ActionContext

SEARCH, DOWNLOADS, LIBRARY, SETTINGS, FIRST_START = "search", "downloads", "library", "settings", "first_start"
AUTHOR, AUTHORS, RECORDS, COMMUNITIES, SENTENCES = "author", "authors", "records", "communities", "sentences"
MAP = "map"
UNPAYWALL, NEWS, CORPUS, ADD_PDFS = "unpaywall", "news", "corpus", "add_pdfs"
REVIEW, LEDGER = "review", "ledger"
QUARANTINE = "doubtful"
MISSING, COMPARE, DUPLICATES = "missing", "compare", "duplicates"
MANUSCRIPT = "manuscript"
SEARCH_BOX = "search_box"
"""The part of a page in which the user types what it searches for."""
TOP = (
    SEARCH,
    DOWNLOADS,
    LIBRARY,
    UNPAYWALL,
    CORPUS,
    NEWS,
    LEDGER,
    MANUSCRIPT,
    DUPLICATES,
    MISSING,
    SETTINGS,
    FIRST_START,
)
"""The pages that the sidebar leads to, and the first start."""
BELOW = {QUARANTINE: DOWNLOADS, ADD_PDFS: LIBRARY, MAP: LIBRARY}
"""Pages that always belong to one of these; of the maps only that of the whole library. The others belong to the page
that they were opened from."""
WITH_ARROW = (ADD_PDFS,)
"""Pages without a subject that have an arrow back all the same, as no row of the sidebar leads to them."""
WITH_PAPERS = (SEARCH, LIBRARY)
"""Pages with the panes of a paper: there, back and forward go through the papers that were opened."""
LONGEST_TRAIL = 50
LibraryPart = tuple[LibraryView, Collection | None, str, SmartView | None]
"""A view, a collection, a tag and a smart view of the library: one of them, besides the view of all papers."""


class LeftPlace(NamedTuple):
    """A place that `back` left, to which `forward` returns: the page, its subject, and the ways back from there."""

    page: str
    subject: Any
    trail: tuple[tuple[str, Any, str], ...]
    before: dict[str, tuple[str, Any, tuple[Paper, ...]]]
    beside: tuple[Paper, ...]


class Navigation(QObject):
    """Holds the current page and the way back. Pages and sidebar follow its signals; actions and links call `show` or
    `open`."""

    leaving = Signal()
    """Another page, or another part of the library, is about to be shown."""
    page_changed = Signal(str)
    library_view_changed = Signal(LibraryView)
    """Another view, collection or tag of the library is shown."""
    list_wanted = Signal()
    """The list of the library must get the focus."""
    shown_again = Signal()
    """The page that is shown was wanted."""
    results_wanted = Signal()
    """The list of results must get the focus, unless it is outside the panes that search and library share."""
    live_wanted = Signal()
    """The way from the demo to the live services must be shown."""
    subject_changed = Signal(str)
    """The page of that name must show another subject."""
    part_wanted = Signal(str)
    """The page of that name must show the part that a link leads to: `take_part` returns it (`take_parts`: several)."""

    def __init__(self, context: ActionContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.page = SEARCH
        self.library_view = LibraryView.ALL
        self.collection: Collection | None = None
        self.tag = ""
        self._renamed_tags: list[tuple[str, str]] = []
        """The old and the new names of tags that were renamed, of which undo may bring back the old ones."""
        self.smart_view: SmartView | None = None
        self._subjects: dict[str, Any] = {}
        self._parts: dict[str, tuple[str, ...]] = {}
        self._before: dict[str, tuple[str, Any, tuple[Paper, ...]]] = {}
        """The page before each page, its subject, and the list that was beside its paper."""
        self._trail: list[tuple[str, Any, str]] = []
        self._besides: list[tuple[tuple[str, Any, str], tuple[Paper, ...]]] = []
        """Places of the trail, each with the list that was beside its paper."""
        self._papers_from: dict[tuple[int, str], set[str]] = {}
        """The ids of the papers that were opened from each place of the trail, by the length of the trail and the page
        that shows them: the search or the library."""
        self._opened_below: dict[str, str] = {}
        self._shown_from: dict[str, str] = {}
        self._lists: dict[str, tuple[str, Callable[[], Sequence[Paper]]]] = {}
        self._ahead: list[LeftPlace] = []
        self.is_stepping = False
        """True while another search or part of the library is shown by Back or Forward: the places ahead stay."""
        self.restoring = False
        """True while the page of the last run is shown again: nothing is requested for it."""
        self.returning = False
        """True while `back` or `forward` shows a page that was shown before."""
        self.advancing = False
        """True while `forward` shows it."""
        self.opening = False
        """True while the search page is shown for a paper that is opened on another page."""
        self.beside: tuple[Paper, ...] = ()
        """The list that the paper was opened from, which stays beside it; empty if it has no list of that kind."""

    def show(self, page: str) -> None:
        """Show *page*. Unless it is search or library, `back` returns to the page before it."""
        if page not in (self.page, *WITH_PAPERS, FIRST_START) and self.page != FIRST_START:
            self._note_page_before(page)
            self._shown_from[page] = self.home
        self._show(page)

    def restore_page(self, page: str, home: str, part: LibraryPart | None = None) -> None:
        """Show a page without a subject as in the last run.

        Args:
            home: the page of the sidebar from which it was shown.
            part: that of the library, if it was shown from there.
        """
        if home not in WITH_PAPERS or page in TOP:
            self.show(page)
            return
        if part is not None:
            self._look_at(*part)
        self._before[page], self._shown_from[page] = (home, None, ()), home
        self._show(page)

    def show_part(self, page: str, *parts: str) -> None:
        """Show *page* at parts of it, as that page names them: downloads by their keys, a setting by its control."""
        self._parts[page] = parts
        self.show(page)
        self.part_wanted.emit(page)

    def has_parts(self, page: str) -> bool:
        """Return True if a link leads to parts of *page*, which `take_parts` has not returned yet."""
        return bool(self._parts.get(page))

    def take_part(self, page: str) -> str:
        """Return the part of *page* that a link leads to, once; empty if there is none."""
        return next(iter(self.take_parts(page)), "")

    def take_parts(self, page: str) -> tuple[str, ...]:
        """Return all parts of *page* that a link leads to, once."""
        return self._parts.pop(page, ())

    def _note_page_before(self, page: str) -> None:
        """Note the page that `back` returns to from *page*, unless *page* itself led here: then it is gone back to."""
        one, seen = self.page, set()
        while one in self._before and one not in seen:
            seen.add(one)
            one = self._before[one][0]
            if one == page:
                return
        self._before[page] = self.page, self._subjects.get(self.page), self.beside

    def _show(self, page: str) -> None:
        if page != self.page:
            self.leaving.emit()
            self._forget_ahead()
            if page != SEARCH:
                self.beside = ()
            self.page = page
            self._context.update(page=page, **self._collection_of_actions())
            self.page_changed.emit(page)
        else:
            self.shown_again.emit()

    def show_search(self) -> None:
        """Show the search with its own results, also if the list of another page has their place. From the search and
        from the library, which has the same panes, its list gets the focus, as from any other page."""
        is_in_panes = self.page in WITH_PAPERS
        if self.page == SEARCH and self.beside:
            self.beside = ()
            self.page_changed.emit(SEARCH)
        else:
            self.show(SEARCH)
        if is_in_panes:
            self.results_wanted.emit()

    def show_library(self, view: LibraryView) -> None:
        """Show the library with *view*."""
        self._look_at(view, None)
        self.show(LIBRARY)

    def enter_library(self) -> None:
        """Show the library: from another page all papers, and not the part that was shown last."""
        if self.page != LIBRARY:
            self.show_library(LibraryView.ALL)

    def show_collection(self, collection: Collection, *, focus: bool = False) -> None:
        """Show the library with the papers of *collection*. focus: move the focus to the list of its papers."""
        self._look_at(LibraryView.ALL, collection)
        self.show(LIBRARY)
        if focus:
            self.list_wanted.emit()

    def show_tag(self, tag: str) -> None:
        """Show the library with the papers that have *tag*."""
        self._look_at(LibraryView.ALL, None, tag)
        self.show(LIBRARY)

    def rename_tag(self, before: str, now: str, tags: Set[str]) -> None:
        """Show the tag that is shown under its new name, if it was renamed from *before* to *now*. tags: all tags."""
        self._renamed_tags.append((before, now))
        self.follow_tags(tags)

    def follow_tags(self, tags: Set[str]) -> None:
        """Show the tag that is shown under the name that it has in *tags*, all tags, if it was renamed, or undo brought
        its old name back."""
        if not self.tag or self.tag in tags:
            return
        names = {name.casefold(): name for name in tags}
        own = self.tag.casefold()
        for before, now in reversed(self._renamed_tags):
            other = {now.casefold(): before, before.casefold(): now}.get(own, "")
            if (name := names.get(other.casefold())) is not None:
                self._look_at(self.library_view, None, name, is_update=True)
                return

    def show_smart_view(self, view: SmartView, *_checked: object) -> None:
        """Show the library with the papers of a smart view."""
        self._look_at(LibraryView.ALL, None, "", view)
        self.show(LIBRARY)

    @property
    def library_part(self) -> LibraryPart:
        """The part of the library that is shown, as `show_library_part` takes it."""
        return self.library_view, self.collection, self.tag, self.smart_view

    def show_library_part(self, part: LibraryPart) -> None:
        """Show the library with a part that was shown before."""
        self._look_at(*part)
        self.show(LIBRARY)

    def restore_library_part(self, part: LibraryPart) -> None:
        """Make *part* that of the library, as in the last run, behind the page that is shown."""
        self._look_at(*part, is_update=True)

    def update_smart_view(self, view: SmartView | None) -> None:
        """Update the smart view that is shown after it was changed or (None) deleted; without one, all papers are
        shown."""
        self._look_at(LibraryView.ALL, None, "", view, is_update=True)

    @property
    def library_place(self) -> tuple[LibraryView, int | None, str, SmartView | None]:
        """The part of the library that is shown, whatever the name and the number of papers of its collection are."""
        key = self.collection.key if self.collection is not None else None
        return self.library_view, key, self.tag, self.smart_view

    @property
    def is_whole_library(self) -> bool:
        """True if the rows of the library are all papers, not a part of them."""
        return self.library_place == (LibraryView.ALL, None, "", None)

    def update_collection(self, collection: Collection | None) -> None:
        """Update the collection that is shown after it was renamed or (None) deleted; without one, all papers are
        shown."""
        self._look_at(self.library_view, collection, is_update=True)

    def _look_at(
        self,
        view: LibraryView,
        collection: Collection | None,
        tag: str = "",
        smart_view: SmartView | None = None,
        *,
        is_update: bool = False,
    ) -> None:
        wanted = (view, collection, tag, smart_view)
        if wanted != self.library_part:
            if not is_update:
                self.leaving.emit()
                self._forget_ahead()
            self.library_view, self.collection, self.tag, self.smart_view = wanted
            self._context.update(**self._collection_of_actions(), trash=view is LibraryView.TRASH)
            self.library_view_changed.emit(view)

    # Pages that show a subject, and the way back

    def subject(self, page: str) -> Any:
        """Return what *page* was last opened for; None if it was never opened."""
        return self._subjects.get(page)

    def open(self, page: str, subject: Any, *, came_from: str = "", below: str = "") -> None:
        """Show *page* with *subject*; `back` returns here.

        Args:
            came_from: what the trail calls this place.
            below: the page of the sidebar that *page* belongs to, if it is not the one from which it is opened.
        """
        self._opened_below[page] = below or page
        self._remember_place(came_from)
        self._go_to(page, subject)

    def add_list(self, page: str, name: str, papers: Callable[[], Sequence[Paper]]) -> None:
        """Keep the list of *page* beside each paper that is opened from there by any command, with a way back.

        Args:
            name: what the trail calls the page.
            papers: returns the papers of the list.
        """
        self._lists[page] = name, papers

    def leave_for_paper(self, paper_id: str, came_from: str = "", *, beside: Sequence[Paper] = ()) -> None:
        """Remember the current page before it opens the paper with that id in the search panes: `back` returns to the
        page. beside: the list that stays beside the paper."""
        self._remember_place(came_from)
        self.go_on_to_paper(paper_id)
        self.beside = tuple(beside)

    def leave_for_library(self, paper_id: str, came_from: str) -> None:
        """Remember the current page before it selects the paper with that id in the library: `back` returns to it."""
        self._remember_place(came_from)
        self._papers_from[len(self._trail), LIBRARY] = {paper_id}
        self.beside = ()

    def go_to_paper_panes(self, paper_id: str) -> bool:
        """Show the page on which a command opens the paper with that id: search, or the library if that is shown.
        `back` returns to any other page. Search and library show the paper beside their lists, and need no way back.
        Return True if another page was left."""
        is_left = self.page not in WITH_PAPERS
        places = ((len(self._trail), page) for page in WITH_PAPERS)
        has_left = bool(self._trail) and any(paper_id in self._papers_from.get(place, ()) for place in places)
        if is_left and not (has_left and self._trail[-1][0] == self.page):
            name, papers = self._lists.get(self.page, ("", tuple))
            self.leave_for_paper(paper_id, name, beside=papers())
        elif self.page in self._lists:  # the paper was opened from here before, and the page was shown again since
            self.beside = tuple(self._lists[self.page][1]())
        if self.page != LIBRARY:
            self.opening = True
            try:
                self.show(SEARCH)
            finally:
                self.opening = False
        return is_left

    @property
    def shows_links(self) -> bool:
        """True if the papers of the current page that are in no main list were reached from another paper."""
        return self.page in (*WITH_PAPERS, COMPARE, MAP)

    def go_on_to_paper(self, paper_id: str) -> None:
        """Note that the paper with that id is opened from the list beside: `back` returns to the page of the list."""
        opened = self._papers_from.setdefault((len(self._trail), SEARCH), set())
        opened.add(paper_id)

    def leave_list_beside(self) -> None:
        """Note that a search has taken the place of the list beside: papers that are opened from now on do not belong
        to the page of that list, also those that were opened from it before."""
        self.beside = ()
        self._papers_from.pop((len(self._trail), SEARCH), None)

    def note_subject(self, page: str, subject: Any) -> None:
        """Note that *page* shows *subject* from now on, which the user has chosen on the page itself."""
        self._subjects[page] = subject

    @property
    def trail(self) -> tuple[tuple[str, Any, str], ...]:
        """The way back: page, subject and name of each place, oldest first."""
        return tuple(self._trail)

    def restore(
        self,
        page: str,
        subject: Any,
        trail: Sequence[tuple[str, Any, str]],
        paper_id: str = "",
        *,
        beside: Sequence[Paper] = (),
        home: str = "",
        part: LibraryPart | None = None,
    ) -> None:
        """Show *page* with *subject*, or without one (None), and with the way back of the last run.

        Args:
            paper_id: the paper that is shown if it was opened from the last place of *trail*.
            beside: the list that the paper was opened from.
            home: the page of the sidebar from which the last place of *trail* was shown if it has no subject.
            part: that of the library, if it was shown from there.
        """
        self._trail = list(trail)
        if home and trail and trail[-1][1] is None and trail[-1][0] not in TOP:
            if part is not None:
                self._look_at(*part)
            self._before[trail[-1][0]], self._shown_from[trail[-1][0]] = (home, None, ()), home
        self.beside = tuple(beside)
        if paper_id:
            self.go_on_to_paper(paper_id)
        self.restoring = True
        try:
            if subject is None:
                self.show(page)
            else:
                self._go_to(page, subject)
        finally:
            self.restoring = False

    @property
    def came_from(self) -> str:
        """The name of the place that `back` leads to; empty if there is none."""
        return self._trail[-1][2] if self._trail else ""

    def leads_back(self, paper: Paper | None) -> bool:
        """True if *paper* was opened from the page that `back` leads to."""
        if self.page not in WITH_PAPERS or not self._trail or paper is None:
            return False
        # the id changes when the details name more identifiers: a line of a list may know the DOI alone
        names = (paper.id, *(f"{scheme}:{value}" for scheme, value in paper.ids.items()))
        return not self._papers_from.get((len(self._trail), self.page), set()).isdisjoint(names)

    def leads_back_to_list(self, paper: Paper | None) -> bool:
        """True if *paper* was opened from the list of the page that `back` leads to."""
        return bool(self.beside) and self.leads_back(paper)

    @property
    def home(self) -> str:
        """The page of the sidebar that the current page belongs to."""
        visited = [page for page, _, _ in self._trail]
        pages = map(self._home_of, (self.page, *reversed(visited)))
        return next((page for page in pages if page in TOP), SEARCH)

    @property
    def marked(self) -> str:
        """The page whose row of the sidebar is marked. A reference list, and the pages opened from it, have a row of
        their own wherever the list was shown from. A paper that was opened from the list of another page, which stays
        beside it in place of the results, belongs to that page."""
        visited = [page for page, _, _ in reversed(self._trail)]
        is_of_list = self.page == SEARCH and bool(self.beside)
        for page in visited if is_of_list else (self.page, *visited):
            if page == REVIEW:
                return REVIEW
            if self._home_of(page) in TOP:
                break
        return self.home_of_trail if is_of_list else self.home

    @property
    def shows_library_part(self) -> bool:
        """True if the page is the library, or a map of papers that was opened from there, also with one of its papers:
        the row of the part of the library is marked. The map of the whole library, whose subject is its name, is of no
        part."""
        (page, subject), *before = self._way_from_list()
        is_of_papers = page == MAP and not isinstance(subject, str)
        return page == LIBRARY or (is_of_papers and bool(before) and before[0][0] == LIBRARY)

    @property
    def is_below_library(self) -> bool:
        """True if the page belongs to the library, but to no part of it."""
        return self._way_from_list()[0][0] in BELOW and not self.shows_library_part

    def _way_from_list(self) -> list[tuple[str, Any]]:
        """Return the page, or that of the list that is beside its paper, and the places before it, each with its
        subject."""
        before = [(page, subject) for page, subject, _ in reversed(self._trail)]
        return before if self.page == SEARCH and self.beside and before else [self.place, *before]

    @property
    def shown_collection(self) -> Collection | None:
        """The collection whose row of the sidebar is marked, to which actions apply; None on a page that is of none."""
        return self.collection if self.marked == LIBRARY and not self.is_below_library else None

    def _collection_of_actions(self) -> dict[str, object]:
        """Return the collection to which actions apply, whether the list shows it, and the tag that the list shows, as
        the context takes them."""
        shown = self.shown_collection
        return {
            "collection": shown,
            "in_collection": shown is not None and self.page == LIBRARY,
            "tag": self.tag if self.page == LIBRARY else "",
        }

    @property
    def home_of_trail(self) -> str:
        """The page of the sidebar that the last place of the trail belongs to."""
        pages = (self._home_of(page) for page, _, _ in reversed(self._trail))
        return next((page for page in pages if page in TOP), SEARCH)

    def _home_of(self, page: str) -> str:
        """Return the page of the sidebar that *page* belongs to; *page* itself if the trail has to tell. A page without
        a subject, such as a reference list, belongs to the page from which it was shown."""
        is_map_of_papers = page == MAP and not isinstance(self._subjects.get(MAP), str)
        if page in TOP or (page in BELOW and not is_map_of_papers):
            return BELOW.get(page, page)
        return self._opened_below.get(page, page) if page in self._subjects else self._shown_from.get(page, page)

    def is_subject_page(self) -> bool:
        """True if the current page shows a subject, and is not one of the window's own places."""
        return self.page in self._subjects

    @property
    def leads_to_page(self) -> bool:
        """True if `back` returns from the current page to the page before it."""
        return self.is_subject_page() or self.page in self._before

    @property
    def leaves_by_escape(self) -> bool:
        """True if Esc, where nothing else uses it, goes back from the current page: it has an arrow back, it is that
        of the settings, or it is the library with a paper that was opened on another page."""
        has_arrow = self.page not in WITH_PAPERS and self.is_subject_page()
        is_visited = self.page == LIBRARY and self.leads_back(self._context.now.paper)
        return has_arrow or is_visited or (self.page in (SETTINGS, *WITH_ARROW) and self.leads_to_page)

    def back(self) -> bool:
        """Return to the previous page and its subject. False if there is none."""
        left = LeftPlace(self.page, self._subjects.get(self.page), self.trail, dict(self._before), self.beside)
        if self.page in self._before and not self.is_subject_page():
            page, subject, self.beside = self._before.pop(self.page)
        elif self._trail:
            place = self._trail.pop()
            page, subject, _ = place
            if page == SEARCH:
                self.beside = next((beside for one, beside in reversed(self._besides) if one is place), ())
        else:
            return False
        self._ahead.append(left)
        self.return_to(page, subject)
        return True

    def go_back_to(self, page: str) -> None:
        """Show *page*, which has no subject and was left for the current page: `forward` returns to that."""
        here = LeftPlace(self.page, self._subjects.get(self.page), self.trail, dict(self._before), self.beside)
        self._ahead.append(here)
        self.return_to(page, None)

    @property
    def leads_forward(self) -> bool:
        """True if `forward` returns to a page that `back` left."""
        return bool(self._ahead)

    def forward(self) -> None:
        """Return to the page that `back` left last, with the ways back that it had; only if `leads_forward`."""
        place = self._ahead.pop()
        self._trail, self._before = list(place.trail), dict(place.before)
        if place.page == SEARCH:
            self.beside = place.beside
        self.advancing = True
        try:
            self.return_to(place.page, place.subject)
        finally:
            self.advancing = False

    @property
    def place(self) -> tuple[str, Any]:
        """The page that is shown, and its subject; None if it has none."""
        return self.page, self._subjects.get(self.page)

    def return_to(self, page: str, subject: Any) -> None:
        """Show a page with its subject again, as `back` does. subject: None if it has none."""
        self.returning = True
        try:
            if page in self._subjects or subject is not None:
                self._go_to(page, subject)
            else:
                self._show(page)
        finally:
            self.returning = False

    def _forget_ahead(self) -> None:
        """Forget the places to go forward to when the user goes to another place."""
        if not self.returning and not self.is_stepping:
            self._ahead.clear()

    def _remember_place(self, name: str) -> None:
        place = self.page, self._subjects.get(self.page), name
        self._trail = [*self._trail, place][-LONGEST_TRAIL:]
        for page in WITH_PAPERS:
            self._papers_from.pop((len(self._trail), page), None)
        if self.page == SEARCH and self.beside:
            self._besides = [*self._besides, (place, self.beside)][-LONGEST_TRAIL:]

    def _go_to(self, page: str, subject: Any) -> None:
        is_other = page not in self._subjects or self._subjects[page] != subject
        if is_other:
            self._forget_ahead()
        self._subjects[page] = subject
        self._show(page)
        if is_other:
            self.subject_changed.emit(page)
