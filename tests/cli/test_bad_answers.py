"""Services that answer, but not as they should: what is told of them on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.cli.conftest import Run
from tests.support.http_server import ReceivedRequest, Server, Wire

PAPER = {"paperId": "a" * 40, "title": "Tides of the North Sea", "citationCount": 1500, "referenceCount": 0}


class Service:
    """Semantic Scholar with one paper, whose list of citations and whose search are as the test says."""

    def __init__(self) -> None:
        self.search: bytes = json.dumps({"total": 1, "offset": 0, "data": [PAPER]}).encode()
        self.pages: dict[int, dict[str, object] | None] = {}
        self.server = Server(self._answer)

    def _answer(self, request: ReceivedRequest, wire: Wire) -> None:
        offset = int(parse_qs(request.query).get("offset", ["0"])[0])
        if request.path.endswith("/paper/search"):
            wire.send(self.search)
        elif request.path.endswith("/citations"):
            page = self.pages[offset]
            wire.send(json.dumps(page)) if page is not None else wire.send("{}", 500)
        else:
            wire.send(json.dumps(PAPER))


@pytest.fixture
def service(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    made = Service()
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_URL", made.server.url)
    yield made
    made.server.stop()


def edges(count: int, first: int = 0) -> list[dict[str, object]]:
    return [{"citingPaper": {"paperId": f"{first + n:040x}", "title": f"Study {first + n}"}} for n in range(count)]


def test_rows_that_cannot_be_understood_are_left_out_and_counted(run: Run, service: Service):
    service.search = json.dumps({"total": 3, "offset": 0, "data": [None, PAPER, {"title": 7}]}).encode()
    ran = run("search", "tides", "--source", "s2", "--json")
    assert ran.code == 0
    assert [paper["title"] for paper in ran.data["papers"]] == [PAPER["title"]]
    assert ran.source("s2")["state"] == "partial"
    assert ran.source("s2")["error"]["message"].startswith("2 results from Semantic Scholar")


@pytest.mark.parametrize(
    "body",
    [
        b'{"total": 2, "offset": 0, "data": [null, 7]}',
        b'{"total": 1, "offset": 0, "data": [{"title": "caf\xe9"}]}',
        b"[" * 50_000 + b"]" * 50_000,
    ],
)
def test_an_answer_of_nothing_but_nonsense_is_a_failure_of_the_service(run: Run, service: Service, body: bytes):
    service.search = body
    ran = run("search", "tides", "--source", "s2", "--json")
    assert (ran.code, ran.error_code) == (5, "bad_answer")
    assert ran.source("s2")["state"] == "failed"


def test_what_a_service_failed_at_is_said_once(run: Run, service: Service):
    service.search = b"[]"
    ran = run("search", "tides", "--source", "s2")
    assert ran.err.count("cannot be understood") == 1


def test_a_list_whose_second_page_fails_is_told_as_a_part(run: Run, service: Service):
    service.pages = {0: {"offset": 0, "next": 1000, "data": edges(1000)}, 1000: None}
    ran = run("citations", "s2:" + "a" * 40, "--all", "--json")
    assert (ran.code, ran.error_code) == (5, "unreachable")
    assert (ran.data["loaded"], ran.data["complete"]) == (1000, False)
    source = ran.source("s2")
    assert (source["state"], source["total"], source["loaded"]) == ("partial", 1500, 1000)


def test_an_empty_page_with_more_behind_it_takes_nothing_of_the_limit(run: Run, service: Service):
    service.pages = {0: {"offset": 0, "next": 1000, "data": []}, 1000: {"offset": 1000, "data": edges(500)}}
    ran = run("citations", "s2:" + "a" * 40, "--json")
    assert ran.code == 0
    assert (ran.data["loaded"], ran.data["complete"]) == (500, True)


OBEYED = "\x1b]0;title\x07\x9b31m \u202egnp.exe\rover"


@pytest.mark.parametrize(
    "words",
    [("search", "words", "--source", "s2"), ("author", "1"), ("zenodo", "search", "words"), ("oa", "10.5555/x")],
)
def test_what_a_service_says_cannot_command_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
):
    answer = json.dumps({"error": f"bad {OBEYED}", "message": f"bad {OBEYED}"})
    server = Server(lambda _request, wire: wire.send(answer, 400))
    for name in ("SEMANTIC_SCHOLAR_URL", "UNPAYWALL_URL", "ZENODO_URL"):
        monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}", server.url)
    ran = run(*words)
    server.stop()
    assert ran.code == 5
    assert "bad ]0;title31m gnp.exe over" in ran.err
    assert not set("\x1b\x07\x9b\u202e\r") & set(ran.err + ran.out)


def test_what_is_typed_or_imported_cannot_command_the_terminal(run: Run, tmp_path: Path):
    for words in (("show", OBEYED), ("library", "search", OBEYED), ("get", OBEYED), ("batch", OBEYED)):
        ran = run(*words)
        assert not set("\x1b\x07\x9b\u202e\r") & set(ran.err + ran.out), words
    file = tmp_path / "refs.bib"
    bib = "@article{a, title={T}, note={\x1b[31mred \u2067abc\u2069}}\n@article{\x1b[31mb, title={x\n"
    file.write_text(bib, "utf-8")
    ran = run("import", str(file))
    assert "\x1b" not in ran.out + ran.err
    exported = run("export", "key:a", "--format", "csl-json").out
    assert "red \u2067abc\u2069" in exported, "a file gets the text as it is kept"
