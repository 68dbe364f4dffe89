"""Stores citation lists on disk with their date (docs/decisions/0020-who-cites-whom-is-kept.md).

The store is a file of its own in the cache folder. Its content can be requested again at the cost of requests, so it is
in no backup and no undo. A list is identified by its paper, by its kind (citations or references), and by the dates
that were requested. Rows are in packed blocks, and a separate table has the papers that they name, for queries across
lists.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.citations.citation import Citation, CitationListState
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.net.cache_file import CacheFile
from scholar_desktop.services.citations.paging import citation_row_key

if TYPE_CHECKING:
    import sqlite3

LIMIT = 2_000_000_000
"""Maximum size in bytes; when it is exceeded, the least recently used lists are deleted, a tenth of all."""
BLOCK = 32
"""Rows in a block: few enough to unpack a block for one row, enough to compress well."""
_DECODER = msgspec.msgpack.Decoder(tuple[Citation, ...])
_ENCODER = msgspec.msgpack.Encoder(enc_hook=encode_stored)


class StoredCitationBlock(msgspec.Struct, frozen=True):
    """Some rows of a list, packed by `pack_citations`."""

    rows: int
    packed: bytes


class CitedPapers(msgspec.Struct, frozen=True):
    """Which papers a paper cites, without anything about them.

    names: their ids (`Paper.id`); retrieved: when they were requested.
    """

    names: tuple[str, ...]
    retrieved: str


class StoredCitationList(msgspec.Struct, frozen=True):
    """A stored list: its state, and its rows in the service's order.

    names: the keys of the rows (`citation_row_key`).
    """

    state: CitationListState
    blocks: tuple[StoredCitationBlock, ...] = ()
    names: frozenset[str] = frozenset()

    def edges(self) -> tuple[Citation, ...]:
        """Return all rows."""
        return tuple(edge for block in self.blocks for edge in unpack_citations(block.packed))


def pack_citations(edges: Sequence[Citation]) -> tuple[StoredCitationBlock, ...]:
    """Pack rows into compressed blocks of BLOCK rows."""
    return tuple(
        StoredCitationBlock(len(part), zlib.compress(_ENCODER.encode(part), 1))
        for start in range(0, len(edges), BLOCK)
        if (part := tuple(edges[start : start + BLOCK]))
    )


def unpack_citations(packed: bytes) -> tuple[Citation, ...]:
    """Unpack the rows of one block."""
    return _DECODER.decode(zlib.decompress(packed))


def paper_names(paper: Paper) -> tuple[str, ...]:
    """Return every name under which a list of *paper* may be stored, and by which a row may refer to it."""
    return tuple(dict.fromkeys((paper.id, *(f"{scheme}:{value}" for scheme, value in paper.ids.items()))))


class CitationStore:
    """Stores lists of citations and references. If its disk fails, the program works without it and sends requests
    again.

    Args:
        path: the file, created at first use; None for a store in memory.
        limit: maximum size in bytes.
    """

    def __init__(self, path: Path | None, *, limit: int = LIMIT) -> None:
        self._limit = limit
        self._file = CacheFile(path, name="citations", schema=_SCHEMA, version=1, on_open=_add_later_table)

    async def load(
        self, paper: Paper, kind: str, date: str | None = None, *, with_details: bool = True
    ) -> StoredCitationList | None:
        """Return the stored list with all its rows; None if there is none.

        Args:
            with_details: False for the list that `put_without_details` stored instead; its state has no time if the
                service does not know the paper.
        """

        def work(connection: sqlite3.Connection) -> StoredCitationList | None:
            row = _find(connection, paper_names(paper), kind, date, is_bare=not with_details)
            if row is None:
                return None
            number, state = row
            connection.execute("UPDATE lists SET used = strftime('%s', 'now') WHERE id = ?", (number,))
            blocks = connection.execute("SELECT rows, packed FROM blocks WHERE list = ? ORDER BY place", (number,))
            kept = tuple(StoredCitationBlock(rows, packed) for rows, packed in blocks)
            names = connection.execute("SELECT name FROM rows WHERE list = ?", (number,))
            return StoredCitationList(state, kept, frozenset(name for (name,) in names))

        return await self._file.run(work, None)

    async def state(self, paper: Paper, kind: str, date: str | None = None) -> CitationListState | None:
        """Return the state of the stored list, without its rows."""

        def work(connection: sqlite3.Connection) -> CitationListState | None:
            row = _find(connection, paper_names(paper), kind, date)
            return None if row is None else row[1]

        return await self._file.run(work, None)

    async def add(
        self,
        paper: Paper,
        kind: str,
        edges: Sequence[Citation],
        state: CitationListState,
        *,
        before: int,
        date: str | None = None,
        in_front: bool = False,
    ) -> None:
        """Append *edges* to (or with *in_front* insert them before) the *before* rows of the list, and store its new
        *state*.

        If more rows than *before* are stored, the surplus was never reported (the load was cancelled at that moment)
        and is deleted. If fewer are stored, the list stays unchanged and is continued another time. A list from a batch
        request is replaced.
        """

        def work(connection: sqlite3.Connection) -> None:
            number = _number(connection, paper.id, kind, date)
            if not _cut(connection, number, before):
                return
            _write_state(connection, number, state)
            blocks = pack_citations(edges)
            (first, last) = connection.execute(
                "SELECT min(place), max(place) FROM blocks WHERE list = ?", (number,)
            ).fetchone()
            place = 0 if last is None else first - len(blocks) if in_front else last + 1
            _write_blocks(connection, number, place, edges, blocks)
            self._shrink(connection, number)

        if paper.id:
            await self._file.run(work, None)

    async def put_without_details(self, paper: Paper, kind: str, papers: Sequence[Paper], retrieved: str) -> None:
        """Store a list from a batch request: the other papers, without sentences. An existing list is not changed.

        Args:
            retrieved: when it was requested; empty for a paper that the service does not know.
        """

        def work(connection: sqlite3.Connection) -> None:
            if _find(connection, paper_names(paper), kind, None) is not None:
                return
            _forget(connection, paper.id, kind, None)
            state = CitationListState(
                total=len(papers), loaded=len(papers), complete=True, slices=(), retrieved=retrieved
            )
            number = _number(connection, paper.id, kind, None)
            connection.execute("UPDATE lists SET bare = 1 WHERE id = ?", (number,))
            _write_state(connection, number, state)
            edges = tuple(Citation(paper=other) for other in papers)
            _write_blocks(connection, number, 0, edges, pack_citations(edges))

        if paper.id:
            await self._file.run(work, None)

    async def put_cited(self, cited: Mapping[str, Sequence[str]], retrieved: str) -> None:
        """Store which papers each paper cites, by `Paper.id`, for the links of a map. It is no list: nothing is known
        of the cited papers."""
        rows = [(name, _texts(names), retrieved) for name, names in cited.items() if name]
        await self._file.run(
            lambda connection: connection.executemany("INSERT OR REPLACE INTO cited VALUES (?, ?, ?)", rows), None
        )

    async def cited(self, papers: Iterable[Paper]) -> dict[str, CitedPapers]:
        """Return what `put_cited` stored of each of *papers*, by `Paper.id`."""
        wanted = {name: paper.id for paper in papers for name in paper_names(paper)}

        def work(connection: sqlite3.Connection) -> dict[str, CitedPapers]:
            rows = connection.execute(
                "SELECT paper, names, retrieved FROM cited WHERE paper IN (SELECT value FROM json_each(?))"
                " ORDER BY retrieved",
                (_texts(wanted),),
            )
            return {
                wanted[paper]: CitedPapers(msgspec.json.decode(names, type=tuple[str, ...]), retrieved)
                for paper, names, retrieved in rows
            }

        return await self._file.run(work, {})

    async def forget(self, paper: Paper, kind: str, date: str | None = None) -> None:
        """Delete the list; it is loaded from its beginning next time."""
        await self._file.run(lambda connection: _forget(connection, paper.id, kind, date), None)

    async def citation_between(self, citing: Paper, cited: Paper) -> Citation | None:
        """Return the row in which *citing* cites *cited*, from the list of either, preferably one with sentences; None
        if no stored list has it."""

        def work(connection: sqlite3.Connection) -> Citation | None:
            found = [
                *_rows_between(connection, paper_names(citing), "references", paper_names(cited)),
                *_rows_between(connection, paper_names(cited), "citations", paper_names(citing)),
            ]
            return max(found, key=lambda edge: len(edge.contexts), default=None)

        return await self._file.run(work, None)

    async def find_stored(self, papers: Iterable[Paper], kind: str) -> dict[str, CitationListState]:
        """Return the states of the stored lists of *kind*, by `Paper.id`, including lists from batch requests."""
        wanted = {name: paper.id for paper in papers for name in paper_names(paper)}

        def work(connection: sqlite3.Connection) -> dict[str, CitationListState]:
            rows = connection.execute(
                "SELECT paper, state FROM lists"
                " WHERE kind = ? AND date = '' AND paper IN (SELECT value FROM json_each(?))",
                (kind, _texts(wanted)),
            )
            found: dict[str, CitationListState] = {}
            for name, state in rows:
                found.setdefault(wanted[name], _STATES.decode(state))
            return found

        return await self._file.run(work, {})

    async def others(self, papers: Iterable[Paper], kind: str, *, corpus: bool = True) -> dict[str, list[str]]:
        """Return the keys of the rows in the list of each of *papers* that is known without a request, by paper id.

        Args:
            corpus: also the lists of the offline corpus.
        """
        wanted = {name: paper.id for paper in papers for name in paper_names(paper)}

        def work(connection: sqlite3.Connection) -> dict[str, list[str]]:
            rows = connection.execute(
                "SELECT lists.paper, rows.name FROM lists JOIN rows ON rows.list = lists.id"
                " WHERE kind = ? AND date = '' AND rows.name <> ''"
                " AND lists.paper IN (SELECT value FROM json_each(?))",
                (kind, _texts(wanted)),
            )
            found: dict[str, list[str]] = {}
            for name, other in rows:
                found.setdefault(wanted[name], []).append(other)
            return found

        return await self._file.run(work, {})

    async def papers_by_name(self, names: Sequence[str]) -> dict[str, Paper]:
        """Return the papers with these names (`Paper.id`), as the stored lists describe them."""

        def work(connection: sqlite3.Connection) -> dict[str, Paper]:
            rows = connection.execute(
                "SELECT name, list, place, place_in_block FROM rows WHERE name IN (SELECT value FROM json_each(?))",
                (_texts(names),),
            )
            places: dict[str, tuple[int, int, int]] = {}
            for name, number, place, in_block in rows:
                places.setdefault(name, (number, place, in_block))
            blocks: dict[tuple[int, int], list[tuple[str, int]]] = {}  # each is unpacked once
            for name, (number, place, in_block) in places.items():
                blocks.setdefault((number, place), []).append((name, in_block))
            found: dict[str, Paper] = {}
            for block, wanted in blocks.items():
                row = connection.execute("SELECT packed FROM blocks WHERE list = ? AND place = ?", block).fetchone()
                edges = unpack_citations(row[0]) if row is not None else ()
                for name, in_block in wanted:
                    paper = edges[in_block].paper if in_block < len(edges) else None
                    if paper is not None:
                        found[name] = paper
            return found

        return await self._file.run(work, {})

    async def aclose(self) -> None:
        """Close the file."""
        await self._file.aclose()

    def _shrink(self, connection: sqlite3.Connection, keep: int) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        if (pages - free) * size <= self._limit:
            return
        (lists,) = connection.execute("SELECT count(*) FROM lists").fetchone()
        connection.execute(
            "DELETE FROM lists WHERE id IN (SELECT id FROM lists WHERE id <> ? ORDER BY used, id LIMIT ?)",
            (keep, max(1, lists // 10)),
        )


_STATES = msgspec.json.Decoder(CitationListState)


def _add_later_table(connection: sqlite3.Connection) -> None:
    """Add the table that earlier versions of the program do not have, which keep what is stored so."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS cited (paper TEXT PRIMARY KEY, names TEXT NOT NULL, retrieved TEXT NOT NULL)"
    )


