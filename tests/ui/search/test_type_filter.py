"""The filter for types has papers without a type, and excludes types. Each filter is counted without itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from scholar_desktop.domain.search.filter_texts import describe_filters, filter_value
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.paper_types import paper_types
from scholar_desktop.ui.search.filter_chips import FilterChips
from tests.support.window_driver import Driver, shown_tooltip, window_on


async def test_papers_without_a_type_stay_and_a_type_is_excluded(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        session = driver.window.search_page.search
        types = [paper_types(paper) for paper in session.result.papers]
        excluded = next(name for of_paper in types for name in of_paper)
        left = sum(excluded not in of_paper for of_paper in types)
        assert 0 < left < len(types)
        driver.click("filterChip.type")
        await driver.idle()
        without = driver.widget("filterValue.none")
        assert without.text() == "No type"
        assert without.accessibleName() == f"No type, {sum(of_paper == ('none',) for of_paper in types)}"
        driver.click(f"filterValue.{excluded}")
        driver.click("excludeTypesTick")
        driver.click("filterSetButton")
        await driver.idle()
        assert session.query.filters.type == f"-{excluded}"
        assert len(driver.titles()) == left
        assert describe_filters(session.query.filters) == f"Type: not {filter_value('type', excluded)}"
        driver.click("filterChip.type")
        await driver.idle()
        assert driver.widget("excludeTypesTick").isChecked()
        assert driver.widget(f"filterValue.{excluded}").isChecked()


def _counts(driver: Driver, name: str) -> dict[str, str]:
    """What the panel of the filter *name* says beside each value; empty for a value without a number."""
    driver.click(f"filterChip.{name}")
    found = [one for one in driver.window.findChildren(QWidget, f"filterPanel.{name}") if one.isVisible()]
    assert len(found) == 1
    buttons = [one for one in found[0].findChildren(QAbstractButton) if one.objectName().startswith("filterValue.")]
    words = {one.objectName(): shown_tooltip(one) for one in buttons}
    counts = {one.objectName(): one.accessibleName().removeprefix(words[one.objectName()])[2:] for one in buttons}
    found[0].close_panel()
    return counts


@pytest.mark.parametrize(
    ("name", "value"), [("type", "conference"), ("field", "Linguistics"), ("venue", "arXiv.org"), ("years", "")]
)
async def test_a_filter_is_counted_without_itself(demo: Any, tmp_path: Path, name: str, value: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        if name == "years":
            driver.click("filterChip.years")
            before = driver.widget("yearBars").accessibleDescription()
            driver.type("2018", "yearFromEdit")
            driver.press(Qt.Key.Key_Return, "yearFromEdit")
            await driver.idle()
            assert driver.window.search_page.search.query.filters.year_from == 2018
            driver.click("filterChip.years")
            assert driver.widget("yearBars").accessibleDescription() == before
            return
        counts = _counts(driver, name)
        assert sum(int(count) > 0 for count in counts.values()) > 1
        driver.click(f"filterChip.{name}")
        await driver.idle()  # the panel counted before is deleted
        driver.click(f"filterValue.{value}")
        driver.click("filterSetButton")
        await driver.idle()
        assert len(driver.titles()) == int(counts[f"filterValue.{value}"])
        assert _counts(driver, name) == counts


async def test_values_are_not_counted_if_the_services_were_searched_with_the_filter(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.window.search_page.findChild(FilterChips).show_filters(Filters(type="conference"))
        await driver.search("attention")
        counts = _counts(driver, "type")
        assert counts.pop("filterValue.conference") == str(len(driver.titles()))
        assert set(counts.values()) == {""}, "nothing is known about the others"
        driver.click("filterChip.type")
        texts = [one.text() for one in driver.widget("filterPanel.type").findChildren(QLabel)]
        assert "The search was run with this filter, so that not all values can be counted." in texts


async def test_the_panel_of_the_types_says_which_services_can_filter_by_the_choice(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click("filterChip.type")
        await driver.idle()
        note = driver.widget("filterPanelNote")
        assert "Semantic Scholar and Zenodo filter by the types that they have." in note.text()
        driver.click("filterValue.article")
        assert note.text().startswith("In a new search, applied by Semantic Scholar and Zenodo.")
        driver.click("excludeTypesTick")
        assert note.text().startswith("No service can filter by this choice")
        driver.click("excludeTypesTick")
        driver.click("filterValue.conference")
        assert note.text().startswith("In a new search, applied by Semantic Scholar.")
        driver.click("filterValue.none")
        assert note.text().startswith("No service can filter by this choice")
        assert note.height() >= note.heightForWidth(note.width()), "its text is not cut"
        driver.click("filterSetButton")
        await driver.idle()
        tooltip = shown_tooltip(driver.widget("filterChip.type"))
        assert "No service can filter by this choice" in tooltip
        assert "Not sent to any service in this search." in tooltip


async def test_the_chip_of_a_filter_that_excludes_types_says_so(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click("filterChip.type")
        await driver.idle()
        for one in ("filterValue.dataset", "filterValue.none", "excludeTypesTick", "filterSetButton"):
            driver.click(one)
        await driver.idle()
        chip = driver.widget("filterChip.type")
        assert chip.text() == "Not 2 types"
        assert shown_tooltip(chip).startswith("Type: not Dataset or No type\n")


async def test_all_values_are_counted_if_no_service_was_searched_with_the_filter(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        counts = _counts(driver, "type")
        assert int(counts["filterValue.conference"]) > 0
    async with window_on(demo, tmp_path / "again") as driver:
        driver.window.search_page.findChild(FilterChips).show_filters(Filters(type="-conference,-none"))
        await driver.search("attention")
        assert _counts(driver, "type") == counts
        driver.click("filterChip.type")
        texts = [one.text() for one in driver.widget("filterPanel.type").findChildren(QLabel)]
        assert not any(one.startswith("The search was run with this filter") for one in texts)
        assert any(one.startswith("No service can filter by this choice") for one in texts)


async def test_no_choice_moves_when_the_note_below_gets_shorter(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click("filterChip.type")
        await driver.idle()
        tick, note = driver.widget("excludeTypesTick"), driver.widget("filterPanelNote")
        places, notes = set(), set()
        for name in ("none", "none", "excl", "dataset", "review", "article"):
            places.add(tick.mapTo(driver.window, tick.rect().topLeft()).toTuple())
            notes.add(note.text())
            driver.click("excludeTypesTick" if name == "excl" else f"filterValue.{name}")
            await driver.idle()
        assert len(notes) > 1
        assert len(places) == 1
