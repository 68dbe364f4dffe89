"""Missing classics: what the page counts and lists, of which papers, and by which links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from scholar_desktop.domain.citations.citation import Citation, CitationListState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.citations import missing_classics
from scholar_desktop.ui.citations import citation_delegate
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.words import wording
from tests.support.sorted_list import check_that_a_new_order_is_shown_from_its_top
from tests.support.window_driver import Driver, window_on

DETAILS = "Double-click a paper or press Enter to see its details."


async def missing_lists(driver: Driver, known: int) -> list[Paper]:
    """Add *known* papers to the library, and store their references: each cites “Both”, the first two “Two”, and each
    one paper of its own."""
    services = driver.window.ui_context.services
    papers = [Paper(f"Kelp {n}", Ids(s2=f"{n:040x}")) for n in range(1, known + 1)]
    await services.library.add(tuple(papers))
    state = CitationListState(loaded=2, complete=True, slices=(), retrieved="2099-01-01T00:00:00Z")
    for place, paper in enumerate(papers):
        cited = [("Both", 100), *([("Two", 101)] if place < 2 else []), (f"Own {place}", 200 + place)]
        rows = [Citation(paper=Paper(title, Ids(s2=f"{n:040x}"))) for title, n in cited]
        await services.citations.store.add(paper, "references", rows, state, before=0)
    return papers


async def test_missing_papers_with_one_link_are_counted_and_can_be_shown(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await missing_lists(driver, 5)
        driver.trigger("view.missing_classics")
        await driver.idle()
        page, words = driver.widget("missingPage"), driver.widget("missing.count")
        assert driver.titles("missingView") == ["Both", "Two"]
        assert words.text() == (
            "2 papers cited by at least 2 of yours. 5 papers cited by 1 of yours are not listed. " + DETAILS
        )
        assert page._words.text().startswith(
            "2 papers cited by at least 2 of yours · References loaded for 5 of 5 papers"
        )
        assert driver.widget("missing.once").text() == "Show papers cited by 1 of yours"
        driver.click("missing.once")
        await driver.idle()
        assert driver.titles("missingView")[:2] == ["Both", "Two"]
        assert len(driver.titles("missingView")) == 7
        assert words.text() == f"7 papers cited by at least 1 of yours. {DETAILS}"
        assert page._words.text().startswith("7 papers cited by at least 1 of yours · ")
        driver.click("missing.once")
        await driver.idle()
        assert driver.titles("missingView") == ["Both", "Two"]
        assert demo.stats()["counts"] == {}


async def test_a_new_order_of_the_missing_papers_is_shown_from_its_top(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await missing_lists(driver, 40)
        driver.trigger("view.missing_classics")
        await driver.idle()
        driver.click("missing.once")
        await driver.idle()
        await check_that_a_new_order_is_shown_from_its_top(driver, "missingView", "missingPage")


async def test_enter_on_the_opened_page_does_what_it_is_for(demo: Any, tmp_path: Path) -> None:
    """The focus is at the papers, or at the main button of a page that has none yet."""
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.program.services.library.add([Paper("One", Ids(s2="a" * 40)), Paper("Two", Ids(s2="b" * 40))])
        driver.trigger("view.missing_classics")
        await driver.idle()
        button = driver.window.focusWidget()
        assert isinstance(button, Button)
        assert button.text() == "Load references of 2 papers"
        driver.trigger("view.search")
        await missing_lists(driver, 5)
        driver.trigger("view.missing_classics")
        await driver.idle()
        assert driver.titles("missingView")[:2] == ["Both", "Two"]
        assert driver.view("missingView").hasFocus()
        driver.widget("missing.in").setFocus()
        await driver.program.services.library.add([Paper("Another", Ids(s2="c" * 40))])
        await driver.idle()
        assert driver.widget("missing.in").hasFocus(), "the list is counted again, and the user went there"


async def test_the_count_of_loaded_papers_is_said_once_while_the_lists_are_loaded(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "LEAST_WAIT_S", 0.1)
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.program.services.library.add([Paper("One", Ids(s2="a" * 40)), Paper("Two", Ids(s2="b" * 40))])
        driver.trigger("view.missing_classics")
        await driver.idle()
        demo.config(faults={"s2": "hang"})
        QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Return)
        page = driver.window.pages.page("missing")
        bar = page._list.pane.bar
        await driver.until(lambda: bar.isVisible() and "No answer for" in bar.accessibleName())
        words = bar.accessibleName()
        assert words.startswith("Loading references… No answer for ")
        assert "papers loaded" not in words
        assert page._words.text() == "0 of 2 papers loaded"


async def test_the_page_of_missing_papers_says_that_only_those_with_one_link_are_left(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missing_classics, "MOST_SHOWN", 4)
    async with window_on(demo, tmp_path) as driver:
        await missing_lists(driver, 5)
        services = driver.window.ui_context.services
        await services.library.add((Paper("Both", Ids(s2=f"{100:040x}")), Paper("Two", Ids(s2=f"{101:040x}"))))
        driver.trigger("view.missing_classics")
        await driver.idle()
        page = driver.widget("missingPage")
        [show] = [one for one in page.findChildren(Button) if one.isVisible() and "1 of yours" in one.text()]
        assert not driver.widget("missing.count").isVisible()
        QTest.mouseClick(show, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert len(driver.titles("missingView")) == 4
        assert driver.widget("missing.count").text() == (
            "5 papers cited by at least 1 of yours. 4 of them are listed. " + DETAILS
        )
        view = driver.view("missingView")
        view.select_rows([1, 2], current=2)
        await driver.idle()
        selected = [view.model().paper_at(line).id for line in view.chosen_lines()]
        bar = driver.widget("missingView.selectionBar")
        assert bar.isVisible()
        assert bar.accessibleName() == "2 selected papers"
        assert bar.mapTo(driver.window, bar.rect().bottomLeft()).y() <= view.mapTo(driver.window, QPoint(0, 0)).y(), (
            "it is above the list, as on the other pages"
        )
        titles = [one.text() for one in bar.findChildren(Button) if one.isVisible()]
        assert "Add to" in titles
        assert driver.widget("missing.all").text() == "Show all 5"
        view.select_rows([1], current=1)
        driver.click("missing.all")
        await driver.idle()
        assert len(driver.titles("missingView")) == 5
        assert driver.widget("missing.count").text() == f"5 papers cited by at least 1 of yours. {DETAILS}"
        assert not driver.widget("missing.all").isVisible()
        assert [view.model().paper_at(line).id for line in view.chosen_lines()] == selected[:1]


async def choose_in(driver: Driver, typed: str) -> None:
    driver.click("missing.in")
    await driver.idle()
    QTest.keyClicks(driver.widget("collectionEdit"), typed)
    QTest.keyClick(driver.widget("collectionEdit"), Qt.Key.Key_Return)
    await driver.idle()


async def test_the_papers_of_a_collection_are_counted_alone(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        papers = await missing_lists(driver, 5)
        services = driver.window.ui_context.services
        await services.collections.put_in(papers[1:], "Thesis/Kelp")
        await services.collections.make("Empty")
        driver.trigger("view.missing_classics")
        await driver.idle()
        page, chooser = driver.widget("missingPage"), driver.widget("missing.in")
        assert (chooser.text(), driver.titles("missingView")) == ("In: All papers", ["Both", "Two"])
        await choose_in(driver, "thesis")
        assert (chooser.text(), chooser.accessibleName()) == ("In: Thesis", "In: Thesis")
        assert driver.titles("missingView") == ["Both"], "the papers of its subcollections count"
        assert "References loaded for 4 of 4 papers" in page._words.text()
        assert driver.window.ui_context.state.get("missing_collection", str) == "Thesis"
        driver.click("missing.in")
        await driver.idle()
        rows = driver.widget("collectionRows")
        assert [rows.item(row).text() for row in range(rows.count())] == ["All papers", "Empty", "Thesis", "Kelp"]
        QTest.keyClick(driver.widget("collectionEdit"), Qt.Key.Key_Escape)
        await choose_in(driver, "Empty")
        [show] = [one for one in page.findChildren(Button) if one.isVisible() and one.text() == "Show all papers"]
        QTest.mouseClick(show, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert (chooser.text(), driver.titles("missingView")) == ("In: All papers", ["Both", "Two"])
        assert demo.stats()["counts"] == {}


async def test_a_collection_leads_to_what_it_lacks_also_after_a_restart(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        papers = await missing_lists(driver, 5)
        services = driver.window.ui_context.services
        await services.collections.put_in(papers[1:], "Thesis")
        await driver.idle()
        driver.window.navigation.show_collection(await services.collections.find("Thesis"))
        await driver.idle()
        driver.trigger("collection.missing")
        await driver.idle()
        assert driver.window.navigation.page == "missing"
        assert driver.widget("missing.in").text() == "In: Thesis"
        assert driver.titles("missingView") == ["Both"]
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.missing_classics")
        await driver.idle()
        chooser = driver.widget("missing.in")
        assert (chooser.text(), driver.titles("missingView")) == ("In: Thesis", ["Both"])
        services = driver.window.ui_context.services
        one = await services.collections.find("Thesis")
        await services.collections.rename(one.key, "Book")
        await driver.idle()
        assert (chooser.text(), driver.titles("missingView")) == ("In: Book", ["Both"])
        await services.collections.delete(one.key)
        await driver.idle()
        assert (chooser.text(), driver.titles("missingView")) == ("In: All papers", ["Both", "Two"])


def texts_of(driver: Driver, row: int) -> list[str]:
    """The lines of text that a row shows."""
    view = driver.view("missingView")
    layout = view.delegate.layout_of(view.model().row(row), view.viewport().width(), view.rowHeight(row))
    return [piece.text for piece in layout if piece.kind == "text"]


async def test_a_missing_paper_names_the_papers_that_it_is_linked_to(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tips: list[str] = []
    monkeypatch.setattr(citation_delegate, "show_tooltip", lambda _place, text, _widget: tips.append(text))
    async with window_on(demo, tmp_path) as driver:
        await missing_lists(driver, 12)
        driver.trigger("view.missing_classics")
        await driver.idle()
        view = driver.view("missingView")
        lead, titles = "Cited by these papers of yours:", [f"Kelp {number}" for number in range(12, 0, -1)]
        index = view.model().index(0, 0)
        described = "\n".join([lead, *titles[:10], "and 2 more"])
        assert index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == described
        place = view.visualRect(index).center()
        QApplication.sendEvent(
            view.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
        )
        assert tips[0].endswith(f"\n{described}")
        # a click on the tag shows all of them, and a second one hides them
        height = view.rowHeight(0)
        row = view.model().row(0)
        layout = view.delegate.layout_of(row, view.viewport().width(), height)
        tag = find(layout, "tag.cited by 12 of yours").rect.center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).topLeft() + tag)
        await driver.idle()
        assert [text for text in texts_of(driver, 0) if text in (lead, *titles)] == [lead, *titles]
        assert view.rowHeight(0) > height
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).topLeft() + tag)
        assert view.rowHeight(0) == height
        # Right and Left do the same on the current row
        view.choose(1)
        driver.press(Qt.Key.Key_Right, "missingView")
        await driver.idle()
        shown = [text for text in texts_of(driver, 1) if text in (lead, *titles)]
        assert sorted(shown) == sorted([lead, "Kelp 1", "Kelp 2"])
        driver.press(Qt.Key.Key_Right, "missingView")
        assert view.model().is_open(1)
        driver.press(Qt.Key.Key_Left, "missingView")
        assert not view.model().is_open(1)
        assert demo.stats()["counts"] == {}


async def test_a_list_of_citations_that_is_loaded_in_part_is_named_and_its_rest_can_be_loaded(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        services = driver.window.ui_context.services
        await driver.search("attention")
        found = [driver.view().model().paper_at(row) for row in range(driver.view().model().rowCount())]
        paper = next(one for one in found if one is not None and 5_000 < (one.counts.citations or 0) < 6_000)
        total = paper.counts.citations
        others = [Paper(f"Kelp {n}", Ids(s2=f"{n:040x}")) for n in range(1, 5)]
        await services.library.add((paper, *others))
        whole = CitationListState(loaded=0, complete=True, slices=(), retrieved="2099-01-01T00:00:00Z")
        for other in others:
            await services.citations.store.add(other, "citations", (), whole, before=0)
        await services.citations.load(paper, "citations", lambda _page: None, RequestOptions(), limit=1_000)
        driver.trigger("view.missing_classics")
        driver.widget("missingTabs").setCurrentIndex(1)
        await driver.idle()
        page, rest = driver.widget("missingPage"), driver.widget("missing.rest")
        assert (
            "Citations loaded for 5 of 5 papers · for 1 of them only the newest 1,000 citations" in page._words.text()
        )
        loaded = f"1,000 of {total:,} loaded"
        assert page._words.toolTip().startswith("Loaded in part:\n")
        assert page._words.toolTip().endswith(loaded)
        assert (rest.isVisible(), rest.content.text) == (True, "Load all citations")
        driver.click("missing.rest")
        await driver.idle()
        [menu] = [one for one in page.findChildren(QMenu) if one.isVisible()]
        [entry] = menu.actions()
        assert loaded in entry.text()
        assert "request" in entry.text()
        menu.close()
        entry.trigger()
        await driver.until(lambda: driver.widget("missing.ask").content.text == "Stop")
        assert loaded in page._words.text()
        await driver.idle()
        assert "only the newest" not in page._words.text()
        assert not rest.isVisible()
        assert page._words.toolTip() == ""


async def test_papers_without_an_identifier_are_named_and_looked_up_by_their_titles(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await driver.search("attention is all you need")
        paper = driver.window.search_page.search.result.papers[0]
        known = Paper(paper.title, year=paper.year, venue=paper.venue, authors=paper.authors)
        await library.add([known, Paper("A book that nobody lists", year=1901)])
        driver.trigger("view.missing_classics")
        await driver.idle()
        page = driver.widget("missingPage")
        texts = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
        assert "References loaded for 0 of 2 papers · 2 without an identifier" in texts
        steps = [one for one in page.findChildren(Button) if one.isVisible() and one.text() == "Find identifiers"]
        assert len(steps) == 1, "the message has it, not the head, too"
        before = demo.stats()["counts"].get("s2", 0)
        QTest.mouseClick(steps[0], Qt.MouseButton.LeftButton)
        await driver.idle()
        assert demo.stats()["counts"]["s2"] == before + 2, "one request for each title"
        listed = driver.widget("refreshList").model()
        assert any("arXiv ID: empty → “" in listed.index(row).data() for row in range(listed.rowCount()))
        driver.click("refreshAcceptButton")
        await driver.idle()
        kept = [one.paper for one in (await library.page()).papers]
        assert sorted(one.id.partition(":")[0] for one in kept) == ["key", "s2"]
        texts = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
        assert "References loaded for 0 of 2 papers · 1 without an identifier" in texts


async def test_beside_missing_papers_a_button_finds_identifiers(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await missing_lists(driver, 5)
        await driver.program.services.library.add([Paper("A book that nobody lists", year=1901)])
        driver.trigger("view.missing_classics")
        await driver.idle()
        find = driver.widget("missing.find")
        assert "5 of 6 papers · 1 without an identifier" in driver.widget("missingPage")._words.text()
        assert (find.text(), find.isVisible()) == ("Find identifiers", True)
        assert "A book that nobody lists" in find.toolTip()
        assert not driver.widget("missing.ask").isVisible(), "there is no list that can be requested"
        driver.click("missing.find")
        await driver.idle()
        assert driver.widget("refreshPanel").isVisible()


@pytest.mark.parametrize(("size", "text_size"), [((640, 640), 150), ((640, 640), 100), ((1440, 900), 100)])
async def test_the_buttons_of_the_head_are_whole(
    demo: Any, tmp_path: Path, size: tuple[int, int], text_size: int
) -> None:
    async with window_on(demo, tmp_path, size=size, text_size=text_size) as driver:
        await missing_lists(driver, 2)
        await driver.program.services.library.add([Paper(f"Moss {n}", Ids(s2=f"{n + 900:040x}")) for n in range(2)])
        driver.trigger("view.missing_classics")
        await driver.idle()
        page, ask = driver.widget("missingPage"), driver.widget("missing.ask")
        assert ask.content.text == "Load references of 2 papers"
        for button in (ask, driver.widget("missing.in")):
            assert button.width() >= button.sizeHint().width()
            right = button.mapTo(page, QPoint(button.width(), 0)).x()
            assert right <= page.width()
        assert page._words.width() > 150
        assert page._words.height() >= page._words.heightForWidth(page._words.width())
