"""The queue under a person's hand, and in bad weather: pause, order, lists, lost networks, tired hosts."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Facts, Ids, Paper
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.net.call_log import Call
from scholar_desktop.services.downloads.progress import NetworkMonitor
from scholar_desktop.services.open_access.get_pdf import requeued_item
from tests.services.downloads.test_queue import DOI, GOOD, PAPER, all_done, ended, one_paper, until
from tests.services.zenodo.test_record_files import add, place
from tests.support.drawn_pdfs import draw_paper
from tests.support.fake_web import FakeWeb, Reply, pdf

if TYPE_CHECKING:
    from tests.support.fake_web_fixtures import Started


def many(world: FakeWeb, count: int, host: str = "repo.org") -> list[str]:
    """Papers with an open copy each, all at one host; their DOIs."""
    for number in range(count):
        title = f"The {number}th chapter on engines and the patterns they weave"
        world.add_paper(title, doi=f"10.5555/{number}", copies=[f"https://{host}/{number}.pdf"])
        world.web[f"{host}/{number}.pdf"] = pdf(draw_paper(title, ["Ada Lovelace"]))
    return [f"10.5555/{number}" for number in range(count)]


async def test_a_paused_download_keeps_what_came_and_goes_on_by_range(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(GOOD, hang=200_000, ranges=True))
    async with started() as backend:
        downloads = backend.services.downloads
        [key] = downloads.enqueue([PAPER])
        await until(downloads, lambda items: items[0].received > 0)
        downloads.pause([key])
        await until(downloads, lambda items: items[0].state is DownloadState.PAUSED)
        await backend.idle()
        assert (await backend.store.downloads())[0].state is DownloadState.PAUSED
        world.web["repo.org/x.pdf"] = pdf(GOOD, ranges=True)
        world.requests.clear()
        downloads.go_on()
        assert downloads.items()[0].state is DownloadState.PAUSED
        downloads.resume([key])
        item = await ended(downloads)
    assert item.outcome is ItemOutcome.SAVED
    [request] = [request for request in world.requests if request.host == "repo.org"]
    assert request.headers["range"].startswith("bytes=")


async def test_the_time_left_is_not_counted_from_a_start_without_downloads(started: Started) -> None:
    async with started() as backend:
        backend.services.downloads.go_on()
        assert backend.services.downloads._workers.pace._is_over, "the first download begins the estimate"


@pytest.mark.parametrize("press", ["cancel", "pause"])
async def test_a_row_is_stopped_also_while_it_is_being_sent_back_to_wait(
    world: FakeWeb, started: Started, press: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_paper(world, pdf(GOOD, cut=100_000))
    async with started() as backend:
        downloads = backend.services.downloads

        def stop(item: DownloadItem) -> None:
            if item.received and not backend.client.offline:
                assert downloads.progress().left_s == 30.0
                backend.client.set_offline(True)
            elif item.state is DownloadState.WAITING and backend.client.offline:
                assert downloads.progress().left_s is None
                downloads.changed.disconnect(stop)
                getattr(downloads, press)([item.key])

        monkeypatch.setattr(downloads._workers.pace, "left_s", lambda *_rows: 30.0)
        downloads.changed.connect(stop)
        downloads.enqueue([PAPER])
        await backend.idle()
        [item] = downloads.items()
        assert (await backend.store.downloads()) == (item,)
    assert (item.state, item.outcome) == {
        "cancel": (DownloadState.DONE, ItemOutcome.CANCELLED),
        "pause": (DownloadState.PAUSED, None),
    }[press]


async def test_rows_are_taken_up_in_the_order_a_person_gave_them_also_after_a_start(
    world: FakeWeb, started: Started
) -> None:
    dois = many(world, 3)
    async with started(OFFLINE="1") as backend:
        downloads = backend.services.downloads
        first, second, third = await downloads.enqueue_ids(dois)
        downloads.move([third], first)
        downloads.move([second], None)
        assert [item.key for item in downloads.items()] == [third, first, second]
        await backend.idle()
    async with started(DOWNLOADS="1", HOST_CONNECTIONS="1") as backend:
        downloads = backend.services.downloads
        await downloads.load()
        await until(downloads, all_done)
        assert [item.key for item in downloads.items()] == [third, first, second]
    assert world.asked("repo.org") == ["/2.pdf", "/0.pdf", "/1.pdf"]


async def test_the_progress_of_an_interrupted_run_is_known_as_soon_as_its_items(
    world: FakeWeb, started: Started
) -> None:
    dois = many(world, 2)
    world.web["repo.org/1.pdf"] = pdf(GOOD, hang=300_000, ranges=True)
    async with started(DOWNLOADS="1") as backend:
        downloads = backend.services.downloads
        await downloads.enqueue_ids(dois, batch="A list")
        await until(downloads, lambda items: items[0].state is DownloadState.DONE and items[1].received > 0)
    told: list[tuple[int, int]] = []
    async with started(OFFLINE="1") as backend:
        downloads = backend.services.downloads
        downloads.moved.connect(lambda _event: told.append((downloads.progress().done, downloads.progress().run)))
        await downloads.load()
        assert told[0] == (1, 2)


async def test_a_list_costs_one_question_for_all_and_one_for_each_paper(world: FakeWeb, started: Started) -> None:
    dois = many(world, 12)
    async with started() as backend:
        downloads = backend.services.downloads
        keys = await downloads.enqueue_ids([*dois, dois[0], "no identifier at all"], batch="My list")
        items = await until(downloads, all_done)
        assert len(items) == 13
        assert keys[12] == keys[0]
    assert [item.outcome for item in items] == [*[ItemOutcome.SAVED] * 12, ItemOutcome.NOT_FOUND]
    assert {item.batch for item in items} == {"My list"}
    asked = world.service_requests()
    assert len([line for line in asked if line.startswith("POST")]) == 1
    assert len(asked) == 1 + 12


async def test_a_host_that_fails_five_times_rests_and_the_row_says_until_when(world: FakeWeb, started: Started) -> None:
    dois = many(world, 7)
    for number in range(7):
        world.web[f"repo.org/{number}.pdf"] = Reply(503)
    async with started(HOST_CONNECTIONS="1") as backend:
        downloads = backend.services.downloads
        keys = await downloads.enqueue_ids(dois)
        items = await until(downloads, all_done)
        assert {item.outcome for item in items} == {ItemOutcome.TEMPORARY}
        asked = len(world.asked("repo.org"))
        assert 5 * 4 <= asked < 7 * 4
        resting = [item for item in items if "Downloads from repo.org are paused until" in item.reason]
        assert resting
        assert all(item.reason.endswith("after 5 failures.") for item in resting)
        assert resting[0].again == resting[0].attempts[0].until
        for number in range(7):
            world.web[f"repo.org/{number}.pdf"] = pdf(GOOD)
        downloads.retry(keys)  # a person does not wait for the end of the rest
        await until(downloads, all_done)
        assert len(world.asked("repo.org")) > asked


async def test_what_passes_is_tried_again_by_itself_and_final_answers_are_not(world: FakeWeb, started: Started) -> None:
    world.add_paper("", doi=DOI, copies=["https://gone.org/x.pdf", "https://busy.org/x.pdf"])
    world.s2[f"doi:{DOI}"]["title"] = world.unpaywall[DOI]["title"] = PAPER.title
    world.web |= {"gone.org/x.pdf": Reply(404), "busy.org/x.pdf": Reply(500)}
    shift = timedelta()
    async with started() as backend:
        downloads = backend.services.downloads
        downloads._workers._now = lambda: datetime.now(UTC) + shift
        downloads.enqueue([PAPER])
        item = await ended(downloads)
        assert item.outcome is ItemOutcome.TEMPORARY
        assert item.again is not None
        world.web["busy.org/x.pdf"] = pdf(GOOD)
        shift = timedelta(minutes=6)
        downloads._workers.set_alarm()
        await until(downloads, lambda items: items[0].outcome is ItemOutcome.SAVED)
        [item] = downloads.items()
    assert (item.again, item.tries) == (None, 1)
    assert world.asked("gone.org") == ["/x.pdf"]
    assert [attempt.outcome.value for attempt in item.attempts] == ["unavailable", "saved"]


async def test_a_person_who_tries_again_asks_unpaywall_again_for_copies(world: FakeWeb, started: Started) -> None:
    world.add_paper("", doi=DOI, copies=[])
    world.s2[f"doi:{DOI}"]["title"] = world.unpaywall[DOI]["title"] = PAPER.title
    async with started() as backend:
        downloads = backend.services.downloads
        [key] = downloads.enqueue([PAPER])
        item = await ended(downloads)
        assert item.outcome is ItemOutcome.CLOSED
        world.add_paper("", doi=DOI, copies=["https://repo.org/x.pdf"])
        world.web["repo.org/x.pdf"] = pdf(GOOD)
        world.requests.clear()
        downloads.retry([key])
        item = await ended(downloads)
        assert world.service_requests() == [f"GET /v2/{DOI}"], "Semantic Scholar is not asked"
    assert item.outcome is ItemOutcome.SAVED


async def test_an_automatic_retry_begins_with_the_copies_that_were_not_reached_and_counts_every_request(
    world: FakeWeb, started: Started
) -> None:
    world.add_paper("", doi=DOI, copies=["https://slow.org/x.pdf", "https://repo.org/x.pdf"])
    world.s2[f"doi:{DOI}"]["title"] = world.unpaywall[DOI]["title"] = PAPER.title
    world.web |= {"slow.org/x.pdf": Reply(500), "repo.org/x.pdf": Reply(503, headers={"Retry-After": "300"})}
    shift = timedelta()
    async with started() as backend:
        downloads = backend.services.downloads
        downloads._workers._now = lambda: datetime.now(UTC) + shift
        resting = world.add_paper("Another", doi="10.5555/other", copies=["https://repo.org/y.pdf"])
        world.web["repo.org/y.pdf"] = world.web["repo.org/x.pdf"]
        await downloads.enqueue_ids([resting])
        await until(downloads, all_done)  # repo.org has asked for a pause
        [key] = downloads.enqueue([PAPER])
        item = (await until(downloads, all_done))[1]
        assert [one.outcome for one in item.attempts] == ["unreachable", "rate_limited"]
        assert (item.requests, len(world.asked("slow.org")), world.asked("repo.org")) == (4, 4, ["/y.pdf"])
        world.web |= {"repo.org/x.pdf": pdf(GOOD), "repo.org/y.pdf": Reply(404)}
        backend.client._stack.files.throttle._host("repo.org").pause_until = 0.0  # type: ignore[union-attr]
        world.requests.clear()
        shift = timedelta(minutes=6)
        downloads._workers.set_alarm()
        await until(downloads, lambda _items: downloads.row(key).outcome is ItemOutcome.SAVED)
        assert world.asked("slow.org") == [], "the copy that failed comes after the one that was not reached"
        assert downloads.row(key).requests == 5


class Line:
    """The way to the world: a port that leads there while it is open."""

    def __init__(self, world: FakeWeb) -> None:
        self._world = world
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Lead there until the end of the block; connections that the client keeps alive remain."""
        server = await asyncio.start_server(self._lead, "127.0.0.1", self._port)
        try:
            yield
        finally:
            server.close()  # from Python 3.12 on, `wait_closed` waits for the kept connections, too

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far = await asyncio.open_connection("127.0.0.1", int(self._world.url.rpartition(":")[2]))

        async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                while piece := await source.read(65_536):
                    target.write(piece)
                    await target.drain()
            target.close()

        await asyncio.gather(pass_on(reader, far[1]), pass_on(far[0], writer))


