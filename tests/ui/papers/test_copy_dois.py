"""The DOIs of several selected papers are copied, and the message says how many papers have none."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import row_menu, window_on


@pytest.mark.qt_log_ignore("This plugin does not support")  # a menu without a display
async def test_the_dois_of_a_selection_are_copied_one_on_each_line(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Down")
        await keyboard.press("Ctrl+A")
        await driver.idle()
        papers = driver.window.context.now.papers
        dois = [paper.ids.doi for paper in papers if paper.ids.doi]
        lacking = len(papers) - len(dois)
        assert len(dois) > 1
        assert lacking > 1

        await keyboard.press("Ctrl+Shift+C")
        await driver.idle()
        assert QGuiApplication.clipboard().text().split("\n") == dois
        lead = driver.window.messages.note("copied").lead
        assert lead == f"Copied {len(dois)} DOIs. {lacking} selected papers have no DOI."

        menu = row_menu(driver)
        entries = [
            action for one in (menu, *[a.menu() for a in menu.actions() if a.menu()]) for action in one.actions()
        ]
        assert "Copy DOIs" in [shown_text(one.text()) for one in entries]
        menu.close()
