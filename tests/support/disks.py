"""Folders that take nothing more, and how much lies in files that another process writes."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

LEAST_ROOM = 200_000_000


def in_memory() -> Path | None:
    """A disk in memory, for a killed process leaves the same on it and nobody waits for it; None where there is none.
    What a power cut leaves is another matter, which no kill shows."""
    disk = Path("/dev/shm")
    has_room = disk.is_dir() and os.access(disk, os.W_OK) and shutil.disk_usage(disk).free > LEAST_ROOM
    return disk if has_room else None


def bytes_in(files: Iterable[Path]) -> int:
    """What *files* hold together; one that is gone in this moment counts nothing."""
    total = 0
    for file in files:
        with contextlib.suppress(FileNotFoundError):
            total += file.stat().st_size
    return total


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """*folder* and all in it, for everybody, root too."""
    if os.geteuid() == 0:
        made = _run("mount", "--bind", folder, folder)
        if made.returncode != 0:
            pytest.skip(f"nothing can be mounted here: {made.stderr.decode().strip()}")
        try:
            _run("mount", "-o", "remount,bind,ro", folder).check_returncode()
            yield
        finally:
            _run("umount", "--lazy", folder).check_returncode()
        return
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o500)
    try:
        yield
    finally:
        for path in folders:
            path.chmod(0o700)


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of its own, which only root can make, of 1.5 MB; another size is a parameter, as tmpfs names it ("4m")."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    made = _run("mount", "-t", "tmpfs", "-o", f"size={getattr(request, 'param', '1500k')}", "tmpfs", disk)
    if made.returncode != 0:
        pytest.skip(f"no small disk here: {made.stderr.decode().strip()}")
    yield disk
    _run("umount", disk).check_returncode()


def fill_up(disk: Path, keep: int = 0) -> Path:
    """A file that takes all of the room of *disk* but *keep* bytes. Only for a disk of the test's own."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        file.write(b"\0" * max(0, shutil.disk_usage(disk).free - keep))
        if keep == 0:
            while file.write(b"\0" * 1024):
                pass
    return ballast


def _run(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(words, capture_output=True, check=False)
