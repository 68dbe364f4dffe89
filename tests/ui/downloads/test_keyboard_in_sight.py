"""The keyboard stays in sight in the list of downloads, and Delete acts on no row that has just been selected by
itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.downloads import downloads_page
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_row_that_moves import at_work, keep
from tests.ui.downloads.test_rows_under_the_pointer import failed

pytestmark = pytest.mark.usefixtures("pointer_put_back")
RUNNING, WAITING, PAUSED = DownloadState.RUNNING, DownloadState.WAITING, DownloadState.PAUSED
COUNT = 60


async def _open_queue(driver: Driver) -> Keyboard:
    """Show many downloads that wait, offline, by the key of the page."""
    QCursor.setPos(driver.window.mapToGlobal(QPoint(2, 2)))
    keyboard = Keyboard(driver)
    await keep(driver, *(at_work(number, WAITING) for number in range(COUNT)))
    await keyboard.press("Ctrl+2")
    await driver.idle()
    assert keyboard.focus is driver.view("downloadsView")
    return keyboard


def _ended(number: int) -> Any:
    return structs.replace(failed(number), ended=f"2026-11-22T09:{number:02}:00Z")


def _row(driver: Driver, title: str) -> int:
    return driver.titles("downloadsView").index(title)


def _is_seen(driver: Driver, row: int) -> bool:
    view = driver.view("downloadsView")
    return view.viewport().rect().contains(view.visualRect(view.model().index(row, 0)))


def _keys_at(driver: Driver) -> int:
    return driver.view("downloadsView").currentIndex().row()


def _selected(driver: Driver) -> str:
    [title] = driver.chosen("downloadsView")
    assert driver.widget("attemptsPane").item.paper.title == title
    return title


async def _run_in_palette(driver: Driver, keyboard: Keyboard, words: str) -> None:
    await keyboard.press("Ctrl+K")
    await keyboard.type(words)
    await keyboard.press("Return")
    await driver.idle()


async def test_the_first_row_stays_selected_until_it_has_ended_and_the_keys_go_on_in_sight(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        keyboard = await _open_queue(driver)
        assert (_selected(driver), _keys_at(driver)) == ("Paper 0", 0)
        await _run_in_palette(driver, keyboard, "pause all")
        await _run_in_palette(driver, keyboard, "resume all")
        assert driver.program.services.downloads.progress().waiting == COUNT
        await keep(driver, at_work(5, RUNNING), at_work(6, RUNNING))
        assert (_selected(driver), _keys_at(driver), keyboard.focus) == ("Paper 0", 2, driver.view("downloadsView"))
        await keep(driver, _ended(0))
        assert (_selected(driver), _row(driver, "Paper 0"), _keys_at(driver)) == ("Paper 5", COUNT - 1, 0)
        assert _is_seen(driver, 0)
        await keyboard.press("Down")
        assert _keys_at(driver) == 1
        selected = _selected(driver)
        await keep(driver, at_work(7, RUNNING))
        assert _selected(driver) == selected, "the user has gone to it"


async def test_delete_does_nothing_where_another_row_was_just_selected_by_itself(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        keyboard = await _open_queue(driver)
        downloads = driver.program.services.downloads
        monkeypatch.setattr(downloads_page, "MOVED_S", float("inf"))
        await keep(driver, _ended(0))
        downloads.forget(["key0"])
        await driver.until(lambda: "Paper 0" not in driver.titles("downloadsView"))
        await driver.idle()
        assert _selected(driver) == "Paper 1"
        await keyboard.press("Delete")
        await driver.idle()
        assert downloads.progress().waiting + downloads.progress().running == COUNT - 1
        monkeypatch.setattr(downloads_page, "MOVED_S", 0.0)
        await keyboard.press("Delete")
        await driver.until(lambda: downloads.progress().waiting + downloads.progress().running == COUNT - 2)


async def test_delete_removes_one_row_after_the_other(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        keyboard = await _open_queue(driver)
        monkeypatch.setattr(downloads_page, "MOVED_S", float("inf"))
        await keep(driver, *(_ended(number) for number in range(COUNT)))
        await keyboard.press("Home")
        for left in (COUNT - 1, COUNT - 2):
            await keyboard.press("Delete")
            await driver.idle()
            assert len(driver.titles("downloadsView")) == left


async def test_the_keys_go_on_from_where_the_selected_download_was_when_it_ends(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        keyboard = await _open_queue(driver)
        for _ in range(3):
            await keyboard.press("Down")
        assert (_selected(driver), _keys_at(driver)) == ("Paper 3", 3)
        await keep(driver, _ended(3))
        assert _selected(driver) == "Paper 3"
        assert not _is_seen(driver, _row(driver, "Paper 3"))
        assert _keys_at(driver) == 3
        await keep(driver, _ended(4))
        assert _keys_at(driver) == 3
        await keyboard.press("Delete")
        await driver.idle()
        assert _row(driver, "Paper 3") == _keys_at(driver), "Delete shows what it is about"
        assert _is_seen(driver, _keys_at(driver))
        assert len(driver.titles("downloadsView")) == COUNT
        await keyboard.press("Delete")
        await driver.idle()
        assert "Paper 3" not in driver.titles("downloadsView")


async def test_the_down_key_goes_on_in_sight(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        keyboard = await _open_queue(driver)
        for _ in range(3):
            await keyboard.press("Down")
        await keep(driver, _ended(3))
        await keyboard.press("Down")
        assert (_selected(driver), _keys_at(driver)) == ("Paper 5", 4)
        assert driver.view("downloadsView").verticalScrollBar().value() == 0


@pytest.mark.parametrize("by_key", [True, False])
async def test_the_list_follows_the_selected_download_that_begins_for_keys_alone(
    demo: Any, tmp_path: Path, by_key: bool
) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        keyboard = await _open_queue(driver)
        view = driver.view("downloadsView")
        await keyboard.press("End")
        if not by_key:
            place = view.visualRect(view.currentIndex()).center()
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        last = f"Paper {COUNT - 1}"
        scrolled = view.verticalScrollBar().value()
        assert (_selected(driver), scrolled > 0) == (last, True)
        await keep(driver, at_work(COUNT - 1, RUNNING))
        assert (_selected(driver), _row(driver, last)) == (last, 0)
        assert _is_seen(driver, 0) is by_key
        assert (view.verticalScrollBar().value() == scrolled) is not by_key
        assert _is_seen(driver, _keys_at(driver))
