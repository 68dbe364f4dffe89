"""Collects cyclic garbage in the UI thread alone, and lets that thread have its turn soon.

Python's own collector runs in whatever thread happens to allocate, and a QObject that is destroyed in a worker thread
takes its timers with it: "Timers cannot be stopped from another thread", and worse.
"""

from __future__ import annotations

import gc
import sys
import time

from PySide6.QtCore import QObject, QTimer

CHECK_MS, CHECK_AGAIN_MS = 100, 20
MANY = 4_000
"""New objects since the last look, after which the next comes soon: a list that is loaded makes 20,000 of a page, and
looking through what a whole second made held the window for 40 ms."""
QUIET_S, AT_LATEST_S = 3.0, 120.0
"""What has stayed for a while is looked through in a quiet moment, in which hardly anything is made: beside a list that
was loaded it took 17 to 32 ms. Where there is no such moment, it waits no longer than this."""
SWITCH_S = 0.0001
"""After which a thread that computes lets the window have its turn. By default it is 5 ms, and one turn of the window
asks for the interpreter many times: 300 such times beside a thread that computes took 183 ms with 0.5 ms, 98 with this,
and not less with a half of it."""


class GarbageCollection(QObject):
    """Switches the automatic collector off while it lives. From the end of the start on it looks now and then whether a
    collection is due.

    A collector that is off already is the care of whoever switched it off, and is left alone.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._was_automatic = gc.isenabled()
        self._interval_s = sys.getswitchinterval()
        gc.disable()
        sys.setswitchinterval(SWITCH_S)
        self._much_at = self._old_at = time.monotonic()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._check)

    def after_start(self) -> None:
        """From now on it looks. What the start made stays until the end: it need not be looked at in every collection.
        (To collect first would keep the window still for as long as some frames.)"""
        if self._was_automatic:
            gc.freeze()
            self._timer.start(CHECK_MS)

    def end(self) -> None:
        self._timer.stop()
        sys.setswitchinterval(self._interval_s)
        if self._was_automatic:
            gc.unfreeze()
            gc.enable()

    def _check(self) -> None:
        now, count, thresholds = time.monotonic(), gc.get_count(), self._thresholds
        wait = CHECK_AGAIN_MS if count[0] > MANY else CHECK_MS
        if wait != self._timer.interval():
            self._timer.setInterval(wait)
        if not thresholds[0]:
            return
        is_old_due = count[1] > thresholds[1]
        if is_old_due and (now - self._much_at > QUIET_S or now - self._old_at > AT_LATEST_S):
            self._old_at = now
            # the oldest generation that is due takes the younger ones with it, as in CPython's own rule
            gc.collect(2 if count[2] > thresholds[2] else 1)
        elif count[0] > thresholds[0]:
            self._much_at = now
            gc.collect(0)
