"""Progress of the download queue: of one item, the time left for all items, and whether the network is reachable."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Set
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.attempt import Attempt, Lookup
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.source import FILES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.services.downloads.queue_store import QueueStore
from scholar_desktop.services.open_access.candidates import PdfCandidates
from scholar_desktop.services.web.transfer_meter import RateMeter

if TYPE_CHECKING:
    from scholar_desktop.net.call_log import Call


LEAST_ENDS = 3
"""With fewer ended items no time is estimated."""
RECENT_SHARE = 0.5
"""The share of the run, up to now, whose ends give the pace: the first items may be quick."""
LEAST_TURNS = 2
"""With fewer items that had their turn at a host, the pace of the host is unknown."""
UNKNOWN_TURN_S = 4.0
"""The time for each item that waits for a host of unknown pace. If it can change the end, the end is unknown."""
LEAST_RATE = 1000.0
"""Bytes per second. A slower transfer is given up after a time, so that its rate does not tell when it ends."""
LONG_S, LONG_TIMES = 2.0, 3.0
"""An item without a rate that runs longer than `LONG_S` and than `LONG_TIMES` the usual time ends nobody knows when."""
SETTLE_S, SETTLE_SHARE = 4.0, 0.15
"""How long the estimates must agree before one is shown: in seconds, and as a share of the time left."""
AGREE_S, AGREE_SHARE = 4.0, 0.25
"""Estimates agree if their ends differ by no more than this: in seconds, and as a share of the time left."""


class QueueEta:
    """Estimates the time that the queue still needs, from how quickly items ended and had their turns at their hosts.

    The estimate is an end that stays where it is, so that the time left counts down. It is known once the estimates
    agree for a while. An end that turns out to be too early is not postponed: the time left is unknown then, until the
    estimates agree again.

    Args:
        clock: monotonic time in seconds.

    The time in which nothing is downloaded because there is no network does not count. A pause that a host or service
    asked for does.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._is_over = True
        self._clear()

    def _clear(self) -> None:
        self._began = self._clock()
        self.since = current_timestamp()
        """When the run began, or the program was started that continues it (ISO 8601, UTC)."""
        self._stopped_at: float | None = None
        self._ended: set[str] = set()
        self._ends: list[float] = []
        self._end: float | None = None
        self._agreed: list[tuple[float, float]] = []
        self._started: dict[str, float] = {}
        self._durations: deque[float] = deque(maxlen=20)
        self._queues: dict[str, str] = {}
        self._turns: dict[str, deque[float]] = {}
        self._queued_ever: dict[str, set[str]] = {}
        self._seen: set[str] = set()
        self._pauses: dict[tuple[str, str], float] = {}

    @property
    def ended_keys(self) -> Set[str]:
        """The keys of the items that have ended since the queue was last idle, other than by a pause of the user that
        is over; some may wait to be tried again."""
        return self._ended

    def begin(self) -> None:
        """Starts a new estimate if the queue was idle until now: earlier ends do not count."""
        if self._is_over:
            self._is_over = False
            self._clear()

    def started(self, key: str) -> None:
        """Records that the item *key* is processed, possibly again, or that its turn at a host has come."""
        self._ended.discard(key)
        self._seen.add(key)
        self._started[key] = self._clock()
        if (queue := self._queues.pop(key, None)) is not None:
            self._turns.setdefault(queue, deque(maxlen=20)).append(self._clock())

    def queued(self, key: str, queue: str) -> None:
        """Records that the item *key* waits until others of the same *queue* (the host, or the reason why it
        waits) had their turns."""
        self._queues[key] = queue
        self._queued_ever.setdefault(queue, set()).add(key)

    def pause(self, key: str, source: str, seconds: float | None) -> None:
        """Records that the item *key* waits for *source* for *seconds*; None if it continues."""
        if seconds is None:
            self._pauses.pop((key, source), None)
        else:
            self._pauses[key, source] = self._clock() + seconds

    def stopped(self, key: str) -> None:
        """Records that the item *key* is no longer processed, whether it has ended or not."""
        self._started.pop(key, None)
        self._queues.pop(key, None)
        self._pauses = {name: until for name, until in self._pauses.items() if name[0] != key}

    def ended(self, key: str) -> None:
        """Records that the item *key* has ended."""
        now = self._clock()
        self._ended.add(key)
        self._ends.append(now)
        if key in self._started:
            self._durations.append(now - self._started[key])
        self.stopped(key)

    def stop(self) -> None:
        """Records that nothing is downloaded from now on, until `go_on`."""
        if self._stopped_at is None:
            self._stopped_at = self._clock()

    def go_on(self) -> None:
        """Records that items are downloaded again."""
        if self._stopped_at is None:
            return
        lost = self._clock() - self._stopped_at
        self._stopped_at = None
        self._began += lost
        self._ends = [end + lost for end in self._ends]
        self._started = {key: start + lost for key, start in self._started.items()}
        self._turns = {queue: deque((turn + lost for turn in turns), maxlen=20) for queue, turns in self._turns.items()}
        self._agreed = [(at + lost, end + lost) for at, end in self._agreed]
        if self._end is not None:
            self._end += lost

    def over(self) -> None:
        """Records that the queue is idle."""
        self._is_over = True
        self.stop()

    def restore(self, ended: Iterable[str], *, goes_on: bool) -> None:
        """Begins with the items *ended* of a run that was interrupted by the end of the program.

        Args:
            goes_on: items of the run wait to be processed; False if all are paused.
        """
        self._clear()
        self._ended = set(ended)
        self._is_over = not (goes_on and self._ended)

    def resume(self) -> None:
        """Records that paused items are resumed: what had ended before the queue was idle still counts."""
        if self._ended:
            self._is_over = False

    def left_s(self, running: Iterable[DownloadItem], waiting: int) -> float | None:
        """Returns the estimated seconds until no item runs or waits; None while that is unknown."""
        now, estimate = self._clock(), self._estimate(tuple(running), waiting)
        if estimate is None:
            return None
        end = now + estimate
        tolerance = max(AGREE_S, AGREE_SHARE * estimate)
        self._agreed = [(at, other) for at, other in self._agreed if abs(other - end) <= tolerance]
        self._agreed.append((now, end))
        if self._end is not None and (end > self._end + tolerance or self._end <= now):
            self._end = None  # it was too early
            self._agreed = self._agreed[-1:]
        if self._end is None and now - self._agreed[0][0] >= max(SETTLE_S, SETTLE_SHARE * estimate):
            self._end = end
        if self._end is not None and end < self._end - tolerance:
            self._end = end
        return None if self._end is None else self._end - now

    def _estimate(self, running: tuple[DownloadItem, ...], waiting: int) -> float | None:
        if len(self._ends) < LEAST_ENDS or not self._durations:
            return None
        now, usual = self._clock(), sum(self._durations) / len(self._durations)
        of_running = [self._left_of(item, usual) for item in running]
        known = [left for left in of_running if left is not None]
        if len(known) < len(of_running):
            return None
        known += [until - now + usual for until in self._pauses.values() if until > now]
        guesses = [0.0]
        not_begun = max(0, waiting - len(self._queues))
        if not_begun:
            known.append(self._pace() * (len(running) + waiting))
        for queue, ever in self._queued_ever.items():
            count = sum(other == queue for other in self._queues.values()) + not_begun * len(ever) / len(self._seen)
            if not count:
                continue
            interval = self._interval(queue)
            if interval is None:
                guesses.append(UNKNOWN_TURN_S * count)
            else:
                since = now - self._turns[queue][-1]
                known.append(interval * count - min(since, interval) + usual)
        longest = max(known, default=0.0)
        return longest if max(guesses) <= longest else None

    def _pace(self) -> float:
        """Returns the seconds from one end to the next."""
        now = self._clock()
        since = self._began + (now - self._began) * (1 - RECENT_SHARE)
        recent = sum(end >= since for end in self._ends)
        if recent < LEAST_ENDS:
            return (now - self._ends[-LEAST_ENDS]) / LEAST_ENDS
        return (now - since) / recent

    def _interval(self, queue: str) -> float | None:
        """Returns the seconds from one turn of *queue* to the next; None while unknown."""
        turns = self._turns.get(queue)
        if turns is None or len(turns) < LEAST_TURNS:
            return None
        return max((turns[-1] - turns[0]) / (len(turns) - 1), (self._clock() - turns[0]) / len(turns))

    def _left_of(self, item: DownloadItem, usual: float) -> float | None:
        """Returns the estimated seconds until a running item ends, None while that is unknown.

        An item without a rate needs as long as the ended ones did. One that takes longer is slow for a reason that is
        not known, and so is its end.
        """
        now = self._clock()
        pause = max((until - now for (key, _), until in self._pauses.items() if key == item.key), default=0.0)
        if pause > 0:
            return pause + usual
        if item.left_s is not None:
            return item.left_s if (item.rate or 0.0) >= LEAST_RATE else None
        ran = now - self._started.get(item.key, now)
        return max(0.0, usual - ran) if ran <= max(LONG_S, LONG_TIMES * usual) else None


