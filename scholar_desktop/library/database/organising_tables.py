"""The tables of format 12: reading states, colours of tags, smart views, and the index of all fields.

A migration runs these statements; they are never edited after they were released.
"""

from __future__ import annotations

STATEMENTS = (
    # state: to_read, reading or read; a paper without a row is none of these.
    "ALTER TABLE to_read ADD COLUMN state TEXT NOT NULL DEFAULT 'to_read'",
    # colour: #RRGGBB; number: the key that sets the tag, 1 to 9.
    "ALTER TABLE tags ADD COLUMN colour TEXT",
    "ALTER TABLE tags ADD COLUMN number INTEGER",
    "ALTER TABLE collections ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    # rule: in the words of the library's search box.
    """
    CREATE TABLE views (
        key TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        rule TEXT NOT NULL,
        made TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    # Papers that look like duplicates and are not. one, other: papers.key, the smaller first.
    """
    CREATE TABLE not_duplicates (
        one TEXT NOT NULL,
        other TEXT NOT NULL,
        decided TEXT NOT NULL,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID
    """,
    # What rules and columns need of a paper, computed from its row and its entry (`tables/paper_facts`). by_title,
    # by_author, by_venue: what it is sorted by, without accents; NULL sorts last.
    """
    CREATE TABLE paper_facts (
        paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE,
        by_title TEXT,
        by_author TEXT,
        by_venue TEXT,
        year INTEGER,
        citations INTEGER,
        is_open INTEGER NOT NULL,
        has_abstract INTEGER NOT NULL,
        type TEXT,
        item_type TEXT NOT NULL,
        publisher TEXT,
        volume TEXT,
        issue TEXT,
        page TEXT,
        language TEXT,
        doi TEXT
    )
    """,
    "CREATE INDEX paper_facts_by_title ON paper_facts (by_title)",
    "CREATE INDEX paper_facts_by_author ON paper_facts (by_author)",
    "CREATE INDEX paper_facts_by_venue ON paper_facts (by_venue)",
    "CREATE INDEX paper_facts_by_year ON paper_facts (year)",
    "CREATE INDEX paper_facts_by_citations ON paper_facts (citations)",
    # fields: each word of each field, with the name of its field before it; folded: title, authors and venue with
    # letters that the index of `papers` does not fold (ø, β), if there are any.
    """
    CREATE TABLE paper_fields (
        paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE,
        fields TEXT NOT NULL,
        folded TEXT NOT NULL,
        abstract TEXT NOT NULL
    )
    """,
    """
    CREATE VIRTUAL TABLE fields_fts USING fts5 (
        fields, folded, abstract,
        content = 'paper_fields', content_rowid = 'paper_id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER fields_fts_insert AFTER INSERT ON paper_fields BEGIN
        INSERT INTO fields_fts (rowid, fields, folded, abstract)
        VALUES (new.paper_id, new.fields, new.folded, new.abstract);
    END
    """,
    """
    CREATE TRIGGER fields_fts_delete AFTER DELETE ON paper_fields BEGIN
        INSERT INTO fields_fts (fields_fts, rowid, fields, folded, abstract)
        VALUES ('delete', old.paper_id, old.fields, old.folded, old.abstract);
    END
    """,
    """
    CREATE TRIGGER fields_fts_update AFTER UPDATE ON paper_fields BEGIN
        INSERT INTO fields_fts (fields_fts, rowid, fields, folded, abstract)
        VALUES ('delete', old.paper_id, old.fields, old.folded, old.abstract);
        INSERT INTO fields_fts (rowid, fields, folded, abstract)
        VALUES (new.paper_id, new.fields, new.folded, new.abstract);
    END
    """,
    # Papers whose facts and fields are older than their row or entry. They are computed soon after each change. An OR
    # IGNORE in a trigger has no effect when the statement that fires it has an ON CONFLICT of its own.
    "CREATE TABLE facts_due (paper_id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE)",
    """
    CREATE TRIGGER facts_due_insert AFTER INSERT ON papers BEGIN
        INSERT INTO facts_due (paper_id) SELECT new.id WHERE new.id NOT IN (SELECT paper_id FROM facts_due);
    END
    """,
    """
    CREATE TRIGGER facts_due_update AFTER UPDATE OF paper, title, authors, year, venue ON papers BEGIN
        INSERT INTO facts_due (paper_id) SELECT new.id WHERE new.id NOT IN (SELECT paper_id FROM facts_due);
    END
    """,
    """
    CREATE TRIGGER facts_due_entry AFTER INSERT ON entries BEGIN
        INSERT INTO facts_due (paper_id) SELECT new.paper_id WHERE new.paper_id NOT IN (SELECT paper_id FROM facts_due);
    END
    """,
    """
    CREATE TRIGGER facts_due_edit AFTER UPDATE ON entries BEGIN
        INSERT INTO facts_due (paper_id) SELECT new.paper_id WHERE new.paper_id NOT IN (SELECT paper_id FROM facts_due);
    END
    """,
    # When a paper is deleted, its entry goes after it.
    """
    CREATE TRIGGER facts_due_no_entry AFTER DELETE ON entries BEGIN
        INSERT INTO facts_due (paper_id)
            SELECT id FROM papers WHERE id = old.paper_id AND id NOT IN (SELECT paper_id FROM facts_due);
    END
    """,
    "INSERT INTO facts_due (paper_id) SELECT id FROM papers",
)
