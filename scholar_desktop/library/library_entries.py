"""The entries of the library: asynchronous methods to add works by hand, edit their fields, and use the trash."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.own_fields import Value
from scholar_desktop.domain.paper import Counts, Paper
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.operations import entry_ops, paper_ops, refresh_ops
from scholar_desktop.library.operations.refresh_ops import AcceptedFacts
from scholar_desktop.library.tables import paper_rows, watched_papers
from scholar_desktop.library.tables.watched_papers import WatchedPaper

COUNTED_ROWS = 2_000
"""Rows whose dates of citation counts are read in one query."""


class Entries:
    """Changes the entries. Raises the errors of LibraryStore.

    Values are by field (a CSL variable), role or `item_type`; None empties a field.

    Args:
        look_up: runs a query in a reader thread.
        change: runs an operation in the writer thread.
    """

    def __init__(
        self,
        look_up: RunJob,
        change: Callable[[Callable[[WriteSession], Changes]], Awaitable[Changes]],
    ) -> None:
        self._look_up = look_up
        self._change = change

    async def add(self, values: Mapping[str, Value]) -> str:
        """Adds a work with these fields and returns its key in the library.

        Raises:
            UsageError: a paper of the library has one of its identifiers, or its citation key.
        """
        (key,) = (await self._change(partial(entry_ops.add_entry, values=values))).papers
        return key

    async def edit(self, key: str, values: Mapping[str, Value], *, forgotten: frozenset[str] = frozenset()) -> Changes:
        """Writes fields of a paper. Services do not change them afterwards.

        Args:
            forgotten: fields that have again what the services state.

        Raises:
            NotFound: the paper is not in the library.
            UsageError: another paper has the identifier or the citation key.
        """
        return await self._change(partial(entry_ops.edit_entry, key=key, values=values, forgotten=forgotten))

    async def stated(self, key: str) -> Paper | None:
        """Returns what the services state about a paper; None if it is not in the library."""

        def job(connection: sqlite3.Connection) -> Paper | None:
            paper_id = paper_rows.row_of(connection, key)
            return None if paper_id is None else paper_rows.paper_of(connection, paper_id)

        return await self._look_up(job)

    async def edit_many(self, keys: Sequence[str], values: Mapping[str, Value]) -> Changes:
        """Writes fields of several papers, as one change.

        Raises:
            UsageError: a value is an identifier or a citation key.
        """
        return await self._change(partial(entry_ops.edit_entries, keys=tuple(keys), values=values))

    async def with_newer_facts(self, papers: Mapping[str, Paper]) -> dict[str, KeptPaper]:
        """Returns papers as they would be if services stated what is in *papers* (by library key), and nobody had
        written anything. Nothing is written."""

        def job(connection: sqlite3.Connection) -> dict[str, KeptPaper]:
            found, yielder = {}, Yielder()
            for key, newer in papers.items():
                yielder.yield_to_ui()
                paper_id = paper_rows.row_of(connection, key)
                if paper_id is not None:
                    cite_key = paper_rows.cite_key_of(connection, paper_id)
                    found[key] = KeptPaper(key, paper_ops.newer_facts(connection, paper_id, newer), cite_key=cite_key)
            return found

        return await self._look_up(job)

    async def accept_facts(self, accepted: Mapping[str, AcceptedFacts]) -> Changes:
        """Takes over what services state now, by library key, as one change."""
        return await self._change(partial(refresh_ops.accept_facts, accepted=accepted))

    async def oldest_counts(self, before: str, most: int) -> list[WatchedPaper]:
        """Returns the papers whose citation counts were requested before a time, those with the oldest date first.

        Args:
            before: ISO 8601, UTC; most: number of papers returned at most.
        """
        last = await self._look_up(lambda connection: connection.execute("SELECT max(id) FROM papers").fetchone()[0])
        found: list[tuple[str, int]] = []
        for start in range(0, last or 0, COUNTED_ROWS):
            # a part at a time, so that the queries of the window need not wait
            rows = range(start, start + COUNTED_ROWS)
            found += await self._look_up(partial(watched_papers.oldest_counts, before=before, rows=rows, most=most))
            found = heapq.nsmallest(most, found)
        chunks = [
            [row for _, row in found[start : start + COUNTED_ROWS]] for start in range(0, len(found), COUNTED_ROWS)
        ]
        return [one for rows in chunks for one in await self._look_up(partial(watched_papers.papers_in, rows=rows))]

    async def renew_counts(self, counts: Mapping[str, Counts | None], dated: str) -> Changes:
        """Replaces the citation counts of papers, by library key. Creates no undo entry.

        Args:
            counts: None for a paper that the service does not know: it keeps its counts.
            dated: when they were requested (ISO 8601, UTC).
        """
        return await self._change(partial(refresh_ops.renew_counts, counts=counts, dated=dated))

    async def trash(self, keys: Sequence[str], on: bool, *, is_step: bool = True) -> Changes:
        """Puts papers in the trash, or restores them. is_step: it is an undo entry; False if the caller undoes it."""
        return await self._change(partial(paper_ops.trash_papers, keys=tuple(keys), on=on, is_step=is_step))

    async def empty_trash(self) -> Changes:
        """Removes all papers that are in the trash, with their files, until `undo`."""
        return await self._change(paper_ops.empty_trash)
