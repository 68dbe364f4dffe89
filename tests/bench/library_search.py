"""From a key in the library's box to its rows, at 1,000, 10,000 and 100,000 papers, in the window.

`python -m tests.bench.library_search 1000000` measures another size; with `--keep DIR` the library is made once.

Each key is measured by itself, after the rows of the one before; then the same words are typed without waiting, as a
hand does, and it is measured how long a key waits to be taken, and that the rows of the last one come.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from scholar_desktop import app, settings
from scholar_desktop.app import App
from scholar_desktop.ui.library.library_list import LibraryList
from tests.bench.big_library import fill, words
from tests.bench.own_loop import run_on_loop
from tests.bench.report import ResultLine, compare, show
from tests.support.painting import paint_now

SIZES = (1_000, 10_000, 100_000)
PDFS = 5_000
"""PDFs of a library that has as many papers."""
ROUNDS = 3
"""The least of them counts for each key: what the machine does beside us only adds."""
HURRY_MS = 35
"""Between two keys of a quick hand."""
MEDIAN_LIMIT_S, TAIL_LIMIT_S, KEY_LIMIT_S = 0.016, 0.016, 0.016
LARGE, LARGE_LIMIT_S = 1_000_000, 0.05
"""A library of this size has other limits."""


def queries() -> list[str]:
    """What is typed: common words, rare ones, two words, the beginning of a name."""
    known = words()
    return ["learning", "model", "data analysis", known[15], known[60], f"{known[40]} {known[12]}", known[150], "graph"]


def lines() -> Iterator[ResultLine]:
    """Three lines for each size."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as profile:
            yield from _lines_of(size, profile)


def _lines_of(size: int, profile: str) -> Iterator[ResultLine]:
    data, pdfs = Path(profile) / "data", PDFS if size > PDFS else 0
    if not data.exists():
        fill(data, size, pdfs)
    median, tail, wait = _in_window(profile)
    name = f"{size:,} papers" + (f" with {pdfs:,} PDFs" if pdfs else "")
    note = f"seconds; {len(''.join(queries()))} keys, of each the least of {ROUNDS}"
    median_limit, tail_limit = (LARGE_LIMIT_S,) * 2 if size >= LARGE else (MEDIAN_LIMIT_S, TAIL_LIMIT_S)
    yield compare(f"key to rows, {name}, p50", median, median_limit, f"{median_limit * 1000:.0f} ms", 1.0, note)
    yield compare(f"key to rows, {name}, p99", tail, tail_limit, f"{tail_limit * 1000:.0f} ms", 1.0, note)
    note = f"seconds; the longest wait of a key every {HURRY_MS} ms, of each the least of {ROUNDS}"
    yield compare(f"a typed key waits, {name}", wait, KEY_LIMIT_S, "16 ms", 1.0, note)


def _in_window(profile: str) -> tuple[float, float, float]:
    async def run() -> tuple[float, float, float]:
        program = app.build(settings.load(["--demo", "--profile", profile, "--size", "1440x900"]))
        program.window.show()
        try:
            await program.idle()
            return await _measure(program)
        finally:
            await program.aclose()

    return run_on_loop(run())


async def _measure(program: App) -> tuple[float, float, float]:
    typist = Typist(program)
    await typist.open_library()
    rounds = [[await typist.key_to_rows(text) for text in queries()] for _ in range(ROUNDS)]
    keys = sorted(min(seconds) for query in zip(*rounds, strict=True) for seconds in zip(*query, strict=True))
    hurried = [[await typist.hurry(text) for text in queries()] for _ in range(ROUNDS)]
    waits = [min(seconds) for query in zip(*hurried, strict=True) for seconds in zip(*query, strict=True)]
    return keys[len(keys) // 2], keys[round(len(keys) * 0.99) - 1], max(waits)


class Typist(QObject):
    """Types into the library's box and looks when the rows are painted."""

    def __init__(self, program: App) -> None:
        super().__init__()
        self._program = program
        self._list: LibraryList = program.window.search_page.panes.library
        self._box: QLineEdit = self._list.box
        self._shown = asyncio.Event()
        self._at = 0.0
        # the last one is for an answer with the rows that are shown already
        for signal in (self._list.model.modelReset, self._list.model.dataChanged, self._list.pane.state_changed):
            signal.connect(self._on_rows)

    def _on_rows(self, *_: object) -> None:
        if not self._shown.is_set():
            paint_now(self._list.view.viewport())
            self._at = time.perf_counter()
            self._shown.set()

    async def open_library(self) -> None:
        self._program.window.registry["focus.library"].trigger()
        await self._program.idle()

    async def key_to_rows(self, text: str) -> list[float]:
        """Seconds of each key of *text*."""
        self._box.clear()
        await self._program.idle()
        seconds = []
        for key in text:
            self._shown.clear()
            began = time.perf_counter()
            QTest.keyClicks(self._box, key)
            await asyncio.wait_for(self._shown.wait(), 10)
            seconds.append(self._at - began)
            await self._program.idle()
        return [taken for key, taken in zip(text, seconds, strict=True) if key != " "]

    async def hurry(self, text: str) -> list[float]:
        """Seconds between the moment for each key and the moment when it is in the box."""
        self._box.clear()
        await self._program.idle()
        late: list[float] = []
        began, left = time.perf_counter(), list(enumerate(text, 1))
        done = asyncio.Event()
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)

        def press() -> None:
            number, key = left.pop(0)
            QTest.keyClicks(self._box, key)
            late.append(time.perf_counter() - began - number * HURRY_MS / 1000)
            if not left:
                timer.stop()
                done.set()

        timer.timeout.connect(press)
        timer.start(HURRY_MS)
        await done.wait()
        await self._program.idle()
        found = self._list.model.total
        expected = (await self._program.services.library.page(words=text)).total
        if found != expected:
            raise AssertionError(f"{found} rows are shown for '{text}', and not {expected}")
        return late


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("papers", type=int, default=LARGE, nargs="?")
    parser.add_argument("--keep", metavar="DIR", help="the profile with the library, which is made if it is not there")
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as profile:
        measured = list(_lines_of(chosen.papers, chosen.keep or profile))
    for line in measured:
        show(line)
    return int(any(line.ok is False for line in measured))


if __name__ == "__main__":
    sys.exit(main())
