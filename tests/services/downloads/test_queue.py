"""The queue of the window: rows that outlive the program, workers that do not."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.pdf.inspect import PdfReader
from scholar_desktop.services.downloads.downloads import Downloads
from scholar_desktop.services.downloads.report import make_report
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.services.web.part_files import LockedPartFile
from tests.support.drawn_pdfs import draw_paper, draw_pdf
from tests.support.fake_web import FakeWeb, Reply, page, pdf

if TYPE_CHECKING:
    from tests.support.fake_web_fixtures import Started

TITLE = "On the engine that weaves algebraic patterns"
GOOD = draw_paper(TITLE, ["Ada Lovelace"], filler=400_000)
DOI = "10.5555/engine"
URL = "https://repo.org/x.pdf"
PAPER = Paper(title=TITLE, ids=Ids(doi=DOI), authors=(Author("Ada Lovelace"),))


async def until(downloads: Downloads, is_so: Callable[[tuple[DownloadItem, ...]], bool]) -> tuple[DownloadItem, ...]:
    """Wait for the rows to be so."""
    seen = asyncio.Event()
    listener = lambda _change: seen.set()  # noqa: E731
    downloads.changed.connect(listener)
    downloads.removed.connect(listener)
    try:
        while not is_so(downloads.items()):
            seen.clear()
            await seen.wait()
    finally:
        downloads.changed.disconnect(listener)
        downloads.removed.disconnect(listener)
    return downloads.items()


def all_done(items: tuple[DownloadItem, ...]) -> bool:
    return bool(items) and all(item.state is DownloadState.DONE for item in items)


async def ended(downloads: Downloads) -> DownloadItem:
    [item] = await until(downloads, all_done)
    return item


def one_paper(world: FakeWeb, reply: Reply) -> None:
    world.add_paper(TITLE, doi=DOI, copies=[URL])
    world.web["repo.org/x.pdf"] = reply


async def test_a_paper_comes_into_the_library_and_the_row_shows_how(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(GOOD))
    shown: list[DownloadItem] = []
    async with started() as backend:
        downloads = backend.services.downloads
        downloads.changed.connect(shown.append)
        [key] = downloads.enqueue([PAPER])
        assert downloads.active == 1
        item = await ended(downloads)
        await backend.idle()
        assert downloads.active == 0
    assert (item.key, item.outcome, item.current) == (key, ItemOutcome.SAVED, None)
    assert [one.state for one in shown[:1]] == [DownloadState.WAITING]
    running = [one for one in shown if one.state is DownloadState.RUNNING]
    assert any(one.copies and one.current == 0 for one in running)
    assert max(one.received for one in shown) == len(GOOD)
    assert any(one.size == len(GOOD) for one in running)


async def test_no_more_than_the_set_number_run_at_once(world: FakeWeb, started: Started) -> None:
    papers = []
    for number in range(5):
        title = f"The {number}th chapter on engines and the patterns they weave"
        world.add_paper(title, doi=f"10.5555/{number}", copies=[f"https://repo{number}.org/x.pdf"])
        world.web[f"repo{number}.org/x.pdf"] = pdf(draw_paper(title, ["Ada Lovelace"]))
        papers.append(Paper(title=title, ids=Ids(doi=f"10.5555/{number}")))
    most = 0
    async with started(DOWNLOADS="2") as backend:
        downloads = backend.services.downloads

        def count(_item: DownloadItem) -> None:
            nonlocal most
            coming = [item for item in downloads.items() if item.state is DownloadState.RUNNING and item.received]
            most = max(most, sum(item.received != item.size for item in coming))

        downloads.changed.connect(count)
        downloads.enqueue(papers)
        items = await until(downloads, all_done)
    assert [item.outcome for item in items] == [ItemOutcome.SAVED] * 5
    assert most <= 2


async def test_asking_twice_for_a_paper_makes_one_row(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(GOOD))
    async with started() as backend:
        downloads = backend.services.downloads
        first = downloads.enqueue([PAPER])
        again = downloads.enqueue([PAPER, Paper(title="", ids=Ids(doi=DOI, s2="1".rjust(40, "0")))])
        await ended(downloads)
    assert {*first, *again} == set(first)
    assert world.web_requests() == ["repo.org/x.pdf"]


async def test_a_row_that_failed_is_tried_again(world: FakeWeb, started: Started) -> None:
    one_paper(world, Reply(404))
    async with started() as backend:
        downloads = backend.services.downloads
        [key] = downloads.enqueue([PAPER])
        assert (await ended(downloads)).outcome is ItemOutcome.UNAVAILABLE
        world.web["repo.org/x.pdf"] = pdf(GOOD)
        downloads.retry([key])
        item = await ended(downloads)
    assert (item.key, item.outcome) == (key, ItemOutcome.SAVED)
    assert [attempt.outcome.value for attempt in item.attempts] == ["saved"]


async def test_cancelling_stops_a_download_and_removes_what_came(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(GOOD, hang=100_000))
    async with started() as backend:
        downloads = backend.services.downloads
        [key] = downloads.enqueue([PAPER])
        await until(downloads, lambda items: items[0].received > 0)
        downloads.cancel([key])
        item = await ended(downloads)
        world.release()
        await backend.idle()
        assert not list((backend.settings.data_dir / "downloads").iterdir())
    assert item.outcome is ItemOutcome.CANCELLED
    assert [(attempt.url, attempt.outcome.value) for attempt in item.attempts] == [(URL, "cancelled")]


@pytest.mark.parametrize("starts_again", [False, True])
async def test_cancelling_a_paused_row_removes_what_came(world: FakeWeb, started: Started, starts_again: bool) -> None:
    one_paper(world, pdf(GOOD, hang=100_000))
    async with contextlib.AsyncExitStack() as stack:
        backend = await stack.enter_async_context(started())
        [key] = backend.services.downloads.enqueue([PAPER])
        await until(backend.services.downloads, lambda items: items[0].received > 0)
        backend.services.downloads.pause([key])
        await until(backend.services.downloads, lambda items: items[0].state is DownloadState.PAUSED)
        await backend.idle()
        assert list((backend.settings.data_dir / "downloads").glob("*.part"))
        if starts_again:
            await stack.aclose()
            backend = await stack.enter_async_context(started())
            await backend.services.downloads.load()
        backend.services.downloads.cancel([key])
        await backend.idle()
        assert backend.services.downloads.items()[0].outcome is ItemOutcome.CANCELLED
        assert not list((backend.settings.data_dir / "downloads").iterdir())


async def test_cancelling_removes_what_came_from_a_link_on_the_paper_s_page(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, pages=["https://journal.org/paper"])
    head = f'<meta name="citation_title" content="{TITLE}"><meta name="citation_pdf_url" content="{URL}">'
    world.web |= {"journal.org/paper": page(f"<head>{head}</head>"), "repo.org/x.pdf": pdf(GOOD, hang=100_000)}
    async with started() as backend:
        downloads = backend.services.downloads
        [key] = downloads.enqueue([PAPER])
        await until(downloads, lambda items: items[0].received > 0)
        assert list((backend.settings.data_dir / "downloads").glob("*.part"))
        downloads.cancel([key])
        await ended(downloads)
        world.release()
        await backend.idle()
        assert not list((backend.settings.data_dir / "downloads").iterdir())


async def test_cancelling_a_row_whose_file_is_being_checked_leaves_the_other_row_its_address(
    world: FakeWeb, started: Started
) -> None:
    one_paper(world, pdf(GOOD))
    world.add_paper("Another engine altogether, with other wheels", doi="10.5555/b", copies=[URL])
    other = Paper(title="Another engine altogether, with other wheels", ids=Ids(doi="10.5555/b"))
    reader_is_free = threading.Event()
    async with started() as backend:
        downloads, folder = backend.services.downloads, backend.settings.data_dir / "downloads"
        backend.pdf_thread.submit(reader_is_free.wait)
        downloads.enqueue([PAPER, other])
        while backend.pdf_thread._work_queue.empty():  # noqa: ASYNC110  (the file waits for the reader)
            await asyncio.sleep(0.002)
        [first] = [item for item in downloads.items() if item.received]
        downloads.cancel([first.key])
        while list(folder.glob("*.part")) and len(world.web_requests()) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        reader_is_free.set()
        items = await until(downloads, all_done)
    outcomes = {item.key == first.key: item.outcome for item in items}
    assert outcomes[True] is ItemOutcome.CANCELLED
    assert outcomes[False] in (ItemOutcome.SAVED, ItemOutcome.NEEDS_PERSON)


async def test_cancelling_leaves_alone_what_another_program_gets_from_the_same_address(
    world: FakeWeb, started: Started
) -> None:
    one_paper(world, pdf(GOOD, hang=100_000))
    async with started() as backend:
        downloads = backend.services.downloads
        other = LockedPartFile(backend.settings.data_dir, URL)
        other.path.write_bytes(b"%PDF-1.7")
        [key] = downloads.enqueue([PAPER])
        await until(downloads, lambda items: items[0].received > 0)
        downloads.cancel([key])
        await ended(downloads)
        world.release()
        await backend.idle()
        left = {path.name for path in (backend.settings.data_dir / "downloads").iterdir()}
        assert left == {other.path.name, f"{other.path.name}.lock"}
        assert other.path.read_bytes() == b"%PDF-1.7"
        other.release()


async def test_cancelling_a_row_that_waits_asks_nothing(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(GOOD))
    async with started(OFFLINE="1") as backend:
        downloads = backend.services.downloads
        downloads.cancel(downloads.enqueue([PAPER]))
        assert downloads.items()[0].outcome is ItemOutcome.CANCELLED
        await backend.idle()
    assert world.requests == []


async def test_offline_the_rows_wait_and_go_on_when_it_ends(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(GOOD))
    async with started(OFFLINE="1") as backend:
        downloads = backend.services.downloads
        downloads.enqueue([PAPER])
        await backend.idle()
        assert [item.state for item in downloads.items()] == [DownloadState.WAITING]
        backend.client.set_offline(False)
        downloads.go_on()
        assert (await ended(downloads)).outcome is ItemOutcome.SAVED


async def test_closing_in_the_middle_keeps_the_row_and_the_next_start_resumes_the_file(
    world: FakeWeb, started: Started
) -> None:
    one_paper(world, pdf(GOOD, hang=200_000, ranges=True))
    async with started() as backend:
        downloads = backend.services.downloads
        [key] = downloads.enqueue([PAPER])
        await until(downloads, lambda items: items[0].received > 0)
        await backend.services.scope.aclose()
    world.web["repo.org/x.pdf"] = pdf(GOOD, ranges=True)
    world.requests.clear()
    async with started() as backend:
        downloads = backend.services.downloads
        await downloads.load()
        item = await ended(downloads)
    assert (item.key, item.outcome) == (key, ItemOutcome.SAVED)
    [request] = [request for request in world.requests if request.host == "repo.org"]
    assert request.headers["if-range"] == '"1"'
    assert request.headers["range"].startswith("bytes=")
    assert item.attempts[0].sha256 == hashlib.sha256(GOOD).hexdigest()


async def test_the_time_in_which_the_program_was_closed_does_not_count_for_a_download(
    world: FakeWeb, started: Started
) -> None:
    one_paper(world, pdf(GOOD, hang=200_000, ranges=True))
    clock = [datetime(2026, 11, 22, 12, tzinfo=UTC)]

    def now() -> datetime:
        return clock[0]

    async with started() as backend:
        downloads = backend.services.downloads
        backend.queue_workers._now = downloads._now = now
        [key] = downloads.enqueue([PAPER])
        await until(downloads, lambda items: items[0].received > 0)
        clock[0] += timedelta(seconds=20)
    world.web["repo.org/x.pdf"] = pdf(GOOD, hang=300_000, ranges=True)
    clock[0] += timedelta(hours=3)
    async with started() as backend:
        downloads = backend.services.downloads
        backend.queue_workers._now = downloads._now = now
        await downloads.load()
        await until(downloads, lambda items: items[0].received > 200_000)
        clock[0] += timedelta(seconds=10)
        downloads.pause([key])
        await until(downloads, lambda items: items[0].state is DownloadState.PAUSED)
        clock[0] += timedelta(hours=1)
        world.web["repo.org/x.pdf"] = pdf(GOOD, ranges=True)
        downloads.resume([key])
        item = await ended(downloads)
        assert item.outcome is ItemOutcome.SAVED
        report = make_report(downloads.items())
    assert report.took_s == 30
    assert report.finished == "2026-11-22T16:00:30Z"


async def test_rows_that_ended_are_shown_again_after_a_start_and_ask_nothing(world: FakeWeb, started: Started) -> None:
    one_paper(world, Reply(404))
    async with started() as backend:
        backend.services.downloads.enqueue([PAPER])
        first = await ended(backend.services.downloads)
        await backend.idle()
    world.requests.clear()
    async with started() as backend:
        await backend.services.downloads.load()
        await backend.idle()
        [item] = backend.services.downloads.items()
    assert (item.key, item.outcome, item.attempts) == (first.key, ItemOutcome.UNAVAILABLE, first.attempts)
    assert world.requests == []


async def test_forgetting_a_row_removes_its_doubtful_file(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(draw_paper("Llamas of the high Andes and their wool")))
    removed: list[str] = []
    async with started() as backend:
        downloads = backend.services.downloads
        downloads.removed.connect(removed.append)
        [key] = downloads.enqueue([PAPER])
        item = await ended(downloads)
        downloads.forget([key])
        await backend.idle()
        assert await backend.store.downloads() == ()
        assert downloads.items() == ()
    assert removed == [key]
    assert item.quarantined is not None
    assert not exists(item.quarantined)


async def test_a_person_keeps_a_doubtful_file(world: FakeWeb, started: Started) -> None:
    doubtful = draw_pdf(["Erratum", TITLE, "Ada Lovelace"])
    one_paper(world, pdf(doubtful))
    async with started() as backend:
        downloads = backend.services.downloads
        [key] = downloads.enqueue([PAPER])
        await ended(downloads)
        await downloads.keep(key)
        item = await ended(downloads)
        kept = await backend.store.find(DOI)
        with pytest.raises(UsageError):
            await downloads.keep(key)
    assert (item.outcome, item.quarantined) == (ItemOutcome.SAVED, None)
    assert kept is not None
    assert kept.pdf == item.path
    assert kept.files[0].license == "cc-by"


async def test_a_person_rejects_the_doubtful_files_one_by_one(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://a.org/x", "https://b.org/x", "https://c.org/x"])
    world.web |= {
        "a.org/x": pdf(draw_paper("Llamas of the high Andes and their wool")),
        "b.org/x": pdf(draw_pdf(["Supplementary material", TITLE])),
        "c.org/x": Reply(404),
    }
    async with started() as backend:
        downloads = backend.services.downloads
        [key] = downloads.enqueue([PAPER])
        first = await ended(downloads)
        await downloads.reject(key)
        second = await ended(downloads)
        await downloads.reject(key)
        last = await ended(downloads)
        assert not list((backend.settings.data_dir / "quarantine").glob("*.pdf"))
    assert first.outcome is second.outcome is ItemOutcome.NEEDS_PERSON
    assert first.quarantined != second.quarantined
    assert second.quarantined is not None
    assert (last.outcome, last.quarantined) == (ItemOutcome.UNAVAILABLE, None)
    assert last.reason.startswith("You rejected")


async def test_a_doubtful_file_is_kept_aside_when_a_better_copy_follows(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://a.org/x", "https://b.org/x"])
    world.web |= {"a.org/x": pdf(draw_paper("Llamas of the high Andes and their wool")), "b.org/x": pdf(GOOD)}
    async with started() as backend:
        backend.services.downloads.enqueue([PAPER])
        item = await ended(backend.services.downloads)
        assert len(list((backend.settings.data_dir / "quarantine").glob("*.pdf"))) == 1
    assert (item.outcome, item.quarantined) == (ItemOutcome.SAVED, None)


async def test_an_address_is_not_asked_again_for_the_next_paper_of_the_queue(world: FakeWeb, started: Started) -> None:
    one_paper(world, page("<title>Not here</title>", 404))
    world.add_paper("Another engine altogether, with other wheels", doi="10.5555/b", copies=[URL])
    other = Paper(title="Another engine altogether, with other wheels", ids=Ids(doi="10.5555/b"))
    async with started() as backend:
        backend.services.downloads.enqueue([PAPER, other])
        items = await until(backend.services.downloads, all_done)
    assert [item.outcome for item in items] == [ItemOutcome.UNAVAILABLE] * 2
    assert world.web_requests() == ["repo.org/x.pdf"]


async def test_a_fault_of_ours_ends_the_row_and_is_reported(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(GOOD))
    faults: list[BaseException] = []
    async with started() as backend:
        backend.pdf = PdfReader((sys.executable, "-c", "raise SystemExit(3)"))
        backend.queue_scope = TaskScope(lambda _name, error: faults.append(error))
        idle = asyncio.Event()
        backend.queue_scope.became_idle.connect(lambda _: idle.set())
        backend.services.downloads.enqueue([PAPER])
        item = await ended(backend.services.downloads)
        await idle.wait()
    assert item.outcome is ItemOutcome.TEMPORARY
    assert [str(fault) for fault in faults] == ["the PDF reader cannot be started (exit code 3)"]


def exists(path: str) -> bool:
    return Path(path).exists()
