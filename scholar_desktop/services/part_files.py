"""The unfinished files in <data>/downloads: kept for the next try, but not for ever."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

KEPT_S = 14 * 86_400.0
"""Two weeks after its last byte a part is not gone on with any more: signed links and files have changed by then."""


def sweep_parts(folder: Path, *, now: float | None = None) -> int:
    """Remove what is too old in *folder*; how many files went. now: seconds since 1970, for tests."""
    limit = (time.time() if now is None else now) - KEPT_S
    gone = 0
    if not folder.is_dir():
        return gone
    for file in folder.iterdir():
        with contextlib.suppress(OSError):  # in use, or gone already
            if file.is_file() and file.stat().st_mtime < limit:
                file.unlink()
                gone += 1
    return gone
