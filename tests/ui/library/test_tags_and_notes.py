"""Stars, what is to be read, tags and notes in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from scholar_desktop.domain.library import LibraryPage
from scholar_desktop.ui.library.collections.collection_panel import CollectionPanel
from scholar_desktop.ui.library.library_messages import count_text
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.scroll_column import FocusRingScroll
from scholar_desktop.ui.widgets.tab_order import bring_into_sight
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, show_in_library, shown_tooltip, window_on


def place(driver: Driver, action: str) -> str:
    """What a place of the sidebar says."""
    return driver.widget(f"sidebar.{action}").accessibleName()


async def test_to_read_on_results_says_that_they_were_added_and_one_undo_removes_them(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        library, registry = driver.program.services.library, driver.window.registry
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.press(Qt.Key.Key_R, "resultsView")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == f"Added “{driver.titles()[0]}” and marked it to read."
        assert registry.title("edit.undo").startswith("Undo: add “")
        assert registry.title("edit.undo").endswith("” and mark as to read")
        driver.trigger("edit.undo")
        await driver.idle()
        assert driver.window.messages.note("undo").lead.startswith("Removed “")
        assert (await library.counts()).papers == 0
        driver.press(Qt.Key.Key_S, "resultsView")
        await driver.idle()
        QTest.keyClick(driver.view(), Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        driver.press(Qt.Key.Key_R, "resultsView")
        await driver.idle()
        assert (
            driver.window.messages.note("undo").lead == "Marked 2 papers to read, and added 1 of them to your library."
        )
        assert registry.title("edit.undo") == "Undo: mark 2 papers as to read, adding 1"
        for action, said, counted in (
            ("undo", "Restored the reading state of 2 papers, and removed 1 of them from your library.", (1, 0)),
            ("redo", "Marked 2 papers to read, and added 1 of them.", (2, 2)),
        ):
            driver.trigger(f"edit.{action}")
            await driver.idle()
            counts = await library.counts()
            assert (counts.papers, counts.to_read) == counted
            assert driver.window.messages.note("undo").lead == said


async def test_one_letter_stars_a_row_and_another_puts_it_among_those_to_read(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        first = driver.titles()[0]
        driver.press(Qt.Key.Key_S, "resultsView")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == f"Added and starred “{first}”."
        assert driver.window.registry.title("edit.undo").startswith("Undo: add and star “")
        for action, starred, papers in (("undo", 0, 0), ("redo", 1, 1)):
            driver.trigger(f"edit.{action}")
            await driver.idle()
            counts = await driver.program.services.library.counts()
            assert (counts.starred, counts.papers) == (starred, papers), "one act, one undo"
        driver.press(Qt.Key.Key_R, "resultsView")
        await driver.idle()
        assert (place(driver, "view.library_starred"), place(driver, "view.library_to_read")) == (
            "Starred, 1",
            "To read, 1",
        )
        assert driver.widget("starButton").text() == "Starred"
        assert ", starred, to read, " in driver.view().model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        driver.type("srsr", "searchEdit")
        await driver.idle()
        assert place(driver, "view.library_starred") == "Starred, 1", "letters that are typed are letters"
        for view in ("view.library_starred", "view.library_to_read"):
            driver.click(f"sidebar.{view}")
            await driver.idle()
            assert driver.titles("libraryView") == [first]
        assert "starred, to read" in driver.view("libraryView").model().index(0, 0).data(
            Qt.ItemDataRole.AccessibleTextRole
        )
        driver.click("sidebar.view.settings")
        await driver.idle()
        driver.press(Qt.Key.Key_S, "sidebar.view.settings")
        await driver.idle()
        assert place(driver, "view.library_starred") == "Starred, 1", "no list, no paper to star"
        driver.click("sidebar.view.library_to_read")
        await driver.idle()
        chip = driver.widget("toReadChip")
        chips = [one.text() for one in driver.widget("ownWords").findChildren(Button) if one.isVisible()]
        assert chips == ["To read", "+ Collection", "+ Tag"], "the reading state has one chip"
        assert {"Being read", "Read already"} <= {one.text() for one in chip.menu_of_choices().actions()}
        QTest.keyClick(chip, Qt.Key.Key_Delete)
        await driver.idle()
        assert driver.state("libraryView") == "empty"
        driver.trigger("edit.undo")
        await driver.idle()
        assert driver.titles("libraryView") == [first]


async def test_tags_stand_at_the_left_and_lead_to_their_papers(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.findChild(QWidget, "tags") is not None)
        assert not driver.widget("tags").isVisible()
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.click("ownWords.paper.tag")
        await driver.idle()
        paper = driver.window.search_page.panes.paper.paper
        heads = [one.text() for one in driver.widget("tagPanel").findChildren(QLabel)]
        assert f"Tag “{paper.title}”" in heads
        driver.type("method", "tagEdit")
        driver.press(Qt.Key.Key_Return, "tagEdit")
        await driver.idle()
        assert (driver.widget("tagPanel").isVisible(), driver.widget("tagEdit").text()) == (True, "")
        assert driver.window.messages.note("undo").lead == "Added 1 paper and tagged it with “method”."
        assert driver.window.focusWidget() is driver.widget("tagEdit"), "the next tag can be typed"
        QTest.mouseClick(driver.widget("tagPanel"), Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
        assert driver.window.focusWidget() is driver.widget("tagEdit"), "also after a click beside the tags"
        driver.press(Qt.Key.Key_Escape, "tagEdit")
        assert not driver.widget("tagPanel").isVisible()
        driver.click_row(1)
        await driver.idle()
        driver.trigger("paper.tag")
        await driver.idle()
        # the box undoes what is typed; before that, the shortcut undoes the last change of the library
        keyboard, undo = Keyboard(driver), driver.window.registry
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert await driver.program.services.library.tags() == ()
        await keyboard.press("Ctrl+Shift+Z")
        await driver.idle()
        assert undo.title("edit.undo").endswith("“method”")
        assert undo.title("edit.undo").startswith("Undo: add and tag ")
        await keyboard.type("ab")
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert (driver.widget("tagEdit").text(), undo.title("edit.undo").endswith("“method”")) == ("", True)
        driver.type("METH", "tagEdit")
        await driver.idle()
        offered = [chip for chip in driver.widget("tagPanel").findChildren(QWidget) if chip.property("tag")]
        assert [chip.property("tag") for chip in offered if chip.isVisible()] == ["method", "METH"]
        driver.type("Method", "tagEdit")
        driver.press(Qt.Key.Key_Return, "tagEdit")
        await driver.idle()
        driver.click("sidebar.tag.method")
        await driver.idle()
        assert len(driver.titles("libraryView")) == 2
        assert driver.window.search_page.panes.library.bar.head.title.text() == "Tag: method"
        assert not driver.widget("sidebar.view.library").isChecked()
        driver.click_row(0, "libraryView")
        await driver.idle()
        chip = driver.widget("tagChip.method")
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 10, chip.height() // 2))
        await driver.idle()
        assert len(driver.titles("libraryView")) == 1
        driver.trigger("edit.undo")
        await driver.idle()
        assert len(driver.titles("libraryView")) == 2


async def test_a_note_is_kept_while_it_is_typed_and_at_the_end(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        library = driver.program.services.library
        paper = driver.window.context.now.paper
        note = driver.widget("noteEdit")
        QTest.keyClicks(note, "compare with kernels")
        assert driver.widget("noteState").text() == "Not saved yet"
        await driver.until(lambda: driver.widget("noteState").text() == "Saved")
        await driver.idle()
        assert (await library.find(paper.id)).notes == ("compare with kernels",)
        # another paper is shown: its own note, and what was typed last is kept
        QTest.keyClicks(note, ", too")
        driver.click_row(1)
        await driver.idle()
        assert note.toPlainText() == ""
        assert (await library.find(paper.id)).notes == ("compare with kernels, too",)
        driver.click_row(0)
        await driver.idle()
        assert note.toPlainText() == "compare with kernels, too"
        # the library finds it
        driver.trigger("view.library")
        driver.type("kernels", "libraryEdit")
        await driver.idle()
        assert driver.titles("libraryView") == [paper.title]
        driver.type("", "libraryEdit")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        QTest.keyClicks(note, "!")
    async with window_on(demo, tmp_path) as driver:
        assert (await driver.program.services.library.find(paper.id)).notes == ("compare with kernels, too!",)


async def test_a_note_that_the_disk_does_not_take_says_so_and_is_tried_again(demo, tmp_path):
    in_the_way = tmp_path / "shelf"
    in_the_way.write_text("a file where the library's folder should be")
    async with window_on(demo, tmp_path, data_dir=in_the_way) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        paper = driver.window.context.now.paper
        QTest.keyClicks(driver.widget("noteEdit"), "lost?")
        await driver.until(lambda: driver.widget("noteState").text().startswith("Not saved: "))
        assert driver.widget("noteEdit").toPlainText() == "lost?"
        in_the_way.unlink()
        QTest.keyClicks(driver.widget("noteEdit"), " no")
        await driver.until(lambda: driver.widget("noteState").text() == "Saved")
        await driver.idle()
        assert (await driver.program.services.library.find(paper.id)).notes == ("lost? no",)


async def test_the_panel_has_room_for_the_tags_that_it_offers(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None, size=(1024, 640)) as driver:
        library = driver.program.services.library
        (key,) = (await library.add([a_paper("Whales")])).papers
        for number in range(30):
            await library.tag([key], f"a tag with number {number}")
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.trigger("paper.tag")
        panel = driver.widget("tagPanel")
        await driver.until(lambda: len(chips(panel)) == 24)
        await driver.idle()
        low = panel.height()
        assert all(panel.rect().contains(chip.geometry().translated(chip.parent().pos())) for chip in chips(panel))
        driver.type("number 7", "tagEdit")
        assert [chip.property("tag") for chip in chips(panel)] == ["a tag with number 7", "number 7"]
        assert panel.height() < low
        assert shown_text(chips(panel)[1].text()) == "Create “number 7”"
        driver.type("a tag  with number 7", "tagEdit")
        assert [chip.property("tag") for chip in chips(panel)] == ["a tag with number 7"]


async def test_the_title_of_a_small_panel_is_cut_where_one_sees_it(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None, size=(1024, 640)) as driver:
        library = driver.program.services.library
        title = "Memory consolidation during sleep: a view from healthy ageing in several laboratories"
        await library.add([a_paper(title)])
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.trigger("paper.tag")
        await driver.idle()
        (head,) = driver.widget("tagPanel").findChildren(ElidedLabel)
        assert head.text().startswith("Tag “Memory")
        assert "…" in head.text()
        assert head.text().endswith("laboratories”")
        assert head.fontMetrics().horizontalAdvance(head.text()) <= head.contentsRect().width()
        assert shown_tooltip(head) == f"Tag “{title}”"
        driver.press(Qt.Key.Key_Escape, "tagEdit")
        collections = driver.program.services.collections
        await collections.make(title)
        await driver.idle()
        driver.window.navigation.show_collection(await collections.find(title))
        await driver.idle()
        driver.trigger("collection.move")
        await driver.idle()
        (panel,) = (one for one in driver.window.findChildren(CollectionPanel) if one.isVisible())
        (head,) = panel.findChildren(ElidedLabel)
        assert head.text().startswith("Move “Memory")
        assert "…" in head.text()
        assert head.text().endswith("” to")
        assert head.fontMetrics().horizontalAdvance(head.text()) <= head.contentsRect().width()


def chips(panel: QWidget) -> list[QWidget]:
    return [one for one in panel.findChildren(QWidget) if one.property("tag") and not one.isHidden()]


async def test_several_tags_are_typed_one_after_the_other(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.tag")
        for letters in ("sleep", "spindles", "to cite"):
            QTest.keyClicks(driver.window.focusWidget(), letters)
            QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Return)
            await driver.idle()
        library = driver.program.services.library
        assert sorted(name for name, _papers in await library.tags()) == ["sleep", "spindles", "to cite"]
        assert driver.window.messages.note("undo").lead == "Tagged 1 paper with “to cite”."
        assert [chip.property("tag") for chip in chips(driver.widget("tagPanel"))] == ["to cite", "spindles", "sleep"]
        QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Return)
        assert not driver.widget("tagPanel").isVisible()


async def test_a_message_does_not_cover_the_row_in_use(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("view.citations_hidden")
        await driver.idle()
        view, messages = driver.view(), driver.window.messages
        view.setFocus()
        rows = [row for row in range(view.model().rowCount()) if view.visualRect(view.model().index(row, 0)).isValid()]
        covered = []
        for row in rows:
            view.choose(row)
            driver.trigger("paper.copy_doi")
            driver.trigger("paper.copy_bibtex")
            await driver.idle()
            rect = view.visualRect(view.currentIndex())
            rect.moveTopLeft(view.viewport().mapTo(driver.window, rect.topLeft()))
            shown = messages.rect()
            shown.moveTopLeft(messages.mapTo(driver.window, shown.topLeft()))
            covered.append(messages.isVisible() and shown.intersects(rect))
        assert not any(covered)


def test_the_count_says_only_where_it_is_only():
    page = LibraryPage(3, in_text=1, in_notes=1, in_both=1)
    assert count_text(page, "work of a night") == (
        "3 papers found · 1 only in notes · 1 in notes and full text · 1 only in PDF text"
    )


@pytest.mark.parametrize("page", ["view.search", "view.library"])
async def test_a_key_leads_to_the_note_of_the_selected_paper(demo, tmp_path, page: str):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("S")  # a starred paper is in the library
        await driver.idle()
        driver.trigger(page)
        await driver.idle()
        driver.view("libraryView" if page == "view.library" else "resultsView").choose(0)
        await driver.idle()
        paper = driver.window.context.now.paper
        await keyboard.press("Ctrl+Alt+N")
        await driver.until(lambda: driver.window.focusWidget() is driver.widget("noteEdit"))
        await keyboard.type("read again")
        await keyboard.press("Tab")
        await driver.idle()
        kept = await driver.program.services.library.find(paper.id)
        assert kept.notes == ("read again",)


async def test_f6_returns_to_the_note_only_while_its_paper_is_shown(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("S")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+N")
        await driver.until(lambda: driver.window.focusWidget() is driver.widget("noteEdit"))
        await keyboard.type("read again")
        await keyboard.press("Shift+F6")
        assert keyboard.focus is driver.view()
        await keyboard.press("F6")
        assert keyboard.focus is driver.widget("noteEdit"), "the same paper is shown"
        await keyboard.press("Shift+F6")
        await keyboard.press("Down")
        await driver.idle()
        await keyboard.press("S")
        await driver.idle()
        assert driver.widget("noteEdit").isVisible()
        await keyboard.press("F6")
        assert driver.widget("detailPane").isAncestorOf(keyboard.focus)
        assert keyboard.focus is not driver.widget("noteEdit"), "keys of commands would be typed into its note"


async def test_the_panels_open_at_the_button_that_was_pressed(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.window.activateWindow()
        for action, panel, box in (("tag", "tagPanel", "tagEdit"), ("collect", "collectionPanel", "collectionEdit")):
            button = driver.widget(f"ownWords.paper.{action}")
            bring_into_sight(button)
            await driver.idle()
            driver.click(button.objectName())
            await driver.idle()
            at = QRect(button.mapTo(driver.window, QPoint()), button.size()).adjusted(-8, -8, 8, 8)
            assert driver.widget(panel).geometry().intersects(at), panel
            driver.press(Qt.Key.Key_Escape, box)
            driver.view().setFocus()
            driver.trigger(f"paper.{action}")
            await driver.idle()
            middle = driver.widget(panel).geometry().center().x()
            assert abs(middle - driver.window.width() // 2) <= 1, "without a button, it is in the middle"
            driver.press(Qt.Key.Key_Escape, box)


async def test_tags_and_note_are_above_the_copies_and_the_record_of_a_paper(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        detail = driver.window.search_page.panes.detail
        page = detail.own.parentWidget()
        tops = [
            one.mapTo(page, QPoint()).y()
            for one in (detail.own, driver.widget("copiesView"), driver.widget("recordSection"))
        ]
        assert tops == sorted(tops)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_the_note_is_not_below_the_buttons_that_stay_in_sight(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size, citations="tabs") as driver:
        await driver.search("data")
        await show_in_library(driver, 0)
        edit = driver.widget("noteEdit")
        area = edit.parentWidget()
        while not isinstance(area, FocusRingScroll):
            area = area.parentWidget()
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        driver.trigger("paper.edit_note")
        await driver.idle()
        assert QApplication.focusWidget() is edit
        for point in (edit.rect().topLeft(), edit.rect().bottomLeft()):
            at = area.viewport().childAt(edit.mapTo(area.viewport(), point + QPoint(3, 0)))
            assert at is edit or edit.isAncestorOf(at)


@pytest.mark.parametrize("page", ["view.search", "view.library"])
async def test_the_panel_ticks_the_tags_of_the_papers_and_removes_them(demo, tmp_path, page):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard, library = Keyboard(driver), driver.program.services.library
        await library.add([driver.view().model().paper(row) for row in (0, 1)])
        driver.trigger(page)
        await driver.idle()
        view = driver.view() if page == "view.search" else driver.view("libraryView")
        view.setFocus()
        view.select_rows([0, 1], current=0)
        await driver.idle()
        driver.trigger("paper.tag")
        panel = driver.widget("tagPanel")
        for tag in ("probe", "nlp"):
            driver.type(tag, "tagEdit")
            driver.press(Qt.Key.Key_Return, "tagEdit")
            await driver.idle()
        assert {chip.property("tag"): chip.accessibleName() for chip in chips(panel)} == {
            "nlp": "Remove the tag “nlp”",
            "probe": "Remove the tag “probe”",
        }
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert [chip.property("tag") for chip in chips(panel)] == ["probe"], "the tag that was undone does not stay"
        await keyboard.press("Tab")
        await keyboard.press("Ctrl+Shift+Z")
        await driver.idle()
        assert keyboard.focus.property("tag") == "probe", "the chips were made anew"
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Removed the tag “probe” from 2 papers."
        assert await library.tags() == ()
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert [chip.accessibleName() for chip in chips(panel)] == ["Remove the tag “probe”"]
        await keyboard.press("Escape")
        view.select_rows([0, 1, 2] if page == "view.search" else [0], current=0)
        driver.trigger("paper.tag")
        await driver.idle()
        of_all = page == "view.library"
        assert [chip.accessibleName() for chip in chips(panel)] == [
            "Remove the tag “probe”" if of_all else "Tag “probe”"
        ]
