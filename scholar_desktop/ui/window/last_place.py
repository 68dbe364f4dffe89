"""Brings back what the window showed when it was closed: the page with its subject, the way back, the tab of the
citations, and the trail of papers.

Nothing is requested for it: a page shows the answers that are stored, and a paper what was known of it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop import preload
from scholar_desktop.domain.citations.citation_map import CitationMap
from scholar_desktop.domain.citations.compared_papers import ComparedPapers
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.search.snippet import PassageSearch
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.ui.actions.shown_map_commands import KEPT_SELECTION
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.window_state import MOST_SELECTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scholar_desktop.domain.search.library_filters import LibraryFilters
    from scholar_desktop.ui.actions.shown_map_commands import MapSelection
    from scholar_desktop.ui.context.navigation import LibraryPart, Navigation
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.search.search_page import SearchPage

log = logging.getLogger(__name__)

PAGE, LIBRARY_PLACE, SUBJECT, WAY_BACK, BESIDE = "page", "library_place", "subject", "way_back", "list_beside"
SMART_VIEW, LIBRARY_ROW, LIBRARY_ROWS = "library_smart_view", "library_row", "library_other_rows"
LIBRARY_FILTERS, LIBRARY_WORDS, HOME = "library_filters", "library_words", "page_shown_from"
"""Keys in the window's state."""
MOST_KEPT = 6
"""Places of the way back that are kept."""
MOST_BESIDE, MOST_WHOLE = 200, 20
"""Papers of the list beside a paper that are kept, and papers of one list that are kept with their abstracts."""
PLAIN_PAGES = (
    places.DOWNLOADS,
    places.UNPAYWALL,
    places.CORPUS,
    places.NEWS,
    places.MISSING,
    places.LEDGER,
    places.REVIEW,
    places.DUPLICATES,
    places.MANUSCRIPT,
    places.SETTINGS,
    places.ADD_PDFS,
)
"""Pages that show no subject: they can be shown again by their name alone."""
SUBJECT_PAGES = (
    places.AUTHOR,
    places.AUTHORS,
    places.RECORDS,
    places.COMMUNITIES,
    places.SENTENCES,
    places.COMPARE,
    places.QUARANTINE,
)
KINDS: dict[str, Any] = {
    "words": str,
    "author": Author,
    "paper": Paper,
    "papers": tuple[Paper, ...],
    "records": RecordQuery,
    "passages": PassageSearch,
    "map": CitationMap,
    "compared": ComparedPapers,
}
"""The kinds of subjects by the names that are stored."""


def keep_place(
    state: WindowState,
    navigation: Navigation,
    paper: Paper | None,
    rows: Sequence[str],
    words: str,
    filters: LibraryFilters,
    on_map: MapSelection | None,
) -> None:
    """Keep which page is shown with its subject, the way back from it, and which part and row of the library.

    Args:
        paper: the one in the detail pane.
        rows: the library's names for the papers of the selected rows, the leading one first.
        words, filters: those of the library's list, also while another page is shown.
        on_map: what is chosen on the map that was shown last; None before the first.
    """
    names: list[str] = []
    if on_map is not None and on_map.current and navigation.page == places.MAP:
        is_kept = len(on_map.chosen) <= MOST_SELECTED
        names = [on_map.current, *(sorted(on_map.chosen) if is_kept else ())]
    state.set(KEPT_SELECTION, names)
    state.set(LIBRARY_WORDS, words)
    state.set(LIBRARY_FILTERS, msgspec.to_builtins(filters))
    state.set(LIBRARY_ROW, rows[0] if rows else "")
    state.set(LIBRARY_ROWS, list(rows[1:]) if len(rows) <= MOST_SELECTED else [])
    state.set(PAGE, navigation.page)
    state.set(SUBJECT, _stored(navigation.subject(navigation.page)))
    came_from = navigation.leads_back(paper)
    state.set(HOME, navigation.home_of_trail if came_from else navigation.home)
    way = navigation.trail[-MOST_KEPT:] if came_from or navigation.is_subject_page() else ()
    state.set(WAY_BACK, [[page, _stored(subject), name] for page, subject, name in way])
    state.set(BESIDE, _stored(navigation.beside[:MOST_BESIDE] if came_from else None))
    collection = navigation.collection.key if navigation.collection is not None else None
    state.set(SMART_VIEW, navigation.smart_view.key if navigation.smart_view is not None else "")
    state.set(LIBRARY_PLACE, [navigation.library_view.value, navigation.tag, collection])


def last_place(state: WindowState) -> tuple[str, tuple[str, str, int | None]]:
    """Return the page of the last run, and of the library its view, tag and the key of its collection."""
    page = state.get(PAGE, str) or places.SEARCH
    kept = state.get(LIBRARY_PLACE, list) or []
    match kept:
        case [str() as view, str() as tag, int() | None as key] if view in tuple(LibraryView):
            return page, (view, tag, key)
        case _:
            return page, (LibraryView.ALL.value, "", None)


