"""Runs Python's garbage collection in the UI thread only, and shortens the thread switch interval.

Python's own collector runs in whichever thread happens to allocate. A QObject that is destroyed in a worker thread
takes its timers with it: "Timers cannot be stopped from another thread", and worse.
"""

from __future__ import annotations

import gc
import sys
import time

from PySide6.QtCore import QObject, QTimer

CHECK_MS, CHECK_AGAIN_MS = 100, 20
MANY = 4_000
"""Number of new objects since the last check above which the next check comes sooner (CHECK_AGAIN_MS). Loading a list
creates 20,000 objects per page, and collecting the objects of a whole second blocked the window for 40 ms."""
QUIET_S, AT_LATEST_S = 3.0, 120.0
"""The older generations are collected in a quiet moment, when hardly any objects are created: while a list was being
loaded that took 17 to 32 ms. Without a quiet moment of QUIET_S, they are collected after AT_LATEST_S."""
SWITCH_S = 0.0001
"""The interpreter's thread switch interval, in seconds: how long a computing thread may keep the window waiting.

The default is 5 ms, and one turn of the window's event loop requests the interpreter many times: 300 such requests
during a computation in another thread took 183 ms with 0.5 ms, 98 ms with this value, and no less with half of it.
"""


class GarbageCollection(QObject):
    """Switches the automatic collector off while it lives, and checks regularly after the start whether to collect.

    If the automatic collector is already off, nothing is collected here: other code has switched it off and collects.
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
        """Start the regular checks; objects created during the start are frozen and are not scanned by any collection.

        No collection runs first: it would block the window for several frames.
        """
        if self._was_automatic:
            gc.freeze()
            self._timer.start(CHECK_MS)

    def leave_out_all(self) -> None:
        """Leave out of all later collections what there is now: the pages of the window stay as long as it does."""
        if self._was_automatic:
            gc.freeze()

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
            # the oldest generation that is due includes the younger ones, as in CPython's own rule
            gc.collect(2 if count[2] > thresholds[2] else 1)
        elif count[0] > thresholds[0]:
            self._much_at = now
            gc.collect(0)
