"""A search of the page Zenodo records is a run of the search ledger, like every other search."""

from __future__ import annotations

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.record_runs import query_of_records
from scholar_desktop.domain.search.search_ledger import saved_answers
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose
from scholar_desktop.ui.words.wording import moment
from tests.support.window_driver import Driver, window_on
from tests.ui.search.test_saved_searches import choose_export


async def search_records(driver: Driver, words: str) -> None:
    driver.trigger("view.records")
    await driver.idle()
    driver.type(words, "recordsEdit")
    driver.press(Qt.Key.Key_Return, "recordsEdit")
    await driver.idle()


async def show_ledger(driver: Driver) -> None:
    driver.trigger("view.ledger")
    await driver.idle()


def rows(driver: Driver) -> list[str]:
    model = driver.view("ledgerView").model()
    return [model.row(row).spoken for row in range(model.count())]


def texts(driver: Driver) -> str:
    found = [one for one in driver.widget("ledgerPage").findChildren(QLabel) if one.isVisible()]
    return " | ".join(one.plain_text() if isinstance(one, Prose) else one.text() for one in found)


async def test_each_search_is_a_run_with_its_words_filters_and_counts(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await search_records(driver, "attention")
        ledger = driver.program.services.search_ledger
        (run,) = await ledger.runs()
        pane = driver.widget("recordsPage").list
        assert run.query.words == "attention"
        assert run.records == RecordQuery(words="attention")
        (source,) = run.sources
        assert (source.name, source.state, source.requests) == ("zenodo", "ok", 1)
        assert source.total == pane.search.total == run.shown > 1
        hits = demo.get("/api/records?q=attention&size=25")["hits"]
        assert (source.total, source.loaded) == (hits["total"], len(hits["hits"]))
        assert [one.title for one in await ledger.found(run)] == [hit["metadata"]["title"] for hit in hits["hits"]]
        actions = driver.widget("recordsChip.type").menu_of_choices().actions()
        next(action for action in actions if action.text().strip().startswith("Software")).trigger()
        await driver.idle()
        filtered, first = await ledger.runs()
        assert first == run
        assert filtered.query.filters == Filters(record_type="software")
        titles = [paper.title for paper in await ledger.found(filtered)]
        assert titles == driver.titles("recordsView")
        await show_ledger(driver)
        assert [row.startswith("attention, Search") and "Zenodo records" in row for row in rows(driver)] == [True, True]
        assert "Zenodo: Software" in rows(driver)[0]
        assert "Searched on the page “Zenodo records”." in texts(driver)
        assert "sent to Zenodo" in texts(driver)
        assert "Order: Best match first. " in texts(driver)
        table = tmp_path / "runs.csv"
        await ledger.save([filtered], table)
        (row,) = csv.DictReader(table.read_text("utf-8-sig").splitlines())
        assert (row["source"], row["words"], row["filters"]) == ("zenodo", "attention", "Zenodo: Software")
        assert (row["total"], row["state"], row["sort"]) == (str(filtered.shown), "ok", "bestmatch")
        assert row["note"] == "Searched on the page “Zenodo records”."


async def test_a_run_of_records_counts_records_and_one_of_papers_counts_papers(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = len(driver.titles())
        await search_records(driver, "companion")
        await search_records(driver, "planck")
        await search_records(driver, "maps")
        await show_ledger(driver)
        count = len(demo.get("/api/records?q=maps&size=25")["hits"]["hits"])
        assert count > 1
        assert rows(driver)[0].endswith(f", {count} Zenodo records")
        assert rows(driver)[3].endswith(f", {papers} papers")
        model = driver.view("ledgerView").model()
        assert [model.row(row).end for row in (0, 3)] == [f"{count} Zenodo records", f"{papers}"]
        assert f"{count} records after merging. {count} records in the list." in texts(driver)
        assert driver.widget("ledgerPapersView").accessibleName() == "Records found in this run"
        assert await choose_export(driver, "Records as RIS, BibTeX or CSV…") == [
            "Records as RIS, BibTeX or CSV…",
            "PRISMA counts (Markdown)…",
            "Records with their searches and sources (CSV)…",
            "Sources of each search (CSV)…",
            "Everything (JSON)…",
        ]
        await driver.until(lambda: driver.window.findChild(QLabel, "exportTitle") is not None)
        await driver.until(lambda: driver.widget("exportTitle").text() == f"Export {count} records")
        await driver.idle()
        driver.click("exportCopyButton")
        await driver.idle()
        assert driver.widget("exportNote").text() == f"Copied {count} records as RIS."
        driver.widget("exportPanel").close_panel()
        driver.view("ledgerView").select_rows([0, 1, 2], current=0)
        await driver.until(lambda: "3 runs together" in texts(driver))
        assert "different record" in texts(driver)
        assert "paper" not in texts(driver)
        driver.view("ledgerView").select_rows([3], current=3)
        await driver.until(lambda: f"{papers} papers in the list." in texts(driver))
        assert driver.widget("ledgerPapersView").accessibleName() == "Papers found in this run"


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_narrow_row_of_a_run_of_records_is_whole(demo, tmp_path, language):
    async with window_on(demo, tmp_path, size=(1024, 700), language=language) as driver:
        for words in ("attention", "maps", "attention"):
            await search_records(driver, words)
        await show_ledger(driver)
        view = driver.view("ledgerView")
        row = view.model().row(0)
        assert saved_answers(row.run)
        for piece in view.itemDelegate().build_layout(row, view.viewport().width(), 60):
            assert "…" not in str(piece.text), piece.name


async def test_search_again_opens_the_page_with_the_search_and_is_a_new_run(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await search_records(driver, "attention")
        await search_records(driver, "maps")
        for row, words, number in ((1, "attention", 1), (0, "attention", 3)):
            before = len(await driver.program.services.search_ledger.runs())
            await show_ledger(driver)
            driver.view("ledgerView").choose(row)
            await driver.idle()
            again = driver.window.findChild(QAbstractButton, "ledgerAgainButton")
            QTest.mouseClick(again, Qt.MouseButton.LeftButton)
            await driver.idle()
            assert driver.window.navigation.page == places.RECORDS
            assert driver.widget("recordsEdit").text() == words
            assert driver.window.messages.note("ledger").lead == f"Ran search {number} of the ledger again."
            runs = await driver.program.services.search_ledger.runs()
            assert (len(runs), runs[0].query.words) == (before + 1, words), "one run, also if the page has this search"
            (source,) = runs[0].sources
            assert (source.requests, source.cached) == (1, 0), "Zenodo is asked again"
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == places.LEDGER


async def test_a_list_from_a_saved_answer_says_when_it_was_received(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane = driver.program.window.pages.page(places.RECORDS).list
        for words, is_saved in (("the", False), ("maps", False), ("the", True)):
            await search_records(driver, words)
            counts = [one.accessibleName() or one.text() for one in pane.findChildren(ElidedLabel) if one.isVisible()]
            (count,) = [text for text in counts if " record" in text]
            assert (" · saved answer of " in count) is is_saved, count
            if is_saved:
                assert moment(pane.search.saved_at) in count
        pane.search.run(pane.query, refresh=True)
        await driver.idle()
        pane.search.load_more()
        await driver.idle()
        (source,) = (await driver.program.services.search_ledger.runs())[0].sources
        assert (source.requests, source.cached) == (2, 0), "no page of the new list is an old one"


async def test_further_pages_belong_to_the_run_and_all_records_of_a_community_are_no_search(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await search_records(driver, "the")
        ledger, pane = driver.program.services.search_ledger, driver.widget("recordsPage").list
        assert pane.search.more
        pane.search.load_more()
        await driver.idle()
        (run,) = await ledger.runs()
        assert run.rows == len(pane.search.records) > 25
        assert len(run.loads) == 2
        driver.window.navigation.open(places.COMMUNITIES, "ipbes")
        await driver.idle()
        assert await ledger.runs() == (run,)
        driver.type("species", "communityRecordsEdit")
        driver.press(Qt.Key.Key_Return, "communityRecordsEdit")
        await driver.idle()
        of_community, before = await ledger.runs()
        assert (before, of_community.records) == (run, RecordQuery("species", community="ipbes", sort="newest"))


async def test_a_search_offline_says_that_it_was_made_offline(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        await search_records(driver, "attention")
        (run,) = await driver.program.services.search_ledger.runs()
        (source,) = run.sources
        assert (source.state, source.requests, run.shown) == ("skipped", 0, 0)
        assert source.error == "The search was made offline, and no answer from Zenodo was saved."
        driver.trigger("app.offline")
        await search_records(driver, "maps")
        driver.trigger("app.offline")
        await search_records(driver, "attention")
        await search_records(driver, "maps")
        run, _failed, online, _first = await driver.program.services.search_ledger.runs()
        assert (run.query.words, run.shown) == (online.query.words, online.shown) == ("maps", run.shown)
        assert list(saved_answers(run)) == ["zenodo"]
        assert not saved_answers(online)
        assert not run.is_filtered_list
        await show_ledger(driver)
        assert "saved answers" in rows(driver)[0]


async def test_a_comparison_says_which_service_a_run_did_not_search(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("app.offline")
        await driver.search("sleep")
        await show_ledger(driver)
        driver.view("ledgerView").select_rows([0, 1], current=0)
        await driver.until(lambda: "Comparison of two runs" in texts(driver))
        counts = driver.widget("ledgerPage").counts
        cells = [one.text() for one in counts.findChildren(QLabel) if one.isVisible() and not isinstance(one, Prose)]
        at = cells.index("Zenodo")
        assert cells[at + 2] == "not searched"
        assert cells[at + 1] != "not searched"


@pytest.mark.parametrize(
    ("records", "filters"),
    [
        (RecordQuery(type="publication", subtype="article"), Filters(record_type="publication-article")),
        (RecordQuery(date_from="2019"), Filters(year_from=2019)),
        (RecordQuery(date_from="2019-03", date_to="2020"), Filters(dates="2019-03:2020")),
        (RecordQuery(community="ipbes", access="open"), Filters(community="ipbes", access="open")),
        (RecordQuery(file_type="pdf", language="eng"), Filters(file_type="pdf", language="eng")),
    ],
)
def test_the_filters_are_those_of_a_search_of_all_services(records, filters):
    assert query_of_records(records).filters == filters
