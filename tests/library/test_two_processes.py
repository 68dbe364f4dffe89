"""The window and the command line at work on one library, side by side."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import Changes
from scholar_desktop.library import library_threads
from scholar_desktop.library.database import write_session
from scholar_desktop.library.operations.import_ops import ImportBatch
from tests.support.libraries import a_paper, found, keep, opened, titles

WRITER = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.support.libraries import a_paper, keep_pdf, opened

async def main():
    around, name = Path(sys.argv[2]), sys.argv[3]
    async with opened(around / "data") as store:
        await store.counts()
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(25):
            await store.add([a_paper(f"{name} {number}")])
        await keep_pdf(store, a_paper(f"{name} 0"), around / name, name.encode())
        await store.star([(await store.find(a_paper(f"{name} 1").id)).key], True)

asyncio.run(main())
"""
TESTS = Path(__file__).parents[1]


def _writer(around: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(TESTS.parent), str(around), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=TESTS.parent,
    )


def _both_at_once(around: Path) -> None:
    """Two processes open a library that is not there yet, and then write into it at the same time."""
    with _writer(around, "Left") as left, _writer(around, "Right") as right:
        for process in (left, right):
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in (left, right):
            process.communicate("go\n", timeout=60)
            assert process.returncode == 0


async def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path):
    _both_at_once(tmp_path)
    async with opened(tmp_path / "data") as store:
        counts = await store.counts()
        assert (counts.papers, counts.with_pdf, counts.starred) == (50, 2, 2)
        assert await store.problems() == ()
        assert await store.verify() == ()


async def test_one_learns_of_what_another_changed_when_it_asks(tmp_path: Path):
    told: list[Changes] = []
    async with opened(tmp_path) as window, opened(tmp_path) as command:
        (own,) = await keep(window, a_paper("Own"))
        window.changed.connect(told.append)
        assert await window.refresh_if_changed() is None
        (other,) = await keep(command, a_paper("Other"))
        await command.star([own], True)
        assert told == []
        await window.star([own], False)
        assert told.pop() == Changes(papers=frozenset({own}), label="remove the star from “Own”")
        changes = await window.refresh_if_changed()
        assert changes == Changes(papers=frozenset({own, other}))
        assert told == [changes]
        assert await window.refresh_if_changed() is None
        assert (await found(window, a_paper("Other"))).key == other


async def test_a_change_of_more_papers_than_are_noted_is_one_of_all_papers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(write_session, "TOUCHED_KEPT", 4)
    async with opened(tmp_path) as window, opened(tmp_path) as other:
        (own,) = await keep(window, a_paper("Own"))
        await other.star([own], True)
        await window.refresh_if_changed()
        entries = [FullEntry(key=f"k{number}", item_type="book", fields={"title": f"T{number}"}) for number in range(6)]
        rows = await other.imports.take(ImportBatch("bibtex", "refs.bib", entries[:4]))
        assert await window.refresh_if_changed() == Changes(papers=frozenset(row.key for row in rows)), "all are noted"
        await other.undo()
        await window.refresh_if_changed()
        rows = await other.imports.take(ImportBatch("bibtex", "refs.bib", entries))
        changes = await window.refresh_if_changed()
        assert changes is not None
        assert (changes.papers, changes.tables) == ({own, *(row.key for row in rows)}, write_session.TOLD_TABLES)
        with closing(sqlite3.connect(tmp_path / "library.sqlite")) as connection:
            assert connection.execute("SELECT count(*) FROM touched").fetchone() == (4,)
        await other.star([own], False)
        assert await window.refresh_if_changed() == Changes(papers=frozenset({own}))


async def test_one_learns_of_views_tags_and_collections_that_another_changed(tmp_path: Path):
    async with opened(tmp_path) as window, opened(tmp_path) as other:
        (key,) = await keep(window, a_paper("Own"))
        await window.own_words.tag([key], "methods", True)
        await window.refresh_if_changed()
        await other.views.put("Recent", "year:2020-")
        assert await window.refresh_if_changed() == Changes(tables=frozenset({"views"}))
        await other.own_words.set_look("methods", None, 3)
        assert await window.refresh_if_changed() == Changes(tables=frozenset({"tags"}))
        made = await other.collection_book.make("Thesis")
        assert await window.refresh_if_changed() == Changes(collections=frozenset({str(made.key)}))
        await window.views.put("Mine", "has:pdf")
        assert await window.refresh_if_changed() is None, "its own changes are no news"


