"""The actions on the search ledger: search again, export, remove and clear."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions.action import SEARCHES, Action
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.search.ledger.ledger_page import LedgerPage
    from scholar_desktop.ui.widgets.page_stack import PageStack

_SHOWN = Condition(
    "ledger_shown", lambda now: now.page == places.LEDGER, Message("Only available in the search ledger.")
)
_HAS_RUNS = Condition("ledger_runs", lambda now: now.ledger_runs > 0, Message("The search ledger is empty."))
_HAS_ONE_RUN = Condition(
    "ledger_run", lambda now: now.ledger_runs == 1, Message("Several runs are selected. Select one of them.")
)
_HAS_TWO_RUNS = Condition(
    "ledger_two_runs",
    lambda now: now.ledger_runs == 2,
    Message("Select a second run with Ctrl+click, or with Shift and an arrow key, to compare them."),
    cases=((lambda now: now.ledger_runs > 2, Message("More than two runs are selected. Select two to compare them.")),),
)

# fmt: off
LEDGER = (
    Action(id="ledger.again", title=Message("Search again as in the selected run"),
           help=Message("Run the search of the selected run again."), menu="tools", group=2, submenu=SEARCHES,
           icon="refresh", needs=(_SHOWN, _HAS_RUNS, _HAS_ONE_RUN), page=places.LEDGER),
    Action(id="ledger.compare", title=Message("Go to the comparison of two runs"),
           help=Message("Move to the papers of the comparison, which is shown while two runs are selected."),
           menu="tools", group=2, submenu=SEARCHES, icon="table", needs=(_SHOWN, _HAS_RUNS, _HAS_TWO_RUNS),
           page=places.LEDGER),
    Action(id="ledger.export", title=Message("Export selected runs…"),
           help=Message("Save the papers as RIS, BibTeX or CSV, PRISMA counts, the papers with the searches and "
                        "sources that found them, or everything, of the selected runs of the search ledger."),
           menu="tools", group=2, submenu=SEARCHES, icon="file-text", needs=(_SHOWN, _HAS_RUNS), page=places.LEDGER),
    Action(id="ledger.remove", title=Message("Remove selected runs from the ledger"),
           help=Message("Remove the selected runs from the ledger."), menu="tools", group=2, submenu=SEARCHES,
           icon="trash", needs=(_SHOWN, _HAS_RUNS), page=places.LEDGER),
    Action(id="ledger.clear", title=Message("Clear search ledger"),
           help=Message("Delete all runs and the words of earlier searches from the disk. You can undo this until you "
                        "close the window."),
           menu="tools", group=2, submenu=SEARCHES, icon="trash", needs=(_SHOWN, _HAS_RUNS), page=places.LEDGER),
)
# fmt: on


def bind_ledger(ui_context: UiContext, pages: PageStack) -> None:
    """Bind the actions; they apply to the runs that are selected on the page of the search ledger."""

    def page() -> LedgerPage:
        return cast("LedgerPage", pages.page(places.LEDGER))

    bind = ui_context.actions.bind
    bind("ledger.again", lambda: page().run_again())
    bind("ledger.compare", lambda: page().show_comparison())
    bind("ledger.export", lambda: page().choose_export())
    bind("ledger.remove", lambda: page().remove_selected())
    bind("ledger.clear", lambda: page().clear())
