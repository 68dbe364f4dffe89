# ruff: noqa: E501  a table is read across
"""Every way in which a PDF may come badly, as a table: what `get` makes of it, over real HTTP.

Each kind has an outcome of docs/command-line.md, a sentence, and leaves no half file. What needs a process of its own (a full
disk, kill -9) stands in test_killed_get.py; a reader that breaks, below the table.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pytest

from scholar_desktop import app, settings
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.pdf.file_signature import ends_as_pdf
from scholar_desktop.pdf.inspect import PdfReader
from tests.cli.conftest import Run
from tests.services.open_access.test_pdf_check import CRASHES, HANGS
from tests.support.drawn_pdfs import draw_paper, draw_pdf
from tests.support.http_server import ReceivedRequest, Server, Wire

TLS = Path(__file__).resolve().parents[1] / "net" / "tls"
DOI = "10.5555/tides.1"
TITLE = "Tides of the North Sea in a Warmer Century"
FILE = draw_paper(TITLE, ["A. Reader"])
LOCKED = draw_pdf([TITLE], password="secret")
OTHER = draw_paper("Llamas of the high Andes and their wool", ["B. Writer"])
HTML = "<!doctype html><html><head><title>A journal</title></head><body>An abstract</body></html>"
PDF = {"Content-Type": "application/pdf"}
PAGE = {"Content-Type": "text/html"}
LIMIT_MB = 1

Answer = Callable[[ReceivedRequest, Wire], None]


def send(body: bytes | str, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request, wire: wire.send(body, status, PDF | named)


def page(text: str = HTML, status: int = 200, **headers: str) -> Answer:
    return send(text, status, Content_Type="text/html", **headers)


def cut_with_length(_request: ReceivedRequest, wire: Wire) -> None:
    wire.head(200, PDF | {"Content-Length": str(len(FILE))})
    wire.raw(FILE[: len(FILE) // 2])
    wire.close()


def cut_without_length(_request: ReceivedRequest, wire: Wire) -> None:
    wire.head(200, PDF | {"Connection": "close"})
    wire.raw(FILE[: len(FILE) // 2])
    wire.close()


def endless(beginning: bytes, headers: dict[str, str]) -> Answer:
    def answer(_request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, headers | {"Connection": "close"})
        wire.raw(beginning)
        for _ in range(40):
            wire.raw(b"\n% more and more" * 4096)
        wire.close()

    return answer


def longer_than_said(_request: ReceivedRequest, wire: Wire) -> None:
    wire.head(200, PDF | {"Content-Length": str(len(FILE) - 500)})
    wire.raw(FILE)
    wire.close()


def circle(request: ReceivedRequest, wire: Wire) -> None:
    wire.redirect("/b.pdf" if request.path == "/1.pdf" else "/1.pdf")


def needs_cookie(request: ReceivedRequest, wire: Wire) -> None:
    if "session=1" in request.headers.get("cookie", ""):
        wire.send(FILE, headers=PDF)
    else:
        wire.redirect("/1.pdf", headers={"Set-Cookie": "session=1; Path=/"})


def no_cookie_is_enough(request: ReceivedRequest, wire: Wire) -> None:
    if request.path == "/1.pdf":
        wire.redirect("/cookieAbsent", headers={"Set-Cookie": "session=1; Path=/"})
    else:
        wire.send("<title>Cookies</title>Please enable cookies to continue.", headers=PAGE)


def reset(_request: ReceivedRequest, wire: Wire) -> None:
    wire.reset()


def silent_bomb(_request: ReceivedRequest, wire: Wire) -> None:
    wire.send(gzip.compress(b"%PDF-1.7\n" + bytes(4_000_000)), headers=PDF | {"Content-Encoding": "gzip"})


@dataclass(frozen=True)
class Kind:
    """outcome: of the attempt; item: of the paper; code: the command's exit; says: words of the sentence; tries: how
    often the address is asked; url: where the copy lies."""

    name: str
    answer: Answer
    outcome: str
    item: str
    code: int
    says: str
    tries: int | None = 1
    url: str = "https://repo.example/1.pdf"
    variables: dict[str, str] = field(default_factory=dict)


SAVED, UNAVAILABLE, PERSON, TEMPORARY = ("saved", 0), ("unavailable", 6), ("needs_person", 6), ("temporary", 5)
KINDS = [
    # name, answer, outcome of the attempt, end of the paper with the exit code, words of the sentence
    Kind("PDF as octet-stream", send(FILE, Content_Type="application/octet-stream"), "saved", *SAVED, "Saved from repo.example"),
    Kind("PDF as text", send(FILE, Content_Type="text/plain"), "saved", *SAVED, "Saved from repo.example"),
    Kind("PDF packed for the way", send(gzip.compress(FILE), Content_Encoding="gzip"), "saved", *SAVED, "Saved"),
    Kind("gzip'd PDF", send(gzip.compress(FILE), Content_Type="application/gzip"), "saved", *SAVED, "Saved"),
    Kind("cookie needed", needs_cookie, "saved", *SAVED, "Saved", tries=2),
    Kind("length too short", longer_than_said, "truncated", *TEMPORARY, "is incomplete", tries=None),
    Kind("hostile name", send(FILE, Content_Disposition='attachment; filename="../../../escaped.pdf"'), "saved", *SAVED, "Saved"),
    Kind("hostile name, encoded", send(FILE, Content_Disposition="attachment; filename*=UTF-8''..%2f..%2fescaped.pdf"), "saved", *SAVED, "Saved"),
    Kind("scan without text", send(draw_pdf([])), "cannot_check", *SAVED, "Not checked"),
    Kind("HTML with 200", page(), "html_not_pdf", *PERSON, "returned a web page without a PDF link"),
    Kind("HTML named .pdf", send(HTML), "html_not_pdf", *PERSON, "returned a web page without a PDF link"),
    Kind("endless page", endless(b"<!doctype html><html>", PAGE), "html_not_pdf", *PERSON, "web page"),
    Kind("challenge, 403", page("<title>Just a moment...</title>", 403, cf_mitigated="challenge"), "needs_person", *PERSON, "checks that you are human"),
    Kind("challenge, 503", page("<title>Just a moment...</title>", 503), "needs_person", *PERSON, "checks that you are human"),
    Kind("challenge, 200", page("<title>Client Challenge</title>"), "needs_person", *PERSON, "checks that you are human"),
    Kind("login page", page("<!doctype html><form><input type=password></form>"), "needs_person", *PERSON, "sign in"),
    Kind("cookie wall", no_cookie_is_enough, "needs_person", *PERSON, "cookie", tries=2),
    Kind("403", page("<title>Forbidden</title>", 403), "refused", *PERSON, "refused access (403)"),
    Kind("401", page("No", 401), "refused", *PERSON, "requires you to sign in (401)"),
    Kind("another article", send(OTHER), "wrong_article", *PERSON, "may be a different paper"),
    Kind("supplement", send(draw_pdf(["Supplementary Information for", TITLE])), "quarantined", *PERSON, "may be a different paper"),
    Kind("404", page("Gone", 404), "unavailable", *UNAVAILABLE, "no longer has the file (404)"),
    Kind("410", page("Gone", 410), "unavailable", *UNAVAILABLE, "no longer has the file (410)"),
    Kind("451", page("Law", 451), "unavailable", *UNAVAILABLE, "(451)"),
    Kind("zero bytes", send(b""), "not_pdf", *UNAVAILABLE, "sent an empty file"),
    Kind("a zip", send(b"PK\x03\x04 a zip"), "not_pdf", *UNAVAILABLE, "not a PDF"),
    Kind("a PDF that is none inside", send(b"%PDF-1.7 nothing more\n%%EOF\n"), "not_pdf", *UNAVAILABLE, "was not saved"),
    Kind("encrypted PDF", send(LOCKED), "encrypted", *UNAVAILABLE, "password"),
    Kind("endless PDF", endless(FILE, PDF), "too_big", *UNAVAILABLE, "larger than the limit of 1 MB"),
    Kind("too long by its length", send(FILE, Content_Length="900000000"), "too_big", *UNAVAILABLE, "larger than the limit"),
    Kind("a bomb", silent_bomb, "too_big", *UNAVAILABLE, "larger than the limit"),
    Kind("redirect loop", circle, "redirect_loop", *UNAVAILABLE, "in a circle", tries=2),
    Kind("redirect to a private address", lambda _r, wire: wire.redirect("http://127.0.0.2/x.pdf"), "private_address", *UNAVAILABLE, "private network",
         variables={"HOST_MAP": "repo.example={url}"}),
    Kind("redirect to what is no web address", lambda _r, wire: wire.redirect("file:///etc/passwd"), "unavailable", *UNAVAILABLE, "does not work"),
    Kind("a certificate of nobody", send(FILE), "tls", *UNAVAILABLE, "its certificate is not valid", tries=0, variables={"HOST_MAP": "repo.example={tls},*={url}"}),
    Kind("a host that the map refuses", send(FILE), "blocked", *UNAVAILABLE, "blocks", tries=0, variables={"HOST_MAP": "repo.example=refuse,*={url}"}),
    Kind("429", page("busy", 429), "rate_limited", *TEMPORARY, "accepts no more requests", tries=4),
    Kind("503", page("busy", 503), "rate_limited", *TEMPORARY, "overloaded", tries=4),
    Kind("503 until later", page("busy", 503, Retry_After="3600"), "rate_limited", *TEMPORARY, "asked for a pause until"),
    Kind("500", page("oops", 500), "unreachable", *TEMPORARY, "internal error", tries=4),
    Kind("reset", reset, "unreachable", *TEMPORARY, "closed the connection", tries=4),
    Kind("nobody there", send(FILE), "unreachable", *TEMPORARY, "accepts no connection", tries=0, variables={"HOST_MAP": "repo.example=http://127.0.0.1:1,*={url}"}),
    Kind("cut PDF with its length", cut_with_length, "truncated", *TEMPORARY, "before the file was complete", tries=4),
    Kind("cut PDF without length", cut_without_length, "truncated", *TEMPORARY, "is incomplete"),
]  # fmt: skip


class World:
    """Semantic Scholar and Unpaywall know one paper, whose one copy *kind* describes; every host leads here."""

    def __init__(self, kind: Kind, tls: ssl.SSLContext) -> None:
        self._kind = kind
        self.server = Server(self._answer)
        self.encrypted = Server(self._answer, tls)

    def asked(self) -> int:
        """How often the copy's host was asked."""
        return sum(request.headers["host"] == "repo.example" for request in self.server.received)

    def stop(self) -> None:
        self.server.stop()
        self.encrypted.stop()

    def _answer(self, request: ReceivedRequest, wire: Wire) -> None:
        path = unquote(request.path)
        if request.headers["host"] == "repo.example":
            self._kind.answer(request, wire)
        elif path == f"/v2/{DOI}":
            copy = {"url": self._kind.url, "url_for_pdf": self._kind.url, "is_best": True}
            told = {"doi": DOI, "title": TITLE, "is_oa": True, "oa_status": "green", "oa_locations": [copy]}
            wire.send(json.dumps(told))
        elif path.startswith("/graph/") and DOI in path:
            wire.send(json.dumps({"paperId": "b" * 40, "title": TITLE, "externalIds": {"DOI": DOI}}))
        else:
            wire.send('{"error": "not found"}', 404)


