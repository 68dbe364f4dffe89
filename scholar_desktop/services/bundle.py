"""Everything that a person can do, as one thing to hand to the window or to the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scholar_desktop.services.citations import Citations
    from scholar_desktop.services.downloads import Downloads
    from scholar_desktop.services.keys import Keys
    from scholar_desktop.services.library import Library
    from scholar_desktop.services.papers import Papers
    from scholar_desktop.services.search import Search
    from scholar_desktop.services.settings_editor import SettingsEditor
    from scholar_desktop.services.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.unpaywall_lookup import UnpaywallLookup


@dataclass(frozen=True)
class Services:
    """One of each, made by `app`.

    scope: owns the tasks of the program itself; a panel takes a child of it. open_url, open_path: hand an address or a
    file to the desktop; the window gives real ones, the command line gives ones that do nothing.
    """

    search: Search
    papers: Papers
    citations: Citations
    library: Library
    downloads: Downloads
    unpaywall_lookup: UnpaywallLookup
    keys: Keys
    status: Status
    settings_editor: SettingsEditor
    scope: TaskScope
    open_url: Callable[[str], None]
    open_path: Callable[[str], None]
