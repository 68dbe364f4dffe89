"""A saved search whose filters were applied to a whole list finds the same papers, in the same order, when it is opened
again: the services find and rank other papers with a filter than without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from scholar_desktop.domain.search.saved_search import SavedSearch
from tests.support.window_driver import Driver, shown_tooltip, window_on

UNTIL = 2010


async def titles_of_the_service(url: str, words: str) -> tuple[set[str], set[str], set[str]]:
    """Return the titles of papers until that year, read without the program: those among the first hundred best
    matches, among all best matches, and in the full list."""

    def old(rows: list[dict[str, Any]]) -> set[str]:
        return {one["title"] for one in rows if one["year"] <= UNTIL}

    async with httpx.AsyncClient(base_url=url) as client:

        async def get(path: str, **parameters: Any) -> Any:
            return (await client.get(path, params={"query": words, "fields": "title,year"} | parameters)).json()

        pages = []
        offset: int | None = 0
        while offset is not None:
            page = await get("/graph/v1/paper/search", limit=100, offset=offset)
            pages.append(page["data"])
            offset = page.get("next")
        full = await get("/graph/v1/paper/search/bulk")
    assert full.get("token") is None
    return old(pages[0]), old([row for page in pages for row in page]), old(full["data"])


def saved_row(driver: Driver, key: str) -> QAbstractButton:
    return driver.window.findChild(QAbstractButton, f"sidebar.saved.{key}")


def current(driver: Driver, saved: Sequence[SavedSearch]) -> list[str]:
    """Return the keys of those of *saved* that the sidebar marks as shown."""
    rows = [(one.key, saved_row(driver, one.key)) for one in saved]
    return [key for key, row in rows if row is not None and row.isChecked()]


@pytest.mark.parametrize(("words", "is_continued"), [("turing", False), ("review", True)])
async def test_a_search_saved_with_a_filter_of_a_whole_list_shows_the_same_papers_again(
    demo, tmp_path, words, is_continued
):
    first, best, full = await titles_of_the_service(demo.url, words)
    assert first - full, "some best matches are not in the full list"
    truth = full | (best if is_continued else first)
    async with window_on(demo, tmp_path, sources=("s2",)) as driver:
        await driver.search(words)
        driver.click("loadAllButton")
        await driver.idle()
        driver.click("filterChip.years")
        driver.type(str(UNTIL), "yearToEdit")
        driver.press(Qt.Key.Key_Return, "yearToEdit")
        await driver.idle()
        titles = driver.titles()
        assert set(titles) == truth
        driver.click("saveSearchButton")
        await driver.idle()
        (saved,) = await driver.program.services.saved_searches.all()
        foot = driver.widget("moreRows").words
        await driver.search("memory")
        assert not saved_row(driver, saved.key).isChecked()
        demo.reset()
        saved_row(driver, saved.key).click()
        await driver.idle()
        assert driver.titles() == titles
        assert driver.widget("moreRows").words == foot
        run = (await driver.program.services.search_ledger.runs())[0]
        assert run.shown == len(titles)
        assert sum(source.requests for source in run.sources) == demo.stats()["counts"]["s2"]
        assert driver.widget("saveSearchButton").text() == "Search saved"
    async with window_on(demo, tmp_path, sources=("s2",)) as driver:
        await driver.until(
            lambda: saved_row(driver, saved.key) is not None and saved_row(driver, saved.key).isChecked()
        )
        saved_row(driver, saved.key).click()
        await driver.idle()
        assert driver.titles() == titles
        assert "The filters are applied on your computer to all papers" in shown_tooltip(saved_row(driver, saved.key))


async def test_a_saved_search_is_current_only_where_its_filters_were_applied_alike(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.search("attention")
        sent = driver.titles()
        driver.click("saveSearchButton")
        await driver.idle()
        (first,) = await driver.program.services.saved_searches.all()
        assert saved_row(driver, first.key).isChecked()
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.search("attention")
        assert not saved_row(driver, first.key).isChecked()
        driver.click("filterChip.open_access")
        await driver.idle()
        filtered = driver.titles()
        assert set(sent) < set(filtered), "the services leave out papers that the filter here keeps"
        assert not saved_row(driver, first.key).isChecked()
        assert driver.widget("saveSearchButton").text() == "Save search"
        driver.click("saveSearchButton")
        await driver.idle()
        saved = await driver.program.services.saved_searches.all()
        (second,) = (one for one in saved if one.key != first.key)
        assert current(driver, saved) == [second.key]
        driver.click("saveSearchButton")
        await driver.idle()
        assert len(await driver.program.services.saved_searches.all()) == 2
        saved_row(driver, first.key).click()
        await driver.idle()
        assert (driver.titles(), current(driver, saved)) == (sent, [first.key])
        driver.click("allPdfsButton")
        assert current(driver, saved) == [second.key], "while it is loaded"
        await driver.idle()
        assert sorted(driver.titles()) == sorted(filtered)
        assert current(driver, saved) == [second.key]
        driver.trigger("go.back")
        await driver.idle()
        assert current(driver, saved) == [], "the search without a filter"
        driver.trigger("go.forward")
        await driver.idle()
        assert current(driver, saved) == [second.key]
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: current(driver, saved) == [second.key])
        saved_row(driver, first.key).click()
        await driver.idle()
        assert (driver.titles(), current(driver, saved)) == (sent, [first.key])


async def test_a_filter_that_no_service_applies_does_not_make_another_search_of_a_saved_one(demo, tmp_path):
    async with window_on(demo, tmp_path, sources=("unpaywall",)) as driver:
        await driver.search("memory")
        driver.click("filterChip.years")
        driver.type(str(UNTIL), "yearToEdit")
        driver.press(Qt.Key.Key_Return, "yearToEdit")
        await driver.idle()
        driver.click("loadAllButton")
        await driver.idle()
        driver.click("saveSearchButton")
        await driver.idle()
        (saved,) = await driver.program.services.saved_searches.all()
        assert saved.here
        await driver.search("attention")
        assert current(driver, [saved]) == []
        await driver.search("memory")
        assert current(driver, [saved]) == [saved.key]


async def test_a_run_that_was_filtered_here_is_the_saved_search_when_it_is_run_again(demo, tmp_path):
    async with window_on(demo, tmp_path, sources=("s2",)) as driver:
        await driver.search("turing")
        driver.click("loadAllButton")
        await driver.idle()
        driver.click("filterChip.years")
        driver.type(str(UNTIL), "yearToEdit")
        driver.press(Qt.Key.Key_Return, "yearToEdit")
        await driver.idle()
        titles = driver.titles()
        driver.click("saveSearchButton")
        await driver.idle()
        await driver.search("memory")
        driver.trigger("view.ledger")
        await driver.idle()
        driver.view("ledgerView").choose(2)
        await driver.idle()
        driver.trigger("ledger.again")
        await driver.idle()
        assert driver.titles() == titles
        assert driver.widget("saveSearchButton").text() == "Search saved"
        driver.trigger("search.save")
        await driver.idle()
        assert len(await driver.program.services.saved_searches.all()) == 1
