"""The setup of the offline corpus in the window: four pages, then a corpus that answers without the network."""

from __future__ import annotations

import errno
import gzip
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog

from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.widgets.tick_box import TickBox
from tests.support.demo_fixture import Demo
from tests.support.window_driver import Driver, shown_tooltip, window_on
from tests.ui.window.test_window import accessible_problems

KEY = {"semantic_scholar_key": "demo-key"}
OLDEST, NEWEST = release_name(0), release_name(1)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    GeneratedReleases(Sizes(300, 3000, releases=2, seed=4, vectors=1, words=20_000)).write(folder)
    return folder


@pytest.fixture(autouse=True)
def _serve(demo: Demo, releases: Path) -> None:
    demo.config(releases=str(releases))


def papers(releases: Path, file: str = "*.gz", release: str = NEWEST) -> dict[int, dict[str, Any]]:
    files = sorted((releases / release / "papers").glob(file))
    rows = (json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines())
    return {row["corpusid"]: row for row in rows}


def note(driver: Driver, name: str) -> str:
    shown = driver.widget(name).note
    return "" if shown is None else f"{shown.lead} {shown.text}"


async def to_the_rule(driver: Driver) -> None:
    """Open the setup and accept the terms."""
    driver.trigger("view.corpus")
    await driver.idle()
    driver.click("setupCorpusButton")
    await driver.idle()
    tick = driver.widget("acceptTermsTick")
    if not tick.isChecked():
        assert not driver.widget("setupNextButton").isEnabled()
        assert driver.widget("setupProblem").text() == "Accept the terms first."
        driver.click("acceptTermsTick")
    driver.click("setupNextButton")
    await driver.idle()


async def to_the_estimate(driver: Driver) -> None:
    driver.click("setupNextButton")
    await driver.idle()


async def fetched_from_the_rule(driver: Driver) -> None:
    """Go from the page of the conditions to the corpus that is ready, or to what prevents it."""
    await to_the_estimate(driver)
    driver.click("setupNextButton")
    await driver.idle()


async def fetched(driver: Driver) -> None:
    """Open the setup, and fetch all papers."""
    await to_the_rule(driver)
    await fetched_from_the_rule(driver)


def estimate(driver: Driver) -> dict[str, str]:
    from PySide6.QtWidgets import QLabel

    words = [each.text() for each in driver.widget("corpusPlan").findChildren(QLabel) if each.isVisible()]
    return dict(zip(words[::2], words[1::2], strict=True))


async def test_from_the_terms_to_a_search_without_the_network(demo: Demo, tmp_path: Path, releases: Path):
    wanted = {key: row for key, row in papers(releases).items() if row["citationcount"] >= 10}
    async with window_on(demo, tmp_path, **KEY) as driver:
        await to_the_rule(driver)
        driver.type("10", "ruleEdit.citations")
        assert "many papers enter and leave" in driver.widget("ruleStability").plain_text()
        assert accessible_problems(driver.window) == []
        await to_the_estimate(driver)
        rows = estimate(driver)
        assert rows["Release"] == NEWEST
        kept, _error, share, of_all = re.findall(r"[\d.]+", rows["Papers"])
        head = papers(releases, file="part-00000.gz")
        assert share.isdecimal(), "it is an estimate"
        assert float(share) == pytest.approx(100 * len(wanted.keys() & head.keys()) / len(head), abs=0.8)
        assert int(kept) == pytest.approx(float(share) / 100 * int(of_all), abs=0.005 * int(of_all) + 1)
        assert abs(int(of_all) - len(papers(releases))) <= 10
        assert driver.widget("setupNextButton").text() == "Start download"
        driver.click("setupNextButton")
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith(f"Your corpus is ready. {len(wanted)} papers and ")
        assert not driver.widget("pauseCorpusButton").isVisible()
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        assert driver.widget("ownCorpusTitle").text().startswith(f"{len(wanted)} papers, as of ")
        assert accessible_problems(driver.window) == []
        asked = len(demo.stats()["requests"])
        driver.trigger("app.offline")
        driver.trigger("view.search")
        title = next(iter(wanted.values()))["title"]
        await driver.search(title)
        assert title in driver.titles()
        assert len(demo.stats()["requests"]) == asked
    assert len(list((tmp_path / "data" / "corpus" / "terms").iterdir())) == 8


def shown_chips(driver: Driver) -> list[str]:
    chips = driver.window.search_page._sources.findChildren(QAbstractButton)
    return [chip.objectName().removeprefix("sourceChip.") for chip in chips if chip.isVisible()]


