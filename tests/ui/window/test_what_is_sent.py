"""A long session of the window is compared, request by request, with the README's table 'What is sent to whom'."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from scholar_desktop.ui.settings.settings_page import SENT
from tests.faults.faulty_proxy import FaultyProxy
from tests.support.http_server import ReceivedRequest
from tests.support.window_driver import window_on

README = Path(__file__).resolve().parents[3] / "README.md"
KEY, TOKEN, EMAIL = "demo-key", "demo-token", "ada@uni.example.org"
S2, UNPAYWALL, ZENODO, COPIES, PAGES = range(5)
"""The rows of the table."""
COMMON_HEADERS = {"host", "accept", "accept-encoding", "connection", "user-agent", "content-type", "content-length"}
CHECKS = {"if-none-match", "if-modified-since", "range", "if-range"}
"""Headers by which a server sees what the program has already received."""


def table() -> list[tuple[str, str, str]]:
    """The rows of the README's table: to, what, when."""
    text = README.read_text("utf-8").partition("## What is sent to whom")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:1] == "|"]
    assert rows[0] == ["To", "What", "When"]
    return [(row[0], row[1], row[2]) for row in rows[2:]]


ROWS = table()


def row_of(request: ReceivedRequest) -> int:
    """The row that names the receiver of *request*."""
    host, path = request.headers["host"], request.path
    if host.startswith("127.0.0.1"):
        for start, row in (
            ("/graph/v1/", S2),
            ("/recommendations/v1/", S2),
            ("/datasets/v1/", S2),
            ("/v2/", UNPAYWALL),
            ("/api/", ZENODO),
        ):
            if path.startswith(start):
                return row
    if host == "zenodo.org":
        return ZENODO
    return PAGES if host == "openreview.net" else COPIES


PARAMETERS = {
    S2: {
        "search words": "query",
        "filters": "year publicationDateOrYear venue fieldsOfStudy publicationTypes minCitationCount openAccessPdf",
        "": "fields limit offset token sort from",
    },
    UNPAYWALL: {"search words": "query", "filters": "is_oa", "your e-mail address": "email", "": "page"},
    ZENODO: {
        "search words": "q",
        "filters": "type subtype communities access_right file_type",
        "": "size page sort all_versions download",
    },
    COPIES: {"The address of the PDF": "*"},
    PAGES: {"The link": "*"},
}
"""What each parameter holds, in the words of the table; under '' what is the same for everybody."""
PATHS = {
    S2: (
        ("/graph/v1/paper/(search|search/bulk|search/match|autocomplete)|/graph/v1/snippet/search", ""),
        ("/graph/v1/paper/batch|/recommendations/v1/papers/", "identifiers of papers"),
        ("/graph/v1/paper/[^/]+.*|/recommendations/v1/papers/forpaper/.+", "identifiers of papers"),
        ("/graph/v1/author/search", ""),
        ("/graph/v1/author/.+", "identifiers of papers and authors"),
        ("/datasets/v1/release/.*", ""),
    ),
    UNPAYWALL: (("/v2/search/?", ""), ("/v2/10\\..+", "DOIs")),
    ZENODO: (
        ("/api/records", ""),
        ("/api/records/[0-9]+(/.*)?|/records/[0-9]+/files/.+", "record numbers"),
        ("/api/communities(/.*)?", "communities"),
    ),
    COPIES: ((".*", "The address of the PDF"),),
    PAGES: ((".*", "The link"),),
}
"""What each path holds."""


def data_of(request: ReceivedRequest, row: int) -> Iterator[str]:
    """The data in *request*, in the words of the table. Fails for what the table has no words for."""
    named = {name: words for words, names in PARAMETERS[row].items() for name in names.split()}
    path = unquote(request.path)
    words = next((words for pattern, words in PATHS[row] if re.fullmatch(pattern, path)), None)
    assert words is not None, f"no words for the path {path}"
    yield words
    for name, _ in parse_qsl(request.query, keep_blank_values=True):
        assert name in named or "*" in named, f"no words for the parameter {name} of {path}"
        yield named.get(name) or named.get("*", "")
    if request.body:
        body = json.loads(request.body)
        assert set(body) <= {"ids", "positivePaperIds", "negativePaperIds"}, body
        yield "identifiers of papers"
    for name in set(request.headers) - COMMON_HEADERS - CHECKS:
        yield {(S2, "x-api-key"): "your key", (ZENODO, "authorization"): "your token"}[row, name]


def check(request: ReceivedRequest, occasions: tuple[str, ...]) -> int:
    """Compares a request with its row. occasions: what the user did, in the words of the table."""
    row = row_of(request)
    to, what, when = ROWS[row]
    where = f"{request.method} {request.headers['host']}{request.target}"
    assert any(occasion in when for occasion in occasions), f"{occasions} is no reason of {to} for {where}"
    for words in data_of(request, row):
        assert words in what, f"{words!r} is not in the row of {to}: {where}"
    assert request.headers["user-agent"].startswith("ScholarDesktop/")
    everything = unquote(f"{request.target} {request.headers} {request.body!r}")
    assert (KEY in everything) <= (request.headers.get("x-api-key") == KEY and row == S2), where
    assert (TOKEN in everything) <= (row == ZENODO and "/files/" not in request.path), where
    assert (EMAIL in everything) <= (row == UNPAYWALL), where
    return row


