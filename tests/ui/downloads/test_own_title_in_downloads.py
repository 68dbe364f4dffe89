"""Downloads show a paper as the library has it: with the title and the year that the user wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.library.library import Library
from scholar_desktop.ui.downloads.corrected_papers import CorrectedPapers
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


class CountingLibrary:
    """The library, which notes the titles of the papers that are looked up."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.changed = library.changed
        self.asked: list[str] = []

    @property
    def steps(self) -> int:
        return self._library.steps

    async def find_many(self, papers: Sequence[Paper]) -> dict[str, KeptPaper]:
        self.asked += [paper.title for paper in papers]
        return await self._library.find_many(papers)


async def test_a_paper_is_looked_up_once_and_again_after_a_change_by_the_user(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        await library.add(PAPERS)
        counting: Any = CountingLibrary(library)
        shown: list[Mapping[str, Paper]] = []
        papers = CorrectedPapers(counting, driver.window.pages.page("downloads")._scope, shown.append)
        first, second = failed(1), failed(2)
        papers.follow([first])
        await driver.idle()
        papers.follow([first, second])
        await driver.idle()
        papers.follow([msgspec.structs.replace(first, requests=7), second])
        await driver.idle()
        assert counting.asked == ["Paper 1", "Paper 2"]
        assert shown == [{}, {}]
        await library.entries.edit((await library.find_many(PAPERS))[PAPERS[0].id].key, {"title": "Of my own"})
        await driver.idle()
        assert counting.asked[2:] == ["Paper 1", "Paper 2"]
        assert [paper.title for paper in shown[-1].values()] == ["Of my own"]
