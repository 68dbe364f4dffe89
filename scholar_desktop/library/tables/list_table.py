"""The reference lists that the user pasted or dropped, stored line by line until they are closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TypeVar

import msgspec

from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine, ReferenceListHead
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.library.database.worker_thread import RunJob

T = TypeVar("T")

_line = msgspec.json.Decoder(ReferenceLine)
_head = msgspec.json.Decoder(ReferenceListHead)


class ListTable:
    """Reads and writes reference lists. Raises DiskError."""

    def __init__(self, do: RunJob) -> None:
        self._do = do

    async def add(self, head: ReferenceListHead, lines: Sequence[ReferenceLine], text: str = "") -> ReferenceListHead:
        """Stores a new list.

        Returns its head with the number of the list. text: the text that the lines were read from.
        """

        def job(connection: sqlite3.Connection) -> ReferenceListHead:
            made = connection.execute("INSERT INTO lists (head) VALUES ('')")
            assert made.lastrowid is not None
            kept = msgspec.structs.replace(head, id=made.lastrowid, lines=len(lines))
            connection.execute("UPDATE lists SET head = ? WHERE id = ?", (_text(kept), kept.id))
            _put(connection, kept.id, lines)
            _put_text(connection, kept.id, text)
            return kept

        return await self._do(job)

    async def replace(self, head: ReferenceListHead, lines: Sequence[ReferenceLine], text: str) -> None:
        """Replaces the whole list after it was read from *text* again."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE lists SET head = ? WHERE id = ?", (_text(head), head.id))
            connection.execute("DELETE FROM list_lines WHERE list_id = ?", (head.id,))
            _put(connection, head.id, lines)
            _put_text(connection, head.id, text)

        await self._do(job)

    async def put_head(self, head: ReferenceListHead) -> None:
        """Updates the head of the list."""
        await self._do(
            lambda connection: connection.execute("UPDATE lists SET head = ? WHERE id = ?", (_text(head), head.id))
        )

    async def text(self, list_id: int) -> str:
        """Returns the text that the list was read from; empty if it was not stored."""

        def job(connection: sqlite3.Connection) -> str:
            found = connection.execute("SELECT text FROM list_texts WHERE list_id = ?", (list_id,)).fetchone()
            return str(found[0]) if found is not None else ""

        return await self._do(job)

    async def put(self, list_id: int, lines: Sequence[ReferenceLine]) -> None:
        """Replaces the lines with the numbers of *lines*."""
        await self._do(lambda connection: _put(connection, list_id, lines))

    async def open_lists(self) -> tuple[ReferenceListHead, ...]:
        """Returns the lists that are not closed, newest first."""

        def job(connection: sqlite3.Connection) -> tuple[ReferenceListHead, ...]:
            rows = connection.execute("SELECT head FROM lists WHERE closed = 0 AND head <> '' ORDER BY id DESC")
            return tuple(_head.decode(text) for (text,) in rows)

        return await self._do(job)

    async def lines(self, list_id: int) -> tuple[ReferenceLine, ...]:
        """Returns all lines of a list, in their order."""

        def job(connection: sqlite3.Connection) -> tuple[ReferenceLine, ...]:
            rows = connection.execute("SELECT line FROM list_lines WHERE list_id = ? ORDER BY number", (list_id,))
            return tuple(_line.decode(text) for (text,) in rows)

        return await self._do(job)

    async def paper_ids(self) -> frozenset[tuple[str, str]]:
        """Returns the identifiers, each with its scheme, of the papers of all lists that are not closed."""

        def job(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
            rows = connection.execute(
                "SELECT line FROM list_lines JOIN lists ON lists.id = list_lines.list_id WHERE lists.closed = 0"
            )
            papers = (_line.decode(text).paper for (text,) in rows)
            return frozenset(name for paper in papers if paper is not None for name in paper.ids.items())

        return await self._do(job)

    async def close(self, list_id: int, *, closed: bool = True) -> None:
        """Marks the list as closed, or (not *closed*) as open again."""
        await self._do(
            lambda connection: connection.execute("UPDATE lists SET closed = ? WHERE id = ?", (int(closed), list_id))
        )

    async def forget_closed(self) -> None:
        """Deletes closed lists."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM lists WHERE closed = 1")

        await self._do(job)


def _put(connection: sqlite3.Connection, list_id: int, lines: Sequence[ReferenceLine]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO list_lines (list_id, number, line) VALUES (?, ?, ?)", _rows(list_id, lines)
    )


def _rows(list_id: int, lines: Sequence[ReferenceLine]) -> Iterator[tuple[int, int, str]]:
    turns = Yielder()
    for line in lines:
        turns.yield_to_ui()
        yield list_id, line.number, _text(_without_facts(line))


def _put_text(connection: sqlite3.Connection, list_id: int, text: str) -> None:
    # an unpaired UTF-16 surrogate cannot be encoded
    whole = text.encode("utf-8", "replace").decode()
    connection.execute("INSERT OR REPLACE INTO list_texts (list_id, text) VALUES (?, ?)", (list_id, whole))


def _without_facts(line: ReferenceLine) -> ReferenceLine:
    """Returns the line without the facts as the services sent them, which are in the record store."""
    if line.paper is None and not line.candidates:
        return line
    return msgspec.structs.replace(
        line,
        paper=None if line.paper is None else msgspec.structs.replace(line.paper, facts=(), parts=()),
        candidates=tuple(
            msgspec.structs.replace(one, paper=msgspec.structs.replace(one.paper, facts=(), parts=()))
            for one in line.candidates
        ),
    )


def _text(value: ReferenceLine | ReferenceListHead) -> str:
    return msgspec.json.encode(value, enc_hook=encode_stored).decode()
