"""The actions for saved searches and the search ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.search.saved_search import SavedSearch
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.search.saved_session import SavedSession

HAS_SAVED = Condition("has_saved", lambda now: now.saved is not None, "No saved search is shown.")

SAVED = (
    Action(
        "search.save",
        "Save this search",
        "Keep the search with its filters; it stands at the left and counts what is new.",
        "go",
        2,
        ("Ctrl+S",),
        "bell",
        (when.HAS_WORDS,),
    ),
    Action(
        "saved.run",
        "Run the saved search again",
        "Run it again and mark what is new.",
        "go",
        2,
        (),
        "refresh",
        (HAS_SAVED, when.ONLINE),
    ),
    Action("saved.rename", "Rename the saved search", "Give it another name.", "go", 2, (), "quote", (HAS_SAVED,)),
    Action(
        "saved.remove",
        "Remove the saved search",
        "Take it away. Undo brings it back.",
        "go",
        2,
        (),
        "remove",
        (HAS_SAVED,),
    ),
    Action(
        "saved.run_all",
        "Run all saved searches",
        "Look for what is new in each, in the background.",
        "go",
        2,
        (),
        "refresh",
        (when.ONLINE,),
    ),
    Action(
        "view.ledger",
        "Search ledger",
        "Show every run of a search, with its counts; compare and export them.",
        "view",
        4,
        (),
        "recent",
    ),
)


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
    actions.bind("view.ledger", lambda: ui_context.navigation.show(places.LEDGER))
