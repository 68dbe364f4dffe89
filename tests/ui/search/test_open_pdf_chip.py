"""The chip for open PDFs keeps exactly the papers of a list whose row offers one."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on

ON_THIS_COMPUTER = "Find more papers"
LEAVES_OUT = "Some papers with an open PDF may be missing: Semantic Scholar filters by the PDFs that it lists itself."
ONLY_ITS_OWN = "Semantic Scholar finds only papers whose PDF it lists itself."


def left_out_words(count: int) -> str:
    return (
        f"Semantic Scholar left out {count} papers that were listed before with an open PDF, because it lists no PDF "
        "for them."
    )


def spoken_rows(driver: Driver) -> dict[str, str]:
    model = driver.view().model()
    return {
        title: str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
        for row, title in enumerate(driver.titles())
    }


async def test_the_chip_keeps_the_rows_that_offer_a_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory OR attention -review year:1990-2020")
        driver.click("loadAllButton")
        await driver.idle()
        rows = spoken_rows(driver)
        with_pdf = {title for title, spoken in rows.items() if ", PDF" in spoken}
        assert 0 < len(with_pdf) < len(rows)
        driver.click("filterChip.open_access")
        await driver.idle()
        assert set(driver.titles()) == with_pdf
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        again = spoken_rows(driver)
        assert again
        assert all(", PDF" in spoken for spoken in again.values())
        assert set(again) <= with_pdf, "a service leaves out papers whose PDF it does not know"


async def test_papers_that_the_filter_of_semantic_scholar_leaves_out_can_be_searched(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("Attention is all you need")
        assert is_from_s2(driver)
        driver.click("filterChip.open_access")
        await driver.idle()
        assert is_from_s2(driver)
        assert not shown(driver, "allPdfsButton"), "the loaded papers were filtered here"
        await keyboard.press("Ctrl+L")
        await keyboard.press("Return")
        await driver.idle()
        assert not is_from_s2(driver)
        assert driver.bar("results").startswith(
            "Semantic Scholar may have a paper with this title. With the filter “Open"
        )
        assert not shown(driver, "allPdfsButton"), "the note above the rows has it"
        driver.window.search_page.panes.results.pane.bar.button(ON_THIS_COMPUTER).click()
        await driver.idle()
        assert is_from_s2(driver)
        assert driver.bar("results") == ""
        assert not shown(driver, "allPdfsButton")
        await keyboard.press("Ctrl+L")
        await keyboard.press("Return")
        await driver.idle()
        assert is_from_s2(driver), "the choice stays for this text"
        here = "“Open-access PDF” is applied on your computer."
        await driver.search("learning")
        assert driver.bar("results") == f"Filters still apply: Open-access PDF. {here}", "the choice stays"
        assert driver.titles()
        assert not driver.window.search_page.search.result.is_pdf_filter_sent
        assert not shown(driver, "allPdfsButton")
        driver.click("filterChip.open_access")
        await driver.idle()
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.search("attention")
        assert driver.bar("results") == "Filters still apply: Open-access PDF.", "one word is no title"
        line = driver.widget("allPdfsButton").parentWidget().findChild(QLabel)
        assert line.text() == LEAVES_OUT
        assert line.hasHeightForWidth()
        assert line.height() >= line.heightForWidth(line.width()), "nothing of it is cut"
        assert driver.widget("allPdfsButton").text() == ON_THIS_COMPUTER
        assert "Takes more requests" in shown_tooltip(driver.widget("allPdfsButton"))
        assert "without the filter “Open-access PDF”" in shown_tooltip(driver.widget("allPdfsButton"))
        await keyboard.tab_to("allPdfsButton")
        await keyboard.press("Return")
        await driver.idle()
        assert not shown(driver, "allPdfsButton")
        for _ in range(2):
            driver.click("filterChip.open_access")
            await driver.idle()
        await driver.search("eigenvector chocolate")
        assert not driver.titles()
        step = driver.window.search_page.panes.results.pane.findChildren(Button)
        pane = driver.window.search_page.panes.results.pane
        assert f"With the filter “Open-access PDF”, {ONLY_ITS_OWN}" in pane.message.text
        assert ON_THIS_COMPUTER in [one.text() for one in step if one.isVisible()]
        await driver.search("Attention is all you need")
        assert not is_from_s2(driver), "the choice ended when the filter was removed"


async def test_the_line_below_the_list_says_how_many_papers_of_the_list_before_are_left_out(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("the")
        driver.click("loadAllButton")
        await driver.idle()
        driver.click("filterChip.open_access")
        await driver.idle()
        before = {paper.title for paper in driver.view().model().papers() if "s2" in paper.sources}
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert foot_text(driver) == LEAVES_OUT
        driver.click("loadAllButton")
        await driver.idle()
        count = len(before - {paper.title for paper in driver.view().model().papers()})
        assert count > 1
        words = left_out_words(count)
        assert foot_text(driver) == words
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.until(lambda: bool(driver.titles()))
        await driver.until(lambda: foot_text(driver) == words)
        await driver.search("learning")
        assert not driver.window.search_page.search.shown.result.more
        assert foot_text(driver) == LEAVES_OUT


async def test_the_number_of_missing_papers_is_that_of_the_list_and_of_the_comparison_of_the_runs(demo, tmp_path):
    """A paper that Semantic Scholar leaves out is not missing if another service still sends it."""
    path = "/graph/v1/paper/search?query=attention&limit=100&fields=title"
    async with window_on(demo, tmp_path) as driver:
        ledger = driver.program.services.search_ledger
        await driver.search("attention")
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.until(lambda: ledger.pending == 0)
        before = driver.titles()
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        of_s2, with_pdf = ({row["title"] for row in demo.get(one)["data"]} for one in (path, f"{path}&openAccessPdf"))
        left_out = [title for title in before if title in of_s2 - with_pdf]
        missing = [title for title in left_out if title not in driver.titles()]
        assert 1 < len(missing) < len(left_out)
        assert foot_text(driver) == left_out_words(len(missing))
        newest, filtered, _whole = await ledger.runs()
        assert len((await ledger.compare(filtered, newest)).only_first) == len(missing)


@pytest.mark.parametrize("words", ["learning", "network", "data", "deep"])
async def test_the_papers_left_out_that_are_counted_are_those_whose_row_offered_a_pdf(demo, tmp_path, words):
    """More papers disappear from the list of all: those without a PDF. The line must not be about them."""
    async with window_on(demo, tmp_path) as driver:
        await driver.search(words)
        driver.click("loadAllButton")
        await driver.idle()
        rows = spoken_rows(driver)
        driver.click("filterChip.open_access")
        await driver.idle()
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        gone = rows.keys() - set(driver.titles())
        count = sum(", PDF" in rows[title] for title in gone)
        assert 1 < count < len(gone)
        assert foot_text(driver) == left_out_words(count)


async def test_a_saved_search_has_the_papers_of_the_list_that_was_saved(demo, tmp_path):
    """The list was filtered here. Semantic Scholar's own filter would leave out papers whose PDF others know."""
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("attention")
        driver.click("loadAllButton")
        await driver.idle()
        driver.click("filterChip.open_access")
        await driver.idle()
        saved = driver.titles()
        assert saved
        driver.press(Qt.Key.Key_S, "searchEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        (one,) = await driver.program.services.saved_searches.all()
        await driver.search("sleep")
        driver.click(f"sidebar.saved.{one.key}")
        await driver.idle()
        assert set(driver.titles()) == set(saved)
        assert not shown(driver, "allPdfsButton")
        found = await driver.program.services.saved_searches.run(one, RequestOptions())
        assert {paper.title for paper in found.papers} == set(saved), "so has a check in the background"


async def test_words_that_several_titles_contain_are_not_taken_for_a_title(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        await driver.search("memory")
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.search("memory consolidation during sleep")
        assert len(driver.titles()) > 2
        assert driver.bar("results") == "Filters still apply: Open-access PDF."


async def test_words_with_operators_are_not_taken_for_a_title(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        await driver.search("memory")
        driver.click("filterChip.open_access")
        await driver.idle()
        for words in (
            "learning OR memory OR data OR attention",
            "attention is all you -memory",
            'title:"attention is all you need"',
        ):
            await driver.search(words)
            assert driver.bar("results") == "Filters still apply: Open-access PDF.", words
            if driver.titles():
                assert foot_text(driver) == LEAVES_OUT
        await driver.search('"attention is all you need"')
        assert driver.bar("results").startswith("Semantic Scholar may have a paper with this title.")


def foot_text(driver: Driver) -> str:
    line = driver.widget("allPdfsButton").parentWidget()
    assert line.isVisible()
    return line.findChild(QLabel).text()


async def test_the_rows_stay_until_there_are_as_many_when_more_papers_are_searched_for(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        session = driver.window.search_page.search
        driver.click("filterChip.open_access")
        await driver.idle()
        for words in ("learning", "the"):
            await driver.search(words)
            before = driver.titles()
            counts: list[int] = []
            phases: set[str] = set()

            def look(counts=counts, phases=phases) -> None:
                if session.running and session.result is not None:
                    counts.append(len(session.result.papers))
                    phases.update(one.phase.name for one in session.result.reports)
                    assert driver.view().isVisible()
                    assert driver.widget("resultsCount").isVisible()

            session.updated.connect(look)
            driver.click("allPdfsButton")
            await driver.idle()
            session.updated.disconnect(look)
            assert min(counts) == len(before) > 1, words
            assert "ASKING" in phases, "the chips of the sources follow the new search"
            assert not session.result.is_pdf_filter_sent
            driver.click("loadAllButton") if driver.widget("loadAllButton").isVisible() else None
            await driver.idle()
            assert len(driver.titles()) > len(before)
            session.all_pdfs = False


async def test_a_search_by_filters_alone_can_do_without_that_filter_if_it_has_another(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        driver.click("filterChip.open_access")
        await driver.idle()
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert driver.titles()
        assert not shown(driver, "allPdfsButton"), "nothing would be left to search for"
        search = driver.window.search_page.search
        search.run(Query(filters=Filters(open_access=True, year_from=2015)), bulk=True)
        await driver.idle()
        driver.click("allPdfsButton")
        await driver.idle()
        assert search.problem is None
        assert is_from_s2(driver)
        assert spoken_rows(driver)
        assert all(", PDF" in spoken for spoken in spoken_rows(driver).values())
        assert not shown(driver, "allPdfsButton")


def is_from_s2(driver: Driver) -> bool:
    return any("s2" in paper.sources for paper in driver.view().model().papers())


def shown(driver: Driver, name: str) -> bool:
    return driver.widget(name).isVisible()


async def test_a_title_that_a_filter_hides_is_named_above_the_rows_and_shown_at_a_press(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        title = "Attention is All you Need"
        await driver.search(title.lower())
        assert driver.titles()[0] == title
        filters = msgspec.structs.replace(driver.window.search_page.search.query.filters, year_from=2018)
        driver.window.search_page.search.with_filters(filters)
        await driver.idle()
        assert driver.titles()
        assert title not in driver.titles()
        assert driver.bar("results").startswith(f"“{title}” is hidden by the filter “Years”.")
        driver.window.search_page.panes.results.pane.bar.button("Show it").click()
        await driver.idle()
        assert driver.titles()[0] == title
        assert driver.bar("results") == ""


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
async def test_the_line_about_papers_without_a_pdf_is_alone_in_the_foot(demo, tmp_path, size):
    async with window_on(demo, tmp_path, demo=True, size=size) as driver:
        driver.click("filterChip.open_access")
        for words in ("attention", "bert"):
            await driver.search(words)
            assert driver.titles()
            assert foot_text(driver) == LEAVES_OUT
            foot, line = driver.widget("moreRows"), driver.widget("allPdfsButton").parentWidget()
            assert foot.words == ""
            assert line.y() == 0, "no empty line is above it"
            assert foot.height() == line.height()
        await driver.search("learning OR memory OR data OR attention")
        assert foot.words.startswith("More at Unpaywall"), "such words have their line again"
        assert line.y() >= driver.widget("loadAllButton").height()
