"""One seed: a library is worked on by a process that is killed again and again, and looked at after each kill.

Nothing here starts a thread before it forks: the worker and the one who looks are children of their own.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import random
import select
import shutil
import signal
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.library.store import LibraryStore
from tests.torture import foreign, real
from tests.torture.full_disk import FullDisk, choose_limit
from tests.torture.model import Model, Operation, choose

BEGUN, CONFIRMED, REFUSED, BROKEN = b"?", b"!", b"x", b"s"
"""What the worker reports: an operation begins, has been confirmed, or was refused because the disk is full; a sidecar
is not whole after an operation."""
MOST_CONFIRMED = 10
"""A worker is killed after so many operations at most."""
LONGEST_WAIT_S = 0.03
"""And so long after the last of them at most: somewhere in the next one, or in the opening."""
MOST_WORK = 45
"""A worker that is not killed in time waits for it: the library takes back the last 200 changes, and no more."""
CHILD_LIMIT_S = 60.0
AT_STEP_SHARE = 0.4
"""Share of the workers that kill themselves at a step of the library's own work, so that short steps are hit too."""
MOST_STEPS = 60
FULL_SHARE = 0.25
"""Share of the operations during which the disk is full."""


class WorkerFailed(Exception):
    """A worker ended before it was killed."""


@dataclass
class SeedResult:
    """What came of one seed. operations: confirmed; refused: operations that failed because the disk was full; begun:
    kills that hit an operation; done: of those, how many had happened all the same; opening: kills before the first
    operation; wrong: empty when all is well."""

    seed: int
    kills: int = 0
    operations: int = 0
    refused: int = 0
    begun: int = 0
    done: int = 0
    opening: int = 0
    wrong: list[str] = field(default_factory=list)


def torture(seed: int, place: Path, *, kills: int) -> SeedResult:
    """Work, kill, look; then take everything back, and make the library anew. *place*: a folder that is made and goes
    when all is well. Every second seed begins with a folder that another program and another person wrote."""
    told = SeedResult(seed)
    place.mkdir(parents=True)
    data, around = place / "data", place / "around"
    around.mkdir()
    model = Model()
    if seed % 2:
        model = Model(foreign.plant(data, place / "outside"))
    outside = foreign.contents(place / "outside")
    chance = random.Random(f"kill {seed}")
    for turn in range(kills):
        dice = f"{seed}/{turn}"
        try:
            heard = _work_and_kill(data, around, model, dice, chance)
        except WorkerFailed as error:
            told.wrong.append(str(error))
            return told
        begun, confirmed = heard.count(BEGUN), heard.count(CONFIRMED)
        expected = _expected(model, dice, heard)
        told.kills += 1
        told.operations += confirmed
        told.refused += heard.count(REFUSED)
        told.begun += heard.endswith(BEGUN)
        told.opening += begun == 0
        wrong = real.broken_sidecars(data)
        if BROKEN in heard:
            wrong.append("a sidecar was not whole after the disk was full")
        if not wrong:
            which, wrong = _in_child(lambda expected=expected: _look(data, place / "copy", expected))
        if foreign.contents(place / "outside") != outside:
            wrong.append("something outside the library was changed")
        told.wrong += [f"kill {turn + 1} after {confirmed} of {begun}: {problem}" for problem in wrong]
        if wrong:
            return told
        told.done += which
        model = expected[which]
    _, wrong = _in_child(lambda: _end(data, model))
    told.wrong += [f"at the end: {problem}" for problem in wrong]
    if not told.wrong:
        shutil.rmtree(place)
    return told


def _expected(model: Model, dice_of: str, heard: bytes) -> list[Model]:
    """What the library may be: with all that was confirmed, or with what was begun as well."""
    dice = random.Random(dice_of)
    now = model.copy()
    operation: Operation | None = None
    for mark in heard:
        if mark == ord(BEGUN):
            operation = choose(dice, now)
        elif mark != ord(BROKEN):
            if mark == ord(CONFIRMED) and operation is not None:
                now.apply(operation)
            operation = None
    if operation is None:
        return [now]
    after = now.copy()
    after.apply(operation)
    return [now, after]


