"""A search that takes long says since when and until when, names what has failed at once, and can be stopped."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.merging.dedupe import DedupeResult, Deduplicator
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.source import S2, UNPAYWALL, Phase, SourceReport
from scholar_desktop.ui.search.results_foot import ResultsFoot
from scholar_desktop.ui.search.source_waits import SourceWaits
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import ElidedLabel
from tests.support.empty_state import empty_state
from tests.support.fake_search import SearchServer, Work
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

LONG = re.compile(r"No answer for \d:\d\d\. The request ends at \d\d:\d\d:\d\d at the latest\.")


def begin(driver: Driver, words: str) -> None:
    driver.type(words)
    driver.press(Qt.Key.Key_Return)


def press_in_bar(driver: Driver, title: str) -> None:
    QTest.mouseClick(driver.window.search_page.panes.results.pane.bar.button(title), Qt.MouseButton.LeftButton)


def head(driver: Driver) -> str:
    pane = driver.window.search_page.panes.results
    return " ".join(each.whole_text() for each in pane.findChildren(ElidedLabel) if each.isVisible())


async def test_a_failed_source_is_named_at_once_and_tried_again_while_another_is_waited_for(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(fail={"unpaywall": 500}, faults={"zenodo": "hang"})
        begin(driver, "attention")
        await driver.until(lambda: driver.state("sourceChip.unpaywall") == "failed" and bool(driver.bar("results")))
        assert driver.state("sourceChip.zenodo") == "asking"
        assert "Unpaywall" in driver.bar("results")
        await driver.until(lambda: driver.state("sourceChip.semantic_scholar") == "ok")
        await driver.until(lambda: "Searching Zenodo…" in driver.bar("results"))
        rows = driver.titles()
        assert rows

        demo.config(fail={})
        asked = demo.stats()["counts"]
        press_in_bar(driver, "Try again")
        await driver.until(lambda: driver.state("sourceChip.unpaywall") == "ok")
        assert driver.state("sourceChip.zenodo") == "asking"
        now = demo.stats()["counts"]
        assert (now["zenodo"], now["unpaywall"]) == (asked["zenodo"], asked["unpaywall"] + 1)
        assert set(rows) <= set(driver.titles())

        # the rows say the rest: since when, and how to stop
        await driver.until(
            lambda: re.search(r"searching Zenodo for \d:\d\d, until \d\d:\d\d:\d\d", head(driver)) is not None
        )
        merged = driver.window.search_page.search.shown.result.merged
        assert merged > 0
        assert "merged" not in head(driver), "the end of the wait needs the room"
        driver.window.search_page.search.cancel()
        await driver.idle()
        assert driver.state("sourceChip.zenodo") != "asking"
        assert "merged" in head(driver)


async def test_a_search_that_nothing_answers_says_since_when_and_until_when_and_stops(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(faults=dict.fromkeys(("s2", "unpaywall", "zenodo"), "hang"))
        begin(driver, "attention")
        await driver.until(lambda: "Searching Semantic Scholar, Unpaywall" in driver.bar("results"))
        await driver.until(lambda: LONG.search(driver.bar("results")) is not None)
        press_in_bar(driver, "Stop")
        await driver.idle()
        assert driver.window.search_page.panes.results.pane.message.heading == "Search stopped"


async def test_more_rows_that_do_not_come_say_their_wait_below_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("turing")
        demo.config(faults=dict.fromkeys(("s2", "unpaywall", "zenodo"), "hang"))
        driver.click("loadMoreButton")
        foot = driver.widget("moreRows")
        await driver.until(lambda: LONG.search(foot.words) is not None)
        stop = driver.widget("stopLoadingButton")
        driver.click("stopLoadingButton")
        # not until idle: the details of the chosen row are waited for, too
        await driver.until(lambda: not stop.isVisible() and not LONG.search(foot.words))
        assert driver.titles()


async def test_a_citation_list_that_does_not_come_says_its_wait(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        demo.config(faults={"s2": "hang"})
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        bar = driver.window.search_page.panes.citations.cited_by.pane.bar
        await driver.until(lambda: bar.isVisible() and LONG.search(bar.accessibleName()) is not None)
        QTest.mouseClick(bar.button("Stop"), Qt.MouseButton.LeftButton)
        demo.config(faults={})
        await driver.until(lambda: driver.state("citationPane") != "waiting")


@pytest.mark.parametrize(
    ("total", "more", "offered"),
    [
        (131, (S2,), (False, True)),
        (131, (S2, UNPAYWALL), (True, True)),
        (60_064, (S2,), (True, True)),
    ],
)
def test_all_is_offered_alone_where_it_costs_no_more_than_a_page(qtbot, qapp, total, more, offered) -> None:
    foot = ResultsFoot(Theme(qapp, "light"), 1.0, lambda: None, SourceWaits(lambda _name: False), empty_state())
    holder = QWidget()  # not shown: the foot is no window
    qtbot.addWidget(holder)
    foot.setParent(holder)
    reports = (SourceReport(S2, Phase.OK, loaded=100, total=total), SourceReport(UNPAYWALL, Phase.OK, loaded=50))
    result = SearchResult(Query("turing"), (), reports=reports, loaded=150, more=more)
    foot.show_result(result, running=False, loading=False)
    assert foot.words.startswith("Semantic Scholar: 100 of ")
    buttons = [foot.findChild(Button, name) for name in ("loadMoreButton", "loadAllButton")]
    assert tuple(not button.isHidden() for button in buttons) == offered


def test_the_foot_says_which_source_is_still_loading_when_semantic_scholar_has_sent_all(qtbot, qapp) -> None:
    now = [0.0]
    waits = SourceWaits(lambda _name: False, lambda: now[0])
    foot, holder = ResultsFoot(Theme(qapp, "light"), 1.0, lambda: None, waits, empty_state()), QWidget()
    qtbot.addWidget(holder)
    foot.setParent(holder)
    reports = (SourceReport(S2, Phase.OK, loaded=122, total=122), SourceReport(UNPAYWALL, Phase.ASKING, loaded=50))
    waits.follow(reports)
    now[0] = 7
    foot.show_result(SearchResult(Query("turing"), (), reports=reports, loaded=172), running=True, loading=True)
    assert foot.words.startswith("Semantic Scholar: 122 of 122 · searching Unpaywall for 0:07, until ")
    stop = foot.findChild(Button, "stopLoadingButton")
    assert not stop.isHidden()


def test_the_foot_says_since_when_more_is_loaded_and_not_beside_how_long_no_answer_came(qtbot, qapp) -> None:
    now = [0.0]
    waits = SourceWaits(lambda _name: False, lambda: now[0])
    theme, holder = Theme(qapp, "light"), QWidget()
    foot = ResultsFoot(theme, 1.0, lambda: None, waits, empty_state(), clock=lambda: now[0])
    qtbot.addWidget(holder)
    foot.setParent(holder)

    def show(loaded: int) -> str:
        reports = (SourceReport(S2, Phase.ASKING, loaded=loaded, total=60_000),)
        waits.follow(reports)
        result = SearchResult(Query("turing"), (), reports=reports, loaded=loaded, bulk=True)
        foot.show_result(result, running=True, loading=True)
        return foot.words

    assert show(1000) == "1,000 of 60,000 loaded"
    now[0] = 1.9
    assert "since" not in show(2000)
    now[0] = 3.0
    began = re.compile(r" · since \d\d:\d\d:\d\d$")
    assert began.search(show(3000))
    assert foot.words.startswith("3,000 of 60,000 loaded, about ")
    now[0] = 8.0
    assert "No answer for 0:05." in show(3000)
    assert "since" not in foot.words
    foot.show_result(None, running=False, loading=False)
    now[0] = 9.0
    assert "since" not in show(4000), "another loading begins"


async def test_the_services_that_load_all_waits_for_are_named_whole_and_once(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.resize(1440, 900)
        await driver.search("of")
        demo.config(faults=dict.fromkeys(("unpaywall", "zenodo"), "hang"))
        driver.click("loadAllButton")
        await driver.until(lambda: "searching" in driver.widget("moreRows").words)
        await driver.until(lambda: driver.window.search_page.search.result.reports[0].settled)
        count = driver.widget("resultsCount")
        await driver.until(lambda: "so far" in count.whole_text())
        assert "searching" not in count.whole_text()
        assert count.text() == count.whole_text()
        assert re.search(r"searching (Unpaywall|Zenodo|Unpaywall and Zenodo)\b", driver.widget("moreRows").words)
        driver.click("stopLoadingButton")
        await driver.idle()


def test_rows_that_arrive_and_pauses_begin_another_wait() -> None:
    now, held = [0.0], [False]
    waits = SourceWaits(lambda _name: held[0], lambda: now[0])
    asking = SourceReport("s2", Phase.ASKING)
    waits.follow([asking])
    now[0] = 7
    waits.follow([asking])
    assert waits.words([asking]).startswith("No answer for 0:07. The request ends at ")
    came = SourceReport("s2", Phase.ASKING, loaded=100)
    waits.follow([came])
    assert waits.words([came]) == ""
    now[0], held[0] = 20, True
    waits.follow([came])
    held[0] = False
    now[0] = 23
    waits.follow([came])
    assert waits.searching([came]).startswith("searching Semantic Scholar for 0:03, until ")
    now[0] = 200
    assert waits.words([came]) == "No answer for 3:00."


async def test_no_service_is_said_to_be_late_while_the_program_merges(tmp_path, monkeypatch):
    works = [
        Work(number, f"Paper {number} on plenty", frozenset(["plenty"]), frozenset(["s2"]), citations=number)
        for number in range(1500)
    ]
    released, merge = threading.Event(), Deduplicator.merge

    def held(self: Deduplicator, papers: Iterable[Paper], *rest: Any) -> DedupeResult:
        rows = list(papers)
        if len(rows) >= 1000:
            released.wait()
        return merge(self, rows, *rest)

    monkeypatch.setattr(Deduplicator, "merge", held)
    server = SearchServer(works)
    try:
        async with window_on(SimpleNamespace(url=server.url, host_map={"*": server.url}), tmp_path) as driver:
            await driver.search("plenty")
            driver.click("loadAllButton")
            foot = driver.widget("moreRows")
            try:
                await driver.until(lambda: "Merging results…" in foot.words or "No answer" in foot.words)
                assert "Merging results…" in foot.words
                assert "No answer" not in foot.words
                assert "until" not in head(driver)
            finally:
                released.set()
            await driver.idle()
            assert len(driver.titles()) == 1500
    finally:
        server.stop()


@pytest.mark.parametrize(("action", "number"), [("view.timeline", 4), ("view.map", 3)])
async def test_a_tab_that_waits_for_citations_can_be_stopped_and_started_again(demo, tmp_path, action, number):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        demo.config(faults={"s2": "hang"})
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger(action)
        shown = driver.window.search_page.panes.citations.views[number].pane
        await driver.until(lambda: shown.bar.isVisible() and shown.bar.button("Stop") is not None)
        QTest.mouseClick(shown.bar.button("Stop"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: shown.message is not None)
        [step] = shown.message.steps
        demo.config(faults={})
        step.run()
        await driver.until(lambda: shown.state in ("full", "partial") or not shown.isVisible())


async def test_the_details_of_a_paper_can_be_stopped_and_loaded_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        demo.config(faults={"unpaywall": "hang"})
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        bar = driver.window.search_page.panes.detail.pane.bar
        await driver.until(lambda: bar.isVisible() and bar.button("Stop") is not None)
        QTest.mouseClick(bar.button("Stop"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: "Loading stopped." in bar.accessibleName())
        demo.config(faults={})
        QTest.mouseClick(bar.button("Try again"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.state("detailPane") == "full")


async def test_stop_has_the_focus_while_more_rows_load(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("turing")
        demo.config(faults=dict.fromkeys(("s2", "unpaywall", "zenodo"), "hang"))
        keyboard = Keyboard(driver)
        driver.widget("loadMoreButton").setFocus()
        await keyboard.press("Return")
        stop = driver.widget("stopLoadingButton")
        await driver.until(stop.isVisible)
        assert stop.hasFocus()
        await keyboard.press("Return")
        await driver.until(lambda: not stop.isVisible())
        assert driver.titles()


async def test_the_bar_of_a_selection_does_not_lie_over_the_waits_of_a_new_search(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        view = driver.widget("resultsView")
        QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        bar = driver.widget("resultsView.selectionBar")
        assert bar.isVisible()
        demo.config(fail={"unpaywall": 500}, faults={"s2": "hang", "zenodo": "hang"})
        begin(driver, "memory")
        await driver.until(lambda: driver.state("sourceChip.unpaywall") == "failed")
        assert driver.state("sourceChip.zenodo") == "asking"
        assert not bar.isVisible()
        driver.window.search_page.search.cancel()
        await driver.idle()
