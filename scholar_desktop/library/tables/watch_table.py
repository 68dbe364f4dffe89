"""What is kept of the things that are looked up now and then: when each was looked at, and what was new."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from scholar_desktop.domain.alerts.watched import CheckResult, News, Novelty, WatchedItem
from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.stored_names import stored
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.tables import watched_papers
from scholar_desktop.library.tables.watched_papers import WatchedPaper

log = logging.getLogger(__name__)
T = TypeVar("T")

NEWS_KEPT = 2_000
"""Of each kind; the oldest that have been seen go first."""


class _NewsDetails(msgspec.Struct, frozen=True, rename=stored("paper details")):
    """The part of a novelty that no column has."""

    paper: Paper | None = None
    details: dict[str, Any] = {}


_kept = msgspec.json.Decoder(_NewsDetails)
_problem = msgspec.json.Decoder(ErrorInfo)


class WatchTable:
    """The tables of the watches. Raises what the library raises.

    Args:
        look_up: runs a question beside the writer; do: runs a change in the writer's thread.
    """

    def __init__(self, look_up: RunJob, do: Callable[[Callable[[WriteSession], None]], Awaitable[None]]) -> None:
        self._look_up = look_up
        self._do = do

    async def papers_without_pdf(self) -> list[WatchedPaper]:
        """Papers of the library that have a DOI and no PDF."""
        return await self._look_up(watched_papers.without_pdf)

    async def preprints(self) -> list[WatchedPaper]:
        """Papers of the library that are on a preprint server and have no DOI of a published work."""
        return await self._look_up(watched_papers.preprints)

    async def watched(self, kind: str, items: Sequence[WatchedItem]) -> list[WatchedItem]:
        """*items* in their order, each with what is kept of it."""

        def job(connection: sqlite3.Connection) -> dict[str, tuple[Any, ...]]:
            rows = connection.execute("SELECT key, checked, problem, memory FROM watched WHERE kind = ?", (kind,))
            return {row[0]: row[1:] for row in rows}

        known = await self._look_up(job)
        return [_with(item, known.get(item.key)) for item in items]

    async def note(self, kind: str, item: WatchedItem, checked: str, looked: CheckResult) -> tuple[News, ...]:
        """Keep that *item* was looked up, with what was new; what was told before is not told again. Returns the news
        that are."""
        told: list[News] = []

        def job(writer: WriteSession) -> None:
            with writer.transaction() as connection:
                memory = None if looked.memory is None else msgspec.json.encode(looked.memory).decode()
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
        """Keep that *item* was looked up and why nothing was learned. Its memory stays."""
        row = (kind, item.key, checked, msgspec.json.encode(problem).decode())

        def job(writer: WriteSession) -> None:
            with writer.transaction() as connection:
                connection.execute(
                    "INSERT INTO watched (kind, key, checked, problem) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (kind, key) DO UPDATE SET checked = excluded.checked, problem = excluded.problem",
                    row,
                )

        await self._do(job)

    async def forget(self, kind: str, keys: Iterable[str]) -> None:
        """These are not watched any more: drop what is kept of them. Their news stay."""
        rows = [(kind, key) for key in keys]

        def job(writer: WriteSession) -> None:
            with writer.transaction() as connection:
                connection.executemany("DELETE FROM watched WHERE kind = ? AND key = ?", rows)

        await self._do(job)

    async def news(self, kind: str | None = None, *, key: str | None = None, limit: int = 500) -> tuple[News, ...]:
        """The news of *kind* (None: of all), of the thing *key* alone where that is given; newest first."""

        def job(connection: sqlite3.Connection) -> tuple[News, ...]:
            rows = connection.execute(
                "SELECT id, kind, key, title, text, found, seen IS NOT NULL, kept FROM watch_news"
                " WHERE dropped = 0 AND (:kind IS NULL OR kind = :kind) AND (:key IS NULL OR key = :key)"
                " ORDER BY id DESC LIMIT :limit",
                {"kind": kind, "key": key, "limit": limit},
            )
            return tuple(news for row in rows if (news := _read(row)) is not None)

        return await self._look_up(job)

    async def unseen(self) -> dict[str, int]:
        """How many news nobody has seen, by kind; kinds without any are left out."""
        return await self._look_up(
            lambda connection: dict(
                connection.execute("SELECT kind, count(*) FROM watch_news WHERE seen IS NULL GROUP BY kind").fetchall()
            )
        )

    async def unseen_of(self, kind: str) -> dict[str, int]:
        """How many news of each thing of *kind* nobody has seen, by key."""
        return await self._look_up(
            lambda connection: dict(
                connection.execute(
                    "SELECT key, count(*) FROM watch_news WHERE seen IS NULL AND kind = ? GROUP BY key", (kind,)
                ).fetchall()
            )
        )

    async def mark_seen(self, ids: Iterable[int]) -> None:
        numbers = tuple(ids)

        def job(writer: WriteSession) -> None:
            rows = [(writer.now(), number) for number in numbers]
            with writer.transaction() as connection:
                connection.executemany("UPDATE watch_news SET seen = ? WHERE id = ? AND seen IS NULL", rows)

        await self._do(job)

    async def drop(self, ids: Iterable[int]) -> None:
        """Take these news away. They are not told again."""
        rows = [(number,) for number in ids]

        def job(writer: WriteSession) -> None:
            with writer.transaction() as connection:
                connection.executemany(
                    "UPDATE watch_news SET dropped = 1, seen = ifnull(seen, found) WHERE id = ?", rows
                )

        await self._do(job)

    async def bring_back(self, ids: Iterable[int]) -> None:
        """Show again what was dropped."""
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
    connection: sqlite3.Connection, kind: str, item: WatchedItem, found: str, novelty: Novelty
) -> News | None:
    """The row of *novelty*; None when it has been told."""
    subject = novelty.subject or novelty.text
    kept = msgspec.json.encode(_NewsDetails(novelty.paper, novelty.details)).decode()
    made = connection.execute(
        "INSERT OR IGNORE INTO watch_news (kind, key, subject, title, text, found, kept) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (kind, item.key, subject, item.title, novelty.text, found, kept),
    )
    if made.rowcount != 1 or made.lastrowid is None:
        return None
    return News(
        made.lastrowid,
        kind,
        item.key,
        item.title,
        novelty.text,
        found,
        paper=novelty.paper,
        details=novelty.details,
    )


def _read(row: tuple[Any, ...]) -> News | None:
    number, kind, key, title, text, found, seen, written = row
    try:
        kept = _kept.decode(written)
    except msgspec.DecodeError as error:
        log.info("news %s cannot be read: %s", number, error)
        return None
    return News(number, kind, key, title, text, found, bool(seen), kept.paper, kept.details)


def _forget_old(connection: sqlite3.Connection, kind: str) -> None:
    connection.execute(
        "DELETE FROM watch_news WHERE kind = ? AND seen IS NOT NULL AND id <= ("
        " SELECT id FROM watch_news WHERE kind = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (kind, kind, NEWS_KEPT),
    )
