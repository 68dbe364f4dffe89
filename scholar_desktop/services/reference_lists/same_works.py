"""Which papers of a reference list are one paper, by the rules by which a search merges rows."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from scholar_desktop.domain.merging.split_rows import NO_SPLITS, SplitRows
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.thread_yielding import Yielder

if TYPE_CHECKING:
    from scholar_desktop.domain.events import Event
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.merging.dedupe import Deduplicator
    from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine


class UserSplits(Protocol):
    """The rows that the user has split. changed: they are others now; carries those from before."""

    changed: Event[SplitRows]

    async def load(self) -> SplitRows: ...


class SameWorks:
    """The papers of one list, in groups of those that a search would show as one result.

    Papers are only added: a paper that no line has any more changes nothing for the others.
    """

    def __init__(self, load_splits: Callable[[], Awaitable[SplitRows]]) -> None:
        """load_splits: returns the rows that the user has split."""
        self._load_splits = load_splits
        self._papers: dict[str, Paper] = {}
        self._deduplicator: Deduplicator | None = None
        self._splits = NO_SPLITS
        self._first: dict[str, str] = {}
        self._merged: dict[str, Paper] = {}
        self._lock = asyncio.Lock()
        self._grouping = threading.Lock()

    def work_of(self, paper: Paper) -> str:
        """Return the same text for papers that are one: the `Paper.id` of the one that was added first."""
        return self._first.get(paper.id, paper.id)

    def merged(self, paper: Paper) -> Paper:
        """Return the paper that a search would show for *paper*, with the identifiers and facts of all that are one."""
        return self._merged.get(self.work_of(paper), paper)

    def lines_of_other_works(
        self, lines: Iterable[ReferenceLine], others: Iterable[ReferenceLine]
    ) -> list[ReferenceLine]:
        """Return those of *lines* whose papers are none of *others* and of no line before them."""
        seen = {self.work_of(line.paper) for line in others if line.paper is not None}
        first: dict[str, ReferenceLine] = {}
        for line in lines:
            if line.paper is not None and (work := self.work_of(line.paper)) not in seen:
                first.setdefault(work, line)
        return list(first.values())

    def with_versions(self, kept: Mapping[str, KeptPaper], papers: Iterable[Paper]) -> dict[str, KeptPaper]:
        """Return *kept* and, for each other paper of *papers* with another version in the library, that version.

        Args:
            kept: the papers that are in the library, by `Paper.id`.
        """
        if not self._first:
            return dict(kept)
        by_work: dict[str, KeptPaper] = {}
        works = {paper.id: self.work_of(paper) for paper in papers}
        for each, held in kept.items():
            if each in works:
                by_work.setdefault(works[each], held)
        others = {each: by_work.get(work) for each, work in works.items() if each not in kept}
        return {**kept, **{each: held for each, held in others.items() if held is not None}}

    async def add(self, papers: Iterable[Paper]) -> bool:
        """Add *papers*. Return True if `work_of` has another answer for a paper than before."""
        async with self._lock:
            splits = await self._load_splits()
            new = {paper.id: paper for paper in papers if paper.id not in self._papers}
            if not new and splits == self._splits:
                return False
            grouped, before = self._papers | new, self._first
            self._first, self._merged = await asyncio.to_thread(self._group, grouped, splits)
            self._papers, self._splits = grouped, splits  # not before: a call that is cancelled has grouped nothing
            return self._first != before

    def _group(self, papers: Mapping[str, Paper], splits: SplitRows) -> tuple[dict[str, str], dict[str, Paper]]:
        """Return the id of the first paper of its group for each of *papers* that is in a group, and the merged paper
        of each group by the id of its first. Called in a thread, which goes on if the call is cancelled."""
        from scholar_desktop.domain.merging.dedupe import Deduplicator

        with self._grouping:
            self._deduplicator = self._deduplicator or Deduplicator()
            self._deduplicator.merge(papers.values(), splits, Yielder().yield_to_ui)
            groups = self._deduplicator.merged_groups()
        first = {row.id: rows[0].id for rows, _ in groups for row in rows}
        return first, {rows[0].id: paper for rows, paper in groups}
