"""The table of format 13: papers of an import that the index of words lacks yet, and the triggers that respect it.

A migration runs these statements; they are never edited after they were released.
"""

from __future__ import annotations

_TRIGGERS = (
    "papers_fts_insert",
    "papers_fts_delete",
    "papers_fts_update",
    "entries_fts_insert",
    "entries_fts_delete",
    "entries_fts_update",
    "facts_due_insert",
    "facts_due_entry",
)

STATEMENTS = (
    # Papers from the row first_id to the row last_id. Their rows are in neither papers_fts nor entries_fts, and not in
    # facts_due; `tables/word_index` adds them. FTS5 is damaged by the deletion of a row that it does not have, so the
    # triggers leave these papers alone.
    "CREATE TABLE index_due (first_id INTEGER PRIMARY KEY, last_id INTEGER NOT NULL)",
    *(f"DROP TRIGGER {name}" for name in _TRIGGERS),
    """
    CREATE TRIGGER papers_fts_insert AFTER INSERT ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_due WHERE new.id BETWEEN first_id AND last_id) BEGIN
        INSERT INTO papers_fts (rowid, title, authors, year, venue)
        VALUES (new.id, new.title, new.authors, new.year, new.venue);
    END
    """,
    """
    CREATE TRIGGER papers_fts_delete AFTER DELETE ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_due WHERE old.id BETWEEN first_id AND last_id) BEGIN
        INSERT INTO papers_fts (papers_fts, rowid, title, authors, year, venue)
        VALUES ('delete', old.id, old.title, old.authors, old.year, old.venue);
    END
    """,
    """
    CREATE TRIGGER papers_fts_update AFTER UPDATE OF title, authors, year, venue ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_due WHERE old.id BETWEEN first_id AND last_id) BEGIN
        INSERT INTO papers_fts (papers_fts, rowid, title, authors, year, venue)
        VALUES ('delete', old.id, old.title, old.authors, old.year, old.venue);
        INSERT INTO papers_fts (rowid, title, authors, year, venue)
        VALUES (new.id, new.title, new.authors, new.year, new.venue);
    END
    """,
    """
    CREATE TRIGGER entries_fts_insert AFTER INSERT ON entries
    WHEN NOT EXISTS (SELECT 1 FROM index_due WHERE new.paper_id BETWEEN first_id AND last_id) BEGIN
        INSERT INTO entries_fts (rowid, words) VALUES (new.paper_id, new.words);
    END
    """,
    """
    CREATE TRIGGER entries_fts_delete AFTER DELETE ON entries
    WHEN NOT EXISTS (SELECT 1 FROM index_due WHERE old.paper_id BETWEEN first_id AND last_id) BEGIN
        INSERT INTO entries_fts (entries_fts, rowid, words) VALUES ('delete', old.paper_id, old.words);
    END
    """,
    """
    CREATE TRIGGER entries_fts_update AFTER UPDATE OF words ON entries
    WHEN NOT EXISTS (SELECT 1 FROM index_due WHERE old.paper_id BETWEEN first_id AND last_id) BEGIN
        INSERT INTO entries_fts (entries_fts, rowid, words) VALUES ('delete', old.paper_id, old.words);
        INSERT INTO entries_fts (rowid, words) VALUES (new.paper_id, new.words);
    END
    """,
    """
    CREATE TRIGGER facts_due_insert AFTER INSERT ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_due WHERE new.id BETWEEN first_id AND last_id) BEGIN
        INSERT INTO facts_due (paper_id) SELECT new.id WHERE new.id NOT IN (SELECT paper_id FROM facts_due);
    END
    """,
    """
    CREATE TRIGGER facts_due_entry AFTER INSERT ON entries
    WHEN NOT EXISTS (SELECT 1 FROM index_due WHERE new.paper_id BETWEEN first_id AND last_id) BEGIN
        INSERT INTO facts_due (paper_id) SELECT new.paper_id WHERE new.paper_id NOT IN (SELECT paper_id FROM facts_due);
    END
    """,
)