async def test_a_change_is_an_older_one_where_it_was_not_made(tmp_path: Path):
    async with opened(tmp_path) as window:
        assert await window.are_next_older() == (False, False)
        await keep(window, a_paper("Of the window"))
        assert await window.are_next_older() == (False, False)
        async with opened(tmp_path) as command:
            assert await command.are_next_older() == (True, False)
            await keep(command, a_paper("Of the command"))
            assert await command.are_next_older() == (False, False)
            assert await window.are_next_older() == (True, False)
            await command.undo()
            assert await command.are_next_older() == (True, False), "the one before is that of the window"
            assert await window.are_next_older() == (False, True)
        await window.undo()
        assert await window.are_next_older() == (False, False)
        await window.redo()
        assert await window.are_next_older() == (False, True)
    async with opened(tmp_path) as window:
        assert await window.are_next_older() == (True, True)


async def test_either_takes_back_the_newest_change_of_both(tmp_path: Path):
    async with opened(tmp_path) as window, opened(tmp_path) as command:
        await keep(window, a_paper("Of the window"))
        await keep(command, a_paper("Of the command"))
        assert await window.undo_label() == "add “Of the command”"
        await window.undo()
        assert await titles(command) == ["Of the window"]
        await command.undo()
        assert await titles(window) == []
        refreshed = await window.refresh_if_changed()
        assert refreshed is not None
        assert len(refreshed.papers) == 2


def due(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "library.sqlite")) as database:
        return int(database.execute("SELECT count(*) FROM papers WHERE sidecar_due = 1").fetchone()[0])


def sidecars_in(folder: Path) -> int:
    return len(list((folder / "papers").glob("*/paper.json")))


MANY = [FullEntry(key=f"k{number}", fields={"title": f"Title {number}"}) for number in range(120)]


async def test_another_process_can_write_between_the_sidecars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written: list[int] = []
    sleep, own_turn_s = asyncio.sleep, 0.0123
    monkeypatch.setattr(library_threads, "TURN_S", own_turn_s)

    async def turn(seconds: float) -> None:
        if seconds == own_turn_s:  # the demo services sleep in another thread of this process
            with closing(sqlite3.connect(tmp_path / "library.sqlite", timeout=0)) as other:
                other.execute("BEGIN IMMEDIATE")
                other.rollback()
            written.append(sidecars_in(tmp_path))
            seconds = 0
        await sleep(seconds)

    async with opened(tmp_path) as library:
        await library.imports.take(ImportBatch("bibtex", "refs.bib", MANY))
        monkeypatch.setattr(library_threads, "WRITE_S", 0)
        monkeypatch.setattr(asyncio, "sleep", turn)
    assert len(written) >= 2, "after each batch but the last"
    assert written == sorted(set(written)), "each batch is written before the next pause"
    assert (sidecars_in(tmp_path), due(tmp_path)) == (120, 0)


async def test_a_process_that_changes_nothing_does_not_write_the_sidecars_of_others_at_closing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(library_threads, "CLOSE_LIMIT_S", 0)  # as if the process had ended there
    async with opened(tmp_path) as library:
        await library.imports.take(ImportBatch("bibtex", "refs.bib", MANY))
    left = due(tmp_path)
    assert left > 0
    monkeypatch.setattr(library_threads, "CLOSE_LIMIT_S", 60)
    monkeypatch.setattr(library_threads, "PAUSE_S", 60)
    async with opened(tmp_path) as library:
        assert (await library.counts()).papers == 120
    assert left - 25 <= due(tmp_path) < left, "one batch, in the background"
    async with opened(tmp_path) as library:
        await library.add([a_paper("One more")])
    assert (sidecars_in(tmp_path), due(tmp_path)) == (121, 0)
