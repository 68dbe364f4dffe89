"""Papers that the user selects are merged, and the window says which of them each field is from."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor
from scholar_desktop.ui.widgets.label import Prose
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

FILLED = "Publisher, Language, Edition, Volume, Kind"
LAST = "Files, notes, tags and collections of all are kept."


async def add_two(driver: Driver) -> tuple[str, str]:
    entries = driver.program.services.library.entries
    book = {ITEM_TYPE: "book", "title": "On kelp"}
    first = await entries.add(
        {**book, "publisher": "Press", "language": "en", "edition": "2", "volume": "3", "genre": "Atlas"}
    )
    second = await entries.add({ITEM_TYPE: "book", "title": "On kelp and moss", "DOI": "10.5555/kelp"})
    await driver.program.services.library.tag([second], "biology")
    driver.trigger("view.library")
    await driver.idle()
    return first, second


async def test_selected_papers_are_merged_into_the_chosen_one_and_undo_parts_them(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library, (first, second) = driver.program.services.library, await add_two(driver)
        driver.click_row(0, "libraryView")
        await driver.idle()
        assert not driver.window.registry["paper.merge"].isEnabled()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        driver.trigger("paper.merge")
        await driver.idle()
        words = driver.widget("mergeState")
        names = {driver.widget(f"keepChoice.{place}").isChecked(): place for place in (0, 1)}
        assert words.text() == f"Kept from the chosen paper: Title. Added from the other: URL, DOI. {LAST}"
        assert QApplication.focusWidget() is driver.widget(f"keepChoice.{names[True]}")
        other = driver.widget(f"keepChoice.{names[False]}")
        QTest.mouseClick(other, Qt.MouseButton.LeftButton, pos=QPoint(8, other.height() // 2))
        assert words.text() == f"Kept from the chosen paper: Title. Added from the other: {FILLED}. {LAST}"
        keyboard = Keyboard(driver)
        await keyboard.press(Qt.Key.Key_Escape)
        await driver.idle()
        assert not driver.widget("mergePanel").isVisible()
        assert (await library.counts()).papers == 2, "nothing is written before the user merges"

        driver.trigger("paper.merge")
        await driver.idle()
        driver.click("mergePapersButton")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Merged 2 papers."
        kept = await library.get(first)
        assert kept is not None, "the one with more fields was chosen"
        assert (kept.paper.title, kept.paper.ids.doi, kept.tags) == ("On kelp", "10.5555/kelp", ("biology",))
        assert (await library.counts()).papers == 1
        driver.trigger("edit.undo")
        await driver.idle()
        again = await library.get(second)
        assert again is not None
        assert again.paper.ids.doi == "10.5555/kelp"


async def test_the_page_of_duplicates_says_which_paper_each_field_is_from(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        entries = driver.program.services.library.entries
        author = (Contributor("author", "Thompson", "D’Arcy Wentworth"),)
        book = {ITEM_TYPE: "book", "title": "On kelp", "author": author, "issued": {"from": "1917", "to": None}}
        await entries.add(
            {**book, "publisher": "Press", "language": "en", "edition": "2", "volume": "3", "genre": "Atlas"}
        )
        await entries.add({**book, "publisher": "Other", "DOI": "10.5555/kelp"})
        driver.trigger("library.duplicates")
        await driver.idle()
        words = driver.widget("mergedWords")
        assert words.text() == f"Kept from the chosen paper: Publisher. Added from the other: URL, DOI. {LAST}"
        other = driver.widget("keepChoice.1" if driver.widget("keepChoice.0").isChecked() else "keepChoice.0")
        QTest.mouseClick(other, Qt.MouseButton.LeftButton, pos=QPoint(8, other.height() // 2))
        assert (
            words.text()
            == f"Kept from the chosen paper: Publisher. Added from the other: Language, Edition, Volume, Kind. {LAST}"
        )


async def test_the_comparison_has_written_citation_keys_and_the_message_the_one_that_is_lost(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        entries = driver.program.services.library.entries
        book = {ITEM_TYPE: "book", "title": "On kelp", "issued": {"from": "1917", "to": None}}
        book["author"] = (Contributor("author", "Thompson", "D’Arcy Wentworth"),)
        await entries.add({**book, "publisher": "Press", "citation-key": "kelp17"})
        await entries.add({**book, "citation-key": "kelp_dup"})
        driver.trigger("library.duplicates")
        await driver.idle()
        words = driver.widget("mergedWords")
        assert words.text() == f"Kept from the chosen paper: Citation key. {LAST}"
        cells = [cell.plain_text() for cell in driver.widget("duplicatesPage").findChildren(Prose)]
        assert {"kelp17", "kelp_dup"} <= set(cells)
        driver.click("mergeButton")
        await driver.idle()
        said = driver.window.messages.note("undo").lead
        assert said == "Merged 2 papers. Exports have the citation key kelp17, no longer kelp_dup."

        await entries.add({**book, "publisher": "Press", "edition": "2", "volume": "3"})
        driver.trigger("library.duplicates")
        await driver.idle()
        cells = [cell.plain_text() for cell in driver.widget("duplicatesPage").findChildren(Prose)]
        assert words.text() == f"Added from the other: Citation key. {LAST}"
        assert "kelp17" in cells
        assert not any(text.startswith("thompson") for text in cells), "a key that the library made is not shown"
        driver.trigger("view.library")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        driver.trigger("paper.merge")
        await driver.idle()
        assert driver.widget("mergeState").text() == f"Added from the other: Citation key. {LAST}"
        driver.click("mergePapersButton")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Merged 2 papers.", "no written key is lost"
        (kept,) = (await driver.program.services.library.page(LibraryView.ALL)).papers
        assert kept.cite_key == "kelp17"
