"""Processes the download queue: starts items in order, pauses while the network is unreachable, and retries items."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, is_retryable_outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState, QueueProgress
from scholar_desktop.domain.errors import PaperRemoved, ScholarError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.request_options import COMMAND_WAIT_S, Priority, RequestCounts, RequestOptions
from scholar_desktop.domain.source import FILES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.services.downloads.progress import ItemProgress, NetworkMonitor, QueueEta
from scholar_desktop.services.downloads.queue_items import CANCELLED
from scholar_desktop.services.downloads.queue_lookups import QueueLookups, identifier_of
from scholar_desktop.services.downloads.queue_store import QueueStore
from scholar_desktop.services.downloads.record_jobs import RecordJob
from scholar_desktop.services.open_access.get_pdf import PdfGetter, ended_item, failed_item, requeued_item
from scholar_desktop.services.tasks import CancelGuard
from scholar_desktop.services.web.visited_urls import VisitedUrls

if TYPE_CHECKING:
    from scholar_desktop.net.client import Client
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.zenodo.record_files import RecordFiles

RETRY_DELAYS_S = (300.0, 1800.0, 7200.0)
"""Seconds after which an item that failed temporarily is retried for the first, second and third time; then no more."""
OFFLINE_CHECK_DELAYS_S = (5.0, 15.0, 30.0, 60.0)
"""Seconds between checks whether the network is reachable again; the last value is repeated."""
RECEIVING_PART = 0.9
"""How far a download is once its file is received: the file is still checked, and another copy is tried if it fails."""


class QueueWorkers:
    """Runs a worker task for each active item. The item remains in the queue when its worker ends.

    Args:
        board: the store of the items.
        in_hand: how many items may have workers at the same time.
        records: makes the downloader of records' files, when the first record is downloaded.
        clock: monotonic time in seconds.
        now: the current time.

    Events:
        cancelled: the worker of an item was stopped because the user cancelled it, or removed its paper; the item has
            not ended yet, and its `reason` says why.
        became_idle: nothing is left to do.
    """

    def __init__(
        self,
        board: QueueStore,
        pdf_getter: PdfGetter,
        lookups: QueueLookups,
        client: Client,
        scope: TaskScope,
        *,
        in_hand: int,
        records: Callable[[], RecordFiles],
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.network = NetworkMonitor()
        self.asked = VisitedUrls()
        self.pace = QueueEta(clock)
        self.offline_until: str | None = None
        self.cancelled: Event[DownloadItem] = Event("downloads.cancelled")
        self.became_idle: Event[None] = Event("downloads.became_idle")
        self.is_step: Callable[[str], bool] = lambda _key: False
        """Returns True if the PDF of the item *key* is an undo entry; called in the library's writer thread."""
        self.kept_as: Callable[[str], str | None] = lambda _key: None
        """Returns the library's key of the paper of the item *key*, as `LibraryStore.attach` wants it."""
        self._board = board
        self._pdf_getter = pdf_getter
        self._lookups = lookups
        self._client = client
        self._scope = scope
        self._in_hand = in_hand
        self._records = records
        self._clock = clock
        self._now = now
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopping: dict[str, tuple[DownloadState, str]] = {}
        self._unanswered_ends: list[str] = []
        self._requeued_at: dict[str, int] = {}
        self._begun: dict[str, set[str]] = {}
        self._counts: dict[str, RequestCounts] = {}
        self._asked_again: set[str] = set()
        self._started_at: dict[str, str] = {}
        self._offline_counts: dict[str, int] = {}
        self._interrupted: list[DownloadItem] = []
        self._network_checks = 0
        self._network_timer: asyncio.TimerHandle | None = None
        self._again_timer: asyncio.TimerHandle | None = None

    # -- control

    @property
    def is_offline(self) -> bool:
        """True if nothing is downloaded now: the program works offline, or there is no network connection."""
        return self._client.offline or self.offline_until is not None

    def progress(self) -> QueueProgress:
        """Returns the progress of the whole queue."""
        rows = self._board.rows
        running = tuple(rows.in_state(DownloadState.RUNNING))
        waiting = rows.counts[DownloadState.WAITING]
        return QueueProgress(
            running=len(running),
            looking=sum(item.is_looking_for_copies for item in running),
            waiting=waiting,
            paused=rows.counts[DownloadState.PAUSED],
            ended=rows.counts[DownloadState.DONE],
            done=len(self.finished_in_run()),
            parts=sum(RECEIVING_PART * min(1.0, item.received / item.size) for item in running if item.size),
            rate=sum(item.rate or 0.0 for item in running),
            left_s=None if self.is_offline else self.pace.left_s(running, waiting),
            offline_until=self.offline_until,
            since=self.pace.since,
        )

    def finished_in_run(self) -> list[DownloadItem]:
        """Returns the items that have ended in the current run, which goes on after a pause or a restart."""
        return [one for one in self._board.rows.of(self.pace.ended_keys) if one.state is DownloadState.DONE]

    def go_on(self) -> None:
        """Starts waiting items, as many as are allowed at once."""
        if not self._tasks and self._board.rows.counts[DownloadState.WAITING]:
            self.pace.begin()
        if self._client.offline:
            self.pace.stop()
            return
        if self.offline_until is None:
            self.pace.go_on()
        room = 1 if self.offline_until is not None else self._in_hand
        if len(self._tasks) >= room:
            return
        if self.offline_until is not None and self._network_timer is not None:
            return
        for item in self._board.rows.in_state(DownloadState.WAITING):
            if len(self._tasks) >= room:
                return
            if item.key not in self._tasks:
                guard = CancelGuard()
                work = guard.run(partial(self._work, item.key, guard))
                task = self._scope.start(work, name=f"get {item.asked_as}")
                if task is None:  # the program is ending: the item waits for the next start
                    return
                self._tasks[item.key] = task
                # In a callback, not in the coroutine: a task that is cancelled before its first step runs none of it.
                task.add_done_callback(partial(self._on_worker_done, item.key))

    def stop(self, key: str, state: DownloadState, reason: str = CANCELLED) -> bool:
        """Ends the worker of an item, which then becomes PAUSED or DONE (cancelled); a PDF that is being placed in the
        library is saved all the same.

        Args:
            reason: why it is cancelled, in a sentence.

        Returns False when the item has no worker.
        """
        task = self._tasks.get(key)
        if task is None:
            return False
        self._stopping[key] = state, reason
        task.cancel()
        return True

    def look_now(self) -> None:
        """Checks now whether the network is reachable again, without waiting for the next check."""
        self._network_checks = 0
        self._stop_network_timer()
        self.go_on()

    def set_alarm(self) -> None:
        """Sets the timer for the next item that is to be retried."""
        if self._again_timer is not None:
            self._again_timer.cancel()
            self._again_timer = None
        due = [item.again for item in self._board.rows.in_state(DownloadState.DONE) if item.again is not None]
        if due:
            seconds = max(0.0, (datetime.fromisoformat(min(due)) - self._now()).total_seconds())
            self._again_timer = asyncio.get_event_loop().call_later(min(seconds, 86_400.0), self._on_alarm)

    def end(self) -> None:
        """Stops all timers."""
        self._stop_network_timer()
        if self._again_timer is not None:
            self._again_timer.cancel()
            self._again_timer = None

    async def save_interrupted(self) -> None:
        """Saves the items whose workers ended with the program, with the time that they took."""
        interrupted, self._interrupted = self._interrupted, []
        if interrupted:
            await self._board.write_down(interrupted)

    def begun(self, key: str) -> set[str]:
        """Returns the addresses that were requested for the item, and forgets them."""
        return self._begun.pop(key, set())

    def forget_answers(self, key: str, urls: Collection[str] = ()) -> None:
        """Forgets what the batch lookup said about an item, and the answers of *urls*: they are requested again."""
        self._lookups.forget(key)
        self.asked.forget(urls)

    def ask_again(self, key: str) -> None:
        """Ask the services for copies of the item again, when it starts."""
        self._asked_again.add(key)

    # -- the work

    async def _work(self, key: str, guard: CancelGuard) -> None:
        """Processes one item until it has ended. It is not stopped between placing the PDF and noting the outcome."""
        board = self._board
        begun = self._begun.setdefault(key, set())
        progress = ItemProgress(board, key, self.pace, begun, clock=self._clock, now=self._now)
        # At most a minute: an item that waits longer for a busy service would delay the others.
        ask = RequestOptions(
            priority=Priority.VISIBLE,
            again=key in self._asked_again,
            wait_s=COMMAND_WAIT_S,
            on_wait=progress.paused,
            on_turn=progress.turn,
            rank=lambda: board.rows.place(key),
        )
        self._asked_again.discard(key)
        self._counts[key] = ask.request_counts
        self._started_at[key] = utc_timestamp(self._now())
        self.pace.started(key)
        self._offline_counts[key] = self._client.offline_count
        try:
            ended = await self._get(board.rows[key], ask, progress, guard)
        except PaperRemoved as error:
            self.cancelled.emit(msgspec.structs.replace(self._with_work(board.rows[key]), reason=error.message))
        except ScholarError as error:
            await self._end(failed_item(board.rows[key], error))
        except Exception:
            trouble = Message("An unexpected error stopped the download. See the log for details.")
            await self._end(ended_item(board.rows[key], ItemOutcome.TEMPORARY, trouble))
            raise
        else:
            await self._end(ended)

    def _on_worker_done(self, key: str, task: asyncio.Task[None]) -> None:
        """Updates the queue after the worker of an item has ended, also if it was cancelled before it began."""
        if task.cancelled():
            self._on_worker_stopped(key)
        self._stopping.pop(key, None)
        self._offline_counts.pop(key, None)
        self._tasks.pop(key, None)
        self.pace.stopped(key)
        self._update_network_state()
        self.go_on()
        if not self._tasks and not self._board.rows.counts[DownloadState.WAITING]:
            self.asked = VisitedUrls()  # the run is over
            self.pace.over()
            self.became_idle.emit(None)

    async def _get(
        self, item: DownloadItem, ask: RequestOptions, progress: ItemProgress, guard: CancelGuard
    ) -> DownloadItem:
        if item.is_record:
            progress.turn(None)
            job = RecordJob(
                item,
                progress.show,
                self._clock,
                lambda: self._board.rows[item.key].wanted,
                kept_as=partial(self.kept_as, item.key),
            )
            return await job.run(self._records(), ask)
        others = self._board.rows.in_state(DownloadState.WAITING)
        said = await self._lookups.said(item, others, ask)
        return await self._pdf_getter.get(
            item,
            ask=ask,
            asked=self.asked,
            listener=progress,
            identifier=identifier_of(item),
            said=said,
            is_step=partial(self.is_step, item.key),
            kept_as=partial(self.kept_as, item.key),
            guard=guard,
        )

    async def _end(self, item: DownloadItem) -> None:
        """Saves the item as ended; or as waiting again, if nothing could be requested."""
        item = self._with_work(item)
        now_queued = self._board.rows[item.key]  # a later batch may have requested it meanwhile
        item = msgspec.structs.replace(item, batches=now_queued.batches)
        temporary = item.outcome is ItemOutcome.TEMPORARY
        if temporary and self.network.is_doubtful and not await self._client.has_network():
            self.network.mark_offline()
        self._lookups.forget(item.key)
        if self._was_stopped_offline(item):
            self.asked.forget_temporary()
            self._lookups.forget_failed()
            item = requeued_item(item)
        elif temporary and self._is_away(item):
            item = requeued_item(item)
        else:
            self._requeued_at.pop(item.key, None)
            now = self._now()
            again = _again_at(item, now) if temporary else None
            item = msgspec.structs.replace(item, ended=utc_timestamp(now), again=again)
            self.pace.ended(item.key)
            self._begun.pop(item.key, None)
            if self.network.answers and not self.network.last_call_failed:
                self._unanswered_ends.clear()
            elif temporary:
                self._unanswered_ends.append(item.key)
        self._board.show(item)
        if item.again is not None:
            self.set_alarm()
        await self._board.write_down([item])

    def _on_worker_stopped(self, key: str) -> None:
        """Updates an item whose worker was stopped by the user or because the program ends.

        An item that had ended just before is not changed.
        """
        state, reason = self._stopping.get(key, (None, ""))
        item = self._board.rows.get(key)
        if item is None or item.state is DownloadState.DONE:
            return
        item = self._with_work(item)
        if state is None:
            self._interrupted.append(requeued_item(item))
        elif state is DownloadState.PAUSED:
            paused = msgspec.structs.replace(requeued_item(item), state=DownloadState.PAUSED)
            self._board.keep([paused])
        elif state is DownloadState.DONE:
            self.cancelled.emit(msgspec.structs.replace(item, reason=reason))

    def _with_work(self, item: DownloadItem) -> DownloadItem:
        """Returns *item* with the requests and the time of its worker, once."""
        counts = self._counts.pop(item.key, None)
        sent = counts.of(FILES).requests if counts is not None else 0
        start, worked = self._started_at.pop(item.key, None), item.worked
        if start is not None:
            worked = (*(worked or ()), (start, utc_timestamp(self._now())))
        return msgspec.structs.replace(item, requests=item.requests + sent, worked=worked)

    # -- retries

    def _on_alarm(self) -> None:
        self._again_timer = None
        now = utc_timestamp(self._now())
        due = [
            item
            for item in self._board.rows.in_state(DownloadState.DONE)
            if item.again is not None and item.again <= now
        ]
        fresh = []
        for item in due:
            failed = _temporary(item)
            self.asked.forget({one.url for one in failed})
            late = tuple(one.url for one in failed if one.final_url is not None)  # None: nothing was requested
            fresh.append(
                msgspec.structs.replace(requeued_item(item), tries=item.tries + 1, again=None, ended="", late_urls=late)
            )
        self._board.keep(fresh)
        self.set_alarm()
        self.go_on()

    # -- the network

    def _was_stopped_offline(self, item: DownloadItem) -> bool:
        """Returns True if the program worked offline while *item* was processed, so that it must wait again: copies or
        lookups were left out, although the program may be online again by now."""
        is_new = self._offline_counts.pop(item.key, self._client.offline_count) != self._client.offline_count
        return is_new and item.outcome in (ItemOutcome.TEMPORARY, ItemOutcome.CLOSED, ItemOutcome.NO_PDF)

    def _is_away(self, item: DownloadItem) -> bool:
        """Returns True if *item* failed because the network is unreachable, so that it must wait again.

        It waits again only once for each time that the network becomes unreachable.
        """
        if not self.network.silent or any(one.http_status is not None for one in _temporary(item)):
            return False
        if self._requeued_at.get(item.key) == self.network.answers or item.key not in self._requeued_at:
            self._requeued_at[item.key] = self.network.answers
            return True
        return False

    def _update_network_state(self) -> None:
        """Updates, after each worker, whether the network is reachable."""
        if self.network.silent and not self._client.offline:
            if self._network_timer is None:
                self._wait_for_network()
        elif self.offline_until is not None:
            self._network_is_back()

    def _wait_for_network(self) -> None:
        for item in self._board.rows.of(self._unanswered_ends):
            if item.outcome is ItemOutcome.TEMPORARY:
                self._requeued_at[item.key] = self.network.answers
                self._board.keep([msgspec.structs.replace(requeued_item(item), again=None, ended="")])
        self._unanswered_ends.clear()
        self.pace.stop()
        seconds = OFFLINE_CHECK_DELAYS_S[min(self._network_checks, len(OFFLINE_CHECK_DELAYS_S) - 1)]
        self._network_checks += 1
        self.offline_until = utc_timestamp(self._now() + timedelta(seconds=seconds))
        self._network_timer = asyncio.get_event_loop().call_later(seconds, self._check_network)
        self._board.moved.emit(None)

    def _check_network(self) -> None:
        self._network_timer = None
        self._client.wake_hosts()
        self.asked.forget_temporary()
        self._lookups.forget_failed()
        self.go_on()

    def _network_is_back(self) -> None:
        self._network_checks = 0
        self.offline_until = None
        self._stop_network_timer()
        self._client.wake_hosts()
        self._board.moved.emit(None)

    def _stop_network_timer(self) -> None:
        if self._network_timer is not None:
            self._network_timer.cancel()
            self._network_timer = None


def _temporary(item: DownloadItem) -> list[Attempt]:
    return [one for one in item.attempts if is_retryable_outcome(one.outcome)]


def _again_at(item: DownloadItem, now: datetime) -> str | None:
    """Returns when the item is retried automatically (ISO 8601, UTC), or None for never.

    It is the time that its host stated, if that is in the future, else after the next of `RETRY_DELAYS_S`.
    """
    if item.tries >= len(RETRY_DELAYS_S):
        return None
    told = [one.until for one in _temporary(item) if one.until is not None]
    if told and min(told) > utc_timestamp(now):
        return min(told)
    return utc_timestamp(now + timedelta(seconds=RETRY_DELAYS_S[item.tries]))
