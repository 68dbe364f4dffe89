"""A message in place of rows: its texts and its buttons begin at the same line."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel

from scholar_desktop.ui.widgets.button import RING, Button
from tests.support.window_driver import window_on


async def test_the_frames_of_the_buttons_begin_where_the_texts_begin(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("zzqqxxyy nothing")
        heading = next(
            one for one in driver.window.findChildren(QLabel) if one.isVisible() and one.text().startswith("No papers")
        )
        page = heading.parentWidget()
        first = next(one for one in page.findChildren(Button) if one.isVisible())
        assert first.mapTo(page, QPoint(RING, 0)).x() == heading.mapTo(page, QPoint(0, 0)).x()
