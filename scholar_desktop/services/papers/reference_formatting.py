"""Formats references in a citation style: a short list in a thread, a long one in a child process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO, Any

from scholar_desktop.domain.errors import DiskError, ScholarError, UsageError
from scholar_desktop.domain.text.message import Message

LONGEST_IN_THREAD = 50
"""The longest list that is formatted in this process."""
ITEMS_AT_ONCE = 1000
"""Items that are encoded in one go: no other thread runs meanwhile, not even that of the window."""
FORMAT_REFERENCES = "--format-references"
"""The argument that makes a process of a frozen program the formatting process; `__main__` recognises it."""

OnProgress = Callable[[int, int], None]
"""Is called with the number of formatted references and their total."""


async def format_references(
    items: Sequence[dict[str, Any]],
    style: str,
    on_progress: OnProgress | None = None,
    *,
    fonts: bool = False,
    alone: bool = False,
) -> list[str]:
    """Return the references of CSL-JSON *items*, each on one line, in the order of the style.

    A cancelled call ends the child process.

    Args:
        fonts: mark what is italic, bold, raised and the like (`domain/text/styled_text.py`).
        alone: write each as the source of a quotation, in the order of *items* (`csl_text.format_sources`).

    Raises:
        UsageError: the style cannot be used.
        DiskError: the style file cannot be read.
    """
    if len(items) <= LONGEST_IN_THREAD:
        return await asyncio.to_thread(format_at_once, items, style, fonts=fonts, alone=alone)
    loop = asyncio.get_running_loop()

    def report(done: int) -> None:
        if on_progress is not None:
            loop.call_soon_threadsafe(on_progress, done, len(items))

    process = _FormattingProcess()
    work = loop.run_in_executor(None, process.run, items, style, fonts, alone, report)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        process.kill()
        with contextlib.suppress(ScholarError):
            await work
        raise


def format_at_once(
    items: Sequence[dict[str, Any]], style: str, *, fonts: bool = False, alone: bool = False
) -> list[str]:
    """Return the references of a short list in this thread, which takes some milliseconds each. Args and Raises: as of
    `format_references`."""
    from scholar_desktop.formats.csl_text import format_each

    return [text for _place, text in format_each(items, style, fonts=fonts, alone=alone)]


class _FormattingProcess:
    """Owns the child process of one list (see `formats/csl_worker.py`)."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._is_killed = False

    def run(
        self,
        items: Sequence[dict[str, Any]],
        style: str,
        fonts: bool,
        alone: bool,
        report: Callable[[int], None],
    ) -> list[str]:
        """Return the references; blocking. report: is called with the number of references so far.

        Raises:
            ScholarError: the error of the child process, or it ended early.
        """
        from scholar_desktop.formats import csl_worker

        is_frozen = getattr(sys, "frozen", False)
        command = (sys.executable, FORMAT_REFERENCES) if is_frozen else (sys.executable, "-P", csl_worker.__file__)
        with self._lock:
            if self._is_killed:
                return []
            self._process = process = subprocess.Popen(  # noqa: S603 - our own interpreter and file, or ourselves
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if not name.startswith("SCHOLAR_DESKTOP_")},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        try:
            request = {"style": style, "fonts": fonts, "alone": alone}
            return _exchange(process, request, items, report)
        finally:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            process.wait()

    def kill(self) -> None:
        """End the child process, from any thread."""
        with self._lock:
            self._is_killed = True
            if self._process is not None:
                self._process.kill()


def _exchange(
    process: subprocess.Popen[bytes],
    request: dict[str, Any],
    items: Sequence[dict[str, Any]],
    report: Callable[[int], None],
) -> list[str]:
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(OSError):  # the process ended; its answer is missing
        parts = range(0, len(items), ITEMS_AT_ONCE)
        _send_line(process.stdin, {**request, "parts": len(parts)})
        for start in parts:
            _send_line(process.stdin, list(items[start : start + ITEMS_AT_ONCE]))
        process.stdin.flush()
    written: list[str] = []
    for line in process.stdout:
        answer = json.loads(line)
        if "error" in answer:
            error = answer["error"]
            kind = DiskError if error["code"] == DiskError.code else UsageError
            raise kind(error["message"], hint=error["hint"], subject=error["subject"])
        if "end" in answer:
            return written
        written += [text for _place, text in answer["references"]]
        report(len(written))
    raise UsageError(
        Message("The references were not formatted because the formatting process stopped."), hint=Message("Try again.")
    )


def _send_line(stream: IO[bytes], value: object) -> None:
    stream.write(json.dumps(value).encode("ascii") + b"\n")