def _work_and_kill(data: Path, around: Path, model: Model, dice: str, chance: random.Random) -> bytes:
    """Let a child work on the library and kill it at a random moment: what it reported."""
    wanted, wait_s = chance.randint(0, MOST_CONFIRMED), chance.uniform(0, LONGEST_WAIT_S)
    deadly = chance.randint(1, MOST_STEPS) if chance.random() < AT_STEP_SHARE else 0
    if deadly:
        wanted = MOST_WORK
    pipe, end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(pipe)
        _run_and_exit(lambda: _work(data, around, model.copy(), dice, end, deadly))
    os.close(end)
    heard = b""
    ends = time.monotonic() + CHILD_LIMIT_S
    while heard.count(CONFIRMED) + heard.count(REFUSED) < wanted and time.monotonic() < ends:
        piece = os.read(pipe, 64) if select.select([pipe], [], [], 1.0)[0] else b""
        if not piece and select.select([pipe], [], [], 0)[0]:
            break  # it ended by itself
        heard += piece
    time.sleep(0 if deadly else wait_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    while piece := os.read(pipe, 4096):
        heard += piece
    os.close(pipe)
    if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
        raise WorkerFailed(f"the worker of {dice} ended by itself after {heard.decode()}")
    return heard


async def _work(data: Path, around: Path, model: Model, dice_of: str, pipe: int, deadly: int) -> None:
    """In the child, until it is killed: each operation is announced, done, and confirmed. *deadly*: the number of the
    step of the library's work at which the child kills itself; 0 for never."""
    dice, limits = random.Random(dice_of), random.Random(f"full {dice_of}")
    steps = itertools.count(1)

    disk = FullDisk()

    def at(step: str) -> None:
        disk.at(step)
        if next(steps) == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    if limits.random() < FULL_SHARE:
        await real.open_on_full_disk(data, at, limits)
    store = LibraryStore(data, at=at)
    await store.counts()
    for _ in range(MOST_WORK):
        operation: Operation = choose(dice, model)
        limit = choose_limit(limits) if limits.random() < FULL_SHARE else None
        os.write(pipe, BEGUN)
        if await real.carry_out(store, operation, around, disk, limit):
            os.write(pipe, CONFIRMED)
            model.apply(operation)
        else:
            os.write(pipe, REFUSED)
        if limit is not None and real.broken_sidecars(data):
            os.write(pipe, BROKEN)  # here, because the next operation writes it again
    await asyncio.Event().wait()


async def _look(data: Path, copy: Path, expected: list[Model]) -> tuple[int, list[str]]:
    """In a child: open the library, and compare it with what it may be, with itself, and with its folders."""
    store = LibraryStore(data)
    try:
        which, wrong = await real.complaints(store, expected)
    finally:
        await store.aclose()
    return which, wrong or await real.from_the_folders_alone(data, copy)


async def _end(data: Path, model: Model) -> tuple[int, list[str]]:
    """In a child: make the library anew in its place, and see that it is the same; before that, take all back."""
    again = data.with_name("again")
    shutil.copytree(data, again, symlinks=True)
    store = LibraryStore(data)
    try:
        wrong = await real.taken_back_to_the_start(store, model)
    finally:
        await store.aclose()
    store = LibraryStore(again)
    try:
        await store.rebuild()
        _, more = await real.complaints(store, [Model(model.state, model.rows)])
    finally:
        await store.aclose()
    return 0, wrong + [f"after rebuild: {problem}" for problem in more]


def _in_child(look: Callable[[], Awaitable[tuple[int, list[str]]]]) -> tuple[int, list[str]]:
    """What *look* finds, in a process of its own."""
    pipe, end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(pipe)
        _run_and_exit(look, end)
    os.close(end)
    heard = b""
    while piece := os.read(pipe, 65536):
        heard += piece
    os.close(pipe)
    _, status = os.waitpid(child, 0)
    if status != 0 or not heard:
        return -1, [f"the one who looked ended with {status}: {heard.decode('utf-8', 'replace')}"]
    which, wrong = msgspec.json.decode(heard, type=tuple[int, list[str]])
    return which, wrong


def _run_and_exit(work: Callable[[], Awaitable[Any]], pipe: int | None = None) -> None:
    """The life of a child: never comes back."""
    code = 1
    logging.disable()  # what the full disk refuses is expected
    try:
        result = asyncio.run(_awaited(work))
        if pipe is not None:
            os.write(pipe, msgspec.json.encode(result))
        code = 0
    except BaseException:  # noqa: BLE001  nothing of the child may come up in the parent
        text = traceback.format_exc()
        os.write(
            pipe if pipe is not None else 2, msgspec.json.encode((-1, [text])) if pipe is not None else text.encode()
        )
        code = 0 if pipe is not None else 1
    finally:
        os._exit(code)


async def _awaited(work: Callable[[], Awaitable[Any]]) -> Any:
    return await work()
