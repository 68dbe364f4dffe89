"""The menu key in the details opens the menu of the paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize("name", ["", "authorLink"])
async def test_the_menu_key_opens_the_menu_of_the_paper(demo: Any, tmp_path: Path, name: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("working memory")
        driver.click_row(1)
        await driver.idle()
        driver.view().setFocus()
        await keyboard.press("F6")
        if name:
            await keyboard.tab_to(name)
        assert driver.widget("detailPane").isAncestorOf(keyboard.focus)
        await keyboard.press("Shift+F10")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert driver.window.registry["paper.star"] in menu.actions()
        paper = driver.window.search_page.panes.paper.paper
        assert driver.window.ui_context.context.now.paper.id == paper.id
        menu.close()
