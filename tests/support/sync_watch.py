"""A layer over the file system that knows what would be lost if the power failed now.

It notes which bytes of which file were flushed to the disk. A file that is renamed to its final name must have been
flushed before, and the folder after it; otherwise a power cut may leave an empty file under that name.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

Seen = tuple[int, int, int]
"""Inode, size and time of the last change of a file."""


class SyncWatch:
    """Watches `os.fsync`, `os.replace` and `os.rename`.

    renamed: the targets of renamed files; lost: those whose content was not on the disk when they got their name;
    unnamed: those whose folder was not flushed afterwards. on_sync: called before each flush of a file.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, on_sync: Callable[[], None] = lambda: None) -> None:
        self.renamed: list[str] = []
        self.lost: list[str] = []
        self.unnamed: dict[int, str] = {}
        self._flushed: set[Seen] = set()
        fsync = os.fsync

        def watched_fsync(handle: int) -> None:
            found = os.fstat(handle)
            self.unnamed.pop(found.st_ino, None)
            on_sync()
            fsync(handle)
            self._flushed.add(_seen(os.fstat(handle)))

        monkeypatch.setattr(os, "fsync", watched_fsync)
        for name in ("replace", "rename"):
            monkeypatch.setattr(os, name, self._watched(getattr(os, name)))

    def _watched(self, rename: Callable[..., None]) -> Callable[..., None]:
        def renamed(source: str | Path, target: str | Path) -> None:
            found = os.stat(source)
            if not os.path.isdir(source):
                self.renamed.append(str(target))
                if _seen(found) not in self._flushed:
                    self.lost.append(str(target))
            rename(source, target)
            folder = Path(target).parent
            self.unnamed[folder.stat().st_ino] = str(target)

        return renamed


def _seen(found: os.stat_result) -> Seen:
    return found.st_ino, found.st_size, found.st_mtime_ns
