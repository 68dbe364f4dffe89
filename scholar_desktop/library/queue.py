"""The rows of the download queue, and what was tried, kept when the queue has forgotten the paper."""

from __future__ import annotations

import logging
import sqlite3

import msgspec

from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.library.shelf import Shelf

log = logging.getLogger(__name__)

_items = msgspec.json.Decoder(DownloadItem)
_attempts = msgspec.json.Decoder(Attempt)


def save(shelf: Shelf, item: DownloadItem, run: str) -> None:
    """Write the row of *item*: at the end of the queue, or where it stands already. *run* names who works at it."""
    with shelf.transaction() as connection:
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
                (item.key, run, number, shelf.now(), msgspec.json.encode(attempt).decode())
                for number, attempt in enumerate(item.attempts)
            ],
        )


def forget(shelf: Shelf, key: str) -> None:
    """Take the row out of the queue."""
    with shelf.transaction() as connection:
        connection.execute("DELETE FROM downloads WHERE key = ?", (key,))


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
