"""Functions for files on the disk: checksums, free space, and copying into a folder of the user.

All functions block.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
import uuid
from pathlib import Path

from scholar_desktop.formats.file_names import unique_name
from scholar_desktop.net.web_mark import copy_mark


def can_verify_checksum(checksum: str | None) -> bool:
    """Returns True if this machine can compute the algorithm of *checksum* (`md5:<hex>`)."""
    kind, _, digest = (checksum or "").partition(":")
    # SHAKE digests have no fixed length.
    known = kind.lower() in hashlib.algorithms_available and not kind.lower().startswith("shake")
    return bool(digest) and known


def matches_checksum(file: Path, checksum: str) -> bool:
    """Returns True if *file* has *checksum* (`md5:<hex>`).

    Also True if this machine cannot compute the algorithm, since nothing can be checked then. Raises OSError.
    """
    kind, _, digest = checksum.partition(":")
    if not can_verify_checksum(checksum):
        return True
    with file.open("rb") as content:
        found = hashlib.file_digest(content, kind.lower())
    return found.hexdigest() == digest.lower()


def free_bytes(folder: Path) -> int | None:
    """Returns the free bytes on the disk of *folder*, which need not exist yet; None if they cannot be determined."""
    try:
        return shutil.disk_usage(_nearest_existing(folder)).free
    except OSError:
        return None


def same_disk(one: Path, other: Path) -> bool:
    """Returns True if both paths are, or will be, on the same disk."""
    try:
        return _nearest_existing(one).stat().st_dev == _nearest_existing(other).stat().st_dev
    except OSError:
        return False


def _nearest_existing(folder: Path) -> Path:
    """Returns *folder*, or its nearest parent that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def copy_to_folder(source: Path, folder: Path, name: str) -> Path:
    """Copies *source* into *folder* as *name*, with a number added if another file has that name.

    If a file with the same bytes is there already, it is returned and nothing is copied. The copy is complete or
    absent, never partial. Raises OSError.
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
                copy_mark(source, temporary)
            if _rename_to_new(temporary, target):
                return target
    finally:
        temporary.unlink(missing_ok=True)


def _rename_to_new(temporary: Path, target: Path) -> bool:
    """Renames *temporary* to *target*; returns False if *target* has come into existence meanwhile."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links: reserve the name with an empty file, then replace it
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return False
        os.replace(temporary, target)
    return True
