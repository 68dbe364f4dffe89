"""The citation map of 2,000 papers and 20,000 links: each frame while it moves, and sharp again after it rests."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Iterator

from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.citations.citation_map import CitationMap, Link, add_links, map_without_links
from scholar_desktop.domain.paper import Author, Counts, Ids, Paper
from scholar_desktop.services.citations.map_layout import lay_out
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.ui.citations.map.canvas import MapCanvas
from scholar_desktop.ui.citations.map.chart import Chart
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.theme.theme import Theme
from tests.bench.own_loop import run_on_loop
from tests.bench.report import ResultLine, compare

PAPERS, LINKS, FRAMES = 2000, 20_000, 120
FRAME_S, SHARP_S = 0.016, 1.0


def lines() -> Iterator[ResultLine]:
    frame, sharp, laid_out = run_on_loop(_measure())
    what = f"{PAPERS:,} papers, {LINKS:,} links, 1180x700"
    yield compare("map: a frame while it moves, p95", frame, FRAME_S, "16 ms", 1.0, f"seconds; {what}")
    yield compare("map: links sharp after it rests", sharp, SHARP_S, "1 s", 1.0, f"seconds; {what}")
    yield compare("map: layout, in a thread", laid_out, 1.0, "1 s", 1.0, f"seconds; {what}")


def large_map() -> CitationMap:
    chance = random.Random(3)
    papers = [
        Paper(
            title=f"Paper {number}",
            ids=Ids(s2=f"{number:040x}", arxiv="2001.00001" if chance.random() < 0.4 else None),
            authors=(Author(f"Author {number % 97}"), Author("Another One"), Author("A Third")),
            year=2005 + int(20 * chance.random() ** 0.6),
            counts=Counts(citations=int(10 ** (5 * chance.random() ** 2))),
        )
        for number in range(PAPERS)
    ]
    links = (
        Link(
            papers[chance.randrange(PAPERS)].id, papers[int(PAPERS * chance.random() ** 2)].id, (), bool(pick % 7 == 0)
        )
        for pick in range(LINKS * 2)
    )
    made = add_links(map_without_links(papers), links)
    return CitationMap(made.papers, made.links[:LINKS], frozenset({papers[0].id}))


async def _measure() -> tuple[float, float, float]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    known = large_map()
    started = time.perf_counter()
    layout = lay_out(known, aspect=1180 / 700)
    laid_out = time.perf_counter() - started
    scope = TaskScope(lambda _name, error: sys.stderr.write(f"{error!r}\n"))
    canvas = MapCanvas(Theme(application, "light"), scope)
    canvas.resize(1180, 700)
    canvas.show()
    canvas.show_chart(Chart(known, layout, lambda _paper: PaperStatus()))
    await _rested(scope)
    frames, sharp = [], []
    for turn in range(FRAMES):
        view = canvas.view
        canvas.set_view(view.moved(4, 1) if turn % 2 else view.zoomed(1.03 if turn % 4 else 0.95, 500, 300))
        started = time.perf_counter()
        canvas.repaint()
        frames.append(time.perf_counter() - started)
    for _ in range(3):
        canvas.fit()
        started = time.perf_counter()
        canvas.settle()
        await _rested(scope)
        canvas.repaint()
        sharp.append(time.perf_counter() - started)
    canvas.hide()
    await scope.aclose()
    return sorted(frames)[int(FRAMES * 0.95)], min(sharp), laid_out


async def _rested(scope: TaskScope) -> None:
    while scope.running():  # noqa: ASYNC110
        await asyncio.sleep(0.001)