def _find(
    connection: sqlite3.Connection, names: Sequence[str], kind: str, date: str | None, *, is_bare: bool = False
) -> tuple[int, CitationListState] | None:
    for name in names:
        row = connection.execute(
            "SELECT id, state FROM lists WHERE paper = ? AND kind = ? AND date = ? AND bare = ?",
            (name, kind, date or "", int(is_bare)),
        ).fetchone()
        if row is not None:
            return row[0], _STATES.decode(row[1])
    return None


def _number(connection: sqlite3.Connection, name: str, kind: str, date: str | None) -> int:
    """Return the number of the list, creating the list if needed; one from a batch request is deleted."""
    connection.execute(
        "DELETE FROM lists WHERE paper = ? AND kind = ? AND date = ? AND bare = 1", (name, kind, date or "")
    )
    connection.execute(
        "INSERT INTO lists (paper, kind, date, state, used) VALUES (?, ?, ?, '{}', strftime('%s', 'now'))"
        " ON CONFLICT (paper, kind, date) DO NOTHING",
        (name, kind, date or ""),
    )
    (number,) = connection.execute(
        "SELECT id FROM lists WHERE paper = ? AND kind = ? AND date = ?", (name, kind, date or "")
    ).fetchone()
    return int(number)


def _cut(connection: sqlite3.Connection, number: int, rows: int) -> bool:
    """Delete the rows of a list beyond its first *rows* rows; False if it has fewer."""
    have = 0
    for place, count in connection.execute(
        "SELECT place, rows FROM blocks WHERE list = ? ORDER BY place", (number,)
    ).fetchall():
        if have == rows:
            connection.execute("DELETE FROM blocks WHERE list = ? AND place >= ?", (number, place))
            connection.execute("DELETE FROM rows WHERE list = ? AND place >= ?", (number, place))
            return True
        have += count
    return have == rows


