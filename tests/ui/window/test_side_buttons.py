"""The side buttons of a mouse go back and forward, wherever the pointer is."""

from __future__ import annotations

import asyncio
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, button: Qt.MouseButton, over: QWidget) -> None:
    """Where the window system delivers it, and not from within a task (see `Keyboard`)."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    place = over.mapTo(driver.window, over.rect().center())

    def click() -> None:
        QTest.mouseClick(driver.window.windowHandle(), button, Qt.KeyboardModifier.NoModifier, place)
        done.set_result(None)

    asyncio.get_running_loop().call_soon(click)
    await done
    await driver.idle()


async def test_they_go_back_and_forward_over_a_list_and_over_the_details(demo: Any, tmp_path: Any) -> None:
    back, forward = Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        session, results = driver.window.search_page.panes.paper, driver.view().viewport()
        first, title = session.paper, driver.chosen()
        cited_by = driver.view("citedByView")
        cited_by.choose(0)
        driver.press(Qt.Key.Key_Return, "citedByView")
        await driver.idle()
        second = session.paper
        assert second.id != first.id
        for over in (results, driver.widget("getPdfButton")):
            await _press(driver, back, over)
            assert session.paper.id == first.id
            assert driver.chosen() == title, "the row under the pointer is not selected"
            await _press(driver, forward, over)
            assert session.paper.id == second.id


async def test_it_is_said_if_there_is_nothing_to_go_back_to(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _press(driver, Qt.MouseButton.BackButton, driver.widget("searchEdit"))
        texts = [one.text() for one in driver.window.findChildren(QLabel) if one.isVisible()]
        assert any("nothing to go back to" in text for text in texts), texts


async def test_they_do_nothing_behind_a_panel(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        await driver.search("memory")
        driver.click_row(0)
        await driver.idle()
        before = driver.window.search_page.panes.paper.paper
        driver.trigger("paper.export")
        await driver.idle()
        await _press(driver, Qt.MouseButton.BackButton, driver.view().viewport())
        assert driver.widget("exportTitle").isVisible()
        assert driver.window.search_page.panes.paper.paper.id == before.id
