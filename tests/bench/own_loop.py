"""A loop and windows that live for one measurement, and nothing of them afterwards."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from scholar_desktop import app

Result = TypeVar("Result")


def run_on_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Run *work* on a loop of its own, and destroy the windows that it leaves behind.

    They and the loop, which has a QObject with timers, are collected here, in the UI thread: as garbage they would be
    destroyed by the first worker thread of the next measurement in which Python's collector runs ("Timers cannot be
    stopped from another thread"), and the process could end with 'Segmentation fault'.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    loop = app.make_loop(application)
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()
        asyncio.set_event_loop(None)  # which would keep it until the next one is set
        del loop
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
