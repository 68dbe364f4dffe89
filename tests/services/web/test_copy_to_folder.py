"""A copy in a folder of the user's own never takes the place of anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scholar_desktop.services.web.disk_files import copy_to_folder


def test_a_copy_is_placed_once(tmp_path: Path) -> None:
    source, folder = tmp_path / "source", tmp_path / "out"
    source.write_bytes(b"paper")
    folder.mkdir()
    first = copy_to_folder(source, folder, "A.pdf")
    assert copy_to_folder(source, folder, "A.pdf") == first == folder / "A.pdf"
    assert [path.name for path in folder.iterdir()] == ["A.pdf"]


@pytest.mark.parametrize("links", [True, False])
def test_another_file_of_that_name_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:  # a file system that has no hard links

        def no_link(source: object, target: object) -> None:
            raise OSError("Operation not supported")

        monkeypatch.setattr(os, "link", no_link)
    source, folder = tmp_path / "source", tmp_path / "out"
    source.write_bytes(b"paper")
    folder.mkdir()
    (folder / "A.pdf").write_bytes(b"mine")
    (folder / "A (2).pdf").mkdir()
    assert copy_to_folder(source, folder, "A.pdf") == folder / "A (3).pdf"
    assert (folder / "A.pdf").read_bytes() == b"mine"
    assert (folder / "A (3).pdf").read_bytes() == b"paper"
    assert not list(folder.glob(".*"))


def test_a_folder_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"paper")
    with pytest.raises(OSError, match="No such file"):
        copy_to_folder(source, tmp_path / "absent", "A.pdf")
