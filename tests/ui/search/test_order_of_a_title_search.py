"""A search to which a row or a button leads is sorted by relevance, and says if no paper has the title; the user's
searches keep their order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.support.fake_citations import PAPER, FakeCitations, row
from tests.support.window_driver import window_on
from tests.ui.exchange.test_manuscript_next_steps import TEXT, choose_row


async def test_the_search_for_the_title_of_a_row_is_by_relevance_and_the_next_one_as_before(
    demo: Any, tmp_path: Path
) -> None:
    titles = ("A thesis nobody has", "Notes that nobody has")
    play = FakeCitations(
        [row(number, citingPaper={"paperId": None, "title": title}) for number, title in enumerate(titles, 1)]
    )
    try:
        async with window_on(demo, tmp_path, semantic_scholar_url=play.url) as driver:
            search = driver.window.search_page.search
            await driver.search(f"s2:{PAPER}")
            driver.trigger("search.sort_citations")
            await driver.idle()
            assert search.query.sort == "citations"
            for title in titles:
                driver.trigger("paper.open")
                await driver.idle()
                rows = driver.titles("citedByView")
                driver.view("citedByView").choose(rows.index(title))
                driver.press(Qt.Key.Key_Return, "citedByView")
                await driver.idle()
                assert (search.query.words, search.query.sort) == (title, "relevance")
                driver.trigger("search.run")
                await driver.idle()
                assert search.query.sort == "relevance", "the same search"
                await driver.search(f"s2:{PAPER}")
                assert search.query.sort == "citations", "the order of the user's own searches"
    finally:
        play.stop()


async def test_the_search_for_the_title_of_a_reference_of_a_manuscript_is_by_relevance(
    demo: Any, tmp_path: Path
) -> None:
    (tmp_path / "thesis.md").write_text(TEXT, "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        search = driver.window.search_page.search
        await driver.search("attention")
        driver.trigger("search.sort_title")
        await driver.idle()
        driver.trigger("view.manuscript")
        driver.widget("manuscriptPage").check(tmp_path / "thesis.md")
        await driver.idle()
        choose_row(driver, "not_found")
        driver.click("manuscriptSearchButton")
        await driver.idle()
        assert (search.query.words, search.query.sort) == ("Lanterns in unmapped salt caverns", "relevance")
        await driver.search("attention")
        assert search.query.sort == "title", "the order of the user's own searches"


async def test_an_order_that_the_user_chooses_for_such_a_search_stays(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        search = driver.window.search_page.search
        await driver.search("memory")
        driver.trigger("search.sort_title")
        driver.window.search_page.lead_to("attention")
        await driver.idle()
        assert search.query.sort == "relevance"
        driver.trigger("search.sort_year")
        await driver.idle()
        await driver.search("memory")
        assert search.query.sort == "year"


async def test_a_search_for_the_title_of_a_reference_says_if_no_paper_has_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        await driver.search("attention is all you need")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.references")
        await driver.idle()
        view = driver.view("referencesView")
        titles = [view.model().title_without_paper(line) for line in range(view.model().rowCount())]
        title = next(filter(None, titles))
        view.choose(titles.index(title))
        driver.press(Qt.Key.Key_Return, "referencesView")
        await driver.idle()
        assert driver.widget("searchEdit").text() == title
        assert driver.titles()
        assert title not in driver.titles()
        said = f"None of these papers has the title “{title}”."
        assert driver.bar("results") == said
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        await driver.until(lambda: bool(driver.titles()))
        await driver.idle()
        assert driver.widget("searchEdit").text() == title
        assert driver.bar("results") == said, "also after a restart"
        await driver.search("attention")
        assert driver.bar("results") == ""
        driver.window.search_page.panes.citations.words_wanted.emit("Attention is all you need.")
        await driver.idle()
        assert driver.bar("results") == "", "a paper has this title"