@pytest.fixture
def world(request: pytest.FixtureRequest, run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    kind: Kind = request.param
    strange = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    strange.load_cert_chain(TLS / "stranger.pem")
    made = World(kind, strange)
    variables = {f"{name}_URL": made.server.url for name in ("SEMANTIC_SCHOLAR", "UNPAYWALL", "ZENODO")}
    variables |= {"HOST_MAP": "*={url}", "MAX_PDF_MB": str(LIMIT_MB)} | kind.variables
    for name, value in variables.items():
        filled = value.format(url=made.server.url, tls=made.encrypted.url)
        monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}", filled)
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("world", "kind"), [(kind, kind) for kind in KINDS], ids=[k.name for k in KINDS], indirect=["world"]
)
def test_each_kind_has_its_outcome_a_sentence_and_no_half_file(run: Run, world: World, kind: Kind, tmp_path: Path):
    ran = run("get", DOI, "--json")
    (item,) = ran.data["items"]
    first = item["attempts"][0]
    assert (first["outcome"], item["outcome"], ran.code) == (kind.outcome, kind.item, kind.code), first["reason"]
    assert kind.says in first["reason"]
    assert first["reason"].endswith(".")
    if kind.tries is not None:
        assert world.asked() == kind.tries
    data = tmp_path / "profile" / "data"
    kept = list((data / "papers").rglob("*.pdf"))
    assert [str(path) for path in kept] == ([item["path"]] if kind.item == "saved" else [])
    assert all(ends_as_pdf(path) for path in kept)
    left = [path for path in (data / "downloads").glob("*") if kind.item != "temporary"]
    assert left == [], "what failed for good leaves no part"
    assert not [path for path in tmp_path.rglob("*") if "escaped" in path.name]
    if kind.item == "saved":
        assert first["sha256"]
        assert kept[0].read_bytes() == FILE or kind.outcome == "cannot_check"


