"""A message in place of rows: its texts and its buttons begin at the same line."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button
from scholar_desktop.ui.widgets.message_page import MessagePage, PageMessage
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


def test_the_texts_or_the_icon_before_them_begin_at_one_distance_from_the_edge(qapp):
    theme = Theme(qapp, "light")
    page = MessagePage(theme)
    page.resize(500, 300)
    page.show()
    page.show_message(PageMessage("No papers found"))
    (heading,) = page.findChildren(QLabel)
    page.widget().layout().activate()
    assert heading.mapTo(page.widget(), QPoint(0, 0)).x() == theme.px(24)
    page.show_message(PageMessage("Not loaded", icon="alert", tone="error"))
    page.widget().layout().activate()
    sign, heading = page.widget().findChildren(QLabel)
    assert sign.mapTo(page.widget(), QPoint(0, 0)).x() == theme.px(24)
    assert heading.mapTo(page.widget(), QPoint(0, 0)).x() == theme.px(24) + sign.width() + theme.px(12)