OFFLINE_AFTER_CALLS = 3
OFFLINE_AFTER_HOSTS = 2
"""A single host that does not answer may be down. The network counts as unreachable when several hosts do not answer,
one after the other."""


class NetworkMonitor:
    """Detects from the log of calls whether the network is reachable.

    answers: how many calls were answered; an item that failed before the last answer failed for a reason of its own.
    """

    def __init__(self) -> None:
        self.answers = 0
        self._silent: list[str] = []

    def note(self, call: Call) -> None:
        """Records that a call has ended."""
        if call.stored:
            return
        if call.status is not None:
            self.answers += 1
            self._silent.clear()
        else:
            self._silent.append(call.path.partition("/")[0] if call.service == FILES else call.service)

    @property
    def silent(self) -> bool:
        """True if the last calls had no answer and were to more than one host: the network is unreachable."""
        return len(self._silent) >= OFFLINE_AFTER_CALLS and len(set(self._silent)) >= OFFLINE_AFTER_HOSTS

    @property
    def last_call_failed(self) -> bool:
        """True if the last call had no answer."""
        return bool(self._silent)

    @property
    def is_doubtful(self) -> bool:
        """True if the last calls had no answer, but too few or all to one host: the host or the network may be down."""
        return len(self._silent) >= OFFLINE_AFTER_HOSTS and not self.silent

    def mark_offline(self) -> None:
        """Records that a check found the network unreachable."""
        self._silent += ["the network"] * OFFLINE_AFTER_CALLS  # not translated: it is not shown


