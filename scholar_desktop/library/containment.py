"""The boundary of the library folder: no name that comes from the folder or its database leads out of it.

A library folder may come from somebody else. Each name in it that becomes a path passes through `contained`, which
follows symbolic links and refuses what is outside. The library folder itself may be a link: the user chose it.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from scholar_desktop.domain.text.message import Message


class OutsideLibrary(OSError):
    """Raised for a path that leads out of the library folder; `filename` is the path."""

    def __init__(self, place: str) -> None:
        super().__init__(errno.EACCES, Message("It leads out of the library folder"), place)


def contained(root: Path, *names: str | Path) -> Path:
    """Returns the path of *names* below *root*. It need not exist.

    The text of the path is checked before the disk is touched, because asking for a path on a network drive already
    sends something there.

    Args:
        root: the library folder, absolute.
        names: names as they are stored, or a path below *root*.

    Raises:
        OutsideLibrary: the path, or what a link in it leads to, is not below *root*.
    """
    # text instead of Path: this is called for each file of each paper that is shown
    text = os.path.normpath(os.path.join(root, *names)) if sys.platform == "win32" else os.path.join(root, *names)
    start = f"{root}{os.sep}"
    if (not text.startswith(start) and text != str(root)) or "\0" in text:
        raise OutsideLibrary(text)
    below = text[len(start) :].split(os.sep)
    if ".." in below or (sys.platform == "win32" and (".." in _parts(names) or ":" in text[len(start) :])):
        raise OutsideLibrary(text)
    if _has_link(str(root), below) and not _leads_into(root, text):
        raise OutsideLibrary(text)
    return Path(text)


def _parts(names: tuple[str | Path, ...]) -> set[str]:
    return {part for name in names for part in Path(name).parts}


def contained_name(root: Path, folder: Path, stored: str | None) -> Path | None:
    """Returns the path in *folder* of the file that a stored absolute path names; None if it leads out of the library.

    Only the last part of the stored path is used: the library may have been moved since.
    """
    name = Path(stored or "").name
    return contained(root, folder, name) if name and is_contained(root, folder, name) else None


def is_plain_name(name: str) -> bool:
    """Returns True if *name* is the name of one file or folder, without a path."""
    return name == os.path.basename(name) and name not in ("", ".", "..") and "\0" not in name


def is_contained(root: Path, *names: str | Path) -> bool:
    """Returns True if `contained` accepts the path."""
    try:
        contained(root, *names)
    except OutsideLibrary:
        return False
    return True


def is_regular_file(path: Path) -> bool:
    """Returns True if *path* is a file itself, not a link to one, and no pipe or device."""
    try:
        return path.is_file() and not path.is_symlink()
    except (OSError, ValueError):  # the name is too long, or no name
        return False


def _has_link(root: str, below: list[str]) -> bool:
    """Returns True if a step of the path may be a link. Windows also has junctions, so every step may be one."""
    if sys.platform == "win32":
        return True
    step = root
    for part in below:
        step = f"{step}/{part}"
        if os.path.islink(step):
            return True
    return False


def _leads_into(root: Path, place: str) -> bool:
    return Path(os.path.realpath(place)).is_relative_to(os.path.realpath(root))
