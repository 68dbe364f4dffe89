"""The papers of the library that share an identifier because the user has split them: each is found by its rows of the
services.

An identifier belongs to one paper of the library. The other one of two that were split has the key of its row instead
(`domain.merging.split_rows.row_key`), as a name of the scheme ROW.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from scholar_desktop.domain.merging.dedupe import is_split_from, rows_of_first
from scholar_desktop.domain.merging.split_rows import NO_SPLITS, SplitRows
from scholar_desktop.domain.paper import Paper
from scholar_desktop.library.paper_identity import ROW, IdentifierName, find_by_names, identifier_names
from scholar_desktop.library.tables import paper_rows


def splits_in(connection: sqlite3.Connection) -> SplitRows:
    """Returns the rows that the user has split."""
    pairs = frozenset((str(one), str(other)) for one, other in connection.execute("SELECT one, other FROM apart"))
    return SplitRows(pairs) if pairs else NO_SPLITS


def rows_by_ids(connection: sqlite3.Connection, paper: Paper) -> list[int]:
    """Returns the row numbers of the papers that share an identifier with *paper*, strongest match first, without those
    that the user has split from it."""
    splits = splits_in(connection)
    names = [*identifier_names(paper.ids), *_row_names(paper, splits)]
    return _without_split(connection, paper, splits, names, find_by_names(connection, names))


def first_rows_by_ids(connection: sqlite3.Connection, papers: Sequence[Paper]) -> dict[str, int]:
    """Returns the first of `rows_by_ids` for each of *papers* that has one, by `Paper.id`. Runs a fixed number of
    queries, and one for each paper that was split."""
    splits = splits_in(connection)
    asked = {paper.id: (paper, identifier_names(paper.ids)) for paper in papers if paper.id}
    rows = {name: _row_names(paper, splits) for name, (paper, _) in asked.items()} if splits.pairs else {}
    every = (name for key, (_, names) in asked.items() for name in (*names, *rows.get(key, ())))
    found = find_by_names(connection, every)
    known = {}
    for key, (paper, names) in asked.items():
        if own := rows.get(key):
            row = next(iter(_without_split(connection, paper, splits, [*names, *own], found)), None)
        else:
            row = next((found[name] for name in names if name in found), None)
        if row is not None:
            known[key] = row
    return known


def name_by_rows(connection: sqlite3.Connection, paper_id: int, paper: Paper) -> None:
    """Lets a paper of the library be found as *paper*, also if another one has its identifiers. One with which it was
    merged, and from which the user has split it again, has its names no longer."""
    names = _row_names(paper, splits_in(connection))
    connection.executemany(
        "INSERT OR REPLACE INTO ids (scheme, value, paper_id) VALUES (?, ?, ?)", [(*name, paper_id) for name in names]
    )


def kept_apart(connection: sqlite3.Connection, papers: Sequence[Paper], row_keys: Sequence[str]) -> list[int]:
    """Returns the row numbers of the papers that are *papers*, and of those that the user has split from them.

    Args:
        row_keys: the keys of the rows that were split.
    """
    splits = splits_in(connection)
    by_row = find_by_names(connection, [(ROW, key) for key in row_keys])
    own = [rows[0] for paper in papers if (rows := rows_by_ids(connection, paper))]
    names = [name for paper in papers for name in identifier_names(paper.ids)]
    names += [(scheme, value) for key in row_keys for scheme, value in _identifiers_in(key)]
    alike = [
        row
        for row in dict.fromkeys(find_by_names(connection, names).values())
        if any(is_split_from(paper, paper_rows.paper_of(connection, row), splits) for paper in papers)
    ]
    return sorted({*own, *by_row.values(), *alike})


def without_split(connection: sqlite3.Connection, papers: Sequence[Paper], rows: Sequence[int]) -> list[int]:
    """Returns those of *rows* that the user has split neither from *papers* nor from an earlier one of them."""
    splits, same, group = splits_in(connection), [], list(papers)
    for row in rows:
        kept = paper_rows.paper_of(connection, row)
        if not any(is_split_from(kept, other, splits) for other in group):
            same.append(row)
            group.append(kept)
    return same


def _identifiers_in(row_key: str) -> list[IdentifierName]:
    """Returns what may be the identifier of a row in its key: `s2:1f`, `unpaywall:doi:10.1/x`."""
    first, _, rest = row_key.partition(":")
    scheme, _, value = rest.partition(":")
    return [(first, rest), (scheme, value)]


def _row_names(paper: Paper, splits: SplitRows) -> list[IdentifierName]:
    """Returns the names that *paper* has by its rows; none if the user has split nothing from them."""
    if not splits.pairs:
        return []
    return [(ROW, key) for key in rows_of_first(paper, splits) if splits.includes(key)]


def _without_split(
    connection: sqlite3.Connection,
    paper: Paper,
    splits: SplitRows,
    names: Iterable[IdentifierName],
    found: dict[IdentifierName, int],
) -> list[int]:
    rows = list(dict.fromkeys(found[name] for name in names if name in found))
    if not splits.pairs:
        return rows
    return [row for row in rows if not is_split_from(paper, paper_rows.paper_of(connection, row), splits)]
