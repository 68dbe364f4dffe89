"""The list of all actions, in the order of the menus: those of the rooms, and those of the window itself.

It is loaded after the first paint (`Actions.complete`).
"""

from __future__ import annotations

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.add_pdfs.add_pdfs_actions import ADD_PDFS
from scholar_desktop.ui.alerts.alert_actions import ALERTS
from scholar_desktop.ui.citations.citation_actions import CITATIONS, VIEWS
from scholar_desktop.ui.citations.map.map_actions import MAP
from scholar_desktop.ui.downloads.download_actions import DOWNLOADS
from scholar_desktop.ui.exchange.exchange_actions import EXCHANGE
from scholar_desktop.ui.library.collection_actions import COLLECTIONS
from scholar_desktop.ui.library.library_actions import (
    ENTRY_ACTIONS,
    REFRESH_ACTIONS,
    SORT_ACTIONS,
    TABLE_ACTIONS,
    TRASH_ACTIONS,
)
from scholar_desktop.ui.open_access.quarantine_actions import QUARANTINE
from scholar_desktop.ui.open_access.watch_actions import WATCH
from scholar_desktop.ui.papers.paper_actions import FIND_IN_PDF, PAPER, UNDO
from scholar_desktop.ui.reference_lists.list_actions import LISTS
from scholar_desktop.ui.search.author_and_record_search_actions import FINDING, IN_PAPER, SEARCH_RESULTS
from scholar_desktop.ui.search.ledger.ledger_actions import LEDGER
from scholar_desktop.ui.search.saved_actions import SAVED
from scholar_desktop.ui.search.search_actions import GO, RESULTS
from scholar_desktop.ui.unpaywall.unpaywall_actions import UNPAYWALL, UNPAYWALL_TABS
from scholar_desktop.ui.window.window_actions import (
    EDIT,
    FILE,
    FOCUS,
    HELP,
    LEDGER_PAGE,
    LIBRARY_VIEWS,
    MANUSCRIPT_AND_LIST,
    NEWS,
    UNPAYWALL_PAGE,
    VIEW,
    WINDOW_VIEW,
)

ALL = (
    *LISTS,
    *SAVED,
    *LEDGER_PAGE,
    *FILE,
    *UNDO,
    *EDIT,
    *FOCUS,
    *FIND_IN_PDF,
    *VIEW,
    *LIBRARY_VIEWS,
    *VIEWS,
    *FINDING,
    *TABLE_ACTIONS,
    *WINDOW_VIEW,
    *NEWS,
    *ALERTS,
    *PAPER,
    *ENTRY_ACTIONS,
    *TRASH_ACTIONS,
    *REFRESH_ACTIONS,
    *EXCHANGE,
    *MANUSCRIPT_AND_LIST,
    *ADD_PDFS,
    *WATCH,
    *IN_PAPER,
    *CITATIONS,
    *COLLECTIONS,
    *QUARANTINE,
    *LEDGER,
    *DOWNLOADS,
    *MAP,
    *UNPAYWALL_PAGE,
    *UNPAYWALL_TABS,
    *UNPAYWALL,
    *GO,
    *SEARCH_RESULTS,
    *RESULTS,
    *SORT_ACTIONS,
    *HELP,
)

LIST_KEYS = (
    ("J", Message("Next row")),
    ("K", Message("Previous row")),
    (Message("Enter"), Message("Open the row, and go to what it shows")),
    (Message("Space"), Message("Read the PDF here")),
    (Message("Home / End"), Message("First or last row")),
    (Message("Page Up / Page Down"), Message("Scroll the rows, or the PDF that is read here")),
    ("+ / − / 0", Message("Zoom the PDF that is read here")),
    (Message("Shift+Up / Shift+Down"), Message("Select more rows")),
    (Message.in_context("key", "Delete"), Message("Remove the selected rows")),
)
"""Keys that work only in lists: the first on the page of shortcuts."""
SEARCH_BOX_KEYS = (
    (Message("Down"), Message("Select a suggestion, or go to the results")),
    (Message("Esc"), Message("Put back the words of the search shown")),
)
"""Keys of the search box: after those of the lists on the page of shortcuts."""
CONTROL_KEYS = (
    (
        Message("In a PDF"),
        (
            ("J / K", Message("Next or previous page")),
            ("G", Message("Go to a page by its number")),
            (Message("Space"), Message("Scroll down")),
            (Message("Page Up / Page Down"), Message("Scroll up or down by a screen")),
            (Message("Home / End"), Message("Start or end of the PDF")),
            ("+ / −", Message("Zoom in or out")),
            ("0", Message("Fit the page width")),
            ("Ctrl+F", Message("Search this PDF")),
            (Message("Esc"), Message("Go back to the list")),
        ),
    ),
    (
        Message("In a list of citations"),
        (
            (Message("Space"), Message("Show or hide the sentences and the abstract of the row")),
            (Message("Esc"), Message("Go back to the paper before it, then to the list")),
            (Message("Left / Right"), Message("Select a citing sentence")),
            ("/", Message("Search sentences and titles")),
            ("Ctrl+C", Message("Copy the citing sentences with their source")),
        ),
    ),
    (
        Message("On the filters of a search"),
        (
            (Message("Left / Right"), Message("Next or previous filter")),
            (Message("Enter"), Message("Set the filter")),
            (Message.in_context("key", "Delete"), Message("Remove the filter")),
            (Message("Esc"), Message("Go to the results")),
        ),
    ),
    (
        Message("In boxes and panels"),
        (
            (Message("Ctrl+Enter"), Message("Look up the list, import the file, or save the entry")),
            (Message("Enter"), Message("Save the export")),
            (Message("Esc"), Message("Close the panel")),
        ),
    ),
    (
        Message("In the library"),
        (("1 – 9", Message("Add or remove the tag with this key")),),
    ),
    (
        Message("On a map"),
        (
            (Message("Arrow keys"), Message("Next paper in this direction")),
            (Message("Enter"), Message("Open the paper")),
            (Message("Space"), Message("Select the paper")),
            (Message("Ctrl+A"), Message("Select all papers")),
            (Message.in_context("key", "Delete"), Message("Hide the selected papers")),
            ("+ / −", Message("Zoom in or out")),
            ("0", Message("Fit the map")),
        ),
    ),
    (
        Message("In a reference list or a manuscript check"),
        (
            ("A", Message("Add the matched paper")),
            ("A / Y", Message("Accept the suggested paper or correction")),
            ("E", Message("Edit the line")),
            (Message.in_context("key", "Delete"), Message("Skip the line, or keep it as written")),
            ("Ctrl+S", Message("Save the corrected list or .bib file")),
            (Message("Esc"), Message("Close the line, then the list")),
        ),
    ),
)
"""Keys that a control handles itself: the last on the page of shortcuts."""
