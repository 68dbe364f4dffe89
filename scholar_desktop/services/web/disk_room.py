"""How much room there is where files are to go. Blocking."""

from __future__ import annotations

import shutil
from pathlib import Path


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
