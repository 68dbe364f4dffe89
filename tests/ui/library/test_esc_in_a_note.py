"""Esc leaves a note for where the focus was before, and goes back only when it is pressed again."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


async def _open_citing_paper(driver: Driver, keyboard: Keyboard) -> tuple[str, str]:
    """Open a result and a paper that cites it. Return the IDs of both."""
    session = driver.window.search_page.panes.paper
    await driver.search("attention")
    driver.window.search_page.panes.results.focus_list()
    await _press(driver, keyboard, "Return", "Ctrl+Alt+1")
    first = session.paper.id
    await _press(driver, keyboard, "Home", "Down", "Down")
    for _ in range(3):  # at first, Enter may show the other citing sentences
        if session.paper.id == first:
            await _press(driver, keyboard, "Return")
    assert session.paper.id != first
    return first, session.paper.id


@pytest.mark.parametrize("text", ["", "read the appendix"])
async def test_esc_in_the_note_of_a_citing_paper_leads_to_the_list_it_came_from(
    demo: Any, tmp_path: Any, text: str
) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900), citations=None, demo=True) as driver:
        keyboard, session = Keyboard(driver), driver.window.search_page.panes.paper
        first, citing = await _open_citing_paper(driver, keyboard)
        view = driver.view("citedByView")
        await _press(driver, keyboard, "Ctrl+Alt+N")
        assert keyboard.focus is driver.widget("noteEdit")
        await keyboard.type(text)
        await _press(driver, keyboard, "Esc")
        assert session.paper.id == citing
        assert driver.widget("citationPane").isAncestorOf(keyboard.focus)
        await _press(driver, keyboard, "Esc")
        assert (session.paper.id, keyboard.focus) == (first, view)


async def test_esc_in_a_note_leads_to_the_details_where_their_tab_hides_the_citations(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), citations=None, demo=True) as driver:
        keyboard, session = Keyboard(driver), driver.window.search_page.panes.paper
        first, citing = await _open_citing_paper(driver, keyboard)
        await _press(driver, keyboard, "Ctrl+Alt+N")
        assert keyboard.focus is driver.widget("noteEdit")
        await keyboard.type("read the appendix")
        await _press(driver, keyboard, "Esc")
        assert session.paper.id == citing
        assert driver.widget("detailPane").isAncestorOf(keyboard.focus)
        await driver.until(lambda: driver.widget("noteState").text() == "Saved")
        await _press(driver, keyboard, "Esc")
        assert (session.paper.id, keyboard.focus) == (citing, driver.view()), "the paper stays until a row is selected"
        await _press(driver, keyboard, "Return")
        assert session.paper.id == first


async def test_esc_in_a_note_that_was_clicked_leads_to_the_details(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await _press(driver, keyboard, "Ctrl+Alt+N")
        note = driver.widget("noteEdit")
        await _press(driver, keyboard, "Esc")
        assert keyboard.focus is driver.view()
        QTest.mouseClick(note.viewport(), Qt.MouseButton.LeftButton)
        assert keyboard.focus is note
        await _press(driver, keyboard, "Esc")
        assert keyboard.focus is not note
        assert driver.widget("detailPane").isAncestorOf(keyboard.focus)
        await _press(driver, keyboard, "Esc")
        assert keyboard.focus is driver.view()
