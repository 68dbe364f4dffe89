"""Tasks have owners."""

from __future__ import annotations

import asyncio

from scholar_desktop.services.tasks import TaskScope


async def test_a_later_task_of_the_same_key_cancels_the_earlier_one():
    scope = TaskScope(lambda name, error: None)
    done: list[str] = []

    async def work(name: str, gate: asyncio.Event) -> None:
        await gate.wait()
        done.append(name)

    gate = asyncio.Event()
    scope.start(work("first", gate), name="first", latest="search")
    second = scope.start(work("second", gate), name="second", latest="search")
    gate.set()
    assert second is not None
    await second
    assert done == ["second"]
    await scope.aclose()


async def test_an_error_is_reported_once_with_the_name_of_its_task():
    seen: list[tuple[str, str]] = []
    scope = TaskScope(lambda name, error: seen.append((name, str(error))))

    async def fails() -> None:
        raise ValueError("broken")

    task = scope.child().start(fails(), name="fails")
    assert task is not None
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert seen == [("fails", "broken")]
    await scope.aclose()


async def test_a_closed_scope_starts_nothing():
    scope = TaskScope(lambda name, error: None)
    await scope.aclose()

    async def never() -> None:
        raise AssertionError

    assert scope.start(never(), name="never") is None
    assert scope.running() == []
