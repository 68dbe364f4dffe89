"""Builds the corpus store from kept lines: beside the store in use, complete before it gets its name."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from scholar_desktop.corpus import schema
from scholar_desktop.corpus.citing_sentences import EdgeBatch, blocks_of
from scholar_desktop.corpus.full_texts import decode_full_text, full_text_of
from scholar_desktop.corpus.line_filter import IdSet, lines_of, open_lines
from scholar_desktop.corpus.packed_rows import RowPacker, dictionary_of
from scholar_desktop.corpus.row_columns import (
    AbstractColumn,
    AuthorKey,
    PaperColumns,
    PaperKey,
    VenueKey,
    decode_paper,
    sha_hash,
)
from scholar_desktop.corpus.vectors import EMBEDDINGS, build_vectors, next_base, remove_vectors
from scholar_desktop.domain.corpus.dataset_rows import PaperIdRow
from scholar_desktop.domain.corpus.rule import TEXT_DATASETS

BATCH = 30_000
"""Rows that are sorted and written at once."""
DICTIONARY_ROWS = 40
_IDS_AT_ONCE = 500
BUILDING = ".building"

Progress = Callable[[str, int], object]
"""Gets the name of a step, and how many rows of it are done."""


class BuildCounts(msgspec.Struct):
    """Numbers of rows of a store."""

    papers: int = 0
    edges: int = 0
    abstracts: int = 0
    tldrs: int = 0
    authors: int = 0
    venues: int = 0
    embeddings: int = 0
    texts: int = 0


class Builder:
    """One build. sources: folders with one folder of .gz or .jsonl lines for each dataset; later rows win."""

    def __init__(self, sources: Sequence[Path], progress: Progress = lambda _step, _rows: None) -> None:
        self._sources = sources
        self._progress = progress
        self._counts = BuildCounts()
        self.vectors: str | None = None
        """The name of the vector files; None if there are none."""

    def build(self, target: Path, facts: dict[str, str]) -> BuildCounts:
        """Build the store *target*. facts: release of each dataset, rule, and so on, for the table `about`.

        Raises:
            OSError, sqlite3.Error: the disk is full, or a file cannot be read; no store is left behind.
            msgspec.DecodeError: a kept line is damaged.
        """
        part = target.with_name(target.name + BUILDING)
        stage = target.with_name(target.name + ".stage")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._has_texts = any((source / name).is_dir() for source in self._sources for name in TEXT_DATASETS)
            self._connection = schema.create(part, with_texts=self._has_texts)
            try:
                self._build(stage, facts)
                self._connection.execute("PRAGMA journal_mode=WAL")
            finally:
                self._connection.close()
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            if self.vectors is not None:
                remove_vectors(target.parent, only=self.vectors)
            raise
        finally:
            for left in (part, stage, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
                left.unlink(missing_ok=True)
        return self._counts

    def _build(self, stage: Path, facts: dict[str, str]) -> None:
        self._packers: dict[str, RowPacker] = {}
        self._counts.abstracts = self._rows_by_id("abstracts", "abstract")
        self._counts.tldrs = self._rows_by_id("tldrs", "tldr")
        self._authors()
        self._venues()
        papers = self._papers()
        if self._has_texts:
            self._full_texts()
        self._texts(papers)
        self._older_shas()
        self._edges(stage)
        vectors = self._vectors(stage.parent, papers)
        counted = {name: str(value) for name, value in msgspec.structs.asdict(self._counts).items()}
        if not self._has_texts:
            del counted["texts"]
        schema.set_about(self._connection, {**facts, **counted, **vectors, "layout": str(schema.LAYOUT)})
        self._connection.execute("INSERT INTO fts(fts) VALUES('optimize')")
        self._connection.execute("PRAGMA optimize")

    # --- rows that are stored by their id

    def _lines(self, dataset: str) -> Iterator[list[bytes]]:
        for source in self._sources:
            for file in sorted((source / dataset).glob("*")):
                if file.suffix in (".gz", ".jsonl"):
                    with open_lines(file) as lines:
                        yield from lines_of(lines)

    def _packer(self, table: str, lines: Sequence[bytes]) -> RowPacker:
        if table not in self._packers:
            dictionary = dictionary_of(lines[:DICTIONARY_ROWS])
            self._connection.execute("INSERT INTO dict VALUES(?, ?)", (table, dictionary))
            self._packers[table] = RowPacker(dictionary)
        return self._packers[table]

    def _put(self, table: str, rows: Iterable[Sequence[Any]], places: int) -> None:
        marks = ", ".join("?" * places)
        self._connection.execute("BEGIN")
        self._connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES({marks})", rows)
        self._connection.execute("COMMIT")

    def _rows_by_id(self, dataset: str, table: str) -> int:
        decode = msgspec.json.Decoder(PaperKey).decode
        for lines in _batches(self._lines(dataset)):
            packer = self._packer(table, lines)
            rows = [(decode(line).corpusid, packer.pack(line)) for line in lines]
            self._put(table, sorted(rows, key=lambda row: row[0]), 2)
            self._progress(dataset, len(rows))
        return self._count(table)

    def _authors(self) -> None:
        decode = msgspec.json.Decoder(AuthorKey).decode
        for lines in _batches(self._lines("authors")):
            packer = self._packer("author", lines)
            found = [(decode(line).authorid, line) for line in lines]
            rows = [(int(key), packer.pack(line)) for key, line in found if key.isdecimal()]
            self._put("author", sorted(rows, key=lambda row: row[0]), 2)
            self._progress("authors", len(rows))
        self._counts.authors = self._count("author")

    def _venues(self) -> None:
        decode = msgspec.json.Decoder(VenueKey).decode
        for lines in _batches(self._lines("publication-venues")):
            packer = self._packer("venue", lines)
            self._put("venue", [(decode(line).id, packer.pack(line)) for line in lines], 2)
        self._counts.venues = self._count("venue")

    def _count(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    # --- papers

    def _papers(self) -> np.ndarray:
        """Write the papers with their facts and names. Returns the ids in the order of their places."""
        venues: dict[str, int] = {}
        facts: dict[int, tuple[int | None, int, int, int | None]] = {}
        names: list[np.ndarray] = []
        wrote: list[np.ndarray] = []
        for lines in _batches(self._lines("papers")):
            packer = self._packer("paper", lines)
            found = [(decode_paper(line), line) for line in lines]
            rows = {row.corpusid: (row, line) for row, line in found}
            self._put("paper", ((key, packer.pack(rows[key][1])) for key in sorted(rows)), 2)
            for key, (row, _) in rows.items():
                facts[key] = (row.year, row.citationcount or 0, row.mask, _number_of(venues, row.venue_name))
            names.append(_pairs((number, key) for key, (row, _) in rows.items() for number in row.names()))
            wrote.append(_pairs((author, key) for key, (row, _) in rows.items() for author in row.author_ids))
            self._progress("papers", len(lines))
        ids = np.fromiter(facts, np.int64, len(facts))
        citations = np.fromiter((facts[key][1] for key in facts), np.int64, len(facts))
        ids = ids[np.lexsort((ids, -citations))]
        places = {key: place for place, key in enumerate(ids.tolist(), 1)}
        self._put("venue_name", ((number, name) for name, number in venues.items()), 2)
        self._put("facts", ((key, places[key], *facts[key]) for key in sorted(facts)), 6)
        self._put("place", enumerate(ids.tolist(), 1), 2)
        self._put("name", _sorted_pairs(names), 2)
        self._put("wrote", _sorted_pairs(wrote), 2)
        self._counts.papers = len(ids)
        return ids

    def _full_texts(self) -> None:
        """Write the full texts of the papers. A chunk at a time, because a row of the dataset is large."""
        for name in TEXT_DATASETS:
            for lines in self._lines(name):
                found = [(key, msgspec.json.encode(text)) for key, text in map(full_text_of, lines) if text is not None]
                if found:
                    packer = self._packer("full_text", [row for _, row in found])
                    self._put("full_text", [(key, packer.pack(row)) for key, row in found], 2)
                self._progress(name, len(lines))
        self._connection.execute("DELETE FROM full_text WHERE id NOT IN (SELECT id FROM paper)")
        self._counts.texts = self._count("full_text")

    def _texts(self, ids: np.ndarray) -> None:
        """Fill the text index. Its rowids rise, or FTS5 would write its lists again and again."""
        insert = insert_text(has_texts=self._has_texts)
        for first in range(0, len(ids), BATCH):
            batch = ids[first : first + BATCH].tolist()
            self._connection.execute("BEGIN")
            self._connection.executemany(insert, self._texts_of(batch, first + 1))
            self._connection.execute("COMMIT")
            self._progress("text", len(batch))

    def _texts_of(self, ids: list[int], place: int) -> Iterator[tuple[int | str, ...]]:
        """Yield (place, title, abstract, authors, full text if the store has any) of each paper.

        Args:
            place: that of the first one.
        """
        for first in range(0, len(ids), _IDS_AT_ONCE):
            part = ids[first : first + _IDS_AT_ONCE]
            papers, abstracts = self._rows("paper", part), self._rows("abstract", part)
            texts = self._rows("full_text", part)
            for number, key in enumerate(part, place + first):
                columns: PaperColumns = decode_paper(papers[key])
                values = number, columns.title or "", abstract_text(abstracts.get(key)), columns.author_names
                yield (*values, indexed_text(texts.get(key))) if self._has_texts else values

    def _rows(self, table: str, ids: list[int]) -> dict[int, bytes]:
        if table not in self._packers:
            return {}
        query = f"SELECT id, row FROM {table} WHERE id IN ({','.join('?' * len(ids))})"  # noqa: S608
        unpack = self._packers[table].unpack
        return {key: unpack(packed) for key, packed in self._connection.execute(query, ids)}

    def _older_shas(self) -> None:
        """Add the names of `paper-ids`, where they are kept."""
        decode = msgspec.json.Decoder(PaperIdRow).decode
        for lines in _batches(self._lines("paper-ids")):
            rows = [decode(line) for line in lines]
            pairs = [(number, row.corpusid) for row in rows if (number := sha_hash(row.sha)) is not None]
            self._put("name", sorted(pairs), 2)

    # --- citations

    def _edges(self, stage: Path) -> None:
        """Write the citations sorted by the cited paper: they are sorted in a file of their own first, without their
        sentences, which are put into blocks as they come."""
        stage.unlink(missing_ok=True)
        connection = self._connection
        connection.execute("ATTACH ? AS stage", (str(stage),))
        connection.executescript("PRAGMA stage.journal_mode=OFF; PRAGMA stage.synchronous=OFF;")
        connection.execute("CREATE TABLE stage.e(cited, citing, cid, fl, ctx)")
        first = 1
        for lines in _batches(self._lines("citations")):
            edges = EdgeBatch(lines)
            packer = self._packer("edge", [each for each in edges.sent if each is not None] or [b"[]"])
            places, blocks = blocks_of(edges.sent, packer, first)
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO sentences VALUES(?, ?)", enumerate(blocks, first))
            rows = zip(edges.cited, edges.citing, edges.numbers, edges.flags, places, strict=True)
            connection.executemany("INSERT INTO stage.e VALUES(?, ?, ?, ?, ?)", rows)
            connection.execute("COMMIT")
            first += len(blocks)
            self._progress("citations", len(lines))
        connection.execute("BEGIN")
        connection.execute("INSERT OR REPLACE INTO edge SELECT * FROM stage.e ORDER BY cited, citing, cid")
        connection.execute("COMMIT")
        connection.execute("DETACH stage")
        connection.executescript(schema.EDGE_INDEXES)
        self._counts.edges = self._count("edge")

    def _vectors(self, folder: Path, papers: np.ndarray) -> dict[str, str]:
        """Write the vector files of *papers*. Returns the fact that names them."""
        if not any((source / EMBEDDINGS).is_dir() for source in self._sources):
            return {}
        base = next_base(folder)
        self.vectors = base.name
        self._counts.embeddings = build_vectors(base, self._lines(EMBEDDINGS), IdSet(papers.tolist()).contains)
        self._progress(EMBEDDINGS, self._counts.embeddings)
        return {"vectors": base.name}


def abstract_text(row: bytes | None) -> str:
    """Return the abstract in a row of `abstracts`; empty if there is none."""
    return (_decode_abstract(row).abstract or "") if row is not None else ""


def indexed_text(row: bytes | None) -> str:
    """Return the words of a row of `full_text`; empty if there is none."""
    return decode_full_text(row).text if row is not None else ""


def insert_text(*, has_texts: bool) -> str:
    """Return the statement that adds a paper to the text index."""
    if has_texts:
        return "INSERT INTO fts(rowid, title, abstract, authors, body) VALUES(?, ?, ?, ?, ?)"
    return "INSERT INTO fts(rowid, title, abstract, authors) VALUES(?, ?, ?, ?)"


def delete_text(*, has_texts: bool) -> str:
    """Return the statement that takes a paper out of the text index. It needs all that was indexed."""
    if has_texts:
        return "INSERT INTO fts(fts, rowid, title, abstract, authors, body) VALUES('delete', ?, ?, ?, ?, ?)"
    return "INSERT INTO fts(fts, rowid, title, abstract, authors) VALUES('delete', ?, ?, ?, ?)"


_decode_abstract = msgspec.json.Decoder(AbstractColumn).decode


def _batches(chunks: Iterator[list[bytes]]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for lines in chunks:
        batch += lines
        while len(batch) >= BATCH:
            yield batch[:BATCH]
            batch = batch[BATCH:]
    if batch:
        yield batch


def _number_of(names: dict[str, int], name: str | None) -> int | None:
    return names.setdefault(name, len(names) + 1) if name else None


def _pairs(pairs: Iterable[tuple[int, int]]) -> np.ndarray:
    return np.array(list(pairs), np.int64).reshape(-1, 2)


def _sorted_pairs(parts: list[np.ndarray]) -> Iterator[list[int]]:
    """Yield all pairs in order, and empty *parts*."""
    if not parts:
        return
    whole = np.concatenate(parts)
    parts.clear()
    order = np.lexsort((whole[:, 1], whole[:, 0]))
    for first in range(0, len(order), BATCH):  # lists of Python's numbers need ten times the memory
        yield from whole[order[first : first + BATCH]].tolist()


def is_store(path: Path) -> bool:
    """True if *path* is a store of this layout."""
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return schema.about(connection).get("layout") == str(schema.LAYOUT)
        finally:
            connection.close()
    except sqlite3.Error:
        return False
