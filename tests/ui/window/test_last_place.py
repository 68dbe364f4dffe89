"""The next start shows the page, the tab of the citations and the trail of the last run, without a request."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from scholar_desktop.app import App
from scholar_desktop.domain.citations.citation_map import map_without_links
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.search.snippet import PassageSearch
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.search.search_page import SearchPage
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from scholar_desktop.ui.widgets.state_pane import GreyRows
from scholar_desktop.ui.window import last_place
from scholar_desktop.ui.window.main_window import FIRST_SIZE
from tests.support.window_driver import Driver, window_on

MOST_TURNS = 400
"""Turns of the loop until grey rows are shown, which come after 0.3 s."""


async def walk(driver: Driver) -> list[str]:
    """Open a result and one of the papers that cite it; return the titles of the trail."""
    await driver.search("attention")
    driver.view().choose(1)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    model = driver.view("citedByView").model()
    line = next(row for row in range(model.rowCount()) if (paper := model.paper(row)) is not None and paper.id)
    driver.view("citedByView").choose(line)
    driver.press(Qt.Key.Key_Return, "citedByView")
    await driver.idle()
    return [paper.title for paper in driver.window.search_page.panes.paper.trail]


async def test_the_first_window_is_not_larger_than_the_screen(demo, tmp_path):
    async with window_on(demo, tmp_path, size=None) as driver:
        window = driver.window
        available = window.screen().availableGeometry()
        assert available.width() < FIRST_SIZE.width()
        assert window.isMaximized()
        assert available.contains(window.geometry())


async def test_trail_tab_and_paper_are_there_again_without_a_request(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        titles = await walk(driver)
        driver.trigger("view.references")
        await driver.idle()
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        paper = driver.window.search_page.panes.paper
        assert [one.title for one in paper.trail] == titles
        assert paper.paper.title == titles[-1]
        assert driver.window.search_page.panes.citations.tabs.currentIndex() == 1
        assert driver.widget("trail.0").isVisible()
        await driver.until(lambda: driver.window.search_page.panes.citations.references.list is not None)
        assert demo.stats()["counts"] == {}
        QTest.mouseClick(driver.widget("trail.0"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert paper.paper.title == titles[0]
        # a search after it shows its own first result
        await driver.search("memory")
        await driver.until(lambda: paper.paper is not None and paper.paper.title == driver.titles()[0])


async def test_the_trail_is_there_again_if_a_search_from_it_had_not_ended(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        titles = await walk(driver)
        results = driver.titles()
        driver.type("memory")
        driver.press(Qt.Key.Key_Return)
        assert driver.window.search_page.search.running
    for _ in range(2):
        async with window_on(demo, tmp_path) as driver:
            paper = driver.window.search_page.panes.paper
            await driver.until(lambda: driver.titles() == results)
            await driver.idle()
            assert [one.title for one in paper.trail] == titles
            assert driver.window.registry["go.back"].isEnabled()
    async with window_on(demo, tmp_path) as driver:
        paper = driver.window.search_page.panes.paper
        driver.window.setFocus()
        driver.trigger("go.back")
        await driver.idle()
        assert paper.paper.title == titles[-2]


def _is_other(paper: Paper | None, titles: list[str]) -> bool:
    return paper is not None and paper.id != "" and paper.title not in titles


async def test_the_results_are_where_they_were_beside_a_paper_that_is_none_of_them(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        rows = driver.view()
        model = rows.model()
        row = max(row for row in range(model.rowCount()) if model.paper(row).counts.citations)
        rows.choose(row)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.idle()
        titles = driver.titles()
        view = driver.view("citedByView")
        lines = range(view.model().rowCount())
        others = [line for line in lines if _is_other(view.model().paper(line), titles)]
        view.setFocus()
        view.choose(others[0])
        await driver.idle()
        driver.press(Qt.Key.Key_Return, "citedByView")
        await driver.idle()
        shown, scroll = driver.window.search_page.shown_paper.title, rows.verticalScrollBar().value()
        assert shown not in titles
        assert scroll > 0
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.view().model().rowCount() == len(titles))
        await driver.idle()
        await driver.until(lambda: driver.window.search_page.shown_paper.title == shown)
        await driver.idle()
        assert driver.view().verticalScrollBar().value() == scroll


@pytest.mark.parametrize("last", ["view.downloads", "view.library", "a download", "a row of the library", "and back"])
async def test_the_row_and_the_place_of_the_results_stay_whichever_page_is_open(
    demo: Any, tmp_path: Any, last: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        papers = [Paper(f"Paper {number}", Ids(doi=f"10.5555/{number}")) for number in range(9)]
        await driver.program.services.library.add(papers)
        await driver.search("attention")
        view = driver.view()
        if last == "a download":
            driver.program.services.downloads.enqueue([view.model().paper(row) for row in range(3)])
        view.setFocus()
        for _ in range(view.model().rowCount() - 3):
            driver.press(Qt.Key.Key_Down, "resultsView")
        driver.press(Qt.Key.Key_Up, "resultsView")
        await driver.idle()
        [row], scroll = view.chosen_rows(), view.verticalScrollBar().value()
        title = driver.titles()[row]
        assert scroll > 0
        if last.startswith("view."):
            driver.trigger(last)
        else:
            page, rows = ("downloads", 3) if last == "a download" else ("library", 9)
            driver.trigger(f"view.{page}")
            await driver.until(lambda: len(driver.titles(f"{page}View")) == rows)
            driver.view(f"{page}View").setFocus()
            driver.click_row(2, f"{page}View")
        await driver.idle()
        if last == "and back":
            driver.trigger("view.search")
            await driver.idle()
            assert view.chosen_rows() == [row]
            scroll = view.verticalScrollBar().value()
    demo.reset()
    for start in range(2):
        async with window_on(demo, tmp_path) as driver:
            await driver.until(lambda: title in driver.titles())
            await driver.idle()
            if last != "and back" and not start:
                continue  # what was kept at the first start is kept at the second
            driver.trigger("view.search")
            await driver.idle()
            assert driver.view().chosen_rows() == [row]
            assert driver.view().verticalScrollBar().value() == scroll
            assert driver.window.search_page.shown_paper.title == title
            assert demo.stats()["counts"] == {}


def _access_words(driver: Driver) -> dict[str, str]:
    model = driver.view().model()
    rows = (model.index(row, 0).data(PaperRole.ROW) for row in range(model.rowCount()))
    return {row.title: row.access[0] for row in rows}


async def test_the_kind_of_open_access_of_a_row_stays_after_a_restart(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        before, model = _access_words(driver), driver.view().model()
        unnamed = [row for row in range(model.rowCount()) if model.paper(row).oa.status is None]
        for row in (row for row in unnamed if model.paper(row).ids.doi and S2 in model.paper(row).sources):
            driver.view().choose(row)
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.idle()
        words = _access_words(driver)
        kinds = {title: word for title, word in words.items() if word != before[title]}
        assert set(kinds.values()) == {"Bronze OA", "Green OA", "Closed"}
    demo.reset()
    for _start in range(2):
        async with window_on(demo, tmp_path) as driver:
            await driver.until(lambda: _access_words(driver).keys() == words.keys())
            assert _access_words(driver) == words
            await driver.idle()
            assert demo.stats()["counts"] == {}


@pytest.mark.parametrize("action", ["view.downloads", "view.news", "view.ledger", "view.settings"])
async def test_the_page_is_shown_again(demo: Any, tmp_path: Any, action: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger(action)
        await driver.idle()
        page = driver.window.navigation.page
        assert page != "search"
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.navigation.page == page)


@pytest.mark.parametrize("action", ["view.downloads", "view.library_starred", "view.search"])
async def test_no_other_page_is_painted_before_that_of_the_last_run(demo: Any, tmp_path: Any, action: str) -> None:
    first: list[tuple[bool, list[str]]] = []

    def look(program: App) -> None:
        """Note at once after the window is shown whether the search can be seen, and the marked row of the sidebar."""
        window = program.window
        window.show()
        box = window.search_page.box
        seen = window.childAt(box.mapTo(window, box.rect().center()))
        rows = window.sidebar.findChildren(PlaceButton)
        first.append((seen is box or box.isAncestorOf(seen), [row.objectName() for row in rows if row.isChecked()]))

    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger(action)
        await driver.idle()
    async with window_on(demo, tmp_path, prepare=look) as driver:
        assert first == [(action == "view.search", [f"sidebar.{action}"])]
        await driver.idle()
        rows = driver.widget("sidebar").findChildren(PlaceButton)
        assert [row.objectName() for row in rows if row.isChecked()] == [f"sidebar.{action}"]
        driver.trigger("view.search")
        await driver.idle()
        box = driver.widget("searchEdit")
        seen = driver.window.childAt(box.mapTo(driver.window, box.rect().center()))
        assert seen is box or box.isAncestorOf(seen)
        assert [row.objectName() for row in rows if row.isChecked()] == ["sidebar.view.search"]


@pytest.mark.parametrize("papers", [0, 3])
@pytest.mark.parametrize("kind", ["cards", "table"])
async def test_the_library_says_nothing_of_its_papers_before_they_are_read(
    demo: Any, tmp_path: Any, kind: str, papers: int
) -> None:
    async with window_on(demo, tmp_path) as driver:
        for number in range(papers):
            await driver.program.services.library.add([Paper(f"Paper {number}", Ids(doi=f"10.5555/{number}"))])
        driver.trigger("view.library")
        driver.trigger(f"library.{kind}")
        await driver.idle()
    seen: list[tuple[str, bool, bool]] = []

    def read_slowly(program: App) -> None:
        library = program.services.library
        name = "page" if kind == "cards" else "listing"
        read = getattr(library, name)

        async def slowly(*args: Any, **options: Any) -> Any:
            pane = program.window.search_page.panes.library.pane
            grey = pane.findChild(GreyRows)
            for _ in range(MOST_TURNS):
                if grey.isVisible():
                    break
                await asyncio.sleep(0.005)
            if not seen:
                pane.take_focus(Qt.FocusReason.OtherFocusReason)
                seen.append((pane.state, grey.isVisible(), pane.message is None))
            return await read(*args, **options)

        setattr(library, name, slowly)

    async with window_on(demo, tmp_path, prepare=read_slowly) as driver:
        await driver.until(lambda: driver.state("libraryView") in ("full", "empty"))
        await driver.idle()
        assert seen == [("waiting", True, True)]
        assert len(driver.titles("libraryView")) == papers
        assert driver.state("libraryView") == ("full" if papers else "empty")
        assert driver.window.search_page.panes.library.pane.has_focus


async def test_a_part_of_the_library_is_shown_again(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.library_starred")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        navigation = driver.window.navigation
        await driver.until(lambda: (navigation.page, navigation.library_view) == ("library", LibraryView.STARRED))
        await driver.search("memory")
        await driver.program.services.collections.put_in([driver.view().model().paper(0)], "Thesis")
        [one] = [one for one in await driver.program.services.collections.all() if one.path == "Thesis"]
        navigation.show_collection(one)
    marked: list[list[str]] = []

    def look(program: App) -> None:
        rows = program.window.sidebar.findChildren(PlaceButton)
        marked.append([row.objectName() for row in rows if row.isChecked()])

    async with window_on(demo, tmp_path, prepare=look) as driver:
        assert marked == [[]], "the row of a collection is there after its name is read"
        navigation = driver.window.navigation
        await driver.until(lambda: navigation.collection is not None and navigation.collection.path == "Thesis")


@pytest.mark.parametrize("view", ["cards", "table"])
async def test_the_row_of_the_library_is_selected_again_without_a_request(demo: Any, tmp_path: Any, view: str) -> None:
    title = "Paper 250"
    async with window_on(demo, tmp_path) as driver:
        papers = [Paper(f"Paper {number:03}", Ids(doi=f"10.5555/{number:03}")) for number in range(300)]
        await driver.program.services.library.add(papers)
        driver.trigger("view.library")
        driver.trigger(f"library.{view}")
        await driver.idle()
        driver.view("libraryView").setFocus()
        driver.press(Qt.Key.Key_End, "libraryView")
        await driver.idle()
        for _ in range(20):
            driver.press(Qt.Key.Key_K, "libraryView")
        await driver.idle()
        [title] = driver.chosen("libraryView")
    for _start in range(2):
        demo.reset()
        async with window_on(demo, tmp_path) as driver:
            await driver.until(lambda: driver.titles("libraryView") != [] and driver.chosen("libraryView") == [title])
            await driver.until(lambda: driver.widget("detailTitle").plain_text() == title)
            await driver.idle()
            list_view = driver.view("libraryView")
            place = list_view.visualRect(list_view.model().index(list_view.chosen_rows()[0], 0))
            assert list_view.viewport().rect().contains(place.center())
            assert driver.window.search_page.panes.paper.paper.title == title
            assert demo.stats()["counts"] == {}
            assert driver.chosen("libraryView") == [title]
            list_view.setFocus()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.titles("libraryView") != [] and driver.chosen("libraryView") == [title])
        row = driver.view("libraryView").chosen_rows()[0]
        driver.press(Qt.Key.Key_J, "libraryView")
        driver.press(Qt.Key.Key_J, "libraryView")
        await driver.idle()
        assert driver.view("libraryView").chosen_rows()[0] in (row + 1, row + 2), "the keys go on from there"


async def test_a_page_with_a_subject_is_shown_again_with_its_way_back_and_without_a_request(
    demo: Any, tmp_path: Any
) -> None:
    def restarted() -> Any:
        demo.reset()
        return window_on(demo, tmp_path)

    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("paper.people")
        await driver.idle()
        people = driver.titles("authorsView")
        assert people
        driver.view("authorsView").choose(0)
        driver.press(Qt.Key.Key_Return, "authorsView")
        await driver.until(lambda: driver.state("authorPage") == "full")
        papers = driver.titles("authorPapersView")
    async with restarted() as driver:
        await driver.until(lambda: driver.titles("authorPapersView") == papers)
        driver.trigger("go.back")
        await driver.until(lambda: driver.titles("authorsView") == people)
        assert demo.stats()["counts"] == {}
        driver.trigger("view.records")
        driver.type("attention", "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsEdit")
        await driver.until(lambda: driver.state("recordsPage") == "full")
        records = driver.titles("recordsView")
        driver.view("recordsView").choose(0)
        driver.press(Qt.Key.Key_Return, "recordsView")
        await driver.idle()
        assert driver.window.navigation.page == "search"
    async with restarted() as driver:
        await driver.until(lambda: driver.window.registry["go.back"].isEnabled())
        assert driver.window.search_page.panes.paper.paper.title == records[0]
        assert driver.titles("listBesideView") == records
        assert driver.chosen("listBesideView") == records[:1]
        assert driver.widget("listBesideView").isVisible()
        driver.trigger("go.back")
        await driver.until(lambda: driver.titles("recordsView") == records)
        # what is not stored is not requested before the user wants it
        demo.reset()
        driver.window.navigation.restore("sentences", PassageSearch("self-attention replaces recurrence"), ())
        await driver.idle()
        assert driver.widget("snippetsEdit").text() == "self-attention replaces recurrence"
        assert driver.state("sentencesPage") == "error"
        driver.window.navigation.restore("author", Author("L. Cantley", "1723755"), ())
        await driver.idle()
        assert driver.state("authorPage") == "error"
        assert demo.stats()["counts"] == {}
        [button] = [
            each
            for each in driver.widget("authorPage").findChildren(type(driver.widget("whyButton")))
            if each.text() == "Try again" and each.isVisible()
        ]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.state("authorPage") == "full")


async def test_a_map_is_shown_again_without_a_request_and_back_leads_to_the_page_before_it(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("sparse attention")
        driver.press(Qt.Key.Key_A, "resultsView", Qt.KeyboardModifier.ControlModifier)
        driver.trigger("view.map_selection")
        await driver.until(lambda: driver.state("mapPageView") == "full")
        drawn = driver.widget("mapCanvas").chart.papers
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.navigation.page == "map" and driver.widget("mapCanvas").chart)
        await driver.idle()
        assert [paper.title for paper in driver.widget("mapCanvas").chart.papers] == [paper.title for paper in drawn]
        assert driver.widget("mapPage").findChild(QWidget, "pageTitle").text().startswith("Map of ")
        assert demo.stats()["counts"] == {}
        driver.trigger("go.back")
        assert driver.window.navigation.page == "search"


@pytest.mark.parametrize(
    "subject",
    [
        "alice",
        Author("Ada Lovelace", "1", "0000-0001"),
        Paper("A title", Ids(doi="10.1/x")),
        (Paper("One", Ids(doi="10.1/x")), Paper("Two", Ids(s2="a" * 40))),
        RecordQuery("kelp", type="dataset", all_versions=True),
        PassageSearch("kelp grows", Paper("A title", Ids(doi="10.1/x"))),
        map_without_links((Paper("A title", Ids(doi="10.1/x")), Paper("Two", Ids(s2="a" * 40)))),
    ],
)
def test_every_kind_of_subject_is_stored_and_read_again(subject: Any) -> None:
    stored = json.loads(json.dumps(last_place._stored(subject)))
    assert last_place._subject(stored) == subject
    [kind] = stored
    for damaged in ({kind: 3}, {"other": stored[kind]}, {}, [], None, {kind: stored[kind], "more": 1}):
        assert last_place._subject(damaged) is None


async def test_who_types_at_once_stays_in_the_search(demo: Any, tmp_path: Any, monkeypatch: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")

    def type_at_first(page: SearchPage) -> None:
        focus(page)
        QTest.keyClicks(page.box, "mem")
        seen = page.window().childAt(page.box.mapTo(page.window(), page.box.rect().center()))
        is_seen.append(seen is page.box or page.box.isAncestorOf(seen))

    is_seen: list[bool] = []
    focus = SearchPage.focus_box
    monkeypatch.setattr(SearchPage, "focus_box", type_at_first)
    async with window_on(demo, tmp_path) as driver:
        assert driver.window.navigation.page == "search"
        assert is_seen[:1] == [True], "nothing covers what is typed"


async def test_an_identifier_that_could_not_be_looked_up_is_shown_again_with_the_reason(
    demo: Any, tmp_path: Any
) -> None:
    reason = "The DOI 10.1038 is incomplete: the part after the slash is missing."

    def heading(driver: Driver) -> str:
        message = driver.window.search_page.panes.results.pane.message
        return message.heading if message is not None else ""

    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.search("10.1038")
        assert heading(driver) == reason
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.state("resultsView") == "error")
        assert (driver.widget("searchEdit").text(), heading(driver)) == ("10.1038", reason)
        assert demo.stats()["counts"] == {}
        await driver.search("memory")
        titles = driver.titles()
        assert titles
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.titles() == titles)
        assert driver.widget("searchEdit").text() == "memory"


async def test_a_search_made_offline_does_not_say_so_once_the_program_is_online(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        await driver.search("attention")
        pane = driver.window.search_page.panes.results.pane
        assert pane.message.heading == "You are working offline"
        assert driver.widget("sourceChip.zenodo").content.count == "offline"
        driver.trigger("app.offline")
        await driver.until(lambda: pane.message.heading == "This search was made offline")
        assert not driver.widget("sourceChip.zenodo").content.count
    async with window_on(demo, tmp_path) as driver:
        pane = driver.window.search_page.panes.results.pane
        assert pane.message.heading == "This search was made offline"
        assert not driver.widget("sourceChip.zenodo").content.count
        [button] = [each for each in pane.findChildren(type(driver.widget("whyButton"))) if each.text() == "Search now"]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.titles()


async def test_the_trail_from_a_row_of_the_library_is_there_again(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.program.services.library.add([driver.view().model().paper(row) for row in range(3)])
        driver.trigger("view.library")
        await driver.until(lambda: len(driver.titles("libraryView")) == 3)
        driver.click_row(1, "libraryView")
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
        first = driver.window.search_page.shown_paper.title
        driver.trigger("view.references")
        await driver.idle()
        driver.view("referencesView").choose(0)
        driver.press(Qt.Key.Key_Return, "referencesView")
        await driver.idle()
        paper = driver.window.search_page.panes.paper
        titles = [one.title for one in paper.trail]
        assert len(titles) == 2
        assert titles[0] == first
    demo.reset()
    for _start in range(2):
        async with window_on(demo, tmp_path) as driver:
            paper = driver.window.search_page.panes.paper
            await driver.until(lambda: len(driver.titles("libraryView")) == 3)
            await driver.idle()
            assert [one.title for one in paper.trail] == titles
            assert paper.paper.title == titles[1]
            assert driver.widget("trail.0").isVisible()
            assert demo.stats()["counts"] == {}
    async with window_on(demo, tmp_path) as driver:
        paper = driver.window.search_page.panes.paper
        await driver.until(lambda: len(driver.titles("libraryView")) == 3)
        await driver.idle()
        driver.trigger("go.back")
        await driver.until(lambda: paper.paper.title == first)
        assert driver.chosen("libraryView") == [first]
        # the first row of another part is shown, and not the trail
        driver.trigger("view.library_recent")
        await driver.idle()
        assert driver.chosen("libraryView") == driver.titles("libraryView")[:1]
        assert paper.paper.title == driver.titles("libraryView")[0]


async def test_another_part_of_the_library_does_not_show_the_trail_of_the_last_run(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.program.services.library.add([driver.view().model().paper(row) for row in range(3)])
        driver.trigger("view.library")
        await driver.until(lambda: len(driver.titles("libraryView")) == 3)
        driver.click_row(2, "libraryView")
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: len(driver.chosen("libraryView")) == 1)
        await driver.idle()
        assert driver.window.search_page.shown_paper.title == driver.titles("libraryView")[2]
        driver.trigger("view.library_recent")
        await driver.idle()
        assert driver.window.search_page.shown_paper.title == driver.titles("libraryView")[0]


async def test_a_paper_opened_from_the_citations_after_a_restart_leads_back(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.program.services.library.add([driver.view().model().paper(row) for row in range(3)])
        driver.trigger("view.library")
        await driver.until(lambda: len(driver.titles("libraryView")) == 3)
        driver.click_row(1, "libraryView")
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
        driver.trigger("view.references")
        await driver.idle()
        driver.view("referencesView").choose(1)
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: bool(driver.chosen("referencesView")))
        await driver.until(lambda: driver.view("referencesView").hasFocus())
        driver.press(Qt.Key.Key_Return, "referencesView")
        await driver.idle()
        assert len(driver.window.search_page.panes.paper.trail) == 2
        assert driver.widget("trail.0").isVisible()
        assert driver.window.registry["go.back"].isEnabled()


async def test_a_search_that_was_cleared_does_not_come_back(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.search("")
        assert driver.titles() == []
        driver.trigger("view.downloads")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.search")
        await driver.idle()
        assert driver.titles() == []
        assert driver.widget("searchEdit").text() == ""
        await driver.search("memory")
        found = driver.titles()
        assert found
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.titles() == found)


async def test_the_first_down_after_a_restart_goes_on_from_the_row_that_looks_selected(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        papers = [Paper(f"Paper {number}", Ids(doi=f"10.5555/{number}")) for number in range(9)]
        await driver.program.services.library.add(papers)
        driver.trigger("view.library")
        await driver.until(lambda: len(driver.titles("libraryView")) == 9)
        driver.view("libraryView").setFocus()
        driver.click_row(4, "libraryView")
        await driver.idle()
    for key, row in ((Qt.Key.Key_Down, 5), (Qt.Key.Key_Up, 4)):
        async with window_on(demo, tmp_path) as driver:
            view = driver.view("libraryView")
            await driver.until(lambda: driver.view("libraryView").chosen_rows() != [])
            await driver.idle()
            driver.press(key, "libraryView")
            assert view.chosen_rows() == [row]
            await driver.idle()
            assert driver.window.search_page.shown_paper.title == driver.titles("libraryView")[row]


async def test_the_list_of_downloads_has_the_focus_after_a_restart(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        downloads = driver.program.services.downloads
        downloads.enqueue([driver.view().model().paper(row) for row in range(3)])
        driver.trigger("view.downloads")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: len(driver.titles("downloadsView")) == 3)
        await driver.idle()
        assert driver.view("downloadsView").hasFocus()
        driver.press(Qt.Key.Key_Down, "downloadsView")
        assert driver.view("downloadsView").chosen_rows() in ([0], [1])


async def test_the_row_of_the_downloads_is_selected_again(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids([f"10.5555/{number}" for number in range(40)])
        await driver.until(lambda: downloads.active == 0)
        driver.trigger("view.downloads")
        await driver.idle()
        driver.click_row(0, "downloadsView")
        for _ in range(30):
            driver.press(Qt.Key.Key_Down, "downloadsView")
        await driver.idle()
        page = driver.window.pages.page("downloads")
        wanted = page.model.item(30).asked_as
    for _start in range(2):
        async with window_on(demo, tmp_path) as driver:
            page = driver.window.pages.page("downloads")
            await driver.until(
                lambda page=page: [page.model.item(row).asked_as for row in page.view.chosen_rows()] == [wanted]
            )
            await driver.idle()
            [row] = page.view.chosen_rows()
            assert page.model.item(row).asked_as == wanted
            assert page.view.viewport().rect().contains(page.view.visualRect(page.model.index(row, 0)).center())
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        driver.trigger("view.search")
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        assert driver.window.pages.page("downloads").view.chosen_rows() == [0], "as for a page that is shown at first"
