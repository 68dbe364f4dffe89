"""get on the command line: how each end is told, in exit code, errors and sources."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo
from tests.support.drawn_pdfs import draw_paper
from tests.support.http_server import ReceivedRequest, Server, Wire

DOI = "10.5555/tides.1"
TITLE = "Tides of the North Sea in a Warmer Century"
FILE = draw_paper(TITLE, ["A. Reader"])
Answer = Callable[[ReceivedRequest, Wire], None]


class World:
    """Unpaywall names one copy of one paper; *file* is how its host answers. Every host leads here."""

    def __init__(self) -> None:
        self.file: Answer = lambda _request, wire: wire.send(FILE, headers={"Content-Type": "application/pdf"})
        self.unpaywall = 200
        self.server = Server(self._answer)

    def asked_for_files(self) -> int:
        return sum(request.headers["host"] == "repo.example" for request in self.server.received)

    def _answer(self, request: ReceivedRequest, wire: Wire) -> None:
        if request.headers["host"] == "journal.example":
            tag = f'<meta name="citation_doi" content="{DOI}">' if request.path == "/article/1" else ""
            wire.send(f"<html><head>{tag}</head></html>", headers={"Content-Type": "text/html"})
        elif request.headers["host"] == "repo.example":
            self.file(request, wire)
        elif request.path.startswith("/v2/") and DOI in unquote(request.path):
            wire.send(json.dumps(self._said()), self.unpaywall)
        elif request.path.startswith("/graph/") and DOI in unquote(request.path):
            wire.send(json.dumps({"paperId": "b" * 40, "title": TITLE, "externalIds": {"DOI": DOI}}))
        else:
            wire.send('{"error": "not found"}', 404)

    def _said(self) -> dict[str, Any]:
        copy = {"url": "https://repo.example/1.pdf", "url_for_pdf": "https://repo.example/1.pdf", "is_best": True}
        return {"doi": DOI, "title": TITLE, "is_oa": True, "oa_status": "green", "oa_locations": [copy]}


@pytest.fixture
def world(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World()
    for name in ("SEMANTIC_SCHOLAR_URL", "UNPAYWALL_URL", "ZENODO_URL"):
        monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}", made.server.url)
    monkeypatch.setenv("SCHOLAR_DESKTOP_HOST_MAP", f"refused.example=refuse,*={made.server.url}")
    yield made
    made.server.stop()


def status(code: int, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request, wire: wire.send("busy", code, {"Content-Type": "text/html", **named})


def test_a_saved_paper_is_told_with_its_file_and_what_it_cost(run: Run, world: World):
    ran = run("get", DOI, "--json")
    assert ran.code == 0
    (item,) = ran.data["items"]
    assert item["outcome"] == "saved"
    assert Path(item["path"]).read_bytes() == FILE
    assert (item["paper"]["in_library"], item["paper"]["pdf"]) == (True, item["path"])
    assert ran.data["report"]["saved"] == 1
    files = ran.source("files")
    assert (files["state"], files["requests"], files["loaded"]) == ("ok", 1, 1)
    again = run("get", f"https://doi.org/{DOI}", "--json")
    assert again.data["items"][0]["attempts"] == []
    assert again.answer["sources"] == []


def test_the_address_of_a_page_is_an_id_like_any_other(run: Run, world: World):
    ids = ["https://journal.example/article/1", "https://journal.example/about", "https://refused.example/article/1"]
    ran = run("get", *ids, "--json")
    assert ran.code == 4
    assert [item["id"] for item in ran.data["items"]] == ids
    assert [item["outcome"] for item in ran.data["items"]] == ["saved", "not_found", "needs_person"]
    messages = [error["message"] for error in ran.answer["errors"]]
    assert "does not identify a paper" in messages[0]
    assert "blocks refused.example" in messages[1]
    assert ran.source("files")["requests"] == 3, "two pages and the PDF"
    assert run("show", ids[0], "--json").data["ids"]["doi"] == DOI


@pytest.mark.parametrize(
    ("answer", "code", "outcome", "error", "state"),
    [
        (status(429), 5, "rate_limited", "rate_limited", "failed"),
        (status(500), 5, "unreachable", "unreachable", "failed"),
        (status(403), 6, "refused", "refused", "ok"),
        (status(404), 6, "unavailable", "not_found", "ok"),
        (lambda _request, wire: wire.reset(), 5, "unreachable", "unreachable", "failed"),
        (lambda _request, wire: wire.redirect("http://repo.example:99999/"), 6, "unavailable", "not_found", "ok"),
        (lambda _request, wire: wire.redirect("http://xn--a/"), 6, "unavailable", "not_found", "ok"),
    ],
)
def test_the_error_says_what_the_deciding_attempt_met(
    run: Run, world: World, answer: Answer, code: int, outcome: str, error: str, state: str
):
    world.file = answer
    ran = run("get", DOI, "--json")
    assert ran.code == code
    assert [attempt["outcome"] for attempt in ran.data["items"][0]["attempts"]] == [outcome]
    assert (ran.error_code, ran.answer["errors"][0]["subject"]) == (error, DOI)
    assert (ran.source("files")["state"], ran.source("files")["requests"]) == (state, world.asked_for_files())


def test_without_an_email_the_hint_says_how_to_set_one(run: Run, world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SCHOLAR_DESKTOP_EMAIL")
    ran = run("get", DOI, "--json")
    assert (ran.code, ran.data["items"][0]["outcome"], ran.error_code) == (5, "temporary", "no_email")
    assert "settings email" in ran.answer["errors"][0]["hint"]
    assert ran.source("unpaywall")["state"] == "skipped"
    assert "settings email" in run("get", DOI).err


def test_offline_nothing_is_asked_and_that_is_said(run: Run, world: World):
    ran = run("--offline", "get", DOI, "--json")
    assert (ran.code, ran.data["items"][0]["outcome"], ran.error_code) == (5, "temporary", "offline")
    assert {source["state"] for source in ran.answer["sources"]} == {"skipped"}
    assert world.server.received == []


def test_a_link_into_a_refused_host_counts_no_request(run: Run, world: World):
    world.file = lambda _request, wire: wire.redirect("https://refused.example/1.pdf")
    ran = run("get", DOI, "--json")
    assert [attempt["outcome"] for attempt in ran.data["items"][0]["attempts"]] == ["blocked"]
    assert ran.source("files")["requests"] == world.asked_for_files() == 1


def test_a_second_run_gives_final_outcomes_without_a_request(run: Run, world: World):
    world.file = status(404)
    first = run("get", DOI, "--json")
    assert (first.code, first.data["items"][0]["outcome"], first.data["items"][0]["files"]) == (6, "unavailable", [])
    world.server.received.clear()
    second = run("get", DOI, "--json")
    assert (second.code, second.data["items"], second.data["report"]) == (6, first.data["items"], first.data["report"])
    assert world.server.received == []
    assert run("get", DOI, "--retry", "none", "--json").data["items"] == first.data["items"]
    assert world.server.received == []
    assert run("get", DOI, "--retry", "all", "--json").code == 6
    assert world.asked_for_files() == 1
    assert run("get", DOI, "--retry", "sometimes", "--json").code == 2


def test_the_report_is_written_as_a_table_that_a_spreadsheet_reads(run: Run, world: World, tmp_path: Path):
    ran = run("get", DOI, "no identifier", "--csv", str(tmp_path / "out" / "report.csv"), "--json")
    assert ran.code == 4
    content = (tmp_path / "out" / "report.csv").read_bytes()
    assert content.startswith(codecs.BOM_UTF8)
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [(row["id"], row["outcome"]) for row in rows] == [(DOI, "saved"), ("no identifier", "not_found")]
    assert rows[0]["path"] == ran.data["items"][0]["path"]
    assert rows[0]["title"] == TITLE


def test_a_table_that_cannot_be_written_costs_nothing_of_the_report(run: Run, world: World, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    ran = run("get", DOI, "--csv", str(tmp_path / "file" / "report.csv"), "--json")
    assert (ran.code, ran.data["items"][0]["outcome"], ran.error_code) == (7, "saved", "disk")


def test_a_record_without_a_pdf_is_open_and_names_its_files(run: Run, demo: Demo):
    records = demo_records_without_pdf(demo)
    ran = run("get", f"zenodo:{records[0]['id']}", "--json")
    (item,) = ran.data["items"]
    assert (ran.code, item["outcome"], ran.data["report"]["no_pdf"]) == (6, "no_pdf", 1)
    file_keys = {"name", "size", "checksum", "type", "url", "media_type"}
    assert [set(file) for file in item["files"]] == [file_keys] * len(item["files"])
    assert [file["name"] for file in item["files"]] == [file["key"] for file in records[0]["files"]]


def demo_records_without_pdf(demo: Demo) -> list[dict[str, Any]]:
    with demo._open(f"{demo.url}/api/records?size=25") as answer:
        found = json.load(answer)["hits"]["hits"]
    chosen = [
        row
        for row in found
        if row["metadata"]["access_right"] == "open"
        and row["files"]
        and not any(file["key"].endswith(".pdf") for file in row["files"])
    ]
    assert chosen
    return chosen
