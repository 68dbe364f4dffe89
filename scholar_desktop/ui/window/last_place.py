"""Brings back what the window showed when it was closed: the page, the tab of the citations, and the trail of papers.

Nothing is requested for it: the paper is shown with what was known of it, and its details follow when it is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.search.search_page import SearchPage

PAGE, LIBRARY_PLACE = "page", "library_place"
"""Keys in the window's state."""
PLAIN_PAGES = (
    places.DOWNLOADS,
    places.UNPAYWALL,
    places.CORPUS,
    places.NEWS,
    places.MISSING,
    places.LEDGER,
    places.REVIEW,
    places.SETTINGS,
)
"""Pages that show no subject: they can be shown again by their name alone."""


def keep_place(state: WindowState, navigation: Navigation) -> None:
    """Keep which page is shown, and which part of the library."""
    state.set(PAGE, navigation.page)
    collection = navigation.collection.key if navigation.collection is not None else None
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


def show_last_place(
    ui_context: UiContext, search_page: SearchPage, place: tuple[str, tuple[str, str, int | None]]
) -> None:
    """Show the page of the last run, unless the user has begun to type or has gone to another page meanwhile."""
    page, (view, tag, key) = place
    navigation = ui_context.navigation
    if navigation.page != places.SEARCH or search_page.box.isModified():
        return
    if page in PLAIN_PAGES:
        navigation.show(page)
    elif page == places.LIBRARY and key is not None:
        ui_context.scope.start(_show_collection(ui_context, key), name="show the last collection")
    elif page == places.LIBRARY and tag:
        navigation.show_tag(tag)
    elif page == places.LIBRARY:
        navigation.show_library(LibraryView(view))


async def _show_collection(ui_context: UiContext, key: int) -> None:
    navigation = ui_context.navigation
    try:
        found = [one for one in await ui_context.services.collections.all() if one.key == key]
    except ScholarError:
        return  # the library reports the error itself, once
    if navigation.page == places.SEARCH and found:
        navigation.show_collection(found[0])
    elif navigation.page == places.SEARCH:
        navigation.show_library(LibraryView.ALL)
