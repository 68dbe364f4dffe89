"""The definition of an action: one definition feeds menu bar, context menu, buttons, palette and the list of
shortcuts."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import shown
from scholar_desktop.ui.actions.action_context import ActionState
from scholar_desktop.ui.actions.conditions import Condition

MENUS = (
    ("file", Message("File")),
    ("edit", Message("Edit")),
    ("view", Message("View")),
    ("go", Message("Go")),
    ("paper", Message("Paper")),
    ("tools", Message("Tools")),
    ("help", Message("Help")),
)
COLLECTION = Message("Collection or tag")
EXPORT = Message("Export and transfer")
COPY_AS = Message.in_context("menu", "Copy as")
FIND = Message.in_context("menu", "Find")
CITATIONS_MENU = Message("Citations")
PANES = Message("Panes")
SORT = Message.in_context("menu", "Sort")
RESULTS_MENU = Message("Results")
MAP_MENU = Message("Citation map")
THEME = Message("Theme")
TEXT_SIZE = Message("Text size")
LIBRARY = Message("Library")
ZENODO = Message("Zenodo")
PDF = Message("PDF")
PDF_AND_WEB_PAGE = Message("PDF and web page")
IMPORT = Message.in_context("menu", "Import")
WEB_PAGE = Message("Web page")
ADD_TO = Message.in_context("menu", "Add to")
REMOVE = Message.in_context("menu", "Remove")
REMOVE_OR_RESTORE = Message("Remove or restore")
NEW = Message.in_context("menu", "New")
RELATED = Message("Related papers")
NEWS_MENU = Message("News")
UNPAYWALL_MENU = Message("Unpaywall")
SEARCHES = Message("Searches")
DOWNLOADS_MENU = Message("Downloads")
REVIEW = Message.in_context("menu", "Review")
"""Titles of the submenus. An action names the one that it is in (`Action.submenu`)."""
SIDEBAR_GROUP = 1
"""The section of the menu Go that has the pages of the sidebar, in their order there."""


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One command that the user can run.

    title and help are `Message`s, since the tables are built before the language is known: `shown` translates them.

    id: dotted, also the QAction's objectName; title: as menus show it; help: one sentence for the tooltip; keys:
    shortcuts in Qt's portable form, the first is shown; control_keys: the focused control handles these keys itself,
    and menus only show them, and control_keys_when: only while this holds (None: always); menu: its menu in the menu
    bar, group: its section there, between separators, and submenu: the title of its submenu, empty for none; also_in: a
    second menu that has it, outside a submenu, in the section of the pages of the sidebar (SIDEBAR_GROUP); rank: its
    place in that section, the smallest first; needs: conditions that must all hold; on_rows: included in the context
    menu of a row of papers while it can run, and row_group: its section there, if not `group`; row_submenu: it is in
    its submenu there, too, or in that of this title, unless it is alone in it; of_one: not for a selection of several
    papers; many: its title for a selection, by the number of papers, or many_now: by the state, too, and many_of: the
    number of them that it is for, if not all; checkable: it is on or off, and when_on: its title and help while it is
    on where no tick shows that, as in the palette, if they are others; checked_when: it is ticked while this holds and
    it can run, None where the code that it belongs to ticks it; page: the only page on which menus have it, empty for
    all; in_palette: the command palette offers it, and palette_title: by this title, where that of the menu is clear
    only in the menu.
    """

    id: str
    title: str
    help: str
    menu: str
    group: int = 0
    submenu: str = ""
    section: int = 0
    also_in: str = ""
    rank: int = 0
    keys: tuple[str, ...] = ()
    control_keys: str = ""
    control_keys_when: Condition | None = None
    icon: str | None = None
    needs: tuple[Condition, ...] = ()
    on_rows: bool = False
    row_group: int | None = None
    row_submenu: bool | str = True
    of_one: bool = False
    many: Callable[[int], str] | None = None
    many_now: Callable[[ActionState, int], str] | None = None
    many_of: Callable[[ActionState], int] | None = None
    checkable: bool = False
    when_on: tuple[str, str] | None = None
    checked_when: Callable[[ActionState], bool] | None = None
    page: str = ""
    in_palette: bool = True
    palette_title: str = ""

    def title_of_many(self, now: ActionState, count: int) -> str | None:
        """Return the title for *count* of the selected papers, which is not translated yet; None if it has only one."""
        if self.many_now is not None:
            return self.many_now(now, count)
        return self.many(count) if self.many is not None else None

    def why_not(self, now: ActionState) -> str | None:
        """Return the reason why it cannot run, as a sentence that is not translated yet; None if it can."""
        return next((condition.reason(now) for condition in self.needs if not condition.holds(now)), None)


def menu_path(action: Action) -> str:
    """Return where *action* is in the menu bar, as one sentence names it: 'File > Import > Open library archive…'."""
    menu = next(title for menu_id, title in MENUS if menu_id == action.menu)
    return " > ".join(shown(title) for title in (menu, action.submenu, action.title) if title)
