"""Opens a PDF in a child process and judges whether it is the paper that was asked for."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.pdf import right_article, worker
from scholar_desktop.pdf.report import PdfReport, Verdict

log = logging.getLogger(__name__)

TIME_LIMIT_S = 30.0
"""For one file, wall-clock. An ordinary paper takes 20 ms; a machine under load gets its share of patience."""
START_LIMIT_S = 60.0
CPU_LIMIT_S = 40
PAGES = 3
CHARACTERS = 20_000
"""Of one page: a dense journal page has 8,000."""


class _Answer(msgspec.Struct):
    """One line of the child process, as `worker.read` makes it."""

    opens: bool
    locked: bool
    pages: int
    text: list[str]
    title: str
    problem: str | None


class _ReaderFailed(Exception):
    """The child process died, hung, or answered nonsense."""


def worker_command() -> tuple[str, ...]:
    """How the reading process is started: the file itself, and -P so that nothing is imported from beside it."""
    return (sys.executable, "-P", worker.__file__)


def worker_environment() -> dict[str, str]:
    """The variables of this process without ours: a key has no business beside a hostile file."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("SCHOLAR_DESKTOP_")}


class PdfReader:
    """Owns the reading process: started at the first file, killed and started anew when it hangs or crashes.

    Blocking, one file at a time; call it from a thread of its own. Closing ends the process; the next `inspect` starts
    another.

    Args:
        command: starts the reading process (see `worker`); a frozen program gives its own.
        time_limit_s: for one file.
    """

    def __init__(self, command: Sequence[str] | None = None, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._command = tuple(command) if command is not None else worker_command()
        self._time_limit_s = time_limit_s
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def inspect(self, path: Path, *, expected: Paper) -> PdfReport:
        """Open the file at *path* and compare its first pages with *expected*.

        Never raises for what the file holds; RuntimeError when the reading process itself cannot be started.
        """
        with self._lock:
            try:
                answer = self._ask(path)
            except _ReaderFailed as failure:
                self._end_process()
                log.info("the PDF reader was ended: %s", failure)
                return PdfReport(
                    opens=False,
                    pages=0,
                    text_found=False,
                    encrypted=False,
                    verdict=Verdict.DOUBTFUL,
                    score=0.0,
                    reason=f"The file could not be read safely: {failure}.",
                    reader_failed=True,
                )
        return _report(answer, expected)

    def close(self) -> None:
        """End the reading process, if there is one; what it is reading just now is given up."""
        process = self._process
        if process is not None:
            process.kill()
        with self._lock:
            self._end_process()

    def _ask(self, path: Path) -> _Answer:
        process = self._running_process()
        question = {"path": str(path), "pages": PAGES, "characters": CHARACTERS, "cpu_s": CPU_LIMIT_S}
        line = self._exchange(process, json.dumps(question).encode("ascii") + b"\n", self._time_limit_s)
        if not line:
            raise _ReaderFailed("the reader crashed on it")
        try:
            answer = msgspec.json.decode(line, type=_Answer)
        except msgspec.DecodeError as error:
            raise _ReaderFailed("the reader gave an answer that cannot be understood") from error
        if answer.problem == worker.OUT_OF_MEMORY:
            raise _ReaderFailed("it needs more memory than a paper should")
        return answer

    def _exchange(self, process: subprocess.Popen[bytes], question: bytes, limit_s: float) -> bytes:
        """Write *question*, read one line; empty when the process ended. Raises _ReaderFailed after *limit_s*."""
        hung = threading.Event()

        def give_up() -> None:
            hung.set()
            process.kill()

        # A pipe cannot be read with a time limit on every system; killing the writer ends the read on all of them.
        watchdog = threading.Timer(limit_s, give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(question)
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = b""
        finally:
            watchdog.cancel()
            watchdog.join()
        if hung.is_set():
            raise _ReaderFailed(f"reading it took longer than {limit_s:g} s")
        return line

    def _running_process(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._end_process()
        if self._process is None:
            ready = b""
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=worker_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            with contextlib.suppress(_ReaderFailed):
                ready = self._exchange(self._process, b"", START_LIMIT_S)
            if not ready.startswith(b'{"ready"'):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(1)
                code = self._process.poll()
                self._end_process()
                raise RuntimeError(f"the PDF reader cannot be started (exit code {code})")
        return self._process

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was left to write has no reader any more
                    pipe.close()
        process.wait()


def _report(answer: _Answer, expected: Paper) -> PdfReport:
    """The child's answer, judged."""
    if not answer.opens or answer.pages == 0:
        reason = "It needs a password to open." if answer.locked else "It is damaged: no program could open it."
        if answer.opens:
            reason = "It is a PDF without a page."
        return PdfReport(
            opens=False,
            pages=answer.pages,
            text_found=False,
            encrypted=answer.locked,
            verdict=Verdict.DOUBTFUL,
            score=0.0,
            reason=reason,
            title=answer.title,
        )
    judgement = right_article.judge(expected, answer.text, title=answer.title, pages=answer.pages)
    return PdfReport(
        opens=True,
        pages=answer.pages,
        text_found=any(text.strip() for text in answer.text),
        encrypted=False,
        verdict=judgement.verdict,
        score=judgement.score,
        reason=judgement.reason,
        kind=judgement.kind,
        title=answer.title,
        text_by_page=tuple(answer.text),
    )
