"""A service that fails, as a person at the window sees it: its sentence, the others' results, and the way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.domain.source import S2, TITLES, UNPAYWALL, ZENODO
from tests.faults.fault_table import FAULTS, FaultCase
from tests.faults.faulty_proxy import FaultyProxy
from tests.support.demo_fixture import Demo
from tests.support.window_driver import Driver, shown_tooltip, window_on

URL = {S2: "semantic_scholar_url", UNPAYWALL: "unpaywall_url", ZENODO: "zenodo_url"}
CHIP = {S2: "semantic_scholar", UNPAYWALL: "unpaywall", ZENODO: "zenodo"}
SEARCH = {S2: "/paper/search", UNPAYWALL: "/v2/search", ZENODO: "/api/records"}
FOR_ALL = ("500", "a web page with 200", "cut, with a length", "no answer")
"""What is tried with each service; the rest with Semantic Scholar alone, for all are asked in the same way."""

CASES = [(S2, fault) for fault in FAULTS] + [
    (service, fault) for service in (UNPAYWALL, ZENODO) for fault in FAULTS if fault.name in FOR_ALL
]


def chip(driver: Driver, service: str) -> str:
    return driver.state(f"sourceChip.{CHIP[service]}")


def chip_words(driver: Driver, service: str) -> list[str]:
    return shown_tooltip(driver.widget(f"sourceChip.{CHIP[service]}")).splitlines()


async def try_again(driver: Driver) -> None:
    driver.window.search_page.panes.results.pane.bar.button("Try again").click()
    await driver.idle()


async def open_row(driver: Driver, row: int) -> None:
    driver.view().choose(row)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()


@pytest.mark.parametrize(("service", "fault"), CASES, ids=[f"{service}: {fault.name}" for service, fault in CASES])
async def test_a_fault_is_said_costs_only_its_own_and_ends_with_try_again(
    demo: Demo, front: FaultyProxy, tmp_path: Path, service: str, fault: FaultCase
):
    sentence = fault.sentence.format(service=TITLES[service])
    async with window_on(demo, tmp_path, **{URL[service]: front.url, **fault.settings}) as driver:
        front.break_down(fault.make(front), SEARCH[service], fault.elsewhere)
        await driver.search("attention")
        assert driver.state("resultsView") == "partial"
        assert chip(driver, service) == "failed"
        assert {chip(driver, other) for other in URL if other != service} == {"ok"}
        assert chip_words(driver, service)[:2] == [sentence, fault.hint]
        only = f"Papers that only {TITLES[service]} has are missing below."
        assert driver.bar("results") == f"{sentence} {only}"
        assert driver.titles()
        assert len(front.asked) == fault.requests

        front.mend()
        await try_again(driver)
        assert driver.state("resultsView") == "full"
        assert chip(driver, service) == "ok"
        assert driver.bar("results") == ""

        if service == S2:
            await in_the_citations(driver, front, fault)
        elif service == UNPAYWALL:
            await in_the_paper(driver, front, fault)


async def in_the_citations(driver: Driver, front: FaultyProxy, fault: FaultCase) -> None:
    """The same fault in a list that belongs to a paper."""
    front.break_down(fault.make(front), "/citations", fault.elsewhere)
    await open_row(driver, 0)
    message = driver.window.search_page.panes.citations.cited_by.pane.message
    assert (driver.state("citationPane"), driver.state("citedByView")) == ("error", "error")
    assert message.heading == (fault.of_a_paper or fault.sentence).format(service=TITLES[S2])
    assert [step.title for step in message.steps] == ["Try again"]
    assert (driver.state("resultsView"), driver.state("detailPane")) == ("full", "full")

    front.mend()
    message.steps[0].run()
    await driver.idle()
    assert driver.state("citationPane") == "full"
    assert driver.view("citedByView").model().rowCount()


async def in_the_paper(driver: Driver, front: FaultyProxy, fault: FaultCase) -> None:
    """The same fault when the copies of one paper are asked for."""
    front.break_down(fault.make(front), "/v2/10.")
    await open_row(driver, 0)
    bar: Any = driver.window.search_page.panes.detail.pane.bar
    assert driver.state("detailPane") == "partial"
    sentence = fault.sentence.format(service=TITLES[UNPAYWALL])
    assert bar.accessibleName() == f"{sentence} Everything else is shown below."
    assert driver.state("citationPane") == "full"

    front.mend()
    bar.button("Try again").click()
    await driver.idle()
    assert driver.state("detailPane") == "full"
