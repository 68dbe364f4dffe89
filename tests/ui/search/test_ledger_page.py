"""The search ledger names the filters of each run, and calls runs as exports do."""

from __future__ import annotations

import asyncio
import csv
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QTableView, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.search_ledger import DUPLICATES_BETWEEN, DUPLICATES_WITHIN
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.formats.search_ledger_export import ledger_csv, prisma_table
from scholar_desktop.net import cached_requests
from scholar_desktop.services.search import result_list
from scholar_desktop.services.search.result_list import MIN_ROWS_FOR_THREAD, sorted_places
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.widgets.page_stack import PageArea
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on

SEARCH_PATHS = {"s2": "/graph/v1/paper/search", "unpaywall": "/v2/search", "zenodo": "/api/records"}


def texts(driver: Driver) -> list[str]:
    page = driver.widget("ledgerPage")
    found = [one.plain_text() for one in page.findChildren(Prose) if one.isVisible()]
    return found + [one.text() for one in page.findChildren(QLabel) if one.isVisible() and not isinstance(one, Prose)]


async def test_a_run_and_a_comparison_name_their_filters(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("learning")
        await driver.idle()
        driver.click("filterChip.open_access")
        await driver.search("graph")  # Unpaywall has no open paper, so nothing is merged
        await driver.idle()
        driver.trigger("view.ledger")
        await driver.idle()
        rows = driver.widget("ledgerView").model()
        assert rows.count() == 2
        newest, oldest = (rows.row(place).run for place in (0, 1))
        assert f"Search {newest.id} · " in rows.row(0).second
        driver.view("ledgerView").choose(0)
        await driver.idle()
        (line,) = (one for one in texts(driver) if one.startswith(f"Search {newest.id} · "))
        assert line.endswith("Filters: Open-access PDF")
        assert newest.merged == 0
        assert not any(DUPLICATES_WITHIN in one for one in texts(driver))
        driver.view("ledgerView").selectAll()
        await driver.idle()
        await driver.until(lambda: any("The filters differ." in one for one in texts(driver)))
        assert f"{DUPLICATES_WITHIN} {DUPLICATES_BETWEEN}" in texts(driver)
        (line,) = (one for one in texts(driver) if one.startswith("First: "))
        first, second = line.splitlines()
        assert first.startswith(f"First: Search {oldest.id} · ")
        assert first.endswith("No filters")
        assert second.endswith("Filters: Open-access PDF")


async def test_a_run_of_which_rows_were_not_loaded_is_called_incomplete_in_the_list_and_beside_others(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for words in ("the", "memory", "sleep"):
            await driver.search(words)
        driver.trigger("view.ledger")
        await driver.idle()
        rows = driver.widget("ledgerView").model()
        lacking = {}
        for place in range(rows.count()):
            run = rows.row(place).run
            (semantic_scholar,) = (one for one in run.sources if one.name == "s2")
            is_cut = bool(run.more) or any(one.total is not None and one.loaded < one.total for one in run.sources)
            assert (" · incomplete" in rows.row(place).second) == is_cut, run.query.words
            lacking |= {run.query.words: (run.id, semantic_scholar)} if is_cut else {}
        run_id, semantic_scholar = lacking["the"]
        driver.view("ledgerView").selectAll()
        await driver.idle()
        await driver.until(lambda: "3 runs together" in texts(driver))
        words = f"{run_id}: Incomplete: Semantic Scholar ({semantic_scholar.loaded} of {semantic_scholar.total} loaded)"
        assert any(words in one for one in texts(driver)), texts(driver)


async def test_a_run_without_a_source_that_was_off_says_so_in_its_row_and_in_its_details(demo, tmp_path):
    async with window_on(demo, tmp_path, sources=("unpaywall", "zenodo")) as driver:
        await driver.search("attention")
        await driver.window.ui_context.services.settings_editor.set("sources", None)
        await driver.search("attention")
        driver.trigger("view.ledger")
        await driver.idle()
        view = driver.view("ledgerView")
        rows = driver.widget("ledgerView").model()
        await driver.until(lambda: rows.count() == 2)
        assert [" · only Unpaywall and Zenodo" in rows.row(place).second for place in range(2)] == [False, True]
        view.choose(1)
        await driver.until(lambda: any("Only these sources were chosen" in one for one in texts(driver)))
        shown = texts(driver)
        assert any("Only these sources were chosen: Unpaywall and Zenodo." in one for one in shown)
        assert "Semantic Scholar" in shown, "the table has it"
        assert "not searched" in shown
        (order,) = (one for one in shown if "Order: " in one)
        assert "Semantic Scholar" not in order
        view.selectAll()
        await driver.until(lambda: "Comparison of two runs" in texts(driver))
        (line,) = (one for one in texts(driver) if "Only these sources were chosen" in one)
        assert "First: Only these sources were chosen: Unpaywall and Zenodo." in line
        view.choose(0)
        await driver.until(lambda: any("Order: " in one for one in texts(driver)))
        assert not any("Only these sources" in one for one in texts(driver))


async def test_a_search_that_was_made_offline_says_so_in_its_row_its_details_and_its_exports(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        driver.trigger("app.offline")
        await driver.search("memory")
        await driver.search("sleep")
        driver.trigger("view.ledger")
        await driver.idle()
        rows = driver.widget("ledgerView").model()
        await driver.until(lambda: rows.count() == 3)
        by_number = {rows.row(place).run.id: rows.row(place) for place in range(3)}
        online, saved, offline = (by_number[number] for number in sorted(by_number))
        assert offline.second.endswith(" · offline · incomplete")
        assert "offline" in offline.spoken
        assert saved.second.endswith(" · offline · incomplete · saved answers")
        assert "offline" not in online.second
        runs = [online.run, saved.run, offline.run]
        assert [row["offline"] for row in csv.DictReader(ledger_csv(runs).splitlines())] == [*[""] * 3, *["yes"] * 6]
        assert "| Made offline | no | yes | yes |  |" in prisma_table(runs)
        assert "Made offline" not in prisma_table([online.run])
        for row in (saved, online):
            driver.view("ledgerView").choose(next(at for at in range(3) if rows.row(at) is row))
            await driver.idle()
            assert any("This search was made offline." in one for one in texts(driver)) == (row is saved)


async def test_a_search_by_doi_is_not_called_incomplete_because_zenodo_cannot_have_the_paper(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        runs = await driver.program.services.search_ledger.runs()
        found = await driver.program.services.search_ledger.found(runs[0])
        await driver.search(next(paper.doi for paper in found if paper.doi))
        driver.trigger("view.ledger")
        await driver.idle()
        rows = driver.widget("ledgerView").model()
        await driver.until(lambda: rows.count() == 2)
        assert "incomplete" not in rows.row(0).second
        driver.view("ledgerView").choose(0)
        await driver.until(lambda: "nothing to search for" in texts(driver))
        assert "not searched" not in texts(driver)


async def test_a_comparison_names_the_words_that_differ(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for words in ("memory", "sleep"):
            await driver.search(words)
        driver.trigger("view.ledger")
        await driver.idle()
        driver.view("ledgerView").selectAll()
        await driver.until(lambda: any("The words differ: “memory” and “sleep”." in one for one in texts(driver)))


async def test_more_than_two_runs_are_shown_together_with_their_different_papers(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for words in ("memory", "sleep", "memory sleep"):
            await driver.search(words)
        ledger = driver.program.services.search_ledger
        runs = await ledger.runs()
        found = [await ledger.found(run) for run in runs]
        unique = len({paper.id for some in found for paper in some})
        driver.trigger("view.ledger")
        await driver.idle()
        driver.view("ledgerView").selectAll()
        await driver.idle()
        await driver.until(lambda: "3 runs together" in texts(driver))
        shown = texts(driver)
        assert "Comparison of two runs" not in shown
        assert "Select two runs to compare them." in shown
        assert f"{DUPLICATES_WITHIN} {DUPLICATES_BETWEEN}" in shown
        in_lists = sum(run.shown for run in runs)
        assert any(one.endswith(f" {unique} different papers.") for one in shown)
        assert any(one.startswith(f"{in_lists} papers in the lists. {in_lists - unique} dupl") for one in shown)
        papers = driver.widget("ledgerPapersView").model()
        assert papers.count() == unique


async def test_a_run_keeps_what_it_reported_when_more_is_loaded(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        ledger = driver.program.services.search_ledger
        (first,) = await ledger.runs()
        driver.click("loadMoreButton")
        await driver.idle()
        driver.click("loadAllButton")
        await driver.idle()
        (run,) = await ledger.runs()
        assert run.id == first.id
        assert run.loads[:1] == first.loads
        assert len(run.loads) == 3
        loaded = [next(one.loaded for one in step.sources if one.name == "s2") for step in run.loads]
        totals = [next(one.total for one in step.sources if one.name == "s2") for step in run.loads]
        assert loaded[0] == 100 < loaded[1] < loaded[2] == totals[2]
        assert run.shown == len(await ledger.found(run)) == len(driver.titles())
        driver.trigger("view.ledger")
        await driver.idle()
        driver.view("ledgerView").choose(0)
        await driver.idle()
        assert run.merged > 0
        assert len([one for one in texts(driver) if one.startswith(f"{DUPLICATES_WITHIN} Order: ")]) == 1
        assert not any(DUPLICATES_BETWEEN in one for one in texts(driver))
        (lines,) = (one for one in texts(driver) if one.startswith("Loaded by "))
        assert [
            f"Semantic Scholar {count:,}" in line for count, line in zip(loaded, lines.splitlines(), strict=True)
        ] == [True] * 3


@pytest.mark.parametrize("buttons", [("loadAllButton",), ("loadMoreButton", "loadAllButton")])
async def test_a_run_has_all_requests_that_it_sent_before_and_for_load_all(demo, tmp_path, monkeypatch, buttons):
    def searched() -> Counter[str]:
        paths = Counter(demo.stats()["paths"])
        return Counter(
            {name: sum(paths[path] for path in paths if path.startswith(start)) for name, start in SEARCH_PATHS.items()}
        )

    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        before, earlier = searched(), utc_timestamp(datetime.now(UTC) - timedelta(minutes=8))
        with monkeypatch.context() as patch:
            patch.setattr(cached_requests, "current_timestamp", lambda: earlier)
            await driver.search("the")
        ledger = driver.program.services.search_ledger
        (run,) = await ledger.runs()
        assert {one.name: one.requests for one in run.sources} == searched() - before
        for name in buttons:
            driver.click(name)
            await driver.idle()
        (run,) = await ledger.runs()
        assert {one.name: one.requests for one in run.sources} == searched() - before
        assert {one.received for one in run.sources} == {earlier}, "the oldest answer that the list has"


async def test_search_again_loads_all_pages_again_if_the_run_had_loaded_all(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        ledger = driver.program.services.search_ledger
        await driver.search("the")
        await driver.until(lambda: ledger.pending == 0)
        driver.click("loadAllButton")
        await driver.idle()
        driver.click("saveSearchButton")
        await driver.idle()
        titles = set(driver.titles())
        (first,) = await ledger.runs()
        requests = sum(one.requests for one in first.sources)
        driver.trigger("view.ledger")
        await driver.idle()
        again = driver.widget("ledgerAgainButton")
        assert shown_tooltip(again).endswith(f": about {requests} requests.")
        driver.click("ledgerAgainButton")
        await driver.idle()
        await driver.until(lambda: ledger.pending == 0)
        assert set(driver.titles()) == titles
        second, first = await ledger.runs()
        assert not second.more
        assert [(one.name, one.loaded, one.requests) for one in second.sources] == [
            (one.name, one.loaded, one.requests) for one in first.sources
        ]
        assert not any(one.cached for one in second.sources), "all from the services"
        compared = await ledger.compare(first, second)
        assert not compared.only_first
        assert not compared.only_second
        assert driver.widget("saveSearchButton").text() == "Search saved"
        driver.trigger("view.search")
        await driver.search("memory")
        driver.trigger("view.ledger")
        await driver.idle()
        assert shown_tooltip(again) == "Search the services again."


async def test_a_run_keeps_what_was_loaded_when_loading_more_is_stopped(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        ledger = driver.program.services.search_ledger
        (first,) = await ledger.runs()
        before = len(driver.titles())
        demo.config(faults={"zenodo": "hang"})
        driver.click("loadMoreButton")
        await driver.until(lambda: len(driver.titles()) > before)
        driver.click("stopLoadingButton")
        await driver.idle()
        demo.config(faults={})
        (run,) = await ledger.runs()
        assert run.loads[:1] == first.loads
        assert len(run.loads) == 2
        assert run.shown == len(await ledger.found(run)) == len(driver.titles())


async def test_a_long_list_is_sorted_for_the_ledger_outside_the_thread_of_the_window(demo, tmp_path, monkeypatch):
    threads: list[bool] = []

    def watched(papers: Sequence[Paper], query: Query) -> Sequence[int]:
        if query.sort == "relevance" and len(papers) > MIN_ROWS_FOR_THREAD:
            threads.append(threading.current_thread() is threading.main_thread())
        return sorted_places(papers, query)

    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        while len(driver.titles()) <= MIN_ROWS_FOR_THREAD:
            driver.click("loadMoreButton")
            await driver.idle()
        ledger = driver.program.services.search_ledger
        (run,) = await ledger.runs()
        reported = [paper.id for paper in await ledger.found(run)]
        before = driver.titles()
        head = driver.window.search_page.panes.results.findChild(QWidget, "sortHead.citations")
        QTest.mouseClick(head, Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.titles() != before)
        await driver.idle()
        await ledger.runs()
        monkeypatch.setattr(result_list, "sorted_places", watched)
        demo.config(faults={"zenodo": "hang"})
        driver.click("loadMoreButton")
        await driver.until(lambda: len(driver.titles()) > len(before))
        driver.click("stopLoadingButton")
        await driver.idle()
        demo.config(faults={})
        (run,) = await ledger.runs()
        found = [paper.id for paper in await ledger.found(run)]
        assert found[: len(reported)] != driver_ids(driver)[: len(reported)]
        assert sorted(found) == sorted(driver_ids(driver))
        assert threads
        assert not any(threads)


def driver_ids(driver: Driver) -> list[str]:
    return [paper.id for paper in driver.view().model().papers()]


async def test_sorting_the_shown_list_leaves_the_run_in_the_order_in_which_it_was_reported(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        ledger = driver.program.services.search_ledger
        (run,) = await ledger.runs()
        reported = [paper.id for paper in await ledger.found(run)]
        before = driver.titles()
        head = driver.window.search_page.panes.results.findChild(QWidget, "sortHead.citations")
        QTest.mouseClick(head, Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.titles() != before)
        await driver.idle()
        (sorted_run,) = await ledger.runs()
        assert [paper.id for paper in await ledger.found(sorted_run)] == reported
        assert sorted_run.query.sort == run.query.sort == "relevance"
        driver.click("filterChip.open_access")
        await driver.idle()
        filtered, first = await ledger.runs()
        assert filtered.query.sort != "relevance", "a run of its own is in the order in which it was shown first"
        assert [paper.id for paper in await ledger.found(first)] == reported


async def test_with_large_text_in_a_small_window_the_page_alone_scrolls(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640), text_size=150, demo=True) as driver:
        for words in ("attention", "whales", "graph neural"):
            await driver.search(words)
        driver.trigger("view.ledger")
        await driver.idle()
        page = driver.window.findChild(PageArea)
        await driver.until(lambda: page.verticalScrollBar().maximum() > 0)
        await driver.idle()
        areas = driver.widget("ledgerPage").findChildren(QAbstractScrollArea)
        inside = [(one, one.verticalScrollBar().maximum()) for one in areas if one.isVisible()]
        assert len(inside) >= 3, "the runs, the counts, the papers"
        assert [each for each in inside if each[1]] == []


MANY_WORDS = ("attention", "whales", "graph neural", "memory", "sleep", "deep learning", "network", "model", "the")


@pytest.mark.parametrize(("size", "text_size"), [((640, 640), 150), ((1024, 640), 150), ((640, 640), 200)])
async def test_keys_and_wheel_lead_everywhere_where_the_page_scrolls_around_long_lists(demo, tmp_path, size, text_size):
    async with window_on(demo, tmp_path, size=size, text_size=text_size, demo=True) as driver:
        for words in MANY_WORDS:
            await driver.search(words)
        driver.trigger("view.ledger")
        await driver.idle()
        page = driver.window.findChild(PageArea)
        bar, height = page.verticalScrollBar(), page.viewport().height()
        await driver.until(lambda: bar.maximum() > 0)
        keyboard = Keyboard(driver)
        lists = [driver.view(name) for name in ("ledgerView", "ledgerPapersView")]
        assert keyboard.focus is lists[0]
        seen: set[int] = set()

        async def look() -> None:
            await driver.until(lambda: not page._soon.isActive())
            seen.update(range(bar.value(), bar.value() + height))

        await look()
        assert whole_rows(page, lists[0]) >= 4
        await keyboard.tab_to("ledgerCounts")
        await look()
        for key in ("PgUp", *["Down"] * 40):
            await keyboard.press(key)
            await look()
        await keyboard.tab_to("ledgerPapersView")
        await look()
        assert whole_rows(page, lists[1]) >= 4
        await keyboard.press("End")
        assert lists[1].verticalScrollBar().value() == lists[1].verticalScrollBar().maximum() > 0
        await keyboard.tab_to("ledgerAgainButton")
        await look()
        await keyboard.tab_to("ledgerView")
        await look()
        hidden = sorted(set(range(driver.widget("ledgerPage").height())) - seen)
        assert not [y for y in hidden if y >= PADDING], "a part of the page that no key led to"
        bars = [bar, *(each.verticalScrollBar() for each in lists)]
        for each in bars:
            each.setValue(0)
        at = lists[0].viewport().mapTo(driver.window, QPoint(40, 40))
        await turn_wheel(driver, at, -120, until=lambda: bars[0].value() == bars[0].maximum())
        assert bars[1].value() == bars[1].maximum() > 0
        at = lists[1].viewport().mapTo(driver.window, QPoint(40, 40))
        await turn_wheel(driver, at, -120, until=lambda: bars[2].value() == bars[2].maximum())
        await turn_wheel(driver, at, 120, until=lambda: bars[0].value() == 0)


async def test_the_buttons_of_the_ledger_are_commands_of_the_palette(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        why_not = driver.window.registry.why_not
        assert why_not("ledger.again") == "Only available in the search ledger."
        driver.trigger("view.ledger")
        await driver.idle()
        assert why_not("ledger.again") == "The search ledger is empty."
        for words in ("attention", "memory"):
            driver.trigger("view.search")
            await driver.search(words)
        driver.trigger("view.ledger")
        await driver.until(lambda: driver.view("ledgerView").model().rowCount() == 2)
        driver.view("ledgerView").selectAll()
        await driver.idle()
        assert why_not("ledger.again") == "Several runs are selected. Select one of them."
        assert why_not("ledger.export") is None
        driver.click_row(1, "ledgerView")
        await driver.idle()

        async def run(words: str) -> None:
            driver.trigger("app.palette")
            driver.type(words, "paletteEdit")
            driver.press(Qt.Key.Key_Return, "paletteEdit")
            await driver.idle()

        await run("search again")
        assert driver.window.search_page.search.query.words == "attention"
        driver.trigger("view.ledger")
        await driver.until(lambda: driver.view("ledgerView").model().rowCount() == 3)
        await driver.idle()
        await run("remove selected runs")
        await driver.until(lambda: driver.view("ledgerView").model().rowCount() == 2)
        await run("clear search ledger")
        await driver.until(lambda: driver.view("ledgerView").model().rowCount() == 0)
        await driver.until(lambda: why_not("ledger.clear") == "The search ledger is empty.")


PADDING = 12
"""Pixels above the title of a page, at most."""
MOST_TURNS = 400


def whole_rows(page: PageArea, view: QTableView) -> int:
    """How many rows of *view* are in sight from top to bottom."""
    area = page.viewport()
    tops = [view.viewport().mapTo(area, QPoint(0, view.rowViewportPosition(row))).y() for row in range(20)]
    inside = view.viewport().mapTo(area, QPoint(0, view.viewport().height())).y()
    return sum(top >= 0 and top + view.rowHeight(0) <= min(inside, area.height()) for top in tops)


async def turn_wheel(driver: Driver, at: QPoint, angle: int, *, until: Callable[[], bool]) -> None:
    """Turn the wheel at *at* of the window; not from within a task, as keys are not pressed (`Keyboard`)."""
    loop = asyncio.get_running_loop()
    for _ in range(MOST_TURNS):
        if until():
            return
        done: asyncio.Future[None] = loop.create_future()

        def turn(done: asyncio.Future[None] = done) -> None:
            QTest.wheelEvent(driver.window.windowHandle(), QPointF(at), QPoint(0, angle))
            done.set_result(None)

        loop.call_soon(turn)
        await done
    raise AssertionError("the wheel does not lead there")


async def test_a_new_order_of_the_runs_is_shown_from_its_top(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=150, demo=True) as driver:
        for words in MANY_WORDS:
            await driver.search(words)
        driver.trigger("view.ledger")
        await driver.idle()
        view = driver.view("ledgerView")
        view.setFocus()
        driver.press(Qt.Key.Key_End, "ledgerView")
        await driver.idle()
        assert view.verticalScrollBar().value() > 0
        head = driver.widget("ledgerPage").findChild(QWidget, "sortHead.words")
        for _ in range(2):
            driver.press(Qt.Key.Key_End, "ledgerView")
            QTest.mouseClick(head, Qt.MouseButton.LeftButton)
            await driver.idle()
            assert view.verticalScrollBar().value() == 0
            assert view.chosen_count() == 1


@pytest.mark.parametrize("width", [1024, 1440])
async def test_the_counts_wrap_beside_the_runs_instead_of_scrolling_sideways(demo, tmp_path, width):
    async with window_on(demo, tmp_path, size=(width, 768), language="de", text_size=150) as driver:
        for words in ("learning", "learning graph networks and other systems", '"deep learning" OR memory'):
            await driver.search(words)
            await driver.idle()
        driver.trigger("view.ledger")
        await driver.idle()
        view, counts = driver.view("ledgerView"), driver.widget("ledgerCounts")
        view.choose(0)
        await driver.idle()
        assert counts.horizontalScrollBar().maximum() == 0
        states = [one for one in counts.findChildren(QLabel) if one.text() == "vollständig"]
        assert states
        for one in states:
            assert counts.viewport().rect().right() >= one.mapTo(counts.viewport(), one.rect().topRight()).x()
            assert one.height() >= one.heightForWidth(one.width())
        view.selectAll()
        await driver.idle()
        assert counts.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize(("size", "lines"), [((1024, 640), 2), ((2400, 900), 1)])
async def test_the_text_of_a_run_has_a_second_line_where_it_would_be_cut(demo, tmp_path, size, lines):
    async with window_on(demo, tmp_path, size=size, sources=("s2",)) as driver:
        driver.window.search_page.search.run(Query("memory", filters=Filters(year_from=2000, year_to=2020)))
        await driver.idle()
        driver.trigger("view.ledger")
        await driver.idle()
        view = driver.view("ledgerView")
        row = view.model().row(0)
        assert "only Semantic Scholar · Years 2000–2020" in row.second
        layout = view.itemDelegate().build_layout(row, view.viewport().width(), view.rowHeight(0))
        texts = [str(piece.text) for piece in layout if piece.name in ("second", "rest")]
        assert len(texts) == lines
        assert " · ".join(texts) == row.second, "nothing is cut"
        assert all(piece.rect.bottom() < view.rowHeight(0) for piece in layout)
