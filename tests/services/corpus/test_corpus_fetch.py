"""A fetch as the window uses it: progress by file, a pause, going on, and nothing left running."""

from __future__ import annotations

import asyncio
import gzip
import random
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from scholar_desktop import app, settings
from scholar_desktop.composition import Composition
from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name
from scholar_desktop.domain.corpus.corpus_fetch import FilteredFile
from scholar_desktop.domain.corpus.dataset_download import DownloadProgress
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.request_options import RequestOptions
from tests.support.corpus_script import lines_in
from tests.support.demo_fixture import Demo
from tests.support.fake_datasets import KEY, NAMES, RELEASE, FakeDatasets

DATASETS = ("papers", "citations")
RULE = CorpusRule(min_citations=3)
FILES = 4 + 6
"""Of the two datasets."""


@pytest.fixture
def release(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    GeneratedReleases(Sizes(120, 600, seed=3, vectors=1, words=20_000)).write(tmp_path / "service")
    demo.config(releases=str(tmp_path / "service"))
    for name, value in {
        "SEMANTIC_SCHOLAR_URL": demo.url,
        "SEMANTIC_SCHOLAR_KEY": "demo-key",
        "SEMANTIC_SCHOLAR_RATE": "0",
        "HOST_MAP": f"*={demo.url}",
        "HOST_DELAY": "0",
        "DOWNLOADS": "1",
        "PROFILE": str(tmp_path / "profile"),
    }.items():
        monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}", value)
    return release_name(0)


@asynccontextmanager
async def services() -> AsyncIterator[Composition]:
    backend = app.build_services(settings.load(), keep_answers=False)
    try:
        await backend.start()
        ask = RequestOptions()
        await backend.corpus_terms.accept(await backend.corpus_files.release("latest", ask), DATASETS)
        yield backend
    finally:
        await backend.aclose()


async def test_a_fetch_is_paused_and_goes_on_with_the_files_that_are_missing(release: str, demo: Demo) -> None:
    ended: list[FilteredFile] = []
    told: list[tuple[str, DownloadProgress]] = []
    async with services() as backend:
        running = asyncio.ensure_future(
            backend.corpus_fetch.fetch(RULE, DATASETS, ask=RequestOptions(), on_file=ended.append)
        )
        while len(ended) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        with pytest.raises(DiskError, match="Another process"):
            await backend.corpus_fetch.fetch(RULE, DATASETS, ask=RequestOptions())
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("corpus-filter")]
        unfinished = await backend.corpus_fetch.unfinished()
        assert unfinished is not None
        assert (unfinished.release, unfinished.rule, unfinished.datasets) == (release, RULE, DATASETS)
        before = list(ended)
        ended.clear()
        files = await backend.corpus_fetch.fetch(
            None,
            ask=RequestOptions(),
            on_file=ended.append,
            on_progress=lambda name, progress: told.append((name, progress)),
        )
        assert await backend.corpus_fetch.unfinished() is None
    assert ended[: len(before)] == before  # at once, as they were
    assert sorted(files, key=lambda file: (file.dataset, file.name)) == sorted(
        ended, key=lambda file: (file.dataset, file.name)
    )
    assert len(files) == FILES
    assert {name for name, _ in told} == set(DATASETS)
    for name in DATASETS:
        received = [progress.received for dataset, progress in told if dataset == name]
        assert received == sorted(received)
        last = [progress for dataset, progress in told if dataset == name][-1]
        assert (last.done, last.received) == (last.files, last.size)


async def test_without_the_process_that_filters_every_file_is_named(
    release: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with services() as backend:
        monkeypatch.setattr("sys.executable", "/bin/false")  # it ends at its start
        files = await backend.corpus_fetch.fetch(RULE, DATASETS, ask=RequestOptions())
    assert {file.outcome for file in files} == {"temporary"}
    assert all("cannot be started" in file.reason for file in files)


async def test_a_link_that_expires_in_the_middle_is_renewed_and_the_filter_goes_on_at_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(1)
    rows = [b'{"corpusid":%d,"title":"%s"}' % (number, dice.randbytes(60).hex().encode()) for number in range(3000)]
    world = FakeDatasets()
    world.files = {name: gzip.compress(b"\n".join(rows[part::3]) + b"\n") for part, name in enumerate(NAMES)}
    world.behaviours[NAMES[0]] = world.cut_then_expire(30_000)
    for name, value in {
        "SEMANTIC_SCHOLAR_URL": world.api.url,
        "SEMANTIC_SCHOLAR_KEY": KEY,
        "SEMANTIC_SCHOLAR_RATE": "0",
        "HOST_DELAY": "0",
        "RETRY_WAIT": "0.01",
        "DOWNLOADS": "1",
        "PROFILE": str(tmp_path / "profile"),
    }.items():
        monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}", value)
    backend = app.build_services(settings.load(), keep_answers=False)
    try:
        await backend.start()
        ask = RequestOptions()
        await backend.corpus_terms.accept(await backend.corpus_files.release("latest", ask), ("papers",))
        files = await backend.corpus_fetch.fetch(CorpusRule(), ("papers",), ask=ask)
        lines = backend.offline_corpus.folder.lines(RELEASE) / "papers"
    finally:
        await backend.aclose()
        world.close()
    assert {file.outcome for file in files} == {"saved"}
    assert lines_in([lines / name for name in NAMES]) == rows[0::3] + rows[1::3] + rows[2::3]
    # cut, refused with the old link, gone on with a new one
    assert world.asked(NAMES[0]) == [None, "bytes=30000-", "bytes=30000-"]
