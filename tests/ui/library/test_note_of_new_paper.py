"""The note of a paper that is not in the library."""

from __future__ import annotations

from typing import Any

from scholar_desktop.ui.words.wording import message_title
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


async def test_a_note_says_that_it_adds_the_paper_to_the_library(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, library, messages = Keyboard(driver), driver.program.services.library, driver.window.messages
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await _press(driver, keyboard, "Return", "Ctrl+Alt+2")
        await driver.until(lambda: bool(driver.titles("referencesView")))
        await _press(driver, keyboard, "Home", "Down", "Ctrl+Alt+N")
        await driver.until(lambda: keyboard.focus is driver.widget("noteEdit"))
        paper = driver.window.search_page.panes.paper.paper
        await keyboard.type("Read chapter two")
        await _press(driver, keyboard, "Esc")
        await driver.until(lambda: messages.note("undo") is not None)
        note = messages.note("undo")
        assert note.lead == f"Added “{message_title(paper.title)}” to your library, with your note."
        assert (await library.find(paper.id)).notes == ("Read chapter two",)
        note.steps[0].run()
        await driver.idle()
        assert await library.find(paper.id) is None
        assert driver.widget("noteEdit").toPlainText() == ""


async def test_more_words_of_the_note_say_nothing(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, messages = Keyboard(driver), driver.window.messages
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        messages.close_last()
        await _press(driver, keyboard, "Ctrl+Alt+N")
        await driver.until(lambda: keyboard.focus is driver.widget("noteEdit"))
        await keyboard.type("Good")
        await _press(driver, keyboard, "Esc")
        await driver.until(lambda: driver.widget("noteState").text() == "Saved")
        assert messages.note("undo") is None


async def test_the_page_of_the_downloads_stays_for_the_note_of_a_paper_that_is_not_kept(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, messages = Keyboard(driver), driver.window.messages
        await driver.program.services.downloads.enqueue_ids(("10.1037/0003-066X.37.2.122",))
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        driver.trigger("view.downloads")
        await driver.idle()
        driver.click_row(0, "downloadsView")
        await driver.idle()
        assert driver.window.context.now.paper is not None
        assert driver.window.context.now.kept is None
        await _press(driver, keyboard, "Ctrl+Alt+N")
        assert driver.window.navigation.page == "downloads"
        assert messages.note("why not").text == "This paper is not in your library."
        assert keyboard.focus is driver.view("downloadsView")


async def test_the_note_stays_in_sight_when_more_of_the_paper_arrives_above_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1280, 720)) as driver:
        keyboard, panes = Keyboard(driver), driver.window.search_page.panes
        await driver.search("attention")
        panes.results.focus_list()
        await _press(driver, keyboard, "Return", "Ctrl+Alt+2")
        await driver.until(lambda: bool(driver.titles("referencesView")))
        demo.config(latency=0.5)
        await _press(driver, keyboard, "Home", "Down")
        await keyboard.press("Ctrl+Alt+N")
        edit = driver.widget("noteEdit")
        await driver.until(lambda: keyboard.focus is edit)
        await driver.until(lambda: edit.visibleRegion().boundingRect().height() > 0)
        await driver.until(lambda: not panes.paper.loading)
        await driver.idle()
        await driver.until(lambda: edit.visibleRegion().boundingRect() == edit.rect())
