"""A note stays in sight when typing in it adds the paper to the library, and the buttons above it need more lines."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QAbstractSlider

from scholar_desktop.ui.widgets.sticky_row import StickyRow
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _begin(driver: Driver, keyboard: Keyboard, row: int) -> StickyRow:
    """Go to the note of the result in *row*. Return the row of buttons."""
    driver.click_row(row)
    await driver.idle()
    await keyboard.press("Ctrl+Alt+N")
    await driver.until(driver.widget("noteEdit").hasFocus)
    await driver.idle()
    buttons: StickyRow = driver.widget("detailPane").findChild(StickyRow)
    return buttons


async def _type(driver: Driver, keyboard: Keyboard) -> None:
    await keyboard.type("a note")
    await driver.until(lambda: driver.widget("noteState").text() == "Saved")
    await driver.idle()


async def test_a_note_is_whole_after_the_row_of_buttons_has_become_higher(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1440, 900), citations="below") as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await driver.until(lambda: driver.window.search_page.panes.detail.own.is_filled)
        edit = driver.widget("noteEdit")
        # the first button of a closed paper is narrower, and the row keeps its height
        papers = driver.window.search_page.search.result.papers
        rows = [row for row, paper in enumerate(papers) if paper.oa.is_oa]
        for row in rows[:3]:
            buttons = await _begin(driver, keyboard, row)
            before = buttons.height()
            await _type(driver, keyboard)
            assert buttons.height() > before
            await driver.until(lambda: edit.visibleRegion().boundingRect() == edit.rect())

        buttons = await _begin(driver, keyboard, rows[3])
        before = buttons.height()
        bar = buttons._scroll.verticalScrollBar()
        bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)  # as the wheel does
        await keyboard.press("A")
        await driver.until(lambda: buttons.height() > before)  # else the row would become higher after the next scroll
        await driver.until(lambda: edit.visibleRegion().boundingRect() == edit.rect())
        bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
        await driver.until(lambda: driver.widget("noteState").text() == "Saved")
        await driver.idle()
        assert bar.value() == 0, "the user has scrolled away from the note"
