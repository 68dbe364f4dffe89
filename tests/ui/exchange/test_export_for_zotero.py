"""Zotero RDF in the Export dialog: with the PDFs at first, and reached from the panel that sends to Zotero."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.support.libraries import a_paper
from tests.support.window_driver import window_on
from tests.ui.papers.test_export_panel import choose_format, export, save_as


async def test_papers_for_a_zotero_that_does_not_run_are_exported_with_their_pdfs(demo: Any, tmp_path: Path) -> None:
    folder, nobody = tmp_path / "out", "http://127.0.0.1:9"
    folder.mkdir()
    async with window_on(demo, tmp_path, zotero_url=nobody, jabref_url=nobody) as driver:
        services = driver.program.services
        await driver.search("attention is all you need")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: any(item.path for item in services.downloads.items()))
        await driver.idle()
        driver.click("sendButton")
        await driver.until(lambda: driver.widget("sendNowButton").isEnabled())
        assert "export them as Zotero RDF" in driver.widget("sendState").text()
        driver.click("sendTo.file")
        await driver.idle()
        assert driver.widget("sendRdfButton").isHidden()
        driver.click("sendTo.zotero")
        await driver.until(lambda: driver.widget("sendRdfButton").isVisible())
        driver.click("sendRdfButton")
        await driver.until(lambda: driver.widget("exportPanel").isVisible())
        await driver.idle()
        assert not driver.widget("sendPanel").isVisible()
        assert driver.widget("exportFormat.zotero-rdf").isChecked()
        assert driver.widget("exportFiles").currentText() == "With copies of the files"
        save_as(driver, folder / "paper.rdf")
        await driver.until(lambda: (folder / "paper.rdf").exists())
        await driver.idle()
        note = driver.window.messages.note("exported")
        assert (note.lead, note.text) == ("Exported 1 paper to paper.rdf.", "1 file is in the folder beside it.")
        (pdf,) = (folder / "paper_files").rglob("*.pdf")
        assert pdf.name in (folder / "paper.rdf").read_text("utf-8")
        driver.trigger("paper.export")
        await driver.until(lambda: driver.widget("exportPanel").isVisible())
        assert driver.widget("exportFormat.bibtex").isChecked(), "the format of the last time, which it was for once"


async def test_the_choice_of_files_stays_when_the_ending_of_the_file_is_another_format(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "bibtex")
        save_as(driver, tmp_path / "papers.rdf")
        await driver.until(lambda: (tmp_path / "papers.rdf").exists())
        await driver.idle()
        assert driver.widget("exportFiles").currentData() == "none", "as the user has seen it"


async def test_all_papers_of_a_collection_are_exported_for_zotero_under_its_name(demo: Any, tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path, zotero_url=nobody, jabref_url=nobody) as driver:
        services = driver.program.services
        await services.collections.put_in([a_paper("Whales"), a_paper("Seals")], "Sea/Mammals")
        await services.library.add([a_paper("Mosses")])
        driver.window.navigation.show_collection(await services.collections.find("Sea/Mammals"))
        await driver.until(lambda: len(driver.titles("libraryView")) == 2)
        for count in (1, 2):
            driver.click_row(0, "libraryView")
            for _ in range(count - 1):
                driver.press(Qt.Key.Key_Down, "libraryView", Qt.KeyboardModifier.ShiftModifier)
            await driver.until(lambda count=count: len(driver.window.context.now.papers) == count)
            driver.trigger("paper.send")
            await driver.until(lambda: driver.widget("sendNowButton").isEnabled())
            driver.click("sendTo.zotero")
            await driver.until(lambda: driver.widget("sendRdfButton").isVisible())
            driver.click("sendRdfButton")
            await driver.until(lambda: driver.widget("exportPanel").isVisible())
            await driver.idle()
            suggested = save_as(driver, tmp_path / f"{count}.rdf")
            await driver.until(lambda count=count: (tmp_path / f"{count}.rdf").exists())
            await driver.idle()
            assert (suggested == "Mammals.rdf") is (count == 2), "one paper has the name of its PDF"
