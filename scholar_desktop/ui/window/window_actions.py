"""The actions of the window itself, among them those that show a place of the sidebar: defined before the first paint.

The actions of the rooms are defined after it (`action_definitions`).
"""

from __future__ import annotations

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions.action import Action

# fmt: off
FILE = (
    Action(id="app.offline", title=Message("Work offline"),
           help=Message("Send no requests. Your library and saved answers stay available."), menu="file",
           icon="offline", checkable=True),
    Action(id="app.quit", title=Message("Quit"),
           help=Message("Close Scholar Desktop. Downloads continue at the next start."), menu="file", group=1,
           keys=("Ctrl+Q",), icon="quit"),
)
VIEW = (
    Action(id="view.search", title=Message("Search"), help=Message("Show the search and its results."), menu="view",
           keys=("Ctrl+1",), icon="search"),
    Action(id="view.downloads", title=Message("Downloads"),
           help=Message("Show downloads in progress and their results."), menu="view", keys=("Ctrl+2",),
           icon="downloads"),
    Action(id="view.library", title=Message("All papers"), help=Message("Show all papers in your library."),
           menu="view", group=1, keys=("Ctrl+3",), icon="library"),
    Action(id="view.library_to_read", title=Message("To read"), help=Message("Show the papers you want to read."),
           menu="view", group=1, icon="to-read"),
    Action(id="view.library_starred", title=Message("Starred"), help=Message("Show your starred papers."), menu="view",
           group=1, icon="star"),
    Action(id="view.library_recent", title=Message("Recently added"),
           help=Message("Show the papers you added recently."), menu="view", group=1, keys=("Ctrl+4",), icon="recent"),
    Action(id="view.library_without_pdf", title=Message("Without PDF"),
           help=Message("Show the papers in your library that have no PDF."), menu="view", group=1, keys=("Ctrl+5",),
           icon="without-pdf"),
    Action(id="view.settings", title=Message("Settings"), help=Message("Show the settings."), menu="view", group=2,
           keys=("Ctrl+,",), icon="settings"),
    Action(id="view.corpus", title=Message("Offline corpus"),
           help=Message("Show Semantic Scholar's datasets and your offline copy of them."), menu="view", group=3,
           icon="database"),
)
FOCUS = (
    Action(id="focus.search", title=Message("Search box"), help=Message("Go to the search box."), menu="edit", group=1,
           keys=("Ctrl+L",), icon="search"),
    Action(id="focus.library", title=Message("Search your library"),
           help=Message("Go to the search box of your library."), menu="edit", group=1, keys=("Ctrl+F",),
           icon="library"),
    Action(id="pane.next", title=Message("Next pane"), help=Message("Move the focus to the next pane."), menu="view",
           group=7, keys=("F6",)),
    Action(id="pane.previous", title=Message("Previous pane"), help=Message("Move the focus to the previous pane."),
           menu="view", group=7, keys=("Shift+F6",)),
)
LIBRARY_VIEWS = (
    Action(id="view.missing_classics", title=Message("Missing classics"),
           help=Message("Show papers that your library often cites but does not contain."), menu="view", group=1,
           keys=("Ctrl+8",), icon="classics"),
)
NEWS = (
    Action(id="view.news", title=Message("News"), help=Message("Show news about your papers, and what you follow."),
           menu="view", group=4, icon="bell"),
)
UNPAYWALL_PAGE = (
    Action(id="view.unpaywall", title=Message("Unpaywall"),
           help=Message("Look up DOIs, search titles, and see saved answers."), menu="view", group=3, icon="globe"),
)
HELP = (
    Action(id="app.palette", title=Message("All commands"), help=Message("Find a command by name."), menu="help",
           keys=("Ctrl+Shift+P",), icon="palette", in_palette=False),
    Action(id="app.shortcuts", title=Message("Keyboard shortcuts"), help=Message("Show all keyboard shortcuts."),
           menu="help", keys=("?",), icon="keyboard"),
    Action(id="app.calls", title=Message("Request log"),
           help=Message("Show recent requests to the services and their results."), menu="help", group=1,
           icon="recent"),
    Action(id="app.copy_diagnostics", title=Message("Copy diagnostics"),
           help=Message("Copy details for a problem report: versions, changed settings, counts and recent "
                        "requests, without your searches, addresses, keys or folders."),
           menu="help", group=1, icon="copy"),
    Action(id="app.about", title=Message("About Scholar Desktop"),
           help=Message("Show the version, the licence and the data sources."), menu="help", group=1, icon="info"),
)
# fmt: on
WINDOW = (*FILE, *FOCUS, *VIEW, *LIBRARY_VIEWS, *NEWS, *UNPAYWALL_PAGE, *HELP)
