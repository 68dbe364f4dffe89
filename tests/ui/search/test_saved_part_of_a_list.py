"""Of a long list, the first papers are saved; after a restart, the page still says how many each source has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.search import search_session
from tests.support.window_driver import shown_tooltip, window_on


async def test_the_sources_keep_their_counts_and_say_how_many_of_their_papers_were_saved(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_session, "MOST_PAPERS_KEPT", 10)
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        report = next(one for one in driver.window.search_page.search.result.reports if one.name == "s2")
        assert driver.widget("sourceChip.semantic_scholar").content.count == str(report.loaded)
    async with window_on(demo, tmp_path) as driver:
        papers = driver.view().model().papers()
        assert len(papers) == 10
        of_s2 = sum("s2" in paper.sources for paper in papers)
        chip = driver.widget("sourceChip.semantic_scholar")
        assert chip.content.count == str(report.loaded), "as before the restart"
        text = shown_tooltip(chip)
        assert f"{of_s2} in the part of the list that was saved." in text
        assert "with the filters" not in text