def last_way_back(state: WindowState) -> list[tuple[str, Any, str]]:
    """Return the places that led to the page of the last run: page, subject and name."""
    found = []
    for kept in state.get(WAY_BACK, list) or []:
        match kept:
            case [str() as page, subject, str() as name]:
                found.append((page, _subject(subject), name))
    return found


def _stored(subject: Any) -> dict[str, Any]:
    """Return *subject* as plain JSON; {} for none, and for one that is not kept."""
    match subject:
        case str():
            return {"words": subject}
        case Author():
            return {"author": msgspec.to_builtins(subject)}
        case Paper():
            return {"paper": _plain(subject)}
        case RecordQuery():
            return {"records": msgspec.to_builtins(subject)}
        case PassageSearch(words=words, within=within):
            return {"passages": {"words": words, "within": _plain(within) if within is not None else None}}
        case CitationMap():
            papers = tuple(_brief(paper) for paper in subject.papers)
            return {"map": _builtins(msgspec.structs.replace(subject, papers=papers))}
        case ComparedPapers(papers=papers, selected=selected):
            return {"compared": {"papers": [_plain(paper) for paper in papers], "selected": selected}}
        case tuple() | list() if subject:
            is_long = len(subject) > MOST_WHOLE
            return {"papers": [_plain(_brief(paper) if is_long else paper) for paper in subject]}
    return {}


def _plain(paper: Paper) -> Any:
    return _builtins(msgspec.structs.replace(paper, facts=()))


def _brief(paper: Paper) -> Paper:
    """Return what a list shows of *paper*: the file is read at each start, and written after each change."""
    return msgspec.structs.replace(paper, abstract=None, tldr=None, facts=(), parts=())


def _builtins(kept: Any) -> Any:
    return msgspec.to_builtins(kept, enc_hook=encode_stored)


def _subject(kept: Any) -> Any:
    """Return the subject that was stored as *kept*; None if there is none, or if it cannot be read."""
    if not isinstance(kept, dict) or len(kept) != 1:
        return None
    [(kind, value)] = kept.items()
    try:
        return msgspec.convert(value, KINDS[kind], strict=False)
    except (KeyError, msgspec.ValidationError) as error:
        log.info("the subject of the last page cannot be read and is left out: %s", error)
        return None


def show_last_place(
    ui_context: UiContext, search_page: SearchPage, place: tuple[str, tuple[str, str, int | None]]
) -> None:
    """Show the page of the last run, unless the user has begun to type or has gone to another page meanwhile."""
    page, part = place
    key, is_smart = part[2], bool(ui_context.state.get(SMART_VIEW, str))
    home = ui_context.state.get(HOME, str) or places.SEARCH
    navigation = ui_context.navigation
    way_back = last_way_back(ui_context.state)
    subject = _subject(ui_context.state.get(SUBJECT, dict))
    paper = search_page.panes.paper.paper
    has_filters = any((ui_context.state.get(LIBRARY_FILTERS, dict) or {}).values())
    if page != places.LIBRARY and (has_filters or ui_context.state.get(LIBRARY_WORDS, str)):
        ui_context.scope.start(_restore_search(ui_context, search_page, place), name="filter the library")
    if navigation.page != places.SEARCH or search_page.box.isModified():
        return
    if page == places.SEARCH and way_back and paper is not None:
        ui_context.scope.start(_show_opened(ui_context, search_page, paper, way_back, home, part), name="show a paper")
    elif page == places.MAP and subject is not None:
        ui_context.scope.start(_show_map(ui_context, subject, way_back, part), name="show the last map")
    elif page in SUBJECT_PAGES and subject is not None:
        navigation.restore(page, subject, way_back)
    elif page in PLAIN_PAGES and home == places.LIBRARY:
        ui_context.scope.start(_show_from_library(ui_context, page, part), name="show the last page")
    elif page in PLAIN_PAGES:
        navigation.restore_page(page, home)
    elif page == places.LIBRARY and (key is not None or is_smart):
        ui_context.scope.start(_show_looked_up(ui_context, search_page, part), name="show the last part")
    elif page == places.LIBRARY:
        _show_part(ui_context, search_page, _part_by_name(*part[:2]))


def _part_by_name(view: str, tag: str) -> LibraryPart:
    return LibraryView.ALL if tag else LibraryView(view), None, tag, None


