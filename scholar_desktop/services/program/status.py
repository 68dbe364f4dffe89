"""The text of the status bar for each service. It only contains known facts, never a number that no service sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.events import Event
from scholar_desktop.domain.source import S2, TITLES, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR, SOURCE_OF, ZENODO_TOKEN

if TYPE_CHECKING:
    from scholar_desktop.net.budget import Budget, BudgetState
    from scholar_desktop.net.call_log import Call, CallLog
    from scholar_desktop.net.client import Client
    from scholar_desktop.services.program.daily_quota import DailyQuota
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.services.program.settings_editor import SettingsEditor

READY = "ready"
WAITING = "waiting"
MISSING = "missing"
OFFLINE = "offline"
_COUNTDOWN_S = 3600
_FIRST_ERROR = 400
_REFUSED = (401, 403, 407, 451)
_SECRET_REFUSED = (401, 403)
"""What a service answers to a key or token that it does not accept, or that does not permit the request."""
_SECRETS = {
    S2: (
        SEMANTIC_SCHOLAR,
        Message("refused a request at {time}: check your key in Settings"),
        Message("check your key in Settings"),
    ),
    ZENODO: (
        ZENODO_TOKEN,
        Message("refused a request at {time}: check your token in Settings"),
        Message("check your token in Settings"),
    ),
}
"""By service: the name of its key or token, and the words for its refusal, long and short."""
_TOO_MANY = 429
FAILURE_HOLDS_S = 600
"""How long a failed request counts as the state of a service; later the state is not known."""
QUOTA_HOLDS_S = 60
"""How long the numbers of Zenodo are valid; it counts requests per minute."""

_READY = Message("ready")


class StatusLine(msgspec.Struct, frozen=True):
    """The status of one service.

    text: the text after the service's name; tone: READY, WAITING (amber), MISSING (a setting is missing) or OFFLINE;
    until: when a wait ends (aware UTC); until then the text changes and must be requested again; brief: the text where
    there is little room, empty if there is no shorter one.
    """

    source: str
    text: str
    tone: str = READY
    until: datetime | None = None
    brief: str = ""


class SourceWait(msgspec.Struct, frozen=True):
    """Why no request is sent to a source now, and until when.

    until: the end, aware UTC; pool: the requests without a key are used up, otherwise the service requested a pause;
    reason: one sentence, and what the user can do.
    """

    until: datetime
    pool: bool
    reason: str


class Failure(msgspec.Struct, frozen=True):
    """The last request to a source failed: at (aware UTC), and the status of the answer, None for no answer."""

    at: datetime
    status: int | None


class Status:
    """Combines request budgets, keys and settings into status lines.

    Events:
        changed: the result of `lines` has changed.
        offline_changed: the offline mode was switched on (True) or off.
        went_online: work that waited for the network may continue.
    """

    def __init__(
        self,
        budgets: Mapping[str, Budget],
        client: Client,
        keys: Keys,
        settings: SettingsEditor,
        calls: CallLog,
        unpaywall_count: DailyQuota,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._budgets = budgets
        self._client = client
        self._keys = keys
        self._settings = settings
        self._unpaywall_count = unpaywall_count
        self._clock = clock
        self.changed: Event[None] = Event("status.changed")
        self.offline_changed: Event[bool] = Event("status.offline_changed")
        self.went_online: Event[None] = Event("status.went_online")
        for budget in budgets.values():
            budget.changed.connect(lambda _state: self.changed.emit(None))
        keys.changed.connect(self._on_key_changed)
        settings.changed.connect(self._on_setting_changed)
        self._zenodo_quota: tuple[int, int, datetime] | None = None
        self._failures: dict[str, Failure | None] = {}
        for source in (S2, UNPAYWALL, ZENODO):
            for call in calls.calls(source):  # calls made before this object existed
                self._on_call(call)
        calls.changed.connect(self._on_call)
        unpaywall_count.changed.connect(lambda _count: self.changed.emit(None))

    @property
    def offline(self) -> bool:
        """True if the program is in offline mode."""
        return self._client.offline

    def set_offline(self, offline: bool) -> None:
        """Switch offline mode on or off for this run. The setting for later runs is not changed."""
        if offline != self._client.offline:
            self._client.set_offline(offline)
            self.changed.emit(None)
            self.offline_changed.emit(offline)
            if not offline:
                self.went_online.emit(None)

    def wait_of(self, source: str) -> SourceWait | None:
        """Return why a request to *source* would wait now, and until when; None if it would not."""
        budget = self._budgets.get(source)
        if budget is None:
            return None
        state = budget.snapshot()
        waits = []
        if state.slowed_until is not None:
            waits.append(
                SourceWait(state.slowed_until, False, Message("{service} asked for a pause.", service=TITLES[source]))
            )
        if state.pool_until is not None and not self._has_key():
            reason = Message.counted(
                "Without a key, {service} allows {count} request in 5 minutes. The limit is reached; a free key ends "
                "this wait.",
                "Without a key, {service} allows {count} requests in 5 minutes. The limit is reached; a free key ends "
                "this wait.",
                self._settings.current.semantic_scholar_pool,
                service=TITLES[source],
            )
            waits.append(SourceWait(state.pool_until, True, reason))
        return max(waits, key=lambda wait: wait.until, default=None)

    def pool(self) -> tuple[int, int] | None:
        """Return (requests that can be sent now, requests in 5 minutes) to Semantic Scholar without a key; None where
        there is no such limit.
        """
        left = self._budgets[S2].snapshot().pool_left
        if left is None or self._has_key():
            return None
        return left, self._settings.current.semantic_scholar_pool

    @property
    def unanswered(self) -> bool:
        """True if the last requests to at least two services failed, and none succeeded. A service that had too many
        requests does respond."""
        failures = [self._recent_failure(source) for source in self._failures]
        return len(failures) > 1 and all(failure is not None and failure.status != _TOO_MANY for failure in failures)

    def _has_key(self, name: str = SEMANTIC_SCHOLAR) -> bool:
        key = self._keys.known(name)
        return key is not None and key.is_set

    def _recent_failure(self, source: str) -> Failure | None:
        failure = self._failures.get(source)
        if failure is None or (self._clock() - failure.at).total_seconds() >= FAILURE_HOLDS_S:
            return None
        return failure

    def lines(self) -> tuple[StatusLine, ...]:
        """Return the lines of Semantic Scholar, Unpaywall and Zenodo."""
        return self._semantic_scholar(), self._unpaywall(), self._zenodo()

    def _semantic_scholar(self) -> StatusLine:
        key = self._keys.known(SEMANTIC_SCHOLAR)
        if key is None:
            ready = _READY
        elif key.is_set:
            rate = self._settings.current.semantic_scholar_rate
            ready = Message("{rate} per second, ready", rate=f"{rate:g}") if rate else Message("your key, ready")
        else:
            ready = Message("shared limit, ready")
        return self._line(S2, ready)

    def _unpaywall(self) -> StatusLine:
        email = self._settings.current.email
        if email is None:
            return StatusLine(UNPAYWALL, Message("no e-mail address set"), MISSING)
        count = self._unpaywall_count
        today = count.today()
        values: dict[str, str | int] = {"email": email, "used": today, "count": count.a_day}
        if today >= count.a_day and not self.offline:
            text = Message("{email}, {used} of {count} requests today: more after midnight UTC", **values)
            brief = Message("{used} of {count} requests today: more after midnight UTC", used=today, count=count.a_day)
            return StatusLine(UNPAYWALL, text, WAITING, brief=brief)
        if today >= count.for_background and not self.offline:
            text = Message("{email}, {used} of {count} requests today: background work waits", **values)
            brief = Message("{used} of {count} requests today: background work waits", used=today, count=count.a_day)
            return StatusLine(UNPAYWALL, text, WAITING, brief=brief)
        if not today:
            return self._line(UNPAYWALL, email, _READY)
        brief = Message("{used} of {count} requests today", used=today, count=count.a_day)
        return self._line(UNPAYWALL, Message("{email}, {used} of {count} requests today", **values), brief)

    def _zenodo(self) -> StatusLine:
        """Return the line of Zenodo, with the numbers of its last response while they are valid."""
        if self._zenodo_quota is not None:
            left, of, at = self._zenodo_quota
            if (self._clock() - at).total_seconds() < QUOTA_HOLDS_S:
                return self._line(ZENODO, Message("{left} of {count} requests left", left=left, count=of))
        return self._line(ZENODO, _READY)

    def _line(self, source: str, ready: str, brief: str = "") -> StatusLine:
        if self.offline:
            return StatusLine(source, Message("offline"), OFFLINE)
        budget = self._budgets.get(source)
        state = budget.snapshot() if budget is not None else None
        if state is None:
            return StatusLine(source, ready, brief=brief)
        wait = self.wait_of(source)
        if wait is not None and wait.pool and (left := (wait.until - self._clock()).total_seconds()) > 0:
            text = Message.counted(
                "{count} request in 5 min used, next in {time}",
                "{count} requests in 5 min used, next in {time}",
                self._settings.current.semantic_scholar_pool,
                time=countdown(left),
            )
            return StatusLine(source, text, WAITING, wait.until)
        if (waiting := _waiting_line(source, state, self._clock())) is not None:
            return waiting
        if (failure := self._recent_failure(source)) is not None:
            at = f"{failure.at.astimezone():%H:%M}"
            brief = ""
            if failure.status is None:
                text = Message("no answer at {time}", time=at)
            elif failure.status < _FIRST_ERROR:
                text = Message("unreadable answer at {time}", time=at)
            elif failure.status == _TOO_MANY:
                text = Message("too many requests at {time}", time=at)
            elif failure.status in _SECRET_REFUSED and source in _SECRETS and self._has_key(_SECRETS[source][0]):
                _name, refused, brief = _SECRETS[source]
                text = refused.filled(time=at)
            else:
                text = Message("failed with status {status} at {time}", status=failure.status, time=at)
            until = failure.at + timedelta(seconds=FAILURE_HOLDS_S)
            return StatusLine(source, text, WAITING, until, brief=brief)
        return StatusLine(source, ready, brief=brief)

    def _on_call(self, call: Call) -> None:
        if not call.is_stopped and not call.stored and call.service in (S2, UNPAYWALL, ZENODO):
            failed = call.error is not None or (call.status or 0) >= 500 or call.status in (*_REFUSED, _TOO_MANY)
            before = self._failures.get(call.service)
            self._failures[call.service] = Failure(datetime.fromisoformat(call.time), call.status) if failed else None
            if failed or before is not None:
                self.changed.emit(None)
        if call.service == ZENODO and call.left is not None and call.of is not None:
            self._zenodo_quota = (call.left, call.of, self._clock())
            self.changed.emit(None)

    def _on_key_changed(self, name: str) -> None:
        """Forget that the service refused a request with the key or token that was in use before."""
        failure = self._failures.get(SOURCE_OF[name])
        if failure is not None and failure.status in _SECRET_REFUSED:
            del self._failures[SOURCE_OF[name]]
        self.changed.emit(None)

    def _on_setting_changed(self, key: str) -> None:
        if key == "offline":
            self.set_offline(self._settings.current.offline)
        self.changed.emit(None)


def _waiting_line(source: str, state: BudgetState, now: datetime) -> StatusLine | None:
    """Return the line for a source that must wait; None if it need not."""
    if state.slowed_until is not None and (left := (state.slowed_until - now).total_seconds()) > 0:
        if left < _COUNTDOWN_S:
            text = Message("busy, next try in {time}", time=countdown(left))
        else:
            text = Message("too many requests, paused until {time}", time=f"{state.slowed_until.astimezone():%H:%M}")
        return StatusLine(source, text, WAITING, state.slowed_until)
    if state.waiting:
        if state.next_in_s is None:
            return StatusLine(source, Message("{count} waiting", count=state.waiting), WAITING)
        text = Message("{count} waiting, next in {seconds} s", count=state.waiting, seconds=round(state.next_in_s, 1))
        return StatusLine(source, text, WAITING)
    return None


def countdown(seconds: float) -> str:
    """Return the time left as minutes and seconds, `0:12`, rounded up to whole seconds."""
    whole = max(0, int(-(-seconds // 1)))
    return f"{whole // 60}:{whole % 60:02}"
