"""Progress of the download queue: of one item, the time left for all items, and whether the network is reachable."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.source import FILES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.downloads.queue_store import QueueStore
from scholar_desktop.services.open_access.candidates import PdfCandidates
from scholar_desktop.services.web.transfer_meter import RateMeter

if TYPE_CHECKING:
    from scholar_desktop.net.call_log import Call


RECENT_ENDS = 20
LEAST_ENDS = 3
"""With fewer ended items no time is estimated."""
LAST_ENDS = 5
"""The first items may be quick and the last ones wait for their hosts: the slower pace counts."""
STEADY_S = 5.0
STEADY_SHARE = 0.3
"""An estimate that differs less than this from the end that is shown does not move it."""


class QueueEta:
    """Estimates the time that the queue still needs, from how quickly the last items ended.

    The estimate is an end that stays where it is, so that the time left counts down, until it is clearly wrong.

    Args:
        clock: monotonic time in seconds.

    The time in which nothing is downloaded because there is no network does not count. A pause that a host or service
    asked for does. Nothing is estimated when the announced end has passed, until the next item ends.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: deque[float] = deque(maxlen=RECENT_ENDS)
        self._end: float | None = None
        self._is_over = True
        self._stopped_at: float | None = None
        self._ended: set[str] = set()
        self._starts: dict[str, float] = {}
        self._durations: deque[float] = deque(maxlen=RECENT_ENDS)
        self._pauses: dict[tuple[str, str], float] = {}
        self._overran = False

    @property
    def done(self) -> int:
        """How many items have ended since the queue was last idle; one that is processed again counts once."""
        return len(self._ended)

    def begin(self) -> None:
        """Starts a new estimate if the queue was idle until now: earlier ends do not count."""
        if self._is_over:
            self._is_over = False
            self._stopped_at = None
            self._ended.clear()
            self._end = None
            self._overran = False
            self._ends.clear()
            self._starts.clear()
            self._durations.clear()
            self._pauses.clear()
            self._ends.append(self._clock())

    def started(self, key: str) -> None:
        """Records that the item *key* is processed, possibly again."""
        self._ended.discard(key)
        self._starts[key] = self._clock()

    def pause(self, key: str, source: str, seconds: float | None) -> None:
        """Records that the item *key* waits for *source* for *seconds*; None if it continues."""
        if seconds is None:
            self._pauses.pop((key, source), None)
        else:
            self._pauses[key, source] = self._clock() + seconds

    def stopped(self, key: str) -> None:
        """Records that the item *key* is no longer processed, whether it has ended or not."""
        self._starts.pop(key, None)
        self._pauses = {name: until for name, until in self._pauses.items() if name[0] != key}

    def ended(self, key: str) -> None:
        """Records that the item *key* has ended."""
        now = self._clock()
        self._ended.add(key)
        self._ends.append(now)
        self._overran = False
        if key in self._starts:
            self._durations.append(now - self._starts[key])
        self.stopped(key)

    def stop(self) -> None:
        """Records that nothing is downloaded from now on, until `go_on`."""
        if self._stopped_at is None:
            self._stopped_at = self._clock()

    def go_on(self) -> None:
        """Records that items are downloaded again."""
        if self._stopped_at is not None:
            lost = self._clock() - self._stopped_at
            self._stopped_at = None
            self._ends = deque((end + lost for end in self._ends), maxlen=RECENT_ENDS)
            self._starts = {key: start + lost for key, start in self._starts.items()}
            if self._end is not None:
                self._end += lost

    def over(self) -> None:
        """Records that the queue is idle."""
        self._is_over = True

    def left_s(self, running: Iterable[DownloadItem], waiting: int) -> float | None:
        """Returns the estimated seconds until no item runs or waits; None while that is unknown."""
        items = tuple(running)
        now, estimate = self._clock(), self._estimate(items, waiting)
        is_measured = not waiting and bool(items) and all(item.left_s is not None for item in items)
        is_paused = any(until > now for until in self._pauses.values())
        if self._end is not None and self._ends[-1] <= self._end <= now and not is_paused:
            self._overran = True
        if estimate is None or (self._overran and not is_measured):
            self._end = None
            return None
        tolerance = max(STEADY_S, STEADY_SHARE * estimate)
        if self._end is None or self._end <= now or abs(now + estimate - self._end) > tolerance:
            self._end = now + estimate
        return self._end - now

    def _estimate(self, running: tuple[DownloadItem, ...], waiting: int) -> float | None:
        if not waiting and running:
            of_running = [self._left_of(item) for item in running]
            return None if None in of_running else max(left for left in of_running if left is not None)
        ends = len(self._ends) - 1
        if ends < LEAST_ENDS:
            return None
        now, last = self._clock(), min(LAST_ENDS, ends)
        each = max((now - self._ends[0]) / ends, (now - self._ends[-1 - last]) / last)
        known = [item.left_s for item in running if item.left_s is not None]
        pauses = [until - now + each for until in self._pauses.values() if until > now]
        return max([each * (len(running) + waiting), *known, *pauses])

    def _left_of(self, item: DownloadItem) -> float | None:
        """Returns the estimated seconds until a running item ends, None while that is unknown.

        An item without a rate needs as long as the ended ones did. One that takes longer is slow for a reason that is
        not known, and so is its end.
        """
        now = self._clock()
        pause = max((until - now for (key, _), until in self._pauses.items() if key == item.key), default=0.0)
        if pause <= 0 and item.left_s is not None:
            return item.left_s
        if len(self._durations) < LEAST_ENDS:
            return None
        usual = sum(self._durations) / len(self._durations)
        if pause > 0:
            return pause + usual
        return self._starts[item.key] + usual - now if now - self._starts.get(item.key, now - usual) < usual else None


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
        reason = Message("paused until {time}", time=clock_text(until)) if is_long and until is not None else ""
        self.show(rate=None, reason=reason)

    def turn(self, why: str | None) -> None:
        """Shows the item as waiting for the reason *why*; None shows it as running."""
        if self._board.rows.get(self._key) is not None:
            state = DownloadState.RUNNING if why is None else DownloadState.WAITING
            if why is None:
                self._eta.started(self._key)
            self.show(state=state, reason=why or "", rate=None)

    async def attempted(self, attempts: tuple[Attempt, ...]) -> None:
        self.show(attempts=attempts)
        await self._board.write_down([self._board.rows[self._key]])

    def show(self, **changes: Any) -> None:
        """Shows the item with changed fields, without saving it."""
        self._board.show(msgspec.structs.replace(self._board.rows[self._key], **changes))
