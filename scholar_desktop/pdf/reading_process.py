"""The child process in which PDFium opens downloaded files.

It is started at the first request and ended if it hangs.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

from scholar_desktop.domain.text.message import Message
from scholar_desktop.pdf import worker

START_LIMIT_S = 60.0
MOST_BYTES = 64_000_000
"""Of one line of an answer."""


class ReaderFailed(Exception):
    """The child process died, hung, or sent an invalid answer. reason: what happened, in a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def worker_command() -> tuple[str, ...]:
    """Returns the command that starts the reading process.

    It runs the file itself, with -P so that nothing is imported from its folder. A frozen program has neither Python
    nor files to start; there the command is the program itself with an argument that `__main__` recognises.
    """
    if getattr(sys, "frozen", False):
        return (sys.executable, "--read-pdfs")
    return (sys.executable, "-P", worker.__file__)


def worker_environment() -> dict[str, str]:
    """Returns the environment of this process without the program's own variables.

    So keys are not exposed to a malicious file.
    """
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("SCHOLAR_DESKTOP_")}


class ReadingProcess:
    """Owns the child process. Blocking; only `kill` may be called from other threads.

    Args:
        command: the command of the process (see `worker`); None for the default.
        descriptors: the file descriptors that the process inherits.
    """

    def __init__(self, command: Sequence[str] | None = None, *, descriptors: Sequence[int] = ()) -> None:
        self._command = tuple(command) if command is not None else worker_command()
        self._descriptors = tuple(descriptors)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def exit_code(self) -> int | None:
        """The exit code of the process after it ended on its own; on POSIX -n if signal n ended it."""
        if self._process is None:
            return None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        return self._process.poll()

    def ask(self, question: dict[str, Any], limit_s: float) -> bytes:
        """Sends *question* and returns the first line of the answer; empty if the process ended instead.

        Raises:
            ReaderFailed: there was no answer within *limit_s* seconds.
            RuntimeError: the process cannot be started.
        """
        process = self.start()
        return _exchange(process, json.dumps(question).encode("ascii") + b"\n", limit_s)

    def next_line(self, limit_s: float) -> bytes:
        """Returns the next line of the same answer; empty if the process ended.

        Raises ReaderFailed after *limit_s* seconds.
        """
        return b"" if self._process is None else _exchange(self._process, b"", limit_s)

    def kill(self) -> None:
        """Kills the process, from any thread. The caller that waits for an answer gets an answer that ends."""
        process = self._process
        if process is not None:
            process.kill()

    def end(self) -> None:
        """Ends the process, if there is one. The next request starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # nothing reads the remaining output any more
                    pipe.close()
        process.wait()

    def start(self) -> subprocess.Popen[bytes]:
        """Starts the process, unless it runs, and returns it. The first request does this too.

        Raises:
            RuntimeError: the process cannot be started.
        """
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            ready = b""
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file, or ourselves
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=self._descriptors,
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
    """Writes *question* and reads one line; empty if the process ended. Raises ReaderFailed after *limit_s* seconds."""
    hung = threading.Event()

    def give_up() -> None:
        hung.set()
        process.kill()

    # Not every system can read a pipe with a time limit; killing the process ends the read on all of them.
    watchdog = threading.Timer(limit_s, give_up)
    watchdog.daemon = True
    watchdog.start()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(question)
        process.stdin.flush()
        line = process.stdout.readline(MOST_BYTES)
    except OSError:
        line = b""
    finally:
        watchdog.cancel()
        watchdog.join()
    if hung.is_set():
        raise ReaderFailed(Message("Reading it took longer than {seconds} seconds.", seconds=f"{limit_s:g}"))
    return line
