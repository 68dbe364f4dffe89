"""What a test that hangs waits for: printed while it hangs, since its process may have to be killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import coverage
from PySide6.QtCore import QCoreApplication


@contextlib.contextmanager
def hang_report(loop: asyncio.AbstractEventLoop, limit_s: float) -> Iterator[None]:
    """After *limit_s* in the block, print the tasks of *loop* with their stacks, save the coverage measured so far, and
    end Qt's loop, so that the test fails and the others go on.

    A loop that is inside a call of Qt for ever cannot be ended so: then `timeout` of pyproject.toml kills the process.
    The coverage is saved for that case.
    """
    timer = threading.Timer(limit_s, _report, (loop,))
    timer.name = "session-hang-report"  # not joined by the fixture that looks for threads left over
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _report(loop: asyncio.AbstractEventLoop) -> None:
    began = time.process_time()
    time.sleep(1)
    sys.stderr.write(f"A test hangs. Processor time in one second: {time.process_time() - began:.2f} s\n")
    for task in asyncio.all_tasks(loop):
        task.print_stack(file=sys.stderr)
    _save_coverage()
    if (qt_app := QCoreApplication.instance()) is not None:
        qt_app.thread().exit(1)  # thread-safe, unlike QCoreApplication.exit


def _save_coverage() -> None:
    """Save what this process has measured so far under a name of its own, because the process that replaces a killed
    one deletes the files of pytest-cov. `make coverage-report` adds the file to the others."""
    if (measured := coverage.Coverage.current()) is None:
        return
    measured.save()
    saved = Path(measured.get_data().data_filename())
    shutil.copy(saved, saved.with_name(f"hung.{os.getpid()}.data"))
