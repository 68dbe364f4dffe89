"""The list of all actions, in the order of the menus: those of the rooms, and those of the window itself."""

from __future__ import annotations

from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.add_pdfs.add_pdfs_actions import ADD_PDFS
from scholar_desktop.ui.alerts.alert_actions import ALERTS
from scholar_desktop.ui.citations.citation_actions import CITATIONS, LIBRARY_VIEWS
from scholar_desktop.ui.citations.map.map_actions import MAP
from scholar_desktop.ui.downloads.download_actions import DOWNLOADS
from scholar_desktop.ui.library.collection_actions import COLLECTIONS
from scholar_desktop.ui.open_access.quarantine_actions import QUARANTINE
from scholar_desktop.ui.papers.paper_actions import PAPER, UNDO
from scholar_desktop.ui.reference_lists.list_actions import LISTS
from scholar_desktop.ui.search.author_and_record_search_actions import FINDING, IN_PAPER, SEARCH_RESULTS
from scholar_desktop.ui.search.saved_actions import SAVED
from scholar_desktop.ui.search.search_actions import FOCUS, GO, RESULTS
from scholar_desktop.ui.unpaywall.unpaywall_actions import UNPAYWALL

# fmt: off
FILE = (
    Action(id="app.offline", title="Work offline", help="Ask no service; everything kept goes on working.",
           menu="file", icon="offline", checkable=True),
    Action(id="app.quit", title="Quit", help="Close the window; downloads under way go on at the next start.",
           menu="file", group=1, keys=("Ctrl+Q",), icon="quit"),
)
VIEW = (
    Action(id="view.search", title="Search", help="Show the search and its results.", menu="view", keys=("Ctrl+1",),
           icon="search"),
    Action(id="view.downloads", title="Downloads", help="Show what is on its way and what failed.", menu="view",
           keys=("Ctrl+2",), icon="downloads"),
    Action(id="view.library", title="All papers", help="Show everything in your library.", menu="view", group=1,
           keys=("Ctrl+3",), icon="library"),
    Action(id="view.library_to_read", title="To read", help="Show the papers that you mean to read.", menu="view",
           group=1, icon="to-read"),
    Action(id="view.library_starred", title="Starred", help="Show the papers that have a star.", menu="view", group=1,
           icon="star"),
    Action(id="view.library_recent", title="Recently added", help="Show the papers added last.", menu="view", group=1,
           keys=("Ctrl+4",), icon="recent"),
    Action(id="view.library_without_pdf", title="Without PDF",
           help="Show the papers of your library that have no PDF.", menu="view", group=1, keys=("Ctrl+5",),
           icon="without-pdf"),
    Action(id="view.settings", title="Settings", help="Show the settings.", menu="view", group=2, keys=("Ctrl+,",),
           icon="settings"),
    Action(id="view.corpus", title="Offline corpus",
           help="Show Semantic Scholar's bulk data: releases, datasets and their files.", menu="view", group=3,
           icon="database"),
)
HELP = (
    Action(id="app.palette", title="All commands", help="Find a command by name.", menu="help", keys=("Ctrl+Shift+P",),
           icon="palette", in_palette=False),
    Action(id="app.shortcuts", title="Keyboard shortcuts", help="Show all shortcuts.", menu="help", keys=("?",),
           icon="keyboard"),
    Action(id="app.calls", title="Calls to the services",
           help="Show what was sent to each service of late, and how it went.", menu="help", group=1, icon="recent"),
    Action(id="app.copy_diagnostics", title="Copy diagnostics",
           help="Copy versions, changed settings, counts and the kinds of the last calls, to send with a report of "
                "a fault. No search, address, key or folder of yours is in it.", menu="help", group=1, icon="copy"),
    Action(id="app.about", title="About Scholar Desktop",
           help="Version, licence, and the services that the data comes from.", menu="help", group=1, icon="info"),
)
# fmt: on
ALL = (
    *LISTS,
    *SAVED,
    *FILE,
    *UNDO,
    *FOCUS,
    *VIEW,
    *LIBRARY_VIEWS,
    *FINDING,
    *ALERTS,
    *PAPER,
    *ADD_PDFS,
    *IN_PAPER,
    *CITATIONS,
    *COLLECTIONS,
    *QUARANTINE,
    *DOWNLOADS,
    *MAP,
    *UNPAYWALL,
    *GO,
    *SEARCH_RESULTS,
    *RESULTS,
    *HELP,
)

LIST_KEYS = (
    ("J", "Next row"),
    ("K", "Previous row"),
    ("Enter", "Open the row"),
    ("Space", "Preview the PDF"),
    ("Home / End", "First, last row"),
)
"""Keys that work only in lists, shown on the page of shortcuts."""
