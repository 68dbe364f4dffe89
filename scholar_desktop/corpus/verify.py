"""Compares a store with one that was built from lines: what diffs have made must equal a fresh build."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from scholar_desktop.corpus import schema
from scholar_desktop.corpus.citing_sentences import read_edges
from scholar_desktop.corpus.completion import LOOKED_UP
from scholar_desktop.corpus.packed_rows import RowPacker
from scholar_desktop.corpus.paper_counts import paper_lines
from scholar_desktop.corpus.store import CorpusStore
from scholar_desktop.corpus.vectors import EMBEDDINGS
from scholar_desktop.domain.corpus.rule import TEXT_DATASETS, CorpusRule

MOST_NAMED = 20
"""Differences that are named for each table; all are counted."""
_ROWS = {
    "paper": "papers",
    "abstract": "abstracts",
    "tldr": "tldrs",
    "author": "authors",
    "venue": "publication-venues",
}
"""Tables of rows, and their datasets."""


class Difference(msgspec.Struct, frozen=True):
    """One table that differs. missing, surplus, changed: numbers of rows; keys: the first of them."""

    table: str
    missing: int
    surplus: int
    changed: int
    keys: tuple[str, ...]


def differences(store: Path, fresh: Path) -> list[Difference]:
    """Return where *store* differs from *fresh*, except for what it is known to lack.

    A paper that entered by a diff lacks its rows of other datasets (`lacks`): they may be missing, with the citations
    and the authors of the paper. Of rows that were looked up the text counts, and of such citations the two papers.
    """
    one, other = _open(store), _open(fresh)
    try:
        lacks = {(key, name) for key, name in one.execute("SELECT id, dataset FROM lacks")}
        found = [
            difference
            for table, dataset in _ROWS.items()
            if (difference := _compare_rows(one, other, table, _excused(one, lacks, dataset))) is not None
        ]
        full_texts = _compare_full_texts(one, other, {key for key, name in lacks if name in TEXT_DATASETS})
        edges = _compare_edges(one, other, {key for key, name in lacks if name == "citations"})
        texts = _compare_texts(one, other)
        vectors = _compare_vectors(store, fresh, {key for key, name in lacks if name == EMBEDDINGS})
        return [*found, *(each for each in (full_texts, edges, texts, vectors) if each is not None)]
    finally:
        one.close()
        other.close()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _excused(store: sqlite3.Connection, lacks: set[tuple[int, str]], dataset: str) -> set[int]:
    """Return the keys of rows that may be missing."""
    papers = {key for key, name in lacks if name == dataset}
    if dataset != "authors":
        return papers
    return {
        author for paper in papers for (author,) in store.execute("SELECT author FROM wrote WHERE paper = ?", (paper,))
    }


def _rows(connection: sqlite3.Connection, table: str) -> dict[int | str, bytes]:
    if table == "paper":
        return dict(paper_lines(connection))
    dictionary = connection.execute("SELECT d FROM dict WHERE k = ?", (table,)).fetchone()
    if dictionary is None:
        return {}
    packer = RowPacker(dictionary[0])
    return {key: packer.unpack(row) for key, row in connection.execute(f"SELECT id, row FROM {table}")}  # noqa: S608


def _compare_rows(
    one: sqlite3.Connection, other: sqlite3.Connection, table: str, excused: set[int]
) -> Difference | None:
    ours, theirs = _rows(one, table), _rows(other, table)
    missing = [key for key in theirs.keys() - ours.keys() if key not in excused]
    surplus = [key for key in ours.keys() - theirs.keys() if not _is_looked_up(ours[key])]
    differing = [key for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]]
    changed = [key for key in differing if not (_is_looked_up(ours[key]) and _text(ours[key]) == _text(theirs[key]))]
    return _difference(table, missing, surplus, changed)


def _compare_full_texts(one: sqlite3.Connection, other: sqlite3.Connection, excused: set[int]) -> Difference | None:
    """Compare the full texts of those papers whose texts the rule of the store wants."""
    rule = msgspec.json.decode(schema.about(one).get("rule", "{}"), type=CorpusRule)
    ours, theirs = _rows(one, "full_text"), _rows(other, "full_text")
    missing = [key for key in theirs.keys() - ours.keys() - excused if not rule.texts or key in rule.texts]
    surplus = list(ours.keys() - theirs.keys())
    changed = [key for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]]
    return _difference("full_text", missing, surplus, changed) if schema.has_texts(one) else None


def _is_looked_up(row: bytes) -> bool:
    return LOOKED_UP in msgspec.json.decode(row)


def _text(row: bytes) -> str | None:
    """Return what a row is kept for; the rest of a row that was looked up differs from that of the dataset."""
    found = msgspec.json.decode(row)
    return next((found[key] for key in ("abstract", "text", "name") if found.get(key)), None)


def _compare_edges(one: sqlite3.Connection, other: sqlite3.Connection, excused: set[int]) -> Difference | None:
    ours = {edge[:3]: (edge[3], _checksum(edge[4])) for edge in read_edges(one) if edge[2] >= 0}
    theirs = {edge[:3]: (edge[3], _checksum(edge[4])) for edge in read_edges(other)}
    looked_up = set(one.execute("SELECT cited, citing FROM edge WHERE cid < 0"))
    if looked_up:
        looked_up |= {key[:2] for key in ours}  # a pair that is there is not looked up a second time
    missing = [
        key for key in theirs.keys() - ours.keys() if not {key[0], key[1]} & excused and key[:2] not in looked_up
    ]
    surplus = list(ours.keys() - theirs.keys())
    changed = [key for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]]
    return _difference("edge", missing, surplus, changed)


def _checksum(sentences: bytes | None) -> int:
    """Return a number for the sentences of a citation, which takes less memory. The spaces of the JSON do not count."""
    return zlib.crc32(msgspec.json.encode(msgspec.json.decode(sentences))) if sentences is not None else 0


def _compare_texts(one: sqlite3.Connection, other: sqlite3.Connection) -> Difference | None:
    """Compare the number of papers in the text index."""
    count = "SELECT count(*) FROM place"
    ours, theirs = one.execute(count).fetchone()[0], other.execute(count).fetchone()[0]
    return None if ours == theirs else Difference("place", max(0, theirs - ours), max(0, ours - theirs), 0, ())


def _compare_vectors(store: Path, fresh: Path, excused: set[int]) -> Difference | None:
    ours, theirs = _vectors(store), _vectors(fresh)
    if ours is None:
        return None  # this corpus has no embeddings
    if theirs is None:
        return _difference("vectors", [], ours[0].tolist(), [])
    missing = [key for key in np.setdiff1d(theirs[0], ours[0]).tolist() if key not in excused]
    surplus = np.setdiff1d(ours[0], theirs[0]).tolist()
    both = np.intersect1d(ours[0], theirs[0])
    changed: list[int] = []
    if both.size:
        one, other = (rows[np.searchsorted(ids, both)] for ids, rows in (ours, theirs))
        changed = both[(one != other).any(axis=1)].tolist() if one.shape == other.shape else both.tolist()
    return _difference("vectors", missing, surplus, changed)


def _vectors(path: Path) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the ids of the vectors of a store, sorted, and their numbers; None if it has no vectors."""
    store = CorpusStore(path)
    try:
        vectors = store.vectors()
        return vectors.rows(vectors.ids()) if vectors is not None else None
    finally:
        store.close()


def _difference(
    table: str, missing: Sequence[object], surplus: Sequence[object], changed: Sequence[object]
) -> Difference | None:
    if not (missing or surplus or changed):
        return None
    keys = tuple(sorted(map(str, [*missing, *surplus, *changed]))[:MOST_NAMED])
    return Difference(table, len(missing), len(surplus), len(changed), keys)
