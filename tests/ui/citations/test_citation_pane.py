"""The citation pane: thousands of rows, filters, groups, loads that stop and go on; by keys and clicks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QToolButton

from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.citations.filtering import (
    CitationFilter,
    Grouping,
    Sort,
)
from scholar_desktop.ui.citations.citation_delegate import layout_citation
from scholar_desktop.ui.citations.citation_list_pane import CitationListPane
from scholar_desktop.ui.citations.citation_row import GroupRow
from scholar_desktop.ui.citations.list_foot import LoadingTime
from scholar_desktop.ui.citations.list_messages import (
    least_seconds,
    loading_seconds,
    no_identifier_message,
    unknown_paper_message,
)
from scholar_desktop.ui.citations.list_tools import fitting_filters
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.fake_citations import PAPER, FakeCitations, counts, row, rows_by_day
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, row_menu, shown_tooltip, window_on


@pytest.fixture
def play() -> Iterator[FakeCitations]:
    made = FakeCitations(rows_by_day(2_500))
    yield made
    made.stop()


def pane_of(driver: Driver) -> CitationListPane:
    found: CitationListPane = driver.window.search_page.panes.citations.cited_by
    return found


def rows_of(driver: Driver) -> int:
    """Cheap enough to be looked at in every turn of the loop, of thousands of rows too."""
    return driver.view("citedByView").model().rowCount()


@asynccontextmanager
async def opened(demo, folder: Path, play: FakeCitations, name: str = f"s2:{PAPER}") -> AsyncIterator[Driver]:  # type: ignore[no-untyped-def]
    """The window on the play's paper, its first page of citations loaded."""
    async with window_on(demo, folder, semantic_scholar_url=play.url) as driver:
        await driver.search(name)
        driver.trigger("paper.open")
        await driver.idle()
        yield driver


async def filtered(driver: Driver, chosen: CitationFilter) -> list[str]:
    pane_of(driver).tools.set_filter(chosen)
    await driver.idle()
    return driver.titles("citedByView")


