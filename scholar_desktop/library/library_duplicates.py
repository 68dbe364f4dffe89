"""The duplicates of the library: asynchronous methods to find them, to merge or link them, and to keep them apart."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import combinations

import msgspec

from scholar_desktop.domain.errors import OperationCancelled
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.merging.library_duplicates import DuplicateKeys, DuplicateSet, find_duplicates
from scholar_desktop.domain.merging.same_work import WorkGroup
from scholar_desktop.domain.merging.split_rows import ordered_pair
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.database.write_session import TableRow, WriteSession
from scholar_desktop.library.known_titles import KnownTitles
from scholar_desktop.library.operations import merge_ops
from scholar_desktop.library.tables import compared_papers
from scholar_desktop.library.tables.compared_papers import ComparedPaper
from scholar_desktop.library.tables.user_decision_table import DecisionTable

BATCH = 1000
"""Number of papers that are read at once."""
MOST_ALIKE = 40
"""Number of papers with the title of another one that are compared with it."""
COMPARED_AT_ONCE = 500
"""Number of papers that are read at once to be compared with those that have their titles."""
OTHER = 0
"""In place of the row of a paper: one that is not in the library."""

_Compare = Callable[
    [Sequence[tuple[Paper, list[int]]], dict[int, ComparedPaper], threading.Event], dict[str, ComparedPaper]
]
"""Compares papers with those of the library in the rows named beside them. Called in a thread."""


class FoundDuplicates(msgspec.Struct, frozen=True):
    """Papers of the library that may be one work, in the order in which they were added.

    rows: for `LibraryStore.papers_in`; keys: in the library; evidence: what they have in common, as sentences;
    are_versions: they are versions of one work, to be linked rather than merged.
    """

    rows: tuple[int, ...]
    keys: tuple[str, ...]
    evidence: tuple[str, ...]
    are_versions: bool


class Duplicates:
    """Finds the duplicates of the library, and does what the user decides. Each decision is an operation that undo
    reverts. Raises the errors of LibraryStore.

    Args:
        look_up: runs a query in a reader thread; change: runs an operation in the writer thread.
        kept_apart: the pairs of papers that are no duplicates.
        now: the clock.

    Attributes:
        titles: those of the library, for `like`; it must be told of changes.
    """

    def __init__(
        self,
        look_up: RunJob,
        change: Callable[[Callable[[WriteSession], Changes]], Awaitable[Changes]],
        kept_apart: DecisionTable,
        now: Callable[[], datetime],
    ) -> None:
        self._look_up = look_up
        self._change = change
        self._kept_apart = kept_apart
        self._now = now
        self.titles = KnownTitles(look_up)

    async def find(self, on_progress: Callable[[int], None] = lambda _papers: None) -> tuple[FoundDuplicates, ...]:
        """Returns the sets of papers that may be one work. A large library is compared in a thread, with pauses for the
        window; cancelling the calling task stops it.

        Args:
            on_progress: gets the number of papers that have been read.
        """
        is_left = threading.Event()
        try:
            return await self._find(on_progress, is_left)
        except asyncio.CancelledError:
            is_left.set()
            raise

    async def _find(self, on_progress: Callable[[int], None], is_left: threading.Event) -> tuple[FoundDuplicates, ...]:
        keys, last, count = DuplicateKeys(), 0, 0
        while batch := await self._look_up(partial(compared_papers.after, row=last, limit=BATCH)):
            await asyncio.to_thread(_add_keys, keys, batch, is_left)
            last, count = batch[-1].row, count + len(batch)
            on_progress(count)
        rows = sorted(keys.candidates())
        papers: dict[int, ComparedPaper] = {}
        for start in range(0, len(rows), BATCH):
            chosen = await self._look_up(partial(compared_papers.chosen, rows=rows[start : start + BATCH]))
            papers |= {one.row: one for one in chosen}
        apart = {(str(row["one"]), str(row["other"])) for row in await self._kept_apart.all()}
        linked = await self._look_up(merge_ops.linked_pairs)

        def are_apart(one: int, other: int) -> bool:
            return (one, other) in linked or ordered_pair(papers[one].key, papers[other].key) in apart

        found = await asyncio.to_thread(_compare, papers, keys, are_apart, is_left)
        return tuple(
            FoundDuplicates(one.members, tuple(papers[row].key for row in one.members), one.evidence, one.are_versions)
            for one in found
        )

    async def like(self, papers: Sequence[Paper]) -> dict[str, str]:
        """Returns which of *papers*, none of which is in the library, may be one that is: the library key of that
        paper, by `Paper.id`. It has the same title, and `find` would list the two if the other one were added. Threads
        do this: a thousand titles, or two papers with thousands of authors, take many milliseconds. Cancelling the
        calling task stops it.
        """
        return {name: one.key for name, one in (await self._compared(papers, _first_like)).items()}

    async def versions_of(self, papers: Sequence[Paper]) -> dict[str, ComparedPaper]:
        """Returns those of *papers*, which are not in the library, that are a work in it, by the rules by which the
        rows of a search are merged: the paper of the library, by `Paper.id`. As `like`, it uses threads and can be
        cancelled, and compares only papers with the same title.
        """
        return await self._compared(papers, _first_version)

    async def _compared(self, papers: Sequence[Paper], compare: _Compare) -> dict[str, ComparedPaper]:
        is_left = threading.Event()
        try:
            await self.titles.refresh(partial(_pauses, is_left))
            wanted = await asyncio.to_thread(_rows_like, papers, self.titles, is_left)
            found: dict[str, ComparedPaper] = {}
            for some in _in_batches(wanted):
                rows = sorted({row for _, its_rows in some for row in its_rows})
                kept = {one.row: one for one in await self._look_up(partial(compared_papers.not_trashed, rows=rows))}
                found |= await asyncio.to_thread(compare, some, kept, is_left)
            return found
        except asyncio.CancelledError:
            is_left.set()
            raise

    async def merge(self, keep: str, others: Sequence[str]) -> Changes:
        """Merges papers (by their library keys) into *keep*. Raises NotFound and UsageError."""
        return await self._change(partial(merge_ops.merge_papers, keep=keep, others=tuple(others)))

    async def merge_split(self, papers: Sequence[Paper], rows: Sequence[TableRow], label: Message) -> Changes:
        """Deletes *rows*, decisions that split *papers*, and merges the papers of the library that they kept apart, in
        one change. label: its name in the Undo menu."""
        return await self._change(
            partial(merge_ops.merge_split_papers, papers=tuple(papers), rows=tuple(rows), label=label)
        )

    async def link(self, keys: Sequence[str], on: bool = True, *, added: Paper | None = None) -> Changes:
        """Links papers as versions of one work, or removes the links. They are no duplicates then. Raises NotFound.

        Args:
            added: another paper to link, which is added to the library with the same operation.
        """
        return await self._change(partial(merge_ops.link_versions, keys=tuple(keys), on=on, added=added))

    async def is_linked(self, key: str, other: str) -> bool:
        """Returns True if the paper *key* of the library is linked to the version *other*, a `Paper.id`."""
        return await self._look_up(partial(merge_ops.is_linked, key=key, other=other))

    async def keep_apart(self, keys: Sequence[str]) -> Changes:
        """Remembers that papers are no duplicates of each other."""
        decided = utc_timestamp(self._now())
        pairs = [ordered_pair(one, other) for one, other in combinations(dict.fromkeys(keys), 2)]
        rows = [{"one": one, "other": other, "decided": decided} for one, other in pairs]
        label = Message.counted("keep {count} paper apart", "keep {count} papers apart", len(dict.fromkeys(keys)))
        return await self._kept_apart.put(rows, label)


def _add_keys(keys: DuplicateKeys, batch: Sequence[ComparedPaper], is_left: threading.Event) -> None:
    go_on = _pauses(is_left)
    for one in batch:
        keys.add(one.row, one.paper)
        go_on()


def _rows_like(papers: Sequence[Paper], titles: KnownTitles, is_left: threading.Event) -> list[tuple[Paper, list[int]]]:
    """Returns those of *papers* whose title the library has, with the rows of the papers that have it."""
    found, go_on = [], _pauses(is_left)
    for paper in papers:
        if rows := titles.rows_like(paper, MOST_ALIKE):
            found.append((paper, rows))
        go_on()
    return found


def _in_batches(wanted: Sequence[tuple[Paper, list[int]]]) -> Iterator[list[tuple[Paper, list[int]]]]:
    some: list[tuple[Paper, list[int]]] = []
    for one in wanted:
        some.append(one)
        if sum(len(rows) for _, rows in some) >= COMPARED_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _first_like(
    wanted: Sequence[tuple[Paper, list[int]]], kept: dict[int, ComparedPaper], is_left: threading.Event
) -> dict[str, ComparedPaper]:
    """Returns the first paper of *kept* that each paper may be, by `Paper.id`."""
    found: dict[str, ComparedPaper] = {}
    for paper, rows in wanted:
        one_more = ComparedPaper(OTHER, "", paper)
        compared = {one.row: one for one in (one_more, *(kept[row] for row in rows if row in kept))}
        keys = DuplicateKeys()
        _add_keys(keys, tuple(compared.values()), is_left)
        sets = _compare(compared, keys, lambda _one, _other: False, is_left)
        members = sorted(row for one in sets if OTHER in one.members for row in one.members if row != OTHER)
        if members:
            found[paper.id] = compared[members[0]]
    return found


def _first_version(
    wanted: Sequence[tuple[Paper, list[int]]], kept: dict[int, ComparedPaper], is_left: threading.Event
) -> dict[str, ComparedPaper]:
    """Returns the first paper of *kept* that is the same work as each paper, by `Paper.id`. Of several that are not all
    one work, none is taken."""
    found: dict[str, ComparedPaper] = {}
    go_on = _pauses(is_left)
    for paper, rows in wanted:
        work = WorkGroup([paper])
        others = {row: WorkGroup([kept[row].paper]) for row in rows if row in kept}
        same = [row for row, other in others.items() if work.can_be(other)]
        if same and all(others[one].can_be(others[other]) for one, other in combinations(same, 2)):
            found[paper.id] = kept[same[0]]
        go_on()
    return found


def _compare(
    papers: dict[int, ComparedPaper],
    keys: DuplicateKeys,
    are_apart: Callable[[int, int], bool],
    is_left: threading.Event,
) -> list[DuplicateSet]:
    return find_duplicates({row: one.paper for row, one in papers.items()}, keys.buckets(), are_apart, _pauses(is_left))


def _pauses(is_left: threading.Event) -> Callable[[], None]:
    """Returns a function for the steps of long work, which pauses for the window and stops when nobody waits."""
    yielder = Yielder()

    def go_on() -> None:
        if is_left.is_set():
            raise OperationCancelled(Message("The search for duplicates was stopped."), subject=LIBRARY)
        yielder.yield_to_ui()

    return go_on
