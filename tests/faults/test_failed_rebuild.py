"""A rebuild that fails leaves the library as it was; a folder that cannot be taken in is named."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import DiskError, LibraryLocked
from scholar_desktop.library.database.migrations import create_all
from scholar_desktop.library.database.session_locks import hold_alone
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.recovery import database_swap
from tests.support.disks import fill_up
from tests.support.libraries import a_paper, at_work, content, found, keep, keep_pdf, opened, titles

ROOT = Path(__file__).parents[2]

BAD_SIDECARS: dict[str, Callable[[Path], object]] = {
    "no JSON": lambda path: path.write_bytes(b"\xff\x00 no JSON"),
    "a list": lambda path: path.write_text("[]"),
    "a year of 31 digits": lambda path: path.write_text('{"title": "Old", "year": ' + "9" * 31 + "}"),
    "200,000 brackets": lambda path: path.write_text('{"title": "Deep", "all": ' + "[" * 200_000),
    "500 levels": lambda path: path.write_text('{"title": "Deep", "x": ' + "[" * 500 + "]" * 500 + "}"),
    "half a character": lambda path: path.write_text('{"title": "\\ud800"}'),
    "files of no kind": lambda path: path.write_text('{"title": "Odd", "files": [7]}'),
    "a folder": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
}
GOOD = [a_paper(f"Paper {number}", doi=f"10.5555/{number}", facts={"x": "y" * 3000}) for number in range(40)]


async def _library(data: Path, papers: int = 3) -> None:
    async with opened(data) as store:
        await keep(store, *GOOD[:papers])
        await keep_pdf(store, GOOD[0], data / "downloads")
        await store.save_download(DownloadItem("q", "doi:10.5555/q", None, DownloadState.WAITING))


def _plant_bad_folders(data: Path) -> None:
    for name, plant in BAD_SIDECARS.items():
        (data / "papers" / name).mkdir()
        plant(data / "papers" / name / "paper.json")
    long = data / "papers" / "a long name"
    long.mkdir()
    (long / "paper.json").write_text(json.dumps({"title": "Long", "files": [{"name": "x" * 5000}]}))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
@pytest.mark.parametrize("way", ["rebuilt", "not closed", "without a database"])
async def test_bad_folders_are_named_and_the_others_are_taken_in(tmp_path: Path, way: str):
    await _library(tmp_path)
    _plant_bad_folders(tmp_path)
    if way == "not closed":
        (tmp_path / ".library" / "session-dead.lock").write_bytes(b"")
    elif way == "without a database":
        (tmp_path / "library.sqlite").unlink()
    expected = sorted([*(paper.title for paper in GOOD[:3]), "Long"])
    async with opened(tmp_path) as store:
        if way == "rebuilt":
            assert await store.rebuild() == len(expected)
        assert sorted(await titles(store)) == expected
        assert content(await found(store, GOOD[0])).startswith(b"%PDF-")
        named = " ".join(problem.message for problem in await store.problems())
        for name in BAD_SIDECARS:
            assert name in named
        assert "x" * 100 in named
        assert "x" * 200 not in named
        if way != "without a database":
            assert [item.key for item in await store.downloads()] == ["q"]
    for name in BAD_SIDECARS:
        assert (tmp_path / "papers" / name / "paper.json").exists(), "what cannot be read is left"
    async with opened(tmp_path) as store:
        assert sorted(await titles(store)) == expected
        await store.star([(await found(store, GOOD[1])).key], True)


UNREADABLE = """
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import filelock  # the other user may not be able to read it
from tests.support.libraries import opened, titles
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)

async def main():
    async with opened(Path(sys.argv[1])) as store:
        print(await store.rebuild(), *await titles(store))
        print(*(problem.message for problem in await store.problems() if not problem.repaired))

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others on Windows")
async def test_a_sidecar_and_a_pdf_that_may_not_be_read_are_named():
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        await _library(data)
        (data / "papers" / "Closed").mkdir()
        (data / "papers" / "Closed" / "paper.json").write_text('{"title": "Closed"}')
        async with opened(data) as store:
            folder = await store.folder((await found(store, GOOD[1])).key)
        assert folder is not None
        (folder / "closed.pdf").write_bytes(b"%PDF")
        for path in (data / "papers" / "Closed" / "paper.json", folder / "closed.pdf"):
            path.chmod(0)
        _give_away(Path(place))
        ran = _run(UNREADABLE, data)
        assert ran.stdout.startswith("3 "), ran.stderr
        assert "Closed" in ran.stdout
        assert "closed.pdf" in ran.stdout


