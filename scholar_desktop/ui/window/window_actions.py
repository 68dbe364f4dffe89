"""The actions of the window itself, among them those that show a place of the sidebar: defined before the first paint.

The actions of the rooms are defined after it (`action_definitions`).
"""

from __future__ import annotations

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions.action import Action

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
FOCUS = (
    Action(id="focus.search", title="Search box", help="Go to the search box.", menu="edit", group=1, keys=("Ctrl+L",),
           icon="search"),
    Action(id="focus.library", title="Search my library", help="Go to the library and its search box.", menu="edit",
           group=1, keys=("Ctrl+F",), icon="library"),
    Action(id="pane.next", title=Message("Next pane"), help=Message("Move the focus to the next pane."), menu="view",
           group=7, keys=("F6",)),
    Action(id="pane.previous", title=Message("Previous pane"), help=Message("Move the focus to the previous pane."),
           menu="view", group=7, keys=("Shift+F6",)),
)
LIBRARY_VIEWS = (
    Action(id="view.missing_classics", title="Missing classics",
           help="Show what the papers of your library cite most and it does not have.", menu="view", group=1,
           keys=("Ctrl+8",), icon="classics"),
)
NEWS = (
    Action(id="view.news", title="News",
           help="Show what became open or was published of what you keep, and what else is watched.", menu="view",
           group=4, icon="bell"),
)
UNPAYWALL_PAGE = (
    Action(id="view.unpaywall", title="Unpaywall",
           help="Look up many DOIs, search titles, and see the answers that are kept.", menu="view", group=3,
           icon="globe"),
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
WINDOW = (*FILE, *FOCUS, *VIEW, *LIBRARY_VIEWS, *NEWS, *UNPAYWALL_PAGE, *HELP)
