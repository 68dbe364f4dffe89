"""When the list loses selected rows, details, bar and actions are about those that are left; without any, about what is
shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.domain.paper import Author
from scholar_desktop.ui.context import navigation as places
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on
from tests.ui.citations.test_missing_classics import missing_lists

SHIFT = Qt.KeyboardModifier.ShiftModifier


async def _select(driver: Driver, view: str, first: int, last: int) -> list[str]:
    """Select rows of *view* by keys; return their titles."""
    rows = driver.view(view)
    rows.setFocus()
    driver.press(Qt.Key.Key_Home, view)
    for _ in range(first):
        driver.press(Qt.Key.Key_Down, view)
    for _ in range(last - first):
        driver.press(Qt.Key.Key_Down, view, SHIFT)
    await driver.idle()
    _check(driver, view, driver.titles(view)[first : last + 1])
    return driver.chosen(view)


def _check(driver: Driver, view: str, chosen: list[str], acts_on: list[str] | None = None) -> None:
    """Check that *chosen* are the selected rows, and that all parts of the window say so. acts_on: the papers that
    actions apply to; None for those of the selected rows."""
    acts_on = chosen if acts_on is None else acts_on
    assert driver.chosen(view) == chosen
    bar = driver.widget(f"{view}.selectionBar")
    assert (bar.accessibleName() if bar.isVisible() else "") == _number(len(chosen), "{} selected papers")
    assert [paper.title for paper in driver.window.context.now.papers] == acts_on
    head = driver.widget("selectedPapers")
    words = head.accessibleName().partition(".")[0] if head.isVisible() else ""
    if view in ("resultsView", "libraryView"):
        assert words == _number(len(acts_on), "{} papers selected")
        send = driver.widget("sendButton")
        if send.isVisible():
            assert send.text() == (_number(len(acts_on), "Send all {}…") or "Send to…")
    else:
        assert words == "", "the paper that is shown is none of them"


def _number(count: int, words: str) -> str:
    return words.format(count) if count > 1 else ""


def _shown(driver: Driver) -> str:
    return str(driver.window.search_page.shown_paper.title)


async def _filter_years(driver: Driver, first: int) -> None:
    driver.click("filterChip.years")
    driver.type(str(first), "yearFromEdit")
    driver.press(Qt.Key.Key_Return, "yearFromEdit")
    await driver.idle()


@pytest.mark.parametrize("count", [3, 1])
async def test_results_that_a_filter_hides(demo: Any, tmp_path: Path, count: int) -> None:
    """The paper that was opened stays open, and keys apply to it, be it one that was selected or one of several."""
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        chosen = await _select(driver, "resultsView", 0, count - 1)
        shown = _shown(driver)
        await driver.program.services.library.add([driver.view().model().paper(0)])
        await driver.idle()
        await _filter_years(driver, 2024)
        assert not set(chosen) & set(driver.titles())
        assert _shown(driver) == shown
        _check(driver, "resultsView", [], [shown])
        driver.view().setFocus()
        driver.press(Qt.Key.Key_S, "resultsView", Qt.KeyboardModifier.ControlModifier | SHIFT)
        await driver.idle()
        kept = (await driver.program.services.library.page()).papers
        assert [one.paper.title for one in kept if one.starred] == [shown]
        driver.click("filterChip.clear")
        await driver.idle()
        _check(driver, "resultsView", chosen)


async def test_results_that_a_filter_leaves(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        chosen = await _select(driver, "resultsView", 1, 4)
        years = {paper.title: paper.year for paper in driver.window.context.now.papers}
        left = [title for title in chosen if years[title] >= 2018]
        assert len(left) == 2
        await _filter_years(driver, 2018)
        _check(driver, "resultsView", left)
        assert _shown(driver) in left
        driver.trigger("search.sort_year")
        await driver.idle()
        _check(driver, "resultsView", sorted(left, key=driver.titles().index))
        driver.click("filterChip.clear")
        await driver.idle()
        assert set(driver.chosen()) >= set(left)
        _check(driver, "resultsView", driver.chosen())


@pytest.mark.parametrize("kind", ["library.cards", "library.table"])
async def test_papers_of_the_library_that_its_words_hide(demo: Any, tmp_path: Path, kind: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        for title in ("Whales", "Seals", "Krill", "Krill and whales"):
            await driver.program.services.library.add([a_paper(title)])
        driver.trigger(kind)
        await driver.idle()
        await _select(driver, "libraryView", 0, 2)
        for words in ("whales", "seals", "no such paper"):
            driver.type(words, "libraryEdit")
            await driver.idle()
            first = driver.titles("libraryView")[:1]
            await driver.until(lambda first=first: [one.title for one in driver.window.context.now.papers] == first)
            _check(driver, "libraryView", first)
        driver.type("", "libraryEdit")
        await driver.idle()
        await _select(driver, "libraryView", 0, 2)
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        _check(driver, "libraryView", driver.titles("libraryView"))
        assert len(driver.titles("libraryView")) == 1


async def test_citing_papers_that_the_words_hide(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        shown = _shown(driver)
        await driver.until(lambda: len(driver.titles("citedByView")) > 5)
        chosen = await _select(driver, "citedByView", 0, 2)
        others = " ".join(chosen).casefold()
        word = next(
            word
            for title in driver.titles("citedByView")[5:]
            for word in title.casefold().split()
            if word.isalpha() and word not in others
        )
        driver.type(word, "citedBy.words")
        await driver.idle()
        await driver.until(lambda: not set(chosen) & set(driver.titles("citedByView")))
        await driver.idle()
        _check(driver, "citedByView", [], [shown])
        driver.type("", "citedBy.words")
        await driver.idle()
        await driver.until(lambda: len(driver.chosen("citedByView")) == 3)
        await driver.idle()
        _check(driver, "citedByView", chosen)


async def _author(driver: Driver) -> None:
    driver.window.navigation.open(places.AUTHOR, Author("L. Cantley", "1723755"))


async def _find_in_author(driver: Driver) -> None:
    driver.type("vanadate", "authorFindEdit")


async def _missing(driver: Driver) -> None:
    await missing_lists(driver, 5)
    driver.trigger("view.missing_classics")
    await driver.idle()
    driver.click("missing.once")


async def _fewer_missing(driver: Driver) -> None:
    driver.click("missing.once")


async def _records(driver: Driver) -> None:
    driver.trigger("view.records")
    await driver.idle()
    driver.type("attention", "recordsEdit")
    driver.press(Qt.Key.Key_Return, "recordsEdit")


async def _software(driver: Driver) -> None:
    chip = driver.widget("recordsChip.type").menu_of_choices()
    next(one for one in chip.actions() if one.text().strip().startswith("Software")).trigger()


async def _passages(driver: Driver) -> None:
    driver.trigger("view.sentences")
    await driver.idle()
    driver.type("attention", "snippetsEdit")
    driver.press(Qt.Key.Key_Return, "snippetsEdit")


async def _other_passages(driver: Driver) -> None:
    driver.click("snippetsMoreFiltersButton")
    driver.type("2015", "snippetsEdit.dates")
    driver.press(Qt.Key.Key_Return, "snippetsEdit.dates")


Step = Callable[[Driver], Awaitable[None]]


@pytest.mark.parametrize(
    ("view", "open_page", "hide"),
    [
        ("authorPapersView", _author, _find_in_author),
        ("missingView", _missing, _fewer_missing),
        ("recordsView", _records, _software),
        ("snippetsView", _passages, _other_passages),
    ],
)
async def test_rows_of_other_pages(demo: Any, tmp_path: Path, view: str, open_page: Step, hide: Step) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await open_page(driver)
        await driver.idle()
        rows, last = driver.view(view), len(driver.titles(view)) - 2
        rows.setFocus()
        rows.select_rows(range(last - 2, last + 1), current=last)
        await driver.idle()
        chosen = driver.chosen(view)
        assert [paper.title for paper in driver.window.context.now.papers] == chosen
        await hide(driver)
        await driver.idle()
        assert not set(chosen) & set(driver.titles(view))
        assert driver.chosen(view) == []
        assert driver.window.context.now.papers == (), "nothing of what is not in the list"
        assert driver.window.context.now.selected == 0
