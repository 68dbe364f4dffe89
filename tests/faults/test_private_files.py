"""What the program writes to a profile is for its user alone, whatever the umask of the session allows."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scholar_desktop.domain.file_locks import lock_file
from scholar_desktop.domain.private_files import make_private_file, make_private_folder, new_file, replace_file
from scholar_desktop.services.program.daily_quota import _append
from scholar_desktop.services.program.settings_editor import _try_folder
from scholar_desktop.services.zenodo.record_export import _save
from scholar_desktop.ui.downloads.download_commands import _write_csv
from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo
from tests.support.window_driver import window_on

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
PRIVATE = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".toml", ".log", ".calls")


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def check_profile(profile: Path) -> set[str]:
    """The names of the databases, settings, states and logs that were found, each for the user alone.

    The folders of papers have the permissions of any new folder, inside one that is for the user alone.
    """
    found = set()
    for path in [profile, *profile.rglob("*")]:
        if profile / "data" / "papers" in path.parents:
            continue
        if path.is_dir():
            assert mode(path) == 0o700, path
        elif path.name.endswith(PRIVATE) or profile / "data" not in path.parents:
            assert mode(path) & 0o077 == 0, path
            found.add(path.name)
    return found


def test_the_command_line_writes_private_files(run: Run, tmp_path: Path) -> None:
    assert run("search", "attention", "--json").code == 0
    assert run("library", "add", "10.1038/s41579-022-00846-2", "--json").code == 0
    assert run("settings", "host_delay", "0", "--json").code == 0
    found = check_profile(tmp_path / "profile")
    assert {"config.toml", "library.sqlite"} <= found
    assert sum(name.endswith(".sqlite") for name in found) >= 2


async def test_the_window_writes_private_files(demo: Demo, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.search("attention")
        driver.view().choose(0)
        driver.trigger("paper.star")
        await driver.idle()
        found = check_profile(tmp_path / "profile")
        assert "library.sqlite" in found
    assert {"state.json", "last_search.json"} <= check_profile(tmp_path / "profile")


def test_a_database_of_an_earlier_version_becomes_private_and_its_folder_is_left_alone(
    run: Run, tmp_path: Path
) -> None:
    assert run("library", "add", "10.1038/s41579-022-00846-2", "--json").code == 0
    data = tmp_path / "profile" / "data"
    (data / "library.sqlite").chmod(0o644)
    data.chmod(0o755)
    assert run("library", "list", "--json").data["total"] == 1
    assert mode(data / "library.sqlite") == 0o600
    assert mode(data) == 0o755


def test_a_new_file_follows_no_link_and_takes_the_place_of_what_was_left(tmp_path: Path) -> None:
    (tmp_path / "others").write_bytes(b"theirs")
    (tmp_path / "x.part").symlink_to(tmp_path / "others")
    with new_file(tmp_path / "x.part", is_private=True) as file:
        file.write(b"ours")
    assert (tmp_path / "others").read_bytes() == b"theirs"
    assert not (tmp_path / "x.part").is_symlink()
    assert mode(tmp_path / "x.part") == 0o600


def test_folders_and_files_that_are_not_ours_keep_their_permissions(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(0o775)
    make_private_folder(shared / "a" / "b")
    assert [mode(place) for place in (shared, shared / "a", shared / "a" / "b")] == [0o775, 0o700, 0o700]
    make_private_folder(shared)
    assert mode(shared) == 0o775
    make_private_file(shared / "missing" / "x.sqlite")
    make_private_file(shared)
    assert mode(shared) == 0o775


def test_a_file_is_replaced_whole_and_a_failure_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    replace_file(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"new"
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        replace_file(tmp_path / "folder", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "folder"]


def test_tables_are_written_past_links_that_somebody_left_beside_them(tmp_path: Path) -> None:
    others, report, records = tmp_path / "others", tmp_path / "report.csv", tmp_path / "records.csv"
    others.write_bytes(b"theirs")
    for left in (".report.csv.new", ".records.csv.part"):
        (tmp_path / left).symlink_to(others)
    _write_csv(report, (), {})
    _save((), records)
    assert others.read_bytes() == b"theirs"
    assert report.exists()
    assert records.exists()


def test_a_lock_is_not_made_through_a_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    for name in ("x.lock", "2026-01-01.calls"):
        (tmp_path / name).symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic"):
        lock_file(tmp_path / "x.lock")
    with pytest.raises(OSError, match="symbolic"):
        _append(tmp_path / "2026-01-01.calls")
    assert not elsewhere.exists()


def test_the_folder_that_a_person_chooses_is_tried_without_following_a_link(tmp_path: Path) -> None:
    (tmp_path / ".scholar-desktop-write-test").symlink_to(tmp_path / "elsewhere")
    _try_folder(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
