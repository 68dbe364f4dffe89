"""What the library view shows: its views, its search while one types, and the counts beside the views."""

from __future__ import annotations

import sqlite3
import unicodedata
from datetime import datetime, timedelta

from scholar_desktop.domain.library import LibraryCounts, LibraryPage, LibraryView
from scholar_desktop.library import rows
from scholar_desktop.library.folders import Folders
from scholar_desktop.library.shelf import iso

RECENT_DAYS = 30
RANKED_AT_MOST = 2000
"""With more hits the newest come first: bm25 looks at every hit, and for a word that is in most papers says nothing."""
WORDS_AT_MOST = 32

# Each is served by an index of the schema, order included.
_CONDITIONS = {
    LibraryView.ALL: "1",
    LibraryView.RECENT: "papers.added >= :since",
    LibraryView.WITHOUT_PDF: "papers.pdfs = 0",
    LibraryView.STARRED: "papers.starred = 1",
}
_WEIGHTS = "10.0, 6.0, 2.0, 2.0"
"""Of title, authors, year, venue."""


def page(
    connection: sqlite3.Connection,
    folders: Folders,
    view: LibraryView,
    words: str,
    *,
    now: datetime,
    offset: int,
    limit: int,
) -> LibraryPage:
    """*limit* papers of *view* from *offset* on: newest first, or best match first when there are *words*."""
    values = {
        "since": iso(now - timedelta(days=RECENT_DAYS)),
        "offset": offset,
        "limit": limit,
        "match": match_of(words),
    }
    (total,) = connection.execute(count_statement(view, bool(values["match"])), values).fetchone()
    if total <= offset:
        return LibraryPage(total)
    found = connection.execute(statement(view, bool(values["match"]), is_ranked=total <= RANKED_AT_MOST), values)
    return LibraryPage(total, tuple(rows.load(connection, folders, [paper_id for (paper_id,) in found])))


def statement(view: LibraryView, is_searched: bool, *, is_ranked: bool = True) -> str:
    """The question for the row numbers of a page."""
    condition = _CONDITIONS[view]
    if not is_searched:
        return (
            f"SELECT papers.id FROM papers WHERE {condition} ORDER BY added DESC, id DESC LIMIT :limit OFFSET :offset"  # noqa: S608
        )
    order = f"bm25(papers_fts, {_WEIGHTS}), papers_fts.rowid DESC" if is_ranked else "papers_fts.rowid DESC"
    return f"SELECT papers_fts.rowid FROM {_hits(view)} ORDER BY {order} LIMIT :limit OFFSET :offset"  # noqa: S608


def count_statement(view: LibraryView, is_searched: bool) -> str:
    """The question for the number of papers in the whole view."""
    if not is_searched:
        return f"SELECT count(*) FROM papers WHERE {_CONDITIONS[view]}"  # noqa: S608
    return f"SELECT count(*) FROM {_hits(view)}"  # noqa: S608


def _hits(view: LibraryView) -> str:
    if view is LibraryView.ALL:
        return "papers_fts WHERE papers_fts MATCH :match"
    return (
        "papers_fts CROSS JOIN papers ON papers.id = papers_fts.rowid "
        f"WHERE papers_fts MATCH :match AND {_CONDITIONS[view]}"
    )


def match_of(words: str) -> str:
    """What FTS5 is asked: every word of *words*, each as the beginning of one. Empty when there is no word in them.

    Nothing of FTS5's own syntax comes through: only letters, digits and their marks do, and each word in quotes.
    """
    plain = "".join(character if _is_searched(character) else " " for character in words)
    return " ".join(f'"{word}"*' for word in plain.split()[:WORDS_AT_MOST])


def _is_searched(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "Co"


def counts(connection: sqlite3.Connection, now: datetime) -> LibraryCounts:
    """One question, answered from indexes alone."""
    row = connection.execute(
        """
        SELECT
            (SELECT count(*) FROM papers),
            (SELECT count(*) FROM papers) - (SELECT count(*) FROM papers WHERE pdfs = 0),
            (SELECT count(*) FROM papers WHERE added >= ?),
            (SELECT count(*) FROM papers WHERE starred = 1)
        """,
        (iso(now - timedelta(days=RECENT_DAYS)),),
    ).fetchone()
    return LibraryCounts(*row)
