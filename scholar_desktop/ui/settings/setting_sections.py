"""The sections of the settings: their titles and what is in them, for the page and for the command palette."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from scholar_desktop.domain.text.message import Message
from scholar_desktop.settings import SETTINGS
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.window.named_places import NamedPlace

if TYPE_CHECKING:
    from scholar_desktop.ui.context.navigation import Navigation


DECLARED = {setting.key: setting for setting in SETTINGS}


class Section(NamedTuple):
    """A section of the settings. name: the object name of its heading; keys: the settings that it has; words: what else
    it has, with commas between."""

    name: str
    title: Message
    keys: tuple[str, ...]
    words: Message


# fmt: off
SERVICES = Section(
    "settings.services", Message("Services and keys"),
    ("email", "semantic_scholar_key", "zenodo_token", "sources", "corpus_first", "complete_titles"),
    Message("Semantic Scholar, Unpaywall, Zenodo, service addresses, mirror, search box, suggestions"),
)
DOWNLOADS = Section(
    "settings.downloads", Message("Downloads"),
    ("downloads", "host_connections", "copy_order", "downloads_dir", "drag_folder", "library_link"),
    Message("at the same time, files per host, connections, speed"),
)
LIBRARY = Section(
    "settings.library", Message("Library"),
    ("data_dir", "citation_style", "citation_key_template", "refresh_counts"),
    Message("settings file, config.toml, archive, move library, update automatically"),
)
NEWS = Section(
    "settings.news", Message("News"), ("watch", "watch_every_hours"),
    Message("how often, check automatically, interval"),
)
APPEARANCE = Section(
    "settings.appearance", Message("Appearance"), ("theme", "text_size", "language"), Message("colours, colors, fonts"),
)
PRIVACY = Section(
    "settings.privacy", Message("Privacy"), (), Message("what is sent, telemetry, data protection, tracking"),
)
# fmt: on
SECTIONS = (SERVICES, DOWNLOADS, LIBRARY, NEWS, APPEARANCE, PRIVACY)


def section_places(navigation: Navigation) -> list[NamedPlace]:
    """Return the sections as places of the command palette, which finds each by its title and by what is in it."""
    return [
        NamedPlace(
            shown(section.title),
            "settings",
            gettext("Settings"),
            partial(navigation.show_part, places.SETTINGS, section.name),
            ", ".join(
                f"{shown(words)}, {words}"
                for words in (section.title, section.words, *(DECLARED[key].title for key in section.keys))
            ),
        )
        for section in SECTIONS
    ]
