"""The definitions of all actions of the window, grouped by menu."""

from __future__ import annotations

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.add_pdfs.add_pdfs_actions import ADD_PDFS
from scholar_desktop.ui.alerts.alert_actions import ALERTS
from scholar_desktop.ui.citations.citation_actions import CITATIONS, LIBRARY_VIEWS
from scholar_desktop.ui.citations.map.map_actions import MAP
from scholar_desktop.ui.downloads.download_actions import DOWNLOADS
from scholar_desktop.ui.library.collection_actions import COLLECTIONS
from scholar_desktop.ui.open_access.quarantine_actions import QUARANTINE
from scholar_desktop.ui.reference_lists.list_actions import LISTS
from scholar_desktop.ui.search.author_and_record_search_actions import FINDING, IN_PAPER, SEARCH_RESULTS
from scholar_desktop.ui.search.result_actions import RESULTS
from scholar_desktop.ui.search.saved_actions import SAVED
from scholar_desktop.ui.unpaywall.unpaywall_actions import UNPAYWALL

FILE = (
    Action(
        "app.offline",
        "Work offline",
        "Ask no service; everything kept goes on working.",
        "file",
        icon="offline",
        checkable=True,
    ),
    Action(
        "app.quit",
        "Quit",
        "Close the window; downloads under way go on at the next start.",
        "file",
        1,
        ("Ctrl+Q",),
        "quit",
    ),
)
EDIT = (
    Action(
        "edit.undo",
        "Undo",
        "Take back the last change to the library, or what was cleared.",
        "edit",
        0,
        ("Ctrl+Z",),
        "undo",
        (when.CAN_UNDO,),
    ),
    Action("focus.search", "Search box", "Go to the search box.", "edit", 1, ("Ctrl+L",), "search"),
    Action(
        "focus.library", "Search my library", "Go to the library and its search box.", "edit", 1, ("Ctrl+F",), "library"
    ),
)
VIEW = (
    Action("view.search", "Search", "Show the search and its results.", "view", 0, ("Ctrl+1",), "search"),
    Action(
        "view.downloads", "Downloads", "Show what is on its way and what failed.", "view", 0, ("Ctrl+2",), "downloads"
    ),
    Action("view.library", "All papers", "Show everything in your library.", "view", 1, ("Ctrl+3",), "library"),
    Action("view.library_to_read", "To read", "Show the papers that you mean to read.", "view", 1, (), "to-read"),
    Action("view.library_starred", "Starred", "Show the papers that have a star.", "view", 1, (), "star"),
    Action("view.library_recent", "Recently added", "Show the papers added last.", "view", 1, ("Ctrl+4",), "recent"),
    Action(
        "view.library_without_pdf",
        "Without PDF",
        "Show the papers of your library that have no PDF.",
        "view",
        1,
        ("Ctrl+5",),
        "without-pdf",
    ),
    Action("view.settings", "Settings", "Show the settings.", "view", 2, ("Ctrl+,",), "settings"),
    Action(
        "view.corpus",
        "Offline corpus",
        "Show Semantic Scholar's bulk data: releases, datasets and their files.",
        "view",
        3,
        (),
        "database",
    ),
)
PAPER = (
    Action(
        "paper.open", "Open", "Show the paper and who cites it.", "paper", 0, (), "eye", (when.HAS_PAPER,), on_rows=True
    ),
    Action(
        "paper.get_pdf",
        "Get PDF",
        "Try the open copies, best first, and keep the PDF in your library.",
        "paper",
        1,
        ("Ctrl+D",),
        "get",
        (when.HAS_PAPER, when.NO_PDF, when.NOT_DOWNLOADING, when.ONLINE),
        on_rows=True,
    ),
    Action(
        "paper.open_pdf",
        "Open PDF",
        "Open the PDF in the program that the system uses for PDFs.",
        "paper",
        1,
        ("Ctrl+O",),
        "file-text",
        (when.HAS_PAPER, when.HAS_PDF),
        on_rows=True,
    ),
    Action(
        "paper.read_pdf",
        "Read PDF",
        "Show the PDF beside the list (Space on a row).",
        "paper",
        1,
        (),
        "read",
        (when.HAS_PAPER, when.HAS_PDF),
        on_rows=True,
    ),
    Action(
        "paper.stop_pdf",
        "Stop getting the PDF",
        "Stop this download; what has arrived is used when it is tried again.",
        "paper",
        1,
        (),
        "cross",
        (when.HAS_PAPER, when.DOWNLOADING),
    ),
    Action(
        "paper.open_browser",
        "Open in browser",
        "Open the paper's page in the browser.",
        "paper",
        2,
        ("Ctrl+Shift+B",),
        "external",
        (when.HAS_PAPER, when.HAS_LINK),
        on_rows=True,
    ),
    Action(
        "paper.open_semantic_scholar",
        "Open at Semantic Scholar",
        "Open the paper's page at Semantic Scholar in the browser.",
        "paper",
        2,
        (),
        "external",
        (when.HAS_PAPER, when.HAS_S2_PAGE),
        on_rows=True,
    ),
    Action(
        "paper.copy_doi",
        "Copy DOI",
        "Copy the DOI of the paper.",
        "paper",
        2,
        ("Ctrl+Shift+C",),
        "copy",
        (when.HAS_PAPER, when.HAS_DOI),
        on_rows=True,
    ),
    Action(
        "paper.copy_citation",
        "Copy citation",
        "Copy a reference to the paper, as one line of text.",
        "paper",
        2,
        ("Ctrl+C",),
        "quote",
        (when.HAS_PAPER,),
        on_rows=True,
    ),
    Action(
        "paper.copy_bibtex",
        "Copy BibTeX",
        "Copy the paper as BibTeX, with the key by which your library knows it.",
        "paper",
        2,
        ("Ctrl+Alt+C",),
        "copy",
        (when.HAS_PAPER,),
        on_rows=True,
    ),
    Action(
        "paper.star",
        "Star",
        "Mark the paper, and keep it in your library.",
        "paper",
        3,
        ("Ctrl+Shift+S", "S"),
        "star",
        (when.HAS_PAPER, when.SHOWS_PAPERS),
        on_rows=True,
        checkable=True,
    ),
    Action(
        "paper.to_read",
        "To read",
        "Put the paper among those to read, and keep it in your library; again, when it is read.",
        "paper",
        3,
        ("R",),
        "to-read",
        (when.HAS_PAPER, when.SHOWS_PAPERS),
        on_rows=True,
        checkable=True,
    ),
    Action(
        "paper.add",
        "Add to library",
        "Keep the paper in your library.",
        "paper",
        3,
        ("Ctrl+Shift+A",),
        "add",
        (when.HAS_PAPER, when.NOT_KEPT),
        on_rows=True,
    ),
    Action(
        "paper.remove",
        "Remove from library",
        "Take the paper and its PDF out of your library. Undo brings both back.",
        "paper",
        3,
        (),
        "remove",
        (when.HAS_PAPER, when.KEPT),
        on_rows=True,
    ),
)
GO = (
    Action(
        "go.back", "Back", "Go back to the paper shown before.", "go", 0, ("Alt+Left",), "back", (when.CAN_GO_BACK,)
    ),
    Action("go.forward", "Forward", "Go forward again.", "go", 0, ("Alt+Right",), "forward", (when.CAN_GO_FORWARD,)),
    Action(
        "search.run",
        "Run the search",
        "Ask the services for what the box says.",
        "go",
        1,
        (),
        "search",
        (when.HAS_WORDS,),
    ),
    Action(
        "search.cancel",
        "Stop the search",
        "Stop asking; what has arrived stays.",
        "go",
        1,
        (),
        "cross",
        (when.SEARCHING,),
    ),
)
HELP = (
    Action(
        "app.palette",
        "All commands",
        "Find a command by name.",
        "help",
        0,
        ("Ctrl+Shift+P",),
        "palette",
        in_palette=False,
    ),
    Action("app.shortcuts", "Keyboard shortcuts", "Show all shortcuts.", "help", 0, ("?",), "keyboard"),
    Action(
        "app.calls",
        "Calls to the services",
        "Show what was sent to each service of late, and how it went.",
        "help",
        1,
        (),
        "recent",
    ),
    Action(
        "app.copy_diagnostics",
        "Copy diagnostics",
        "Copy versions, changed settings, counts and the kinds of the last calls, to send with a report of a fault. "
        "No search, address, key or folder of yours is in it.",
        "help",
        1,
        (),
        "copy",
    ),
    Action(
        "app.about",
        "About Scholar Desktop",
        "Version, licence, and the services that the data comes from.",
        "help",
        1,
        (),
        "info",
    ),
)
ALL = (
    *LISTS,
    *SAVED,
    *FILE,
    *EDIT,
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
