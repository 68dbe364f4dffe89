"""Builds the corpus store from kept lines: beside the store in use, complete before it gets its name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np

from scholar_desktop.corpus import schema
from scholar_desktop.corpus.citing_sentences import EdgeBatch, blocks_of
from scholar_desktop.corpus.damaged_line import DamagedLine, ReadableLines, aside_name, decoder_of, find_damaged_line
from scholar_desktop.corpus.full_texts import UnknownTextForm, decode_full_text, full_text_of
from scholar_desktop.corpus.line_filter import IdSet, lines_in
from scholar_desktop.corpus.packed_rows import RowPacker, dictionary_of
from scholar_desktop.corpus.row_columns import (
    AbstractColumn,
    AuthorKey,
    KeyedAbstract,
    PaperColumns,
    PaperKey,
    ShaKey,
    VenueKey,
    author_number,
    decode_paper,
    sha_hash,
)
from scholar_desktop.corpus.staged_rows import SortedNumbers, StagedRows, last_of_each, write_numbers
from scholar_desktop.corpus.vectors import EMBEDDINGS, build_vectors, next_base, remove_vectors
from scholar_desktop.domain.corpus.rule import TEXT_DATASETS
from scholar_desktop.domain.text.word_search import separate_characters

BATCH = 30_000
"""Lines that are read at once."""
DICTIONARY_ROWS = 40
_IDS_AT_ONCE = 500
BUILDING = ".building"

T = TypeVar("T")
IndexedText = tuple[int | str, ...]
"""What the text index has of a paper: its place, title, abstract, authors, and its full text if the store has any."""
Progress = Callable[[str, int], object]
"""Gets the name of a step, and how many rows of it are done."""


class BuildCounts(msgspec.Struct):
    """Numbers of rows of a store. bad: lines that could not be read."""

    papers: int = 0
    edges: int = 0
    abstracts: int = 0
    tldrs: int = 0
    authors: int = 0
    venues: int = 0
    embeddings: int = 0
    texts: int = 0
    bad: int = 0


class Builder:
    """One build.

    Args:
        sources: folders with one folder of .gz or .jsonl lines for each dataset; later rows win.
        aside: the folder that gets lines that cannot be read; None if they are only counted.
    """

    def __init__(
        self,
        sources: Sequence[Path],
        progress: Progress = lambda _step, _rows: None,
        *,
        aside: Path | None = None,
    ) -> None:
        self._sources = sources
        self._progress = progress
        self._aside = aside
        self._readable: dict[str, ReadableLines] = {}
        self._counts = BuildCounts()
        self._reading = ""
        self.vectors: str | None = None
        """The name of the vector files; None if there are none."""

    def build(self, target: Path, facts: dict[str, str]) -> BuildCounts:
        """Build the store *target*. facts: release of each dataset, rule, and so on, for the table `about`.

        Raises:
            OSError, sqlite3.Error: the disk is full, or a file cannot be read; no store is left behind.
            EOFError: a file is cut.
            msgspec.DecodeError: too many lines of a file cannot be read; DamagedLine for the first one.
        """
        part = target.with_name(target.name + BUILDING)
        self._folder = target.parent
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._has_texts = any((source / name).is_dir() for source in self._sources for name in TEXT_DATASETS)
            self._connection = schema.create(part, with_texts=self._has_texts)
            try:
                self._build(facts)
                self._connection.execute("PRAGMA journal_mode=WAL")
            except DamagedLine:
                raise
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                found = (
                    find_damaged_line(self._files(self._reading), decoder_of(self._reading)) if self._reading else None
                )
                raise (msgspec.DecodeError(str(error)) if found is None else found) from error
            finally:
                self._connection.close()
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            if self.vectors is not None:
                remove_vectors(self._folder, only=self.vectors)
            raise
        finally:
            for left in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
                left.unlink(missing_ok=True)
        return self._counts

    def _build(self, facts: dict[str, str]) -> None:
        self._packers: dict[str, RowPacker] = {}
        with StagedRows(self._folder) as abstracts, StagedRows(self._folder) as titles:
            self._abstracts(abstracts)
            self._counts.tldrs = self._rows_by_id("tldrs", "tldr")
            self._authors()
            self._venues()
            papers = self._papers(titles)
            if self._has_texts:
                self._full_texts()
            self._texts(papers, titles, abstracts)
        self._edges()
        vectors = self._vectors(papers)
        self._counts.bad = sum(each.bad for each in self._readable.values())
        counted = {name: str(value) for name, value in msgspec.structs.asdict(self._counts).items()}
        if not self._has_texts:
            del counted["texts"]
        schema.set_about(self._connection, {**facts, **counted, **vectors, "layout": str(schema.LAYOUT)})
        schema.finish(self._connection)

    # --- rows that are stored by their id

    def _lines(self, dataset: str) -> Iterator[list[bytes]]:
        self._reading = dataset
        for file in self._files(dataset):
            yield from lines_in(file)

    def _files(self, dataset: str) -> Iterator[Path]:
        for source in self._sources:
            yield from _files_in(source / dataset)

    def _decoded(self, dataset: str, decode: Callable[[list[bytes]], T]) -> Iterator[tuple[list[bytes], T]]:
        """Yield the lines of *dataset* with what *decode* returns for them, many at once."""
        for lines in _batches(self._lines(dataset)):
            try:
                rows = decode(lines)
            except (msgspec.DecodeError, UnicodeDecodeError):
                lines = self._rows_among(lines)
                rows = decode(lines)
            if lines:
                yield lines, rows

    def _rows_among(self, lines: list[bytes]) -> list[bytes]:
        """Return those of *lines* that can be read. Raises DamagedLine if too many lines of a file cannot be read."""
        dataset = self._reading
        if dataset not in self._readable:
            files = [
                (file, None if self._aside is None else self._aside / source.name / dataset / aside_name(file))
                for source in self._sources
                for file in _files_in(source / dataset)
            ]
            self._readable[dataset] = ReadableLines(
                files, partial(decoder_of, dataset), lambda: self._progress(dataset, 0)
            )
        return self._readable[dataset].among(lines)

    def _packer(self, table: str, lines: Sequence[bytes]) -> RowPacker:
        if table not in self._packers:
            dictionary = dictionary_of(lines[:DICTIONARY_ROWS])
            self._connection.execute("INSERT INTO dict VALUES(?, ?)", (table, dictionary))
            self._packers[table] = RowPacker(dictionary)
        return self._packers[table]

    def _put(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Write *rows*, whose keys differ, and are best in order."""
        self._connection.execute("BEGIN")
        self._connection.executemany(f"INSERT INTO {table} VALUES(?, ?)", rows)
        self._connection.execute("COMMIT")

    def _put_numbers(self, table: str, parts: Iterable[np.ndarray], values: Sequence[str] = "??") -> None:
        """Write rows of numbers in the order of the table's key. values: the expression for each column."""
        self._connection.execute("BEGIN")
        for part in parts:
            write_numbers(self._connection, table, part, values)
        self._connection.execute("COMMIT")

    def _replace(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Write *rows* by key, of which some may be there."""
        self._connection.execute("BEGIN")
        self._connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES(?, ?)", rows)
        self._connection.execute("COMMIT")

    def _abstracts(self, texts: StagedRows) -> None:
        """Write the abstracts, and add their texts to *texts*."""
        decode = _each(msgspec.json.Decoder(KeyedAbstract).decode)
        with StagedRows(self._folder) as staged:
            for lines, rows in self._decoded("abstracts", decode):
                pack = self._packer("abstract", lines).pack
                keys = [row.corpusid for row in rows]
                staged.add(keys, [pack(line) for line in lines])
                texts.add(keys, [(row.abstract or "").encode() for row in rows])
                self._progress("abstracts", len(lines))
            self._put("abstract", staged.by_key())
        self._counts.abstracts = self._count("abstract")

    def _rows_by_id(self, dataset: str, table: str) -> int:
        decode = _each(msgspec.json.Decoder(PaperKey).decode)
        with StagedRows(self._folder) as staged:
            for lines, rows in self._decoded(dataset, decode):
                pack = self._packer(table, lines).pack
                staged.add([row.corpusid for row in rows], [pack(line) for line in lines])
                self._progress(dataset, len(lines))
            self._put(table, staged.by_key())
        return self._count(table)

    def _authors(self) -> None:
        decode = _each(msgspec.json.Decoder(AuthorKey).decode)
        with StagedRows(self._folder) as staged:
            for lines, rows in self._decoded("authors", decode):
                pack = self._packer("author", lines).pack
                packed = [
                    (number, pack(line))
                    for line, row in zip(lines, rows, strict=True)
                    if (number := author_number(row.authorid)) is not None
                ]
                staged.add([key for key, _ in packed], [row for _, row in packed])
                self._progress("authors", len(lines))
            self._put("author", staged.by_key())
        self._counts.authors = self._count("author")

    def _venues(self) -> None:
        decode = _each(msgspec.json.Decoder(VenueKey).decode)
        for lines, rows in self._decoded("publication-venues", decode):
            pack = self._packer("venue", lines).pack
            self._replace("venue", [(row.id, pack(line)) for line, row in zip(lines, rows, strict=True)])
        self._counts.venues = self._count("venue")

    def _count(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    # --- papers

    def _papers(self, titles: StagedRows) -> np.ndarray:
        """Write the papers with their facts and names. Returns the ids in the order of their places.

        Args:
            titles: gets the title and the authors' names of each.
        """
        venues: dict[str, int] = {}
        columns: list[np.ndarray] = []
        with (
            StagedRows(self._folder) as staged,
            SortedNumbers(self._folder, 2) as names,
            SortedNumbers(self._folder, 2) as wrote,
        ):
            for lines, decoded in self._decoded("papers", _each(decode_paper)):
                pack = self._packer("paper", lines).pack
                rows = {row.corpusid: (row, line) for line, row in zip(lines, decoded, strict=True)}
                staged.add(list(rows), [pack(line) for _, line in rows.values()])
                titles.add(
                    list(rows), [_encode_titles((row.title or "", row.author_names)) for row, _ in rows.values()]
                )
                columns.append(_facts([row for row, _ in rows.values()], venues))
                names.add(_pairs((number, key) for key, (row, _) in rows.items() for number in row.names()))
                wrote.add(_pairs((author, key) for key, (row, _) in rows.items() for author in row.author_ids))
                self._progress("papers", len(lines))
            self._put("paper", staged.by_key())
            self._older_shas(names)
            self._put_numbers("name", names.rows())
            self._put_numbers("wrote", wrote.rows())
        facts = np.concatenate(columns) if columns else np.zeros((0, 5), np.int64)
        facts = facts[last_of_each(facts[:, 0])]
        ranked = np.lexsort((facts[:, 0], -facts[:, 2]))
        places = np.empty(len(facts), np.int64)
        places[ranked] = np.arange(1, len(facts) + 1)
        ids: np.ndarray = facts[ranked, 0]
        self._put("venue_name", ((number, name) for name, number in venues.items()))
        null = schema.NUMBER_OR_NULL
        self._put_numbers("facts", [np.insert(facts, 1, places, axis=1)], ("?", "?", null, "?", "?", null))
        self._put_numbers("place", [np.column_stack((np.arange(1, len(ids) + 1), ids))])
        self._counts.papers = len(ids)
        return ids

    def _full_texts(self) -> None:
        """Write the full texts of the papers. A chunk at a time, because a row of the dataset is large."""
        for name in TEXT_DATASETS:
            for lines in self._lines(name):
                try:
                    texts = [full_text_of(line) for line in lines]
                except UnknownTextForm:
                    lines = self._rows_among(lines)
                    texts = [full_text_of(line) for line in lines]
                found = [(key, msgspec.json.encode(text)) for key, text in texts if text is not None]
                if found:
                    pack = self._packer("full_text", [row for _, row in found]).pack
                    self._replace("full_text", [(key, pack(row)) for key, row in found])
                self._progress(name, len(lines))
        self._connection.execute("DELETE FROM full_text WHERE id NOT IN (SELECT id FROM paper)")
        self._counts.texts = self._count("full_text")

    def _texts(self, ids: np.ndarray, titles: StagedRows, abstracts: StagedRows) -> None:
        """Fill the text index. Its rowids rise, or FTS5 would write its lists again and again."""
        insert = insert_text(has_texts=self._has_texts)
        for first in range(0, len(ids), BATCH):
            batch = ids[first : first + BATCH]
            self._connection.execute("BEGIN")
            self._connection.executemany(insert, self._texts_of(batch, first + 1, titles, abstracts))
            self._connection.execute("COMMIT")
            self._progress("text", len(batch))

    def _texts_of(
        self, ids: np.ndarray, place: int, titles: StagedRows, abstracts: StagedRows
    ) -> Iterator[IndexedText]:
        """Yield what the index has of each paper. place: that of the first one."""
        rows = zip(titles.rows_of(ids), abstracts.rows_of(ids), strict=True)
        if not self._has_texts:
            for number, (row, abstract) in enumerate(rows, place):
                title, authors = _decode_titles(row)
                yield indexed_text(number, title, abstract.decode(), authors)
            return
        for first in range(0, len(ids), _IDS_AT_ONCE):
            part = ids[first : first + _IDS_AT_ONCE].tolist()
            bodies = self._rows("full_text", part)
            for number, (key, (row, abstract)) in enumerate(zip(part, rows, strict=False), place + first):
                title, authors = _decode_titles(row)
                yield indexed_text(number, title, abstract.decode(), authors, text_of(bodies.get(key)))

    def _rows(self, table: str, ids: list[int]) -> dict[int, bytes]:
        if table not in self._packers:
            return {}
        query = f"SELECT id, row FROM {table} WHERE id IN ({','.join('?' * len(ids))})"  # noqa: S608
        unpack = self._packers[table].unpack
        return {key: unpack(packed) for key, packed in self._connection.execute(query, ids)}

    def _older_shas(self, names: SortedNumbers) -> None:
        """Add the names of `paper-ids`, where they are kept."""
        decode = _each(msgspec.json.Decoder(ShaKey).decode)
        for _, rows in self._decoded("paper-ids", decode):
            names.add(_pairs((number, row.corpusid) for row in rows if (number := sha_hash(row.sha)) is not None))

    # --- citations

    def _edges(self) -> None:
        """Write the citations in the order of the cited papers; their sentences are put into blocks as they come."""
        first = 1
        with SortedNumbers(self._folder, 3) as staged:
            for lines, edges in self._decoded("citations", EdgeBatch):
                packer = self._packer("edge", [each for each in edges.sent if each] or [b"[]"])
                places, blocks = blocks_of(edges.sent, packer, first)
                self._put("sentences", enumerate(blocks, first))
                staged.add(np.column_stack((edges.cited, edges.citing, edges.numbers, edges.flags, places)))
                first += len(blocks)
                self._progress("citations", len(lines))
            self._put_numbers("edge", staged.rows(), (*"????", schema.NUMBER_OR_NULL))
        self._counts.edges = self._count("edge")

    def _vectors(self, papers: np.ndarray) -> dict[str, str]:
        """Write the vector files of *papers*. Returns the fact that names them."""
        if not any((source / EMBEDDINGS).is_dir() for source in self._sources):
            return {}
        base = next_base(self._folder)
        self.vectors = base.name
        known = IdSet()
        known.add(papers)
        self._counts.embeddings = build_vectors(base, self._lines(EMBEDDINGS), known.contains, self._rows_among)
        self._progress(EMBEDDINGS, self._counts.embeddings)
        return {"vectors": base.name}


def abstract_text(row: bytes | None) -> str:
    """Return the abstract in a row of `abstracts`; empty if there is none."""
    return (_decode_abstract(row).abstract or "") if row is not None else ""


def text_of(row: bytes | None) -> str:
    """Return the words of a row of `full_text`; empty if there is none."""
    return decode_full_text(row).text if row is not None else ""


def indexed_text(place: int, *texts: str) -> IndexedText:
    """Return what the index has of a paper.

    Args:
        texts: title, abstract, names of the authors, and the full text if the store has any.
    """
    return (place, *map(separate_characters, texts))


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
_encode_titles = msgspec.msgpack.Encoder().encode
_decode_titles = msgspec.msgpack.Decoder(tuple[str, str]).decode


def _files_in(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.glob("*")) if file.suffix in (".gz", ".jsonl"))


def _each(decode: Callable[[bytes], T]) -> Callable[[list[bytes]], list[T]]:
    return lambda lines: [decode(line) for line in lines]


def _batches(chunks: Iterator[list[bytes]]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for lines in chunks:
        batch += lines
        while len(batch) >= BATCH:
            yield batch[:BATCH]
            batch = batch[BATCH:]
    if batch:
        yield batch


def _facts(rows: Sequence[PaperColumns], venues: dict[str, int]) -> np.ndarray:
    """Return CorpusId, year, citations, fields and venue of each paper. venues: gets the number of each name."""
    return np.array(
        [
            (
                row.corpusid,
                schema.NO_NUMBER if row.year is None else row.year,
                row.citationcount or 0,
                row.mask,
                venues.setdefault(name, len(venues) + 1) if (name := row.venue_name) else schema.NO_NUMBER,
            )
            for row in rows
        ],
        np.int64,
    ).reshape(-1, 5)


def _pairs(pairs: Iterable[tuple[int, int]]) -> np.ndarray:
    return np.array(list(pairs), np.int64).reshape(-1, 2)
