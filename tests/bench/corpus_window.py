"""The window without the network over a corpus: from Return to the first rows on the screen.

`python -m tests.bench.corpus_window STORE` prints the median and the 99th percentile, in seconds of the processor time
of the process (what other processes do meanwhile does not count), and the longest stall of the window, in seconds of
the clock: of each search the least of several, because what the machine does beside us only adds.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTableView

from scholar_desktop import app, settings
from scholar_desktop.app import App
from scholar_desktop.corpus.corpus_folder import CorpusFolder
from scholar_desktop.corpus.store import CorpusStore
from tests.bench.own_loop import run_on_loop
from tests.bench.searching import FirstPaint
from tests.bench.window import Stalls

SEARCHES, FIRST_ONES = 60, 5
STALL_SEARCHES, ROUNDS = 20, 3


def words_of_titles(store: Path, count: int) -> list[str]:
    """Queries of one to three words, drawn as often as they occur in titles."""
    dice, opened = random.Random(5), CorpusStore(store)
    try:
        ids = [key for (key,) in opened._connection.execute("SELECT id FROM facts ORDER BY n LIMIT 3000")]
        rows = opened.papers(dice.sample(ids, min(1000, len(ids))), with_texts=False)
    finally:
        opened.close()
    words = [word for row in rows.values() for word in (row.row["title"] or "").split() if word.isalpha()]
    return [" ".join(dice.sample(words, dice.randint(1, 3))) for _ in range(count)]


async def longest_stall(program: App, queries: list[str]) -> float:
    """The longest turn of the event loop from Return until all that a search begins is done."""
    box = program.window.findChild(QLineEdit, "searchEdit")
    view = program.window.findChild(QTableView, "resultsView")
    longest: list[float] = []
    for query in queries:
        stalls = []
        for _ in range(ROUNDS):
            box.setText(query)
            await program.idle()
            view.model().set_papers([])
            await program.idle()
            watch = Stalls()
            watch.start()
            QTest.keyClick(box, Qt.Key.Key_Return)
            await asyncio.sleep(0)
            await program.idle()
            watch.stop()
            stalls.append(watch.longest_s)
        longest.append(min(stalls))
    return max(longest)


async def measure(program: App, queries: list[str]) -> list[float]:
    """The seconds of each search, without the first ones."""
    box = program.window.findChild(QLineEdit, "searchEdit")
    view = program.window.findChild(QTableView, "resultsView")
    taken: list[float] = []
    for query in queries:
        box.setText(query)
        await program.idle()
        view.model().set_papers([])
        paint = FirstPaint(view)
        before = time.process_time()
        QTest.keyClick(box, Qt.Key.Key_Return)
        await asyncio.sleep(0)
        while paint.at is None and view.property("state") != "empty":  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        if paint.at is not None:
            taken.append(time.process_time() - before)
        await program.idle()
    return taken[FIRST_ONES:]


def main(store: Path) -> None:
    async def run() -> tuple[list[float], float]:
        with tempfile.TemporaryDirectory() as profile:
            base = settings.load(["--profile", profile, "--size", "1440x900"])
            folder = CorpusFolder(Path(profile) / "data" / "corpus")
            folder.path.mkdir(parents=True)
            (folder.path / store.name).symlink_to(store)
            folder.use(folder.path / store.name)
            program = app.build(msgspec.structs.replace(base, offline=True, first_start_done=True))
            program.window.show()
            try:
                await program.idle()
                queries = words_of_titles(store, SEARCHES)
                taken = await measure(program, queries)
                return taken, await longest_stall(program, queries[-STALL_SEARCHES:])
            finally:
                await program.aclose()

    taken, stall = run_on_loop(run())
    taken.sort()
    found = {
        "stall": stall,
        "p50": taken[len(taken) // 2],
        "p99": taken[len(taken) * 99 // 100],
        "searches": len(taken),
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
