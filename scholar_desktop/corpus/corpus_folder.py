"""The folder of the offline corpus: kept lines, the store in use, accepted terms, and lines that could not be read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.stored_field_names import stored

CURRENT = "current"
_STORE = re.compile(r"corpus-([0-9]{4,})\.sqlite")


class KeptLines(msgspec.Struct, frozen=True, rename=stored("size etag read kept bad rule")):
    """What was kept of one source file. It is written last, so its presence means that the kept lines are complete.

    size: bytes of the source file; etag: as its host sent it; read, kept, bad: numbers of lines, *read* includes bad
    ones; rule: the digest of the rule.
    """

    size: int | None
    etag: str | None
    read: int
    kept: int
    bad: int
    rule: str


class CorpusFolder:
    """The paths below the folder of the corpus. Nothing is created until it is written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def kept(self) -> Path:
        """The folder with a folder for each release, and for each diff (`FROM-to-TO`)."""
        return self.path / "kept"

    @property
    def aside(self) -> Path:
        """The folder of lines that could not be read."""
        return self.path / "aside"

    @property
    def terms(self) -> Path:
        """The folder of the accepted terms."""
        return self.path / "terms"

    def rule(self) -> CorpusRule | None:
        """Return the rule of the corpus; None before the first one is chosen. Raises OSError and ValueError."""
        try:
            return msgspec.json.decode((self.path / "rule.json").read_bytes(), type=CorpusRule)
        except FileNotFoundError:
            return None

    def set_rule(self, rule: CorpusRule) -> None:
        write_atomically(self.path / "rule.json", msgspec.json.encode(rule))

    def store(self) -> Path | None:
        """Return the store in use, or None."""
        try:
            name = (self.path / CURRENT).read_text("utf-8").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        path = self.path / name
        return path if _STORE.fullmatch(name) and path.is_file() else None

    def next_store(self) -> Path:
        """Return a path for a new store, which no store has had."""
        numbers = [int(found[1]) for file in self._files() if (found := _STORE.match(file.name))]
        return self.path / f"corpus-{max(numbers, default=0) + 1:04}.sqlite"

    def use(self, store: Path) -> None:
        """Make *store* the one in use. The older ones are deleted where no process has them open."""
        write_atomically(self.path / CURRENT, f"{store.name}\n".encode())
        for file in list(self._files()):
            found = _STORE.match(file.name)
            if found and not file.name.startswith(store.name):
                file.unlink(missing_ok=True)

    def _files(self) -> Iterator[Path]:
        return (file for file in self.path.iterdir() if file.is_file()) if self.path.is_dir() else iter(())


def mark_path(lines: Path) -> Path:
    """Return the path of the `KeptLines` beside the kept *lines*."""
    return lines.with_suffix(".json")


def read_mark(lines: Path) -> KeptLines | None:
    """Return what was kept in *lines*; None if the file is not complete."""
    try:
        return msgspec.json.decode(mark_path(lines).read_bytes(), type=KeptLines) if lines.is_file() else None
    except (OSError, msgspec.DecodeError):
        return None


def write_mark(lines: Path, mark: KeptLines) -> None:
    """Mark *lines* as complete."""
    write_atomically(mark_path(lines), msgspec.json.encode(mark))


def write_atomically(path: Path, data: bytes) -> None:
    """Write *data* so that the file is whole or as before, after a loss of power too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
