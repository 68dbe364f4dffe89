"""Zenodo records offline: the pages offer to go online, and once the program is online, to search again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on


def _press(driver: Driver, page: str, title: str) -> None:
    (button,) = (
        one for one in driver.widget(page).findChildren(Button) if one.isVisible() and one.content.text == title
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def _search_offline(driver: Driver) -> None:
    driver.trigger("app.offline")
    driver.trigger("view.records")
    await driver.idle()
    driver.type("attention", "recordsEdit")
    driver.press(Qt.Key.Key_Return, "recordsEdit")
    await driver.until(lambda: driver.state("recordsPage") == "error")


async def test_a_search_for_records_offline_offers_to_go_online(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _search_offline(driver)
        assert driver.widget("recordsPage").list.rows.pane.message.heading == "You are working offline"
        _press(driver, "recordsPage", "Go online and search")
        await driver.until(lambda: driver.state("recordsPage") == "full")
        assert not driver.window.registry["app.offline"].isChecked()


async def test_once_online_a_search_for_records_says_that_it_was_made_offline(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _search_offline(driver)
        pane = driver.widget("recordsPage").list.rows.pane
        driver.trigger("app.offline")
        await driver.until(lambda: pane.message.heading == "This search was made offline")
        _press(driver, "recordsPage", "Search now")
        await driver.until(lambda: driver.state("recordsPage") == "full")


async def test_more_records_offline_offer_to_go_online_and_the_loaded_ones_stay(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.records")
        await driver.idle()
        driver.type("the", "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsEdit")
        await driver.until(lambda: driver.widget("recordsMoreButton").isVisible())
        loaded = len(driver.titles("recordsView"))
        driver.trigger("app.offline")
        driver.click("recordsMoreButton")
        await driver.until(lambda: driver.state("recordsPage") == "partial")
        assert len(driver.titles("recordsView")) == loaded
        _press(driver, "recordsPage", "Go online")
        await driver.until(lambda: len(driver.titles("recordsView")) > loaded)
        assert not driver.window.registry["app.offline"].isChecked()


async def test_communities_offline_offer_to_go_online(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        driver.trigger("view.communities")
        await driver.idle()
        _press(driver, "communitiesPage", "Show newest")
        await driver.until(lambda: driver.state("communitiesPage") == "error")
        driver.trigger("app.offline")
        driver.trigger("app.offline")
        pane = driver.widget("communitiesPage").list.pane
        assert pane.message.heading == "This search was made offline"
        _press(driver, "communitiesPage", "Search now")
        await driver.until(lambda: pane.message is not None and pane.message.heading == "You are working offline")
        _press(driver, "communitiesPage", "Go online and search")
        await driver.until(lambda: driver.state("communitiesPage") == "full")


async def test_a_community_that_is_not_saved_is_loaded_once_the_program_is_online(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        driver.window.navigation.open(places.COMMUNITIES, "ipbes")
        pane = driver.widget("communitiesPage").pane
        await driver.until(
            lambda: pane.message is not None and [one.title for one in pane.message.steps] == ["Go online"]
        )
        driver.trigger("app.offline")
        await driver.until(lambda: driver.state("communityView") == "full")
