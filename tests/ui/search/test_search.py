"""Searching: by keys, with the services on loopback."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

from scholar_desktop.app import App
from scholar_desktop.services.program.settings_editor import SettingsFile
from scholar_desktop.ui.search.missing_sources import source_line
from tests.support.window_driver import shown_tooltip, window_on


async def test_words_and_enter_show_merged_results_for_one_request_a_service(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        assert driver.state("resultsView") == "empty"
        await driver.search("attention")
        assert driver.state("resultsView") == "full"
        assert "Attention is All you Need" in driver.titles()
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1, "zenodo": 1}
        for name in ("semantic_scholar", "unpaywall", "zenodo"):
            assert driver.state(f"sourceChip.{name}") == "ok"


async def test_the_first_result_is_shown_without_a_question(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        assert driver.chosen() == driver.titles()[:1]
        assert driver.state("detailPane") == "full"
        assert driver.state("citationPane") == "empty"
        assert driver.window.context.now.paper.title == driver.titles()[0]


async def test_typing_asks_for_titles_after_a_rest_and_for_nothing_else(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.type("attention is all")
        await asyncio.sleep(0.3)
        assert demo.stats()["counts"] == {}, "not before 600 ms"
        await driver.idle()
        assert demo.stats()["counts"] == {"s2": 1}
        line = driver.widget("suggestions").lines[0]
        assert line.text == "Attention is All you Need"
        assert line.is_title
        driver.press(Qt.Key.Key_Down)
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert driver.window.search_page.search.query.words == "Attention is All you Need"


async def test_a_search_after_a_pause_in_typing_does_not_wait_for_the_turn_of_the_suggestion(demo, tmp_path):
    async with window_on(demo, tmp_path, semantic_scholar_rate=0.001) as driver:  # one turn takes a quarter of an hour
        driver.type("attention is all")
        await driver.until(lambda: demo.stats()["counts"] == {"s2": 1})
        driver.press(Qt.Key.Key_Return)
        await driver.until(lambda: bool(driver.titles()))
        assert demo.stats()["counts"]["s2"] == 2


async def test_without_the_completion_of_titles_typing_sends_nothing(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        driver.click("completeTitlesTick")
        await driver.idle()
        assert SettingsFile(tmp_path / "config" / "config.toml").get("complete_titles") is False
        driver.trigger("view.search")
        driver.type("attention is all")
        await driver.idle()
        assert demo.stats()["counts"] == {}


async def test_history_and_library_are_offered_without_a_question_and_half_an_identifier_asks_for_no_title(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all")
        driver.trigger("paper.add")
        await driver.idle()
        asked = demo.stats()["counts"]
        driver.type("atten")
        await driver.until(lambda: any(line.paper is not None for line in driver.widget("suggestions").lines))
        lines = driver.widget("suggestions").lines
        assert [line.icon for line in lines] == ["recent", "library"]
        assert lines[0].text == "attention is all"
        assert demo.stats()["counts"] == asked
        for text in ("10.1038/", "https://doi.org/10.1038", "https://arxiv.org/ab", "https://www.na", "arXiv:1706.0"):
            driver.type(text)
            await driver.idle()
            assert demo.stats()["counts"] == asked, text


async def test_a_bare_number_offers_the_identifiers_that_it_may_be_before_words(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.type("27295650")
        lines = driver.widget("suggestions").lines
        assert [line.text for line in lines[:2]] == ["PMID 27295650", "CorpusId 27295650"]
        driver.press(Qt.Key.Key_Down)
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert driver.titles() == ["Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks"]
        for words in ("12345", "123456789", "27295650 moss", "0123456"):
            driver.type(words)
            assert not [line for line in driver.widget("suggestions").lines if line.text.startswith("PMID")]


async def test_enter_cancels_the_question_for_titles(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await asyncio.sleep(0.7)
        await driver.idle()
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1, "zenodo": 1}


async def test_the_box_says_what_it_recognised(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        box = driver.widget("searchEdit")
        driver.type("https://doi.org/10.1038/nature12373")
        assert box.said == "DOI 10.1038/nature12373"
        driver.type("plain words")
        assert box.said == ""
        driver.type("10.1038/")
        assert "DOI" in box.said


async def test_a_long_identifier_has_the_width_of_the_box_and_shows_its_beginning(demo, tmp_path):
    long = "https://www.sciencedirect.com/science/article/pii/S0004370221000862?via%3Dihub&" + "x" * 200
    doi = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2-and-a-longer-end-of-it-all"
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        box = driver.widget("searchEdit")
        QGuiApplication.clipboard().setText(doi)
        box.paste()
        margins = box.textMargins()
        assert margins.right() <= box.width() * 0.3, "what was recognised hides what was pasted"
        driver.type("")
        assert long not in shown_tooltip(box)
        QGuiApplication.clipboard().setText(long)
        box.paste()
        assert long in shown_tooltip(box)
        assert box.cursorPosition() == len(long)
        QTest.keyClick(box, Qt.Key.Key_Tab)
        assert not box.hasFocus()
        assert box.cursorPosition() == 0


async def test_a_page_that_names_no_paper_by_its_address_is_looked_at_on_enter(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        box = driver.widget("searchEdit")
        driver.type("https://openreview.net/forum?id=SyK00v5xx")
        assert box.said == "OpenReview page: press Enter to identify its paper (1 request to openreview.net)"
        await driver.idle()
        assert demo.stats()["counts"] == {}, "nothing is looked at, and no title completed, while typing"
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert box.said == "OpenReview page: found by its title"
        assert driver.titles() == ["A Simple but Tough-to-Beat Baseline for Sentence Embeddings"]
        await driver.search("https://www.sciencedirect.com/science/article/pii/S0092867420302294")
        assert driver.state("resultsView") == "error"
        message = driver.window.search_page.panes.results.pane.message
        assert "sciencedirect.com checks that you are human" in message.heading
        assert driver.state("sourceChip.unpaywall") == "skipped", "nobody is being asked"
        assert [step.title for step in message.steps] == ["Search by title", "Open page", "Try again"]


async def test_a_mistyped_identifier_is_not_asked_and_says_why(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("10.1038/")
        assert driver.state("resultsView") == "error"
        assert demo.stats()["counts"] == {}
        assert "DOI" in driver.window.search_page.panes.results.pane.message.heading


async def test_a_later_search_cancels_the_one_that_runs(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(latency=0.3)
        driver.type("attention")
        driver.press(Qt.Key.Key_Return)
        await driver.until(lambda: driver.state("resultsView") == "waiting")
        demo.config(latency=0)
        await driver.search("graph")
        assert driver.window.search_page.search.query.words == "graph"
        assert "Attention is All you Need" not in driver.titles()


async def test_a_source_that_fails_costs_only_its_own_and_says_so(demo, tmp_path, expect_log):
    async with window_on(demo, tmp_path) as driver:
        demo.config(fail={"zenodo": 500})
        await driver.search("attention")
        assert driver.state("resultsView") == "partial"
        assert driver.state("sourceChip.zenodo") == "failed"
        assert "Zenodo" in driver.widget("sourceChip.zenodo").toolTip()
        assert "Zenodo" in driver.bar("results")
        assert "Attention is All you Need" in driver.titles()
        demo.config(fail={}, faults={"zenodo": "garbage"})
        driver.window.search_page.panes.results.pane.bar.button("Try again").click()
        await driver.idle()
        assert driver.state("resultsView") == "partial"
        demo.config(faults={})
        driver.window.search_page.panes.results.pane.bar.button("Try again").click()
        await driver.idle()
        assert driver.state("resultsView") == "full"


async def test_when_nobody_answers_the_pane_says_who_and_offers_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(fail={"s2": 500, "unpaywall": 500, "zenodo": 500})
        await driver.search("attention")
        assert driver.state("resultsView") == "error"
        message = driver.window.search_page.panes.results.pane.message
        assert [line.name for line in message.lines] == ["Semantic Scholar", "Unpaywall", "Zenodo"]
        named = [line.value.partition(".")[0] for line in message.lines]
        assert named == ["has an internal error (status 500)"] * 3, "each service is named once"
        assert [step.title for step in message.steps] == ["Try again", "Search my library"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Zenodo is busy.", ("Zenodo", "is busy.")),
        ("No answer from Zenodo within 60 s.", ("No answer from Zenodo within 60 s.", "")),
        ("no results", ("Zenodo", "no results")),
    ],
)
def test_the_line_of_a_source_names_it_once(words, line):
    found = source_line("zenodo", words, "cross")
    assert (found.name, found.value) == line


async def test_an_empty_result_offers_the_filter_to_drop(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click("filterChip.years")
        first = driver.window.findChild(QLineEdit, "yearFromEdit")
        first.setText("")
        driver.type("1901", "yearFromEdit")
        driver.type("1902", "yearToEdit")
        driver.press(Qt.Key.Key_Return, "yearToEdit")
        await driver.idle()
        assert driver.state("resultsView") == "empty"
        message = driver.window.search_page.panes.results.pane.message
        assert message.steps[0].title == "Remove “1901–1902” (29 papers)"
        message.steps[0].run()
        await driver.idle()
        assert driver.state("resultsView") == "full"
        assert driver.widget("filterChip.years").text() == "Years"
        await driver.search("zyzzyva")
        assert driver.window.search_page.panes.results.pane.message.text == (
            "No service found a paper for this word. Check the spelling, or try another word."
        )
        await driver.program.services.settings_editor.set("sources", "zenodo")
        await driver.search("zyzzyva beetle")
        assert driver.window.search_page.panes.results.pane.message.text == (
            "Only Zenodo was searched, and found nothing. Try fewer words, or other services. Semantic Scholar and "
            "Unpaywall are off in Settings, so they were not searched."
        )


async def test_the_last_search_is_there_again_without_a_request(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        titles = driver.titles()
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        assert driver.titles() == titles
        assert driver.widget("searchEdit").text() == "attention"
        assert demo.stats()["counts"] == {}
        assert driver.view().hasFocus(), "a letter acts on its row, and does not replace the words"
        driver.trigger("focus.search")
        QTest.keyClicks(driver.widget("searchEdit"), "graph")
        assert driver.widget("searchEdit").text() == "graph"
        await driver.idle()


async def test_the_rows_of_the_last_search_are_the_same_after_a_restart(demo, tmp_path):
    def rows(driver):
        model = driver.view().model()
        rows = [model.row(number) for number in range(model.rowCount())]
        return [(row.title, row.authors, row.summary, row.access, row.cites) for row in rows]

    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        before = rows(driver)
        records = [one for one in driver.window.search_page.search.result.papers if one.sources == ("zenodo",)]
        assert records
        summaries = {title: summary for title, _authors, summary, *_rest in before}
        assert all(summaries[one.title] for one in records)
    async with window_on(demo, tmp_path) as driver:
        assert rows(driver) == before


async def test_a_row_of_the_last_search_can_be_chosen_before_the_other_panes_are_there(demo, tmp_path):
    panes: list[object] = []

    def choose_early(program: App) -> None:
        async def choose() -> None:
            await program.window.search_page.show_last().search.last_loaded()
            rows = program.window.findChild(QTableView, "resultsView")
            panes.append(program.window.findChild(QWidget, "detailPane"))
            place = rows.visualRect(rows.model().index(1, 0)).center()
            QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)

        program.services.scope.start(choose(), name="choose a row")

    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        second = driver.titles()[1]
    async with window_on(demo, tmp_path, prepare=choose_early) as driver:
        assert panes == [None]
        assert driver.chosen() == [second]
        assert driver.window.search_page.panes.paper.paper.title == second
        assert driver.window.context.now.paper.title == second


async def test_last_searches_are_offered_under_the_box(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.search("graph networks")
        driver.type("att")
        await driver.idle()
        assert [line.text for line in driver.widget("suggestions").lines] == ["attention"]
        driver.press(Qt.Key.Key_Down)
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert driver.window.search_page.search.query.words == "attention"


async def test_a_stopped_search_keeps_what_has_arrived(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(faults={"zenodo": "hang"})
        driver.type("attention")
        driver.press(Qt.Key.Key_Return)
        await driver.until(lambda: len(driver.titles()) > 5 and driver.state("sourceChip.semantic_scholar") == "ok")
        driver.trigger("search.cancel")
        await driver.idle()
        assert driver.state("resultsView") == "partial"
        assert "stopped" in driver.bar("results")
