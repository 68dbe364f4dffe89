"""Queries for the library page: its views, the search, and the counts of the views."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

import msgspec

from scholar_desktop.domain.library import (
    READ,
    READING,
    RECENT_DAYS,
    TO_READ,
    LibraryCounts,
    LibraryListing,
    LibraryPage,
    LibraryView,
    OtherHit,
    OtherText,
    RuleCount,
)
from scholar_desktop.domain.search.library_rule import has_words, read_rule
from scholar_desktop.domain.text.word_search import SearchTerm, parse_terms
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.search import fts_query, text_search
from scholar_desktop.library.search.rule_conditions import rows_query, rule_conditions
from scholar_desktop.library.tables import paper_facts, paper_rows, word_index
from scholar_desktop.library.tables.collection_rows import INSIDE

RANKED_AT_MOST = 2000
"""If a search has more hits, they are sorted newest first: bm25 has to read every hit, and is meaningless for a word in
most papers."""
RANKED_SHARE = 0.05
"""If this share of all papers is larger than RANKED_AT_MOST, it is the limit instead."""
RANKED_IN_TIME = 10_000
"""But never more: bm25 takes a second for a million hits, and the user waits for the first rows at every key."""

# An index of the schema serves each condition, including the order.
ALL_PAPERS = "1"
_CONDITIONS = {
    LibraryView.ALL: ALL_PAPERS,
    LibraryView.RECENT: "papers.added >= :since",
    LibraryView.WITHOUT_PDF: "papers.pdfs = 0",
    LibraryView.STARRED: "papers.starred = 1",
    LibraryView.TO_READ: "papers.id IN (SELECT paper_id FROM to_read WHERE state = 'to_read')",
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
_SORTS = {  # not translated: SQL
    "added": ("papers", "id", "added"),
    "title": ("paper_facts", "paper_id", "by_title"),
    "author": ("paper_facts", "paper_id", "by_author"),
    "year": ("paper_facts", "paper_id", "year"),
    "venue": ("paper_facts", "paper_id", "by_venue"),
    "key": ("cite_keys", "paper_id", "cite_key COLLATE NOCASE"),
    "type": ("paper_facts", "paper_id", "item_type"),
    "citations": ("paper_facts", "paper_id", "citations"),
    "publisher": ("paper_facts", "paper_id", "publisher COLLATE NOCASE"),
    "volume": ("paper_facts", "paper_id", "CAST(volume AS INTEGER), volume"),
    "issue": ("paper_facts", "paper_id", "CAST(issue AS INTEGER), issue"),
    "page": ("paper_facts", "paper_id", "CAST(page AS INTEGER), page"),
    "language": ("paper_facts", "paper_id", "language"),
    "doi": ("paper_facts", "paper_id", "doi"),
    "reading": ("to_read", "paper_id", "state = 'read', state = 'reading', state"),
    "star": ("papers", "id", "CASE WHEN starred = 1 THEN 1 END"),
    "pdf": ("papers", "id", "CASE WHEN pdfs > 0 THEN 1 END"),
    "tags": ("first_tags", "paper_id", "place"),
    "collections": ("first_collections", "paper_id", "place"),
}
"""What a view can be sorted by -> the table, its column with the paper, and SQL expressions. Papers for which the last
one is NULL come last."""
_SOURCES = {  # not translated: SQL
    "first_tags": """(
        SELECT paper_id, min(place) AS place
        FROM (SELECT id, row_number() OVER (ORDER BY name COLLATE NOCASE) AS place FROM tags) AS ordered
            CROSS JOIN paper_tags ON paper_tags.tag_id = ordered.id
        GROUP BY paper_id
    ) AS first_tags""",
    "first_collections": """(
        WITH RECURSIVE paths (id, path) AS (
            SELECT id, name FROM collections WHERE parent_id IS NULL
            UNION ALL
            SELECT collections.id, paths.path || '/' || collections.name
            FROM collections JOIN paths ON collections.parent_id = paths.id
        )
        SELECT paper_id, min(place) AS place
        FROM (SELECT id, row_number() OVER (ORDER BY path COLLATE NOCASE) AS place FROM paths) AS ordered
            CROSS JOIN paper_collections ON paper_collections.collection_id = ordered.id
        GROUP BY paper_id
    ) AS first_collections""",
}
"""The queries that are sorted by as if they were tables: the first tag and the first collection of each paper."""
SORTED_BY_ROW = 5000
"""Fewer papers are sorted one by one; more are taken from the order of the whole library."""
_number_decoder = msgspec.json.Decoder(list[int])
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
    others: Sequence[OtherText] = (),
    sort: str = "",
    go_on: Callable[[], None] = lambda: None,
) -> LibraryPage:
    """Returns *limit* papers of *view* from *offset* on: newest first, or best match first if there are *words*.

    Args:
        words: a rule (`domain.search.library_rule`).
        collection: only papers in this collection and below it.
        tag: only papers with this tag.
        in_text: also search the notes and the text of the PDFs; papers found only there follow the others, those found
            by their notes first. False is the fastest answer: the other fields of entries, which take as long as the
            titles, are searched only if the titles do not fill the page.
        others: full texts outside the library that have the words; papers found only there come last.
        sort: one of LIBRARY_SORTS, with a minus before it for descending order; empty for the order above.
        go_on: called between two queries; raises an exception to cancel.
    """
    start, most = (0, -1) if sort else (offset, limit)
    hits = _find(
        connection, view, words, now, start, most, collection, tag, sort, in_text=in_text, others=others, go_on=go_on
    )
    found = hits.found
    if sort:
        found = hits.in_order(connection, sort)[offset:][:limit]
    else:
        found = found + hits.alone[max(0, offset - hits.titles) :][: limit - len(found)]
    go_on()
    match_by_paper = {one.paper_id: one for one in hits.matches}
    shown = [match_by_paper[one] for one in found if one in match_by_paper and one not in hits.noted]
    shown_notes = [hits.noted[one] for one in found if one in hits.noted]
    papers = tuple(paper_rows.load(connection, folders, found))
    elsewhere = {one.paper_id: one for one in hits.others}
    in_both = len(hits.noted.keys() & {*elsewhere, *(one.paper_id for one in hits.matches)})
    return LibraryPage(
        hits.titles + len(hits.alone),
        papers,
        hits.in_text,
        (
            *text_search.note_hits(connection, hits.terms, shown_notes),
            *text_search.page_hits(connection, folders, hits.terms, shown),
        ),
        len(hits.noted) - in_both,
        hits.in_corpus,
        tuple(
            OtherHit(kept.key, other.number, other.alone)
            for one, kept in zip(found, papers, strict=True)
            if one not in hits.noted and one not in match_by_paper and (other := elsewhere.get(one)) is not None
        ),
        by_old_index=is_by_old_index(connection, words, sort),
        best_first=hits.is_ranked,
        in_both=in_both,
    )


def is_by_old_index(connection: sqlite3.Connection, words: str, sort: str) -> bool:
    """Returns True if an index that an answer to these arguments needs lacks papers that were changed."""
    if sort or read_rule(words).conditions:
        return paper_facts.is_due(connection)
    return has_words(words) and word_index.is_due(connection)


def load_listing(
    connection: sqlite3.Connection,
    view: LibraryView,
    words: str,
    *,
    now: datetime,
    collection: int | None = None,
    tag: str | None = None,
    in_text: bool = True,
    others: Sequence[OtherText] = (),
    sort: str = "",
) -> LibraryListing:
    """Returns all papers of a view, in its order. The arguments are those of `load_page`."""
    hits = _find(connection, view, words, now, 0, -1, collection, tag, sort, in_text=in_text, others=others)
    rows = tuple(hits.in_order(connection, sort))
    return LibraryListing(rows, is_by_old_index(connection, words, sort), best_first=hits.is_ranked)


def count_rows(
    connection: sqlite3.Connection, words: str, now: datetime, others: Sequence[OtherText] = ()
) -> RuleCount:
    """Returns the number of papers that match a rule. others: as for `load_page`."""
    hits = _find(connection, LibraryView.ALL, words, now, 0, 0, None, None, "", in_text=True, others=others)
    return RuleCount(hits.titles + len(hits.alone), is_by_old_index(connection, words, ""))


class _Hits(msgspec.Struct, frozen=True):
    """What a view or a search has.

    titles: number of papers in the view, or found by title, authors, year and venue; found: a part of these, in order;
    alone: papers found only by another field, a note, or a full text; in_text: number of the last kind; in_corpus: how
    many of these were found in no PDF; others: papers with a matching text outside the library; is_sorted: they are in
    the order that was asked for; is_ranked: the best are first.
    """

    titles: int
    found: list[int]
    alone: list[int]
    noted: dict[int, text_search.NoteMatch]
    matches: list[text_search.TextMatch]
    terms: tuple[SearchTerm, ...]
    in_text: int
    in_corpus: int = 0
    others: Sequence[text_search.OtherMatch] = ()
    is_sorted: bool = False
    is_ranked: bool = False

    def in_order(self, connection: sqlite3.Connection, sort: str) -> list[int]:
        """Returns all papers in the order of *sort*; empty for the order in which they were found."""
        rows = [*self.found, *self.alone]
        return sort_rows(connection, rows, sort) if sort and not self.is_sorted else rows


def _find(
    connection: sqlite3.Connection,
    view: LibraryView,
    words: str,
    now: datetime,
    start: int,
    most: int,
    collection: int | None,
    tag: str | None,
    sort: str,
    *,
    in_text: bool,
    others: Sequence[OtherText] = (),
    go_on: Callable[[], None] = lambda: None,
) -> _Hits:
    rule = read_rule(words)
    wanted = fts_query.query_of(rule.query)
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
    conditions = rule_conditions(connection, rule.conditions, values, now)
    is_searched = bool(wanted.match)
    if not is_searched and (sort or conditions):
        rows = _matching_rows(connection, _CONDITIONS[view] + also, conditions, values)
        ordered = sort_rows(connection, rows, sort) if most != 0 else []
        titles = _papers(connection) if rows is None else len(rows)
        return _Hits(titles, ordered[start:][: titles if most < 0 else most], [], {}, [], (), 0, is_sorted=True)
    also += "".join(f" AND {one}" for one in conditions)
    condition = _CONDITIONS[view] + also
    found: list[int] = []
    is_ranked = False
    if sort:  # the order in which they are found is not needed, nor a query for their number alone
        found = _numbers(connection, page_statement(view, is_searched, also, is_ranked=False), values)
        titles = len(found)
    else:
        (titles,) = connection.execute(count_statement(view, is_searched, also), values).fetchone()
        is_ranked = is_searched and _is_ranked(connection, titles)
        if titles > start and most != 0:
            found = _numbers(connection, page_statement(view, is_searched, also, is_ranked=is_ranked), values)
    entries: list[int] = []
    is_filled = not in_text and 0 < most <= len(found)
    if is_searched and wanted.text is not None and not is_filled:
        entries += find_keys(connection, condition, values, wanted.text)
        keyed = set(entries)
        entries += [one for one in find_entries(connection, condition, values) if one not in keyed]
    if wanted.folded and not is_filled:
        known = set(entries)
        # not translated: SQL
        folded = {**values, "folded": f"folded : ({wanted.folded})"}
        entries += [one for one in find_folded(connection, condition, folded) if one not in known]
    terms, match = _text_match(wanted) if in_text else ((), "")
    matches: list[text_search.TextMatch] = []
    notes: list[text_search.NoteMatch] = []
    if match:
        go_on()
        matches = text_search.find_pages(
            connection, match, paper_match=wanted.match, condition=condition, values=values
        )
        notes = text_search.find_notes(connection, match, paper_match=wanted.match, condition=condition, values=values)
    by_field = set(entries)
    noted = {one.paper_id: one for one in notes if one.alone and one.paper_id not in by_field}
    texts = [
        one.paper_id for one in matches if one.alone and one.paper_id not in noted and one.paper_id not in by_field
    ]
    elsewhere = text_search.find_others(
        connection, others if match else (), paper_match=wanted.match, condition=condition, values=values
    )
    counted = by_field.union(noted, texts)
    in_corpus = [one.paper_id for one in elsewhere if one.alone and one.paper_id not in counted]
    alone = [*entries, *noted, *texts, *in_corpus]
    in_texts = len(texts) + len(in_corpus)
    return _Hits(titles, found, alone, noted, matches, terms, in_texts, len(in_corpus), elsewhere, is_ranked=is_ranked)


def text_match(words: str) -> tuple[tuple[SearchTerm, ...], str]:
    """Returns the terms that the rule *words* looks for in full texts, and the FTS5 query for them; empty if the rule
    is not about texts."""
    return _text_match(fts_query.query_of(read_rule(words).query))


def _text_match(wanted: fts_query.FtsQuery) -> tuple[tuple[SearchTerm, ...], str]:
    terms = parse_terms(wanted.text) if wanted.text is not None else ()
    match = text_search.fts_match(terms)
    return terms, f"{match} AND {wanted.phrases}" if match and wanted.phrases else match


def find_keys(connection: sqlite3.Connection, condition: str, values: dict[str, object], words: str) -> list[int]:
    """Returns the papers of a view whose citation key, or one that they had, begins as *words* do, which are one word,
    and that match by nothing else that is shown in the list. Capitals may be small letters in the key."""
    keys = dict.fromkeys((words.strip(), words.strip().lower()))
    if any(not key or len(key.split()) > 1 for key in keys):
        return []
    names = {f"key{number}": key for number, key in enumerate(keys)}
    ends = {f"{name}_end": key + chr(sys.maxunicode) for name, key in names.items()}
    # not translated: SQL
    now = "SELECT paper_id FROM cite_keys WHERE cite_key >= :{0} AND cite_key < :{0}_end"
    before = "SELECT paper_id FROM ids WHERE scheme = 'key' AND value >= :{0} AND value < :{0}_end"
    ranges = [part.format(name) for name in names for part in (now, before)]
    found = connection.execute(
        f"""
        SELECT papers.id FROM papers
        WHERE papers.id IN ({" UNION ".join(ranges)}) AND {condition}
            AND papers.id NOT IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH :match)
        ORDER BY papers.id DESC
        """,  # noqa: S608  the condition is one of our own
        {**values, **names, **ends},
    )
    return [paper_id for (paper_id,) in found]


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


def find_folded(connection: sqlite3.Connection, condition: str, values: dict[str, object]) -> list[int]:
    """Returns the papers of a view whose title, authors and venue match only without accents and special letters."""
    found = connection.execute(
        f"""
        SELECT papers.id FROM fields_fts CROSS JOIN papers ON papers.id = fields_fts.rowid
        WHERE fields_fts MATCH :folded AND {condition}
            AND papers.id NOT IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH :match)
        ORDER BY papers.id DESC
        """,  # noqa: S608  the condition is one of our own
        values,
    )
    return [paper_id for (paper_id,) in found]


def _is_ranked(connection: sqlite3.Connection, hits: int) -> bool:
    """Returns True if this number of hits is sorted best first."""
    if hits <= RANKED_AT_MOST or hits > RANKED_IN_TIME:
        return hits <= RANKED_AT_MOST
    # the index of words has a row of a few bytes for each paper: to count these takes a tenth of the time
    (papers,) = connection.execute("SELECT count(*) FROM papers_fts_docsize").fetchone()
    return hits <= int(papers) * RANKED_SHARE


def _matching_rows(
    connection: sqlite3.Connection, view: str, conditions: Sequence[str], values: dict[str, object]
) -> Collection[int] | None:
    """Returns the papers of a view that match a rule and are not searched for words, in no order; None for all papers
    of the library.

    The queries of a rule are answered one by one, and what all of them found is computed here: for one statement with
    all conditions SQLite would put the rows of each into a tree of its own, which takes several times as long.

    Args:
        view: the condition of the view on `papers`.
        conditions: those of `rule_conditions`.
    """
    if view == ALL_PAPERS and not conditions:
        return None
    queries = [rows_query(one) for one in conditions]
    also = "".join(f" AND {one}" for one, query in zip(conditions, queries, strict=True) if query is None)
    asked = [query for query in queries if query is not None]
    if view + also != ALL_PAPERS or not asked:
        asked.append(f"SELECT papers.id FROM papers WHERE {view}{also}")  # noqa: S608  conditions of our own
    rows: Collection[int] = _numbers(connection, asked[-1], values)
    if len(asked) > 1 or queries:  # a query of a rule may find a paper twice
        rows = set(rows).intersection(*(_numbers(connection, query, values) for query in asked[:-1]))
    return rows


def sort_rows(connection: sqlite3.Connection, rows: Collection[int] | None, sort: str) -> list[int]:
    """Returns *rows* sorted; those without a value come last.

    Args:
        rows: None for all papers of the library.
        sort: one of LIBRARY_SORTS, or with a minus before it; empty for the newest first.
    """
    table, name, has_value, order = _order(sort)
    source = _SOURCES.get(table, table)
    count = _papers(connection)
    if rows is not None and len(rows) <= SORTED_BY_ROW:
        ordered = _numbers(
            connection,
            f"SELECT {table}.{name} FROM json_each(:asked) AS asked CROSS JOIN {source} "  # noqa: S608  one of our own expressions
            f"ON {table}.{name} = asked.value WHERE {has_value} ORDER BY {order}",
            {"asked": msgspec.json.encode(list(rows)).decode()},
        )
    else:  # an index has the whole table in this order
        ordered = _numbers(connection, f"SELECT {name} FROM {source} WHERE {has_value} ORDER BY {order}", {})  # noqa: S608
        if rows is None and len(ordered) < count:
            rows = _numbers(connection, "SELECT id FROM papers", {})
        elif rows is not None and len(rows) < count:
            wanted = rows if isinstance(rows, set) else set(rows)
            ordered = [paper_id for paper_id in ordered if paper_id in wanted]
    if rows is None or len(ordered) == len(rows):
        return ordered
    done = set(ordered)
    return ordered + [paper_id for paper_id in sorted(rows) if paper_id not in done]


def _numbers(connection: sqlite3.Connection, question: str, values: dict[str, object]) -> list[int]:
    """Returns the one column of a query. SQLite puts it into one text: row by row, a long list would take the
    interpreter from the window's thread once for each row."""
    (text,) = connection.execute(
        f"WITH found (number) AS ({question}) SELECT json_group_array(number) FROM found",  # noqa: S608  one of our own
        values,
    ).fetchone()
    return _number_decoder.decode(text)


