"""Opens files that the user names or drops: ordinary files only, and no more of them than a limit.

A device such as /dev/zero has no end, and opening a pipe waits until another program writes to it.
"""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.text.message import Message

MOST_SETTINGS_BYTES = 1_000_000
"""Maximum size in bytes of config.toml."""
MOST_STATE_BYTES = 16_000_000
"""Maximum size in bytes of a small file of the program's own, such as state.json."""
_MEGABYTE = 1_000_000
_KINDS = (
    (stat.S_ISFIFO, Message("a pipe")),
    (stat.S_ISCHR, Message("a device")),
    (stat.S_ISBLK, Message("a device")),
    (stat.S_ISSOCK, Message("a socket")),
)


def open_file(path: Path) -> BufferedReader:
    """Open the ordinary file *path* for reading.

    Raises:
        OSError: it cannot be opened; IsADirectoryError for a folder.
        UsageError: it is a device, a pipe or a socket.
    """
    _check(path, os.stat(path).st_mode)  # some devices act when they are opened
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        _check(path, os.fstat(handle).st_mode)  # it may have been replaced since
    except BaseException:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def read_file(path: Path, most_bytes: int) -> bytes:
    """Return the content of the ordinary file *path*.

    Raises:
        OSError: it cannot be read.
        UsageError: it is not an ordinary file, or has more than *most_bytes*.
    """
    with open_file(path) as file:
        return read_stream(file, most_bytes, path.name)


def read_chosen_file(path: Path, most_bytes: int) -> bytes:
    """Returns the content of a file that a person chose, as `read_file`.

    Raises:
        UsageError: it is too large, or a device or a pipe. DiskError: it cannot be read.
    """
    try:
        return read_file(path, most_bytes)
    except OSError as error:
        raise DiskError(
            Message("{file} cannot be read: {reason}.", file=path.name, reason=error.strerror or str(error)),
            hint=Message("Check that the file still exists."),
            subject=str(path),
        ) from error


def read_stream(stream: BinaryIO, most_bytes: int, name: str) -> bytes:
    """Return what *stream* contains.

    Args:
        name: what the user calls it, for the message.

    Raises:
        UsageError: it contains more than *most_bytes*.
    """
    content = stream.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise too_large(name, most_bytes)
    return content


def too_large(name: str, most_bytes: int) -> UsageError:
    """Return the error for the file *name*, which has more than *most_bytes*."""
    in_megabytes = most_bytes >= _MEGABYTE
    size = Message("{size} MB", size=most_bytes // _MEGABYTE) if in_megabytes else Message("{size} B", size=most_bytes)
    return UsageError(
        Message("{name} is too large (more than {size}).", name=name, size=size),
        hint=Message("Split it into smaller files."),
        subject=name,
    )


def _check(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    for is_kind, words in _KINDS:
        if is_kind(mode):
            raise UsageError(
                Message("{file} is {kind}, not an ordinary file.", file=path.name or str(path), kind=words),
                hint=Message("Save its content to a file first. For standard input, use “-”."),
                subject=str(path),
            )
