"""The download queue: what a person asked for, on its way into the library, whatever happens to the program."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from scholar_desktop.domain.asking import COMMAND_WAIT_S, Ask, Priority
from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.arrivals import Arrivals
from scholar_desktop.services.asked_addresses import AskedAddresses
from scholar_desktop.services.climbing import Climbing
from scholar_desktop.services.copy_fetcher import CopyFetcher
from scholar_desktop.services.doubtful import Doubtful
from scholar_desktop.services.get_run import GetRun, OnReports
from scholar_desktop.services.getting import Getting, ended_as, stopped, waiting_again
from scholar_desktop.services.ladder import Ladder
from scholar_desktop.services.part_files import folder_of, part_of, sweep_parts
from scholar_desktop.services.quarantine import Quarantine

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.net.client import Client
    from scholar_desktop.pdf.inspect import PdfReader
    from scholar_desktop.services.open_access import OpenAccessFinder
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.settings import Settings

log = logging.getLogger(__name__)
T = TypeVar("T")

QUEUE = ""
"""The run under which the rows of this queue are kept; those of commands have names of their own."""
RATE_S = 1.0
"""Over so long a rate is measured; none is shown before."""


class Downloads:
    """Gets papers, at most `settings.downloads` at once. Each is a row that outlives the program; a task is only its
    worker. `changed` has each new state of a row, progress at most ten times a second; `removed` the key of a row that
    left the queue.

    Args:
        scope: owns the workers; when it closes, what they were doing waits for the next start.
    """

    def __init__(
        self,
        finder: OpenAccessFinder,
        client: Client,
        library: LibraryStore,
        pdf: PdfReader,
        settings: Settings,
        scope: TaskScope,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.changed: Event[DownloadItem] = Event("downloads.changed")
        self.removed: Event[str] = Event("downloads.removed")
        self._client = client
        self._library = library
        self._pdf = pdf
        self._at_once = settings.downloads
        self._scope = scope
        self._clock = clock
        # Threads are made at the first job; PDFium's process has one of its own to wait in.
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="getting")
        self._pdf_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf")
        quarantine = Quarantine(lambda: library.data_dir)
        self._doubtful = Doubtful(quarantine, library, self._pool)
        self._finder = finder
        self._getting = Getting(
            finder,
            Climbing(
                CopyFetcher(client, self._pool, clock=clock),
                Arrivals(pdf, library, self._pdf_pool),
                quarantine,
                library,
                self._pool,
                max_bytes=settings.max_pdf_mb * 1_000_000,
            ),
            library,
        )
        self._items: dict[str, DownloadItem] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._cancelled: set[str] = set()
        self._asked = AskedAddresses()

    # -- what is in the queue

    def items(self) -> tuple[DownloadItem, ...]:
        """All rows in their order, those that have ended too."""
        return tuple(self._items.values())

    @property
    def active(self) -> int:
        """How many rows have not ended."""
        return sum(item.state is not DownloadState.DONE for item in self._items.values())

    async def load(self) -> None:
        """Take over the queue of last time, and go on with it. Raises the library's errors."""
        for item in await self._library.downloads(run=QUEUE):
            if item.state is DownloadState.RUNNING:
                item = waiting_again(item)
            if item.key not in self._items:
                self._items[item.key] = item
                self.changed.emit(item)
        parts = folder_of(self._library.data_dir)
        await self._in_thread(lambda: sweep_parts(parts))
        self.go_on()

    # -- what a person does with it

    def enqueue(self, papers: Sequence[Paper]) -> tuple[str, ...]:
        """Get the PDFs of *papers*. One that waits or runs already stays as it is, one that failed is tried again.
        Returns the keys of their rows."""
        keys = []
        for paper in papers:
            known = next((item for item in self._items.values() if _is_for(item, paper)), None)
            if known is None:
                item = DownloadItem(key=uuid.uuid4().hex, asked_as=paper.id, paper=paper, state=DownloadState.WAITING)
                self.show(item)
                self._keep(item)
            elif known.state is DownloadState.DONE:
                item = msgspec.structs.replace(known, paper=paper)
                self._items[known.key] = item
                self.retry([known.key])
            else:
                item = known
            keys.append(item.key)
        self.go_on()
        return tuple(keys)

    def retry(self, keys: Iterable[str]) -> None:
        """Try rows that have ended again, from the top of the ladder; their addresses are asked anew."""
        for key in keys:
            item = self._items.get(key)
            if item is None or item.state is not DownloadState.DONE:
                continue
            self._asked.forget({attempt.url for attempt in item.attempts})
            fresh = DownloadItem(key=key, asked_as=item.asked_as, paper=item.paper, state=DownloadState.WAITING)
            self.show(fresh)
            self._keep(fresh)
        self.go_on()

    def cancel(self, keys: Iterable[str]) -> None:
        """Stop rows that wait or run; what came of their file goes."""
        for key in keys:
            item = self._items.get(key)
            if item is None or item.state is DownloadState.DONE:
                continue
            worker = self._workers.get(key)
            if worker is not None:
                self._cancelled.add(key)
                worker.cancel()
            else:
                self._end_cancelled(item)

    def forget(self, keys: Iterable[str]) -> None:
        """Take rows that have ended off the list, with the doubtful files that wait for them."""
        for key in keys:
            item = self._items.get(key)
            if item is not None and item.state is DownloadState.DONE:
                del self._items[key]
                self.removed.emit(key)
                self._start(self._forgotten(item), name=f"forget {key}")

    def go_on(self) -> None:
        """Start what waits, as far as there is room. Called by itself; and by whoever ends being offline."""
        if self._client.offline:
            return
        for item in tuple(self._items.values()):
            if len(self._workers) >= self._at_once:
                return
            if item.state is DownloadState.WAITING and item.key not in self._workers:
                task = self._scope.start(self._work(item.key), name=f"get {item.asked_as}")
                if task is None:  # the program ends: the row waits for the next start
                    return
                self._workers[item.key] = task

    # -- doubtful files

    async def keep(self, key: str) -> None:
        """The file that waits for this row is the paper, a person says: it goes into the library.

        Raises UsageError when none waits, and the library's errors.
        """
        await self._end(await self._doubtful.keep(self._doubted(key)))

    async def reject(self, key: str) -> None:
        """The file that waits for this row is not the paper: it is removed, and the next that waits is shown.

        Raises UsageError when none waits, and DiskError when it cannot be removed.
        """
        await self._end(await self._doubtful.reject(self._doubted(key)))

    # -- the command line

    async def get(
        self,
        ids: Sequence[str],
        *,
        ask: Ask,
        on_item: Callable[[DownloadItem], None],
        to: Path | None = None,
        name: str | None = None,
        on_reports: OnReports | None = None,
    ) -> list[DownloadItem]:
        """Get the papers of *ids* now, and return how each ended, in that order.

        A run with the same ids that was killed is gone on with. *to*: a copy goes there too, named by the template
        *name*, and `path` is that copy. on_item: called with each as it ends; on_reports: how each source ended. Raises
        UsageError for a bad template, DiskError for a folder that cannot be used, and the library's errors.
        """
        run = GetRun(
            self._getting, self._finder, self._library, self._pool, at_once=self._at_once, to=to, template=name
        )
        return await run.get(ids, ask=ask, on_item=on_item, on_reports=on_reports)

    async def aclose(self) -> None:
        """End the workers (what they were doing waits for the next start) and the threads."""
        await self._scope.aclose()
        await asyncio.to_thread(self._pdf.close)  # first: a thread may be waiting for its process
        for pool in (self._pdf_pool, self._pool):
            await asyncio.to_thread(pool.shutdown)

    # -- the work

    async def _work(self, key: str) -> None:
        """Take one row to its end."""
        onlooker = _Row(self, key, self._clock)
        try:
            self.show(msgspec.structs.replace(self._items[key], state=DownloadState.RUNNING, reason=""))
            # A minute's patience: a row that waits longer for a busy service would hold back the others.
            ask = Ask(priority=Priority.VISIBLE, wait_s=COMMAND_WAIT_S)
            ended = await self._getting.get(self._items[key], ask=ask, asked=self._asked, onlooker=onlooker)
        except asyncio.CancelledError:
            if key in self._cancelled:
                self._end_cancelled(self._items[key])
            raise
        except ScholarError as error:
            await self._end(stopped(self._items[key], error))
        except Exception:
            trouble = "An unexpected error stopped it; the log has the details."
            await self._end(ended_as(self._items[key], ItemOutcome.TEMPORARY, trouble))
            raise
        else:
            if self._client.offline and ended.outcome is ItemOutcome.TEMPORARY:
                await self._end(waiting_again(ended))
            else:
                await self._end(ended)
        finally:
            self._cancelled.discard(key)
            self._workers.pop(key, None)
            self.go_on()
            if not self._workers:
                self._asked = AskedAddresses()  # the run is over
                self._start(self._rest(), name="end the PDF reader")

    async def _end(self, item: DownloadItem) -> None:
        self.show(item)
        await self._write_down(item)

    async def _rest(self) -> None:
        """Nothing is left to read: the reading process need not wait beside us."""
        await self._in_thread(self._pdf.close)

    def _end_cancelled(self, item: DownloadItem) -> None:
        attempts = item.attempts
        if item.current is not None and item.current < len(item.copies):
            copy = item.copies[item.current]
            cancelled = Attempt(
                copy.url, copy.source, Outcome.CANCELLED, bytes=item.received, reason="You cancelled it."
            )
            attempts = (*attempts, cancelled)
        ended = msgspec.structs.replace(ended_as(item, ItemOutcome.CANCELLED, "You cancelled it."), attempts=attempts)
        self.show(ended)
        self._keep(ended)
        self._start(self._without_part(ended), name=f"clean up after {item.key}")

    async def _without_part(self, item: DownloadItem) -> None:
        """Remove what came of a cancelled file."""
        from scholar_desktop.net.part_file import forget_part

        for attempt in item.attempts:
            if attempt.outcome is Outcome.CANCELLED:
                part = part_of(self._library.data_dir, attempt.url)
                await self._in_thread(lambda part=part: forget_part(part))  # type: ignore[misc]

    async def _forgotten(self, item: DownloadItem) -> None:
        await self._library.forget_download(item.key)
        await self._doubtful.drop(item)

    def _doubted(self, key: str) -> DownloadItem:
        item = self._items.get(key)
        if item is None or item.quarantined is None:
            raise UsageError("No doubtful PDF waits for this paper.", hint="Get it again.", subject=key)
        return item

    def row(self, key: str) -> DownloadItem:
        """One row. Raises KeyError when it has left the queue."""
        return self._items[key]

    def show(self, item: DownloadItem) -> None:
        """The row is so from now on; tell who listens."""
        self._items[item.key] = item
        self.changed.emit(item)

    async def write_down(self, key: str) -> None:
        """Keep the row as it is now."""
        await self._write_down(self._items[key])

    def _keep(self, item: DownloadItem) -> None:
        """Write the row down, in a task of the queue's own: a press on a button does not wait for the disk."""
        self._start(self._write_down(item), name=f"keep {item.key}")

    async def _write_down(self, item: DownloadItem) -> None:
        try:
            await self._library.save_download(item, run=QUEUE)
        except ScholarError as error:  # the row is shown all the same, and written with its next change
            log.warning("the row '%s' of the queue could not be written down: %s", item.asked_as, error.message)

    def _start(self, coroutine: Coroutine[Any, Any, None], *, name: str) -> None:
        self._scope.start(coroutine, name=name)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


