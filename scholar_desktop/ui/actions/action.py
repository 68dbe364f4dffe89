"""The definition of an action: one definition feeds menu bar, context menu, buttons, palette and the list of
shortcuts."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions.action_context import ActionState
from scholar_desktop.ui.actions.conditions import Condition

MENUS = (
    ("file", Message("File")),
    ("edit", Message("Edit")),
    ("view", Message("View")),
    ("paper", Message("Paper")),
    ("downloads", Message("Downloads")),
    ("unpaywall", Message("Unpaywall")),
    ("go", Message("Go")),
    ("help", Message("Help")),
)


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One command that the user can run.

    title and help are `Message`s, since the tables are built before the language is known: `shown` translates them.

    id: dotted, also the QAction's objectName; title: as menus show it; help: one sentence for the tooltip; keys:
    shortcuts in Qt's portable form, the first is shown; menu: its menu in the menu bar, and group: its section there,
    between separators; needs: conditions that must all hold; on_rows: included in the context menu of a row of papers;
    checkable: it is on or off; in_palette: the command palette offers it; only_where_it_can: the context menu omits it
    while it cannot run.
    """

    id: str
    title: str
    help: str
    menu: str
    group: int = 0
    keys: tuple[str, ...] = ()
    icon: str | None = None
    needs: tuple[Condition, ...] = ()
    on_rows: bool = False
    checkable: bool = False
    in_palette: bool = True
    only_where_it_can: bool = False

    def why_not(self, now: ActionState) -> str | None:
        """Return the reason why it cannot run, as a sentence that is not translated yet; None if it can."""
        return next((condition.why for condition in self.needs if not condition.holds(now)), None)
