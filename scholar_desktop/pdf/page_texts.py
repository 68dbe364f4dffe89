"""Extracts the text of all pages of a PDF in a child process, page by page, within limits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from scholar_desktop.domain.library import ReadText
from scholar_desktop.domain.text.message import Message
from scholar_desktop.pdf import worker
from scholar_desktop.pdf.reading_process import ReaderFailed, ReadingProcess

log = logging.getLogger(__name__)
_T = TypeVar("_T")

PAGES = 2000
MAX_PAGE_CHARACTERS = 20_000
"""Maximum number of characters of one page; a dense journal page has 8,000."""
MAX_FILE_CHARACTERS = 3_000_000
"""Maximum number of characters of one file; a paper has 60,000, a book of 700 pages 2,000,000."""
PAGE_LIMIT_S = 20.0
FILE_LIMIT_S = 180.0
CPU_LIMIT_S = 190
NICE = 10
"""Niceness of the process: it runs in the background, so other processes get the processor first."""


class ReadingStopped(Exception):
    """The reader was closed while it was reading; the result for the file is unknown."""


class _Head(msgspec.Struct):
    opens: bool
    locked: bool
    pages: int
    problem: str | None


class _Line(msgspec.Struct):
    page: int = 0
    text: str = ""
    end: bool = False
    problem: str | None = None


class PageTextReader:
    """Reads one file at a time in a child process. Blocking; call `read` from a separate thread.

    Args:
        command: the command of the reading process (see `worker`); a frozen program passes its own.
        page_limit_s: the limit for one page, wall-clock seconds.
        file_limit_s: the limit for one file, wall-clock seconds.
    """

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        page_limit_s: float = PAGE_LIMIT_S,
        file_limit_s: float = FILE_LIMIT_S,
        pages: int = PAGES,
        whole: int = MAX_FILE_CHARACTERS,
    ) -> None:
        self._process = ReadingProcess(command)
        self._page_limit_s = page_limit_s
        self._file_limit_s = file_limit_s
        self._pages = pages
        self._whole = whole
        self._lock = threading.Lock()
        self._is_closing = threading.Event()

    def read(self, path: Path) -> ReadText:
        """Returns the text of the file at *path*, as far as it can be read.

        If a page crashes or hangs the process, reading stops and the text of the pages before it is returned.

        Raises:
            ReadingStopped: the reader was closed meanwhile.
            RuntimeError: the process cannot be started.
        """
        with self._lock:
            self._is_closing.clear()
            head = _Head(opens=False, locked=False, pages=0, problem=None)
            texts: list[str] = []
            is_sound = True
            try:
                head = self._open(path)
                problem = self._read_pages(texts) if head.opens else None
            except RuntimeError as failure:  # the process ended while it was being started
                if self._is_closing.is_set():
                    raise ReadingStopped from failure
                raise
            except ReaderFailed as failure:
                self._process.end()
                if self._is_closing.is_set():
                    raise ReadingStopped from failure
                log.info("the PDF reader was ended at page %d: %s", len(texts) + 1, failure)
                is_sound = False
                problem = Message("Page {page} could not be read. {reason}", page=len(texts) + 1, reason=failure.reason)
            if not head.opens and not problem:
                problem = (
                    Message("It needs a password.") if head.locked else Message("It is damaged and cannot be opened.")
                )
        return ReadText(head.pages, tuple(texts), is_sound and head.opens, problem)

    def close(self) -> None:
        """Ends the process, if there is one; the current file is abandoned. The next `read` starts another process."""
        self._is_closing.set()
        self._process.kill()
        with self._lock:
            self._process.end()

    def _open(self, path: Path) -> _Head:
        question = {
            "path": str(path),
            "pages": self._pages,
            "characters": MAX_PAGE_CHARACTERS,
            "whole": self._whole,
            "cpu_s": CPU_LIMIT_S,
            "nice": NICE,
        }
        return _understood(self._process.ask(question, self._page_limit_s), _Head)

    def _read_pages(self, texts: list[str]) -> str | None:
        """Appends page after page to *texts*. Returns the problem that ended the reading, or None."""
        give_up = time.monotonic() + self._file_limit_s
        failed: list[int] = []
        while True:
            if self._is_closing.is_set():
                raise ReaderFailed(Message("It was closed."))
            left = give_up - time.monotonic()
            if left <= 0:
                raise ReaderFailed(
                    Message("Reading it took longer than {seconds} seconds.", seconds=f"{self._file_limit_s:g}")
                )
            line = _understood(self._process.next_line(min(left, self._page_limit_s)), _Line)
            if line.end:
                return self._problem(line.problem, failed, len(texts))
            texts.append(line.text)
            if line.problem is not None:
                failed.append(line.page)

    def _problem(self, problem: str | None, failed: list[int], read: int) -> str | None:
        if problem == worker.TOO_LONG:
            return Message("It is very long: only its first {count} pages were read.", count=read)
        if problem == worker.OUT_OF_MEMORY:
            raise ReaderFailed(Message("It needs too much memory."))
        if failed:
            if len(failed) == 1:
                return Message("Page {page} could not be read.", page=failed[0])
            return Message("{count} pages could not be read.", count=len(failed))
        return None


def _understood(line: bytes, kind: type[_T]) -> _T:
    if not line:
        raise ReaderFailed(Message("The PDF reader crashed on it."))
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.DecodeError as error:
        raise ReaderFailed(Message("The PDF reader gave an invalid answer.")) from error
