"""People offline: the message offers to go online, and no longer says "offline" once the program is online."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.paper import Author
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on


def _press(driver: Driver, page: str, title: str) -> None:
    (button,) = (
        one for one in driver.widget(page).findChildren(Button) if one.isVisible() and one.content.text == title
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def _find(driver: Driver, name: str) -> None:
    driver.trigger("view.authors")
    await driver.idle()
    driver.type(name, "authorSearchEdit")
    driver.press(Qt.Key.Key_Return, "authorSearchEdit")
    await driver.idle()


async def test_a_search_for_people_offline_offers_to_go_online(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        await driver.idle()
        await _find(driver, "Vaswani")
        assert driver.widget("authorsPage").pane.message.heading == "You are working offline"
        _press(driver, "authorsPage", "Go online and search")
        await driver.idle()
        assert not driver.window.registry["app.offline"].isChecked()
        assert driver.state("authorsPage") == "full"


async def test_once_online_a_search_for_people_says_that_it_was_made_offline(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        await driver.idle()
        await _find(driver, "Vaswani")
        page = driver.widget("authorsPage")
        driver.trigger("app.offline")
        await driver.until(lambda: page.pane.message.heading != "You are working offline")
        assert page.pane.message.heading == "This search was made offline"
        _press(driver, "authorsPage", "Search now")
        await driver.idle()
        assert driver.state("authorsPage") == "full"


async def test_the_page_of_an_author_offline_offers_to_go_online_and_loads_once_it_is(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        await driver.idle()
        driver.window.navigation.open(places.AUTHOR, Author("L. Cantley", "1723755"))
        await driver.idle()
        pane = driver.widget("authorPage").rows.pane
        assert [step.title for step in pane.message.steps] == ["Go online"]
        driver.trigger("app.offline")
        await driver.until(lambda: driver.state("authorPage") == "full")
