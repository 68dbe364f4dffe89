"""Draws the pages of one PDF and reads their texts in a child process, within limits of time and memory."""

from __future__ import annotations

import base64
import binascii
import logging
import math
import mmap
import signal
import threading
from array import array
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from scholar_desktop.domain.page_picture import PageLink, PagePixels, PageText
from scholar_desktop.domain.text.message import Message
from scholar_desktop.pdf import page_worker, worker
from scholar_desktop.pdf.reading_process import ReaderFailed, ReadingProcess
from scholar_desktop.pdf.shared_memory import SharedMemory

log = logging.getLogger(__name__)
_T = TypeVar("_T")

CPU_LIMIT_S = 20
"""Seconds of processor time for one page: a figure of a million strokes takes 2."""
TIME_LIMIT_S = 60.0
"""Seconds of the clock for one page, for a machine under load, and for systems that do not limit processor time."""
MOST_PIXELS = 16_000_000
"""Of one page."""

TOO_LONG = Message("It took too long to read.")
TOO_MUCH = Message("It needs too much memory.")
CRASHED = Message("The PDF reader crashed on it.")
DAMAGED = Message("It is damaged.")
NOT_UNDERSTOOD = Message("The PDF reader gave an invalid answer.")
REASONS = {
    page_worker.LOCKED: Message("It needs a password."),
    page_worker.DAMAGED: Message("It is damaged and cannot be opened."),
    page_worker.NO_PAGES: Message("It has no pages."),
    page_worker.PAGE_FAILED: DAMAGED,
    page_worker.OUT_OF_MEMORY: TOO_MUCH,
}

Size = tuple[float, float]


class PageFailed(Exception):
    """The PDF or one of its pages cannot be read.

    Attributes:
        reason: why, in a sentence.
        has_ended: True if the process has ended, so that the PDF must be opened in another one.
    """

    def __init__(self, reason: str, *, has_ended: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.has_ended = has_ended


class _Answer(msgspec.Struct):
    problem: str | None = None


class _OpenAnswer(msgspec.Struct):
    pages: int = 0
    sizes: str = ""
    problem: str | None = None


class _Link(msgspec.Struct):
    box: tuple[float, float, float, float]
    page: int | None = None
    url: str | None = None


class _TextAnswer(msgspec.Struct):
    text: str = ""
    boxes: str = ""
    links: list[_Link] = []
    problem: str | None = None


class PageProcess:
    """A child process for one PDF. Blocking, one request at a time; only `kill` may be called from other threads.

    Args:
        command: the command of the process (see `worker`); None for the default.
        cpu_limit_s: the limit for one request, in seconds of processor time.
        time_limit_s: the limit for one request, in seconds of the clock.
    """

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        cpu_limit_s: int = CPU_LIMIT_S,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        self._cpu_limit_s = cpu_limit_s
        self._time_limit_s = time_limit_s
        self._content, self._pixels = SharedMemory(), SharedMemory()
        self._pixel_map: mmap.mmap | None = None
        descriptors = (*self._content.descriptors, *self._pixels.descriptors)
        self._process = ReadingProcess(command, descriptors=descriptors)
        self._is_killed = threading.Event()
        self._start_lock = threading.Lock()

    def start(self) -> None:
        """Starts the process, unless it runs. May be called from several threads.

        Raises:
            PageFailed: `kill` was called meanwhile.
            RuntimeError: the process cannot be started.
        """
        with self._start_lock:
            self._check()
            try:
                self._process.start()
            except RuntimeError:
                self._check()  # it was killed at its start
                raise
            self._check()

    def open(self, content: bytes) -> tuple[tuple[Size, ...], int]:
        """Opens a PDF. Returns the sizes of its pages in points, of the first 20,000 pages, and the number of pages.

        Raises:
            PageFailed: it cannot be opened.
            RuntimeError: the process cannot be started.
        """
        self.start()
        self._content.allocate(max(1, len(content)))[: len(content)] = content
        self._pixel_map = self._pixels.allocate(4 * MOST_PIXELS)
        question = {
            "op": "open",
            "document": self._content.argument,
            "bytes": max(1, len(content)),
            "pixels": self._pixels.argument,
            "pixel_bytes": 4 * MOST_PIXELS,
        }
        answer = self._ask(question, _OpenAnswer)
        numbers = _unpacked(answer.sizes)
        if not numbers or len(numbers) != 2 * min(answer.pages, page_worker.MOST_PAGES):
            raise PageFailed(NOT_UNDERSTOOD)
        return tuple(zip(numbers[::2], numbers[1::2], strict=True)), answer.pages

    def draw(self, page: int, width: int, height: int) -> PagePixels:
        """Draws *page* (from 0) in *width* x *height* pixels, at most MOST_PIXELS.

        Raises:
            PageFailed: it cannot be drawn within the limits.
        """
        assert self._pixel_map is not None
        assert 0 < width * height <= MOST_PIXELS
        self._ask({"op": "draw", "page": page, "width": width, "height": height}, _Answer)
        return PagePixels(width, height, self._pixel_map[: 4 * width * height])

    def text(self, page: int) -> PageText:
        """Reads the text and the links of *page* (from 0).

        Raises:
            PageFailed: it cannot be read within the limits.
        """
        answer = self._ask({"op": "text", "page": page}, _TextAnswer)
        boxes = _unpacked(answer.boxes)
        if len(boxes) != 4 * len(answer.text):
            raise PageFailed(NOT_UNDERSTOOD)
        links = tuple(PageLink(link.box, link.page, link.url) for link in answer.links)
        return PageText(answer.text, boxes, links)

    @property
    def is_killed(self) -> bool:
        """True after `kill` or `end`."""
        return self._is_killed.is_set()

    def kill(self) -> None:
        """Kills the process, from any thread and without waiting. The request that is being answered fails."""
        self._is_killed.set()
        self._process.kill()

    def end(self) -> None:
        """Ends the process and gives up the shared memory."""
        self._is_killed.set()
        self._process.end()
        self._pixel_map = None
        self._content.close()
        self._pixels.close()

    def _check(self) -> None:
        if self._is_killed.is_set():
            raise PageFailed(Message("It was closed."), has_ended=True)

    def _ask(self, question: dict[str, Any], kind: type[_T]) -> _T:
        self._check()
        try:
            line = self._process.ask({**question, "cpu_s": self._cpu_limit_s}, self._time_limit_s)
        except ReaderFailed as failure:
            raise PageFailed(TOO_LONG, has_ended=True) from failure
        if not line:
            reason = self._why_ended()
            log.info("the process that reads PDFs ended: %s", reason)
            raise PageFailed(reason, has_ended=True)
        try:
            answer = msgspec.json.decode(line, type=kind)
        except (msgspec.DecodeError, UnicodeError) as error:
            raise PageFailed(NOT_UNDERSTOOD, has_ended=True) from error
        problem = answer.problem  # type: ignore[attr-defined]
        if problem is not None:
            raise PageFailed(REASONS.get(problem, DAMAGED))
        return answer

    def _why_ended(self) -> str:
        code = self._process.exit_code
        if code == -getattr(signal, "SIGXCPU", 0):
            return TOO_LONG
        return TOO_MUCH if code == worker.MEMORY_EXIT_CODE else CRASHED


def _unpacked(packed: str) -> array[float]:
    numbers = array("f")
    try:
        numbers.frombytes(base64.b64decode(packed, validate=True))
    except (binascii.Error, ValueError) as error:
        raise PageFailed(NOT_UNDERSTOOD) from error
    if not all(map(math.isfinite, numbers)):
        raise PageFailed(NOT_UNDERSTOOD)
    return numbers
