"""The tables of the corpus store. There are no migrations: a store of another layout is built again from the lines.

`paper.row` and the other rows are the lines themselves, compressed with a dictionary, so unknown keys survive.
`counts` has the counts of papers of which a diff has changed nothing else (paper_counts.py).
`place.n` is the rank of a paper by citations when the store was built, and the rowid of the text index: FTS5 walks its
lists in the order of rowids, so the most cited hits come first at no cost.
`edge.ctx` has the citing sentences, or their place in `sentences` (citing_sentences.py).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

LAYOUT = 4

TABLES = """
CREATE TABLE paper(id INTEGER PRIMARY KEY, row BLOB NOT NULL);
CREATE TABLE counts(id INTEGER PRIMARY KEY, refs INTEGER NOT NULL, citations INTEGER NOT NULL,
                    influential INTEGER NOT NULL);
CREATE TABLE abstract(id INTEGER PRIMARY KEY, row BLOB NOT NULL);
CREATE TABLE tldr(id INTEGER PRIMARY KEY, row BLOB NOT NULL);
CREATE TABLE author(id INTEGER PRIMARY KEY, row BLOB NOT NULL);
CREATE TABLE venue(id TEXT PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE dict(k TEXT PRIMARY KEY, d BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE wrote(author INTEGER, paper INTEGER, PRIMARY KEY(author, paper)) WITHOUT ROWID;
CREATE TABLE facts(id INTEGER PRIMARY KEY, n INTEGER, year INTEGER, citations INTEGER, mask INTEGER, venue INTEGER);
CREATE TABLE venue_name(v INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL);
CREATE TABLE place(n INTEGER PRIMARY KEY, id INTEGER NOT NULL);
CREATE TABLE name(h INTEGER, id INTEGER, PRIMARY KEY(h, id)) WITHOUT ROWID;
CREATE TABLE edge(cited INTEGER, citing INTEGER, cid INTEGER, fl INTEGER NOT NULL, ctx BLOB,
                  PRIMARY KEY(cited, citing, cid)) WITHOUT ROWID;
CREATE TABLE sentences(id INTEGER PRIMARY KEY, block BLOB NOT NULL);
CREATE TABLE lacks(id INTEGER, dataset TEXT, PRIMARY KEY(id, dataset)) WITHOUT ROWID;
CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE fts USING fts5(
  title, abstract, authors, content='', tokenize='unicode61 remove_diacritics 2');
"""
TEXT_TABLES = """
CREATE TABLE full_text(id INTEGER PRIMARY KEY, row BLOB NOT NULL);
DROP TABLE IF EXISTS fts;
CREATE VIRTUAL TABLE fts USING fts5(
  title, abstract, authors, body, content='', tokenize='unicode61 remove_diacritics 2');
"""
"""After TABLES in a store with full texts. `row` is a `StoredText`, compressed like the other rows."""
TEXT_RANK = "bm25(6.0, 3.0, 3.0, 1.0)"  # not translated: for SQLite
"""A word in the title says more about a paper than one in its text."""
_WHILE_BUILT = (("hashsize", 16 << 20), ("automerge", 0), ("crisismerge", 1999))
_WHEN_BUILT = (("optimize", None), ("automerge", 4), ("crisismerge", 16))
"""Commands for the text index: its lists are merged once, at the end of a build, and as usual by diffs."""
EDGE_INDEXES = """
CREATE INDEX refs ON edge(citing);
CREATE INDEX bycid ON edge(cid);
"""

NO_NUMBER = -(1 << 63)
"""Stands for NULL among numbers."""
NUMBER_OR_NULL = f"nullif(?, {NO_NUMBER})"

COUNTED = {
    "papers": "paper",
    "edges": "edge",
    "abstracts": "abstract",
    "tldrs": "tldr",
    "authors": "author",
    "venues": "venue",
}
"""The numbers of rows in `about`, and their tables."""
INFLUENTIAL = 1
INTENT_BITS = {"background": 2, "methodology": 4, "result": 8}
"""Bits of `edge.fl`: whether the citation is influential, and its intents."""


def create(path: Path, *, with_texts: bool = False) -> sqlite3.Connection:
    """Create the empty store *path* for a build: no journal, since a build that is killed begins again.

    Args:
        with_texts: the store will have full texts.
    """
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
    connection.executescript("PRAGMA cache_size=-40960; PRAGMA temp_store=FILE;")
    connection.executescript(TABLES)
    if with_texts:
        connection.executescript(TEXT_TABLES)
    connection.executemany("INSERT INTO fts(fts, rank) VALUES(?, ?)", _WHILE_BUILT)
    if with_texts:
        connection.execute("INSERT INTO fts(fts, rank) VALUES('rank', ?)", (TEXT_RANK,))
    return connection


def finish(connection: sqlite3.Connection) -> None:
    """End the build of a store that is complete."""
    connection.executescript(EDGE_INDEXES)
    connection.executemany("INSERT INTO fts(fts, rank) VALUES(?, ?)", _WHEN_BUILT)
    connection.execute("PRAGMA optimize")


def has_texts(connection: sqlite3.Connection) -> bool:
    """Return True if the store has full texts."""
    query = "SELECT 1 FROM sqlite_master WHERE name = 'full_text'"
    return connection.execute(query).fetchone() is not None


def about(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the facts about the store: layout, release of each dataset, digest of the rule, counts."""
    return dict(connection.execute("SELECT key, value FROM about"))


def set_about(connection: sqlite3.Connection, facts: dict[str, str]) -> None:
    connection.executemany("INSERT OR REPLACE INTO about VALUES(?, ?)", facts.items())
