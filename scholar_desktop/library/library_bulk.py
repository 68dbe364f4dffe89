"""Changes to many papers at once: each is one operation, with progress, that can be stopped and undone."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

import msgspec

from scholar_desktop.domain.errors import OperationCancelled
from scholar_desktop.domain.library import TO_READ, BulkRun, BulkState, Changes
from scholar_desktop.domain.own_fields import Value
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.operations import collection_ops, entry_ops, paper_ops, tag_ops
from scholar_desktop.library.tables import paper_rows

REPORTED_EVERY = 100
"""Papers between two reports of progress."""


class KeysOperation(Protocol):
    """An operation on papers, by their keys."""

    def __call__(self, writer: WriteSession, *, keys: Sequence[str]) -> Changes: ...


class BulkChanges:
    """Changes the papers in *rows*, numbers of a `LibraryListing`, whose papers need not be loaded.

    All or none of the papers are changed. Rows that no longer exist are ignored. All methods raise the errors of
    LibraryStore, and OperationCancelled after `BulkRun.stopped` was set. A change whose task is cancelled goes on to
    its end.

    Args:
        look_up: runs a query in a reader thread.
        change: runs an operation in the writer thread.
    """

    def __init__(
        self, look_up: RunJob, change: Callable[[Callable[[WriteSession], Changes]], Awaitable[Changes]]
    ) -> None:
        self._look_up = look_up
        self._change = change

    async def trash(self, rows: Sequence[int], run: BulkRun, on: bool) -> Changes:
        """Puts papers in the trash, or restores them."""
        return await self._run(rows, run, partial(paper_ops.trash_papers, on=on))

    async def remove(self, rows: Sequence[int], run: BulkRun) -> Changes:
        """Removes papers with their files until `undo`."""
        return await self._run(rows, run, paper_ops.remove_papers)

    async def star(self, rows: Sequence[int], run: BulkRun, on: bool) -> Changes:
        """Stars papers, or removes their stars."""
        return await self._run(rows, run, partial(paper_ops.star_papers, on=on))

    async def mark(self, rows: Sequence[int], run: BulkRun, state: str) -> Changes:
        """Sets the reading state of papers, one of READING_STATES."""
        return await self._run(rows, run, partial(paper_ops.mark_papers, state=state))

    async def tag(self, rows: Sequence[int], run: BulkRun, name: str, on: bool) -> Changes:
        """Adds a tag to papers, or removes it."""
        return await self._run(rows, run, partial(tag_ops.set_tag, name=name, on=on))

    async def edit(self, rows: Sequence[int], run: BulkRun, values: Mapping[str, Value]) -> Changes:
        """Writes fields of papers. Raises UsageError if a value is an identifier or a citation key."""
        return await self._run(rows, run, partial(entry_ops.edit_entries, values=values))

    async def collect(self, rows: Sequence[int], run: BulkRun, path: str) -> Changes:
        """Adds papers to the collection *path*, which is created if it does not exist."""
        return await self._run(rows, run, partial(collection_ops.add_kept_papers, path=path))

    async def uncollect(self, rows: Sequence[int], run: BulkRun, collection: int) -> Changes:
        """Removes papers from a collection, by its key, and from those in it."""
        return await self._run(rows, run, partial(collection_ops.remove_papers, key=collection, below=True))

    async def state(self, rows: Sequence[int], tag: str = "") -> BulkState:
        """Returns which marks all papers in *rows* have."""

        def job(connection: sqlite3.Connection) -> BulkState:
            asked = msgspec.json.encode(list(rows)).decode()
            (starred, to_read, tagged) = connection.execute(
                """
                SELECT count(*) FILTER (WHERE starred = 0),
                    count(*) FILTER (WHERE papers.id NOT IN (SELECT paper_id FROM to_read WHERE state = :to_read)),
                    count(*) FILTER (WHERE papers.id NOT IN (
                        SELECT paper_id FROM paper_tags JOIN tags ON tags.id = paper_tags.tag_id WHERE name = :tag
                    ))
                FROM json_each(:asked) AS asked CROSS JOIN papers ON papers.id = asked.value
                """,
                {"asked": asked, "tag": tag, "to_read": TO_READ},
            ).fetchone()
            return BulkState(not starred, not to_read, not tagged)

        return await self._look_up(job)

    async def common_tags(self, rows: Sequence[int]) -> frozenset[str]:
        """Returns the tags that all papers in *rows* have."""

        def job(connection: sqlite3.Connection) -> frozenset[str]:
            asked = sorted(set(rows))
            found = connection.execute(
                """
                SELECT name FROM json_each(:asked) AS asked CROSS JOIN paper_tags ON paper_id = asked.value
                JOIN tags ON tags.id = paper_tags.tag_id GROUP BY tags.id HAVING count(*) = :count
                """,
                {"asked": msgspec.json.encode(asked).decode(), "count": len(asked)},
            )
            return frozenset(name for (name,) in found)

        return await self._look_up(job)

    async def _run(self, rows: Sequence[int], run: BulkRun, operation: KeysOperation) -> Changes:
        loop = asyncio.get_running_loop()

        def job(writer: WriteSession) -> Changes:
            yielder = Yielder()

            def on_touched(count: int) -> None:
                if run.stopped.is_set():
                    raise OperationCancelled(Message("Stopped. Nothing was changed."), subject=LIBRARY)
                if count % REPORTED_EVERY == 0:
                    with contextlib.suppress(RuntimeError):  # the window was closed, and the change goes on
                        loop.call_soon_threadsafe(run.report, count)
                yielder.yield_to_ui()

            writer.on_touched = on_touched
            try:
                return operation(writer, keys=paper_rows.keys_of(writer.connection, rows))
            finally:
                writer.on_touched = lambda count: None

        return await self._change(job)
