"""The window measured from inside: how long it stands still, and what an action costs in requests."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTableView

from scholar_desktop import app, settings
from scholar_desktop.app import App
from scholar_desktop.composition import on_demo_services
from scholar_desktop.settings import Settings
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.window.main_window import MainWindow
from scholar_desktop.ui.window.tour import Tour
from tests.bench.own_loop import run_on_loop
from tests.bench.report import ResultLine, compare
from tests.bench.service_process import PORT_FILE, service

STALL_LIMIT_S = 0.05
TOUR_LIMIT_S = 0.025
"""On a quiet machine."""
TOURS = 3
"""The least of them counts: what the machine does beside us only adds."""


def lines() -> Iterator[ResultLine]:
    yield from in_window(requests)
    yield _least_stall("longest stall in the tour", in_window)
    with service("scholar_desktop.demo", "--port-file", PORT_FILE) as url:
        name = "longest stall in the tour, services in another process"
        yield _least_stall(name, partial(in_window, options=(), change=partial(_on_services, url)))


def _least_stall(workload: str, run: Callable[..., list[ResultLine]]) -> ResultLine:
    least = min((run(stalls)[0] for _ in range(TOURS)), key=lambda line: line.ours or 0.0)
    return replace(least, workload=workload)


def _on_services(url: str, chosen: Settings) -> Settings:
    return msgspec.structs.replace(on_demo_services(chosen, url), first_start_done=True)


class Stalls(QObject):
    """The longest time for which the event loop did not come round: nothing can be typed or painted then.

    A timer of 1 ms says how far apart its beats came; what the machine does beside us only adds.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest_s = 0.0
        self._last: float | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.longest_s, self._last = 0.0, None
        self._timer.start(1)

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        if self._last is not None:
            self.longest_s = max(self.longest_s, now - self._last - 0.001)
        self._last = now


class TourWithoutPictures(Tour):
    """Drawing and writing a picture is the tour's own work, not the window's."""

    def _save_picture(self, name: str) -> bool:
        return True


def in_window(
    work: Callable[[App], Awaitable[list[ResultLine]]],
    options: Sequence[str] = ("--demo",),
    profile: Path | None = None,
    change: Callable[[Settings], Settings] = lambda chosen: chosen,
) -> list[ResultLine]:
    """Run *work* in the window, on the demo services unless *options* say otherwise. profile: None for a new one;
    change: makes what no option can."""

    async def run() -> list[ResultLine]:
        with tempfile.TemporaryDirectory() as folder:
            place = str(profile or folder)
            chosen = settings.load([*options, "--profile", place, "--size", "1440x900"])
            program = app.build(change(chosen))
            program.window.show()
            try:
                await program.idle()
                return await work(program)
            finally:
                await program.aclose()

    return list(run_on_loop(run()))


async def stalls(program: App) -> list[ResultLine]:
    watch = Stalls()
    watch.start()
    with tempfile.TemporaryDirectory() as folder:
        code = await TourWithoutPictures(program.window, Path(folder), program.idle, program.backend.requests).run()
    watch.stop()
    note = "seconds; the longest turn of the event loop in the tour" + ("" if code == 0 else "; a step of it failed")
    return [compare("longest stall in the tour", watch.longest_s, TOUR_LIMIT_S, "25 ms", 1.0, note)]


async def requests(program: App) -> list[ResultLine]:
    """A search, opening its first result, and opening it again."""
    window = program.window
    found: list[ResultLine] = []

    async def cost(action: Callable[[], None]) -> dict[str, int]:
        before = dict(program.backend.requests())
        action()
        await asyncio.sleep(0)
        await program.idle()
        after = program.backend.requests()
        return {name: after[name] - before.get(name, 0) for name in after}

    def line(workload: str, spent: dict[str, int], allowed: dict[str, int]) -> None:
        for name in ("s2", "unpaywall", "zenodo"):
            sent, most = spent.get(name, 0), allowed.get(name, 0)
            made = compare(f"requests: {workload}, {name}", sent, most, "allowed", 1.0, "requests")
            found.append(made if most or not sent else ResultLine(made.workload, sent, 0, "allowed", None, 1.0, False))

    box = window.findChild(QLineEdit, "searchEdit")
    view = window.findChild(QTableView, "resultsView")

    def search() -> None:
        QTest.keyClicks(box, "attention")
        QTest.keyClick(box, Qt.Key.Key_Return)

    def open_row(row: int) -> Callable[[], None]:
        def press() -> None:
            view.setCurrentIndex(view.model().index(row, 0))
            QTest.keyClick(view, Qt.Key.Key_Return)

        return press

    line("a search", await cost(search), {"s2": 1, "unpaywall": 1, "zenodo": 1})
    line("opening a result", await cost(open_row(0)), {"s2": 1, "unpaywall": 1})
    await cost(open_row(1))
    line("opening it again", await cost(open_row(0)), {})
    for workload, press, allowed in beside(window):
        line(workload, await cost(press), allowed)
    return found


def beside(window: MainWindow) -> Iterator[tuple[str, Callable[[], None], dict[str, int]]]:
    """What else one may ask from a paper that is shown (of the demo), and the requests that it may cost."""

    def click(name: str) -> Callable[[], None]:
        return lambda: QTest.mouseClick(window.findChild(QAbstractButton, name), Qt.MouseButton.LeftButton)

    def go(page: str, subject: object) -> Callable[[], None]:
        return lambda: window.navigation.open(page, subject)

    yield "code and data of a paper", click("codeAndDataButton"), {"zenodo": 1}
    yield "an author with all papers", click("authorLink"), {"s2": 2}
    yield "people of a name", go(places.AUTHORS, "Zhang"), {"s2": 1}
    yield "passages", go(places.SENTENCES, "attention maps"), {"s2": 2}
    yield "records of Zenodo", go(places.RECORDS, "attention maps"), {"zenodo": 1}
    yield "a community with its records", go(places.COMMUNITIES, "ipbes"), {"zenodo": 2}
