"""No sure line is wrong: a small run of `make matching`, with a fixed seed."""

from __future__ import annotations

from pathlib import Path

from tests.reference_list_matching.recorded_papers import recorded_papers
from tests.reference_list_matching.run import run

SEED, LINES = 7, 96
LEAST_SURE = 24


async def test_no_sure_line_is_wrong_and_no_reference_is_lost(recorded: Path, tmp_path: Path) -> None:
    report = await run(recorded_papers(recorded), SEED, LINES, str(tmp_path / "profile"))
    assert report.wrong == []
    assert report.lost == []
    assert report.lines == LINES
    assert report.sure >= LEAST_SURE, report.text()
