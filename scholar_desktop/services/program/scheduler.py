"""The scheduler of background lookups: open copies, saved searches, followed people and records.

It is off until the user enables it (settings `watch`, `watch_every_hours`). A kind is registered in the composition
root (`composition.py`, the property `watch`):

    watch.register(CheckKind(
        name="saved_search",            # stored in the library database: never change it
        title="Saved searches",         # for the user
        items=searches.watched,         # async () -> [WatchedItem(key, title)]: all items to look up
        check=searches.look,            # async (WatchedItem, RequestOptions) -> CheckResult(news, memory)
        prepare=None,                   # async ([WatchedItem], RequestOptions) -> None: a batch before the checks
    ))

`check` gets what the last check returned as memory in `WatchedItem.memory` (None at the first check: then nothing is
new, only remembered), and RequestOptions with background priority that require fresh responses. Its result is stored in
one step: the time, the memory, and each Novelty whose `subject` was not reported before. It raises the errors of the
services. An error of one item (not found, bad request) is stored with that item; an error of the service stops the kind
for an hour, or for as long as the service says. Call `watch.refresh()` when the result of `items` has changed, and
`watch.look_now(name)` when the user starts a check.

There is no jitter: all items of one round get its start as their time, so that the next round has them together again,
and its batches stay complete. Items that a round did not reach are due at the next start of the program.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import msgspec

from scholar_desktop.domain.alerts.watched_items import CheckResult, StoredNews, WatchedItem, WatchState
from scholar_desktop.domain.errors import (
    AccessRefused,
    ErrorInfo,
    NoEmail,
    Offline,
    RateLimited,
    ScholarError,
    TimedOut,
    Unreachable,
)
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.request_options import Priority, RequestOptions
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)

REST = timedelta(hours=1)
"""Pause of a kind whose service failed, unless the service says how long to wait."""
MAX_FAULTS_IN_A_ROW = 3
"""Number of consecutive items whose service failed after which the kind is paused; a single failure may be bad luck."""
MAX_SLEEP_S = 900.0
"""Interval after which the clock is read again at the latest, because timers do not run while the computer sleeps."""
_ROUND = "round"
_SERVICE_FAILS = (Unreachable, TimedOut)
_NOTHING_CAN_BE_ASKED = (RateLimited, AccessRefused, NoEmail)


class TimerHandle(Protocol):
    """A timer that can be cancelled."""

    def cancel(self) -> None: ...


def call_later(seconds: float, then: Callable[[], None]) -> TimerHandle:
    """Run *then* after *seconds* with the timer of the event loop."""
    return asyncio.get_event_loop().call_later(seconds, then)


@dataclass(frozen=True)
class CheckKind:
    """One kind of items to look up; see the docstring of this module."""

    name: str
    title: str
    items: Callable[[], Awaitable[Sequence[WatchedItem]]]
    check: Callable[[WatchedItem, RequestOptions], Awaitable[CheckResult]]
    prepare: Callable[[Sequence[WatchedItem], RequestOptions], Awaitable[None]] | None = None


class Scheduler:
    """Looks up due items while the setting is on and requests are allowed.

    Args:
        clock: returns the time, aware UTC.
        later: runs a function after some seconds, as `call_later`; it may run early.

    Events:
        changed: the result of `states` has changed.
        found: news that was not reported before.
        found_none_to_check: the check of all kinds that the user started had nothing to check.
    """

    def __init__(
        self,
        store: LibraryStore,
        settings: SettingsEditor,
        status: Status,
        scope: TaskScope,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        later: Callable[[float, Callable[[], None]], TimerHandle] = call_later,
    ) -> None:
        self._store = store
        self._settings = settings
        self._status = status
        self._scope = scope
        self._clock = clock
        self._later = later
        self._kinds: dict[str, CheckKind] = {}
        self._states: dict[str, WatchState] = {}
        self._rests: dict[str, tuple[datetime, ErrorInfo | None]] = {}
        self._timer: TimerHandle | None = None
        self._next: datetime | None = None
        self._is_started = False
        self._round_now: object | None = None
        self._waits_for: str | None = None
        self.changed: Event[None] = Event("watch.changed")
        self.found: Event[tuple[StoredNews, ...]] = Event("watch.found")
        self.found_none_to_check: Event[None] = Event("watch.found_none_to_check")

    # State

    @property
    def is_on(self) -> bool:
        """True if the user has enabled background lookups."""
        return self._settings.current.watch

    @property
    def is_looking(self) -> bool:
        """True while a round is running."""
        return self._round_now is not None

    @property
    def waits_for(self) -> str | None:
        """The source that the request of the round is not sent to yet, because it waits for its turn; else None."""
        return self._waits_for

    @property
    def next_look(self) -> datetime | None:
        """When the next item is due; None if none is, or if background lookups are off."""
        return self._next

    def states(self) -> tuple[WatchState, ...]:
        """Return the state of each kind after the last `refresh` or round. Sends no request."""
        return tuple(self._states[name] for name in self._kinds)

    @property
    def unseen(self) -> int:
        """Number of unseen news of all kinds."""
        return sum(state.unseen for state in self._states.values())

    async def news(self, kind: str | None = None, *, key: str | None = None) -> tuple[StoredNews, ...]:
        """Return the news, newest first; of one kind, or of one item."""
        return await self._store.watches.news(kind, key=key) if self._store.data_dir.exists() else ()

    async def unseen_of(self, kind: str) -> dict[str, int]:
        """Return the number of unseen news of each item of *kind*, by key."""
        return await self._store.watches.unseen_of(kind) if self._store.data_dir.exists() else {}

    async def mark_seen(self, news: Sequence[StoredNews]) -> None:
        """Mark *news* as seen by the user."""
        await self._store.watches.mark_seen([one.id for one in news if not one.seen])
        await self._count_unseen()

    async def drop(self, news: Sequence[StoredNews]) -> None:
        """Remove *news*. They are not reported again."""
        await self._store.watches.drop([one.id for one in news])
        await self._count_unseen()

    async def bring_back(self, news: Sequence[StoredNews]) -> None:
        """Restore news that `drop` removed."""
        await self._store.watches.bring_back([one.id for one in news])
        await self._count_unseen()

    # Control

    def register(self, kind: CheckKind) -> None:
        """Add *kind*. Call it before `start`, or call `refresh` afterwards."""
        self._kinds[kind.name] = kind
        self._states[kind.name] = WatchState(kind.name, kind.title)

    def start(self) -> None:
        """Start the scheduler. Called once, when the window exists; needs a running loop."""
        if self._is_started:
            return
        self._is_started = True
        self._settings.changed.connect(self._on_setting_changed)
        self._status.changed.connect(lambda _value: self._on_status_changed())
        self._status.went_online.connect(lambda _value: self.refresh())
        if self.is_on:
            self.refresh()
        else:
            self._scope.start(self._count_unseen(), name="count the news")

    def refresh(self) -> None:
        """Update the list of items and the time when the next is due."""
        if self._is_started and not self.is_looking:
            self._scope.start(self._plan(), name="plan the watch", latest="plan")

    def look_now(self, kind: str | None = None) -> None:
        """Look up all items of *kind* (None: of all kinds), even if they are not due and the setting is off."""
        for name in self._names(kind):
            self._rests.pop(name, None)
        self._begin(kind, is_forced=True)

    def stop_looking(self) -> None:
        """Stop the current round for the user. Items that it has not reached are looked up an hour later."""
        for name in self._kinds:
            self._rests[name] = self._clock() + REST, None
        self._scope.cancel(_ROUND)

    def end(self) -> None:
        """Stop the timer."""
        self._is_started = False
        self._sleep_until(None)

    # Timing

    async def _plan(self) -> None:
        """Count the due items, and start a round, or sleep until the next item is due."""
        due_at: list[datetime] = []
        for kind in tuple(self._kinds.values()):
            try:
                items = await self._watched(kind)
            except ScholarError as error:
                self._rest(kind, error)
                due_at.append(self._rests[kind.name][0])
                continue
            rest = self._rests.get(kind.name)
            moments = [self._due_at(item) for item in items]
            due_at += moments if rest is None else [max(moment, rest[0]) for moment in moments]
            self._put(kind, items, due=sum(moment <= self._clock() for moment in moments))
        await self._count_unseen()
        if not (self.is_on and due_at and self._is_started):
            self._sleep_until(None)
        elif (first := min(due_at)) > self._clock():
            self._sleep_until(first)
        elif not self._status.offline:
            self._begin(None, is_forced=False)

    def _sleep_until(self, moment: datetime | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._next = moment
        if moment is not None:
            left = max(0.0, (moment - self._clock()).total_seconds())
            self._timer = self._later(min(left, MAX_SLEEP_S), self._wake)

    def _wake(self) -> None:
        self._timer = None
        if self._next is not None and self._next > self._clock():
            self._sleep_until(self._next)
        else:
            self.refresh()

    def _due_at(self, item: WatchedItem) -> datetime:
        if item.checked is None:
            return datetime.min.replace(tzinfo=UTC)
        checked = datetime.fromisoformat(item.checked)
        if checked > self._clock():  # the clock was set back
            return datetime.min.replace(tzinfo=UTC)
        return checked + timedelta(hours=self._settings.current.watch_every_hours)

    # Rounds

    def _begin(self, kind: str | None, *, is_forced: bool) -> None:
        self._sleep_until(None)
        self._scope.start(self._round(kind, is_forced=is_forced), name="look up what is watched", latest=_ROUND)

    async def _round(self, only: str | None, *, is_forced: bool) -> None:
        this = self._round_now = object()
        began = self._clock()
        has_checked = False
        try:
            for name in self._names(only):
                if self._status.offline:
                    return
                kind = self._kinds[name]
                try:
                    has_checked |= await self._look_at(kind, began, is_forced=is_forced)
                except ScholarError as error:
                    has_checked = True
                    self._rest(kind, error)
                except Exception:
                    self._rest(kind, ScholarError(Message("An unexpected error occurred. See the log for details.")))
                    raise
            if is_forced and only is None and not has_checked:
                self.found_none_to_check.emit(None)
        finally:
            if self._round_now is this:
                self._round_now, self._waits_for = None, None
                for name in self._kinds:
                    self._change(name, looking=False)
                self.refresh()

    async def _look_at(self, kind: CheckKind, began: datetime, *, is_forced: bool) -> bool:
        """Look up the due items of *kind*, longest unchecked first. Return False if there are none."""
        if kind.name in self._rests:
            if self._rests[kind.name][0] > began:
                return False
            del self._rests[kind.name]
        items = await self._watched(kind)
        due = [item for item in items if is_forced or self._due_at(item) <= began]
        if not due:
            return False
        due.sort(key=lambda item: item.checked or "")
        if is_forced:
            due = [msgspec.structs.replace(item, is_wanted=True) for item in due]
        self._put(kind, items, due=len(due), looking=True)
        ask = RequestOptions(priority=Priority.BACKGROUND, refresh=True, source=S2, on_wait=self._on_wait)
        if kind.prepare is not None:
            await kind.prepare(due, ask)
        stamp = utc_timestamp(began)
        unanswered: ScholarError | None = None
        in_a_row = 0
        for done, item in enumerate(due, 1):
            try:
                looked = await kind.check(item, ask)
            except Offline:
                return True
            except _SERVICE_FAILS as error:
                unanswered = error
                in_a_row += 1
                if in_a_row == MAX_FAULTS_IN_A_ROW:
                    break
            except _NOTHING_CAN_BE_ASKED:
                raise
            except ScholarError as error:
                in_a_row = 0
                await self._store.watches.note_problem(kind.name, item, stamp, error.info)
            else:
                in_a_row = 0
                self._tell(kind, await self._store.watches.note(kind.name, item, stamp, looked))
            self._change(kind.name, done=done, checked=stamp)
        if unanswered is not None:  # these items are still due
            raise unanswered
        return True

    def _on_wait(self, source: str, until: datetime | None) -> None:
        waits_for = source if until is not None else None
        if waits_for != self._waits_for:
            self._waits_for = waits_for
            self.changed.emit(None)

    def _tell(self, kind: CheckKind, news: tuple[StoredNews, ...]) -> None:
        if news:
            self._change(kind.name, unseen=self._states[kind.name].unseen + len(news))
            self.found.emit(news)

    def _rest(self, kind: CheckKind, error: ScholarError) -> None:
        until = self._clock() + REST
        if isinstance(error, RateLimited) and error.until is not None:
            until = max(error.until, self._clock() + timedelta(minutes=1))
        log.info("%s are not looked up until %s: %s", kind.title, until, error.message)
        self._rests[kind.name] = until, error.info
        self._change(kind.name, problem=error.info)

    # Storage and state

    async def _watched(self, kind: CheckKind) -> list[WatchedItem]:
        items = await kind.items()
        if not items or not self._store.data_dir.exists():
            return list(items)
        return await self._store.watches.watched(kind.name, items)

    async def _count_unseen(self) -> None:
        counts = await self._store.watches.unseen() if self._store.data_dir.exists() else {}
        for name in self._kinds:
            self._change(name, unseen=counts.get(name, 0), quietly=True)
        self.changed.emit(None)

    def _put(self, kind: CheckKind, items: Sequence[WatchedItem], *, due: int, looking: bool = False) -> None:
        checked = max((item.checked for item in items if item.checked is not None), default=None)
        rest = self._rests.get(kind.name)
        self._change(
            kind.name,
            watched=len(items),
            due=due,
            checked=checked,
            looking=looking,
            done=0,
            problem=None if rest is None else rest[1],
        )

    def _change(self, name: str, *, quietly: bool = False, **values: object) -> None:
        before = self._states[name]
        self._states[name] = msgspec.structs.replace(before, **values)
        if self._states[name] != before and not quietly:
            self.changed.emit(None)

    def _names(self, only: str | None) -> list[str]:
        return [name for name in self._kinds if only in (None, name)]

    def _on_setting_changed(self, key: str) -> None:
        if key == "watch" and not self.is_on:
            self._scope.cancel(_ROUND)
        if key == "email":
            self._rests.clear()
        if key in ("watch", "watch_every_hours", "email"):
            self.refresh()

    def _on_status_changed(self) -> None:
        if self._status.offline and self.is_looking:
            self._scope.cancel(_ROUND)
