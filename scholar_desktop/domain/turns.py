"""Long work in a thread, done so that others get the interpreter in between."""

from __future__ import annotations

import math
import threading
import time

WORK_S = 0.001
REST_S = 0.0005
"""The window asks for the interpreter many times in one turn, and waits each time for a thread that computes. While the
thread rests it gets through all of it."""


class Turns:
    """Rests now and then. The main thread, which is the window's, never does."""

    def __init__(self) -> None:
        is_main = threading.current_thread() is threading.main_thread()
        self._until = math.inf if is_main else time.perf_counter() + WORK_S

    def give_way(self) -> None:
        """Call it between two pieces of the work; it rests when it is time."""
        if time.perf_counter() >= self._until:
            time.sleep(REST_S)
            self._until = time.perf_counter() + WORK_S
