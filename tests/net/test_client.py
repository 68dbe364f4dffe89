"""Questions to a service: answers, stores, tries, patience, and what is counted."""

from __future__ import annotations

import asyncio
import gzip
import re
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.errors import (
    AccessRefused,
    BadAnswer,
    BadRequest,
    NoEmail,
    NotFound,
    Offline,
    RateLimited,
    ScholarError,
    SourceError,
    TimedOut,
    TooBig,
    Unreachable,
)
from scholar_desktop.domain.request_options import Priority, RequestOptions
from scholar_desktop.net.budget import Budget
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.client import Auth, Client, Service
from tests.net.clients import a_client, a_service, get
from tests.support.http_server import ReceivedRequest, Wire


class Script:
    """Answers in turn, the last one again and again."""

    def __init__(self, *steps: Any) -> None:
        self._steps = list(steps)

    def __call__(self, request: ReceivedRequest, wire: Wire) -> None:
        step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        step(request, wire)


def good(request: ReceivedRequest, wire: Wire) -> None:
    wire.send('{"ok": true}\n')


def status(code: int, body: str | bytes = "", **headers: str) -> Any:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request, wire: wire.send(body, code, names)


def reset(request: ReceivedRequest, wire: Wire) -> None:
    wire.reset()


def cut_with_length(request: ReceivedRequest, wire: Wire) -> None:
    wire.head(200, {"Content-Length": "100", "Content-Type": "application/json"})
    wire.raw(b'{"half": ')
    wire.close()


def cut_without_length(request: ReceivedRequest, wire: Wire) -> None:
    wire.head(200, {"Content-Type": "application/json", "Connection": "close"})
    wire.raw(b'{"half": [1, 2')
    wire.close()


def cut_chunked(request: ReceivedRequest, wire: Wire) -> None:
    wire.head(200, {"Transfer-Encoding": "chunked", "Content-Type": "application/json"})
    wire.raw(b"5\r\n[1, 2\r\n")
    wire.close()


def hang(request: ReceivedRequest, wire: Wire) -> None:
    wire.hang()


async def fails(client: Client, service: Service, path: str = "/thing", **more: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await get(client, service, path, **more)
    assert caught.value.subject == service.name
    return caught.value


async def test_an_answer_says_what_came_from_where(serve: Any) -> None:
    server = serve(good)
    async with a_client() as client:
        answer = await get(
            client,
            a_service(server),
            "/graph/v1/paper/DOI:10.1/x%3Cy",
            params=[("fields", "title,year"), ("q", "a b&c")],
        )
    assert (answer.status, answer.json(), answer.cached) == (200, {"ok": True}, False)
    assert answer.content_type == "application/json"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer.retrieved)
    assert server.targets == ["/graph/v1/paper/DOI:10.1/x%3Cy?fields=title,year&q=a%20b%26c"]
    assert answer.url == server.url + server.targets[0]
    assert server.received[0].headers["user-agent"] == "ScholarDesktop/test"
    assert server.received[0].headers["accept"] == "application/json"


async def test_the_second_question_is_answered_from_the_store(serve: Any, tmp_path: Path) -> None:
    server, ask = serve(good), RequestOptions()
    async with a_client(store=tmp_path / "answers.sqlite") as client:
        first = await get(client, a_service(server), ask=ask)
        second = await get(client, a_service(server), ask=ask)
    async with a_client(store=tmp_path / "answers.sqlite") as client:
        third = await get(client, a_service(server), ask=ask)
    assert [answer.cached for answer in (first, second, third)] == [False, True, True]
    assert second.body == first.body
    assert third.retrieved == first.retrieved
    assert len(server.received) == 1
    spent = ask.request_counts.of("s2")
    assert (spent.requests, spent.cached) == (1, 2)


async def test_a_stored_miss_is_a_miss_without_a_request(serve: Any) -> None:
    server, ask = serve(status(404, '{"error":"Paper with id X not found"}')), RequestOptions()
    async with a_client() as client:
        for _ in range(2):
            with pytest.raises(NotFound, match=r"has no such entry.* “Paper with id X not found”"):
                await get(client, a_service(server), ask=ask)
        with pytest.raises(NotFound):
            await get(client, a_service(server), missing_lifetime_s=0, ask=ask)
    assert len(server.received) == 2
    assert (ask.request_counts.of("s2").requests, ask.request_counts.of("s2").cached) == (2, 1)


