"""Back from the first paper that was opened from a filtered or sorted list returns to that list, and then to the list
before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.support.drawn_pdfs import draw_paper
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.papers.test_opening_rows import double_click


async def _filtered_and_sorted(driver: Driver, words: str) -> list[str]:
    """Search for *words*, and filter and sort the papers. Return their titles."""
    await driver.search(words)
    driver.click("filterChip.years")
    driver.type("2010", "yearFromEdit")
    driver.type("2020", "yearToEdit")
    driver.press(Qt.Key.Key_Return, "yearToEdit")
    await driver.idle()
    driver.trigger("search.sort_citations")
    await driver.idle()
    return driver.titles()


def _list(driver: Driver) -> tuple[list[str], str, str, list[str]]:
    query = driver.window.search_page.search.query
    return driver.titles(), driver.widget("filterChip.years").text(), query.sort, driver.chosen()


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640), (700, 640)])
@pytest.mark.parametrize("words", ["sleep", "memory"])
async def test_back_from_the_first_paper_opened_from_a_changed_list_returns_to_that_list(
    demo: Any, tmp_path: Path, words: str, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, demo=True, size=size) as driver:
        keyboard = Keyboard(driver)
        titles = await _filtered_and_sorted(driver, words)
        double_click(driver, "resultsView", 1)
        await driver.idle()
        panes = driver.window.search_page.panes
        assert panes.paper.paper.title == titles[1]
        assert panes.detail.isAncestorOf(keyboard.focus)
        is_as_left = (titles, "2010–2020", "citations", [titles[1]])
        await _press(driver, keyboard, "Alt+Left")
        assert _list(driver) == is_as_left
        assert keyboard.focus is driver.view()
        await _press(driver, keyboard, "Alt+Right")
        assert panes.detail.isAncestorOf(keyboard.focus)
        assert _list(driver) == is_as_left
        await _press(driver, keyboard, "Alt+Left", "Alt+Left")
        assert _list(driver)[1:3] == ("Years", "relevance")
        assert len(driver.titles()) > len(titles)
        await _press(driver, keyboard, "Alt+Right")
        assert _list(driver) == is_as_left


async def test_forward_leads_to_the_list_and_then_into_its_paper(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        titles = await _filtered_and_sorted(driver, "sleep")
        double_click(driver, "resultsView", 1)
        await driver.idle()
        panes = driver.window.search_page.panes
        for _ in range(2):
            await _press(driver, keyboard, "Alt+Left", "Alt+Left", "Alt+Right")
            assert driver.chosen() == [titles[1]]
            assert keyboard.focus is driver.view()
            await driver.until(driver.window.registry["go.forward"].isEnabled)
            await _press(driver, keyboard, "Alt+Right")
            assert panes.paper.paper.title == titles[1]
            assert panes.detail.isAncestorOf(keyboard.focus)
        await _press(driver, keyboard, "Esc")
        assert keyboard.focus is driver.view()
        await _press(driver, keyboard, "Alt+Left")
        assert len(driver.titles()) > len(titles), "Esc has led to the list already"


async def test_back_leads_through_the_papers_to_their_list_and_forward_not_into_the_paper_of_another_row(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard, paper = Keyboard(driver), driver.window.search_page.panes.paper
        titles = await _filtered_and_sorted(driver, "sleep")
        double_click(driver, "resultsView", 1)
        await driver.idle()
        await _press(driver, keyboard, "Ctrl+Alt+1", "Home", "Return")
        assert paper.paper.title != titles[1], "a paper that cites it"
        await _press(driver, keyboard, "Alt+Left")
        assert paper.paper.title == titles[1]
        assert keyboard.focus is driver.view("citedByView")
        await _press(driver, keyboard, "Alt+Left")
        assert (driver.titles(), driver.chosen(), keyboard.focus) == (titles, [titles[1]], driver.view())
        await _press(driver, keyboard, "Alt+Right")
        assert keyboard.focus is driver.view("citedByView")
        await _press(driver, keyboard, "Alt+Left", "Down")
        assert driver.chosen() == [titles[2]]
        await driver.until(lambda: paper.is_open)
        await _press(driver, keyboard, "Alt+Right")
        assert (driver.chosen(), keyboard.focus) == ([titles[2]], driver.view())


async def test_back_leads_from_a_paper_to_the_only_list_after_a_restart(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await _filtered_and_sorted(driver, "sleep")
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.until(lambda: bool(driver.titles()))
        await driver.until(lambda: not driver.window.registry["go.back"].isEnabled())
        double_click(driver, "resultsView", 1)
        await driver.idle()
        await driver.until(driver.window.registry["go.back"].isEnabled)
        await _press(driver, keyboard, "Alt+Left")
        assert keyboard.focus is driver.view()
        await driver.until(lambda: not driver.window.registry["go.back"].isEnabled())


async def test_back_closes_a_pdf_that_was_opened_from_a_searched_part_of_the_library(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile", demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        paper = driver.view("resultsView").model().paper_at(0)
        file = tmp_path / "mine.pdf"
        file.write_bytes(draw_paper(paper.title, [author.name for author in paper.authors][:3]))
        await driver.program.services.pdf_import.attach(paper, file)
        driver.trigger("view.library")
        await driver.idle()
        await _press(driver, keyboard, "Ctrl+F")
        await keyboard.type(paper.title.split()[0])
        await driver.idle()
        double_click(driver, "libraryView", 0)
        reading = driver.window.search_page.panes.reading
        await driver.until(lambda: reading.is_on)
        await driver.idle()
        assert not driver.view("libraryView").hasFocus()
        await _press(driver, keyboard, "Alt+Left")
        assert not reading.is_on
        assert driver.window.navigation.page == "library"
        assert driver.widget("libraryEdit").text() == paper.title.split()[0]
        assert driver.chosen("libraryView") == [paper.title]
        assert keyboard.focus is driver.view("libraryView")
        await _press(driver, keyboard, "Alt+Right")
        await driver.until(lambda: reading.is_on)
        await _press(driver, keyboard, "Alt+Left", "Alt+Left")
        assert driver.window.navigation.page == "search"


@pytest.mark.parametrize("change", ["filter", "column"])
async def test_back_from_the_author_of_the_first_paper_leads_to_the_paper_and_then_to_its_list(
    demo: Any, tmp_path: Path, change: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard, panes = Keyboard(driver), driver.window.search_page.panes
        await driver.search("sleep")
        before = driver.titles()
        if change == "filter":
            driver.click("filterChip.open_access")
        else:
            head = driver.window.search_page.panes.results.findChild(QWidget, "sortHead.year")
            QTest.mouseClick(head, Qt.MouseButton.LeftButton)
        await driver.idle()
        titles = driver.titles()
        assert titles != before
        driver.view().setFocus()
        await _press(driver, keyboard, "Home", "Return")
        assert panes.paper.paper.title == titles[0]
        await keyboard.tab_to("authorLink")
        await _press(driver, keyboard, "Return")
        assert driver.window.navigation.page == "author"
        await _press(driver, keyboard, "Alt+Left")
        assert (panes.paper.paper.title, keyboard.focus.objectName()) == (titles[0], "authorLink")
        await _press(driver, keyboard, "Alt+Left")
        assert (driver.titles(), driver.chosen(), keyboard.focus) == (titles, [titles[0]], driver.view())
        await _press(driver, keyboard, "Alt+Right")
        assert (panes.paper.paper.title, keyboard.focus.objectName()) == (titles[0], "authorLink")
        await _press(driver, keyboard, "Alt+Right")
        assert driver.window.navigation.page == "author"
        await _press(driver, keyboard, "Alt+Left", "Alt+Left", "Alt+Left")
        assert driver.titles() != titles, "the list before it"
