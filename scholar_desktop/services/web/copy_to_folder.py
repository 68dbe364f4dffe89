"""Copies of PDFs in a folder of the user's own. Nothing that is there is ever overwritten."""

from __future__ import annotations

import filecmp
import os
import shutil
import uuid
from pathlib import Path

from scholar_desktop.formats.file_names import unique_name


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
