"""The actions of the window itself, among them those that show a place of the sidebar: defined before the first paint.

The actions of the rooms are defined after it (`action_definitions`).
"""

from __future__ import annotations

from scholar_desktop import HAS_PROJECT_PAGE
from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import FIND, LIBRARY, NEWS_MENU, PANES, TEXT_SIZE, THEME, UNPAYWALL_MENU, Action
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.theme.type_scale import TEXT_SIZES


def _can(operation: str, why: str) -> Condition:
    return Condition(f"can_{operation}", lambda now: operation in now.editing, why)


NOTHING_TO_PASTE = Message("There is no text to paste.")
CAN_COPY = Condition(
    "can_copy",
    lambda now: "copy" in now.editing or now.paper is not None,
    Message("Select text or a paper first."),
)


def _has_pane(name: str, why: str) -> Condition:
    return Condition(
        f"has_{name}_pane",
        lambda now: now.page in ("search", "library") and name in now.panes,
        why,
        cases=((lambda now: now.page not in ("search", "library"), Message("Show the search or the library first.")),),
    )


# fmt: off
FILE = (
    Action(id="app.offline", title=Message("Work offline"),
           help=Message("Send no requests. Your library and saved answers stay available."), menu="file", group=3,
           icon="offline", checkable=True,
           when_on=(Message("Go online"), Message("Send requests to the services again."))),
    Action(id="app.restart", title=Message("Restart"),
           help=Message("Close Scholar Desktop and start it again, for settings that take effect at the start."),
           menu="", icon="refresh"),
    Action(id="app.quit", title=Message("Quit"),
           help=Message("Close Scholar Desktop. Downloads continue at the next start."), menu="file", group=4,
           keys=("Ctrl+Q",), icon="quit"),
)
VIEW = (
    Action(id="view.search", rank=1, title=Message("Search"), help=Message("Show the search and its results."),
           menu="go", group=1, keys=("Ctrl+1",), icon="search"),
    Action(id="view.downloads", rank=2, title=Message("Downloads"),
           help=Message("Show downloads in progress and their results."), menu="go", group=1, keys=("Ctrl+2",),
           icon="downloads"),
    Action(id="view.library", rank=8, title=Message("All papers"), help=Message("Show all papers in your library."),
           menu="go", group=1, submenu=LIBRARY, keys=("Ctrl+3",), icon="library"),
    Action(id="view.library_to_read", rank=8, title=Message("To read"),
           help=Message("Show the papers you want to read."), menu="go", group=1, submenu=LIBRARY,
           keys=("Alt+7",), icon="to-read"),
    Action(id="view.library_starred", rank=8, title=Message("Starred"), help=Message("Show your starred papers."),
           menu="go", group=1, submenu=LIBRARY, keys=("Alt+8",), icon="star"),
    Action(id="view.library_recent", rank=8, title=Message("Recently added"),
           help=Message("Show the papers you added recently."), menu="go", group=1, submenu=LIBRARY, keys=("Ctrl+4",),
           icon="recent"),
    Action(id="view.library_without_pdf", rank=8, title=Message("Without PDF"),
           help=Message("Show the papers in your library that have no PDF."), menu="go", group=1, submenu=LIBRARY,
           keys=("Ctrl+5",), icon="without-pdf"),
    Action(id="library.duplicates", rank=8, title=Message("Duplicates"),
           help=Message("Find papers that are in your library twice, and merge them."), menu="go", group=1,
           submenu=LIBRARY, keys=("Alt+9",), icon="copy"),
    Action(id="view.library_trash", rank=8, title=Message("Trash"),
           help=Message("Show the papers you moved to the trash."), menu="go", group=1, submenu=LIBRARY,
           keys=("Alt+0",), icon="trash"),
    Action(id="paper.show_in_library", rank=8, title=Message("Show in library"),
           help=Message("Show the paper in the list of your library."), menu="go", group=1,
           submenu=LIBRARY, keys=("Ctrl+Shift+L",), icon="library", needs=(when.HAS_PAPER, when.KEPT), of_one=True),
    Action(id="view.settings", title=Message("Settings"), help=Message("Show the settings."), menu="file", group=3,
           keys=("Ctrl+,",), icon="settings"),
    Action(id="view.corpus", rank=4, title=Message("Offline corpus"),
           help=Message("Show Semantic Scholar's datasets and your offline copy of them."), menu="tools", group=1,
           keys=("Alt+2",), icon="database", also_in="go"),
)
EDIT = (
    Action(id="edit.cut", title=Message("Cut"), help=Message("Move the selected text to the clipboard."), menu="edit",
           group=1, control_keys="Ctrl+X", needs=(_can("cut", Message("No text is selected.")),)),
    Action(id="edit.copy", title=Message("Copy"),
           help=Message("Copy the selected text, or the citation of the selected papers."), menu="edit", group=1,
           control_keys="Ctrl+C", icon="copy", needs=(CAN_COPY,)),
    Action(id="edit.paste", title=Message("Paste"),
           help=Message("Insert the text on the clipboard; outside a text box, into the search box. Several lines or "
                        "identifiers are opened as a reference list."),
           menu="edit", group=1, control_keys="Ctrl+V", needs=(_can("paste", NOTHING_TO_PASTE),)),
    Action(id="edit.select_all", title=Message("Select all"), help=Message("Select all rows, or all text."),
           menu="edit", group=2, control_keys="Ctrl+A",
           needs=(_can("select_all", Message("Go to a list or a text box first.")),)),
)
FOCUS = (
    Action(id="focus.search", title=Message("Search box"), help=Message("Go to the search box."), menu="edit", group=2,
           submenu=FIND, keys=("Ctrl+L",), icon="search"),
    Action(id="focus.library", title=Message("Search your library"),
           help=Message("Go to the search box of your library."), menu="edit", group=2, submenu=FIND, keys=("Ctrl+F",),
           icon="library"),
    Action(id="pane.next", title=Message("Next pane"), help=Message("Move the focus to the next pane."), menu="view",
           submenu=PANES, keys=("F6",)),
    Action(id="pane.previous", title=Message("Previous pane"), help=Message("Move the focus to the previous pane."),
           menu="view", submenu=PANES, keys=("Shift+F6",)),
    Action(id="view.sidebar", title=Message("Sidebar"), menu="view",
           help=Message("Show or hide the sidebar. In a narrow window, show its names first."),
           submenu=PANES, section=1, keys=("F9",), checkable=True),
    Action(id="view.details_pane", title=Message("Details pane"),
           help=Message("Show or hide the details of the paper beside the list."), menu="view", submenu=PANES,
           section=1, keys=("Shift+F9",), checkable=True,
           needs=(_has_pane("details", Message("The window is too narrow for a pane beside the list.")),)),
    Action(id="view.citation_pane", title=Message("Citation pane"),
           help=Message("Open the citations of the paper, or close them to a row of tabs."), menu="view",
           submenu=PANES, section=1, keys=("Ctrl+F9",), checkable=True,
           needs=(_has_pane("citations", Message("In a narrow window, the citations are tabs beside the paper.")),)),
)
LIBRARY_VIEWS = (
    Action(id="view.missing_classics", rank=9, title=Message("Missing classics"),
           help=Message("Show papers that your library often cites but does not contain."), menu="tools",
           keys=("Ctrl+8",), icon="classics", also_in="go"),
)
THEMES = {
    "system": "system",
    "light": "light",
    "dark": "dark",
    "high_contrast": "high-contrast",
    "high_contrast_dark": "high-contrast-dark",
}
"""The value of the setting for each ending of the actions' ids."""
WINDOW_VIEW = (
    Action(id="view.theme_system", title=Message("System theme"), help=Message("Use the theme of the system."),
           menu="view", group=2, submenu=THEME, checkable=True),
    Action(id="view.theme_light", title=Message("Light theme"), help=Message("Use light colours."), menu="view",
           group=2, submenu=THEME, checkable=True),
    Action(id="view.theme_dark", title=Message("Dark theme"), help=Message("Use dark colours."), menu="view",
           group=2, submenu=THEME, checkable=True),
    Action(id="view.theme_high_contrast", title=Message("High contrast theme"),
           help=Message("Use black text on white, with clear lines."), menu="view", group=2, submenu=THEME,
           checkable=True),
    Action(id="view.theme_high_contrast_dark", title=Message("High contrast, dark theme"),
           help=Message("Use white text on black, with clear lines."), menu="view", group=2, submenu=THEME,
           checkable=True),
    *(
        Action(id=f"view.text_{name}", title=Message("Text size {percent}%", percent=percent),
               help=Message("Show all text at {percent}% of the system's size.", percent=percent), menu="view",
               group=2, submenu=TEXT_SIZE, checkable=True)
        for name, percent in TEXT_SIZES.items()
    ),
    Action(id="view.language", title=Message("Language"), help=Message("Choose the language of the window."),
           menu="view", group=2),
    Action(id="view.full_screen", title=Message("Full screen"), help=Message("Fill the screen with the window."),
           menu="view", group=2, keys=("F11",), icon="expand", checkable=True),
)
NEWS = (
    Action(id="view.news", rank=5, title=Message("News"), help=Message("Show news about your papers and about what you "
                                                               "follow."),
           menu="tools", submenu=NEWS_MENU, keys=("Alt+3",), icon="bell", also_in="go"),
)
UNPAYWALL_PAGE = (
    Action(id="view.unpaywall", rank=3, title=Message("Unpaywall"),
           help=Message("Look up DOIs, search titles, and see saved answers."), menu="tools", group=1,
           submenu=UNPAYWALL_MENU, keys=("Alt+1",), icon="globe", also_in="go"),
)
LEDGER_PAGE = (
    Action(id="view.ledger", rank=6, title=Message("Search ledger"),
           help=Message("See every search you ran, with its counts; compare and export them."), menu="tools", group=2,
           keys=("Alt+4",), icon="list", also_in="go"),
)
MANUSCRIPT_AND_LIST = (
    Action(id="view.manuscript", rank=7, title=Message("Manuscript check"),
           help=Message("Show the manuscript that was checked last."), menu="go", group=1, keys=("Alt+5",),
           icon="file-text", in_palette=False),  # it is one of `named_places`
    Action(id="view.review", rank=7, title=Message("Reference list"),
           help=Message("Show the reference list that is open."), menu="go", group=1, keys=("Alt+6",),
           icon="table"),
)
HELP = (
    Action(id="app.palette", title=Message("All commands"), help=Message("Find a command by name."), menu="help",
           keys=("Ctrl+Shift+P", "Ctrl+K"), icon="palette", in_palette=False),
    Action(id="app.documentation", title=Message("Documentation"), help=Message("Show how to use Scholar Desktop."),
           menu="help", keys=("F1",), icon="read"),
    Action(id="app.shortcuts", title=Message("Keyboard shortcuts"), help=Message("Show all keyboard shortcuts."),
           menu="help", keys=("?",), icon="keyboard"),
    Action(id="app.demo", title=Message("Try the demo"),
           help=Message("Open the demo, or from the demo the live services, in a window of its own."), menu="help",
           icon="play"),
    Action(id="app.calls", title=Message("Request log"),
           help=Message("Show recent requests to the services and their results."), menu="help", group=1,
           icon="recent"),
    Action(id="app.copy_diagnostics", title=Message("Copy diagnostics"),
           help=Message("Copy details for a problem report: versions, changed settings, counts and recent "
                        "requests, without your searches, addresses, keys or folders."), menu="help", group=1,
           icon="copy"),
    Action(id="app.report_problem", title=Message("Report a problem"),
           help=Message("Open the project's page in your browser, with your version and system filled in.")
           if HAS_PROJECT_PAGE
           else Message("Copy a report to fill in, with your version and system."),
           menu="help", group=1, icon="external" if HAS_PROJECT_PAGE else "copy"),
    Action(id="app.whats_new", title=Message("What's new"), help=Message("Show what changed in each version."),
           menu="help", group=2, icon="bell"),
    Action(id="app.about", title=Message("About Scholar Desktop"),
           help=Message("Show the version, the licences and the data sources."), menu="help", group=2, icon="info"),
)
# fmt: on
WINDOW = (*FILE, *FOCUS, *VIEW, *LIBRARY_VIEWS, *NEWS, *UNPAYWALL_PAGE, *LEDGER_PAGE, *MANUSCRIPT_AND_LIST, *HELP)
