"""Messages say what was done or undone and how to go back, and lie over the page."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.ui.context.messages import COPIED_SHOWN_MS
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.papers.paper_commands import REPLACED_SHOWN_MS
from scholar_desktop.ui.papers.undo_commands import UndoCommands
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.literal_text import shown_text
from scholar_desktop.ui.words.wording import LONGEST_TITLE
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def lead(driver: Driver) -> str:
    note = driver.window.messages.note("undo")
    return note.lead if note is not None else ""


async def press(driver: Driver, title: str) -> None:
    next(one for one in driver.window.messages.findChildren(Button) if one.content.text == title).click()
    await driver.idle()


def pane_buttons(driver: Driver) -> set[str]:
    pane = driver.widget("attemptsPane").widget()
    return {one.text() for one in pane.findChildren(Button)}


def files_of(items) -> list[str]:
    """The PDFs of downloads that are on the disk."""
    return [item.path for item in items if item.path and os.path.isfile(item.path)]


async def in_library(driver: Driver) -> str:
    await driver.search("attention")
    driver.click_row(0)
    await driver.idle()
    driver.trigger("paper.add")
    await driver.idle()
    driver.trigger("view.library")
    await driver.idle()
    return driver.titles("libraryView")[0]


async def test_add_counts_the_papers_that_were_not_in_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        library, papers = driver.program.services.library, driver.window.search_page.search.result.papers[:4]
        await library.add([Paper(papers[0].title, papers[0].ids), papers[1]])
        before = (await library.counts()).papers
        await driver.idle()
        driver.view().setFocus()
        driver.view().select_rows([0, 1, 2, 3], current=0)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        assert (await library.counts()).papers - before == 2
        assert lead(driver) == "Added 2 papers."


async def test_delete_moves_to_the_trash_and_undo_and_redo_say_so(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        title = await in_library(driver)
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        assert driver.titles("libraryView") == []
        assert lead(driver).startswith(f"Moved “{title[:20]}")
        assert lead(driver).endswith("to the trash.")
        await press(driver, "Undo")
        assert driver.titles("libraryView") == [title]
        assert lead(driver).startswith(f"Put “{title[:20]}")
        assert lead(driver).endswith("back in your library.")
        await press(driver, "Redo")
        assert driver.titles("libraryView") == []
        assert lead(driver).endswith("to the trash.")
        driver.trigger("edit.undo")
        await driver.idle()
        assert driver.titles("libraryView") == [title]


async def test_a_message_lies_over_the_page_and_follows_its_size(demo, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append(event.type()))
    async with window_on(demo, tmp_path) as driver:
        await in_library(driver)
        window = driver.window

        def place(widget: QWidget) -> QRect:
            return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())

        window.messages.close_message("undo")
        before = place(window.pages)
        assert not window.messages.isVisible()
        driver.trigger("paper.copy_citation")
        await driver.idle()
        assert window.messages.isVisible()
        assert place(window.pages) == before
        assert before.contains(place(window.messages))
        assert QAccessible.Event.Alert in told
        window.resize(700, 520)
        await driver.idle()
        assert place(window.pages).contains(place(window.messages))
        buttons = [one for one in window.pages.findChildren(QAbstractButton) if one.isVisible()]
        assert not [one for one in buttons if place(one).intersects(place(window.messages))]
        driver.press(Qt.Key.Key_Escape, "libraryView")
        assert not window.messages.isVisible()
        window.messages.failed("Could not do it", OSError())
        window.messages.say("copied", Note("Copied."))
        driver.trigger("view.downloads")
        assert window.messages.note("unexpected") is None
        assert window.messages.note("copied") is not None


async def test_each_message_comes_at_one_place_and_leaves_the_foot_of_the_list_free(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), citations="tabs") as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.trigger("view.cited_by")
        await driver.idle()
        window, found = driver.window, []
        foot = window.search_page.panes.citations.cited_by.foot
        assert "of 170,735 loaded" in foot.words()
        for action, view in (("paper.copy_citation", "resultsView"), ("paper.star", "citedByView")):
            driver.click_row(0, view)
            driver.trigger(action)
            await driver.idle()
            place = window.messages.geometry()
            assert not window.messages.rect().intersects(
                QRect(foot.mapTo(window, QPoint(0, 0)) - window.messages.mapTo(window, QPoint(0, 0)), foot.size())
            )
            found.append((place.center().x(), place.bottom()))
            window.messages.close_last()
        assert found[0] == found[1]


async def test_the_last_rows_of_a_list_can_be_scrolled_above_a_message(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), citations="tabs") as driver:
        await driver.search("attention")
        view, window = driver.view(), driver.window
        bar = view.verticalScrollBar()
        driver.click_row(0)
        most = bar.maximum()
        driver.trigger("paper.star")
        await driver.idle()
        assert window.messages.isVisible()
        assert bar.value() == 0, "the message moves no rows"
        middle = QPointF(view.viewport().rect().center())
        for _ in range(200):
            wheel = QWheelEvent(
                middle,
                QPointF(view.viewport().mapToGlobal(middle.toPoint())),
                QPoint(),
                QPoint(0, -240),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(view.viewport(), wheel)
        last = view.visualRect(view.model().index(view.model().rowCount() - 1, 0))
        assert view.viewport().mapTo(window, last.bottomLeft()).y() < window.messages.mapTo(window, QPoint(0, 0)).y()
        window.resize(1030, 640)
        await driver.idle()
        assert bar.value() > most
        window.messages.close_last()
        await driver.idle()
        assert (bar.maximum(), bar.value()) == (most, most)


async def test_a_message_in_settings_leaves_the_control_in_use_free_at_every_size_of_text(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        window = driver.window
        driver.trigger("view.settings")
        await driver.idle()
        for size in ("150", "100", "125", "150"):
            settings = driver.widget("settingsPage")
            box = settings.findChild(QAbstractButton, f"text_size-{size}")
            box.setFocus(Qt.FocusReason.TabFocusReason)
            await driver.idle()
            window.messages.say(
                "copied", Note("Copied the diagnostics.", "Their text is long enough for two lines. " * 3)
            )
            QTest.mouseClick(box, Qt.MouseButton.LeftButton)
            await driver.idle()
            await driver.until(lambda size=size: driver.program.services.settings_editor.current.text_size == int(size))
            await driver.idle()
            corner = box.mapTo(window, QPoint(0, 0)) - window.messages.mapTo(window, QPoint(0, 0))
            assert not window.messages.rect().intersects(QRect(corner, box.size()))


async def test_downloads_say_that_undo_took_a_pdf_back(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(
            lambda: (
                bool(driver.program.services.downloads.items())
                and driver.program.services.downloads.items()[0].state is DownloadState.DONE
            )
        )
        driver.trigger("view.downloads")
        await driver.idle()
        model = driver.window.pages.page("downloads").model
        assert model.row(0).says.startswith("Saved")
        assert {"Open in PDF app", "Read here", "Show in library", "Remove from list"} == pane_buttons(driver)
        driver.trigger("edit.undo")
        await driver.idle()
        assert model.row(0).says == "PDF removed"
        saved, removed = (driver.widget(f"downloadsGroup.{group}") for group in ("saved", "removed"))
        assert saved.accessibleName() == "Saved: 0"
        assert removed.accessibleName() == "Removed: 1"
        driver.click("downloadsGroup.removed")
        assert model.count() == 1
        assert model.row(0).act == "Get again"
        assert {"Get again", "Remove from list"} == pane_buttons(driver)
        driver.trigger("edit.redo")
        await driver.idle()
        assert model.row(0).says.startswith("Saved")
        assert removed.isHidden()
        assert saved.accessibleName() == "Saved: 1"
        assert {"Open in PDF app", "Read here", "Show in library", "Remove from list"} == pane_buttons(driver)
        driver.trigger("edit.undo")
        await driver.idle()
        again = next(one for one in driver.widget("attemptsPane").findChildren(Button) if one.text() == "Get again")
        QTest.mouseClick(again, Qt.MouseButton.LeftButton)
        await driver.until(lambda: model.row(0).says.startswith("Saved"))
        await driver.idle()
        assert {"Open in PDF app", "Read here", "Show in library", "Remove from list"} == pane_buttons(driver)


async def test_ctrl_z_undoes_what_the_user_did_last_and_not_the_pdfs_that_arrived_since(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        papers = driver.window.search_page.search.result.papers[:2]
        downloads = driver.program.services.downloads
        downloads.enqueue(papers)
        driver.click_row(2)
        driver.trigger("paper.star")
        await driver.until(lambda: not downloads.active)
        await driver.idle()
        saved = files_of(downloads.items())
        assert saved
        assert driver.window.registry["edit.undo"].text().startswith("Undo: add and star")
        driver.press(Qt.Key.Key_Z, "resultsView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert lead(driver).startswith("Removed “Sentence pairs")
        assert driver.window.registry["edit.redo"].isEnabled()
        assert files_of(downloads.items()) == saved
        # PDFs of several papers leave the redo as it is
        downloads.enqueue(papers)
        await driver.until(lambda: not downloads.active)
        await driver.idle()
        assert driver.window.registry["edit.redo"].isEnabled()
        # one PDF that the user got after the undo is what Ctrl+Z takes back
        downloads.enqueue([driver.window.search_page.search.result.papers[2]])
        await driver.until(lambda: not downloads.active)
        await driver.idle()
        assert not driver.window.registry["edit.redo"].isEnabled()
        driver.press(Qt.Key.Key_Z, "resultsView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert lead(driver).startswith("Removed “Sentence pairs")


async def test_ctrl_z_stops_the_downloads_that_were_wanted_last_while_they_have_not_ended(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads, library = driver.program.services.downloads, driver.program.services.library
        await driver.search("attention")
        driver.click_row(0)
        driver.trigger("paper.star")
        await driver.until(lambda: lead(driver).startswith("Added and starred"))
        await driver.idle()
        driver.trigger("app.offline")  # so that the downloads wait
        for rows, sentence in (
            ((1,), "Cancelled the download of “"),
            ((1, 2, 3), "Stopped 3 downloads."),
        ):
            driver.view().select_rows(rows)
            await driver.idle()
            driver.trigger("paper.get_pdf")
            await driver.until(lambda: downloads.active > 0)
            await driver.idle()
            driver.press(Qt.Key.Key_Z, "resultsView", Qt.KeyboardModifier.ControlModifier)
            await driver.until(lambda: downloads.active == 0)
            await driver.until(lambda sentence=sentence: lead(driver).startswith(sentence))
            await driver.idle()
            assert (await library.counts()).starred == 1, "that was done before"
            driver.trigger("edit.redo")
            await driver.until(lambda: downloads.active > 0)
            await driver.idle()
            driver.press(Qt.Key.Key_Z, "resultsView", Qt.KeyboardModifier.ControlModifier)
            await driver.until(lambda: downloads.active == 0)
            await driver.idle()
        driver.press(Qt.Key.Key_Z, "resultsView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert (await library.counts()).starred == 0


async def test_ctrl_z_takes_the_papers_out_that_several_pdfs_brought_into_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        downloads, library = driver.program.services.downloads, driver.program.services.library
        await driver.search("attention is all you need")
        driver.click_row(2)
        driver.trigger("paper.add")
        await driver.idle()
        before = await library.counts()
        driver.view().select_rows((0, 2))
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: len(downloads.items()) == 2 and downloads.active == 0)
        await driver.idle()
        assert [one.outcome for one in downloads.items()] == [ItemOutcome.SAVED] * 2
        for _ in range(2):
            driver.press(Qt.Key.Key_Z, "resultsView", Qt.KeyboardModifier.ControlModifier)
            await driver.until(lambda: "to the trash" in lead(driver))
            await driver.idle()
            words = "Moved 1 paper that came with its PDF to the trash. The files of 1 record stay in your library."
            assert lead(driver) == words
            counts = await library.counts()
            assert (counts.papers, counts.trashed) == (before.papers, 1)
            driver.press(
                Qt.Key.Key_Z,
                "resultsView",
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
            )
            await driver.until(lambda: lead(driver) == "Restored 1 paper.")
            await driver.idle()
            counts = await library.counts()
            assert (counts.papers, counts.trashed) == (before.papers + 1, 0)


async def test_a_pdf_that_is_gone_at_the_start_is_not_said_to_be_saved(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        downloads = driver.program.services.downloads
        downloads.enqueue(driver.window.search_page.search.result.papers[:1])
        await driver.until(lambda: not downloads.active)
        await driver.idle()
        assert files_of(downloads.items())
        await driver.program.services.library.undo()
        assert not files_of(downloads.items())
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await driver.idle()
        assert driver.window.pages.page("downloads").model.row(0).says == "PDF removed"
        assert {"Get again", "Remove from list"} == pane_buttons(driver)


async def test_delete_takes_papers_out_of_a_collection_and_undo_and_redo_say_so(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.program.services.collections.put_in(driver.window.search_page.search.result.papers[:2], "Thesis")
        (one,) = await driver.program.services.collections.all()
        driver.window.navigation.show_collection(one)
        await driver.idle()
        titles = driver.titles("libraryView")
        assert len(titles) == 2
        driver.click_row(0, "libraryView")
        await driver.idle()
        registry = driver.window.registry
        keys = {name: registry[name].shortcut().toString() for name in ("paper.delete", "paper.uncollect")}
        assert keys == {"paper.delete": "", "paper.uncollect": "Del"}, "the menus say what the key does here"
        driver.click("keepButton")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), "a press on “In library” moves nothing to the trash"
        assert shown_text(menu.actions()[-1].text()) == "Move to trash"
        menu.close()
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        assert driver.titles("libraryView") == titles[1:]
        assert lead(driver).endswith("It stays in your library.")
        await press(driver, "Undo")
        assert sorted(driver.titles("libraryView")) == sorted(titles)
        await press(driver, "Redo")
        assert driver.titles("libraryView") == titles[1:]
        assert (await driver.program.services.library.counts()).papers == 2
        driver.trigger("view.library")
        await driver.idle()
        assert (registry["paper.delete"].shortcut().toString(), registry["paper.uncollect"].shortcut().isEmpty()) == (
            "Del",
            True,
        )
        driver.trigger("paper.copy_citation")
        await driver.idle()
        copied = driver.window.messages.note("copied")
        assert copied.lead == "Copied the citation in APA Style 7th edition."
        assert [step.title for step in copied.steps] == ["Change style"]
        driver.trigger("paper.copy_in_text")
        await driver.idle()
        copied = driver.window.messages.note("copied")
        assert copied.lead == "Copied the in-text citation in APA Style 7th edition."
        paper = driver.window.ui_context.context.now.paper
        assert paper is not None
        first = paper.authors[0].name.rpartition(" ")[2]
        assert QGuiApplication.clipboard().text().startswith(f"({first}")
        assert QGuiApplication.clipboard().text().endswith(f", {paper.year})")
        assert copied.text == QGuiApplication.clipboard().text()
        assert driver.window.messages._ends["copied"].interval() == COPIED_SHOWN_MS
        await driver.program.services.settings_editor.set("citation_style", "nature")
        driver.trigger("paper.copy_in_text")
        await driver.idle()
        replaced = driver.window.messages.note("copied")
        assert replaced.lead == copied.lead
        why = "Nature numbers the citations of a document, so author and year were copied instead."
        assert replaced.text == f"{why} {copied.text}"
        assert driver.window.messages._ends["copied"].interval() == REPLACED_SHOWN_MS, "there is more to read"


async def test_downloads_removed_from_the_list_come_back_by_undo_in_their_order(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        for _ in range(2):
            driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        driver.trigger("paper.get_pdf")
        downloads = driver.program.services.downloads
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        assert driver.window.messages.note("kept_pdfs").lead == "Getting 3 PDFs."
        await driver.until(
            lambda: len(downloads.items()) == 3 and all(one.state is DownloadState.DONE for one in downloads.items())
        )
        driver.trigger("view.downloads")
        await driver.idle()
        view = driver.view("downloadsView")
        before = driver.titles("downloadsView")
        driver.click_row(0, "downloadsView")
        QTest.keyClick(view, Qt.Key.Key_Delete)
        await driver.until(lambda: len(driver.titles("downloadsView")) == 2)
        await driver.idle()
        named = shorten(before[0], LONGEST_TITLE)
        assert lead(driver) == f"Removed “{named}” from the list."
        await press(driver, "Undo")
        await driver.until(lambda: driver.titles("downloadsView") == before)
        await driver.idle()
        assert lead(driver) == f"Put “{named}” back on the list."
        await press(driver, "Redo")
        await driver.until(lambda: len(driver.titles("downloadsView")) == 2)
        driver.trigger("edit.undo")
        await driver.until(lambda: driver.titles("downloadsView") == before)
        await driver.idle()
        driver.trigger("edit.redo")
        await driver.until(lambda: len(driver.titles("downloadsView")) == 2)
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.until(lambda: driver.titles("downloadsView") == before)
        await driver.idle()
        driver.trigger("downloads.clear")
        await driver.until(lambda: not downloads.items())
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.until(lambda: driver.titles("downloadsView") == before)
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await driver.until(lambda: driver.titles("downloadsView") == before)


async def test_the_undo_of_a_message_is_replaced_by_that_of_the_next_change_and_gives_the_focus_back(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await in_library(driver)
        library = driver.program.services.library
        kept = (await library.page()).papers
        await library.own_words.tag([kept[0].key], "nap", True)
        await library.own_words.set_look("nap", None, 1)
        await library.own_words.tag([kept[0].key], "nap", False)
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.press(Qt.Key.Key_1, "libraryView")
        await driver.idle()
        assert lead(driver) == "Tagged 1 paper with “nap”."
        button = next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Undo")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert (await library.page()).papers[0].tags == ()
        assert QApplication.focusWidget() is driver.view("libraryView"), "the focus is where it was"
        driver.press(Qt.Key.Key_1, "libraryView")
        await driver.idle()
        assert lead(driver) == "Tagged 1 paper with “nap”."
        driver.press(Qt.Key.Key_S, "libraryView")
        await driver.idle()
        assert lead(driver) == "Starred “Attention is All you Need”.", "its Undo would remove the star"
        (now,) = (await library.page()).papers
        assert (now.tags, now.starred) == (("nap",), True)


async def test_the_undo_of_a_change_to_the_library_closes_with_a_step_that_is_none(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await in_library(driver)
        driver.trigger("paper.to_read")
        await driver.idle()
        assert lead(driver) == "Marked “Attention is All you Need” to read."
        driver.window.ui_context.marks.remember_opened(["a"])
        driver.trigger("search.forget_opened")
        await driver.idle()
        assert driver.window.messages.note("opened") is not None
        assert lead(driver) == "", "its Undo would put the opened marks back"


async def test_change_style_in_a_message_copies_again_in_the_style_that_is_chosen(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await in_library(driver)
        driver.trigger("paper.copy_citation")
        await driver.idle()
        await press(driver, "Change style")
        panel = driver.widget("citationStylePanel")
        assert panel.isVisible()
        assert driver.window.messages.note("copied") is None
        apa = QGuiApplication.clipboard().text()
        assert panel.chooser.box.hasFocus()
        QTest.keyClick(panel.chooser.box, Qt.Key.Key_Down)
        QTest.keyClicks(panel.chooser.box, "nature")
        await driver.idle()
        assert QGuiApplication.clipboard().text() == apa, "only the chosen style is copied"
        QTest.keyClick(panel.chooser.box, Qt.Key.Key_Return)
        await driver.until(lambda: driver.window.messages.note("copied") is not None)
        assert driver.window.messages.note("copied").lead == "Copied the citation in Nature."
        assert QGuiApplication.clipboard().text() != apa
        assert not panel.isVisible()
        assert driver.program.services.settings_editor.current.citation_style == "nature"


async def test_undo_in_an_empty_search_box_is_that_of_the_program_and_that_of_the_box_once_it_has_words(demo, tmp_path):
    control = Qt.KeyboardModifier.ControlModifier
    async with window_on(demo, tmp_path) as driver:
        title = await in_library(driver)
        driver.click_row(0, "libraryView")
        driver.trigger("paper.star")
        await driver.idle()
        box = driver.widget("libraryEdit")
        for name in ("libraryEdit", "searchEdit"):
            driver.trigger("view.library" if name == "libraryEdit" else "view.search")
            await driver.idle()
            edit = driver.widget(name)
            edit.setText("")
            edit.setFocus()
            driver.press(Qt.Key.Key_Z, name, control)
            await driver.idle()
            assert lead(driver).startswith("Removed the star"), name
            driver.press(Qt.Key.Key_Z, name, control | Qt.KeyboardModifier.ShiftModifier)
            await driver.idle()
            assert lead(driver).startswith("Starred"), name
        driver.trigger("view.library")
        await driver.idle()
        box.setFocus()
        QTest.keyClicks(box, title[:3])
        driver.press(Qt.Key.Key_Z, "libraryEdit", control)
        await driver.idle()
        assert box.text() == ""
        driver.press(Qt.Key.Key_Z, "libraryEdit", control)
        await driver.idle()
        assert lead(driver).startswith("Starred"), "the history of the box is at its end, which is not a step further"
        driver.press(Qt.Key.Key_Escape, "libraryEdit")
        assert driver.view("libraryView").hasFocus()


@pytest.mark.parametrize("place", ["libraryView", "collectionsView"])
async def test_after_a_collection_is_deleted_the_focus_is_where_the_user_was(demo, tmp_path, place):
    async with window_on(demo, tmp_path) as driver:
        title = await in_library(driver)
        services, window = driver.program.services, driver.window
        (paper,) = (await services.library.page("all")).papers
        await services.collections.put_in([paper.paper], "Sleep")
        await driver.idle()
        (one,) = await services.collections.all()
        window.navigation.show_collection(one, focus=True)
        await driver.idle()
        if place == "collectionsView":
            driver.click_row(0, place)
            await driver.idle()
            driver.view(place).setFocus()
            driver.press(Qt.Key.Key_Delete, place)
            await driver.idle()
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        else:
            driver.trigger("collection.delete")
        await driver.until(lambda: window.navigation.collection is None)
        await driver.idle()
        assert driver.titles("libraryView") == [title]
        is_in_sidebar = place == "collectionsView"  # the user goes on where the row was
        assert window.sidebar.isAncestorOf(window.focusWidget()) is is_in_sidebar
        assert driver.view("libraryView").hasFocus() is not is_in_sidebar
        driver.press(Qt.Key.Key_Z, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert [each.path for each in await services.collections.all()] == ["Sleep"]


@pytest.mark.parametrize("ending", ["", "_label"])
async def test_undo_and_redo_that_fail_can_be_tried_again_in_the_same_order(demo, tmp_path, monkeypatch, ending):
    async with window_on(demo, tmp_path) as driver:
        await in_library(driver)
        library, messages, undone = driver.program.services.library, driver.window.messages, []

        async def undo_step() -> None:
            undone.append("step")

        async def fail(**_which: bool) -> str:
            raise DiskError("The disk cannot be read.")

        async def press_z(held: Qt.KeyboardModifier) -> bool:
            """Ctrl+Z or Ctrl+Shift+Z; returns whether the paper has a star afterwards."""
            driver.press(Qt.Key.Key_Z, "libraryView", Qt.KeyboardModifier.ControlModifier | held)
            await driver.idle()
            return (await library.page()).papers[0].starred

        messages.add_undo_step(UndoStep("do a step", "Undid the step.", undo_step))
        driver.click_row(0, "libraryView")
        driver.trigger("paper.star")
        await driver.idle()
        for what, held in (("undo", Qt.KeyboardModifier.NoModifier), ("redo", Qt.KeyboardModifier.ShiftModifier)):
            label = getattr(driver.window.context.now, what)
            assert label.startswith("star")
            with monkeypatch.context() as broken:
                broken.setattr(library, what + ending, fail)
                assert await press_z(held) is (what == "undo"), "nothing has changed"
                assert messages.note("disk").text.startswith("The disk cannot be read.")
                messages.close_message("disk")
            if not ending:
                assert getattr(driver.window.context.now, what) == label, "the menu still has the change"
            assert await press_z(held) is (what == "redo")
            assert undone == []


async def test_undo_can_be_pressed_before_the_library_has_been_asked_what_it_undoes(demo, tmp_path, monkeypatch):
    """On a busy machine, the answer came after the press, and the button of the message did nothing."""
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()

        async def never(_commands: UndoCommands) -> None:
            return

        monkeypatch.setattr(UndoCommands, "_load_undo", never)
        driver.trigger("paper.add")
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        library = driver.program.services.library
        assert (await library.page()).total == 1
        undo = driver.window.registry["edit.undo"]
        await driver.until(undo.isEnabled)
        undo.trigger()
        await driver.idle()
        assert (await library.page()).total == 0


async def test_undo_of_a_step_can_be_pressed_before_the_library_has_been_asked_what_can_be_redone(
    demo, tmp_path, monkeypatch
):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        done: list[str] = []

        async def put_back() -> None:
            done.append("undone")

        async def never(_commands: UndoCommands) -> None:
            return

        monkeypatch.setattr(UndoCommands, "_load_undo", never)
        assert not driver.window.registry["edit.undo"].isEnabled()
        driver.window.messages.add_undo_step(UndoStep("clear the marks", "Put the marks back.", put_back))
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.idle()
        assert done == ["undone"]


async def test_f6_goes_to_the_buttons_of_a_message_and_esc_closes_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard, window = Keyboard(driver), driver.window
        await driver.search("attention")
        driver.click_row(1)
        await driver.idle()
        await keyboard.press("Ctrl+S")
        await driver.until(lambda: window.messages.note("undo") is not None)
        for _ in range(6):
            await keyboard.press("F6")
            if window.messages.isAncestorOf(keyboard.focus):
                break
        assert keyboard.focus.text() == "Check automatically"
        await keyboard.press("Escape")
        assert window.messages.note("undo") is None
        assert not window.messages.isVisible()
        assert window.search_page.isAncestorOf(keyboard.focus)
        # from the page, Esc closes the message and leads to the list
        for name in ("resultsView", "citedByView", "detailTitle"):
            window.messages.say("copied", Note("Copied.", steps=(Step("Change style", lambda: None),)), lasts_ms=9000)
            target = driver.widget(name)
            if name == "detailTitle":
                window.search_page.panes.detail.take_focus()
            else:
                target.setFocus()
            await keyboard.press("Escape")
            assert window.messages.note("copied") is None, name
            assert driver.view().hasFocus(), name


async def test_another_page_closes_a_message_unless_it_undoes_the_last_change(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        messages, registry = driver.window.messages, driver.window.registry
        undo = Step("Undo", registry["edit.undo"].trigger, icon="undo")
        show = Step("Show", lambda: None)
        messages.say("copied", Note("Copied.", steps=(show,)), lasts_ms=9000)
        messages.undoable("Starred.", undo, show)
        messages.say("news", Note("1 new paper", steps=(show,)), lasts_ms=9000, stays=True)
        await driver.idle()
        driver.trigger("view.downloads")
        assert messages.note("copied") is None
        assert messages.note("undo") is not None
        assert messages.note("news") is not None
        # a command that shows the page of its message after it
        messages.say("copied", Note("Copied.", steps=(show,)), lasts_ms=9000)
        driver.trigger("view.settings")
        assert messages.note("copied") is not None


async def test_delete_says_that_a_paper_was_removed_from_a_collection_inside(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        collections = driver.program.services.collections
        await collections.put_in(papers[:1], "Thesis")
        await collections.put_in(papers[1:2], "Thesis/Chapter 2")
        thesis = next(one for one in await collections.all() if one.path == "Thesis")
        driver.window.navigation.show_collection(thesis)
        await driver.idle()
        for paper, place in ((papers[1], " and the collections in it."), (papers[0], ".")):
            driver.click_row(driver.titles("libraryView").index(paper.title), "libraryView")
            await driver.idle()
            driver.press(Qt.Key.Key_Delete, "libraryView")
            await driver.idle()
            assert lead(driver) == f"Removed 1 paper from “Thesis”{place} It stays in your library."


@pytest.mark.parametrize("key", ["F6", "Shift+F6"])
async def test_after_undo_in_a_message_the_focus_is_where_f6_began(demo, tmp_path, key):
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("working memory")
        driver.click_row(1)
        await driver.idle()
        driver.view().setFocus()
        await keyboard.press("S")
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        for title in ("Undo", "Redo"):
            for _ in range(12):
                if driver.window.messages.isAncestorOf(keyboard.focus):
                    break
                await keyboard.press(key)
            while keyboard.focus.content.text != title:
                await keyboard.press("Tab")
            await keyboard.press("Space")
            await driver.idle()
            assert keyboard.focus is driver.view()
            assert driver.view().currentIndex().row() == 1
        # a pane in which the user pressed a key is no longer on the way
        await keyboard.press("F6")
        await keyboard.press("Down")
        details = keyboard.focus
        assert details is not driver.view()
        while not driver.window.messages.isAncestorOf(keyboard.focus):
            await keyboard.press("F6")
        await keyboard.press("Space")
        await driver.idle()
        assert keyboard.focus is details
