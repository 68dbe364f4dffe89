"""A library folder that other machines see too: recognised, and opened without shared memory where there is none."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scholar_desktop.library import shared_folders
from scholar_desktop.library.database import journal_mode
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.shared_folders import NETWORK, SYNCED, SharedFolder, conflict_copies, recognise
from scholar_desktop.library.tables.searches_database import SearchesDatabase
from scholar_desktop.profile import StateFile
from scholar_desktop.services.library.folder_warnings import FolderWarnings
from tests.support.libraries import a_paper, found, keep, keep_pdf, opened, titles


@pytest.fixture
def on_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of which the system says that it is on NFS. The name has a space, which /proc writes as an octal."""
    place = tmp_path / "net drive"
    place.mkdir()
    mounts = tmp_path / "mounts"
    name = str(place).replace(" ", "\\040")
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/home {name} nfs4 rw,vers=4.2 0 0\n")
    monkeypatch.setattr(shared_folders, "MOUNTS", mounts)
    return place


@pytest.mark.skipif(not Path("/proc/self/mounts").exists(), reason="the list of mounts is read from /proc")
def test_a_network_drive_is_recognised_by_its_file_system(on_network: Path, tmp_path: Path):
    assert recognise(on_network / "not made yet") == SharedFolder(NETWORK, "nfs4")
    assert recognise(tmp_path) is None
    (tmp_path / "link").symlink_to(on_network)
    assert recognise(tmp_path / "link") == SharedFolder(NETWORK, "nfs4")
    for kind, is_network in (("cifs", True), ("fuse.sshfs", True), ("ext4", False), ("fuse.ntfs-3g", False)):
        shared_folders.MOUNTS.write_text(f"a / ext4 rw 0 0\nb {tmp_path} {kind} rw 0 0\n")
        assert (recognise(tmp_path) is not None) is is_network, kind
    shared_folders.MOUNTS.write_text(f"a / nfs rw 0 0\nb {tmp_path} ext4 rw 0 0\n")
    assert recognise(tmp_path) is None, "the nearest mount counts"


def test_a_synchronised_folder_is_recognised_by_its_name_or_by_what_lies_in_it(tmp_path: Path):
    for name, service in (
        ("Dropbox", "Dropbox"),
        ("Dropbox (My University)", "Dropbox"),
        ("OneDrive - My University", "OneDrive"),
        ("Google Drive", "Google Drive"),
        ("GoogleDrive-me@university.test", "Google Drive"),
        ("Mobile Documents", "iCloud Drive"),
        ("Nextcloud", "Nextcloud"),
    ):
        assert recognise(tmp_path / name / "Scholar Library") == SharedFolder(SYNCED, service), name
    assert recognise(tmp_path / "Papers about Dropbox" / "OneDriven") is None
    for number, (marker, service) in enumerate(
        ((".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox"), (".tmp.drivedownload", "Google Drive"))
    ):
        (tmp_path / str(number) / marker).mkdir(parents=True)
        assert recognise(tmp_path / str(number) / "a" / "b") == SharedFolder(SYNCED, service)
    home = Path.home()
    (home / ".dropbox").mkdir(parents=True)
    assert recognise(home / "library") is None, "in the home folder .dropbox holds settings"
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / ".dropbox").write_text("{}")
    assert recognise(tmp_path / "root" / "library") == SharedFolder(SYNCED, "Dropbox")


def test_a_folder_that_dropbox_names_in_its_settings_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".dropbox").mkdir()
    (tmp_path / ".dropbox" / "info.json").write_text(f'{{"personal": {{"path": "{tmp_path}/Cloud"}}}}')
    assert recognise(tmp_path / "Cloud" / "library") == SharedFolder(SYNCED, "Dropbox")
    assert recognise(tmp_path / "Elsewhere") is None
    (tmp_path / ".dropbox" / "info.json").write_text('{"personal": 7}')
    assert recognise(tmp_path / "Cloud" / "library") is None


CONFLICTS = (
    "library (Ada's conflicted copy 2026-11-20).sqlite",
    "library (conflicted copy 2026-11-20 120000).sqlite",
    "library-LAPTOP.sqlite",
    "library.sync-conflict-20261120-120000-ABCDEFG.sqlite",
    "library (1).sqlite",
    "library 2.sqlite",
)


