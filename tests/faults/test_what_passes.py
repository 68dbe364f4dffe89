"""Faults that the program gets over by itself, or that cost a part of one answer only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from tests.cli.conftest import Run
from tests.faults.fault_table import A_KEY
from tests.faults.faulty_proxy import FaultHandler, FaultyProxy
from tests.support import fault_cases
from tests.support.demo_fixture import Demo
from tests.support.http_server import ReceivedRequest, Wire
from tests.support.window_driver import Driver, window_on

CHIP = "sourceChip.semantic_scholar"


def once(play: FaultHandler, front: FaultyProxy) -> FaultHandler:
    """*play* for the first request, and the demo's answers after it."""
    rest = [play]

    def either(request: ReceivedRequest, wire: Wire) -> None:
        (rest.pop() if rest else front.pass_on)(request, wire)

    return either


def without(field: str, front: FaultyProxy) -> FaultHandler:
    """A service that has dropped *field*."""

    def play(request: ReceivedRequest, wire: Wire) -> None:
        if field in parse_qs(request.query)["fields"][0].split(","):
            wire.send(json.dumps({"error": f"Unrecognized or unsupported fields: [{field}]"}), 400)
        else:
            front.pass_on(request, wire)

    return play


async def test_a_field_that_the_service_refuses_is_dropped_and_not_asked_for_again(
    demo: Demo, front: FaultyProxy, tmp_path: Path
):
    front.break_down(without("tldr", front), "/paper/search")
    async with window_on(demo, tmp_path, semantic_scholar_url=front.url) as driver:
        await driver.search("attention")
        assert driver.state("resultsView") == "full"
        assert "Attention is All you Need" in driver.titles()
        assert ["tldr" in request.query for request in front.asked] == [True, False]
        await driver.search("graph")
        assert driver.state("resultsView") == "full"
        assert ["tldr" in request.query for request in front.asked] == [True, False, False]


