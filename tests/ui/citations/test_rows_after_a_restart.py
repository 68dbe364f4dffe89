"""The selected row of the citations, and where it was, after a restart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.ui.citations import citation_list_filtering, list_memory
from scholar_desktop.ui.citations.citation_pane import CitationPane
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


def at(driver, name: str) -> tuple[list[str], int]:
    view = driver.view(name)
    return driver.chosen(name), view.visualRect(view.currentIndex()).top()


@pytest.mark.parametrize(("name", "tab"), [("citedByView", "view.cited_by"), ("referencesView", "view.references")])
async def test_the_selected_row_is_there_again_with_its_tab(demo, tmp_path, name, tab):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger(tab)
        await driver.idle()
        driver.click_row(1, name)
        for _ in range(6):
            driver.press(Qt.Key.Key_Down, name)
        await driver.idle()
        before = at(driver, name)
        assert len(before[0]) == 1
        assert driver.view(name).currentIndex().row() == 7
        paper = driver.window.search_page.shown_paper.title
    counts = demo.stats()["counts"]
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.view(name).isVisible() and bool(driver.chosen(name)))
        await driver.idle()
        assert at(driver, name) == before
        assert driver.window.search_page.shown_paper.title == paper
        assert driver.view(name).hasFocus()
        assert driver.window.context.now.paper.title == before[0][0], "commands do not apply to the row with the focus"
        assert demo.stats()["counts"] == counts, "nothing is sent"
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.view(name).isVisible() and bool(driver.chosen(name)))
        assert at(driver, name) == before, "also after a run in which nothing was done"


@pytest.mark.parametrize(
    ("name", "tab", "order", "group"),
    [("citedBy", "Ctrl+Alt+1", "Most cited", ""), ("references", "Ctrl+Alt+2", "Oldest", "Year")],
)
async def test_the_order_and_the_groups_are_there_again_with_the_row(demo, tmp_path, name, tab, order, group):
    view = f"{name}View"
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        for keys in ("Down", "Return", tab):
            await keyboard.press(keys)
            await driver.idle()
        plain = driver.titles(view)
        for button, entry in ((f"{name}.sort", order), (f"{name}.group", group)):
            if entry:
                driver.widget(button).setFocus()
                await keyboard.press("Space")
                menu = QApplication.activePopupWidget()
                assert isinstance(menu, QMenu)
                menu.setActiveAction(next(one for one in menu.actions() if shown_text(one.text()) == entry))
                await keyboard.press("Return")
                await driver.idle()
        driver.view(view).setFocus()
        for keys in ("Home", "Down", "Down"):
            await keyboard.press(keys)
        await driver.idle()
        before, rows = at(driver, view), driver.titles(view)
        assert rows != plain
        arrangement = driver.widget(f"{name}.sort").content.text, driver.widget(f"{name}.group").content.text
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.view(view).isVisible() and bool(driver.chosen(view)))
        await driver.idle()
        assert driver.titles(view) == rows
        assert at(driver, view) == before
        assert arrangement == (
            driver.widget(f"{name}.sort").content.text,
            driver.widget(f"{name}.group").content.text,
        )


async def test_a_row_of_another_paper_is_not_selected(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.click_row(3, "citedByView")
        await driver.idle()
        driver.click_row(0)
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert driver.chosen("citedByView") == []


async def with_words(driver) -> tuple[int, int]:
    """Filter the citing papers of an opened paper by a word; their number, and the number of those that have it."""
    await driver.search("attention")
    driver.click_row(1)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    model = driver.view("citedByView").model()
    whole = model.rowCount()
    QTest.keyClicks(driver.widget("citedBy.words"), "layers")
    await driver.until(lambda: 0 < model.rowCount() < whole)
    return whole, model.rowCount()


async def test_the_words_above_the_sentences_stay_with_their_paper(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        _whole, some = await with_words(driver)
        box, model = driver.widget("citedBy.words"), driver.view("citedByView").model()
        driver.click_row(0)
        await driver.idle()
        assert box.text() == "", "the words are those of the other paper"
        driver.click_row(1)
        await driver.until(lambda: model.rowCount() == some)
        assert box.text() == "layers"
        driver.trigger("view.library")
        await driver.idle()
        driver.trigger("view.search")
        await driver.until(lambda: model.rowCount() == some)
        assert box.text() == "layers"


async def test_only_the_lists_of_the_latest_papers_are_remembered(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(list_memory, "MOST_REMEMBERED", 2)
    async with window_on(demo, tmp_path) as driver:
        await with_words(driver)
        pane = driver.window.search_page.panes.citations.cited_by
        for row in (2, 3, 4):
            driver.click_row(row)
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.idle()
            driver.widget("citedBy.words").setText(f"layers {row}")
            await driver.idle()
        driver.click_row(0)
        await driver.idle()
        assert len(pane.memory._filters) <= 2
        driver.click_row(4)
        await driver.idle()
        assert driver.widget("citedBy.words").text() == "layers 4"
        driver.click_row(1)
        await driver.idle()
        assert driver.widget("citedBy.words").text() == "", "it was filtered longest ago"


async def test_the_words_above_the_sentences_are_there_after_a_restart_until_they_are_cleared(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        whole, some = await with_words(driver)
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.view("citedByView").model().rowCount() == some)
        assert driver.widget("citedBy.words").text() == "layers"
        driver.widget("citedBy.words").clear()
        await driver.until(lambda: driver.view("citedByView").model().rowCount() == whole)
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.view("citedByView").model().rowCount() == whole)
        assert driver.widget("citedBy.words").text() == ""


@pytest.mark.parametrize("elsewhere", ["another paper", "library"])
async def test_the_filters_of_a_paper_that_was_not_shown_last_are_there_after_a_restart(demo, tmp_path, elsewhere):
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        await library.entries.add({"item_type": "book", "title": "Whales"})
        _whole, some = await with_words(driver)
        if elsewhere == "library":
            driver.trigger("view.library")
            await driver.idle()
            driver.click_row(0, "libraryView")
        else:
            driver.click_row(0)
        await driver.idle()
        assert driver.widget("citedBy.words").text() == ""
    async with window_on(demo, tmp_path) as driver:  # closed without a look at the paper
        await driver.idle()
        assert driver.widget("citedBy.words").text() == ""
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        driver.trigger("view.search")
        await driver.idle()
        driver.click_row(0)
        await driver.idle()
        assert driver.widget("citedBy.words").text() == ""
        driver.click_row(1)
        await driver.idle()
        assert driver.widget("citedBy.words").text() == "layers"
        assert driver.view("citedByView").model().rowCount() == some


async def test_the_pane_and_its_footer_agree_while_the_stored_rows_are_arranged(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
    seen, columns = [], citation_list_filtering._columns

    async def watched(table):
        if panes := [one for one in QApplication.allWidgets() if isinstance(one, CitationPane)]:
            list_pane = panes[0].cited_by
            seen.append((list_pane.state, bool(list_pane.loaded_words())))
        return await columns(table)

    monkeypatch.setattr(citation_list_filtering, "_columns", watched)
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.state("citedByView") == "full")
        assert driver.window.search_page.panes.citations.cited_by.loaded_words()
    assert ("empty", True) not in seen, "not loaded, and the footer says how much is"
    assert ("waiting", True) in seen


async def test_a_row_that_is_only_outlined_is_not_selected(demo, tmp_path):
    """Menus and keys apply to the paper before a restart and after it, until the user selects a row."""
    row = "Shortcuts and the menu bar apply to this paper, not the outlined row."

    async def check(driver, line):
        view, words = driver.view("citedByView"), driver.widget("selectedElsewhere")
        await driver.until(lambda: view.currentIndex().row() == line and words.isVisible())
        await driver.idle()
        assert (driver.chosen("citedByView"), view.hasFocus(), words.accessibleName()) == ([], True, row)
        assert driver.window.context.now.paper.title == driver.window.search_page.shown_paper.title

    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+Alt+1")
        await check(driver, 0)
        driver.click_row(0)
        await driver.idle()
        driver.click_row(1)
        await driver.idle()
        await keyboard.press("Ctrl+Alt+1")
        await check(driver, 0)
    async with window_on(demo, tmp_path) as driver:
        await check(driver, 0)
    async with window_on(demo, tmp_path) as driver:
        await check(driver, 0)
        keyboard = Keyboard(driver)
        for keys in ("Down", "Down"):
            await keyboard.press(keys)
            await driver.idle()
        chosen = driver.chosen("citedByView")
        assert (
            [paper.title for paper in driver.window.context.now.papers] == chosen == driver.titles("citedByView")[1:2]
        )
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.chosen("citedByView") == chosen)
        await driver.idle()
        assert [paper.title for paper in driver.window.context.now.papers] == chosen
