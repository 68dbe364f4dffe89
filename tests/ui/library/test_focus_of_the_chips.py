"""The chips of the collections and tags of a paper keep the focus when one of them is added or removed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _first_paper(driver: Driver, *, is_kept: bool) -> Keyboard:
    """Select the first paper. is_kept: in the library, with the tags "mt" and "nlp" and in the collection "Thesis"."""
    await driver.search("attention")
    if is_kept:
        services, paper = driver.program.services, driver.view().model().paper(0)
        await services.library.add([paper])
        await services.collections.put_in([paper], "Thesis")
        (kept,) = (await services.library.find_many([paper])).values()
        for tag in ("mt", "nlp"):
            await services.library.tag([kept.key], tag)
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
    else:
        driver.click_row(0)
    await driver.idle()
    return Keyboard(driver)


async def test_a_second_delete_removes_the_next_tag_and_not_the_paper(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _first_paper(driver, is_kept=True)
        driver.widget("collectionChip.Thesis").setFocus(Qt.FocusReason.TabFocusReason)
        for next_chip in ("tagChip.mt", "tagChip.nlp", "ownWords.paper.collect"):
            await keyboard.press("Delete")
            await driver.idle()
            assert keyboard.focus.objectName() == next_chip
            assert keyboard.focus.isVisible()
        assert driver.window.messages.note("undo").lead == "Removed the tag “nlp” from the paper."
        await keyboard.press("Delete")
        await driver.idle()
        assert len(driver.titles("libraryView")) == 1, "the paper stays"


@pytest.mark.parametrize(
    ("action", "words", "chip"),
    [("tag", "nlp", "tagChip.nlp"), ("collect", "Thesis", "collectionChip.Thesis")],
)
@pytest.mark.parametrize("is_kept", [False, True])
async def test_a_panel_returns_the_focus_to_the_chip_that_opened_it(
    demo: Any, tmp_path: Any, action: str, words: str, chip: str, is_kept: bool
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _first_paper(driver, is_kept=is_kept)
        driver.widget(f"ownWords.paper.{action}").setFocus(Qt.FocusReason.TabFocusReason)
        await keyboard.press("Return")
        await keyboard.type(f"{words} 2" if is_kept else words)
        await keyboard.press("Return")
        await driver.idle()
        if action == "tag":
            await keyboard.press("Escape")
        await driver.idle()
        assert keyboard.focus.objectName() == f"ownWords.paper.{action}"
        assert driver.widget(chip).isVisible()


async def test_the_chip_of_the_reading_state_has_the_focus_of_the_one_that_set_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _first_paper(driver, is_kept=False)
        driver.widget("ownWords.paper.to_read").setFocus(Qt.FocusReason.TabFocusReason)
        await keyboard.press("Space")
        await driver.idle()
        assert keyboard.focus.objectName() == "toReadChip"
        await keyboard.press("Delete")
        await driver.idle()
        assert keyboard.focus.objectName() == "readingChoice"
        await keyboard.press("Ctrl+Z")
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert keyboard.focus.objectName() == "ownWords.paper.to_read"


async def test_the_chips_leave_the_focus_to_the_list_when_another_paper_is_shown(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _first_paper(driver, is_kept=True)
        driver.trigger("view.search")
        await driver.idle()
        driver.click_row(0)
        await driver.idle()
        driver.widget("tagChip.mt").setFocus(Qt.FocusReason.TabFocusReason)
        driver.click_row(1)
        await driver.idle()
        assert driver.window.focusWidget() is driver.view()