async def test_a_stored_miss_does_not_serve_who_tries_again(serve: Any) -> None:
    server = serve(Script(status(404, "{}"), good))
    async with a_client() as client:
        await fails(client, a_service(server))
        await fails(client, a_service(server))
        assert (await get(client, a_service(server), ask=RequestOptions(again=True))).json() == {"ok": True}
    assert len(server.received) == 2


async def test_where_nothing_could_be_missing_a_404_is_a_fault_and_not_kept(serve: Any) -> None:
    server = serve(Script(status(404, "<html>Not found</html>", Content_Type="text/html"), good))
    async with a_client() as client:
        with pytest.raises(BadAnswer, match="no longer answers at this address"):
            await get(client, a_service(server), missing_lifetime_s=None)
        assert (await get(client, a_service(server), missing_lifetime_s=None)).json() == {"ok": True}


async def test_a_wish_for_a_fresh_answer_asks_again(serve: Any) -> None:
    server = serve(good)
    async with a_client() as client:
        await get(client, a_service(server))
        answer = await get(client, a_service(server), ask=RequestOptions(refresh=True))
        await get(client, a_service(server), lifetime_s=0)
    assert not answer.cached
    assert len(server.received) == 3


async def test_an_old_answer_is_confirmed_by_its_etag(serve: Any) -> None:
    def confirm(request: ReceivedRequest, wire: Wire) -> None:
        if request.headers.get("if-none-match") == '"v1"':
            wire.head(304, {"ETag": '"v1"'})
        else:
            wire.send("[1]", headers={"ETag": '"v1"', "Last-Modified": "Fri, 20 Nov 2026 12:00:00 GMT"})

    server = serve(confirm)
    async with a_client() as client:
        await get(client, a_service(server), lifetime_s=0)
        confirmed = await get(client, a_service(server), lifetime_s=60)
        kept = await get(client, a_service(server))
    assert (confirmed.status, confirmed.json(), confirmed.cached) == (200, [1], False)
    assert kept.cached
    assert len(server.received) == 2
    assert server.received[1].headers["if-modified-since"] == "Fri, 20 Nov 2026 12:00:00 GMT"


async def test_bodies_and_forms_are_kept_apart(serve: Any) -> None:
    server = serve(
        lambda request, wire: wire.send(b'"' + request.body + request.headers["accept"][-4:].encode() + b'"')
    )
    async with a_client() as client:
        service = a_service(server)
        answers = [
            await get(client, service, method="POST", body=b"1"),
            await get(client, service, method="POST", body=b"2"),
            await get(client, service, accept="application/vnd.inveniordm.v1+json"),
            await get(client, service, method="POST", body=b"1"),
        ]
    assert [answer.json() for answer in answers] == ["1json", "2json", "json", "1json"]
    assert [answer.cached for answer in answers] == [False, False, False, True]
    assert server.received[0].headers["content-type"] == "application/json"


async def test_the_same_question_under_way_is_asked_once(serve: Any) -> None:
    server = serve(good)
    service = a_service(server)
    async with a_client() as client:
        answers = await asyncio.gather(*(get(client, service) for _ in range(8)))
        assert client.in_flight == 0
    assert {answer.body for answer in answers} == {b'{"ok": true}\n'}
    assert len(server.received) == 1


