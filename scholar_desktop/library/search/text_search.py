"""Searches the text of the PDFs, page by page, and the notes: which papers match, where, and the passage to show.

Full texts outside the library (`OtherTexts`) are searched by their owner; here they are mapped to papers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import islice, product

import msgspec

from scholar_desktop.domain.library import OtherText, PageHit
from scholar_desktop.domain.text.word_search import PREFIX_LETTERS, SearchTerm, excerpt
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.paper_identity import find_by_names
from scholar_desktop.library.search.fts_query import side_by_side
from scholar_desktop.library.tables.page_texts import MOST_PAGES, PAGE_BITS, readable_text


class NoteMatch(msgspec.Struct, frozen=True):
    """A paper with a note that matches. note: row of the note; alone: title, authors, year and venue do not match."""

    paper_id: int
    note: int
    alone: bool


def find_notes(
    connection: sqlite3.Connection, match: str, *, paper_match: str, condition: str, values: dict[str, object]
) -> list[NoteMatch]:
    """Returns the best matching note of each paper of a view, best first. The arguments are those of `find_pages`."""
    found = connection.execute(
        f"""
        SELECT papers.id, notes_fts.rowid,
            papers.id NOT IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH :papers)
        FROM notes_fts
            CROSS JOIN notes ON notes.id = notes_fts.rowid
            CROSS JOIN papers ON papers.id = notes.paper_id
        WHERE notes_fts MATCH :notes AND {condition}
        ORDER BY notes_fts.rank
        """,  # noqa: S608  the condition is one of our own
        {**values, "notes": match, "papers": paper_match},
    )
    best: dict[int, NoteMatch] = {}
    for paper_id, note, alone in found:
        best.setdefault(paper_id, NoteMatch(paper_id, note, bool(alone)))
    return list(best.values())


class OtherMatch(msgspec.Struct, frozen=True):
    """A paper of which a full text outside the library matches. number: of the text; alone: as in NoteMatch."""

    paper_id: int
    number: int
    alone: bool


def find_others(
    connection: sqlite3.Connection,
    others: Sequence[OtherText],
    *,
    paper_match: str,
    condition: str,
    values: dict[str, object],
) -> list[OtherMatch]:
    """Returns the papers of a view that *others* are texts of, in the order of *others*. The other arguments are those
    of `find_pages`."""
    known = find_by_names(connection, [name for other in others for name in other.names])
    number_of: dict[int, int] = {}
    for other in others:
        paper_id = next((known[name] for name in other.names if name in known), None)
        if paper_id is not None:
            number_of.setdefault(paper_id, other.number)
    if not number_of:
        return []
    found = connection.execute(
        f"""
        SELECT papers.id, papers.id NOT IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH :papers)
        FROM json_each(:others) AS asked CROSS JOIN papers ON papers.id = asked.value
        WHERE {condition} ORDER BY asked.key
        """,  # noqa: S608  the condition is one of our own
        {**values, "papers": paper_match, "others": msgspec.json.encode(list(number_of)).decode()},
    )
    return [OtherMatch(paper_id, number_of[paper_id], bool(alone)) for paper_id, alone in found]


def note_hits(
    connection: sqlite3.Connection, terms: Sequence[SearchTerm], matches: Sequence[NoteMatch]
) -> tuple[PageHit, ...]:
    """Returns the passages of the notes of *matches*, in the same order. Their page is 0, without a file."""
    found = []
    for one in matches:
        key, text = connection.execute(
            "SELECT papers.key, notes.text FROM notes JOIN papers ON papers.id = notes.paper_id WHERE notes.id = ?",
            (one.note,),
        ).fetchone()
        shown, marks = excerpt(" ".join(text.split()), terms)
        found.append(PageHit(key, "", 0, shown, marks, one.alone))
    return tuple(found)


MOST_FORMS = 32
"""Forms of one hyphenated word that are searched, such as those with Greek letters and with their names."""
RANKED_AT_MOST = 2000
RANKED_SHARE = 0.05
"""Words on more than this share of all pages are no criterion for a page, and bm25 would have to read every hit; then
the newest papers come first."""


class TextMatch(msgspec.Struct, frozen=True):
    """A paper with a page that matches.

    page: row of page_texts; alone: title, authors, year and venue do not match.
    """

    paper_id: int
    page: int
    alone: bool


def fts_match(terms: Sequence[SearchTerm]) -> str:
    """Returns the FTS5 query for *terms*; empty if none of them is worth a search of all pages.

    Each term is quoted, so FTS5 syntax in it has no effect.
    """
    if not any(term.is_run or max(map(len, (term.text, *term.also))) >= PREFIX_LETTERS for term in terms):
        return ""
    return " AND ".join(map(_any_form, terms))


def _any_form(term: SearchTerm) -> str:
    if term.is_run:
        return f'"{" ".join(term.text)}"'
    if term.parts:
        is_beginning = term.parts[-1].is_beginning
        words = islice(product(*((part.text, *part.also) for part in term.parts)), MOST_FORMS)
        found = [side_by_side(word, is_beginning=is_beginning, may_lack_hyphen=True) for word in words]
        return f"({' OR '.join(found)})"  # not translated: SQL
    forms = [f'"{form}"{"*" if term.is_beginning else ""}' for form in (term.text, *term.also)]
    return f"({' OR '.join(forms)})" if term.also else forms[0]  # not translated: SQL


def find_pages(
    connection: sqlite3.Connection, match: str, *, paper_match: str, condition: str, values: dict[str, object]
) -> list[TextMatch]:
    """Returns the papers of a view with a page that matches, best first, or newest first if the words are common.

    Args:
        match: the FTS5 query for the pages.
        paper_match: the FTS5 query with the same words for titles and authors.
        condition: the condition of the view on `papers`.
        values: the parameters of *condition*.
    """
    values = {**values, "pages": match, "papers": paper_match}
    found = connection.execute(page_statement(condition, is_ranked=False), values).fetchall()
    hits = sum(row[3] for row in found)
    if hits <= RANKED_AT_MOST or hits <= _pages(connection) * RANKED_SHARE:
        found = connection.execute(page_statement(condition, is_ranked=True), values).fetchall()
    return [TextMatch(paper_id, page, bool(alone)) for paper_id, page, alone, _ in found]


def page_statement(condition: str, *, is_ranked: bool) -> str:
    """Returns the query for (paper, page, alone, score).

    If ranked, each paper has its best page, with its bm25 score; otherwise papers come newest first, each with its
    first page and the number of its hits.
    """
    # SQLite takes `page` from the row with the minimum score.
    least, score, order = ("min(score)", "min(texts.score)", "4, 1 DESC")
    if not is_ranked:
        least, score, order = ("count(*)", "sum(texts.score)", "1 DESC")
    return f"""
        WITH hits AS MATERIALIZED (
            SELECT rowid AS page{", rank AS score" if is_ranked else ""} FROM pages_fts WHERE pages_fts MATCH :pages
        ),
        texts AS MATERIALIZED (
            SELECT page >> {PAGE_BITS} AS text_id, {"page" if is_ranked else "min(page) AS page"}, {least} AS score
            FROM hits GROUP BY page >> {PAGE_BITS}
        )
        SELECT
            papers.id,
            {"texts.page" if is_ranked else "min(texts.page)"},
            papers.id NOT IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH :papers),
            {score}
        FROM texts
            CROSS JOIN file_texts ON file_texts.id = texts.text_id
            CROSS JOIN files ON files.sha256 = file_texts.sha256
            CROSS JOIN papers ON papers.id = files.paper_id
        WHERE {condition}
        GROUP BY papers.id
        ORDER BY {order}
    """  # noqa: S608  the condition is one of our own


def _pages(connection: sqlite3.Connection) -> float:
    return float(connection.execute("SELECT total(kept_pages) FROM file_texts").fetchone()[0])


def page_hits(
    connection: sqlite3.Connection, folders: LibraryFolders, terms: Sequence[SearchTerm], matches: Sequence[TextMatch]
) -> tuple[PageHit, ...]:
    """Returns the passages on the pages of *matches*, in the same order; missing files are omitted.

    FTS5's snippet() is not used, because it collects all hits of a prefix again for each page.
    """
    asked = msgspec.json.encode([[one.paper_id, one.page] for one in matches]).decode()
    pages = {
        (paper_id, page): (key, str(folders.file(folder, name)), text)
        for paper_id, page, key, folder, name, text in connection.execute(
            f"""
            SELECT papers.id, page_texts.id, papers.key, papers.folder, files.name, page_texts.text
            FROM (
                SELECT json_extract(value, '$[0]') AS paper_id, json_extract(value, '$[1]') AS page FROM json_each(?)
            ) AS asked
                CROSS JOIN page_texts ON page_texts.id = asked.page
                CROSS JOIN file_texts ON file_texts.id = page_texts.id >> {PAGE_BITS}
                CROSS JOIN files ON files.sha256 = file_texts.sha256 AND files.paper_id = asked.paper_id
                CROSS JOIN papers ON papers.id = files.paper_id
            """,  # noqa: S608
            (asked,),
        )
        if not folders.is_outside(folder, name)
    }
    found = []
    for one in matches:
        if (known := pages.get((one.paper_id, one.page))) is not None:
            key, path, text = known
            shown, marks = excerpt(readable_text(text), terms)
            found.append(PageHit(key, path, one.page & MOST_PAGES, shown, marks, one.alone))
    return tuple(found)
