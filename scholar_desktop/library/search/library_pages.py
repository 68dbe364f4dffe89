"""What the library view shows: its views, its search while one types, and the counts beside the views."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from scholar_desktop.domain.library import LibraryCounts, LibraryPage, LibraryView
from scholar_desktop.domain.text.word_search import parse_terms
from scholar_desktop.library.database.write_session import iso_time
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.search import operators, text_search
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.collection_rows import INSIDE

RECENT_DAYS = 30
RANKED_AT_MOST = 2000
"""With more hits the newest come first: bm25 looks at every hit, and for a word that is in most papers says nothing."""
RANKED_SHARE = 0.05
"""Where this part of all papers is more than that, it is the limit."""

# Each is served by an index of the schema, order included.
_CONDITIONS = {
    LibraryView.ALL: "1",
    LibraryView.RECENT: "papers.added >= :since",
    LibraryView.WITHOUT_PDF: "papers.pdfs = 0",
    LibraryView.STARRED: "papers.starred = 1",
    LibraryView.TO_READ: "papers.id IN (SELECT paper_id FROM to_read)",
}
_COLLECTED = f"FROM paper_collections WHERE collection_id IN ({INSIDE})"
_TAGGED = "FROM paper_tags WHERE tag_id = (SELECT id FROM tags WHERE name = :tag)"
# The plus: the papers are gone through in the order of the view, by its index, and looked up in the set; not the set
# in its own order with a look at each row.
_IN_COLLECTION = f" AND +papers.id IN (SELECT paper_id {_COLLECTED})"
_WITH_TAG = f" AND +papers.id IN (SELECT paper_id {_TAGGED})"
_COUNTED = {
    _IN_COLLECTION: f"SELECT count(DISTINCT paper_id) {_COLLECTED}",
    _WITH_TAG: f"SELECT count(*) {_TAGGED}",
}
"""What is in a part of all papers is known without a look at the papers."""
_WEIGHTS = "10.0, 6.0, 2.0, 2.0"
"""Of title, authors, year, venue."""


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
    go_on: Callable[[], None] = lambda: None,
) -> LibraryPage:
    """*limit* papers of *view* from *offset* on: newest first, or best match first when there are *words*.

    collection: those in it and below it alone; tag: those that have it alone.
    in_text: look for the words in the notes and in the text of the PDFs too; papers found there alone stand after the
    others, those by their notes first. go_on:
    called between two questions, raises when nobody waits for the answer any more.
    """
    wanted = operators.fts_query(words)
    values: dict[str, object] = {
        "since": iso_time(now - timedelta(days=RECENT_DAYS)),
        "offset": offset,
        "limit": limit,
        "match": wanted.match,
        "collection": collection,
        "tag": tag,
    }
    also = view_condition(in_collection=collection is not None, tagged=tag is not None)
    (titles,) = connection.execute(count_statement(view, bool(values["match"]), also), values).fetchone()
    found: list[int] = []
    if titles > offset:
        is_ranked = titles <= RANKED_AT_MOST or titles <= _papers(connection) * RANKED_SHARE
        question = page_statement(view, bool(values["match"]), also, is_ranked=is_ranked)
        found = [paper_id for (paper_id,) in connection.execute(question, values)]
    terms = parse_terms(wanted.text) if in_text and wanted.text is not None else ()
    match = text_search.fts_match(terms)
    if match and wanted.phrases:
        match = f"{match} {wanted.phrases}"
    if not match:
        return LibraryPage(titles, tuple(paper_rows.load(connection, folders, found)))
    go_on()
    matches = text_search.find_pages(
        connection, match, paper_match=str(values["match"]), condition=_CONDITIONS[view] + also, values=values
    )
    notes = text_search.find_notes(
        connection, match, paper_match=str(values["match"]), condition=_CONDITIONS[view] + also, values=values
    )
    noted = {one.paper_id: one for one in notes if one.alone}
    alone = [*noted, *(one.paper_id for one in matches if one.alone and one.paper_id not in noted)]
    found += alone[max(0, offset - titles) :][: limit - len(found)]
    go_on()
    match_by_paper = {one.paper_id: one for one in matches}
    shown = [match_by_paper[paper_id] for paper_id in found if paper_id in match_by_paper and paper_id not in noted]
    shown_notes = [noted[paper_id] for paper_id in found if paper_id in noted]
    return LibraryPage(
        titles + len(alone),
        tuple(paper_rows.load(connection, folders, found)),
        len(alone) - len(noted),
        (
            *text_search.note_hits(connection, terms, shown_notes),
            *text_search.page_hits(connection, folders, terms, shown),
        ),
        len(noted),
    )


def _papers(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM papers").fetchone()[0])


def view_condition(*, in_collection: bool = False, tagged: bool = False) -> str:
    """What is added to the condition of a view: for `:collection`, for `:tag`."""
    return (_IN_COLLECTION if in_collection else "") + (_WITH_TAG if tagged else "")


def page_statement(view: LibraryView, is_searched: bool, also: str = "", *, is_ranked: bool = True) -> str:
    """The question for the row numbers of a page. also: of `view_condition`."""
    condition = _CONDITIONS[view] + also
    if not is_searched:
        return (
            f"SELECT papers.id FROM papers WHERE {condition} ORDER BY added DESC, id DESC LIMIT :limit OFFSET :offset"  # noqa: S608
        )
    order = f"bm25(papers_fts, {_WEIGHTS}), papers_fts.rowid DESC" if is_ranked else "papers_fts.rowid DESC"
    return f"SELECT papers_fts.rowid FROM {_hits(view, also)} ORDER BY {order} LIMIT :limit OFFSET :offset"  # noqa: S608


def count_statement(view: LibraryView, is_searched: bool, also: str = "") -> str:
    """The question for the number of papers in the whole view."""
    if view is LibraryView.ALL and not is_searched and also in _COUNTED:
        return _COUNTED[also]
    if not is_searched:
        return f"SELECT count(*) FROM papers WHERE {_CONDITIONS[view]}{also}"  # noqa: S608
    return f"SELECT count(*) FROM {_hits(view, also)}"  # noqa: S608


def _hits(view: LibraryView, also: str) -> str:
    if view is LibraryView.ALL:
        # no look at the rows of the papers, which may be a hundred thousand
        return f"papers_fts WHERE papers_fts MATCH :match{also.replace('+papers.id', '+papers_fts.rowid')}"
    return (
        "papers_fts CROSS JOIN papers ON papers.id = papers_fts.rowid "
        f"WHERE papers_fts MATCH :match AND {_CONDITIONS[view]}{also}"
    )


def library_counts(connection: sqlite3.Connection, now: datetime) -> LibraryCounts:
    """One question, answered from indexes alone."""
    row = connection.execute(
        """
        SELECT
            (SELECT count(*) FROM papers),
            (SELECT count(*) FROM papers) - (SELECT count(*) FROM papers WHERE pdfs = 0),
            (SELECT count(*) FROM papers WHERE added >= ?),
            (SELECT count(*) FROM papers WHERE starred = 1),
            (SELECT count(*) FROM to_read)
        """,
        (iso_time(now - timedelta(days=RECENT_DAYS)),),
    ).fetchone()
    return LibraryCounts(*row)
