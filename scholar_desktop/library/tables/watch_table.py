"""The stored state of the background lookups: when each item was looked up, and the news."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from scholar_desktop.domain.alerts.watched_items import CheckResult, NewsItem, StoredNews, WatchedItem
from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import encode_stored, restored, stored_text
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.tables import watched_papers
from scholar_desktop.library.tables.watched_papers import WatchedPaper

log = logging.getLogger(__name__)
T = TypeVar("T")

NEWS_KEPT = 2_000
"""Maximum number of news per kind; beyond it, the oldest news that the user has seen are deleted."""


class _NewsDetails(msgspec.Struct, frozen=True, rename=stored("paper details")):
    """The part of a news item that is not in columns."""

    paper: Paper | None = None
    details: dict[str, Any] = {}

    def __post_init__(self) -> None:
        for name, value in self.details.items():
            if isinstance(value, str):
                self.details[name] = restored(value)


_kept = msgspec.json.Decoder(_NewsDetails)
_problem = msgspec.json.Decoder(ErrorInfo)


class WatchTable:
    """The tables of the background lookups. Raises the errors of LibraryStore.

    Args:
        look_up: runs a query in a reader thread.
        do: runs a change in the writer thread.
    """

    def __init__(self, look_up: RunJob, do: Callable[[Callable[[WriteSession], None]], Awaitable[None]]) -> None:
        self._look_up = look_up
        self._do = do

    async def papers_without_pdf(self) -> list[WatchedPaper]:
        """Returns the papers of the library with a DOI and without a PDF that the user has not stopped watching."""
        return await self._look_up(watched_papers.without_pdf)

    async def preprints(self) -> list[WatchedPaper]:
        """Returns the papers of the library that are on a preprint server and have no DOI of a published work."""
        return await self._look_up(watched_papers.preprints)

    async def watched(self, kind: str, items: Sequence[WatchedItem]) -> list[WatchedItem]:
        """Returns *items* in their order, each with its stored state."""

        def job(connection: sqlite3.Connection) -> dict[str, tuple[Any, ...]]:
            rows = connection.execute("SELECT key, checked, problem, memory FROM watched WHERE kind = ?", (kind,))
            return {row[0]: row[1:] for row in rows}

        known = await self._look_up(job)
        return [_with(item, known.get(item.key)) for item in items]

    async def note(self, kind: str, item: WatchedItem, checked: str, looked: CheckResult) -> tuple[StoredNews, ...]:
        """Stores that *item* was looked up, and its news.

        Returns:
            The news that were not stored before.
        """
        told: list[StoredNews] = []

        def job(writer: WriteSession) -> None:
            with writer.transaction() as connection:
                memory = None if looked.memory is None else _encode(looked.memory)
                connection.execute(
                    "INSERT INTO watched (kind, key, checked, problem, memory) VALUES (?, ?, ?, NULL, ?)"
                    " ON CONFLICT (kind, key) DO UPDATE SET"
                    " checked = excluded.checked, problem = NULL, memory = excluded.memory",
                    (kind, item.key, checked, memory),
                )
                told.extend(
                    news
                    for novelty in looked.news
                    if (news := _add_news(connection, kind, item, checked, novelty)) is not None
                )
                if told:
                    _forget_old(connection, kind)

        await self._do(job)
        return tuple(told)

    async def note_problem(self, kind: str, item: WatchedItem, checked: str, problem: ErrorInfo) -> None:
        """Stores that the lookup of *item* failed, and why. Its memory is not changed."""
        row = (kind, item.key, checked, _encode(problem))

        def job(writer: WriteSession) -> None:
            with writer.transaction() as connection:
                connection.execute(
                    "INSERT INTO watched (kind, key, checked, problem) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (kind, key) DO UPDATE SET checked = excluded.checked, problem = excluded.problem",
                    row,
                )

        await self._do(job)

    async def forget(self, kind: str, keys: Iterable[str]) -> None:
        """Deletes the stored state of items that are no longer watched. Their news remain."""
        rows = [(kind, key) for key in keys]

        def job(writer: WriteSession) -> None:
            with writer.transaction() as connection:
                connection.executemany("DELETE FROM watched WHERE kind = ? AND key = ?", rows)

        await self._do(job)

    async def news(
        self, kind: str | None = None, *, key: str | None = None, limit: int = 500
    ) -> tuple[StoredNews, ...]:
        """Returns the news of *kind* (None for all), newest first; only of the item *key* if it is given."""

        def job(connection: sqlite3.Connection) -> tuple[StoredNews, ...]:
            rows = connection.execute(
                "SELECT id, kind, key, title, text, found, seen IS NOT NULL, kept FROM watch_news"
                " WHERE dropped = 0 AND (:kind IS NULL OR kind = :kind) AND (:key IS NULL OR key = :key)"
                " ORDER BY id DESC LIMIT :limit",
                {"kind": kind, "key": key, "limit": limit},
            )
            return tuple(news for row in rows if (news := _read(row)) is not None)

        return await self._look_up(job)

    async def unseen(self) -> dict[str, int]:
        """Returns the number of unseen news by kind; kinds without any are omitted."""
        return await self._look_up(
            lambda connection: dict(
                connection.execute("SELECT kind, count(*) FROM watch_news WHERE seen IS NULL GROUP BY kind").fetchall()
            )
        )

    async def unseen_of(self, kind: str) -> dict[str, int]:
        """Returns the number of unseen news by key of the items of *kind*."""
        return await self._look_up(
            lambda connection: dict(
                connection.execute(
                    "SELECT key, count(*) FROM watch_news WHERE seen IS NULL AND kind = ? GROUP BY key", (kind,)
                ).fetchall()
            )
        )

    async def mark_seen(self, ids: Iterable[int]) -> None:
        """Marks these news as seen by the user."""
        numbers = tuple(ids)

        def job(writer: WriteSession) -> None:
            rows = [(writer.now(), number) for number in numbers]
            with writer.transaction() as connection:
                connection.executemany("UPDATE watch_news SET seen = ? WHERE id = ? AND seen IS NULL", rows)

        await self._do(job)

    async def drop(self, ids: Iterable[int]) -> None:
        """Hides these news. They are not reported again."""
        rows = [(number,) for number in ids]

        def job(writer: WriteSession) -> None:
            with writer.transaction() as connection:
                connection.executemany(
                    "UPDATE watch_news SET dropped = 1, seen = ifnull(seen, found) WHERE id = ?", rows
                )

        await self._do(job)

    async def bring_back(self, ids: Iterable[int]) -> None:
        """Shows hidden news again."""
        rows = [(number,) for number in ids]

        def job(writer: WriteSession) -> None:
            with writer.transaction() as connection:
                connection.executemany("UPDATE watch_news SET dropped = 0 WHERE id = ?", rows)

        await self._do(job)


def _with(item: WatchedItem, row: tuple[Any, ...] | None) -> WatchedItem:
    if row is None:
        return msgspec.structs.replace(item, checked=None, problem=None, memory=None)
    checked, problem, memory = row
    return msgspec.structs.replace(
        item,
        checked=checked,
        problem=None if problem is None else _problem.decode(problem),
        memory=None if memory is None else msgspec.json.decode(memory),
    )


def _add_news(
    connection: sqlite3.Connection, kind: str, item: WatchedItem, found: str, novelty: NewsItem
) -> StoredNews | None:
    """Stores *novelty*. Returns None if it was stored before."""
    subject = novelty.subject or novelty.text
    kept = _encode(_NewsDetails(novelty.paper, novelty.details))
    made = connection.execute(
        "INSERT OR IGNORE INTO watch_news (kind, key, subject, title, text, found, kept) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (kind, item.key, str(subject), item.title, stored_text(novelty.text), found, kept),
    )
    if made.rowcount != 1 or made.lastrowid is None:
        return None
    return StoredNews(
        made.lastrowid,
        kind,
        item.key,
        item.title,
        novelty.text,
        found,
        paper=novelty.paper,
        details=novelty.details,
    )


def _read(row: tuple[Any, ...]) -> StoredNews | None:
    number, kind, key, title, text, found, seen, written = row
    try:
        kept = _kept.decode(written)
    except msgspec.DecodeError as error:
        log.info("news %s cannot be read: %s", number, error)
        return None
    return StoredNews(number, kind, key, title, restored(text), found, bool(seen), kept.paper, kept.details)


def _encode(value: object) -> str:
    return msgspec.json.encode(value, enc_hook=encode_stored).decode()


def _forget_old(connection: sqlite3.Connection, kind: str) -> None:
    connection.execute(
        "DELETE FROM watch_news WHERE kind = ? AND seen IS NOT NULL AND id <= ("
        " SELECT id FROM watch_news WHERE kind = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (kind, kind, NEWS_KEPT),
    )
