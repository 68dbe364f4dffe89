"""Filters of an earlier search that still apply are named above the results of other words, until the next search."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from tests.support.window_driver import Driver, window_on

LEAD = "Filters still apply: Years 1990–2024, Open-access PDF."


def note(driver: Driver) -> str:
    """The lead and the text of the message bar above the results; empty without one."""
    bar = driver.window.search_page.panes.results.pane.bar
    return bar.note.lead if bar.isVisible() and bar.note is not None else ""


def press(driver: Driver, words: str) -> None:
    bar = driver.window.search_page.panes.results.pane.bar
    (button,) = (one for one in bar.findChildren(QAbstractButton) if one.isVisible() and words in one.accessibleName())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def set_filters(driver: Driver) -> None:
    driver.click("filterChip.years")
    for name, year in (("yearFromEdit", 1990), ("yearToEdit", 2024)):
        driver.widget(name).setFocus()
        driver.widget(name).selectAll()
        QTest.keyClicks(driver.widget(name), str(year))
    driver.press(Qt.Key.Key_Return, "yearToEdit")
    await driver.idle()
    driver.click("filterChip.open_access")
    await driver.idle()


async def test_other_words_name_the_filters_that_still_apply_until_they_are_cleared(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        await set_filters(driver)
        assert note(driver) == "", "the user has just set them"
        await driver.search("attention")
        assert note(driver) == LEAD
        driver.click("filterChip.open_access")
        await driver.idle()
        assert note(driver) == "", "they were changed"
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.search("memory")
        assert note(driver) == LEAD
        filtered = len(driver.titles())
        press(driver, "Clear filters")
        await driver.idle()
        assert note(driver) == ""
        assert len(driver.titles()) > filtered
        await driver.search("attention")
        assert note(driver) == "", "no filter is set"


async def test_filters_that_were_dismissed_are_not_named_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        await set_filters(driver)
        await driver.search("attention")
        assert note(driver) == LEAD
        shown = driver.titles()
        button = driver.window.search_page.panes.results.pane.bar.button("Dismiss")
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        await driver.idle()
        assert note(driver) == ""
        assert driver.view().hasFocus(), "the bar is gone"
        assert driver.titles() == shown
        await driver.search("memory")
        assert note(driver) == ""
        driver.click("filterChip.open_access")
        await driver.search("attention")
        assert note(driver) == "Filters still apply: Years 1990–2024."


async def test_the_same_words_again_and_a_failed_service_with_other_words(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        await set_filters(driver)
        await driver.search("memory")
        assert note(driver) == "", "the same words"
        demo.config(faults={"zenodo": "html"})
        await driver.search("attention")
        demo.config(faults={})
        bar = driver.window.search_page.panes.results.pane.bar
        assert bar.note.lead != LEAD
        assert bar.note.text.endswith(LEAD)
        press(driver, "Clear filters")
        await driver.idle()
        assert LEAD not in (bar.note.text if bar.isVisible() else "")


async def test_filters_are_not_named_above_the_paper_of_an_identifier(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        await set_filters(driver)
        await driver.search("arXiv:1706.03762")
        assert driver.titles()
        assert note(driver) == "", "they do not apply to it"
        await driver.search("attention")
        assert note(driver) == LEAD
