"""View, Panes: sidebar, details and citations are shown or hidden, over restarts too."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

PANES = ("sidebar", "detailPane", "citationPane")


def seen(driver: Driver) -> list[str]:
    return [name for name in PANES if driver.widget(name).isVisible()]


def ticked(driver: Driver) -> list[bool]:
    names = ("view.sidebar", "view.details_pane", "view.citation_pane")
    return [driver.window.registry[name].isChecked() for name in names]


async def test_the_keys_of_the_panes_hide_and_show_them_over_a_restart(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.view().setFocus()
        assert seen(driver) == list(PANES)
        assert ticked(driver) == [True, True, True]
        wide = driver.view().width()
        await keyboard.press("F9")
        await keyboard.press("Shift+F9")
        await keyboard.press("Ctrl+F9")
        await driver.idle()
        assert seen(driver) == ["citationPane"], "its row of tabs stays"
        assert driver.window.search_page.panes.citations.is_closed
        assert ticked(driver) == [False, False, False]
        assert driver.view().width() > wide + 400, "the list has the room"
        assert driver.view().hasFocus()
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert seen(driver) == ["citationPane"]
        assert ticked(driver) == [False, False, False]
        keyboard = Keyboard(driver)
        for keys in ("F9", "Shift+F9", "Ctrl+F9"):
            await keyboard.press(keys)
        await driver.idle()
        assert seen(driver) == list(PANES)
        assert not driver.window.search_page.panes.citations.is_closed
        assert driver.widget("detailPane").width() > 300


async def test_opening_a_paper_shows_the_details_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.trigger("view.details_pane")
        assert not driver.widget("detailPane").isVisible()
        driver.press(Qt.Key.Key_Down, "resultsView")
        await driver.idle()
        assert not driver.widget("detailPane").isVisible(), "to select a row opens nothing"
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        assert driver.widget("detailPane").isVisible()
        assert ticked(driver)[1]


async def test_the_focus_of_a_hidden_pane_goes_to_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        for pane in ("detailPane", "sidebar"):
            driver.widget(pane).findChild(type(driver.widget("starButton"))).setFocus()
            driver.trigger("view.details_pane" if pane == "detailPane" else "view.sidebar")
            await driver.idle()
            assert driver.view().hasFocus(), pane


async def test_what_has_no_pane_to_hide_says_why(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        await driver.search("attention")
        registry = driver.window.registry
        registry.refresh()
        assert registry.why_not("view.details_pane") == "The window is too narrow for a pane beside the list."
        assert registry.why_not("view.citation_pane") == "In a narrow window, the citations are tabs beside the paper."
        assert registry.why_not("view.sidebar") is None
        driver.trigger("view.settings")
        await driver.idle()
        assert registry.why_not("view.details_pane") == "Show the search or the library first."


async def test_a_pdf_is_read_beside_the_list_while_the_details_are_hidden(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.trigger("paper.get_pdf")
        await driver.idle()
        driver.trigger("view.details_pane")
        driver.press(Qt.Key.Key_Space, "resultsView")
        await driver.idle()
        assert driver.widget("pdfView").isVisible()
        driver.press(Qt.Key.Key_Space, "resultsView")
        await driver.idle()
        assert seen(driver) == ["sidebar", "citationPane"]
