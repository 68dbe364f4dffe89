"""Feeds the child process that filters downloads (`corpus/filter_process.py`): one file after the other."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from scholar_desktop.corpus.filter_messages import ABANDON, DATA, END, HEAD, TASK, FilterResult, FilterTask
from scholar_desktop.domain.text.message import Message
from scholar_desktop.net.client import Resume
from scholar_desktop.net.threads import run_to_end

T = TypeVar("T")

PIECE = 1 << 20
"""Bytes that are written to the process at once."""
HEAD_BYTES = 1024
FILTER_LINES = "--filter-lines"
"""The argument that makes a process of a frozen program filter lines (see `__main__`)."""
# not translated: the program of a process
_START = "import sys; sys.path.insert(0, sys.argv[1]); from scholar_desktop.corpus.filter_process import main; main()"
_ROOT = str(Path(__file__).parents[3])


class FilterEnded(Exception):
    """The process has given its result before the end of the file, or it has ended. result: None if it has ended."""

    def __init__(self, result: FilterResult | None) -> None:
        super().__init__(result.text if result is not None else Message("the filter process has stopped"))
        self.result = result


class FilterProcess:
    """One child process. It is started at the first file. Its methods block, and belong into one thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._results: queue.SimpleQueue[FilterResult | None] = queue.SimpleQueue()
        self._reader: threading.Thread | None = None
        self._is_in_file = False  # kept in the thread of the work: a task may be cancelled while a call still runs

    def begin(self, task: FilterTask) -> None:
        """Begin a file. Raises RuntimeError if the process cannot be started, FilterEnded if it ends."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()
        self._is_in_file = True
        self._send(TASK, msgspec.json.encode(task))

    def add(self, data: bytes) -> None:
        """Pass bytes of the file on. Raises FilterEnded."""
        early = self._early()
        if early is not None:
            raise FilterEnded(early)
        self._send(DATA, data)

    def end(self) -> FilterResult:
        """Return what came of the file, whose end was reached, or of the sample up to here. Raises FilterEnded."""
        self._send(END, b"")
        return self._result()

    def abandon(self) -> None:
        """Leave the file, if it has not ended; what was kept of it is deleted. Raises FilterEnded."""
        if self._is_in_file:
            self._send(ABANDON, b"")
            self._result()

    def close(self) -> None:
        """End the process. What it kept of an unfinished file is deleted."""
        process, self._process = self._process, None
        self._is_in_file = False
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._reader is not None:
            self._reader.join()
        if process.stdout is not None:
            process.stdout.close()
        self._results = queue.SimpleQueue()

    def _start(self) -> None:
        frozen = getattr(sys, "frozen", False)
        command = (sys.executable, FILTER_LINES) if frozen else (sys.executable, "-P", "-c", _START, _ROOT)
        process = subprocess.Popen(  # noqa: S603  our own interpreter and code
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if not name.startswith("SCHOLAR_DESKTOP_")},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert process.stdout is not None
        ready = process.stdout.readline()
        if not ready.startswith(b'{"ready"'):
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            raise RuntimeError(f"the filter process cannot be started (exit code {process.returncode})")
        self._process = process
        self._reader = threading.Thread(target=self._read, args=(process, self._results), name="corpus-filter")
        self._reader.daemon = True
        self._reader.start()

    @staticmethod
    def _read(process: subprocess.Popen[bytes], results: queue.SimpleQueue[FilterResult | None]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            results.put(msgspec.json.decode(line, type=FilterResult))
        results.put(None)

    def _send(self, kind: bytes, content: bytes) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise FilterEnded(None)
        try:
            process.stdin.write(HEAD.pack(kind, len(content)))
            process.stdin.write(content)
            if kind != DATA:
                process.stdin.flush()
        except (OSError, ValueError):
            raise FilterEnded(None) from None

    def _early(self) -> FilterResult | None:
        try:
            result = self._results.get_nowait()
        except queue.Empty:
            return None
        self._is_in_file = False
        if result is None:
            raise FilterEnded(None)
        with contextlib.suppress(FilterEnded):
            self._send(ABANDON, b"")
        return result

    def _result(self) -> FilterResult:
        result = self._results.get()
        self._is_in_file = False
        if result is None:
            raise FilterEnded(None)
        return result


class FilterSink:
    """Filters one file while it is downloaded (`net.download.FileSink`).

    Attributes:
        result: what came of the file, None before its end.
        resume: the validators with which the transfer may be continued.

    Args:
        most: bytes after which enough of the file was read: then SampleTaken is raised.
    """

    def __init__(self, process: FilterProcess, task: FilterTask, *, most: int | None = None) -> None:
        self.path = Path(task.target)
        self.size = 0
        self.result: FilterResult | None = None
        self.resume: Resume | None = None
        self._process = process
        self._task = task
        self._most = most
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._head = b""
        self._has_begun = False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="corpus-filter-feed")

    async def begin(self) -> None:
        if self._has_begun:
            await self._run(self._process.abandon)
        self._pieces, self._waiting, self._head, self.size = [], 0, b"", 0
        await self._run(lambda: self._process.begin(self._task))
        self._has_begun = True

    async def continue_from(self) -> bytes:
        return self._head

    async def add(self, piece: bytes) -> None:
        if len(self._head) < HEAD_BYTES:
            self._head = (self._head + piece)[:HEAD_BYTES]
        self._pieces.append(piece)
        self._waiting += len(piece)
        self.size += len(piece)
        if self._waiting >= PIECE:
            await self.flush()
        if self._most is not None and self.size >= self._most:
            raise SampleTaken

    async def flush(self) -> None:
        data, self._pieces, self._waiting = b"".join(self._pieces), [], 0
        if data:
            await self._run(lambda: self._process.add(data))

    async def note(self, resume: Resume) -> None:
        self.resume = resume

    async def finish(self, *, as_sent: bool) -> str:
        await self.flush()
        self.result = await self._run(self._process.end)
        self._has_begun = False
        return ""

    async def mark(self, url: str, referrer: str | None) -> None:
        """The lines are not the file that was sent."""

    async def forget(self) -> None:
        await self.leave()
        self.size = 0

    async def free_bytes(self) -> int:
        return sys.maxsize

    async def unpack(self, limit: int | None) -> None:
        """Bulk files are filtered as they are sent."""

    async def close(self) -> None:
        """The transfer may be continued with another link: `aclose` ends the work."""

    async def leave(self) -> None:
        """Leave the file where it is, if it has begun and not ended."""
        if self._has_begun:
            self._has_begun = False
            self._pieces, self._waiting = [], 0
            with contextlib.suppress(FilterEnded):
                await self._run(self._process.abandon, even_if_cancelled=True)

    async def counted(self) -> FilterResult:
        """Return what was counted up to here, for a sample. Raises FilterEnded."""
        await self.flush()
        self._has_begun = False
        return await self._run(self._process.end)

    async def aclose(self) -> None:
        """Leave an unfinished file, and end the thread."""
        try:
            await self.leave()
        finally:
            self._pool.shutdown(wait=False)

    async def _run(self, work: Callable[[], T], *, even_if_cancelled: bool = False) -> T:
        try:
            return await run_to_end(self._pool, work, even_if_cancelled=even_if_cancelled)
        except FilterEnded as ended:
            self._has_begun = False
            self.result = ended.result
            raise


class SampleTaken(Exception):
    """Enough of the file was read."""
