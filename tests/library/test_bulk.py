"""Changes to many papers: all of them or none, with progress, and undone as one."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from scholar_desktop.domain.errors import LibraryLocked, OperationCancelled, UsageError
from scholar_desktop.domain.library import TO_READ, BulkRun, Changes, LibraryView, RuleCount
from scholar_desktop.library import library_bulk
from scholar_desktop.library.database import write_session
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import a_paper, opened

COUNT = 40


async def rows_of(store: LibraryStore) -> tuple[int, ...]:
    await store.add([a_paper(f"Paper {number}") for number in range(COUNT)])
    return (await store.listing(LibraryView.ALL)).rows


async def test_the_common_tags_are_those_that_each_paper_has(tmp_path: Path):
    async with opened(tmp_path) as store:
        rows = await rows_of(store)
        chosen = {f"tag {step}": rows[::step] for step in (1, 2, 3, 4)}
        for tag, papers in chosen.items():
            await store.bulk.tag(papers, BulkRun(lambda _done: None), tag, True)
        for some in (rows, rows[:1], rows[:2], rows[::2], rows[::4], rows[::6], rows[1:3], (*rows[:1], *rows[:1])):
            common = {tag for tag, papers in chosen.items() if set(some) <= set(papers)}
            assert await store.bulk.common_tags(some) == common
        assert await store.bulk.common_tags(()) == frozenset()


async def test_each_change_is_one_with_one_undo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(library_bulk, "REPORTED_EVERY", 10)
    async with opened(tmp_path) as store:
        rows = await rows_of(store)
        reports: list[int] = []
        run = BulkRun(reports.append)
        changes = await store.bulk.tag(rows, run, "Read in 2026", True)
        assert (len(changes.papers), changes.label) == (COUNT, "tag 40 papers “Read in 2026”")
        assert reports == [10, 20, 30, 40]
        await store.bulk.star(rows, run, True)
        await store.bulk.mark(rows, run, TO_READ)
        await store.bulk.edit(rows, run, {"publisher": "A press"})
        await store.bulk.collect(rows, run, "Thesis/Chapter 1")
        state = await store.bulk.state(rows, "Read in 2026")
        assert (state.starred, state.to_read, state.tagged) == (True, True, True)
        (kept, *_) = await store.papers_in(rows[:1])
        assert (kept.tags, kept.collections) == (("Read in 2026",), ("Thesis/Chapter 1",))
        assert (kept.starred, kept.to_read) == (True, True)
        assert (await store.page(LibraryView.ALL, "publisher:press")).total == COUNT
        await store.star([kept.key], False)
        assert not (await store.bulk.state(rows)).starred, "one of them has no star"
        await store.undo()

        await store.bulk.trash(rows[1:], run, True)
        assert (await store.counts()).trashed == COUNT - 1
        await store.bulk.trash(rows[1:], run, False)
        await store.bulk.remove(rows[1:], run)
        assert (await store.counts()).papers == 1
        for label in (
            "remove 39 papers",
            "restore 39 papers from the trash",
            "move 39 papers to the trash",
            "add 40 papers to “Thesis / Chapter 1”",
            "edit 40 papers",
            "mark 40 papers as to read",
            "star 40 papers",
            "tag 40 papers “Read in 2026”",
        ):
            assert await store.undo_label() == label
            await store.undo()
        (kept, *_) = await store.papers_in((await store.listing(LibraryView.ALL)).rows[:1])
        assert (kept.tags, kept.collections, kept.starred, kept.to_read) == ((), (), False, False)
        assert (await store.counts()).papers == COUNT


async def test_after_a_stop_nothing_is_changed(tmp_path: Path):
    async with opened(tmp_path) as store:
        rows = await rows_of(store)
        told: list[Changes] = []
        store.changed.connect(told.append)
        label = await store.undo_label()
        run = BulkRun(lambda count: None)
        run.stopped.set()
        with pytest.raises(OperationCancelled, match="Nothing was changed"):
            await store.bulk.trash(rows, run, True)
        with pytest.raises(OperationCancelled):
            await store.bulk.remove(rows, run)
        assert told == []
        assert (await store.counts()).trashed == 0
        assert await store.undo_label() == label
        await store.star([(await store.papers_in(rows[:1]))[0].key], True)
        assert (await store.counts()).starred == 1, "later changes are not stopped"


async def test_a_field_of_one_paper_alone_is_refused_and_rows_that_are_gone_are_left_out(tmp_path: Path):
    async with opened(tmp_path) as store:
        rows = await rows_of(store)
        run = BulkRun(lambda count: None)
        with pytest.raises(UsageError):
            await store.bulk.edit(rows, run, {"DOI": "10.5555/1"})
        await store.remove([(await store.papers_in(rows[:1]))[0].key])
        assert len((await store.bulk.tag(rows, run, "left", True)).papers) == COUNT - 1


async def test_a_list_is_shown_in_the_old_order_until_the_new_one_is_computed(tmp_path: Path):
    steps: list[str] = []
    gate, is_due = threading.Event(), threading.Event()

    def at(step: str) -> None:
        steps.append(step)
        if step == "facts" and "edited" in steps:
            is_due.set()
            assert gate.wait(5)

    async with opened(tmp_path, at=at) as store:
        rows = await rows_of(store)
        before = (await store.listing(LibraryView.ALL, sort="publisher")).rows
        steps.append("edited")
        await store.bulk.edit(before[5:], BulkRun(lambda count: None), {"publisher": "A press"})
        new = asyncio.create_task(store.listing(LibraryView.ALL, sort="publisher"))
        await asyncio.to_thread(is_due.wait, 5)
        old = await store.listing(LibraryView.ALL, sort="publisher", waits=False)
        assert (old.rows, old.by_old_index) == (before, True)
        assert (await store.page(LibraryView.ALL, sort="publisher", waits=False)).by_old_index
        found = await store.listing(LibraryView.ALL, "publisher:press", waits=False)
        assert (found.rows, found.by_old_index) == ((), True)
        assert await store.views.counted("publisher:press", waits=False) == RuleCount(0, by_old_index=True)
        assert not (await store.page(LibraryView.ALL, "paper", waits=False)).by_old_index, "titles need no index"
        gate.set()
        listing = await new
        assert (listing.rows, listing.by_old_index) == ((*before[5:], *before[:5]), False)
        assert await store.views.counted("publisher:press") == RuleCount(COUNT - 5, by_old_index=False)
        assert set(rows) == set(listing.rows)
    at_last = steps[steps.index("before_commit", steps.index("edited")) :]
    assert at_last.index("facts") < at_last.index("sidecars"), "nobody waits for the files"


async def test_others_wait_for_the_end_of_a_change_of_many_papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(write_session, "LONG_CHANGE", 10)
    gate, is_last, is_held = threading.Event(), threading.Event(), threading.Event()

    def at(step: str) -> None:
        if step == "before_commit" and is_last.is_set():
            is_held.set()
            assert gate.wait(5)

    async with opened(tmp_path, at=at) as store, opened(tmp_path, busy_s=0.4) as other:
        rows = await rows_of(store)
        (tmp_path / ".library" / "long-change.lock").touch()  # of a process that was killed: nobody waits for it
        with closing(sqlite3.connect(tmp_path / "library.sqlite", isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            with pytest.raises(LibraryLocked):
                await asyncio.wait_for(other.add([a_paper("Before")]), 5)
        is_last.set()
        bulk = asyncio.create_task(store.bulk.tag(rows, BulkRun(lambda count: None), "later", True))
        await asyncio.to_thread(is_held.wait, 5)
        added = asyncio.create_task(other.add([a_paper("From another process")]))
        done, _ = await asyncio.wait((bulk, added), timeout=0.8)
        assert not done, "the other waits longer than it does for one paper"
        gate.set()
        await bulk
        await added
        assert (await store.counts()).papers == COUNT + 1
        is_last.clear()
        assert not any((tmp_path / ".library").glob("long*"))
