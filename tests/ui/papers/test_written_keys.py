"""A citation key that the user writes for one paper, by the menu of its row: it is in each export and in a live .bib
file, and a key of another paper is refused beside its field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.own_fields import ITEM_TYPE
from tests.support.keyboard import Keyboard
from tests.support.window_driver import row_menu, window_on

FORMATS = ("bibtex", "biblatex", "ris", "csl-json", "endnote-xml", "zotero-rdf", "csv", "markdown")


async def test_a_key_is_written_by_the_menu_of_a_paper_and_is_in_every_export(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "p", offline=True, size=(1280, 800)) as driver:
        library, keyboard, live = driver.program.services.library, Keyboard(driver), tmp_path / "all.bib"
        await library.entries.add({ITEM_TYPE: "book", "title": "Whales", "issued": {"from": "2019"}})
        await library.entries.add({ITEM_TYPE: "book", "title": "Algae", "citation-key": "taken2019"})
        await driver.program.services.live_files.add("/", live)
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(driver.titles("libraryView").index("Whales"), "libraryView")
        await driver.idle()
        menu = row_menu(driver, "libraryView")
        edit = next(one for one in menu.actions() if one.objectName() == "paper.edit")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(edit).center())
        await driver.until(lambda: driver.widget("field.citation-key").isVisible())
        driver.type("taken2019", "field.citation-key")
        await keyboard.press("Ctrl+Return")
        await driver.idle()
        words = [one.text() for one in driver.widget("entryEditor").findChildren(QLabel) if one.isVisible()]
        assert any("has the citation key taken2019" in text for text in words)
        driver.type("Own:whales", "field.citation-key")
        await keyboard.press("Ctrl+Return")
        await driver.idle()
        assert not driver.widget("entryEditor").isVisible()
        driver.trigger("library.export")
        await driver.until(lambda: driver.widget("exportPanel").isVisible())
        await driver.idle()
        for form in FORMATS:
            driver.click(f"exportFormat.{form}")
            await driver.idle()
            assert "Own:whales" in driver.widget("exportPreview").toPlainText(), form
        await driver.program.services.live_files.update()
        assert "@book{Own:whales," in live.read_text("utf-8")
