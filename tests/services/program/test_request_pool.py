"""Requests to Semantic Scholar without a key: a limit for any five minutes, which a key ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.request_options import Priority, RequestOptions
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR
from tests.support.demo_fixture import Demo

MakeBackend = Callable[..., Composition]


async def test_a_request_waits_for_the_pool_until_a_key_is_set(make_backend: MakeBackend, demo: Demo):
    backend = make_backend(semantic_scholar_rate="", semantic_scholar_pool="1")
    lookup = backend.services.paper_lookup
    try:
        await lookup.completions("attention", RequestOptions())
        waits: list[object] = []
        waiting = asyncio.Event()

        def on_wait(source: str, until: object) -> None:
            waits.append((source, until))
            state = backend.budgets["s2"].snapshot()
            if state.pool_until is not None and state.waiting:
                waiting.set()

        second = asyncio.ensure_future(lookup.completions("graph networks", RequestOptions(on_wait=on_wait)))
        await asyncio.wait_for(waiting.wait(), 30)
        assert demo.stats()["counts"] == {"s2": 1}
        assert waits
        await backend.services.keys.set(SEMANTIC_SCHOLAR, "demo-key")
        await asyncio.wait_for(second, 30)
        assert [bool(one["key"]) for one in demo.stats()["requests"]] == [False, True]
    finally:
        await backend.aclose()


async def test_a_key_that_is_tested_does_not_wait_for_the_pool(make_backend: MakeBackend, demo: Demo):
    backend = make_backend(semantic_scholar_rate="", semantic_scholar_pool="1")
    try:
        await backend.services.paper_lookup.completions("attention", RequestOptions())
        found = await asyncio.wait_for(backend.services.keys.check(SEMANTIC_SCHOLAR, "demo-key"), 60)
        assert found.accepted
        assert demo.stats()["counts"] == {"s2": 2}
    finally:
        await backend.aclose()


async def test_a_rate_that_is_given_has_no_pool(make_backend: MakeBackend):
    backend = make_backend(semantic_scholar_rate="1", semantic_scholar_pool="1")
    try:
        assert backend.budgets["s2"].snapshot().pool_left is None
    finally:
        await backend.aclose()


async def test_a_suggestion_is_sent_without_the_key_and_its_refusal_does_not_hold_back_the_search(
    make_backend: MakeBackend, demo: Demo
):
    backend = make_backend(semantic_scholar_rate="", semantic_scholar_key="demo-key")
    optional = RequestOptions(priority=Priority.VISIBLE, takes_turn=False)
    try:
        demo.config(fail={"/graph/v1/paper/autocomplete": 429})
        with pytest.raises(ScholarError):
            await backend.services.paper_lookup.completions("attention", optional)
        assert backend.budgets["s2"].snapshot().slowed_until is None
        demo.config(fail={})
        await backend.services.paper_lookup.completions("graph networks", optional)
        await backend.services.paper_lookup.completions("attention is", RequestOptions())
        assert [one["key"] for one in demo.stats()["requests"]] == [False, False, True]
    finally:
        await backend.aclose()
