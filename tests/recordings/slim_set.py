"""Where the recorded exchanges are: the full set beside the project, else the slim set of the repository, unpacked."""

from __future__ import annotations

import tarfile
from pathlib import Path

SLIM_SET = Path(__file__).with_name("exchanges.tar.xz")
FULL_SET = Path(__file__).resolve().parents[3] / "shared" / "recorded"


def unpack(folder: Path) -> Path:
    """Unpack the slim set into *folder*, and return it."""
    with tarfile.open(SLIM_SET, "r:xz") as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None, f"{member.name} is no file"
            file = folder / member.name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.read())
    return folder


def full_or_slim(folder: Path, *, slim: bool = False) -> Path:
    """Return the folder of recorded exchanges: the full set where it is there, else the slim set.

    Args:
        folder: where the slim set is unpacked if it is used.
        slim: True to use the slim set even where the full set is there.
    """
    return FULL_SET if FULL_SET.is_dir() and not slim else unpack(folder)
