"""Rows that come in do not move the row under the pointer, and a click meant for another row does nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.downloads import download_delegate, download_row_actions
from scholar_desktop.ui.rows.row_layout import find
from tests.support.window_driver import Driver, window_on

pytestmark = pytest.mark.usefixtures("pointer_put_back")


def failed(number: int) -> DownloadItem:
    attempt = Attempt(f"https://host{number}.example/a.pdf", "unpaywall", Outcome.NEEDS_PERSON, 403, reason="Sign in.")
    return DownloadItem(
        f"key{number}",
        f"10.1234/{number}",
        Paper(f"Paper {number}", Ids(doi=f"10.1234/{number}")),
        DownloadState.DONE,
        attempts=(attempt,),
        outcome=ItemOutcome.NEEDS_PERSON,
        reason="Sign in.",
        ended=f"2026-11-22T10:{number:02}:00Z",
    )


async def shown(driver: Driver, *numbers: int) -> None:
    driver.program.services.downloads._board.keep([failed(number) for number in numbers])
    await driver.idle()


def button_of(driver: Driver, row: int) -> QPoint:
    """The place of the button of a row, in the list."""
    page = driver.window.pages.page("downloads")
    rect = page.view.visualRect(page.model.index(row, 0))
    layout = page.view.itemDelegate().layout_of(page.model.row(row), rect.width(), rect.height())
    piece = find(layout, download_delegate.DO)
    assert piece is not None
    return rect.topLeft() + piece.rect.center()


async def test_rows_that_come_in_do_not_move_the_row_under_the_pointer(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        opened: list[str] = []
        driver.program.services.browser_fetch._open_url = opened.append
        driver.trigger("view.downloads")
        await shown(driver, *range(40))
        view = driver.widget("downloadsView")
        place = button_of(driver, 2)
        QCursor.setPos(view.viewport().mapToGlobal(place))
        await shown(driver, 50, 51, 52)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await driver.until(lambda: bool(opened))
        assert opened == ["https://host37.example/a.pdf"]


async def test_a_click_does_nothing_where_another_row_has_just_come(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        opened: list[str] = []
        driver.program.services.browser_fetch._open_url = opened.append
        driver.trigger("view.downloads")
        await shown(driver, 1, 2)
        view = driver.widget("downloadsView")
        place = button_of(driver, 0)
        QCursor.setPos(view.viewport().mapToGlobal(place))
        monkeypatch.setattr(download_row_actions, "MOVED_S", float("inf"))
        driver.program.services.downloads.forget(["key2"])
        await driver.until(lambda: driver.titles("downloadsView") == ["Paper 1"])
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await driver.idle()
        assert opened == []
        monkeypatch.setattr(download_row_actions, "MOVED_S", 0.0)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await driver.until(lambda: bool(opened))
        assert opened == ["https://host1.example/a.pdf"]
