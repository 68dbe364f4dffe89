"""The two stores for answers: the answers to requests, and the records of a service by identifier.

Both are in the cache folder, and neither ever contains a key, a token or an e-mail: those are added below.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.net.cache_file import CacheFile

if TYPE_CHECKING:
    import sqlite3

ANSWERS_LIMIT = 200_000_000
RECORDS_LIMIT = 300_000_000
WHOLE = "*"
"""The name of the field that means all fields of the service."""
_KEEP_SHARE = 0.9
_CLOCK_SLACK_S = 60.0


class ApiRequest(msgspec.Struct, frozen=True):
    """The key under which an answer is stored.

    url: without key, token and e-mail.
    """

    method: str
    url: str
    accept: str
    body: bytes | None = None

    @property
    def key(self) -> bytes:
        """The SHA-256 hash of the request, the primary key of its answer."""
        parts = (self.method.encode(), self.url.encode(), self.accept.encode(), self.body or b"")
        return hashlib.sha256(b"\0".join(parts)).digest()


class StoredAnswer(msgspec.Struct, frozen=True):
    """An answer as stored.

    retrieved: ISO 8601, UTC; stored_at, expires_at: seconds since 1970; when it was received or last confirmed, and
    when its lifetime ends; etag, last_modified: for a conditional request.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    retrieved: str
    stored_at: float
    expires_at: float

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        return self.headers.get("last-modified")

    def is_fresh(self, lifetime_s: float) -> bool:
        """Return whether the answer is within both the lifetime it was stored with and *lifetime_s*. An answer from the
        future (the clock was set back) is not.
        """
        now = time.time()
        return self.stored_at - _CLOCK_SLACK_S <= now < min(self.expires_at, self.stored_at + lifetime_s)


class AnswerStore:
    """Stores answers, 404 and 410 too, by method, address, Accept and body; drops the oldest beyond *limit* bytes.

    Args:
        path: the file, created at first use; None for one in memory.
    """

    def __init__(self, path: Path | None, *, limit: int = ANSWERS_LIMIT) -> None:
        self._limit = limit
        self._size = 0
        self._file = CacheFile(path, name="answers", schema=_ANSWERS, version=1, on_open=self._measure)

    @property
    def file(self) -> CacheFile:
        """The file of the store, for the list of stored answers (`kept_answers`)."""
        return self._file

    async def get(self, api_request: ApiRequest) -> StoredAnswer | None:
        """Return the stored answer of any age, or None."""

        def work(connection: sqlite3.Connection) -> StoredAnswer | None:
            row = connection.execute(
                "SELECT status, headers, body, retrieved, stored_at, expires_at FROM answers WHERE key = ?",
                (api_request.key,),
            ).fetchone()
            if row is None:
                return None
            return StoredAnswer(row[0], msgspec.json.decode(row[1], type=dict[str, str]), *row[2:])

        return await self._file.run(work, None)

    async def put(
        self,
        api_request: ApiRequest,
        *,
        status: int,
        headers: dict[str, str],
        body: bytes,
        retrieved: str,
        lifetime_s: float,
    ) -> None:
        """Store an answer for *lifetime_s* seconds; a stored answer to the same request is replaced."""
        now = time.time()
        size = len(body) + 1000

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    api_request.key,
                    api_request.method,
                    api_request.url,
                    api_request.accept,
                    status,
                    msgspec.json.encode(headers),
                    body,
                    retrieved,
                    now,
                    now + lifetime_s,
                    size,
                ),
            )
            self._size += size
            if self._size > self._limit:
                self._shrink(connection)

        await self._file.run(work, None)

    async def renew(self, api_request: ApiRequest, *, retrieved: str, lifetime_s: float) -> None:
        """Extend the lifetime of an answer that the service confirmed (304)."""
        now = time.time()

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE answers SET retrieved = ?, stored_at = ?, expires_at = ? WHERE key = ?",
                (retrieved, now, now + lifetime_s, api_request.key),
            )

        await self._file.run(work, None)

    async def forget(self, api_request: ApiRequest) -> None:
        """Remove an answer that turned out to be unusable."""
        key = api_request.key
        await self._file.run(lambda connection: connection.execute("DELETE FROM answers WHERE key = ?", (key,)), None)

    async def aclose(self) -> None:
        await self._file.aclose()

    def _measure(self, connection: sqlite3.Connection) -> None:
        (self._size,) = connection.execute("SELECT coalesce(sum(size), 0) FROM answers").fetchone()

    def _shrink(self, connection: sqlite3.Connection) -> None:
        """Delete the oldest answers until a tenth of the limit is free. The sizes are summed again, since other
        processes write here too.
        """
        self._measure(connection)
        if self._size > self._limit:
            _drop_oldest(connection, "answers", "stored_at", self._size - int(self._limit * _KEEP_SHARE))
            self._measure(connection)


