"""Filters the lines of a dataset by a rule, as they come from a gz stream, and writes those that pass as they are.

`decode_lines` holds the interpreter for milliseconds a chunk, so this runs in a process of its own, never in a thread
of the window (docs/decisions/0038).
"""

from __future__ import annotations

import contextlib
import os
from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import msgspec
import numpy as np
from isal import igzip, isal_zlib

from scholar_desktop.corpus.corpus_folder import PART, KeptLines, mark_path, write_mark
from scholar_desktop.corpus.row_columns import (
    AuthorKey,
    CitationEnds,
    PaperColumns,
    PaperFacts,
    PaperKey,
    PaperKeys,
)
from scholar_desktop.domain.corpus.rule import ONE_END, CorpusRule
from scholar_desktop.domain.text.text_folding import fold_venue

CHUNK = 1 << 17
"""Bytes that are read at once: so few that they stay in the processor's cache, which halves the time of 1 MB."""
LONGEST_LINE = 64 << 20
"""Bytes. A longer line is not one of a dataset."""
ASIDE_BYTES = 1 << 20
"""Bytes of bad lines that are set aside for one file."""
BAD_SHARE, BAD_LINES = 1000, 3
"""More than one bad line in BAD_SHARE, and more than BAD_LINES, means that the form of the rows has changed."""


class TooManyBadLines(Exception):
    """The lines do not have the form of the dataset. line: the first bad one."""

    def __init__(self, line: bytes) -> None:
        super().__init__(line[:200].decode("utf-8", "replace"))
        self.line = line


