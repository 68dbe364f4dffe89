"""library archive, unarchive and move: another machine opens the library as it was."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_whole_export import entries, library  # noqa: F401  a fixture

WRONG = ("../out.pdf", "/etc/out.pdf", "papers/../../out.pdf", "papers/a/..\\out.pdf", "other/out.pdf")


def test_an_archive_is_opened_as_it_was(run: Run, library: Path, tmp_path: Path):  # noqa: F811
    ours = ("--profile", str(library))
    run(*ours, "library", "add", "1706.03762")
    run(*ours, "library", "trash", "key:web")
    file = tmp_path / "library.zip"
    ran = run(*ours, "library", "archive", str(file), "--json")
    assert (ran.code, ran.data["papers"], ran.data["files"]) == (0, 3, 1)
    assert ran.data["bytes"] == file.stat().st_size
    assert run(*ours, "library", "archive", str(file), "--json").error_code == "usage"
    inside = run(*ours, "library", "path", "--json").data["path"]
    assert run(*ours, "library", "archive", f"{inside}/x.zip", "--json").error_code == "usage"
    other = tmp_path / "two" / "data"
    unpacked = run("library", "unarchive", str(file), "--to", str(other), "--json")
    assert (unpacked.code, unpacked.data) == (0, {"papers": 3, "files": 1})
    theirs = ("--profile", str(tmp_path / "two"))
    assert run(*theirs, "library", "verify", "--json").data["problems"] == []
    assert entries(run, tmp_path / "two") == entries(run, library)
    assert run(*theirs, "library", "list", "--view", "trash", "--json").data["total"] == 1
    assert run(*theirs, "library", "undo", "--json").data["done"].startswith("move “A page” to the trash")
    again = run("library", "unarchive", str(file), "--to", str(other), "--json")
    assert (again.code, again.error_code) == (2, "usage")


@pytest.mark.parametrize("name", WRONG)
def test_an_archive_that_leads_out_of_its_folder_is_refused(run: Run, tmp_path: Path, name: str):
    file = tmp_path / "bad.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive.json", "{}")
        archive.writestr("library.sqlite", b"")
        archive.writestr(name, b"x")
    ran = run("library", "unarchive", str(file), "--to", str(tmp_path / "new"), "--json")
    assert (ran.code, ran.error_code) == (2, "usage")
    assert not (tmp_path / "out.pdf").exists()
    assert not list((tmp_path / "new").glob("*")) or not (tmp_path / "new" / "library.sqlite").exists()


def test_what_is_no_archive_leaves_nothing(run: Run, tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(b"no archive")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("archive.json", "{}")
        archive.writestr("library.sqlite", b"no database" * 100)
    for name in ("a.zip", "b.zip"):
        ran = run("library", "unarchive", str(tmp_path / name), "--to", str(tmp_path / "new"), "--json")
        assert (ran.code, ran.error_code) == (2, "usage")
        assert os.listdir(tmp_path / "new") == [] if (tmp_path / "new").exists() else True
    assert run("library", "unarchive", str(tmp_path / "none.zip"), "--to", str(tmp_path / "new"), "--json").code == 7


def test_a_library_is_moved_with_its_files(run: Run, library: Path, tmp_path: Path):  # noqa: F811
    ours = ("--profile", str(library))
    before, old = entries(run, library), run(*ours, "library", "path", "--json").data["path"]
    assert run(*ours, "library", "move", f"{old}/inside", "--json").error_code == "usage"
    ran = run(*ours, "library", "move", str(tmp_path / "new"), "--json")
    assert (ran.code, ran.data) == (0, {"papers": 2, "files": 1})
    assert run(*ours, "library", "path", "--json").data["path"] == str(tmp_path / "new")
    assert entries(run, library) == before
    assert run(*ours, "library", "verify", "--json").data["problems"] == []
    assert (Path(old) / "library.sqlite").exists(), "the old one is kept"
