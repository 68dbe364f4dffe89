"""The panels of the filters by keys alone: arrows and letters move through all values, Space ticks, Tab leaves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QRadioButton, QScrollArea, QWidget

from scholar_desktop.domain.search import filters
from scholar_desktop.ui.search.filter_chips import FilterChips
from scholar_desktop.ui.widgets.button import ButtonKind
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _open(driver: Driver, keyboard: Keyboard, name: str) -> tuple[QWidget, list[QAbstractButton]]:
    """The panel of the filter *name*, opened by keys, and its values."""
    await keyboard.press("Ctrl+L")
    await keyboard.press("Tab")
    await keyboard.tab_to("filterChip.years")
    await keyboard.arrow_to(f"filterChip.{name}")
    await keyboard.press("Return")
    panel = next(each for each in driver.window.findChildren(QWidget, f"filterPanel.{name}") if each.isVisible())
    values = [each for each in panel.findChildren(QAbstractButton) if each.objectName().startswith("filterValue.")]
    assert len(values) > 2
    return panel, values


def _in_sight(control: QWidget) -> bool:
    area = control
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    return area.viewport().rect().contains(control.rect().translated(control.mapTo(area.viewport(), control.pos() * 0)))


@pytest.mark.parametrize("name", ["field", "venue", "type"])
async def test_arrows_go_through_all_values_and_tab_leaves_them(demo: Any, tmp_path: Path, name: str) -> None:
    async with window_on(demo, tmp_path, size=(1440, 640)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("memory")
        panel, values = await _open(driver, keyboard, name)
        if isinstance(keyboard.focus, QLineEdit):
            await keyboard.press("Down")
        reached = [keyboard.focus]
        for _ in values[1:]:
            await keyboard.press("Down")
            reached.append(keyboard.focus)
            assert _in_sight(keyboard.focus), f"{keyboard.focus.objectName()} is not scrolled into view"
        assert reached == values
        await keyboard.press("Up")
        assert keyboard.focus is values[-2]
        await keyboard.press("Space")
        assert [each.isChecked() for each in values].count(True) == 1
        assert values[-2].isChecked()
        await keyboard.press("Tab")
        if keyboard.focus.objectName() == "excludeTypesTick":
            await keyboard.press("Tab")
        assert keyboard.focus.accessibleName().startswith("Clear filter")
        await keyboard.press("Shift+Tab")
        if keyboard.focus.objectName() == "excludeTypesTick":
            await keyboard.press("Shift+Tab")
        assert keyboard.focus is values[-2], "Tab does not return to the value that had the focus"
        await keyboard.tab_to("filterSetButton")
        await keyboard.press("Return")
        await driver.idle()
        assert not panel.isVisible()
        assert driver.widget(f"filterChip.{name}").kind is ButtonKind.CHIP_SET


async def test_a_new_search_begins_at_the_first_filter_and_esc_goes_to_the_results(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1440, 640)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("memory")
        await keyboard.press("Ctrl+L")
        await keyboard.tab_to("filterChip.years")
        await keyboard.arrow_to("filterChip.min_citations")
        await keyboard.press("Return")
        # a range of years is not taken for a number of citations
        await keyboard.type("2018-")
        await keyboard.press("Return")
        panel = driver.widget("filterPanel.min_citations")
        assert panel.isVisible()
        faults = [each.text() for each in panel.findChildren(QLabel) if each.isVisible() and "2018-" in each.text()]
        assert faults == ["“2018-” is not a number of citations. Enter 50, for example."]
        await driver.idle()
        counts = [each for each in panel.findChildren(QAbstractButton) if each.property("least")]
        box = driver.widget("minCitationsEdit")
        assert box.geometry().bottom() < min(each.y() for each in counts), "the panel has room for the fault"
        await keyboard.press("Esc")
        assert keyboard.focus is driver.widget("filterChip.min_citations")
        await keyboard.press("Esc")
        assert keyboard.focus is driver.widget("resultsView")
        await keyboard.press("Shift+Tab")
        await keyboard.press("Ctrl+L")
        await keyboard.press("Tab")
        while not keyboard.focus.objectName().startswith("filterChip."):
            await keyboard.press("Tab")
        assert keyboard.focus is driver.widget("filterChip.years")


async def test_a_letter_goes_to_the_next_value_that_begins_with_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("memory")
        _, values = await _open(driver, keyboard, "field")
        letter = values[-1].accessibleName()[0]
        begin = [each for each in values if each.accessibleName().startswith(letter)]
        for wanted in [each for each in begin if each is not keyboard.focus]:
            await keyboard.press(letter)
            assert keyboard.focus is wanted
        assert driver.window.navigation.page == "search"


async def test_the_arrows_choose_one_of_the_values_that_exclude_each_other(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("memory")
        driver.window.search_page.findChild(FilterChips).open_panel(filters.RECORD_TYPE)
        panel = driver.widget(f"filterPanel.{filters.RECORD_TYPE}")
        values = panel.findChildren(QRadioButton)
        assert len(values) > 1
        while not isinstance(keyboard.focus, QRadioButton):
            await keyboard.press("Down")
        await keyboard.press("Space")
        await keyboard.press("Down")
        assert keyboard.focus is values[1]
        assert values[1].isChecked()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_the_focus_stays_at_the_filters_when_all_are_cleared(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard = Keyboard(driver)
        await driver.search("memory")
        driver.view().setFocus()
        await keyboard.press("Return")  # its citing papers are loaded, and shown below
        await driver.idle()
        driver.window.search_page.findChild(FilterChips).show_filters(filters.Filters(year_from=2010))
        await keyboard.press("Ctrl+L")
        await keyboard.press("Tab")
        await keyboard.tab_to("filterChip.years")
        await keyboard.arrow_to("filterChip.clear")
        await keyboard.press("Return")
        await driver.idle()
        assert keyboard.focus.objectName() == "filterChip.years"


def _offered(panel: QWidget) -> list[str]:
    boxes = panel.findChildren(QAbstractButton)
    return [each.objectName() for each in boxes if each.objectName().startswith("filterValue.") and each.isVisible()]


async def test_typing_narrows_the_values_and_only_a_text_that_none_contains_is_a_value_of_its_own(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, size=(1440, 640)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        session = driver.window.search_page.search
        panel, values = await _open(driver, keyboard, "venue")
        own = driver.widget("filterOwnValueButton")
        assert not own.isVisible()
        await keyboard.type("arx")
        assert _offered(panel) == ["filterValue.arXiv.org"]
        assert own.text() == "Search for the venue “arx”"
        await keyboard.press("Down")
        assert keyboard.focus.objectName() == "filterValue.arXiv.org"
        await keyboard.press("Space")
        assert driver.widget("filterEdit").text() == "", "the ticked value takes the place of what was typed"
        assert len(_offered(panel)) == len(values)
        await driver.idle()
        assert _in_sight(keyboard.focus)
        await keyboard.press("Return")
        await driver.idle()
        assert session.query.filters.venue == "arXiv.org"
        assert set(driver.titles()), "the filter keeps its papers"

        driver.click("filterChip.clear")
        await driver.idle()
        await _open(driver, keyboard, "venue")
        await keyboard.type("arx")
        await keyboard.press("Return")
        await driver.idle()
        assert session.query.filters.venue == "arXiv.org", "the one value that contains it"

        driver.click("filterChip.clear")
        await driver.idle()
        panel, _ = await _open(driver, keyboard, "venue")
        await keyboard.type("conference")
        assert len(_offered(panel)) > 1
        await keyboard.press("Return")
        assert panel.isVisible()
        faults = [each.text() for each in panel.findChildren(QLabel) if each.isVisible()]
        assert "Several values contain “conference”. Choose one, or type more of it." in faults
        await keyboard.type("x")
        assert not _offered(panel)
        assert driver.widget("filterOwnValueButton").text() == "Search for the venue “conferencex”"
        await keyboard.press("Return")
        await driver.idle()
        assert session.query.filters.venue == "conferencex"

        driver.click("filterChip.clear")
        await driver.idle()
        await _open(driver, keyboard, "venue")
        await keyboard.type("arx")
        driver.click("filterOwnValueButton")
        await driver.idle()
        assert session.query.filters.venue == "arx", "also if a value contains it"
