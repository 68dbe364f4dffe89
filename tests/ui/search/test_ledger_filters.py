"""Filters that are set and cleared again on a loaded list leave a run of their own in the search ledger."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.words.wording import exact_moment
from tests.support.window_driver import Driver, window_on


def searches(demo) -> dict[str, int]:
    return {path: count for path, count in demo.stats()["paths"].items() if "/paper/" not in path or "search" in path}


async def test_each_set_of_filters_that_lasted_is_a_run_and_clearing_them_keeps_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("learning")
        papers = len(driver.titles())
        ledger = driver.program.services.search_ledger
        (first,) = await ledger.runs()
        before = searches(demo)
        driver.click("filterChip.open_access")
        await driver.idle()
        filtered = len(driver.titles())
        assert 0 < filtered < papers
        await driver.until(lambda: ledger.pending == 0)
        driver.click("filterChip.clear")
        await driver.idle()
        assert len(driver.titles()) == papers
        assert searches(demo) == before, "the whole list was filtered here"
        with_filter, without = await ledger.runs()
        assert (without.id, without.shown, without.query.filters.any_set) == (first.id, papers, False)
        assert (with_filter.shown, with_filter.excluded) == (filtered, papers - filtered)
        assert with_filter.query.filters.open_access
        assert (with_filter.rows, with_filter.merged) == (first.rows, first.merged)
        assert [(one.requests, one.cached) for one in with_filter.sources] == [(0, 0)] * 3
        assert sum(one.requests for one in without.sources) == sum(one.requests for one in first.sources) > 0
        assert len(await ledger.found(with_filter)) == filtered
        driver.click("filterChip.open_access")
        await driver.idle()
        assert [run.id for run in await ledger.runs()] == [with_filter.id, without.id], "the same filters, the same run"


async def test_the_head_of_a_run_names_the_years_of_its_words(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention year:2010-2020")
        driver.trigger("view.ledger")
        await driver.idle()
        shown = [label.text() for label in driver.widget("ledgerPage").findChildren(QLabel) if label.isVisible()]
        assert any("Filters: Years 2010–2020 (from the words)" in text for text in shown), shown


async def test_a_list_filtered_here_is_below_its_search_and_one_that_was_asked_for_is_not(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        ledger = driver.program.services.search_ledger
        await driver.search("learning")
        for chip in ("filterChip.open_access", "filterChip.clear"):
            driver.click(chip)
            await driver.idle()
            await driver.until(lambda: ledger.pending == 0)
        await driver.search("attention")
        at_least_ten_citations(driver)
        await driver.idle()
        await driver.search("learning")  # with the filter, which is sent
        driver.trigger("view.ledger")
        await driver.idle()
        model, page = driver.view("ledgerView").model(), driver.widget("ledgerPage")
        rows = [(model.row(row).title, model.row(row).is_below) for row in range(model.rowCount())]
        assert rows == [
            ("learning", False),
            ("attention", False),
            ("≥ 10 citations", True),
            ("learning", False),
            ("Open-access PDF", True),
        ]
        assert "5 runs · 2 of them filtered earlier results" in [
            label.text() for label in page.findChildren(QLabel) if label.isVisible()
        ]
        assert ["filters earlier results" in model.row(row).second for row in range(5)] == [one for _, one in rows]
        assert not [row for row, (_, is_below) in enumerate(rows) if is_below and "saved" in model.row(row).second]
        assert " · some saved answers · " in model.row(0).second, "those of Unpaywall, which does not apply the filter"
        page.findChild(QWidget, "sortHead.words").click()
        await driver.idle()
        rows = [(model.row(row).title, model.row(row).is_below) for row in range(model.rowCount())]
        assert rows == [("attention", False)] * 2 + [("learning", False)] * 3
        driver.trigger("app.offline")
        driver.trigger("view.search")
        await driver.search("attention")  # with the filter, which no service receives
        driver.trigger("view.ledger")
        await driver.idle()
        labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
        assert "6 runs · 2 of them filtered earlier results" in labels, "saved answers are the results of this search"


async def test_filters_that_do_not_last_and_a_sort_order_leave_no_run(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("learning")
        session, ledger = driver.window.search_page.search, driver.program.services.search_ledger
        session.with_filters(session.query.filters.replaced(year_from=2015))
        session.with_filters(session.query.filters.replaced(year_from=2010))
        session.with_sort("year")
        await driver.idle()
        newest, oldest = await ledger.runs()
        assert (newest.query.filters.year_from, newest.query.sort) == (2010, "year")
        assert not oldest.query.filters.any_set


def at_least_ten_citations(driver: Driver) -> None:
    driver.click("filterChip.min_citations")
    panel = next(one for one in driver.window.findChildren(QWidget, "filterPanel.min_citations") if one.isVisible())
    least = next(one for one in panel.findChildren(QAbstractButton) if one.property("least") == 10)
    QTest.mouseClick(least, Qt.MouseButton.LeftButton)


async def test_papers_that_two_filters_remove_are_named_where_the_numbers_do_not_add_up(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("learning")
        at_least_ten_citations(driver)
        await driver.idle()
        driver.click("filterChip.open_access")
        await driver.idle()
        (run, *_others) = await driver.program.services.search_ledger.runs()
        effects = {one.name: one for one in run.narrowed}
        citations, pdf = effects["min_citations"], effects["open_access"]
        assert citations.here + pdf.here > run.excluded
        driver.click("whyButton")
        lines = driver.widget("whyPanel").text.splitlines()
        (line,) = (one for one in lines if one.startswith("Open-access PDF. "))
        assert line.endswith(
            f"{pdf.here} results removed on your computer. {pdf.alone} of them appear if you remove this filter; other "
            "filters remove the others, too."
        )
        driver.widget("whyPanel").close_panel()
        driver.trigger("view.ledger")
        await driver.idle()
        driver.view("ledgerView").choose(1)
        await driver.idle()
        (words,) = (
            one
            for one in driver.widget("ledgerPage").findChildren(Prose)
            if f"(Open-access PDF {pdf.here}, Citations {citations.here}; some by both)" in one.plain_text()
        )
        assert f" {run.excluded} filtered out " in words.plain_text()
        assert words.toolTip() == "Several filters may remove the same paper."
        driver.view("ledgerView").selectAll()
        await driver.until(lambda: not words.toolTip())


async def test_the_filters_of_a_run_are_whole_in_one_place(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 700)) as driver:
        await driver.search("learning")
        at_least_ten_citations(driver)
        await driver.idle()
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.program.services.search_ledger.runs()
        driver.trigger("view.ledger")
        await driver.idle()
        view = driver.view("ledgerView")
        row, delegate = view.model().row(1), view.itemDelegate()
        assert row.title == "Open-access PDF, ≥ 10 citations"
        narrow = {piece.name: piece.text for piece in delegate.build_layout(row, 200, 60)}
        assert narrow["title"].whole == row.title, "its tooltip"
        driver.widget("ledgerPage").findChild(QWidget, "sortHead.words").click()
        row = view.model().row(0)
        assert row.second.endswith(" · Open-access PDF, ≥ 10 citations · filters earlier results")
        narrow = {piece.name: piece.text for piece in delegate.build_layout(row, 200, 60)}
        assert narrow["second"].whole == row.second, "its tooltip"
        view.selectAll()
        page = driver.widget("ledgerPage")
        await driver.until(lambda: any(one.plain_text() == "3 runs together" for one in page.findChildren(Prose)))

        def below() -> list[str]:
            """The filters below the words of the runs."""
            labels = [one for one in page.findChildren(QLabel) if one.isVisible() and not isinstance(one, Prose)]
            return [one.text() for one in labels if "citations" in one.text()]

        await driver.until(lambda: len(below()) == 2)
        text = "\n".join(one.plain_text() for one in page.findChildren(Prose) if one.isVisible())
        assert "Searches 1–3 have the same words: records that several of them found are counted in each" in text
        assert below() == ["≥ 10 citations", "Open-access PDF, ≥ 10 citations"]


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_date_and_the_time_of_a_run_are_whole_however_many_filters_it_has(demo, tmp_path, language):
    async with window_on(demo, tmp_path, size=(1024, 640), language=language) as driver:
        driver.window.search_page.search.run(
            Query("memory", filters=Filters(year_from=2015, open_access=True, min_citations=10, venue="Nature"))
        )
        await driver.idle()
        driver.trigger("view.ledger")
        await driver.idle()
        view = driver.view("ledgerView")
        row, delegate = view.model().row(0), view.itemDelegate()
        second = find(delegate.build_layout(row, view.viewport().width(), 60), "second")
        assert second is not None
        assert str(second.text) != row.second
        assert exact_moment(row.run.started) in str(second.text)
        assert second.text.whole == row.second, "its tooltip has the filters"
