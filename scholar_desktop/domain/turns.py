"""Long work in a thread, done so that others get the interpreter in between."""

from __future__ import annotations

import time

WORK_S = 0.001
REST_S = 0.0005
"""The window asks for the interpreter many times in one turn, and waits each time for a thread that computes. While the
thread rests it gets through all of it."""


class Turns:
    """Rests now and then. For threads only: the window's own thread must not wait."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def give_way(self) -> None:
        """Call it between two pieces of the work; it rests when it is time."""
        if time.perf_counter() - self._since >= WORK_S:
            time.sleep(REST_S)
            self._since = time.perf_counter()
