"""Citation lists: 9,999 rows from a slow server on the screen, and 100,000 kept ones filtered, sorted and in memory."""

from __future__ import annotations

import asyncio
import importlib.util
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTableView

from scholar_desktop import app, settings
from scholar_desktop.app import App
from scholar_desktop.domain.citations.citation import Citation, CitationListState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.services.citations.filtering import CitationFilter, Grouping, LibraryHashes, Sort, arrange_rows
from scholar_desktop.sources.semantic_scholar.parse import parse_citations
from tests.bench.own_loop import run_on_loop
from tests.bench.report import ResultLine, compare
from tests.bench.window import Stalls
from tests.support.fake_citations import PAPER, FakeCitations, rows_by_day

LATENCY_S = 0.5
"""Before each answer. Semantic Scholar takes 1 to 3 s for such a page."""
ROWS = 9_999
MANY = 100_000
ROUNDS = 3
"""The least of them counts: what the machine does beside us only adds."""
RETRIEVED = "2026-11-20T12:00:00Z"
FILTER_LIMIT_S, STALL_LIMIT_S = 0.1, 0.016
_WISHES = (
    (CitationFilter(words="tides"), Sort.CITED, Grouping.NONE),
    (CitationFilter(words="sentence 77"), Sort.INFLUENCE, Grouping.INTENT),
    (CitationFilter(influential=True, with_pdf=True), Sort.OLDEST, Grouping.YEAR),
    (CitationFilter(author="writer7"), Sort.SENTENCES, Grouping.VENUE),
    (CitationFilter(in_library=True), Sort.CITED, Grouping.NONE),
    (CitationFilter(), Sort.CITED, Grouping.AUTHOR),
    (CitationFilter(), Sort.SERVICE, Grouping.NONE),
)


def lines() -> Iterator[ResultLine]:
    edges = _edges()
    yield from _on_screen()
    yield _filtered(edges)
    yield _in_memory(edges)
    yield _stall(edges)


def _edges() -> list[tuple[Citation, ...]]:
    """Many rows, by pages of a thousand."""
    rows = rows_by_day(MANY)
    return [
        parse_citations({"offset": start, "data": rows[start : start + 1000]}, RETRIEVED).edges
        for start in range(0, MANY, 1000)
    ]


def _table(edges: list[tuple[Citation, ...]]):  # type: ignore[no-untyped-def]
    from scholar_desktop.services.citations.table import CitationTable, make_rows

    table = CitationTable()
    for page in edges:
        table.add(make_rows(page))
    return table


# 9,999 rows


def _on_screen() -> Iterator[ResultLine]:
    play = FakeCitations(rows_by_day(ROWS), keeps_answers=True)
    play.latency_s = LATENCY_S
    try:
        found = [_run(play.url, lambda program: _load_all(program, play)) for _ in range(ROUNDS)]
        seconds, requests, pages = min(found)
        floor = LATENCY_S * pages
        name = f"{pages} pages x {LATENCY_S} s"
        note = "seconds, from the first page's request to the last row in the list"
        yield compare("9,999 citations on the screen", seconds, floor, name, 1.2, note)
        yield compare(
            "requests: 9,999 citations on the screen",
            requests,
            10,
            "allowed",
            1.0,
            "requests, from the opening of the paper on",
        )
        yield _client(play, seconds)
    finally:
        play.stop()


async def _load_all(program: App, play: FakeCitations) -> tuple[float, int, int]:
    program.window.registry["view.citations_below"].trigger()
    pane = program.window.search_page.panes.citations.cited_by
    view = program.window.findChild(QTableView, "citedByView")
    box = program.window.findChild(QLineEdit, "searchEdit")
    QTest.keyClicks(box, f"s2:{PAPER}")
    QTest.keyClick(box, Qt.Key.Key_Return)
    await asyncio.sleep(0)
    await program.idle()
    play.asked.clear()
    started = time.perf_counter()
    program.window.registry["paper.open"].trigger()
    while pane.list is None or not len(pane.list.table):  # noqa: ASYNC110
        await asyncio.sleep(0.002)
    while not pane.foot.all.isVisible():  # noqa: ASYNC110
        await asyncio.sleep(0.002)
    pane.load_all()
    while view.model().rowCount() < ROWS:  # noqa: ASYNC110
        await asyncio.sleep(0.002)
    seconds = time.perf_counter() - started
    await program.idle()
    return seconds, len(play.asked), len(play.pages())


