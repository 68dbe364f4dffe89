"""The page of the bulk data: releases, datasets with their terms, the diffs, and a download that can be stopped."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.demo_fixture import Demo
from tests.support.window_driver import Driver, window_on
from tests.ui.window.test_window import accessible_problems

HOST = "ai2-s2ag.s3.amazonaws.com"
NEWEST, BEFORE = "2026-08-18", "2026-08-11"
KEY = {"semantic_scholar_key": "demo-key"}


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the profile, into which the files go; nothing of a profile is written to the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    yield tmp_path
    assert not (tmp_path / "person").exists()


def click_tab(driver: Driver, number: int) -> None:
    tabs = driver.widget("corpusTabs")
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(number).center())


async def open_page(driver: Driver, dataset: str = "papers") -> Any:
    driver.trigger("view.corpus")
    await driver.idle()
    page = driver.widget("corpusPage")
    assert driver.state("corpusPage") == "full"
    click_tab(driver, 1)
    page.view.choose(page.model.row_of(dataset))
    await driver.idle()
    return page


def note(page: Any) -> str:
    shown = page.dataset.download.note
    return "" if shown is None else f"{shown.lead} {shown.text}"


def counts(demo: Demo) -> int:
    return int(demo.stats()["counts"].get("datasets", 0))


async def test_the_newest_release_is_shown_with_its_datasets_and_their_terms(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path) as driver:
        page = await open_page(driver)
        assert counts(demo) == 2, "the releases, and the newest of them"
        assert driver.titles("datasetsView")[:2] == ["abstracts", "authors"]
        assert driver.widget("datasetTitle").plain_text() == "papers"
        assert "LICENSE" in driver.widget("datasetTerms").plain_text()
        assert "LICENSE and ATTRIBUTION" in driver.widget("releaseTerms").plain_text()
        assert page._chip.value == NEWEST
        assert accessible_problems(driver.window) == []
        page._chip.chosen.emit(BEFORE)
        await driver.idle()
        assert page.dataset.download._heading.text() == f"Download: papers, release {BEFORE}"
        assert counts(demo) == 3


async def test_each_wait_for_the_service_of_the_bulk_data_can_be_stopped(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        demo.config(faults={"datasets": "hang"})
        driver.trigger("view.corpus")
        page = driver.widget("corpusPage")
        click_tab(driver, 1)
        await driver.until(page.pane.bar.isVisible)
        page.pane.bar.button("Stop").click()
        await driver.idle()
        assert page.pane.message.heading == "Loading stopped."
        demo.config(faults={})
        page.pane.message.steps[0].run()
        await driver.idle()
        assert driver.state("corpusPage") == "full"
        demo.config(faults={"datasets": "hang"})
        driver.click("showFilesButton")
        await driver.until(page.dataset.download._note.isVisible)
        page.dataset.download._note.button("Stop").click()
        page.dataset._diffs.set_open(True)
        driver.click("showDiffsButton")
        await driver.until(page.dataset._note_bar.isVisible)
        page.dataset._note_bar.button("Stop").click()
        page.setup.plan.ask(page.setup.rule.rule, "", page.setup.rule.datasets)
        page.setup.plan._note.button("Stop").click()
        await driver.idle()
        assert page.setup.plan._note.button("Try again") is not None
        assert not page.dataset._note_bar.isVisible()


async def test_without_a_key_it_says_so_asks_nothing_and_offers_settings(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path) as driver:
        page = await open_page(driver)
        asked = counts(demo)
        driver.click("showFilesButton")
        await driver.idle()
        assert note(page).startswith("You need a Semantic Scholar API key to download the bulk data.")
        driver.trigger("view.corpus")
        page.dataset._diffs.set_open(True)
        driver.click("showDiffsButton")
        await driver.idle()
        assert page.dataset._note_bar.note.lead.startswith("You need a Semantic Scholar API key")
        assert counts(demo) == asked
        page.dataset.download._note.button("Open settings").click()
        assert driver.widget("settingsPage").isVisible()


async def test_sizes_and_terms_stand_before_the_download_which_leaves_whole_files(
    demo: Demo, tmp_path: Path, profile: Path
):
    async with window_on(demo, tmp_path, **KEY) as driver:
        page = await open_page(driver)
        driver.click("showFilesButton")
        await driver.idle()
        words = driver.widget("datasetPlan").plain_text()
        assert "papers, release 2026-08-18: 3 files, " in words
        assert "Free space in " in words
        folder = profile / "Semantic Scholar data" / NEWEST / "papers"
        assert not folder.exists(), "nothing is written before the download begins"
        assert driver.widget("downloadDatasetButton").text().startswith("Download ")
        driver.click("downloadDatasetButton")
        await driver.idle()
        assert note(page).startswith("Downloaded “papers”. 3 files (")
        files = sorted(folder.glob("*.gz"))
        assert len(files) == 3
        assert all(gzip.decompress(file.read_bytes()).startswith(b"{") for file in files)
        assert not list(folder.glob("*.part"))


async def test_a_download_that_is_stopped_goes_on_in_the_next_window(demo: Demo, tmp_path: Path, profile: Path):
    demo.config(faults={HOST: "slow"}, pace=0.05)
    async with window_on(demo, tmp_path, **KEY) as driver:
        page = await open_page(driver)
        driver.click("showFilesButton")
        await driver.idle()
        driver.click("downloadDatasetButton")
        folder = profile / "Semantic Scholar data" / NEWEST / "papers"
        await driver.until(lambda: any(part.stat().st_size for part in folder.glob("*.part")))
        driver.trigger("view.search")
        assert page.dataset.download._running, "it goes on while another page is shown"
        driver.trigger("view.corpus")
        driver.click("cancelDatasetButton")
        await driver.idle()
        assert note(page).startswith("Download stopped. Downloaded data stays in ")
    demo.config(faults={}, pace=0.0)
    async with window_on(demo, tmp_path, **KEY) as driver:
        page = await open_page(driver)
        assert note(page).startswith("This download is unfinished. Part of it is in ")
        page.dataset.download._note.button("Resume").click()
        await driver.idle()
        assert "Already downloaded: " in driver.widget("datasetPlan").plain_text()
        driver.click("downloadDatasetButton")
        await driver.idle()
        assert note(page).startswith("Downloaded “papers”.")


async def test_a_disk_with_too_little_room_is_told_before_the_first_byte(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import shutil

    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    async with window_on(demo, tmp_path, **KEY) as driver:
        page = await open_page(driver)
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "disk_usage", lambda path: usage)
            driver.click("showFilesButton")
            await driver.idle()
        assert note(page).startswith("This disk does not have enough space. ")
        assert not driver.widget("downloadDatasetButton").isEnabled()


async def test_the_diffs_between_two_releases_are_told_in_their_order(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        page = await open_page(driver)
        page.dataset._diffs.set_open(True)
        page.dataset._from.set_value("2026-07-28")
        driver.click("showDiffsButton")
        await driver.idle()
        lines = driver.widget("datasetDiffs").plain_text().splitlines()
        assert lines[0] == "3 steps, to be applied in this order:"
        assert [line.partition(":")[0] for line in lines[1:]] == [
            "2026-07-28 to 2026-08-04",
            "2026-08-04 to 2026-08-11",
            "2026-08-11 to 2026-08-18",
        ]


async def test_a_service_that_fails_is_named_and_asked_again(demo: Demo, tmp_path: Path):
    demo.config(fail={"/datasets/v1/release": 500})
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        driver.trigger("view.corpus")
        await driver.idle()
        assert driver.state("corpusPage") == "error"
        message = driver.widget("corpusPage").pane.message
        assert message.heading == "Semantic Scholar Datasets has an internal error (status 500)."
        demo.config(fail={})
        message.steps[0].run()
        await driver.idle()
        assert driver.state("corpusPage") == "full"


async def test_in_a_narrow_window_the_list_and_the_dataset_take_turns(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, size=(700, 640)) as driver:
        page = await open_page(driver)
        assert page.pane.isVisible()
        assert not page.dataset.isVisible()
        page.view.opened.emit(0)
        assert page.dataset.isVisible()
        driver.click("allDatasetsButton")
        assert page.pane.isVisible()
        await driver.idle()
