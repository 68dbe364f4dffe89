"""The words in the library's box come back after a restart, with the filters and the row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.library.test_library_filters import choose, fill, note, rows

SIZE = (1024, 640)
ROW = 13
"""A row that is not in sight at the top of the list."""


def selected(driver: Driver) -> list[str]:
    """The titles of the selected rows that are in sight."""
    view, titles = driver.view("libraryView"), driver.titles("libraryView")
    chosen = [(row, view.visualRect(view.model().index(row, 0))) for row in view.chosen_rows()]
    return [titles[row] for row, place in chosen if view.viewport().rect().intersects(place)]


def change_state(folder: Path, **values: str) -> None:
    """Change what the window has kept."""
    [file] = folder.rglob("state.json")
    state = json.loads(file.read_text("utf-8"))
    assert state["library_row"]
    file.write_text(json.dumps({**state, **values}), "utf-8")


async def search(driver: Driver, words: str) -> None:
    driver.click("libraryEdit")
    await Keyboard(driver).type(words)
    await driver.idle()


@pytest.mark.parametrize("kind", ["cards", "table"])
@pytest.mark.parametrize("part", ["", "Thesis"])
async def test_the_words_come_back_with_the_filters_and_the_row(
    demo: Any, tmp_path: Path, part: str, kind: str
) -> None:
    async with window_on(demo, tmp_path, citations=None, size=SIZE) as driver:
        await fill(driver, 100)
        services = driver.program.services
        papers = [kept.paper for kept in (await services.library.page(limit=100)).papers]
        await services.collections.put_in(papers, "Thesis")
        if part:
            driver.window.navigation.show_collection((await services.collections.all())[0])
        driver.trigger(f"library.{kind}")
        await driver.idle()
        await choose(driver, "open_access", "yes")
        await search(driver, "paper")
        found, count = driver.titles("libraryView"), note(driver)
        assert len(found) == 25
        driver.click_row(ROW, "libraryView")
        await driver.idle()
    for _ in range(2):
        async with window_on(demo, tmp_path, citations=None, size=SIZE) as driver:
            await driver.idle()
            assert driver.widget("libraryEdit").text() == "paper"
            assert (driver.titles("libraryView"), note(driver)) == (found, count)
            assert selected(driver) == [found[ROW]]


async def test_the_row_stays_selected_when_the_words_of_the_last_run_are_removed(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None, size=SIZE) as driver:
        await fill(driver, 100)
        await search(driver, "type:book")
        title = driver.titles("libraryView")[ROW]
        driver.click_row(ROW, "libraryView")
        await driver.idle()
    async with window_on(demo, tmp_path, citations=None, size=SIZE) as driver:
        await driver.idle()
        assert selected(driver) == [title]
        driver.widget("libraryEdit").setFocus()
        for key in ("Ctrl+A", "Delete"):
            await Keyboard(driver).press(key)
        await driver.idle()
        assert len(rows(driver)) == 100
        assert selected(driver) == [title], "as after words that were typed in this run"


@pytest.mark.parametrize("page", ["downloads", "search"])
async def test_the_words_come_back_also_if_another_page_was_shown_last(demo: Any, tmp_path: Path, page: str) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        await search(driver, "type:book")
        found, count = rows(driver), note(driver)
        assert len(found) == 8
        driver.click(f"sidebar.view.{page}")
        await driver.idle()
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.idle()
        assert not driver.view("libraryView").isVisible()
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.idle()
        assert driver.window.navigation.page == page
        driver.click("sidebar.view.library")
        await driver.idle()
        assert driver.widget("libraryEdit").text() == "type:book"
        assert (rows(driver), note(driver)) == (found, count)


async def test_the_words_stay_if_they_hide_the_row(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        await search(driver, "paper")
        driver.click_row(3, "libraryView")
        await driver.idle()
        assert selected(driver) != ["Paper 7"]
    change_state(tmp_path, library_words="title:7")
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.idle()
        assert driver.widget("libraryEdit").text() == "title:7"
        assert rows(driver) == ["Paper 7"]