def _client(play: FakeCitations, ours: float) -> ResultLine:
    """The same by the PyPI package `semanticscholar`, where it is installed."""
    workload, name = "9,999 citations beside a client library", "semanticscholar (PyPI)"
    if importlib.util.find_spec("semanticscholar") is None:
        return ResultLine(workload, round(ours, 4), None, name, None, 1.2, None, "seconds; not installed here")
    from semanticscholar import SemanticScholar

    client = SemanticScholar(retry=False, api_url=play.url)
    fields = ["contexts", "intents", "isInfluential", "title", "year", "authors", "externalIds", "citationCount"]
    started = time.perf_counter()
    found = client.get_paper_citations(PAPER, fields=fields, limit=1000)
    count = sum(1 for _ in found)
    seconds = time.perf_counter() - started
    return compare(workload, ours, seconds, name, 1.2, f"seconds; it gave {count:,} rows")


# 100,000 rows


def _filtered(edges: list[tuple[Citation, ...]]) -> ResultLine:
    """The slowest of several wishes, each the least of three."""
    from scholar_desktop.services.citations.table import name_hashes

    table = _table(edges)
    columns = table.columns()
    known = LibraryHashes(name_hashes(f"doi:10.5555/study.{number}" for number in range(0, MANY, 50)), name_hashes(()))
    worst = 0.0
    for chosen, sort, grouping in _WISHES:
        least = float("inf")
        for _ in range(3):
            started = time.perf_counter()
            arrange_rows(table.parts, columns, table.venues, known, chosen=chosen, sort=sort, grouping=grouping)
            least = min(least, time.perf_counter() - started)
        worst = max(worst, least)
    note = f"seconds, the slowest of {len(_WISHES)} filters, orders and groups"
    return compare("filter and sort 100,000 citations", worst, FILTER_LIMIT_S, "100 ms", 1.0, note)


def _in_memory(edges: list[tuple[Citation, ...]]) -> ResultLine:
    """Beside the same rows as Python objects, measured on a tenth of them."""
    packed = _table(edges).memory()
    part = msgspec.msgpack.encode(edges[:10], enc_hook=encode_stored)
    tracemalloc.start()
    objects = msgspec.msgpack.decode(part, type=list[tuple[Citation, ...]])
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(objects) == 10
    name = "the same rows as objects"
    return compare("memory of 100,000 citations", packed / 1e6, size * 10 / 1e6, name, 0.35, "MB")


def _stall(edges: list[tuple[Citation, ...]]) -> ResultLine:
    """The longest turn of the window's loop while 100,000 kept rows are filtered, sorted and grouped."""
    play = FakeCitations(rows_by_day(10), total=MANY)
    try:
        longest = _run(play.url, lambda program: _filter_in_window(program, edges))
    finally:
        play.stop()
    note = "seconds; the longest turn of the event loop"
    return compare("stall while 100,000 citations are filtered", longest, STALL_LIMIT_S, "16 ms", 1.0, note)


async def _filter_in_window(program: App, edges: list[tuple[Citation, ...]]) -> float:
    paper = Paper(title="On tides", ids=Ids(s2=PAPER))
    store = program.backend.edges
    for number, page in enumerate(edges):
        state = CitationListState(total=MANY, loaded=1000 * (number + 1), slices=(), complete=True, retrieved=RETRIEVED)
        await store.add(paper, "citations", page, state, before=1000 * number)
    box = program.window.findChild(QLineEdit, "searchEdit")
    QTest.keyClicks(box, f"s2:{PAPER}")
    QTest.keyClick(box, Qt.Key.Key_Return)
    await asyncio.sleep(0)
    await program.idle()
    program.window.registry["paper.open"].trigger()
    program.window.registry["view.citations_below"].trigger()
    pane = program.window.search_page.panes.citations.cited_by
    while pane.list is None or len(pane.list.table) < MANY:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await program.idle()
    longest = []
    for number, (chosen, sort, grouping) in enumerate(_WISHES):
        least = float("inf")
        for _ in range(ROUNDS):
            pane.tools.set_filter(_WISHES[number - 1][0])
            await program.idle()
            watch = Stalls()
            watch.start()
            pane.tools.set_filter(chosen)
            pane.tools.set_sort(sort)
            pane.tools.set_grouping(grouping)
            await program.idle()
            await asyncio.sleep(0.3)
            watch.stop()
            least = min(least, watch.longest_s)
        longest.append(least)
    return max(longest)


def _run(url: str, work):  # type: ignore[no-untyped-def]
    """What *work* gives, run on a window of its own that asks *url*."""

    async def run():  # type: ignore[no-untyped-def]
        with tempfile.TemporaryDirectory() as folder:
            changed = msgspec.structs.replace(
                settings.load(["--profile", str(Path(folder)), "--size", "1440x900"]),
                semantic_scholar_url=url,
                unpaywall_url=url,
                zenodo_url=url,
                datasets_url=url,
                host_map={"*": "refuse"},
                email="bench@example.org",
                semantic_scholar_rate=0.0,
                first_start_done=True,
            )
            program = app.build(changed)
            program.window.show()
            try:
                await program.idle()
                return await work(program)
            finally:
                await program.aclose()

    return run_on_loop(run())
