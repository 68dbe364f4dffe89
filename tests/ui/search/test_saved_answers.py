"""A search that is answered from the cache is marked as such: in its row of the ledger, and in the tooltips of its
sources."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.ui.words.wording import moment
from tests.support.window_driver import Driver, shown_tooltip, window_on


def second_lines(driver: Driver) -> list[str]:
    rows = driver.widget("ledgerView").model()
    return [rows.row(place).second for place in range(rows.count())]


async def test_the_row_of_the_ledger_says_that_its_answers_were_saved(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        await driver.search("attention")
        await driver.search("memory")
        driver.trigger("app.offline")
        await driver.search("attention")
        driver.trigger("view.ledger")
        await driver.idle()
        lines = second_lines(driver)
        assert ["saved answers" in line for line in lines] == [True, True, False, False]
        assert not [line for line in lines if "some saved answers" in line]


async def test_the_tooltips_of_the_sources_say_when_saved_answers_were_received(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        chip = driver.widget("sourceChip.semantic_scholar")
        assert "received" not in shown_tooltip(chip)
        await driver.search("attention")
        await driver.search("memory")
        reports = {one.name: one for one in driver.window.search_page.search.result.reports}
        assert not any(one.requests for one in reports.values())
        time = moment(reports["s2"].received)
        assert f"1 saved answer used.\nIt was received {time}." in shown_tooltip(chip)
        chips = driver.widget("sourceChips").parentWidget()
        chips.set_folded(True)
        oldest = moment(min(one.received for one in reports.values() if one.received))
        assert shown_tooltip(driver.widget("sourceChips")) == f"Saved answers. The oldest answer was received {oldest}."


def _press(driver: Driver, text: str) -> None:
    buttons = driver.window.search_page.panes.results.findChildren(QAbstractButton)
    button = next(one for one in buttons if one.text() == text and one.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def test_going_online_and_searching_asks_the_services_again(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("app.offline")
        await driver.search("attention")
        asked = sum(demo.stats()["counts"].values())
        _press(driver, "Go online and search")
        await driver.idle()
        assert driver.bar("results") == ""
        assert all(one.requests for one in driver.window.search_page.search.result.reports)
        assert sum(demo.stats()["counts"].values()) > asked


async def test_saved_answers_are_named_until_the_next_search(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        received = moment(min(one.received for one in driver.window.search_page.search.result.reports if one.received))
        driver.trigger("app.offline")
        await driver.search("attention")
        assert driver.bar("results").startswith("Saved answers, because you are offline.")
        driver.trigger("app.offline")
        await driver.idle()
        assert driver.bar("results").startswith(
            f"This search was made offline. The oldest answer was received {received}."
        )
        _press(driver, "Search now")
        await driver.idle()
        assert driver.bar("results") == ""
        assert all(one.requests for one in driver.window.search_page.search.result.reports)
        await driver.search("attention")
        assert driver.bar("results") == "", "a search that was made online"


@pytest.mark.parametrize(
    ("asked", "wanted", "order"), [("citations", "influence", "most cited"), ("year", "citations", "newest")]
)
async def test_the_saved_answer_in_another_order_is_sorted_offline(
    demo: Any, tmp_path: Any, asked: str, wanted: str, order: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        search = driver.window.search_page.search
        await driver.search("memory OR attention")
        search.with_sort(wanted)
        await driver.idle()
        own = driver.titles()
        demo.reset()
    async with window_on(demo, tmp_path / "other") as driver:
        search = driver.window.search_page.search
        await driver.search("memory")
        search.with_sort(asked)
        await driver.search("memory OR attention")
        rows = {one.name: one.loaded for one in search.result.reports}
        driver.trigger("app.offline")
        await driver.search("attention")
        search.with_sort(wanted)
        sent = demo.stats()["counts"]
        await driver.search("memory OR attention")
        assert {one.name: one.loaded for one in search.result.reports} == rows
        assert not [one.name for one in search.result.reports if one.was_offline]
        assert f"the full list was searched, {order} first." in str(search.result.reports[0].note)
        assert sorted(driver.titles()) == sorted(own)
        assert demo.stats()["counts"] == sent


async def test_a_source_that_was_not_asked_has_no_counts_and_no_note(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.search.run(
            Query("memory OR attention", sort="influence"),
            lambda _result: None,
            RequestOptions(),
            sources=("unpaywall", "zenodo"),
        )
        driver.trigger("app.offline")
        driver.window.search_page.search.with_sort("influence")
        await driver.search("memory OR attention")
        assert driver.titles()
        assert "Papers that only Semantic Scholar has are missing below." in driver.bar("results")
        results = driver.window.search_page.panes.results
        words = " ".join(label.text() for label in results.findChildren(QLabel) if label.isVisible())
        assert "Semantic Scholar: " not in words
        assert "full list was searched" not in shown_tooltip(driver.widget("sourceChip.semantic_scholar"))
        run = (await driver.program.services.search_ledger.runs())[0]
        assert {source.name: source.note for source in run.sources}["s2"] == ""
