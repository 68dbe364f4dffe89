"""One blocking call in a thread of its own, that never holds up the end of the program."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_own_thread(call: Callable[[], T], name: str) -> T:
    """What *call* returns or raises. For what may hang and cannot be stopped (a name look-up, an import): a pool would
    wait for it at exit, and a few of them would block a pool for all others."""
    result: concurrent.futures.Future[T] = concurrent.futures.Future()

    def run() -> None:
        if not result.set_running_or_notify_cancel():
            return
        try:
            value = call()
        except Exception as error:  # noqa: BLE001  (handed to whoever waits)
            result.set_exception(error)
        else:
            result.set_result(value)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await asyncio.wrap_future(result)
