"""The SPECTER2 vectors of the papers of a corpus, and the papers that are most similar to some.

A vector is stored as 8-bit numbers (`.i8`) and as the signs of its numbers (`.bits`); `.ids` has the CorpusIds of the
rows. A search compares the signs of all rows, and then the 8-bit numbers of the nearest ones: a tenth of the time of
comparing all numbers. The signs are those of the vector without the mean of all, which does not help for every set of
vectors, so 20 vectors are searched both ways when the files are made; where the results differ too much, all numbers
are compared from then on.

Rows are only appended; a row that was replaced or deleted is marked in `.ids`. `.ids` is written last, so rows that it
does not have yet do not count.
"""

from __future__ import annotations

import contextlib
import os
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np

from scholar_desktop.corpus.row_columns import EmbeddingColumns

EMBEDDINGS = "embeddings-specter_v2"
BLOCK = 8192
"""Rows that are computed with at once."""
MEAN_ROWS = 20_000
"""The mean is that of the first rows."""
CANDIDATES, CANDIDATES_EACH = 3000, 30
"""The least number of rows whose numbers are compared after their signs, in all and for each paper that is wanted."""
CHECKED, CHECKED_HITS, LEAST_RECALL = 20, 100, 95
"""Vectors that are searched both ways, the number of hits, and how many of 100 must be the same."""
MOST_MARKED = 10
"""The files are rewritten when one row in MOST_MARKED is marked."""
UNLIKE_WEIGHT = 0.2
"""Weight of the vectors of papers that the results shall not be like: Rocchio's weights are 0.75 and 0.15."""
SUFFIXES = (".i8", ".bits", ".ids")
_HEADER = struct.Struct("<4sHHIf48x")
_NAME = re.compile(r"vectors-([0-9]{4,})\.")
_MAGIC, _FORM, _EXACT = b"SDVB", 1, 1


Keep = Callable[[np.ndarray], np.ndarray]
"""Returns for each CorpusId whether its vector is kept."""
Readable = Callable[[list[bytes]], list[bytes]]
"""Returns those of some lines that are rows of embeddings."""


class UnknownVectorForm(msgspec.DecodeError):
    """A line is no row of embeddings. The message shows the line."""

    def __init__(self, line: bytes) -> None:
        # not translated: the caller replaces it by a message
        super().__init__(f"no row with a corpusid and a vector: {line[:200].decode('utf-8', 'replace')}")


_decode_row = msgspec.json.Decoder(EmbeddingColumns).decode
_decode_numbers = msgspec.json.Decoder(list[float]).decode


