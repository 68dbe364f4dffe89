"""The library's list and the results are sorted, and the columns of its table are chosen, by commands."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.ui.rows.panel_line_delegate import ICON
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

ROWS = (("beta", 2001), ("Alpha", 2020), ("Delta", 2010))
SORTS = [f"library.sort_{order}" for order in ("added", "title", "author", "year", "venue", "citations")]
ALL_SORTS = SORTS + [
    f"search.sort_{order}" for order in ("relevance", "year", "citations", "influence", "title", "author")
]


async def show_library(driver: Driver) -> Keyboard:
    for title, year in ROWS:
        paper = Paper(title, Ids(doi=f"10.5555/{title.lower()}"), (Author(f"{title[::-1]} U."),), year=year)
        await driver.program.services.library.add([paper])
    keyboard = Keyboard(driver)
    driver.trigger("view.library")
    await driver.idle()
    driver.view("libraryView").setFocus()
    return keyboard


async def run(driver: Driver, keyboard: Keyboard, words: str) -> str:
    """Run the first command that the palette has for *words*. Return its icon."""
    await keyboard.press("Ctrl+Shift+P")
    await keyboard.type(words)
    icon = str(driver.widget("paletteList").item(0).data(ICON))
    await keyboard.press("Return")
    await driver.idle()
    return icon


async def test_commands_sort_the_library_and_reverse_its_order(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, actions = await show_library(driver), driver.window.registry

        def ticked() -> list[str]:
            return [each for each in SORTS if actions[each].isChecked()]

        assert ticked() == ["library.sort_added"]
        for kind in ("cards", "table"):
            driver.trigger(f"library.{kind}")
            await driver.idle()
            assert await run(driver, keyboard, "sort title") != "tick"
            assert driver.titles("libraryView") == ["Alpha", "beta", "Delta"]
            assert ticked() == ["library.sort_title"]
            assert await run(driver, keyboard, "sort title") == "tick"
            assert driver.titles("libraryView") == ["Delta", "beta", "Alpha"]
            assert ticked() == ["library.sort_title"], "a command that is run again stays ticked"
            await run(driver, keyboard, "sort year")
            assert driver.titles("libraryView") == ["Alpha", "Delta", "beta"]
            assert ticked() == ["library.sort_year"]


async def test_the_commands_for_results_and_those_for_the_library_are_each_for_their_page(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        actions = driver.window.registry
        assert actions["search.sort_year"].isEnabled()
        assert actions.why_not("library.sort_year") == "Only available in the library."
        await show_library(driver)
        assert actions["library.sort_year"].isEnabled()
        assert not actions["search.sort_year"].isEnabled()


@pytest.mark.parametrize("kind", ["cards", "table"])
async def test_a_command_offers_the_columns_of_the_table(demo: Any, tmp_path: Any, kind: str) -> None:
    async with window_on(demo, tmp_path, size=(640, 480)) as driver:
        keyboard = await show_library(driver)
        driver.trigger(f"library.{kind}")
        await driver.idle()
        await run(driver, keyboard, "columns")
        await driver.until(lambda: QApplication.activePopupWidget() is not None)
        menu = QApplication.activePopupWidget()
        assert menu is not None
        assert menu.objectName() == "columnsMenu"
        assert driver.view("libraryView").property("view") == "table"
        assert driver.window.registry["library.table"].isChecked()
        entry = next(each for each in menu.actions() if shown_text(each.text()) == "Publisher")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
        assert "publisher" in driver.view("libraryView").property("columns")
        menu.close()


async def test_only_the_order_of_the_list_that_is_shown_is_ticked(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry

        def ticked() -> list[str]:
            return [each for each in ALL_SORTS if actions[each].isChecked()]

        assert ticked() == [], "nothing is listed"
        await driver.search("attention")
        assert ticked() == ["search.sort_relevance"]
        for words, order in (("results year", "year"), ("results year", "year"), ("results title", "title")):
            await run(driver, keyboard, f"sort {words}")
            assert ticked() == [f"search.sort_{order}"]
        heads = driver.window.findChildren(QAbstractButton, "sortHead.year")
        QTest.mouseClick(next(head for head in heads if head.isVisible()), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert ticked() == ["search.sort_year"]
        await show_library(driver)
        assert ticked() == ["library.sort_added"]
        await run(driver, keyboard, "sort library title")
        assert ticked() == ["library.sort_title"]
        driver.trigger("view.downloads")
        await driver.idle()
        assert ticked() == []
        driver.trigger("view.search")
        await driver.idle()
        assert ticked() == ["search.sort_year"]
