"""The commands that get a PDF say the same about a paper in the trash: it must be restored first."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.window_driver import row_menu, show_in_library, shown_tooltip, window_on

REASON = "This paper is in the trash. Restore it first."


@pytest.mark.parametrize("has_pdf", [True, False])
async def test_get_in_browser_says_what_get_pdf_says(demo: Any, tmp_path: Any, has_pdf: bool) -> None:
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        await driver.search("10.18653/v1/N18-1202")
        await show_in_library(driver, 0)
        if has_pdf:
            driver.trigger("paper.get_pdf")
            await driver.until(lambda: bool(driver.program.services.downloads.progress().ended))
            await driver.idle()
        driver.view("libraryView").setFocus()
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        driver.trigger("view.library_trash")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        menu = row_menu(driver, "libraryView")
        for action_id in ("paper.get_pdf", "paper.fetch_by_hand", "paper.attach_pdf", "paper.watch"):
            action = driver.window.registry[action_id]
            assert not action.isEnabled()
            assert REASON in shown_tooltip(action), action_id  # type: ignore[arg-type]
        menu.close()
