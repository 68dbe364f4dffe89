"""Delete in a list of papers outside the library, and the numbers of papers in the menu of its rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

SHIFT = Qt.KeyboardModifier.ShiftModifier


def select(driver: Driver, first: int, last: int) -> None:
    driver.click_row(first)
    for _ in range(last - first):
        driver.press(Qt.Key.Key_Down, "resultsView", SHIFT)


def menu_titles(driver: Driver) -> list[str]:
    view = driver.view("resultsView")
    view.menu_wanted.emit(view.viewport().mapToGlobal(QPoint(30, 12)))
    menu = next(each for each in driver.window.findChildren(QMenu) if each.isVisible())
    titles = [shown_text(action.text()) for each in (menu, *menu.findChildren(QMenu)) for action in each.actions()]
    menu.close()
    return titles


async def test_delete_in_the_results_moves_those_of_the_library_to_the_trash(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        library, messages = driver.program.services.library, driver.window.messages
        await driver.search("attention")
        select(driver, 0, 1)
        driver.press(Qt.Key.Key_Delete, "resultsView")
        await driver.idle()
        assert messages.note("why not").text == "None of the selected papers is in your library."
        driver.trigger("paper.add")
        await driver.idle()
        select(driver, 0, 3)
        await driver.until(lambda: driver.window.context.now.kept_papers == 2)
        await driver.idle()
        driver.press(Qt.Key.Key_Delete, "resultsView")
        await driver.idle()
        assert messages.note("undo").lead == "Moved 2 papers to the trash."
        counts = await library.counts()
        assert (counts.papers, counts.trashed) == (0, 2)
        driver.press(Qt.Key.Key_Z, "resultsView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert (await library.counts()).papers == 2
        driver.click_row(0)
        await driver.idle()
        driver.press(Qt.Key.Key_Delete, "resultsView")
        await driver.idle()
        assert (await library.counts()).papers == 1


async def test_the_menu_of_several_results_counts_those_that_a_command_applies_to(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        select(driver, 0, 1)
        driver.trigger("paper.add")
        await driver.idle()
        select(driver, 0, 4)
        await driver.until(lambda: driver.window.context.now.kept_papers == 2)
        titles = menu_titles(driver)
        assert {"Move 2 papers to trash", "Edit a field of 2 papers…", "Add 3 papers to library"} <= set(titles)


async def test_delete_says_why_it_does_nothing_on_an_outlined_row_and_in_a_list_of_people(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, messages = Keyboard(driver), driver.window.messages
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        shown = driver.window.search_page.panes.paper.paper
        await keyboard.press("Ctrl+Alt+2")
        await driver.idle()
        assert driver.chosen("referencesView") == []
        await keyboard.press("Delete")
        await driver.idle()
        said = messages.note("why not")
        assert said.lead == "Move to trash"
        assert said.text == "No row is selected. Press the Down key to select the row with the outline."
        assert await driver.program.services.library.find(shown.id) is not None, "the paper shown beside it stays"
        await keyboard.press("Down")
        await keyboard.press("Delete")
        await driver.idle()
        assert messages.note("why not").text == "This paper is not in your library."
        messages.close_last()
        driver.trigger("view.authors")
        await keyboard.type("vaswani")
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Down")
        assert keyboard.focus.objectName() == "authorsView"
        await keyboard.press("Delete")
        await driver.idle()
        assert messages.note("why not").text == "The rows of this list cannot be deleted."
