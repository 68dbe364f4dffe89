"""A row of the results says that the PDF of its paper could not be downloaded, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from scholar_desktop.ui.rows import row_delegate
from scholar_desktop.ui.rows.paper_row import PdfRowState
from scholar_desktop.ui.rows.roles import PaperRole
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

TITLE = "On pairwise costs for network flow multi-object tracking"


def _state(driver: Driver) -> PdfRowState:
    row = driver.titles().index(TITLE)
    return driver.view().model().index(row, 0).data(PaperRole.ROW).state


async def test_the_row_of_a_failed_download_says_so_until_another_try(
    demo: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        await driver.search(TITLE)
        row = driver.titles().index(TITLE)
        assert (_state(driver).icon, _state(driver).words) == ("get", "PDF")
        driver.click_row(row)
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: downloads.active == 0 and len(downloads.items()) == 1)
        await driver.until(lambda: _state(driver).words == "unavailable")
        assert (_state(driver).icon, _state(driver).colour) == ("cross", "error")

        view = driver.view()
        index = view.model().index(row, 0)
        option = QStyleOptionViewItem()
        option.rect = view.visualRect(index)
        layout = view.itemDelegate().layout_of(index.data(PaperRole.ROW), option.rect.width(), option.rect.height())
        (place,) = (piece.rect for piece in layout if piece.name == "state")
        said: list[str] = []
        monkeypatch.setattr(row_delegate, "show_tooltip", lambda _place, words, *_: said.append(words))
        point = place.center() + option.rect.topLeft()
        event = QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point))
        QApplication.sendEvent(view.viewport(), event)
        assert said == ["arxiv.org no longer has the file (404). Click to try again."]

        driver.click("sidebar.view.downloads")
        await driver.idle()
        driver.click_row(0, "downloadsView")
        await keyboard.press("Delete")
        await driver.until(lambda: not downloads.items())
        driver.click("sidebar.view.search")
        await driver.until(lambda: _state(driver).words == "PDF")
