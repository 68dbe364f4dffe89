"""What the user has named: collections, tags, smart views and saved searches, for the command palette, which also has
the sections of the settings, the manuscript check and “Add PDFs”."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext, pgettext, shown
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.services.services import Services
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.window.sidebar import Sidebar


class NamedPlace(NamedTuple):
    """A place that the user has named: its name, its icon, what it is, and the function that shows it. Also a button of
    the page that tries again what has failed. words: what else it is found by, with commas between; is_part: it is a
    section of a page, whose title may be that of another page."""

    title: str
    icon: str
    kind: str
    show: Callable[[], None]
    words: str = ""
    is_part: bool = False


async def load_named_places(
    services: Services, navigation: Navigation, sidebar: Sidebar, context: ActionContext
) -> list[NamedPlace]:
    """Return the places of the library that the user has named, the saved searches, the sections of the settings, the
    manuscript check while the sidebar has its row, and “Add PDFs” while it lists files; without the first if the
    library cannot be read, which reports its failure itself."""
    of_program = _sections(navigation)
    if context.now.files_to_add:
        show = partial(navigation.show, places.ADD_PDFS)
        of_program.append(NamedPlace(gettext("Add PDFs"), "file-text", gettext("Page"), show))
    if sidebar.shows_manuscript:
        show = partial(navigation.show, places.MANUSCRIPT)
        of_program.append(NamedPlace(gettext("Manuscript check"), "file-text", gettext("Page"), show))
    searches = [NamedPlace(name, "saved", gettext("Saved search"), show) for name, show in sidebar.saved_searches()]
    try:
        collections = await services.collections.all()
        views = await services.library.smart_views()
        tags = await services.library.tags()
    except ScholarError:
        return [*searches, *of_program]
    return [
        *(
            NamedPlace(one.title, "folder", gettext("Collection"), partial(navigation.show_collection, one))
            for one in collections
        ),
        *(
            NamedPlace(view.name, "filter", gettext("Smart view"), partial(navigation.show_smart_view, view))
            for view in views
        ),
        *searches,
        *(
            NamedPlace(name, "tag", pgettext("noun", "Tag"), partial(navigation.show_tag, name))
            for name, _count in tags
        ),
        *of_program,
    ]


def _sections(navigation: Navigation) -> list[NamedPlace]:
    """Return the sections of the settings."""
    from scholar_desktop.ui.settings.setting_sections import SECTIONS  # not part of the start

    kind = gettext("Settings")
    return [
        NamedPlace(
            shown(section.title),
            "settings",
            kind,
            partial(navigation.show_part, places.SETTINGS, section.name),
            section.search_words(),
            is_part=True,
        )
        for section in SECTIONS
    ]
