"""One seed: a library is worked on by a process that is killed again and again, and looked at after each kill.

Nothing here starts a thread before it forks: the worker and the one who looks are children of their own.
"""

from __future__ import annotations

import asyncio
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
from tests.torture import real
from tests.torture.model import Model, Operation, choose

BEGUN, CONFIRMED = b"?", b"!"
MOST_CONFIRMED = 10
"""A worker is killed after so many operations at most."""
LONGEST_WAIT_S = 0.03
"""And so long after the last of them at most: somewhere in the next one, or in the opening."""
MOST_WORK = 45
"""A worker that is not killed in time waits for it: the library takes back the last 200 changes, and no more."""
CHILD_LIMIT_S = 60.0


@dataclass
class SeedResult:
    """What came of one seed. operations: confirmed; begun: kills that hit an operation; done: of those, how many had
    happened all the same; opening: kills before the first operation; wrong: empty when all is well."""

    seed: int
    kills: int = 0
    operations: int = 0
    begun: int = 0
    done: int = 0
    opening: int = 0
    wrong: list[str] = field(default_factory=list)


def torture(seed: int, place: Path, *, kills: int) -> SeedResult:
    """Work, kill, look; then take everything back, and make the library anew. *place*: a folder that is made and goes
    when all is well."""
    told = SeedResult(seed)
    place.mkdir(parents=True)
    data, around = place / "data", place / "around"
    around.mkdir()
    model = Model()
    chance = random.Random(f"kill {seed}")
    for turn in range(kills):
        dice = f"{seed}/{turn}"
        begun, confirmed = _work_and_kill(data, around, model, dice, chance)
        expected = _expected(model, dice, begun, confirmed)
        told.kills += 1
        told.operations += confirmed
        told.begun += begun > confirmed
        told.opening += begun == 0
        which, wrong = _in_child(lambda expected=expected: _look(data, place / "copy", expected))
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


def _expected(model: Model, dice_of: str, begun: int, confirmed: int) -> list[Model]:
    """What the library may be: with all that was confirmed, or with what was begun as well."""
    dice = random.Random(dice_of)
    now = model.copy()
    for _ in range(confirmed):
        now.apply(choose(dice, now))
    if begun == confirmed:
        return [now]
    after = now.copy()
    after.apply(choose(dice, after))
    return [now, after]


def _work_and_kill(data: Path, around: Path, model: Model, dice: str, chance: random.Random) -> tuple[int, int]:
    """Let a child work on the library and kill it at a random moment: operations that it had begun, and confirmed."""
    wanted, wait_s = chance.randint(0, MOST_CONFIRMED), chance.uniform(0, LONGEST_WAIT_S)
    pipe, end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(pipe)
        _run_and_exit(lambda: _work(data, around, model.copy(), dice, end))
    os.close(end)
    heard = b""
    ends = time.monotonic() + CHILD_LIMIT_S
    while heard.count(CONFIRMED) < wanted and time.monotonic() < ends:
        piece = os.read(pipe, 64) if select.select([pipe], [], [], 1.0)[0] else b""
        if not piece and select.select([pipe], [], [], 0)[0]:
            break  # it ended by itself: its error shows as operations that are missing
        heard += piece
    time.sleep(wait_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while piece := os.read(pipe, 4096):
        heard += piece
    os.close(pipe)
    if heard.count(CONFIRMED) < wanted:
        raise RuntimeError(f"the worker of {dice} ended by itself after {heard.count(CONFIRMED)} operations")
    return heard.count(BEGUN), heard.count(CONFIRMED)


async def _work(data: Path, around: Path, model: Model, dice_of: str, pipe: int) -> None:
    """In the child, until it is killed: each operation is announced, done, and confirmed."""
    dice = random.Random(dice_of)
    store = LibraryStore(data)
    await store.counts()
    for _ in range(MOST_WORK):
        operation: Operation = choose(dice, model)
        os.write(pipe, BEGUN)
        await real.carry_out(store, operation, around)
        os.write(pipe, CONFIRMED)
        model.apply(operation)
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
    shutil.copytree(data, again)
    store = LibraryStore(data)
    try:
        wrong = await real.taken_back_to_the_start(store, model)
    finally:
        await store.aclose()
    store = LibraryStore(again)
    try:
        await store.rebuild()
        _, more = await real.complaints(store, [Model(model.papers, model.rows)])
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
