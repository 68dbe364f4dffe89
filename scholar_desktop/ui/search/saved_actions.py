"""The actions for saved searches and the search ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.conditions import Condition

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.search.saved_search import SavedSearch
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.search.saved_session import SavedSession

HAS_SAVED = Condition("has_saved", lambda now: now.saved is not None, "No saved search is shown.")

# fmt: off
SAVED = (
    Action(id="search.save", title="Save this search",
           help="Keep the search with its filters; it stands at the left and counts what is new.", menu="go", group=2,
           keys=("Ctrl+S",), icon="bell", needs=(when.HAS_WORDS,)),
    Action(id="saved.run", title="Run the saved search again", help="Run it again and mark what is new.", menu="go",
           group=2, icon="refresh", needs=(HAS_SAVED, when.ONLINE)),
    Action(id="saved.rename", title="Rename the saved search", help="Give it another name.", menu="go", group=2,
           icon="quote", needs=(HAS_SAVED,)),
    Action(id="saved.remove", title="Remove the saved search", help="Take it away. Undo brings it back.", menu="go",
           group=2, icon="remove", needs=(HAS_SAVED,)),
    Action(id="saved.run_all", title="Run all saved searches", help="Look for what is new in each, in the background.",
           menu="go", group=2, icon="refresh", needs=(when.ONLINE,)),
    Action(id="view.ledger", title="Search ledger",
           help="Show every run of a search, with its counts; compare and export them.", menu="view", group=4,
           icon="recent"),
)
# fmt: on


def bind_saved(ui_context: UiContext, session: Callable[[], SavedSession]) -> None:
    """Bind the actions to *session*, which is created when the first of them needs it."""
    actions, context = ui_context.actions, ui_context.context

    def of_one(do: Callable[[SavedSession, SavedSearch], None]) -> Callable[[], None]:
        def run() -> None:
            if context.now.saved is not None:
                do(session(), context.now.saved)

        return run

    actions.bind("search.save", lambda: session().save_shown())
    actions.bind("saved.run", of_one(lambda own, saved: own.open(saved)))
    actions.bind("saved.rename", of_one(lambda own, saved: own.rename_wanted.emit(saved)))
    actions.bind("saved.remove", of_one(lambda own, saved: own.remove(saved)))
    actions.bind("saved.run_all", lambda: session().run_all())