async def test_conflict_copies_are_named(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, a_paper())
        for name in ("library.replaced-2026-11-20.sqlite", "library.replaced-2026-11-20 (2).sqlite",
                     "library.version-3.sqlite", "notes.sqlite"):  # fmt: skip
            (tmp_path / name).write_bytes(b"")
        assert await store.verify() == ()
        for name in CONFLICTS:
            (tmp_path / name).write_bytes(b"copy")
        assert [path.name for path in conflict_copies(LibraryFolders(tmp_path))] == sorted(CONFLICTS)
        messages = [problem.message for problem in await store.verify()]
        assert len(messages) == len(CONFLICTS)
        assert all("conflict copy" in message for message in messages)
    assert all((tmp_path / name).read_bytes() == b"copy" for name in CONFLICTS)


async def test_a_warning_is_given_once_on_each_machine(tmp_path: Path):
    library = tmp_path / "Dropbox" / "library"
    here, there = StateFile(tmp_path / "here.json"), StateFile(tmp_path / "there.json")
    assert await FolderWarnings(library, here).new() == (), "there is no library yet"
    library.mkdir(parents=True)
    (warning,) = await FolderWarnings(library, here).new()
    assert "synchronised by Dropbox" in warning.lead
    assert "on one computer at a time" in warning.text
    assert await FolderWarnings(library, here).new() == ()
    (library / CONFLICTS[0]).write_bytes(b"copy")
    (warning,) = await FolderWarnings(library, here).new()
    assert CONFLICTS[0] in warning.lead
    assert len(await FolderWarnings(library, there).new()) == 2
    (tmp_path / "here.json").write_text('{"given": 7}')
    assert len(await FolderWarnings(library, here).new()) == 2


async def _use(data: Path) -> None:
    async with opened(data) as store, opened(data) as other:
        (key,) = await keep(store, a_paper("One", doi="10.5555/a"))
        await keep_pdf(store, key, data / "downloads")
        assert await titles(other, "one") == ["One"]
        await other.star([key], False)
        await other.star([key], True)
        assert (await found(store, a_paper("One", doi="10.5555/a"))).starred
        assert await store.refresh_if_changed() is not None
        assert await store.verify() == ()
    async with opened(data) as store:
        assert await store.rebuild() == 1
        assert (await found(store, a_paper("One", doi="10.5555/a"))).starred


async def test_a_library_on_a_network_drive_is_opened_without_shared_memory(on_network: Path):
    data = on_network / "library"
    await _use(data)
    assert not journal_mode.is_in_wal(data / "library.sqlite")
    assert not list(data.glob("*-shm"))
    searches = SearchesDatabase(data)
    await searches.do(lambda connection: None)
    assert not list(data.glob("searches.sqlite-*"))
    await searches.aclose()


async def test_a_library_that_was_on_a_disk_is_moved_to_a_network_drive_and_back(on_network: Path, tmp_path: Path):
    data = tmp_path / "library"
    await _use(data)
    assert journal_mode.is_in_wal(data / "library.sqlite")
    data.rename(on_network / "library")
    await _use(on_network / "library")
    assert not journal_mode.is_in_wal(on_network / "library" / "library.sqlite")
    (on_network / "library").rename(data)
    await _use(data)
    assert journal_mode.is_in_wal(data / "library.sqlite")


@pytest.mark.parametrize("was_in_wal", [True, False])
async def test_a_library_is_opened_where_shared_memory_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, was_in_wal: bool
):
    """SQLite cannot open the file of the shared memory, because its name is a link into a folder that is missing."""
    async with opened(tmp_path) as store:
        await keep(store, a_paper("Before", doi="10.5555/before"))
    if not was_in_wal:
        with closing(sqlite3.connect(tmp_path / "library.sqlite")) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    (tmp_path / "library.sqlite-shm").symlink_to(tmp_path / "missing" / "memory")
    assert journal_mode.has_shared_memory(tmp_path)
    monkeypatch.setattr(journal_mode, "has_shared_memory", lambda folder: False)
    async with opened(tmp_path) as store:
        assert await titles(store) == ["Before"]
        await keep(store, a_paper("After", doi="10.5555/after"))
    async with opened(tmp_path) as store:
        assert sorted(await titles(store)) == ["After", "Before"]
        assert await store.verify() == ()
    assert not journal_mode.is_in_wal(tmp_path / "library.sqlite")
