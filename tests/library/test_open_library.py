"""A library that is new, old, newer, damaged, locked, or on a disk that takes nothing: each has its own answer."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scholar_desktop.domain.errors import DiskError, LibraryDamaged, LibraryLocked, LibraryNewer
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.library.database.migrations import MIGRATIONS
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.open_library import open_for_writing
from scholar_desktop.library.store import LibraryStore
from tests.support.disks import small_disk as small_disk
from tests.support.libraries import a_paper, a_pdf, at_work, found, keep, keep_pdf, opened, titles, tree


def _left_open(data_dir: Path) -> None:
    """As if a process had died with the library open."""
    (data_dir / ".library" / "session-dead.lock").write_bytes(b"")


def _execute(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute(statement)


def _spoil(database: Path) -> None:
    """Overwrite a page in the middle."""
    with database.open("rb+") as file:
        file.seek(database.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096)


async def test_a_library_from_a_newer_version_is_refused_and_not_touched(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, a_paper())
    _execute(tmp_path / "library.sqlite", "PRAGMA user_version = 99")
    before = tree(tmp_path)
    async with opened(tmp_path) as store:
        for _ in range(2):
            with pytest.raises(LibraryNewer, match="newer version") as refusal:
                await store.add([a_paper("Other")])
            assert refusal.value.hint is not None
        with pytest.raises(LibraryNewer):
            await store.page(LibraryView.ALL)
    assert tree(tmp_path) == before


async def test_a_file_that_is_no_database_is_named_and_left(tmp_path: Path):
    (tmp_path / "library.sqlite").write_bytes(b"<html>not a database</html>" * 100)
    before = tree(tmp_path)
    async with opened(tmp_path) as store:
        with pytest.raises(LibraryDamaged, match=r"library\.sqlite"):
            await store.counts()
    assert tree(tmp_path) == before


async def test_the_database_of_another_program_is_left_alone(tmp_path: Path):
    _execute(tmp_path / "library.sqlite", "CREATE TABLE papers (x)")
    async with opened(tmp_path) as store:
        with pytest.raises(LibraryDamaged, match="another program"):
            await store.counts()
    with closing(sqlite3.connect(tmp_path / "library.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM papers").fetchone() == (0,)


async def test_damage_is_found_after_an_unclean_end_and_the_file_stays(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, *(a_paper(f"Paper {number}") for number in range(50)))
    _spoil(tmp_path / "library.sqlite")
    _left_open(tmp_path)
    before = (tmp_path / "library.sqlite").read_bytes()
    for _ in range(2):  # and is found again
        async with opened(tmp_path) as store:
            with pytest.raises(LibraryDamaged) as refusal:
                await store.counts()
            assert "library rebuild" in (refusal.value.hint or "")
    assert (tmp_path / "library.sqlite").read_bytes() == before


async def test_a_damaged_database_that_is_moved_away_is_made_anew_from_the_folders(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper("One", doi="10.5555/a"))
        await store.star([key], True)
        sha256 = await keep_pdf(store, key, tmp_path, license="cc-by")
        before = await store.get(key)
    (tmp_path / "data" / "library.sqlite").rename(tmp_path / "library.sqlite")
    async with opened(tmp_path / "data") as store:
        assert await store.get(key) == before
        assert (await found(store, a_paper("One", doi="10.5555/a"))).files[0].sha256 == sha256
        assert any("has been added" in problem.message for problem in await store.problems())


async def test_an_orderly_end_leaves_no_mark_and_an_unclean_one_is_put_right_once(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await keep_pdf(store, a_paper(), tmp_path)
        lost = await found(store, a_paper())
    assert at_work(tmp_path / "data") == []
    assert not list((tmp_path / "data" / ".library").iterdir())
    _left_open(tmp_path / "data")
    assert lost.pdf is not None
    os.rename(lost.pdf, lost.pdf.replace("paper.pdf", "renamed.pdf"))
    async with opened(tmp_path / "data") as store:
        kept = await found(store, a_paper())
        assert [file.name for file in kept.files] == ["renamed.pdf"]
        messages = [problem.message for problem in await store.problems()]
        assert len(messages) == 2
        assert await store.verify() == ()
    async with opened(tmp_path / "data") as store:
        assert await store.problems() == ()


async def test_after_an_unclean_end_folders_without_rows_are_taken_in_or_named(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper("Known"))
        folder = await store.folder(key)
        assert folder is not None
        shutil.copytree(folder, folder.with_name("Copy of it"))
    async with opened(tmp_path / "other") as store:
        (other,) = await keep(store, a_paper("From elsewhere"))
        folder = await store.folder(other)
        assert folder is not None
        shutil.copytree(folder, tmp_path / "data" / "papers" / folder.name)
    papers = tmp_path / "data" / "papers"
    (papers / "Empty").mkdir()
    (papers / "Mine").mkdir()
    (papers / "Mine" / "notes.txt").write_text("x")
    (papers / "Broken").mkdir()
    (papers / "Broken" / "paper.json").write_text('{"title": 7}')
    _left_open(tmp_path / "data")
    async with opened(tmp_path / "data") as store:
        assert sorted(await titles(store)) == ["From elsewhere", "Known"]
        named = " ".join(problem.message for problem in await store.problems())
        for word in ("Copy of it", "Mine", "Broken"):
            assert word in named
    assert not (papers / "Empty").exists()
    assert (papers / "Mine" / "notes.txt").exists()


async def test_a_papers_folder_that_is_away_costs_no_rows(tmp_path: Path):
    data = tmp_path / "data"
    async with opened(data) as store:
        await keep_pdf(store, a_paper(), tmp_path)
    (data / "papers").rename(tmp_path / "away")
    _left_open(data)
    async with opened(data) as store:
        assert (await found(store, a_paper())).pdf is None
    shutil.rmtree(data / "papers")
    (tmp_path / "away").rename(data / "papers")
    async with opened(data) as store:
        assert (await found(store, a_paper())).pdf is not None


async def test_a_library_that_another_program_holds_is_locked_and_then_free_again(tmp_path: Path):
    async with opened(tmp_path, busy_s=0.05) as store:
        (key,) = await keep(store, a_paper())
        with closing(sqlite3.connect(tmp_path / "library.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LibraryLocked) as refusal:
                await store.star([key], True)
            assert refusal.value.hint is not None
            assert (await found(store, a_paper())).starred is False  # reading goes on
            other.execute("COMMIT")
        await store.star([key], True)
        assert (await found(store, a_paper())).starred is True


async def test_a_library_held_for_itself_alone_is_locked_at_opening(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, a_paper())
    with closing(sqlite3.connect(tmp_path / "library.sqlite", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        async with opened(tmp_path, busy_s=0.05) as store:
            with pytest.raises(LibraryLocked):
                await store.counts()
    async with opened(tmp_path) as store:
        assert (await store.counts()).papers == 1


def test_a_migration_happens_whole_and_a_copy_of_the_old_library_is_kept(tmp_path: Path):
    folders = LibraryFolders(tmp_path)

    def open_with(migrations: object) -> None:
        open_for_writing(
            folders, busy_s=1, now=lambda: datetime.now(UTC), at=lambda step: None, migrations=migrations
        ).close()  # type: ignore[arg-type]

    def second(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE extra (x)")

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (x)")
        connection.execute("SELECT * FROM nowhere")

    open_with(MIGRATIONS)
    version = len(MIGRATIONS)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        open_with((*MIGRATIONS, broken))
    with closing(sqlite3.connect(folders.database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'half'").fetchone() is None
    open_with((*MIGRATIONS, second))
    copy = tmp_path / f"library.version-{version}.sqlite"
    for database, expected in ((copy, version), (folders.database, version + 1)):
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (expected,)
            assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    with pytest.raises(LibraryNewer):
        open_with(MIGRATIONS)


async def _fill(store: LibraryStore) -> int:
    """Add papers until the disk is full; how many are kept then."""
    count = (await store.counts()).papers
    try:
        while True:
            await store.add([a_paper(f"Paper {count}", facts={"abstract": "x" * 20_000})])
            count += 1
    except DiskError:
        return count


async def test_a_full_disk_is_said_and_what_is_kept_stays_whole(tmp_path: Path, small_disk: Path, expect_log):
    expect_log("sidecars could not be written|sidecars wait for the next opening")
    data = small_disk / "data"
    async with opened(data) as store:
        (key,) = await keep(store, a_paper("Kept before"))
        staged, sha256 = a_pdf(tmp_path / "big.part", b"x" * 3_000_000)
        with pytest.raises(DiskError, match="full") as refusal:
            await store.attach(key, staged, name="big.pdf", sha256=sha256)
        assert "Free up some space" in (refusal.value.hint or "")
        assert staged.exists()
        kept_papers = await _fill(store)
        assert (await store.counts()).papers == kept_papers
        assert (await store.page(LibraryView.ALL, "before")).total == 1
    for file in (data / "papers").glob("*/paper.json"):
        file.unlink()
    async with opened(data) as store:
        assert (await store.counts()).papers == kept_papers


async def test_a_library_on_a_read_only_disk_can_be_read_and_says_why_it_cannot_be_changed(
    tmp_path: Path, small_disk: Path
):
    async with opened(small_disk) as store:
        await keep(store, a_paper("Kept before"))
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)  # noqa: ASYNC221
    async with opened(small_disk) as store:
        assert (await store.counts()).papers == 1
        assert (await store.page(LibraryView.ALL, "before")).total == 1
        with pytest.raises(DiskError, match="read-only") as refusal:
            await keep(store, a_paper("Too late"))
        assert refusal.value.hint is not None
        subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)  # noqa: ASYNC221
        await keep(store, a_paper("In time again"))
        assert (await store.counts()).papers == 2


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "a file").write_text("x")
    async with opened(tmp_path / "a file" / "library") as store:
        with pytest.raises(DiskError) as refusal:
            await store.counts()
        assert "a file" in refusal.value.message


WRITER = """
import asyncio, resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from scholar_desktop.domain.errors import DiskError
from tests.support.libraries import a_paper, opened

async def main():
    async with opened(Path(sys.argv[1])) as store:
        await store.add([a_paper("Before")])
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
        count = 1
        try:
            while count < 500:
                await store.add([a_paper(f"Paper {count}", facts={"abstract": "x" * 20_000})])
                count += 1
        except DiskError as error:
            print(count, error.code, error.hint is not None)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of file size on Windows")
async def test_a_write_that_fails_in_the_middle_leaves_what_was_before(tmp_path: Path):
    tests = Path(__file__).parents[1]
    ran = subprocess.run(  # noqa: ASYNC221
        [sys.executable, "-c", WRITER, str(tmp_path), str(tests.parent)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tests.parent,
    )
    count, code, has_hint = ran.stdout.split()
    assert (code, has_hint) == ("disk", "True"), ran.stderr
    async with opened(tmp_path) as store:
        assert (await store.counts()).papers == int(count)
        assert await store.verify() == ()