async def test_a_failure_under_way_reaches_everybody_who_asked(serve: Any) -> None:
    server = serve(status(403, '{"message":"Forbidden"}'))
    service = a_service(server)
    async with a_client() as client:
        outcomes = await asyncio.gather(*(get(client, service) for _ in range(4)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [AccessRefused] * 4
    assert len(server.received) == 1


async def test_cancelling_the_first_asker_does_not_break_the_others(serve: Any) -> None:
    server = serve(Script(hang, good))
    service = a_service(server)
    async with a_client() as client:
        first, second, third = (asyncio.ensure_future(get(client, service)) for _ in range(3))
        await server.was_asked()
        assert client.in_flight == 3
        first.cancel()
        answers = await asyncio.gather(second, third)
        assert first.cancelled()
    assert [answer.json() for answer in answers] == [{"ok": True}] * 2
    assert len(server.received) == 2


async def test_cancelling_a_later_asker_does_not_break_the_first(serve: Any) -> None:
    server = serve(lambda request, wire: (wire.stopping.wait(0.05), wire.send("[]")))
    service = a_service(server)
    async with a_client() as client:
        first, second = (asyncio.ensure_future(get(client, service)) for _ in range(2))
        await server.was_asked()
        second.cancel()
        assert (await first).json() == []
    assert len(server.received) == 1


async def test_a_person_who_joins_a_background_question_lifts_it(serve: Any) -> None:
    server = serve(lambda request, wire: wire.send(f'"{request.path}"'))
    waited_s, is_free = 0.0, asyncio.Event()

    async def sleep(_seconds: float) -> None:
        """Time passes by turns of the loop, and not before all wait, so a busy machine sends nothing early."""
        nonlocal waited_s
        await is_free.wait()
        await asyncio.sleep(0.001)
        waited_s += 0.001

    budget = Budget("s2", rate_per_s=5, clock=lambda: waited_s, sleep=sleep)
    is_changed = asyncio.Event()
    budget.changed.connect(lambda _state: is_changed.set())
    service = a_service(server, budget=budget)
    async with a_client() as client:
        background = []
        for number in range(4):  # each is in the queue before the next one begins
            ask = RequestOptions(priority=Priority.BACKGROUND)
            background.append(asyncio.ensure_future(get(client, service, f"/{number}", ask=ask)))
            await server.was_asked()
            while budget.snapshot().waiting < number:
                is_changed.clear()
                await is_changed.wait()
        assert budget.snapshot().waiting == 3
        is_free.set()
        await get(client, service, "/3", ask=RequestOptions(priority=Priority.USER))
        await asyncio.gather(*background)
    assert server.targets == ["/0", "/3", "/1", "/2"]


@pytest.mark.parametrize(
    ("code", "body", "kind", "words"),
    [
        (
            400,
            '{"error":"Unrecognized or unsupported fields: [x]"}',
            BadRequest,
            "Unrecognized or unsupported fields: [x]",
        ),
        (
            422,
            '{"HTTP_status_code": 422, "error": true, "message": "Email address required"}',
            BadRequest,
            "Email address required",
        ),
        (
            400,
            '{"status":400,"message":"Validation error","errors":[{"field":"size","messages":["Too big."]}]}',
            BadRequest,
            "Validation error; size: Too big.",
        ),
        (405, "", BadRequest, ""),
        (401, '{"error": "A valid API key is required"}', AccessRefused, "A valid API key is required"),
        (403, '{"message":"Your IP is blocked"}', AccessRefused, "Your IP is blocked"),
        (403, '{"message":"Forbidden"}', AccessRefused, "refused the request (status 403)."),
        (410, '{"status":410,"message":"Record deleted","tombstone":{}}', NotFound, "Record deleted"),
        (404, "<!doctype html><title>404 Not Found</title>", NotFound, ""),
        (404, '["not an object"]', NotFound, '["not an object"]'),
    ],
)
async def test_a_final_answer_is_the_error_it_means_in_the_services_own_words(
    serve: Any, code: int, body: str, kind: type[SourceError], words: str
) -> None:
    content_type = "text/html" if body.startswith("<") else "application/json"
    server = serve(status(code, body, Content_Type=content_type))
    async with a_client() as client:
        error = await fails(client, a_service(server))
    assert type(error) is kind
    assert error.status == code
    assert error.message.startswith("Semantic Scholar ")
    assert words in error.message
    assert "<" not in error.message
    if isinstance(error, BadRequest):
        assert error.service_message == words
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (status(429, '{"message": "Too Many Requests. Slow down", "code": "429"}'), RateLimited),
        (status(503, ""), RateLimited),
        (status(500, '{"error_id":"ab12","message":"Internal","status":500}'), Unreachable),
        (status(504, "<html>Gateway</html>", Content_Type="text/html"), Unreachable),
        (reset, Unreachable),
        (cut_with_length, BadAnswer),
        (cut_without_length, BadAnswer),
        (cut_chunked, BadAnswer),
    ],
)
async def test_a_passing_trouble_is_tried_four_times_and_then_told(
    serve: Any, step: Any, kind: type[SourceError]
) -> None:
    server, ask = serve(step), RequestOptions()
    async with a_client() as client:
        error = await fails(client, a_service(server), ask=ask)
    assert type(error) is kind
    assert len(server.received) == 4
    assert ask.request_counts.of("s2").requests == 4


