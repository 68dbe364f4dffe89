"""A paper that was opened before is shown when its row is selected, and opened from saved answers after that."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tests.support.window_driver import window_on


async def test_a_paper_that_was_opened_before_is_shown_and_opened_in_two_turns(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        session = driver.window.search_page.panes.paper
        papers = []
        for row in (0, 1, 2):
            driver.click_row(row)
            await driver.idle()
            assert session.is_open
            papers.append(session.paper)
        before = demo.stats()["counts"]

        session.preview(papers[0])
        assert (session.paper.id, session.is_open, session.opens_soon) == (papers[0].id, False, True)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert session.is_open
        await driver.idle()

        opened: list[str] = []
        session.opened.connect(lambda: opened.append(session.paper.id))
        session.preview(papers[1])
        session.preview(papers[2])  # before the other one was opened, as by two presses of Down
        await driver.idle()
        assert opened == [papers[2].id]
        assert demo.stats()["counts"] == before