class CachedRecord(msgspec.Struct, frozen=True):
    """What one service said about one paper or author.

    ids: every identifier that leads to it, the primary one first; body: as sent; fields: name of each requested field
    -> when it was last answered (ISO 8601, UTC); retrieved: the newest of these.
    """

    service: str
    ids: tuple[str, ...]
    body: dict[str, Any]
    fields: dict[str, str]
    retrieved: str

    def holds(self, fields: Iterable[str], newer_than: str | None = None) -> bool:
        """Return whether each of *fields* was answered, at *newer_than* or later."""
        return all(
            (answered := self.fields.get(field, self.fields.get(WHOLE))) is not None
            and (newer_than is None or answered >= newer_than)
            for field in fields
        )


class RecordEntry(msgspec.Struct, frozen=True):
    """One record to store: *ids* (the service's own primary identifier first) and the body as sent."""

    ids: tuple[str, ...]
    body: dict[str, Any]


class RecordStore:
    """Stores the last good record of each service for each identifier.

    So a search or a batch answers later requests for single records, and a record remains available when the service no
    longer knows its identifier.
    A new record with the same primary identifier (the first) is merged over the known one, field by field; an
    identifier that moves to another record leads to the newest. Drops the oldest beyond *limit* bytes.
    """

    def __init__(self, path: Path | None, *, limit: int = RECORDS_LIMIT) -> None:
        self._limit = limit
        self._size = 0
        self._file = CacheFile(path, name="records", schema=_RECORDS, version=1, on_open=self._measure)

    async def put_many(
        self, service: str, entries: Iterable[RecordEntry], *, fields: Sequence[str], retrieved: str
    ) -> None:
        """Store *entries*, which were requested with *fields* (top-level or dotted names; `*` means all)."""
        items = tuple(item for item in entries if item.ids)

        def work(connection: sqlite3.Connection) -> None:
            for item in items:
                self._put(connection, service, item, fields, retrieved)
            if self._size > self._limit:
                self._shrink(connection)

        if items:
            await self._file.run(work, None)

    async def get(
        self, service: str, ids: Sequence[str], *, fields: Sequence[str] = (), newer_than: str | None = None
    ) -> dict[str, CachedRecord]:
        """Return, by identifier, the records that have all of *fields*, each answered at *newer_than* or later. Others
        are left out.
        """
        wanted = tuple(dict.fromkeys(ids))

        def work(connection: sqlite3.Connection) -> dict[str, CachedRecord]:
            found: dict[str, CachedRecord] = {}
            for name in wanted:
                record = _load(connection, service, name)
                if record is not None and record.holds(fields, newer_than):
                    found[name] = record
            return found

        return await self._file.run(work, {})

    async def aclose(self) -> None:
        await self._file.aclose()

    def _put(
        self, connection: sqlite3.Connection, service: str, entries: RecordEntry, fields: Sequence[str], retrieved: str
    ) -> None:
        known = _load_primary(connection, service, entries.ids[0])
        body, dates = _merged_fields(known, entries.body, fields, retrieved)
        text = msgspec.json.encode(body, enc_hook=encode_stored)
        size = len(text) + 500
        cursor = connection.execute(
            "INSERT INTO records (service, primary_id, body, fields, retrieved, size) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (service, primary_id) DO UPDATE SET body = excluded.body, fields = excluded.fields,"
            " retrieved = excluded.retrieved, size = excluded.size RETURNING id",
            (service, entries.ids[0], text, msgspec.json.encode(dates), max(dates.values(), default=retrieved), size),
        )
        (number,) = cursor.fetchone()
        connection.executemany(
            "INSERT OR REPLACE INTO names (service, name, record) VALUES (?, ?, ?)",
            [(service, name, number) for name in entries.ids],
        )
        self._size += size

    def _measure(self, connection: sqlite3.Connection) -> None:
        (self._size,) = connection.execute("SELECT coalesce(sum(size), 0) FROM records").fetchone()

    def _shrink(self, connection: sqlite3.Connection) -> None:
        self._measure(connection)
        if self._size > self._limit:
            _drop_oldest(connection, "records", "retrieved", self._size - int(self._limit * _KEEP_SHARE))
            self._measure(connection)


