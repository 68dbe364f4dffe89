"""Files of a collection in the window: a .bib file kept up to date, its export with PDFs, an import into it, and the
annotations of its PDFs."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from scholar_desktop.domain.own_fields import ITEM_TYPE
from tests.cli.test_annotations import annotated_pdf
from tests.support.window_driver import Driver, window_on

TEXT = '[{"title": "The Art of Memory", "author": [{"family": "Yates", "given": "Frances"}]}]'


async def choose(driver: Driver, dialog: str, path: Path) -> None:
    found = driver.window.findChild(QFileDialog, dialog)
    found.fileSelected.emit(str(path))
    found.close()
    await driver.idle()


def listed(driver: Driver, name: str) -> list[str]:
    view = driver.widget(name)
    return [view.item(row).text() for row in range(view.count())]


async def test_the_files_of_a_collection(demo, tmp_path: Path):
    live, pdf, pdfs = tmp_path / "thesis.bib", tmp_path / "a.pdf", tmp_path / "pdfs"
    pdfs.mkdir()
    pdf.write_bytes(annotated_pdf())
    (tmp_path / "b.dat").write_text(TEXT, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        services, messages = driver.program.services, driver.window.messages
        library = services.library
        key = await library.entries.add({ITEM_TYPE: "book", "title": "On Growth and Form"})
        kept = await library.find(key)
        shutil.copyfile(pdf, staged := tmp_path / "staged.pdf")
        await driver.program.backend.store.attach(key, staged, name="a.pdf", sha256="0" * 64)
        await services.collections.put_in([kept.paper], "Thesis")
        (thesis,) = await services.collections.all()
        driver.window.navigation.show_collection(thesis)
        await driver.idle()

        # a format that cannot be told, and a collection for the entries
        driver.trigger("library.import")
        await choose(driver, "importDialog", tmp_path / "b.dat")
        form = driver.widget("importFormat")
        assert form.isVisible()
        form.setCurrentIndex(form.findData("csl-json"))
        await driver.idle()
        assert driver.widget("importFact.added").text() == "1"
        driver.type("Thesis", "importInto")
        driver.click("importButton")
        await driver.idle()
        assert len(await library.collection("Thesis")) == 2
        driver.trigger("library.import_folder")
        (tmp_path / "empty").mkdir()
        await choose(driver, "importFolderDialog", tmp_path / "empty")
        assert driver.widget("importState").text() == "The file has no entries that can be read."
        driver.click("importCancelButton")

        # a live file
        live.write_text("@book{mine, title={Mine}}", "utf-8")
        driver.trigger("collection.live")
        await choose(driver, "liveFileDialog", live)
        assert "Mine" in live.read_text("utf-8"), "what is there is not overwritten without a question"
        driver.click("liveFileOverwriteButton")
        await driver.idle()
        assert driver.widget("liveFilesState").text() == "thesis.bib is kept up to date with your library."
        assert "On Growth" in live.read_text("utf-8")
        live.write_text(live.read_text("utf-8").replace("On Growth", "Elsewhere"), "utf-8")
        driver.trigger("library.live_files")
        await driver.idle()
        assert listed(driver, "liveFilesList") == [f"Edited by another program: {live} (Thesis)"]
        assert any("Elsewhere" in one for one in listed(driver, "liveFileDifferences"))
        driver.click("liveFileStopButton")
        await driver.idle()
        assert listed(driver, "liveFilesList") == []
        driver.click("liveFilesCloseButton")

        # the export of everything that the library keeps, and of the PDFs
        driver.trigger("collection.export")
        await driver.until(lambda: driver.widget("exportPanel").isVisible())
        await driver.idle()
        driver.click("exportFormat.html")
        await driver.idle()
        page = driver.widget("exportPreview").toPlainText()
        assert page.startswith("Thesis\n")
        assert "On Growth and Form" in page
        assert not any(mark in page for mark in ("<", "{", "addEventListener")), "the page, not its source"
        driver.click("exportFormat.bibtex")
        driver.type("title.lower", "exportKeys")
        await driver.idle()
        assert "@misc{artmemory," in driver.widget("exportPreview").toPlainText()
        driver.click("exportFormat.pdfs")
        driver.type("{title} x", "exportNames")
        await driver.idle()
        assert driver.widget("exportPreview").toPlainText() == "On Growth and Form x.pdf"
        driver.click("exportSaveButton")
        await choose(driver, "exportFolderDialog", pdfs)
        assert [one.name for one in pdfs.iterdir()] == ["On Growth and Form x.pdf"]
        driver.trigger("collection.export")
        await driver.until(lambda: driver.widget("exportPanel").isVisible())
        await driver.idle()
        driver.click("exportFormat.pdfs")
        assert "{venue}" in driver.widget("exportNamesNote").text()
        driver.type("{title}/{title} y", "exportNames")
        await driver.idle()
        assert driver.widget("exportPreview").toPlainText() == "On Growth and Form/On Growth and Form y.pdf"
        driver.click("exportSaveButton")
        await choose(driver, "exportFolderDialog", pdfs)
        await driver.idle()
        assert (pdfs / "On Growth and Form" / "On Growth and Form y.pdf").is_file()

        # annotations
        driver.click_row(driver.titles("libraryView").index("On Growth and Form"), "libraryView")
        await driver.idle()
        driver.trigger("paper.annotations")
        await driver.idle()
        (note,) = (await library.find(key)).notes
        assert note.startswith("## On Growth and Form")
        driver.trigger("paper.annotations")
        await driver.idle()
        assert messages.note("annotations").lead == "The PDF has no annotations that the note does not have."
        assert (await library.find(key)).notes == (note,)


async def test_a_bib_file_follows_its_collection_when_it_is_renamed_or_moved(demo, tmp_path: Path):
    live = tmp_path / "att.bib"
    folder = tmp_path / "profile"
    async with window_on(demo, folder, offline=True) as driver:
        services = driver.program.services
        library, collections = services.library, services.collections
        kept = [
            await library.find(await library.entries.add({ITEM_TYPE: "book", "title": title}))
            for title in ("On Growth", "On Form", "On Leaves")
        ]
        await collections.put_in([kept[0].paper], "Thesis/Attention")
        attention = (await collections.all())[1]
        driver.window.navigation.show_collection(attention)
        await driver.idle()
        driver.trigger("collection.live")
        await choose(driver, "liveFileDialog", live)
        driver.click("liveFilesCloseButton")

        async def written_after(title: str, number: int) -> None:
            """Add a paper to the collection, and see it in the file."""
            await driver.idle()
            (one,) = [one for one in await collections.all() if one.key == attention.key]
            await collections.put_in([kept[number].paper], one.path)
            await services.live_files.settle()
            await driver.idle()
            assert title in live.read_text("utf-8")
            assert driver.window.messages.note(f"live {live}") is None

        driver.widget("collectionsView").setFocus()
        driver.press(Qt.Key.Key_F2, "collectionsView")
        driver.type("Renamed", "collectionNameEdit")
        driver.press(Qt.Key.Key_Return, "collectionNameEdit")
        await written_after("On Form", 1)
        driver.trigger("library.live_files")
        await driver.idle()
        assert listed(driver, "liveFilesList") == [f"Up to date: {live} (Thesis / Renamed)"]
        driver.click("liveFilesCloseButton")
        driver.trigger("collection.to_top")
        await written_after("On Leaves", 2)
        for _ in range(3):  # undoes the paper that was added, the move, and the other paper
            driver.trigger("edit.undo")
            await driver.idle()
        await services.live_files.settle()
        assert "On Form" not in live.read_text("utf-8")
        driver.trigger("edit.redo")
        await driver.idle()
        driver.trigger("edit.redo")  # the move, right before the end
        await driver.idle()
        assert [one.path for one in await collections.all()] == ["Renamed", "Thesis"]
    async with window_on(demo, folder, offline=True) as driver:
        driver.trigger("library.live_files")
        await driver.idle()
        assert listed(driver, "liveFilesList") == [f"Up to date: {live} (Renamed)"]
        assert "On Form" in live.read_text("utf-8")
