"""What stands between this machine and the services: names, certificates, proxies, redirects out of the encryption,
and what a person has not set or does not want."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.widgets.button import Button
from tests.cli.conftest import Run
from tests.faults.faulty_proxy import FaultyProxy
from tests.support.demo_fixture import Demo
from tests.support.http_server import ReceivedRequest, Server, Wire
from tests.support.window_driver import Driver, window_on

TLS = Path(__file__).parents[1] / "net" / "tls"
"""server.pem: for service.example, vouched for by certificate.pem; stranger.pem: for it too, vouched for by nobody."""
NETWORK = "Check the network connection, then try again."
S2_CHIP = "sourceChip.semantic_scholar"


class Names:
    """The names that this machine can look up."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self._look_up = socket.getaddrinfo

    def __call__(self, host: Any, *more: Any, **options: Any) -> Any:
        if isinstance(host, str) and host.endswith(".example"):
            if host not in self.known:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            host = "127.0.0.1"
        return self._look_up(host, *more, **options)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    names = Names()
    monkeypatch.setattr(socket, "getaddrinfo", names)
    return names


def context_of(certificate: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / certificate)
    return context


@pytest.fixture
def encrypted(make_front: Callable[..., FaultyProxy], names: Names, monkeypatch: pytest.MonkeyPatch) -> FaultyProxy:
    """A service at https://service.example whose certificate this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    names.known.add("service.example")
    return make_front(context_of("server.pem"))


def address(front: FaultyProxy) -> str:
    return f"{'https' if front.url.startswith('https') else 'http'}://service.example:{front.server.port}"


async def failed_with(driver: Driver, sentence: str, hint: str) -> None:
    """Search, and see the sentence beside what the others have."""
    await driver.search("attention")
    assert driver.state("resultsView") == "partial"
    assert driver.state(S2_CHIP) == "failed"
    assert driver.widget(S2_CHIP).toolTip().splitlines()[:2] == [sentence, hint]
    assert driver.bar("results") == f"{sentence} Papers that only Semantic Scholar has are missing below."
    assert driver.titles()


async def good_again(driver: Driver) -> None:
    driver.window.search_page.panes.results.pane.bar.button("Try again").click()
    await driver.idle()
    assert (driver.state("resultsView"), driver.state(S2_CHIP)) == ("full", "ok")


async def test_a_name_that_is_not_found(demo: Demo, front: FaultyProxy, names: Names, tmp_path: Path):
    async with window_on(demo, tmp_path, semantic_scholar_url=address(front), host_map={}) as driver:
        await failed_with(
            driver, "Semantic Scholar cannot be reached: the host service.example was not found.", NETWORK
        )
        assert front.asked == []
        names.known.add("service.example")
        await good_again(driver)


async def test_a_host_that_takes_no_connection(demo: Demo, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with window_on(demo, tmp_path, semantic_scholar_url=f"http://127.0.0.1:{port}") as driver:
        await failed_with(driver, "Semantic Scholar cannot be reached: 127.0.0.1 accepts no connection.", NETWORK)
        front = FaultyProxy(demo.url, port=port)
        try:
            await good_again(driver)
        finally:
            front.stop()


async def test_a_certificate_that_nobody_vouches_for(demo: Demo, encrypted: FaultyProxy, tmp_path: Path):
    encrypted.server.tls = context_of("stranger.pem")
    async with window_on(demo, tmp_path, semantic_scholar_url=address(encrypted), host_map={}) as driver:
        await failed_with(
            driver,
            "The connection to Semantic Scholar is not secure: the certificate of service.example is not valid "
            "(self-signed certificate).",
            "Check the clock of this computer. Behind a company proxy, set SSL_CERT_FILE to its certificate.",
        )
        assert encrypted.asked == []
        encrypted.server.tls = context_of("server.pem")
        await good_again(driver)


async def test_a_redirect_out_of_the_encryption_is_not_followed(
    demo: Demo, encrypted: FaultyProxy, front: FaultyProxy, tmp_path: Path
):
    def out(request: ReceivedRequest, wire: Wire) -> None:
        wire.redirect(f"http://service.example:{front.server.port}{request.target}")

    encrypted.break_down(out, "/paper/search")
    async with window_on(demo, tmp_path, semantic_scholar_url=address(encrypted), host_map={}) as driver:
        await failed_with(
            driver,
            "Semantic Scholar redirects to an address without encryption.",
            "You may need to sign in to this network: open any web page to check.",
        )
        assert front.asked == []
        encrypted.mend()
        await good_again(driver)


class Proxy:
    """An HTTP proxy that lets nobody through until `open` is set."""

    def __init__(self) -> None:
        self.open = False
        self.server = Server(self._answer)

    def _answer(self, request: ReceivedRequest, wire: Wire) -> None:
        if not self.open:
            wire.send(b"", 407, {"Proxy-Authenticate": "Basic"})
            return
        wire.raw(b"HTTP/1.1 200 Connection established\r\n\r\n")
        wire.keep = False
        with socket.create_connection(("127.0.0.1", int(request.target.rsplit(":", 1)[1]))) as other:
            pump(wire, other)


def pump(wire: Wire, other: socket.socket) -> None:
    """Carry bytes both ways until one side has ended, or the test."""
    ends = {wire.socket: other, other: wire.socket}
    with selectors.DefaultSelector() as waiting, contextlib.suppress(OSError):
        for end in ends:
            waiting.register(end, selectors.EVENT_READ)
        while not wire.stopping.is_set():
            for key, _ in waiting.select(0.05):
                data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                if not data:
                    return
                ends[key.fileobj].sendall(data)  # type: ignore[index]


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    proxy = Proxy()
    monkeypatch.setenv("https_proxy", proxy.server.url)
    yield proxy
    proxy.server.stop()


async def test_a_proxy_that_lets_nothing_through(demo: Demo, encrypted: FaultyProxy, proxy: Proxy, tmp_path: Path):
    async with window_on(demo, tmp_path, semantic_scholar_url=address(encrypted), host_map={}) as driver:
        await failed_with(
            driver,
            "Semantic Scholar cannot be reached: your proxy blocked the request.",
            "Check the proxy settings of this computer (HTTPS_PROXY).",
        )
        assert encrypted.asked == []
        proxy.open = True
        await good_again(driver)
        assert {request.method for request in proxy.server.received} == {"CONNECT"}
        assert len(encrypted.asked) == 1


async def test_a_proxy_that_is_not_there(
    demo: Demo, encrypted: FaultyProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with socket.create_server(("127.0.0.1", 0)) as free:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{free.getsockname()[1]}")
    async with window_on(demo, tmp_path, semantic_scholar_url=address(encrypted), host_map={}) as driver:
        await failed_with(
            driver,
            "Semantic Scholar cannot be reached: your proxy accepts no connection.",
            "Check the proxy settings of this computer (HTTPS_PROXY).",
        )


def test_names_certificates_and_proxies_on_the_command_line(
    run: Run, encrypted: FaultyProxy, names: Names, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SCHOLAR_DESKTOP_HOST_MAP")
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_URL", address(encrypted))
    encrypted.server.tls = context_of("stranger.pem")
    for part in ("certificate of service.example", "host service.example was not found"):
        ran = run("search", "attention", "--json")
        assert ran.code == 0, "the others have results"
        assert ran.source("s2")["state"] == "failed"
        assert (ran.error_code, ran.answer["errors"][0]["subject"]) == ("unreachable", "s2")
        assert part in ran.answer["errors"][0]["message"]
        assert ran.answer["errors"][0]["hint"]
        names.known.clear()


async def test_offline_says_that_nothing_was_asked_and_offers_to_go_online(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, offline=True) as driver:
        await driver.search("attention")
        assert driver.state("resultsView") == "error"
        message = driver.window.search_page.panes.results.pane.message
        assert message.heading == "You are working offline"
        assert message.text == "There is no saved answer for this search. Your library works offline."
        assert [step.title for step in message.steps] == ["Go online and search", "Search my library"]
        assert driver.widget(S2_CHIP).toolTip().splitlines()[:2] == [
            "You are working offline, and no answer from Semantic Scholar is saved for this request.",
            "Go online and try again.",
        ]
        assert demo.stats()["counts"] == {}
        message.steps[0].run()
        await driver.idle()
        assert driver.state("resultsView") == "full"
        assert not driver.window.registry["app.offline"].isChecked()


async def test_the_library_is_searched_for_the_words_of_a_search_made_offline(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, offline=True) as driver:
        navigation, collections = driver.window.navigation, driver.program.services.collections
        await collections.make("Thesis")
        navigation.show_collection((await collections.all())[0])
        await driver.idle()
        navigation.show("search")
        await driver.search("attention")
        button = next(
            one
            for one in driver.window.search_page.findChildren(Button)
            if one.isVisible() and one.content.text == "Search my library"
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.navigation.page == "library"
        assert navigation.is_whole_library, "not the collection that was shown last"
        assert driver.widget("libraryEdit").text() == "attention"
        assert driver.widget("libraryEdit").hasFocus()


def test_offline_on_the_command_line(run: Run, demo: Demo):
    ran = run("--offline", "search", "attention", "--json")
    assert (ran.code, ran.error_code) == (5, "offline")
    assert ran.answer["errors"][0]["hint"] == "Go online and try again."
    assert demo.stats()["counts"] == {}


async def test_without_an_e_mail_unpaywall_is_left_out_and_says_why(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, email=None) as driver:
        await driver.search("attention")
        assert driver.state("resultsView") == "full"
        assert driver.state("sourceChip.unpaywall") == "skipped"
        assert driver.widget("sourceChip.unpaywall").accessibleName() == "Unpaywall: no e-mail"
        assert driver.widget("sourceChip.unpaywall").toolTip().splitlines()[:2] == [
            "Unpaywall needs an e-mail address, and none is set.",
            "Enter yours in Settings, or with: scholar-desktop settings email NAME@UNIVERSITY.EDU",
        ]
        assert demo.stats()["counts"] == {"s2": 1, "zenodo": 1}
        await driver.program.services.settings_editor.set("email", "ada@university.edu")
        await driver.search("attention")
        assert driver.state("sourceChip.unpaywall") == "ok"


def test_without_an_e_mail_a_command_for_unpaywall_alone_is_wrong_usage(
    run: Run, demo: Demo, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SCHOLAR_DESKTOP_EMAIL")
    ran = run("oa", "10.1038/nature12373", "--json")
    assert (ran.code, ran.error_code) == (2, "no_email")
    assert ran.answer["errors"][0]["hint"].startswith("Enter yours in Settings")
    assert demo.stats()["counts"] == {}