class IncompleteFile(EOFError):
    """A gz file is cut."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self.path = path


class DamagedFile(IncompleteFile):
    """The content of a gz file is not what was compressed."""


class LineCounts(msgspec.Struct):
    """Numbers of lines: read (bad ones too), kept, bad. first_bad: the first bad line."""

    read: int = 0
    kept: int = 0
    bad: int = 0
    first_bad: bytes = b""


class LineTest(Protocol):
    """Decides which lines of a dataset are kept."""

    def keep(self, lines: list[bytes]) -> list[bytes]:
        """Return those of *lines* that are kept. Raises msgspec.DecodeError if any is not a row of the dataset."""


class IdSet:
    """A set of CorpusIds as bits: an eighth of a byte for each possible id, however many there are."""

    def __init__(self, ids: Iterable[int] = ()) -> None:
        self._bits = np.zeros(0, np.uint8)
        self.add(np.fromiter(ids, np.int64))

    def add(self, numbers: np.ndarray) -> None:
        """Add *numbers* (int64, not negative)."""
        if numbers.size:
            size = (int(numbers.max()) >> 3) + 1
            if size > self._bits.size:
                self._bits = np.concatenate((self._bits, np.zeros(size - self._bits.size, np.uint8)))
            np.bitwise_or.at(self._bits, numbers >> 3, np.left_shift(1, numbers & 7).astype(np.uint8))

    def contains(self, ids: np.ndarray) -> np.ndarray:
        """Return for each of *ids* (int64; -1 for none) whether it is in the set."""
        place = ids >> 3
        known = (ids >= 0) & (place < self._bits.size)
        found = np.zeros(ids.size, bool)
        found[known] = (self._bits[place[known]] >> (ids[known] & 7).astype(np.uint8)) & 1
        return found

    def __contains__(self, corpus_id: int) -> bool:
        place = corpus_id >> 3
        return corpus_id >= 0 and place < self._bits.size and bool(self._bits[place] >> (corpus_id & 7) & 1)


class PaperTest:
    """Keeps the rows of `papers` that satisfy a rule."""

    def __init__(self, rule: CorpusRule) -> None:
        self._rule = rule
        self._fields = frozenset(rule.fields)
        self._venues = frozenset(map(fold_venue, rule.venues))
        self._ids = frozenset(rule.ids)
        self._needles = tuple(msgspec.json.encode(name) for name in rule.fields)
        self._decode = msgspec.json.Decoder(PaperFacts).decode

    def keep(self, lines: list[bytes]) -> list[bytes]:
        decode = self._decode
        if self._rule.keeps_all:
            for line in lines:
                decode(line)
            return lines
        needles = self._needles
        if len(needles) == 1:
            # A line without the name cannot pass; it is decoded all the same if it does not end like a row, so that a
            # damaged line is counted as bad.
            [needle] = needles
            return [line for line in lines if (needle in line or line[-1:] != b"}") and self.passes(decode(line))]
        return [line for line in lines if self.passes(decode(line))]

    def passes(self, row: PaperFacts | PaperColumns) -> bool:
        """Return True if *row* satisfies the rule."""
        rule = self._rule
        if rule.min_citations is not None and (row.citationcount or 0) < rule.min_citations:
            return False
        if rule.first_year is not None and (row.year is None or row.year < rule.first_year):
            return False
        if rule.last_year is not None and (row.year is None or row.year > rule.last_year):
            return False
        if self._fields and not any(each.category in self._fields for each in row.s2fieldsofstudy or ()):
            return False
        if self._venues:
            names = [row.venue, row.journal.name if row.journal is not None else None]
            if not any(name and fold_venue(name) in self._venues for name in names):
                return False
        return not self._ids or self._is_named(row)

    def _is_named(self, row: PaperFacts | PaperColumns) -> bool:
        if str(row.corpusid) in self._ids or (row.url or "").rpartition("/")[2] in self._ids:
            return True
        sent = row.externalids
        return sent is not None and any(f"{scheme}:{value.lower()}" in self._ids for scheme, value in sent.named())


class OfPapersTest:
    """Keeps the rows of papers that are in a set, by `corpusid`."""

    def __init__(self, papers: IdSet) -> None:
        self._papers = papers
        self._decode = msgspec.json.Decoder(PaperKey).decode

    def keep(self, lines: list[bytes]) -> list[bytes]:
        decode = self._decode
        ids = np.fromiter((decode(line).corpusid for line in lines), np.int64, len(lines))
        return [lines[place] for place in np.flatnonzero(self._papers.contains(ids)).tolist()]


class CitationTest:
    """Keeps the rows of `citations` with both ends, or one end, in a set of papers."""

    def __init__(self, papers: IdSet, edges: str) -> None:
        self._papers = papers
        self._one_end = edges == ONE_END
        self._decoder = msgspec.json.Decoder(CitationEnds)

    def keep(self, lines: list[bytes]) -> list[bytes]:
        rows = self._decoder.decode_lines(b"\n".join(lines))
        if len(rows) != len(lines):
            raise msgspec.DecodeError("a line holds several rows")
        citing = self._in_set([row.citingcorpusid for row in rows])
        cited = self._in_set([-1 if row.citedcorpusid is None else row.citedcorpusid for row in rows])
        kept = citing | cited if self._one_end else citing & cited
        return [lines[place] for place in np.flatnonzero(kept).tolist()]

    def _in_set(self, ids: list[int | str]) -> np.ndarray:
        try:
            return self._papers.contains(np.array(ids, np.int64))
        except (TypeError, ValueError, OverflowError) as error:
            raise msgspec.DecodeError(f"no CorpusId: {error}") from error


class AuthorTest:
    """Keeps the rows of `authors` with one of some ids."""

    def __init__(self, ids: frozenset[str]) -> None:
        self._ids = ids
        self._decode = msgspec.json.Decoder(AuthorKey).decode

    def keep(self, lines: list[bytes]) -> list[bytes]:
        decode, ids = self._decode, self._ids
        return [line for line in lines if decode(line).authorid in ids]


class AllLines:
    """Keeps every line that is a JSON object."""

    def __init__(self) -> None:
        self._decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode

    def keep(self, lines: list[bytes]) -> list[bytes]:
        for line in lines:
            self._decode(line)
        return lines


class KeptPapers:
    """The papers that are kept, with their authors, which decide about the rows of other datasets."""

    def __init__(self) -> None:
        self._ids = array("q")
        self._authors: set[str] = set()
        self._decode = msgspec.json.Decoder(PaperKeys).decode

    def add_lines(self, lines: list[bytes]) -> None:
        """Add rows of `papers`. One that cannot be read adds nothing; a build and an update set it aside."""
        for line in lines:
            try:
                row = self._decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
            self._ids.append(row.corpusid)
            self._authors.update(each.author_id for each in row.authors or () if each.author_id)

    def add_ids(self, ids: Iterable[int]) -> None:
        """Add papers that are known only by their CorpusId."""
        self._ids.extend(ids)

    def ids(self) -> IdSet:
        return IdSet(self._ids)

    def numbers(self) -> np.ndarray:
        """Return the CorpusIds as an array."""
        return np.frombuffer(self._ids, np.int64) if self._ids else np.zeros(0, np.int64)

    def authors(self) -> frozenset[str]:
        """Return the ids of the authors of the papers."""
        return frozenset(self._authors)

    def test(self, dataset: str, edges: str) -> LineTest:
        """Return the test for the lines of *dataset*, any but `papers`."""
        if dataset == "citations":
            return CitationTest(self.ids(), edges)
        if dataset == "authors":
            return AuthorTest(self.authors())
        if dataset == "publication-venues":
            return AllLines()  # one small file; a paper may name another venue after any diff
        return OfPapersTest(self.ids())


def filter_lines(
    chunks: Iterator[list[bytes]],
    test: LineTest,
    write: Callable[[list[bytes]], object],
    set_aside: Callable[[bytes], object],
    counts: LineCounts | None = None,
) -> LineCounts:
    """Pass the lines of *chunks* through *test*.

    Args:
        write: gets the kept lines of each chunk.
        set_aside: gets each bad line.
        counts: is counted in, and returned; None for new ones.

    Raises:
        TooManyBadLines: the lines do not have the form of the dataset.
    """
    counts = LineCounts() if counts is None else counts
    for lines in chunks:
        counts.read += len(lines)
        try:
            kept = test.keep(lines)
        except (msgspec.DecodeError, UnicodeDecodeError):
            kept = _keep_one_by_one(lines, test, counts, set_aside)
        counts.kept += len(kept)
        if kept:
            write(kept)
    return counts


def _keep_one_by_one(
    lines: list[bytes], test: LineTest, counts: LineCounts, set_aside: Callable[[bytes], object]
) -> list[bytes]:
    kept: list[bytes] = []
    for line in lines:
        try:
            kept += test.keep([line])
        except (msgspec.DecodeError, UnicodeDecodeError):
            counts.bad += 1
            counts.first_bad = counts.first_bad or line
            set_aside(line)
            if counts.bad > BAD_LINES and counts.bad * BAD_SHARE > counts.read:
                raise TooManyBadLines(counts.first_bad) from None
    return kept


def lines_of(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Yield the lines of *stream* in chunks; empty lines are left out.

    Raises:
        EOFError: a gz stream is cut.
        TooManyBadLines: a line is longer than any row.
    """
    rest = b""
    while chunk := stream.read(CHUNK):
        rest += chunk
        end = rest.rfind(b"\n")
        if end < 0:
            if len(rest) > LONGEST_LINE:
                raise TooManyBadLines(rest)
            continue
        yield [line for line in rest[:end].split(b"\n") if line.strip()]
        rest = rest[end + 1 :]
    if rest.strip():
        yield [rest]


