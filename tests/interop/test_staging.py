"""Staged PDFs: named so that other programs take them, links where possible, and there as long as the paper is."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.interop.staging import StagingFolder


def a_pdf(folder: Path, name: str = "Vaswani 2017 - Attention.pdf", content: bytes = b"%PDF-1.4 x %%EOF") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_link_is_staged_and_the_librarys_own_name_of_the_file_is_out_of_reach(tmp_path: Path):
    own = a_pdf(tmp_path / "library")
    [staged] = StagingFolder(tmp_path / "drag").stage([("k1", own)])
    assert staged.name == own.name
    assert staged != own
    assert staged.stat().st_ino == own.stat().st_ino
    staged.rename(tmp_path / "moved by another program.pdf")
    assert own.read_bytes().startswith(b"%PDF")


def test_a_copy_is_staged_where_the_file_system_has_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_arguments: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    own = a_pdf(tmp_path / "library")
    stage = StagingFolder(tmp_path / "drag").stage
    [staged] = stage([("k1", own)])
    assert staged.stat().st_ino != own.stat().st_ino
    assert staged.read_bytes() == own.read_bytes()
    assert stage([("k1", own)]) == [staged]


def test_names_have_nothing_that_reference_managers_trip_over(tmp_path: Path):
    own = a_pdf(tmp_path, "100% of [it] - Ünïcode.pdf")
    [staged] = StagingFolder(tmp_path / "drag").stage([("k1", own)])
    assert not set("[]%") & set(staged.name)
    assert staged.suffix == ".pdf"


def test_two_files_of_one_name_do_not_meet(tmp_path: Path):
    first, second = a_pdf(tmp_path / "a", content=b"first"), a_pdf(tmp_path / "b", content=b"second")
    staged = StagingFolder(tmp_path / "drag").stage([("k1", first), ("k2", second)])
    assert [path.read_bytes() for path in staged] == [b"first", b"second"]
    assert staged[0].name == staged[1].name


def test_a_path_that_was_dropped_stays_when_the_library_renames_or_replaces_its_file(tmp_path: Path):
    own, stage = a_pdf(tmp_path), StagingFolder(tmp_path / "drag").stage
    [first] = stage([("k1", own)])
    assert stage([("k1", own)]) == [first]
    renamed = own.rename(tmp_path / "renamed.pdf")
    assert stage([("k1", renamed)]) == [first]
    renamed.unlink()
    renamed.write_bytes(b"%PDF another version %%EOF")
    [second] = stage([("k1", renamed)])
    assert second.read_bytes() == renamed.read_bytes()
    assert first.read_bytes() == b"%PDF-1.4 x %%EOF"
    second.unlink()
    assert stage([("k1", renamed)])[0].is_file(), "a program that moved it away gets another"


def test_only_the_papers_that_are_named_are_removed(tmp_path: Path):
    staging = StagingFolder(tmp_path / "drag")
    assert (staging.keys(), staging.remove(["k9"])) == ([], 1)
    [old], [new] = staging.stage([("k1", a_pdf(tmp_path, "a.pdf"))]), staging.stage([("k2", a_pdf(tmp_path, "b.pdf"))])
    assert staging.keys() == ["k1", "k2"]
    assert staging.remove(["k1"]) == 1
    assert not old.exists()
    assert new.exists()


def test_a_copy_that_cannot_be_made_says_why(tmp_path: Path):
    with pytest.raises(DiskError, match=r"gone\.pdf"):
        StagingFolder(tmp_path / "drag").stage([("k1", tmp_path / "gone.pdf")])
    (tmp_path / "blocked").write_text("not a folder")
    with pytest.raises(DiskError):
        StagingFolder(tmp_path / "blocked").stage([("k1", a_pdf(tmp_path))])
    assert not list(tmp_path.glob("**/*.part"))