def _order(sort: str) -> tuple[str, str, str, str]:
    """Returns the table of a sort, its column with the paper, the condition that it has a value, and the order."""
    if sort in ("", "-added"):  # as in `page_statement`, also for papers that were added in the same moment
        return "papers", "id", "added IS NOT NULL", "added DESC, papers.id DESC"  # not translated: SQL
    table, name, value = _SORTS[sort.removeprefix("-")]
    way = "DESC" if sort.startswith("-") else "ASC"
    expressions = value.split(", ")
    order = ", ".join(f"{one} {way}" for one in expressions)
    return table, name, f"{expressions[-1]} IS NOT NULL", f"{order}, {table}.{name}"  # not translated: SQL


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
    states = {
        state: int(count)
        for state, count in connection.execute(
            f"SELECT state, count(*) FROM to_read {only.replace(' id ', ' paper_id ')} GROUP BY state"  # noqa: S608  one of our own conditions
        )
    }
    row = connection.execute(
        f"""
        SELECT
            (SELECT count(*) FROM papers {only}),
            (SELECT count(*) FROM papers {only}) - (SELECT count(*) FROM papers WHERE pdfs = 0 {also}),
            (SELECT count(*) FROM papers WHERE added >= ? {also}),
            (SELECT count(*) FROM papers WHERE starred = 1 {also}),
            (SELECT count(*) FROM trashed)
        """,  # noqa: S608  conditions of our own
        (utc_timestamp(now - timedelta(days=RECENT_DAYS)),),
    ).fetchone()
    papers, with_pdf, recent, starred, trashed = row
    return LibraryCounts(
        papers,
        with_pdf,
        recent,
        starred,
        to_read=states.get(TO_READ, 0),
        reading=states.get(READING, 0),
        read=states.get(READ, 0),
        trashed=trashed,
    )


def known_names(connection: sqlite3.Connection) -> tuple[frozenset[str], frozenset[str]]:
    """Returns all identifiers (`doi:10.1/x`) of the papers in the library, and those of papers with a PDF."""
    found = connection.execute(
        """
        SELECT scheme || ':' || value, pdfs > 0 FROM ids JOIN papers ON papers.id = ids.paper_id
        WHERE papers.id NOT IN (SELECT paper_id FROM trashed)
        """
    ).fetchall()
    return frozenset(name for name, _ in found), frozenset(name for name, has_pdf in found if has_pdf)
