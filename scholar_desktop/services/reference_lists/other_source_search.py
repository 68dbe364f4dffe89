"""Searches Unpaywall and Zenodo for those lines of a reference list whose titles Semantic Scholar does not have."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.reference_lists.line_rules import sent_requests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scholar_desktop.domain.events import Event
    from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine, ReferenceListHead
    from scholar_desktop.services.reference_lists.list_counts import ListCounts
    from scholar_desktop.services.reference_lists.list_lookup import ListLookup
    from scholar_desktop.services.tasks import TaskScope

SECONDS_A_LINE = 1.0
"""Estimated time for a line, until the response times are known."""


class SearchedList(Protocol):
    """What the search needs of a reference list (`ReferenceList`)."""

    head: ReferenceListHead
    lines: list[ReferenceLine]
    changed: Event[frozenset[int]]

    def line(self, number: int) -> ReferenceLine: ...

    def spend(self, *, searches: int = 0, others: int = 0) -> None: ...

    async def mark_kept(self, lines: Sequence[ReferenceLine] | None = None) -> None: ...

    def put_found(self, lines: Sequence[ReferenceLine]) -> None: ...

    def write_head_soon(self) -> None: ...


class OtherSourceSearch:
    """The search of one list. It runs only when the user starts it.

    Attributes:
        is_running: lines are being searched.
        done, total: how many lines of the search were searched, and are to be.
        problem: why the search stopped.
    """

    def __init__(self, reading: SearchedList, counts: ListCounts, lookup: ListLookup, scope: TaskScope) -> None:
        self.is_running = False
        self.done = self.total = 0
        self.problem: ErrorInfo | None = None
        self._reading = reading
        self._counts = counts
        self._lookup = lookup
        self._scope = scope
        self._seconds = 0.0

    @property
    def sources(self) -> tuple[str, ...]:
        """The services that are searched: those that are on, and were not searched for a line yet."""
        waiting = [others for others, count in self._counts.others.items() if count]
        return tuple(one for one in self._lookup.other_sources if any(one not in others for others in waiting))

    @property
    def lines(self) -> int:
        """The number of lines that can be searched."""
        on = {*self._lookup.other_sources}
        return sum(count for others, count in self._counts.others.items() if not on.issubset(others))

    @property
    def requests(self) -> int:
        """The number of requests for these lines: one for each line and service."""
        on = {*self._lookup.other_sources}
        return sum(count * len(on.difference(others)) for others, count in self._counts.others.items())

    @property
    def seconds(self) -> float:
        """The estimated time for these lines."""
        return self.lines * (self._seconds / self.done if self.done else SECONDS_A_LINE)

    def start(self) -> None:
        """Search the services that are on for each line that may be there."""
        self.problem = None
        self.is_running = True
        self.done, self.total, self._seconds = 0, self.lines, 0.0
        self._reading.changed.emit(frozenset())
        self._scope.start(self._run(), name="search other services for a list", latest=self._task)

    def stop(self) -> None:
        """Stop after the lines that were searched, whose results are kept."""
        self._scope.cancel(self._task)

    @property
    def _task(self) -> tuple[str, int]:
        return "elsewhere", self._reading.head.id

    async def _run(self) -> None:
        reading = self._reading
        try:
            for number in [line.number for line in reading.lines if line.waits_for_others]:
                line = reading.line(number)
                sources = tuple(one for one in self._lookup.other_sources if one not in line.others)
                if sources and line.waits_for_others:  # the user may have decided it meanwhile
                    await self._search(line, sources)
        except ScholarError as error:
            self.problem = error.info
        finally:
            self.is_running = False
            reading.write_head_soon()
            reading.changed.emit(frozenset())
        await reading.mark_kept()

    async def _search(self, line: ReferenceLine, sources: tuple[str, ...]) -> None:
        reading, ask, began = self._reading, RequestOptions(), time.monotonic()
        try:
            found = await self._lookup.by_title_elsewhere(line, sources, ask)
        finally:
            searches, others = sent_requests(ask)
            reading.spend(searches=searches, others=others)
        await reading.mark_kept([found])  # before the row is shown, which must not offer to add the paper then
        self.done += 1
        self._seconds += time.monotonic() - began
        if reading.line(line.number) is line:
            reading.put_found([found])
