"""Work in threads that its task outlives."""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from scholar_desktop.net.threads import run_to_end


async def test_the_error_of_work_whose_task_was_cancelled_is_no_lost_exception():
    """The fixture `qloop` fails a test in whose loop an exception was never retrieved."""
    begun, go_on = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait()
        raise ZeroDivisionError

    with ThreadPoolExecutor(1) as pool:
        task = asyncio.create_task(run_to_end(pool, work))
        await asyncio.sleep(0)
        begun.wait()
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
    del task
    gc.collect()
