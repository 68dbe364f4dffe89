"""While the form of a paper hides its details, no command moves the focus to the note that is hidden with them."""

from __future__ import annotations

from typing import Any

from scholar_desktop.ui.context.current_paper import ChosenPapers
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on


async def _open_form(driver: Driver, keyboard: Keyboard) -> None:
    library = driver.program.services.library
    await library.add([a_paper("Whales"), a_paper("Algae")])
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(driver.titles("libraryView").index("Whales"), "libraryView")
    await driver.idle()
    await keyboard.press("Ctrl+Shift+E")
    await driver.idle()
    assert driver.widget("entryEditor").isVisible()


async def test_the_key_of_the_note_says_to_leave_the_form_first(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        keyboard, messages = Keyboard(driver), driver.window.messages
        await _open_form(driver, keyboard)
        field = keyboard.focus
        await keyboard.press("Ctrl+Alt+N")
        await driver.idle()
        assert keyboard.focus is field
        note = messages.note("why not")
        assert note is not None
        assert "Save or close the form first." in (note.lead, note.text)
        await keyboard.type(" and seals")
        assert field.text() == "Whales and seals"
        assert driver.widget("noteEdit").toPlainText() == ""
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+N")
        await driver.idle()
        assert keyboard.focus is driver.widget("noteEdit")
        assert keyboard.focus.isVisible()


async def test_the_key_of_the_note_on_another_page_leaves_the_form(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        keyboard = Keyboard(driver)
        await _open_form(driver, keyboard)
        paper = driver.window.search_page.panes.paper.paper
        await keyboard.type(" and seals")
        driver.window.ui_context.navigation.show("news")
        await driver.idle()
        driver.window.ui_context.current.use(lambda: ChosenPapers(paper, [paper]))
        await driver.idle()
        driver.trigger("paper.edit_note")
        await driver.idle()
        assert not driver.widget("entryEditor").isVisible()
        assert keyboard.focus is driver.widget("noteEdit")
        assert keyboard.focus.isVisible()
        panes = driver.window.search_page.panes
        await driver.until(lambda: panes.paper.paper.title == "Whales and seals")