@pytest.mark.parametrize(
    "step", [status(429), status(500), status(503), reset, cut_with_length, cut_without_length, cut_chunked]
)
async def test_after_a_passing_trouble_the_next_try_counts(serve: Any, step: Any) -> None:
    server = serve(Script(step, step, good))
    async with a_client() as client:
        assert (await get(client, a_service(server))).json() == {"ok": True}
        assert (await get(client, a_service(server))).cached
    assert len(server.received) == 3


async def test_a_service_that_hangs_is_given_up_after_its_time(serve: Any) -> None:
    server = serve(hang)
    async with a_client() as client:
        error = await fails(client, a_service(server, timeout_s=0.3))
    assert type(error) is TimedOut
    assert "did not answer within 0.3 seconds" in error.message
    assert len(server.received) == 4


async def test_a_body_that_drips_is_given_up_after_the_same_time(serve: Any) -> None:
    def drip(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": "10000", "Content-Type": "application/json"})
        wire.drip(b"[" + b" " * 9999, 0.01)
        wire.close()

    server = serve(Script(drip, good))
    async with a_client() as client:
        assert (await get(client, a_service(server, timeout_s=0.5))).json() == {"ok": True}
    assert len(server.received) == 2


async def test_a_service_that_takes_no_connection_is_unreachable_at_once(serve: Any) -> None:
    server, ask, log = serve(good), RequestOptions(), CallLog()
    service = a_service(server)
    server.stop()
    async with a_client(log=log) as client:
        error = await fails(client, service, ask=ask)
    assert type(error) is Unreachable
    assert len(log.calls("s2")) == 1
    assert ask.request_counts.of("s2").requests == 0, "nothing was sent"


async def test_a_name_that_is_not_found_is_unreachable_at_once() -> None:
    async def nothing(host: str) -> Any:
        from scholar_desktop.net.dns_lookup import NoSuchName

        raise NoSuchName(f"the name {host} has no address")

    async with a_client(resolve=nothing) as client:
        error = await fails(client, a_service("https://api.nowhere.example"))
    assert type(error) is Unreachable
    assert "the host api.nowhere.example was not found" in error.message


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        ("<!doctype html><p>Sign in</p>", "text/html", "a web page instead of data"),
        ("<!doctype html><p>Sign in</p>", "application/json", "a web page instead of data"),
        ("{'not': json}", "application/json", "not JSON"),
        ("", "application/json", "an empty answer"),
        ('{"ended": "early"', "application/json", "incomplete answer"),
        ("[" * 100_000 + "]" * 100_000, "application/json", "not JSON"),
    ],
)
async def test_an_answer_of_another_kind_is_bad_at_once_and_not_kept(
    serve: Any, body: str, content_type: str, words: str
) -> None:
    server = serve(Script(status(200, body, Content_Type=content_type), good))
    async with a_client() as client:
        error = await fails(client, a_service(server))
        assert type(error) is BadAnswer
        assert words in error.message
        assert len(server.received) == 1
        assert (await get(client, a_service(server))).json() == {"ok": True}


async def test_something_that_is_not_http_is_a_bad_answer(serve: Any) -> None:
    def garble(request: ReceivedRequest, wire: Wire) -> None:
        wire.raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        wire.close()

    server = serve(garble)
    async with a_client() as client:
        assert type(await fails(client, a_service(server))) is BadAnswer
    assert len(server.received) == 1


async def test_another_form_than_json_is_taken_as_it_is(serve: Any) -> None:
    server = serve(
        Script(status(200, "@article{x}", Content_Type="text/plain"), status(200, "<p>", Content_Type="text/html"))
    )
    async with a_client() as client:
        assert (await get(client, a_service(server), accept="application/x-bibtex")).body == b"@article{x}"
        error = await fails(client, a_service(server), "/other", accept="application/x-bibtex")
    assert type(error) is BadAnswer


async def test_a_flood_is_stopped_at_the_limit(serve: Any) -> None:
    def flood(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Type": "application/json", "Connection": "close"})
        for _ in range(100):
            wire.raw(b"[" * 65536)
        wire.close()

    server = serve(flood)
    async with a_client(answer_limit=1_000_000) as client:
        error = await fails(client, a_service(server))
    assert type(error) is TooBig
    assert "1 MB" in error.message
    assert len(server.received) == 1


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", bare_deflate), ("identity", bytes)],
)
async def test_a_packed_answer_is_unpacked(serve: Any, encoding: str, pack: Any) -> None:
    body = b"[" + b"1, " * 100_000 + b"2]"
    server = serve(lambda request, wire: wire.send(pack(body), headers={"Content-Encoding": encoding}))
    async with a_client() as client:
        answers = [await get(client, a_service(server)) for _ in range(2)]
    assert [answer.body for answer in answers] == [body, body]
    assert server.received[0].headers["accept-encoding"] == "gzip, deflate"