async def test_a_lost_network_is_waited_for_and_nothing_ends_because_of_it(world: FakeWeb, started: Started) -> None:
    dois = many(world, 6)
    line = Line(world)
    urls = {f"{name}_URL": line.url for name in ("SEMANTIC_SCHOLAR", "UNPAYWALL", "ZENODO")}
    async with started(**urls, HOST_MAP=f"*={line.url}") as backend:
        downloads = backend.services.downloads
        lost = asyncio.Event()
        downloads.moved.connect(lambda _: lost.set())
        await downloads.enqueue_ids(dois)
        await lost.wait()
        await backend.idle()
        assert {item.state for item in downloads.items()} == {DownloadState.WAITING}
        assert downloads.progress().offline_until is not None
        async with line.open():
            downloads.look_now()
            items = await until(downloads, all_done)
            assert downloads.progress().offline_until is None
    assert {item.outcome for item in items} == {ItemOutcome.SAVED}


@pytest.mark.parametrize("at_once", [False, True], ids=["after all wait", "while others still end"])
async def test_downloads_that_wait_when_the_user_goes_offline_continue_when_the_user_goes_online(
    world: FakeWeb, started: Started, at_once: bool
) -> None:
    dois = many(world, 4)
    offline = 0
    async with started(HOST_CONNECTIONS="1", HOST_DELAY="0.3") as backend:
        downloads = backend.services.downloads

        def switch(item: DownloadItem) -> None:
            nonlocal offline
            if not offline and item.received:
                offline += 1
                backend.client.set_offline(True)
            elif (
                at_once and offline == 1 and item.state is DownloadState.WAITING and item.attempts == () and item.worked
            ):
                offline += 1
                backend.client.set_offline(False)
                asyncio.get_running_loop().call_soon(downloads.go_on)

        downloads.changed.connect(switch)
        await downloads.enqueue_ids(dois)
        if not at_once:
            await backend.idle()
            assert {item.state for item in downloads.items()} == {DownloadState.WAITING, DownloadState.DONE}
            assert {item.outcome for item in downloads.items()} == {ItemOutcome.SAVED, None}
            backend.client.set_offline(False)
            downloads.go_on()
        items = await until(downloads, all_done)
    assert {item.reason for item in items if item.outcome is not ItemOutcome.SAVED} == set()
    assert offline == 1 + at_once


