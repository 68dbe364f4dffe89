"""The recent requests to each service, for the window and for the log file."""

from __future__ import annotations

import logging
from urllib.parse import unquote

from scholar_desktop.domain.events import Event
from scholar_desktop.domain.source import DATASETS, FILES, S2, UNPAYWALL, ZENODO
from scholar_desktop.net.call_log import KEPT_PER_SERVICE, Call, CallLog

__all__ = ["KEPT_PER_SERVICE", "SERVICES", "Call", "CallHistory", "request_template"]

log = logging.getLogger(__name__)

SERVICES = (S2, UNPAYWALL, ZENODO, DATASETS, FILES)
_SEGMENTS = frozenset(
    (
        *("graph", "recommendations", "datasets", "api", "v1", "v2"),
        *("paper", "papers", "author", "authors", "snippet", "search", "bulk", "match", "autocomplete", "batch"),
        *("citations", "references", "forpaper", "release", "latest", "dataset", "diffs", "to"),
        *("records", "versions", "files", "files-archive", "content", "communities"),
    )
)
"""Fixed segments in the paths of the services; every other segment is an identifier."""


class CallHistory:
    """The recent calls of each service, oldest first, and an event for each new one. Each call is logged in one line,
    which says what kind of request it was and contains no value of it.

    Events:
        added: a call has ended, successfully or not, or was answered from the cache.
    """

    def __init__(self, calls: CallLog) -> None:
        self._calls = calls
        self.added: Event[Call] = Event("call_history.added")
        calls.changed.connect(self._on_call)

    def of(self, service: str) -> tuple[Call, ...]:
        """Return the last 50 calls of *service*, oldest first."""
        return self._calls.calls(service)

    def _on_call(self, call: Call) -> None:
        log.info("%s", call_line(call))
        self.added.emit(call)


def request_template(call: Call) -> str:
    """Return the kind of request that *call* was, without any value: `/graph/v1/paper/{id}/citations [fields limit]`;
    only the host for a file."""
    if not call.path.startswith("/"):
        return f"{call.path.partition('/')[0]}/{{path}}"
    path, _, query = call.path.partition("?")
    parts: list[str] = []
    for segment in path.split("/")[1:]:
        part = segment if segment in _SEGMENTS or not segment else "{id}"
        if part != "{id}" or parts[-1:] != ["{id}"]:  # a DOI has several segments
            parts.append(part)
    names = sorted({unquote(pair.partition("=")[0]) for pair in query.split("&") if pair})
    return "/" + "/".join(parts) + (f" [{' '.join(names)}]" if names else "")


def call_line(call: Call) -> str:
    """Return *call* as one line without values: kind of request, status, duration, and what it waited for."""
    words = [call.service, call.method, request_template(call)]
    if call.stored:
        # not translated: lines of the report of a problem are in English
        return " ".join([*words, str(call.status), "from the store"])
    # not translated: lines of the report of a problem are in English
    words.append(str(call.status) if call.status is not None else "stopped" if call.is_stopped else "no answer")
    # not translated: lines of the report of a problem are in English
    words.append(f"{call.latency_s:.3f} s, {call.size} bytes")
    if call.waited_for:
        # not translated: lines of the report of a problem are in English
        words.append(f"after {call.waited_s:.1f} s for {call.waited_for}")
    return " ".join(words)
