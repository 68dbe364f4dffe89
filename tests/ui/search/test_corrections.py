"""An identifier with a letter for a digit: the corrected one is searched by keys and by the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on

TYPED, MEANT = "17O6.03762", "1706.03762"


def button(driver: Driver) -> Button:
    buttons = driver.window.search_page.panes.results.findChildren(Button)
    (found,) = (one for one in buttons if one.isVisible() and MEANT in one.text())
    return found


@pytest.mark.parametrize("by_mouse", [True, False])
async def test_the_line_below_the_box_searches_for_it(demo, tmp_path, by_mouse):
    async with window_on(demo, tmp_path) as driver:
        driver.type(TYPED)
        lines = driver.widget("suggestions")
        assert lines.isVisible()
        assert (lines.lines[0].text, lines.lines[0].detail) == (MEANT, "did you mean this?")
        if by_mouse:
            QTest.mouseClick(lines, Qt.MouseButton.LeftButton, pos=QPoint(60, 16))
        else:
            driver.press(Qt.Key.Key_Down)
            driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert driver.widget("searchEdit").text() == MEANT
        assert driver.titles()[0] == "Attention is All you Need"


@pytest.mark.parametrize("typed", ["arXiv:17O6.03762", TYPED])
@pytest.mark.parametrize("by_mouse", [True, False])
async def test_the_message_after_enter_has_a_button_that_searches_for_it(demo, tmp_path, typed, by_mouse):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(typed)
        assert driver.titles() == []
        found = button(driver)
        assert found.text() == f"Search for {typed.replace('O', '0')}"
        if by_mouse:
            QTest.mouseClick(found, Qt.MouseButton.LeftButton)
        else:
            found.setFocus()
            QTest.keyClick(found, Qt.Key.Key_Return)
        await driver.idle()
        assert driver.titles()[0] == "Attention is All you Need"


async def test_a_number_that_nothing_has_may_be_a_pubmed_id(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("23903748")
        assert driver.titles() == []
        buttons = driver.window.search_page.panes.results.findChildren(Button)
        (found,) = (one for one in buttons if one.isVisible() and one.text() == "Search for PMID 23903748")
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.search_page.search.query.identifier is not None