def test_a_field_that_a_person_named_and_the_service_refuses_is_named(
    run: Run, front: FaultyProxy, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_URL", front.url)
    front.break_down(without("authors.hIndex", front), "/graph/v1/paper/")
    ran = run("show", "arXiv:1706.03762", "--fields", "title,authors.hIndex", "--json")
    assert ran.code == 0
    assert ran.data["title"] == "Attention is All you Need"
    assert ran.answer["errors"] == []
    source = ran.source("s2")
    assert (source["state"], source["requests"]) == ("partial", 2)
    said = "Semantic Scholar has no field authors.hIndex here, so it was left out."
    assert source["error"]["message"] == said


@pytest.mark.parametrize("status", [429, 503])
async def test_a_short_pause_is_waited_for_and_counted_down(
    demo: Demo, front: FaultyProxy, tmp_path: Path, status: int
):
    front.break_down(once(fault_cases.json_error(status, Retry_After="1")(front), front), "/paper/search")
    async with window_on(demo, tmp_path, semantic_scholar_url=front.url) as driver:
        driver.type("attention")
        driver.press(Qt.Key.Key_Return)
        await driver.until(lambda: driver.state(CHIP) == "waiting" and driver.titles() != [])
        assert driver.state("resultsView") == "waiting"
        await driver.until(lambda: driver.bar("results") != "")
        note = driver.window.search_page.panes.results.pane.bar.note
        assert note.lead == "Semantic Scholar is busy."
        assert note.text == "Without an API key you share a limit with other users. Next try in 0:01."
        assert [step.title for step in note.steps] == ["Stop", "Add API key"]
        await driver.idle()
        assert (driver.state("resultsView"), driver.state(CHIP)) == ("full", "ok")
        assert len(front.asked) == 2


async def test_a_pause_whose_date_is_over_is_no_pause(demo: Demo, front: FaultyProxy, tmp_path: Path):
    front.break_down(once(fault_cases.after_a_date(-5)(front), front), "/paper/search")
    async with window_on(demo, tmp_path, semantic_scholar_url=front.url) as driver:
        await driver.search("attention")
        assert driver.state("resultsView") == "full"


LONG = {"in seconds": fault_cases.json_error(429, Retry_After="7200"), "as a date": fault_cases.after_a_date(7200)}


@pytest.mark.parametrize("told", LONG)
async def test_a_long_pause_ends_the_search_at_once_and_trying_again_too(
    demo: Demo, front: FaultyProxy, tmp_path: Path, told: str
):
    front.break_down(LONG[told](front), "/paper/search")
    async with window_on(demo, tmp_path, semantic_scholar_url=front.url) as driver:
        await driver.search("attention")
        assert driver.state("resultsView") == "partial"
        sentence, hint, *_ = driver.widget(CHIP).toolTip().splitlines()
        assert sentence == "Semantic Scholar accepts no more requests for now: too many requests."
        assert hint.startswith("Try again after ")
        assert len(front.asked) == 1
        front.mend()
        driver.window.search_page.panes.results.pane.bar.button("Try again").click()
        await driver.idle()
        assert driver.state("resultsView") == "partial"
        assert driver.widget(CHIP).toolTip().splitlines()[1].startswith("Try again after ")
        assert len(front.asked) == 1, "nothing is sent before the end that the service gave"
        assert re.fullmatch(r"too many requests, paused until \d\d:\d\d", status_line(driver))


def status_line(driver: Driver) -> str:
    return driver.program.services.status.lines()[0].text


@pytest.mark.parametrize("told", LONG)
def test_a_long_pause_ends_a_command_with_its_time(
    run: Run, front: FaultyProxy, monkeypatch: pytest.MonkeyPatch, told: str
):
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_URL", front.url)
    front.break_down(LONG[told](front), "/paper/search")
    ran = run("search", "attention", "--source", "s2", "--json")
    assert (ran.code, ran.error_code) == (5, "rate_limited")
    assert ran.answer["errors"][0]["hint"].startswith("Try again after ")
    assert len(front.asked) == 1


PARTS: dict[str, tuple[Callable[[Any], object], str]] = {
    "an item of another shape": (
        lambda page: page["data"].__setitem__(2, {"title": 7}),
        "1 result from Semantic Scholar could not be read and was skipped.",
    ),
    "null where an item stands": (
        lambda page: page["data"].__setitem__(slice(2, 4), [None, None]),
        "2 results from Semantic Scholar could not be read and were skipped.",
    ),
    "null where objects stand": (
        lambda page: [item.update(authors=None, externalIds=None, openAccessPdf=None) for item in page["data"][:3]],
        "",
    ),
}


@pytest.mark.parametrize("name", PARTS)
async def test_one_bad_item_costs_itself_alone(demo: Demo, front: FaultyProxy, tmp_path: Path, name: str):
    change, sentence = PARTS[name]
    front.break_down(fault_cases.changed_answer(change)(front), "/paper/search")
    async with window_on(demo, tmp_path, semantic_scholar_url=front.url) as driver:
        await driver.search("attention")
        assert driver.state(CHIP) == ("partial" if sentence else "ok")
        assert driver.state("resultsView") == ("partial" if sentence else "full")
        assert driver.bar("results") == (
            f"{sentence} Only some of the results from Semantic Scholar are below." if sentence else ""
        )
        assert len(driver.titles()) > 20


async def test_one_bad_item_of_the_citations_is_counted_under_them(demo: Demo, front: FaultyProxy, tmp_path: Path):
    async with window_on(demo, tmp_path, semantic_scholar_url=front.url) as driver:
        await driver.search("attention")
        front.break_down(
            fault_cases.changed_answer(lambda page: page["data"].__setitem__(0, None))(front), "/citations"
        )
        driver.trigger("paper.open")
        await driver.idle()
        pane = driver.window.search_page.panes.citations.cited_by
        assert driver.state("citedByView") == "full"
        assert "1 unreadable" in pane.loaded_words()


async def test_a_redirect_to_another_host_is_followed_without_the_key(
    demo: Demo, front: FaultyProxy, make_front: Callable[[], FaultyProxy], tmp_path: Path
):
    other = make_front()
    front.break_down(lambda request, wire: wire.redirect(f"http://elsewhere.example{request.target}"), "/paper/search")
    async with window_on(
        demo,
        tmp_path,
        semantic_scholar_url=front.url,
        semantic_scholar_key=A_KEY,
        host_map={"elsewhere.example": other.url},
    ) as driver:
        await driver.search("attention")
        assert driver.state("resultsView") == "full"
    assert [request.headers.get("x-api-key") for request in front.asked] == [A_KEY]
    assert [request.headers.get("x-api-key") for request in other.asked] == [None]
    assert A_KEY not in repr(other.asked)


async def test_when_no_service_can_be_used_each_says_why_and_the_library_is_offered(
    demo: Demo, front: FaultyProxy, tmp_path: Path
):
    front.break_down(fault_cases.reset(front))
    urls = dict.fromkeys(("semantic_scholar_url", "unpaywall_url", "zenodo_url"), front.url)
    async with window_on(demo, tmp_path, **urls) as driver:
        await driver.search("attention")
        assert driver.state("resultsView") == "error"
        message = driver.window.search_page.panes.results.pane.message
        assert message.heading == "No service could answer"
        assert [line.value for line in message.lines] == [
            "closed the connection.",
            "closed the connection.",
            "closed the connection.",
        ]
        assert [step.title for step in message.steps] == ["Try again", "Search my library"]
        front.mend()
        again = [button for button in driver.window.findChildren(QAbstractButton) if said(button) == "Try again"]
        assert len(again) == 4, "one of each service, and one of all"
        again[-1].click()
        await driver.idle()
        assert driver.state("resultsView") == "full"


async def test_a_service_that_accepts_no_more_requests_is_not_called_silent(
    demo: Demo, front: FaultyProxy, tmp_path: Path
):
    front.break_down(LONG["in seconds"](front), "/paper/search")
    async with window_on(demo, tmp_path, semantic_scholar_url=front.url) as driver:
        await driver.search("zzqxv qqzxw")
        message = driver.window.search_page.panes.results.pane.message
        assert message.heading == "Nothing found, but one service couldn't answer"
        assert message.text == "No results from Semantic Scholar. The other services found nothing."
        assert message.lines[0].value == "accepts no more requests for now: too many requests."


def said(button: QAbstractButton) -> str:
    return button.text() if button.isVisible() else ""
