"""What arrives is checked before it may enter the library."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.pdf.inspect import PdfReader
from scholar_desktop.services.open_access.pdf_check import PdfChecker
from tests.support.drawn_pdfs import draw_paper

ASKED = Paper(
    title="On the engine that weaves algebraic patterns", authors=(Author("Ada Lovelace"),), ids=Ids(doi="10.5/x")
)
BREAKS = """
import os, sys
os.write(1, b'{"ready": true}\\n')
sys.stdin.readline()
"""
CRASHES = BREAKS + "os._exit(139)"
HANGS = BREAKS + "os.read(os.pipe()[0], 1)"


@asynccontextmanager
async def arrivals(tmp_path: Path, script: str | None = None) -> AsyncIterator[PdfChecker]:
    reader = PdfReader(
        None if script is None else (sys.executable, "-c", script), time_limit_s=30 if script is None else 0.5
    )
    store = LibraryStore(tmp_path / "library")
    with ThreadPoolExecutor(1) as pool:
        yield PdfChecker(reader, store, pool)
    reader.close()
    await store.aclose()


@pytest.mark.parametrize("script", [CRASHES, HANGS])
async def test_a_file_that_breaks_the_reader_waits_in_the_quarantine(tmp_path: Path, script: str) -> None:
    file = tmp_path / "x.part"
    file.write_bytes(draw_paper(ASKED.title, ["Ada Lovelace"]))
    async with arrivals(tmp_path, script) as checks:
        checked = await checks.check(file, ASKED, sha256="0" * 64)
    assert checked.outcome is Outcome.QUARANTINED
    assert "could not be read" in checked.reason


@pytest.mark.parametrize(
    ("checksum", "outcome"),
    [
        (None, Outcome.SAVED),
        ("md5:00000000000000000000000000000000", Outcome.TRUNCATED),
        ("sha1:0000", Outcome.TRUNCATED),
        ("unheard-of:0000", Outcome.SAVED),
    ],
)
async def test_a_checksum_counts_where_it_can_be_computed(
    tmp_path: Path, checksum: str | None, outcome: Outcome
) -> None:
    file = tmp_path / "x.part"
    file.write_bytes(draw_paper(ASKED.title, ["Ada Lovelace"]))
    async with arrivals(tmp_path) as checks:
        assert (await checks.check(file, ASKED, sha256="0" * 64, checksum=checksum)).outcome is outcome


async def test_a_file_that_is_gone_is_an_error_of_the_disk(tmp_path: Path) -> None:
    async with arrivals(tmp_path) as checks:
        with pytest.raises(OSError, match="No such file"):
            await checks.check(tmp_path / "gone.part", ASKED, sha256=None)
