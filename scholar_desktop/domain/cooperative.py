"""Long work in a thread, done so that others get the interpreter in between."""

from __future__ import annotations

import math
import sys
import threading
import time

WORK_INTERVAL_S = 0.001
SHORT_INTERVAL_S = 0.001
SLEEP_S = 0.0005
"""The window asks for the interpreter many times in one turn, and waits each time for a thread that computes. While the
thread rests it gets through all of it."""


class Yielder:
    """Rests now and then: in a thread beside a window, which has set a short switch interval (`ui/window/garbage`).
    The main
    thread never rests, and without a window there is nobody to rest for."""

    def __init__(self) -> None:
        is_beside_window = (
            threading.current_thread() is not threading.main_thread() and sys.getswitchinterval() <= SHORT_INTERVAL_S
        )
        self._until = time.perf_counter() + WORK_INTERVAL_S if is_beside_window else math.inf

    def yield_to_ui(self) -> None:
        """Call it between two pieces of the work; it rests when it is time."""
        if time.perf_counter() >= self._until:
            time.sleep(SLEEP_S)
            self._until = time.perf_counter() + WORK_INTERVAL_S
