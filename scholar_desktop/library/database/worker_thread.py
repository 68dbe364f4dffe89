"""A thread with its own database connection, for blocking work."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

from scholar_desktop.domain.errors import OperationCancelled
from scholar_desktop.domain.source import LIBRARY

T = TypeVar("T")


class Closable(Protocol):
    """A resource that a thread opens and closes."""

    def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


class RunJob(Protocol):
    """Runs a job on the connection of a thread, and returns what the job returns."""

    def __call__(self, job: Callable[[sqlite3.Connection], T]) -> Awaitable[T]: ...


class ConnectionThread(Generic[C]):
    """Runs jobs one after another in its own thread, on a resource that the first job opens in that thread.

    `aclose` ends the thread; jobs submitted afterwards raise OperationCancelled.

    Attributes:
        pending: number of jobs that are waiting or running.
    """

    def __init__(self, name: str, open_resource: Callable[[], C]) -> None:
        self._name = name
        self._open = open_resource
        self._resource: C | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._is_closed = False
        self._guard = threading.Lock()
        self._running: object | None = None
        self.pending = 0

    def start(self, job: Callable[[C], T]) -> asyncio.Future[T]:
        """Submits *job*, which always runs to its end; a caller that awaits the future must shield it.

        Needs a running loop.
        """
        return self._submit(lambda: job(self._opened()))

    async def ask(self, job: Callable[[C], T], interrupt: Callable[[C], None]) -> T:
        """Runs *job*; if the waiting task is cancelled, *interrupt* is called with the resource that the job uses."""
        ticket = object()
        future = self._submit(lambda: self._run(ticket, job))
        try:
            return await future
        except asyncio.CancelledError:
            with self._guard:  # the lock prevents interrupting the next job
                if self._running is ticket and self._resource is not None:
                    interrupt(self._resource)
            raise

    async def between(self, job: Callable[[], T]) -> T:
        """Closes the resource, then runs *job*. The next job opens the resource again."""

        def run() -> T:
            self._close()
            return job()

        return await asyncio.shield(self._submit(run))

    async def aclose(self) -> None:
        """Finishes the waiting jobs, closes the resource, and ends the thread."""
        if self._pool is not None and not self._is_closed:
            await asyncio.shield(self._submit(self._close))
            self._pool.shutdown()
        self._is_closed = True

    def _submit(self, job: Callable[[], T]) -> asyncio.Future[T]:
        if self._is_closed:
            raise OperationCancelled("The library has been closed.", subject=LIBRARY)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix=self._name)
        # Not the loop's default executor: it does not preserve the order, and on exit it waits for jobs that cannot be
        # cancelled.
        future = asyncio.get_running_loop().run_in_executor(self._pool, job)
        self.pending += 1
        future.add_done_callback(self._count_down)
        return future

    def _count_down(self, future: asyncio.Future[T]) -> None:
        self.pending -= 1
        if not future.cancelled():
            # the waiting task has received the exception; a job whose task was cancelled ends silently
            future.exception()

    def _run(self, ticket: object, job: Callable[[C], T]) -> T:
        resource = self._opened()
        with self._guard:
            self._running = ticket
        try:
            return job(resource)
        finally:
            with self._guard:
                self._running = None

    def _opened(self) -> C:
        if self._resource is None:
            self._resource = self._open()
        return self._resource

    def _close(self) -> None:
        if self._resource is not None:
            self._resource.close()
            self._resource = None


async def until_done(future: asyncio.Future[T]) -> None:
    """Waits until *future* is done, even if the waiting task is cancelled again meanwhile."""
    while not future.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([future])
