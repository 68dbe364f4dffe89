"""The rows of the missing classics."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.widgets.state_pane import GreyRows
from tests.support.keyboard import Keyboard
from tests.support.missing_classics import open_missing_classics
from tests.support.window_driver import window_on


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_a_missing_classic_has_a_line_for_its_title(demo: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    async with window_on(demo, tmp_path, size=size, demo=True) as driver:
        keyboard = Keyboard(driver)
        await open_missing_classics(driver, keyboard)
        driver.window.pages.currentWidget()._on_ask()
        await driver.idle()
        view = driver.view("missingView")
        await driver.until(lambda: view.model().rowCount() > 3 and not view._measuring.isActive())
        for number, title in enumerate(driver.titles("missingView")):
            place = view.visualRect(view.model().index(number, 0))
            row = view.model().index(number, 0).data(PaperRole.ROW)
            layout = view.delegate.layout_of(row, place.width(), place.height())
            shown, byline = find(layout, "title"), find(layout, "byline")
            assert shown is not None
            assert byline is not None
            assert shown.text == title
            assert shown.rect.top() < byline.rect.top()
            assert byline.rect.bottom() <= place.height(), "the second line is cut"


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_grey_rows_are_as_high_as_the_rows_that_follow_them(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size, demo=True) as driver:
        keyboard = Keyboard(driver)
        await open_missing_classics(driver, keyboard)
        page = driver.window.pages.currentWidget()
        page._list.pane.wait()
        await driver.until(lambda: page.findChild(GreyRows).isVisible())
        height = page.findChild(GreyRows).row_height
        page._on_ask()
        await driver.idle()
        view = driver.view("missingView")
        await driver.until(lambda: view.model().rowCount() > 3 and not view._measuring.isActive())
        assert {view.rowHeight(row) for row in range(view.model().rowCount())} == {height}


async def test_the_row_with_the_focus_is_framed_after_the_list_is_found_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await open_missing_classics(driver, keyboard)
        page = driver.window.pages.currentWidget()
        page._on_ask()
        await driver.idle()
        view = driver.view("missingView")
        view.setFocus()
        view.clearSelection()
        page._look()
        await driver.idle()
        assert view.hasFocus()
        assert (view.currentIndex().row(), view.chosen_rows()) == (0, [])


async def test_offline_the_page_says_that_lists_are_not_loaded_and_leads_online(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await open_missing_classics(driver, Keyboard(driver))
        page = driver.window.pages.currentWidget()
        page._on_ask()
        await driver.idle()
        driver.trigger("view.search")
        await driver.idle()
        later = driver.view().model().paper(8)
        await driver.program.services.library.add([later])
        driver.trigger("app.offline")
        driver.trigger("view.missing_classics")
        await driver.idle()
        await driver.until(lambda: page._survey.unknown)
        assert not page._ask.isVisible()
        [bar] = [one for one in page.findChildren(NoteBar) if one.isVisible()]
        assert bar.accessibleName().startswith("You are offline. Papers whose lists are not loaded are not counted.")
        [online] = [one for one in bar.findChildren(Button) if one.content.text == "Go online"]
        QTest.mouseClick(online, Qt.MouseButton.LeftButton)
        await driver.until(page._ask.isVisible)
        assert not [one for one in page.findChildren(NoteBar) if one.isVisible()]


async def test_lists_that_cannot_be_loaded_offline_are_loaded_once_the_user_goes_online(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await open_missing_classics(driver, Keyboard(driver))
        page = driver.window.pages.currentWidget()
        driver.trigger("app.offline")
        await driver.idle()
        page._on_ask()
        await driver.until(lambda: page._problem is not None)
        await driver.idle()
        steps = [one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == "Try again"]
        assert steps == []
        [online] = [one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == "Go online"]
        QTest.mouseClick(online, Qt.MouseButton.LeftButton)
        await driver.until(lambda: page._survey.found)
        assert not page._survey.unknown
