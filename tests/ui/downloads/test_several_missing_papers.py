"""Several missing papers, selected in Downloads, offer together what each of them offers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem
from tests.support.window_driver import Driver, row_menu, window_on
from tests.ui.downloads.test_row_that_moves import keep
from tests.ui.downloads.test_rows_under_the_pointer import failed
from tests.ui.open_access.test_closed_paper import buttons


def closed(number: int) -> DownloadItem:
    return structs.replace(failed(number), outcome=ItemOutcome.CLOSED, reason="No open copy found.", attempts=())


def entries(menu: QMenu) -> dict[str, QAction]:
    return {action.text().replace("&", ""): action for action in menu.actions() if action.text()}


async def in_library(driver: Driver) -> int:
    return len((await driver.program.services.library.page()).papers)


async def test_their_menu_adds_them_to_the_library(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await keep(driver, *(closed(number) for number in range(3)))
        view = driver.view("downloadsView")
        view.choose(0)
        await driver.idle()
        menu = row_menu(driver, "downloadsView")
        assert "Add to library" in entries(menu), "as that of a single row"
        menu.close()
        view.selectAll()
        await driver.idle()
        menu = row_menu(driver, "downloadsView")
        found = entries(menu)
        assert "Set up institution access" in found
        place = menu.actionGeometry(found["Add 3 papers to library"]).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
        await driver.idle()
        assert await in_library(driver) == 3
        menu = row_menu(driver, "downloadsView")
        assert not any("to library" in title for title in entries(menu))
        menu.close()


async def test_their_details_add_those_that_the_library_lacks_and_undo_removes_them(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        items = [closed(0), closed(1), failed(2), failed(3)]
        await keep(driver, *items)
        await driver.program.services.library.add([item.paper for item in (items[0], items[3])])
        driver.view("downloadsView").selectAll()
        title = "Add 2 papers to library"
        await driver.until(lambda: title in buttons(driver, "attemptsPane"))
        await driver.idle()
        QTest.mouseClick(buttons(driver, "attemptsPane")[title], Qt.MouseButton.LeftButton)
        await driver.idle()
        assert await in_library(driver) == 4
        assert not any("to library" in one for one in buttons(driver, "attemptsPane"))
        assert driver.window.messages.note("undo").lead == "Added 2 papers."
        driver.trigger("edit.undo")
        await driver.idle()
        assert await in_library(driver) == 2
        await driver.until(lambda: title in buttons(driver, "attemptsPane"))


async def test_the_library_link_is_set_up_for_all_of_them(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await keep(driver, *(closed(number) for number in range(3)))
        driver.view("downloadsView").selectAll()
        await driver.until(lambda: "Set up institution access" in buttons(driver, "attemptsPane"))
        QTest.mouseClick(buttons(driver, "attemptsPane")["Set up institution access"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.widget("libraryLinkEdit").hasFocus())
        await driver.program.services.settings_editor.set("library_link", "https://proxy.example.edu/login?url={url}")
        driver.trigger("view.downloads")
        await driver.idle()
        driver.view("downloadsView").selectAll()
        await driver.until(lambda: "Remove 3 from list" in buttons(driver, "attemptsPane"))
        await driver.idle()
        assert "Set up institution access" not in buttons(driver, "attemptsPane")


async def test_the_details_of_a_single_one_add_it_unless_the_library_has_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await keep(driver, failed(0), closed(1))
        view = driver.view("downloadsView")
        for row in range(2):
            view.choose(row)
            await driver.idle()
            assert "Add to library" in buttons(driver, "attemptsPane")
            buttons(driver, "attemptsPane")["Add to library"].click()
            await driver.idle()
            assert await in_library(driver) == row + 1
            await driver.until(lambda: "Add to library" not in buttons(driver, "attemptsPane"))
            driver.trigger("edit.undo")
            await driver.idle()
            await driver.until(lambda: "Add to library" in buttons(driver, "attemptsPane"))
            driver.trigger("edit.redo")
            await driver.idle()
