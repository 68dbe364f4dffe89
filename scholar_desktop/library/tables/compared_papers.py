"""Reads of each paper what is compared to find duplicates, without all that the services sent about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from scholar_desktop.domain.own_fields import with_own_fields
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.library.tables.stored_own_fields import decode_own

_ROWS = """
    SELECT papers.id, papers.key, papers.paper, entries.entry
    FROM papers LEFT JOIN entries ON entries.paper_id = papers.id
    WHERE papers.id > :after AND papers.id NOT IN (SELECT paper_id FROM trashed)
    ORDER BY papers.id LIMIT :limit
"""
_CHOSEN = """
    SELECT papers.id, papers.key, papers.paper, entries.entry
    FROM json_each(?) AS asked CROSS JOIN papers ON papers.id = asked.value
        LEFT JOIN entries ON entries.paper_id = papers.id
"""

_NOT_TRASHED = """
    SELECT papers.id, papers.key, papers.paper, entries.entry
    FROM json_each(?) AS asked CROSS JOIN papers ON papers.id = asked.value
        LEFT JOIN entries ON entries.paper_id = papers.id
    WHERE papers.id NOT IN (SELECT paper_id FROM trashed)
"""
_TITLES = "SELECT id, title, year FROM papers WHERE id > :after ORDER BY id LIMIT :limit"
_TITLES_OF = """
    SELECT papers.id, papers.title, papers.year
    FROM json_each(?) AS asked CROSS JOIN papers ON papers.key = asked.value
"""


class StoredFacts(msgspec.Struct, gc=False, rename=stored("title ids authors year venue type")):
    """The fields of a stored paper that are compared; the others are skipped while it is decoded."""

    title: str
    ids: Ids = Ids()
    authors: tuple[Author, ...] = ()
    year: int | None = None
    venue: str | None = None
    type: str | None = None


_decoder = msgspec.json.Decoder(StoredFacts)


class ComparedPaper(msgspec.Struct, frozen=True):
    """A paper as it is compared. row: its row number; key: its key in the library."""

    row: int
    key: str
    paper: Paper


class StoredTitle(NamedTuple):
    """The title of a paper as the library shows it."""

    row: int
    title: str
    year: int | None


def after(connection: sqlite3.Connection, row: int, limit: int) -> list[ComparedPaper]:
    """Returns the papers after a row, without those in the trash."""
    return list(_compared(connection.execute(_ROWS, {"after": row, "limit": limit})))


def chosen(connection: sqlite3.Connection, rows: Sequence[int]) -> list[ComparedPaper]:
    """Returns the papers in these rows."""
    return list(_compared(connection.execute(_CHOSEN, (msgspec.json.encode(list(rows)).decode(),))))


def not_trashed(connection: sqlite3.Connection, rows: Sequence[int]) -> list[ComparedPaper]:
    """Returns the papers in these rows, without those in the trash."""
    return list(_compared(connection.execute(_NOT_TRASHED, (msgspec.json.encode(list(rows)).decode(),))))


def titles_after(connection: sqlite3.Connection, row: int, limit: int) -> list[StoredTitle]:
    """Returns the titles of the papers after a row, also of those in the trash."""
    return [StoredTitle(*found) for found in connection.execute(_TITLES, {"after": row, "limit": limit})]


def titles_of(connection: sqlite3.Connection, keys: Sequence[str]) -> list[StoredTitle]:
    """Returns the titles of the papers with these keys of the library, also of those in the trash."""
    text = msgspec.json.encode(list(keys)).decode()
    return [StoredTitle(*found) for found in connection.execute(_TITLES_OF, (text,))]


def _compared(found: sqlite3.Cursor) -> Iterator[ComparedPaper]:
    for row, key, text, entry in found:
        stated = _decoder.decode(text)
        paper = Paper(
            stated.title,
            ids=stated.ids,
            authors=stated.authors,
            year=stated.year,
            venue=stated.venue,
            type=stated.type,
        )
        if entry is not None:
            paper = msgspec.structs.replace(with_own_fields(paper, decode_own(entry)), facts=())
        yield ComparedPaper(row, key, paper)
