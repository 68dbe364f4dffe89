"""The Export dialog names the entries that lack a field which BibTeX or BibLaTeX requires."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on


async def _note(driver: Driver, form: str) -> str:
    driver.click(f"exportFormat.{form}")
    await driver.idle()
    return str(driver.widget("exportNote").text())


async def _export_the_library(driver: Driver) -> None:
    keyboard = Keyboard(driver)
    await keyboard.press("Ctrl+3")
    await driver.idle()
    driver.view("libraryView").setFocus()
    await keyboard.press("Ctrl+A")
    await keyboard.press("Ctrl+E")
    await driver.until(lambda: driver.widget("exportPanel").isVisible())
    await driver.idle()


async def test_the_note_names_the_entries_and_their_fields(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True, size=(1280, 800)) as driver:
        add = driver.program.services.library.entries.add
        people = {"author": (Contributor("author", family="Smith", given="Ann"),)}
        await add({ITEM_TYPE: "article-journal", "title": "On Tides", **people, "issued": {"from": "2020", "to": None}})
        await add(
            {
                ITEM_TYPE: "book",
                "title": "On Whales",
                **people,
                "publisher": "Wave",
                "issued": {"from": "2021", "to": None},
            }
        )
        await _export_the_library(driver)
        assert await _note(driver, "bibtex") == "1 entry lacks required fields: smith2020tides (journal)."
        assert await _note(driver, "biblatex") == "1 entry lacks required fields: smith2020tides (journaltitle)."
        assert driver.widget("exportSaveButton").isEnabled(), "it is not an error"
        assert await _note(driver, "ris") == "Abstracts are not included."


async def test_entries_after_the_preview_are_counted_and_the_first_three_named(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True, size=(1280, 800)) as driver:
        for number in range(25):
            title = f"Tides{number:02}"
            year = {"from": "2020", "to": None}
            await driver.program.services.library.entries.add({ITEM_TYPE: "book", "title": title, "issued": year})
        await _export_the_library(driver)
        note = await _note(driver, "bibtex")
        assert note.startswith("The preview shows the first 20 papers. 25 entries lack required fields: ")
        assert note.count("(author, publisher)") == 3
        assert note.endswith("(author, publisher), and 22 more.")
        every = shown_tooltip(driver.widget("exportNote")).splitlines()
        assert len(every) == 25
        assert all(line.endswith(" (author, publisher)") for line in every)
        assert await _note(driver, "ris") == "The preview shows the first 20 papers. Abstracts are not included."
        assert shown_tooltip(driver.widget("exportNote")) == ""
