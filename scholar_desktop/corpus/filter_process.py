"""The child process that filters the files of a dataset while they are downloaded.

What it reads and writes is described in `filter_messages`, which does without numpy: the window needs only that.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
from isal import igzip, isal_zlib

from scholar_desktop.corpus import line_filter, step_filter
from scholar_desktop.corpus.filter_messages import (
    ABANDON,
    ABANDONED,
    CUT,
    DATA,
    DELETE,
    DISK,
    END,
    FORM,
    SAMPLE,
    TASK,
    UPDATE,
    FilterResult,
    FilterTask,
    read_frame,
)
from scholar_desktop.corpus.full_texts import FullTextTest
from scholar_desktop.domain.corpus.rule import ONE_END, TEXT_DATASETS
from scholar_desktop.domain.text.message import encode_stored


class _FileAbandoned(Exception):
    """The rest of the file does not come."""


class _FrameStream(io.RawIOBase):
    """The content of the DATA frames of one file."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._rest = b""
        self.has_ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        while not self._rest and not self.has_ended:
            kind, content = read_frame(self._source)
            if kind in (ABANDON, b""):
                self.has_ended = True
                raise _FileAbandoned
            self._rest, self.has_ended = content, kind == END
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def skip(self) -> None:
        """Read the rest of the file."""
        while not self.has_ended:
            self.has_ended = read_frame(self._source)[0] != DATA


def main() -> None:
    """Filter the files that come on standard input."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    worker = _Worker()
    out.write(b'{"ready":true}\n')
    out.flush()
    while True:
        kind, content = read_frame(source)
        if kind == b"":
            return
        if kind != TASK:
            continue
        stream = _FrameStream(source)
        result = worker.filter(msgspec.json.decode(content, type=FilterTask), stream)
        out.write(msgspec.json.encode(result, enc_hook=encode_stored) + b"\n")
        out.flush()
        stream.skip()


class _Worker:
    """Filters files; the test of the last one is kept, since the next file is mostly of the same dataset."""

    def __init__(self) -> None:
        self._tests: dict[bytes, line_filter.LineTest] = {}

    def filter(self, task: FilterTask, stream: _FrameStream) -> FilterResult:
        counts = line_filter.LineCounts()
        try:
            test = self._test(task)
            # without a buffer of its own: what stays in it would be lost for the next file
            with igzip.IGzipFile(fileobj=stream, mode="rb") as lines:
                if task.kind == SAMPLE:
                    return _sample(cast(BinaryIO, lines), test)
                size = line_filter.write_lines(cast(BinaryIO, lines), test, Path(task.target), Path(task.aside), counts)
        except _FileAbandoned:
            return FilterResult(error=ABANDONED)
        except line_filter.TooManyBadLines as error:
            return FilterResult(counts.read, counts.kept, counts.bad, error=FORM, text=str(error))
        except (EOFError, igzip.BadGzipFile, isal_zlib.error) as error:  # type: ignore[misc]  # its stub hides the base
            return FilterResult(counts.read, counts.kept, counts.bad, error=CUT, text=str(error))
        except OSError as error:
            return FilterResult(counts.read, counts.kept, counts.bad, error=DISK, text=error.strerror or str(error))
        return FilterResult(counts.read, counts.kept, counts.bad, size)

    def _test(self, task: FilterTask) -> line_filter.LineTest:
        key = msgspec.json.encode(msgspec.structs.replace(task, target="", aside=""))
        if key not in self._tests:
            self._tests = {key: _test_of(task)}
        return self._tests[key]


def _test_of(task: FilterTask) -> line_filter.LineTest:
    if task.kind in (UPDATE, DELETE) and task.store is not None:
        entering = _kept_papers(task.papers)
        if task.kind == DELETE:
            return step_filter.delete_test(task.dataset, task.rule, Path(task.store))
        return step_filter.update_test(task.dataset, task.rule, Path(task.store), entering)
    if task.dataset == "papers":
        return line_filter.PaperTest(task.rule)
    if task.dataset in TEXT_DATASETS:
        papers = None if task.rule.keeps_all else _kept_papers(task.papers).ids()
        return FullTextTest(papers, task.rule.texts)
    if task.centre:
        return line_filter.CitationTest(line_filter.IdSet(task.centre), ONE_END)
    if task.rule.keeps_all:
        return line_filter.AllLines()
    return _kept_papers(task.papers).test(task.dataset, task.rule.edges)


def _kept_papers(files: tuple[str, ...]) -> line_filter.KeptPapers:
    found = line_filter.KeptPapers()
    for file in files:
        with line_filter.open_lines(Path(file)) as stream:
            for lines in line_filter.lines_of(stream):
                found.add_lines(lines)
    return found


def _sample(lines: BinaryIO, test: line_filter.LineTest) -> FilterResult:
    counts = line_filter.LineCounts()
    size = 0

    def chunks() -> Iterator[list[bytes]]:
        try:
            yield from line_filter.lines_of(lines)
        except (EOFError, _FileAbandoned):
            return

    def measure(kept: list[bytes]) -> None:
        nonlocal size
        size += sum(map(len, kept)) + len(kept)

    line_filter.filter_lines(chunks(), test, measure, lambda _line: None, counts)
    return FilterResult(counts.read, counts.kept, counts.bad, size)
