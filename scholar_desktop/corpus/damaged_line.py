"""Finds the lines that are no rows of their dataset, so that a person can look at them.

A build or an update reads lines of many files at once, and only learns that one of them cannot be read. Which one it
is, is looked up afterwards, so that the reading of whole lines costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

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
from scholar_desktop.corpus.row_columns import AuthorKey, DeletedRow, KeyedAbstract, PaperKey, VenueKey, decode_paper
from scholar_desktop.corpus.vectors import EMBEDDINGS, decode_vectors
from scholar_desktop.domain.corpus.dataset_rows import PaperIdRow
from scholar_desktop.domain.corpus.rule import TEXT_DATASETS

_FAULTS = (msgspec.DecodeError, UnicodeDecodeError, ValueError)


class DamagedLine(msgspec.DecodeError):
    """A line that is no row. path: its file; number: of the line, from 1."""

    def __init__(self, path: Path, number: int, reason: str) -> None:
        super().__init__(reason)
        self.path = path
        self.number = number


class RowTest:
    """Keeps the lines that are rows of a dataset, all of whose columns can be read."""

    def __init__(self, dataset: str) -> None:
        self._decode = _vector_reader() if dataset == EMBEDDINGS else _DECODERS[dataset]

    def keep(self, lines: list[bytes]) -> list[bytes]:
        for line in lines:
            self._decode(line)
        return lines

    def rows_of(self, lines: list[bytes]) -> list[bytes]:
        """Return those of *lines* that are rows."""
        return [line for line in lines if self._is_row(line)]

    def _is_row(self, line: bytes) -> bool:
        try:
            self._decode(line)
        except _FAULTS:
            return False
        return True


def set_bad_lines_aside(file: Path, dataset: str, test: RowTest, aside: Path | None) -> int:
    """Count the lines of *file* that are no rows of *dataset*, by the rule of `filter_lines`.

    Args:
        aside: gets these lines; None to count them only.

    Raises:
        DamagedLine: too many lines are bad; it is the first one.
        OSError, EOFError: the file cannot be read.
    """
    counts = LineCounts()
    bad = None if aside is None else AsideFile(aside)
    try:
        filter_lines(lines_in(file), test, len, len if bad is None else bad.add, counts)
    except TooManyBadLines as error:
        raise find_damaged_line([file], dataset) or error from error
    finally:
        if bad is not None:
            bad.close()
    return counts.bad


def find_damaged_line(files: Iterable[Path], dataset: str, *, deleted: bool = False) -> DamagedLine | None:
    """Return the first line of *files* that is no row of *dataset*; None if each is one.

    Args:
        deleted: the files have the rows that a diff deletes.

    Raises:
        OSError, EOFError: a file cannot be read.
    """
    decode = _DELETED if deleted else _vector_reader() if dataset == EMBEDDINGS else _DECODERS.get(dataset)
    if decode is None:
        return None
    for file in files:
        for number, line in _numbered(file):
            try:
                decode(line)
            except _FAULTS as error:
                return DamagedLine(file, number, str(error))
    return None


def _numbered(file: Path) -> Iterator[tuple[int, bytes]]:
    with whole_file(file) as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield number, line.rstrip(b"\n")


def _vector_reader() -> Callable[[bytes], object]:
    """Return what reads a line with a vector, which has as many numbers as the first one."""
    length: int | None = None

    def read(line: bytes) -> None:
        nonlocal length
        length = decode_vectors([line], length)[1].shape[1]

    return read


_DELETED = msgspec.json.Decoder(DeletedRow).decode
_DECODERS: dict[str, Callable[[bytes], object]] = {
    "papers": decode_paper,
    "abstracts": msgspec.json.Decoder(KeyedAbstract).decode,
    "tldrs": msgspec.json.Decoder(PaperKey).decode,
    "authors": msgspec.json.Decoder(AuthorKey).decode,
    "publication-venues": msgspec.json.Decoder(VenueKey).decode,
    "paper-ids": msgspec.json.Decoder(PaperIdRow).decode,
    "citations": lambda line: EdgeBatch([line]),
    **dict.fromkeys(TEXT_DATASETS, full_text_of),
}
