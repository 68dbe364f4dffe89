"""The sections of the settings: their titles and what is in them, for the page and for the command palette."""

from __future__ import annotations

from typing import NamedTuple

from scholar_desktop.domain.text.message import Message
from scholar_desktop.settings import SETTINGS
from scholar_desktop.translation import shown

DECLARED = {setting.key: setting for setting in SETTINGS}
"""The declarations of the settings; titles, help and bounds are taken from them."""


class Section(NamedTuple):
    """A section of the settings. name: the object name of its heading; keys: the settings that it has; words: what else
    it has, with commas between."""

    name: str
    title: Message
    keys: tuple[str, ...]
    words: Message

    def search_words(self) -> str:
        """Return by what the section is found, in the language of the window and in English."""
        texts = (self.title, self.words, *(DECLARED[key].title for key in self.keys))
        return ", ".join(f"{shown(text)}, {text}" for text in texts)


# fmt: off
SERVICES = Section(
    "settings.services", Message("Services and keys"),
    ("email", "semantic_scholar_key", "zenodo_token", "sources", "corpus_first", "complete_titles"),
    Message(
        "API key, email, change email, change e-mail, Semantic Scholar, Unpaywall, Zenodo, service addresses, mirror, "
        "search box, suggestions"
    ),
)
DOWNLOADS = Section(
    "settings.downloads", Message("Downloads"),
    ("downloads", "host_connections", "copy_order", "downloads_dir", "drag_folder", "library_link"),
    Message("at the same time, files per host, connections, speed"),
)
LIBRARY = Section(
    "settings.library", Message("Library"),
    ("data_dir", "citation_style", "citation_key_template", "refresh_counts"),
    Message("on disk, whole library, settings file, config.toml, archive, move library, update automatically"),
)
NEWS = Section(
    "settings.news", Message("News"), ("watch", "watch_every_hours"),
    Message("how often, check automatically, interval, mute notifications, turn off notifications"),
)
APPEARANCE = Section(
    "settings.appearance", Message("Appearance"), ("theme", "text_size", "language"), Message("colours, colors, fonts"),
)
PRIVACY = Section(
    "settings.privacy", Message("Privacy"), (), Message("what is sent, telemetry, data protection, tracking"),
)
# fmt: on
SECTIONS = (SERVICES, DOWNLOADS, LIBRARY, NEWS, APPEARANCE, PRIVACY)