SHOWN_PAUSE_S = 2.0
"""A shorter pause of a host is not shown."""


class ItemProgress:
    """Shows the progress of one item in the queue; a `DownloadListener`.

    Args:
        board: the store of the queue.
        key: of the item.
        eta: estimates the time left of the queue.
        clock: monotonic time in seconds.
        now: the current time.
        asked: receives the addresses of the files that are requested for the item.
    """

    def __init__(
        self,
        board: QueueStore,
        key: str,
        eta: QueueEta,
        asked: set[str],
        *,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._board = board
        self._key = key
        self._eta = eta
        self._now = now
        self._clock = clock
        self._asked = asked
        self._meter = RateMeter(clock)

    def candidates_found(self, candidates: PdfCandidates) -> None:
        self.show(paper=candidates.paper if candidates.known else None, copies=candidates.copies)

    def copy_tried(self, index: int) -> None:
        self._meter = RateMeter(self._clock)
        self.show(current=index, received=0, size=None, rate=None)

    def address_asked(self, url: str) -> None:
        self._asked.add(url)

    def progressed(self, received: int, size: int | None) -> None:
        self.show(received=received, size=size, rate=self._meter.add(received))

    def paused(self, source: str, until: datetime | None) -> None:
        """Shows that nothing is received until *until* (aware UTC); None when the item continues."""
        seconds = None if until is None else (until - self._now()).total_seconds()
        self._eta.pause(self._key, source, seconds)
        item = self._board.rows.get(self._key)
        if item is None or item.state is not DownloadState.RUNNING or source != FILES:
            return
        from scholar_desktop.net.failures import clock_text  # not part of the start

        self._meter = RateMeter(self._clock)
        is_long = until is not None and seconds is not None and seconds >= SHOWN_PAUSE_S
        reason = Message("waiting until {time}", time=clock_text(until)) if is_long and until is not None else ""
        self.show(rate=None, reason=reason)

    def turn(self, why: str | None) -> None:
        """Shows the item as waiting for the reason *why*; None shows it as running."""
        if self._board.rows.get(self._key) is not None:
            state = DownloadState.RUNNING if why is None else DownloadState.WAITING
            if why is None:
                self._eta.started(self._key)
            else:
                host = why.values.get("host") if isinstance(why, Message) else None
                self._eta.queued(self._key, str(host or why))  # one queue for each host, for whatever reason
            self.show(state=state, reason=why or "", rate=None)

    async def attempted(self, attempts: tuple[Attempt, ...]) -> None:
        self.show(attempts=attempts)
        await self._board.write_down([self._board.rows[self._key]])

    def looked_up(self, lookups: tuple[Lookup, ...]) -> None:
        if self._key in self._board.rows:
            self.show(lookups=lookups)

    def show(self, **changes: Any) -> None:
        """Shows the item with changed fields, without saving it."""
        self._board.show(msgspec.structs.replace(self._board.rows[self._key], **changes))
