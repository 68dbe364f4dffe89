"""Rows of a build that wait until they are written in the order of a table.

A table that is written in the order of its keys is written once, with full pages; in the order of the lines, each batch
would change most of its pages. What waits is in files without a name, which the system removes however the build ends,
and is read a range at a time, so that the memory of a build hardly grows with its rows.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Self, cast

import numpy as np

_IN_STATEMENT = 50
AT_ONCE = 600 * _IN_STATEMENT
"""Rows that are made into Python's objects at once: numbers take ten times the memory then."""
RANGE = 200_000
"""About so many rows of numbers are sorted at once."""
_SAMPLE = 256
"""The place of every so many rows of a run is kept, to find ranges of equal size."""


class _Stage:
    """A file without a name in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._file = cast(BinaryIO, tempfile.TemporaryFile(dir=folder))  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class StagedRows(_Stage):
    """Bytes by a number, which are read in any order. Of several rows of a key the last one counts."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._keys: list[np.ndarray] = []
        self._lengths: list[np.ndarray] = []
        self._index: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None

    def add(self, keys: Sequence[int], rows: Sequence[bytes]) -> None:
        self._file.write(b"".join(rows))
        self._keys.append(np.array(keys, np.int64))
        self._lengths.append(np.fromiter(map(len, rows), np.int64, len(rows)))

    def by_key(self) -> Iterator[tuple[int, bytes]]:
        """Yield the rows in the order of their keys."""
        keys, starts, lengths = self._sorted()
        for part in _parts(len(keys)):
            yield from zip(keys[part].tolist(), self._read(starts[part], lengths[part]), strict=True)

    def rows_of(self, keys: np.ndarray) -> Iterator[bytes]:
        """Yield the row of each of *keys*, empty where there is none."""
        known, starts, lengths = self._sorted()
        places = np.searchsorted(known, keys)
        found = np.zeros(len(keys), bool)
        inside = places < len(known)
        found[inside] = known[places[inside]] == keys[inside]
        starts_of, lengths_of = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        starts_of[found], lengths_of[found] = starts[places[found]], lengths[places[found]]
        return self._read(starts_of, lengths_of)

    def _sorted(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the keys in order, and the place and length of the row of each. No row is added afterwards."""
        if self._index is None:
            keys, lengths = _joined(self._keys), _joined(self._lengths)
            order = last_of_each(keys)
            starts = np.cumsum(lengths) - lengths
            self._index = keys[order], starts[order], lengths[order]
            self._keys, self._lengths = [], []
        return self._index

    def _read(self, starts: np.ndarray, lengths: np.ndarray) -> Iterator[bytes]:
        seek, read = self._file.seek, self._file.read
        for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
            seek(start)
            yield read(length)


class SortedNumbers(_Stage):
    """Rows of whole numbers, which are read in the order of their first columns. Of rows that are equal in these the
    last one counts.

    Each batch is sorted and written; then the batches are merged, one range of keys at a time.

    Args:
        keys: the number of columns that are the key, at least two.
    """

    def __init__(self, folder: Path, keys: int) -> None:
        super().__init__(folder)
        self._key_columns = keys
        self._columns = 0
        self._runs: list[int] = []
        self._samples: list[np.ndarray] = []

    def add(self, rows: np.ndarray) -> None:
        """Add *rows* (int64; one column for each number)."""
        if not len(rows):
            return
        rows = rows[self._order(rows)]
        self._columns = rows.shape[1]
        self._file.write(rows.tobytes())
        self._runs.append(len(rows))
        self._samples.append(rows[::_SAMPLE, :2].copy())

    def rows(self) -> Iterator[np.ndarray]:
        """Yield the rows in order, some at a time."""
        for whole in self._ranges():
            whole = whole[self._order(whole)]
            last = np.ones(len(whole), bool)
            last[:-1] = (whole[1:, : self._key_columns] != whole[:-1, : self._key_columns]).any(axis=1)
            yield whole[last]

    def _order(self, rows: np.ndarray) -> np.ndarray:
        return np.lexsort(rows[:, : self._key_columns].T[::-1])

    def _ranges(self) -> Iterator[np.ndarray]:
        """Yield the rows of each range of keys, those of each run in order, the runs as they came."""
        if not self._runs:
            return
        samples = np.concatenate(self._samples)
        samples = samples[np.lexsort(samples.T[::-1])][:: max(1, RANGE // _SAMPLE)]
        bounds = np.unique(samples, axis=0)[1:]
        size = 8 * self._columns
        starts = np.cumsum([0, *self._runs[:-1]])
        cuts = np.zeros((len(self._runs), len(bounds) + 2), np.int64)
        cuts[:, -1] = self._runs
        for run, (start, length) in enumerate(zip(starts.tolist(), self._runs, strict=True)):
            if len(bounds):
                rows = self._slice(start * size, length)
                cuts[run, 1:-1] = _places(rows[:, 0].copy(), rows[:, 1].copy(), bounds)
        for number in range(len(bounds) + 1):
            firsts, lasts = cuts[:, number], cuts[:, number + 1]
            yield np.concatenate(
                [
                    self._slice((start + first) * size, last - first)
                    for start, first, last in zip(starts.tolist(), firsts.tolist(), lasts.tolist(), strict=True)
                    if last > first
                ]
                or [np.zeros((0, self._columns), np.int64)]
            )

    def _slice(self, place: int, rows: int) -> np.ndarray:
        self._file.seek(place)
        return np.frombuffer(self._file.read(8 * self._columns * rows), np.int64).reshape(rows, self._columns)


def last_of_each(keys: np.ndarray) -> np.ndarray:
    """Return the places of *keys* in their order; of equal ones the last place."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    last = np.ones(len(keys), bool)
    last[:-1] = ordered[1:] != ordered[:-1]
    return order[last]


def write_numbers(connection: sqlite3.Connection, table: str, rows: np.ndarray, values: Sequence[str]) -> None:
    """Write *rows* to a table, many with one statement, which halves the time.

    Args:
        values: the expression for each column, with one question mark.
    """
    value = f"({', '.join(values)})"
    many = len(rows) // _IN_STATEMENT * _IN_STATEMENT
    for first in range(0, many, AT_ONCE):
        part = rows[first : min(first + AT_ONCE, many)].reshape(-1, _IN_STATEMENT * rows.shape[1])
        connection.executemany(f"INSERT INTO {table} VALUES{', '.join([value] * _IN_STATEMENT)}", part.tolist())
    connection.executemany(f"INSERT INTO {table} VALUES{value}", rows[many:].tolist())


def _parts(length: int) -> Iterator[slice]:
    return (slice(first, first + AT_ONCE) for first in range(0, length, AT_ONCE))


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _places(firsts: np.ndarray, seconds: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Return where each of *bounds* belongs in the pairs of *firsts* and *seconds*, which are in order."""
    left = np.searchsorted(firsts, bounds[:, 0], "left")
    right = np.searchsorted(firsts, bounds[:, 0], "right")
    found = left.copy()
    for place in np.flatnonzero(right > left).tolist():
        low, high = left[place], right[place]
        found[place] = low + np.searchsorted(seconds[low:high], bounds[place, 1], "left")
    return found
