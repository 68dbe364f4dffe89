"""Certificates, proxies and HTTP/2: what stands between us and a server."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.errors import BadAnswer, Unreachable
from scholar_desktop.net.connections import StreamedResponse
from scholar_desktop.net.dns_lookup import NoSuchName
from tests.net.clients import a_client, a_service, get
from tests.net.test_download import fails, fetch, pdf
from tests.support.http_server import ReceivedRequest, Wire

TLS = Path(__file__).parent / "tls"
"""A certificate for files.example and service.example that nobody trusts but these tests."""


def a_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem")
    context.names = []  # type: ignore[attr-defined]
    context.sni_callback = lambda socket, name, context: context.names.append(name)
    return context


async def at_home(host: str) -> Sequence[str]:
    return ["127.0.0.1"]


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(serve: Any, tmp_path: Path) -> None:
    server = serve(pdf, tls=a_context())
    url = f"https://service.example:{server.port}"
    async with a_client(service_hosts=("service.example",), resolve=at_home) as client:
        with pytest.raises(Unreachable, match="certificate"):
            await get(client, a_service(url))
        problem = await fails(client, url + "/x", tmp_path / "x.part")
    assert problem.outcome is Outcome.TLS
    assert server.received == []


async def test_an_extra_certificate_is_trusted_and_the_name_is_kept_for_it(
    serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    context = a_context()
    server = serve(pdf, tls=context)
    async with a_client(service_hosts=("service.example", "other.example"), resolve=at_home) as client:
        await client.warm()
        got = await fetch(client, f"https://service.example:{server.port}/x", tmp_path / "x.part")
        # The same address under a name that the certificate does not hold.
        problem = await fails(client, f"https://other.example:{server.port}/x", tmp_path / "y.part")
    assert got.complete
    assert context.names == ["service.example", "other.example"]  # type: ignore[attr-defined]
    assert server.received[0].headers["host"] == f"service.example:{server.port}"
    assert problem.outcome is Outcome.TLS


async def test_an_unreadable_certificate_file_is_said(
    serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Any
) -> None:
    expect_log("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    async with a_client() as client:
        await client.warm()


class Proxy:
    """An HTTP proxy that knows every host."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: ReceivedRequest, wire: Wire) -> None:
        self.asked.append(f"{request.method} {request.target}")
        if request.method == "CONNECT":
            wire.send(b"", 407, {"Proxy-Authenticate": "Basic"})
        else:
            wire.send("[]")


async def nowhere(host: str) -> Sequence[str]:
    raise NoSuchName(host)


@pytest.fixture
def proxy(serve: Any, monkeypatch: pytest.MonkeyPatch) -> Proxy:
    proxy = Proxy()
    url = serve(proxy).url
    monkeypatch.setenv("http_proxy", url)
    monkeypatch.setenv("https_proxy", url)
    return proxy


async def test_behind_a_proxy_a_name_that_this_machine_does_not_know_goes_through(proxy: Proxy) -> None:
    async with a_client(resolve=nowhere) as client:
        answer = await get(client, a_service("http://api.example"), "/v1/x")
    assert answer.json() == []
    assert proxy.asked == ["GET http://api.example/v1/x"]


async def test_behind_a_proxy_private_addresses_are_still_not_asked(proxy: Proxy, tmp_path: Path) -> None:
    async def inside(host: str) -> Sequence[str]:
        return ["10.1.2.3"]

    async with a_client(resolve=inside, service_hosts=()) as client:
        for url in ("http://intranet.example/x", "http://169.254.169.254/x", "http://0x7f.1/x", "http://localhost/x"):
            assert (await fails(client, url, tmp_path / "x.part")).outcome is Outcome.PRIVATE_ADDRESS
    assert proxy.asked == []


async def test_this_machine_is_never_asked_through_a_proxy(serve: Any, proxy: Proxy) -> None:
    server = serve(lambda request, wire: wire.send("[]"))
    async with a_client() as client:
        await get(client, a_service(server))
    assert len(server.received) == 1
    assert proxy.asked == []


async def test_no_proxy_is_minded(serve: Any, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "api.example")
    server = serve(lambda request, wire: wire.send("[]"))
    async with a_client(resolve=at_home, service_hosts=("api.example",)) as client:
        await get(client, a_service(f"http://api.example:{server.port}"))
    assert proxy.asked == []


async def test_a_proxy_that_refuses_is_said(proxy: Proxy) -> None:
    async with a_client(resolve=nowhere) as client:
        with pytest.raises(Unreachable, match="proxy"):
            await get(client, a_service("https://api.example"))
    assert proxy.asked == ["CONNECT api.example:443"]


async def test_headers_that_are_not_ascii_break_nothing(serve: Any, tmp_path: Path) -> None:
    def answer(request: ReceivedRequest, wire: Wire) -> None:
        if "cookie" in request.headers:
            pdf(request, wire)
        else:
            wire.redirect("/na%C3%AFve", headers={"Set-Cookie": "name=\xe9\xe8"})

    server = serve(answer)
    async with a_client() as client:
        got = await fetch(client, server.url + "/naïve", tmp_path / "x.part", referer="http://journal.example/ä?ö")
    assert got.complete
    assert server.targets == ["/na%C3%AFve", "/na%C3%AFve"]
    assert server.received[0].headers["referer"] == "http://journal.example/%C3%A4?%C3%B6"


async def test_an_answer_that_claims_another_coding_than_it_has_is_bad(serve: Any) -> None:
    server = serve(lambda request, wire: wire.send("[]", headers={"Content-Encoding": "gzip"}))
    async with a_client() as client:
        with pytest.raises(BadAnswer):
            await get(client, a_service(server))
    assert len(server.received) == 1


class SlowToClose(httpx.AsyncByteStream):
    """A body of two pieces whose closing does not end."""

    def __init__(self) -> None:
        self.has_ended = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            yield b"one"
            yield b"two"
        finally:
            self.has_ended = True

    async def aclose(self) -> None:
        await asyncio.Event().wait()


async def test_a_response_whose_closing_is_cancelled_leaves_no_unfinished_generator() -> None:
    body = SlowToClose()
    response = StreamedResponse(httpx.Response(200, stream=body))
    assert await response.read() == b"one"
    closing = asyncio.ensure_future(response.aclose())
    await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert body.has_ended
