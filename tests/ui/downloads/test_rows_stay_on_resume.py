"""“Resume all” moves no row: the chip that takes the place of another has its width, and others have room before."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.translation import set_language
from tests.support.window_driver import window_on


def item(number: int, **changes: Any) -> DownloadItem:
    doi = f"10.1234/{number}"
    return DownloadItem(f"key{number}", doi, Paper(f"Paper {number}", Ids(doi=doi)), **changes)


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_chip_of_running_downloads_has_the_place_and_the_width_of_the_paused_ones(
    demo: Any, tmp_path: Any, language: str
) -> None:
    try:
        async with window_on(demo, tmp_path, language=language) as driver:
            demo.config(latency=0.2)
            driver.trigger("view.downloads")
            failed = {"state": DownloadState.DONE, "outcome": ItemOutcome.TEMPORARY, "reason": "Too slow."}
            ended = [item(number, **failed, ended="2026-11-22T10:00:00Z") for number in range(3)]
            paused = [item(number, state=DownloadState.PAUSED) for number in range(3, 6)]
            driver.program.services.downloads._board.keep([*ended, *paused])
            chips = [driver.widget(f"downloadsGroup.{group}") for group in ("paused", "under_way")]
            await driver.until(lambda: [chip.isVisible() for chip in chips] == [True, False])
            await driver.idle()
            before = chips[0].geometry()
            driver.click("resumeDownloadsButton")
            await driver.until(lambda: [chip.isVisible() for chip in chips] == [False, True])
            await driver.idle()
            assert chips[1].geometry() == before
    finally:
        set_language("en")


async def test_the_list_stays_where_it_is_while_chips_come(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1320, 900)) as driver:
        driver.trigger("app.offline")
        downloads = driver.program.services.downloads
        kinds = [ItemOutcome.NEEDS_PERSON, ItemOutcome.TEMPORARY, ItemOutcome.UNAVAILABLE, ItemOutcome.CLOSED]
        ends = {"state": DownloadState.DONE, "reason": "Too slow.", "ended": "2026-11-22T10:00:00Z"}
        ended = [item(number, outcome=kind, **ends) for number, kind in enumerate((*kinds, ItemOutcome.NO_PDF))]
        paused = [item(number, state=DownloadState.PAUSED) for number in range(10, 30)]
        downloads._board.keep([*ended, *paused])
        driver.trigger("view.downloads")
        await driver.idle()
        strip, view = driver.widget("downloadsReport"), driver.view("downloadsView")
        top, height = view.mapTo(driver.window, QPoint()).y(), strip.height()

        async def is_in_place() -> bool:
            await driver.idle()
            driver.window.layout().activate()
            return (view.mapTo(driver.window, QPoint()).y(), strip.height()) == (top, height)

        lines = {chip.y() for chip in strip._chips.values() if chip.isVisible()}
        assert len(lines) == 2, "no line is empty"
        bottoms = [chip.geometry().bottom() for chip in strip._chips.values() if chip.isVisible()]
        assert max(bottoms) == strip._flow.geometry().bottom()
        downloads.resume([one.key for one in paused[:15]])
        assert await is_in_place()
        chips = [driver.widget(f"downloadsGroup.{group}") for group in ("under_way", "paused")]
        assert [(chip.isVisible(), chip.content.count) for chip in chips] == [(True, "15"), (True, "5")]
        assert {chip.y() for chip in strip._chips.values() if chip.isVisible()} == lines
        driver.click("resumeDownloadsButton")
        assert await is_in_place()
        for number, kind in ((10, ItemOutcome.NOT_FOUND), (11, ItemOutcome.CANCELLED), (12, ItemOutcome.DISK)):
            downloads._board.keep([item(number, outcome=kind, **ends)])
            assert await is_in_place()
        shown = [group for group, chip in strip._chips.items() if chip.isVisible()]
        places = [(strip._chips[group].y(), strip._chips[group].x()) for group in shown]
        assert places == sorted(places), "in one order"
        assert {"not_found", "cancelled", "disk"} <= {*shown}


async def test_a_chip_that_becomes_empty_keeps_its_place_alone(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        downloads, ends = driver.program.services.downloads, {"state": DownloadState.DONE, "reason": "Why."}
        kinds = (ItemOutcome.TEMPORARY, ItemOutcome.DISK, ItemOutcome.CANCELLED)
        ended = [item(number, outcome=kind, **ends) for number, kind in enumerate(kinds)]
        downloads._board.keep(ended)
        driver.trigger("view.downloads")
        await driver.idle()
        chips = driver.widget("downloadsReport")._chips
        before = {group: chip.x() for group, chip in chips.items() if chip.isVisible()}
        assert {"disk", "cancelled"} <= {*before}
        driver.click_row(driver.titles("downloadsView").index("Paper 1"), "downloadsView")
        driver.trigger("downloads.retry")
        await driver.until(lambda: not chips["disk"].isVisible())
        assert {group: chip.x() for group, chip in chips.items() if chip.isVisible() and group in before} == {
            group: x for group, x in before.items() if group != "disk"
        }
        assert chips["cancelled"].content.count == "1"
        driver.trigger("view.search")
        driver.trigger("view.downloads")
        await driver.idle()
        assert not chips["disk"].isVisible()