def call(path: str, status: int | None) -> Call:
    return Call(time="", service="files", method="GET", path=path, status=status)


def test_one_silent_host_is_no_lost_network() -> None:
    watch = NetworkMonitor()
    for _ in range(6):
        watch.note(call("a.org/x", None))
    assert not watch.silent
    watch.note(call("b.org/x", None))
    assert watch.silent
    watch.note(call("c.org/x", 404))
    assert not watch.silent


async def test_a_record_is_one_row_with_its_files(world: FakeWeb, started: Started) -> None:
    contents = {"a.csv": b"a,b\n1,2\n", "notes.txt": b"words " * 2000}
    record = "500"
    add(world, record, contents)
    async with started() as backend:
        downloads = backend.services.downloads
        key = downloads.enqueue_record(record)
        assert downloads.enqueue_record(record) == key
        item = await ended(downloads)
        assert item.is_record
        assert item.outcome is ItemOutcome.SAVED
        assert {file.name: file.size for file in item.files} == {name: len(data) for name, data in contents.items()}
        assert item.received == item.size == sum(len(data) for data in contents.values())
        assert item.paper is not None
        assert item.paper.title == "Data set 500 of looms"
        kept = await backend.store.find(f"zenodo:{record}")
        assert kept is not None
        assert {file.name for file in kept.files} == set(contents)
        await backend.idle()
        [row] = await backend.store.downloads()
        assert row == item