async def sources_of_runs(driver: Driver) -> list[list[str]]:
    """Return the sources of each run in the search ledger, newest first."""
    return [[one.name for one in run.sources] for run in await driver.program.services.search_ledger.runs()]


async def test_the_search_that_the_ready_corpus_offers_asks_the_corpus_alone_until_all_sources_are_searched(
    demo: Demo, tmp_path: Path, releases: Path
):
    async with window_on(demo, tmp_path, **KEY) as driver:
        before = driver.program.services.settings_editor.current.sources
        await driver.search("attention")
        assert driver.titles()
        assert not driver.window.registry["search.all_sources"].isEnabled()
        driver.trigger("search.corpus")  # without a corpus
        await driver.idle()
        assert driver.window.navigation.page == "corpus"
        await to_the_rule(driver)
        tick = driver.widget("datasetTick.tldrs")
        assert (tick.text(), shown_tooltip(tick)) == ("Summaries", "Dataset “tldrs” of Semantic Scholar")
        await fetched_from_the_rule(driver)
        assert driver.widget("corpusBarTitle.tldrs").text() == "Summaries"
        asked = len(demo.stats()["requests"])
        driver.widget("corpusWorkNote").button("Search offline corpus").click()
        await driver.idle()
        assert driver.window.navigation.page == "search"
        box = driver.widget("searchEdit")
        assert (box.hasFocus(), box.text(), box.selectedText()) == (True, "attention", "attention")
        assert shown_chips(driver) == ["corpus", "allSourcesButton"]
        assert driver.widget("sourceChip.corpus").property("state") == "ok"
        assert driver.widget("allSourcesButton").text() == "Search all sources"
        assert len(demo.stats()["requests"]) == asked
        title = next(iter(papers(releases).values()))["title"]
        QTest.keyClicks(box, title)
        assert box.text() == title, "typing replaces the text"
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert title in driver.titles()
        assert shown_chips(driver) == ["corpus", "allSourcesButton"]
        driver.trigger("search.corpus")
        await driver.idle()
        assert box.selectedText() == title
        assert len(demo.stats()["requests"]) == asked
        assert await sources_of_runs(driver) == [["corpus"], ["corpus"], list(before)], "each was run once"
        assert driver.program.services.settings_editor.current.sources == before
        driver.click("allSourcesButton")
        await driver.idle()
        assert shown_chips(driver) == ["semantic_scholar", "unpaywall", "zenodo"]
        assert (box.hasFocus(), box.selectedText()) == (True, title)
        assert len(demo.stats()["requests"]) > asked
        assert (await sources_of_runs(driver))[0] == list(before)
        assert not driver.window.registry["search.all_sources"].isEnabled()


