"""Pause, resume, cancel, retry and close at random moments of a download queue: every row ends, or goes on when it is
resumed, and nothing that the rows shared is lost.

python -m tests.torture.queue_control [--seeds N] [--first N] [--jobs N]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scholar_desktop import app, settings
from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from tests.support.drawn_pdfs import draw_paper
from tests.support.fake_web import FakeWeb, Reply, page, pdf

if TYPE_CHECKING:
    from scholar_desktop.net.host_throttle import DownloadSlots

PAPERS = 9
HOSTS = ("one.org", "two.org")
HANGS_AFTER_S = 60.0
"""Of the clock: a queue that is still busy then has a task that waits for something that never comes."""
_ACTS_WHILE_RUNNING = ("pause", "pause all", "move, pause all", "move, pause all", "cancel", "move", "close")
_ACTS = ("resume", "resume all", "resume all", "retry", "retry", "add", "move", "close", "pause")
_FILES = [draw_paper(f"The {number}th chapter on engines", ["Ada Lovelace"]) for number in range(PAPERS)]


async def torture_queue(seed: int, place: Path) -> list[str]:
    """Works a queue by the dice of *seed* in the folder *place*. Returns what was wrong, in sentences."""
    dice = random.Random(seed)
    world = FakeWeb()
    run = _Run(dice, world, place)
    with _errors_of_the_loop(run.wrong):
        try:
            async with asyncio.timeout(HANGS_AFTER_S):
                await run.work()
        except TimeoutError:
            run.wrong.append(f"the queue was still busy after a minute: {_where_tasks_wait()}")
        finally:
            world.release()
            await run.close()
            world.close()
    return run.wrong


def _where_tasks_wait() -> str:
    """The lines at which the tasks of the loop wait, innermost last."""
    places = []
    for task in asyncio.all_tasks():
        lines: list[str] = []
        coroutine: Any = task.get_coro()
        while (frame := getattr(coroutine, "cr_frame", None)) is not None:
            lines.append(f"{frame.f_code.co_qualname}:{frame.f_lineno}")
            coroutine = coroutine.cr_await
        places.append(f"{task.get_name()} at {' > '.join(lines)}")
    return "; ".join(places)


@contextlib.contextmanager
def _errors_of_the_loop(wrong: list[str]) -> Iterator[None]:
    """Collects errors in callbacks and tasks that nobody awaits."""
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda _loop, told: wrong.append(f"{told['message']}: {told.get('exception')!r}"))
    try:
        yield
    finally:
        loop.set_exception_handler(before)


class _Run:
    def __init__(self, dice: random.Random, world: FakeWeb, place: Path) -> None:
        self.wrong: list[str] = []
        self._dice = dice
        self._world = world
        self._place = place
        self._backend: app.Composition | None = None
        self._variables = {
            **{f"{name}_URL": world.url for name in ("SEMANTIC_SCHOLAR", "UNPAYWALL", "ZENODO")},
            "HOST_MAP": f"*={world.url}",
            "EMAIL": "ada@university.edu",
            "PROFILE": str(place),
            "SEMANTIC_SCHOLAR_RATE": "0",
            "HOST_DELAY": "0",
            "RETRY_WAIT": "0.001",
            "DOWNLOADS": str(dice.choice((1, 2, 4, 8))),
            "HOST_CONNECTIONS": str(dice.choice((1, 1, 2))),
        }
        self._dois = [self._add(number) for number in range(PAPERS)]

    def _add(self, number: int) -> str:
        """A paper with one or two copies; most of them answer with something other than its PDF, which is quicker.

        The first two papers of a host stop in the middle until the end, so that others wait for them.
        """
        hosts = self._dice.sample(HOSTS, self._dice.choice((1, 1, 2)))
        for host in hosts:
            self._world.web[f"{host}/{number}.pdf"] = self._dice.choice(
                (pdf(_FILES[number], ranges=True), pdf(_FILES[number], cut=700), Reply(404), page("none"), Reply(403))
                if number >= 2
                else (pdf(_FILES[number], hang=700, ranges=True),)
            )
        title = f"The {number}th chapter on engines"
        return self._world.add_paper(
            title, doi=f"10.5555/{number}", copies=[f"https://{h}/{number}.pdf" for h in hosts]
        )

    async def work(self) -> None:
        await self._start()
        for _ in range(self._dice.randrange(10, 25)):
            await self._act()
            await self._let_pass()
        await self._settle()

    async def close(self) -> None:
        """Ends the program as its window does when it is closed."""
        backend, self._backend = self._backend, None
        if backend is not None:
            await backend.aclose()

    async def _start(self) -> None:
        named = {f"SCHOLAR_DESKTOP_{name}": value for name, value in self._variables.items()}
        self._backend = app.build_services(
            settings.load((), named),
            keep_answers=False,
            on_error=lambda name, error: self.wrong.append(f"the task '{name}' ended with {error!r}"),
        )
        await self._backend.start()
        await self._backend.services.downloads.load()
        await self._backend.services.downloads.enqueue_ids(self._dois)

    async def _act(self) -> None:
        assert self._backend is not None
        downloads, dice = self._backend.services.downloads, self._dice
        every = [item.key for item in downloads.items()]
        some = dice.sample(every, dice.randrange(1, len(every) + 1))
        running = [item.key for item in downloads.items() if item.state is DownloadState.RUNNING]
        act = dice.choice(_ACTS_WHILE_RUNNING if running else _ACTS)
        match act:
            case "pause" | "resume" | "cancel" | "retry":
                getattr(downloads, act)(some)
            case "pause all":
                downloads.pause(every)
            case "move, pause all":
                downloads.move(running, None)
                downloads.pause(every)
            case "resume all":
                downloads.resume(every)
            case "move":
                downloads.move(some, dice.choice([*every, None]))
            case "add":
                await downloads.enqueue_ids(self._dois)
            case "close" if dice.random() < 0.2:
                await self.close()
                await self._start()

    async def _let_pass(self) -> None:
        """Lets the loop turn for a while that the dice choose: none, some turns, or until rows have changed."""
        assert self._backend is not None
        if self._dice.random() < 0.4:
            for _ in range(self._dice.choice((0, 0, 1, 2, 5, 20))):
                await asyncio.sleep(0)
            return
        downloads, changed = self._backend.services.downloads, asyncio.Event()
        listener = lambda _item: changed.set()  # noqa: E731
        downloads.changed.connect(listener)
        for _ in range(self._dice.randrange(1, 12)):
            changed.clear()
            with contextlib.suppress(TimeoutError):  # what stops in the middle changes no more
                await asyncio.wait_for(changed.wait(), 0.01)
        downloads.changed.disconnect(listener)

    async def _settle(self) -> None:
        """Resumes everything, lets the queue end, and compares what is there with what must be."""
        assert self._backend is not None
        backend, downloads = self._backend, self._backend.services.downloads
        self._world.release()
        await backend.idle()
        downloads.resume([item.key for item in downloads.items()])
        await backend.idle()
        rows = downloads.items()
        if sorted(item.asked_as for item in rows) != sorted(self._dois):
            self.wrong.append(f"the rows are {sorted(item.asked_as for item in rows)}")
        for item in rows:
            if item.state is not DownloadState.DONE or item.outcome is None:
                self.wrong.append(f"the row of {item.asked_as} stays {item.state.value}: {item.reason}")
        saved = {item.key: item for item in await backend.store.downloads(run="")}
        for item in rows:
            if saved.get(item.key) != item:
                self.wrong.append(f"the row of {item.asked_as} is not in the database as it is shown")
            self.wrong.extend(self._problems_of_file(item))
        if downloads._workers._tasks or downloads._workers._stopping:
            self.wrong.append("a worker is left over")
        for name, slots in _slots(backend):
            if slots._free != slots.count or slots._waiting:
                self.wrong.append(f"{slots._free} of {slots.count} slots of {name} are free")

    def _problems_of_file(self, item: DownloadItem) -> Iterator[str]:
        number = int(item.asked_as.rpartition("/")[2])
        if item.outcome is ItemOutcome.SAVED:
            if item.path is None or Path(item.path).read_bytes() != _FILES[number]:
                yield f"the PDF of {item.asked_as} is not the one that was sent"
            if not item.attempts:
                yield f"{item.asked_as} does not say where its PDF comes from: {item.reason}"
        elif (
            item.outcome is not ItemOutcome.CANCELLED
            and not any("are paused until" in attempt.reason for attempt in item.attempts)
            and any(self._world.web.get(f"{host}/{number}.pdf") == pdf(_FILES[number], ranges=True) for host in HOSTS)
        ):
            yield f"{item.asked_as} ended as {item.outcome}, though a copy is there: {item.reason}"


def _slots(backend: app.Composition) -> Iterator[tuple[str, DownloadSlots]]:
    stack = backend.client._stack
    if stack is None:  # nothing was requested since the start
        return
    throttle = stack.files.throttle
    for name, host in throttle._hosts.items():
        yield name, host.slots
    if throttle._all_slots is not None:
        yield "all hosts", throttle._all_slots


def main() -> int:
    """Works the queue with many seeds, in several processes. Returns 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="queue_control")
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    if chosen.jobs == 1:
        return _one_after_another(range(chosen.first, chosen.first + chosen.seeds))
    share = -(-chosen.seeds // chosen.jobs)
    command = [sys.executable, "-m", "tests.torture.queue_control", "--jobs", "1"]
    jobs = [
        subprocess.Popen([*command, "--first", str(first), "--seeds", str(min(share, end - first))])
        for end in (chosen.first + chosen.seeds,)
        for first in range(chosen.first, end, share)
    ]
    codes = [job.wait() for job in jobs]
    return int(any(codes))


def _one_after_another(seeds: range) -> int:
    failed = 0
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="queue-") as place:
            wrong = asyncio.run(torture_queue(seed, Path(place)))
        failed += bool(wrong)
        for problem in wrong:
            sys.stdout.write(f"seed {seed}: {problem}\n")
    sys.stdout.write(f"queue control, seeds {seeds.start} to {seeds.stop - 1}: {failed} with anything wrong\n")
    sys.stdout.flush()
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