def _forget(connection: sqlite3.Connection, name: str, kind: str, date: str | None) -> None:
    connection.execute("DELETE FROM lists WHERE paper = ? AND kind = ? AND date = ?", (name, kind, date or ""))


def _write_state(connection: sqlite3.Connection, number: int, state: CitationListState) -> None:
    connection.execute(
        "UPDATE lists SET state = ? WHERE id = ?", (msgspec.json.encode(state, enc_hook=encode_stored), number)
    )


def _write_blocks(
    connection: sqlite3.Connection,
    number: int,
    first: int,
    edges: Sequence[Citation],
    blocks: Sequence[StoredCitationBlock],
) -> None:
    connection.executemany(
        "INSERT INTO blocks (list, place, rows, packed) VALUES (?, ?, ?, ?)",
        [(number, first + place, block.rows, block.packed) for place, block in enumerate(blocks)],
    )
    connection.executemany(
        "INSERT INTO rows (list, place, place_in_block, name) VALUES (?, ?, ?, ?)",
        [(number, first + index // BLOCK, index % BLOCK, citation_row_key(edge)) for index, edge in enumerate(edges)],
    )


def _rows_between(
    connection: sqlite3.Connection, papers: Sequence[str], kind: str, others: Sequence[str]
) -> list[Citation]:
    rows = connection.execute(
        "SELECT packed, place_in_block FROM lists JOIN rows ON rows.list = lists.id"
        " JOIN blocks ON blocks.list = rows.list AND blocks.place = rows.place"
        " WHERE kind = ? AND paper IN (SELECT value FROM json_each(?))"
        " AND rows.name IN (SELECT value FROM json_each(?))",
        (kind, _texts(papers), _texts(others)),
    )
    return [unpack_citations(packed)[place] for packed, place in rows]


def _texts(names: Iterable[str]) -> str:
    """Encode names as one statement parameter, for json_each."""
    return msgspec.json.encode(list(names)).decode()


_SCHEMA = """
CREATE TABLE lists (
    id INTEGER PRIMARY KEY, paper TEXT NOT NULL, kind TEXT NOT NULL, date TEXT NOT NULL, state TEXT NOT NULL,
    bare INTEGER NOT NULL DEFAULT 0, used INTEGER NOT NULL, UNIQUE (paper, kind, date)
);
CREATE TABLE blocks (
    list INTEGER NOT NULL REFERENCES lists ON DELETE CASCADE, place INTEGER NOT NULL, rows INTEGER NOT NULL,
    packed BLOB NOT NULL, UNIQUE (list, place)
);
CREATE TABLE rows (
    list INTEGER NOT NULL REFERENCES lists ON DELETE CASCADE, place INTEGER NOT NULL, place_in_block INTEGER NOT NULL,
    name TEXT NOT NULL, PRIMARY KEY (list, place, place_in_block)
) WITHOUT ROWID;
CREATE INDEX rows_by_name ON rows (name, list)
"""
