"""Papers that leave the library while their downloads wait, run, or are about to end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import PAPER_BACK, PAPER_REMOVED, DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.downloads.queue_store import QUEUE
from scholar_desktop.services.web.part_files import parts_folder
from tests.services.downloads.test_queue import DOI, GOOD, PAPER, all_done, ended, one_paper, until
from tests.services.zenodo.test_record_files import add
from tests.support.drawn_pdfs import draw_paper
from tests.support.fake_web import FakeWeb, Reply, pdf

if TYPE_CHECKING:
    from scholar_desktop.app import Composition
    from scholar_desktop.library.store import LibraryStore
    from tests.support.fake_web_fixtures import Started

OTHER = Paper(title="Another paper about looms", ids=Ids(doi="10.5555/loom"))


async def _trash(backend: Composition) -> None:
    kept = await backend.store.find(DOI)
    assert kept is not None
    await backend.store.entries.trash([kept.key], True)


async def _undo(backend: Composition) -> None:
    await backend.store.undo()


REMOVALS = pytest.mark.parametrize("remove", [_trash, _undo])


async def _is_removed(backend: Composition) -> bool:
    kept = await backend.store.find(DOI)
    return kept is None or bool(kept.trashed)


@REMOVALS
async def test_a_running_download_stops_and_leaves_nothing(
    world: FakeWeb, started: Started, remove: Callable[[Any], Awaitable[None]]
) -> None:
    one_paper(world, pdf(GOOD, hang=200_000))
    async with started() as backend:
        downloads = backend.services.downloads
        await backend.store.add([PAPER])
        downloads.enqueue([PAPER])
        await until(downloads, lambda items: items[0].received > 0)
        await remove(backend)
        item = await ended(downloads)
        await backend.idle()
        assert (item.outcome, item.reason) == (ItemOutcome.CANCELLED, PAPER_REMOVED)
        assert item.is_retryable
        assert (await backend.store.downloads()) == (item,)
        assert await _is_removed(backend)
        assert not list(parts_folder(backend.store.data_dir).glob("*.part"))


async def test_a_stopped_download_says_whether_the_library_has_its_paper_also_after_a_restart(
    world: FakeWeb, started: Started
) -> None:
    one_paper(world, pdf(GOOD, hang=200_000))
    async with started() as backend:
        downloads = backend.services.downloads
        await backend.store.add([PAPER])
        downloads.enqueue([PAPER])
        await until(downloads, lambda items: items[0].received > 0)
        await _undo(backend)
        item = await ended(downloads)
        await backend.idle()
        assert downloads.row(item.key).reason == PAPER_REMOVED
        await backend.store.add([PAPER, OTHER])
        await backend.idle()
        [item] = downloads.items()
        assert (item.outcome, item.reason) == (ItemOutcome.CANCELLED, PAPER_BACK)
        assert item.deciding_attempt == item.attempts[0]
        assert (await backend.store.downloads()) == (item,)
        assert await downloads.removed_papers.stopped_and_missing() == frozenset()
        await backend.store.save_downloads([msgspec.structs.replace(item, reason=PAPER_REMOVED)], run=QUEUE)
    async with started() as backend:
        await backend.services.downloads.load()
        await backend.idle()
        assert backend.services.downloads.row(item.key).reason == PAPER_BACK
        await _trash(backend)
        await backend.idle()
        assert backend.services.downloads.row(item.key).reason == PAPER_REMOVED
        world.release()
        backend.services.downloads.retry([item.key])
        assert (await ended(backend.services.downloads)).outcome is ItemOutcome.SAVED


async def test_a_download_of_a_paper_that_was_never_in_the_library_goes_on(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(GOOD, hang=200_000))
    async with started() as backend:
        downloads = backend.services.downloads
        await backend.store.add([OTHER])
        downloads.enqueue([PAPER])
        await until(downloads, lambda items: items[0].received > 0)
        await backend.store.undo()
        assert downloads.items()[0].state is DownloadState.RUNNING
        world.release()
        assert (await ended(downloads)).outcome is ItemOutcome.SAVED
        assert not await _is_removed(backend)


async def test_a_download_that_is_tried_again_later_is_not(world: FakeWeb, started: Started) -> None:
    one_paper(world, Reply(503))
    async with started() as backend:
        downloads = backend.services.downloads
        await backend.store.add([PAPER])
        downloads.enqueue([PAPER])
        [item] = await until(downloads, all_done)
        assert item.again is not None
        await backend.idle()
        await _trash(backend)
        await backend.idle()
        [item] = downloads.items()
        assert (item.outcome, item.reason, item.again) == (ItemOutcome.CANCELLED, PAPER_REMOVED, None)


@REMOVALS
async def test_a_waiting_download_of_an_earlier_start_stops(
    world: FakeWeb, started: Started, remove: Callable[[Any], Awaitable[None]]
) -> None:
    one_paper(world, pdf(GOOD))
    async with started(OFFLINE="1") as backend:
        await backend.store.add([PAPER])
        backend.services.downloads.enqueue([PAPER])
        await backend.idle()
    async with started(OFFLINE="1") as backend:
        downloads = backend.services.downloads
        await downloads.load()
        await backend.idle()
        await remove(backend)
        item = await ended(downloads)
        assert (item.outcome, item.reason) == (ItemOutcome.CANCELLED, PAPER_REMOVED)


def _remove_while_placing(
    backend: Composition,
    remove: Callable[[Any], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_placed: bool = False,
) -> None:
    """Remove the paper while its file is complete, but the library does not have it yet; with *is_placed*, when the
    library has it, but the queue does not know of that yet."""
    attach = type(backend.store).attach

    async def attach_and_remove(store: LibraryStore, *args: Any, **options: Any) -> Any:
        if not is_placed:
            await remove(backend)
        changes = await attach(store, *args, **options)
        if is_placed:
            await remove(backend)
        return changes

    monkeypatch.setattr(type(backend.store), "attach", attach_and_remove)


@REMOVALS
async def test_a_pdf_that_is_being_placed_does_not_bring_its_paper_back(
    world: FakeWeb,
    started: Started,
    remove: Callable[[Any], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one_paper(world, pdf(GOOD))
    async with started() as backend:
        await backend.store.add([PAPER])
        _remove_while_placing(backend, remove, monkeypatch)
        backend.services.downloads.enqueue([PAPER])
        item = await ended(backend.services.downloads)
        await backend.idle()
        assert (item.outcome, item.reason) == (ItemOutcome.CANCELLED, PAPER_REMOVED)
        assert await _is_removed(backend)
        assert not list(backend.store.data_dir.glob("papers/**/*.pdf"))
        assert not list(parts_folder(backend.store.data_dir).glob("*.part"))


@REMOVALS
async def test_the_pdf_of_another_paper_is_not_lost(
    world: FakeWeb,
    started: Started,
    remove: Callable[[Any], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another paper has the same file in its folder, and a third one is downloaded at the same time."""
    one_paper(world, pdf(GOOD))
    title = "The third chapter on engines and the patterns they weave"
    third = Paper(title=title, ids=Ids(doi="10.5555/third"))
    world.add_paper(title, doi="10.5555/third", copies=["https://other.org/3.pdf"])
    world.web["other.org/3.pdf"] = pdf(draw_paper(title, ["Ada Lovelace"]))
    async with started() as backend:
        same = backend.store.data_dir / "same.pdf"
        same.parent.mkdir(parents=True, exist_ok=True)
        same.write_bytes(GOOD)
        await backend.store.attach(OTHER, same, name="same.pdf", sha256="0" * 64)
        await backend.store.add([third])
        await backend.store.add([PAPER])
        _remove_while_placing(backend, remove, monkeypatch)
        backend.services.downloads.enqueue([PAPER])
        await ended(backend.services.downloads)
        monkeypatch.undo()
        backend.services.downloads.enqueue([third])
        await until(backend.services.downloads, all_done)
        await backend.idle()
        for paper in (OTHER, third):
            kept = await backend.store.find(paper.id)
            assert kept is not None
            assert kept.pdf is not None
            assert await asyncio.to_thread(Path(kept.pdf).is_file)