async def test_of_a_record_the_files_that_failed_are_named_and_tried_again(world: FakeWeb, started: Started) -> None:
    record = "500"
    add(world, record, {"a.csv": b"a,b\n1,2\n", "b.csv": b"c,d\n"})
    good, world.web[place(record, "b.csv")] = world.web[place(record, "b.csv")], Reply(404)
    async with started() as backend:
        downloads = backend.services.downloads
        key = downloads.enqueue_record(record)
        item = await ended(downloads)
        assert item.outcome is ItemOutcome.UNAVAILABLE
        assert item.reason.startswith("1 of 2 files saved. b.csv:")
        world.web[place(record, "b.csv")] = good
        downloads.retry([key])
        item = await ended(downloads)
    assert item.outcome is ItemOutcome.SAVED


async def test_a_paper_among_many_is_found_by_any_of_its_identifiers(world: FakeWeb, started: Started) -> None:
    dois = many(world, 2)
    async with started(OFFLINE="1") as backend:
        downloads = backend.services.downloads
        [first, _] = await downloads.enqueue_ids(dois)
        assert downloads.enqueue([Paper(title="x", ids=Ids(doi=dois[0], arxiv="2001.00001"))]) == (first,)
        assert await downloads.enqueue_ids([f"https://doi.org/{dois[0].upper()}"]) == (first,)


