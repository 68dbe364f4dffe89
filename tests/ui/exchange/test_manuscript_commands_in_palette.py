"""The commands of the manuscript check in the palette and the menu Tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.exchange.exchange_actions import TOOLS
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.exchange.test_manuscript_page import choose, written
from tests.ui.reference_lists.test_review_commands import _type_in_palette


async def _check(driver: Driver, file: Path) -> None:
    driver.trigger("manuscript.check")
    await choose(driver, "manuscriptDialog", file)
    await driver.idle()


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("save corrected", "manuscript.save_bib"),
        ("save as csv", "manuscript.save_csv"),
        ("check again", "manuscript.check_again"),
        ("accept", "manuscript.accept_safe"),
    ],
)
async def test_the_palette_finds_the_commands_of_the_check_that_is_shown(
    demo: Any, tmp_path: Path, words: str, action: str
) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        await _check(driver, written(tmp_path))
        driver.click("manuscriptAcceptSureButton") if action == "manuscript.save_bib" else None
        await driver.idle()
        keyboard = Keyboard(driver)
        assert await _type_in_palette(driver, keyboard, words) == action


async def test_the_commands_of_the_check_press_its_buttons_and_say_why_they_cannot(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        registry = driver.window.registry
        assert {registry.why_not(one) for one in TOOLS} == {"Show a manuscript check first."}
        await _check(driver, written(tmp_path))
        assert registry.why_not("manuscript.save_bib") == "Accept a correction first."
        driver.trigger("manuscript.accept_safe")
        await driver.idle()
        page = driver.widget("manuscriptPage")
        assert page.run.accepted
        assert registry.why_not("manuscript.accept_safe") == "There are no other safe corrections."
        driver.trigger("manuscript.save_bib")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.bib")
        assert (tmp_path / "out.bib").exists()
        driver.trigger("view.library")
        await driver.idle()
        assert registry.why_not("manuscript.save_csv") == "Show a manuscript check first."


async def test_the_key_to_save_saves_the_corrected_list_and_y_accepts(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        await _check(driver, written(tmp_path))
        page, keyboard = driver.widget("manuscriptPage"), Keyboard(driver)
        page.view.setFocus()
        await keyboard.press("Ctrl+S")
        note = driver.window.messages.note("why not")
        assert (note.lead, note.text) == ("Save corrected .bib…", "Accept a correction first.")
        row = next(row for row in range(page.model.count()) if page.model.row(row).accept is False)
        page.view.choose(row)
        await keyboard.press("Y")
        assert page.model.row(row).accept
        await keyboard.press("Ctrl+S")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.bib")
        assert (tmp_path / "out.bib").exists()
