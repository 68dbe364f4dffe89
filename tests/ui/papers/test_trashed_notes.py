"""What the user wrote about a paper in the trash is shown there, so that it is known what restoring brings back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.window_driver import show_in_library, window_on


async def test_the_details_in_the_trash_show_note_and_tags_and_hide_them_for_other_papers(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("attention")
        await driver.search("attention")
        await show_in_library(driver, 1)
        library = driver.program.services.library
        await library.add([driver.view().model().paper(2)])
        await driver.idle()
        first, second = (await library.page()).papers
        await library.own_words.note(first.paper, "Read chapter <b>2</b>")
        await library.own_words.tag([first.key], "to cite", True)
        await driver.idle()
        own, section = driver.widget("detailPane").own, driver.widget("trashedNotes")
        assert not section.isVisible()
        await library.entries.trash([first.key, second.key], True)
        driver.trigger("view.library_trash")
        await driver.idle()
        places = driver.titles("libraryView")
        driver.click_row(places.index(first.paper.title), "libraryView")
        await driver.until(section.isVisible)
        assert not own.isVisible()
        assert driver.widget("trashedNotesText").plain_text() == "Tags: to cite\nRead chapter <b>2</b>"
        driver.click_row(places.index(second.paper.title), "libraryView")
        await driver.idle()
        assert not section.isVisible()