async def test_a_list_for_one_host_alone_waits_for_the_network_too(world: FakeWeb, started: Started) -> None:
    papers = []
    for number in range(4):
        title = f"The {number}th chapter on engines and the patterns they weave"
        world.web[f"arxiv.org/pdf/2001.0000{number}"] = pdf(draw_paper(title, ["Ada Lovelace"]))
        papers.append(Paper(title=title, ids=Ids(arxiv=f"2001.0000{number}"), authors=PAPER.authors))
    line = Line(world)
    urls = {f"{name}_URL": line.url for name in ("SEMANTIC_SCHOLAR", "UNPAYWALL", "ZENODO")}
    async with started(**urls, HOST_MAP=f"*={line.url}") as backend:
        said = (Facts("s2", "2999-01-01T00:00:00Z", {}),)  # so that nothing but arXiv is asked
        downloads = backend.services.downloads
        lost = asyncio.Event()
        downloads.moved.connect(lambda _: lost.set())
        downloads.enqueue([msgspec.structs.replace(paper, facts=said) for paper in papers])
        await lost.wait()
        await backend.idle()
        assert {item.state for item in downloads.items()} == {DownloadState.WAITING}
        assert backend.calls.services() == ("files",)
        async with line.open():
            downloads.look_now()
            items = await until(downloads, all_done)
    assert {item.outcome for item in items} == {ItemOutcome.SAVED}


@pytest.mark.parametrize("stop", ["cancel", "pause"])
async def test_a_row_that_is_stopped_before_its_worker_has_begun_does_not_block_the_queue(
    world: FakeWeb, started: Started, stop: str
) -> None:
    one_paper(world, pdf(GOOD))
    async with started(DOWNLOADS="1") as backend:
        downloads = backend.services.downloads
        keys = downloads.enqueue([PAPER])
        getattr(downloads, stop)(keys)  # its worker has been started, and has not made its first step
        if stop == "cancel":
            assert (await ended(downloads)).outcome is ItemOutcome.CANCELLED
            downloads.enqueue([PAPER])
        else:
            await until(downloads, lambda items: items[0].state is DownloadState.PAUSED)
            downloads.resume(keys)
        await until(downloads, lambda items: items[0].outcome is ItemOutcome.SAVED)
        await backend.idle()


async def test_a_pause_that_a_host_asks_for_is_shown_and_told_to_the_estimate(world: FakeWeb, started: Started) -> None:
    one_paper(world, Reply(429, headers={"Retry-After": "34"}))
    seen: list[tuple[str, float]] = []
    async with started() as backend:
        downloads = backend.services.downloads
        pace = downloads._workers.pace

        def on_changed(item: DownloadItem) -> None:
            if str(item.reason).startswith("waiting until ") and not seen:
                seen.append((str(item.reason), max(pace._pauses.values()) - pace._clock()))
                downloads.cancel([item.key])

        downloads.changed.connect(on_changed)
        downloads.enqueue([PAPER])
        await backend.idle()
        assert not pace._pauses
    ((_reason, left),) = seen
    assert 30 < left <= 35.5


