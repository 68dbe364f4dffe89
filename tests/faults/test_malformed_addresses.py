"""Services whose addresses are none: the window and the commands show the paper, and an attempt ends as unavailable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.cli.conftest import Run
from tests.faults.faulty_proxy import FaultyProxy
from tests.support.demo_fixture import Demo
from tests.support.http_server import ReceivedRequest, Wire
from tests.support.window_driver import window_on

DOI = "10.1038/s41579-022-00846-2"
ADDRESSES = ("http://[x/a.pdf", "http://a.example:99999/a.pdf", "http://xn--a/a.pdf")
KEYS = frozenset({"url", "url_for_pdf", "url_for_landing_page", "doi_url", "self", "self_html", "doi_link"})


def answer_with(front: FaultyProxy, address: str) -> None:
    """Put *address* in the place of every address in the demo's answers."""

    def rewritten(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: rewritten(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [rewritten(part, key) for part in value]
        return address if isinstance(value, str) and key in KEYS else value

    def answer(request: ReceivedRequest, wire: Wire) -> None:
        status, headers, body = front.whole(request)
        if body[:1] in (b"{", b"["):
            body = json.dumps(rewritten(json.loads(body))).encode()
        wire.send(body, status, headers)

    front.break_down(answer)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_command_ends_with_an_outcome(
    run: Run, front: FaultyProxy, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    for name in ("SEMANTIC_SCHOLAR_URL", "UNPAYWALL_URL", "ZENODO_URL"):
        monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}", front.url)
    monkeypatch.setenv("SCHOLAR_DESKTOP_HOST_MAP", "*=refuse")
    answer_with(front, address)
    ran = run("get", DOI, "--json")
    assert ran.code == 6
    (item,) = ran.data["items"]
    assert item["outcome"] in ("unavailable", "needs_person", "closed")
    assert {attempt["outcome"] for attempt in item["attempts"]} <= {"unavailable", "blocked"}
    assert run("show", DOI, "--json").code == 0
    assert run("oa", DOI, "--json").code == 0


async def test_the_window_shows_the_paper(demo: Demo, front: FaultyProxy, tmp_path: Path) -> None:
    urls = dict.fromkeys(("semantic_scholar_url", "unpaywall_url", "zenodo_url"), front.url)
    answer_with(front, ADDRESSES[-1])
    async with window_on(demo, tmp_path / "profile", **urls) as driver:
        await driver.search(DOI)
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        assert driver.state("detailPane") == "full"
        driver.trigger("paper.get_pdf")
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        driver.trigger("view.unpaywall")
        driver.widget("doisEdit").setPlainText(DOI)
        driver.press(Qt.Key.Key_Return, "doisEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert driver.state("answersView") == "full"
        assert driver.window.messages.note("unexpected") is None