def open_lines(path: Path) -> BinaryIO:
    """Open a .jsonl or .gz file for reading."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, igzip.IGzipFile(path, "rb")) if packed else path.open("rb")


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a .jsonl or .gz file for reading. Raises IncompleteFile for a gz file that is cut, and DamagedFile."""
    try:
        with open_lines(path) as stream:
            yield stream
    except EOFError as error:
        raise IncompleteFile(path) from error
    except (igzip.BadGzipFile, isal_zlib.error) as error:  # type: ignore[misc]  # its stub hides the base
        raise DamagedFile(path) from error


def lines_in(path: Path) -> Iterator[list[bytes]]:
    """Yield the lines of a file in chunks, as `lines_of`. Raises IncompleteFile and DamagedFile."""
    with whole_file(path) as stream:
        yield from lines_of(stream)


def filter_file(
    source: BinaryIO,
    test: LineTest,
    target: Path,
    rule: str,
    *,
    aside: Path,
    size: int | None = None,
    etag: str | None = None,
) -> KeptLines:
    """Write the lines of *source* that pass *test* to *target*, and mark it as complete.

    Args:
        target: a .gz file; it exists only when it is complete.
        rule: the digest of the rule.
        aside: the file for bad lines.
    """
    counts = LineCounts()
    write_lines(source, test, target, aside, counts)
    mark = KeptLines(size, etag, counts.read, counts.kept, counts.bad, rule)
    write_mark(target, mark)
    return mark


def write_lines(source: BinaryIO, test: LineTest, target: Path, aside: Path, counts: LineCounts) -> int:
    """Write the lines of *source* that pass *test* to *target*, which exists only when it is complete.

    counts: is counted in, also when an error is raised. Returns the size of the kept lines in bytes, not compressed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    mark_path(target).unlink(missing_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}{PART}")
    bad = AsideFile(aside)
    size = 0
    try:
        with igzip.IGzipFile(part, "wb", compresslevel=1) as packed:

            def write(kept: list[bytes]) -> None:
                nonlocal size
                size += packed.write(b"\n".join(kept) + b"\n")

            filter_lines(lines_of(source), test, write, bad.add, counts)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        bad.close()
        part.unlink(missing_ok=True)
    return size


class AsideFile:
    """The file of bad lines; it is created with the first one, and has a largest size."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._left = ASIDE_BYTES

    def add(self, line: bytes) -> None:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("wb")
        self._file.write(line[: self._left] + b"\n")
        self._left = max(0, self._left - len(line) - 1)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
