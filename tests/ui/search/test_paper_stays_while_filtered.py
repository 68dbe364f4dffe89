"""Setting or clearing a filter changes neither the paper that is open nor the papers that led to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.domain.paper import Paper, access_status
from scholar_desktop.domain.search.filters import Filters
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

SIZES = pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
WHOLE, PART = "attention", "the"
"""Words whose list is loaded whole, so that it is filtered without a request, and of which a part is loaded."""


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


async def _walk(driver: Driver, keyboard: Keyboard, row: int) -> list[str]:
    """Open the result *row* and, from it, a paper that cites it; return the titles of the trail."""
    driver.view().setFocus()
    await _press(driver, keyboard, "Home", *["Down"] * row, "Return", "Ctrl+Alt+1")
    return await _open_citing(driver, keyboard)


async def _open_citing(driver: Driver, keyboard: Keyboard) -> list[str]:
    view, model = driver.view("citedByView"), driver.window.search_page.panes.citations.cited_by.model
    await driver.until(lambda: view.model().rowCount() > 0)
    lines = range(view.model().rowCount())
    # Enter shows the sentences of a paper that has several
    view.choose(next(line for line in lines if model.paper(line) is not None and model.sentences_of(line) < 2))
    await _press(driver, keyboard, "Return")
    trail = _trail(driver)
    assert len(trail) == 2, trail
    return trail


def _trail(driver: Driver) -> list[str]:
    return [paper.title for paper in driver.window.search_page.panes.paper.trail]


def _shown(driver: Driver) -> str:
    return str(driver.window.search_page.shown_paper.title)


def _assert_open(driver: Driver, trail: list[str]) -> None:
    assert (_trail(driver), _shown(driver)) == (trail, trail[-1])
    assert driver.widget("trailBar").isVisible()
    assert driver.window.context.now.paper.title == trail[-1]


def _in_sight(driver: Driver, row: int) -> bool:
    view = driver.view()
    return view.viewport().rect().contains(view.visualRect(view.model().index(row, 0)).center())


def _row(driver: Driver, *, is_open: bool, past: int = 0) -> int:
    """The first row after *past* that a filter for open-access PDFs keeps, or that it removes."""
    papers: list[Paper] = driver.view().model().papers()
    kinds = ("gold", "green", "bronze") if is_open else ("closed",)
    return next(row for row, paper in enumerate(papers) if row > past and access_status(paper) in kinds)


@SIZES
@pytest.mark.parametrize("words", [WHOLE, PART])
async def test_a_citing_paper_stays_open_with_its_trail(
    demo: Any, tmp_path: Path, size: tuple[int, int], words: str
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard = Keyboard(driver)
        await driver.search(words)
        trail = await _walk(driver, keyboard, _row(driver, is_open=True, past=2))
        view = driver.view()
        for _ in ("set", "cleared"):
            driver.click("filterChip.open_access")
            await driver.idle()
            _assert_open(driver, trail)
            assert view.currentIndex().row() == driver.titles().index(trail[0]), "the first paper of the trail"
            assert driver.chosen() == []
            assert _in_sight(driver, view.currentIndex().row())
        await _press(driver, keyboard, "Alt+Left")
        assert (_shown(driver), driver.chosen()) == (trail[0], [trail[0]])
        await _press(driver, keyboard, "Alt+Right")
        _assert_open(driver, trail)


@SIZES
@pytest.mark.parametrize("words", [WHOLE, PART])
async def test_a_citing_paper_stays_open_if_the_first_paper_of_its_trail_is_filtered_out(
    demo: Any, tmp_path: Path, size: tuple[int, int], words: str
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard = Keyboard(driver)
        await driver.search(words)
        trail = await _walk(driver, keyboard, _row(driver, is_open=False, past=3))
        view = driver.view()
        driver.click("filterChip.open_access")
        await driver.idle()
        assert trail[0] not in driver.titles()
        _assert_open(driver, trail)
        assert (driver.chosen(), view.verticalScrollBar().value()) == ([], 0)
        driver.click("filterChip.open_access")
        await driver.idle()
        _assert_open(driver, trail)
        assert view.currentIndex().row() == driver.titles().index(trail[0])
        assert _in_sight(driver, view.currentIndex().row())
        driver.click("filterChip.open_access")
        await driver.idle()
        await _press(driver, keyboard, "Alt+Left")
        assert (_shown(driver), driver.chosen()) == (trail[0], [])
        driver.click("filterChip.open_access")
        await driver.idle()
        assert (_shown(driver), driver.chosen()) == (trail[0], [trail[0]]), "Back led to it while it had no row"
        assert _in_sight(driver, view.lead_row())


@SIZES
@pytest.mark.parametrize("words", [WHOLE, PART])
async def test_a_selected_paper_that_a_filter_of_years_removes_stays_open(
    demo: Any, tmp_path: Path, size: tuple[int, int], words: str
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard, view = Keyboard(driver), driver.view()
        await driver.search(words)
        papers = view.model().papers()
        newest = max(paper.year or 0 for paper in papers)
        row = next(row for row, paper in enumerate(papers) if row > 8 and 0 < (paper.year or 0) < newest)
        view.setFocus()
        await _press(driver, keyboard, "Home", *["Down"] * row)
        title = papers[row].title
        assert driver.chosen() == [title]
        assert view.verticalScrollBar().value() > 0
        driver.click("filterChip.years")
        driver.type(str(papers[row].year + 1), "yearFromEdit")
        driver.press(Qt.Key.Key_Return, "yearFromEdit")
        await driver.idle()
        assert title not in driver.titles()
        assert (_shown(driver), driver.chosen(), view.verticalScrollBar().value()) == (title, [], 0)
        assert driver.window.context.now.paper.title == title
        driver.click("filterChip.clear")
        await driver.idle()
        assert (_shown(driver), driver.chosen()) == (title, [title])
        assert _in_sight(driver, view.lead_row())
        driver.click("filterChip.years")
        driver.type(str(papers[row].year + 1), "yearFromEdit")
        driver.press(Qt.Key.Key_Return, "yearFromEdit")
        await driver.idle()
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        await _press(driver, keyboard, "Down")
        assert driver.chosen() == driver.titles()[:1] == [_shown(driver)]


@pytest.mark.parametrize("words", [WHOLE, PART])
async def test_without_a_paper_that_was_opened_the_list_begins_at_its_top(
    demo: Any, tmp_path: Path, words: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search(words)
        bar = driver.view().verticalScrollBar()
        for _ in ("set", "cleared"):
            bar.setValue(bar.maximum())
            driver.click("filterChip.open_access")
            await driver.idle()
            await driver.until(lambda: _shown(driver) == driver.titles()[0])
            assert (driver.chosen(), bar.value()) == (driver.titles()[:1], 0)


async def test_a_filter_that_leaves_no_row_keeps_the_paper_open(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search(WHOLE)
        trail = await _walk(driver, keyboard, 3)
        driver.click("filterChip.min_citations")
        driver.type("99999999", "minCitationsEdit")
        driver.press(Qt.Key.Key_Return, "minCitationsEdit")
        await driver.idle()
        assert driver.titles() == []
        _assert_open(driver, trail)
        driver.click("filterChip.clear")
        await driver.idle()
        _assert_open(driver, trail)
        assert _in_sight(driver, driver.titles().index(trail[0]))


async def test_more_rows_and_another_order_keep_a_citing_paper_of_the_first_row_open(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search(PART)
        await driver.until(lambda: _shown(driver) == driver.titles()[0])
        await _press(driver, keyboard, "Ctrl+Alt+1")  # the first row was not selected by the user
        trail = await _open_citing(driver, keyboard)
        rows = len(driver.titles())
        driver.click("loadMoreButton")
        await driver.idle()
        assert len(driver.titles()) > rows
        _assert_open(driver, trail)
        driver.trigger("search.sort_year")
        await driver.idle()
        _assert_open(driver, trail)
        await driver.search(WHOLE)
        await driver.until(lambda: _shown(driver) == driver.titles()[0])
        assert _trail(driver) == [], "other words are another list"


async def test_the_details_say_that_filters_hide_their_paper(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search(WHOLE)
        search, foot = driver.window.search_page.search, driver.widget("selectedElsewhere")
        papers = search.result.papers
        row = next(number for number, paper in enumerate(papers) if paper.year is not None and paper.year < 2018)
        title = papers[row].title
        driver.click_row(row)
        await driver.idle()
        assert not foot.isVisible()
        search.with_filters(Filters(year_from=2018))
        await driver.until(foot.isVisible)
        await driver.idle()
        assert title not in driver.titles()
        assert _shown(driver) == title
        assert foot.accessibleName() == "This paper is hidden by your filters."
        driver.click_row(0)
        await driver.until(lambda: not foot.isVisible())
        driver.trigger("search.clear_filters")
        await driver.idle()
        driver.click_row(row)
        await driver.idle()
        search.with_filters(Filters(year_from=2018))
        await driver.until(foot.isVisible)
        driver.click("showFilteredOutButton")
        await driver.until(lambda: not foot.isVisible())
        await driver.idle()
        assert title in driver.titles()
        assert _shown(driver) == title
