"""Reads the lines of a diff. Lines that cannot be read are set aside and counted, by the rule of a filter and a build:
more than one in 1,000 of a file, and more than three, end the step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from scholar_desktop.corpus.damaged_line import (
    FAULTS,
    ROW_DECODERS,
    Decode,
    ReadableLines,
    aside_name,
    decoder_of,
)
from scholar_desktop.corpus.line_filter import lines_in
from scholar_desktop.corpus.row_columns import DeletedRow, EdgeColumns, decode_edge

UPDATE, DELETE = "update", "delete"

T = TypeVar("T")


class StepLines:
    """The lines of one dataset in a step.

    Raises:
        DamagedLine: while lines are read: too many lines of a file cannot be read.
        OSError, EOFError: a file cannot be read.

    Args:
        folder: has the folders `update` and `delete`; both may be missing.
        aside: the folder that gets lines that cannot be read; None if they are only counted.
    """

    def __init__(self, folder: Path, dataset: str, aside: Path | None) -> None:
        self._folder = folder
        self._dataset = dataset
        self._aside = aside
        self._readable: list[ReadableLines] = []

    @property
    def bad(self) -> int:
        """How many lines could not be read."""
        return sum(each.bad for each in self._readable)

    def updates(self) -> Iterator[tuple[list[bytes], list[Any]]]:
        """Yield rows that are inserted or replaced, some at a time, with their lines. The rows are what `_ROWS` reads
        for the dataset."""
        decode = _ROWS[self._dataset]
        readable = self._lines(UPDATE, lambda: decode)
        for lines in self._chunks(UPDATE):
            yield _decoded(lines, decode, readable)

    def deleted(self) -> Iterator[DeletedRow]:
        """Yield the keys of rows that are deleted."""
        readable = self._lines(DELETE, lambda: _decode_deleted)
        for lines in self._chunks(DELETE):
            yield from _decoded(lines, _decode_deleted, readable)[1]

    def vectors(self, length: int | None) -> tuple[Iterator[list[bytes]], Callable[[list[bytes]], list[bytes]]]:
        """Return the lines with vectors, some at a time, and what returns those of some lines that can be read.

        Args:
            length: of a vector; None: that of the first one.
        """
        return self._chunks(UPDATE), self._lines(UPDATE, partial(decoder_of, self._dataset, length=length)).among

    def _lines(self, part: str, decoder: Callable[[], Decode]) -> ReadableLines:
        files = [
            (file, None if self._aside is None else self._aside / self._dataset / part / aside_name(file))
            for file in _files(self._folder / part)
        ]
        self._readable.append(ReadableLines(files, decoder))
        return self._readable[-1]

    def _chunks(self, part: str) -> Iterator[list[bytes]]:
        for file in _files(self._folder / part):
            yield from lines_in(file)


def _decoded(lines: list[bytes], decode: Callable[[bytes], T], readable: ReadableLines) -> tuple[list[bytes], list[T]]:
    try:
        return lines, [decode(line) for line in lines]
    except FAULTS:
        lines = readable.among(lines)
        return lines, [decode(line) for line in lines]


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [file for file in found if file.suffix in (".gz", ".jsonl")]


def _decode_citation(line: bytes) -> EdgeColumns:
    row: EdgeColumns = decode_edge(line)
    _ = row.ends  # they may have been sent as text
    return row


_decode_deleted = msgspec.json.Decoder(DeletedRow).decode
_ROWS: dict[str, Callable[[bytes], Any]] = {**ROW_DECODERS, "citations": _decode_citation}
