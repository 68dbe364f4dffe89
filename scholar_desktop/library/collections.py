"""The papers of a collection."""

from __future__ import annotations

import sqlite3

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.library import rows
from scholar_desktop.library.folders import Folders

_PATHS = """
    WITH RECURSIVE paths (id, path, name) AS (
        SELECT id, name, name FROM collections WHERE parent_id IS NULL
        UNION ALL
        SELECT collections.id, paths.path || '/' || collections.name, collections.name
        FROM collections JOIN paths ON collections.parent_id = paths.id
    )
    SELECT id, path, name FROM paths ORDER BY path
"""
_PAPERS = """
    WITH RECURSIVE inside (id) AS (
        SELECT ?
        UNION ALL
        SELECT collections.id FROM collections JOIN inside ON collections.parent_id = inside.id
    )
    SELECT DISTINCT papers.id
    FROM inside JOIN paper_collections ON paper_collections.collection_id = inside.id
        JOIN papers ON papers.id = paper_collections.paper_id
    ORDER BY papers.added, papers.id
"""


def load(connection: sqlite3.Connection, folders: Folders, name: str) -> list[KeptPaper] | None:
    """The papers in the collection *name* and below it, as they came; None when there is no such collection.

    name: its path (`Thesis/Methods`), or its own name where only one collection has it; capitals do not count.
    """
    wanted = name.strip().strip("/").casefold()
    known = [(row, path.casefold(), own.casefold()) for row, path, own in connection.execute(_PATHS)]
    found = [row for row, path, _ in known if path == wanted] or [row for row, _, own in known if own == wanted]
    if len(found) != 1:
        return None
    papers = [paper_id for (paper_id,) in connection.execute(_PAPERS, (found[0],))]
    return rows.load(connection, folders, papers)


def paths(connection: sqlite3.Connection) -> list[str]:
    """All collections, each by its path."""
    return [path for _, path, _ in connection.execute(_PATHS)]
