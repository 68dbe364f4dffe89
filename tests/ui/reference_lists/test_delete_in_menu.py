"""The key Delete in the menu of a line of a reference list."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QMenu

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import row_menu, window_on
from tests.ui.reference_lists.test_review_page import FRESH, paste, standings


async def test_the_menu_of_a_line_shows_del_beside_skip_line_only(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{FRESH}\n10.5555/nobody\n")
        driver.view("reviewTable").choose(0)
        driver.trigger("paper.add")
        await driver.until(lambda: driver.window.registry.why_not("paper.delete") is None)
        await driver.idle()
        keyboard = Keyboard(driver)
        for title in ("Skip line", "Include line"):
            menu = row_menu(driver, "reviewTable")
            entries = [entry for each in (menu, *menu.findChildren(QMenu)) for entry in each.actions()]
            keys = {shown_text(entry.text()): entry.shortcut().toString() for entry in entries}
            menu.close()
            assert [name for name, key in keys.items() if key == "Del"] == [title]
            assert "Move to trash" in keys
            driver.window.activateWindow()
            driver.view("reviewTable").setFocus()
            await keyboard.press("Delete")
            await driver.idle()
            assert (LineStatus.LEFT_OUT in standings(driver)) is (title == "Skip line")
        assert (await driver.program.services.library.counts()).papers == 1
