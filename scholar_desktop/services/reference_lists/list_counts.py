"""How many lines of a list stand how, and what asking for the rest takes: kept as lines change, since a list is long
and looked at often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine


class ListCounts:
    """standings: lines by how they stand; titles: lines that wait for a title match; identifiers: how often each one
    stands in lines that wait for it."""

    def __init__(self, lines: Sequence[ReferenceLine]) -> None:
        """Made in a thread: it goes through all *lines*."""
        self.statuses: Counter[LineStatus] = Counter()
        self.titles = 0
        self.identifiers: Counter[str] = Counter()
        for line in lines:
            self._count(line, 1)

    def replace(self, before: ReferenceLine, after: ReferenceLine) -> None:
        """A line has changed."""
        self._count(before, -1)
        self._count(after, 1)

    def _count(self, line: ReferenceLine, by: int) -> None:
        self.statuses[line.standing] += by
        if line.standing is not LineStatus.ASKING:
            return
        identifier = line.wanted.identifier
        if identifier is not None:
            self.identifiers[identifier] += by
            if not self.identifiers[identifier]:
                del self.identifiers[identifier]
        elif line.wanted.title:
            self.titles += by