def test_the_window_has_the_same_table():
    assert [(to.lower(), what, when) for to, what, when in SENT] == [
        (to.lower(), what, when) for to, what, when in ROWS
    ]


@pytest.fixture
def recording(demo) -> Iterator[FaultyProxy]:
    """What hands every request on to the demo services, and keeps it."""
    proxy = FaultyProxy(demo.url, keeps_hosts=True)
    yield proxy
    proxy.stop()


async def test_a_long_session_sends_what_the_table_says_and_nothing_else(recording, tmp_path):
    rows: dict[str, set[int]] = {}

    def step(name: str, *occasions: str) -> None:
        """Compares all that was sent since the last step."""
        sent, recording.asked[:] = list(recording.asked), []
        rows[name] = {check(request, occasions) for request in sent}

    fresh = {"email": None, "first_start_done": False, "semantic_scholar_key": KEY, "zenodo_token": TOKEN}
    async with window_on(recording, tmp_path, **fresh) as driver:
        box = driver.widget("firstStartPage").findChild(QLineEdit, "emailEdit")
        QTest.keyClicks(box, EMAIL)
        await driver.idle()
        driver.click("startButton")
        await driver.idle()
        step("first start")
        QTest.keyClicks(driver.widget("searchEdit"), "attention")
        await driver.idle()
        step("rest in typing", "While you type in the search box")
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        step("search", "search")
        driver.view().choose(0)
        await driver.idle()
        step("choose a row", "select or open a paper")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        step("open", "open a paper")
        driver.widget("citationTabs").setCurrentIndex(1)
        await driver.idle()
        step("references", "show citations, references")
        driver.trigger("paper.get_pdf")
        await driver.idle()
        step("get", "get a PDF")
        driver.view().choose(1)
        await driver.idle()
        step("choose another", "select or open a paper")
        driver.trigger("paper.get_pdf")
        await driver.idle()
        step("get another", "get a PDF")
        driver.trigger("paper.similar")
        await driver.idle()
        step("similar", "similar papers")
        driver.trigger("paper.people")
        await driver.idle()
        step("people", "authors or similar papers")
        driver.trigger("go.back")
        await driver.idle()
        step("back")
        for action in ("paper.star", "paper.to_read", "paper.copy_citation", "paper.copy_bibtex", "view.library"):
            driver.trigger(action)
            await driver.idle()
        step("save")
        driver.trigger("view.search")
        await driver.search("zenodo:90000102")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        step("record", "search", "open a paper", "open a paper or a record")
        driver.click("getFileButton")
        await driver.idle()
        step("files", "get the files of a record")
        await driver.search("https://openreview.net/forum?id=rJXMpikCZ")
        step("page", "press Enter on it", "search")
        driver.trigger("app.offline")
        await driver.search("graph networks")
        step("offline")
    step("close")
    assert rows == {
        "first start": set(),
        "rest in typing": {S2},
        "search": {S2, UNPAYWALL, ZENODO},
        "choose a row": {S2, UNPAYWALL},
        "open": set(),
        "references": {S2},
        "similar": {S2},
        "people": {S2},
        "back": set(),
        "get": {ZENODO},
        "choose another": {S2},
        "get another": {COPIES},
        "save": set(),
        "record": {S2, UNPAYWALL, ZENODO},
        "files": {ZENODO},
        "page": {PAGES},
        "offline": set(),
        "close": set(),
    }


def test_what_the_table_has_no_words_for_fails():
    def asked(target: str, **headers: str) -> ReceivedRequest:
        base = {"host": "127.0.0.1:1", "user-agent": "ScholarDesktop/1"}
        return ReceivedRequest("GET", target, base | {name.replace("_", "-"): value for name, value in headers.items()})

    assert check(asked("/graph/v1/paper/search?query=x&fields=title", x_api_key=KEY), ("search",)) == S2
    for wrong, occasion in (
        (asked("/graph/v1/paper/search?query=x"), "no occasion"),
        (asked("/graph/v1/paper/search?query=x&user=ada"), "search"),
        (asked("/graph/v1/telemetry"), "search"),
        (asked(f"/graph/v1/paper/search?query={EMAIL}"), "search"),
        (asked("/v2/10.1/x?email=a", x_api_key=KEY), "search"),
        (asked("/graph/v1/paper/search?query=x", cookie="a=b"), "search"),
        (asked(urlsplit("https://example.org/x").path, authorization=TOKEN), "get a PDF"),
    ):
        with pytest.raises((AssertionError, KeyError)):
            check(wrong, (occasion,))
