"""The actions of the search: run it, go back and forward, and sort, extend and explain its results."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.search.filters import NAMES, OPEN_ACCESS, filter_title
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import RESULTS_MENU, SEARCHES, SORT, Action
from scholar_desktop.ui.actions.conditions import SHOWS_RESULTS, Condition
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.messages import UNDO_SHOWN_MS, Messages
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.action_context import ActionState
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.search.search_session import SearchSession

HAS_RESULTS = Condition("has_results", lambda now: now.results > 0, Message("There are no results."))
SORTS_RESULTS = Condition(
    "sorts_results",
    SHOWS_RESULTS.holds,
    Message("Only available on the search page."),
    cases=(
        (
            lambda now: now.page == places.LIBRARY,
            Message("This sorts search results. To sort your library, use the headings above its list."),
        ),
    ),
)
HAS_MORE = Condition("has_more", lambda now: now.more, Message("All results are loaded."))

_ORDERS = {
    "relevance": (
        Message("Sort results by relevance"),
        Message("In the services' order, results from Semantic Scholar first. A paper may lack some of the words."),
    ),
    "year": (Message("Sort results by year"), Message("Newest first.")),
    "citations": (Message("Sort results by citations"), Message("Most cited first, as counted by Semantic Scholar.")),
    "influence": (
        Message("Sort results by influence"),
        Message("Most influential citations first, as rated by Semantic Scholar."),
    ),
    "title": (Message("Sort results by title"), Message("By title, A to Z.")),
    "author": (Message("Sort results by author"), Message("By family name of the first author, A to Z.")),
}

_FILTERS = {
    name: (
        Message("Filter results: {filter}", filter=filter_title(name))
        if name == OPEN_ACCESS
        else Message("Filter results: {filter}…", filter=filter_title(name))
    )
    for name in NAMES
}
"""The titles of the commands that set the filters. They are only in the palette: the page has a chip or a menu for
each."""


def _sorts_results_by(order: str, now: ActionState) -> bool:
    return now.order == order


# fmt: off
GO = (
    Action(id="go.back", title=Message("Back"), help=Message("Go back to the previous paper, search or view."),
           menu="go", keys=("Alt+Left",), icon="back", needs=(when.CAN_GO_BACK,)),
    Action(id="go.forward", title=Message("Forward"), help=Message("Go forward to the next paper, search or view."),
           menu="go", keys=("Alt+Right",), icon="forward", needs=(when.CAN_GO_FORWARD,)),
    Action(id="search.run", title=Message("Run search"), help=Message("Search for the text in the search box."),
           menu="tools", group=2, submenu=SEARCHES, icon="search", needs=(when.HAS_WORDS,)),
    Action(id="search.corpus", title=Message("Search offline corpus"),
           help=Message("Search the offline corpus alone, without a request, until you search all sources again."),
           menu="tools", group=2, submenu=SEARCHES, icon="database"),
    Action(id="search.all_sources", title=Message("Search all sources"),
           help=Message("Search all sources that are turned on in the settings again."), menu="tools", group=2,
           submenu=SEARCHES, icon="search", needs=(when.SEARCHES_SOME_SOURCES,)),
    Action(id="view.search_sources", title=Message("Sources to search…"),
           help=Message("Choose which services are searched."), menu="tools", group=2, submenu=SEARCHES),
    Action(id="search.cancel", title=Message("Stop search"),
           help=Message("Stop searching and keep the results so far."), menu="tools", group=2, submenu=SEARCHES,
           icon="cross", needs=(when.SEARCHING,)),
)
RESULTS = (
    Action(id="search.why", title=Message("Why these results"),
           help=Message("See what each source returned and what each filter removed."), menu="view", group=1,
           submenu=RESULTS_MENU, icon="question", needs=(SHOWS_RESULTS,)),
    *(
        Action(id=f"search.sort_{order}", title=title, help=why, menu="view", group=1, submenu=SORT,
               checkable=True, checked_when=partial(_sorts_results_by, order), needs=(SORTS_RESULTS, HAS_RESULTS))
        for order, (title, why) in _ORDERS.items()
    ),
    Action(id="search.load_more", title=Message("Load more results"),
           help=Message("Load the next page from each source."), menu="view", group=1, submenu=RESULTS_MENU, icon="get",
           needs=(HAS_MORE, when.ONLINE)),
    Action(id="search.load_all", title=Message("Load all results"),
           help=Message("Load everything that the sources have. This can take several minutes."), menu="view", group=1,
           submenu=RESULTS_MENU, icon="get", needs=(HAS_MORE, when.ONLINE)),
    *(
        Action(id=f"search.filter_{name}", title=title, help=Message("Set this filter of the search."), menu="",
               icon="filter", needs=(SHOWS_RESULTS,))
        for name, title in _FILTERS.items()
    ),
    Action(id="search.clear_filters", title=Message("Clear filters of the search"),
           help=Message("Clear filters. They stay for your next searches until you clear them."), menu="view", group=1,
           submenu=RESULTS_MENU, icon="cross", needs=(when.HAS_FILTERS,)),
    Action(id="search.forget_opened", title=Message("Mark all papers as not opened"),
           help=Message("Forget which papers you opened; their titles are bold again in lists of papers."),
           menu="view", group=1, submenu=RESULTS_MENU),
)
# fmt: on


def bind_results(
    ui_context: UiContext,
    session: SearchSession,
    marks: PaperStatuses,
    show_why: Callable[[], None],
    set_filter: Callable[[str], None],
) -> None:
    """Bind the actions of the list to *session*. show_why: opens the search report; set_filter: lets the user set the
    filter of a name."""
    bind = ui_context.actions.bind
    bind("search.why", show_why)
    for order in _ORDERS:
        bind(f"search.sort_{order}", partial(session.with_sort, order))
    for name in NAMES:
        bind(f"search.filter_{name}", partial(set_filter, name))
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
        messages.forget_undo_steps([undo_step])
        marks.remember_opened(before)

    undo_step = UndoStep(
        gettext("mark all papers as not opened"), gettext("Marked the opened papers as opened again."), put_back
    )
    note = Note(
        gettext("Marked all papers as not opened."), icon="tick", steps=(Step(gettext("Undo"), undo, icon="undo"),)
    )
    messages.say("opened", note, lasts_ms=UNDO_SHOWN_MS)
    messages.add_undo_step(undo_step)
