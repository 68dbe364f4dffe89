"""The download queue: what a person asked for, on its way into the library, whatever happens to the program."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.download import DownloadItem, DownloadState, QueueProgress
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import OnReports
from scholar_desktop.services.downloads.batch import BatchDownload
from scholar_desktop.services.downloads.queue_items import (
    cancelled_item,
    item_for_copy,
    item_from_text,
    item_with_next_copies,
    new_item,
    remove_part_files,
    retried_item,
)
from scholar_desktop.services.downloads.queue_lookups import QueueLookups
from scholar_desktop.services.downloads.queue_store import MANY, QueueStore
from scholar_desktop.services.downloads.queue_workers import QueueWorkers
from scholar_desktop.services.open_access.fetch_run import PdfFetchRun
from scholar_desktop.services.open_access.get_pdf import PdfGetter, max_active_items, requeued_item
from scholar_desktop.services.open_access.pdf_check import PdfChecker
from scholar_desktop.services.open_access.quarantine import Quarantine, QuarantineDecisions
from scholar_desktop.services.web.address_fetcher import AddressFetcher
from scholar_desktop.services.web.part_files import delete_old_parts, parts_folder

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.net.call_log import CallLog
    from scholar_desktop.net.client import Client
    from scholar_desktop.pdf.inspect import PdfReader
    from scholar_desktop.services.open_access.open_access import OpenAccessFinder
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.zenodo.record_files import RecordFiles
    from scholar_desktop.settings import Settings

T = TypeVar("T")


class Downloads:
    """Gets papers, and files of records; at most `settings.downloads` files come at once. Each is a row that outlives
    the program; a task is only its worker. `changed` has each new state of a row, progress at most ten times a second;
    `removed` the key of a row that left the queue; `moved` says that rows stand in another order, or that the network
    went away or came back.

    Args:
        scope: owns the workers; when it closes, what they were doing waits for the next start; records: gets the files
            of records, None where there are none; calls: tells whether the network is there.
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
        records: Callable[[], RecordFiles] | None = None,
        calls: CallLog | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._library = library
        self._pdf = pdf
        self._at_once = settings.downloads
        self._scope = scope
        self._now = now
        # Threads are made at the first job; PDFium's process has one of its own to wait in.
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="getting")
        self._pdf_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf")
        quarantine = Quarantine(lambda: library.data_dir)
        self._doubtful = QuarantineDecisions(quarantine, library, self._pool)
        self._finder = finder
        self._getting = PdfGetter(
            finder,
            PdfFetchRun(
                AddressFetcher(client, self._pool, clock=clock),
                PdfChecker(pdf, library, self._pdf_pool),
                quarantine,
                library,
                self._pool,
                max_bytes=settings.max_pdf_mb * 1_000_000,
            ),
            library,
            at_once=settings.downloads,
        )
        self._board = QueueStore(library, scope)
        self._lookups = QueueLookups(finder)
        self._workers = QueueWorkers(
            self._board,
            self._getting,
            self._lookups,
            client,
            scope,
            in_hand=max_active_items(settings.downloads),
            records=records,
            on_rest=self._rest,
            on_cancelled=self._end_cancelled,
            clock=clock,
            now=now,
        )
        if calls is not None:
            calls.changed.connect(self._workers.network.note)
        self.changed = self._board.changed
        self.removed = self._board.removed
        self.moved = self._board.moved

    # -- what is in the queue

    def items(self) -> tuple[DownloadItem, ...]:
        """All rows in their order, those that have ended too."""
        return self._board.rows.all()

    def row(self, key: str) -> DownloadItem:
        """One row. Raises KeyError when it has left the queue."""
        return self._board.rows[key]

    @property
    def active(self) -> int:
        """How many rows have not ended."""
        return self._board.rows.active

    def progress(self) -> QueueProgress:
        """The queue as a whole."""
        rows = self._board.rows
        running = tuple(rows.in_state(DownloadState.RUNNING))
        waiting = rows.counts[DownloadState.WAITING]
        return QueueProgress(
            running=len(running),
            waiting=waiting,
            paused=rows.counts[DownloadState.PAUSED],
            ended=rows.counts[DownloadState.DONE],
            rate=sum(item.rate or 0.0 for item in running),
            left_s=self._workers.pace.left_s(running, waiting),
            offline_until=self._workers.offline_until,
        )

    async def load(self) -> None:
        """Take over the queue of last time, and go on with it. Raises the library's errors."""
        await self._board.load()
        parts = parts_folder(self._library.data_dir)
        await self._in_thread(lambda: delete_old_parts(parts))
        self._workers.set_alarm()
        self.go_on()

    # -- what a person asks for

    def enqueue(self, papers: Sequence[Paper], *, batch: str = "", beside: bool = False) -> tuple[str, ...]:
        """Get the PDFs of *papers*. One that waits or runs already stays as it is, one that failed is tried again.
        batch: what they are together, as a person would name it; beside: where a PDF is kept, get that of the published
        version too. Returns the keys of their rows."""
        keys: list[str] = []
        fresh: list[DownloadItem] = []
        ended: list[str] = []
        for paper in papers:
            known = self._board.rows.find(paper) or next((item for item in fresh if item.asked_as == paper.id), None)
            if known is None:
                known = msgspec.structs.replace(new_item(paper.id, paper, batch, self._stamp()), beside=beside)
                fresh.append(known)
            elif known.state is DownloadState.DONE:
                self._board.show(msgspec.structs.replace(known, paper=paper, batch=batch or known.batch, beside=beside))
                ended.append(known.key)
            keys.append(known.key)
        self._board.keep(fresh)
        self.retry(ended)
        self.go_on()
        return tuple(keys)

    async def enqueue_ids(self, texts: Sequence[str], *, batch: str = "") -> tuple[str, ...]:
        """Get the papers that *texts* name (one identifier or address each), thousands if need be. A text that names
        none ends as not found, with the reason. Returns the keys of their rows; they are on the disk then."""
        keys: list[str] = []
        fresh: dict[str, DownloadItem] = {}
        ended: list[str] = []
        for text in texts:
            known = self._board.rows.find_text(text) or fresh.get(text)
            if known is None:
                known = fresh[text] = item_from_text(text, batch, self._stamp())
            elif known.state is DownloadState.DONE and known.key in self._board.rows:
                self._board.show(msgspec.structs.replace(known, batch=batch or known.batch))
                ended.append(known.key)
            keys.append(known.key)
            if len(keys) % MANY == 0:
                await asyncio.sleep(0)
        await self._board.keep_many(tuple(fresh.values()))
        self.retry(ended)
        self.go_on()
        return tuple(keys)

    def enqueue_record(
        self, name: str, files: Sequence[str] = (), *, paper: Paper | None = None, archive: bool = False
    ) -> str:
        """Get *files* (names or patterns; empty: all) of the Zenodo record with that *name* (number, DOI or address) as
        one job. archive: all of them as the one zip that Zenodo packs. What is asked for again goes on. Returns the key
        of its row."""
        known = self._board.rows.find_record(name)
        item = known if known is not None and known.state is not DownloadState.DONE else None
        if item is not None and (item.wanted, item.archive) == (tuple(files), archive):
            return item.key
        row = msgspec.structs.replace(new_item(name, paper, "", self._stamp()), wanted=tuple(files), archive=archive)
        if known is not None and known.state is DownloadState.DONE:
            row = msgspec.structs.replace(row, key=known.key, paper=paper or known.paper)
        self._board.keep([row])
        self.go_on()
        return row.key

    def get_copy(self, paper: Paper, copy: Copy) -> str:
        """Get this one *copy* of *paper*, also where the library has another. Does nothing to a row that has not ended.
        Returns the key of its row."""
        known = self._board.rows.find(paper)
        if known is not None and known.state is not DownloadState.DONE:
            return known.key
        row = known or new_item(paper.id, paper, "", self._stamp())
        wanted = item_for_copy(row, paper, copy, self._stamp())
        self._lookups.forget(row.key)
        self._workers.asked.forget({one.url for one in row.attempts if one not in wanted.attempts})
        self._board.keep([wanted])
        self._workers.set_alarm()
        self.go_on()
        return wanted.key

    # -- what a person does with it

    def retry(self, keys: Iterable[str]) -> None:
        """Try rows that have ended again. What failed for a reason that passes goes on where it was; else it begins at
        the top of the ladder, and its addresses are asked anew."""
        woken = False

        def again(item: DownloadItem) -> DownloadItem | None:
            nonlocal woken
            if item.state is not DownloadState.DONE:
                return None
            if not woken:
                woken = True
                self._client.wake_hosts()
            self._lookups.forget(item.key)
            fresh = retried_item(item, self._stamp())
            self._workers.asked.forget({one.url for one in item.attempts if one not in fresh.attempts})
            return fresh

        self._board.change(keys, again, self._go_on_again)

    def pause(self, keys: Iterable[str]) -> None:
        """Stop rows that wait or run for now; what has come of their files stays."""

        def paused(item: DownloadItem) -> DownloadItem | None:
            if item.state not in (DownloadState.WAITING, DownloadState.RUNNING):
                return None
            if self._workers.stop(item.key, DownloadState.PAUSED):
                return None
            return msgspec.structs.replace(requeued_item(item), state=DownloadState.PAUSED)

        self._board.change(keys, paused, last_first=True)

    def resume(self, keys: Iterable[str]) -> None:
        """Go on with rows that are paused."""

        def waiting(item: DownloadItem) -> DownloadItem | None:
            is_paused = item.state is DownloadState.PAUSED
            return msgspec.structs.replace(item, state=DownloadState.WAITING) if is_paused else None

        self._board.change(keys, waiting, self.go_on)

    def cancel(self, keys: Iterable[str]) -> None:
        """Stop rows that have not ended; what came of their files goes."""

        def ended(item: DownloadItem) -> DownloadItem | None:
            if item.state is DownloadState.DONE or self._workers.stop(item.key, DownloadState.DONE):
                return None
            return self._cancelled(item)

        self._board.change(keys, ended, last_first=True)

    def move(self, keys: Sequence[str], before: str | None) -> None:
        """Put rows before another one, so that they are taken up before it; None: at the end."""
        self._board.move(keys, before)

    def forget(self, keys: Iterable[str]) -> None:
        """Take rows that have ended off the list, with the doubtful files that wait for them."""
        gone = [item for item in self._board.rows.of(keys) if item.state is DownloadState.DONE]
        if gone:
            self._scope.start(self._forgotten(gone), name=f"forget {gone[0].key}")

    def go_on(self) -> None:
        """Start what waits, as far as there is room. Called by itself; and by whoever ends being offline."""
        self._workers.go_on()

    def _go_on_again(self) -> None:
        self._workers.set_alarm()
        self.go_on()

    def look_now(self) -> None:
        """See at once whether the network is back."""
        self._workers.look_now()

    # -- doubtful files

    async def keep(self, key: str) -> None:
        """The file that waits for this row is the paper, a person says: it goes into the library.

        Raises UsageError when none waits, and the library's errors.
        """
        await self._decided(await self._doubtful.keep(self._doubted(key)))

    async def reject(self, key: str) -> None:
        """The file that waits for this row is not the paper: it is taken away, and the next that waits is shown.

        Raises UsageError when none waits, and DiskError when it cannot be moved.
        """
        await self._decided(await self._doubtful.reject(self._doubted(key)))

    async def reject_and_go_on(self, key: str) -> None:
        """The same; and when no other file waits, what was not tried yet, or failed for a reason that passes, is tried.

        Raises as `reject` does.
        """
        await self.reject(key)
        item = self._board.rows.get(key)
        if item is not None and item.quarantined is None and item.state is DownloadState.DONE:
            self._lookups.forget(key)
            self._board.keep([item_with_next_copies(item, self._stamp())])
            self._go_on_again()

    async def take_back_rejection(self, before: DownloadItem) -> None:
        """The row is again as it was *before* its file was rejected. Raises DiskError when the file is gone."""
        await self._decided(await self._doubtful.restore(before))

    # -- the command line

    async def get(
        self,
        ids: Sequence[str],
        *,
        ask: RequestOptions,
        on_item: Callable[[DownloadItem], None],
        to: Path | None = None,
        name: str | None = None,
        on_reports: OnReports | None = None,
        named: Mapping[str, Identifier | ErrorInfo] | None = None,
    ) -> list[DownloadItem]:
        """Get the papers of *ids* now, and return how each ended, in that order.

        A run with the same ids that was killed is gone on with. *to*: a copy goes there too, named by the template
        *name*, and `path` is that copy. on_item: called with each as it ends; on_reports: how each source ended; named:
        which paper a web page among the ids is of, or why that is not known. Raises UsageError for a bad template,
        DiskError for a folder that cannot be used, and the library's errors.
        """
        run = BatchDownload(
            *(self._getting, self._finder, self._library, self._pool),
            at_once=self._at_once,
            to=to,
            template=name,
            named=named,
        )
        return await run.get(ids, ask=ask, on_item=on_item, on_reports=on_reports)

    async def aclose(self) -> None:
        """End the workers (what they were doing waits for the next start) and the threads."""
        self._workers.end()
        await self._scope.aclose()
        await asyncio.to_thread(self._pdf.close)  # first: a thread may be waiting for its process
        for pool in (self._pdf_pool, self._pool):
            await asyncio.to_thread(pool.shutdown)

    # -- rows

    async def _decided(self, item: DownloadItem) -> None:
        self._board.show(item)
        await self._board.write_down([item])

    async def _rest(self) -> None:
        """Nothing is left to read: the reading process need not wait beside us."""
        await self._in_thread(self._pdf.close)

    def _end_cancelled(self, item: DownloadItem) -> None:
        self._board.keep([self._cancelled(item)])

    def _cancelled(self, item: DownloadItem) -> DownloadItem:
        """*item* as ended by a person; what came of its files is removed."""
        ended, urls = cancelled_item(item, self._stamp(), self._workers.begun(item.key))
        if urls:
            removing = remove_part_files(self._library.data_dir, urls, self._pool)
            self._scope.start(removing, name=f"clean up after {item.key}")
        return ended

    async def _forgotten(self, items: Sequence[DownloadItem]) -> None:
        await self._board.remove([item.key for item in items])
        self._workers.set_alarm()
        for item in items:
            if item.quarantined is not None or any(one.sha256 for one in item.attempts):
                await self._doubtful.drop(item)

    def _doubted(self, key: str) -> DownloadItem:
        item = self._board.rows.get(key)
        if item is None or item.quarantined is None:
            raise UsageError("No doubtful PDF waits for this paper.", hint="Get it again.", subject=key)
        return item

    def _stamp(self) -> str:
        return self._now().strftime("%Y-%m-%dT%H:%M:%SZ")

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
