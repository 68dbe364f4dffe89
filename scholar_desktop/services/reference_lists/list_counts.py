"""Counts the lines of a reference list by status, and the requests that the rest of the lookup takes.

The counts are updated when a line changes, because a list is long and the counts are read often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.thread_yielding import Yielder


class ListCounts:
    """Counts of the lines of a list.

    Attributes:
        statuses: number of lines of each status.
        titles: number of lines that wait for a title match.
        others: number of lines that wait for a search of other services than Semantic Scholar, by those of them that
            were searched.
        identifiers: for each identifier, the number of waiting lines that have it.
    """

    def __init__(self, lines: Sequence[ReferenceLine]) -> None:
        """Count all *lines*. Called in a thread."""
        self.statuses: Counter[LineStatus] = Counter()
        self.titles = 0
        self.others: Counter[tuple[str, ...]] = Counter()
        self.identifiers: Counter[str] = Counter()
        turns = Yielder()
        for line in lines:
            turns.yield_to_ui()
            self._count(line, 1)

    def replace(self, before: ReferenceLine, after: ReferenceLine) -> None:
        """Update the counts after a line has changed."""
        self._count(before, -1)
        self._count(after, 1)

    def _count(self, line: ReferenceLine, by: int) -> None:
        self.statuses[line.standing] += by
        if line.waits_for_others:
            self.others[line.others] += by
        if line.standing is not LineStatus.ASKING:
            return
        identifier = line.wanted.identifier
        if identifier is not None:
            self.identifiers[identifier] += by
            if not self.identifiers[identifier]:
                del self.identifiers[identifier]
        elif line.wanted.title:
            self.titles += by
