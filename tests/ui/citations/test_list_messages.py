"""The remarks above a list of citations."""

from __future__ import annotations

from typing import cast

import msgspec
import pytest

from scholar_desktop.domain.citations.citation import CitationListState
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.services.citations.citation_list import CitationList
from scholar_desktop.services.citations.citations import Citations
from scholar_desktop.ui.citations.list_messages import list_remarks
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on

ENDED = CitationListState(source=CORPUS, retrieved="2026-11-03T00:00:00Z", loaded=5, slices=())


def remarks(state: CitationListState) -> list[str]:
    found = CitationList(cast("Citations", None), Paper(title="On Forms"), "citations")
    found.state = state
    return list_remarks(found)


@pytest.mark.parametrize(
    ("state", "has_missing"),
    [
        (ENDED, True),
        (msgspec.structs.replace(ENDED, complete=True), False),
        (msgspec.structs.replace(ENDED, slices=CitationListState().slices), False),
        (msgspec.structs.replace(ENDED, damaged=1), False),
    ],
)
def test_a_list_of_the_corpus_says_that_papers_are_missing_only_if_it_ended_early_and_has_no_damage(
    state: CitationListState, has_missing: bool
) -> None:
    shown = remarks(state)
    assert shown[0].startswith("from the offline corpus, as of ")
    assert ("some are not in the corpus yet" in shown) is has_missing


async def test_only_of_a_new_paper_a_list_without_citations_says_that_it_is_new(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("Transformer++")  # of 2020
        driver.click_row(driver.titles().index("Transformer++"))
        driver.trigger("view.cited_by")
        await driver.idle()
        message = driver.window.search_page.panes.citations.cited_by.pane.message
        assert (message.heading, message.text) == ("No citing papers found", "Semantic Scholar lists none.")


async def test_a_record_names_the_paper_of_the_results_that_it_belongs_to(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("turing")
        assert "Neural Turing Machines" in driver.titles()
        for keys in ("Down", "End", "Ctrl+Alt+1"):
            await keyboard.press(keys)
        await driver.idle()
        message = driver.window.search_page.panes.citations.cited_by.pane.message
        belongs = "It belongs to the paper “Neural Turing Machines”."
        assert message.text == f"Semantic Scholar does not list this Zenodo record. {belongs}"


async def test_a_record_names_the_identifier_of_its_paper_if_the_title_is_not_known(demo, tmp_path):
    async with window_on(demo, tmp_path, sources=("zenodo",)) as driver:
        await driver.search("copy, sort and recall tasks")
        for keys in ("Down", "Ctrl+Alt+1"):
            await Keyboard(driver).press(keys)
        await driver.idle()
        message = driver.window.search_page.panes.citations.cited_by.pane.message
        assert message.text.endswith(" It belongs to the paper with the arXiv ID 1410.5401.")
