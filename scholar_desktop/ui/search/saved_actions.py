"""The actions for saved searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import SEARCHES, Action
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context.navigation import LIBRARY, SEARCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.search.saved_search import SavedSearch
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.search.saved_session import SavedSession

HAS_SAVED = Condition("has_saved", lambda now: now.saved is not None, Message("Open a saved search first."))
SOME_SAVED = Condition("some_saved", lambda now: now.some_saved, Message("You have no saved searches."))

HAS_SEARCH = Condition(
    "has_search",
    lambda now: now.page == LIBRARY or (now.page == SEARCH and now.words),
    Message("The search box is empty."),
    cases=((lambda now: now.page != SEARCH, Message("This page has no search that can be saved.")),),
)
"""A search of the library is saved as a smart view."""

# fmt: off
SAVED = (
    Action(id="search.save", title=Message("Save this search"),
           help=Message("Keep this search with its filters in the sidebar, and see there how many papers are new."),
           menu="tools", group=2, submenu=SEARCHES, keys=("Ctrl+S",), icon="saved", needs=(HAS_SEARCH,)),
    Action(id="saved.run", title=Message("Run saved search"),
           help=Message("Run this search again and mark the new papers."), menu="tools", group=2, submenu=SEARCHES,
           icon="refresh", needs=(HAS_SAVED, when.ONLINE)),
    Action(id="saved.rename", title=Message("Rename saved search"),
           help=Message("Give this saved search another name."), menu="tools", group=2, submenu=SEARCHES, icon="edit",
           needs=(HAS_SAVED,)),
    Action(id="saved.remove", title=Message("Delete saved search"),
           help=Message("Delete this saved search."), menu="tools", group=2,
           submenu=SEARCHES, icon="remove", needs=(HAS_SAVED,)),
    Action(id="saved.run_all", title=Message("Run all saved searches"),
           help=Message("Check all saved searches for new papers in the background."), menu="tools", group=2,
           submenu=SEARCHES, icon="refresh", needs=(SOME_SAVED, when.ONLINE)),
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

    def save() -> None:
        if context.now.page == LIBRARY:
            actions["library.new_view"].trigger()  # it begins with the words of the library's box
        else:
            session().save_shown()

    actions.bind("search.save", save)
    actions.bind("saved.run", of_one(lambda own, saved: own.open(saved)))
    actions.bind("saved.rename", of_one(lambda own, saved: own.rename_wanted.emit(saved)))
    actions.bind("saved.remove", of_one(lambda own, saved: own.remove(saved)))
    actions.bind("saved.run_all", lambda: session().run_all())
