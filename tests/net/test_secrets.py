"""Keys, tokens and e-mail addresses go to their service alone, and are seen nowhere else."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.errors import BadAnswer, BadRequest
from scholar_desktop.net.call_log import CallLog
from tests.net.clients import a_client, a_service, get
from tests.support.http_server import ReceivedRequest, Wire

KEY, EMAIL = "k3y-0f-a-person", "someone+papers@home.example"
SECRETS: dict[str, Any] = {"headers": {"x-api-key": KEY}, "params": {"email": EMAIL}}
ENCODED = "someone%2Bpapers%40home.example"


def seen_in(request: ReceivedRequest) -> bool:
    text = request.target + repr(request.headers)
    return any(secret in text for secret in (KEY, EMAIL, ENCODED))


def all_files(folder: Path) -> list[str]:
    return [path.read_bytes().decode("latin-1") for path in folder.iterdir() if path.is_file()]


async def test_the_service_itself_gets_key_and_email(serve: Any) -> None:
    server = serve(lambda request, wire: wire.send("[]"))
    async with a_client() as client:
        await get(client, a_service(server, **SECRETS), "/v2/10.1/x", params=[("page", "1")])
    assert server.targets == [f"/v2/10.1/x?page=1&email={ENCODED}"]
    assert server.received[0].headers["x-api-key"] == KEY


async def test_a_redirect_on_the_same_host_keeps_them(serve: Any) -> None:
    def answer(request: ReceivedRequest, wire: Wire) -> None:
        if request.path == "/records":
            wire.redirect("/records/", 308)
        else:
            wire.send("[]")

    server = serve(answer)
    async with a_client() as client:
        found = await get(client, a_service(server, **SECRETS), "/records")
    assert server.targets[1] == f"/records/?email={ENCODED}"
    assert server.received[1].headers["x-api-key"] == KEY
    assert found.url == server.url + "/records"


@pytest.mark.parametrize("location", ["/elsewhere", f"/elsewhere?email={ENCODED}", f"/elsewhere?q=1&k={KEY}"])
async def test_a_redirect_to_another_port_loses_them_even_when_the_service_repeats_them(
    serve: Any, location: str
) -> None:
    other = serve(lambda request, wire: wire.send("[]"))
    server = serve(lambda request, wire: wire.redirect(other.url + location, 307))
    async with a_client() as client:
        await get(client, a_service(server, **SECRETS))
    assert len(other.received) == 1
    assert not seen_in(other.received[0])


@pytest.mark.parametrize("location", ["http://a.example:99999/x", "http://xn--a/", "http://[x/"])
async def test_a_redirect_to_no_address_is_a_bad_answer_without_secrets(serve: Any, location: str) -> None:
    server = serve(lambda request, wire: wire.redirect(f"{location}?email={ENCODED}", 307))
    async with a_client() as client:
        with pytest.raises(BadAnswer) as caught:
            await get(client, a_service(server, **SECRETS))
    assert KEY not in str(caught.value)
    assert ENCODED not in str(caught.value)
    assert len(server.received) == 1


async def test_after_a_redirect_elsewhere_the_way_back_has_no_secrets_either(serve: Any) -> None:
    def home(request: ReceivedRequest, wire: Wire) -> None:
        if request.path == "/thing":
            wire.redirect(other.url + "/detour")
        else:
            wire.send("[]")

    server = serve(home)
    other = serve(lambda request, wire: wire.redirect(server.url + "/back"))
    async with a_client() as client:
        await get(client, a_service(server, **SECRETS))
    assert [seen_in(request) for request in (*server.received, *other.received)] == [True, False, False]


async def test_a_secret_hidden_in_the_path_of_a_foreign_address_is_not_carried_there(serve: Any) -> None:
    other = serve(lambda request, wire: wire.send("[]"))
    server = serve(lambda request, wire: wire.redirect(f"{other.url}/{KEY}/x"))
    async with a_client() as client:
        with pytest.raises(BadAnswer, match="another host"):
            await get(client, a_service(server, **SECRETS))
    assert other.received == []


async def test_an_encrypted_service_is_not_left_for_an_open_address(serve: Any) -> None:
    server = serve(lambda request, wire: wire.redirect("http://s2.example/open"))
    async with a_client(host_map={"s2.example": server.url}) as client:
        with pytest.raises(BadAnswer, match="without encryption"):
            await get(client, a_service("https://s2.example", **SECRETS))
    assert len(server.received) == 1


async def test_a_circle_of_redirects_ends(serve: Any) -> None:
    server = serve(lambda request, wire: wire.redirect("/thing"))
    async with a_client() as client:
        with pytest.raises(BadAnswer, match="circle"):
            await get(client, a_service(server))
    assert len(server.received) == 1


async def test_more_than_ten_redirects_end(serve: Any) -> None:
    server = serve(lambda request, wire: wire.redirect(f"/{len(server.received)}"))
    async with a_client() as client:
        with pytest.raises(BadAnswer, match="circle"):
            await get(client, a_service(server))
    assert len(server.received) == 11


async def test_a_redirect_into_the_private_network_is_not_followed(serve: Any) -> None:
    server = serve(lambda request, wire: wire.redirect("http://169.254.169.254/latest/meta-data"))
    async with a_client() as client:
        with pytest.raises(BadAnswer, match="private address"):
            await get(client, a_service(server))


async def test_a_post_that_is_sent_elsewhere_becomes_a_get_or_stays_by_its_status(serve: Any) -> None:
    def answer(request: ReceivedRequest, wire: Wire) -> None:
        if request.path.startswith("/from"):
            wire.redirect("/to" + request.path, int(request.path[-3:]))
        else:
            wire.send("[]")

    server = serve(answer)
    async with a_client() as client:
        for code in (303, 302, 307, 308):
            await get(client, a_service(server), f"/from/{code}", method="POST", body=b"[1]")
    ended = [(request.method, request.body) for request in server.received if request.path.startswith("/to")]
    assert ended == [("GET", b""), ("GET", b""), ("POST", b"[1]"), ("POST", b"[1]")]


async def test_cookies_of_a_service_are_not_kept(serve: Any) -> None:
    server = serve(lambda request, wire: wire.send("[]", headers={"Set-Cookie": "id=1; Path=/"}))
    async with a_client() as client:
        first = await get(client, a_service(server))
        await get(client, a_service(server), "/other")
    assert "cookie" not in server.received[1].headers
    assert "set-cookie" not in first.headers


async def test_no_secret_is_in_stores_logs_answers_or_errors(serve: Any, tmp_path: Path, caplog: Any) -> None:
    def answer(request: ReceivedRequest, wire: Wire) -> None:
        if request.path == "/refused":
            wire.send(f'{{"error": true, "message": "{EMAIL} with {KEY} is not allowed"}}', 422)
        elif request.path == "/missing":
            wire.send("{}", 404)
        else:
            wire.send("[]", headers={"ETag": '"1"'})

    caplog.set_level(logging.DEBUG)
    server, calls = serve(answer), CallLog()
    service = a_service(server, **SECRETS)
    store = tmp_path / "answers.sqlite"
    async with a_client(store=store, log=calls) as client:
        good = await get(client, service, "/good")
        await get(client, service, "/good")
        with pytest.raises(Exception, match="no such entry"):
            await get(client, service, "/missing")
        with pytest.raises(BadRequest) as refused:
            await get(client, service, "/refused")
        texts = [repr(good), repr(calls.calls("s2")), caplog.text, repr(refused.value), refused.value.service_message]
        texts += all_files(tmp_path)
    assert "*** with *** is not allowed" in refused.value.message
    assert "GET /good" in caplog.text
    for text in texts:
        assert not any(secret in text for secret in (KEY, EMAIL, ENCODED))
