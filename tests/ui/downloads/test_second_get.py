"""A second "Get PDFs" keeps what is known about a PDF that the library has."""

from __future__ import annotations

import csv

import msgspec
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.download import ItemOutcome
from scholar_desktop.domain.own_fields import ITEM_TYPE
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_a_second_get_keeps_what_was_known_about_the_saved_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.search("attention is all you need")
        downloads = driver.program.services.downloads
        paper = driver.window.search_page.search.result.papers[0]
        downloads.enqueue([paper], batch="first")
        await driver.until(lambda: not downloads.active)
        await driver.idle()
        (before,) = downloads.items()
        assert before.reason.startswith("Saved from ")
        downloads.enqueue([paper], batch="second")
        await driver.until(lambda: not downloads.active)
        await driver.idle()
        (after,) = downloads.items()
        assert (after.attempts, after.copies, after.reason, after.path) == (
            before.attempts,
            before.copies,
            before.reason,
            before.path,
        )
        # a new row of a paper that the library has says what the library knows
        fresh = msgspec.structs.replace(before, attempts=(), copies=(), path=None, reason="Already in your library.")
        downloads._board.keep([fresh])
        driver.trigger("view.downloads")
        await driver.idle()
        file = tmp_path / "report.csv"
        driver.window.pages.page("downloads")._commands.save_report(file)
        await driver.idle()
        (row,) = csv.DictReader(file.read_text("utf-8-sig").splitlines())
        assert row["sha256"] == before.attempts[-1].sha256
        assert row["path"] == before.path
        assert row["host"]
        assert row["address"].startswith("http")


async def test_a_row_of_downloads_opens_beside_its_list_each_time(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        downloads = driver.program.services.downloads
        downloads.enqueue(list(driver.window.search_page.search.result.papers[:3]), batch="first")
        await driver.until(lambda: not downloads.active)
        await driver.idle()
        beside = driver.window.search_page.panes.list_beside
        for time in ("first", "second", "third"):
            await keyboard.press("Ctrl+2")
            await driver.idle()
            view = driver.window.pages.currentWidget().view
            view.setFocus()
            view.choose(0)
            await keyboard.press("Return")
            await driver.idle()
            assert beside.is_shown, f"the {time} time"
            shown = driver.view("listBesideView")
            assert shown.chosen_rows(), f"no row is selected the {time} time"
            assert driver.window.context.now.back, f"no way back the {time} time"
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert driver.window.navigation.page == "downloads"
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert beside.is_shown, "after Forward, too"
        assert driver.view("listBesideView").hasFocus()


async def test_the_pdf_of_a_row_is_that_of_the_paper_that_the_keys_act_on_after_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        downloads, results = driver.program.services.downloads, driver.window.search_page.search.result.papers
        downloads.enqueue(list(results[:4]), batch="first")
        await driver.until(lambda: not downloads.active)
        await driver.idle()
        saved = [item.paper for item in downloads.items() if item.outcome is ItemOutcome.SAVED]
        assert len(saved) > 1
        wanted = saved[-1]
        driver.view().choose(next(row for row in range(4) if results[row].id != wanted.id))  # the search shows another
        await driver.idle()
        await keyboard.press("Ctrl+3")
        await driver.idle()
        library = driver.view("libraryView")
        library.choose(driver.titles("libraryView").index(wanted.title))  # the library shows the same
        await driver.idle()
        await keyboard.press("Ctrl+2")
        await driver.idle()
        page = driver.window.pages.currentWidget()
        page.view.setFocus()
        page.view.choose(next(row for row in range(4) if page.model.item(row).paper.id == wanted.id))
        await driver.idle()
        await keyboard.press("Return")
        await driver.until(lambda: driver.widget("pdfView").property("state") == "full")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.id == wanted.id
        assert driver.chosen("listBesideView") == [wanted.title]
        assert driver.window.context.now.paper.id == wanted.id
        driver.trigger("paper.star")
        await driver.idle()
        assert driver.window.ui_context.marks.of(wanted).kept.starred


async def test_an_entry_without_identifier_and_title_is_not_called_closed(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        services = driver.program.services
        await services.library.entries.add({ITEM_TYPE: "book", "title": "", "publisher": "A press"})
        driver.trigger("view.library")
        await driver.idle()
        driver.view("libraryView").choose(0)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: bool(services.downloads.items()) and not services.downloads.active)
        await driver.idle()
        (item,) = services.downloads.items()
        assert item.outcome is ItemOutcome.NOT_FOUND, (item.outcome, item.reason)
        assert "no identifier" in item.reason
        driver.trigger("view.downloads")
        await driver.idle()
        view = driver.window.pages.currentWidget().view
        assert view.model().row(0).title == "Untitled"
        driver.trigger("view.library")
        await driver.idle()
        driver.view("libraryView").choose(0)
        await driver.idle()
        shown = " ".join(each.text() for each in driver.window.findChildren(QLabel) if each.isVisible())
        assert "Not open access" not in shown
        assert "“”" not in shown


async def test_the_message_of_a_second_get_counts_each_paper_once(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: bool(downloads.items()) and not downloads.active)
        assert downloads.items()[0].outcome is ItemOutcome.SAVED
        demo.config(faults={"web": "hang"})
        await keyboard.press("Down")
        await keyboard.press("Shift+Down")
        await driver.idle()
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        assert driver.window.messages.note("kept_pdfs").lead == "Getting 2 PDFs."
        driver.window.messages.close_message("kept_pdfs")
        driver.click_row(0)
        for _ in range(5):
            await keyboard.press("Shift+Down")
        await driver.until(lambda: driver.window.context.now.to_get == 3)
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        said = "Getting 3 PDFs. 2 PDFs were already being downloaded. 1 PDF is already in your library."
        assert driver.window.messages.note("kept_pdfs").lead == said
        driver.trigger("downloads.cancel_all")
        await driver.until(lambda: not downloads.active)
