"""Marks a downloaded file as one from the internet, in the way of each system: other programs then treat it with care.

Windows: the stream `Zone.Identifier`; macOS: the attribute `com.apple.quarantine`; Linux: the attributes
`user.xdg.origin.url` and `user.xdg.referrer.url` (freedesktop.org). All functions block.
"""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

log = logging.getLogger(__name__)

ZONE_STREAM = "Zone.Identifier"
QUARANTINE = "com.apple.quarantine"
ORIGIN, REFERRER = "user.xdg.origin.url", "user.xdg.referrer.url"
_INTERNET = 3
_QUARANTINE_FLAGS = "0083"
"""Downloaded by a program that is not a browser's sandbox; the user has not agreed to open the file yet."""
_AGENT = "Scholar Desktop"
_LONGEST_ADDRESS = 2000
_LONGEST_MARK = 10_000


class FileAttributes(Protocol):
    """What the system stores beside the content of a file: streams on Windows, extended attributes elsewhere."""

    def write(self, path: Path, name: str, value: bytes) -> None:
        """Raises OSError."""

    def read(self, path: Path, name: str) -> bytes:
        """Raises OSError, also if there is none of that name."""


def mark_as_downloaded(
    path: Path,
    url: str,
    referrer: str | None = None,
    *,
    system: str = sys.platform,
    attributes: FileAttributes | None = None,
) -> bool:
    """Marks the file at *path* as downloaded from *url*.

    Only scheme, host and path of the addresses are stored, because a query may hold a key or a signature.

    Args:
        referrer: the page that led to the file, or None.
        system: as `sys.platform`.
        attributes: stores the mark; None for that of this machine.

    Returns:
        False if the file system has no room for such a mark, which is no error.
    """
    attributes = attributes or _attributes_of(system)
    origin, page = public_address(url), public_address(referrer)
    try:
        for name, value in _marks(system, origin, page):
            attributes.write(path, name, value)
    except OSError as error:
        log.debug("%s is not marked as downloaded: %s", path.name, error)
        return False
    return True


def copy_mark(
    source: Path, target: Path, *, system: str = sys.platform, attributes: FileAttributes | None = None
) -> None:
    """Gives *target* the mark of *source*, if that has one and the file system can store it."""
    attributes = attributes or _attributes_of(system)
    for name in _names(system):
        try:
            attributes.write(target, name, attributes.read(source, name))
        except OSError as error:
            log.debug("%s is not copied to %s: %s", name, target.name, error)


def public_address(url: str | None) -> str:
    """Returns *url* without user, password, query and fragment; empty if it is no web address."""
    try:
        parts = urlsplit(url or "")
        if parts.scheme not in ("http", "https") or not parts.hostname or not (url or "").isprintable():
            return ""
    except ValueError:
        return ""
    address = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    return address if len(address) <= _LONGEST_ADDRESS else ""


def _names(system: str) -> tuple[str, ...]:
    if system == "win32":
        return (ZONE_STREAM,)
    return (QUARANTINE,) if system == "darwin" else (ORIGIN, REFERRER)


def _marks(system: str, origin: str, referrer: str) -> list[tuple[str, bytes]]:
    """Returns the names and values of the mark."""
    if system == "win32":
        lines = ["[ZoneTransfer]", f"ZoneId={_INTERNET}"]
        lines += [f"ReferrerUrl={referrer}"] if referrer else []
        lines += [f"HostUrl={origin}"] if origin else []
        return [(ZONE_STREAM, "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace"))]
    if system == "darwin":
        return [(QUARANTINE, f"{_QUARANTINE_FLAGS};{int(time.time()):x};{_AGENT};".encode())]
    found = [(ORIGIN, origin), (REFERRER, referrer)]
    return [(name, address.encode("utf-8", "replace")) for name, address in found if address]


def _attributes_of(system: str) -> FileAttributes:
    if system == "win32":
        return _Streams()
    return _MacAttributes() if system == "darwin" else _LinuxAttributes()


class _Streams:
    """The alternate data streams of NTFS."""

    def write(self, path: Path, name: str, value: bytes) -> None:
        with open(f"{path}:{name}", "wb") as stream:
            stream.write(value)

    def read(self, path: Path, name: str) -> bytes:
        with open(f"{path}:{name}", "rb") as stream:
            return stream.read(_LONGEST_MARK)


class _LinuxAttributes:
    """Python has these calls on Linux alone."""

    def write(self, path: Path, name: str, value: bytes) -> None:
        import os

        set_attribute = getattr(os, "setxattr", None)
        if set_attribute is None:
            raise OSError("this system has no extended attributes")
        set_attribute(path, name, value)

    def read(self, path: Path, name: str) -> bytes:
        import os

        get_attribute = getattr(os, "getxattr", None)
        if get_attribute is None:
            raise OSError("this system has no extended attributes")
        return bytes(get_attribute(path, name))


class _MacAttributes:
    """The same calls of macOS' C library, which take two more arguments."""

    def write(self, path: Path, name: str, value: bytes) -> None:
        import ctypes
        import os

        libc = ctypes.CDLL(None, use_errno=True)
        args = (os.fsencode(path), name.encode(), value, ctypes.c_size_t(len(value)), 0, 0)
        if libc.setxattr(*args) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def read(self, path: Path, name: str) -> bytes:
        import ctypes
        import os

        libc = ctypes.CDLL(None, use_errno=True)
        libc.getxattr.restype = ctypes.c_ssize_t
        value = ctypes.create_string_buffer(_LONGEST_MARK)
        size = libc.getxattr(os.fsencode(path), name.encode(), value, ctypes.c_size_t(_LONGEST_MARK), 0, 0)
        if size < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return value.raw[:size]
