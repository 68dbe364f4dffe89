"""A line that waits for a service says since when and until when, beside other controls too, and can be stopped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from scholar_desktop.ui.words import wording
from tests.support.window_driver import Driver, window_on

LATE = re.compile(r"No answer for \d:\d\d\. The request ends at \d\d:\d\d:\d\d at the latest\.")
RECORD_OF_THREE_VERSIONS = "10.5281/zenodo.7089818"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait is named after a tenth of a second."""
    monkeypatch.setattr(wording, "LEAST_WAIT_S", 0.1)


def _words(driver: Driver, name: str) -> str:
    inside = driver.widget(name)
    labels = (each for each in inside.findChildren(QLabel) if each.isVisibleTo(inside))
    return " ".join(each.accessibleName() or each.text() for each in labels)


async def _open(driver: Driver, words: str) -> None:
    await driver.search(words)
    driver.view().choose(0)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()


@pytest.mark.parametrize(
    ("paper", "service", "section", "start", "stop"),
    [
        (RECORD_OF_THREE_VERSIONS, "zenodo", "versionsView", "versionsButton", "stopVersionsButton"),
        ("attention", "zenodo", "codeAndDataView", "codeAndDataButton", "stopCodeAndDataButton"),
        ("10.1016/j.jns.2020.116832", "web", "copiesView", "moreCopiesButton", "moreCopiesButton"),
    ],
)
async def test_a_section_of_a_paper_names_its_wait_and_stops(
    demo: Any, tmp_path: Path, paper: str, service: str, section: str, start: str, stop: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _open(driver, paper)
        demo.config(faults={service: "hang", "s2": "hang"})
        driver.widget(start).click()
        where = driver.widget(section).parentWidget().objectName() if section == "copiesView" else section
        await driver.until(lambda: LATE.search(_words(driver, where or "detailPane")) is not None)
        assert driver.widget(stop).content.text == "Stop"
        driver.widget(stop).click()
        await driver.idle()
        assert LATE.search(_words(driver, "detailPane")) is None
        demo.config(faults={})
        driver.widget(start).click()
        await driver.idle()
        assert LATE.search(_words(driver, "detailPane")) is None


async def test_a_comparison_names_its_wait(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        driver.trigger("paper.compare")
        await driver.idle()
        demo.config(faults={"s2": "hang"})
        driver.click("compare.ask")
        await driver.until(lambda: LATE.search(_words(driver, "comparePage")) is not None)
        assert "not loaded" in _words(driver, "comparePage")
        driver.click("compare.ask")
        await driver.idle()
        assert LATE.search(_words(driver, "comparePage")) is None


async def test_the_update_from_services_names_its_wait(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.trigger("paper.add")
        await driver.idle()
        demo.config(faults={"s2": "hang"})
        driver.trigger("paper.refresh")
        await driver.until(lambda: LATE.search(_words(driver, "refreshPanel")) is not None)
        driver.click("refreshCancelButton")
        await driver.idle()
        assert not driver.widget("refreshPanel").isVisible()


async def test_a_reference_list_names_its_wait_in_the_lines_that_are_looked_up(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        demo.config(faults={"s2": "hang"})
        QGuiApplication.clipboard().setText("10.1038/s41579-022-00846-2\n10.1016/j.jns.2020.116832\n")
        driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
        model = driver.window.pages.page("review").model
        await driver.until(lambda: model.count() == 2 and LATE.search(model.row(0).why) is not None)
        assert model.row(1).title == "Waiting for Semantic Scholar"
        assert LATE.search(model.row(1).why) is not None
        driver.click("reviewPauseButton")
        await driver.until(lambda: model.row(0).title == "Not looked up yet")


async def test_the_search_for_candidates_of_a_line_names_its_wait_and_stops(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        QGuiApplication.clipboard().setText("10.5555/there-is-no-such-paper\n10.5555/nor-this-one\n")
        driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: driver.state("reviewTable") == "full")
        await driver.idle()
        driver.view("reviewTable").choose(0)
        driver.press(Qt.Key.Key_Return, "reviewTable")
        await driver.until(lambda: driver.widget("reviewLine").isVisible())
        demo.config(faults={"s2": "hang"})
        driver.type("attention", "reviewWordsEdit")
        driver.click("reviewSearchButton")
        await driver.until(lambda: LATE.search(driver.widget("reviewLineSays").plain_text()) is not None)
        assert driver.widget("reviewSearchButton").content.text == "Stop"
        driver.click("reviewSearchButton")
        await driver.until(lambda: driver.widget("reviewSearchButton").content.text.startswith("Search"))
        assert LATE.search(driver.widget("reviewLineSays").plain_text()) is None


async def test_the_panel_with_citing_sentences_names_its_wait_and_stops(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        driver.trigger("paper.why")
        await driver.until(lambda: driver.widget("whyAskButton").isVisible())
        demo.config(faults={"s2": "hang"})
        driver.click("whyAskButton")
        await driver.until(lambda: LATE.search(_words(driver, "citingWhyPanel")) is not None)
        assert driver.widget("whyStopButton").hasFocus()
        driver.click("whyStopButton")
        await driver.idle()
        assert "Stopped. The references were not loaded." in _words(driver, "citingWhyPanel")
        assert driver.widget("whyAskButton").hasFocus()
        demo.config(faults={})
        driver.click("whyAskButton")
        await driver.idle()
        assert "cite" in driver.widget("whyText").accessibleName()
        assert not driver.widget("whyStopButton").isVisible()
