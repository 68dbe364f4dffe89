"""Opening a paper, reading who cites it, getting its PDF: by keys and clicks."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on

ATTENTION = "Attention is All you Need"


async def opened(driver: Driver, row: int = 0) -> None:
    await driver.search("attention")
    driver.view().choose(0)
    for _ in range(row):
        driver.press(Qt.Key.Key_J, "resultsView")
    await driver.idle()


async def test_resting_on_a_row_asks_for_its_citations_and_copies_once(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        assert driver.state("detailPane") == "full"
        assert driver.state("citationPane") == "full"
        first = demo.stats()["counts"]
        assert first["s2"] == 2
        assert first["unpaywall"] <= 2
        driver.press(Qt.Key.Key_J, "resultsView")
        await driver.idle()
        before = demo.stats()["counts"]
        driver.press(Qt.Key.Key_K, "resultsView")
        await driver.idle()
        assert demo.stats()["counts"] == before


async def test_moving_on_before_the_selection_rests_asks_only_for_the_last(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, row=4)
        assert demo.stats()["counts"]["s2"] == 2
        assert driver.window.context.now.paper.title == driver.titles()[4]


async def test_references_are_asked_for_when_looked_at_a_citing_paper_opens_and_leads_back_and_sentences_unfold(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        assert driver.state("referencesView") == "empty"
        driver.widget("citationTabs").setCurrentIndex(1)
        await driver.idle()
        assert driver.state("referencesView") == "full"
        assert driver.titles("referencesView")
        driver.widget("citationTabs").setCurrentIndex(0)
        await driver.idle()
        first = driver.window.context.now.paper.title
        pane = driver.window.search_page.panes.citations.cited_by
        row = next(row for row in range(60) if pane.model.sentences_of(row) < 2)
        driver.view("citedByView").choose(row)
        driver.press(Qt.Key.Key_Return, "citedByView")
        await driver.idle()
        assert driver.window.context.now.paper.title != first
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title == first
        assert driver.window.registry["go.forward"].isEnabled()
        rows = [row for row in range(60) if pane.model.sentences_of(row) > 1][:2]
        view = driver.view("citedByView")
        view.choose(rows[0])
        closed = view.rowHeight(rows[0])
        driver.press(Qt.Key.Key_Space, "citedByView")
        assert pane.model.is_open(rows[0])
        assert view.rowHeight(rows[0]) >= closed
        view.scrollTo(pane.model.index(rows[1], 0))
        layout = view.itemDelegate().layout_of(pane.model.row(rows[1]), view.viewport().width())
        more = find(layout, "more")
        assert more is not None
        driver.click_row(rows[1], "citedByView", more.rect.center() - QPoint(0, 0))
        assert pane.model.is_open(rows[1])
        await driver.idle()
        trail = driver.widget("trailBar")
        assert not trail.isVisible(), "one paper is no trail"
        driver.trigger("go.forward")
        await driver.idle()
        assert trail.isVisible()
        driver.window.search_page.panes.detail.editing.add()
        await driver.idle()
        assert not trail.isVisible(), "the trail of another paper"
        driver.window.search_page.panes.detail.editing.leave()
        assert not trail.isVisible(), "no paper is selected"
        driver.trigger("go.back")
        await driver.idle()
        assert trail.isVisible()


async def test_a_service_without_citations_is_an_error_of_that_pane_alone(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        demo.config(fail={"s2": 500})
        driver.view().choose(0)
        await driver.idle()
        assert driver.state("citationPane") == "error"
        assert driver.state("resultsView") == "full"
        demo.config(fail={})
        driver.window.search_page.panes.citations.cited_by.again()
        await driver.idle()
        assert driver.state("citationPane") == "full"


async def test_a_star_is_taken_back_by_undo_a_citation_is_copied_as_one_line_and_get_pdf_keeps_the_paper(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        driver.click("starButton")
        await driver.idle()
        assert driver.widget("starButton").text() == "Starred"
        assert driver.window.registry.title("paper.star") == "Remove star"
        driver.trigger("edit.undo")
        await driver.idle()
        assert driver.widget("starButton").text() == "Star"
        redo = driver.window.registry["edit.redo"]
        assert redo.isEnabled()
        assert redo.text().startswith("Redo: add and star ")
        assert [key.toString() for key in redo.shortcuts()] == ["Ctrl+Shift+Z"]
        driver.trigger("edit.redo")
        await driver.idle()
        assert driver.widget("starButton").text() == "Starred"
        assert not redo.isEnabled()
        driver.trigger("edit.undo")
        await driver.idle()
        driver.trigger("paper.copy_citation")
        await driver.idle()
        text = QGuiApplication.clipboard().text()
        assert ATTENTION in text
        assert "\n" not in text
        assert driver.window.messages.note("copied") is not None
        assert driver.widget("getPdfButton").text() == "Get PDF"
        driver.click("getPdfButton")
        await driver.idle()
        assert driver.widget("getPdfButton").text() == "Open in PDF app"
        assert driver.window.context.now.kept.pdf.endswith(".pdf")
        row = driver.view().model().index(0, 0)
        assert "PDF saved" in row.data(Qt.ItemDataRole.AccessibleTextRole)


async def test_offline_what_was_read_is_read_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        driver.press(Qt.Key.Key_J, "resultsView")
        await driver.idle()
        driver.trigger("app.offline")
        demo.reset()
        driver.press(Qt.Key.Key_K, "resultsView")
        await driver.idle()
        assert driver.state("citationPane") == "full"
        assert demo.stats()["counts"] == {}
        assert "waits until you are online" in driver.widget("getPdfButton").toolTip()


async def test_words_that_the_library_does_not_have_go_to_the_services(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("focus.library")
        driver.type("dual attention", "libraryEdit")
        await driver.idle()
        assert driver.state("libraryView") == "empty"
        page = driver.window.search_page.panes.library.pane
        buttons = {button.content.text: button for button in page.findChildren(Button) if button.isVisible()}
        QTest.mouseClick(buttons["Search online"], Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert driver.widget("searchEdit").text() == "dual attention"
        assert driver.titles()


async def test_enter_opens_a_citing_paper_also_if_its_row_hides_sentences(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        pane = driver.window.search_page.panes.citations.cited_by
        row = next(row for row in range(60) if pane.model.row(row).hidden)
        driver.view("citedByView").choose(row)
        title = driver.titles("citedByView")[row]
        driver.press(Qt.Key.Key_Return, "citedByView")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title == title
