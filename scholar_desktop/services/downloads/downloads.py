"""The download queue: papers and records that the user requested; it is saved, and continues after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import PAPER_REMOVED, DownloadItem, DownloadState
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.services.downloads.cleared_items import ClearedItems
from scholar_desktop.services.downloads.library_pdfs import LibraryPdfs
from scholar_desktop.services.downloads.queue_items import (
    CANCELLED,
    batch_of_new,
    cancelled_item,
    ended_in_run,
    is_final,
    is_started_by_request,
    item_for_copy,
    item_for_files,
    item_from_text,
    item_in_batch,
    item_with_more_files,
    item_with_next_copies,
    new_item,
    remove_part_files,
    retried_item,
)
from scholar_desktop.services.downloads.queue_store import MANY, QueueStore
from scholar_desktop.services.downloads.queue_workers import QueueWorkers
from scholar_desktop.services.downloads.removed_papers import RemovedPapers
from scholar_desktop.services.downloads.version_links import VersionLinks
from scholar_desktop.services.open_access.get_pdf import requeued_item
from scholar_desktop.services.open_access.quarantine import QuarantineDecisions
from scholar_desktop.services.web.part_files import delete_old_parts, parts_folder

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.net.client import Client
    from scholar_desktop.services.tasks import TaskScope

T = TypeVar("T")


class Downloads:
    """Downloads papers and files of records; at most `settings.downloads` files at once.

    Each download is an item that is saved in the library's database; a task only works on it.

    Args:
        board: the store of the items.
        decisions: carries out what the user decides about quarantined files.
        cleared: keeps what reference lists say of downloads that leave the queue.
        scope: owns the workers; when it closes, unfinished items wait for the next start.
        pool: the threads that remove part files.
        now: the current time.

    progress, finished_in_run: as of `QueueWorkers`.
    library_pdfs: knows which PDFs the library has, and marks their items.
    removed_papers: stops the downloads of papers that leave the library.
    is_loaded: the saved queue has been read; until then the items are not all there.

    Events:
        changed: an item has a new state; progress is reported at most ten times a second.
        removed: an item left the queue; carries its key.
        moved: the order of items changed, or the network became unreachable or reachable.
        retried: the user retries items that have ended; carries their keys, before the items change.
        stopped: the user pauses or cancels items; carries their keys, before the items change.
    """

    def __init__(
        self,
        board: QueueStore,
        workers: QueueWorkers,
        decisions: QuarantineDecisions,
        cleared: ClearedItems,
        client: Client,
        library: LibraryStore,
        scope: TaskScope,
        pool: ThreadPoolExecutor,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._board = board
        self._workers = workers
        self._decisions = decisions
        self.cleared = cleared
        self._client = client
        self._library = library
        self._scope = scope
        self._pool = pool
        self._now = now
        self.is_loaded = False
        self._links = VersionLinks(board, decisions, library)
        self.library_pdfs = LibraryPdfs(board, workers, decisions, library, self._stamp)
        self.removed_papers = RemovedPapers(board, library, scope, self._stop_without_paper)
        self._last_command: tuple[str, int] | None = None
        """The item of the last command if it was for one paper, and how many undo steps the library had then."""
        workers.cancelled.connect(self._end_cancelled)
        workers.is_step = self._is_step
        workers.kept_as = self.removed_papers.kept_as
        self.progress = workers.progress
        self.finished_in_run = workers.finished_in_run
        self.changed = board.changed
        self.removed = board.removed
        self.moved = board.moved
        self.retried: Event[tuple[str, ...]] = Event("downloads.retried")
        self.stopped: Event[tuple[str, ...]] = Event("downloads.stopped")
        library.changed.connect(self._on_library_changed)

    # -- contents of the queue

    def items(self) -> tuple[DownloadItem, ...]:
        """Returns all items in order, including those that have ended."""
        return self._board.rows.all()

    def listed(self) -> tuple[DownloadItem, ...]:
        """Returns the items of papers of reference lists that have left the queue, and after them those in the
        queue: of several of one paper, the last one counts."""
        return (*self.cleared.items.all(), *self.items())

    def row(self, key: str) -> DownloadItem:
        """Returns the item *key*. Raises KeyError when it has left the queue."""
        return self._board.rows[key]

    def items_of(self, papers: Iterable[Paper]) -> list[DownloadItem]:
        """Returns the items for the PDFs of those of *papers* that are in the queue."""
        return [item for item in map(self._board.rows.find, papers) if item is not None]

    def is_in_progress(self, paper: Paper) -> bool:
        """Returns True if *paper* has an item that has not ended."""
        item = self._board.rows.find(paper)
        return item is not None and item.state is not DownloadState.DONE

    @property
    def papers_in_library(self) -> frozenset[str]:
        """The library's keys of the papers whose downloads have not ended."""
        return self.removed_papers.followed

    @property
    def active(self) -> int:
        """How many items have not ended."""
        return self._board.rows.active

    @property
    def is_offline(self) -> bool:
        """True if what waits cannot start: the program works offline, or there is no network connection."""
        return self._workers.is_offline

    async def load(self) -> None:
        """Loads the saved queue and continues it. Raises the library's errors."""
        try:
            await self._board.load()
            # Before the event: offline nothing follows it, and the status bar would go on saying "0 of 1 finished".
            waits = bool(self._board.rows.counts[DownloadState.WAITING])
            self._workers.pace.restore(ended_in_run(self.items()), goes_on=waits)
            await self.cleared.load()
        finally:
            self.is_loaded = True
            self.moved.emit(None)
        parts = parts_folder(self._library.data_dir)
        await self._in_thread(lambda: delete_old_parts(parts))
        self._workers.set_alarm()
        self.go_on()
        self._scope.start(self.library_pdfs.find_all(), name="look for PDFs of the queue in the library")
        if self._links.load(self.items()):
            self._scope.start(self._links.follow(), name="look for changed links")

    def _on_library_changed(self, changes: Changes) -> None:
        self.removed_papers.note(changes)
        if self.library_pdfs.note(changes):
            self._scope.start(self.library_pdfs.follow(), name="look for new PDFs of the queue", latest="new PDFs")
        if self._links.note(changes):
            self._scope.start(self._links.follow(), name="look for changed links")

    # -- adding to the queue

    def is_of_files(self, paper: Paper) -> bool:
        """Returns True if *paper* is a record that is downloaded as its files, not as a PDF."""
        from scholar_desktop.domain.search.paper_filter import is_of_files  # not part of the start

        return is_of_files(paper, self._board.rows.find(paper))

    def enqueue_papers_and_records(self, papers: Sequence[Paper], *, batch: str) -> tuple[str, ...]:
        """Adds the PDFs of *papers* to the queue as `enqueue` does, and for records without a PDF all of their files.
        Returns the keys of their items."""
        records = {paper.id for paper in papers if self.is_of_files(paper)}
        pdfs = [paper for paper in papers if paper.id not in records]
        of_records = [(one.ids.zenodo or one.id, one) for one in papers if one.id in records]
        known = [self._record_item(name, one, archive=False) for name, one in of_records]
        batch = batch_of_new(batch, [*map(self._board.rows.find, pdfs), *known])
        keys = self._enqueue(pdfs, batch)
        return (*keys, *(self.enqueue_record(name, paper=one, batch=batch) for name, one in of_records))

    def enqueue(
        self, papers: Sequence[Paper], *, batch: str = "", beside: bool = False, retry: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Adds *papers* to the queue. An item that has not ended continues, one that has ended is retried.

        Args:
            batch: a name for all of them, as the user would give it. An item of an earlier batch belongs to both. If
                the request starts no download, there is no such batch.
            beside: if the library has a PDF of a paper, also get that of the published version.
            retry: the keys of the ended items that are retried, None for all. Others stay as they are, except
                cancelled ones, which did not fail.

        Returns:
            The keys of their items.
        """
        batch = batch_of_new(batch, map(self._board.rows.find, papers), retry)
        return self._enqueue(papers, batch, beside=beside, retry=retry)

    def _enqueue(
        self, papers: Sequence[Paper], batch: str, *, beside: bool = False, retry: Collection[str] | None = None
    ) -> tuple[str, ...]:
        keys: list[str] = []
        fresh: list[DownloadItem] = []
        ended: list[str] = []
        joined: list[DownloadItem] = []
        for paper in papers:
            known = self._board.rows.find(paper) or next((item for item in fresh if item.asked_as == paper.id), None)
            if known is None:
                known = msgspec.structs.replace(new_item(paper.id, paper, batch, self._stamp()), beside=beside)
                fresh.append(known)
            elif is_started_by_request(known, retry):
                known = item_in_batch(known, batch, is_current=True)
                self._board.show(msgspec.structs.replace(known, paper=paper, beside=beside))
                ended.append(known.key)
            elif known.key in self._board.rows:
                joined.append(item_in_batch(known, batch, is_current=False))
            keys.append(known.key)
        self._board.keep([*fresh, *joined])
        self._retry(ended)
        self._note_command(keys if not batch else ())
        self.go_on()
        return tuple(keys)

    async def enqueue_ids(self, texts: Sequence[str], *, batch: str = "") -> tuple[str, ...]:
        """Adds the papers that *texts* name (one identifier or address each) to the queue; there may be thousands.

        A text that names no paper ends as not found, with the reason.

        Args:
            batch: a name for all of them, as the user would give it. An item of an earlier batch belongs to both.

        Returns:
            The keys of their items, which are saved by then.
        """
        keys: list[str] = []
        fresh: dict[str, DownloadItem] = {}
        ended: list[str] = []
        joined: list[str] = []
        for text in texts:
            known = self._board.rows.find_text(text) or fresh.get(text)
            if known is None:
                known = fresh[text] = item_from_text(text, batch, self._stamp())
            elif known.state is DownloadState.DONE and known.key in self._board.rows:
                self._board.show(item_in_batch(known, batch, is_current=True))
                ended.append(known.key)
            elif known.key in self._board.rows:
                joined.append(known.key)
                self._board.show(item_in_batch(known, batch, is_current=False))
            keys.append(known.key)
            if len(keys) % MANY == 0:
                await asyncio.sleep(0)
        await self._board.keep_many(tuple(fresh.values()))
        await self._board.write_down(self._board.rows.of(joined))
        self._retry(ended)
        self._note_command(keys)
        self.go_on()
        return tuple(keys)

    def enqueue_record(
        self,
        name: str,
        files: Sequence[str] = (),
        *,
        paper: Paper | None = None,
        archive: bool = False,
        batch: str = "",
    ) -> str:
        """Adds files of a Zenodo record to the queue. A record has one item, and one more for its zip file: a repeated
        request continues it, and further files are added to those that are being downloaded. The item of a paper whose
        record turned out to have no PDF becomes that of the files; all files of a record that has none are the download
        of the paper, too.

        Args:
            name: the record: its number, DOI or address.
            files: names or patterns; empty for all files.
            paper: the paper of the record, if known.
            archive: get all files as the one zip file that Zenodo makes.
            batch: as in `enqueue`; empty for the request of a single record.

        Returns:
            The key of the item.
        """
        self._note_command(())
        known = self._record_item(name, paper, archive=archive)
        if known is None:
            fresh = new_item(name, paper, batch, self._stamp())
            row = msgspec.structs.replace(fresh, wanted=tuple(files), archive=archive)
        elif known.state is DownloadState.DONE:
            row = msgspec.structs.replace(item_for_files(known, paper, files, self._stamp()), archive=archive)
        else:
            row = item_with_more_files(known, files)
        if paper is not None and not files and not archive:
            from scholar_desktop.domain.search.paper_filter import is_of_files  # not part of the start

            if is_of_files(paper, None):
                row = msgspec.structs.replace(row, instead_of_pdf=True)
        is_current = known is None or known.state is DownloadState.DONE
        self._board.keep([item_in_batch(row, batch, is_current=is_current)])
        self.go_on()
        return row.key

    def _record_item(self, name: str, paper: Paper | None, *, archive: bool) -> DownloadItem | None:
        """Returns the item that `enqueue_record` continues; None if a new one is needed."""
        known = self._board.rows.find_record(name, archive=archive)
        if known is not None or archive or paper is None or paper.ids.zenodo != name:
            return known
        item = self._board.rows.find(paper)
        is_without_pdf = item is not None and (item.outcome is ItemOutcome.NO_PDF or item.has_files)
        return item if is_without_pdf else None

    def get_copy(self, paper: Paper, copy: Copy) -> str:
        """Gets this one *copy* of *paper*, even if the library has another one.

        An item of the paper that has not ended is not changed. Returns the key of the item.
        """
        known = self._board.rows.find(paper)
        if known is not None and known.state is not DownloadState.DONE:
            return known.key
        row = known or new_item(paper.id, paper, "", self._stamp())
        wanted = item_for_copy(row, paper, copy, self._stamp())
        self._workers.forget_answers(row.key, {one.url for one in row.attempts if one not in wanted.attempts})
        self._board.keep([wanted])
        self._note_command([wanted.key])
        self._workers.set_alarm()
        self.go_on()
        return wanted.key

    # -- controlling the queue

    def retry(self, keys: Iterable[str], paused: Collection[str] = ()) -> None:
        """Retries items that have ended; those of *paused* are paused, and start when the user resumes them.

        An item that failed for a temporary reason continues where it was; others start again: Unpaywall and Zenodo are
        asked for their copies, and their addresses are requested again.
        """
        keys = tuple(keys)
        self._note_command(keys)
        self.retried.emit(tuple(one.key for one in self._board.rows.of(keys) if one.state is DownloadState.DONE))
        self._retry(keys, paused)

    def take_up(self, keys: Collection[str], paused: Collection[str] = ()) -> None:
        """Continues items whose cancelling was undone, for the command that wanted them. paused: as of `retry`."""
        self._note_command([one.key for one in self._board.rows.of(keys) if not one.batch])
        self._retry(keys, paused)

    def _retry(self, keys: Iterable[str], paused: Collection[str] = ()) -> None:
        woken = False

        def again(item: DownloadItem) -> DownloadItem | None:
            nonlocal woken
            if item.state is not DownloadState.DONE:
                return None
            if not woken:
                woken = True
                self._client.wake_hosts()
            fresh = retried_item(item, self._stamp())
            kept = () if item.outcome is ItemOutcome.SAVED else fresh.attempts
            self._workers.forget_answers(item.key, {one.url for one in item.attempts if one not in kept})
            if is_final(item):
                self._workers.ask_again(item.key)
            return msgspec.structs.replace(fresh, state=DownloadState.PAUSED) if item.key in paused else fresh

        self._board.change(keys, again, self._go_on_again)

    def pause(self, keys: Iterable[str]) -> None:
        """Pauses items that wait or run; their part files are kept."""
        keys = tuple(keys)
        self.stopped.emit(keys)

        def paused(item: DownloadItem) -> DownloadItem | None:
            if not item.is_under_way:
                return None
            if self._workers.stop(item.key, DownloadState.PAUSED):
                return None
            return msgspec.structs.replace(requeued_item(item), state=DownloadState.PAUSED)

        self._board.change(keys, paused, last_first=True)

    def resume(self, keys: Iterable[str]) -> None:
        """Continues paused items."""

        def waiting(item: DownloadItem) -> DownloadItem | None:
            is_paused = item.state is DownloadState.PAUSED
            return msgspec.structs.replace(item, state=DownloadState.WAITING) if is_paused else None

        self._board.change(keys, waiting, self._go_on_as_before)

    def cancel(self, keys: Iterable[str]) -> None:
        """Cancels items that have not ended, and removes their part files."""
        keys = tuple(keys)
        self.stopped.emit(keys)

        def ended(item: DownloadItem) -> DownloadItem | None:
            if item.state is DownloadState.DONE or self._workers.stop(item.key, DownloadState.DONE):
                return None
            return self._cancelled(item, CANCELLED)

        self._board.change(keys, ended, last_first=True)

    def _stop_without_paper(self, keys: Iterable[str]) -> None:
        """Stops items whose papers were removed from the library, also those that are tried again later."""

        def ended(item: DownloadItem) -> DownloadItem | None:
            is_stopping = self._workers.stop(item.key, DownloadState.DONE, PAPER_REMOVED)
            return None if is_stopping else self._cancelled(item, PAPER_REMOVED)

        self._board.change(keys, ended, self._workers.set_alarm, last_first=True)

    def move(self, keys: Sequence[str], before: str | None) -> None:
        """Moves items before the item *before*, so that they are started earlier; None moves them to the end."""
        self._board.move(keys, before)

    def forget(self, keys: Iterable[str]) -> None:
        """Removes items that have ended from the queue, and their quarantined files. A reference list that has their
        papers still says what came of them."""
        gone = [item for item in self._board.rows.of(keys) if item.state is DownloadState.DONE]
        if gone:
            self._note_command(())
            self._scope.start(self._forgotten(gone), name=f"forget {gone[0].key}")

    async def put_back(self, items: Sequence[DownloadItem], order: Sequence[str]) -> None:
        """Returns removed items to the queue, without a quarantined PDF, which their removal has deleted. order: the
        keys of the queue before the removal."""
        missing = [item for item in items if item.key not in self._board.rows and item.quarantined is None]
        self.cleared.take_back(item.key for item in missing)
        await self._board.keep_many(missing)
        following: str | None = None
        back = {item.key for item in missing}
        for key in reversed(order):
            if key in back and following is not None:
                self._board.move([key], following)
            if key in self._board.rows:
                following = key
        self._workers.set_alarm()

    def go_on(self) -> None:
        """Starts waiting items, as many as are allowed at once.

        The queue calls this itself; code that ends the offline mode must call it too.
        """
        self._workers.go_on()

    def _go_on_as_before(self) -> None:
        self._workers.pace.resume()
        self.go_on()

    def _go_on_again(self) -> None:
        self._workers.set_alarm()
        self.go_on()

    def look_now(self) -> None:
        """Checks now whether the network is reachable again, without waiting for the next check."""
        self._workers.look_now()

    # -- quarantined files

    async def keep(self, key: str) -> None:
        """Adds the quarantined file of an item to the library, since the user says that it is the paper. The undo of
        this change returns the file to review.

        Raises UsageError when there is no such file, and the library's errors.
        """
        self._links.forget(key)
        before = self._doubted(key)
        after = await self._decisions.keep(before, at=self._stamp())
        await self.library_pdfs.note_kept(before, after)
        await self._decided(after)

    async def reject(self, key: str) -> None:
        """Rejects the quarantined file of an item, since it is not the paper; the next such file takes its place.

        Raises UsageError when there is no such file, and DiskError when it cannot be moved.
        """
        self._note_command(())
        self._links.forget(key)
        await self._decided(await self._decisions.reject(self._doubted(key), at=self._stamp()))

    async def link_as_version(self, key: str, owner: KeptPaper) -> None:
        """Links the paper of an item to *owner*, which has its quarantined file, and takes the file out of review.

        This is one change of the library. Its undo returns the file to review. Raises the errors of `reject`, and the
        library's errors.
        """
        self._note_command(())
        await self._links.link(self._doubted(key), owner)

    async def reject_and_go_on(self, key: str) -> None:
        """Rejects the quarantined file of an item; if no other is left, tries more candidates.

        These are the candidates that were not tried yet, and those that failed temporarily. Raises the errors of
        `reject`.
        """
        await self.reject(key)
        item = self._board.rows.get(key)
        if item is not None and item.quarantined is None and item.state is DownloadState.DONE:
            self._workers.forget_answers(key)
            self._board.keep([item_with_next_copies(item, self._stamp())])
            self._go_on_again()

    async def take_back_rejection(self, before: DownloadItem) -> None:
        """Restores the item as it was *before* its file was rejected, and the file. Raises DiskError if this fails."""
        self._workers.stop(before.key, DownloadState.PAUSED)
        await self._decided(await self._decisions.restore(before))

    async def bring_back(self, key: str) -> None:
        """Restores the PDF of an item that was rejected last, to be reviewed again.

        Raises UsageError if there is none any more, and DiskError if it cannot be moved.
        """
        item = self._board.rows[key]
        self._links.forget(key)
        self._workers.stop(key, DownloadState.PAUSED)
        await self._decided(await self._decisions.bring_back(item))

    async def aclose(self) -> None:
        """Ends the workers; unfinished items wait for the next start."""
        self._workers.end()
        await self._scope.aclose()
        await self._workers.save_interrupted()

    # -- items

    def _note_command(self, keys: Sequence[str]) -> None:
        """Notes that the user wanted the PDFs of *keys* just now. One PDF is an undo entry if nothing else is done
        before it arrives; what arrives later, or of many, never comes before what the user did since."""
        self._last_command = (keys[0], self._library.steps) if len(keys) == 1 else None

    def _is_step(self, key: str) -> bool:
        return self._last_command == (key, self._library.steps)

    async def _decided(self, item: DownloadItem) -> None:
        self._board.show(item)
        await self._board.write_down([item])

    def _end_cancelled(self, item: DownloadItem) -> None:
        self._board.keep([self._cancelled(item, item.reason)])

    def _cancelled(self, item: DownloadItem, reason: str) -> DownloadItem:
        """Returns *item* as cancelled for *reason*, and starts the removal of its part files."""
        ended, urls = cancelled_item(item, self._stamp(), self._workers.begun(item.key), reason=reason)
        if urls:
            removing = remove_part_files(self._library.data_dir, urls, self._pool)
            self._scope.start(removing, name=f"clean up after {item.key}")
        return ended

    async def _forgotten(self, items: Sequence[DownloadItem]) -> None:
        keys = [item.key for item in items]
        self.cleared.add(items)
        await self._board.remove(keys)
        self._workers.set_alarm()
        await self.cleared.keep(keys)
        await self._library.forget_downloads(
            [key for key in keys if key not in self.cleared.items and key not in self._board.rows]
        )
        for item in items:
            if item.quarantined is not None or any(one.sha256 for one in item.attempts):
                await self._decisions.drop(item)

    def _doubted(self, key: str) -> DownloadItem:
        item = self._board.rows.get(key)
        if item is None or item.quarantined is None:
            raise UsageError(
                Message("There is no PDF to review for this paper."), hint=Message("Get the PDF again."), subject=key
            )
        return item

    def _stamp(self) -> str:
        return utc_timestamp(self._now())

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
