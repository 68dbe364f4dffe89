"""The folder of the offline corpus: kept lines, the store in use, accepted terms, and lines that could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.private_files import replace_file
from scholar_desktop.domain.stored_field_names import stored

CURRENT = "current"
PART = ".part"
"""The end of the name of a file that is being written."""
ABOUT = "about.json"
BETWEEN = "-to-"
"""Between the releases in the name of a folder with the lines of a diff."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
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


class KeptRelease(msgspec.Struct, frozen=True, rename=stored("release rule datasets complete rows sizes")):
    """The file `about.json` in a folder of kept lines: what the folder holds.

    release: its day, or `FROM-to-TO` for a diff; rule: what was kept; complete: all files of all *datasets* are there;
    rows: by dataset, how many lines the source files have; sizes: by dataset, the bytes of the source files.
    """

    release: str = ""
    rule: CorpusRule = CorpusRule()
    datasets: tuple[str, ...] = ()
    complete: bool = True
    rows: dict[str, int] = {}
    sizes: dict[str, int] = {}


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

    def lines(self, release: str) -> Path:
        """Return the folder of the kept lines of *release*."""
        return self.kept / release

    def step_lines(self, start: str, end: str) -> Path:
        """Return the folder of the kept lines of the diff between two releases."""
        return self.kept / f"{start}{BETWEEN}{end}"

    def base(self) -> Path | None:
        """Return the newest folder of kept lines of a whole release, or None."""
        if not self.kept.is_dir():
            return None
        days = sorted(each for each in self.kept.iterdir() if each.is_dir() and _DAY.fullmatch(each.name))
        whole = [each for each in days if (found := read_about(each)) is None or found.complete]
        return whole[-1] if whole else None

    def steps_after(self, release: str) -> list[tuple[str, str, Path]]:
        """Return (from, to, folder) of the kept diffs that lead on from *release*, in order."""
        found: list[tuple[str, str, Path]] = []
        while True:
            start = found[-1][1] if found else release
            ends = sorted(self.kept.glob(f"{start}{BETWEEN}*"))
            whole = [each for each in ends if (held := read_about(each)) is not None and held.complete]
            if not whole:
                return found
            found.append((start, whole[-1].name.rpartition(BETWEEN)[2], whole[-1]))

    def outdated(self) -> list[Path]:
        """Return the folders of kept lines that no build reads any more: complete releases before the newest one, and
        the diffs up to that."""
        base = self.base()
        if base is None:
            return []
        return [
            each
            for each in sorted(self.kept.iterdir())
            if each.name.rpartition(BETWEEN)[2] <= base.name and each != base
            # what nothing is said about was put there by hand, and a fetch goes on in what is not complete
            and (held := read_about(each)) is not None and held.complete
        ]  # fmt: skip

    def rule(self) -> CorpusRule | None:
        """Return the rule of the corpus; None before the first one is chosen. Raises OSError and ValueError."""
        try:
            return msgspec.json.decode((self.path / "rule.json").read_bytes(), type=CorpusRule)
        except FileNotFoundError:
            return None

    def set_rule(self, rule: CorpusRule) -> None:
        _write(self.path / "rule.json", msgspec.json.encode(rule))

    def store(self) -> Path | None:
        """Return the store in use; None if there is none, or its disk cannot be read."""
        try:
            name = (self.path / CURRENT).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None
        path = self.path / name
        return path if _STORE.fullmatch(name) and path.is_file() else None

    def next_store(self) -> Path:
        """Return a path for a new store, which no store has had."""
        numbers = [int(found[1]) for file in self._files() if (found := _STORE.match(file.name))]
        return self.path / f"corpus-{max(numbers, default=0) + 1:04}.sqlite"

    def use(self, store: Path) -> None:
        """Make *store* the one in use. The older ones are deleted where no process has them open."""
        _write(self.path / CURRENT, f"{store.name}\n".encode())
        for file in list(self._files()):
            found = _STORE.match(file.name)
            if found and not file.name.startswith(store.name):
                file.unlink(missing_ok=True)

    def use_none(self) -> None:
        """Leave no store in use; the files stay."""
        (self.path / "current").unlink(missing_ok=True)

    def _files(self) -> Iterator[Path]:
        return (file for file in self.path.iterdir() if file.is_file()) if self.path.is_dir() else iter(())


def read_about(folder: Path) -> KeptRelease | None:
    """Return what *folder* holds; None if nothing says it, as for lines that were put there by hand."""
    try:
        return msgspec.json.decode((folder / ABOUT).read_bytes(), type=KeptRelease)
    except (OSError, msgspec.DecodeError):
        return None


def write_about(folder: Path, about: KeptRelease) -> None:
    _write(folder / ABOUT, msgspec.json.encode(about))


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
    _write(mark_path(lines), msgspec.json.encode(mark))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, content)
