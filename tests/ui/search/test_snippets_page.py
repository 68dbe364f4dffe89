"""Search full texts: the passage, its section and kind, its paper; what it says when there is nothing or no key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from scholar_desktop.domain.text.styled_text import without_marks
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

WORDS = "attention maps"


async def asked(driver: Driver, words: str = WORDS) -> None:
    driver.trigger("view.sentences")
    await driver.idle()
    driver.type(words, "snippetsEdit")
    driver.press(Qt.Key.Key_Return, "snippetsEdit")
    await driver.idle()


async def test_a_hit_shows_its_passage_with_section_and_kind_and_opens_its_paper(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await asked(driver)
        assert driver.state("sentencesPage") == "full"
        model = driver.view("snippetsView").model()
        row = next(number for number in range(model.rowCount()) if model.row(number).section)
        layout = driver.view("snippetsView").itemDelegate().layout_of(model.row(row), 900, 100)
        assert find(layout, "place").text == f"{model.row(row).section} · text"
        driver.press(Qt.Key.Key_Down, "snippetsEdit")
        assert driver.widget("passageView").isVisible()
        driver.widget("sentencesPage")._text.show_text("A long passage of many words. " * 200)
        await driver.until(lambda: driver.widget("passageView").height() > 150)
        assert driver.view("snippetsView").height() > driver.widget("passageView").height()
        title = driver.titles("snippetsView")[0]
        driver.click("copyPassageButton")
        await driver.idle()
        assert QGuiApplication.clipboard().text().startswith("“")
        driver.press(Qt.Key.Key_Return, "snippetsView")
        await driver.idle()
        assert driver.window.navigation.page == places.SEARCH
        assert driver.window.context.now.paper.title == title
        assert driver.widget("listBesideView").isVisible()
        assert title in driver.titles("listBesideView")
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == places.SENTENCES


async def test_esc_keeps_the_question_whose_passages_are_shown(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await asked(driver)
        driver.press(Qt.Key.Key_Escape, "snippetsEdit")
        await driver.idle()
        assert driver.widget("snippetsEdit").text() == WORDS
        assert driver.state("sentencesPage") == "full"


async def test_the_section_is_below_the_last_line_of_a_passage_that_is_short(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await asked(driver)
        view = driver.view("snippetsView")
        model, height, lines = view.model(), view.rowHeight(0), set()
        for number in range(model.rowCount()):
            layout = view.itemDelegate().layout_of(model.row(number), 1200, height)
            runs = [piece.rect for piece in layout if piece.name.startswith("run.") and piece.kind == "text"]
            below = max(rect.bottom() for rect in runs) + 1
            assert find(layout, "place").rect.top() == below
            assert find(layout, "rule").rect.bottom() < below
            lines.add(len({rect.top() for rect in runs}))
        assert len(lines) > 1, "there are short and long passages"


async def test_the_words_asked_for_are_marked_and_in_sight(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await asked(driver)
        view = driver.view("snippetsView")
        for number in range(view.model().rowCount()):
            row = view.model().row(number)
            layout = view.itemDelegate().layout_of(row, 500, 100)
            assert any(piece.kind == "mark" for piece in layout) or not row.marks
            assert row.marks or "map" not in row.text


async def test_more_passages_and_filters_ask_anew(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await asked(driver, "attention")
        assert len(driver.titles("snippetsView")) == 10
        driver.click("snippetsMoreButton")
        await driver.idle()
        every = driver.titles("snippetsView")
        assert len(every) > 10
        driver.click("snippetsMoreFiltersButton")
        driver.type("2017", "snippetsEdit.dates")
        driver.press(Qt.Key.Key_Return, "snippetsEdit.dates")
        await driver.idle()
        model = driver.view("snippetsView").model()
        assert 0 < model.rowCount() < len(every)
        assert {model.paper_at(row).year for row in range(model.rowCount())} == {2017}


async def test_one_paper_alone_is_searched_from_its_row(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        title = driver.window.context.now.paper.title
        driver.trigger("paper.search_sentences")
        await driver.idle()
        assert driver.widget("snippetsPaperChip").isVisible()
        driver.type("attention", "snippetsEdit")
        driver.press(Qt.Key.Key_Return, "snippetsEdit")
        await driver.idle()
        assert set(driver.titles("snippetsView")) == {title}
        driver.click("snippetsPaperChip")
        await driver.idle()
        assert len(set(driver.titles("snippetsView"))) > 1


async def test_nothing_found_says_why_and_what_next(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await asked(driver, "qwertz zuiop")
        assert driver.state("sentencesPage") == "empty"
        assert driver.widget("sentencesPage").pane.message.heading == "No matching passages"


async def test_a_service_that_wants_a_key_says_so_and_leads_to_the_settings(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for status in (401, 403):
            demo.config(fail={"/graph/v1/snippet/search": status})
            await asked(driver, f"attention {status}")
            assert driver.state("sentencesPage") == "error"
            message = driver.widget("sentencesPage").pane.message
            assert "key" in message.text
            assert message.steps[0].title == "Add API key"
        message.steps[0].run()
        assert driver.window.navigation.page == places.SETTINGS


async def test_offline_it_offers_to_go_online_and_search(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        await driver.idle()
        await asked(driver)
        assert driver.state("sentencesPage") == "error"
        page = driver.widget("sentencesPage")
        assert page.pane.message.heading == "You are working offline"
        buttons = [one for one in page.pane.findChildren(Button) if one.isVisible()]
        (online,) = (one for one in buttons if one.content.text == "Go online and search")
        QTest.mouseClick(online, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert not driver.window.registry["app.offline"].isChecked()
        assert driver.state("sentencesPage") == "full"


async def test_once_online_it_says_that_the_search_was_made_offline(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        await driver.idle()
        await asked(driver)
        page = driver.widget("sentencesPage")
        assert page.pane.message.heading == "You are working offline"
        driver.trigger("app.offline")
        await driver.until(lambda: page.pane.message.heading != "You are working offline")
        assert page.pane.message.heading == "This search was made offline"
        buttons = [one for one in page.pane.findChildren(Button) if one.isVisible()]
        (now,) = (one for one in buttons if one.content.text == "Search now")
        QTest.mouseClick(now, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.state("sentencesPage") == "full"


@pytest.mark.parametrize("how", ["button", "key", "menu"])
async def test_passages_are_copied_with_their_references_in_the_citation_style(demo, tmp_path, how):
    async with window_on(demo, tmp_path) as driver:
        await asked(driver)
        view = driver.view("snippetsView")
        driver.click_row(0, "snippetsView")
        view.setFocus()
        await driver.idle()
        if how == "button":
            driver.click("copyPassageButton")
        elif how == "key":
            await Keyboard(driver).press("Ctrl+C")
        else:
            driver.trigger("edit.copy")
        await driver.idle()
        copied = QGuiApplication.clipboard().mimeData()
        snippet = view.model().snippet(0)
        reference = await driver.program.services.export.source(snippet.paper, "apa")
        assert copied.text() == f"“{' '.join(snippet.text.split())}” — {without_marks(reference)}"
        assert "<i>" in copied.html()
        view.setFocus()
        driver.press(Qt.Key.Key_A, "snippetsView", Qt.KeyboardModifier.ControlModifier)
        await Keyboard(driver).press("Ctrl+C")
        await driver.idle()
        assert QGuiApplication.clipboard().text().count("“") >= view.model().rowCount() > 1
        await Keyboard(driver).press("Ctrl+Shift+C")
        await driver.idle()
        assert QGuiApplication.clipboard().text().startswith("10.")
