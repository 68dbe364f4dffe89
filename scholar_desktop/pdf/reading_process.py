"""The child process in which PDFium opens files from outside: started at the first question, ended when it hangs."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

from scholar_desktop.pdf import worker

START_LIMIT_S = 60.0


class ReaderFailed(Exception):
    """The child process died, hung, or answered nonsense."""


def worker_command() -> tuple[str, ...]:
    """How the reading process is started: the file itself, and -P so that nothing is imported from beside it. A frozen
    program has neither Python nor files to start: there it is the program with the argument that `__main__` knows."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "--read-pdfs")
    return (sys.executable, "-P", worker.__file__)


def worker_environment() -> dict[str, str]:
    """The variables of this process without ours: a key has no business beside a hostile file."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("SCHOLAR_DESKTOP_")}


class ReadingProcess:
    """Owns the process. Blocking, and for one thread at a time, but for `kill`.

    Args:
        command: starts the process (see `worker`); None: as this program starts it.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._command = tuple(command) if command is not None else worker_command()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, question: dict[str, Any], limit_s: float) -> bytes:
        """Send *question* and return the first line of the answer; empty when the process ended instead.

        Raises ReaderFailed after *limit_s*, RuntimeError when the process cannot be started.
        """
        process = self._running()
        return _exchange(process, json.dumps(question).encode("ascii") + b"\n", limit_s)

    def next_line(self, limit_s: float) -> bytes:
        """A further line of the same answer; empty when the process ended. Raises ReaderFailed after *limit_s*."""
        return b"" if self._process is None else _exchange(self._process, b"", limit_s)

    def kill(self) -> None:
        """From any thread: what it is reading just now is given up. The one who asked sees an answer that ends."""
        process = self._process
        if process is not None:
            process.kill()

    def end(self) -> None:
        """End the process, if there is one. The next question starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was left to write has no reader any more
                    pipe.close()
        process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            ready = b""
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file, or ourselves
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=worker_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            with contextlib.suppress(ReaderFailed):
                ready = _exchange(self._process, b"", START_LIMIT_S)
            if not ready.startswith(b'{"ready"'):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(1)
                code = self._process.poll()
                self.end()
                raise RuntimeError(f"the PDF reader cannot be started (exit code {code})")
        return self._process


def _exchange(process: subprocess.Popen[bytes], question: bytes, limit_s: float) -> bytes:
    """Write *question*, read one line; empty when the process ended. Raises ReaderFailed after *limit_s*."""
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
        raise ReaderFailed(f"reading it took longer than {limit_s:g} s")
    return line
