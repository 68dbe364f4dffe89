"""Files that a system may run are recognised by name, permissions and first bytes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from scholar_desktop.services.web.runnable_files import can_run, path_to_open

PDF = b"%PDF-1.7\n"


@pytest.mark.parametrize(
    "name",
    [
        *("setup.exe", "a.pdf.exe", "A.EXE", "run.bat", "x.scr", "x.js", "x.hta", "x.lnk", "x.url", "x.msi", "x.ps1"),
        *("x.desktop", "x.sh", "x.AppImage", "x.deb", "x.run", "x.py", "x.jar", "x.command", "x.pkg", "x.dmg"),
        *("x.webloc", "x.docm", "x.settingcontent-ms", "x.exe. ", "x.terminal"),
    ],
)
def test_a_name_by_which_a_system_runs_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PDF)
    assert can_run(tmp_path / name)
    assert path_to_open(tmp_path / name) == tmp_path


@pytest.mark.parametrize(
    "content",
    [
        *(b"MZ\x90\x00", b"\x7fELF\x02\x01", b"#!/bin/sh\nrm -r ~\n", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe\x00"),
        *(b"\xfe\xed\xfa\xcf", b"L\x00\x00\x00\x01\x14\x02\x00", b"# a comment\n[Desktop Entry]\nExec=sh -c x\n"),
        b"\xef\xbb\xbf\n[desktop entry]\nType=Application\n",
    ],
)
def test_the_first_bytes_of_a_program_under_a_harmless_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "paper.pdf").write_bytes(content)
    assert can_run(tmp_path / "paper.pdf")


@pytest.mark.parametrize("name", ["paper.pdf", "data.csv", "table.xlsx", "exe", "my.python notes.txt", "Ü.pdf"])
def test_an_ordinary_file_is_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PDF)
    assert path_to_open(tmp_path / name) == tmp_path / name


def test_a_folder_is_opened_and_a_bundle_is_shown(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "Reader.app").mkdir()
    assert path_to_open(tmp_path / "folder") == tmp_path / "folder"
    assert path_to_open(tmp_path / "Reader.app") == tmp_path
    assert path_to_open(tmp_path / "nothing.pdf") == tmp_path / "nothing.pdf"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permission and no FIFO")
def test_permissions_links_and_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "notes").write_bytes(b"text")
    assert not can_run(tmp_path / "notes")
    (tmp_path / "notes").chmod(0o755)
    assert can_run(tmp_path / "notes")
    (tmp_path / "on-fat.pdf").write_bytes(PDF)
    (tmp_path / "on-fat.pdf").chmod(0o777)
    assert not can_run(tmp_path / "on-fat.pdf"), "on a disk without permissions every file has this one"
    (tmp_path / "link.pdf").symlink_to(tmp_path / "tool.sh")
    (tmp_path / "tool.sh").write_bytes(PDF)
    assert can_run(tmp_path / "link.pdf")
    os.mkfifo(tmp_path / "fifo.pdf")
    assert can_run(tmp_path / "fifo.pdf")
    assert can_run(Path("/dev/zero"))
