"""Reads of each paper what is compared to find duplicates, without all that the services sent about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

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

_WITH_TITLE = """
    SELECT papers.id, papers.key, papers.paper, entries.entry
    FROM papers_fts CROSS JOIN papers ON papers.id = papers_fts.rowid
        LEFT JOIN entries ON entries.paper_id = papers.id
    WHERE papers_fts MATCH :title AND papers_fts.rowid NOT IN (SELECT paper_id FROM trashed)
    ORDER BY papers_fts.rowid LIMIT :limit
"""
"""In the order in which the index has the rows, so that it stops at the limit: no rows are sorted."""


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


def after(connection: sqlite3.Connection, row: int, limit: int) -> list[ComparedPaper]:
    """Returns the papers after a row, without those in the trash."""
    return list(_compared(connection.execute(_ROWS, {"after": row, "limit": limit})))


def chosen(connection: sqlite3.Connection, rows: Sequence[int]) -> list[ComparedPaper]:
    """Returns the papers in these rows."""
    return list(_compared(connection.execute(_CHOSEN, (msgspec.json.encode(list(rows)).decode(),))))


def with_title(connection: sqlite3.Connection, title: str, limit: int) -> list[ComparedPaper]:
    """Returns the papers whose title contains the words of *title* in this order, without those in the trash."""
    words = title.replace('"', " ")
    if not any(map(str.isalnum, words)):
        return []
    return list(_compared(connection.execute(_WITH_TITLE, {"title": f'title : "{words}"', "limit": limit})))


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
