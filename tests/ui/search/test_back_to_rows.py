"""A list that is shown again shows the paper of its row: details and keys are those of the row that has the focus."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


def _acted_on(driver: Driver) -> tuple[str, str, list[str]]:
    """The titles of the paper that actions apply to, of the one in the detail pane, and of the selected results."""
    now, shown = driver.window.context.now.paper, driver.window.search_page.shown_paper
    return (now.title if now else "", shown.title if shown else "", driver.chosen())


@pytest.mark.parametrize(("action", "words"), [("view.records", "graph"), ("view.sentences", "memory")])
@pytest.mark.parametrize("way", [("Ctrl+1",), ("Ctrl+3", "Ctrl+1"), ("Escape",)])
async def test_the_results_show_their_own_paper_after_one_of_another_page(
    demo: Any, tmp_path: Any, action: str, words: str, way: tuple[str, ...]
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        await _press(driver, keyboard, "Down", "Down", "Down")
        title = driver.titles()[2]
        driver.trigger(action)
        await driver.idle()
        await keyboard.type(words)
        await _press(driver, keyboard, "Return", "Down", "Return")
        assert driver.window.navigation.page == "search"
        assert driver.window.search_page.shown_paper.title != title
        await _press(driver, keyboard, "Alt+Left", *way)
        assert driver.window.navigation.page == "search"
        assert keyboard.focus is driver.view()
        assert _acted_on(driver) == (title, title, [title])


async def test_a_result_that_is_opened_on_the_map_is_not_one_of_the_rows_selected_before(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await _press(driver, keyboard, "Ctrl+A")
        selected = driver.chosen()
        assert len(selected) == len(driver.titles()) > 2
        driver.trigger("view.map_selection")
        await driver.until(lambda: driver.state("mapPageView") == "full")
        await driver.idle()
        driver.widget("mapPageView").canvas.setFocus()
        await _press(driver, keyboard, "Right", "Return")
        assert driver.window.navigation.page == "search"
        title = driver.window.search_page.shown_paper.title
        assert title in selected
        assert _acted_on(driver) == (title, title, [title])
        assert len(driver.window.context.now.papers) == 1
        assert not driver.widget("resultsView.selectionBar").isVisible()
        await _press(driver, keyboard, "Alt+Left")
        assert driver.window.navigation.page == "map"
        await _press(driver, keyboard, "Alt+Right")
        assert _acted_on(driver) == (title, title, [title])
        await _press(driver, keyboard, "Alt+Left", "Ctrl+1")
        assert driver.chosen() == selected, "as the list was left"


async def test_back_to_a_paper_of_another_page_shows_that_paper(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        await _press(driver, keyboard, "Down", "Down")
        title = driver.titles()[1]
        driver.trigger("view.sentences")
        await driver.idle()
        await keyboard.type("memory")
        await _press(driver, keyboard, "Return", "Down", "Return")
        found = driver.window.search_page.shown_paper
        driver.window.navigation.open("author", found.authors[0])
        await driver.idle()
        await _press(driver, keyboard, "Alt+Left")
        assert driver.window.search_page.shown_paper.id == found.id
        await _press(driver, keyboard, "Alt+Left", "Alt+Left")
        assert _acted_on(driver) == (title, title, [title])


@pytest.mark.parametrize("way", ["F6", "Ctrl+1", "Tab"])
@pytest.mark.parametrize("key", ["S", "Ctrl+T", "Ctrl+C", "Ctrl+D", "Ctrl+Shift+A", "Home"])
async def test_a_key_acts_on_the_paper_shown_until_a_row_of_the_list_with_the_focus_is_selected(
    demo: Any, tmp_path: Any, key: str, way: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("memory")
        keyboard = Keyboard(driver)
        await _press(driver, keyboard, "Down", "Down", "Ctrl+Alt+1", "Return")
        paper = driver.window.search_page.shown_paper
        shown, titles = paper.title, driver.titles()
        assert shown not in titles[:3]
        assert driver.chosen() == []
        if way == "Tab":
            await keyboard.tab_to("resultsView", back=True)
        else:
            await _press(driver, keyboard, *(["F6"] * 3 if way == "F6" else [way]))
        assert keyboard.focus is driver.view()
        assert driver.view().currentIndex().isValid(), "the frame"
        await _press(driver, keyboard, key)
        if key == "Home":
            assert _acted_on(driver) == (titles[0], titles[0], [titles[0]])
            return
        assert _acted_on(driver) == (shown, shown, [])
        library, downloads = driver.window.ui_context.services.library, driver.window.ui_context.services.downloads
        if key in ("S", "Ctrl+Shift+A"):
            assert paper.id in await library.find_many([paper])
            assert (await library.counts()).papers == 1
        elif key == "Ctrl+D":
            assert [item.paper.title for item in downloads.items() if item.paper is not None] == [shown]
        elif key == "Ctrl+C":
            assert shown.casefold() in QApplication.clipboard().text().casefold()
        if key == "Ctrl+T":
            await _press(driver, keyboard, "Escape")
        await _press(driver, keyboard, "Down")
        [chosen] = driver.chosen()
        assert _acted_on(driver) == (chosen, chosen, [chosen])
        await _press(driver, keyboard, "Ctrl+C")
        assert chosen.casefold() in QApplication.clipboard().text().casefold()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_a_key_acts_on_the_citing_paper_that_was_opened_not_on_the_first_row_of_its_list(
    demo: Any, tmp_path: Any, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, demo=True, size=size) as driver:
        await driver.search("10.18653/v1/N18-1202")
        keyboard = Keyboard(driver)
        await _press(driver, keyboard, "Down", "Return", "Ctrl+Alt+1")
        cited_by = driver.view("citedByView")
        await driver.until(lambda: cited_by.model().rowCount() > 0)
        titles = driver.titles("citedByView")
        cited_by.choose(titles.index(next(title for title in titles if title.startswith("People cannot distinguish"))))
        await _press(driver, keyboard, "Return")
        shown = driver.window.search_page.shown_paper.title
        assert shown.startswith("People cannot distinguish")
        await driver.until(lambda: cited_by.model().rowCount() > 0)
        await driver.idle()
        assert keyboard.focus is cited_by
        assert driver.chosen("citedByView") == []
        await _press(driver, keyboard, "S")
        [kept] = (await driver.program.services.library.page()).papers
        assert (kept.paper.title, kept.starred) == (shown, True)
        assert _acted_on(driver) == (shown, shown, [])
        await _press(driver, keyboard, "Down", "R")
        assert driver.chosen("citedByView") != [shown], "the row that the user went to"
        assert len((await driver.program.services.library.page()).papers) == 2


async def test_back_in_the_trail_scrolls_the_list_to_where_it_was(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("memory")
        keyboard = Keyboard(driver)
        await _press(driver, keyboard, "Down", "Down", "Down", "Ctrl+Alt+1")
        bar = driver.view().verticalScrollBar()
        assert bar.value() == 0
        await _press(driver, keyboard, "Return")
        assert driver.chosen() == [driver.window.search_page.shown_paper.title]
        assert bar.value() > 0, "the citing paper is further down in the list"
        await _press(driver, keyboard, "Escape", "Escape")
        assert keyboard.focus is driver.view()
        assert (driver.chosen(), bar.value()) == ([driver.titles()[2]], 0)


async def test_back_from_the_search_of_a_reference_returns_the_focus_to_its_row(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1440, 900)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        row = driver.titles().index(next(title for title in driver.titles() if title.startswith("Dual Attention Net")))
        driver.click_row(row)
        await driver.idle()
        await _press(driver, keyboard, "Ctrl+Alt+2", "Home")
        references = driver.view("referencesView")
        await driver.until(lambda: references.model().rowCount() > 0)
        unknown = next(
            line
            for line in range(references.model().rowCount())
            if "search for its title" in str(references.model().index(line, 0).data(Qt.ItemDataRole.AccessibleTextRole))
        )
        references.choose(unknown)
        assert keyboard.focus is references
        await _press(driver, keyboard, "Return")
        await driver.until(lambda: driver.window.search_page.search.query.words != "attention")
        await driver.idle()
        await _press(driver, keyboard, "Alt+Left")
        assert driver.chosen()[0].startswith("Dual Attention Net")
        await driver.until(lambda: references.isVisible() and references.lead_row() == unknown)
        assert keyboard.focus is references