async def test_a_packed_answer_that_is_cut_is_asked_again(serve: Any) -> None:
    packed = gzip.compress(b"[1, 2, 3]")
    server = serve(Script(status(200, packed[:-9], Content_Encoding="gzip"), good))
    async with a_client() as client:
        assert (await get(client, a_service(server))).json() == {"ok": True}
    assert len(server.received) == 2


async def test_an_answer_in_a_coding_that_was_not_accepted_is_bad(serve: Any) -> None:
    server = serve(status(200, "[]", Content_Encoding="br"))
    async with a_client() as client:
        assert type(await fails(client, a_service(server))) is BadAnswer


async def test_a_packed_flood_is_stopped_at_the_limit(serve: Any) -> None:
    server = serve(status(200, gzip.compress(b"[" * 20_000_000), Content_Encoding="gzip"))
    async with a_client(answer_limit=1_000_000) as client:
        assert type(await fails(client, a_service(server))) is TooBig


async def test_retry_after_is_waited_for_and_the_waiting_is_reported(serve: Any) -> None:
    server = serve(Script(status(429, "", Retry_After="0.2"), good))
    told: list[tuple[str, datetime | None]] = []
    ask = RequestOptions(on_wait=lambda source, until: told.append((source, until)))
    began = datetime.now(UTC)
    async with a_client() as client:
        await get(client, a_service(server), ask=ask)
    assert [source for source, _ in told] == ["s2", "s2"]
    until = told[0][1]
    assert until is not None
    assert until - began >= timedelta(seconds=0.2)
    assert datetime.now(UTC) >= until - timedelta(milliseconds=1)
    assert told[1][1] is None


async def test_retry_after_with_a_good_answer_means_nothing(serve: Any) -> None:
    server = serve(status(200, "[]", Retry_After="60"))
    async with a_client() as client:
        await get(client, a_service(server))
        await get(client, a_service(server), "/other")
    assert len(server.received) == 2


@pytest.mark.parametrize("as_date", [False, True])
async def test_a_pause_beyond_the_patience_ends_at_once_with_its_time(serve: Any, as_date: bool) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=90)
    value = format_datetime(moment.replace(microsecond=0), usegmt=True) if as_date else "90"
    server = serve(status(429, "", Retry_After=value))
    budget = Budget("s2", rate_per_s=0)
    async with a_client() as client:
        error = await fails(client, a_service(server, budget=budget), ask=RequestOptions(wait_s=60))
        assert isinstance(error, RateLimited)
        assert error.until is not None
        assert abs((error.until - moment).total_seconds()) < 5
        # Nobody is sent to ask before the pause is over.
        second = await fails(client, a_service(server, budget=budget), "/other", ask=RequestOptions(wait_s=60))
        assert isinstance(second, RateLimited)
        assert second.until is not None
        assert abs((second.until - moment).total_seconds()) < 5
    assert len(server.received) == 1


@pytest.mark.parametrize(("asked", "hours"), [("3000", 3000 / 3600), ("86400", 24), ("9999999", 24)])
async def test_a_pause_ends_when_the_service_says_and_after_a_day_at_most(serve: Any, asked: str, hours: float) -> None:
    server = serve(status(503, "", Retry_After=asked))
    began = datetime.now(UTC)
    budget = Budget("s2", rate_per_s=0)
    async with a_client() as client:
        error = await fails(client, a_service(server, budget=budget))
    assert isinstance(error, RateLimited)
    assert error.until is not None
    assert began + timedelta(hours=hours) <= error.until <= datetime.now(UTC) + timedelta(hours=hours)
    slowed = budget.snapshot().slowed_until
    assert slowed is not None
    assert abs(slowed - error.until) < timedelta(seconds=1), "both are the same end"


async def test_patience_ends_the_tries(serve: Any) -> None:
    server = serve(Script(good, hang))
    async with a_client() as client:
        await get(client, a_service(server), "/first")
        error = await fails(client, a_service(server, timeout_s=0.6), ask=RequestOptions(wait_s=0.9))
    assert type(error) is TimedOut
    assert len(server.received) == 3


