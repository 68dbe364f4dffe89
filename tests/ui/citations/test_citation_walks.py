"""From paper to paper: trail, kept beside, similar ones, why one cites the other, tags, comparing, missing classics."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from scholar_desktop.domain.citations.citation import Citation, CitationListState
from scholar_desktop.domain.paper import Counts, Ids, Paper
from scholar_desktop.domain.text.titles import title_key
from scholar_desktop.services.papers.recommend import SimilarPapers
from scholar_desktop.translation import gettext
from scholar_desktop.ui.citations import compare_page
from scholar_desktop.ui.citations.citation_delegate import layout_citation
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from tests.support.window_driver import Driver, shown_tooltip, window_on


async def opened(driver: Driver) -> None:
    await driver.search("attention")
    driver.view().choose(0)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()


def citing(driver: Driver, *, sentences: int = 1) -> tuple[int, Paper]:
    """A line of the citations whose paper has an id and fewer sentences than two."""
    model = driver.window.search_page.panes.citations.cited_by.model
    for line in range(200):
        paper = model.paper(line)
        if paper is not None and paper.id and model.sentences_of(line) == sentences:
            return line, paper
    raise AssertionError("there is none")


async def test_the_trail_shows_where_one_came_from_and_leads_back_and_a_tag_keeps_the_paper_until_undo(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        bar = driver.widget("trailBar")
        assert not bar.isVisible()
        first = driver.window.search_page.panes.paper.paper
        line, paper = citing(driver)
        driver.view("citedByView").choose(line)
        driver.press(Qt.Key.Key_Return, "citedByView")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.id == paper.id
        crumb = driver.widget("trail.0")
        assert crumb.isVisible()
        assert crumb.toolTip() == first.title
        titles = driver.titles()
        short = min(range(1, len(titles)), key=lambda row: len(titles[row]))  # leaves room for both older titles
        driver.view().choose(short)  # selected, and not opened yet
        assert not bar.isVisible(), "it was not reached from the paper before"
        driver.trigger("go.back")
        await driver.idle()
        assert bar.isVisible()
        crumb = next(each for each in bar.findChildren(QPushButton, "trail.0") if each.isVisible())
        QTest.mouseClick(crumb, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.id == first.id
        assert driver.window.registry["go.forward"].isEnabled()
        driver.trigger("paper.tag")
        QTest.keyClicks(driver.widget("tagEdit"), "window  attention")
        QTest.keyClick(driver.widget("tagEdit"), Qt.Key.Key_Return)
        await driver.idle()
        library = driver.window.ui_context.services.library
        paper = driver.window.search_page.panes.paper.paper
        kept = (await library.find_many([paper]))[paper.id]
        assert kept.tags == ("window attention",)
        assert [name for name, _ in await library.tags()] == ["window attention"]
        driver.trigger("edit.undo")
        await driver.idle()
        assert await library.find_many([paper]) == {}, "it was added with its tag"


async def test_a_middle_click_keeps_a_paper_beside_and_a_press_opens_it(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await opened(driver)
        shown = driver.window.search_page.panes.paper.paper
        line, paper = citing(driver)
        view = driver.view("citedByView")
        view.scrollTo(view.model().index(line, 0))
        where = view.visualRect(view.model().index(line, 0)).center()
        before = demo.stats()["counts"]
        QTest.mouseClick(view.viewport(), Qt.MouseButton.MiddleButton, pos=where)
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.id == shown.id
        assert demo.stats()["counts"] == before
        driver.click(f"beside.{paper.id}")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.id == paper.id
        close = next(
            button
            for button in driver.widget("trailBar").findChildren(QPushButton)
            if button.accessibleName() == f"Unpin “{paper.title}”"
        )
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)
        assert driver.window.search_page.panes.trail.kept == []


async def test_the_offer_to_go_online_for_similar_papers_never_goes_offline(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        driver.trigger("app.offline")
        driver.trigger("view.similar")
        pane = driver.window.search_page.panes.citations.similar.rows.pane
        await driver.until(lambda: pane.message is not None and pane.message.steps[0].title == "Go online")
        driver.trigger("app.offline")
        next(one for one in pane.findChildren(Button) if one.text() == "Go online").click()
        await driver.idle()
        assert not driver.program.services.status.offline
        assert not driver.window.registry["app.offline"].isChecked()
        assert pane.message is None or "Go online" not in [step.title for step in pane.message.steps]


async def test_citations_offline_offer_to_go_online_and_newer_ones_cannot_be_checked_for(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("app.offline")
        driver.click_row(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        pane = driver.window.search_page.panes.citations.cited_by.pane
        await driver.until(lambda: pane.message is not None and bool(pane.message.steps))
        assert [step.title for step in pane.message.steps] == ["Go online"]
        next(one for one in pane.findChildren(Button) if one.text() == "Go online").click()
        await driver.idle()
        assert not driver.program.services.status.offline
        assert driver.titles("citedByView")
        newer = driver.widget("citedBy.newer")
        await driver.until(newer.isEnabled)
        driver.trigger("app.offline")
        await driver.idle()
        assert not newer.isEnabled()
        assert "You are working offline." in shown_tooltip(newer)
        driver.trigger("app.offline")
        await driver.idle()
        assert newer.isEnabled()


@pytest.mark.parametrize("fields", [("Psychology",), ("Psychology", "Computer Science"), ()])
async def test_an_empty_pool_offers_computer_science_first_only_to_a_paper_that_may_be_in_it(demo, tmp_path, fields):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("learning")
        await driver.until(lambda: len(driver.titles()) > 1)
        driver.view("resultsView").choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        citations = driver.window.search_page.panes.citations
        driver.trigger("view.similar")
        await driver.idle()
        session = citations.similar._session
        session.paper = msgspec.structs.replace(session.paper, fields=fields)
        citations.similar._pool = "recent"
        citations.similar._found = SimilarPapers("recent")
        citations.similar._show()
        message = citations.similar.pane.message
        main = [step.title for step in message.steps if step.main]
        other = message.steps[-1]
        assert other.title == "Try all computer science papers"
        if fields != ("Psychology",):
            assert (main, len(message.steps)) == ([other.title], 1)
            return
        assert main == ["Show references"]
        assert "only recent papers" in message.text
        assert "computer science" in other.why
        message.steps[0].run()
        await driver.idle()
        assert driver.widget("referencesView").isVisible()


async def test_similar_papers_are_one_request_an_empty_pool_names_another_and_thumbs_steer_and_are_remembered(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        similar = driver.window.search_page.panes.citations.similar
        before = demo.stats()["counts"]["s2"]
        driver.widget("citationTabs").setCurrentIndex(2)
        await driver.idle()
        message = similar._none()  # what an empty pool says
        assert message.text == "Semantic Scholar recommends nothing from recent papers."
        assert message.steps[0].title == "Try all computer science papers"
        if driver.state("similarView") == "empty":
            similar.set_pool("all-cs")
            await driver.idle()
            before += 1
        assert driver.state("similarView") == "full"
        driver.widget("citationTabs").setFocus()
        driver.press(Qt.Key.Key_Down, "citationTabs")
        assert driver.widget("similarView").hasFocus()
        assert demo.stats()["counts"]["s2"] == before + 1
        liked, disliked = similar.rows.model.paper(0), similar.rows.model.paper(1)
        similar.rows.rated.emit(liked, "like")
        similar.rows.rated.emit(disliked, "unlike")
        assert similar.rows.model.row(0).thumb == "like"
        assert driver.widget("similar.again").isVisible()
        driver.window.messages.note("undo").steps[0].run()
        assert similar.rows.model.row(1).thumb == ""
        driver.click("similar.again")
        await driver.idle()
        assert driver.state("similarView") == "full"
        seed = driver.window.search_page.panes.paper.paper.id
        assert [(one.id, one.like) for one in similar._examples.of(seed)] == [(liked.id, True)]
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        kept = driver.window.search_page.panes.citations.similar._examples.of(seed)
        assert [(one.id, one.like) for one in kept] == [(liked.id, True)]


async def test_why_a_row_cites_the_paper_shown_is_known_without_a_request_and_another_paper_can_be_typed(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        line, paper = citing(driver)
        driver.view("citedByView").setFocus()
        driver.view("citedByView").choose(line)
        await driver.idle()
        before = demo.stats()["counts"]
        driver.trigger("paper.why")
        await driver.idle()
        row = driver.window.search_page.panes.citations.cited_by.model.row(line)
        mark = row.sentences[0].mark
        assert mark is None or "background-color" in driver.widget("whyText").text()
        assert " cites " in driver.widget("whyText").accessibleName()
        assert demo.stats()["counts"] == before
        assert paper.title in driver.widget("whyFirst").text()
        sentences = [one.text for one in row.edge.contexts if one.text.strip()]
        assert driver.widget("whyCopyButton").hasFocus()
        held = Qt.KeyboardModifier.ControlModifier
        for copy in (
            lambda: driver.click("whyCopyButton"),
            lambda: driver.press(Qt.Key.Key_C, "citingWhyPanel", held),
        ):
            QGuiApplication.clipboard().clear()
            copy()
            await driver.until(lambda: bool(QGuiApplication.clipboard().text()))
            copied = [text.partition("” — ") for text in QGuiApplication.clipboard().text().split("\n\n")]
            assert [text for text, _, _ in copied] == [f"“{' '.join(text.split())}" for text in sentences]
            assert all(str(paper.year) in source for _, _, source in copied)
        driver.trigger("paper.why")
        box = driver.widget("whyEdit")
        box.clear()
        QTest.keyClicks(box, "nothing like this")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        assert "No paper in your library" in driver.widget("whyText").text()
        text, panel = driver.widget("whyText"), driver.widget("citingWhyPanel")
        assert text.height() >= text.heightForWidth(text.width()), "all of it is in sight"
        assert panel.height() < text.heightForWidth(text.width()) + driver.window.theme.px(160), (
            "the panel is as high as its words"
        )
        box.clear()
        QTest.keyClicks(box, "10.1038/s41579-022-00846-2")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        assert "to find out whether it cites" in driver.widget("whyText").text()
        driver.click("whyAskButton")
        await driver.idle()
        assert "doesn't cite" in driver.widget("whyText").accessibleName()


@pytest.mark.parametrize(
    ("places", "words"),
    [((0, 2), "1, 3"), ((0, 1), "1, 2"), ((3, 2, 1, 9), "2–4, 10"), ((0, *range(8, 11)), "1, 9–11")],
)
def test_the_numbers_of_compared_papers_are_written_as_ranges(places, words):
    assert compare_page._numbers(places) == words


async def test_chosen_papers_are_compared_by_what_is_kept_and_for_a_price_that_is_said(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        view = driver.view()
        for row in (0, 1, 2):
            view.selectionModel().select(
                view.model().index(row, 0),
                view.selectionModel().SelectionFlag.Select | view.selectionModel().SelectionFlag.Rows,
            )
        await driver.idle()
        driver.trigger("paper.compare")
        await driver.idle()
        ask = driver.widget("compare.ask")
        demo.config(faults={"s2": "hang"})
        driver.click("compare.ask")
        await driver.until(lambda: ask.content.text == "Stop")
        driver.click("compare.ask")
        demo.config(faults={})
        await driver.idle()
        assert ask.content.text == "Load missing lists"
        assert "requests" in ask.toolTip()
        cost = int(ask.toolTip().split()[0])
        before = demo.stats()["counts"]["s2"]
        driver.click("compare.ask")
        await driver.idle()
        assert demo.stats()["counts"]["s2"] - before == cost
        assert not driver.widget("compare.ask").isVisible()
        assert driver.state("compareView") in ("full", "empty")
        driver.widget("compareTabs").setCurrentIndex(2)
        await driver.idle()
        driver.widget("compareTabs").setCurrentIndex(3)
        await driver.until(lambda: driver.state("compareTimeline") in ("full", "partial"))
        counted = driver.widget("compareTimeline").chart.timeline.count
        services = driver.window.ui_context.services
        papers = driver.window.navigation.subject("compare")
        kept = [await services.citations.store.load(paper, "citations") for paper in papers]
        assert counted == sum(len(each.edges()) for each in kept if each is not None) > 0
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == "search"


async def test_lists_that_are_not_loaded_are_not_counted_as_none(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        services, navigation = driver.window.ui_context.services, driver.window.navigation
        both = tuple(Paper(f"Kelp {n}", Ids(s2=f"{n:040x}"), counts=Counts(citations=n)) for n in (1, 2))

        def words(name: str) -> list[str]:
            found = driver.widget(name).findChildren(QLabel)
            return [one.text() for one in found if one.isVisible() and one.text()]

        navigation.open("compare", both)
        await driver.idle()
        tabs = driver.widget("compareTabs")
        assert [tabs.tabText(place) for place in range(2)] == ["Shared references", "Citing two or more"]
        assert "References not loaded" in words("comparePage")
        assert not any("No shared references" in text for text in words("comparePage"))
        tabs.setCurrentIndex(1)
        await driver.idle()
        assert "Citing papers not loaded" in words("comparePage")
        tabs.setCurrentIndex(2)
        await driver.idle()
        assert not any("0 shared" in text or "together by 0" in text for text in words("comparePage"))

        whole = CitationListState(loaded=0, complete=True, slices=(), retrieved="2099-01-01T00:00:00Z")
        others = tuple(Paper(f"Algae {n}", Ids(s2=f"{n:040x}"), counts=Counts(citations=n)) for n in (3, 4))
        for paper in others:
            await services.citations.store.add(paper, "references", (), whole, before=0)
        navigation.open("compare", others)
        await driver.idle()
        tabs.setCurrentIndex(0)
        await driver.idle()
        assert [tabs.tabText(place) for place in range(2)] == ["Shared references 0", "Citing two or more"]
        assert "No shared references" in words("comparePage")
        assert "All their references are loaded." in words("comparePage")

        part = CitationListState(loaded=0, complete=False, slices=(), retrieved="2099-01-01T00:00:00Z")
        others = tuple(Paper(f"Moss {n}", Ids(s2=f"{n:040x}"), counts=Counts(citations=n)) for n in (5, 6))
        for paper, state in zip(others, (whole, part), strict=True):
            await services.citations.store.add(paper, "references", (), whole, before=0)
            await services.citations.store.add(paper, "citations", (), state, before=0)
        navigation.open("compare", others)
        await driver.idle()
        assert "All their references are loaded." in words("comparePage"), "also if citations are missing"
        tabs.setCurrentIndex(1)
        await driver.idle()
        assert "No loaded paper cites two of them" in words("comparePage")
        assert "Some citations are not loaded." in words("comparePage")

        others = tuple(Paper(f"Fern {n}", Ids(s2=f"{n:040x}"), counts=Counts(citations=n)) for n in (7, 8))
        for paper in others:
            await services.citations.store.add(paper, "citations", (), whole, before=0)
        navigation.open("compare", others)
        await driver.idle()
        assert "No paper cites two of them" in words("comparePage"), "all citations are loaded"


async def test_lists_that_could_not_be_loaded_leave_one_blue_button(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        driver.view().select_rows([0, 1, 2], current=0)
        await driver.idle()
        driver.trigger("paper.compare")
        await driver.idle()
        demo.config(fail={"s2": 500})
        driver.click("compare.ask")
        await driver.until(lambda: driver.widget("compare.ask").content.text == "Load missing lists")
        await driver.idle()
        buttons = [each for each in driver.widget("comparePage").findChildren(Button) if each.isVisible()]
        assert "Try again" in [each.text() for each in buttons]
        assert [each.text() for each in buttons if each.kind is ButtonKind.PRIMARY] == ["Load missing lists"]


async def test_all_papers_that_cite_both_are_counted_and_can_be_shown(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        services, navigation = driver.window.ui_context.services, driver.window.navigation
        both = [Paper(f"Kelp {n}", Ids(s2=f"{n:040x}"), counts=Counts(citations=n * 1000)) for n in (1, 2)]
        rows = [Citation(paper=Paper(f"Citing {n}", Ids(s2=f"{n:040x}"))) for n in range(10, 710)]
        whole = CitationListState(loaded=len(rows), complete=True, slices=(), retrieved="2099-01-01T00:00:00Z")
        for paper, complete in zip(both, (True, False), strict=True):
            state = msgspec.structs.replace(whole, complete=complete)
            await services.citations.store.add(paper, "citations", rows, state, before=0)
            await services.citations.store.add(paper, "references", (), whole, before=0)
        navigation.open("compare", tuple(both))
        await driver.idle()
        tabs, view = driver.widget("compareTabs"), driver.view("compareView")
        tabs.setCurrentIndex(1)
        await driver.idle()
        assert tabs.tabText(1) == "Citing two or more 700"
        assert view.model().rowCount() == 500
        button = driver.widget("compareShowAllButton")
        assert (button.isVisible(), button.text()) == (True, "Show all 700")
        texts = [found.text() for found in driver.widget("comparePage").findChildren(QLabel) if found.isVisible()]
        assert "500 of 700 shown, most shared first" in texts
        assert "Paper 2: 700 of 2,000 citations loaded." in texts
        assert driver.widget("compare.rest").isVisible()
        assert driver.widget("compare.rest").toolTip() == "2 requests"
        driver.click("compareShowAllButton")
        await driver.idle()
        assert view.model().rowCount() == 700
        assert not button.isVisible()


async def test_missing_classics_are_counted_from_references_asked_for_in_one_batch(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.view().selectAll()
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        driver.trigger("view.missing_classics")
        await driver.idle()
        page = driver.widget("missingPage")

        def load_buttons() -> list[Button]:
            buttons = [one for one in page.findChildren(Button) if one.isVisible()]
            return [one for one in buttons if one.content.text.startswith("Load references of ")]

        assert len(load_buttons()) == 1, "the same button twice"
        assert page._words.text() == "", "the list says the same"
        demo.config(faults={"s2": "hang"})
        QTest.mouseClick(load_buttons()[0], Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.widget("missing.ask").content.text == "Stop")
        driver.click("missing.ask")
        demo.config(faults={})
        await driver.idle()
        before = demo.stats()["counts"]["s2"]
        QTest.mouseClick(load_buttons()[0], Qt.MouseButton.LeftButton)
        await driver.idle()
        assert demo.stats()["counts"]["s2"] - before == 1
        assert driver.state("missingView") == "full"
        assert page._words.text()
        service = driver.window.ui_context.services.missing_classics
        survey = await service.survey()
        assert survey.known + survey.absent == survey.papers
        assert survey.absent > 0, "some are records of Zenodo alone"
        said = [f"{part.text()} {part.toolTip()}" for part in driver.widget("missingPage").findChildren(QLabel)]
        assert any(f"{survey.absent} not at Semantic Scholar" in words for words in said)
        counts = [missing.count for missing in survey.found]
        assert counts == sorted(counts, reverse=True)
        assert min(counts) >= 2
        have, _ = await driver.window.ui_context.services.library.names()
        assert not any(missing.paper.id in have for missing in survey.found)
        heads = driver.widget("missingPage")
        for value, is_reversed in (("title", False), ("title", True), ("count", False)):
            QTest.mouseClick(heads.findChild(QWidget, f"sortHead.{value}"), Qt.MouseButton.LeftButton)
            await driver.idle()
            if value == "title":
                keys = [title_key(title) for title in driver.titles("missingView")]
                assert keys == sorted(keys, reverse=is_reversed)
        # the list stays beside a paper that is opened from it
        every = driver.titles("missingView")
        driver.view("missingView").choose(1)
        driver.press(Qt.Key.Key_Return, "missingView")
        await driver.idle()
        assert driver.titles("listBesideView") == every
        assert driver.widget("listBesideView").isVisible()
        driver.trigger("go.back")
        await driver.idle()
        # one of them is kept from now on, and is missing no more
        driver.view("missingView").choose(0)
        title = driver.titles("missingView")[0]
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        assert title not in driver.titles("missingView")


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_words_for_open_access_are_not_cut(demo, tmp_path, language):
    async with window_on(demo, tmp_path, language=language) as driver:
        await opened(driver)
        model, found = driver.view("citedByView").model(), set()
        for number in range(40):
            layout = layout_citation(model.row(number), 1200, driver.window.theme)
            found.update(piece.text for piece in layout if piece.name == "access")
        assert {gettext("Closed"), gettext("Access unknown")} <= found
        assert not [words for words in found if "…" in words]


async def test_a_compared_paper_that_semantic_scholar_does_not_know_leaves_the_lists_of_the_others(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        model = driver.view().model()
        known = tuple(model.paper(row) for row in (0, 1))
        unknown = Paper("Table of findings", Ids(doi="10.5555/zenodo.90000999"))
        driver.window.navigation.open("compare", (unknown, *known))
        await driver.idle()
        driver.click("compare.ask")
        await driver.idle()
        services = driver.window.ui_context.services
        for paper in known:
            for kind in ("references", "citations"):
                assert await services.citations.store.load(paper, kind) is not None
        shown = [one.text() for one in driver.widget("comparePage").findChildren(QLabel) if one.isVisible()]
        assert any("Semantic Scholar does not know paper 1." in text for text in shown)
        assert not any("not loaded." in text for text in shown)
        assert not driver.widget("compare.ask").isVisible(), "it would ask again for what nobody has"
        assert driver.state("compareView") in ("full", "empty")
        apart = tuple(Paper(f"Reed {n}", Ids(s2=f"{n:040x}"), counts=Counts(citations=n)) for n in (21, 22))
        whole = CitationListState(loaded=0, complete=True, slices=(), retrieved="2099-01-01T00:00:00Z")
        for paper in apart:
            for kind in ("references", "citations"):
                await services.citations.store.add(paper, kind, (), whole, before=0)
        driver.window.navigation.open("compare", (unknown, *apart))
        await driver.idle()
        for tab, kind in enumerate(("references", "citations")):
            driver.widget("compareTabs").setCurrentIndex(tab)
            await driver.idle()
            shown = [one.text() for one in driver.widget("comparePage").findChildren(QLabel) if one.isVisible()]
            assert f"All {kind} that Semantic Scholar has are loaded." in shown, "there is nothing left to load"
