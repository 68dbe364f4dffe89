"""The rows of the download queue, and what was tried, kept when the queue has forgotten the paper."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.library.database.write_session import WriteSession

log = logging.getLogger(__name__)

_items = msgspec.json.Decoder(DownloadItem)
_attempts = msgspec.json.Decoder(Attempt)


def save(writer: WriteSession, items: Sequence[DownloadItem], run: str) -> None:
    """Write the rows of *items*: at the end of the queue, or where each stands already. *run* names who works at
    them."""
    with writer.transaction() as connection:
        for item in items:
            _save(writer, connection, item, run)


def arrange(writer: WriteSession, keys: Sequence[str]) -> None:
    """The rows stand in the order of *keys* from now on, in the places that they have among all rows."""
    with writer.transaction() as connection:
        places = dict(connection.execute("SELECT key, position FROM downloads"))
        known = [key for key in keys if key in places]
        connection.executemany(
            "UPDATE downloads SET position = ? WHERE key = ?",
            zip(sorted(places[key] for key in known), known, strict=True),
        )


def forget(writer: WriteSession, keys: Sequence[str]) -> None:
    """Take the rows out of the queue."""
    with writer.transaction() as connection:
        connection.executemany("DELETE FROM downloads WHERE key = ?", [(key,) for key in keys])


def load(connection: sqlite3.Connection, run: str | None) -> tuple[DownloadItem, ...]:
    """The queue in its order; only the rows of *run* where that is given. A row that cannot be read is left out."""
    found = []
    for key, written in connection.execute(
        "SELECT key, item FROM downloads WHERE :run IS NULL OR run = :run ORDER BY position", {"run": run}
    ):
        try:
            found.append(_items.decode(written))
        except msgspec.DecodeError as error:
            log.info("the row %s of the download queue cannot be read: %s", key, error)
    return tuple(found)


def attempts(connection: sqlite3.Connection, key: str) -> tuple[Attempt, ...]:
    """Everything that was ever tried for the row *key*, oldest first."""
    rows = connection.execute("SELECT attempt FROM attempts WHERE download_key = ? ORDER BY id", (key,))
    return tuple(_attempts.decode(written) for (written,) in rows)


def _save(writer: WriteSession, connection: sqlite3.Connection, item: DownloadItem, run: str) -> None:
    connection.execute(
        """
        INSERT INTO downloads (key, asked_as, state, position, run, item)
        VALUES (?, ?, ?, (SELECT ifnull(max(position), 0) + 1 FROM downloads), ?, ?)
        ON CONFLICT (key) DO UPDATE SET
            asked_as = excluded.asked_as, state = excluded.state, run = excluded.run, item = excluded.item
        """,
        (item.key, item.asked_as, item.state.value, run, msgspec.json.encode(item).decode()),
    )
    connection.executemany(
        """
        INSERT INTO attempts (download_key, run, number, at, attempt) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (download_key, run, number) DO UPDATE SET attempt = excluded.attempt
        """,
        [
            (item.key, run, number, writer.now(), msgspec.json.encode(attempt).decode())
            for number, attempt in enumerate(item.attempts)
        ],
    )
