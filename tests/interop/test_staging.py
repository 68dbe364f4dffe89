"""Copies for other programs: named so that they take them, apart from the library's own file, gone after a day."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.interop import staging
from scholar_desktop.interop.staging import StagingFolder


def a_pdf(folder: Path, name: str = "Vaswani 2017 - Attention.pdf", content: bytes = b"%PDF-1.4 x %%EOF") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_copy_is_staged_and_the_librarys_own_file_is_out_of_reach(tmp_path: Path):
    own = a_pdf(tmp_path / "library")
    [staged] = StagingFolder(tmp_path / "cache" / "drag").stage([own])
    assert staged.name == own.name
    assert staged.read_bytes() == own.read_bytes()
    staged.write_bytes(b"annotated")
    staged.unlink()
    assert own.read_bytes().startswith(b"%PDF")


def test_names_have_nothing_that_reference_managers_trip_over(tmp_path: Path):
    own = a_pdf(tmp_path, "100% of [it] - Ünïcode.pdf")
    [staged] = StagingFolder(tmp_path / "drag").stage([own])
    assert not set("[]%") & set(staged.name)
    assert staged.suffix == ".pdf"


def test_two_files_of_one_name_do_not_meet(tmp_path: Path):
    first, second = a_pdf(tmp_path / "a", content=b"first"), a_pdf(tmp_path / "b", content=b"second")
    staged = StagingFolder(tmp_path / "drag").stage([first, second])
    assert [path.read_bytes() for path in staged] == [b"first", b"second"]
    assert staged[0].name == staged[1].name


def test_the_same_file_is_staged_once_and_anew_when_it_or_the_copy_has_changed(tmp_path: Path):
    own, stage = a_pdf(tmp_path), StagingFolder(tmp_path / "drag").stage
    [first] = stage([own])
    inode = first.stat().st_ino
    assert stage([own]) == [first]
    assert first.stat().st_ino == inode
    first.write_bytes(b"another program wrote into it")
    assert stage([own])[0].read_bytes() == own.read_bytes()
    own.write_bytes(b"%PDF another version %%EOF")
    assert stage([own])[0].read_bytes() == own.read_bytes()
    stage([own])[0].unlink()
    assert stage([own])[0].is_file(), "a program that moved it away gets another"


def test_what_is_too_much_to_copy_at_once_is_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(staging, "COPIED_BYTES", 10)
    small, large = a_pdf(tmp_path, "small.pdf", b"x"), a_pdf(tmp_path, "large.pdf", b"y" * 20)
    copied, linked = StagingFolder(tmp_path / "drag").stage([small, large])
    assert copied.stat().st_ino != small.stat().st_ino
    assert linked.stat().st_ino == large.stat().st_ino
    linked.unlink()
    assert large.is_file()


def test_copies_go_after_a_day(tmp_path: Path):
    stage = StagingFolder(tmp_path / "drag")
    assert stage.tidy() == 0
    [old], [new] = stage.stage([a_pdf(tmp_path, "old.pdf")]), stage.stage([a_pdf(tmp_path, "new.pdf")])
    yesterday = time.time() - staging.KEPT_S - 60
    os.utime(old.parent, (yesterday, yesterday))
    assert stage.tidy() == 1
    assert not old.exists()
    assert new.exists()


def test_a_copy_that_cannot_be_made_says_why(tmp_path: Path):
    with pytest.raises(DiskError, match=r"gone\.pdf"):
        StagingFolder(tmp_path / "drag").stage([tmp_path / "gone.pdf"])
    (tmp_path / "blocked").write_text("not a folder")
    with pytest.raises(DiskError):
        StagingFolder(tmp_path / "blocked").stage([a_pdf(tmp_path)])
    assert not list(tmp_path.glob("**/*.part"))
