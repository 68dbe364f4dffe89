"""The downloads by keyboard: the list and the details are two panes, and the row that is shown is in sight."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.context.messages import WHY_NOT
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_row_that_moves import at_work, keep
from tests.ui.downloads.test_rows_under_the_pointer import failed
from tests.ui.window.test_focus_is_visible import picture


async def with_one_download(driver: Driver) -> Keyboard:
    """Get the PDF of the first result, and show it in Downloads."""
    keyboard = Keyboard(driver)
    await driver.search("attention")
    driver.click_row(0)
    await keyboard.press("Ctrl+D")
    await driver.idle()
    await keyboard.press("Ctrl+2")
    await driver.idle()
    return keyboard


def is_in(driver: Driver, pane: str, control: QWidget) -> bool:
    around = driver.widget(pane)
    return around is control or around.isAncestorOf(control)


async def test_the_details_show_the_focus_that_tab_gives_them(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await with_one_download(driver)
        pane = driver.widget("attemptsPane")
        assert driver.view("downloadsView").hasFocus()
        before = picture(driver, pane)
        await keyboard.press("Tab")
        assert is_in(driver, "attemptsPane", keyboard.focus)
        assert picture(driver, pane) != before


async def test_f6_goes_to_the_list_and_to_the_details_of_the_downloads(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await with_one_download(driver)
        await keyboard.press("F6")
        assert is_in(driver, "attemptsPane", keyboard.focus)
        await keyboard.press("Shift+F6")
        assert driver.view("downloadsView").hasFocus()
        await keyboard.press("F6")
        await keyboard.press("F6")
        assert is_in(driver, "sidebar", keyboard.focus)


async def test_esc_in_the_details_of_a_download_goes_to_the_list(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await with_one_download(driver)
        for keys in ("Escape", "Ctrl+2"):
            await keyboard.press("F6")
            assert is_in(driver, "attemptsPane", keyboard.focus)
            await keyboard.press(keys)
            assert driver.view("downloadsView").hasFocus(), keys


async def test_the_shown_download_is_in_sight_when_the_page_opens(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await with_one_download(driver)
        await keyboard.press("Ctrl+1")
        await driver.idle()
        driver.program.services.status.set_offline(True)  # they wait: one that ends may go out of sight
        driver.view().setFocus()
        await keyboard.press("Ctrl+A")
        await keyboard.press("Ctrl+D")
        await keyboard.press("Ctrl+2")
        view = driver.view("downloadsView")
        await driver.until(lambda: view.model().rowCount() > 20)

        def is_in_sight() -> bool:
            return bool(view.viewport().rect().contains(view.visualRect(view.model().index(view.lead_row(), 0))))

        await driver.until(is_in_sight)
        assert view.currentIndex().row() == view.lead_row()


async def test_shift_tab_goes_from_the_list_over_the_box_to_the_chosen_chip(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await with_one_download(driver)
        await keyboard.press("Shift+Tab")
        assert keyboard.focus.objectName() == "downloadsFindEdit"
        await keyboard.press("Shift+Tab")
        assert keyboard.focus.objectName() == "downloadsGroup.all"
        await keyboard.press("Right")
        assert keyboard.focus.objectName() == "downloadsGroup.saved"
        await keyboard.press("Down")
        assert driver.view("downloadsView").hasFocus()
        for _ in range(2):
            await keyboard.press("Shift+Tab")
        assert keyboard.focus.objectName() == "downloadsGroup.all"


async def test_delete_cancels_a_download_that_waits(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.program.services.status.set_offline(True)  # what is wanted waits
        driver.trigger("paper.get_pdf")
        await driver.idle()
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+2")
        await driver.idle()
        view = driver.view("downloadsView")
        assert view.hasFocus()
        await keyboard.press("Ctrl+Backspace")  # this key only removes
        note = driver.window.messages.note(WHY_NOT)
        assert "Select a finished download. “Cancel download” stops one that is not." in f"{note.lead} {note.text}"
        await keyboard.press("Delete")
        await driver.idle()
        assert view.model().rowCount() == 1
        assert view.model().item(0).outcome is ItemOutcome.CANCELLED
        note = driver.window.messages.note("undo")
        assert note.lead.startswith("Cancelled the download of “")
        assert [step.title for step in note.steps] == ["Undo"]
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: view.model().item(0).state is DownloadState.WAITING)


async def test_delete_removes_only_those_of_several_downloads_that_have_ended(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+2")
        await keep(driver, at_work(1, DownloadState.WAITING), failed(2))
        driver.view("downloadsView").setFocus()
        await keyboard.press("Ctrl+A")
        await keyboard.press("Delete")
        await driver.until(lambda: driver.titles("downloadsView") == ["Paper 1"])
        assert driver.view("downloadsView").model().item(0).state is DownloadState.WAITING
