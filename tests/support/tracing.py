"""Lets threads start while the coverage is measured.

In CPython 3.11, `sys.settrace` raises RuntimeError while another thread is inside it. A new thread calls it first, and
dies of that before it has done anything: a pool then has no thread, and who waits for its answer waits for ever.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any


class _PatientSys:
    """The module `sys` for `threading`, with a `settrace` that waits for its turn."""

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)

    def settrace(self, function: Any) -> None:
        while True:
            try:
                sys.settrace(function)
            except RuntimeError:
                time.sleep(0)
            else:
                return


def let_threads_start() -> None:
    if sys.version_info < (3, 12):
        vars(threading)["_sys"] = _PatientSys()