def _show_part(ui_context: UiContext, search_page: SearchPage, part: LibraryPart) -> None:
    """Show a part of the library as the first place of this run of the program, with the row that was selected."""
    navigation = ui_context.navigation
    navigation.restoring = True
    try:
        navigation.show_library_part(part)
    finally:
        navigation.restoring = False
    _show_search(ui_context, search_page)
    search_page.restore_trail_in_library()
    row, others = ui_context.state.get(LIBRARY_ROW, str), ui_context.state.get(LIBRARY_ROWS, list) or []
    search_page.panes.library.go_to(*([row, *others] if row else ()), marked=True)
    search_page.restore_focus()


def _show_search(ui_context: UiContext, search_page: SearchPage) -> None:
    """Show the words and filters of the library's list of the last run. Its rows are loaded next."""
    state = ui_context.state
    words, filters = state.get(LIBRARY_WORDS, str) or "", _filters(state.get(LIBRARY_FILTERS, dict) or {})
    search_page.panes.library.bar.show_words(words, filters)


async def _restore_search(
    ui_context: UiContext, search_page: SearchPage, place: tuple[str, tuple[str, str, int | None]]
) -> None:
    """Search and filter the part of the library of the last run, which another page covers, unless the user has gone to
    a page meanwhile."""
    page, part_names = place
    try:
        part = await _last_part(ui_context, part_names)
    except ScholarError:
        return  # the library reports the error itself, once
    navigation = ui_context.navigation
    if navigation.page in (places.SEARCH, page):
        navigation.restore_library_part(part)
        _show_search(ui_context, search_page)  # the rows are loaded when they are shown


def _filters(kept: Any) -> LibraryFilters:
    """Return the filters that were stored as *kept*; none if they cannot be read."""
    from scholar_desktop.domain.search.library_filters import LibraryFilters  # not part of the start

    try:
        return msgspec.convert(kept, LibraryFilters)
    except msgspec.ValidationError as error:
        log.info("the filters of the library cannot be read and are left out: %s", error)
        return LibraryFilters()


async def _last_part(ui_context: UiContext, place: tuple[str, str, int | None]) -> LibraryPart:
    """Return the part of the library of the last run; all papers if it is gone."""
    view, tag, key = place
    smart_key, services = ui_context.state.get(SMART_VIEW, str), ui_context.services
    if key is not None:
        collections = [one for one in await services.collections.all() if one.key == key]
        return LibraryView.ALL, collections[0] if collections else None, "", None
    if smart_key:
        smart_views = [one for one in await services.library.smart_views() if one.key == smart_key]
        return LibraryView.ALL, None, "", smart_views[0] if smart_views else None
    return _part_by_name(view, tag)


async def _show_looked_up(ui_context: UiContext, search_page: SearchPage, place: tuple[str, str, int | None]) -> None:
    """Show the collection or the smart view of the last run."""
    try:
        part = await _last_part(ui_context, place)
    except ScholarError:
        return  # the library reports the error itself, once
    if ui_context.navigation.page == places.SEARCH:
        _show_part(ui_context, search_page, part)


async def _show_from_library(ui_context: UiContext, page: str, place: tuple[str, str, int | None]) -> None:
    """Show a page that was opened from a part of the library, whose row of the sidebar is lit."""
    try:
        part = await _last_part(ui_context, place)
    except ScholarError:
        part = None
    if ui_context.navigation.page == places.SEARCH:
        ui_context.navigation.restore_page(page, places.LIBRARY, part)


async def _show_opened(
    ui_context: UiContext,
    search_page: SearchPage,
    paper: Paper,
    way_back: list[tuple[str, Any, str]],
    home: str,
    place: tuple[str, str, int | None],
) -> None:
    """Show the paper that was opened on another page, with the way back."""
    try:
        part = await _last_part(ui_context, place) if home == places.LIBRARY else None
    except ScholarError:
        part = None
    beside = _subject(ui_context.state.get(BESIDE, dict)) or ()
    beside = await ui_context.services.papers.with_records(beside)
    navigation, shown = ui_context.navigation, search_page.panes.paper.paper
    if navigation.page == places.SEARCH and shown is not None and shown.id == paper.id:
        navigation.restore(places.SEARCH, None, way_back, paper.id, beside=beside, home=home, part=part)
        search_page.panes.paper.trail_changed.emit()
        search_page.panes.show_beside()


async def _show_map(
    ui_context: UiContext, subject: Any, way_back: list[tuple[str, Any, str]], place: tuple[str, str, int | None]
) -> None:
    """Show the map of the last run. Back leads to the part of the library that it was opened from, and its row of the
    sidebar is lit."""
    await preload.load_in_thread(preload.MAP)
    try:
        part = await _last_part(ui_context, place)
    except ScholarError:
        part = None
    if ui_context.navigation.page == places.SEARCH:
        if part is not None:
            ui_context.navigation.restore_library_part(part)
        ui_context.navigation.restore(places.MAP, subject, way_back)
