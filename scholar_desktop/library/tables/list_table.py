"""The lists that a person pasted or dropped, line by line, until they are closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine, ReferenceListHead
from scholar_desktop.library.database.worker_thread import RunJob

T = TypeVar("T")

_line = msgspec.json.Decoder(ReferenceLine)
_head = msgspec.json.Decoder(ReferenceListHead)


class ListTable:
    """Raises what its file raises (DiskError)."""

    def __init__(self, do: RunJob) -> None:
        self._do = do

    async def add(self, head: ReferenceListHead, lines: Sequence[ReferenceLine], text: str = "") -> ReferenceListHead:
        """Keep a new list; its head with the number that it got. text: what its lines were read from."""

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
        """Write all of the list anew: it was read from *text* once more."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE lists SET head = ? WHERE id = ?", (_text(head), head.id))
            connection.execute("DELETE FROM list_lines WHERE list_id = ?", (head.id,))
            _put(connection, head.id, lines)
            _put_text(connection, head.id, text)

        await self._do(job)

    async def put_head(self, head: ReferenceListHead) -> None:
        """Write what is known of the list as a whole."""
        await self._do(
            lambda connection: connection.execute("UPDATE lists SET head = ? WHERE id = ?", (_text(head), head.id))
        )

    async def text(self, list_id: int) -> str:
        """What the list was read from; empty when that was not kept."""

        def job(connection: sqlite3.Connection) -> str:
            found = connection.execute("SELECT text FROM list_texts WHERE list_id = ?", (list_id,)).fetchone()
            return str(found[0]) if found is not None else ""

        return await self._do(job)

    async def put(self, list_id: int, lines: Sequence[ReferenceLine]) -> None:
        """Write *lines* over those of their numbers."""
        await self._do(lambda connection: _put(connection, list_id, lines))

    async def open_lists(self) -> tuple[ReferenceListHead, ...]:
        """Those that nobody has closed, newest first."""

        def job(connection: sqlite3.Connection) -> tuple[ReferenceListHead, ...]:
            rows = connection.execute("SELECT head FROM lists WHERE closed = 0 AND head <> '' ORDER BY id DESC")
            return tuple(_head.decode(text) for (text,) in rows)

        return await self._do(job)

    async def lines(self, list_id: int) -> tuple[ReferenceLine, ...]:
        """All lines of a list, in their order."""

        def job(connection: sqlite3.Connection) -> tuple[ReferenceLine, ...]:
            rows = connection.execute("SELECT line FROM list_lines WHERE list_id = ? ORDER BY number", (list_id,))
            return tuple(_line.decode(text) for (text,) in rows)

        return await self._do(job)

    async def close(self, list_id: int, *, closed: bool = True) -> None:
        """A person is done with the list (or, not *closed*, wants it back)."""
        await self._do(
            lambda connection: connection.execute("UPDATE lists SET closed = ? WHERE id = ?", (int(closed), list_id))
        )

    async def forget_closed(self) -> None:
        """Let go of the lists that were closed."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM lists WHERE closed = 1")

        await self._do(job)


def _put(connection: sqlite3.Connection, list_id: int, lines: Sequence[ReferenceLine]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO list_lines (list_id, number, line) VALUES (?, ?, ?)",
        ((list_id, line.number, _text(_without_facts(line))) for line in lines),
    )


def _put_text(connection: sqlite3.Connection, list_id: int, text: str) -> None:
    # a lone half of a pair of UTF-16 cannot be written
    whole = text.encode("utf-8", "replace").decode()
    connection.execute("INSERT OR REPLACE INTO list_texts (list_id, text) VALUES (?, ?)", (list_id, whole))


def _without_facts(line: ReferenceLine) -> ReferenceLine:
    """Without the facts as the services sent them, which are in the record store."""
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
    return msgspec.json.encode(value).decode()
