"""The actions for other kinds of search: people, Zenodo records and Zenodo communities."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import EXPORT, RELATED, ZENODO, Action
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.ui.context.ui_context import UiContext

# fmt: off
IN_PAPER = (
    Action(id="paper.people", title=Message("Show authors"),
           help=Message("See who wrote this paper, with their papers, citations and h-index (1 request)."),
           menu="paper", group=4, submenu=RELATED, icon="person", needs=(when.HAS_PAPER, when.HAS_S2_PAGE),
           on_rows=True, of_one=True),
    Action(id="paper.search_sentences", title=Message("Search this paper's text"),
           help=Message("Find a passage in this paper, if Semantic Scholar has its text."), menu="paper", group=4,
           submenu=RELATED, icon="quote", needs=(when.HAS_PAPER, when.HAS_S2_PAGE), on_rows=True, of_one=True),
)
SEARCH_RESULTS = (
    Action(id="search.save_records", title=Message("Export Zenodo results…"),
           help=Message("Save the Zenodo records among the results as CSV or JSON, with DOI, date, authors and "
                        "download link."), menu="file", group=2, submenu=EXPORT, icon="get",
           needs=(when.SHOWS_RESULTS,)),
)
FINDING = (
    Action(id="view.authors", title=Message("Find people"),
           help=Message("Find a person by name, and see their papers and co-authors."), menu="go", group=3,
           keys=("Ctrl+6",), icon="person"),
    Action(id="view.sentences", title=Message("Search full texts"),
           help=Message("Find a passage by what it says, in titles, abstracts and open full texts."), menu="go",
           group=3, keys=("Ctrl+7",), icon="quote"),
    Action(id="view.records", title=Message("Search Zenodo"),
           help=Message("Find papers, data and software at Zenodo with all its filters, and export the results as CSV "
                        "or JSON."), menu="go", group=3, submenu=ZENODO, keys=("Alt+Z",), icon="database"),
    Action(id="view.communities", title=Message("Zenodo communities"),
           help=Message("Browse Zenodo's curated collections and their records."), menu="go", group=3, submenu=ZENODO,
           keys=("Alt+Shift+Z",), icon="people"),
)
# fmt: on


def bind_finding(ui_context: UiContext, save_records: Callable[[], None]) -> None:
    """Bind each action to its page, which shows what it showed last.

    Args:
        save_records: asks for a file and writes the table of records.
    """
    navigation = ui_context.navigation

    def open_page(page: str) -> None:
        if navigation.page != page:
            navigation.open(page, navigation.subject(page) or "", below=places.SEARCH)
        elif page == places.RECORDS:
            navigation.show_part(page, places.SEARCH_BOX)

    def search_in_paper() -> None:
        paper = ui_context.context.now.paper
        if paper is not None:
            navigation.open(places.SENTENCES, paper, came_from=plain(paper.title))

    ui_context.actions.bind("search.save_records", save_records)

    def show_people() -> None:
        paper = ui_context.context.now.paper
        if paper is not None:
            navigation.open(places.AUTHORS, paper, came_from=plain(paper.title))

    ui_context.actions.bind("paper.people", show_people)
    ui_context.actions.bind("paper.search_sentences", search_in_paper)
    for page in (places.AUTHORS, places.SENTENCES, places.RECORDS, places.COMMUNITIES):
        ui_context.actions.bind(f"view.{page}", partial(open_page, page))
