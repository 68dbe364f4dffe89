"""A file that notices when somebody opens it: what hostile text names, and nobody may read."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from pathlib import Path
from types import TracebackType

import pytest

IN_OPEN = 0x20


class WatchedFile:
    """A file at `path`, watched with Linux' inotify, which queues an event before the opening call returns."""

    def __init__(self, path: Path) -> None:
        if sys.platform != "linux":
            pytest.skip("only Linux tells at once that a file was opened")
        self.path = path
        path.write_bytes(b"not a picture")
        libc = ctypes.CDLL(None, use_errno=True)
        self._events = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        assert libc.inotify_add_watch(self._events, os.fsencode(path), IN_OPEN) >= 0, os.strerror(ctypes.get_errno())
        self._opened = False

    @property
    def was_opened(self) -> bool:
        """Whether somebody has opened the file."""
        with contextlib.suppress(BlockingIOError):  # no event is waiting
            self._opened = bool(os.read(self._events, 4096)) or self._opened
        return self._opened

    def __enter__(self) -> WatchedFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._events)
