"""Task scopes: each asyncio task has an owner that cancels it and reports its error.

No other module of the program starts a task (a test searches for such code).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from functools import partial
from typing import Any

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.events import Event


async def gather_all(*questions: Awaitable[Any]) -> None:
    """Wait for all of *questions*. An error in one is raised only after the others have ended, so that none is left
    running; cancelling the call cancels all of them."""
    for ended in await asyncio.gather(*questions, return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended


class CancelGuard:
    """Delays the cancellation of a coroutine while it does what must be completed and noted.

    Only for a coroutine that `run` runs; without it, nothing is delayed.
    """

    def __init__(self) -> None:
        self._is_held = False
        self._is_due = False
        self._task: asyncio.Task[Any] | None = None

    async def run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run *work*. When the awaiting task is cancelled, *work* is too, but not between `hold` and `release`.

        Raises:
            CancelledError: after *work* has ended, if it was cancelled; if it was completed, this method just returns.
        """
        self._task = task = asyncio.get_running_loop().create_task(work())
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:
                self._is_due = True
                if not self._is_held:
                    task.cancel()
        task.result()

    def hold(self) -> None:
        """Do not cancel the coroutine from now on. Raises CancelledError if it is to be cancelled already."""
        if self._is_due:
            raise asyncio.CancelledError
        self._is_held = True

    def release(self) -> None:
        """Cancel the coroutine again when the awaiting task is cancelled, or now if that has happened meanwhile."""
        if self._is_held and self._is_due and self._task is not None:
            self._task.cancel()
        self._is_held = False


class TaskScope:
    """Owns the tasks of one panel, of a queue or of the program; reports each error once, to *on_error* with the task's
    name."""

    def __init__(self, on_error: Callable[[str, BaseException], None]) -> None:
        self._on_error = on_error
        self._tasks: set[asyncio.Task[Any]] = set()
        self._latest: dict[Hashable, asyncio.Task[Any]] = {}
        self._children: list[TaskScope] = []
        self._closed = False
        self.became_idle: Event[None] = Event("tasks.became_idle")

    def child(self) -> TaskScope:
        """Return a new scope that closes with this one and reports its errors to the same place."""
        scope = TaskScope(self._on_error)
        self._children.append(scope)
        return scope

    def start(
        self,
        coro: Coroutine[Any, Any, Any],
        *,
        name: str,
        latest: Hashable | None = None,
        on_failure: Callable[[ScholarError], None] | None = None,
    ) -> asyncio.Task[Any] | None:
        """Start *coro*.

        Args:
            coro: the coroutine to run.
            name: the name of the task, for error reports.
            latest: a key; the previous task that was started with the same key is cancelled.
            on_failure: takes an error for the user that ends the task, in place of the scope's *on_error*.

        Returns:
            The task; None if the scope is closed, in which case nothing is started.
        """
        if self._closed:
            coro.close()
            return None
        # Not get_running_loop: a plain slot may start a task before the loop runs, but the loop is already set then.
        task = asyncio.get_event_loop().create_task(coro, name=name)
        if latest is not None:
            self.cancel(latest)
            self._latest[latest] = task
        self._tasks.add(task)
        task.add_done_callback(partial(self._forget, on_failure))
        return task

    def cancel(self, latest: Hashable) -> None:
        """Cancel the task that runs under the key *latest*, if there is one."""
        previous = self._latest.pop(latest, None)
        if previous is not None:
            previous.cancel()

    def running(self) -> list[asyncio.Task[Any]]:
        """Return every task of this scope and its children that has not ended."""
        return [*self._tasks, *(task for child in self._children for task in child.running())]

    async def aclose(self) -> None:
        """Cancel all tasks of this scope and its children, and wait until they have ended. The scope starts nothing
        afterwards."""
        self._closed = True
        for child in self._children:
            await child.aclose()
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, on_failure: Callable[[ScholarError], None] | None, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._latest = {key: other for key, other in self._latest.items() if other is not task}
        if not task.cancelled() and (error := task.exception()) is not None:
            if on_failure is not None and isinstance(error, ScholarError):
                on_failure(error)
            else:
                self._on_error(task.get_name(), error)
        if not self._tasks:
            self.became_idle.emit(None)
