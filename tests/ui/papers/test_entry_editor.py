"""Entries by hand: a new work, every field of a paper, and what stops a wrong value."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu

from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.entry_json import entry_to_json
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, shown_tooltip, window_on


def lead(driver: Driver, key: str = "undo") -> str:
    note = driver.window.messages.note(key)
    return note.lead if note is not None else ""


async def click(driver: Driver, name: str) -> None:
    driver.click(name)
    await driver.idle()


async def edit(driver: Driver, title: str) -> None:
    """Select the paper with that title in the list of the library, and open its form."""
    driver.click_row(driver.titles("libraryView").index(title), "libraryView")
    await driver.idle()
    driver.trigger("paper.edit")
    await driver.idle()


async def show_library(driver: Driver, *papers: Paper) -> None:
    """Add *papers* to the library, and show it."""
    await driver.program.services.library.add(list(papers))
    driver.trigger("view.library")
    await driver.idle()


def error(driver: Driver, field: str) -> str:
    label = driver.widget(f"fieldError.{field}")
    return label.text() if label.isVisible() else ""


async def test_a_book_without_a_doi_is_typed_edited_cited_sorted_tagged_found_merged_deleted_and_brought_back(
    demo, tmp_path
):
    async with window_on(demo, tmp_path, offline=True, citation_style="chicago-author-date") as driver:
        keyboard, library = Keyboard(driver), driver.program.services.library
        for title, year in (("Whales", 2001), ("Algae", 1900)):
            await library.add([a_paper(title, year=year)])
        demo_before = requests(demo)
        await keyboard.press("Ctrl+N")
        await driver.idle()
        assert driver.widget("entryEditor").isVisible()
        kind = driver.widget("field.type")
        assert kind.currentText() == "Journal article"
        assert keyboard.focus.objectName() == "field.title"
        await keyboard.tab_to("field.type", back=True)
        await keyboard.type("Book")
        assert kind.currentText() == "Book"
        await keyboard.tab_to("field.title")
        await keyboard.type("On Growth and Frm")
        for name, text in (
            ("field.author", "Thompson, D'Arcy Wentworth"),
            ("field.publisher", "University Press"),
            ("field.publisher-place", "Cambridge"),
            ("field.issued", "1917"),
            ("field.ISBN", "0-201-89683-4"),
        ):
            await keyboard.tab_to(name)
            await keyboard.type(text)
        await keyboard.press("Ctrl+Return")
        await driver.idle()
        assert driver.chosen("libraryView") == ["On Growth and Frm"]
        assert driver.widget("detailTitle").plain_text() == "On Growth and Frm"
        shown = [one.text() for one in driver.widget("identifiersView").findChildren(QLabel)]
        assert shown[:2] == ["ISBN", "0-201-89683-4"]
        assert "University Press · Book · 1917" in driver.window.search_page.panes.detail._place.text()
        browser = driver.widget("openInBrowserButton")
        assert (browser.isEnabled(), shown_tooltip(browser)) == (False, "No web page is known for this paper.")

        await click(driver, "editButton")
        assert "You wrote this on" in shown_tooltip(driver.widget("field.title"))
        driver.type("On Growth and Form", "field.title")
        await click(driver, "entrySaveButton")
        assert driver.widget("detailTitle").plain_text() == "On Growth and Form"
        assert driver.titles("libraryView")[0] == "On Growth and Form"
        (kept,) = [one for one in (await library.page()).papers if one.paper.title == "On Growth and Form"]
        entry = entry_to_json(kept)
        assert entry["item_type"] == "book"
        assert entry["people"][0]["family"] == "Thompson"
        assert entry["fields"]["publisher"] == "University Press"

        driver.view("libraryView").setFocus()
        await keyboard.press("Ctrl+C")
        await driver.idle()
        cited = "Thompson, D’Arcy Wentworth. 1917. On Growth and Form. University Press."
        assert QGuiApplication.clipboard().text() == cited

        head = driver.window.search_page.panes.library.bar.findChild(object, "sortHead.title")
        QTest.mouseClick(head, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.titles("libraryView") == ["Algae", "On Growth and Form", "Whales"]
        driver.click_row(1, "libraryView")
        await keyboard.press("Ctrl+T")
        await keyboard.type("shape")
        await keyboard.press("Return")
        await keyboard.press("Escape")  # the field waits for another tag
        await driver.idle()
        assert await library.tags() == (("shape", 1),)
        driver.type("university", "libraryEdit")
        await driver.idle()
        assert driver.titles("libraryView") == ["On Growth and Form"], "found by its publisher"
        driver.type("", "libraryEdit")
        await driver.idle()
        await keyboard.press("Ctrl+N")
        await driver.idle()
        await keyboard.type("On Growth and Form")
        for name, text in (("field.author", "Thompson, D. W."), ("field.issued", "1917")):
            await keyboard.tab_to(name)
            await keyboard.type(text)
        await keyboard.press("Ctrl+Return")
        await driver.idle()
        driver.trigger("library.duplicates")
        await driver.idle()
        assert driver.titles("duplicatesView") == ["On Growth and Form"]
        await click(driver, "mergeButton")
        assert lead(driver) == "Merged 2 papers."
        assert driver.titles("duplicatesView") == []
        driver.trigger("view.library")
        await driver.idle()
        assert sorted(driver.titles("libraryView")) == ["Algae", "On Growth and Form", "Whales"]
        driver.click_row(driver.titles("libraryView").index("On Growth and Form"), "libraryView")
        await keyboard.press("Delete")
        await driver.idle()
        assert driver.titles("libraryView") == ["Algae", "Whales"]
        await click(driver, "sidebar.view.library_trash")
        driver.click_row(0, "libraryView")
        await click(driver, "keepButton")
        assert driver.titles("libraryView") == [], "it is no longer in the trash"
        driver.trigger("view.library")
        await driver.idle()
        assert "On Growth and Form" in driver.titles("libraryView")
        (back,) = [one for one in (await library.page()).papers if one.key == kept.key]
        assert back.tags == ("shape",)
        assert requests(demo) == demo_before


def requests(demo) -> int:
    return sum(demo.stats()["counts"].values())


async def test_books_without_a_doi_say_the_same_about_copies_opened_or_not(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        for title in ("Whales", "Algae"):
            await library.entries.add({ITEM_TYPE: "book", "title": title})
        driver.trigger("view.library")
        await driver.idle()
        said = []
        for name in ("first", "opened", "other"):
            if name == "opened":
                driver.click_row(0, "libraryView")
                driver.press(Qt.Key.Key_Return, "libraryView")
            elif name == "other":
                driver.press(Qt.Key.Key_Down, "libraryView")
            await driver.idle()
            section = driver.window.search_page.panes.detail._copies
            texts = [one.accessibleName() for one in section.findChildren(Prose) if one.isVisible()]
            asks = [one.content.text for one in section.findChildren(Button) if one.isVisible() and one.content.text]
            said.append((texts, asks))
        assert said[0] == said[1] == said[2]
        assert "This paper has no known DOI, which Unpaywall needs." in said[0][0]


async def test_the_form_of_a_new_entry_leads_back_to_the_page_it_was_opened_from(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        driver.trigger("view.downloads")
        await driver.idle()
        await keyboard.press("Ctrl+N")
        await driver.idle()
        assert navigation.page == places.LIBRARY
        await keyboard.press("Escape")
        await driver.idle()
        assert navigation.page == places.DOWNLOADS
        await keyboard.press("Ctrl+N")
        await driver.idle()
        await keyboard.type("Whales")
        await keyboard.press("Escape")
        await driver.idle()
        assert navigation.page == places.DOWNLOADS
        assert driver.window.messages.note("entry") is not None


@pytest.mark.parametrize("way", ["Ctrl+Z", "button", "other page"])
async def test_a_form_that_was_closed_without_saving_comes_back(demo, tmp_path, way):
    async with window_on(demo, tmp_path) as driver:
        keyboard, messages = Keyboard(driver), driver.window.messages
        driver.trigger("view.library")
        await driver.idle()
        await keyboard.press("Ctrl+N")
        await driver.idle()
        await keyboard.type("Whales")
        await keyboard.press("Escape")
        await driver.idle()
        assert not driver.widget("entryEditor").isVisible()
        assert driver.window.registry.title("edit.undo") == "Undo: close the form without saving"
        if way == "other page":
            driver.trigger("view.downloads")
            await driver.idle()
            driver.trigger("edit.undo")
        elif way == "button":
            QTest.mouseClick(messages._bars["entry"].button("Keep editing"), Qt.MouseButton.LeftButton)
        else:
            messages.close_message("entry")  # as after some seconds
            await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert driver.widget("entryEditor").isVisible()
        assert [box.text() for box in driver.widget("entryEditor").findChildren(QLineEdit) if box.text() == "Whales"]
        assert keyboard.focus.text() == "Whales"
        assert messages.note("entry") is None
        assert driver.window.registry.title("edit.undo") == "Undo"
        await keyboard.press("Escape")
        await driver.idle()
        await keyboard.press("Ctrl+N")
        await driver.idle()
        assert keyboard.focus.text() == "", "the form has another entry now"
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.window.registry.title("edit.undo") == "Undo"


async def test_beside_the_form_of_a_new_entry_no_paper_is_shown(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard, library = Keyboard(driver), driver.program.services.library
        for title in ("Whales", "Algae"):
            await library.add([a_paper(title)])
        await driver.search("attention")
        await keyboard.press("Ctrl+N")
        await driver.idle()
        panes = driver.window.search_page.panes
        assert (driver.chosen("libraryView"), panes.paper.paper) == ([], None)
        assert driver.state("citationPane") == "empty"
        await keyboard.press("Escape")
        await driver.idle()
        assert not driver.widget("entryEditor").isVisible()
        assert driver.chosen() == [panes.paper.paper.title]
        driver.trigger("view.library")
        await driver.idle()
        assert driver.chosen("libraryView") == [panes.paper.paper.title] == driver.titles("libraryView")[:1]

        driver.click_row(1, "libraryView")
        await driver.idle()
        chosen = driver.chosen("libraryView")
        await keyboard.press("Ctrl+N")
        await driver.idle()
        assert (driver.chosen("libraryView"), panes.paper.paper) == ([], None)
        await keyboard.type("A new book")
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.chosen("libraryView") == chosen == [panes.paper.paper.title]
        driver.window.messages.note("entry").steps[0].run()  # keep editing
        await driver.idle()
        assert (driver.chosen("libraryView"), panes.paper.paper) == ([], None)
        assert driver.widget("field.title").text() == "A new book"
        driver.click_row(0, "libraryView")
        await driver.idle()
        assert driver.chosen("libraryView") == [panes.paper.paper.title]
        assert "A new book" in driver.titles("libraryView"), "leaving the form saves the entry"


async def test_fields_of_a_paper_are_checked_and_go_back_to_what_the_services_state(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        await show_library(driver, a_paper("Atention", doi="10.5555/a"), a_paper("Whales", doi="10.5555/b"))
        await edit(driver, "Atention")
        assert shown_tooltip(driver.widget("field.author")) == "From Semantic Scholar."
        assert driver.widget("field.author").text() == "Vaswani, Ashish; Shazeer, Noam"
        driver.type("10.5555", "field.DOI")
        assert error(driver, "DOI").startswith("“10.5555” cannot be used as DOI.")
        driver.type("978-0-486-67135-3", "field.URL")
        driver.type("2021-13", "field.issued")
        assert "is not a date" in error(driver, "issued")
        await click(driver, "entrySaveButton")
        assert driver.widget("entryEditor").isVisible(), "nothing is saved while a field has an error"
        driver.type("Spring 2013", "field.issued")
        assert error(driver, "issued") == "Kept as a season of 2013, in EDTF 2013-21."
        assert driver.widget("fieldError.issued").property("tone") == "muted"
        driver.type("2021-12", "field.issued")
        assert error(driver, "issued") == ""
        driver.type("10.5555/b", "field.DOI")
        driver.type("", "field.URL")
        await click(driver, "entrySaveButton")
        assert error(driver, "DOI").startswith("“Whales” in your library has the identifier doi:10.5555/b.")
        driver.type("10.5555/a", "field.DOI")
        driver.type("Attention", "field.title")
        # the parts of names
        await click(driver, "nameParts.author")
        driver.type("van der", "person.author.0.particle")
        assert driver.widget("field.author").text() == "van der Vaswani, Ashish; Shazeer, Noam"
        await click(driver, "person.author.1.remove")
        # another type has other fields, and a field of any name can be added
        box = driver.widget("field.type")
        box.setFocus()
        QTest.keyClicks(box, "Thesis")
        assert box.currentText() == "Thesis"
        await driver.until(lambda: driver.widget("field.genre").isVisible())
        add_field(driver, "Series")
        driver.type("Studies", "field.collection-title")
        driver.press(Qt.Key.Key_Return, "field.title", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert not driver.widget("entryEditor").isVisible()
        assert driver.widget("detailTitle").plain_text() == "Attention"
        kept = await library.find("10.5555/a")
        assert kept is not None
        entry = entry_to_json(kept)
        assert (entry["item_type"], entry["fields"]["issued"]["from"]) == ("thesis", "2021-12")
        assert [(one["particle"], one["family"]) for one in entry["people"]] == [("van der", "Vaswani")]
        assert entry["fields"]["collection-title"] == "Studies"

        driver.trigger("edit.undo")
        await driver.idle()
        assert driver.titles("libraryView").count("Atention") == 1, "all fields are one change"
        assert driver.widget("detailTitle").plain_text() == "Atention"
        driver.trigger("edit.redo")
        await driver.idle()
        driver.trigger("paper.edit")
        await driver.idle()
        await click(driver, "fieldBack.title")
        assert driver.widget("field.title").text() == "Atention"
        await click(driver, "entrySaveButton")
        kept = await library.find("10.5555/a")
        assert kept is not None
        assert entry_to_json(kept)["origin"]["title"] == "s2"

        # what was typed is kept when another paper is chosen, and offered again after Esc
        driver.trigger("paper.edit")
        await driver.idle()
        driver.type("Volume one", "field.genre")
        driver.press(Qt.Key.Key_Escape, "field.genre")
        await driver.idle()
        assert lead(driver, "entry") == "The changes were not saved."
        driver.trigger("paper.edit")
        await driver.idle()
        assert driver.widget("field.genre").text() == ""
        driver.type("PhD", "field.genre")
        driver.click_row(driver.titles("libraryView").index("Whales"), "libraryView")
        await driver.idle()
        assert not driver.widget("entryEditor").isVisible()
        assert driver.widget("detailTitle").plain_text() == "Whales"
        kept = await library.find("10.5555/a")
        assert kept is not None
        assert entry_to_json(kept)["fields"]["genre"] == "PhD"


def add_field(driver: Driver, title: str) -> None:
    menu = driver.widget("entryEditor").menu_of_fields()
    entries = [one for part in menu.findChildren(QMenu) for one in part.actions()]
    next(one for one in entries if one.text() == title).trigger()


async def test_the_details_of_a_paper_show_its_citation_key_and_the_search_box_finds_it(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile", offline=True) as driver:
        library = driver.program.services.library
        key = await library.entries.add({ITEM_TYPE: "book", "title": "Working memory", "citation-key": "baddeley1992"})
        await library.entries.add({ITEM_TYPE: "book", "title": "On Growth and Form"})
        driver.trigger("view.library")
        await driver.idle()
        driver.type("baddeley1992", "libraryEdit")
        await driver.until(lambda: driver.titles("libraryView") == ["Working memory"])
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()

        def shown() -> list[str]:
            return [one.text() for one in driver.widget("identifiersView").findChildren(QLabel)]

        await driver.until(lambda: shown() == ["Citation key", "baddeley1992"])
        assert driver.widget("identifiersView").isVisible()
        await library.entries.edit(key, {"citation-key": "baddeley:1992"})
        await driver.until(lambda: shown() == ["Citation key", "baddeley:1992"])


async def test_a_second_esc_keeps_the_way_back_to_what_was_typed(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await show_library(driver, a_paper("Whales"))
        await edit(driver, "Whales")
        driver.type("Whales and dolphins", "field.title")
        for _ in range(3):
            await keyboard.press("Escape")
            await driver.idle()
        note = driver.window.messages.note("entry")
        assert note is not None, "a second Esc does not close it"
        note.steps[0].run()  # keep editing
        await driver.idle()
        assert driver.widget("field.title").text() == "Whales and dolphins"


async def test_a_form_that_another_row_closes_says_that_it_was_saved_and_can_be_undone(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await show_library(driver, a_paper("Whales"), a_paper("Seals"))
        for text, saved in (("Whales", ""), ("Whales and dolphins", "Saved the changes to “Whales and dolphins”.")):
            await edit(driver, "Whales")
            driver.type(text, "field.title")
            driver.click_row(driver.titles("libraryView").index("Seals"), "libraryView")
            await driver.idle()
            assert lead(driver) == saved, "nothing is said if nothing was changed"
        (undo,) = driver.window.messages.note("undo").steps
        assert undo.title == "Undo"
        undo.run()
        await driver.idle()
        assert sorted(driver.titles("libraryView")) == ["Seals", "Whales"]

        driver.trigger("paper.edit")
        await driver.idle()
        driver.type("Sea lions", "field.title")
        await keyboard.press("Ctrl+N")
        await driver.idle()
        assert lead(driver) == "Saved the changes to “Sea lions”."
        assert driver.widget("field.title").text() == "", "the form of the new entry"
        await keyboard.type("On Growth and Form")
        driver.click_row(0, "libraryView")
        await driver.idle()
        assert lead(driver) == "Added “On Growth and Form” to your library."
        assert sorted(driver.titles("libraryView")) == ["On Growth and Form", "Sea lions", "Whales"]


async def test_ctrl_s_saves_the_form_wherever_the_focus_is_in_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await show_library(driver, a_paper("Whales"))
        driver.click_row(0, "libraryView")
        await driver.idle()
        for field in ("field.title", "field.abstract", "field.type", "entrySaveButton"):
            driver.trigger("paper.edit")
            await driver.idle()
            assert shown_tooltip(driver.widget("entrySaveButton")).endswith("(Ctrl+S or Ctrl+Enter).")
            driver.type(f"Whales, {field}", "field.title")
            driver.widget(field).setFocus()
            assert keyboard.focus.objectName() == field
            await keyboard.press("Ctrl+S")
            await driver.idle()
            assert not driver.widget("entryEditor").isVisible(), field
            assert lead(driver) == f"Saved the changes to “Whales, {field}”."
        driver.view("libraryView").setFocus()
        await keyboard.press("Ctrl+S")
        await driver.idle()
        assert driver.widget("viewPanel").isVisible(), "outside the form, it is the command of the window"


async def test_enter_in_a_box_of_one_line_saves_the_form(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await show_library(driver, a_paper("Whales"))
        driver.click_row(0, "libraryView")
        await driver.idle()
        for field, key in (("field.title", "Return"), ("field.volume", "Enter"), ("person.author.0.family", "Return")):
            driver.trigger("paper.edit")
            await driver.idle()
            driver.type(f"Whales, {field}", "field.title")
            if field.startswith("person"):
                await click(driver, "nameParts.author")
            driver.widget(field).setFocus()
            await keyboard.press(key)
            await driver.idle()
            assert not driver.widget("entryEditor").isVisible(), field
            assert lead(driver) == f"Saved the changes to “Whales, {field}”."
        driver.trigger("paper.edit")
        await driver.idle()
        driver.widget("field.abstract").setFocus()
        await keyboard.press("Return")
        await driver.idle()
        assert driver.widget("entryEditor").isVisible(), "the abstract has several lines"
        assert driver.widget("field.abstract").toPlainText().count("\n") == 1
        driver.type("1", "field.DOI")
        await keyboard.press("Return")
        await driver.idle()
        assert driver.widget("entryEditor").isVisible(), "a field has an error"
        assert error(driver, "DOI")


async def test_messages_about_an_entry_with_a_long_title_shorten_it(demo, tmp_path):
    async with window_on(demo, tmp_path, offline=True) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+N")
        await driver.idle()
        await keyboard.type("A title of many words " * 14)
        await click(driver, "entrySaveButton")
        assert lead(driver) == "Added “A title of many words A title of many words A title of many…” to your library."


async def test_the_form_opens_with_the_cursor_at_the_end_of_the_title(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await show_library(driver, a_paper("Whales", year=2001))
        await edit(driver, "Whales")
        box = QGuiApplication.focusObject()
        assert isinstance(box, QLineEdit)
        assert (box.text(), box.cursorPosition(), box.selectedText()) == ("Whales", len("Whales"), "")