@pytest.mark.parametrize("moment", ["while it is placed", "when its attempt is noted"])
@pytest.mark.parametrize("press", ["pause", "cancel"])
async def test_a_pdf_that_is_being_placed_when_its_row_is_stopped_counts_as_saved(
    world: FakeWeb, started: Started, monkeypatch: pytest.MonkeyPatch, press: str, moment: str
) -> None:
    one_paper(world, pdf(GOOD))
    async with started() as backend:
        downloads = backend.services.downloads
        attach = LibraryStore.attach

        async def attach_and_stop(store: LibraryStore, *args: Any, **named: Any) -> Changes:
            if moment == "while it is placed":
                getattr(downloads, press)([downloads.items()[0].key])
            return await attach(store, *args, **named)

        def stop(item: DownloadItem) -> None:
            if item.attempts and item.state is DownloadState.RUNNING and moment == "when its attempt is noted":
                downloads.changed.disconnect(stop)
                getattr(downloads, press)([item.key])

        monkeypatch.setattr(LibraryStore, "attach", attach_and_stop)
        downloads.changed.connect(stop)
        downloads.enqueue([PAPER])
        await backend.idle()
        [item] = downloads.items()
        assert (await backend.store.downloads()) == (item,)
    assert (item.state, item.outcome) == (DownloadState.DONE, ItemOutcome.SAVED)
    assert item.path is not None
    assert item.reason == (
        "Saved from repo.org. Checked: the first pages have this paper's title and some of its authors."
    )
    assert len(item.attempts) == 1


async def test_a_row_is_stopped_when_its_pdf_could_not_be_placed(
    world: FakeWeb, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_paper(world, pdf(GOOD))
    async with started() as backend:
        downloads = backend.services.downloads

        async def attach(_store: LibraryStore, *_args: Any, **_named: Any) -> Changes:
            downloads.pause([downloads.items()[0].key])
            await asyncio.sleep(0)
            raise DiskError("No space is left.")

        with monkeypatch.context() as full:
            full.setattr(LibraryStore, "attach", attach)
            downloads.enqueue([PAPER])
            await backend.idle()
        [item] = downloads.items()
        assert (item.state, item.outcome) == (DownloadState.PAUSED, None)
        downloads.resume([item.key])
        assert (await ended(downloads)).outcome is ItemOutcome.SAVED


@pytest.mark.parametrize("press", ["start", "resume"])
async def test_a_paused_row_that_has_saved_its_pdf_ends_with_what_is_known_of_it(
    world: FakeWeb, started: Started, press: str
) -> None:
    """As older versions left it, when they were paused while the PDF was placed."""
    one_paper(world, pdf(GOOD))
    async with started() as backend:
        downloads = backend.services.downloads
        downloads.enqueue([PAPER])
        item = await ended(downloads)
        await backend.idle()
        left = msgspec.structs.replace(
            requeued_item(item), attempts=(), path=None, ended="", state=DownloadState.PAUSED
        )
        if press == "resume":
            downloads._board.keep([left])
            downloads.resume([left.key])
        else:
            await backend.store.save_downloads([left], run="")
        await backend.idle()
        resumed = downloads.items()
    async with started() as backend:
        await backend.services.downloads.load()
        await backend.idle()
        assert press == "start" or backend.services.downloads.items() == resumed
        [found] = backend.services.downloads.items()
        assert (await backend.store.downloads()) == (found,)
    assert (found.outcome, found.path, found.reason) == (ItemOutcome.SAVED, item.path, "Saved from repo.org.")
    assert [(one.url, one.sha256) for one in found.attempts] == [(one.url, one.sha256) for one in item.attempts]
    assert world.asked("repo.org") == ["/x.pdf"]
