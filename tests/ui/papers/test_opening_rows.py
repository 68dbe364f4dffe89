"""A double click on a row shows its PDF, a middle click pins it; and what happens without a program for PDFs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.paper import Author, OpenAccess, has_known_copy
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context import paper_session
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.open_access import shown_pdf_button
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.scroll_column import FocusRing
from scholar_desktop.ui.window import desktop_opening
from scholar_desktop.ui.words.wording import message_title
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on
from tests.ui.papers.test_pdf_view import PAGES, keep_pdf, opened_library, shown


def middle_of(driver: Driver, name: str, row: int) -> QPoint:
    view = driver.view(name)
    return view.visualRect(view.model().index(row, 0)).center() - QPoint(view.width() // 4, 0)


def double_click(driver: Driver, name: str, row: int = 0) -> None:
    viewport, where = driver.view(name).viewport(), middle_of(driver, name, row)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=where)


def pinned(driver: Driver) -> list[str]:
    return [paper.title for paper in driver.window.search_page.panes.trail.kept]


async def test_a_double_click_shows_the_pdf_of_a_library_row_and_the_paper_of_a_result(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        double_click(driver, "libraryView")
        await shown(driver)
        assert driver.widget("pdfView").isVisible()
        assert driver.window.navigation.page == places.LIBRARY
        driver.press(Qt.Key.Key_Escape, "pdfPages")
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
        assert not driver.widget("pdfView").isVisible(), "Enter opens the paper"
        driver.trigger("view.search")
        await driver.search("attention")
        double_click(driver, "resultsView", 1)
        await driver.idle()
        assert not driver.widget("pdfView").isVisible()
        assert driver.window.search_page.panes.paper.is_open, "a paper without a PDF is opened beside the list"


async def test_a_double_click_in_other_lists_shows_the_paper_beside_its_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.navigation.open(places.AUTHOR, Author("L. Cantley", "1723755"))
        await driver.idle()
        title = driver.titles("authorPapersView")[1]
        double_click(driver, "authorPapersView", 1)
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title == title
        assert driver.view("listBesideView").isVisible()


async def test_filters_of_the_search_are_not_shown_over_the_list_of_another_page(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click("filterChip.open_access")
        await driver.idle()
        filtered = driver.titles("resultsView")
        driver.window.navigation.open(places.AUTHOR, Author("L. Cantley", "1723755"))
        await driver.idle()
        double_click(driver, "authorPapersView", 1)
        await driver.idle()
        assert driver.view("listBesideView").isVisible()
        for chip in ("filterChip.open_access", "sourceChip.zenodo"):
            assert not driver.widget(chip).isVisible(), chip
        driver.trigger("search.clear_filters")
        await driver.idle()
        assert not driver.view("listBesideView").isVisible(), "what is filtered is in sight"
        for chip in ("filterChip.open_access", "sourceChip.zenodo"):
            assert driver.widget(chip).isVisible(), chip
        assert len(driver.titles("resultsView")) > len(filtered)
        assert driver.window.search_page.panes.paper.paper.title in driver.titles("resultsView")


async def test_a_middle_click_pins_the_paper_of_any_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        titles = driver.titles("resultsView")
        viewport = driver.view().viewport()
        QTest.mouseClick(viewport, Qt.MouseButton.MiddleButton, pos=middle_of(driver, "resultsView", 2))
        assert pinned(driver) == [titles[2]]
        assert driver.window.messages.note("pinned").lead == f"Pinned “{message_title(titles[2])}” above the details."
        assert driver.window.search_page.panes.trail.isVisible()
        driver.window.navigation.open(places.AUTHOR, Author("L. Cantley", "1723755"))
        await driver.idle()
        viewport = driver.view("authorPapersView").viewport()
        QTest.mouseClick(viewport, Qt.MouseButton.MiddleButton, pos=middle_of(driver, "authorPapersView", 1))
        title = driver.titles("authorPapersView")[1]
        assert pinned(driver) == [titles[2], title]
        assert driver.window.messages.note("pinned").lead == f"Pinned “{message_title(title)}”."


async def test_the_command_of_a_pinned_paper_unpins_it_and_is_found_as_a_tab(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.view().setFocus()
        driver.view().choose(1)
        await driver.idle()
        title = driver.titles()[1]
        for words, command in (("beside", "Pin"), ("tab", "Unpin")):
            await keyboard.press("Ctrl+Shift+P")
            await keyboard.type(words)
            found = driver.widget("paletteList")
            entries = [found.item(row).text() for row in range(found.count())]
            assert command in entries
            await keyboard.press("Esc")
            await keyboard.press("Ctrl+Shift+P")
            await keyboard.type(command)
            await keyboard.press("Return")
            await driver.idle()
            assert pinned(driver) == ([title] if command == "Pin" else [])
            if command == "Pin":
                chips = driver.widget("trailBar").findChildren(Button)
                chip = next(each for each in chips if each.accessibleName().startswith("Open"))
                assert shown_tooltip(chip) == f"Pinned paper: “{title}”. Click to open it."
        assert driver.window.messages.note("pinned").lead == f"Unpinned “{message_title(title)}”."
        assert driver.window.registry.title("paper.keep_beside") == "Pin"


async def test_a_double_click_on_a_finished_download_reads_it_here(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.view().choose(0)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        double_click(driver, "downloadsView")
        await shown(driver)
        assert driver.widget("pdfView").isVisible()


async def test_a_pdf_is_shown_here_where_the_system_has_no_program_for_it(
    demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    monkeypatch.setattr(desktop_opening, "launcher", lambda: None)
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        driver.trigger("paper.open_pdf")
        await driver.idle()
        await shown(driver)
        assert driver.widget("pdfView").isVisible()
        note = driver.window.messages.note("shown")
        assert (note.lead, note.text) == ("No app for PDFs was found.", "The PDF is shown here instead.")
        other = tmp_path / "table.csv"
        other.write_text("a,b\n")
        driver.program.services.open_path(str(other))
        await driver.idle()
        assert driver.window.messages.note("shown").lead == "No app was found for “table.csv”."
        next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Copy path").click()
        assert QGuiApplication.clipboard().text() == str(other)
        driver.program.services.open_url("https://doi.org/10.1/x")
        await driver.idle()
        note = driver.window.messages.note("shown")
        assert (note.lead, note.text) == ("No web browser was found.", "https://doi.org/10.1/x")
        next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Copy link").click()

        assert QGuiApplication.clipboard().text() == "https://doi.org/10.1/x"


async def open_pdf_of_download(driver: Driver) -> None:
    """Press the button of the selected download that opens its PDF, which is shown in the window."""
    buttons = driver.widget("attemptsPane").findChildren(Button)
    open_pdf = next(one for one in buttons if one.content.text == "Open in PDF app")
    QTest.mouseClick(open_pdf, Qt.MouseButton.LeftButton)
    await driver.idle()
    await shown(driver)
    assert driver.widget("pdfView").isVisible()


async def test_open_pdf_in_the_downloads_has_a_way_back_where_the_pdf_is_shown_here(
    demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    monkeypatch.setattr(desktop_opening, "launcher", lambda: None)
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.view().choose(0)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        driver.trigger("view.downloads")
        driver.view("downloadsView").choose(0)
        await driver.idle()
        await open_pdf_of_download(driver)
        saved = [item.paper.title for item in driver.program.services.downloads.items()]
        assert (driver.titles("listBesideView"), driver.chosen("listBesideView")) == (saved, saved)
        assert not driver.view().isVisible(), "the results have nothing to do with it"
        assert driver.window.navigation.came_from == "Downloads"
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == places.DOWNLOADS


async def test_f6_leads_to_the_citing_papers_while_they_are_loaded(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        panes = driver.window.search_page.panes
        demo.config(faults={"s2": "hang"})
        driver.view().setFocus()
        await driver.until(lambda: panes.paper.is_open)
        for _ in range(2):
            await keyboard.press("F6")
        assert panes.citations.cited_by.pane.state == "waiting"
        assert keyboard.focus is panes.citations.cited_by.pane, "the rows would not have the focus"


async def test_what_was_not_looked_up_yet_has_buttons_for_it_that_the_keyboard_reaches(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        panes = driver.window.search_page.panes
        citations = panes.citations.cited_by.pane
        assert not panes.paper.is_open
        assert citations.message is not None
        assert "Enter" not in citations.message.text
        with monkeypatch.context() as patched:
            patched.setattr(paper_session, "REST_S", 3600)  # else the paper of the row is opened on a slow machine
            driver.view().setFocus()
            await keyboard.press("F6")
            await keyboard.press("F6")
            assert keyboard.focus.accessibleName() == "Show citing papers"
            await keyboard.press("Return")
        await driver.idle()
        assert panes.paper.is_open
        assert driver.view("citedByView").model().rowCount()
        await keyboard.press("Shift+F6")
        await keyboard.press("F6")
        assert keyboard.focus is driver.view("citedByView")
        assert driver.view("citedByView").current_row() == 0, "nothing shows where the focus is"

        results = driver.view().model()
        without = next(paper for paper in map(results.paper, range(1, 20)) if not paper.oa.copies)
        panes.paper.preview(without)
        asking = driver.widget("lookForCopiesButton")
        assert asking.isVisible()
        assert driver.widget("moreCopiesButton").isHidden(), "two buttons to find copies"
        asking.setFocus()
        await keyboard.press("Return")
        await driver.idle()
        assert panes.paper.is_open
        assert not asking.isVisible()
        panes.paper.preview(results.paper(0))
        await driver.idle()
        assert panes.paper.is_open, "it was opened before"
        assert driver.view("citedByView").model().rowCount()
        lengths = []
        on_trail = [paper.id for paper in panes.paper.trail]  # a paper is not there twice in a row
        for row in [number for number in range(3, 9) if results.paper(number).id not in on_trail][:3]:
            driver.view().choose(row)
            await driver.until(lambda row=row: panes.paper.is_open and panes.paper.paper.id == results.paper(row).id)
            lengths.append(len(panes.paper.trail))
        assert len(set(lengths)) == 1, "each row of one list made the trail longer"


async def test_papers_of_a_selection_of_several_rows_are_not_opened(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        panes, results = driver.window.search_page.panes, driver.view().model()

        def trail() -> list[int | None]:
            return [results.row_of(paper) for paper in panes.paper.whole_history()]

        def marked() -> list[int]:
            return [row for row in range(results.rowCount()) if results.row(row).opened]

        async def rested() -> None:
            await driver.idle()
            assert panes.paper.is_open

        driver.click_row(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await rested()
        assert trail() == [0]
        for _ in range(2):
            driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
            await rested()
        assert panes.paper.paper.id == results.paper(2).id, "it is shown and open"
        assert (trail(), marked()) == ([0], [0])
        driver.press(Qt.Key.Key_Down, "resultsView")
        await rested()
        assert trail() == [0, 3]
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await rested()
        assert trail() == [0, 3]
        driver.press(Qt.Key.Key_Return, "resultsView")
        await rested()
        assert trail() == [0, 4], "one that is opened with Enter is, in the place of the row that was only selected"
        assert marked() == [0, 3, 4]


async def test_a_closed_paper_that_was_not_opened_says_what_was_not_searched_yet(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        panes, rows = driver.window.search_page.panes, driver.view().model()
        papers = [rows.paper(number) for number in range(rows.rowCount())]
        plain = next(one for one in papers if "unpaywall" not in one.sources and not has_known_copy(one))
        panes.paper.preview(msgspec.structs.replace(plain, oa=OpenAccess(False, "closed")))
        await driver.until(lambda: driver.widget("lookForCopiesButton").isVisible())
        assert driver.widget("accessBadge").text() == "Closed"
        said = "Semantic Scholar says that this paper is closed. It has not been looked up at Unpaywall yet."
        assert said in panes.detail._copies._none.text()
        panes.paper.preview(msgspec.structs.replace(plain, oa=OpenAccess(False)))
        await driver.until(lambda: driver.widget("accessBadge").text() == "Access unknown")
        said = "This paper has not been looked up at Unpaywall yet."
        assert said in panes.detail._copies._none.text()


async def test_a_closed_paper_whose_pdf_was_looked_for_does_not_say_that_nothing_was_searched(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        panes, rows = driver.window.search_page.panes, driver.view().model()
        papers = [rows.paper(number) for number in range(rows.rowCount())]
        closed = next(one for one in papers if one.oa.is_oa is False and "unpaywall" not in one.sources)
        driver.program.services.downloads.enqueue([closed])  # as “Get PDFs” of several papers does
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        panes.paper.preview(closed)
        await driver.until(lambda: driver.widget("lookForCopiesButton").isVisible())
        said = panes.detail._copies._none.text()
        assert "No open copy was found when you last tried to get the PDF." in said


async def test_enter_moves_to_the_paper_which_keys_scroll_and_esc_and_j_lead_back_to_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1100, 640)) as driver:
        await driver.search("attention")
        view, panes = driver.view(), driver.window.search_page.panes
        view.setFocus()
        view.choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        scroll = panes.detail._scroll
        assert QApplication.focusWidget() is scroll
        [ring] = scroll.findChildren(FocusRing, options=Qt.FindChildOption.FindDirectChildrenOnly)
        assert ring.isVisible(), "Enter seems to do nothing"
        QTest.keyClick(scroll, Qt.Key.Key_PageDown)
        assert scroll.verticalScrollBar().value() > 0
        QTest.keyClick(scroll, Qt.Key.Key_Escape)
        assert view.hasFocus()
        assert not ring.isVisible()
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        QTest.keyClick(scroll, Qt.Key.Key_J)
        assert (view.hasFocus(), view.chosen_rows()) == (True, [1])
        await driver.program.services.library.add([view.model().paper(3)])
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        assert driver.view("libraryView").hasFocus(), "the paper of another list keeps the focus"


async def test_keys_on_the_button_are_in_the_language_of_the_window(
    demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shown_pdf_button, "native_keys", lambda keys: keys.replace("Ctrl", "Strg"))
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.view().choose(0)
        await driver.idle()
        assert driver.widget("getPdfButton").content.keys == "Strg+D"


@pytest.mark.parametrize("size", [(1440, 900), (700, 700)])
async def test_esc_in_a_pdf_opened_from_the_downloads_leads_back_and_the_earlier_selection_does_not_count(
    demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    monkeypatch.setattr(desktop_opening, "launcher", lambda: None)
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.view().choose(0)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        driver.view().setFocus()
        await keyboard.press("Ctrl+A")
        everything = len(driver.window.context.now.papers)
        assert everything > 1
        driver.trigger("view.downloads")
        await driver.idle()
        downloads = driver.view("downloadsView")
        await keyboard.press("Home")
        await driver.idle()
        for close in ("Escape", "button"):
            await open_pdf_of_download(driver)
            now = driver.window.context.now
            saved = [item.paper.id for item in driver.program.services.downloads.items()]
            assert [one.id for one in now.papers] == saved
            assert not driver.widget("selectedPapers").isVisible()
            if close == "Escape":
                driver.widget("pdfPages").setFocus()
                await keyboard.press("Escape")
            else:
                driver.click("pdfCloseButton")
            await driver.idle()
            assert driver.window.navigation.page == places.DOWNLOADS
            assert downloads.hasFocus()
            assert [one.id for one in driver.window.context.now.papers] == saved
        driver.trigger("view.search")
        await driver.idle()
        assert not driver.widget("pdfView").isVisible()


@pytest.mark.parametrize("before", ["one paper", "several papers", "PDF"])
async def test_the_search_is_shown_as_it_was_left_after_a_pdf_was_opened_from_the_downloads(
    demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str
):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    monkeypatch.setattr(desktop_opening, "launcher", lambda: None)
    async with window_on(demo, tmp_path) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        await driver.search("attention")
        for row in (1, 0):
            driver.click_row(row)
            await keyboard.press("Ctrl+D")
            await driver.until(lambda: downloads.items() and downloads.active == 0)
        first, second = driver.titles()[:2]
        if before == "several papers":
            await keyboard.press("Ctrl+A")
        if before == "PDF":
            await keyboard.press("Space")
            await shown(driver)
        selected = driver.chosen()
        await keyboard.press("Ctrl+2")
        driver.click_row(driver.titles("downloadsView").index(second), "downloadsView")
        await keyboard.press("Ctrl+O")
        await shown(driver)
        assert driver.widget("pdfView").isVisible()
        assert driver.chosen("listBesideView") == [second]
        await keyboard.press("Ctrl+2")
        await driver.idle()
        assert driver.window.messages.note("shown") is None, "no PDF is shown here"
        await keyboard.press("Ctrl+1")
        await driver.idle()
        assert driver.chosen() == selected
        assert driver.widget("pdfView").isVisible() is (before == "PDF")
        assert driver.widget("selectedPapers").isVisible() is (before == "several papers")
        if before == "PDF":
            await driver.until(lambda: driver.widget("pdfView").pages.page_count > 0)
            assert driver.window.search_page.panes.paper.paper.title == first
        assert keyboard.focus is driver.view()
        if before == "one paper":
            await keyboard.press("Down")
            assert driver.chosen() == [second]


async def test_the_details_are_painted_also_while_answers_come_fast_one_after_the_other(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.idle()
        panes = driver.window.search_page.panes
        page, painted = panes.detail._page, []
        for _ in range(40):
            panes.paper.grown.emit()
            painted.append(page.updatesEnabled())
            await asyncio.sleep(0.004)
            painted.append(page.updatesEnabled())
        assert any(painted), "each answer put off the rest of the page, which is not repainted before it"
        await driver.idle()
        assert page.updatesEnabled()

        before = panes.paper.count_answers()
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda: panes.paper.is_open and not panes.paper.loading)
        assert panes.paper.count_answers() - before == 1 + len(panes.paper.reports) > 2, "a wait begins with each"
        assert not panes.paper.unanswered()


async def test_of_the_services_that_have_not_answered_the_longest_wait_is_shown(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        status, now = driver.program.services.status, datetime.now(UTC)
        for source, seconds in ((S2, 90), (UNPAYWALL, 600), (ZENODO, 300)):
            status._budgets[source].slowed_until(now + timedelta(seconds=seconds))
        waiting = [S2, UNPAYWALL, ZENODO]
        note = asking_note(status, "Loading…", source=lambda: waiting)
        assert note.now().lead == "Unpaywall is busy."
        waiting.remove(UNPAYWALL)
        assert note.now().lead == "Zenodo is busy."
        waiting.clear()
        assert note.now() is None
