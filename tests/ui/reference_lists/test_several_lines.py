"""Several lines of a reference list are accepted, skipped and included at once, with one step to undo it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.ui.context.messages import WHY_NOT
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_review_page import FRESH, OPEN, paste, standings
from tests.ui.reference_lists.test_undone_decisions import message, undo_entry

ASKING, SURE, CHECK, NONE, LEFT_OUT = LineStatus
DOUBTFUL = ["Deep contextualized word representations", "Attention is all you need", "Long short-term memory"]
TEXT = "\n".join([*DOUBTFUL, OPEN, "10.1038/"])


async def doubtful_list(driver: Driver) -> Keyboard:
    await paste(driver, TEXT)
    assert standings(driver) == [CHECK, CHECK, CHECK, SURE, NONE]
    driver.view("reviewTable").setFocus()
    driver.click_row(0, "reviewTable", QPoint(4, 4))
    return Keyboard(driver)


async def test_y_accepts_all_selected_lines_and_one_undo_puts_them_back(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, view = await doubtful_list(driver), driver.view("reviewTable")
        driver.click("reviewChip.check")
        await driver.until(lambda: view.model().rowCount() == 3)
        view.setFocus()
        await keyboard.press("Ctrl+A")
        assert view.chosen_rows() == [0, 1, 2]
        await keyboard.press("Y")
        assert standings(driver) == [SURE, SURE, SURE, SURE, NONE]
        assert message(driver) == "Accepted 3 suggested papers."
        await driver.until(lambda: undo_entry(driver) == "Undo: accept 3 suggested papers")
        await driver.until(lambda: view.model().rowCount() == 0)
        driver.trigger("edit.undo")
        await driver.until(lambda: standings(driver) == [CHECK, CHECK, CHECK, SURE, NONE])
        await driver.until(lambda: message(driver) == "Put 3 lines back to “Check”.")
        assert view.chosen_rows() == [0, 1, 2]
        await driver.idle()
        driver.trigger("edit.redo")
        await driver.until(lambda: standings(driver) == [SURE, SURE, SURE, SURE, NONE])


async def test_keys_act_on_the_selected_lines_that_they_are_for(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, view = await doubtful_list(driver), driver.view("reviewTable")
        view.choose(1)
        for _ in range(3):
            await keyboard.press("Shift+Down")
        assert view.chosen_rows() == [1, 2, 3, 4]
        await keyboard.press("A")
        await driver.idle()
        assert (await driver.program.services.library.counts()).papers == 1, "the matched paper, none to check"
        await keyboard.press("Y")
        assert standings(driver) == [CHECK, SURE, SURE, SURE, NONE]
        assert message(driver) == "Accepted 2 suggested papers."
        await keyboard.press("Delete")
        assert standings(driver) == [CHECK, LEFT_OUT, LEFT_OUT, LEFT_OUT, LEFT_OUT]
        assert message(driver) == "Skipped 4 lines."
        await keyboard.press("Delete")
        assert standings(driver) == [CHECK, SURE, SURE, SURE, NONE]
        assert message(driver) == "Included 4 lines."
        driver.trigger("edit.undo")
        await driver.until(lambda: standings(driver) == [CHECK, LEFT_OUT, LEFT_OUT, LEFT_OUT, LEFT_OUT])
        driver.trigger("edit.undo")
        await driver.until(lambda: standings(driver) == [CHECK, SURE, SURE, SURE, NONE])
        driver.trigger("edit.undo")
        await driver.until(lambda: standings(driver) == [CHECK, CHECK, CHECK, SURE, NONE])


async def test_esc_with_several_selected_lines_goes_back_to_one_and_then_leaves(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, view = await doubtful_list(driver), driver.view("reviewTable")
        await keyboard.press("Ctrl+A")
        assert view.chosen_count() == 5
        await keyboard.press("Escape")
        assert driver.window.navigation.page == "review"
        assert view.chosen_rows() == [0]
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.window.navigation.page != "review"


async def test_a_line_that_the_filter_hides_gives_the_selection_to_the_next(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, view = await doubtful_list(driver), driver.view("reviewTable")
        driver.click("reviewChip.check")
        await driver.until(lambda: view.model().rowCount() == 3)
        view.setFocus()
        view.choose(1)
        await keyboard.press("Y")
        await driver.until(lambda: view.model().rowCount() == 2)
        await driver.until(lambda: view.chosen_rows() == [1])
        assert view.model().line(1).number == 3
        await keyboard.press("Y")
        await driver.until(lambda: view.model().rowCount() == 1)
        assert view.chosen_rows() == [0]


async def test_the_menu_of_the_rows_acts_on_all_selected_lines(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, view = await doubtful_list(driver), driver.view("reviewTable")

        async def entries() -> dict[str, Any]:
            where = view.visualRect(view.model().index(0, 0)).center()
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, view.viewport().mapToGlobal(where))
            QApplication.sendEvent(view.viewport(), event)
            await driver.until(lambda: QApplication.activePopupWidget() is not None)
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            return {shown_text(entry.text()): (menu, entry) for entry in menu.actions()}

        def press(found: tuple[QMenu, Any]) -> None:
            menu, entry = found
            QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())

        found = await entries()
        assert list(found)[:3] == ["Accept suggested paper", "Skip line", "Edit line"]
        found["Skip line"][0].close()
        await keyboard.press("Ctrl+A")
        found = await entries()
        assert list(found)[:2] == ["Accept 3 suggested papers", "Skip 5 lines"]
        press(found["Accept 3 suggested papers"])
        await driver.until(lambda: standings(driver) == [SURE, SURE, SURE, SURE, NONE])
        press((await entries())["Skip 5 lines"])
        await driver.until(lambda: standings(driver) == [LEFT_OUT] * 5)
        press((await entries())["Include 5 lines"])
        await driver.until(lambda: standings(driver) == [SURE, SURE, SURE, SURE, NONE])


async def test_the_selected_lines_stay_selected_when_a_line_joins_those_of_the_filter(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, view = await doubtful_list(driver), driver.view("reviewTable")
        view.choose(0)
        await keyboard.press("Y")
        driver.click("reviewChip.check")
        await driver.until(lambda: view.model().rowCount() == 2)
        view.setFocus()
        view.choose(0)
        await keyboard.press("Shift+Down")
        lists = driver.program.services.reference_lists
        lists.current.edit(5, FRESH)
        lists.current.edit(5, "Computing machinery and intelligence")
        await driver.until(lambda: view.model().rowCount() == 3)
        assert [line.number for line in driver.window.pages.page("review").selection.lines()] == [2, 3]


async def test_a_on_a_line_to_check_says_that_y_accepts_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await doubtful_list(driver)
        await keyboard.press("A")
        await driver.idle()
        note = driver.window.messages.note(WHY_NOT)
        assert (note.lead, note.text) == (
            "Add the matched paper",
            "The paper is only suggested. Press Y to accept it, then A to add it.",
        )
        assert standings(driver)[0] is CHECK


@pytest.mark.parametrize("key", ["A", "Y"])
async def test_the_keys_that_add_and_accept_say_that_a_line_has_no_paper(demo: Any, tmp_path: Any, key: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "10.5555/nobody.1\n10.5555/nobody.2\n")
        await driver.idle()
        driver.view("reviewTable").setFocus()
        driver.view("reviewTable").choose(0)
        await Keyboard(driver).press(key)
        await driver.idle()
        note = driver.window.messages.note(WHY_NOT)
        assert (note.lead, note.text) == (
            "Add the matched paper",
            "No paper was found for this line. Press E to edit it.",
        )


async def test_y_on_a_matched_line_says_that_there_is_nothing_to_accept(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "arXiv:1706.03762\n10.18653/v1/N18-1202\n")
        await driver.idle()
        driver.view("reviewTable").setFocus()
        driver.view("reviewTable").choose(0)
        await Keyboard(driver).press("Y")
        await driver.idle()
        note = driver.window.messages.note(WHY_NOT)
        assert (note.lead, note.text) == (
            "Accept suggested paper",
            "This line is matched already. Press A to add its paper.",
        )


async def test_y_and_a_on_matched_lines_say_if_their_papers_are_in_the_library(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "arXiv:1706.03762\n10.18653/v1/N18-1202\n")
        await driver.idle()
        view, keyboard = driver.view("reviewTable"), Keyboard(driver)
        view.setFocus()
        view.choose(0)
        await keyboard.press("A")
        await driver.until(lambda: view.model().row(0).kept)
        for keys, lead, text in (
            ("Y", "Accept suggested paper", "This line is matched already, and its paper is in your library."),
            ("A", "Add the matched paper", "The paper is already in your library."),
        ):
            await keyboard.press(keys)
            await driver.idle()
            note = driver.window.messages.note(WHY_NOT)
            assert (note.lead, note.text) == (lead, text)
        await keyboard.press("Ctrl+A")
        await keyboard.press("Y")
        await driver.idle()
        assert driver.window.messages.note(WHY_NOT).text == (
            "These lines are matched already. Press A to add their papers."
        )
        await keyboard.press("A")
        await driver.until(lambda: view.model().row(1).kept)
        await keyboard.press("Y")
        await driver.idle()
        assert driver.window.messages.note(WHY_NOT).text == (
            "These lines are matched already, and their papers are in your library."
        )