def _give_away(folder: Path) -> None:
    """Gives *folder* to the user as whom root runs `UNREADABLE`."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, 65534)


def _run(program: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, str(data), str(ROOT)], capture_output=True, text=True, check=False, cwd=ROOT
    )


@pytest.mark.parametrize("small_disk", ["4m"], indirect=True)
async def test_a_rebuild_on_a_full_disk_leaves_the_library(tmp_path: Path, small_disk: Path, expect_log):
    expect_log("sidecars could not be written|sidecars wait for the next opening")
    data = small_disk / "data"
    await _library(data, len(GOOD))
    everything = sorted(paper.title for paper in GOOD)
    refused = 0
    for free in (0, 60_000, 120_000, 200_000, 240_000, 280_000, 320_000, 370_000, 420_000, 600_000):
        ballast = fill_up(small_disk, free)
        async with opened(data) as store:
            try:
                assert await store.rebuild() == len(GOOD)
            except DiskError:
                refused += 1
            assert sorted(await titles(store)) == everything, free
        async with opened(data) as store:  # on the full disk
            assert sorted(await titles(store)) == everything, free
        ballast.unlink()
        async with opened(data) as store:
            assert sorted(await titles(store)) == everything, free
            assert [item.key for item in await store.downloads()] == ["q"]
            assert await store.verify() == ()
            assert at_work(data) == []
        for old in data.glob("library.replaced-*"):
            old.unlink()
    assert refused >= 5
    async with opened(data) as store:
        assert await store.rebuild() == len(GOOD)


LIMITED = """
import asyncio, resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from scholar_desktop.domain.errors import DiskError
from tests.support.libraries import opened

async def main():
    refused = 0
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    for limit in (0, 10, 4096, 50_000, 100_000, 150_000, 200_000, 250_000, 300_000):
        async with opened(Path(sys.argv[1])) as store:
            await store.counts()
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
            try:
                await store.rebuild()
            except DiskError:
                refused += 1
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
            print((await store.counts()).papers, end=" ")
    print(refused > 3)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of file size on Windows")
async def test_a_rebuild_whose_writes_fail_leaves_the_library(tmp_path: Path):
    await _library(tmp_path, len(GOOD))
    ran = _run(LIMITED, tmp_path)
    assert ran.stdout.split() == ["40"] * 9 + ["True"], ran.stderr
    async with opened(tmp_path) as store:
        assert sorted(await titles(store)) == sorted(paper.title for paper in GOOD)
        assert [item.key for item in await store.downloads()] == ["q"]
        assert await store.verify() == ()


@pytest.mark.parametrize("note", [True, False])
async def test_a_library_that_an_earlier_version_left_empty_takes_its_papers_in(tmp_path: Path, note: bool):
    await _library(tmp_path)
    old = tmp_path / "library.replaced-2026-11-20.sqlite"
    (tmp_path / "library.sqlite").rename(old)
    with closing(sqlite3.connect(tmp_path / "library.sqlite")) as connection, connection:
        create_all(connection)
    if note:
        (tmp_path / ".library" / "rebuilding").write_text(old.name)
    async with opened(tmp_path) as store:
        assert sorted(await titles(store)) == sorted(paper.title for paper in GOOD[:3])
        assert [item.key for item in await store.downloads()] == (["q"] if note else [])
        assert await store.verify() == ()
        assert at_work(tmp_path) == []


async def test_the_log_of_a_replaced_database_is_not_applied_to_the_new_one(tmp_path: Path):
    """A library that was not closed: its last changes are still in the log beside the database."""
    data = tmp_path / "data"
    async with opened(data) as store:
        await keep(store, *GOOD[:3])
        # without the backup of the day, which is being written
        shutil.copytree(data, tmp_path / "killed", ignore=shutil.ignore_patterns("backups"))
    folders = LibraryFolders(tmp_path / "killed")
    log = folders.data / "library.sqlite-wal"
    before = log.read_bytes()
    assert before
    with closing(sqlite3.connect(database_swap.new_database(folders))) as connection, connection:
        connection.execute("CREATE TABLE new (x)")
    database_swap.replace(folders, lambda step: None)
    with closing(sqlite3.connect(folders.database)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("new",)]
    (kept,) = folders.data.glob("library.replaced-*.sqlite-wal")
    assert kept.read_bytes() == before


async def test_a_library_is_not_opened_while_its_database_is_replaced(tmp_path: Path):
    await _library(tmp_path)
    with hold_alone(LibraryFolders(tmp_path)):
        async with opened(tmp_path, busy_s=0.05) as store:
            with pytest.raises(LibraryLocked):
                await store.counts()
    async with opened(tmp_path) as store:
        assert (await store.counts()).papers == 3
