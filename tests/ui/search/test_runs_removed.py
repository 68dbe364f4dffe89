"""Runs are removed from the search ledger by a key or a button; both can be undone and redone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from scholar_desktop.ui.widgets.note_bar import NoteBar
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

WORDS = ["sleep", "memory", "attention", "whales"]


async def ledger_of(driver: Driver) -> None:
    for words in reversed(WORDS):
        await driver.search(words)
    driver.trigger("view.ledger")
    await driver.idle()
    assert driver.titles("ledgerView") == WORDS


async def press(driver: Driver, keys: str) -> list[str]:
    """Press *keys*, and return the runs that are left."""
    await Keyboard(driver).press(keys)
    await driver.idle()
    return driver.titles("ledgerView")


async def press_message(driver: Driver, text: str) -> None:
    """Click the button *text* of the message at the foot."""
    (button,) = (
        one
        for bar in driver.window.messages.findChildren(NoteBar)
        for one in bar.findChildren(QAbstractButton)
        if one.isVisible() and one.text() == text
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await driver.idle()


async def test_delete_removes_the_selected_runs_and_selects_the_next_one(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await ledger_of(driver)
        driver.click_row(1, "ledgerView")
        await driver.idle()
        assert await press(driver, "Del") == ["sleep", "attention", "whales"]
        assert driver.chosen("ledgerView") == ["attention"]
        assert driver.window.messages.note("undo").lead == "Removed 1 run from the ledger."
        await press(driver, "Shift+Down")
        assert await press(driver, "Del") == ["sleep"]
        assert driver.chosen("ledgerView") == ["sleep"]
        for left in (["sleep", "attention", "whales"], WORDS):
            assert await press(driver, "Ctrl+Z") == left


async def test_delete_in_the_papers_of_a_run_removes_no_run(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await ledger_of(driver)
        driver.click_row(0, "ledgerPapersView")
        assert await press(driver, "Del") == WORDS


async def test_what_was_undone_in_the_ledger_can_be_redone(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await ledger_of(driver)
        driver.click_row(2, "ledgerView")
        await driver.idle()
        driver.click("ledgerRemoveButton")
        await driver.idle()
        left = [words for words in WORDS if words != "attention"]
        for _ in range(2):
            await press_message(driver, "Undo")
            assert driver.titles("ledgerView") == WORDS
            await press_message(driver, "Redo")
            assert driver.titles("ledgerView") == left
        assert await press(driver, "Ctrl+Z") == WORDS


async def test_clear_ledger_is_redone_without_the_searches_made_since(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await ledger_of(driver)
        search = driver.window.search_page.search
        driver.click("ledgerClearButton")
        await driver.idle()
        assert (driver.state("ledgerView"), search.last_words()) == ("empty", [])
        await press_message(driver, "Undo")
        assert search.last_words() == WORDS
        driver.trigger("view.search")
        await driver.search("turing")
        driver.trigger("view.ledger")
        await driver.idle()
        driver.trigger("edit.redo")
        await driver.idle()
        assert driver.titles("ledgerView") == ["turing"]
        assert search.last_words() == ["turing"]
