"""A new reference list is shown from its top; an earlier one is shown again where it was left."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_review_page import CLOSED, FRESH, OPEN, paste


async def _open_list(driver: Driver, keyboard: Keyboard, count: int, name: str) -> None:
    await keyboard.press("Ctrl+Shift+O")
    await driver.idle()
    QApplication.clipboard().setText("".join(f"10.9999/{name}.{number}\n" for number in range(count)))
    await keyboard.press("Ctrl+V")
    await keyboard.press("Ctrl+Return")
    await driver.idle()
    await driver.until(lambda: driver.state("reviewTable") == "full")


async def test_a_new_list_is_at_its_top_and_the_earlier_one_where_it_was_left(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _open_list(driver, keyboard, 60, "first")
        view = driver.view("reviewTable")
        bar = view.verticalScrollBar()
        for _ in range(40):
            await keyboard.press("Down")
        left = view.chosen_rows(), bar.value()
        assert left[1] > 0, "the table is scrolled"

        await _open_list(driver, keyboard, 70, "second")
        assert (view.chosen_rows(), bar.value()) == ([0], 0)
        assert view.visualRect(view.model().index(0, 0)).top() == 0

        page = driver.window.pages.page("review")
        driver.click("reviewListsButton")
        await driver.until(lambda: page.open_lists.menu is not None and page.open_lists.menu.isVisible())
        menu = page.open_lists.menu
        place = menu.actionGeometry(menu.actions()[-1]).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
        await driver.idle()
        await driver.until(lambda: view.model().count() == 60)
        assert (view.chosen_rows(), bar.value()) == left


async def test_lines_of_another_status_are_shown_from_the_top(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _open_list(driver, keyboard, 60, "first")
        view = driver.view("reviewTable")
        for _ in range(40):
            await keyboard.press("Down")
        assert view.verticalScrollBar().value() > 0
        driver.click("reviewChip.none")
        await driver.idle()
        assert (view.chosen_rows(), view.verticalScrollBar().value()) == ([0], 0)


async def test_the_row_with_the_focus_is_the_selected_one_after_a_restart(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _open_list(driver, keyboard, 60, "first")
        for _ in range(5):
            await keyboard.press("Down")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        view = driver.view("reviewTable")
        await driver.until(lambda: view.model().count() == 60)
        await driver.until(view.hasFocus)
        await driver.idle()
        assert (view.chosen_rows(), view.currentIndex().row()) == ([5], 5)
        await Keyboard(driver).press("Down")
        assert (view.chosen_rows(), view.currentIndex().row()) == ([6], 6)


def _scrolled_to(state: Any) -> int:
    """Where the only list is scrolled to, as the state of the window keeps it."""
    [place] = state.get("list_places", dict).values()
    return int(place[2])


async def test_a_list_is_scrolled_to_where_it_was_after_a_restart(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _open_list(driver, keyboard, 60, "first")
        view = driver.view("reviewTable")
        for _ in range(40):
            await keyboard.press("Down")
        for _ in range(5):
            await keyboard.press("Up")
        bar = view.verticalScrollBar()
        await driver.idle()
        by_keys = view.chosen_rows(), bar.value()
        assert view.rowViewportPosition(35) > view.rowHeight(35), "the selected line is not at the top"
    for by in (0, 3):
        async with window_on(demo, tmp_path) as driver:
            view = driver.view("reviewTable")
            bar = view.verticalScrollBar()
            await driver.until(lambda view=view: view.model().count() == 60)
            await driver.until(view.hasFocus)
            await driver.idle()
            assert (view.chosen_rows(), bar.value()) == (by_keys[0], by_keys[1] + by)
            bar.setValue(bar.value() + 3)  # as by the wheel
            state, value = driver.window.ui_context.state, bar.value()
            await driver.until(lambda state=state, value=value: _scrolled_to(state) == value)


async def test_the_row_with_the_focus_is_the_selected_one_after_lines_are_kept_separate(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(
            driver, f"{CLOSED}\n{OPEN}\nVaswani, A. et al. (2017). Attention is all\nyou need. NeurIPS.\n{FRESH}"
        )
        view, keyboard = driver.view("reviewTable"), Keyboard(driver)
        view.setFocus()
        for _ in range(3):
            await keyboard.press("Down")
        chosen = view.chosen_rows()
        driver.click("reviewSeparateButton")
        await driver.until(lambda: view.model().count() == 5)
        await driver.until(lambda: driver.state("reviewTable") == "full")
        assert driver.widget("reviewSeparateButton").hasFocus(), "it joins the lines again"
        [row] = view.chosen_rows()
        assert row > 0, chosen
        view.setFocus()
        assert view.chosen_rows() == [row]
        assert view.currentIndex().row() == row
        driver.trigger("edit.undo")
        await driver.until(lambda: view.model().count() == 4)
        await driver.until(lambda: driver.state("reviewTable") == "full")
        assert [view.currentIndex().row()] == view.chosen_rows()
