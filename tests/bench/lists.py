"""A list as the review table takes it: 10,000 lines without a stand-still, 500 identifiers in one request."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from scholar_desktop.app import App
from tests.bench.report import ResultLine, compare
from tests.bench.window import Stalls, in_window

LINES, IDS = 10_000, 500
STALL_LIMIT_S = 0.05
RUNS = 3
"""The least counts: what the machine does beside us only adds."""


def lines() -> Iterator[ResultLine]:
    runs = [in_window(review_table)[0] for _ in range(RUNS)]
    yield min(runs, key=lambda line: line.ours or 0.0)
    runs = [in_window(bib_file)[0] for _ in range(RUNS)]
    yield min(runs, key=lambda line: line.ours or 0.0)
    yield from in_window(identifiers)


def a_reference(number: int) -> str:
    year = 1990 + number % 30
    return f"Holm{number}, A. and Lind, B. ({year}). On the growth of moss number {number}. J. Moss {number}."


async def review_table(program: App) -> list[ResultLine]:
    """Paste, look at the table, filter it, scroll it, go through it by key, open a row."""
    window = program.window
    box = window.findChild(QLineEdit, "searchEdit")
    window.navigation.show("review")  # making the page is the window's own work, once
    await program.idle()
    window.navigation.show("search")
    await program.idle()
    QApplication.clipboard().setText("\n".join(a_reference(number) for number in range(LINES)))
    watch = Stalls()
    watch.start()
    QTest.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await asyncio.sleep(0)
    await program.idle()
    page = window.pages.page("review")
    view, model = page.view, page.view.model()
    while model.rowCount() < LINES:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    for row in range(0, LINES, 250):
        view.scrollTo(model.index(row, 0))
        await asyncio.sleep(0.005)
    view.setFocus()
    for _ in range(30):
        QTest.keyClick(view, Qt.Key.Key_Down)
        await asyncio.sleep(0.002)
    QTest.keyClick(view, Qt.Key.Key_Return)  # a row opens, with what stands below it
    await asyncio.sleep(0.01)
    QTest.keyClick(page.line, Qt.Key.Key_Escape)
    await asyncio.sleep(0.01)
    page.head.only_chosen.emit(None)
    await program.idle()
    watch.stop()
    note = f"seconds; the longest turn of the event loop, least of {RUNS}"
    return [compare(f"{LINES:,} lines in the review table", watch.longest_s, STALL_LIMIT_S, "50 ms", 1.0, note)]


def an_entry(number: int) -> str:
    return (
        f"@article{{holm{number},\n  title = {{On the growth of moss number {number} in the gardens of the north}},\n"
        f'  author = {{Holm, Anna and Lind, Bo and M{{\\"u}}ller, Carl}},\n  year = {{{1990 + number % 30}}},\n'
        f"  journal = {{Journal of Mosses}},\n  pages = {{{number}--{number + 9}}},\n"
        f"  doi = {{10.1000/moss.{number}}},\n  abstract = {{{'Words about the moss. ' * 20}}}\n}}\n"
    )


async def bib_file(program: App) -> list[ResultLine]:
    """Open a .bib file, until its entries are in the table."""
    window = program.window
    window.navigation.show("review")
    await program.idle()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.bib"
        file.write_text("\n".join(an_entry(number) for number in range(LINES)), "utf-8")
        watch = Stalls()
        watch.start()
        await program.services.reference_lists.open_files([file])
        await program.idle()
        model = window.pages.page("review").view.model()
        while model.rowCount() < LINES:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        watch.stop()
    note = f"seconds; the longest turn of the event loop, least of {RUNS}"
    name = f"longest stall while a .bib of {LINES:,} opens"
    return [compare(name, watch.longest_s, STALL_LIMIT_S, "50 ms", 1.0, note)]


async def identifiers(program: App) -> list[ResultLine]:
    """What 500 identifiers cost, and the same list again."""
    text = "\n".join(f"CorpusId:{number}" for number in range(1, IDS + 1))
    reading = await program.services.reference_lists.open_text(text)
    before = dict(program.backend.requests())
    reading.start()
    await program.idle()
    sent = program.backend.requests().get("s2", 0) - before.get("s2", 0)
    return [compare(f"requests: a list of {IDS} identifiers, s2", sent, 1, "allowed", 1.0, "requests")]
