"""A list that is extended offline, and whose further answers are not saved, says so and offers to go online."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from tests.support.window_driver import Driver, window_on

SERVICES = "Semantic Scholar, Unpaywall and Zenodo"


def buttons_of_bar(driver: Driver) -> dict[str, QAbstractButton]:
    bar = driver.window.search_page.panes.results.pane.bar
    return {one.text(): one for one in bar.findChildren(QAbstractButton) if one.isVisible() and one.text()}


def loaded(driver: Driver) -> dict[str, int]:
    return {one.name: one.loaded for one in driver.window.search_page.search.result.reports}


@pytest.mark.parametrize(
    ("button", "step", "least"),
    [
        ("loadAllButton", "Go online and load all", {"s2": 400, "unpaywall": 97, "zenodo": 76}),
        ("loadMoreButton", "Go online and load more", {"s2": 200, "unpaywall": 97, "zenodo": 50}),
    ],
)
async def test_the_note_goes_online_and_loads_the_rows(
    demo: Any, tmp_path: Any, button: str, step: str, least: dict[str, int]
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        first = loaded(driver)
        driver.trigger("app.offline")
        driver.click(button)
        await driver.idle()
        assert loaded(driver) == first
        assert driver.bar("results") == f"You are offline. Only the saved results from {SERVICES} are below."
        assert driver.window.search_page.panes.results.pane.bar.note.tone == "panel"
        buttons = buttons_of_bar(driver)
        assert list(buttons) == [step]
        QTest.mouseClick(buttons[step], Qt.MouseButton.LeftButton)
        await driver.idle()
        assert not driver.program.services.status.offline
        assert driver.bar("results") == ""
        assert all(loaded(driver)[name] >= count for name, count in least.items()), loaded(driver)


async def test_once_the_program_is_online_the_note_offers_to_load_all(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        driver.trigger("app.offline")
        driver.click("loadAllButton")
        await driver.idle()
        driver.trigger("app.offline")
        await driver.idle()
        assert driver.bar("results") == f"Only the saved results from {SERVICES} are below."
        buttons = buttons_of_bar(driver)
        assert list(buttons) == ["Load all"]
        QTest.mouseClick(buttons["Load all"], Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.bar("results") == ""
        assert loaded(driver)["s2"] > 400, "its whole list; no page of it was saved"
        assert len(await driver.program.services.search_ledger.runs()) == 1