def decode_vectors(lines: Sequence[bytes], length: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the CorpusIds and the vectors of *lines*. A line without a direction (all numbers 0) is left out.

    Args:
        length: of a vector; None: that of the first one.

    Raises:
        UnknownVectorForm: a line is no row of embeddings, or its vector has another length.
    """
    ids, rows = [], []
    for line in lines:
        try:
            row = _decode_row(line)
            numbers = _decode_numbers(row.vector) if isinstance(row.vector, str) else row.vector
        except msgspec.DecodeError as error:
            raise UnknownVectorForm(line) from error
        length = length or len(numbers)
        if len(numbers) != length or length < 8:
            raise UnknownVectorForm(line)
        if any(numbers):
            ids.append(row.corpusid)
            rows.append(numbers)
    return np.array(ids, np.int64), np.array(rows, np.float32).reshape(-1, length or 0)


def _as_bytes(rows: np.ndarray) -> np.ndarray:
    """Return *rows* as 8-bit numbers; the greatest of each row becomes 127."""
    peaks = np.abs(rows).max(axis=1, keepdims=True)
    scaled: np.ndarray = np.rint(rows * (127 / peaks)).astype(np.int8)
    return scaled


def _units(rows: np.ndarray) -> np.ndarray:
    """Return *rows* as vectors of length 1."""
    numbers = rows.astype(np.float32)
    units: np.ndarray = numbers / np.sqrt(np.einsum("ij,ij->i", numbers, numbers))[:, None]
    return units


def _signs(units: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Return the signs of *units* without *mean*: 64-bit words."""
    packed = np.packbits(units > mean, axis=1)
    words = np.zeros((len(packed), _words(units.shape[1]) * 8), np.uint8)
    words[:, : packed.shape[1]] = packed
    return words.view(np.uint64)


def _words(length: int) -> int:
    return -(-length // 64)


class VectorBuilder:
    """Writes new vector files. Nothing of them exists until `finish`.

    Args:
        base: the path of the files without suffix.
    """

    def __init__(self, base: Path) -> None:
        self._base = base
        self._length: int | None = None
        self._ids: list[np.ndarray] = []
        base.parent.mkdir(parents=True, exist_ok=True)
        self._numbers = _part(base, ".i8").open("w+b")

    def add_lines(self, lines: Sequence[bytes], keep: Keep) -> int:
        """Add the vectors of *lines* that are kept. Returns their number.

        Raises:
            UnknownVectorForm: a line is no row of embeddings.
        """
        ids, rows = decode_vectors(lines, self._length)
        chosen = keep(ids)
        self.add(ids[chosen], rows[chosen])
        return int(chosen.sum())

    def add(self, ids: np.ndarray, rows: np.ndarray) -> None:
        """Add vectors. A later one of the same paper replaces the earlier one."""
        if len(ids):
            self._length = rows.shape[1]
            self._ids.append(ids)
            self._numbers.write(_as_bytes(rows).tobytes())

    def finish(self) -> int:
        """Compute the signs, check them, and put the files in their places. Returns the number of vectors."""
        ids = np.concatenate(self._ids) if self._ids else np.zeros(0, np.int64)
        _mark_all_but_last(ids)
        length = self._length or 0
        self._numbers.flush()
        numbers = _rows_of(_part(self._base, ".i8"), np.int8, length, len(ids))
        first = [_units(numbers[at : at + BLOCK]) for at in range(0, min(len(ids), MEAN_ROWS), BLOCK)]
        mean = np.concatenate(first)[:MEAN_ROWS].mean(axis=0) if first else np.zeros(length, np.float32)
        with _part(self._base, ".bits").open("wb") as file:
            file.write(_header(0, length, 0.0) + mean.astype(np.float32).tobytes())
            for at in range(0, len(ids), BLOCK):
                file.write(_signs(_units(numbers[at : at + BLOCK]), mean).tobytes())
            _sync(file)
        with _part(self._base, ".ids").open("wb") as file:
            file.write(ids.tobytes())
            _sync(file)
        _sync(self._numbers)
        self._numbers.close()
        recall = Vectors(self._base, part=True).recall()
        with _part(self._base, ".bits").open("r+b") as file:
            file.write(_header(_EXACT if recall < LEAST_RECALL else 0, length, recall))
            _sync(file)
        for suffix in SUFFIXES:  # .ids comes last
            _part(self._base, suffix).replace(self._base.with_suffix(suffix))
        return int((ids >= 0).sum())

    def abandon(self) -> None:
        """Delete what was written."""
        self._numbers.close()
        for suffix in SUFFIXES:
            _part(self._base, suffix).unlink(missing_ok=True)


class Vectors:
    """The vectors in some files.

    All methods block. Rows that another process appends are seen by the next search.
    """

    def __init__(self, base: Path, *, part: bool = False) -> None:
        """Open the files.

        Args:
            base: their path without suffix.
            part: they are not in their places yet.

        Raises:
            OSError: a file is missing. ValueError: it has another form.
        """
        self._paths = [_part(base, suffix) if part else base.with_suffix(suffix) for suffix in SUFFIXES]
        with self._paths[1].open("rb") as file:
            magic, form, flags, self.length, self.recall_at_build = _HEADER.unpack(file.read(_HEADER.size))
            if (magic, form) != (_MAGIC, _FORM):
                raise ValueError(f"{self._paths[1].name} has another form")
            self._mean = np.frombuffer(file.read(4 * self.length), np.float32)
        self.is_exact = bool(flags & _EXACT)
        self._read_ids()

    def _read_ids(self) -> None:
        self._seen = _state(self._paths[2])
        data = self._paths[2].read_bytes()
        ids = np.frombuffer(data[: len(data) // 8 * 8], np.int64).copy()
        _mark_all_but_last(ids)
        self._ids, self._order = ids, np.argsort(ids, kind="stable")
        self._numbers = _rows_of(self._paths[0], np.int8, self.length, len(ids))
        offset = _HEADER.size + 4 * self.length
        self._bits = _rows_of(self._paths[1], np.uint64, _words(self.length), len(ids), offset)

    def refresh(self) -> None:
        """Read the ids again if another process changed them."""
        if _state(self._paths[2]) != self._seen:
            self._read_ids()

    def ids(self) -> np.ndarray:
        """Return the CorpusIds of all papers that have a vector, sorted."""
        sorted_ids = self._ids[self._order]
        present: np.ndarray = sorted_ids[sorted_ids >= 0]
        return present

    def marked_share(self) -> float:
        """Return the share of rows that were replaced or deleted."""
        return float((self._ids < 0).mean()) if self._ids.size else 0.0

    def rows(self, papers: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """Return the ids of those of *papers* that have a vector, and their 8-bit numbers."""
        places = self._places(papers)
        return self._ids[places], np.array(self._numbers[places])

    def _places(self, papers: Iterable[int]) -> np.ndarray:
        wanted = np.unique(np.fromiter((key for key in papers if key >= 0), np.int64))
        sorted_ids = self._ids[self._order]
        found = np.searchsorted(sorted_ids, wanted)
        inside = found < sorted_ids.size
        wanted, found = wanted[inside], found[inside]
        places: np.ndarray = self._order[found[sorted_ids[found] == wanted]]
        return places

    def similar(
        self, papers: Sequence[int], *, unlike: Sequence[int] = (), limit: int = 100
    ) -> list[tuple[int, float]]:
        """Return (CorpusId, cosine) of the papers most similar to *papers*, a single one or a set, best first.

        A set is searched by the mean of its vectors. The papers of *papers* and *unlike* are left out; the result is
        empty if none of *papers* has a vector.

        Args:
            unlike: papers that the results shall not be like.
        """
        self.refresh()
        places, others = self._places(papers), self._places(unlike)
        if not places.size:
            return []
        query = _units(self._numbers[places]).mean(axis=0)
        if others.size:
            query = query - UNLIKE_WEIGHT * _units(self._numbers[others]).mean(axis=0)
        without = np.concatenate((places, others))
        return self._nearest(query, limit, without, exact=self.is_exact)

    def count_of(self, papers: Sequence[int]) -> int:
        """Return how many of *papers* have a vector."""
        return int(self._places(papers).size)

    def recall(self) -> float:
        """Return how many of 100 nearest rows are found by the signs, as the mean of CHECKED rows."""
        present = np.flatnonzero(self._ids >= 0)
        if present.size <= CANDIDATES:
            return 100.0
        shares = []
        for place in present[:: -(-present.size // CHECKED)]:
            query, without = _units(self._numbers[place : place + 1])[0], np.array([place])
            exact = {key for key, _ in self._nearest(query, CHECKED_HITS, without, exact=True)}
            quick = {key for key, _ in self._nearest(query, CHECKED_HITS, without, exact=False)}
            shares.append(100 * len(exact & quick) / len(exact))
        return float(np.mean(shares))

    def _nearest(self, query: np.ndarray, limit: int, without: np.ndarray, *, exact: bool) -> list[tuple[int, float]]:
        candidates = max(CANDIDATES, CANDIDATES_EACH * limit)
        usable = self._ids >= 0
        usable[without] = False
        if exact or usable.sum() <= candidates:
            places = np.flatnonzero(usable)
        else:
            distances = self._distances(_signs(query[None, :] / np.linalg.norm(query), self._mean)[0])
            distances[~usable] = np.iinfo(np.uint16).max
            # in the order of the file, which is read faster
            places = np.sort(np.argpartition(distances, candidates)[:candidates])
        scores = self._cosines(places, query.astype(np.float32))
        best = np.argsort(-scores, kind="stable")[:limit]
        return list(zip(self._ids[places[best]].tolist(), scores[best].tolist(), strict=True))

    def _distances(self, signs: np.ndarray) -> np.ndarray:
        """Return for each row the number of signs that differ from *signs*."""
        distances = np.empty(len(self._ids), np.uint16)
        for at in range(0, len(self._ids), BLOCK):
            block = np.bitwise_count(self._bits[at : at + BLOCK] ^ signs)
            distances[at : at + BLOCK] = block.sum(axis=1, dtype=np.uint16)
        return distances

    def _cosines(self, places: np.ndarray, query: np.ndarray) -> np.ndarray:
        scores = np.empty(len(places), np.float32)
        whole = len(places) == len(self._ids)
        for at in range(0, len(places), BLOCK):
            rows = self._numbers[at : at + BLOCK] if whole else self._numbers[places[at : at + BLOCK]]
            numbers = rows.astype(np.float32)
            scores[at : at + BLOCK] = (numbers @ query) / np.sqrt(np.einsum("ij,ij->i", numbers, numbers))
        return scores / np.linalg.norm(query)


class VectorWriter:
    """Changes vector files that are in use."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self._vectors = Vectors(base)
        self._first_ids = base.with_suffix(".ids").read_bytes()
        self._rewritten: Path | None = None

    def append(self, ids: np.ndarray, rows: np.ndarray) -> int:
        """Append vectors, and mark the rows that they replace. Returns how many differ from what was there."""
        last = {key: place for place, key in enumerate(ids.tolist())}
        chosen = np.fromiter(last.values(), np.int64, len(last))
        ids, numbers = ids[chosen], _as_bytes(rows[chosen]) if len(chosen) else np.zeros((0, 0), np.int8)
        if not len(ids):
            return 0
        if numbers.shape[1] != self._vectors.length:
            raise ValueError(f"a vector has {numbers.shape[1]} numbers, not {self._vectors.length}")
        known, present = self._vectors.rows(ids.tolist())
        same = {key: row.tobytes() for key, row in zip(known.tolist(), present, strict=True)}
        changed = np.array([same.get(key) != row.tobytes() for key, row in zip(ids.tolist(), numbers, strict=True)])
        ids, numbers = ids[changed], numbers[changed]
        count = len(self._vectors._ids)
        length = self._vectors.length
        signs = _signs(_units(numbers), self._vectors._mean)
        bits_at = _HEADER.size + 4 * length + count * _words(length) * 8
        for suffix, at, data in (
            (".i8", count * length, numbers.tobytes()),
            (".bits", bits_at, signs.tobytes()),
            (".ids", count * 8, ids.tobytes()),
        ):
            _write_at(self._base.with_suffix(suffix), at, data)
        self.delete([key for key in ids.tolist() if key in same], before=count)
        return len(ids)

    def restore(self) -> None:
        """Bring back the rows that there were at first, and delete files that `rewritten` has made."""
        _write_at(self._base.with_suffix(".ids"), 0, self._first_ids)  # it decides which rows there are
        if self._rewritten is not None:
            remove_vectors(self._base.parent, only=self._rewritten.name)

    def append_lines(self, lines: list[bytes], keep: Keep, readable: Readable) -> int:
        """Append the vectors of *lines* that are kept.

        Args:
            readable: returns those of some lines that can be read, after one of them could not.

        Returns:
            Their number.

        Raises:
            UnknownVectorForm: a line is no row of embeddings with a vector as long as the others.
        """
        try:
            ids, rows = decode_vectors(lines, self._vectors.length)
        except UnknownVectorForm:
            ids, rows = decode_vectors(readable(lines), self._vectors.length)
        chosen = keep(ids)
        self.append(ids[chosen], rows[chosen])
        return int(chosen.sum())

    def delete(self, papers: Iterable[int], before: int | None = None) -> int:
        """Mark the rows of *papers*; with *before* only those before this row. Returns their number."""
        self._vectors.refresh()
        wanted = np.fromiter(papers, np.int64)
        path = self._base.with_suffix(".ids")
        ids = np.fromfile(path, np.int64)
        places = np.flatnonzero(np.isin(ids, wanted) & (ids >= 0))
        if before is not None:
            places = places[places < before]
        if places.size:
            with path.open("r+b") as file:
                for place in places.tolist():
                    file.seek(place * 8)
                    file.write((~ids[place]).tobytes())
                _sync(file)
        self._vectors._read_ids()
        return int(places.size)

    def keep_only(self, keep: Keep) -> int:
        """Mark the rows of all papers that are not kept. Returns their number."""
        present = self._vectors.ids()
        return self.delete(present[~keep(present)].tolist())

    def rewritten(self) -> Path:
        """Write the rows that are not marked to new files, if too many are marked.

        Returns:
            The path of the files that have the vectors now, without suffix.
        """
        if self._vectors.marked_share() * MOST_MARKED < 1:
            return self._base
        base = self._rewritten = next_base(self._base.parent)
        builder = VectorBuilder(base)
        present = np.flatnonzero(self._vectors._ids >= 0)
        for at in range(0, len(present), BLOCK):
            places = present[at : at + BLOCK]
            builder.add(self._vectors._ids[places], self._vectors._numbers[places].astype(np.float32))
        builder.finish()
        return base


def next_base(folder: Path) -> Path:
    """Return a path without suffix for new vector files in *folder*."""
    numbers = [int(found[1]) for path in folder.glob("vectors-*") if (found := _NAME.match(path.name))]
    return folder / f"vectors-{max(numbers, default=0) + 1:04}"


def remove_vectors(folder: Path, *, keep: str | None = None, only: str | None = None) -> None:
    """Delete the vector files in *folder*, as far as no other process has them open.

    Args:
        keep: the name of those that stay; None: none stay.
        only: the name of those that are deleted; None: all.
    """
    for path in list(folder.glob("vectors-*")):
        name = path.name.partition(".")[0]
        if _NAME.match(path.name) and name != keep and only in (None, name):
            with contextlib.suppress(PermissionError):  # Windows deletes no file that is open
                path.unlink(missing_ok=True)


def build_vectors(
    base: Path,
    chunks: Iterable[list[bytes]],
    keep: Keep,
    readable: Readable = lambda lines: lines,
) -> int:
    """Write new vector files at *base* with the vectors of *chunks*, lines of embeddings, that are kept.

    Args:
        readable: returns those of some lines that can be read, after one of them could not.

    Returns:
        The number of vectors.

    Raises:
        UnknownVectorForm, OSError, EOFError: nothing is left behind.
    """
    builder = VectorBuilder(base)
    try:
        for lines in chunks:
            try:
                builder.add_lines(lines, keep)
            except UnknownVectorForm:
                builder.add_lines(readable(lines), keep)
        return builder.finish()
    finally:
        builder.abandon()  # deletes what `finish` has not put in its place


def _part(base: Path, suffix: str) -> Path:
    return base.with_name(f"{base.name}{suffix}.building")


def _header(flags: int, length: int, recall: float) -> bytes:
    return _HEADER.pack(_MAGIC, _FORM, flags, length, recall)


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _rows_of(path: Path, kind: type[np.generic], width: int, count: int, offset: int = 0) -> np.ndarray:
    """Return the first *count* rows of the file, mapped."""
    if not count:
        return np.zeros((0, width), kind)
    return np.memmap(path, kind, "r", offset, (count, width))


def _mark_all_but_last(ids: np.ndarray) -> None:
    """Mark all rows but the last of each paper."""
    order = np.argsort(ids, kind="stable")
    again = order[:-1][ids[order][:-1] == ids[order][1:]]
    again = again[ids[again] >= 0]
    ids[again] = ~ids[again]


def _write_at(path: Path, at: int, data: bytes) -> None:
    """Write *data* at *at*, and cut off what follows it."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)
        file.truncate()
        _sync(file)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
