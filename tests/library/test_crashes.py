"""Killed in the middle: afterwards an operation has happened whole, or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.own_fields import own_fields_of
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.recovery.backups import copy_database
from scholar_desktop.library.store import LibraryStore
from tests.library.crashing import (
    BOTH,
    DAY,
    NEW,
    ONE,
    OPERATIONS,
    REPLACEMENT_STEPS,
    REPLACEMENTS,
    STAGED,
    STEPS,
    TWO,
    prepare,
)
from tests.support.libraries import at_work, opened

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the crashing processes are forked")

MOVES_FILES = ("attach", "attach_new", "remove", "merge", "join", "undo")


async def _state(store: LibraryStore) -> dict[str, Any]:
    """All that a person sees of the library; each file by its content."""
    papers: dict[str, Any] = {}
    for paper in (ONE, TWO, NEW, BOTH):
        kept = await store.find(paper.id)
        if kept is not None:
            key = "new" if paper is NEW else kept.key  # made at random
            files = sorted((file.name, file.sha256, file.license) for file in kept.files)
            own = own_fields_of(kept.paper)
            edited = None if own is None else own.fields
            papers[paper.id] = (
                key,
                kept.paper.title,
                kept.starred,
                kept.collections,
                files,
                edited,
                bool(kept.trashed),
            )
    collections = [(one.path, one.papers) for one in await store.collection_book.all()]
    return {
        "papers": papers,
        "collections": collections,
        "counts": await store.counts(),
        "undo": await store.undo_label(),
    }


def _kill_at(base: Path, operation: str, *steps: str) -> dict[str, str]:
    """How the operation ended at each step, on the library in the folder of that name."""
    tests = Path(__file__).parents[1]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.library.crashing", str(base), operation, ",".join(steps)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tests.parent)},
    )
    assert ran.returncode == 0, ran.stderr
    return dict(line.split() for line in ran.stdout.splitlines())


@pytest.mark.parametrize("operation", list(OPERATIONS))
async def test_a_kill_leaves_all_or_nothing(tmp_path: Path, operation: str):
    template = tmp_path / "template"
    async with opened(template / "data") as store:
        await prepare(store, template)
        if operation == "undo":
            await OPERATIONS["remove"](store, template)
    for place in (*STEPS, "whole"):
        shutil.copytree(template, tmp_path / place)
    async with opened(tmp_path / "whole" / "data") as store:
        before = await _state(store)
        await OPERATIONS[operation](store, tmp_path / "whole")
        after = await _state(store)

    ended = _kill_at(tmp_path, operation, *STEPS)
    expected = dict.fromkeys(STEPS, "killed")
    if operation not in MOVES_FILES:
        expected |= {"journaled": "done", "moved": "done"}
    if operation == "remove":
        expected |= {"sidecars": "done"}
    assert ended == expected

    for step in STEPS:
        async with opened(tmp_path / step / "data") as store:
            state = await _state(store)
            is_done = STEPS.index(step) >= STEPS.index("committed") or ended[step] == "done"
            assert state == (after if is_done else before), step
            assert await store.verify() == (), step
            assert (tmp_path / step / STAGED).exists() == (not (is_done and operation.startswith("attach"))), step
            assert at_work(tmp_path / step / "data") == [], step
            # and the library goes on from there
            await store.undo()
            assert await store.verify() == (), step


@pytest.mark.parametrize("operation", list(REPLACEMENTS))
async def test_a_kill_while_the_database_is_replaced_leaves_the_old_or_the_new_one(tmp_path: Path, operation: str):
    template = tmp_path / "template"
    async with opened(template / "data") as store:
        await prepare(store, template)
        await store.collection_book.put_in([ONE], "Thesis")
        await store.save_download(DownloadItem("q", "doi:10.5555/q", None, DownloadState.WAITING))
    copy_database(LibraryFolders(template / "data"), DAY, threading.Event())
    async with opened(template / "data") as store:
        before = await _state(store)
    for place in REPLACEMENT_STEPS:
        shutil.copytree(template, tmp_path / place)

    ended = _kill_at(tmp_path, operation, *REPLACEMENT_STEPS)
    reached = REPLACEMENT_STEPS if operation == "rebuild" else REPLACEMENT_STEPS[2:]
    assert [step for step in REPLACEMENT_STEPS if ended[step] == "killed"] == list(reached)

    for step in REPLACEMENT_STEPS:
        data = tmp_path / step / "data"
        assert (data / "library.sqlite").is_file(), step
        async with opened(data) as store:
            state = await _state(store)
            assert {**state, "undo": None} == {**before, "undo": None}, step
            assert [item.key for item in await store.downloads()] == ["q"], step
            assert await store.verify() == (), step
            assert await store.problems() == (), step
            assert at_work(data) == [], step


async def test_what_a_killed_process_left_is_put_right_by_one_that_was_open_all_the_time(tmp_path: Path):
    async with opened(tmp_path / "moved" / "data") as store:
        await prepare(store, tmp_path / "moved")
        before = await _state(store)
        assert _kill_at(tmp_path, "remove", "moved") == {"moved": "killed"}
        await OPERATIONS["attach"](store, tmp_path / "moved")
        await store.undo()
        state = await _state(store)
        assert state == before
        assert await store.verify() == ()
