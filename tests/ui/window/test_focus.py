"""The keyboard focus: it is never lost to the sidebar or to nothing, and F6 moves it from pane to pane."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QPushButton, QWidget

from scholar_desktop.ui.widgets.tab_order import stops, tab_stops
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _name(widget: QWidget | None) -> str:
    return "" if widget is None else widget.objectName() or widget.accessibleName() or type(widget).__name__


async def _lost(driver: Driver, controls: list[QWidget], go: Callable[[QWidget], None]) -> list[str]:
    """The controls whose focus is in the sidebar or nowhere after they went."""
    wrong = []
    for control in controls:
        control.setFocus()
        if driver.window.focusWidget() is not control:
            continue
        name = _name(control)
        go(control)
        await asyncio.sleep(0)  # processEvents here would run the steps of other tasks inside this one, and lose them
        QApplication.sendPostedEvents()
        focused = driver.window.focusWidget()
        if focused is None or driver.widget("sidebar").isAncestorOf(focused) or not focused.isVisible():
            wrong.append(f"{name} -> {_name(focused)}")
    return wrong


def _hide(control: QWidget) -> None:
    control.hide()
    control.show()


def _disable(control: QWidget) -> None:
    control.setEnabled(False)
    control.setEnabled(True)


def _delete(control: QWidget) -> None:
    shiboken6.delete(control)


def _delete_later(control: QWidget) -> None:
    control.deleteLater()
    QApplication.sendPostedEvents(control, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("go", [_hide, _disable])
@pytest.mark.parametrize(
    "page",
    [
        "view.search",
        "view.library",
        "view.downloads",
        "view.unpaywall",
        "view.corpus",
        "view.settings",
        "view.missing_classics",
        "view.authors",
        "view.communities",
        "view.ledger",
        "view.library_to_read",
        "view.news",
        "view.records",
        "view.review",
        "view.sentences",
    ],
)
async def test_a_control_that_goes_gives_the_focus_to_its_list(
    demo: Any, tmp_path: Path, page: str, go: Callable[[QWidget], None]
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger(page)
        await driver.idle()
        driver.window.activateWindow()
        shown = driver.window.pages.currentWidget()
        controls = [each for each in stops(shown) if not isinstance(each, QAbstractItemView)]
        assert controls
        assert await _lost(driver, controls, go) == []


@pytest.mark.parametrize("go", [_delete, _delete_later])
async def test_a_deleted_control_gives_the_focus_to_its_list(
    demo: Any, tmp_path: Path, go: Callable[[QWidget], None]
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.window.activateWindow()
        for parent, at_home in (("citedByView", "citedByView"), ("detailPane", None), ("resultsView", "resultsView")):
            around = driver.widget(parent).parentWidget()
            box = QWidget(around)
            control = QPushButton("A control", box)
            box.show()
            control.setFocus()
            assert driver.window.focusWidget() is control
            go(box if parent == "resultsView" else control)
            await asyncio.sleep(0)
            QApplication.sendPostedEvents()
            focused = QApplication.focusWidget()
            assert focused is not None, "nothing has the focus"
            assert not driver.widget("sidebar").isAncestorOf(focused)
            assert at_home is None or focused is driver.widget(at_home), f"{parent} -> {_name(focused)}"


async def test_a_group_is_one_stop_with_arrows_inside(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        authors = driver.window.findChildren(QWidget, "authorLink")
        assert len(authors) > 3
        authors[0].setFocus()
        await keyboard.press("Right")
        assert keyboard.focus is authors[1]
        await keyboard.press("Down")
        assert keyboard.focus is authors[2]
        await keyboard.press("End")
        assert keyboard.focus is authors[-1]
        await keyboard.press("Right")
        assert keyboard.focus is authors[0]
        await keyboard.press("Left")
        assert keyboard.focus is authors[-1]
        await keyboard.press("Home")
        await keyboard.press("Right")
        await keyboard.press("Tab")
        assert keyboard.focus not in authors, "Tab stops at each author"
        await keyboard.press("Shift+Tab")
        assert keyboard.focus is authors[1], "Tab does not return to the author that had the focus"
        order = tab_stops(driver.window)
        for name in ("identifiersView", "copiesView", "sourcesLine", "mergedFrom"):
            reached = [each for each in order if driver.widget(name).isAncestorOf(each)]
            assert len(reached) == 1, f"{name}: {reached}"
            assert len(stops(driver.widget(name))) > 1
        before = len(stops(driver.widget("detailPane")))
        assert len(tab_stops(driver.widget("detailPane"))) <= before * 0.55


async def test_f6_goes_to_the_row_of_the_shown_page_in_the_sidebar(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        driver.widget("useLiveButton").setFocus()
        driver.trigger("view.library")
        await driver.idle()
        driver.view("libraryView").setFocus()
        for _ in driver.window._panes():
            QTest.keyClick(driver.window, Qt.Key.Key_F6)
            if driver.widget("sidebar").isAncestorOf(driver.window.focusWidget()):
                break
        assert driver.window.focusWidget().accessibleName().startswith("All papers")


async def test_f6_moves_the_focus_from_pane_to_pane(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.view().setFocus()
        assert len(driver.window._panes()) == 5
        reached = []
        for _ in range(5):
            QTest.keyClick(driver.window, Qt.Key.Key_F6)
            focused = driver.window.focusWidget()
            assert focused is not None
            reached.append(
                next(place for place, pane in enumerate(driver.window._panes()) if pane.isAncestorOf(focused))
            )
        assert reached == [3, 4, 0, 1, 2]
        assert driver.window.focusWidget() is driver.view(), "the list does not have the focus again that it had"
        QTest.keyClick(driver.window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
        assert driver.widget("searchEdit").window() is driver.window
        assert driver.window._panes()[1].isAncestorOf(driver.window.focusWidget())


async def test_f6_closes_a_panel_and_returns_to_what_had_the_focus(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.press("F6")
        assert not driver.widget("commandPalette").isVisible()
        assert keyboard.focus is driver.widget("searchEdit")


async def test_shift_f10_opens_the_context_menu_of_the_row_with_its_first_entry_current(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Down")
        await keyboard.press("Shift+F10")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        try:
            await driver.until(lambda: menu.activeAction() is menu.actions()[0])
        finally:
            menu.close()  # an open menu takes the mouse of the tests after this one


async def test_a_paper_opened_on_the_map_leaves_the_focus_on_the_map(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Down")
        await keyboard.press("Return")
        await keyboard.settle()
        await keyboard.press("Ctrl+Alt+4")
        await driver.until(lambda: _name(QApplication.focusWidget()) == "mapCanvas")
        canvas = driver.widget("mapCanvas")
        before = driver.window.search_page.shown_paper
        await keyboard.press("Right")
        await keyboard.press("Right")
        await keyboard.press("Return")
        assert driver.widget("citationPane").isAncestorOf(keyboard.focus)
        await driver.until(lambda: canvas.hasFocus())
        assert driver.window.search_page.shown_paper is not before
        await keyboard.press("Right")
        assert canvas.current is not None


async def test_a_part_of_the_library_chosen_in_the_palette_has_the_focus_in_its_list(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        for row in range(3):
            driver.view().choose(row)
            await driver.idle()
            driver.trigger("paper.star")
            await driver.idle()
    for words in ("all papers", "recently added"):
        async with window_on(demo, tmp_path) as driver:
            keyboard = Keyboard(driver)
            await keyboard.press("Ctrl+Shift+P")
            await keyboard.type(words)
            await keyboard.press("Return")
            await keyboard.settle()
            assert keyboard.focus is driver.view("libraryView")
            await keyboard.press("Home")
            await keyboard.press("Down")
            assert driver.chosen("libraryView") == driver.titles("libraryView")[1:2]
            await keyboard.press("Ctrl+D")
            await keyboard.settle()
            assert keyboard.focus is driver.view("libraryView")
            assert driver.chosen("libraryView") == driver.titles("libraryView")[1:2]


async def test_the_focus_stays_where_a_list_is_empty_or_loaded(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Down")
        await keyboard.press("Return")
        await keyboard.settle()
        await keyboard.press("Ctrl+Alt+1")
        pane = driver.widget("citationPane")
        while driver.state("citedByView") != "empty":  # from a citing paper to one that nobody cites
            assert keyboard.focus is driver.view("citedByView")
            await keyboard.press("Home")
            await keyboard.press("End")
            await keyboard.press("Return")
            await keyboard.settle()
        assert pane.isAncestorOf(keyboard.focus)
        assert keyboard.focus.isVisible()
        await keyboard.press("Ctrl+Alt+5")
        await keyboard.settle()
        assert pane.isAncestorOf(keyboard.focus)
        assert keyboard.focus.isVisible()


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("view.ledger", ("ledgerView", "ledgerPapersView")),
        ("view.settings", ("libraryLinkEdit",)),
        ("view.unpaywall", ("doisEdit", "answersView")),
    ],
)
async def test_f6_reaches_every_part_of_a_page(demo: Any, tmp_path: Path, command: str, names: tuple[str, ...]) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1440, 900)) as driver:
        await driver.search("attention")
        doi = next(paper.ids.doi for paper in driver.window.search_page.search.result.papers if paper.ids.doi)
        driver.trigger(command)
        await driver.idle()
        if command == "view.unpaywall":
            driver.widget("doisEdit").setPlainText(doi)
            driver.click("lookUpButton")
            await driver.until(lambda: driver.view("answersView").model().rowCount() == 1)
        await driver.idle()
        panes = [pane for pane in driver.window._panes() if pane.isVisible() and stops(pane)]
        page = driver.window.pages.currentWidget()
        assert sum(page.isAncestorOf(pane) for pane in panes) > 1, "the page is one pane"
        reached = []
        for _ in panes:
            QTest.keyClick(driver.window, Qt.Key.Key_F6)
            reached.append(driver.window.focusWidget())
        assert [sum(pane.isAncestorOf(each) for each in reached) for pane in panes] == [1] * len(panes)
        of_names = [[pane for pane in panes if _within(driver.widget(name), pane)] for name in names]
        assert [len(found) for found in of_names] == [1] * len(names)
        assert len({id(found[0]) for found in of_names}) == len(names), "they are in one pane"


def _within(widget: QWidget, pane: QWidget) -> bool:
    return widget is pane or pane.isAncestorOf(widget)
