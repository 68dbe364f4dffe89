"""Collects cyclic garbage in the UI thread alone, and lets that thread have its turn soon.

Python's own collector runs in whatever thread happens to allocate, and a QObject that is destroyed in a worker thread
takes its timers with it: "Timers cannot be stopped from another thread", and worse.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 1000
SWITCH_S = 0.0005
"""After which a thread that computes lets the window have its turn. By default it is 5 ms, and one turn of the window
asks for the interpreter several times."""


class GarbageCollection(QObject):
    """Switches the automatic collector off while it lives, and looks once a second whether a collection is due.

    A collector that is off already is the care of whoever switched it off, and is left alone.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._was_automatic = gc.isenabled()
        self._interval_s = sys.getswitchinterval()
        gc.disable()
        sys.setswitchinterval(SWITCH_S)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        if self._was_automatic:
            self._timer.start(LOOK_MS)

    def after_start(self) -> None:
        """What the start made stays until the end: it need not be looked at in every collection. (To collect first
        would keep the window still for as long as some frames.)"""
        if self._was_automatic:
            gc.freeze()

    def end(self) -> None:
        self._timer.stop()
        sys.setswitchinterval(self._interval_s)
        if self._was_automatic:
            gc.unfreeze()
            gc.enable()

    def _look(self) -> None:
        # The oldest generation that is due takes the younger ones with it, as in CPython's own rule.
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self._thresholds[generation] > 0:
                gc.collect(generation)
                return
