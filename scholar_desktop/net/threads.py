"""Runs blocking calls in threads: in a thread of its own, or in a pool."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import TypeVar

T = TypeVar("T")


async def in_own_thread(call: Callable[[], T], name: str) -> T:
    """Return or raise what *call* returns or raises, in a thread of its own.

    For calls that may hang and cannot be stopped (a name lookup, an import): a pool would wait for them at exit, and a
    few of them would block the pool for all others.
    """
    result: concurrent.futures.Future[T] = concurrent.futures.Future()

    def run() -> None:
        if not result.set_running_or_notify_cancel():
            return
        try:
            value = call()
        except Exception as error:  # noqa: BLE001  (passed to the waiting task)
            result.set_exception(error)
        else:
            result.set_result(value)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await asyncio.wrap_future(result)


async def run_to_end(
    pool: Executor, work: Callable[[], T], *, even_if_cancelled: bool = False, stop: threading.Event | None = None
) -> T:
    """Run *work*, which changes files, in a thread of *pool*.

    The awaiting task does not end while *work* runs, even when it is cancelled: code that cleans up after the task can
    rely on no thread creating or writing a file afterwards.

    Args:
        pool: its threads run *work*.
        work: a blocking call without arguments.
        even_if_cancelled: run *work* also if the task is cancelled before a thread is free (a lock must be released);
            otherwise it is not run then.
        stop: set when the task is cancelled, so that long work can end early.

    Returns:
        What *work* returns.

    Raises:
        Exception: what *work* raises.
        CancelledError: after *work* has ended.
    """
    job = pool.submit(work)
    ended = asyncio.wrap_future(job)
    try:
        return await asyncio.shield(ended)
    except asyncio.CancelledError:
        ended.add_done_callback(_retrieve)  # `shield` does not look at it any more
        if stop is not None:
            stop.set()
        if even_if_cancelled or not job.cancel():
            await wait_until_done(job)
        raise


def _retrieve(ended: asyncio.Future[T]) -> None:
    """Mark the exception of *ended* as retrieved: nobody needs it."""
    if not ended.cancelled():
        ended.exception()


async def wait_until_done(job: Future[T]) -> None:
    """Wait until *job* has ended, with a result or an error, even when the waiting task is cancelled (again) meanwhile.

    Raises:
        CancelledError: after *job* has ended, if the task was cancelled.
    """
    ended = asyncio.wrap_future(job)
    cancelled: asyncio.CancelledError | None = None
    while not ended.done():
        try:
            await asyncio.wait([ended])
        except asyncio.CancelledError as error:
            cancelled = error
    _retrieve(ended)
    if cancelled is not None:
        raise cancelled
