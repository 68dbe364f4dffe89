"""The short note beside the title of a page is whole: the controls go below before it is cut."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from scholar_desktop.ui.reference_lists.review_head import ReviewHead
from tests.support.window_driver import Driver, window_on

NOTE = "Kept until you close the list"


async def _paste(driver: Driver) -> None:
    QApplication.clipboard().setText("10.18653/v1/N18-1202\narXiv:1706.03762")
    driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    await driver.until(lambda: driver.state("reviewTable") == "full")


async def test_the_note_of_a_reference_list_is_whole_with_large_text_at_all_widths(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await _paste(driver)
        driver.trigger("view.text_larger")
        await driver.idle()
        head = driver.window.pages.page("review").findChild(ReviewHead)._head
        cut = []
        for width in range(900, 1200, 20):
            driver.window.resize(width, 640)
            await driver.idle()
            if head.note.text() != NOTE:
                cut.append((width, head.note.text()))
        assert cut == []