async def test_the_rest_is_said_before_it_is_asked_and_loads_to_the_end(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        assert "1,000 of 2,500 loaded" in pane_of(driver).loaded_words()
        button = driver.widget("citedBy.all")
        assert button.content.text == "Load all"
        assert button.toolTip() == "2 requests"
        before = len(play.pages())
        driver.click("citedBy.all")
        await driver.idle()
        assert len(play.pages()) - before == 2
        assert len(driver.titles("citedByView")) == 2_500
        assert not button.isVisible()


async def test_counts_by_intent_year_and_influence_are_those_of_the_pages(demo, tmp_path, play):
    play.rows = rows_by_day(9_999)
    async with opened(demo, tmp_path, play) as driver:
        pane = pane_of(driver)
        pane.load_all()
        await driver.idle()
        assert len(play.pages()) == 10
        assert len(play.asked) == 12, "besides, the paper itself and its other versions by the title"
        outside = counts(play.rows)
        for intent, name in (("method", "methodology"), ("result", "result"), ("background", "background")):
            rows = await filtered(driver, CitationFilter(intents=frozenset({intent})))
            assert len(rows) == outside["intents"][name]
        assert len(await filtered(driver, CitationFilter(influential=True))) == outside["influential"][True]
        assert len(await filtered(driver, CitationFilter(year_from=2023, year_to=2023))) == outside["years"][2023]
        pane.tools.clear()
        pane.tools.set_grouping(Grouping.YEAR)
        await driver.idle()
        groups = {group.title: group.count for group in pane.model.lines.groups}
        assert groups == {str(year): count for year, count in outside["years"].items()}


async def test_filters_are_local_and_say_how_many_pass_and_what_dropping_each_brings(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        before = len(play.asked)
        assert len(await filtered(driver, CitationFilter(words="sentence 77"))) > 0
        own = await filtered(driver, CitationFilter(self_citation=True))
        assert own == ["Study 7 of tides", "Study 907 of tides"]
        assert len(await filtered(driver, CitationFilter(venue="Journal 3"))) == 25
        assert len(await filtered(driver, CitationFilter(author="writer899"))) == 1
        assert len(await filtered(driver, CitationFilter(with_pdf=True))) == 334
        assert len(await filtered(driver, CitationFilter(intents=frozenset({"method"})))) == 400
        assert pane_of(driver).loaded_words().startswith("400 papers match · 1,000 ")
        assert len(play.asked) == before
        assert len(await filtered(driver, CitationFilter())) == 1_000
        box = driver.widget("citedBy.words")
        QTest.keyClicks(box, "sentence 998")
        await driver.until(lambda: rows_of(driver) == 1)
        cross = box.findChild(QToolButton)
        await driver.until(lambda: cross.property("opacity") == 1)
        pane_of(driver).tools.clear()
        await driver.until(lambda: cross.property("opacity") == 0)
        QTest.keyClicks(box, "sentence 998")
        await driver.until(lambda: cross.property("opacity") == 1 and rows_of(driver) == 1)
        pane_of(driver).tools.start()  # as for another paper
        await driver.until(lambda: cross.property("opacity") == 0)
        QTest.keyClicks(box, "sentence 998")
        await driver.until(lambda: pane_of(driver).tools.filter.words == "sentence 998")
        QTest.keyClick(box, Qt.Key.Key_Escape)
        await driver.until(lambda: rows_of(driver) == 1000)
        QTest.keyClick(box, Qt.Key.Key_Escape)
        assert driver.view("citedByView").hasFocus(), "as README says"
        pane = pane_of(driver)
        assert await filtered(driver, CitationFilter(words="zebra", influential=True)) == []
        message = pane.pane.message
        assert message is not None
        assert message.steps[0].title == "Clear “zebra”"
        assert message.steps[-1].title == f"Load all {len(play.rows) - 1_000:,} others"
        message.steps[0].run()
        await driver.idle()
        assert len(driver.titles("citedByView")) == 143
        assert await filtered(driver, CitationFilter(in_library=True)) == []
        await filtered(driver, CitationFilter())
        driver.view("citedByView").setFocus()
        driver.view("citedByView").choose(2)
        driver.trigger("paper.add")
        await driver.idle()
        assert await filtered(driver, CitationFilter(in_library=True)) == ["Study 2 of tides"]


async def test_a_new_order_is_shown_from_its_top_with_the_selected_row_still_selected(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        view, tools = driver.view("citedByView"), pane_of(driver).tools
        view.setFocus()
        driver.press(Qt.Key.Key_End, "citedByView")
        await driver.idle()
        chosen = driver.chosen("citedByView")
        for order in ("Most cited", "Oldest", "Newest"):
            driver.press(Qt.Key.Key_End, "citedByView")
            driver.press(Qt.Key.Key_Up, "citedByView")
            await driver.idle()
            chosen = driver.chosen("citedByView")
            assert view.verticalScrollBar().value() > 0
            tools.open_sort()
            menu = QApplication.activePopupWidget()
            entries = {action.text().replace("&", ""): action for action in menu.actions()}
            entries[order].trigger()
            menu.close()
            await driver.idle()
            await driver.until(lambda: not view._measuring.isActive())
            assert view.verticalScrollBar().value() == 0, order
            assert driver.chosen("citedByView") == chosen


async def test_a_filter_keeps_the_papers_whose_sentences_have_the_words(demo, tmp_path, play):
    def said(*texts: str) -> list[dict[str, object]]:
        return [{"context": text, "intents": ["background"]} for text in texts]

    play.rows = [
        row(10, contextsWithIntent=said("As Reed et al. (2017) found in rivers.")),
        row(11, contextsWithIntent=said("Tides of rivers.", "Lakes, too.")),
        row(12, contextsWithIntent=[], contexts=[]),
        row(13, contextsWithIntent=said("Tides, and", "Rivers.")),
    ]
    first, second, third, fourth = (f"Study {number} of tides" for number in (10, 11, 12, 13))
    async with opened(demo, tmp_path, play) as driver:
        tools, box = pane_of(driver).tools, driver.widget("citedBy.words")
        assert driver.titles("citedByView") == [first, second, third, fourth]
        chip = driver.widget("citedBy.filter.with_sentence")
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        await driver.until(lambda: tools.filter.with_sentence)
        await driver.idle()
        assert driver.titles("citedByView") == [first, second, fourth]
        assert pane_of(driver).loaded_words() == "3 papers match · 4 loaded"
        assert box.placeholderText() == "Search sentences"
        QTest.keyClicks(box, "tides rivers")
        await driver.until(lambda: tools.filter.words == "tides rivers")
        await driver.idle()
        assert driver.titles("citedByView") == [second]
        assert pane_of(driver).export_facts(only_chosen=False)[0] == (
            "filter: “tides rivers” in sentences, With citing sentence"
        )
        background = CitationFilter(words="tides rivers", with_sentence=True, intents=frozenset({"background"}))
        assert await filtered(driver, background) == [second]
        assert chip.content.text == "With citing sentence"
        await filtered(driver, CitationFilter(words="tides rivers", with_sentence=True))
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        await driver.until(lambda: not tools.filter.with_sentence)
        await driver.idle()
        assert driver.titles("citedByView") == [first, second, fourth], "the title has one of the words"
        assert box.placeholderText() != "Search sentences"
        foot = pane_of(driver).loaded_words
        assert "by title only" not in foot(), "a sentence has the rest of the words"
        await filtered(driver, CitationFilter(words="tides"))
        assert foot() == "4 papers match, 2 of them by title only · 4 loaded", "the first and the third"
        await filtered(driver, CitationFilter(words="tides", with_sentence=True))
        assert "by title only" not in foot()
        await filtered(driver, CitationFilter(words="tides", intents=frozenset({"background"})))
        assert "by title only" not in foot()
        await filtered(driver, CitationFilter(words="rivers", with_sentence=True))
    async with window_on(demo, tmp_path, semantic_scholar_url=play.url) as driver:
        await driver.until(lambda: rows_of(driver) == 3)
        assert pane_of(driver).tools.filter == CitationFilter(words="rivers", with_sentence=True)


async def test_the_filter_for_citing_sentences_is_folded_away_after_the_less_telling_ones(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        keys = ("intents", "with_sentence", "influential", "venue")
        chips = {key: driver.widget(f"citedBy.filter.{key}") for key in keys}
        places = [chips[key].x() for key in keys if chips[key].isVisible()]
        assert len(places) >= 2
        assert places == sorted(places)
        seen = set()
        for width in range(1440, 900, -60):
            driver.window.resize(width, 900)
            await driver.idle()
            seen.add(tuple(chips[key].isVisible() for key in keys))
        assert any(which[1] and not which[3] for which in seen), "it is folded away after the others"
        assert not any(which[3] and not which[1] for which in seen)


async def test_the_mark_of_a_citation_has_the_year_of_the_service_when_the_user_wrote_another(demo, tmp_path, play):
    said = {"context": "It is as in (Writer, 2012) or (Reed et al., 2017).", "intents": ["background"]}
    play.rows = [row(10, contextsWithIntent=[said])]
    async with opened(demo, tmp_path, play) as driver:
        library, paper = driver.program.services.library, pane_of(driver).list.paper
        await library.add([paper])
        kept = (await library.find_many([paper]))[paper.id]
        await library.entries.edit(kept.key, {"issued": {"from": "1999", "to": None}})
        await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.until(lambda: pane_of(driver).list is not None and pane_of(driver).list.paper.year == 1999)
        await driver.idle()
        sentence = driver.view("citedByView").model().row(0).sentences[0]
        assert sentence.mark is not None
        assert sentence.text[slice(*sentence.mark)] == "(Reed et al., 2017)"


async def test_order_is_chosen_and_the_row_in_focus_stays_and_groups_have_heads_that_count_and_fold(
    demo, tmp_path, play
):
    async with opened(demo, tmp_path, play) as driver:
        view = driver.view("citedByView")
        view.choose(3)
        pane_of(driver).tools.set_sort(Sort.CITED)
        await driver.idle()
        titles = driver.titles("citedByView")
        assert titles[:2] == ["Study 499 of tides", "Study 999 of tides"]
        assert titles[view.currentIndex().row()] == "Study 3 of tides"
        pane_of(driver).tools.set_sort(Sort.SERVICE)
        await driver.idle()
        pane = pane_of(driver)
        pane.tools.set_grouping(Grouping.INTENT)
        await driver.idle()

        def heads() -> list[tuple[str, str]]:
            rows = [pane.model.row(line) for line in range(pane.model.rowCount()) if pane.model.group(line)]
            return [(head.title, head.count) for head in rows]

        wanted = [("Method", "400 papers"), ("Result", "200 papers"), ("Background", "200 papers")]
        await driver.until(lambda: heads() == [*wanted, ("No intent", "200 papers")])
        driver.view("citedByView").choose(0)
        driver.press(Qt.Key.Key_Space, "citedByView")
        await driver.idle()
        assert pane.model.rowCount() == 604
        assert isinstance(pane.model.row(1), GroupRow)
        driver.click_row(0, "citedByView")
        await driver.idle()
        assert pane.model.rowCount() == 1004


async def test_a_row_unfolds_to_authors_all_sentences_and_its_abstract(demo, tmp_path, play):
    sentences = [f"Sentence {n} on Reed et al. (2017)." for n in range(3)]
    play.rows[0] = row(1, contexts=sentences, contextsWithIntent=None, date="2024-12-31", year=2024)
    play.papers[f"{1:040x}"] = {"paperId": f"{1:040x}", "title": "Study 1", "abstract": "What it found."}
    async with opened(demo, tmp_path, play) as driver:
        pane, view = pane_of(driver), driver.view("citedByView")
        view.choose(0)
        closed = view.rowHeight(0)
        driver.press(Qt.Key.Key_Space, "citedByView")
        await driver.idle()
        layout = view.itemDelegate().layout_of(pane.model.row(0), view.viewport().width())
        words = " ".join(piece.text for piece in layout)
        assert all(f"Sentence {n} on" in words for n in range(3))
        assert find(layout, "authors").text == "Ada Writer1"
        assert view.rowHeight(0) > closed
        ask = find(layout, "ask_abstract")
        driver.click_row(0, "citedByView", ask.rect.center())
        await driver.idle()
        layout = view.itemDelegate().layout_of(pane.model.row(0), view.viewport().width())
        assert find(layout, "abstract").text == "What it found."


async def test_the_abstract_of_a_row_names_its_wait_and_can_be_stopped(demo, tmp_path, play, monkeypatch):
    monkeypatch.setattr(wording, "LEAST_WAIT_S", 0.1)
    play.rows[0] = row(1, contexts=["One."], contextsWithIntent=None, date="2024-12-31", year=2024)
    play.papers[f"{1:040x}"] = {"paperId": f"{1:040x}", "title": "Study 1", "abstract": "What it found."}
    async with opened(demo, tmp_path, play) as driver:
        pane, view = pane_of(driver), driver.view("citedByView")
        view.choose(0)
        driver.press(Qt.Key.Key_Space, "citedByView")
        await driver.idle()

        def piece(name: str) -> Any:
            return find(view.itemDelegate().layout_of(pane.model.row(0), view.viewport().width()), name)

        answer = pane._abstracts._papers().listed
        is_late = asyncio.Event()

        async def late(*args: Any, **options: Any) -> Any:
            await is_late.wait()
            return await answer(*args, **options)

        monkeypatch.setattr(pane._abstracts._papers(), "listed", late)
        driver.click_row(0, "citedByView", piece("ask_abstract").rect.center())
        await driver.until(lambda: "The request ends at" in pane.model.row(0).abstract.text)
        assert piece("ask_abstract").text == "Stop"
        driver.click_row(0, "citedByView", piece("ask_abstract").rect.center())
        await driver.idle()
        assert piece("ask_abstract").text == "Show abstract"
        is_late.set()
        driver.click_row(0, "citedByView", piece("ask_abstract").rect.center())
        await driver.idle()
        assert piece("abstract").text == "What it found."
        assert piece("ask_abstract") is None


async def test_no_command_works_on_the_paper_before_while_a_row_without_a_paper_is_selected(demo, tmp_path, play):
    play.rows = [row(1), {"contexts": [], "intents": [], "isInfluential": False, "citingPaper": None}, row(3)]
    async with opened(demo, tmp_path, play) as driver:
        view, context = driver.view("citedByView"), driver.window.context
        model = pane_of(driver).model
        lines = {model.paper(line) is None: line for line in range(model.rowCount())}
        assert set(lines) == {True, False}, "a row without a paper"
        view.setFocus()
        view.choose(lines[False])
        await driver.idle()
        assert context.now.paper == model.paper(lines[False])
        view.choose(lines[True])
        await driver.idle()
        assert (context.now.paper, context.now.papers) == (None, ())
        assert not driver.window.registry["paper.star"].isEnabled()
        view.choose(lines[False])
        await driver.idle()
        assert context.now.paper == model.paper(lines[False])


async def test_a_stopped_load_is_gone_on_from(demo, tmp_path, play):
    play.rows = rows_by_day(6_500)
    async with opened(demo, tmp_path, play) as driver:
        pane = pane_of(driver)
        pane.load_all()
        await driver.until(lambda: rows_of(driver) >= 2_000)
        driver.click("citedBy.more")  # it says Stop
        await driver.idle()
        there = rows_of(driver)
        assert there < 6_500
        pane.load_all()
        await driver.idle()
        assert len(set(driver.titles("citedByView"))) == len(driver.titles("citedByView")) == 6_500


async def test_loading_all_says_that_another_paper_stopped_it_and_goes_on_from_there(demo, tmp_path, play):
    play.rows = rows_by_day(6_500)
    is_left = threading.Event()

    def wait(path: str, _number: int) -> None:
        """The list must not be complete before the other paper is opened, however busy the machine is."""
        if path.endswith("/citations") and int(play.asked[-1][1].get("offset", 0)) >= 3_000:
            is_left.wait(60)

    play.before = wait
    async with opened(demo, tmp_path, play) as driver:
        pane, foot = pane_of(driver), driver.widget("citedBy.more")
        first = driver.window.search_page.panes.paper.paper
        driver.click("citedBy.all")
        assert "requests to go" in pane.loaded_words()
        await driver.until(lambda: rows_of(driver) >= 2_000)
        driver.window.search_page.panes.paper.open(Paper(ids=Ids(doi="10.5555/another"), title="Another"))
        await driver.idle()
        assert driver.window.messages.note("stopped").lead == f"Stopped loading the list of “{first.title}”."
        is_left.set()
        driver.window.search_page.panes.paper.open(first)
        await driver.until(lambda: rows_of(driver) > 0)
        assert "to go" not in pane.loaded_words()
        await driver.idle()
        assert "stopped because you selected another paper" in pane.loaded_words()
        await driver.until(foot.isHidden)  # nothing is loading, so nothing can be stopped
        assert driver.widget("citedBy.all").text() == "Continue"
        driver.click("citedBy.all")
        await driver.idle()
        assert rows_of(driver) == 6_500


async def test_429_in_the_middle_leaves_the_rows_and_a_way_on(demo, tmp_path, play):
    busy = [True]
    play.before = lambda path, _number: (
        (429, {"message": "Too Many Requests.", "code": "429"})
        if busy[0] and path.endswith("/citations") and play.asked[-1][1].get("offset") == "1000"
        else None
    )
    async with opened(demo, tmp_path, play) as driver:
        pane = pane_of(driver)
        pane.load_all()
        await driver.idle()
        assert driver.state("citedByView") == "partial"
        assert len(driver.titles("citedByView")) == 1000
        busy[0] = False
        pane.pane.bar.button("Try again").click()
        await driver.idle()
        assert len(driver.titles("citedByView")) == 2_500, "all were wanted"
        assert driver.state("citedByView") == "full"


@pytest.mark.parametrize("by_note", [True, False])
async def test_loading_all_offline_goes_on_online_and_the_note_does_not_stay(demo, tmp_path, play, by_note):
    play.rows = rows_by_day(3_500)
    async with opened(demo, tmp_path, play) as driver:
        pane = pane_of(driver)
        driver.trigger("app.offline")
        await driver.idle()
        driver.click("citedBy.all")
        await driver.idle()
        assert driver.state("citedByView") == "partial"
        online = pane.pane.bar.button("Go online")
        assert [button.text() for button in pane.pane.bar.findChildren(Button) if button.text()] == ["Go online"]
        if by_note:
            QTest.mouseClick(online, Qt.MouseButton.LeftButton)
        else:
            driver.trigger("app.offline")
            await driver.idle()
            assert (driver.state("citedByView"), rows_of(driver)) == ("full", 1_000)
            driver.click("citedBy.all")
        await driver.idle()
        assert not driver.window.registry["app.offline"].isChecked()
        assert (driver.state("citedByView"), rows_of(driver)) == ("full", 3_500)


async def test_one_papers_citations_never_show_under_another(demo, tmp_path, play):
    """Two papers are switched between while their pages are on the way."""
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        demo.config(latency=0.05)
        view, pane = driver.view(), pane_of(driver)
        shown: dict[str, set[str]] = {}

        def note() -> None:
            paper = driver.window.search_page.panes.paper.paper
            if paper is not None and pane.list is not None and pane.model.rowCount():
                assert pane.list.paper.id == paper.id
                shown.setdefault(paper.id, set()).add(driver.titles("citedByView")[0])

        pane.changed.connect(note)
        pane.model.rowsInserted.connect(note)
        for number, is_loaded in ((0, True), (1, True), (0, False), (2, False), (1, False), (0, False)):
            view.choose(number)
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.until(lambda: driver.window.search_page.panes.paper.is_open)
            if is_loaded:
                await driver.idle()
        await driver.idle()
        assert driver.state("citedByView") == "full"
        assert len(shown) > 1
        assert all(len(first) == 1 for first in shown.values())


async def test_dates_are_asked_of_the_service_in_its_own_forms(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        driver.click("citedBy.dates")
        box = driver.widget("datesEdit")
        QTest.keyClicks(box, "last year")
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert box.isVisible()
        hint, panel = driver.widget("datesHint"), driver.widget("datesPanel")
        assert hint.text().startswith("Not a date range. Examples: 2019-03-05")
        assert hint.height() >= hint.heightForWidth(hint.width()) > hint.fontMetrics().lineSpacing()
        assert driver.window.rect().contains(panel.geometry())
        box.clear()
        assert hint.height() == hint.heightForWidth(hint.width()), "one line again"
        QTest.keyClicks(box, "2024-12-30:")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        assert play.pages()[-1]["publicationDateOrYear"] == "2024-12-30:"
        assert len(driver.titles("citedByView")) == 20
        assert "Dates 2024-12-30:" in pane_of(driver).loaded_words()


async def test_null_papers_and_html_are_shown_as_text(demo, tmp_path, play):
    play.rows = [
        row(1, citingPaper=None),
        row(2, citingPaper={"paperId": None, "title": "A thesis <i>nobody</i> has matched"}),
        row(3, contexts=["See <b>Reed</b> <script>x</script>(2017)"], contextsWithIntent=None, year=None),
    ]
    async with opened(demo, tmp_path, play) as driver:
        titles = driver.titles("citedByView")
        assert titles == [
            "Unnamed paper",
            "A thesis nobody has matched",
            "Study 3 of tides",
        ]
        line = pane_of(driver).model.row(2)
        assert line.sentences[0].text == "See Reed (2017)"
        assert "no year" in line.bylines[0]
        assert [pane_of(driver).model.row(line).bylines[0] for line in (0, 1)] == [
            "not found in Semantic Scholar",
            "not found in Semantic Scholar: search for its title",
        ]


async def test_the_foot_says_that_only_the_loaded_rows_are_sorted(demo, tmp_path, play):
    play.rows = rows_by_day(1_500)
    async with opened(demo, tmp_path, play) as driver:
        pane = pane_of(driver)
        assert "1,000 of 1,500 loaded" in pane.loaded_words()
        assert "sorted" not in pane.loaded_words(), "the order of the service is that of the whole list"
        pane.tools.set_sort(Sort.CITED)
        await driver.idle()
        assert "1,000 of 1,500 loaded, only these are sorted" in pane.loaded_words()
        driver.click("citedBy.all")
        await driver.idle()
        assert pane.loaded_words() == "1,500 loaded"


@pytest.mark.parametrize("by_mouse", [False, True])
async def test_a_row_without_a_paper_searches_for_its_title(demo, tmp_path, play, by_mouse):
    play.rows = [
        row(1, citingPaper=None),
        row(2, citingPaper={"paperId": None, "title": "A thesis <i>nobody</i> has"}),
        row(3),
    ]
    async with opened(demo, tmp_path, play) as driver:
        view = driver.view("citedByView")
        title = driver.titles("citedByView")[1]
        assert [pane_of(driver).model.title_without_paper(line) for line in (0, 1, 2)] == ["", title, ""]
        if by_mouse:
            place = view.visualRect(view.model().index(1, 0)).center()
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        else:
            view.choose(0)
            driver.press(Qt.Key.Key_Return, "citedByView")  # no title: there is nothing to search for
            view.choose(1)
            driver.press(Qt.Key.Key_Return, "citedByView")
        await driver.idle()
        assert driver.widget("searchEdit").text() == title
        assert driver.window.search_page.search.query.words == title
        assert driver.window.search_page.panes.results.isAncestorOf(driver.window.focusWidget())


@pytest.mark.parametrize("by_mouse", [False, True])
async def test_the_menu_of_a_row_without_a_paper_searches_for_its_title_and_copies_it(demo, tmp_path, play, by_mouse):
    play.rows = [row(1), row(2, citingPaper={"paperId": None, "title": "A thesis <i>nobody</i> has"}), row(3)]

    def menu() -> QMenu:
        view.choose(1)
        if not by_mouse:
            return row_menu(driver, "citedByView")
        place = view.visualRect(view.model().index(1, 0)).center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place))
        QApplication.sendEvent(view.viewport(), event)
        return QApplication.activePopupWidget()

    def choose(words: str) -> None:
        opened_menu = menu()
        entries = {shown_text(entry.text()).partition("\t")[0]: entry for entry in opened_menu.actions()}
        assert list(entries) == ["Search for this title", "Copy title"]
        where = opened_menu.actionGeometry(entries[words]).center()
        QTest.mouseClick(opened_menu, Qt.MouseButton.LeftButton, pos=where)

    async with opened(demo, tmp_path, play) as driver:
        view = driver.view("citedByView")
        title = driver.titles("citedByView")[1]
        QApplication.clipboard().setText("before")
        choose("Copy title")
        assert QApplication.clipboard().text() == title
        choose("Search for this title")
        await driver.idle()
        assert driver.window.search_page.search.query.words == title


async def test_the_menu_of_several_rows_is_there_also_on_one_without_a_paper(demo, tmp_path, play):
    play.rows = [row(1), row(2, citingPaper={"paperId": None, "title": "A thesis nobody has"}), row(3)]
    async with opened(demo, tmp_path, play) as driver:
        view = driver.view("citedByView")
        view.setFocus()
        view.choose(0)
        driver.press(Qt.Key.Key_Down, "citedByView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        menu = row_menu(driver, "citedByView")
        assert driver.window.registry["paper.star"] in menu.actions()
        assert driver.window.registry["paper.star"].isEnabled()
        menu.close()


async def test_the_keys_of_papers_say_that_a_row_has_no_paper_and_copy_its_title(demo, tmp_path, play):
    play.rows = [row(1, citingPaper={"paperId": None, "title": "A thesis <i>nobody</i> has"}), row(2)]
    async with opened(demo, tmp_path, play) as driver:
        view, messages, keyboard = driver.view("citedByView"), driver.window.messages, Keyboard(driver)
        view.setFocus()
        view.choose(0)
        await driver.idle()
        await driver.until(driver.widget("selectedElsewhere").isVisible)
        assert driver.widget("selectedElsewhere").accessibleName() == (
            "Menus and keys apply to the selected row. Semantic Scholar has only its title."
        )
        for key, command in (
            ("Ctrl+D", "Get PDF"),
            ("S", "Star"),
            ("R", "Mark to read"),
            ("Ctrl+Alt+C", "Copy BibTeX"),
        ):
            await keyboard.press(key)
            await driver.idle()
            note = messages.note("why not")
            assert note is not None
            assert note.lead == command
            assert note.text == "Semantic Scholar has only the title of this paper. Press Enter to search for it."
            messages.close_message("why not")
        QApplication.clipboard().setText("before")
        await keyboard.press("Ctrl+C")
        await driver.idle()
        assert QApplication.clipboard().text() == "A thesis nobody has"
        assert messages.note("why not") is None
        assert (messages.note("copied").lead, messages.note("copied").text) == ("Copied.", "A thesis nobody has")
        await keyboard.press("Down")
        await driver.idle()
        await keyboard.press("S")
        await driver.idle()
        assert messages.note("why not") is None


async def test_a_kept_list_shows_at_once_and_newer_papers_come_in_front(demo, tmp_path, play):
    play.rows = rows_by_day(600)
    async with opened(demo, tmp_path, play):
        pass
    async with opened(demo, tmp_path, play) as driver:
        before = len(play.pages())
        assert len(driver.titles("citedByView")) == 600
        assert " · as of " in pane_of(driver).loaded_words()
        view = driver.view("citedByView")
        view.choose(0)
        play.rows = [row(90_001, date="2025-01-05", year=2025), *play.rows]
        assert driver.widget("citedBy.newer").accessibleName() == "Check for new citations"
        assert (
            driver.window.search_page.panes.citations.references.foot.newer.accessibleName()
            == "Check for new references"
        )
        driver.click("citedBy.newer")
        await driver.idle()
        assert len(play.pages()) == before + 1
        assert driver.titles("citedByView")[:2] == ["Study 90001 of tides", "Study 0 of tides"]
        assert len(driver.titles("citedByView")) == 601
        assert driver.chosen("citedByView") == ["Study 0 of tides"], "who stood on a row stays on it"
        messages = driver.window.messages
        assert messages.note("newer").lead.startswith("1 new citation since ")
        driver.click("citedBy.newer")
        await driver.idle()
        assert messages.note("newer").lead == f"No new citations since {wording.day(datetime.now(UTC).isoformat())}."
        play.rows = [*(row(number, date="2025-01-06", year=2025) for number in (90_003, 90_002)), *play.rows]
        driver.click("citedBy.newer")
        await driver.idle()
        assert messages.note("newer").lead.startswith("2 new citations since ")


async def test_a_record_that_semantic_scholar_does_not_know_has_no_citations_and_no_error(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        rows = driver.view().model()
        papers = [rows.paper(number) for number in range(rows.rowCount())]
        record = next(one for one in papers if one.sources == ("zenodo",) and one.type == "dataset")
        driver.view().choose(papers.index(record))
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        pane = driver.window.search_page.panes.citations
        for action, name, heading in (
            ("view.cited_by", "citedByView", "No citing papers known"),
            ("view.references", "referencesView", "No references known"),
            ("view.similar", "similarView", "No similar papers known"),
            ("view.timeline", "timelineView", "No citing papers known"),
        ):
            driver.trigger(action)
            shown = next(view for view in pane.views if name in (view.view.objectName(), view.objectName()))
            panel = getattr(shown, "rows", shown).pane
            await driver.until(lambda panel=panel, heading=heading: panel.message and panel.message.heading == heading)
            assert driver.state(name) == "empty"
            assert panel.message.text.startswith("Semantic Scholar does not list this Zenodo record.")
            assert [step.title for step in panel.message.steps[1:]] == ["Check again"]
            assert panel.message.steps[0].title in ("Search for title", "Show this paper")
        driver.trigger("view.map")
        panel = pane.views[3].pane
        await driver.until(lambda: panel.message and panel.message.heading == "Nothing to draw")
        assert panel.message.text.startswith("Semantic Scholar does not list this Zenodo record.")
        assert len(panel.message.steps) == 2, "to draw it again would do nothing"


async def test_a_record_leads_to_the_paper_that_it_supplements(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("change-detection experiment companion to Cowan")
        rows = driver.view().model()
        papers = [rows.paper(number) for number in range(rows.rowCount())]
        driver.view().choose(next(place for place, one in enumerate(papers) if one.ids.zenodo == "90000171"))
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.until(lambda: driver.state("citedByView") == "empty")
        pane = driver.window.search_page.panes.citations
        shown = next(view for view in pane.views if view.view.objectName() == "citedByView")
        assert getattr(shown, "rows", shown).pane.message.text == (
            "Semantic Scholar does not list this Zenodo record. "
            "It belongs to the paper with the DOI 10.1017/s0140525x01003922."
        )
        await driver.program.services.library.add([a_paper("The magical number 4", doi="10.1017/s0140525x01003922")])
        driver.trigger("view.similar")
        similar = pane.similar.rows
        belongs = "It belongs to the paper “The magical number 4”."
        await driver.until(lambda: similar.pane.message is not None and belongs in similar.pane.message.text)
        driver.trigger("view.references")
        await driver.until(lambda: belongs in pane.references.pane.message.text)
        driver.trigger("view.cited_by")
        buttons = driver.window.findChildren(QAbstractButton)
        [show] = [one for one in buttons if one.isVisible() and one.text() == "Show this paper"]
        QTest.mouseClick(show, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert rows.paper(0).ids.doi == "10.1017/s0140525x01003922"


async def test_the_lists_of_a_paper_without_an_identifier_say_at_once_that_nothing_can_be_looked_up(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        await library.add([a_paper("Whales")])
        await library.entries.add({ITEM_TYPE: "book", "title": "Working memory"})
        driver.trigger("view.library")
        await driver.idle()
        pane = driver.window.search_page.panes.citations
        assert driver.chosen("libraryView") == ["Working memory"]
        assert not driver.window.search_page.panes.paper.is_open, "it is the first row, and was not opened"
        for tab, heading in (
            (pane.cited_by, "Citing papers cannot be looked up"),
            (pane.references, "References cannot be looked up"),
        ):
            assert tab.pane.message.heading == heading
            assert [step.title for step in tab.pane.message.steps] == ["Search for title"]


async def test_a_paper_without_an_identifier_is_searched_for_by_its_title(demo, tmp_path):
    file = tmp_path / "one.bib"
    file.write_text("@book{a, title = {Attention is all you need}, author = {Nobody, Nemo}, year = 1950}")
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        await services.entry_import.take(await services.entry_import.read(file))
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
        for tab, view in (("similar", "similarView"), ("references", "referencesView"), ("cited_by", "citedByView")):
            driver.trigger(f"view.{tab}")
            await driver.idle()
            assert driver.state(view) == "empty", "no error: asking again would not help"
            offered = [one for one in driver.widget("citationPane").findChildren(Button) if one.isVisible()]
            assert not {"Try again", "Check again"} & {one.content.text for one in offered}, tab
        driver.trigger("view.timeline")
        await driver.idle()
        offered = [one for one in driver.widget("citationPane").findChildren(Button) if one.isVisible()]
        assert "Check again" not in {one.content.text for one in offered}
        driver.trigger("view.cited_by")
        await driver.idle()
        offered = [one for one in driver.widget("citationPane").findChildren(Button) if one.isVisible()]
        [search] = [one for one in offered if one.content.text == "Search for title"]
        QTest.mouseClick(search, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert driver.widget("searchEdit").text() == "Attention is all you need"
        assert driver.titles()[0] == "Attention is All you Need"


def test_only_a_paper_of_these_years_is_called_too_new():
    def said(year: int | None) -> str:
        return unknown_paper_message("citations", Paper("Ice", year=year), lambda: None, lambda _words: None).text

    assert "too new" in said(datetime.now(UTC).year)
    assert "too new" in said(None)
    assert said(2013) == "Semantic Scholar does not list this paper, or lists it under another identifier."


async def test_the_hint_of_the_box_is_whole_beside_a_paper_and_the_grouping_is_in_the_menu(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path, citations="tabs") as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        tools = driver.window.search_page.panes.citations.cited_by.tools
        box, more = tools.box, driver.widget("citedBy.filter.more")
        assert box.isVisible()
        assert box.fontMetrics().horizontalAdvance(box.placeholderText()) + 16 < box.width()
        assert not driver.widget("citedBy.group").isVisible()
        QTest.mouseClick(more, Qt.MouseButton.LeftButton)
        (menu,) = (each for each in tools.findChildren(QMenu) if each.isVisible())
        (entry,) = (each for each in menu.actions() if each.text().replace("&", "").startswith("Group: none"))
        opened: list[str] = []
        monkeypatch.setattr(tools, "_on_group", lambda: opened.append("group"))
        menu.setActiveAction(entry)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        await driver.until(lambda: opened == ["group"])
        tools.set_grouping(Grouping.YEAR)
        await driver.idle()
        assert driver.widget("citedBy.group").isVisible(), "a grouping that is set is shown"


async def test_the_hint_of_the_box_is_whole_at_each_width_of_the_window(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1600, 800)) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        box, widths = driver.widget("citedBy.words"), range(1600, 1240, -30)
        for width in widths:
            driver.window.resize(width, 800)
            await driver.idle()
            assert box.isVisible()
            assert not box.is_hint_cut(), f"cut in a window {width} wide"


async def test_the_box_and_the_filters_stay_in_their_places_while_the_user_types(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        await driver.until(lambda: driver.view("citedByView").model().rowCount() > 3)
        tools = pane_of(driver).tools
        for width in range(1440, 900, -60):
            driver.window.resize(width, 900)
            await driver.idle()
            parts = (tools.box, *tools._chips.values())
            before = [(one.geometry(), one.isVisible()) for one in parts]
            QTest.keyClicks(tools.box, "the")
            await driver.until(lambda: tools.filter.words == "the" and "match" in pane_of(driver).loaded_words())
            await driver.idle()
            assert [(one.geometry(), one.isVisible()) for one in parts] == before
            for key in ("with_sentence", "influential"):
                chip = tools._chips[key]
                if chip.isVisible():
                    place, box = chip.pos(), tools.box.geometry()
                    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
                    await driver.idle()
                    assert (chip.pos(), tools.box.geometry()) == (place, box), (width, key)
                    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
                    await driver.idle()
            assert [(one.geometry(), one.isVisible()) for one in parts] == before
            tools.box.clear()
            await driver.until(lambda: "match" not in pane_of(driver).loaded_words())
            await driver.idle()


async def test_titles_have_a_line_of_their_own_with_large_text_in_a_small_window(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=150) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.until(lambda: driver.view("citedByView").model().rowCount() > 3)
        await driver.idle()
        view, theme = driver.view("citedByView"), driver.window.theme
        width = view.viewport().width()
        for number in range(4):
            layout = {
                piece.name: piece.rect for piece in layout_citation(pane_of(driver).model.row(number), width, theme)
            }
            assert layout["title"].width() > 0.8 * width


async def test_filters_that_have_room_keep_their_chips_beside_one_that_is_set(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1280, 800)) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        tools = driver.window.search_page.panes.citations.cited_by.tools
        QTest.mouseClick(driver.widget("citedBy.filter.own"), Qt.MouseButton.LeftButton)
        (menu,) = (each for each in tools.findChildren(QMenu) if each.isVisible())
        (only,) = (each for each in menu.actions() if each.text().replace("&", "") == "Only self-citations")
        menu.setActiveAction(only)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        await driver.idle()
        assert driver.widget("citedBy.filter.own").content.text == "Only self-citations"
        more = driver.widget("citedBy.filter.more")
        names = ("years", "intents", "influential", "own", "venue", "author", "with_sentence", "with_pdf", "in_library")
        chips = [driver.widget(f"citedBy.filter.{name}") for name in names]
        hidden = [chip for chip in chips if not chip.isVisible()]
        assert len(hidden) < 6
        free = driver.widget("citedBy.group").x() - (more if more.isVisible() else chips[-1]).geometry().right()
        assert not hidden or free < hidden[0].sizeHint().width() + 200, "the row is used"
        if hidden:
            assert more.content.text == f"{len(hidden)} more"


async def test_a_filter_that_is_on_is_a_tick_in_the_menu_of_a_narrow_window(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), citations="tabs") as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        tools = driver.window.search_page.panes.citations.cited_by.tools
        tools.press("with_sentence")
        tools.set_filter(msgspec.structs.replace(tools.filter, year_from=2018))
        QTest.keyClicks(tools.box, "experimentally")
        await driver.until(lambda: tools.filter.words == "experimentally")
        await driver.idle()
        chip = driver.widget("citedBy.filter.with_sentence")
        assert chip.accessibleName() == "With citing sentence. Click to clear."
        assert not chip.isVisible()
        QTest.mouseClick(driver.widget("citedBy.filter.more"), Qt.MouseButton.LeftButton)
        (menu,) = (each for each in tools.findChildren(QMenu) if each.isVisible())
        texts = {entry.text().replace("&", ""): entry for entry in menu.actions()}
        assert texts["With citing sentence"].isChecked()
        assert "Years: from 2018" in texts
        menu.setActiveAction(texts["With citing sentence"])
        QTest.keyClick(menu, Qt.Key.Key_Return)
        await driver.until(lambda: not tools.filter.with_sentence)


async def test_delete_on_the_menu_of_filters_removes_the_only_one_and_offers_several(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), citations="tabs") as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        tools = driver.window.search_page.panes.citations.cited_by.tools
        more = driver.widget("citedBy.filter.more")
        tools.press("with_sentence")
        await driver.until(lambda: more.content.text == "With citing sentence")
        tools.set_filter(msgspec.structs.replace(tools.filter, year_from=2018))
        await driver.idle()
        more.setFocus()
        QTest.keyClick(more, Qt.Key.Key_Delete)
        (menu,) = (each for each in tools.findChildren(QMenu) if each.isVisible())
        menu.close()
        assert tools.filter.with_sentence
        tools.set_filter(msgspec.structs.replace(tools.filter, year_from=None))
        await driver.idle()
        more.setFocus()
        QTest.keyClick(more, Qt.Key.Key_Delete)
        await driver.idle()
        assert not tools.filter.is_set
        focused = driver.window.focusWidget()
        assert tools.isAncestorOf(focused) or focused is driver.view("citedByView")


@pytest.mark.parametrize("width", [1024, 1100, 1180])
async def test_a_word_in_the_box_is_whole_beside_a_filter_that_is_set(demo, tmp_path, width):
    async with window_on(demo, tmp_path, size=(width, 640), citations="tabs") as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        tools = driver.window.search_page.panes.citations.cited_by.tools
        tools.press("intents")
        (menu,) = (each for each in tools.findChildren(QMenu) if each.isVisible())
        menu.setActiveAction(menu.actions()[0])
        QTest.keyClick(menu, Qt.Key.Key_Return)
        await driver.until(lambda: bool(tools.filter.intents))
        QTest.keyClicks(tools.box, "experimentally")
        await driver.until(lambda: tools.filter.words == "experimentally")
        await driver.idle()
        box = tools.box
        # the text is scrolled by as much as the caret at its end is left of where it would be
        shown = box.cursorRect().center().x() - box.fontMetrics().horizontalAdvance(box.text())
        assert shown > 20, "the text begins behind the icon"


def test_the_first_filters_that_fit_keep_their_chips():
    widths = {"years": 50, "own": 40, "venue": 60, "author": 30}
    assert fitting_filters(widths, {"venue"}, 200) == set(widths)
    assert fitting_filters(widths, {"venue"}, 150) == {"years", "own", "venue"}
    assert fitting_filters(widths, {"venue"}, 20) == {"venue"}


async def test_loading_all_shows_its_progress_the_time_left_and_how_to_stop(demo, tmp_path, play):
    play.rows = rows_by_day(6_500)
    async with opened(demo, tmp_path, play) as driver:
        pane, bar = pane_of(driver), driver.widget("citedBy.progress")
        total = pane.total
        assert bar.isHidden()
        driver.click("citedBy.all")
        await driver.until(lambda: rows_of(driver) >= 2_000)
        rows = rows_of(driver)
        assert bar.isVisible()
        assert 0 < bar.value() < 1000
        assert f"of {total:,} loaded" in pane.loaded_words()
        assert "about " in pane.loaded_words()
        assert " left · " in pane.loaded_words()
        assert driver.widget("citedBy.more").text() == "Stop"
        assert rows < total
        driver.click("citedBy.more")
        await driver.idle()
        assert bar.isHidden()
        assert " left" not in pane.loaded_words()


@pytest.mark.parametrize(
    ("seconds", "left", "rest"),
    [
        (25, "about 25 s left", "less than a minute"),
        (64, "about 1 minute left", "about 1 minute"),
        (190, "about 3 minutes left", "about 3 minutes"),
        (4620, "about 1 h 17 min left", "about 1 h 17 min"),
    ],
)
async def test_the_time_left_and_that_of_the_rest_name_minutes_in_the_same_way(
    demo, tmp_path, play, monkeypatch, seconds, left, rest
):
    monkeypatch.setattr(LoadingTime, "left_s", lambda *_args: seconds)
    monkeypatch.setattr(LoadingTime, "rest_s", lambda *_args: seconds)
    play.rows = rows_by_day(6_500)
    async with opened(demo, tmp_path, play) as driver:
        pane = pane_of(driver)
        assert f"the rest takes {rest}" in pane.loaded_words().split(" · ")
        driver.click("citedBy.all")
        await driver.until(lambda: rows_of(driver) >= 2_000)
        assert left in pane.loaded_words().split(" · ")
        driver.click("citedBy.more")
        await driver.idle()
        assert f"the rest takes {rest}" in pane.loaded_words().split(" · ")


def test_the_time_left_of_a_long_load_counts_down_and_follows_the_pace_of_the_service():
    now = [0.0]
    time = LoadingTime(lambda: now[0])
    assert time.left_s(1_000, 170_000, 200.0, 170.0) == 200.0
    now[0] = 10.0
    assert time.left_s(9_000, 170_000, 195.0, 162.0) == 190.0, "the end that was announced stays"
    now[0] = 60.0
    assert time.left_s(11_000, 170_000, 190.0, 160.0) == pytest.approx(60 / 10_000 * 159_000), "it is much slower"
    time.stop()
    assert time.left_s(11_000, 170_000, 190.0, 160.0) == 190.0


def test_the_time_of_the_rest_is_by_the_pace_of_the_service_once_it_is_known():
    now = [0.0]
    time = LoadingTime(lambda: now[0])
    assert time.rest_s(1_000, 170_000, 200.0, 168.0) == 200.0
    for rows in (1_000, 11_000):
        left = time.left_s(rows, 170_000, 200.0, 0.0)
        now[0] += 5.0
    time.stop()
    assert time.rest_s(11_000, 170_000, 190.0, 0.0) == left == pytest.approx(79.5), "as it was said before the stop"
    assert time.rest_s(11_000, 170_000, 190.0, 158.0) == 158.0
    assert time.rest_s(11_000, None, 190.0, 158.0) == 190.0


def test_the_time_left_is_by_the_pace_of_the_last_pages_and_counts_down_while_a_page_is_waited_for():
    now = [0.0]
    time = LoadingTime(lambda: now[0])
    for page, seconds in enumerate((*[10.0] * 40, *[1.0] * 25), 1):
        now[0] += seconds
        left = time.left_s(1000 * page, 100_000, 100.0, 0.0)
    assert left == pytest.approx(35, abs=6), "the service became faster"
    time.stop()
    for page in range(1, 5):
        now[0] += 20
        time.left_s(1000 * page, 6000, 100.0, 0.0)
    now[0] += 15
    assert time.left_s(4000, 6000, 100.0, 0.0) == pytest.approx(25, abs=1)
    now[0] += 200
    assert time.left_s(4000, 6000, 100.0, 0.0) == pytest.approx(20), "the next page is due, and then one more"


@pytest.mark.parametrize("page_s", [0.3, 1.0, 2.5])
@pytest.mark.parametrize("pages", [5, 12, 60, 170])
def test_the_time_left_is_that_of_the_pages_that_are_left_for_any_number_of_pages(pages, page_s):
    now, rate = [0.0], 1.0 if page_s >= 1 else 0.0
    time = LoadingTime(lambda: now[0])
    for step in range(4 * (pages - 1)):  # four looks for each page
        now[0], page = page_s * step / 4, 1 + step // 4
        left = pages - page
        said = time.left_s(1000 * page, 1000 * pages - 400, loading_seconds(left, rate), least_seconds(left, rate))
        true = page_s * (pages - 1) - now[0]
        if page >= 3:
            assert abs(said - true) <= max(5.0, 0.2 * true), (page, said, true)


async def test_the_order_stays_beside_a_filter_that_is_set_and_the_menu_of_the_filters_names_it(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 700), citations="tabs") as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        tools = driver.window.search_page.panes.citations.cited_by.tools
        order, more = driver.widget("citedBy.sort"), driver.widget("citedBy.filter.more")
        tools.press("influential")
        await driver.idle()
        assert order.isVisible()
        assert order.accessibleName() == "Sort: newest"
        assert (more.content.text, more.accessibleName()) == ("Influential", "Filters: Influential")
        tools.press("with_pdf")
        await driver.idle()
        assert order.isVisible()
        assert (more.content.text, more.content.count) == ("Filters", "2")
        assert shown_tooltip(more) == "Influential and With PDF"
        QTest.mouseClick(order, Qt.MouseButton.LeftButton)
        (menu,) = (each for each in tools.findChildren(QMenu) if each.isVisible())
        menu.setActiveAction(menu.actions()[1])
        QTest.keyClick(menu, Qt.Key.Key_Return)
        assert order.accessibleName() == "Sort: most influential"
        await driver.idle()
        assert order.isVisible()
        assert order.content.text or shown_tooltip(order) == "Sort: most influential"


async def test_the_box_has_a_line_of_its_own_in_a_small_window_with_large_text(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 620), text_size=200) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        box, order = driver.widget("citedBy.words"), driver.widget("citedBy.sort")
        assert box.placeholderText()
        assert not box.is_hint_cut()
        assert order.isVisible()
        assert order.y() > box.geometry().bottom()


def test_a_paper_without_a_title_and_an_identifier_is_to_be_edited_not_searched():
    searched, edited = [], []
    message = no_identifier_message("similar", "", searched.append, lambda: edited.append(True))
    (step,) = message.steps
    assert step.title == "Edit details…"
    step.run()
    assert (searched, edited) == ([], [True])
    assert "Search" not in message.text
    message = no_identifier_message("similar", "Ice", searched.append, lambda: edited.append(True))
    message.steps[0].run()
    assert searched == ["Ice"]
    unknown = unknown_paper_message("similar", Paper(""), lambda: None, lambda _words: None)
    assert [one.title for one in unknown.steps] == ["Check again"]
