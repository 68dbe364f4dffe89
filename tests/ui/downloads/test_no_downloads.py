"""The page Downloads without downloads: one main button, which has the focus, and one other way to get PDFs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def buttons(driver: Driver) -> list[str]:
    page = driver.window.pages.page("downloads")
    return [one.text() for one in page.findChildren(Button) if one.isVisible()]


@pytest.mark.parametrize("by_key", [True, False])
async def test_the_focus_is_on_the_main_button_of_two(demo: Any, tmp_path: Path, by_key: bool) -> None:
    async with window_on(demo, tmp_path) as driver:
        if by_key:
            await Keyboard(driver).press(driver.window.registry["view.downloads"].shortcut().toString())
        else:
            driver.click("sidebar.view.downloads")
        await driver.until(lambda: driver.state("downloadsView") == "empty" and bool(buttons(driver)))
        await driver.idle()
        assert buttons(driver) == ["Get PDFs for a list…", "Search for papers"]
        focused = QApplication.focusWidget()
        assert isinstance(focused, Button)
        assert focused.text() == "Search for papers"
        await Keyboard(driver).press("Return")
        await driver.idle()
        assert driver.window.ui_context.navigation.page == "search"
        assert driver.widget("searchEdit").hasFocus()


async def test_the_box_for_a_list_keeps_the_focus(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("downloads.get_list")
        await driver.idle()
        page = driver.window.pages.page("downloads")
        focused = QApplication.focusWidget()
        assert focused is not None
        assert page._list_box.isAncestorOf(focused)


async def test_the_menu_with_more_commands_comes_with_the_first_download(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await driver.idle()
        assert not driver.widget("moreDownloadsButton").isVisible()
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(("arXiv:1706.03762",))
        await driver.until(lambda: downloads.active == 0 and driver.widget("moreDownloadsButton").isVisible())


@pytest.mark.parametrize("text_size", [100, 110, 125])
async def test_the_box_for_a_list_has_room_above_its_buttons(demo: Any, tmp_path: Path, text_size: int) -> None:
    async with window_on(demo, tmp_path, size=(640, 640), text_size=text_size) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(("arXiv:1706.03762", "10.1000/none", "arXiv:1411.1784"))
        await driver.until(lambda: downloads.active == 0)
        driver.trigger("downloads.get_list")
        await driver.idle()
        driver.window.grab()  # lays out the page
        box, button = driver.widget("idListEdit"), driver.widget("getListButton")
        assert box.geometry().bottom() < button.y()
        assert box.height() >= box.minimumHeight()
