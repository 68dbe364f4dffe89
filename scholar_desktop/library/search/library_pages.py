"""Queries for the library page: its views, the search, and the counts of the views."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from scholar_desktop.domain.library import LibraryCounts, LibraryPage, LibraryView
from scholar_desktop.domain.text.word_search import parse_terms
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.search import fts_query, text_search
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.collection_rows import INSIDE

RECENT_DAYS = 30
RANKED_AT_MOST = 2000
"""If a search has more hits, they are sorted newest first: bm25 has to read every hit, and is meaningless for a word in
most papers."""
RANKED_SHARE = 0.05
"""If this share of all papers is larger than RANKED_AT_MOST, it is the limit instead."""

# An index of the schema serves each condition, including the order.
_CONDITIONS = {
    LibraryView.ALL: "1",
    LibraryView.RECENT: "papers.added >= :since",
    LibraryView.WITHOUT_PDF: "papers.pdfs = 0",
    LibraryView.STARRED: "papers.starred = 1",
    LibraryView.TO_READ: "papers.id IN (SELECT paper_id FROM to_read)",
    LibraryView.TRASH: "papers.id IN (SELECT paper_id FROM trashed)",
}
_COLLECTED = f"FROM paper_collections WHERE collection_id IN ({INSIDE})"
_TAGGED = "FROM paper_tags WHERE tag_id = (SELECT id FROM tags WHERE name = :tag)"
# The plus makes SQLite go through the papers in the order of the view, by its index, and test each in the set; without
# it, SQLite goes through the set and reads the row of each paper.
_IN_COLLECTION = f" AND +papers.id IN (SELECT paper_id {_COLLECTED})"
_WITH_TAG = f" AND +papers.id IN (SELECT paper_id {_TAGGED})"
_NOT_TRASHED = " AND +papers.id NOT IN (SELECT paper_id FROM trashed)"
_COUNTED = {
    _IN_COLLECTION: f"SELECT count(DISTINCT paper_id) {_COLLECTED}",
    _WITH_TAG: f"SELECT count(*) {_TAGGED}",
}
"""Queries that count all papers of a collection or with a tag, without reading table papers."""
SORTS = {  # not translated: SQL
    "added": "papers.added",
    "title": "papers.title COLLATE NOCASE",
    "author": "papers.authors COLLATE NOCASE",
    "year": "papers.year",
    "venue": "papers.venue COLLATE NOCASE",
    "key": "(SELECT cite_key FROM cite_keys WHERE paper_id = papers.id) COLLATE NOCASE",
}
"""What a view can be sorted by -> its SQL expression. Papers without a value come last."""
_WEIGHTS = "10.0, 6.0, 2.0, 2.0"
"""Weights of title, authors, year and venue."""


def load_page(
    connection: sqlite3.Connection,
    folders: LibraryFolders,
    view: LibraryView,
    words: str,
    *,
    now: datetime,
    offset: int,
    limit: int,
    collection: int | None = None,
    tag: str | None = None,
    in_text: bool = True,
    sort: str = "",
    go_on: Callable[[], None] = lambda: None,
) -> LibraryPage:
    """Returns *limit* papers of *view* from *offset* on: newest first, or best match first if there are *words*.

    Args:
        collection: only papers in this collection and below it.
        tag: only papers with this tag.
        in_text: also search the notes and the text of the PDFs; papers found only there follow the others, those found
            by their notes first.
        sort: one of SORTS, with a minus before it for descending order; empty for the order above.
        go_on: called between two queries; raises an exception to cancel.
    """
    wanted = fts_query.fts_query(words)
    start, most = (0, -1) if sort else (offset, limit)
    values: dict[str, object] = {
        "since": utc_timestamp(now - timedelta(days=RECENT_DAYS)),
        "offset": start,
        "limit": most,
        "match": wanted.match,
        "collection": collection,
        "tag": tag,
    }
    has_trash = connection.execute("SELECT 1 FROM trashed LIMIT 1").fetchone() is not None
    also = view_condition(
        in_collection=collection is not None,
        tagged=tag is not None,
        not_trashed=has_trash and view is not LibraryView.TRASH,
    )
    condition = _CONDITIONS[view] + also
    (titles,) = connection.execute(count_statement(view, bool(values["match"]), also), values).fetchone()
    found: list[int] = []
    if titles > start:
        is_ranked = titles <= RANKED_AT_MOST or titles <= _papers(connection) * RANKED_SHARE
        question = page_statement(view, bool(values["match"]), also, is_ranked=is_ranked)
        found = [paper_id for (paper_id,) in connection.execute(question, values)]
    entries = find_entries(connection, condition, values) if wanted.match and wanted.text is not None else []
    terms = parse_terms(wanted.text) if in_text and wanted.text is not None else ()
    match = text_search.fts_match(terms)
    if match and wanted.phrases:
        match = f"{match} {wanted.phrases}"
    matches: list[text_search.TextMatch] = []
    notes: list[text_search.NoteMatch] = []
    if match:
        go_on()
        matches = text_search.find_pages(
            connection, match, paper_match=wanted.match, condition=condition, values=values
        )
        notes = text_search.find_notes(connection, match, paper_match=wanted.match, condition=condition, values=values)
    noted = {one.paper_id: one for one in notes if one.alone and one.paper_id not in entries}
    texts = [one.paper_id for one in matches if one.alone and one.paper_id not in noted and one.paper_id not in entries]
    alone = [*entries, *noted, *texts]
    if sort:
        found = _sorted(connection, [*found, *alone], sort)[offset:][:limit]
    else:
        found += alone[max(0, offset - titles) :][: limit - len(found)]
    go_on()
    match_by_paper = {one.paper_id: one for one in matches}
    shown = [match_by_paper[paper_id] for paper_id in found if paper_id in match_by_paper and paper_id not in noted]
    shown_notes = [noted[paper_id] for paper_id in found if paper_id in noted]
    return LibraryPage(
        titles + len(alone),
        tuple(paper_rows.load(connection, folders, found)),
        len(texts),
        (
            *text_search.note_hits(connection, terms, shown_notes),
            *text_search.page_hits(connection, folders, terms, shown),
        ),
        len(noted),
    )


def find_entries(connection: sqlite3.Connection, condition: str, values: dict[str, object]) -> list[int]:
    """Returns the papers of a view that match only by a field of their entry, such as the publisher, best first."""
    found = connection.execute(
        f"""
        SELECT papers.id FROM entries_fts CROSS JOIN papers ON papers.id = entries_fts.rowid
        WHERE entries_fts MATCH :match AND {condition}
            AND papers.id NOT IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH :match)
        ORDER BY entries_fts.rank
        """,  # noqa: S608  the condition is one of our own
        values,
    )
    return [paper_id for (paper_id,) in found]


def _sorted(connection: sqlite3.Connection, paper_ids: list[int], sort: str) -> list[int]:
    value, order = SORTS[sort.removeprefix("-")], "DESC" if sort.startswith("-") else "ASC"
    asked = msgspec.json.encode(paper_ids).decode()
    found = connection.execute(
        f"""
        SELECT papers.id FROM json_each(?) AS asked CROSS JOIN papers ON papers.id = asked.value
        ORDER BY ifnull({value}, '') = '', {value} {order}, papers.id
        """,  # noqa: S608  one of our own expressions
        (asked,),
    )
    return [paper_id for (paper_id,) in found]


def _papers(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM papers").fetchone()[0])


def view_condition(*, in_collection: bool = False, tagged: bool = False, not_trashed: bool = False) -> str:
    """Returns additional conditions for a view, with the parameters `:collection` and `:tag`."""
    return (
        (_IN_COLLECTION if in_collection else "")
        + (_WITH_TAG if tagged else "")
        + (_NOT_TRASHED if not_trashed else "")
    )


def page_statement(view: LibraryView, is_searched: bool, also: str = "", *, is_ranked: bool = True) -> str:
    """Returns the query for the row numbers of a page. also: a condition of `view_condition`."""
    condition = _CONDITIONS[view] + also
    if not is_searched:
        return (
            f"SELECT papers.id FROM papers WHERE {condition} ORDER BY added DESC, id DESC LIMIT :limit OFFSET :offset"  # noqa: S608
        )
    order = f"bm25(papers_fts, {_WEIGHTS}), papers_fts.rowid DESC" if is_ranked else "papers_fts.rowid DESC"
    return f"SELECT papers_fts.rowid FROM {_hits(view, also)} ORDER BY {order} LIMIT :limit OFFSET :offset"  # noqa: S608


def count_statement(view: LibraryView, is_searched: bool, also: str = "") -> str:
    """Returns the query for the number of papers in the whole view."""
    if view is LibraryView.ALL and not is_searched and also in _COUNTED:
        return _COUNTED[also]
    if not is_searched:
        return f"SELECT count(*) FROM papers WHERE {_CONDITIONS[view]}{also}"  # noqa: S608
    return f"SELECT count(*) FROM {_hits(view, also)}"  # noqa: S608


def _hits(view: LibraryView, also: str) -> str:
    if view is LibraryView.ALL:
        # avoids reading the rows of the papers, which may be a hundred thousand
        return f"papers_fts WHERE papers_fts MATCH :match{also.replace('+papers.id', '+papers_fts.rowid')}"
    return (
        "papers_fts CROSS JOIN papers ON papers.id = papers_fts.rowid "
        f"WHERE papers_fts MATCH :match AND {_CONDITIONS[view]}{also}"
    )


def library_counts(connection: sqlite3.Connection, now: datetime) -> LibraryCounts:
    """Returns the counts of all views, without the papers in the trash. Without any, only indexes are used."""
    rest = ""
    if connection.execute("SELECT 1 FROM trashed LIMIT 1").fetchone() is not None:
        rest = "id NOT IN (SELECT paper_id FROM trashed)"
    only, also = (f"WHERE {rest}", f"AND {rest}") if rest else ("", "")
    row = connection.execute(
        f"""
        SELECT
            (SELECT count(*) FROM papers {only}),
            (SELECT count(*) FROM papers {only}) - (SELECT count(*) FROM papers WHERE pdfs = 0 {also}),
            (SELECT count(*) FROM papers WHERE added >= ? {also}),
            (SELECT count(*) FROM papers WHERE starred = 1 {also}),
            (SELECT count(*) FROM to_read {only.replace(" id ", " paper_id ")}),
            (SELECT count(*) FROM trashed)
        """,  # noqa: S608  conditions of our own
        (utc_timestamp(now - timedelta(days=RECENT_DAYS)),),
    ).fetchone()
    return LibraryCounts(*row)


def known_names(connection: sqlite3.Connection) -> tuple[frozenset[str], frozenset[str]]:
    """Returns all identifiers (`doi:10.1/x`) of the papers in the library, and those of papers with a PDF."""
    found = connection.execute(
        """
        SELECT scheme || ':' || value, pdfs > 0 FROM ids JOIN papers ON papers.id = ids.paper_id
        WHERE papers.id NOT IN (SELECT paper_id FROM trashed)
        """
    ).fetchall()
    return frozenset(name for name, _ in found), frozenset(name for name, has_pdf in found if has_pdf)
