"""The pane beside the downloads shows the selected row at any time, also while the page itself selects another one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from msgspec import structs
from PySide6.QtCore import Qt

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_row_that_moves import at_work
from tests.ui.downloads.test_rows_under_the_pointer import failed


def _shown(driver: Driver) -> str:
    item = driver.widget("attemptsPane").item
    return item.paper.title if item is not None else ""


async def _begin(driver: Driver) -> None:
    """Show three downloads that run; the user has not gone to the list."""
    driver.trigger("view.downloads")
    driver.widget("sidebar.view.downloads").setFocus()
    running = [at_work(number, DownloadState.RUNNING) for number in range(50, 53)]
    driver.program.services.downloads._board.keep(running)
    await driver.idle()


async def _end(driver: Driver, number: int) -> list[tuple[str, str]]:
    """Let a download end. Return the title of the selected row and that of the pane in each turn of the loop."""
    over = structs.replace(failed(number), ended="2026-11-22T09:00:00Z")
    driver.program.services.downloads._board.keep([over])
    seen = []
    for _ in range(20):
        await asyncio.sleep(0)
        seen.append((driver.chosen("downloadsView")[0], _shown(driver)))
    await driver.idle()
    return seen


async def test_the_pane_changes_in_the_turn_in_which_another_row_is_selected(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        await _begin(driver)
        assert driver.chosen("downloadsView") == ["Paper 50"]
        seen = await _end(driver, 50)
        assert seen[-1] == ("Paper 51", "Paper 51"), "without a selection of the user, the first row is shown"
        assert all(row == pane for row, pane in seen)
        driver.view("downloadsView").setFocus()
        driver.press(Qt.Key.Key_Down, "downloadsView")
        seen = [*await _end(driver, 51), *await _end(driver, 52)]
        assert set(seen) == {("Paper 52", "Paper 52")}, "what the user has selected stays so"


async def test_the_details_stay_those_of_a_download_while_one_of_their_buttons_has_the_focus(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        await _begin(driver)
        pane = driver.widget("attemptsPane")
        next(one for one in pane.findChildren(Button) if one.isVisible()).setFocus(Qt.FocusReason.TabFocusReason)
        seen = await _end(driver, 50)
        assert set(seen) == {("Paper 50", "Paper 50")}, "a press would else be one for another paper"
        driver.view("downloadsView").setFocus()
        assert set(await _end(driver, 51)) == {("Paper 50", "Paper 50")}, "the user has used it"
