"""A saved search whose filters were applied to a whole list finds the same papers, in the same order, when it is opened
again: the services find and rank other papers with a filter than without it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

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
