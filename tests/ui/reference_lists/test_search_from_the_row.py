"""A line that Semantic Scholar does not have offers in its row, and in its menu, the search of all services."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.reference_lists.reference_list import FOUND_NOWHERE, LineStatus
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.window_driver import Driver, row_menu, window_on
from tests.ui.reference_lists.test_candidates import RECORD
from tests.ui.reference_lists.test_review_page import FRESH, find_in_row, paste, press_in_row, standings

NOBODY = "Winged snails that nobody described"


def entries(driver: Driver, row: int) -> dict[str, Any]:
    """Open the menu of a row, and return its entries."""
    driver.view("reviewTable").choose(row)
    return {shown_text(one.text()): one for one in row_menu(driver, "reviewTable").actions()}


async def test_the_button_of_the_row_searches_all_services(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{RECORD}\n{NOBODY}\n10.5555/nobody\n{FRESH}\n")
        assert standings(driver) == [*[LineStatus.NONE] * 3, LineStatus.SURE]
        model = driver.view("reviewTable").model()
        assert [words for _name, words in model.row(0).actions] == ["Search", "Edit line"]
        assert find_in_row(driver, 2, "search") is None, "an identifier is not searched for"
        press_in_row(driver, 0, "search")
        await driver.idle()
        first = driver.program.services.reference_lists.current.line(1)
        assert first.paper is not None
        assert first.paper.title == RECORD
        await driver.until(driver.view("candidatesView").isVisible)  # to be confirmed in the row

        press_in_row(driver, 1, "search")
        await driver.until(lambda: model.line(1).problem.message == FOUND_NOWHERE)
        press_in_row(driver, 1, "close")
        await driver.idle()
        assert [words for _name, words in model.row(1).actions] == ["Edit line"], "all services were searched"


async def test_the_menu_of_the_row_searches_all_services(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{RECORD}\n10.5555/nobody\n{FRESH}\n")
        assert "Search for line" not in entries(driver, 1)
        QApplication.activePopupWidget().close()
        await driver.idle()
        entry = entries(driver, 0)["Search for line"]
        menu = QApplication.activePopupWidget()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
        await driver.idle()
        assert driver.program.services.reference_lists.current.line(1).paper.title == RECORD
