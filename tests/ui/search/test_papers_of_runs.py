"""The papers of runs of the search ledger are exported by the Export dialog, also those that are no longer stored."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.support.window_driver import Driver, window_on
from tests.ui.search.test_saved_searches import choose_export

PAPERS = "Papers as RIS, BibTeX or CSV…"


async def export_papers(driver: Driver, rows: list[int], words: str = PAPERS) -> None:
    driver.trigger("view.ledger")
    await driver.idle()
    driver.view("ledgerView").select_rows(rows, current=rows[0])
    await driver.idle()
    await choose_export(driver, words)
    await driver.until(lambda: driver.window.findChild(QLabel, "exportNote") is not None)
    await driver.until(lambda: driver.widget("exportPanel").isVisible())
    await driver.idle()


def save_as(driver: Driver, path: Path) -> None:
    driver.click("exportSaveButton")
    dialog = driver.widget("exportDialog")
    dialog.setDirectory(str(path.parent))
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    name.setText(path.name)
    QTest.keyClick(name, Qt.Key.Key_Return)


def ris_titles(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    assert text.count("TY  - ") == text.count("ER  - ")
    return re.findall(r"^TI  - (.*)$", text, re.MULTILINE)


def written(titles: Iterable[str]) -> list[str]:
    """*titles* as every format writes them: without the full stop that PubMed adds."""
    return [title.removesuffix(".") for title in titles]


def said(driver: Driver) -> str:
    note = driver.window.messages.note("exported")
    return f"{note.lead} {note.text}"


async def test_the_papers_of_one_run_are_saved_as_ris_without_a_request(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        titles, before = driver.titles(), sum(demo.stats()["paths"].values())
        await export_papers(driver, [0])
        assert driver.widget("exportFormat.ris").isChecked()
        assert driver.widget("exportTitle").text() == f"Export {len(titles)} papers"
        save_as(driver, tmp_path / "screening.ris")
        await driver.until(lambda: (tmp_path / "screening.ris").exists())
        await driver.idle()
        assert ris_titles(tmp_path / "screening.ris") == written(titles)
        text = (tmp_path / "screening.ris").read_text("utf-8")
        assert len(re.findall("^AU  - ", text, re.MULTILINE)) > len(titles), "all authors, not only the first"
        assert sum(demo.stats()["paths"].values()) == before
        assert "no longer stored" not in said(driver)


async def test_each_paper_of_several_runs_is_exported_once(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        found = []
        for words in ("attention", "attention mechanism", "sleep"):
            await driver.search(words)
            found += driver.titles()
        assert len(set(found)) < len(found)
        await export_papers(driver, [0, 1, 2])
        driver.click("exportFormat.csv")
        await driver.idle()
        save_as(driver, tmp_path / "papers.csv")
        await driver.until(lambda: (tmp_path / "papers.csv").exists())
        await driver.idle()
        rows = list(csv.DictReader((tmp_path / "papers.csv").read_text("utf-8-sig").splitlines()))
        ledger = driver.program.services.search_ledger
        assert len(rows) == len(await ledger.joined(await ledger.runs()))
        assert {row["title"] for row in rows} == set(written(found))


async def test_the_papers_of_a_long_list_are_stored_although_it_came_without_summaries(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        driver.click("loadAllButton")
        await driver.idle()
        titles, before = driver.titles(), sum(demo.stats()["paths"].values())
        assert len(titles) > 500
        await export_papers(driver, [0])
        save_as(driver, tmp_path / "all.ris")
        await driver.until(lambda: (tmp_path / "all.ris").exists())
        await driver.idle()
        assert sorted(ris_titles(tmp_path / "all.ris")) == sorted(written(titles))
        assert sum(demo.stats()["paths"].values()) == before
        assert "no longer stored" not in said(driver)


async def test_papers_that_are_no_longer_stored_are_counted_and_named_and_requested_online(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("protein")
        driver.click_row(0)
        driver.trigger("paper.add")
        await driver.idle()
        titles = driver.titles()
    shutil.rmtree(tmp_path / "cache")
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        await driver.idle()
        await export_papers(driver, [0])
        note = driver.window.findChild(QLabel, "exportNote").text()
        count = len(titles) - 1
        words = f"{count} papers are no longer stored on this computer."
        assert words in note
        assert f"“{titles[1]}”" in note
        assert f"“{titles[0]}”" not in note, "the library has it"
        save_as(driver, tmp_path / "some.ris")
        await driver.until(lambda: (tmp_path / "some.ris").exists())
        await driver.idle()
        assert ris_titles(tmp_path / "some.ris") == written(titles)
        assert words in said(driver)
        driver.trigger("app.offline")
        await driver.idle()
        await export_papers(driver, [0])
        assert "no longer stored" not in driver.window.findChild(QLabel, "exportNote").text()


async def test_the_records_of_a_run_of_the_page_zenodo_records_are_exported_as_the_service_sent_them(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.records")
        await driver.idle()
        driver.type("attention", "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsEdit")
        await driver.idle()
        before = sum(demo.stats()["paths"].values())
        await export_papers(driver, [0], "Records as RIS, BibTeX or CSV…")
        assert "no longer stored" not in driver.window.findChild(QLabel, "exportNote").text()
        save_as(driver, tmp_path / "records.ris")
        await driver.until(lambda: (tmp_path / "records.ris").exists())
        hits = demo.get("/api/records?q=attention&size=25")["hits"]["hits"]
        assert ris_titles(tmp_path / "records.ris") == written(hit["metadata"]["title"] for hit in hits)
        text = (tmp_path / "records.ris").read_text("utf-8")
        authors = sum(len(hit["metadata"]["creators"]) for hit in hits)
        assert len(re.findall("^AU  - ", text, re.MULTILINE)) == authors > len(hits)
        assert sum(demo.stats()["paths"].values()) == before + 1, "the request of this test"
