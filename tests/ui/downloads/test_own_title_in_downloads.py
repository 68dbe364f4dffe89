"""Downloads show a paper as the library has it: with the title and the year that the user wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from tests.support.window_driver import window_on
from tests.ui.downloads.test_rows_under_the_pointer import failed

PAPERS = [Paper(f"Paper {number}", Ids(doi=f"10.1234/{number}"), year=2001) for number in (1, 2)]


async def test_a_row_follows_what_the_user_writes(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        await library.add(PAPERS)
        kept = (await library.find_many(PAPERS))[PAPERS[1].id]
        driver.program.services.downloads._board.keep([failed(1), failed(2)])
        driver.trigger("view.downloads")
        await driver.idle()
        assert driver.titles("downloadsView") == ["Paper 2", "Paper 1"]
        model = driver.window.pages.page("downloads").model
        assert model.item(0).state is DownloadState.DONE
        await library.entries.edit(kept.key, {"title": "Of my own", "issued": {"from": "1999", "to": None}})
        await driver.idle()
        assert driver.titles("downloadsView") == ["Of my own", "Paper 1"]
        assert model.row(0).year == "1999"
        assert model.row(0).spoken.startswith("Of my own, ")
        driver.trigger("edit.undo")
        await driver.idle()
        assert driver.titles("downloadsView") == ["Paper 2", "Paper 1"]
