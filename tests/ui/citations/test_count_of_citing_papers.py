"""The numbers of citing papers agree where Semantic Scholar counts fewer than it lists."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.citations.citation import Citation, CitationListState
from scholar_desktop.domain.paper import Counts, Ids, Paper
from tests.support.fake_citations import PAPER, FakeCitations, rows_by_day
from tests.support.window_driver import Driver, window_on


@pytest.fixture
def play() -> Iterator[FakeCitations]:
    made = FakeCitations(total=0)
    yield made
    made.stop()


@asynccontextmanager
async def opened(demo, folder: Path, play: FakeCitations) -> AsyncIterator[Driver]:  # type: ignore[no-untyped-def]
    async with window_on(demo, folder, semantic_scholar_url=play.url) as driver:
        await driver.search(f"s2:{PAPER}")
        driver.trigger("paper.open")
        driver.trigger("view.cited_by")
        await driver.idle()
        yield driver


def title_of_tab(driver: Driver) -> str:
    return driver.window.search_page.panes.citations.tabs.tabText(0)


def cites_of_row(driver: Driver) -> str:
    return driver.view().model().row(0).cites


async def test_the_tab_and_the_row_count_a_citing_paper_that_is_listed(demo, tmp_path, play):
    play.rows = rows_by_day(1)
    async with opened(demo, tmp_path, play) as driver:
        assert driver.titles("citedByView") == ["Study 0 of tides"]
        await driver.until(lambda: title_of_tab(driver) == "Cited by 1")
        await driver.until(lambda: cites_of_row(driver) == "1")


async def test_a_list_that_is_longer_than_its_number_has_a_plus_until_it_is_whole(demo, tmp_path, play):
    play.rows, play.total = rows_by_day(1_500), 20
    async with opened(demo, tmp_path, play) as driver:
        await driver.until(lambda: title_of_tab(driver) == "Cited by 1,000+")
        assert cites_of_row(driver) == "1,000"
        assert driver.window.search_page.panes.citations.cited_by.loaded_words() == "1,000 loaded"
        driver.click("citedBy.more")
        await driver.until(lambda: title_of_tab(driver) == "Cited by 1,500")
        await driver.until(lambda: cites_of_row(driver) == "1,500")


async def test_a_list_that_is_shorter_than_its_number_leaves_the_number(demo, tmp_path, play):
    play.rows, play.total = rows_by_day(1_500), 1_600
    async with opened(demo, tmp_path, play) as driver:
        await driver.until(lambda: title_of_tab(driver) == "Cited by 1,600")
        driver.click("citedBy.more")
        await driver.until(lambda: driver.view("citedByView").model().rowCount() == 1_500)
        await driver.idle()
        assert title_of_tab(driver) == "Cited by 1,600"
        assert cites_of_row(driver) == "1,600"


async def test_compare_does_not_count_fewer_citations_than_are_loaded(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        store = driver.window.ui_context.services.citations.store
        both = [Paper(f"Kelp {n}", Ids(s2=f"{n:040x}"), counts=Counts(citations=2)) for n in (1, 2)]
        rows = [Citation(paper=Paper(f"Citing {n}", Ids(s2=f"{n:040x}"))) for n in range(10, 15)]
        part = CitationListState(loaded=len(rows), slices=(), retrieved="2099-01-01T00:00:00Z")
        for paper in both:
            await store.add(paper, "citations", rows, part, before=0)
        driver.window.navigation.open("compare", tuple(both))
        await driver.idle()
        texts = " ".join(found.text() for found in driver.widget("comparePage").findChildren(QLabel))
        assert "Paper 1: 5 citations loaded. Paper 2: 5 citations loaded." in texts
