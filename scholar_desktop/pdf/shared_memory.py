"""Memory that this process shares with the process that reads PDFs."""

from __future__ import annotations

import contextlib
import mmap
import os
import secrets
import tempfile


class SharedMemory:
    """Memory of a size that is chosen once. It has no name in the file system and vanishes with the processes that use
    it, also if they are killed.

    Attributes:
        argument: how the child process finds it: on Windows a random name, elsewhere the number of a file descriptor.
    """

    def __init__(self) -> None:
        self._map: mmap.mmap | None = None
        self._fd: int | None = None
        if os.name == "nt":
            self.argument = f"scholar-desktop-{secrets.token_hex(16)}"
            return
        self._fd = _anonymous_file()
        self.argument = str(self._fd)

    @property
    def descriptors(self) -> tuple[int, ...]:
        """The file descriptors that the child process inherits."""
        return () if self._fd is None else (self._fd,)

    def allocate(self, size: int) -> mmap.mmap:
        """Gives the memory its size and returns it."""
        assert self._map is None
        if self._fd is None:
            self._map = mmap.mmap(-1, size, tagname=self.argument)  # type: ignore[call-arg]  # Windows only
            return self._map
        os.truncate(self._fd, size)
        _seal(self._fd)
        self._map = mmap.mmap(self._fd, size)
        return self._map

    def close(self) -> None:
        """Gives the memory up in this process."""
        if self._map is not None:
            with contextlib.suppress(BufferError):  # it is freed with the last view of it
                self._map.close()
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def _anonymous_file() -> int:
    create = getattr(os, "memfd_create", None)
    if create is not None:
        return int(create("scholar-desktop", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING))
    with tempfile.TemporaryFile() as file:  # it has no name from the beginning
        return os.dup(file.fileno())


def _seal(fd: int) -> None:
    """Keeps the size: if the child process made the memory smaller, reading it here would end this process."""
    try:
        import fcntl

        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
    except (ImportError, AttributeError, OSError):  # only Linux has seals
        return