def _merged_fields(
    known: CachedRecord | None, body: dict[str, Any], fields: Sequence[str], retrieved: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Merge the requested fields into the known record.

    An older value never replaces a newer one. A value that is replaced removes the times of its sub-fields that were
    requested before (`authors` without `hIndex` no longer answers `authors.hIndex`). Values that were sent without
    being requested only fill gaps.
    """
    if known is None or (WHOLE in fields and known.retrieved <= retrieved):
        return body, dict.fromkeys(fields, retrieved)
    answered = {_top_level(field) for field, date in known.fields.items() if date > retrieved}
    asked = {_top_level(field) for field in fields} - answered
    kept = {name: value for name, value in known.body.items() if name not in asked}
    added = {name: value for name, value in body.items() if name in asked or name not in kept}
    dates = {field: date for field, date in known.fields.items() if _top_level(field) not in asked}
    return kept | added, dates | {field: retrieved for field in fields if _top_level(field) in asked}


def _top_level(field: str) -> str:
    return field.partition(".")[0]


_COLUMNS = "SELECT records.id, body, fields, retrieved, primary_id FROM records"


def _load(connection: sqlite3.Connection, service: str, name: str) -> CachedRecord | None:
    row = connection.execute(
        f"{_COLUMNS} JOIN names ON names.record = records.id WHERE names.service = ? AND names.name = ?",
        (service, name),
    ).fetchone()
    return _record(connection, service, row)


def _load_primary(connection: sqlite3.Connection, service: str, primary_id: str) -> CachedRecord | None:
    row = connection.execute(
        f"{_COLUMNS} WHERE service = ? AND primary_id = ?",
        (service, primary_id),
    ).fetchone()
    return _record(connection, service, row)


def _record(connection: sqlite3.Connection, service: str, row: tuple[Any, ...] | None) -> CachedRecord | None:
    if row is None:
        return None
    number, body, fields, retrieved, primary_id = row
    names = [
        name for (name,) in connection.execute("SELECT name FROM names WHERE record = ? ORDER BY rowid", (number,))
    ]
    ids = (primary_id, *(name for name in names if name != primary_id))
    return CachedRecord(
        service, ids, msgspec.json.decode(body), msgspec.json.decode(fields, type=dict[str, str]), retrieved
    )


def _drop_oldest(connection: sqlite3.Connection, table: str, by: str, excess: int) -> None:
    """Delete the oldest rows until *excess* bytes are gone."""
    rows = connection.execute(f"SELECT rowid, size FROM {table} ORDER BY {by}, rowid").fetchall()  # noqa: S608
    for number, size in rows:
        if excess <= 0:
            return
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))  # noqa: S608
        excess -= size


_ANSWERS = """
CREATE TABLE answers (
    key BLOB PRIMARY KEY, method TEXT NOT NULL, url TEXT NOT NULL, accept TEXT NOT NULL, status INTEGER NOT NULL,
    headers BLOB NOT NULL, body BLOB NOT NULL, retrieved TEXT NOT NULL, stored_at REAL NOT NULL,
    expires_at REAL NOT NULL, size INTEGER NOT NULL
);
CREATE INDEX answers_by_age ON answers (stored_at, size)
"""

_RECORDS = """
CREATE TABLE records (
    id INTEGER PRIMARY KEY, service TEXT NOT NULL, primary_id TEXT NOT NULL, body BLOB NOT NULL, fields BLOB NOT NULL,
    retrieved TEXT NOT NULL, size INTEGER NOT NULL, UNIQUE (service, primary_id)
);
CREATE TABLE names (
    service TEXT NOT NULL, name TEXT NOT NULL, record INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    UNIQUE (service, name)
);
CREATE INDEX names_by_record ON names (record);
CREATE INDEX records_by_age ON records (retrieved, size)
"""
