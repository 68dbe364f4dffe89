"""Get PDF works offline: the downloads wait until the user is online, and a message says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _button(driver: Driver, text: str) -> Button:
    return next(one for one in driver.window.messages.findChildren(Button) if one.content.text == text)


@pytest.mark.parametrize("many", [False, True])
async def test_get_pdf_offline_waits_and_says_so(demo: Any, tmp_path: Path, *, many: bool) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        await driver.search("attention")
        await keyboard.press("Down")
        if many:
            await keyboard.press("Ctrl+A")
        driver.trigger("app.offline")
        await driver.idle()
        count = len(driver.chosen())
        assert count == (29 if many else 1)
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        words = "downloads wait" if many else "download waits"
        assert driver.window.messages.note("kept_pdfs").lead == f"{count} {words} until you are online."
        assert downloads.progress().waiting == count
        if not many:
            driver.trigger("paper.open")
            await driver.idle()
            assert driver.widget("getPdfButton").content.text == "Waiting"
            assert "waits until you are online" in driver.widget("getPdfButton").toolTip()
        QTest.mouseClick(_button(driver, "Go online"), Qt.MouseButton.LeftButton)
        assert not driver.window.registry["app.offline"].isChecked()
        note = driver.window.messages.note("kept_pdfs")
        assert note is None or "wait" not in note.lead
        await driver.until(lambda: downloads.active == 0)
        assert downloads.progress().waiting == 0


async def test_get_of_one_copy_waits_offline_too_and_says_so(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        downloads = driver.program.services.downloads
        await driver.search("10.1038/s42256-024-00832-8")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("app.offline")
        await driver.idle()
        await driver.until(lambda: driver.widget("copiesView").findChild(Button, "getCopyButton") is not None)
        button = driver.widget("copiesView").findChild(Button, "getCopyButton")
        assert button.isEnabled(), button.toolTip()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        assert driver.window.messages.note("kept_pdfs").lead == "1 download waits until you are online."
        (item,) = downloads.items()
        assert item.only is not None
        assert item.state is DownloadState.WAITING
        QTest.mouseClick(_button(driver, "Go online"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: downloads.active == 0)
        assert driver.window.messages.note("kept_pdfs") is None


async def test_a_second_get_says_how_many_downloads_are_paused(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        await driver.search("attention")
        driver.trigger("app.offline")
        driver.click_row(0)
        for _ in range(2):
            await keyboard.press("Shift+Down")
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: downloads.progress().waiting == 3)
        await driver.until(lambda: driver.window.registry["downloads.pause_all"].isEnabled())
        driver.trigger("downloads.pause_all")
        await driver.until(lambda: downloads.progress().paused == 3)
        await keyboard.press("Shift+Down")
        await keyboard.press("Shift+Down")
        driver.window.messages.close_message("kept_pdfs")
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        said = "2 downloads wait until you are online. 3 downloads are paused."
        assert driver.window.messages.note("kept_pdfs").lead == said
        driver.trigger("view.downloads")
        await driver.idle()
        head = driver.window.pages.page("downloads")._head
        assert head.note.accessibleName() == "2 waiting, 3 paused"
