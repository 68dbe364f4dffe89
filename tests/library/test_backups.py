"""Copies of the database by date: when one is made, what it holds, which are kept, and how one goes back to one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.recovery import backups
from tests.support.libraries import a_paper, found, keep, keep_pdf, opened, settled, titles

FIRST = datetime(2026, 11, 20, 12, tzinfo=UTC)


def names(data: Path) -> list[str]:
    folder = data / "backups"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


async def open_on(data: Path, day: datetime, *papers: str) -> None:
    """A day with the library: it is opened, looked at, and gets *papers*."""
    database = data / "library.sqlite"
    written = database.stat().st_mtime if database.exists() else 0.0
    known = set((data / "backups").glob("*"))
    async with opened(data, now=lambda: day) as store:
        await store.counts()
        await settled(store)
        await keep(store, *(a_paper(title) for title in papers))
    # What this machine's clock says is not what the test's day is: the copy is made when it is opened, changes follow.
    at = day.timestamp()
    for path in set((data / "backups").glob("*")) - known:
        os.utime(path, (at, at))
    if database.stat().st_mtime != written:
        os.utime(database, (at + 60, at + 60))


async def test_a_copy_is_made_once_a_day_after_changes(tmp_path: Path):
    await open_on(tmp_path, FIRST, "One")
    assert names(tmp_path) == [], "there was nothing yet when it was opened"
    await open_on(tmp_path, FIRST)
    await open_on(tmp_path, FIRST, "Two")
    assert names(tmp_path) == ["library-2026-11-20.sqlite"]
    await open_on(tmp_path, FIRST + timedelta(days=1))
    assert len(names(tmp_path)) == 2
    await open_on(tmp_path, FIRST + timedelta(days=2))
    assert len(names(tmp_path)) == 2, "nothing was changed since"


async def test_a_copy_holds_all_that_a_person_put_in_and_one_can_go_back_to_it(tmp_path: Path):
    data = tmp_path / "data"
    async with opened(data) as store:
        await store.counts()
        await settled(store)
        one, two = await keep(store, a_paper("One"), a_paper("Two"))
        await keep_pdf(store, one, tmp_path)
        await store.star([two], True)
        await store.save_download(DownloadItem("q", "doi:10.5555/q", None, DownloadState.WAITING))
        before = [await store.get(key) for key in (one, two)]
    async with opened(data) as store:
        await store.counts()
        await settled(store)
        await keep(store, a_paper("Later"))
    [copy] = (data / "backups").iterdir()
    shutil.copyfile(copy, data / "library.sqlite")
    async with opened(data) as store:
        assert [await store.get(key) for key in (one, two)] == before
        assert [item.key for item in await store.downloads()] == ["q"]
        assert await store.undo_label() == "star “Two”"
        assert (await store.counts()).with_pdf == 1
        assert await titles(store, "two") == ["Two"]
        assert [problem.message[:10] for problem in await store.verify()] == ["The folder"], "the later paper"
        assert await store.rebuild() == 3
        assert await store.verify() == ()
        assert (await found(store, a_paper("Later"))).key


async def test_a_copy_is_made_while_others_write(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.counts()
        await settled(store)
        await keep(store, *(a_paper(f"Paper {number}") for number in range(40)))
    async with opened(tmp_path) as store:
        await store.counts()
        for number in range(40, 60):
            await store.add([a_paper(f"Paper {number}")])
        await settled(store)
    [copy] = (tmp_path / "backups").iterdir()
    with closing(sqlite3.connect(copy)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM papers").fetchone()
        assert 40 <= count <= 60
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM ids").fetchone() == (count,)


async def test_a_copy_that_nobody_wants_any_more_leaves_nothing(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.counts()
        await settled(store)
        await keep(store, *(a_paper(f"Paper {number}", facts={"text": "x" * 5000}) for number in range(200)))
    unwanted = threading.Event()
    unwanted.set()
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        backups.copy_database(LibraryFolders(tmp_path), date(2026, 11, 20), unwanted)
    assert names(tmp_path) == []


def test_seven_days_and_four_weeks_are_kept():
    start = date(2026, 6, 1)
    made: set[date] = set()
    for number in range(150):
        made.add(start + timedelta(days=number))
        made = backups.days_to_keep(made)
    ages = sorted((start + timedelta(days=149) - day).days for day in made)
    assert ages[:7] == list(range(7))
    assert len(ages) == 11
    assert {later - earlier for earlier, later in pairwise(ages[8:])} == {7}
    assert backups.days_to_keep([start]) == {start}
    assert backups.days_to_keep([]) == set()


def test_files_of_other_people_are_left_alone(tmp_path: Path):
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("library-mine.sqlite", "library-2020-01-01.sqlite", "notes.txt"):
        (folder / name).write_bytes(b"x")
    for day in range(9, 29):
        (folder / f"library-2026-11-{day:02}.sqlite").write_bytes(b"x")
    backups.delete_old_copies(LibraryFolders(tmp_path))
    left = {path.name for path in folder.iterdir()}
    assert {"library-mine.sqlite", "notes.txt"} <= left
    assert len(left) == 2 + 7 + 3
    assert "library-2020-01-01.sqlite" in left
