"""The table of 100,000 papers in the window: sorting and filtering, and how long the window stands still meanwhile.

`python -m tests.bench.library_table 3000` measures another size.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scholar_desktop.app import App
from scholar_desktop.ui.library.library_list import LibraryList
from tests.bench.big_library import fill
from tests.bench.report import ResultLine, compare, show
from tests.bench.window import Stalls, in_window
from tests.support.painting import paint_now

SIZE = 100_000
ROUNDS = 3
"""The least of them counts: what the machine does beside us only adds."""
COLUMNS = ("title", "author", "year")
FILTERS = ("cited:>1000", "learning", "year:2010-2020", "abstract:learning", "")
"""Each finds other papers than BEFORE."""
BEFORE = "graph"
ROWS_LIMIT_S, STALL_LIMIT_S, MOST_S = 0.1, 0.016, 10.0
REST_S = 0.05
"""Before each measurement, so that no stall of the one before it counts."""


def lines(size: int = SIZE) -> Iterator[ResultLine]:
    """Four lines: sorting and filtering, with the longest stall of each."""
    with tempfile.TemporaryDirectory() as profile:
        fill(Path(profile) / "data", size, is_indexed=True)
        yield from in_window(_measure, ("--demo",), Path(profile))


async def _measure(program: App) -> list[ResultLine]:
    library = program.window.search_page.panes.library
    program.window.registry["focus.library"].trigger()
    program.window.registry["library.table"].trigger()
    await program.idle()
    names = [column.name for column in library.model.columns]
    watch = TableWatch(program, library)

    def press_head(name: str) -> None:
        header = library.view.horizontalHeader()
        at = QPoint(header.sectionViewportPosition(names.index(name)) + 20, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    sorts, filters = [], []
    for name in COLUMNS:
        sorts.append(_least([await watch.rows_after(lambda name=name: press_head(name)) for _ in range(ROUNDS)]))
    for words in FILTERS:
        found = []
        for _ in range(ROUNDS):
            await watch.rows_after(lambda: library.box.setText(BEFORE))
            found.append(await watch.rows_after(lambda words=words: library.box.setText(words)))
        filters.append(_least(found))
    made = []
    for task, taken, count in (("sort", sorts, f"{len(sorts)} columns"), ("filter", filters, f"{len(filters)} rules")):
        name, note = (
            f"{library.model.total:,} papers",
            f"seconds; the slowest of {count}, of each the least of {ROUNDS}",
        )
        rows, stall = max(one[0] for one in taken), max(one[1] for one in taken)
        made.append(compare(f"table: {task}, {name}", rows, ROWS_LIMIT_S, "100 ms", 1.0, note))
        made.append(compare(f"table: longest stall, {task}, {name}", stall, STALL_LIMIT_S, "16 ms", 1.0, note))
    return made


class TableWatch:
    """Measures how long the rows in sight take, and how long the window stands still until all is done."""

    def __init__(self, program: App, library: LibraryList) -> None:
        self._program = program
        self._library = library
        self._stalls = Stalls()

    async def rows_after(self, act: Callable[[], None]) -> tuple[float, float]:
        """Seconds from *act*, which changes the rows, until those in sight are painted, and the longest stall."""
        model = self._library.model
        self._stalls.start()
        await asyncio.sleep(REST_S)
        self._stalls.longest_s = 0.0
        before, began = model.listing, time.perf_counter()
        act()
        while model.listing is before or (model.listing and model.kept_at(0) is None):
            if time.perf_counter() - began > MOST_S:
                raise TimeoutError("the table shows no other rows")
            await asyncio.sleep(0.001)
        paint_now(self._library.view.viewport())
        taken = time.perf_counter() - began
        await self._program.idle()
        self._stalls.stop()
        return taken, self._stalls.longest_s


def _least(found: list[tuple[float, float]]) -> tuple[float, float]:
    return min(one[0] for one in found), min(one[1] for one in found)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser()
    parser.add_argument("papers", type=int, default=SIZE, nargs="?")
    measured = list(lines(parser.parse_args().papers))
    for line in measured:
        show(line)
    sys.exit(any(line.ok is False for line in measured))
