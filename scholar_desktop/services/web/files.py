"""Files on the disk: checksums, free space, and copies in a folder of the user. Blocking."""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
import uuid
from pathlib import Path

from scholar_desktop.formats.file_names import unique_name


def can_verify_checksum(checksum: str | None) -> bool:
    """Whether this machine can compare a file with *checksum* (`md5:<hex>`)."""
    kind, _, digest = (checksum or "").partition(":")
    known = kind.lower() in hashlib.algorithms_available and not kind.lower().startswith("shake")  # of any length
    return bool(digest) and known


def matches_checksum(file: Path, checksum: str) -> bool:
    """Whether *file* has *checksum*; one of a kind that this machine does not know proves nothing. Raises OSError."""
    kind, _, digest = checksum.partition(":")
    if not can_verify_checksum(checksum):
        return True
    with file.open("rb") as content:
        found = hashlib.file_digest(content, kind.lower())
    return found.hexdigest() == digest.lower()


def free_bytes(folder: Path) -> int | None:
    """Bytes that are free where *folder* is, or will be; None where the system does not say."""
    try:
        return shutil.disk_usage(_nearest_existing(folder)).free
    except OSError:
        return None


def same_disk(one: Path, other: Path) -> bool:
    """Whether both are, or will be, on one disk."""
    try:
        return _nearest_existing(one).stat().st_dev == _nearest_existing(other).stat().st_dev
    except OSError:
        return False


def _nearest_existing(folder: Path) -> Path:
    """*folder*, or the first above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def copy_to_folder(source: Path, folder: Path, name: str) -> Path:
    """Put a copy of *source* into *folder* under *name*, or with a number where that name is another file's.

    A file that is there already with the same bytes is that copy. Whole or absent. Raises OSError.
    """
    temporary = folder / f".{uuid.uuid4().hex}.part"
    taken: list[str] = []
    try:
        while True:
            target = folder / unique_name(name, taken)
            if target.exists():
                if target.is_file() and filecmp.cmp(source, target, shallow=False):
                    return target
                taken.append(target.name)
                continue
            if not temporary.exists():
                shutil.copyfile(source, temporary)
            if _rename_to_new(temporary, target):
                return target
    finally:
        temporary.unlink(missing_ok=True)


def _rename_to_new(temporary: Path, target: Path) -> bool:
    """Give *passing* its name; False when somebody has just taken it."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links: claim the name, then fill it
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return False
        os.replace(temporary, target)
    return True
