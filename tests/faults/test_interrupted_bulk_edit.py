"""A change of 500 papers that runs out of disk, or is killed: all are changed or none, and the library is whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.library import BulkRun, Changes, LibraryView
from scholar_desktop.library.store import LibraryStore
from tests.support.disks import fill_up
from tests.support.libraries import a_paper, opened

ROOT = Path(__file__).resolve().parents[2]
COUNT = 500
ROOM = (0, 250_000, 3_000_000)
"""Bytes that are left on the disk: none, too few in the middle of the change, and enough."""
Rows = Sequence[int]
CHANGES: dict[str, tuple[str, Callable[[LibraryStore, Rows, BulkRun], Awaitable[Changes]]]] = {
    "tag": ("tag:methods", lambda store, rows, run: store.bulk.tag(rows, run, "methods", True)),
    "type": ("type:book", lambda store, rows, run: store.bulk.edit(rows, run, {"item_type": "book"})),
    "field": ("publisher:press", lambda store, rows, run: store.bulk.edit(rows, run, {"publisher": "A press"})),
}
"""Changes, each with a rule that finds the papers that were changed."""
PROGRAM = """
import asyncio, os, signal, sys
from pathlib import Path
from scholar_desktop.domain.library import BulkRun, LibraryView
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.store import LibraryStore
from tests.faults.test_interrupted_bulk_edit import CHANGES

async def change(data, name, at):
    store = LibraryStore(data)
    rows = (await store.listing(LibraryView.ALL)).rows
    note_touched = WriteSession.note_touched

    def count(self, changed):
        if changed == at:
            os.kill(os.getpid(), signal.SIGKILL)
        note_touched(self, changed)

    WriteSession.note_touched = count
    await CHANGES[name][1](store, rows, BulkRun(lambda changed: None))

for name in CHANGES:
    child = os.fork()
    if child == 0:
        asyncio.run(change(Path(sys.argv[1]) / name, name, int(sys.argv[2])))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(name, os.WTERMSIG(status) if os.WIFSIGNALED(status) else "done")
"""


async def fill(data: Path) -> Rows:
    async with opened(data) as store:
        await store.add([a_paper(f"Paper {number}") for number in range(COUNT)])
        return (await store.listing(LibraryView.ALL)).rows


async def attempt(change: Awaitable[Changes]) -> tuple[Changes, DiskError | None]:
    try:
        return await change, None
    except DiskError as error:
        return Changes(), error


@pytest.mark.parametrize("small_disk", ["24m"], indirect=True)
@pytest.mark.parametrize("name", CHANGES)
async def test_a_disk_that_fills_up_in_a_change_of_many_papers(small_disk: Path, name: str, expect_log: Any):
    expect_log("could not be written|sidecars|could not be copied")
    data, (rule, change) = small_disk / "data", CHANGES[name]
    rows, outcomes = await fill(data), set()
    for room in ROOM:
        ballast = fill_up(small_disk, keep=room)
        async with opened(data) as store:
            label = await store.undo_label()
            changes, error = await attempt(change(store, rows, BulkRun(lambda count: None)))
            is_done = error is None
            if error is not None:
                assert "is full" in error.message
                assert error.hint is not None
                assert await store.undo_label() == label
            assert len(changes.papers) == (COUNT if is_done else 0)
            assert await store.views.count(rule) == (COUNT if is_done else 0)
        outcomes.add(is_done)
        async with opened(data) as store:
            assert (await store.page(LibraryView.ALL)).total == COUNT, "the library opens while the disk is full"
        ballast.unlink()
        async with opened(data) as store:
            assert await store.verify() == ()
            assert await store.views.count(rule) == (COUNT if is_done else 0)
            if is_done:
                await store.undo()
    async with opened(data) as store:
        await change(store, rows, BulkRun(lambda count: None))
        await store.rebuild()
        assert await store.views.count(rule) == COUNT, "the folders of the papers have it, too"
    assert outcomes == {False, True}


def kill_at(folder: Path, paper: int) -> list[str]:
    """Kill a process in each change, at its paper of this number: how each ended."""
    words = [sys.executable, "-c", PROGRAM, str(folder), str(paper)]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return (ran.stdout or ran.stderr).split()


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
async def test_a_killed_change_of_many_papers_changes_none(tmp_path: Path):
    await fill(tmp_path / "before")
    for name in CHANGES:
        shutil.copytree(tmp_path / "before", tmp_path / name)
    ended = kill_at(tmp_path, paper=400)
    assert ended == [word for name in CHANGES for word in (name, str(int(signal.SIGKILL)))]
    for name, (rule, change) in CHANGES.items():
        async with opened(tmp_path / name) as store:
            assert (await store.page(LibraryView.ALL)).total == COUNT
            assert await store.views.count(rule) == 0
            assert await store.undo_label() == f"add {COUNT} papers"
            assert await store.verify() == ()
            rows = (await store.listing(LibraryView.ALL)).rows[:3]
            assert len((await change(store, rows, BulkRun(lambda count: None))).papers) == 3, "and nobody has to wait"