async def test_a_429_slows_the_whole_service_down_and_its_own_request_goes_first(serve: Any) -> None:
    def limited_once(request: ReceivedRequest, wire: Wire) -> None:
        first = len(server.received) == 1
        wire.send("[]", 429 if first else 200, {"Retry-After": "0.2"} if first else {})

    server = serve(limited_once)
    budget = Budget("s2", rate_per_s=200)
    service = a_service(server, budget=budget)
    async with a_client() as client:
        await client.warm()
        await asyncio.gather(*(get(client, service, f"/{number}") for number in range(3)))
    assert server.targets[0] == "/0"
    assert server.targets.index("/0", 1) < 4
    assert len(server.targets) == 4


async def test_offline_a_stored_answer_of_any_age_will_do_and_nothing_is_asked(serve: Any) -> None:
    server, ask = serve(good), RequestOptions()
    async with a_client() as client:
        await get(client, a_service(server), lifetime_s=-1000)
        client.set_offline(True)
        assert client.offline
        answer = await get(client, a_service(server), ask=ask)
        assert answer.cached
        error = await fails(client, a_service(server), "/other", ask=ask)
        assert type(error) is Offline
        client.set_offline(False)
        await get(client, a_service(server), "/other")
    assert len(server.received) == 2
    assert (ask.request_counts.of("s2").requests, ask.request_counts.of("s2").cached) == (0, 1)


async def test_a_request_for_stored_answers_alone_sends_nothing(serve: Any) -> None:
    server, stored_only = serve(good), RequestOptions(stored_only=True)
    async with a_client() as client:
        await get(client, a_service(server), lifetime_s=-1000)
        assert (await get(client, a_service(server), ask=stored_only)).cached
        error = await fails(client, a_service(server), "/other", ask=stored_only)
        assert type(error) is Offline
        assert "offline" not in str(error.message)
    assert len(server.received) == 1


async def test_going_offline_ends_what_waits(serve: Any) -> None:
    server = serve(status(429, "", Retry_After="30"))
    budget = Budget("s2", rate_per_s=0.1)
    service = a_service(server, budget=budget)
    async with a_client() as client:
        waiting = [asyncio.ensure_future(get(client, service, f"/{number}")) for number in range(3)]
        await server.was_asked()
        client.set_offline(True)
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Offline] * 3
    assert len(server.received) == 1


async def test_going_offline_gives_who_waits_the_answer_that_is_kept(serve: Any) -> None:
    server = serve(Script(good, status(503, "", Retry_After="30")))
    async with a_client() as client:
        await get(client, a_service(server), lifetime_s=0)
        waiting = asyncio.ensure_future(get(client, a_service(server), lifetime_s=0))
        while len(server.received) < 2:  # noqa: ASYNC110  (the server is in another thread)
            await asyncio.sleep(0.001)
        client.set_offline(True)
        assert (await waiting).cached


async def test_a_key_that_is_being_tried_asks_for_itself(serve: Any) -> None:
    def judge(request: ReceivedRequest, wire: Wire) -> None:
        wire.stopping.wait(0.02)
        wire.send("[]", 200 if request.headers["x-api-key"] == "good" else 403)

    server = serve(judge)
    async with a_client() as client:
        services = [a_service(server, headers={"x-api-key": key}) for key in ("good", "bad")]
        outcomes = await asyncio.gather(*(get(client, each) for each in services), return_exceptions=True)
    assert [isinstance(outcome, AccessRefused) for outcome in outcomes] == [False, True]


async def test_a_confirmation_of_nothing_is_a_bad_answer(serve: Any) -> None:
    server = serve(lambda request, wire: wire.head(304))
    async with a_client() as client:
        assert type(await fails(client, a_service(server))) is BadAnswer
        assert await client.stored(a_service(server), "/thing") is None


async def test_the_last_good_answer_can_be_had_when_the_service_fails(serve: Any) -> None:
    server = serve(Script(good, status(500)))
    async with a_client() as client:
        await get(client, a_service(server), lifetime_s=0)
        await fails(client, a_service(server), lifetime_s=0)
        stored = await client.stored(a_service(server), "/thing", accept="application/json")
        assert stored is not None
        assert (stored.cached, stored.json()) == (True, {"ok": True})
        assert await client.stored(a_service(server), "/other") is None


