"""The page of duplicates: groups with evidence, fields side by side, merged, linked, or kept apart."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor
from scholar_desktop.ui.library.duplicates import duplicates_page
from scholar_desktop.ui.library.duplicates.compared_entries import ComparedEntries
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.widgets.message_page import MessagePage
from scholar_desktop.ui.words.wording import calendar_day
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on

TITLE = "A study of morphogenesis in slime moulds"


async def press(driver: Driver, name: str) -> None:
    QTest.mouseClick(driver.widget(name), Qt.MouseButton.LeftButton)
    await driver.idle()


async def test_duplicates_are_merged_with_the_files_notes_and_tags_of_both(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        driver.trigger("library.duplicates")
        await driver.idle()
        assert driver.state("duplicatesView") == "empty"
        author = (Contributor("author", "Thompson", "D’Arcy Wentworth"),)
        book = {
            ITEM_TYPE: "book",
            "title": TITLE,
            "author": author,
            "issued": {"from": "1917", "to": None},
            "accessed": {"from": "2024-03-05", "to": None},
        }
        first = await library.entries.add({**book, "publisher": "University Press", "language": "en"})
        second = await library.entries.add(book)
        await library.tag([first], "shape")
        await library.tag([second], "biology")
        await library.add([a_paper("Whales and their songs")])
        await driver.idle()
        assert driver.titles("duplicatesView") == [TITLE]
        assert driver.state("duplicatesView") == "full"
        assert driver.widget("duplicateEvidence").text()
        assert driver.widget("keepChoice.0").isChecked(), "it has more fields"
        kept = await library.get(first)
        assert kept is not None
        cells = [cell.plain_text() for cell in driver.widget("duplicatesPage").findChildren(Prose)]
        assert calendar_day(kept.added[:10]) in cells
        assert "5 Mar 2024" in cells
        assert "1917" in cells
        assert kept.added[:10] not in cells, "dates are written as everywhere in the window"
        driver.window.resize(640, 640)
        await driver.idle()
        area = driver.widget("duplicatesPage").findChild(ComparedEntries).parentWidget().parentWidget()
        assert not area.horizontalScrollBar().isVisible(), "two papers have room in a narrow window"
        await press(driver, "apartButton")
        assert driver.state("duplicatesView") == "empty"
        driver.trigger("edit.undo")
        await driver.idle()
        assert driver.titles("duplicatesView") == [TITLE]
        await press(driver, "mergeButton")
        assert driver.state("duplicatesView") == "empty"
        assert driver.window.messages.note("undo").lead == "Merged 2 papers."
        kept = await library.get(first)
        assert kept is not None
        assert set(kept.tags) == {"shape", "biology"}
        assert (await library.counts()).papers == 2
        driver.trigger("edit.undo")
        await driver.idle()
        assert (await library.counts()).papers == 3
        assert driver.titles("duplicatesView") == [TITLE]
        await press(driver, "linkButton")
        assert driver.state("duplicatesView") == "empty"
        assert (await library.counts()).papers == 3


async def test_the_empty_page_says_how_far_the_years_of_duplicates_may_be_apart(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        driver.trigger("library.duplicates")
        await driver.idle()
        page = driver.widget("duplicatesPage")
        texts = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
        assert any("A preprint and its article may be 3 years apart." in text for text in texts)
        author = (Contributor("author", "Thompson", "D’Arcy Wentworth"),)
        for year in ("1917", "1919"):
            await library.entries.add(
                {ITEM_TYPE: "book", "title": TITLE, "author": author, "issued": {"from": year, "to": None}}
            )
        await driver.idle()
        assert driver.state("duplicatesView") == "empty", "two years apart"
        await library.entries.add(
            {ITEM_TYPE: "book", "title": TITLE, "author": author, "issued": {"from": "1920", "to": None}}
        )
        await driver.idle()
        assert driver.titles("duplicatesView") == [TITLE]
        assert "Years: 1919 and 1920." in driver.widget("duplicateEvidence").text()


async def test_the_selected_group_stays_when_the_library_changes(demo, tmp_path):
    """Each paper that a download added selected the first group again, so that another pair could be merged."""
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        for title in ("A study of whales and their songs", "A study of morphogenesis in moulds"):
            for _ in range(2):
                await library.entries.add({"title": title, "issued": {"from": "2001", "to": None}})
        driver.trigger("library.duplicates")
        await driver.idle()
        titles = driver.titles("duplicatesView")
        assert len(titles) == 2
        driver.click_row(1, "duplicatesView")
        await driver.idle()
        driver.widget("keepChoice.1").setChecked(True)
        shown = [kept.key for kept in driver.widget("duplicatesPage")._papers]
        await library.add([a_paper("Krill")])
        await driver.idle()
        assert driver.view("duplicatesView").current_row() == 1
        assert [kept.key for kept in driver.widget("duplicatesPage")._papers] == shown
        assert driver.widget("keepChoice.1").isChecked(), "the paper that was chosen"
        await press(driver, "mergeButton")
        assert driver.titles("duplicatesView") == titles[:1]
        driver.trigger("edit.undo")
        await driver.idle()
        assert driver.titles("duplicatesView") == titles


async def test_the_sidebar_counts_the_groups_once_the_page_has_found_them(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(duplicates_page, "RECOUNT_AFTER_MS", 0)
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        row = driver.widget("sidebar.library.duplicates")

        async def add_pair(title: str) -> None:
            for _ in range(2):
                await library.entries.add({"title": title, "issued": {"from": "2001", "to": None}})
            await driver.idle()

        await add_pair("A study of whales and their songs")
        assert row.accessibleName() == "Duplicates", "nothing is counted before the page is shown"
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.titles("duplicatesView") == ["A study of whales and their songs"]
        assert row.accessibleName() == "Duplicates, 1"
        driver.trigger("view.library")
        await add_pair("A study of morphogenesis in moulds")
        await driver.until(lambda: row.accessibleName() == "Duplicates, 2")
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        await driver.idle()
        await press(driver, "mergeButton")
        assert row.accessibleName() == "Duplicates, 1"
        await press(driver, "mergeButton")
        assert row.accessibleName() == "Duplicates, 0"


async def test_the_groups_of_a_large_library_are_not_counted_again_while_the_page_is_hidden(
    demo, tmp_path, monkeypatch
):
    monkeypatch.setattr(duplicates_page, "RECOUNT_AFTER_MS", 0)
    monkeypatch.setattr(duplicates_page, "MOST_RECOUNTED", 1)
    async with window_on(demo, tmp_path, citations=None) as driver:
        library, row = driver.program.services.library, driver.widget("sidebar.library.duplicates")
        await library.add([a_paper("Krill"), a_paper("Whales and their songs")])
        driver.trigger("library.duplicates")
        await driver.idle()
        assert row.accessibleName() == "Duplicates, 0"
        driver.trigger("view.library")
        await library.add([a_paper("Plankton")])
        await driver.idle()
        assert row.accessibleName() == "Duplicates", "it is not known"
        driver.trigger("library.duplicates")
        await driver.idle()
        assert row.accessibleName() == "Duplicates, 0"


async def test_an_empty_library_leads_to_the_search_and_one_without_duplicates_to_its_papers(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:

        def said() -> tuple[str, list[str]]:
            page = driver.widget("duplicatesPage").findChild(MessagePage)
            buttons = [one for one in page.findChildren(Button) if one.isVisible()]
            return page.findChildren(QLabel)[0].text(), [one.content.text for one in buttons]

        driver.trigger("library.duplicates")
        await driver.idle()
        assert said() == ("Your library is empty", ["Search for papers"])
        await driver.program.services.library.add([a_paper("Whales and their songs")])
        await driver.idle()
        assert said() == ("No duplicates in your library", ["Show all papers"])
        driver.trigger("edit.undo")
        await driver.idle()
        assert said() == ("Your library is empty", ["Search for papers"])
        page = driver.widget("duplicatesPage").findChild(MessagePage)
        QTest.mouseClick(page.first_button(), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert driver.widget("searchEdit").hasFocus()
