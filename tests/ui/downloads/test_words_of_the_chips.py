"""What is above the list of downloads agrees with the chosen chip, and stays at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_row_that_moves import keep
from tests.ui.downloads.test_rows_under_the_pointer import failed

pytestmark = pytest.mark.usefixtures("pointer_put_back")


def ended(outcome: ItemOutcome, count: int, first: int) -> list[DownloadItem]:
    return [structs.replace(failed(first + number), outcome=outcome, attempts=()) for number in range(count)]


async def open_downloads(driver: Driver) -> None:
    driver.trigger("view.downloads")
    await keep(driver, *ended(ItemOutcome.SAVED, 11, 0), *ended(ItemOutcome.CLOSED, 10, 20))
    await driver.idle()


def words_of_chips(driver: Driver) -> list[str]:
    found = driver.widget("downloadsReport").findChildren(QLabel)
    return [label.text() for label in found if label.isVisible()]


def height_of_list(driver: Driver) -> int:
    return driver.widget("downloadsView").mapTo(driver.window, QPoint()).y()


async def test_of_these_is_not_said_when_nothing_is_missing_any_more(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await open_downloads(driver)
        assert "of these:" in words_of_chips(driver)
        driver.click("downloadsGroup.closed")
        await driver.idle()
        before = driver.widget("downloadsGroup.not_got").geometry(), height_of_list(driver)
        driver.click("clearDownloadsButton")
        await driver.until(lambda: driver.widget("downloadsGroup.not_got").content.count == "0")
        await driver.idle()
        assert "of these:" not in words_of_chips(driver)
        assert (driver.widget("downloadsGroup.not_got").geometry(), height_of_list(driver)) == before


def menu_of_the_page(driver: Driver) -> list[str]:
    driver.click("moreDownloadsButton")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    titles = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    menu.close()
    return titles


async def test_the_menu_says_what_the_buttons_say(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await open_downloads(driver)
        assert menu_of_the_page(driver)[-3:] == ["Save report as CSV…", "Copy report", "Clear finished"]
        driver.click("downloadsGroup.closed")
        await driver.idle()
        said = [driver.widget(f"{name}Button").text() for name in ("saveReport", "copyReport", "clearDownloads")]
        assert said == ["Save 10 as CSV…", "Copy 10", "Clear these 10"]
        assert menu_of_the_page(driver)[-3:] == said
        driver.click("moreDownloadsButton")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[-1]).center())
        await driver.until(lambda: len(driver.program.services.downloads.items()) == 11)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [640, 760, 1024])
async def test_another_chip_moves_nothing_above_the_list(demo: Any, tmp_path: Path, width: int, language: str) -> None:
    def places(driver: Driver) -> list[Any]:
        names = "getListOfPdfsButton", "cancelDownloadsButton", "moreDownloadsButton", "downloadsGroup.saved"
        buttons = [driver.widget(name) for name in names]
        return [height_of_list(driver), *(button.mapTo(driver.window, QPoint()) for button in buttons)]

    async with window_on(demo, tmp_path, size=(width, 640), language=language) as driver:
        await open_downloads(driver)
        before = places(driver)
        for group in ("saved", "closed", "all"):
            driver.click(f"downloadsGroup.{group}")
            await driver.idle()
            assert places(driver) == before, group
        head = driver.widget("moreDownloadsButton").parentWidget()
        assert head.height() < 2 * driver.widget("moreDownloadsButton").height(), "one line"