@REMOVALS
async def test_a_paper_that_is_removed_just_after_its_pdf_was_placed_is_removed_with_it(
    world: FakeWeb, started: Started, remove: Callable[[Any], Awaitable[None]]
) -> None:
    one_paper(world, pdf(GOOD))
    async with started() as backend:
        downloads = backend.services.downloads
        await backend.store.add([PAPER])
        placed = asyncio.Event()
        backend.store.changed.connect(lambda changes: placed.set() if changes.files else None)
        downloads.enqueue([PAPER], batch="My list")  # one PDF would be an undo entry of its own
        await placed.wait()
        await remove(backend)
        await ended(downloads)
        await backend.idle()
        assert await _is_removed(backend)


@REMOVALS
async def test_a_pdf_whose_paper_is_removed_before_the_queue_knows_of_it_is_not_called_saved(
    world: FakeWeb,
    started: Started,
    remove: Callable[[Any], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one_paper(world, pdf(GOOD))
    async with started() as backend:
        await backend.store.add([PAPER])
        _remove_while_placing(backend, remove, monkeypatch, is_placed=True)
        backend.services.downloads.enqueue([PAPER], batch="My list")  # one PDF would be an undo entry of its own
        item = await ended(backend.services.downloads)
        await backend.idle()
        assert (item.outcome, item.reason, item.path) == (ItemOutcome.CANCELLED, PAPER_REMOVED, None)
        assert item.is_retryable
        assert await _is_removed(backend)
        monkeypatch.undo()
        backend.services.downloads.retry([item.key])
        item = await ended(backend.services.downloads)
        assert item.outcome is ItemOutcome.SAVED


@pytest.mark.parametrize("is_removed", [True, False])
async def test_a_file_of_a_record_that_is_removed_at_once_is_not_called_saved(
    world: FakeWeb, started: Started, monkeypatch: pytest.MonkeyPatch, is_removed: bool
) -> None:
    add(world, "500", {"a.csv": b"a,b\n1,2\n"})

    async def trash(backend: Composition) -> None:
        kept = await backend.store.find("zenodo:500")
        assert kept is not None
        await backend.store.entries.trash([kept.key], True)

    async with started() as backend:
        if is_removed:
            _remove_while_placing(backend, trash, monkeypatch, is_placed=True)
        backend.services.downloads.enqueue_record("500")
        item = await ended(backend.services.downloads)
        if is_removed:
            assert (item.outcome, item.reason) == (ItemOutcome.CANCELLED, PAPER_REMOVED)
        else:
            assert item.outcome is ItemOutcome.SAVED
