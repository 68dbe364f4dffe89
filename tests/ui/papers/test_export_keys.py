"""The citation keys of an export by a template: those that the user wrote stay, as in the live .bib file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_a_key_that_was_written_by_hand_stays(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "p", offline=True, size=(1280, 800)) as driver:
        library, keyboard = driver.program.services.library, Keyboard(driver)
        people = (Contributor("author", "Fu", "Jun"),)
        own = {ITEM_TYPE: "article-journal", "author": people, "issued": {"from": "2019"}}
        await library.entries.add({**own, "title": "Dual Attention Network"})
        await library.entries.add({**own, "title": "Another Network"})
        await library.entries.add({**own, "title": "A Third Network", "citation-key": "Fu2019"})
        await keyboard.press("Ctrl+F")
        await driver.idle()
        driver.click_row(driver.titles("libraryView").index("Dual Attention Network"), "libraryView")
        await driver.idle()
        driver.trigger("paper.edit")
        await driver.until(lambda: driver.widget("field.citation-key").isVisible())
        driver.type("Fu19Dual", "field.citation-key")
        await keyboard.press("Ctrl+Return")
        await driver.idle()
        driver.trigger("library.export")
        await driver.until(lambda: driver.widget("exportPanel").isVisible())
        await driver.idle()
        driver.click("exportFormat.bibtex")
        driver.widget("exportKeys").setFocus()
        await keyboard.type("auth + year")
        await driver.idle()
        text = driver.widget("exportPreview").toPlainText()
        assert "@article{Fu19Dual," in text
        assert text.count("@article{Fu2019,") == text.count("@article{Fu2019a,") == 1, "one key is of one paper"
        assert driver.widget("exportKeysNote").isVisible()
        await keyboard.tab_to("exportKeysSettings")
        await keyboard.press("Return")
        await driver.until(lambda: keyboard.focus.objectName() == "citationKeyTemplateEdit")
        assert not driver.widget("exportPanel").isVisible()


async def test_a_live_file_can_be_biblatex(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "p", offline=True, size=(1280, 800)) as driver:
        library, live = driver.program.services.library, tmp_path / "all.bib"
        await library.entries.add({ITEM_TYPE: "article-journal", "container-title": "Nature", "title": "Whales"})
        driver.trigger("library.live_files")
        await driver.idle()
        driver.click("liveFileEverythingButton")
        dialog = driver.window.findChild(QFileDialog, "liveFileDialog")
        dialog.selectNameFilter("BibLaTeX (*.bib)")
        dialog.fileSelected.emit(str(live))
        dialog.close()
        await driver.idle()
        assert "journaltitle" in live.read_text("utf-8")
        await library.entries.add({ITEM_TYPE: "article-journal", "container-title": "Science", "title": "Algae"})
        (state,) = await driver.program.services.live_files.update()
        assert (state.state, live.read_text("utf-8").count("journaltitle")) == ("current", 2)


async def test_a_template_that_cannot_be_used_allows_no_export_and_is_gone_at_the_next_one(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path / "p", offline=True, size=(1280, 800)) as driver:
        keyboard = Keyboard(driver)
        await driver.program.services.library.entries.add({ITEM_TYPE: "article-journal", "title": "Whales"})
        await keyboard.press("Ctrl+F")
        await driver.idle()
        driver.trigger("library.export")
        await driver.until(lambda: driver.widget("exportPanel").isVisible())
        await driver.idle()
        driver.click("exportFormat.bibtex")
        keys, buttons = driver.widget("exportKeys"), [driver.widget(f"export{name}Button") for name in ("Copy", "Save")]
        keys.setFocus()
        await keyboard.type("ieee")
        assert not any(button.isEnabled() for button in buttons), "Enter may follow at once"
        await keyboard.press("Return")
        await driver.idle()
        assert driver.widget("exportPanel").isVisible()
        assert driver.window.findChild(QFileDialog) is None
        assert "ieee" in driver.widget("exportNote").text()
        await keyboard.press("Esc")
        driver.trigger("library.export")
        await driver.until(lambda: driver.widget("exportPanel").isVisible())
        await driver.until(lambda: all(button.isEnabled() for button in buttons))
        assert keys.text() == ""
        await driver.until(lambda: "Whales" in driver.widget("exportPreview").toPlainText())
        driver.click("exportFormat.pdfs")
        driver.type("{nothing}", "exportNames")
        assert not driver.widget("exportSaveButton").isEnabled()
