"""A citation is copied in another style than that of the settings, which stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.window_driver import Driver, row_menu, window_on


def _press_in_menu(menu: QMenu, words: str) -> None:
    """Run an entry of the submenu “Copy as” of *menu* by keys."""
    copy_as = next(entry for entry in menu.actions() if shown_text(entry.text()) == "Copy as")
    menu.setActiveAction(copy_as)
    QTest.keyClick(menu, Qt.Key.Key_Right)
    inner = copy_as.menu()
    assert isinstance(inner, QMenu)
    inner.setActiveAction(next(entry for entry in inner.actions() if shown_text(entry.text()) == words))
    QTest.keyClick(inner, Qt.Key.Key_Return)


async def _choose(driver: Driver, words: str) -> None:
    await driver.until(lambda: driver.widget("citationStylePanel").isVisible())
    driver.type(words, "styleEdit")
    driver.press(Qt.Key.Key_Return, "styleEdit")
    await driver.idle()


def _copied(driver: Driver) -> str:
    note = driver.window.messages.note("copied")
    return note.lead if note is not None else ""


@pytest.mark.parametrize("rows", [1, 2])
async def test_the_chosen_style_is_used_once(demo: Any, tmp_path: Path, rows: int) -> None:
    async with window_on(demo, tmp_path) as driver:
        settings, clipboard = driver.program.services.settings_editor, QApplication.clipboard()
        before = settings.current.citation_style
        await driver.search("attention")
        driver.click_row(0)
        for _ in range(rows - 1):
            driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        title = {1: "Copy citation in another style…", 2: "Copy 2 citations in another style…"}[rows]
        _press_in_menu(row_menu(driver), title)
        await _choose(driver, "ieee")
        said = {1: "Copied the citation in IEEE", 2: "Copied 2 citations in IEEE"}[rows]
        await driver.until(lambda: _copied(driver).startswith(said))
        ieee = clipboard.text()
        assert ieee.startswith("[1]")
        assert settings.current.citation_style == before
        note = driver.window.messages.note("copied")
        assert [step.title for step in note.steps] == [], "nothing that would change the setting"
        driver.trigger("paper.copy_citation")
        await driver.until(lambda: not _copied(driver).startswith(said))
        await driver.idle()
        assert clipboard.text() != ieee
        assert "IEEE" not in _copied(driver)


async def test_the_message_of_the_usual_copy_still_changes_the_setting(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.copy_in_style")
        await _choose(driver, "ieee")
        await driver.until(lambda: "IEEE" in _copied(driver))
        driver.trigger("paper.copy_citation")
        await driver.until(lambda: "IEEE" not in _copied(driver))
        note = driver.window.messages.note("copied")
        next(step for step in note.steps if step.title == "Change style").run()
        await _choose(driver, "vancouver")
        await driver.until(lambda: "Vancouver" in _copied(driver))
        assert driver.program.services.settings_editor.current.citation_style == "nlm-citation-sequence"


async def test_esc_copies_nothing(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        QApplication.clipboard().setText("before")
        driver.trigger("paper.copy_in_style")
        driver.press(Qt.Key.Key_Escape, "styleEdit")
        await driver.idle()
        assert not driver.widget("citationStylePanel").isVisible()
        assert QApplication.clipboard().text() == "before"
