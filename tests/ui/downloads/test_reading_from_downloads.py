"""Space on a download, and a button of its details, show its PDF in the window, as in the lists of papers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.context.messages import WHY_NOT
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_downloads_by_keyboard import with_one_download
from tests.ui.downloads.test_paper_in_trash import button, saved_and_trashed

CLOSED = "10.1037/0003-066X.37.2.122"
UNKNOWN = "10.9999/not.registered"


async def is_read(driver: Driver) -> None:
    view = driver.widget("pdfView")
    await driver.until(lambda: view.isVisible() and view.pages.page_count > 0)
    await driver.idle()


async def test_space_shows_the_pdf_of_a_saved_download_and_esc_leads_back(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await with_one_download(driver)
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        await keyboard.press("Space")
        await is_read(driver)
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.window.ui_context.navigation.page == "downloads"
        assert driver.view("downloadsView").hasFocus()
        read = button(driver.widget("attemptsPane"), "Read here")
        QTest.mouseClick(read, Qt.MouseButton.LeftButton)
        await is_read(driver)


async def test_space_on_a_download_without_a_pdf_says_why_nothing_is_shown(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        driver.trigger("view.downloads")
        for name in (CLOSED, UNKNOWN):
            await downloads.enqueue_ids((name,))
            await driver.until(lambda: downloads.active == 0)
            await driver.idle()
            (row,) = [at for at, one in enumerate(downloads.items()) if one.asked_as.lower() == name.lower()]
            driver.click_row(row, "downloadsView")
            await driver.idle()
            await keyboard.press("Space")
            await driver.idle()
            note = driver.window.messages.note(WHY_NOT)
            assert (note.lead, note.text) == ("Read here", "Your library has no PDF of this paper."), name
            assert driver.window.ui_context.navigation.page == "downloads"
            titles = [one.text() for one in driver.widget("attemptsPane").findChildren(Button)]
            assert "Read here" not in titles
            driver.window.messages.close_last()


async def test_the_pdf_of_a_paper_in_the_trash_can_be_read_from_its_download(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        page = await saved_and_trashed(driver)
        button(page._attempts, "Read here").click()
        await is_read(driver)
