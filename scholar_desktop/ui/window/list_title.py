"""Says what the list is that the user works in, for the name of a batch of downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.translation import gettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.library.library_messages import place_title
from scholar_desktop.ui.words.batch_names import short_title

if TYPE_CHECKING:
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.search.search_session import SearchSession


def list_title(current: CurrentPaper, navigation: Navigation, search: SearchSession) -> str:
    """Return the title of the list that the user works in; empty for one without a title of its own."""
    if title := current.list_title():
        return title
    match navigation.page:
        case places.SEARCH if search.query is not None and search.query.words:
            return gettext("Search for “{words}”", words=short_title(search.query.words))
        case places.LIBRARY if navigation.collection is not None:
            return gettext("Collection “{name}”", name=short_title(navigation.collection.title))
        case places.LIBRARY:
            return gettext("Library: {part}", part=short_title(place_title(navigation)))
        case places.MISSING:
            return gettext("Missing classics")
        case places.AUTHOR if name := getattr(navigation.subject(places.AUTHOR), "name", ""):
            return gettext("Papers of {name}", name=short_title(name))
    return ""
