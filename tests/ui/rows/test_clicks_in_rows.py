"""A click on a piece of a row does what its tooltip says, also in the lists of pages other than the search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.rows.roles import PaperRole
from tests.support.window_driver import Driver, window_on
from tests.ui.people.test_author_page import author_page


def _place(driver: Driver, view: str, row: int, piece: str) -> QPoint:
    """Where the middle of a piece of a row is in the list."""
    rows = driver.view(view)
    index = rows.model().index(row, 0)
    rect = rows.visualRect(index)
    layout = rows.itemDelegate().layout_of(index.data(PaperRole.ROW), rect.width(), rect.height())
    (found,) = (one.rect for one in layout if one.name == piece)
    return found.center() + rect.topLeft()


def _click(driver: Driver, view: str, row: int, piece: str) -> None:
    where = _place(driver, view, row, piece)
    QTest.mouseMove(driver.view(view).viewport(), where)
    QTest.mouseClick(driver.view(view).viewport(), Qt.MouseButton.LeftButton, pos=where)


async def test_a_click_on_the_files_of_a_record_gets_them(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.records")
        await driver.idle()
        driver.type("attention", "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsEdit")
        await driver.until(lambda: driver.state("recordsPage") == "full")
        rows = driver.view("recordsView").model()
        row = next(
            row for row in range(rows.rowCount()) if rows.index(row, 0).data(PaperRole.ROW).state.words == "Files"
        )
        _click(driver, "recordsView", row, "state")
        downloads = driver.program.services.downloads
        await driver.until(lambda: [one.state for one in downloads.items()] == [DownloadState.DONE])
        assert downloads.items()[0].outcome is ItemOutcome.SAVED
        assert driver.window.navigation.page == places.RECORDS


async def test_a_click_on_the_number_of_citations_shows_them(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await author_page(driver)
        view = driver.widget("authorPage").rows.view.objectName()
        title = driver.titles(view)[0]
        driver.view(view).setFocus()
        _click(driver, view, 0, "cites")
        await driver.until(lambda: driver.window.navigation.page == places.SEARCH)
        await driver.until(lambda: driver.widget("citedByView").isVisible())
        assert driver.window.search_page.panes.paper.paper.title == title


async def test_the_space_below_the_rows_has_no_menu(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("Luong")
        view = driver.view()
        wanted: list[QPoint] = []
        view.menu_wanted.connect(wanted.append)
        last = view.visualRect(view.model().index(view.model().rowCount() - 1, 0)).bottom()
        assert 0 < last < view.viewport().height() - 10
        for y, expected in ((last - 10, 1), (last + 8, 1)):
            point = QPoint(60, y)
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, view.viewport().mapToGlobal(point))
            QApplication.sendEvent(view.viewport(), event)
            await driver.idle()
            assert len(wanted) == expected
            if (menu := QApplication.activePopupWidget()) is not None:
                menu.close()
