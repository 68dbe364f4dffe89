"""The schema of library.sqlite as a list of migrations. A migration is never edited after it was released."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.library import cite_keys
from scholar_desktop.library.database import index_due_tables, organising_tables
from scholar_desktop.library.failures import full_text_missing

Migration = Callable[[sqlite3.Connection], None]

APPLICATION_ID = 0x5363686C
"""`PRAGMA application_id`: marks an SQLite file as a library of this program ("Schl")."""

_FIRST = (
    # paper: the whole paper as JSON, including the facts of each source; folder: below papers/; folder_fold: the folder
    # name as case-insensitive file systems compare it; pdfs: number of PDFs among the paper's files; sidecar_due:
    # paper.json is older than this row. The long column is the last one, so that reading the other columns does not
    # have to skip it.
    """
    CREATE TABLE papers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        authors TEXT NOT NULL,
        year INTEGER,
        venue TEXT,
        added TEXT NOT NULL,
        starred INTEGER NOT NULL DEFAULT 0,
        pdfs INTEGER NOT NULL DEFAULT 0,
        sidecar_due INTEGER NOT NULL DEFAULT 1,
        folder TEXT NOT NULL,
        folder_fold TEXT NOT NULL UNIQUE,
        paper TEXT NOT NULL
    )
    """,
    "CREATE INDEX papers_by_date ON papers (added)",
    "CREATE INDEX papers_by_title ON papers (title)",
    "CREATE INDEX papers_by_pdfs ON papers (pdfs, added)",
    "CREATE INDEX papers_by_star ON papers (starred, added)",
    "CREATE INDEX papers_sidecar_due ON papers (id) WHERE sidecar_due = 1",
    # Every identifier that a paper ever had.
    """
    CREATE TABLE ids (
        scheme TEXT NOT NULL,
        value TEXT NOT NULL,
        paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        PRIMARY KEY (scheme, value)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ids_by_paper ON ids (paper_id)",
    # A file is in the folder of its paper; its path is made of the two names.
    """
    CREATE TABLE files (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        version TEXT,
        license TEXT,
        source_url TEXT,
        retrieved TEXT,
        UNIQUE (paper_id, name)
    )
    """,
    "CREATE INDEX files_by_sha256 ON files (sha256)",
    # A name has no slash: the path of a collection in paper.json consists of the names separated by slashes.
    """
    CREATE TABLE collections (
        id INTEGER PRIMARY KEY,
        parent_id INTEGER REFERENCES collections (id) ON DELETE CASCADE,
        name TEXT NOT NULL CHECK (name <> '' AND name NOT LIKE '%/%'),
        position INTEGER NOT NULL DEFAULT 0
    )
    """,
    "CREATE UNIQUE INDEX collections_by_name ON collections (ifnull(parent_id, 0), name)",
    """
    CREATE TABLE paper_collections (
        collection_id INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
        paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        PRIMARY KEY (collection_id, paper_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX paper_collections_by_paper ON paper_collections (paper_id)",
    "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''))",
    """
    CREATE TABLE paper_tags (
        tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
        paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        PRIMARY KEY (tag_id, paper_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX paper_tags_by_paper ON paper_tags (paper_id)",
    """
    CREATE TABLE notes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        paper_id INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        written TEXT NOT NULL
    )
    """,
    "CREATE INDEX notes_by_paper ON notes (paper_id)",
    # inverse: how to undo the operation (JSON of write_session.Inverse); undone: when it was undone.
    """
    CREATE TABLE undo (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        label TEXT NOT NULL,
        done TEXT NOT NULL,
        undone TEXT,
        inverse TEXT NOT NULL
    )
    """,
    # The committed operations with file moves; journal.py reads this table after a crash.
    "CREATE TABLE commits (token TEXT PRIMARY KEY) WITHOUT ROWID",
    # Which session changed which paper, so that other processes can find out.
    "CREATE TABLE touched (seq INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT NOT NULL, paper_key TEXT NOT NULL)",
    """
    CREATE TABLE downloads (
        key TEXT PRIMARY KEY,
        asked_as TEXT NOT NULL,
        state TEXT NOT NULL,
        position INTEGER NOT NULL,
        run TEXT NOT NULL,
        item TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX downloads_in_order ON downloads (position)",
    # The download attempts. They are kept when the row of the queue is deleted.
    """
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        download_key TEXT NOT NULL,
        run TEXT NOT NULL,
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        attempt TEXT NOT NULL,
        UNIQUE (download_key, run, number)
    )
    """,
    """
    CREATE VIRTUAL TABLE papers_fts USING fts5 (
        title, authors, year, venue,
        content = 'papers', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER papers_fts_insert AFTER INSERT ON papers BEGIN
        INSERT INTO papers_fts (rowid, title, authors, year, venue)
        VALUES (new.id, new.title, new.authors, new.year, new.venue);
    END
    """,
    """
    CREATE TRIGGER papers_fts_delete AFTER DELETE ON papers BEGIN
        INSERT INTO papers_fts (papers_fts, rowid, title, authors, year, venue)
        VALUES ('delete', old.id, old.title, old.authors, old.year, old.venue);
    END
    """,
    """
    CREATE TRIGGER papers_fts_update AFTER UPDATE OF title, authors, year, venue ON papers BEGIN
        INSERT INTO papers_fts (papers_fts, rowid, title, authors, year, venue)
        VALUES ('delete', old.id, old.title, old.authors, old.year, old.venue);
        INSERT INTO papers_fts (rowid, title, authors, year, venue)
        VALUES (new.id, new.title, new.authors, new.year, new.venue);
    END
    """,
    """
    CREATE TRIGGER files_pdfs_insert AFTER INSERT ON files WHEN new.name LIKE '%.pdf' BEGIN
        UPDATE papers SET pdfs = pdfs + 1 WHERE id = new.paper_id;
    END
    """,
    """
    CREATE TRIGGER files_pdfs_delete AFTER DELETE ON files WHEN old.name LIKE '%.pdf' BEGIN
        UPDATE papers SET pdfs = pdfs - 1 WHERE id = old.paper_id;
    END
    """,
    """
    CREATE TRIGGER files_pdfs_update AFTER UPDATE OF paper_id, name ON files BEGIN
        UPDATE papers SET pdfs = pdfs - (old.name LIKE '%.pdf') WHERE id = old.paper_id;
        UPDATE papers SET pdfs = pdfs + (new.name LIKE '%.pdf') WHERE id = new.paper_id;
    END
    """,
)


def create_schema(connection: sqlite3.Connection) -> None:
    """Version 1: papers, identifiers, files, collections, tags, notes, undo entries, queue, full-text index."""
    for statement in _FIRST:
        connection.execute(statement)


def add_cite_keys(connection: sqlite3.Connection) -> None:
    """Version 2: citation keys; they are assigned in the order in which the papers were added."""
    connection.execute(
        """
        CREATE TABLE cite_keys (
            paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE,
            cite_key TEXT NOT NULL UNIQUE CHECK (cite_key <> '')
        )
        """
    )
    for paper_id, paper in connection.execute("SELECT id, paper FROM papers ORDER BY id"):
        cite_keys.assign_key(connection, paper_id, msgspec.json.decode(paper, type=Paper))
    connection.execute("UPDATE papers SET sidecar_due = 1")


_THIRD = (
    # What has been read of a file, identified by its checksum, so that it stays valid when the file is moved or is in
    # the trash. pages: number of pages of the file; kept_pages: pages with text in page_texts; is_sound: the file was
    # opened and read without a crash of the reading process; problem: why some text is missing, or NULL.
    """
    CREATE TABLE file_texts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256 TEXT NOT NULL UNIQUE,
        pages INTEGER NOT NULL,
        kept_pages INTEGER NOT NULL,
        letters INTEGER NOT NULL,
        is_sound INTEGER NOT NULL,
        done TEXT NOT NULL,
        problem TEXT
    )
    """,
    # id: file_texts.id << 12 | page number, from 1. The file and the page of a hit are therefore known without reading
    # this table, and the pages of a file are adjacent.
    "CREATE TABLE page_texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    """
    CREATE VIRTUAL TABLE pages_fts USING fts5 (
        text, content = 'page_texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER page_texts_insert AFTER INSERT ON page_texts BEGIN
        INSERT INTO pages_fts (rowid, text) VALUES (new.id, new.text);
    END
    """,
    """
    CREATE TRIGGER page_texts_delete AFTER DELETE ON page_texts BEGIN
        INSERT INTO pages_fts (pages_fts, rowid, text) VALUES ('delete', old.id, old.text);
    END
    """,
    """
    CREATE TRIGGER file_texts_delete AFTER DELETE ON file_texts BEGIN
        DELETE FROM page_texts WHERE id BETWEEN old.id << 12 AND (old.id << 12) + 4095;
    END
    """,
)


def add_page_texts(connection: sqlite3.Connection) -> None:
    """Version 3: the text of the PDFs, page by page. Empty at first: existing PDFs are read in the background."""
    for statement in _THIRD:
        connection.execute(statement)


_WATCHES = (
    # When an item of a kind was last looked up. problem: why the lookup failed (JSON of ErrorInfo); memory: what the
    # kind compares the next lookup with (JSON).
    """
    CREATE TABLE watched (
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        checked TEXT NOT NULL,
        problem TEXT,
        memory TEXT,
        PRIMARY KEY (kind, key)
    ) WITHOUT ROWID
    """,
    # The news. subject: distinguishes the news of one item; seen: when the user saw it; dropped: the news is no longer
    # shown, but remains so that it is not reported again; kept: the paper and the details (JSON).
    """
    CREATE TABLE watch_news (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        subject TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        found TEXT NOT NULL,
        seen TEXT,
        dropped INTEGER NOT NULL DEFAULT 0,
        kept TEXT NOT NULL,
        UNIQUE (kind, key, subject)
    )
    """,
    "CREATE INDEX watch_news_unseen ON watch_news (kind, key) WHERE seen IS NULL",
)


def add_watches(connection: sqlite3.Connection) -> None:
    """Creates the tables of the background lookups and their news."""
    for statement in _WATCHES:
        connection.execute(statement)


_SETTLED = (
    # Rows of two services that are not the same paper although they look like it. one, other:
    # `domain.merging.split_rows.row_key`, the smaller first; titles: the titles of both, for display; parted: when the
    # user split them.
    """
    CREATE TABLE apart (
        one TEXT NOT NULL,
        other TEXT NOT NULL,
        titles TEXT NOT NULL,
        parted TEXT NOT NULL,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID
    """,
    # search: query, sources and options (JSON of domain.search.saved_search.SavedSearch).
    """
    CREATE TABLE saved_searches (
        key TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        made TEXT NOT NULL,
        search TEXT NOT NULL
    ) WITHOUT ROWID
    """,
)


def add_decisions(connection: sqlite3.Connection) -> None:
    """Creates the tables of the user's decisions: manual splits and saved searches."""
    for statement in _SETTLED:
        connection.execute(statement)


def add_file_sources(connection: sqlite3.Connection) -> None:
    """Adds the source that named a file's address (`unpaywall`, `arxiv`, `user`, ...); NULL for older files."""
    connection.execute("ALTER TABLE files ADD COLUMN source TEXT")


_BEGINNINGS = (
    "DROP TABLE papers_fts",
    # While the user types, a search word is a short prefix. Without a prefix index, SQLite collects the hits of every
    # word with that prefix (a quarter of a second with 100,000 papers). The prefix index makes the index 4 % larger.
    """
    CREATE VIRTUAL TABLE papers_fts USING fts5 (
        title, authors, year, venue,
        content = 'papers', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
    )
    """,
    "INSERT INTO papers_fts (papers_fts) VALUES ('rebuild')",
)


def add_prefix_index(connection: sqlite3.Connection) -> None:
    """Adds a prefix index to the search for titles and authors."""
    for statement in _BEGINNINGS:
        connection.execute(statement)


def add_follows(connection: sqlite3.Connection) -> None:
    """Creates the table of followed authors and records.

    kind, key: as in `watched`; details: what was known then (JSON).
    """
    connection.execute(
        """
        CREATE TABLE follows (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            title TEXT NOT NULL,
            since TEXT NOT NULL,
            details TEXT NOT NULL,
            PRIMARY KEY (kind, key)
        ) WITHOUT ROWID
        """
    )


_TO_READ = (
    # A separate table: a new column of `papers` would come after the long column.
    """
    CREATE TABLE to_read (
        paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE VIRTUAL TABLE notes_fts USING fts5 (
        text, content = 'notes', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER notes_fts_insert AFTER INSERT ON notes BEGIN
        INSERT INTO notes_fts (rowid, text) VALUES (new.id, new.text);
    END
    """,
    """
    CREATE TRIGGER notes_fts_delete AFTER DELETE ON notes BEGIN
        INSERT INTO notes_fts (notes_fts, rowid, text) VALUES ('delete', old.id, old.text);
    END
    """,
    """
    CREATE TRIGGER notes_fts_update AFTER UPDATE OF text ON notes BEGIN
        INSERT INTO notes_fts (notes_fts, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO notes_fts (rowid, text) VALUES (new.id, new.text);
    END
    """,
    "INSERT INTO notes_fts (notes_fts) VALUES ('rebuild')",
)


def add_to_read(connection: sqlite3.Connection) -> None:
    """Creates the table of papers marked as to be read, and the full-text index of the notes."""
    for statement in _TO_READ:
        connection.execute(statement)


def add_redo(connection: sqlite3.Connection) -> None:
    """Adds how to redo an operation that was undone (JSON of write_session.Inverse); NULL if it cannot be redone."""
    connection.execute("ALTER TABLE undo ADD COLUMN redo TEXT")


_ENTRIES = (
    # entry: what a person or an import wrote about the paper (JSON of OwnFields); words: the text that is searched. The
    # row of table papers has what the services state; its columns for the search have both.
    """
    CREATE TABLE entries (
        paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE,
        words TEXT NOT NULL,
        entry TEXT NOT NULL
    )
    """,
    """
    CREATE VIRTUAL TABLE entries_fts USING fts5 (
        words, content = 'entries', content_rowid = 'paper_id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER entries_fts_insert AFTER INSERT ON entries BEGIN
        INSERT INTO entries_fts (rowid, words) VALUES (new.paper_id, new.words);
    END
    """,
    """
    CREATE TRIGGER entries_fts_delete AFTER DELETE ON entries BEGIN
        INSERT INTO entries_fts (entries_fts, rowid, words) VALUES ('delete', old.paper_id, old.words);
    END
    """,
    """
    CREATE TRIGGER entries_fts_update AFTER UPDATE OF words ON entries BEGIN
        INSERT INTO entries_fts (entries_fts, rowid, words) VALUES ('delete', old.paper_id, old.words);
        INSERT INTO entries_fts (rowid, words) VALUES (new.paper_id, new.words);
    END
    """,
    # The papers in the trash, with the time when they were put there. Their folders stay where they are.
    """
    CREATE TABLE trashed (
        paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE,
        since TEXT NOT NULL
    )
    """,
    # A paper without identifiers has its citation key as one.
    """
    UPDATE papers SET sidecar_due = 1 WHERE id NOT IN (SELECT paper_id FROM ids)
    """,
    """
    INSERT OR IGNORE INTO ids (scheme, value, paper_id)
        SELECT 'key', cite_key, paper_id FROM cite_keys WHERE paper_id NOT IN (SELECT paper_id FROM ids)
    """,
)


def add_entries(connection: sqlite3.Connection) -> None:
    """Creates the tables of what a person or an import wrote about a paper, and of the trash."""
    for statement in _ENTRIES:
        connection.execute(statement)


def add_organising(connection: sqlite3.Connection) -> None:
    """Adds reading states, colours of tags, views, notes on collections, and the index of all fields.

    The index is filled later, because all papers have to be read for it.
    """
    for statement in organising_tables.STATEMENTS:
        connection.execute(statement)


def add_index_due(connection: sqlite3.Connection) -> None:
    """Creates the table of the papers of an import that the index of words lacks yet."""
    for statement in index_due_tables.STATEMENTS:
        connection.execute(statement)


def shorten_rows(connection: sqlite3.Connection) -> None:
    """Leaves papers without a star out of their index.

    The own fields of one origin are listed together from this format on (`tables/stored_own_fields`). Rows of before
    are read as they are; an earlier program would not find the origins of new ones.
    """
    connection.execute("DROP INDEX papers_by_star")
    connection.execute("CREATE INDEX papers_by_star ON papers (starred, added) WHERE starred = 1")


def recompute_open_access(connection: sqlite3.Connection) -> None:
    """Marks the papers without open access for `tables/paper_facts`: one that is known to have an open copy, though no
    service has stated that it is open, is open access from this format on, as its details show it."""
    connection.execute(
        "INSERT OR IGNORE INTO facts_due (paper_id) SELECT paper_id FROM paper_facts WHERE is_open = 0 ORDER BY 1"
    )


def add_file_reviews(connection: sqlite3.Connection) -> None:
    """Adds to each file that the user kept it although it may not be the PDF of its paper, with the reason."""
    connection.execute("ALTER TABLE files ADD COLUMN review TEXT")


def add_file_checksums(connection: sqlite3.Connection) -> None:
    """Adds to each file the checksum with which it was compared when it was downloaded."""
    connection.execute("ALTER TABLE files ADD COLUMN checked_with TEXT")


def apply(connection: sqlite3.Connection, migration: Migration) -> None:
    """Runs *migration*. Raises DiskError if this SQLite has no full-text search."""
    try:
        migration(connection)
    except sqlite3.OperationalError as error:
        if "no such module: fts5" in str(error):
            raise full_text_missing() from error
        raise


def create_all(connection: sqlite3.Connection) -> None:
    """Creates the current schema in an empty database."""
    for migration in MIGRATIONS:
        apply(connection, migration)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


MIGRATIONS: Sequence[Migration] = (
    create_schema,
    add_cite_keys,
    add_page_texts,
    add_watches,
    add_decisions,
    add_file_sources,
    add_prefix_index,
    add_follows,
    add_to_read,
    add_redo,
    add_entries,
    add_organising,
    add_index_due,
    shorten_rows,
    recompute_open_access,
    add_file_reviews,
    add_file_checksums,
)
"""The migrations in order; `PRAGMA user_version` is the number of migrations applied to a library."""