async def test_what_the_auth_raises_ends_the_question_before_anything_is_sent(serve: Any) -> None:
    server = serve(good)

    async def no_email() -> Auth:
        raise NoEmail("Unpaywall needs an e-mail address.")

    async with a_client() as client:
        with pytest.raises(NoEmail):
            await get(client, Service("unpaywall", server.url, no_email))
        assert client.in_flight == 0
    assert server.received == []


async def test_every_call_is_in_the_log_with_what_it_waited_for(serve: Any) -> None:
    server = serve(Script(status(429, ""), status(404, "{}")))
    log = CallLog()
    seen: list[str] = []
    log.changed.connect(lambda call: seen.append(call.path))
    async with a_client(log=log, retry_wait=0.06) as client:
        for _ in range(2):
            with pytest.raises(NotFound):
                await get(client, a_service(server), params=[("q", "x")])
    calls = log.calls("s2")
    assert [(call.method, call.path, call.status, call.stored) for call in calls] == [
        ("GET", "/thing?q=x", 429, False),
        ("GET", "/thing?q=x", 404, False),
        ("GET", "/thing?q=x", 404, True),
    ]
    assert calls[1].waited_for == "the service's pause"
    assert calls[1].waited_s >= 0.06
    assert calls[1].size == 2
    assert len(seen) == 3
    assert log.services() == ("s2",)


async def test_the_log_keeps_the_last_fifty_calls(serve: Any) -> None:
    server, log = serve(good), CallLog()
    async with a_client(log=log) as client:
        for number in range(55):
            await get(client, a_service(server), f"/{number}")
    assert [call.path for call in log.calls("s2")] == [f"/{number}" for number in range(5, 55)]


async def test_a_large_answer_is_decoded_in_a_thread(serve: Any) -> None:
    import threading

    server = serve(status(200, "[" + "1," * 60_000 + "1]"))
    threads: list[str] = []

    def decode(answer: Any) -> int:
        threads.append(threading.current_thread().name)
        return len(answer.json())

    async with a_client() as client:
        answer = await get(client, a_service(server))
        assert await answer.read(decode) == 60_001
    assert threads != ["MainThread"]


@pytest.mark.parametrize("body", [b'{"title": "caf\xe9"}', b'{"data": 7}'])
async def test_an_answer_that_cannot_be_understood_is_bad_and_asked_for_again(serve: Any, body: bytes) -> None:
    server = serve(Script(status(200, body), good))

    def decode(answer: Any) -> bool:
        known = answer.json()
        if "ok" not in known:
            raise BadAnswer("no word on whether it is ok", subject="s2")
        return known["ok"]

    async with a_client() as client:
        with pytest.raises(BadAnswer):
            await (await get(client, a_service(server))).read(decode)
        assert await (await get(client, a_service(server))).read(decode) is True
    assert len(server.received) == 2


async def test_closing_in_the_middle_of_a_question_leaves_nothing_behind(serve: Any) -> None:
    server = serve(hang)
    async with a_client() as client:
        asking = asyncio.ensure_future(get(client, a_service(server)))
        await server.was_asked()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert client.in_flight == 0


def test_the_errors_are_of_one_tree() -> None:
    assert issubclass(RateLimited, ScholarError)


def test_nothing_slow_is_imported_before_the_first_question() -> None:
    import subprocess
    import sys

    slow = [
        "httpx",
        "httpcore",
        "anyio",
        "h2",
        "certifi",
        "sqlite3",
        "http.cookiejar",
        "urllib.request",
        "email",
        "random",
    ]
    code = f"import sys, scholar_desktop.net.client; print([name for name in {slow} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


async def test_an_answer_that_is_not_to_be_kept_is_in_no_store(serve: Any, tmp_path: Path) -> None:
    server = serve(lambda request, wire: wire.send('{"files": ["https://host.org/x?Signature=abc"]}'))
    async with a_client(store=tmp_path / "answers.sqlite") as client:
        for _ in range(2):
            answer = await get(client, a_service(server), keep=False)
            assert not answer.cached
        assert await client.stored(a_service(server), "/thing") is None
        client.set_offline(True)
        with pytest.raises(Offline):
            await get(client, a_service(server), keep=False)
    assert len(server.received) == 2
    files = list(tmp_path.iterdir())  # noqa: ASYNC240
    assert files
    assert all(b"Signature" not in file.read_bytes() for file in files)
