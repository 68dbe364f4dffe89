"""Rows that a build stages come back in the order of their keys, the last of each key, however they were added."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from scholar_desktop.corpus import staged_rows
from scholar_desktop.corpus.staged_rows import SortedNumbers, StagedRows, write_numbers


@pytest.mark.parametrize("range_", [1, 40, 10**6])
@pytest.mark.parametrize("keys", [2, 3])
def test_numbers_are_merged_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, range_: int, keys: int) -> None:
    """Half of the rows have one first number, as the citations of items that were not identified have."""
    monkeypatch.setattr(staged_rows, "RANGE", range_)
    monkeypatch.setattr(staged_rows, "_SAMPLE", 3)
    dice = random.Random(range_ + keys)
    batches = [
        [
            (
                dice.choice([0, dice.randint(-9, 9), dice.choice([-1, 1]) << 62]),
                dice.randint(0, 30),
                dice.randint(0, 2),
                n,
            )
            for n in range(dice.randint(0, 50))
        ]
        for _ in range(12)
    ]
    expected = {row[:keys]: row for batch in batches for row in batch}
    with SortedNumbers(tmp_path, keys) as staged:
        for batch in batches:
            staged.add(np.array(batch, np.int64).reshape(-1, 4))
        found = [tuple(row) for part in staged.rows() for row in part.tolist()]
        assert found == [expected[key] for key in sorted(expected)]
    with SortedNumbers(tmp_path, keys) as empty:
        assert list(empty.rows()) == []
    assert list(tmp_path.iterdir()) == []


def test_rows_are_read_by_key_and_in_any_order(tmp_path: Path) -> None:
    dice = random.Random(4)
    added = [(dice.randint(1, 60), dice.randbytes(dice.randint(0, 40))) for _ in range(200)]
    expected = dict(added)
    with StagedRows(tmp_path) as staged:
        for first in range(0, 200, 33):
            staged.add([key for key, _ in added[first : first + 33]], [row for _, row in added[first : first + 33]])
        assert list(staged.by_key()) == sorted(expected.items())
        wanted = [dice.randint(-5, 70) for _ in range(100)]
        assert list(staged.rows_of(np.array(wanted))) == [expected.get(key, b"") for key in wanted]
    with StagedRows(tmp_path) as empty:
        assert list(empty.by_key()) == []
        assert list(empty.rows_of(np.array([3]))) == [b""]


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 60_030])
def test_all_numbers_are_written(count: int) -> None:
    rows = np.column_stack((np.arange(count), np.arange(count) % 3))
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t(a PRIMARY KEY, b)")
        write_numbers(connection, "t", rows, ("?", "nullif(?, 2)"))
        found = connection.execute("SELECT a, b FROM t ORDER BY a").fetchall()
    assert found == [(number, None if number % 3 == 2 else number % 3) for number in range(count)]
