"""The name of a button that is only an icon, when the keyboard leads to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from tests.support.window_driver import window_on


async def test_an_icon_shows_its_tooltip_when_tab_leads_to_it_and_words_do_not(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 700), citations="tabs") as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        foot = driver.window.search_page.panes.citations.cited_by.foot
        foot.newer.show()  # as for a list that was stored
        foot.resize(foot.width() // 2, foot.height())
        assert (foot.newer.content.text, foot.more.content.text) == ("", "Load more")
        foot.newer.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyRelease(foot.newer, Qt.Key.Key_Tab)
        assert QToolTip.text().startswith("Check for new citations")
        foot.more.setFocus(Qt.FocusReason.TabFocusReason)
        await driver.idle()
        QTest.keyRelease(foot.more, Qt.Key.Key_Tab)
        assert not QToolTip.isVisible() or "Check" not in QToolTip.text()
        QToolTip.hideText()