async def test_the_page_of_a_corpus_has_a_button_that_searches_it(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        driver.trigger("view.corpus")
        await driver.until(lambda: driver.widget("setupCorpusButton").isVisible())
        assert not driver.widget("searchCorpusButton").isVisible(), "there is no corpus yet"
        await fetched(driver)
        driver.trigger("view.search")
        driver.trigger("view.corpus")
        await driver.until(lambda: driver.widget("searchCorpusButton").isVisible())
        driver.click("searchCorpusButton")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert shown_chips(driver) == ["corpus", "allSourcesButton"]


async def test_back_and_the_next_start_keep_the_sources_of_a_search(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.trigger("view.search")
        await driver.search("attention")
        titles = driver.titles()
        asked = len(demo.stats()["requests"])
        driver.trigger("search.corpus")
        await driver.idle()
        of_corpus = driver.titles()
        driver.trigger("go.back")
        await driver.idle()
        assert driver.titles() == titles
        assert shown_chips(driver) == ["semantic_scholar", "unpaywall", "zenodo"]
        driver.trigger("go.forward")
        await driver.idle()
        assert driver.titles() == of_corpus
        assert shown_chips(driver) == ["corpus", "allSourcesButton"]
        assert len(demo.stats()["requests"]) == asked
    async with window_on(demo, tmp_path, **KEY) as driver:
        await driver.idle()
        assert driver.titles() == of_corpus
        assert shown_chips(driver) == ["corpus", "allSourcesButton"]
        asked = len(demo.stats()["requests"])
        await driver.search("memory")
        assert (await sources_of_runs(driver))[0] == ["corpus"]
        assert len(demo.stats()["requests"]) == asked


async def test_a_saved_search_and_one_of_the_ledger_are_run_in_their_sources(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.trigger("search.corpus")
        await driver.search("attention")
        driver.click("saveSearchButton")
        await driver.idle()
        assert driver.widget("saveSearchButton").text() == "Search saved"
        driver.click("allSourcesButton")
        await driver.idle()
        assert driver.widget("saveSearchButton").text() == "Save search", "that one has other sources"
        asked = len(demo.stats()["requests"])
        (saved,) = await driver.program.services.saved_searches.all()
        assert saved.sources == ("corpus",)
        button = driver.widget(f"sidebar.saved.{saved.key}")
        assert shown_tooltip(button) == "Run this search again. Sources: Offline corpus."
        driver.click(f"sidebar.saved.{saved.key}")
        await driver.idle()
        assert shown_chips(driver) == ["corpus", "allSourcesButton"]
        assert driver.widget("saveSearchButton").text() == "Search saved"
        driver.click("allSourcesButton")
        await driver.idle()
        asked = len(demo.stats()["requests"])
        driver.trigger("view.ledger")
        await driver.idle()
        view = driver.widget("ledgerView")
        rows = [view.model().row(place).second for place in range(view.model().rowCount())]
        assert [" · only Offline corpus" in row for row in rows] == [
            names == ["corpus"] for names in await sources_of_runs(driver)
        ]
        view.setFocus()
        view.setCurrentIndex(view.model().index(1, 0))
        driver.click("ledgerAgainButton")
        await driver.idle()
        assert shown_chips(driver) == ["corpus", "allSourcesButton"]
        assert (await sources_of_runs(driver))[0] == ["corpus"]
        assert len(demo.stats()["requests"]) == asked


async def test_titles_of_the_service_are_not_offered_while_the_corpus_alone_is_searched(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.trigger("search.corpus")
        await driver.idle()
        asked = len(demo.stats()["requests"])
        QTest.keyClicks(driver.widget("searchEdit"), "attention is")
        await driver.idle()
        assert len(demo.stats()["requests"]) == asked
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        driver.click("allSourcesButton")
        await driver.idle()
        asked = len(demo.stats()["requests"])
        QTest.keyClicks(driver.widget("searchEdit"), "attention is")
        await driver.until(lambda: len(demo.stats()["requests"]) > asked)


async def test_a_search_of_the_corpus_alone_that_finds_nothing_offers_all_sources(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.trigger("search.corpus")
        await driver.search("zzyzzx")
        assert driver.titles() == []
        assert driver.window.search_page.panes.results.pane.message.text == (
            "Your offline corpus has no paper with this word. Check the spelling, or try another word."
        )
        driver.trigger("app.offline")
        await driver.search("zzyzzx zzyzzy")
        assert driver.window.search_page.panes.results.pane.message.text == (
            "Your offline corpus has no paper with all these words. Try fewer words, or go online."
        )
        driver.trigger("app.offline")
        await driver.search("zzyzzx")
        asked = len(demo.stats()["requests"])
        steps = driver.window.search_page.panes.results.findChildren(QAbstractButton)
        next(each for each in steps if each.isVisible() and each.text() == "Search all sources").click()
        await driver.idle()
        assert len(demo.stats()["requests"]) > asked
        assert shown_chips(driver) == ["semantic_scholar", "unpaywall", "zenodo"]


async def test_a_corpus_that_is_a_source_and_is_removed_is_no_source_any_more(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, sources=("s2", "unpaywall", "zenodo", "corpus"), **KEY) as driver:
        await fetched(driver)
        driver.trigger("view.settings")
        await driver.idle()
        tick = next(each for each in driver.window.findChildren(TickBox) if each.text() == "Offline corpus")
        assert tick.isChecked()
        driver.trigger("view.corpus")
        await driver.idle()
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        words = [each.plain_text() for each in driver.widget("ownCorpusPane").findChildren(Prose)]
        assert any(said.startswith("A source of your searches.") for said in words), words
        driver.click("removeCorpusButton")
        driver.widget("ownCorpusNote").button("Delete").click()
        await driver.idle()
        assert "corpus" not in driver.program.services.settings_editor.current.sources
        assert not tick.isChecked()
        driver.trigger("view.search")
        await driver.search("memory")
        assert not driver.widget("sourceChip.corpus").isVisible()


async def test_after_a_corpus_is_deleted_a_search_is_one_of_all_services_again(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.trigger("search.corpus")
        await driver.search("memory")
        driver.trigger("view.corpus")
        await driver.idle()
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        driver.click("removeCorpusButton")
        driver.widget("ownCorpusNote").button("Delete").click()
        await driver.idle()
        driver.trigger("view.search")
        await driver.search("attention")
        assert driver.titles() != []
        assert shown_chips(driver) == ["semantic_scholar", "unpaywall", "zenodo"]


async def test_the_search_page_without_a_search_names_the_corpus_as_the_source(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.trigger("view.search")
        assert not driver.widget("sourceChip.corpus").isVisible()
        driver.trigger("search.corpus")
        await driver.idle()
        assert driver.widget("searchEdit").hasFocus()
        assert driver.widget("searchEdit").text() == ""
        assert shown_chips(driver) == ["corpus", "allSourcesButton"]
        assert accessible_problems(driver.window) == []
        driver.trigger("search.all_sources")
        await driver.idle()
        assert driver.widget("searchEdit").hasFocus()
        assert shown_chips(driver) == ["semantic_scholar", "unpaywall", "zenodo"]


async def test_the_search_of_the_corpus_begins_without_the_filters_and_is_not_the_saved_search_before_it(
    demo: Demo, tmp_path: Path
):
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.trigger("view.search")
        page = driver.window.search_page
        await driver.search("attention")
        page.search.with_filters(page.search.query.filters.replaced(type="review"))
        page._filters.show_filters(page.search.query.filters)
        await driver.idle()
        driver.click("saveSearchButton")
        await driver.idle()
        assert driver.widget("saveSearchButton").text() == "Search saved"
        driver.trigger("view.corpus")
        driver.trigger("search.corpus")
        await driver.idle()
        assert not page.query.filters.any_set
        assert driver.widget("searchEdit").selectedText() == "attention"
        assert shown_chips(driver) == ["corpus", "allSourcesButton"]
        assert driver.widget("saveSearchButton").text() == "Save search"
        assert not any(
            each.isChecked()
            for each in driver.window.findChildren(QAbstractButton)
            if each.objectName().startswith("sidebar.saved.")
        )


async def test_a_corpus_that_is_gone_is_no_source_and_not_in_the_ledger(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path, sources=("s2", "unpaywall", "zenodo", "corpus")) as driver:
        await driver.search("memory")
        assert driver.titles()
        assert not driver.widget("sourceChip.corpus").isVisible()
        (run,) = await driver.program.services.search_ledger.runs()
        assert [source.name for source in run.sources] == ["s2", "unpaywall", "zenodo"]


async def test_without_conditions_no_condition_is_named_and_all_papers_are_kept(
    demo: Demo, tmp_path: Path, releases: Path
):
    async with window_on(demo, tmp_path, **KEY) as driver:
        await to_the_rule(driver)
        assert "condition" not in driver.widget("ruleStability").plain_text()
        await to_the_estimate(driver)
        words = re.fullmatch(r"all papers, about (\d+) \(± (\d+)\)", estimate(driver)["Papers"])
        assert 0 < abs(int(words[1]) - len(papers(releases))) <= int(words[2])


async def test_a_download_is_paused_goes_on_in_the_next_window_and_is_built(demo: Demo, tmp_path: Path, releases: Path):
    host = "ai2-s2ag.s3.amazonaws.com"
    async with window_on(demo, tmp_path, **KEY) as driver:
        await to_the_rule(driver)
        await to_the_estimate(driver)
        demo.config(faults={host: "slow"}, pace=0.05)
        driver.click("setupNextButton")
        await driver.until(lambda: driver.widget("corpusBarWords.papers").text() != "")
        listed = driver.widget("corpusFilesView").model()
        await driver.until(lambda: any(row.about.startswith("Downloading: ") for row in listed._rows))
        abouts = [row.about for row in listed._rows if row.title.startswith("papers · ")]
        assert len(abouts) == 4
        assert any(about.startswith("Waiting: ") for about in abouts)
        driver.click("pauseCorpusButton")
        await driver.idle()
        assert all(row.about.startswith("Waiting: ") or "lines kept" in row.about for row in listed._rows)
        assert note(driver, "corpusWorkNote").startswith("Paused.")
        assert driver.widget("resumeCorpusButton").isVisible()
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        assert driver.widget("ownCorpusNote").button("Resume").hasFocus()
        assert driver.widget("setupCorpusButton").kind is ButtonKind.PLAIN, "one button of the page is blue"
    demo.config(faults={}, pace=0.0)
    async with window_on(demo, tmp_path, **KEY) as driver:
        driver.trigger("view.corpus")
        await driver.idle()
        bar = driver.widget("ownCorpusNote")
        await driver.until(lambda: bar.isVisible() and bar.button("Resume").hasFocus())
        assert note(driver, "ownCorpusNote").startswith(f"The download of release {NEWEST} is unfinished.")
        bar.button("Resume").click()
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith(f"Your corpus is ready. {len(papers(releases))} papers")
        assert all("lines kept" in row.about for row in driver.widget("corpusFilesView").model()._rows)


async def test_the_focus_stays_in_the_setup(demo: Demo, tmp_path: Path):
    def focus() -> str:
        widget = QApplication.focusWidget()
        return "" if widget is None else widget.objectName()

    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.corpus")
        await driver.idle()
        driver.click("setupCorpusButton")
        await driver.idle()
        assert focus() == "keyEdit.semantic_scholar", "there is no key yet"
        driver.type("demo-key", "keyEdit.semantic_scholar")
        driver.widget("tryKey.semantic_scholar").setFocus()
        driver.click("tryKey.semantic_scholar")
        await driver.idle()
        assert focus() == "keyEdit.semantic_scholar", "not the button that removes the key"
        driver.click("acceptTermsTick")
        driver.click("setupNextButton")
        await driver.idle()
        for _ in range(2):  # there is an estimate of before the second time
            assert focus() == "addFieldChip", "the fields come before the button"
            driver.widget("setupNextButton").setFocus()
            driver.click("setupNextButton")
            assert focus() == "setupBackButton", "not on what stops the estimate: Enter, pressed twice, would do that"
            await driver.idle()
            assert focus() == "setupBackButton", "nor on what starts the download: the estimate is to be read first"
            assert driver.widget("setupNextButton").isEnabled()
            driver.click("setupBackButton")
        driver.click("setupNextButton")
        driver.widget("cancelSetupButton").setFocus()
        await driver.idle()
        assert driver.widget("setupNextButton").isEnabled()
        assert focus() == "cancelSetupButton", "it was moved there during the estimate"
        driver.click("setupBackButton")
        driver.click("setupNextButton")
        await driver.idle()
        demo.config(faults={"ai2-s2ag.s3.amazonaws.com": "slow"}, pace=0.05)
        driver.click("setupNextButton")
        await driver.until(lambda: driver.widget("corpusBarWords.papers").text() != "")
        driver.widget("pauseCorpusButton").setFocus()
        driver.click("pauseCorpusButton")
        await driver.idle()
        assert focus() == "resumeCorpusButton"
        demo.config(faults={}, pace=0.0)
        driver.click("resumeCorpusButton")
        assert focus() == "pauseCorpusButton"
        await driver.idle()
        assert focus() == "closeCorpusWorkButton"


async def test_a_disk_without_enough_space_is_compared_again_in_place_and_leads_to_the_conditions(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    usage = shutil.disk_usage(tmp_path)
    async with window_on(demo, tmp_path, **KEY) as driver:
        await to_the_rule(driver)
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
            await to_the_estimate(driver)
            bar = driver.widget("corpusPlanNote")
            assert bar.note.lead == "This disk does not have enough space."
            assert not driver.widget("setupNextButton").isEnabled()
            assert QApplication.focusWidget() is bar.button("Change conditions")
            QTest.mouseClick(bar.button("Check again"), Qt.MouseButton.LeftButton)
            assert bar.note.lead == "This disk does not have enough space."
        requests = len(demo.stats()["requests"])
        QTest.mouseClick(bar.button("Check again"), Qt.MouseButton.LeftButton)
        assert bar.note is None
        assert driver.widget("setupNextButton").isEnabled()
        assert len(demo.stats()["requests"]) == requests
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
            driver.click("setupBackButton")
            await to_the_estimate(driver)
            QTest.mouseClick(bar.button("Change conditions"), Qt.MouseButton.LeftButton)
            assert driver.widget("ruleEdit.citations").isVisible()


async def test_a_full_disk_is_said_with_what_to_do(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def build(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with window_on(demo, tmp_path, **KEY) as driver:
        await to_the_rule(driver)
        await to_the_estimate(driver)
        with monkeypatch.context() as patched:
            patched.setattr("scholar_desktop.corpus.build.Builder.build", build)
            driver.click("setupNextButton")
            await driver.idle()
        assert note(driver, "corpusWorkNote") == (
            "Could not build the corpus: No space left on device. Free up space, and try again: what was downloaded is "
            "kept."
        )
        driver.click("resumeCorpusButton")
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith("Your corpus is ready.")


async def test_a_cut_file_is_named_and_the_rest_goes_on(demo: Demo, tmp_path: Path, releases: Path):
    file = sorted((releases / NEWEST / "citations").glob("*.gz"))[0]
    whole = file.read_bytes()
    async with window_on(demo, tmp_path, **KEY) as driver:
        await to_the_rule(driver)
        await to_the_estimate(driver)
        try:
            file.write_bytes(whole[: len(whole) // 2])
            driver.click("setupNextButton")
            await driver.idle()
        finally:
            file.write_bytes(whole)
        assert note(driver, "corpusWorkNote").startswith("1 file is missing. citations ")
        assert "damaged or incomplete" in note(driver, "corpusWorkNote")
        assert driver.titles("corpusFilesView")[0].startswith("citations · ")
        assert not (tmp_path / "data" / "corpus" / "current").exists()
        driver.click("resumeCorpusButton")
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith("Your corpus is ready.")


async def test_a_full_disk_pauses(demo: Demo, tmp_path: Path, releases: Path, monkeypatch: pytest.MonkeyPatch):
    from scholar_desktop.services.corpus import lines_fetch

    def full(_path: Path, _mark: object) -> None:
        raise OSError(28, "No space left on device")

    async with window_on(demo, tmp_path, **KEY) as driver:
        await to_the_rule(driver)
        await to_the_estimate(driver)
        with monkeypatch.context() as patch:
            patch.setattr(lines_fetch, "write_mark", full)
            driver.click("setupNextButton")
            await driver.idle()
        assert note(driver, "corpusWorkNote").startswith("Paused: the disk is full")
        assert "No space left on device" in note(driver, "corpusWorkNote")
        driver.click("resumeCorpusButton")
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith("Your corpus is ready.")


@pytest.mark.qt_log_ignore("propagateSizeHints")
async def test_the_corpus_is_exported_and_deleted_after_one_question(demo: Demo, tmp_path: Path, releases: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        driver.click("exportCorpusButton")
        dialog = driver.window.findChild(QFileDialog)
        dialog.fileSelected.emit(str(tmp_path / "citations.graphml"))
        dialog.close()
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith("The citation graph was exported.")
        assert (tmp_path / "citations.graphml").read_text("utf-8").count("<node ") == len(papers(releases))
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        driver.click("exportCorpusButton")
        [dialog] = [each for each in driver.window.findChildren(QFileDialog) if each.isVisible()]
        dialog.selectNameFilter("CSV (*.csv)")
        dialog.fileSelected.emit(str(tmp_path / "tables.csv"))
        dialog.close()
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith("The citation graph was exported.")
        written = {file.name: file.read_text("utf-8").splitlines() for file in (tmp_path / "tables").iterdir()}
        assert written.keys() == {"nodes.csv", "edges.csv"}
        assert len(written["nodes.csv"]) == 1 + len(papers(releases))
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        driver.click("removeCorpusButton")
        assert note(driver, "ownCorpusNote").startswith("Delete the corpus (")
        assert (tmp_path / "data" / "corpus" / "current").exists()
        driver.widget("ownCorpusNote").button("Delete").click()
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith("The corpus was deleted.")
        assert note(driver, "corpusWorkNote").endswith("The terms that you accepted stay accepted.")
        assert [file.name for file in (tmp_path / "data" / "corpus").iterdir()] == ["terms"]
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        assert driver.widget("removeCorpusButton").isHidden()


async def test_the_rule_has_all_conditions_and_says_what_is_wrong(demo: Demo, tmp_path: Path):
    ids = tmp_path / "ids.txt"
    ids.write_text("10.1000/ABC\n# mine\n12345\n", "utf-8")
    async with window_on(demo, tmp_path, **KEY) as driver:
        await to_the_rule(driver)
        page = driver.window.findChild(type(driver.widget("corpusSetup"))).rule
        next_button = driver.widget("setupNextButton")
        for entry in page._add_field.menu_of_choices().actions():
            if entry.text() == "Computer Science":
                entry.trigger()
        assert page.rule.fields == ("Computer Science",)
        QTest.keyClick(driver.widget("fieldChip.Computer Science"), Qt.Key.Key_Delete)
        assert page.rule.fields == ()
        hints = [driver.widget(f"ruleEdit.{name}").placeholderText() for name in ("venues", "citations")]
        assert hints == ["For example: Nature, ACL", "For example: 10"], "they do not look like values"
        driver.type("2020", "ruleEdit.first_year")
        driver.type("2015", "ruleEdit.last_year")
        assert not next_button.isEnabled()
        assert driver.widget("setupProblem").text() == "The first year is later than the last one."
        driver.type("2024", "ruleEdit.last_year")
        driver.type("Nature, ACL", "ruleEdit.venues")
        driver.click("oneEndChoice")
        page.read_ids(ids)
        rule = page.rule
        assert (rule.first_year, rule.last_year, rule.venues, rule.edges) == (2020, 2024, ("Nature", "ACL"), "one")
        assert rule.ids == ("12345", "doi:10.1000/abc")
        assert driver.widget("ruleIdsWords").text() == "2 identifiers from ids.txt"
        ids.write_text("no identifier at all\n", "utf-8")
        page.read_ids(ids)
        assert not next_button.isEnabled()
        assert driver.widget("setupProblem").text() == "Line 1 of ids.txt is not a paper identifier."
        driver.click("datasetTick.tldrs")
        assert "tldrs" not in page.datasets


async def test_without_a_key_the_setup_asks_for_one(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.corpus")
        await driver.idle()
        driver.click("setupCorpusButton")
        await driver.idle()
        assert driver.widget("setupProblem").text() == "Enter an API key first."
        driver.type("demo-key", "keyEdit.semantic_scholar")
        driver.click("tryKey.semantic_scholar")
        await driver.idle()
        driver.click("acceptTermsTick")
        assert driver.widget("setupNextButton").isEnabled()


async def test_the_terms_are_loaded_again_after_the_setup_was_opened_offline(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY", "demo-key")
    async with window_on(demo, tmp_path, offline=True) as driver:
        driver.trigger("view.corpus")
        await driver.idle()
        driver.click("setupCorpusButton")
        await driver.idle()
        assert driver.widget("setupProblem").text() == "The terms could not be loaded."
        assert "working offline" in note(driver, "corpusTermsNote")
        tick = driver.widget("acceptTermsTick")
        assert not tick.isEnabled(), "no terms are shown"
        again = driver.widget("corpusTermsNote").button("Try again")
        assert QApplication.focusWidget() is again
        QTest.mouseClick(again, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert "working offline" in note(driver, "corpusTermsNote")
        driver.trigger("app.offline")
        await driver.until(tick.isEnabled)
        assert (note(driver, "corpusTermsNote"), driver.widget("setupProblem").text()) == (
            "",
            "Accept the terms first.",
        )
        await driver.until(lambda: QApplication.focusWidget() is tick)


async def test_an_update_says_its_steps_and_what_papers_lack_until_it_is_looked_up(
    demo: Demo, tmp_path: Path, releases: Path
):
    served = tmp_path / "served"
    shutil.copytree(releases, served)
    shutil.move(served / NEWEST, tmp_path / NEWEST)
    demo.config(releases=str(served))
    before = {key for key, row in papers(releases, release=OLDEST).items() if row["citationcount"] >= 10}
    after = {key: row for key, row in papers(releases).items() if row["citationcount"] >= 10}
    entered = after.keys() - before
    assert entered
    async with window_on(demo, tmp_path, **KEY) as driver:
        await to_the_rule(driver)
        driver.type("10", "ruleEdit.citations")
        await fetched_from_the_rule(driver)
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        assert not driver.widget("completeCorpusButton").isVisible()
        shutil.move(tmp_path / NEWEST, served / NEWEST)
        driver.click("updateCorpusButton")
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith(f"Updated from {OLDEST} to {NEWEST}.")
        assert f" {len(entered)} paper" in note(driver, "corpusWorkNote")
        assert driver.widget("corpusWorkSteps").plain_text().startswith(f"{OLDEST} to {NEWEST}: ")
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        listed = driver.titles("incompletePapersView")
        assert sorted(listed) == sorted(after[key]["title"] for key in entered)
        assert driver.widget("completeCorpusButton").isVisible()
        driver.trigger("app.offline")
        QTest.keyClick(driver.view("incompletePapersView"), Qt.Key.Key_Down)
        QTest.keyClick(driver.view("incompletePapersView"), Qt.Key.Key_Return)
        await driver.until(lambda: driver.widget("corpusGapsNote").isVisible())
        assert note(driver, "corpusGapsNote").startswith("Your corpus lacks some data of this paper.")
        assert "citations" in note(driver, "corpusGapsNote")
        bar = driver.widget("corpusGapsNote")
        driver.trigger("app.offline")
        QTest.mouseClick(bar.button("Look up"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert not bar.isVisible()
        driver.trigger("view.corpus")
        await driver.idle()
        assert len(driver.titles("incompletePapersView")) == len(entered) - 1


async def test_lines_of_an_update_that_cannot_be_read_are_counted_and_many_of_them_refuse_it(
    demo: Demo, tmp_path: Path, releases: Path
):
    served = tmp_path / "served"
    shutil.copytree(releases, served)
    shutil.move(served / NEWEST, tmp_path / NEWEST)
    demo.config(releases=str(served))
    update = next((served / f"{OLDEST}-to-{NEWEST}" / "papers" / "update").glob("*.gz"))
    whole = gzip.decompress(update.read_bytes())
    bad = b'{"corpusid": "1", "title": "No number"}\n'
    update.write_bytes(gzip.compress(bad * 4 + whole))
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        shutil.move(tmp_path / NEWEST, served / NEWEST)
        driver.click("updateCorpusButton")
        await driver.idle()
        words = note(driver, "corpusWorkNote")
        assert f"too many lines of {tmp_path}" in words
        assert f"The corpus is still at release {OLDEST}." in words
        # the service corrects the file
        update.write_bytes(gzip.compress(bad * 3 + whole))
        driver.click("resumeCorpusButton")
        await driver.idle()
        words = note(driver, "corpusWorkNote")
        assert words.startswith(f"Updated from {OLDEST} to {NEWEST}.")
        assert words.endswith("3 lines could not be read and were left out.")
        assert driver.widget("corpusWorkSteps").plain_text().endswith(" · 3 lines unreadable")
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        assert driver.widget("ownCorpusTitle").text().startswith(f"{len(papers(releases))} papers")


async def test_an_update_that_is_less_as_a_whole_release_says_so(demo: Demo, tmp_path: Path, releases: Path):
    served = tmp_path / "served"
    shutil.copytree(releases, served)
    shutil.move(served / NEWEST, tmp_path / NEWEST)
    demo.config(releases=str(served))
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        shutil.move(tmp_path / NEWEST, served / NEWEST)
        update = next((served / f"{OLDEST}-to-{NEWEST}" / "papers" / "update").glob("*.gz"))
        more = [path.read_bytes() for path in (served / NEWEST / "papers").glob("*.gz")] * 20
        update.write_bytes(b"".join([update.read_bytes(), *more, *more]))
        driver.click("updateCorpusButton")
        await driver.idle()
        words = note(driver, "corpusWorkNote")
        assert words.startswith(f"Updated from {OLDEST} to {NEWEST}.")
        assert "larger than the whole release. It was downloaded and built again." in words


async def test_an_update_across_a_gap_and_half_a_release_are_refused_with_a_way_on(
    demo: Demo, tmp_path: Path, releases: Path
):
    served = tmp_path / "served"
    shutil.copytree(releases, served)
    shutil.move(served / NEWEST, tmp_path / NEWEST)
    demo.config(releases=str(served))
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        shutil.move(tmp_path / NEWEST, served / NEWEST)
        demo.config(fail={f"/datasets/v1/diffs/{OLDEST}/to/{NEWEST}/papers": 500})
        driver.click("updateCorpusButton")
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith("Semantic Scholar Datasets")
        demo.config(fail={})
        shutil.move(served / f"{OLDEST}-to-{NEWEST}", tmp_path / "step")
        driver.click("resumeCorpusButton")
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith(
            f"The changes of the dataset papers from {OLDEST} to {NEWEST} have a gap. Your corpus is unchanged."
        )
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        assert driver.widget("ownCorpusTitle").text().startswith(f"{len(papers(releases, release=OLDEST))} papers")
        # the whole release in place of the changes; it has too few citations, and is taken only after a question
        for file in sorted((served / NEWEST / "citations").glob("*.gz"))[1:]:
            file.unlink()
        driver.click("updateCorpusButton")
        await driver.idle()
        QTest.mouseClick(driver.widget("corpusWorkNote").button("Download release"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith(f"The dataset citations of release {NEWEST} has only ")
        assert "--fewer-rows" not in note(driver, "corpusWorkNote")
        QTest.mouseClick(driver.widget("corpusWorkNote").button("Use this release"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert note(driver, "corpusWorkNote").startswith(f"Your corpus is ready. {len(papers(releases))} papers")
