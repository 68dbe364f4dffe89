"""A library of 100,000 papers below the window: sorting, filters, the counts of smart views, duplicates."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from scholar_desktop.domain.library import LIBRARY_SORTS, LibraryView
from scholar_desktop.library.store import LibraryStore
from tests.bench.big_library import add_twins, fill
from tests.bench.report import ResultLine, compare

SIZE = 100_000
TWINS = 500
"""Number of papers that have the title, the authors and the year of another one."""
ROUNDS = 3
SHOWN_ROWS = 50
RULES = (
    "is:open",
    "has:pdf",
    "cited:>1000",
    "year:2010-2020 -learning",
    "publisher:journal OR has:doi",
    "added:2021 cited:<100",
    "abstract:learning",
    "type:article-journal -has:note",
    "author:ba cited:>10",
)
COLUMN_LIMIT_S, COUNT_LIMIT_S, DUPLICATES_LIMIT_S, INDEX_LIMIT_S = 0.1, 0.1, 30.0, 60.0


def lines() -> Iterator[ResultLine]:
    """One line for each task."""
    with tempfile.TemporaryDirectory() as place:
        yield from asyncio.run(_measure(Path(place)))


async def _measure(place: Path) -> list[ResultLine]:
    data, papers = place / "data", f"{SIZE:,} papers"
    fill(data, SIZE)
    add_twins(data, SIZE, TWINS)
    store = LibraryStore(data)
    await store.counts()
    index_s = await _seconds(store.complete_facts)

    async def by_column(sort: str) -> None:
        rows = (await store.listing(LibraryView.ALL, sort=sort)).rows
        await store.papers_in(rows[SIZE // 2 : SIZE // 2 + SHOWN_ROWS])

    async def count(rule: str) -> None:
        await store.views.count(rule)

    columns = [await _least(lambda sort=sort: by_column(sort)) for sort in LIBRARY_SORTS]
    counts = [await _least(lambda rule=rule: count(rule)) for rule in RULES]
    found = 0

    async def duplicates() -> None:
        nonlocal found
        found = len(await store.duplicates.find())

    duplicates_s = await _seconds(duplicates)
    await store.aclose()
    columns_note = f"seconds; the slowest of {len(columns)} columns, with {SHOWN_ROWS} rows from the middle"
    return [
        compare(f"index of fields, {papers}", index_s, INDEX_LIMIT_S, "60 s", 1.0, "seconds, once, in the background"),
        compare(f"sorted by a column, {papers}", max(columns), COLUMN_LIMIT_S, "100 ms", 1.0, columns_note),
        compare(
            f"count of a smart view, {papers}",
            max(counts),
            COUNT_LIMIT_S,
            "100 ms",
            1.0,
            f"seconds; the slowest of {len(counts)} rules",
        ),
        compare(
            f"duplicates, {papers}",
            duplicates_s,
            DUPLICATES_LIMIT_S,
            "30 s",
            1.0,
            f"seconds; {found} of {TWINS} found",
        ),
    ]


async def _seconds(task: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    await task()
    return time.perf_counter() - began


async def _least(task: Callable[[], Awaitable[None]]) -> float:
    """The least of some rounds: what the machine does beside us only adds."""
    return min([await _seconds(task) for _ in range(ROUNDS)])
