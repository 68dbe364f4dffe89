"""The actions of the search: run it, go back and forward, and sort, extend and explain its results."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context.messages import UNDO_SHOWN_MS, Messages, UndoStep
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.search.search_session import SearchSession

HAS_RESULTS = Condition("has_results", lambda now: now.results > 0, "There are no results.")
HAS_MORE = Condition("has_more", lambda now: now.more, "Everything that the services have is here.")

_ORDERS = {
    "relevance": ("Sort by relevance", "As the services rank them, Semantic Scholar's first."),
    "year": ("Sort by date", "The newest first."),
    "citations": ("Sort by citations", "The most cited first, as Semantic Scholar counts."),
    "influence": ("Sort by influence", "The most influential citations first, as Semantic Scholar judges them."),
    "title": ("Sort by title", "A to Z."),
}
# fmt: off
GO = (
    Action(id="go.back", title="Back", help="Go back to the paper shown before.", menu="go", keys=("Alt+Left",),
           icon="back", needs=(when.CAN_GO_BACK,)),
    Action(id="go.forward", title="Forward", help="Go forward again.", menu="go", keys=("Alt+Right",), icon="forward",
           needs=(when.CAN_GO_FORWARD,)),
    Action(id="search.run", title="Run the search", help="Ask the services for what the box says.", menu="go", group=1,
           icon="search", needs=(when.HAS_WORDS,)),
    Action(id="search.cancel", title="Stop the search", help="Stop asking; what has arrived stays.", menu="go",
           group=1, icon="cross", needs=(when.SEARCHING,)),
)
RESULTS = (
    Action(id="search.why", title="Why these results", help="What each source said and what each filter takes.",
           menu="go", group=2, icon="question"),
    *(
        Action(id=f"search.sort_{order}", title=title, help=f"{why} Nothing is asked.", menu="go", group=3,
               needs=(HAS_RESULTS,))
        for order, (title, why) in _ORDERS.items()
    ),
    Action(id="search.load_more", title="Load more results", help="A page more of each source that has one.",
           menu="go", group=4, icon="get", needs=(HAS_MORE, when.ONLINE)),
    Action(id="search.load_all", title="Load all results",
           help="All rows of every source; the line below the results says how many requests that takes.", menu="go",
           group=4, icon="get", needs=(HAS_MORE, when.ONLINE)),
    Action(id="search.forget_opened", title="Forget which papers were opened",
           help="Results that were opened before have no sign any more.", menu="go", group=4),
)
# fmt: on


def bind_results(
    ui_context: UiContext, session: SearchSession, marks: PaperStatuses, show_why: Callable[[], None]
) -> None:
    """Bind the actions of the list to *session*. show_why: opens the search report."""
    bind = ui_context.actions.bind
    bind("search.why", show_why)
    for order in _ORDERS:
        bind(f"search.sort_{order}", partial(session.with_sort, order))
    bind("search.load_more", session.more)
    bind("search.load_all", session.load_all)
    bind("search.forget_opened", partial(_forget_opened, ui_context.messages, marks))


def _forget_opened(messages: Messages, marks: PaperStatuses) -> None:
    """Forget which papers were opened, with a way to undo."""
    before = marks.forget_opened()
    if not before:
        return

    async def put_back() -> None:
        undo()

    def undo() -> None:
        messages.close_message("opened")
        if messages.undo_step is undo_step:
            messages.set_undo_step(None)
        marks.remember_opened(before)

    undo_step = UndoStep("forget which papers were opened", put_back)
    note = Note("No paper has the sign of one that was opened.", icon="tick", steps=(Step("Undo", undo, icon="undo"),))
    messages.say("opened", note, lasts_ms=UNDO_SHOWN_MS)
    messages.set_undo_step(undo_step)
