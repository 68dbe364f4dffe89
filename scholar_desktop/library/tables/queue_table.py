"""The items of the download queue, and the download attempts, which are kept when an item is deleted."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from pathlib import PurePath

import msgspec

from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.library.containment import contained_name, is_contained
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import LibraryFolders

log = logging.getLogger(__name__)

_items = msgspec.json.Decoder(DownloadItem)
_attempts = msgspec.json.Decoder(Attempt)


def save(writer: WriteSession, items: Sequence[DownloadItem], run: str) -> None:
    """Saves *items*: new ones at the end of the queue, others at their place.

    run: id of the run that processes them.
    """
    with writer.transaction() as connection:
        for item in items:
            _save(writer, connection, item, run)


def arrange(writer: WriteSession, keys: Sequence[str]) -> None:
    """Sorts the items in the order of *keys*, within the places that they have among all items."""
    with writer.transaction() as connection:
        places = dict(connection.execute("SELECT key, position FROM downloads"))
        known = [key for key in keys if key in places]
        connection.executemany(
            "UPDATE downloads SET position = ? WHERE key = ?",
            zip(sorted(places[key] for key in known), known, strict=True),
        )


def forget(writer: WriteSession, keys: Sequence[str]) -> None:
    """Deletes items from the queue."""
    with writer.transaction() as connection:
        connection.executemany("DELETE FROM downloads WHERE key = ?", [(key,) for key in keys])


def load(connection: sqlite3.Connection, folders: LibraryFolders, run: str | None) -> tuple[DownloadItem, ...]:
    """Returns the queue in its order; only the items of *run* if it is given. Unreadable rows are omitted.

    Paths of an item that lead out of the library folder are removed from it. If the library was moved since, they lead
    to the same file in its folder now.
    """
    found = []
    for key, written in connection.execute(
        "SELECT key, item FROM downloads WHERE :run IS NULL OR run = :run ORDER BY position", {"run": run}
    ):
        try:
            found.append(_with_own_paths(_items.decode(written), folders))
        except msgspec.DecodeError as error:
            log.info("the row %s of the download queue cannot be read: %s", key, error)
    return tuple(found)


def _with_own_paths(item: DownloadItem, folders: LibraryFolders) -> DownloadItem:
    paths = [item.path, *(file.path for file in item.files)]
    if item.quarantined is None and not any(paths):
        return item
    quarantined = contained_name(folders.data, folders.quarantine, item.quarantined)
    if (item.quarantined and quarantined is None) or not all(path is None or _is_own(folders, path) for path in paths):
        log.info("a path of the row %s of the download queue leads out of the library folder", item.key)
    return msgspec.structs.replace(
        item,
        path=_own_path(folders, item.path),
        quarantined=None if quarantined is None else str(quarantined),
        files=tuple(
            file if file.path is None else msgspec.structs.replace(file, path=_own_path(folders, file.path))
            for file in item.files
        ),
    )


def _own_path(folders: LibraryFolders, path: str | None) -> str | None:
    """Returns *path* if it is in the library folder; if the library was moved and has the file, its path now; else
    None."""
    if path is None or _is_own(folders, path):
        return path
    parts = PurePath(path).parts
    if folders.papers.name not in parts or ".." in parts:
        return None
    after = len(parts) - parts[::-1].index(folders.papers.name)
    moved = folders.papers.joinpath(*parts[after:])
    return str(moved) if parts[after:] and _is_own(folders, str(moved)) and moved.exists() else None


def _is_own(folders: LibraryFolders, path: str) -> bool:
    return is_contained(folders.data, path)


def attempts(connection: sqlite3.Connection, key: str) -> tuple[Attempt, ...]:
    """Returns all attempts for the item *key*, oldest first."""
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
        (item.key, item.asked_as, item.state.value, run, msgspec.json.encode(item, enc_hook=encode_stored).decode()),
    )
    connection.executemany(
        """
        INSERT INTO attempts (download_key, run, number, at, attempt) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (download_key, run, number) DO UPDATE SET attempt = excluded.attempt
        """,
        [
            (item.key, run, number, writer.now(), msgspec.json.encode(attempt, enc_hook=encode_stored).decode())
            for number, attempt in enumerate(item.attempts)
        ],
    )
