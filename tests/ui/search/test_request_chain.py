"""The chain of functions from Return in the search box to the request is short enough to follow."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import httpx
import pytest

import scholar_desktop
from scholar_desktop import app
from tests.support.window_driver import window_on

PACKAGE = Path(scholar_desktop.__file__).parent
MOST_OF_A_SEARCH = 16
"""From the handler of the Return key to the function that calls httpx."""
MOST_OF_A_PAPER = 25  # one of them decides whether the offline corpus answers first
"""From the action that opens a paper to any of its requests; the list of citations has the longest chain."""
Chain = tuple[CodeType, ...]


def own_functions(frame: FrameType | None) -> Iterator[CodeType]:
    """Yield the functions of the program that are running, the innermost first.

    In a task these are the functions that wait for each other: each is resumed by the one that awaits it. The event
    loop, which runs them all, is not one of them.
    """
    while frame is not None:
        is_loop = frame.f_code is app.CallbackQueue._run.__code__
        if not is_loop and Path(frame.f_code.co_filename).is_relative_to(PACKAGE):
            yield frame.f_code
        frame = frame.f_back


class ChainRecorder:
    """Records which functions lead to each request that httpx gets. The chain of a task continues with the functions
    that were running when the task was created."""

    def __init__(self) -> None:
        self.by_path: dict[str, Chain] = {}
        self._of_tasks: dict[asyncio.Task[Any], Chain] = {}

    def chain(self, frame: FrameType | None) -> Chain:
        try:
            task = asyncio.current_task()
        except RuntimeError:
            task = None
        return (*own_functions(frame), *(self._of_tasks.get(task, ()) if task is not None else ()))

    def new_task(self, loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **more: Any) -> Any:
        task = asyncio.Task(coro, loop=loop, **more)
        self._of_tasks[task] = self.chain(sys._getframe(1))
        return task


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> ChainRecorder:
    recorder = ChainRecorder()
    send = httpx.AsyncHTTPTransport.handle_async_request

    async def record(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        recorder.by_path[request.url.path] = recorder.chain(sys._getframe(1))
        return await send(transport, request)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", record)
    return recorder


def shown(chain: Chain) -> str:
    return "\n".join(f"{Path(one.co_filename).relative_to(PACKAGE)} {one.co_qualname}" for one in reversed(chain))


async def test_few_functions_lead_from_return_in_the_box_to_a_request(demo, tmp_path, recorder):
    loop = asyncio.get_running_loop()
    async with window_on(demo, tmp_path) as driver:
        loop.set_task_factory(recorder.new_task)
        await driver.search("attention")
        searches = dict(recorder.by_path)
        driver.trigger("paper.open")
        await driver.idle()
        loop.set_task_factory(None)
    assert set(searches) == {"/graph/v1/paper/search", "/v2/search", "/api/records"}
    for chain in searches.values():
        names = [one.co_qualname for one in chain]
        assert names[0] == "Connections.send", shown(chain)
        assert names[-2:] == ["SearchPage._on_return", "SearchEdit.keyPressEvent"], shown(chain)
        assert len(chain) - 1 <= MOST_OF_A_SEARCH, shown(chain)
    others = [chain for path, chain in recorder.by_path.items() if path not in searches]
    assert others
    for chain in others:
        assert chain[0].co_qualname == "Connections.send", shown(chain)
        assert len(chain) <= MOST_OF_A_PAPER, shown(chain)