@pytest.mark.parametrize("world", [KINDS[0]], ids=["PDF"], indirect=True)
@pytest.mark.parametrize("reader", [CRASHES, HANGS], ids=["crashes", "hangs"])
def test_a_pdf_that_breaks_the_reader_waits_outside_the_library(world: World, tmp_path: Path, reader: str):
    async def get() -> tuple[str, str]:
        backend = app.build_services(settings.load(), keep_answers=False)
        backend.__dict__["pdf"] = PdfReader((sys.executable, "-c", reader), time_limit_s=0.5)
        await backend.start()
        try:
            (item,) = await backend.services.batch_download.get([DOI], ask=RequestOptions(), on_item=lambda _item: None)
            return item.attempts[0].outcome.value, item.attempts[0].reason
        finally:
            await backend.aclose()

    outcome, reason = asyncio.run(get())
    assert outcome == "quarantined"
    assert "could not be read" in reason
    data = tmp_path / "profile" / "data"
    assert list((data / "papers").rglob("*.pdf")) == []
    assert len(list((data / "quarantine").glob("*.pdf"))) == 1


def test_the_same_file_under_two_addresses_is_one_file(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Two spellings of one address are asked once; another paper that is sent the same bytes does not get them."""
    copies = {
        DOI: ("https://repo.example/1.pdf", "http://repo.example:443/1.pdf"),
        "10.5555/other": ("https://b.example/2.pdf",),
    }

    def answer(request: ReceivedRequest, wire: Wire) -> None:
        path = unquote(request.path)
        doi = next((doi for doi in copies if doi in path), None)
        if request.headers["host"].endswith(".example"):
            wire.send(FILE, headers=PDF)
        elif path.startswith("/v2/") and doi is not None:
            places = [{"url": url, "url_for_pdf": url} for url in copies[doi]]
            wire.send(
                json.dumps({"doi": doi, "title": TITLE, "is_oa": True, "oa_status": "green", "oa_locations": places})
            )
        else:
            wire.send('{"error": "not found"}', 404)

    server = Server(answer)
    try:
        for name in ("SEMANTIC_SCHOLAR_URL", "UNPAYWALL_URL", "ZENODO_URL"):
            monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}", server.url)
        monkeypatch.setenv("SCHOLAR_DESKTOP_HOST_MAP", f"*={server.url}")
        first, second = (run("get", doi, "--json").data["items"][0] for doi in copies)
    finally:
        server.stop()
    assert [attempt["outcome"] for attempt in first["attempts"]] == ["saved"]
    assert second["attempts"][0]["outcome"] == "quarantined"
    assert "the PDF of another paper" in second["attempts"][0]["reason"]
    assert len(list((tmp_path / "profile" / "data" / "papers").rglob("*.pdf"))) == 1
