"""Back and forward show earlier searches and parts of the library again, as they were left, without a request."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from scholar_desktop.ui.search import go_commands
from tests.support.window_driver import Driver, window_on
from tests.ui.library.test_collections import open_shelf, press

SLEEP = "memory consolidation during sleep"


async def _back(driver: Driver) -> None:
    await driver.until(driver.window.registry["go.back"].isEnabled)
    QTest.keyClick(driver.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    await driver.idle()


async def _forward(driver: Driver) -> None:
    await driver.until(driver.window.registry["go.forward"].isEnabled)
    QTest.keyClick(driver.window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    await driver.idle()


async def _ended(driver: Driver, action: str = "go.back") -> None:
    """There is nothing further to go to."""
    await driver.idle()
    await driver.until(lambda: not driver.window.registry[action].isEnabled())


async def _is_first(driver: Driver) -> None:
    """Only the page before any search comes before the list that is shown."""
    await _back(driver)
    page = driver.window.search_page
    assert (driver.window.navigation.page, page.search.query, _words(driver)) == ("search", None, "")
    await _ended(driver)
    assert driver.widget("searchEdit").hasFocus()
    await _forward(driver)
    assert not driver.widget("searchEdit").hasFocus() or page.search.query is None


def _tick(driver: Driver, name: str, value: str) -> None:
    driver.click(f"filterChip.{name}")
    opened = next(one for one in driver.window.findChildren(QWidget, f"filterPanel.{name}") if one.isVisible())
    opened.findChild(QAbstractButton, f"filterValue.{value}").click()
    QTest.mouseClick(opened.findChild(QAbstractButton, "filterSetButton"), Qt.MouseButton.LeftButton)


def _words(driver: Driver) -> str:
    return str(driver.widget("searchEdit").text())


def _heading(driver: Driver) -> str:
    return str(driver.window.search_page.panes.library.bar.head.title.text())


async def test_back_shows_the_earlier_search_with_its_row_and_scroll_position(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        view, bar = driver.view(), driver.view().verticalScrollBar()
        first = driver.titles()
        driver.click_row(2)
        await driver.idle()
        bar.setValue(170)
        chosen, paper = driver.chosen(), driver.window.search_page.shown_paper.title
        await _is_first(driver)
        await driver.search(SLEEP)
        second = driver.titles()
        assert second != first
        sent = demo.stats()["requests"]
        await _back(driver)
        assert _words(driver) == "attention"
        assert (driver.titles(), driver.chosen(), bar.value()) == (first, chosen, 170)
        assert driver.window.search_page.shown_paper.title == paper
        assert view.current_row() == 2
        await _is_first(driver)
        await _forward(driver)
        assert (_words(driver), driver.titles()) == (SLEEP, second)
        await _ended(driver, "go.forward")
        assert demo.stats()["requests"] == sent, "an earlier search is requested again"


async def test_each_change_of_a_filter_is_a_step_and_a_search_repeated_is_none(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        whole = driver.titles()
        for _ in range(2):
            driver.press(Qt.Key.Key_Return)
            await driver.idle()
        await _is_first(driver)
        _tick(driver, "type", "conference")  # all rows are here: filtered without a request
        await driver.idle()
        filtered = driver.titles()
        await driver.search(SLEEP)
        await _back(driver)
        assert driver.titles() == filtered
        assert driver.widget("filterChip.type").text() == "Conference paper"
        await _back(driver)
        assert driver.titles() == whole
        assert not driver.widget("filterChip.clear").isVisible()
        await _is_first(driver)


async def test_back_goes_through_collections_views_and_searches_in_their_order(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.findChild(QWidget, "collections") is not None)
        await open_shelf(driver)
        press(driver, "Thesis")
        await driver.idle()
        thesis = driver.titles("libraryView")
        driver.type("attention", "libraryEdit")
        await driver.idle()
        driver.click_row(1, "libraryView")
        await driver.idle()
        within, chosen = driver.titles("libraryView"), driver.chosen("libraryView")
        press(driver, "Reading group")
        await driver.idle()
        group = driver.titles("libraryView")
        driver.trigger("view.library_recent")
        await driver.idle()
        driver.trigger("focus.search")
        await driver.idle()
        await driver.search(SLEEP)
        await _back(driver)
        assert (driver.window.navigation.page, _words(driver)) == ("search", "attention")
        for heading, titles in (("Recently added", None), ("Reading group", group), ("Thesis", within)):
            await _back(driver)
            assert driver.window.navigation.page == "library"
            assert _heading(driver) == heading
            assert titles is None or driver.titles("libraryView") == titles
        assert driver.widget("libraryEdit").text() == "attention"
        assert driver.chosen("libraryView") == chosen
        assert len(within) <= len(thesis)
        await _back(driver)
        assert (driver.window.navigation.page, _words(driver)) == ("search", "attention")
        await _is_first(driver)
        for heading in ("Thesis", "Reading group", "Recently added"):
            await _forward(driver)
            assert _heading(driver) == heading
        await _forward(driver)
        await _forward(driver)
        assert (driver.window.navigation.page, _words(driver)) == ("search", SLEEP)
        await _ended(driver, "go.forward")


async def test_a_deleted_collection_is_skipped_until_undo_brings_it_back(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.findChild(QWidget, "collections") is not None)
        await open_shelf(driver)
        press(driver, "Reading group")
        await driver.idle()
        press(driver, "Thesis")
        await driver.idle()
        collections = driver.program.services.collections
        await collections.delete(next(one.key for one in await collections.all() if one.path == "Reading group"))
        await driver.idle()
        await _back(driver)
        assert driver.window.navigation.page == "search"
        await _forward(driver)
        assert _heading(driver) == "Thesis"
        driver.trigger("edit.undo")
        await driver.idle()
        await _back(driver)
        assert _heading(driver) == "Reading group"


async def test_the_papers_opened_from_a_list_come_before_the_list_shown_before_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        titles = driver.titles()
        for row in (0, 1):
            driver.view().choose(row)
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.idle()
        await driver.search(SLEEP)
        await _back(driver)
        assert driver.window.search_page.shown_paper.title == titles[1]
        await _back(driver)
        assert driver.window.search_page.shown_paper.title == titles[0]
        await _is_first(driver)
        await _forward(driver)
        assert driver.window.search_page.shown_paper.title == titles[1]
        await _forward(driver)
        assert _words(driver) == SLEEP


async def test_a_search_that_is_no_longer_in_memory_is_put_back_into_the_box(
    demo: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(go_commands, "MOST_PAPERS", 1)
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        found = driver.titles()
        _tick(driver, "type", "conference")
        await driver.idle()
        await driver.search(SLEEP)
        _tick(driver, "type", "conference")  # takes the filter away
        await driver.idle()
        sent = demo.stats()["requests"]
        for _ in range(2):
            await _back(driver)
        assert _words(driver) == "attention"
        assert driver.widget("filterChip.type").text() == "Conference paper"
        assert driver.state("resultsView") == "empty"
        assert demo.stats()["requests"] == sent
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert 0 < len(driver.titles()) < len(found), "the filters are not part of it"
        await _forward(driver)
        assert _words(driver) == SLEEP


async def test_back_from_a_page_leads_to_the_list_from_which_it_was_opened(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("view.library")
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        await _back(driver)
        assert driver.window.navigation.page == "library"
        await _back(driver)
        assert driver.window.navigation.page == "search"
        await _is_first(driver)


async def test_the_details_are_whole_after_back_to_a_result(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(2)
        paper = driver.window.search_page.panes.paper
        await driver.until(lambda: paper.is_open and not paper.loading)
        QTest.keyClick(driver.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        await _back(driver)
        assert driver.chosen() == [paper.paper.title]
        assert paper.is_open
        assert (paper.loading, paper.problem) == (False, None)
        pane = driver.window.search_page.panes.detail.pane
        assert pane.state == "full", "the details are loaded, and the pane waits for them"
        paper.again()
        assert pane.state == "waiting"
        paper._scope.cancel("open")
        await driver.until(lambda: pane.state == "full")  # whatever ends the task, the pane does not wait any longer