class _Row:
    """Shows in the queue how one row comes along."""

    def __init__(self, downloads: Downloads, key: str, clock: Callable[[], float]) -> None:
        self._downloads = downloads
        self._key = key
        self._clock = clock
        self._since: tuple[float, int] | None = None

    def ladder_built(self, ladder: Ladder) -> None:
        self._show(paper=ladder.paper if ladder.known else None, copies=ladder.copies)

    def copy_tried(self, index: int) -> None:
        self._since = None
        self._show(current=index, received=0, size=None, rate=None)

    def progressed(self, received: int, size: int | None) -> None:
        now = self._clock()
        if self._since is None:
            self._since = (now, received)
        began, before = self._since
        rate = self._downloads.row(self._key).rate
        if now - began >= RATE_S:
            rate = (received - before) / (now - began)
            self._since = (now, received)
        self._show(received=received, size=size, rate=rate)

    async def attempted(self, attempts: tuple[Attempt, ...]) -> None:
        self._show(attempts=attempts)
        await self._downloads.write_down(self._key)

    def _show(self, **changes: Any) -> None:
        self._downloads.show(msgspec.structs.replace(self._downloads.row(self._key), **changes))


def _is_for(item: DownloadItem, paper: Paper) -> bool:
    """Whether the row is for *paper*: they share an identifier."""
    if item.paper is None:
        return item.asked_as == paper.id
    return item.paper.id == paper.id or not set(item.paper.ids.items()).isdisjoint(paper.ids.items())
