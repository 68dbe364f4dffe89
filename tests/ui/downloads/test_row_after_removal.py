"""A removal from the list of downloads selects the neighbour, names the paper, and touches no row out of sight."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest

from scholar_desktop.ui.downloads.downloads_page import DownloadsPage
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_rows_under_the_pointer import shown

pytestmark = pytest.mark.usefixtures("pointer_put_back")


def page(driver: Driver) -> DownloadsPage:
    found = driver.window.pages.page("downloads")
    assert isinstance(found, DownloadsPage)
    return found


def selected(driver: Driver) -> list[str]:
    rows = page(driver).view.chosen_rows()
    return [page(driver).model.item(row).key for row in rows]


def is_in_sight(driver: Driver) -> bool:
    view = page(driver).view
    row = view.visualRect(view.model().index(view.lead_row(), 0))
    return view.viewport().rect().contains(row)


async def test_the_neighbour_of_a_removed_row_is_selected_and_undo_selects_the_row_again(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await shown(driver, *range(60))  # the newest, 59, is the first row
        driver.click_row(2, "downloadsView")
        await driver.idle()
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+Backspace")
        await driver.idle()
        assert selected(driver) == ["key56"], "the next row"
        assert driver.window.messages.note("undo").lead == "Removed “Paper 57” from the list."
        assert driver.window.registry["edit.undo"].text() == "Undo: remove “Paper 57” from the list"
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert selected(driver) == ["key57"]
        assert driver.window.messages.note("undo").lead == "Put “Paper 57” back on the list."
        await keyboard.press("End")
        await keyboard.press("Ctrl+Backspace")
        await driver.idle()
        assert selected(driver) == ["key1"]
        assert is_in_sight(driver)


async def test_a_row_out_of_sight_is_not_removed_but_shown(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await shown(driver, *range(60))
        driver.click_row(0, "downloadsView")
        bar = page(driver).view.verticalScrollBar()
        bar.setValue(bar.maximum())
        button = driver.widget("clearDownloadsButton")
        button.setFocus()
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+Backspace")
        await driver.idle()
        assert page(driver).model.count() == 60
        assert is_in_sight(driver)
        assert driver.view("downloadsView").hasFocus()
        await keyboard.press("Ctrl+Backspace")
        await driver.idle()
        assert page(driver).model.count() == 59
        assert selected(driver) == ["key58"]


async def test_the_selected_row_stays_in_sight_when_others_come_before_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await shown(driver, *range(40))
        view = page(driver).view
        QCursor.setPos(driver.window.mapToGlobal(driver.window.rect().topLeft()))  # not over the list
        driver.click_row(1, "downloadsView")
        await driver.idle()
        await shown(driver, *range(40, 59))
        assert (selected(driver), is_in_sight(driver)) == (["key38"], True)
        bar = view.verticalScrollBar()
        bar.setValue(0)  # the user looks at other rows
        assert not is_in_sight(driver)
        await shown(driver, 59)
        assert (selected(driver), is_in_sight(driver), bar.value()) == (["key38"], False, 0)


async def test_a_chip_shows_the_selected_row_of_its_list(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await shown(driver, *range(60))
        await driver.program.services.downloads.enqueue_ids(("10.1037/0003-066X.37.2.122",))
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        driver.click_row(0, "downloadsView")  # the closed paper
        bar = page(driver).view.verticalScrollBar()
        bar.setValue(bar.maximum())
        QTest.mouseClick(driver.widget("downloadsGroup.needs_person"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert selected(driver) == ["key59"]
        assert is_in_sight(driver)


async def test_the_list_opens_at_what_was_requested_meanwhile(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await shown(driver, *range(60))
        driver.click_row(0, "downloadsView")
        await Keyboard(driver).press("End")
        driver.trigger("view.search")
        driver.trigger("app.offline")
        await driver.idle()
        await driver.program.services.downloads.enqueue_ids(tuple(f"10.5555/{number}" for number in range(20)))
        driver.trigger("view.downloads")
        await driver.idle()
        assert page(driver).model.item(page(driver).view.lead_row()).asked_as == "10.5555/0"
        assert is_in_sight(driver)
