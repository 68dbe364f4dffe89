"""News offline: the page says why nothing is checked, and offers to go online, with news in the list or without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.paper import Ids, OpenAccess, Paper
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on

CLOSED = Paper(
    title="Long COVID", ids=Ids(doi="10.1038/s41579-022-00846-2"), oa=OpenAccess(is_oa=False, status="closed")
)


def _go_online_buttons(driver: Driver) -> list[Button]:
    buttons = driver.widget("newsPage").findChildren(Button)
    return [one for one in buttons if one.isVisible() and one.content.text == "Go online"]


@pytest.mark.parametrize("has_news", [False, True])
async def test_news_offline_says_why_nothing_is_checked_and_offers_to_go_online(
    demo: Any, tmp_path: Path, has_news: bool
) -> None:
    async with window_on(demo, tmp_path) as driver:
        if has_news:
            await driver.program.backend.store.add([CLOSED])
            await driver.idle()
            driver.trigger("news.look_now")
            await driver.idle()
        driver.trigger("view.news")
        await driver.until(lambda: driver.state("newsView") == ("full" if has_news else "empty"))
        assert not _go_online_buttons(driver)
        driver.trigger("app.offline")
        look = driver.widget("lookNowButton")
        await driver.until(lambda: bool(_go_online_buttons(driver)) and not look.isEnabled())
        assert "You are working offline." in shown_tooltip(look)
        pane = driver.widget("newsPage").list
        said = pane.bar.note.lead if has_news else pane.message.lines[0].name
        assert said == "You are offline."
        assert driver.titles("newsView") == (["Long COVID"] if has_news else [])
        (button,) = _go_online_buttons(driver)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.until(lambda: look.isEnabled() and not _go_online_buttons(driver))
        assert not driver.program.services.status.offline


async def test_the_open_page_follows_the_command(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.trigger("view.news")
        await driver.until(lambda: driver.state("newsView") == "empty")
        await driver.idle()
        for words, is_offline in (("work offline", True), ("work online", False), ("work offline", True)):
            await keyboard.press("Ctrl+Shift+P")
            await keyboard.type(words)
            await keyboard.press("Return")
            await driver.idle()
            assert driver.program.services.status.offline is is_offline
            assert bool(_go_online_buttons(driver)) is is_offline, words


async def test_the_page_has_the_focus_though_the_button_that_had_it_is_disabled(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.program.services.library.add([CLOSED])
        await driver.search("attention")
        await keyboard.press("Alt+3")
        await driver.idle()
        look = driver.widget("lookNowButton")
        look.setFocus()
        await keyboard.press("Ctrl+1")
        driver.trigger("app.offline")
        await driver.idle()
        await keyboard.press("Alt+3")
        await driver.idle()
        await keyboard.settle()
        assert not look.isEnabled()
        assert driver.widget("newsPage").isAncestorOf(keyboard.focus)
        assert keyboard.focus.isEnabled()
