"""Reads the collections and the papers of a collection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from scholar_desktop.domain.collection import PATH_SEPARATOR, Collection, fold_name, name_sort_key, path_names
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.tables import paper_rows

INSIDE = """
    SELECT id FROM (
        WITH RECURSIVE inside (id) AS (
            SELECT :collection
            UNION ALL
            SELECT collections.id FROM collections JOIN inside ON collections.parent_id = inside.id
        )
        SELECT id FROM inside
    )
"""
"""Query for the collection `:collection` and all collections below it."""
_ROWS = "SELECT id, parent_id, name, position, {} FROM collections"
# Collections without others below them are counted with the index alone; only if several are combined are their papers
# compared, so that each is counted once.
_COUNTS = """
    WITH RECURSIVE up (id, top) AS (
        SELECT id, id FROM collections
        UNION ALL
        SELECT up.id, collections.parent_id FROM up JOIN collections ON collections.id = up.top
        WHERE collections.parent_id IS NOT NULL
    )
    SELECT id, (
        SELECT count(*) FROM paper_collections
        WHERE collection_id = collections.id AND paper_id NOT IN (SELECT paper_id FROM trashed)
    )
    FROM collections WHERE id NOT IN (SELECT parent_id FROM collections WHERE parent_id IS NOT NULL)
    UNION ALL
    SELECT top, count(DISTINCT paper_id)
    FROM up JOIN paper_collections ON collection_id = up.id
    WHERE top IN (SELECT parent_id FROM collections) AND paper_id NOT IN (SELECT paper_id FROM trashed)
    GROUP BY top
"""
_PAPERS = f"""
    SELECT DISTINCT papers.id
    FROM paper_collections JOIN papers ON papers.id = paper_collections.paper_id
    WHERE paper_collections.collection_id IN ({INSIDE}) AND papers.id NOT IN (SELECT paper_id FROM trashed)
    ORDER BY papers.added, papers.id
"""  # noqa: S608


def collection_tree(connection: sqlite3.Connection, *, counted: bool = True) -> list[Collection]:
    """Returns all collections, parents first, sorted by name on each level.

    counted: True to include the numbers of papers.
    """
    counts = dict(connection.execute(_COUNTS)) if counted else {}
    below: dict[int | None, list[tuple[int, str, int, bool]]] = {}
    # a database of an earlier version, from which collections are copied, has no notes on them
    has_notes = connection.execute("SELECT 1 FROM pragma_table_info('collections') WHERE name = 'note'").fetchone()
    rows = connection.execute(_ROWS.format("note <> ''" if has_notes else "0"))
    for key, parent, name, position, has_note in rows:
        below.setdefault(parent, []).append((key, name, position, bool(has_note)))
    found: list[Collection] = []

    def walk(parent: int | None, above: str) -> None:
        for key, name, _, has_note in sorted(
            below.get(parent, ()), key=lambda row: (row[2], name_sort_key(row[1]), row[1])
        ):
            path = f"{above}{PATH_SEPARATOR}{name}" if above else name
            found.append(Collection(key, path, parent, counts.get(key, 0), has_note))
            walk(key, path)

    walk(None, "")
    return found


def find_collection(connection: sqlite3.Connection, path: str) -> Collection | None:
    """Returns the collection at *path*, ignoring case, without its number of papers; None if there is none."""
    return _at_path(collection_tree(connection, counted=False), path)


def _at_path(tree: Iterable[Collection], path: str) -> Collection | None:
    wanted = [fold_name(name) for name in path_names(path)]
    for one in tree:
        if [fold_name(name) for name in one.path.split(PATH_SEPARATOR)] == wanted:
            return one
    return None


def find_again(connection: sqlite3.Connection, path: str, key: int = 0) -> Collection | None:
    """Returns a collection that may have been renamed or moved since its path was stored, without its number of papers.

    The path comes first: the rows of a rebuilt library have other keys.

    Args:
        path: the path (`Thesis/Methods`); case is ignored.
        key: `Collection.key`; if it is not known (0), *path* may be the name that only one collection has.

    Returns:
        The collection; None if there is no such collection.
    """
    tree = collection_tree(connection, counted=False)
    if (found := _at_path(tree, path)) is not None:
        return found
    named = [one for one in tree if (one.key == key if key else fold_name(one.name) == fold_name(path))]
    return named[0] if len(named) == 1 else None


def load_papers(connection: sqlite3.Connection, folders: LibraryFolders, name: str) -> list[KeptPaper] | None:
    """Returns the papers in a collection and below it, in the order in which they were added.

    Args:
        name: the path of the collection (`Thesis/Methods`), or its name if only one collection has it; case is ignored.

    Returns:
        The papers; None if there is no such collection.
    """
    found = find_again(connection, name)
    return None if found is None else papers_of(connection, folders, found.key)


def papers_of(connection: sqlite3.Connection, folders: LibraryFolders, key: int) -> list[KeptPaper] | None:
    """Returns the papers in the collection *key* and below it, in the order in which they were added; None if there is
    no such collection."""
    if connection.execute("SELECT 1 FROM collections WHERE id = ?", (key,)).fetchone() is None:
        return None
    papers = [paper_id for (paper_id,) in connection.execute(_PAPERS, {"collection": key})]
    return paper_rows.load(connection, folders, papers)
