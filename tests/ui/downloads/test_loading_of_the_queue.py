"""Downloads states nothing about its list before the saved queue has been read."""

from __future__ import annotations

import asyncio
from typing import Any

from scholar_desktop.app import App
from scholar_desktop.services.downloads.queue_store import QUEUE
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_rows_under_the_pointer import shown


async def test_nothing_is_stated_before_the_saved_queue_has_been_read(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await shown(driver, 0, 1, 2)
    seen: list[tuple[str, bool, int]] = []

    def prepare(program: App) -> None:
        board = program.services.downloads._board
        read = board._library.downloads

        async def observed(**given: Any) -> Any:
            found = await read(**given)
            if given != {"run": QUEUE}:  # the removed downloads of reference lists
                return found
            driver = Driver(program)
            driver.trigger("view.downloads")
            for some in (found[:0], found[:1]):  # before the first row, and after a part of them
                for item in some:
                    board.show(item)
                for _ in range(20):
                    await asyncio.sleep(0)
                page = driver.window.pages.page("downloads")
                report, cancel = driver.widget("downloadsReport"), driver.widget("cancelDownloadsButton")
                state = driver.state("downloadsView")
                working = driver.widget("statusBar")._working
                is_stated = report.isVisible() or cancel.isVisible() or working.isVisible()
                seen.append((state, is_stated, page.model.count()))
            return found

        board._library.downloads = observed  # type: ignore[method-assign]

    async with window_on(demo, tmp_path, prepare=prepare) as driver:
        assert seen == [("waiting", False, 0)] * 2
        await driver.until(lambda: driver.state("downloadsView") == "partial")
        assert driver.window.pages.page("downloads").model.count() == 3
        assert driver.widget("downloadsReport").isVisible()

    async with window_on(demo, tmp_path / "new", prepare=prepare) as driver:
        await driver.until(lambda: driver.state("downloadsView") == "empty")
