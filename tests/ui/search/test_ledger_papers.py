"""The papers that a run of the search ledger found can be opened, and their rows have a menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.window_driver import Driver, window_on

PAPERS = "ledgerPapersView"


async def ledger_of(driver: Driver, words: str = "working memory") -> None:
    await driver.search(words)
    driver.trigger("view.ledger")
    await driver.idle()


async def found_title(driver: Driver, row: int) -> str:
    ledger = driver.program.services.search_ledger
    return (await ledger.found((await ledger.runs())[0]))[row].title


async def open_menu(driver: Driver, row: int) -> QMenu:
    driver.view(PAPERS).setFocus()
    driver.view(PAPERS).choose(row)
    driver.view(PAPERS).menu_wanted.emit(driver.view(PAPERS).mapToGlobal(driver.view(PAPERS).rect().center()))
    await driver.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    return popup


def titles_of(menu: QMenu) -> list[str]:
    return [shown_text(action.text()) for action in menu.actions() if not action.isSeparator()]


@pytest.mark.parametrize("way", ["Return", "double click"])
async def test_a_paper_of_a_run_opens_and_back_returns_to_the_ledger(demo, tmp_path, way):
    async with window_on(demo, tmp_path, demo=True) as driver:
        await ledger_of(driver)
        title = await found_title(driver, 2)
        if way == "Return":
            driver.view(PAPERS).setFocus()
            driver.view(PAPERS).choose(2)
            driver.press(Qt.Key.Key_Return, PAPERS)
        else:
            view = driver.view(PAPERS)
            driver.click_row(2, PAPERS)
            point = view.visualRect(view.model().index(2, 0)).center()
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        await driver.until(lambda: driver.window.navigation.page == places.SEARCH)
        await driver.idle()
        paper = driver.window.ui_context.context.now.paper
        assert paper is not None
        assert paper.title == title
        assert driver.window.search_page.panes.paper.paper.id == paper.id
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == places.LEDGER


async def test_the_menu_of_a_paper_of_a_run_applies_to_that_paper_alone(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        await ledger_of(driver)
        menu = await open_menu(driver, 1)
        titles = titles_of(menu)
        assert {"Open", "Copy citation", "Copy as", "Add to"} <= set(titles), titles
        assert len(titles) <= 12, titles
        (action,) = (one for one in menu.actions() if shown_text(one.text()) == "Copy citation")
        menu.close()  # as Qt does before it runs the action
        action.trigger()
        await driver.idle()
        assert (await found_title(driver, 1)) in QApplication.clipboard().text()
        assert driver.window.ui_context.context.now.paper is None, "the page has no selection of papers"


async def test_a_paper_that_the_library_has_is_not_offered_to_be_added(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("working memory")
        driver.click_row(0)
        driver.trigger("paper.add")
        await driver.idle()
        driver.trigger("view.ledger")
        await driver.idle()
        for row, is_kept in ((0, True), (1, False)):
            menu = await open_menu(driver, row)
            names = {
                one.objectName()
                for one in (*menu.actions(), *(a for m in menu.findChildren(QMenu) for a in m.actions()))
            }
            assert ("paper.add" in names) != is_kept
            menu.close()
            await driver.idle()


async def test_the_paper_opens_from_the_menu_and_back_returns_to_the_ledger(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        await ledger_of(driver)
        menu = await open_menu(driver, 3)
        action = menu.actions()[0]
        assert shown_text(action.text()) == "Open"
        menu.close()
        action.trigger()
        await driver.idle()
        assert driver.window.navigation.page == places.SEARCH
        assert driver.window.ui_context.context.now.paper.title == await found_title(driver, 3)
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == places.LEDGER


async def test_a_middle_click_pins_a_paper_of_a_run(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        await ledger_of(driver)
        title = await found_title(driver, 1)
        view = driver.view(PAPERS)
        point = view.visualRect(view.model().index(1, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.MiddleButton, pos=point)
        await driver.until(lambda: [one.title for one in driver.window.search_page.panes.trail.kept] == [title])
        await driver.idle()
