"""The list of downloads with a thousand rows: how long the window's thread works in one turn while it is filled, moved
about and emptied."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

from scholar_desktop.app import App
from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from tests.bench import getting_server as server
from tests.bench.getting import SERVER, variables
from tests.bench.report import ResultLine, compare
from tests.bench.service_process import PORT_FILE, service
from tests.bench.window import STALL_LIMIT_S, Stalls, in_window

ROWS = 1000
RUNS = 3
LIMIT_S = 0.016


class Turns(QObject):
    """The most that this thread itself worked between two beats of a timer: what the machine does beside is not
    counted."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_s = 0.0
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.longest_s, self._last = 0.0, time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.thread_time()
        self.longest_s = max(self.longest_s, now - self._last)
        self._last = now


def lines() -> Iterator[ResultLine]:
    yield _stall()
    runs = [in_window(_longest) for _ in range(RUNS)]
    for number in range(len(runs[0])):
        yield min((run[number] for run in runs), key=lambda line: line.ours or 0.0)


def _stall() -> ResultLine:
    """How long the window does not react while 1,000 papers are downloaded."""
    with service(SERVER, PORT_FILE) as base:
        chosen = {**variables(base), "SCHOLAR_DESKTOP_HOST_DELAY": "0"}
        before = {name: os.environ.get(name) for name in chosen}
        os.environ.update(chosen)
        try:
            return in_window(_downloaded, options=())[0]
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


async def _downloaded(program: App) -> list[ResultLine]:
    downloads = program.services.downloads
    program.window.registry["view.downloads"].trigger()
    await program.idle()
    stalls, work = Stalls(), Turns()
    stalls.start()
    work.start()
    await downloads.enqueue_ids([server.doi(number) for number in range(ROWS)], batch="bench")
    while any(item.state is not DownloadState.DONE for item in downloads.items()):  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    stalls.stop()
    work.stop()
    saved = sum(item.outcome is ItemOutcome.SAVED for item in downloads.items())
    note = f"seconds; {saved:,} PDFs saved; {work.longest_s:.3f} s of own work in the longest turn"
    return [compare(f"{ROWS:,} downloads: longest stall", stalls.longest_s, STALL_LIMIT_S, "50 ms", 1.0, note)]


async def _longest(program: App) -> list[ResultLine]:
    downloads = program.services.downloads
    program.services.status.set_offline(True)
    program.window.registry["view.downloads"].trigger()
    await program.idle()
    ids = [f"10.5555/{number}" for number in range(ROWS)]
    made: list[ResultLine] = []

    async def measure(what: str, do: Callable[[], object]) -> None:
        watch = Turns()
        watch.start()
        done = do()
        if asyncio.iscoroutine(done):
            await done
        await program.idle()
        await asyncio.sleep(0.3)
        watch.stop()
        note = f"seconds of work in the longest turn, least of {RUNS}; {ROWS:,} rows"
        made.append(compare(f"downloads: {what}", watch.longest_s, LIMIT_S, "16 ms", 1.0, note))

    def keys() -> list[str]:
        return [item.key for item in downloads.items()]

    await measure("1,000 rows are added", lambda: downloads.enqueue_ids(ids, batch="bench"))
    await measure("the last goes to the top", lambda: downloads.move(keys()[-1:], keys()[0]))
    await measure("all are paused", lambda: downloads.pause(keys()))
    await measure("all are cancelled", lambda: downloads.cancel(keys()))
    await measure("all are cleared", lambda: downloads.forget(keys()))
    return made
