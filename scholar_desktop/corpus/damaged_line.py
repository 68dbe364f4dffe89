"""Finds the lines that are no rows of their dataset, so that a person can look at them.

A build or an update reads lines of many files at once, and only learns that one of them cannot be read. Which one it
is, is looked up afterwards, so that the reading of whole lines costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.corpus.citing_sentences import EdgeBatch
from scholar_desktop.corpus.full_texts import full_text_of
from scholar_desktop.corpus.line_filter import (
    AsideFile,
    LineCounts,
    TooManyBadLines,
    filter_lines,
    lines_in,
    whole_file,
)
from scholar_desktop.corpus.row_columns import AuthorKey, KeyedAbstract, PaperKey, ShaKey, VenueKey, decode_paper
from scholar_desktop.corpus.vectors import EMBEDDINGS, decode_vectors
from scholar_desktop.domain.corpus.rule import TEXT_DATASETS

Decode = Callable[[bytes], object]
"""Reads a line. Raises msgspec.DecodeError or UnicodeDecodeError for one that is no row."""
FAULTS = (msgspec.DecodeError, UnicodeDecodeError)


class DamagedLine(msgspec.DecodeError):
    """A line that is no row. path: its file; number: of the line, from 1."""

    def __init__(self, path: Path, number: int, reason: str) -> None:
        super().__init__(reason)
        self.path = path
        self.number = number


class ReadableLines:
    """Tells the lines of some files that are rows from those that are not.

    Args:
        files: each with the file that gets its lines that are no rows; None to count them only.
        decoder: returns what reads a line.
        on_file: is called after each file that was looked through.

    Attributes:
        bad: how many lines are no rows.
    """

    def __init__(
        self,
        files: Sequence[tuple[Path, Path | None]],
        decoder: Callable[[], Decode],
        on_file: Callable[[], object] = lambda: None,
    ) -> None:
        self._files = files
        self._decoder = decoder
        self._on_file = on_file
        self._test: _RowTest | None = None
        self.bad = 0

    def among(self, lines: list[bytes]) -> list[bytes]:
        """Return those of *lines* that are rows. The first time, all files are looked through.

        Raises:
            DamagedLine: too many lines of a file are no rows; it is the first one.
            OSError, EOFError: a file cannot be read.
        """
        if self._test is None:
            test = _RowTest(self._decoder())
            for file, aside in self._files:
                self.bad += self._set_aside(file, test, aside)
                self._on_file()
            self._test = test
        return self._test.rows_of(lines)

    def _set_aside(self, file: Path, test: _RowTest, aside: Path | None) -> int:
        """Count the lines of *file* that are no rows, by the rule of `filter_lines`. aside: gets these lines."""
        counts = LineCounts()
        bad = None if aside is None else AsideFile(aside)
        try:
            filter_lines(lines_in(file), test, len, len if bad is None else bad.add, counts)
        except TooManyBadLines as error:
            raise find_damaged_line([file], self._decoder()) or error from error
        finally:
            if bad is not None:
                bad.close()
        return counts.bad


class _RowTest:
    """Keeps the lines that are rows."""

    def __init__(self, decode: Decode) -> None:
        self._decode = decode

    def keep(self, lines: list[bytes]) -> list[bytes]:
        for line in lines:
            self._decode(line)
        return lines

    def rows_of(self, lines: list[bytes]) -> list[bytes]:
        return [line for line in lines if self._is_row(line)]

    def _is_row(self, line: bytes) -> bool:
        try:
            self._decode(line)
        except FAULTS:
            return False
        return True


def aside_name(file: Path) -> str:
    """Return the name of the file with the lines of *file* that are no rows."""
    return f"{file.name.removesuffix('.gz').removesuffix('.jsonl')}.bad"


def find_damaged_line(files: Iterable[Path], decode: Decode | None) -> DamagedLine | None:
    """Return the first line of *files* that is no row; None if each is one, or it is unknown what a row is.

    Raises:
        OSError, EOFError: a file cannot be read.
    """
    if decode is None:
        return None
    for file in files:
        for number, line in _numbered(file):
            try:
                decode(line)
            except FAULTS as error:
                return DamagedLine(file, number, str(error))
    return None


def _numbered(file: Path) -> Iterator[tuple[int, bytes]]:
    with whole_file(file) as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield number, line.rstrip(b"\n")


def decoder_of(dataset: str, *, length: int | None = None) -> Decode:
    """Return what reads a row of *dataset* with all its columns.

    Args:
        length: of a vector; None: that of the first one.
    """
    return _vector_reader(length) if dataset == EMBEDDINGS else ROW_DECODERS[dataset]


def _vector_reader(length: int | None) -> Decode:
    def read(line: bytes) -> None:
        nonlocal length
        length = decode_vectors([line], length)[1].shape[1]

    return read


ROW_DECODERS: dict[str, Callable[[bytes], Any]] = {
    "papers": decode_paper,
    "abstracts": msgspec.json.Decoder(KeyedAbstract).decode,
    "tldrs": msgspec.json.Decoder(PaperKey).decode,
    "authors": msgspec.json.Decoder(AuthorKey).decode,
    "publication-venues": msgspec.json.Decoder(VenueKey).decode,
    "paper-ids": msgspec.json.Decoder(ShaKey).decode,
    "citations": lambda line: EdgeBatch([line]),
    **dict.fromkeys(TEXT_DATASETS, full_text_of),
}
"""What reads a row of each dataset but the vectors. What it returns has the columns by which rows are found."""
