"""The actions for other kinds of search: people, Zenodo records and Zenodo communities."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.text.titles import plain
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.ui.context.ui_context import UiContext

IN_PAPER = (
    Action(
        "paper.people",
        "People of this paper",
        "Show who wrote the paper, each with their papers, citations and h-index: 1 request.",
        "paper",
        4,
        (),
        "person",
        (when.HAS_PAPER, when.HAS_S2_PAGE),
        on_rows=True,
    ),
    Action(
        "paper.search_sentences",
        "Search in its sentences",
        "Find a passage in this paper alone, as far as its text is in Semantic Scholar's index.",
        "paper",
        4,
        (),
        "quote",
        (when.HAS_PAPER, when.HAS_S2_PAGE),
        on_rows=True,
    ),
)
SEARCH_RESULTS = (
    Action(
        "search.save_records",
        "Save Zenodo's results as a table…",
        "Write the records among the results as CSV or JSON: one row each, with DOI, date, authors and download link.",
        "go",
        2,
        (),
        "get",
    ),
)
FINDING = (
    Action(
        "view.authors",
        "Find people",
        "Find a person by name, and see what they wrote and with whom.",
        "view",
        3,
        ("Ctrl+6",),
        "person",
    ),
    Action(
        "view.sentences",
        "Search in sentences",
        "Find the passage that says it, in titles, abstracts and open texts.",
        "view",
        3,
        ("Ctrl+7",),
        "quote",
    ),
    Action(
        "view.records",
        "Search Zenodo's records",
        "Papers, data and software at Zenodo, with all its filters and orders; the table of them as CSV or JSON.",
        "view",
        3,
        (),
        "database",
    ),
    Action(
        "view.communities",
        "Zenodo communities",
        "Browse the collections at Zenodo: their policies, and their records.",
        "view",
        3,
        (),
        "people",
    ),
)


def bind_finding(ui_context: UiContext, save_records: Callable[[], None]) -> None:
    """Bind each action to its page, which shows what it showed last.

    Args:
        save_records: asks for a file and writes the table of records.
    """
    navigation = ui_context.navigation

    def open_page(page: str) -> None:
        if navigation.page != page:
            navigation.open(page, navigation.subject(page) or "")

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
