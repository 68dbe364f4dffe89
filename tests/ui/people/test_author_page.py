"""People in the window: from a paper to its author and back, papers sorted and narrowed, homonyms told apart."""

from __future__ import annotations

import json
from types import SimpleNamespace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.domain.paper import Author
from scholar_desktop.domain.people.author import AuthorCounts, AuthorProfile
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.people.author_head import AuthorHead
from scholar_desktop.ui.people.author_links import open_author
from scholar_desktop.ui.widgets.label import Prose
from tests.support.sorted_list import check_that_a_new_order_is_shown_from_its_top
from tests.support.window_driver import Driver, window_on

CANTLEY = Author("L. Cantley", "1723755")


async def author_page(driver: Driver, author: Author = CANTLEY) -> None:
    driver.window.navigation.open(places.AUTHOR, author)
    await driver.idle()


def asked(demo, part: str) -> int:
    return sum(count for path, count in demo.stats()["counts"].items() if part in path)


async def test_the_people_of_a_paper_stand_in_its_order_and_one_opens_and_back_leads_to_the_paper(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        names = [author.name for author in driver.window.context.now.paper.authors]
        demo.reset()
        driver.trigger("paper.people")
        await driver.idle()
        assert driver.titles("authorsView") == names
        assert sum(demo.stats()["counts"].values()) == 1
        assert driver.view("authorsView").model().author(0).counts.papers is not None
        head = driver.widget("authorsPage").findChild(QLabel, "pageTitle")
        assert head.text() == "Authors"
        driver.type("Zhang", "authorSearchEdit")
        driver.click("findPeopleButton")
        await driver.idle()
        assert head.text() == "People", "they are no longer those of the paper"
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == places.SEARCH
        shown = driver.window.context.now.paper.title
        driver.click("authorLink")
        await driver.idle()
        assert driver.window.navigation.page == places.AUTHOR
        assert driver.state("authorPage") == "full"
        assert driver.widget("authorName").plain_text() == "Ashish Vaswani"
        assert shown in driver.titles("authorPapersView")
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == places.SEARCH
        assert driver.window.search_page.panes.paper.paper.title == shown


async def test_a_person_costs_two_requests_and_none_to_see_again_sort_and_narrow_by_words_and_years(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.reset()
        await author_page(driver)
        assert len(driver.titles("authorPapersView")) == 68
        assert sum(demo.stats()["counts"].values()) == 2
        await author_page(driver, Author("D. Parnas", "1726629"))
        demo.reset()
        await author_page(driver)
        assert sum(demo.stats()["counts"].values()) == 0
        assert len(driver.titles("authorPapersView")) == 68
        demo.reset()
        model = driver.view("authorPapersView").model()
        cites = [paper.counts.citations or 0 for paper in model.papers()]
        assert cites == sorted(cites, reverse=True)
        chip = driver.widget("authorSortChip")
        next(action for action in chip.menu_of_choices().actions() if action.text() == "Oldest").trigger()
        years = [paper.year for paper in model.papers() if paper.year]
        assert years == sorted(years)
        head = driver.widget("authorPage").findChild(QWidget, "sortHead.year")
        QTest.mouseClick(head, Qt.MouseButton.LeftButton)  # reverses the order that the menu has set
        assert [paper.year for paper in model.papers() if paper.year] == years[::-1]
        assert chip.value == "newest"
        driver.type("vanadate", "authorFindEdit")
        assert 0 < model.rowCount() < 68
        driver.type("nothing has this", "authorFindEdit")
        assert driver.state("authorPage") == "empty"
        driver.press(Qt.Key.Key_Escape, "authorFindEdit")
        assert driver.state("authorPage") == "full"
        assert demo.stats()["counts"] == {}
        bars = driver.widget("yearBars")
        total = driver.widget("authorSide")._total
        assert total.whole_text() == f"{sum(bars._counts.values())} papers"
        QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.bar_of(2016).center())
        await driver.until(lambda: total.whole_text() == f"{bars._counts[2016]} in 2016")
        assert {paper.year for paper in driver.view("authorPapersView").model().papers()} == {2016}
        driver.click("authorYearChip")
        assert len(driver.titles("authorPapersView")) == 68
        QTest.keyClick(bars, Qt.Key.Key_Right)
        QTest.keyClick(bars, Qt.Key.Key_Return)
        assert {paper.year for paper in driver.view("authorPapersView").model().papers()} == {1978}
        assert demo.stats()["counts"] == {}


async def test_an_author_of_one_paper_has_one_paper_and_one_year(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await author_page(driver)
        head = driver.widget("authorPage").findChild(AuthorHead)
        profile = AuthorProfile("A. Once", counts=AuthorCounts(papers=1, citations=1, h_index=1))
        session = SimpleNamespace(author=profile, papers=(1,), loading=False, years={2011: 1})
        head.show_author(session, 0)
        said = [label.accessibleName() for label in head.findChildren(QLabel) if label.accessibleName()]
        assert {"1 paper", "1 citation", "2011 year of publication"} <= set(said)


async def test_the_headings_are_aligned_with_the_bars_and_the_text_below(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await author_page(driver)
        side = driver.widget("authorSide")
        page = side.widget()
        labels = [label for label in page.findChildren(QLabel) if label.isVisible()]
        starts = {side.bars.mapTo(page, QPoint()).x()}
        for label in labels:
            words = label.plain_text() if isinstance(label, Prose) else label.text()
            if words in ("Papers per year", "Co-authors", "Select a bar to see only that year."):
                starts.add(label.mapTo(page, label.contentsRect().topLeft()).x())
        assert len(starts) == 1


async def test_a_paper_and_a_co_author_of_the_person_open_and_back_leads_to_the_person_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await author_page(driver)
        title = driver.titles("authorPapersView")[2]
        driver.view("authorPapersView").choose(2)
        driver.press(Qt.Key.Key_Return, "authorPapersView")
        await driver.idle()
        assert driver.window.navigation.page == places.SEARCH
        assert driver.window.search_page.panes.paper.paper.title == title
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == places.AUTHOR
        driver.click("coauthorLink")
        await driver.idle()
        assert driver.widget("authorName").plain_text() == "I. Macara"
        driver.trigger("go.back")
        await driver.idle()
        assert driver.widget("authorName").plain_text() == "L. Cantley"


async def test_back_from_the_author_of_a_paper_shows_the_paper_beside_the_list_that_it_is_from(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await driver.search("attention")
        await author_page(driver)
        title = driver.titles("authorPapersView")[2]
        driver.view("authorPapersView").choose(2)
        driver.press(Qt.Key.Key_Return, "authorPapersView")
        await driver.idle()
        panes, navigation = driver.window.search_page.panes, driver.window.navigation
        beside = navigation.beside
        assert panes.list_beside.is_shown
        driver.click("authorLink")
        await driver.idle()
        assert navigation.page == places.AUTHOR
        other = driver.titles("authorPapersView")
        driver.trigger("go.back")
        await driver.idle()
        assert (navigation.page, panes.paper.paper.title) == (places.SEARCH, title)
        assert panes.list_beside.is_shown
        assert navigation.beside == beside != ()
        driver.trigger("go.back")
        await driver.idle()
        assert driver.widget("authorName").plain_text() == "L. Cantley"
        assert driver.titles("authorPapersView")[2] == title
        driver.trigger("go.forward")
        await driver.idle()
        driver.trigger("go.forward")
        await driver.idle()
        assert driver.titles("authorPapersView") == other
        driver.trigger("go.back")
        await driver.idle()
        assert navigation.beside == beside


async def test_a_service_that_is_down_is_said_with_the_next_step(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(fail={f"/graph/v1/author/{CANTLEY.id}": 500})
        await author_page(driver)
        assert driver.state("authorPage") == "error"
        assert driver.window.pages.currentWidget().rows.pane.message.steps[0].title == "Try again"
        demo.reset()
        driver.window.pages.currentWidget().rows.pane.message.steps[0].run()
        await driver.idle()
        assert driver.state("authorPage") == "full"


async def test_a_new_order_of_the_papers_of_an_author_is_shown_from_its_top(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await author_page(driver)
        await check_that_a_new_order_is_shown_from_its_top(driver, "authorPapersView", "authorPage")


async def test_people_of_one_name_are_told_apart_and_titles_come_when_the_selection_rests(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.authors")
        await driver.idle()
        demo.reset()
        driver.type("Zhang", "authorSearchEdit")
        driver.press(Qt.Key.Key_Return, "authorSearchEdit")
        await driver.idle()
        assert driver.state("authorsPage") == "full"
        model = driver.view("authorsView").model()
        papers = [model.author(row).counts.papers for row in range(model.rowCount())]
        assert papers == sorted(papers, reverse=True)
        heads = driver.widget("authorsPage")
        for value, of in (("h_index", lambda one: -(one.counts.h_index or -1)), ("name", lambda one: one.name)):
            QTest.mouseClick(heads.findChild(QWidget, f"sortHead.{value}"), Qt.MouseButton.LeftButton)
            found = [of(model.author(row)) for row in range(model.rowCount())]
            assert found == sorted(found)
        view = driver.view("authorsView")
        view.setFocus()
        driver.press(Qt.Key.Key_End, "authorsView")
        assert view.verticalScrollBar().value() > 0
        QTest.mouseClick(heads.findChild(QWidget, "sortHead.papers"), Qt.MouseButton.LeftButton)
        assert view.verticalScrollBar().value() == 0, "a new order is shown from its top"
        QTest.mouseClick(heads.findChild(QWidget, "sortHead.papers"), Qt.MouseButton.LeftButton)
        assert [model.author(row).counts.papers for row in range(model.rowCount())] == sorted(papers)
        assert sum(demo.stats()["counts"].values()) == 1
        driver.press(Qt.Key.Key_Down, "authorSearchEdit")
        await driver.idle()
        assert model.row(0).titles
        assert sum(demo.stats()["counts"].values()) == 2
        driver.press(Qt.Key.Key_Return, "authorsView")
        await driver.idle()
        assert driver.window.navigation.page == places.AUTHOR


async def test_people_are_found_by_the_family_name_an_id_and_a_name_that_nobody_has_linked(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.authors")
        driver.type("Qqqq Turing", "authorSearchEdit")
        driver.press(Qt.Key.Key_Return, "authorSearchEdit")
        await driver.idle()
        if driver.state("authorsPage") == "empty":
            page = driver.window.pages.currentWidget()
            page.pane.message.steps[0].run()
            await driver.idle()
        assert "A. Turing" in driver.titles("authorsView")
        driver.trigger("view.authors")
        driver.type("author:1723755", "authorSearchEdit")
        driver.click("findPeopleButton")
        await driver.idle()
        assert driver.widget("authorName").plain_text() == "L. Cantley"
        assert driver.widget("authorPageLink.s2").mapTo(driver.window, QPoint(0, 0)).x() > 0
        open_author(driver.window.ui_context.navigation, Author("Zhang"))
        await driver.idle()
        assert driver.window.navigation.page == places.AUTHORS
        found = driver.titles("authorsView")
        assert found
        assert all("Zhang" in name for name in found)


async def test_author_and_a_name_in_the_search_box_offer_the_person(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.type("author:Turing")
        await driver.until(lambda: driver.widget("suggestions").isVisible())
        assert driver.widget("suggestions").lines[0].text == "Find people named “Turing”"
        driver.press(Qt.Key.Key_Down)
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert driver.window.navigation.page == places.AUTHORS
        assert "A. Turing" in driver.titles("authorsView")


async def test_all_that_the_service_sent_about_a_person_is_shown_and_copied(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await author_page(driver)
        demo.reset()
        driver.click("authorAllDataButton")
        await driver.idle()
        text = driver.widget("authorDataText").toPlainText()
        for words in ("L. Cantley", "1723755", "hIndex"):
            assert words in text, words
        driver.click("copyAuthorDataButton")
        sent = json.loads(QGuiApplication.clipboard().text())["s2"]
        assert sent["fields"]["authorId"] == "1723755"
        assert sent["retrieved"]
        assert demo.stats()["counts"] == {}
