"""The stored answers as the user manages them: list, delete, export and import."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.net.http_cache import AnswerStore

if TYPE_CHECKING:
    import sqlite3


class StoredAnswerEntry(msgspec.Struct, frozen=True):
    """One stored answer without its body.

    key: identifies it; url: of the request, without key, token and e-mail; status: 404 for a known miss; retrieved: ISO
    8601, UTC; stored_at, expires_at: seconds since 1970; size: bytes.
    """

    key: bytes
    method: str
    url: str
    accept: str
    status: int
    retrieved: str
    stored_at: float
    expires_at: float
    size: int


class ExportedAnswer(
    msgspec.Struct,
    frozen=True,
    rename=stored("url accept status headers retrieved stored_at expires_at answer"),
):
    """One answer as it is exported to a file: a request without a body, and its answer as text."""

    url: str
    accept: str
    status: int
    headers: dict[str, str]
    retrieved: str
    stored_at: float
    expires_at: float
    answer: str


class StoredAnswers:
    """Reads and changes the file of *store*, in the thread of that file."""

    def __init__(self, store: AnswerStore) -> None:
        self._store = store

    async def all(self) -> tuple[StoredAnswerEntry, ...]:
        """Return all entries, newest first."""

        def work(connection: sqlite3.Connection) -> tuple[StoredAnswerEntry, ...]:
            rows = connection.execute(
                "SELECT key, method, url, accept, status, retrieved, stored_at, expires_at, size FROM answers"
                " ORDER BY stored_at DESC, rowid DESC"
            )
            return tuple(StoredAnswerEntry(*row) for row in rows)

        return await self._store.file.run(work, ())

    async def body(self, key: bytes) -> bytes | None:
        """Return the body of an answer; None when it is no longer stored."""

        def work(connection: sqlite3.Connection) -> bytes | None:
            row = connection.execute("SELECT body FROM answers WHERE key = ?", (key,)).fetchone()
            return None if row is None else row[0]

        return await self._store.file.run(work, None)

    async def delete(self, keys: Iterable[bytes]) -> int:
        """Delete the answers with *keys*; return how many were stored."""
        rows = [(key,) for key in keys]

        def work(connection: sqlite3.Connection) -> int:
            return connection.executemany("DELETE FROM answers WHERE key = ?", rows).rowcount if rows else 0

        return max(0, await self._store.file.run(work, 0))

    async def export(self, keys: Sequence[bytes]) -> list[ExportedAnswer]:
        """Return those of *keys* that can be exported: text answers to requests without a body."""

        def work(connection: sqlite3.Connection) -> list[ExportedAnswer]:
            found: list[ExportedAnswer] = []
            for key in keys:
                row = connection.execute(
                    "SELECT url, accept, status, headers, retrieved, stored_at, expires_at, body FROM answers"
                    " WHERE key = ? AND method = 'GET'",
                    (key,),
                ).fetchone()
                if row is None:
                    continue
                try:
                    text = bytes(row[7]).decode()
                except UnicodeDecodeError:
                    continue
                headers = msgspec.json.decode(row[3], type=dict[str, str])
                found.append(ExportedAnswer(row[0], row[1], row[2], headers, row[4], row[5], row[6], text))
            return found

        return await self._store.file.run(work, [])

    async def import_answers(self, answers: Sequence[ExportedAnswer]) -> int:
        """Store those of *answers* that the store lacks or has in an older version; return how many were stored."""

        def work(connection: sqlite3.Connection) -> int:
            taken = 0
            for one in answers:
                body = one.answer.encode()
                key = hashlib.sha256(b"\0".join((b"GET", one.url.encode(), one.accept.encode(), b""))).digest()
                taken += connection.execute(
                    "INSERT INTO answers VALUES (?, 'GET', ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
                    " status = excluded.status, headers = excluded.headers, body = excluded.body,"
                    " retrieved = excluded.retrieved, stored_at = excluded.stored_at,"
                    " expires_at = excluded.expires_at, size = excluded.size WHERE excluded.stored_at > stored_at",
                    (
                        key,
                        one.url,
                        one.accept,
                        one.status,
                        msgspec.json.encode(one.headers),
                        body,
                        one.retrieved,
                        one.stored_at,
                        one.expires_at,
                        len(body) + 1000,
                    ),
                ).rowcount
            return taken

        return await self._store.file.run(work, 0)
