"""The search ledger says where the results of a run came from: saved answers with their time, and where its filters
were applied."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from scholar_desktop.domain.search.search_ledger import filters_here, filters_sent, saved_answers
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.formats.plain_reference import cited_doi
from scholar_desktop.net import cached_requests
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.words.wording import exact_moment
from tests.support.window_driver import Driver, window_on


def origin(driver: Driver) -> list[str]:
    """The lines of the run that is shown in the ledger which say where its results came from."""
    found = [one.plain_text() for one in driver.widget("ledgerPage").findChildren(Prose) if one.isVisible()]
    return [line for text in found for line in text.splitlines() if "received" in line or "sent to" in line]


def cells(driver: Driver) -> list[str]:
    labels = driver.widget("ledgerPage").findChildren(QLabel)
    return [one.text() for one in labels if one.isVisible() and not isinstance(one, Prose)]


async def test_a_run_says_that_saved_answers_were_used_and_when_they_were_received(demo, tmp_path, monkeypatch):
    earlier = utc_timestamp(datetime.now(UTC) - timedelta(minutes=8))
    async with window_on(demo, tmp_path) as driver:
        with monkeypatch.context() as patch:
            patch.setattr(cached_requests, "current_timestamp", lambda: earlier)
            await driver.search("memory")
        await driver.search("sleep")
        await driver.search("memory")
        ledger = driver.program.services.search_ledger
        again, fresh, _first = await ledger.runs()
        assert {one.name: (one.requests, one.received) for one in again.sources} == dict.fromkeys(
            ("s2", "unpaywall", "zenodo"), (0, earlier)
        )
        assert all(one.received >= fresh.started for one in fresh.sources)
        assert not saved_answers(fresh)
        driver.trigger("view.ledger")
        await driver.idle()
        driver.view("ledgerView").choose(0)
        await driver.until(lambda: bool(origin(driver)))
        used = "Saved answers were used: Semantic Scholar, Unpaywall and Zenodo."
        assert origin(driver) == [f"{used} The oldest answer was received {exact_moment(earlier)}."]
        driver.view("ledgerView").choose(1)
        await driver.until(lambda: not origin(driver))
        assert "sends no total" in cells(driver), "Unpaywall, whose state is “complete”"
        table, counts = tmp_path / "runs.csv", tmp_path / "runs.md"
        await ledger.save([again, fresh], table)
        await ledger.save([again, fresh], counts)
        rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
        assert [(row["saved_answers"], row["received"] == earlier) for row in rows] == [("yes", True)] * 3 + [
            ("", False)
        ] * 3
        prisma = counts.read_text()
        moment = earlier[:19].replace("T", " ")
        assert f"| - received (Zenodo) | saved answers, oldest of {moment} UTC | at the search |" in prisma
        assert "| Records reported by Unpaywall | sends no total | sends no total | sends no total |" in prisma
        assert "A service that sends no total is complete when it has sent its last page." in prisma


async def test_a_run_says_which_services_its_filters_were_sent_to(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("learning")
        driver.click("filterChip.min_citations")
        panel = next(one for one in driver.window.findChildren(QWidget, "filterPanel.min_citations") if one.isVisible())
        least = next(one for one in panel.findChildren(QAbstractButton) if one.property("least") == 10)
        QTest.mouseClick(least, Qt.MouseButton.LeftButton)
        await driver.idle()
        await driver.search("attention")
        ledger = driver.program.services.search_ledger
        sent, filtered, plain = await ledger.runs()
        names = ("s2", "unpaywall", "zenodo")
        assert [filters_sent(filtered, name) for name in names] == [()] * 3
        assert [filters_here(filtered, name) for name in names] == [("min_citations",)] * 3
        assert [filters_sent(sent, name) for name in names] == [("min_citations",), (), ()]
        assert [filters_here(sent, name) for name in names] == [(), ("min_citations",), ("min_citations",)]
        driver.trigger("view.ledger")
        await driver.idle()
        driver.view("ledgerView").choose(0)
        where = "Citations: sent to Semantic Scholar; applied on your computer to results of Unpaywall and Zenodo."
        await driver.until(lambda: origin(driver) == [where])
        driver.view("ledgerView").choose(2)
        await driver.until(
            lambda: "Citations: not sent to any service; applied on your computer to all results." in origin(driver)
        )
        table, counts = tmp_path / "runs.csv", tmp_path / "runs.md"
        await ledger.save([sent, filtered, plain], table)
        await ledger.save([sent, filtered, plain], counts)
        rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
        least_words = "≥ 10 citations"
        assert [(row["filters_sent"], row["filters_here"]) for row in rows] == [
            *((least_words, ""), ("", least_words), ("", least_words)),
            *[("", least_words)] * 3,
            *[("", "")] * 3,
        ]
        prisma = counts.read_text()
        assert f"| - filters sent to Semantic Scholar | {least_words} | none | none |" in prisma
        assert f"| - filters applied by this program (Unpaywall) | {least_words} | {least_words} | none |" in prisma


async def test_the_papers_of_a_run_have_the_dois_that_references_state(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        copies = [paper.title for paper in papers if paper.ids.doi is not None and cited_doi(paper) is None]
        assert copies == ["Attention is All you Need"], "an article with the DOI of its copy at Zenodo"
        ledger, table = driver.program.services.search_ledger, tmp_path / "papers.csv"
        await ledger.save(await ledger.runs(), table, by_record=True)
        rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
        assert [row["doi"] for row in rows] == [cited_doi(paper) or "" for paper in papers]
        (row,) = [row for row in rows if row["title"] in copies]
        assert "Zenodo 4: doi:10.5555/zenodo.90000011" in row["found_as"], "the row of the copy is still named"
