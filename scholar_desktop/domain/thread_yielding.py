"""Pauses in long work of a background thread, so that the window's thread can run in between; and the garbage collector
paused during such work."""

from __future__ import annotations

import gc
import math
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

WORK_INTERVAL_S = 0.001
SHORT_INTERVAL_S = 0.001
TURN_S = 0.002
"""Longer than SHORT_INTERVAL_S, by which a window is recognised."""
SLEEP_S = 0.0005
"""The window needs the interpreter many times in one turn of the event loop, and waits each time for a thread that
computes. While that thread sleeps, the window completes the whole turn."""


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Pauses the automatic collector while many objects are made that all stay: it would look through all of them
    again and again, which took an eighth of the time of an import. Beside a window it is off anyway."""
    was_automatic = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_automatic:
            gc.enable()


@contextmanager
def short_turns() -> Iterator[None]:
    """Shortens the interval after which a thread that computes lets another one go on, to TURN_S at most. For a thread
    that needs the interpreter often and shortly, such as between two statements of SQLite: it waits each time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, TURN_S))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


class Yielder:
    """Pauses a background thread at intervals while a window is open.

    It recognises an open window by the short switch interval that the window sets (`ui/window/garbage_collection`). In
    the main thread, and in a program without a window, it never pauses.
    """

    def __init__(self) -> None:
        is_beside_window = (
            threading.current_thread() is not threading.main_thread() and sys.getswitchinterval() <= SHORT_INTERVAL_S
        )
        self._until = time.perf_counter() + WORK_INTERVAL_S if is_beside_window else math.inf

    def yield_to_ui(self) -> None:
        """Pauses if the interval has passed. To be called between two steps of the work."""
        if time.perf_counter() >= self._until:
            time.sleep(SLEEP_S)
            self._until = time.perf_counter() + WORK_INTERVAL_S
