"""Where doubtful PDFs wait for a person's word: <data>/quarantine, outside the library."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.file_names import pdf_name
from scholar_desktop.services.open_access.pdf_check import QUARANTINE_OUTCOMES

REJECTED = "rejected"
KEPT_S = 14 * 86_400.0
"""What was rejected goes after two weeks."""
DIGITS = 12
"""Of the sha256, in the file's name: the same file waits once for a paper, and is found again by its attempt."""


class Quarantine:
    """Files are named after the paper that was asked for. Blocking; raises OSError.

    Args:
        data_dir: the library folder now; it may change while the program runs.
    """

    def __init__(self, data_dir: Callable[[], Path]) -> None:
        self._data_dir = data_dir

    def take(self, file: Path, paper: Paper, sha256: str, *, keep: bool = False) -> Path:
        """Move *file* here (copy it, with *keep*). Returns where it is now."""
        target = self.place_of(paper, sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        if keep:
            passing = target.with_name(f".{target.name}.part")
            shutil.copyfile(file, passing)
            os.replace(passing, target)
        else:
            os.replace(file, target)
        return target

    def move_to_rejected(self, file: Path) -> None:
        """Move a *file* that was rejected out of sight, where it can be brought back from for two weeks."""
        folder = self._data_dir() / "quarantine" / REJECTED
        folder.mkdir(parents=True, exist_ok=True)
        limit = time.time() - KEPT_S
        for old in folder.glob("*.pdf"):
            if old.stat().st_mtime < limit:
                old.unlink(missing_ok=True)
        os.replace(file, folder / file.name)
        os.utime(folder / file.name)

    def bring_back(self, file: Path) -> None:
        """Put a rejected file where it was, at *file*."""
        os.replace(self._data_dir() / "quarantine" / REJECTED / file.name, file)

    def place_of(self, paper: Paper, sha256: str) -> Path:
        """Where the file with *sha256* that came for *paper* waits, if it does."""
        name = pdf_name(paper).removesuffix(".pdf")
        return self._data_dir() / "quarantine" / f"{name} {sha256[:DIGITS]}.pdf"

    def waiting(self, paper: Paper | None, attempts: Iterable[Attempt]) -> list[Path]:
        """The files of these *attempts* that still wait, doubtful ones before wrong ones."""
        found = [
            (attempt.outcome, path)
            for attempt in attempts
            if attempt.outcome in QUARANTINE_OUTCOMES
            and not attempt.rejected
            and attempt.sha256 is not None
            and (path := self._file(paper, attempt.sha256)) is not None
        ]
        # 'quarantined' stands before 'wrong_article' in the alphabet
        return list(dict.fromkeys(path for _, path in sorted(found, key=lambda one: one[0].value)))

    def _file(self, paper: Paper | None, sha256: str) -> Path | None:
        if paper is not None and (place := self.place_of(paper, sha256)).is_file():
            return place
        # The paper may have got a better title since.
        return next(iter(sorted((self._data_dir() / "quarantine").glob(f"* {sha256[:DIGITS]}.pdf"))), None)
