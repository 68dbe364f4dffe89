"""What the status bar says: only what is known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import RateLimited
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search import query_parser
from scholar_desktop.net.call_log import Call
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR, ZENODO_TOKEN
from scholar_desktop.services.program.status import (
    FAILURE_HOLDS_S,
    MISSING,
    OFFLINE,
    READY,
    WAITING,
    StatusLine,
    countdown,
)
from tests.support.demo_fixture import Demo

MakeBackend = Callable[..., Composition]


def lines(backend: Composition) -> dict[str, StatusLine]:
    return {line.source: line for line in backend.services.status.lines()}


async def test_before_anything_was_asked_no_more_is_said_than_is_known(make_backend: MakeBackend):
    backend = make_backend()
    try:
        found = lines(backend)
        assert {source: line.text for source, line in found.items()} == {
            "s2": "ready",
            "unpaywall": "me@uni-testing.edu",
            "zenodo": "ready",
        }
        assert {line.tone for line in found.values()} == {READY}
    finally:
        await backend.aclose()


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        ({}, "shared limit, ready"),
        ({"semantic_scholar_key": "k", "semantic_scholar_rate": "1"}, "1 per second, ready"),
        ({"semantic_scholar_key": "k", "semantic_scholar_rate": "0"}, "your key, ready"),
    ],
)
async def test_the_shared_pool_and_a_key_of_ones_own_are_told_apart(
    make_backend: MakeBackend, variables: dict[str, str], text: str
):
    backend = make_backend(**variables)
    try:
        await backend.services.keys.get(SEMANTIC_SCHOLAR)
        assert lines(backend)["s2"].text == text
    finally:
        await backend.aclose()


async def test_a_pause_counts_down_and_a_long_one_names_the_time(make_backend: MakeBackend):
    backend = make_backend()
    try:
        until = datetime.now(UTC) + timedelta(seconds=12)
        backend.budgets["s2"].slowed_until(until)
        line = lines(backend)["s2"]
        assert line.text == "busy, next try in 0:12"
        assert line.tone == WAITING
        assert line.until is not None
        assert abs((line.until - until).total_seconds()) < 1
        backend.budgets["zenodo"].slowed_until(datetime.now(UTC) + timedelta(hours=3))
        assert lines(backend)["zenodo"].text.startswith("too many requests, paused until ")
    finally:
        await backend.aclose()


async def test_requests_that_wait_for_their_turn_are_counted(make_backend: MakeBackend, demo: Demo):
    backend = make_backend(semantic_scholar_rate="1")
    seen: list[StatusLine] = []
    backend.services.status.changed.connect(lambda _: seen.append(lines(backend)["s2"]))
    run = backend.services.search.run

    async def search(words: str) -> None:
        await run(query_parser.parse(words), lambda _result: None, RequestOptions(), sources=("s2",))

    try:
        await asyncio.gather(search("attention"), search("learning"))
    finally:
        await backend.aclose()
    waiting = [line for line in seen if line.tone == WAITING]
    assert waiting
    assert waiting[0].text.startswith(("1 waiting", "2 waiting"))


async def test_zenodos_own_numbers_are_shown(make_backend: MakeBackend):
    backend = make_backend()
    try:
        await backend.services.search.run(
            query_parser.parse("software"), lambda _result: None, RequestOptions(), sources=("zenodo",)
        )
        left, _, rest = lines(backend)["zenodo"].text.partition(" of ")
        assert left.isdigit()
        assert rest.endswith(" requests left")
    finally:
        await backend.aclose()


async def test_offline_and_a_missing_email_have_their_own_words(make_backend: MakeBackend):
    backend = make_backend(email="")
    went_online: list[None] = []
    changed: list[None] = []
    status = backend.services.status
    status.went_online.connect(went_online.append)
    status.changed.connect(changed.append)
    try:
        assert (lines(backend)["unpaywall"].text, lines(backend)["unpaywall"].tone) == (
            "no e-mail address set",
            MISSING,
        )
        status.set_offline(True)
        assert status.offline
        assert lines(backend)["s2"] == StatusLine("s2", "offline", OFFLINE)
        status.set_offline(True)
        assert len(changed) == 1, "nothing changed the second time"
        status.set_offline(False)
        assert went_online == [None]
    finally:
        await backend.aclose()


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (0.2, "0:01"), (12, "0:12"), (77.4, "1:18"), (-3, "0:00")])
def test_a_countdown_ends_at_nought_and_not_before(seconds: float, text: str):
    assert countdown(seconds) == text


async def test_the_wait_for_the_pool_says_why_until_when_and_what_ends_it(make_backend: MakeBackend, demo: Demo):
    backend = make_backend(semantic_scholar_rate="", semantic_scholar_pool="1")
    status = backend.services.status
    try:
        assert status.pool() == (1, 1)
        await backend.services.paper_lookup.completions("attention", RequestOptions())
        assert status.pool() == (0, 1)
        line = lines(backend)["s2"]
        assert line.text.startswith("1 request in 5 min used, next in ")
        assert (line.tone, line.until is not None) == (WAITING, True)
        wait = status.wait_of("s2")
        assert wait is not None
        assert wait.pool
        assert "1 request in 5 minutes" in wait.reason
        assert "a free key ends this wait." in wait.reason
        await backend.services.keys.set(SEMANTIC_SCHOLAR, "demo-key")
        assert status.wait_of("s2") is None
        assert status.pool() is None
    finally:
        await backend.aclose()


async def test_a_long_pause_ends_when_the_service_said(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    demo.config(faults={"s2": {"status": 429, "retry_after": 3000}})
    try:
        with pytest.raises(RateLimited) as caught:
            await backend.services.paper_lookup.completions("attention", RequestOptions())
        assert caught.value.until is not None
        wait = backend.services.status.wait_of("s2")
        assert wait is not None
        assert abs((wait.until - caught.value.until).total_seconds()) < 1
    finally:
        await backend.aclose()


async def test_a_service_that_failed_is_not_called_ready_and_an_old_failure_is_not_its_state(
    make_backend: MakeBackend, demo: Demo
):
    backend = make_backend()
    later = timedelta()
    status = backend.services.status
    status._clock = lambda: datetime.now(UTC) + later
    demo.config(faults=dict.fromkeys(("s2", "unpaywall", "zenodo"), 500))
    try:
        await backend.services.search.run(query_parser.parse("software"), lambda _result: None, RequestOptions())
        assert status.unanswered
        for line in lines(backend).values():
            assert line.tone == WAITING
            assert line.text.startswith("failed with status 500 at ")
        later = timedelta(seconds=FAILURE_HOLDS_S)
        assert not status.unanswered
        assert {line.tone for line in lines(backend).values()} == {READY}
        later = timedelta()
        demo.config(faults={})
        await backend.services.search.run(query_parser.parse("networks"), lambda _result: None, RequestOptions())
        assert not status.unanswered
        assert {line.tone for line in lines(backend).values()} == {READY}
        demo.config(faults={"s2": "html"})
        await backend.services.search.run(query_parser.parse("graphs"), lambda _result: None, RequestOptions())
        assert lines(backend)["s2"].text.startswith("unreadable answer at "), "status 200 is no failure"
    finally:
        await backend.aclose()


async def test_too_many_requests_are_said_with_their_time_once_the_pause_is_over(make_backend: MakeBackend):
    backend = make_backend()
    status = backend.services.status
    later = timedelta()
    status._clock = lambda: datetime.now(UTC) + later
    now = datetime.now(UTC)
    try:
        backend.budgets["s2"].slowed_until(now + timedelta(seconds=12))
        for source, code in {"s2": 429, "unpaywall": 500, "zenodo": 500}.items():
            backend.calls.add(Call(now.isoformat(), source, "GET", "/", status=code))
        assert lines(backend)["s2"].text.startswith("busy, next try in ")
        later = timedelta(seconds=60)
        line = lines(backend)["s2"]
        assert (line.text, line.tone) == (f"too many requests at {now.astimezone():%H:%M}", WAITING)
        assert not status.unanswered, "it did respond"
        later = timedelta(seconds=FAILURE_HOLDS_S)
        assert lines(backend)["s2"].tone == READY
        later = timedelta()
        backend.calls.add(Call(now.isoformat(), "s2", "GET", "/", status=200))
        later = timedelta(seconds=60)
        assert lines(backend)["s2"].tone == READY
    finally:
        await backend.aclose()


@pytest.mark.parametrize(
    ("source", "name", "what"), [("zenodo", ZENODO_TOKEN, "token"), ("s2", SEMANTIC_SCHOLAR, "key")]
)
@pytest.mark.parametrize("code", [401, 403])
async def test_a_refusal_names_the_token_until_it_is_changed(
    make_backend: MakeBackend, source: str, name: str, what: str, code: int
):
    backend = make_backend()
    services = backend.services
    now = datetime.now(UTC)
    refusal, at = Call(now.isoformat(), source, "GET", "/", status=code), f"{now.astimezone():%H:%M}"
    try:
        backend.calls.add(refusal)
        assert lines(backend)[source].text == f"failed with status {code} at {at}", "there is none"
        await services.keys.set(name, "mistyped")
        backend.calls.add(refusal)
        line = lines(backend)[source]
        assert (line.text, line.tone) == (f"refused a request at {at}: check your {what} in Settings", WAITING)
        assert line.brief == f"check your {what} in Settings"
        await services.keys.set(name, "right")
        assert lines(backend)[source].tone == READY
        backend.calls.add(refusal)
        await services.keys.delete(name)
        assert lines(backend)[source].tone == READY
        backend.calls.add(Call(now.isoformat(), source, "GET", "/", status=500))
        await services.keys.set(name, "another")
        assert lines(backend)[source].text.startswith("failed with status 500"), "this has nothing to do with it"
    finally:
        await backend.aclose()
