"""Whether the network is away: nothing answers, whoever is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.source import FILES

if TYPE_CHECKING:
    from scholar_desktop.net.call_log import Call

FROM_CALLS = 3
FROM_PLACES = 2
"""One host that is down is one host; the network is away when several are silent, one after the other."""


class NetworkWatch:
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
        return len(self._silent) >= FROM_CALLS and len(set(self._silent)) >= FROM_PLACES

    @property
    def any_silent(self) -> bool:
        """The last call got no answer."""
        return bool(self._silent)

    @property
    def is_doubtful(self) -> bool:
        """Calls got no answer, one after the other, but all to one host: who is away, the host or the network?"""
        return len(self._silent) >= FROM_PLACES and not self.silent

    def found_away(self) -> None:
        """Somebody has looked: no other host can be reached either."""
        self._silent += ["the network"] * FROM_CALLS
