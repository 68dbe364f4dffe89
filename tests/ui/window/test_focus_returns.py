"""Keys alone: a page that is shown by its keys or by Back has the focus in its rows, and after Esc the focus is again
where it was before."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QLineEdit

from scholar_desktop.ui.widgets.note import Note, Step
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


async def _sidebar(driver: Driver, keyboard: Keyboard) -> None:
    """Go to the sidebar with F6."""
    for _ in range(6):
        await keyboard.press("F6")
        if driver.widget("sidebar").isAncestorOf(keyboard.focus):
            return
    raise AssertionError("F6 does not lead to the sidebar")


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_the_keys_of_a_page_lead_out_of_the_sidebar(demo: Any, tmp_path: Any, size: tuple[int, int]) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        for keys, page in (
            ("Ctrl+1", "search"),
            ("Ctrl+2", "downloads"),
            ("Ctrl+,", "settings"),
            ("Alt+9", "duplicates"),
            ("Ctrl+3", "library"),
        ):
            await _sidebar(driver, keyboard)
            await _press(driver, keyboard, keys)
            assert driver.window.navigation.page == page
            assert driver.window.pages.currentWidget().isAncestorOf(keyboard.focus), (keys, keyboard.focus)
        await _press(driver, keyboard, "Ctrl+1")
        await _sidebar(driver, keyboard)
        await _press(driver, keyboard, "Ctrl+1")
        assert keyboard.focus is driver.view()


@pytest.mark.parametrize(
    ("action", "words", "view"),
    [
        ("view.authors", "moss", "authorsView"),
        ("view.sentences", "memory", "snippetsView"),
        ("view.records", "graph", "recordsView"),
    ],
)
async def test_back_to_a_list_gives_its_row_the_focus(
    demo: Any, tmp_path: Any, action: str, words: str, view: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.trigger(action)
        await driver.idle()
        await keyboard.type(words)
        await _press(driver, keyboard, "Return", "Down", "Home", "Down")
        row = driver.view(view).current_row()
        assert row == min(1, driver.view(view).model().rowCount() - 1)
        await _press(driver, keyboard, "Return")
        assert not driver.view(view).isVisible()
        await _press(driver, keyboard, "Alt+Left")
        assert keyboard.focus is driver.view(view)
        assert (driver.view(view).current_row(), driver.view(view).chosen_rows()) == (row, [row])


async def test_esc_closes_the_box_for_a_list_and_keeps_its_text(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, box = Keyboard(driver), driver.widget
        await _press(driver, keyboard, "Ctrl+Shift+D")
        await keyboard.type("ab")
        await _press(driver, keyboard, "Escape")
        assert not box("idListBox").isVisible()
        assert driver.window.pages.currentWidget().isAncestorOf(keyboard.focus)
        await _press(driver, keyboard, "Ctrl+Shift+D")
        assert box("idListEdit").toPlainText() == "ab"
        await _press(driver, keyboard, "Ctrl+,", "Ctrl+2")
        assert box("idListBox").isVisible(), "it has text"
        box("idListEdit").clear()
        await _press(driver, keyboard, "Ctrl+,", "Ctrl+2")
        assert not box("idListBox").isVisible()


async def test_esc_in_the_box_for_a_new_collection_returns_to_the_list(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.collections.make("Reading")
        await driver.idle()
        await driver.search("attention")
        keyboard = Keyboard(driver)
        await _press(driver, keyboard, "Down", "Down", "Ctrl+Shift+N")
        assert keyboard.focus.objectName() == "collectionNameEdit"
        await keyboard.type("a")
        await _press(driver, keyboard, "Escape")
        assert keyboard.focus is driver.view()
        assert driver.chosen() == [driver.titles()[1]]


async def test_f6_goes_to_the_row_of_the_collection_that_is_shown(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        for name in ("Art", "Biology"):
            await driver.program.services.collections.make(name)
        await driver.idle()
        keyboard = Keyboard(driver)
        driver.widget("sidebar.view.news").setFocus()
        biology = next(one for one in await driver.program.services.collections.all() if one.name == "Biology")
        driver.window.navigation.show_collection(biology, focus=True)
        await driver.idle()
        driver.widget("libraryEdit").setFocus()
        await _sidebar(driver, keyboard)
        assert keyboard.focus is driver.widget("collectionsView")
        assert keyboard.focus.currentIndex().data() == "Biology"


async def test_after_a_restart_the_row_has_the_focus_and_a_letter_keeps_the_words(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _press(driver, Keyboard(driver), "Ctrl+L")
        assert driver.widget("searchEdit").hasFocus(), "at a first start, too"
        await driver.search("attention")
        await _press(driver, Keyboard(driver), "Down", "Down", "Return", "Escape")
        title = driver.titles()[1]
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.until(lambda: driver.window.search_page.shown_paper is not None)
        await driver.until(lambda: driver.view().hasFocus())
        assert driver.chosen() == [title]
        await driver.idle()
        assert demo.stats()["counts"] == {}
        await _press(driver, keyboard, "J")
        assert driver.widget("searchEdit").text() == "attention"
        assert driver.chosen() == [driver.titles()[2]]


@pytest.mark.usefixtures("pointer_put_back")
async def test_a_pointer_that_lies_still_does_not_keep_a_message(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        messages = driver.window.messages
        messages.say("copied", Note("Copied."), lasts_ms=3000)
        await driver.idle()
        middle = messages.mapToGlobal(messages.rect().center())
        messages.close_message("copied")
        QCursor.setPos(middle)
        messages.say("copied", Note("Copied."), lasts_ms=3000)
        messages._ends["copied"].timeout.emit()
        assert messages.note("copied") is None, "the pointer was there before the message"
        QCursor.setPos(middle - QPoint(0, 400))
        messages.say("copied", Note("Copied."), lasts_ms=3000)
        QCursor.setPos(middle)
        for _ in range(3):
            messages._ends["copied"].timeout.emit()
            assert messages.note("copied") is not None, "it is being read"
        QCursor.setPos(middle + QPoint(2, 0))
        for _ in range(3):
            messages._ends["copied"].timeout.emit()
            assert messages.note("copied") is not None, "the pointer moved on it"
        messages._ends["copied"].timeout.emit()
        assert messages.note("copied") is None, "the pointer has not moved for as long as the message lasts"
        QCursor.setPos(middle - QPoint(0, 400))
        messages.say("copied", Note("Copied.", steps=(Step("Show", lambda: None),)), lasts_ms=3000)
        button = messages._bars["copied"].button("Show")
        button.setFocus()
        for _ in range(5):
            messages._ends["copied"].timeout.emit()
            assert messages.note("copied") is not None, "the focus is on it"
        driver.widget("searchEdit").setFocus()
        messages._ends["copied"].timeout.emit()
        assert messages.note("copied") is None


async def test_f6_and_esc_in_a_window_that_shows_one_paper_alone(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await _press(driver, keyboard, "Down", "Return")
        paper = keyboard.focus
        assert driver.window.search_page.panes.is_inside
        await _sidebar(driver, keyboard)
        await keyboard.press("Escape")
        assert keyboard.focus is paper, "the list is not shown"
        await _sidebar(driver, keyboard)
        await keyboard.press("F6")
        assert keyboard.focus.objectName() == "searchEdit", "the user did not go to another control there"


async def test_esc_leads_from_the_sidebar_to_a_page_without_a_list(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.trigger("view.unpaywall")
        await driver.idle()
        assert not driver.window.navigation.leaves_by_escape
        await _sidebar(driver, keyboard)
        await keyboard.press("Escape")
        assert not driver.widget("sidebar").isAncestorOf(keyboard.focus)
        assert not isinstance(keyboard.focus, QLineEdit), "keys of commands would be typed there"
