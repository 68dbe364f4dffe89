"""The export of citing sentences to a file."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scholar_desktop.domain.citations.citation import Citation, CitationContext
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.citations.sentence_export import SentenceFormat, save_sentences
from scholar_desktop.services.citations.table import CitationTable, make_rows


async def test_an_export_that_is_stopped_while_its_text_is_made_writes_no_file(tmp_path: Path) -> None:
    cited = Paper("On tides", Ids(doi="10.5555/1"))
    table = CitationTable()
    table.add(make_rows([Citation(Paper("Waves", Ids(doi="10.5555/2")), contexts=(CitationContext("A wave."),))]))
    path, begun, go_on = tmp_path / "all.md", threading.Event(), threading.Event()

    async def sources(papers: Sequence[Paper]) -> list[str]:
        return [paper.title for paper in papers]

    def say(text: str) -> str:
        begun.set()
        go_on.wait()
        return text

    form, threads = SentenceFormat.MARKDOWN, ThreadPoolExecutor()
    asyncio.get_running_loop().set_default_executor(threads)
    work = asyncio.ensure_future(save_sentences(cited, "citations", table.parts, [0], path, form, sources, say))
    await asyncio.to_thread(begun.wait)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    go_on.set()
    threads.shutdown()  # waits for them
    assert not path.exists()
