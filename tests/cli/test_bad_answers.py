"""Services that answer, but not as they should: what is told of them on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
