"""Whether the network is away: nothing answers, whoever is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.source import FILES

if TYPE_CHECKING:
    from scholar_desktop.net.call_log import Call

OFFLINE_AFTER_CALLS = 3
OFFLINE_AFTER_HOSTS = 2
"""One host that is down is one host; the network is away when several are silent, one after the other."""


class NetworkMonitor:
    """Listens to the log of calls. answers: how many there were; a row that failed before the last of them failed for
    a reason of its own."""

    def __init__(self) -> None:
        self.answers = 0
        self._silent: list[str] = []

    def note(self, call: Call) -> None:
        """Another call has ended."""
        if call.stored:
            return
        if call.status is not None:
            self.answers += 1
            self._silent.clear()
        else:
            self._silent.append(call.path.partition("/")[0] if call.service == FILES else call.service)

    @property
    def silent(self) -> bool:
        """Nothing has answered since the last answer, and more than one host was asked."""
        return len(self._silent) >= OFFLINE_AFTER_CALLS and len(set(self._silent)) >= OFFLINE_AFTER_HOSTS

    @property
    def last_call_failed(self) -> bool:
        """The last call got no answer."""
        return bool(self._silent)

    @property
    def is_doubtful(self) -> bool:
        """Calls got no answer, one after the other, but all to one host: who is away, the host or the network?"""
        return len(self._silent) >= OFFLINE_AFTER_HOSTS and not self.silent

    def mark_offline(self) -> None:
        """Somebody has looked: no other host can be reached either."""
        self._silent += ["the network"] * OFFLINE_AFTER_CALLS
