"""The folder that a dataset is downloaded into: what of it is there, and that two downloads do not meet in it.

A file that is whole has its own name; until then it is `<name>.part`, with its validators beside it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.net.part_file import find_resume, notes_path
from scholar_desktop.services.web.part_files import PART, lock_file, unlock_file

_CLAIM = ".corpus-download.lock"


class DatasetFolder:
    """Plain work on the disk, for threads. Its methods raise OSError unless they say otherwise."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._claim: int | None = None

    def target(self, name: str) -> Path:
        return self.path / name

    def part(self, name: str) -> Path:
        return self.path / f"{name}{PART}"

    def received(self, name: str, size: int | None) -> tuple[int, bool]:
        """(bytes of the file that are here and of use, whether it is whole). *size*: None when the host does not say,
        and then a file under its own name is taken as whole. One of another length is not."""
        try:
            there = self.target(name).stat().st_size
        except FileNotFoundError:
            return self._of_part(name, size), False
        return (there, True) if size is None or there == size else (self._of_part(name, size), False)

    def _of_part(self, name: str, size: int | None) -> int:
        part = self.part(name)
        try:
            there = part.stat().st_size
        except FileNotFoundError:
            return 0
        goes_on = find_resume(part) is not None and (size is None or there <= size)
        return there if goes_on or (size is not None and there == size) else 0

    def left_over(self, names: frozenset[str]) -> int:
        """How many unfinished files lie here that are none of *names*."""
        if not self.path.is_dir():
            return 0
        return sum(file.name.removesuffix(PART) not in names for file in self.path.glob(f"*{PART}"))

    def free(self) -> int:
        """Bytes that are free where the folder is, or will be."""
        place = self.path
        while not place.exists() and place != place.parent:
            place = place.parent
        return shutil.disk_usage(place).free

    def claim(self) -> None:
        """Make the folder, and keep other downloads out of it until `release`. Raises DiskError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._claim = lock_file(self.path / _CLAIM)
        except OSError as error:
            raise DiskError(
                f"The folder {self.path} cannot be used: {error.strerror or error}.", hint="Choose another folder."
            ) from error
        if self._claim is None:
            raise DiskError(
                f"Another download is filling {self.path}.", hint="Wait for its end, or choose another folder."
            )

    def release(self) -> None:
        if self._claim is not None:
            unlock_file(self.path / _CLAIM, self._claim)
            self._claim = None

    def is_complete(self, name: str, size: int | None) -> bool:
        """Whether the part is the whole file already, as one is whose program ended just before it got its name."""
        part = self.part(name)
        return size is not None and part.is_file() and part.stat().st_size == size

    def keep(self, name: str) -> Path:
        """Give the whole file its own name, for good."""
        part, target = self.part(name), self.target(name)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, target)
        notes_path(part).unlink(missing_ok=True)
        return target
