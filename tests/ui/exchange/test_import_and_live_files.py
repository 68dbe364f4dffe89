"""Files of other programs in the window: imported after a preview, and live files that others edit."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import msgspec
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from scholar_desktop.domain.entry_dates import make_date
from scholar_desktop.domain.full_entry import SkippedPart
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor
from scholar_desktop.services.exchange.import_report import ImportReport
from scholar_desktop.ui.exchange.import_messages import result_words
from scholar_desktop.ui.widgets.button import Button
from tests.formats.entries.test_xml_readers import RDF
from tests.interop.test_zotero_database import CONTENT
from tests.support.made_entries import ZOTERO_TABLES
from tests.support.window_driver import Driver, window_on

BIB = """@article{vaswani, title={Attention is all you need}, author={Vaswani, A}, year={2017}, doi={10.5555/3295222}}
@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}}
@book{nobody, title={On growth and form}, year={1917}}
@article{broken, title={x
"""
FACTS = ("format", "entries", "added", "known", "possible", "skipped")


async def choose(driver: Driver, file: Path) -> None:
    driver.trigger("library.import")
    dialog = driver.window.findChild(QFileDialog, "importDialog")
    dialog.activateWindow()
    dialog.findChild(QLineEdit).setFocus()
    await driver.until(lambda: QApplication.focusWidget() in dialog.findChildren(QLineEdit))
    dialog.fileSelected.emit(str(file))
    dialog.close()
    driver.window.activateWindow()
    await driver.idle()
    await driver.until(lambda: not shiboken6.isValid(dialog))


async def drop(driver: Driver, place: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(place))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(600, 300), copy, data, left, none)
    QApplication.sendEvent(driver.window, enter)
    assert enter.isAccepted()
    assert driver.window.messages.note("drop").lead == f"Drop to import {place.name}."
    QApplication.sendEvent(driver.window, QDropEvent(QPointF(600, 300), copy, data, left, none))
    await driver.idle()


async def test_a_dropped_folder_of_zotero_is_imported_after_a_preview(demo, tmp_path):
    """Its PDFs alone would come without their entries."""
    folder = tmp_path / "My collection"
    (folder / "files" / "3").mkdir(parents=True)
    (folder / "files" / "3" / "a.pdf").write_bytes(b"%PDF-1.4 a")
    (folder / "My collection.rdf").write_text(RDF, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        for place in (folder, folder / "My collection.rdf"):
            await drop(driver, place)
            assert driver.window.messages.note("drop") is None
            assert driver.window.navigation.page != "add_pdfs"
            assert driver.widget("importPanel").isVisible()
            assert driver.widget("importFact.entries").text() == "2"
            driver.press(Qt.Key.Key_Escape, "importPanel")


async def test_a_database_of_a_newer_zotero_is_read_with_a_remark_or_refused_with_the_way_to_import_it(demo, tmp_path):
    folder = tmp_path / "Zotero"
    folder.mkdir()
    with contextlib.closing(sqlite3.connect(folder / "zotero.sqlite")) as connection:
        connection.executescript(ZOTERO_TABLES + CONTENT)
        connection.execute("UPDATE version SET version = 10 WHERE schema = 'compatibility'")
        connection.commit()
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        await drop(driver, folder)
        assert "newer version of Zotero" in driver.widget("importProblems").item(0).text()
        assert driver.widget("importButton").isEnabled()
        driver.press(Qt.Key.Key_Escape, "importPanel")
        with contextlib.closing(sqlite3.connect(folder / "zotero.sqlite")) as connection:
            connection.execute("ALTER TABLE itemData RENAME TO itemValues")
        await drop(driver, folder)
        state = driver.widget("importState")
        assert state.isVisible()
        assert "is from a newer version of Zotero" in state.text()
        assert "choose File > Export Library, the format Zotero RDF and “Export Files”" in state.text()
        assert not driver.widget("importButton").isEnabled()
        assert (await driver.program.services.library.counts()).papers == 0


async def test_a_file_is_imported_after_a_preview_and_live_files_report_what_others_edit(demo, tmp_path):
    file, live = tmp_path / "refs.bib", tmp_path / "all.bib"
    file.write_text(BIB, "utf-8")
    (tmp_path / "a.txt").write_text("Smith (2020). Title.", "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        services, messages = driver.program.services, driver.window.messages
        library = services.library
        author = (Contributor("author", "Thompson", "D'Arcy"),)
        book = {ITEM_TYPE: "book", "title": "On Growth and Form", "author": author}
        key = await library.entries.add({**book, "issued": {"from": "1917", "to": None}})

        await choose(driver, tmp_path / "a.txt")
        form, cancel = driver.widget("importFormat"), driver.widget("importCancelButton")
        gap = cancel.mapTo(driver.window, QPoint(0, 0)).y() - form.mapTo(driver.window, QPoint(0, form.height())).y()
        assert 0 < gap < form.height(), "the panel is as high as what it shows"
        assert driver.widget("importState").text().startswith("The format of a.txt was not recognised.")
        assert "--" not in driver.widget("importState").text(), "a hint for the command line"
        assert not driver.widget("importButton").isEnabled()
        driver.press(Qt.Key.Key_Escape, "importPanel")
        assert not driver.widget("importPanel").isVisible()

        driver.trigger("view.library")
        driver.widget("libraryView").setFocus()
        await choose(driver, file)
        facts = [driver.widget(f"importFact.{name}").text() for name in FACTS]
        assert facts == ["BibTeX", "4", "1", "1", "1", "1"]
        assert (
            driver.widget("importProblems").item(0).text()
            == "Line 4, “@article{broken, title={x”, left out: The closing brace is missing."
        )
        assert (await library.counts()).papers == 1, "nothing is changed yet"
        assert driver.widget("importButton").text() == "Import 2, update 1"
        driver.click("importPossibleTick")
        assert driver.widget("importButton").text() == "Import 1, update 1"
        driver.click("importButton")
        await driver.idle()
        assert not driver.widget("importPanel").isVisible()
        lead = "Added 1 paper from refs.bib. Updated 1 paper in your library."
        assert messages.note("undo").lead == f"{lead} 1 entry was not selected. 1 entry was left out."
        assert [step.title for step in messages.note("undo").steps] == ["Undo", "Show papers", "Details"]
        assert QApplication.focusWidget() is driver.widget("libraryView"), "it had the focus before the dialog"
        assert (await library.counts()).papers == 2
        next(one for one in messages.findChildren(Button) if one.content.text == "Details").click()
        assert driver.widget("importProblems").count() == 1, "once, although the preview had it"
        driver.click("importCancelButton")
        driver.trigger("edit.undo")
        await driver.idle()
        assert (await library.counts()).papers == 1

        driver.trigger("library.live_files")
        await driver.idle()
        panel = driver.widget("liveFilesPanel")
        needed = panel._column.totalMinimumHeightForWidth(panel.width())
        assert panel.height() <= needed, "without files, it is no higher than its words"
        driver.press(Qt.Key.Key_Escape, "liveFilesPanel")

        # a live file follows the library until another program edits it
        await services.live_files.add("/", live)
        await library.entries.edit(key, {"title": "On Growth"})
        await services.live_files.settle()
        assert "{On Growth}" in live.read_text("utf-8")
        live.write_text(live.read_text("utf-8").replace("{On Growth}", "{Elsewhere}"), "utf-8")
        await library.entries.edit(key, {"volume": "3"})
        await services.live_files.settle()
        note = messages.note(f"live {live}")
        assert note.lead == "Another program edited all.bib. It is no longer kept up to date."
        assert "Title: “On Growth” in your library, “Elsewhere” in the file." in note.text
        assert "{Elsewhere}" in live.read_text("utf-8")
        driver.trigger("library.live_files")
        await driver.idle()
        files, differences = driver.widget("liveFilesList"), driver.widget("liveFileDifferences")
        assert (files.count(), differences.count()) == (1, 2), "the title, and the volume"
        assert files.height() < 2 * files.visualItemRect(files.item(0)).height(), "no space below its only row"
        assert differences.viewport().rect().contains(differences.visualItemRect(differences.item(1)))
        assert any("“Elsewhere” in the file" in differences.item(row).text() for row in range(2))
        driver.press(Qt.Key.Key_Escape, "liveFilesPanel")

    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        messages = driver.window.messages
        await driver.until(lambda: messages.note(f"live {live}") is not None)
        next(one for one in messages.findChildren(Button) if one.content.text == "Overwrite…").click()
        assert "{Elsewhere}" in live.read_text("utf-8"), "it asks first"
        driver.click("questionYes")
        await driver.idle()
        assert "{On Growth}" in live.read_text("utf-8")
        assert messages.note(f"live {live}") is None
        assert messages.note("live").lead == "all.bib is kept up to date again."

        # edited while another window is in front
        live.write_text(live.read_text("utf-8").replace("{On Growth}", "{Beside}"), "utf-8")
        QApplication.sendEvent(driver.window, QEvent(QEvent.Type.WindowActivate))
        await driver.until(lambda: messages.note(f"live {live}") is not None)
        assert "“Beside” in the file" in messages.note(f"live {live}").text


async def test_entries_that_are_twice_in_a_file_and_keys_that_were_changed_are_named(demo, tmp_path):
    file = tmp_path / "refs.bib"
    file.write_text(
        "@book{a, title={On Growth and Form}, year=1917, author={Thompson, D.}}\n"
        "@book{b, title={On Growth and Form}, year=1917, author={Thompson, D.}}\n"
        "@book{b, title={Micrographia}, year=1665, author={Hooke, R.}}\n",
        "utf-8",
    )
    said = (
        "These citation keys name other papers and {verb} changed: b → ba. "
        "An entry that the file has more than once keeps its first citation key: a, not b."
    )
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        await choose(driver, file)
        facts = [driver.widget(f"importFact.{name}").text() for name in (*FACTS, "repeated")]
        assert facts == ["BibTeX", "3", "2", "0", "0", "0", "1"]
        assert driver.widget("importChip.repeated").text() == "More than once in the file"
        assert driver.widget("importChip.repeated").isVisible()
        assert driver.widget("importState").text() == said.format(verb="are")
        driver.click("importButton")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Added 2 papers from refs.bib."
        next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Details").click()
        panel = driver.widget("importPanel")
        assert panel.isVisible()
        assert driver.widget("importState").text() == "Added 2 papers from refs.bib. " + said.format(verb="were")
        assert panel._title.text() == "Imported refs.bib"
        hidden = (driver.widget("importButton"), driver.widget("importFormat"), panel._option_box)
        assert not any(one.isVisible() for one in hidden)
        assert driver.widget("importCancelButton").text() == "Close"
        assert driver.window.focusWidget() is driver.widget("importCancelButton")
        driver.click("importCancelButton")
        assert not panel.isVisible()
        await choose(driver, file)
        assert driver.widget("importButton").isVisible()
        assert driver.widget("importCancelButton").text() == "Cancel"
        driver.press(Qt.Key.Key_Escape, "importPanel")
        await choose(driver, file)
        assert not driver.widget("importChip.repeated").isVisible()
        assert driver.widget("importFact.known").text() == "3"
        button = driver.widget("importButton")
        assert (button.text(), button.isEnabled()) == ("Nothing to update", False)
        driver.click("importLookUpTick")
        assert (button.text(), button.isEnabled()) == ("Look up 3 entries", True)
        driver.click("importLookUpTick")
        driver.type("Thesis", "importInto")
        assert (button.text(), button.isEnabled()) == ("Update 2 papers", True), "they are added to the collection"


async def test_a_look_up_after_an_import_says_how_many_entries_were_found_and_not_looked_up(demo, tmp_path):
    file = tmp_path / "refs.bib"
    file.write_text(
        "@article{a, title={Deep contextualized}, year=2018, doi={10.18653/v1/N18-1202}}\n"
        "@article{b, title={Nowhere}, year=2018, doi={10.5555/nowhere.1}}\n"
        "@book{c, title={On Growth and Form}, year=1917, author={Thompson, D.}}\n",
        "utf-8",
    )
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        await choose(driver, file)
        driver.click("importLookUpTick")
        driver.click("importButton")
        await driver.until(
            lambda: (note := driver.window.messages.note("imported")) is not None and note.icon == "tick"
        )
        assert driver.window.messages.note("imported").lead == (
            "The services know 1 of 2 entries with an identifier. 1 entry has no identifier, so it was not looked up."
        )


async def test_a_paper_that_an_import_restores_from_the_trash_is_counted_and_named(demo, tmp_path):
    file = tmp_path / "refs.bib"
    file.write_text(
        "@article{cowan, title={The magical number 4}, author={Cowan, Nelson}, year={2001}, doi={10.1234/a}}\n"
        "@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}}\n"
        "@book{yates, title={The Art of Memory}, author={Yates, Frances}, year={1966}}\n"
    )
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        library, messages = driver.program.services.library, driver.window.messages

        async def papers(view: str) -> list[str]:
            return sorted(one.paper.title for one in (await library.page(LibraryView(view))).papers)

        async def read_again() -> None:
            await choose(driver, file)
            driver.click("importButton")
            await driver.idle()

        await read_again()
        assert messages.note("undo").lead == "Added 3 papers from refs.bib."
        kept = await library.find("key:thompson")
        assert kept is not None
        await library.entries.trash([kept.key], True)
        await driver.idle()
        await choose(driver, file)
        facts = {name: driver.widget(f"importFact.{name}").text() for name in ("added", "known", "restored")}
        assert facts == {"added": "0", "known": "2", "restored": "1"}
        assert driver.widget("importChip.restored").isVisible()
        assert driver.widget("importState").text() == "The import restores 1 paper from the trash: On Growth and Form."
        assert await papers("trash") == ["On Growth and Form"]
        driver.click("importButton")
        await driver.idle()
        assert messages.note("undo").lead == (
            "2 were in your library already. Restored 1 paper from the trash: On Growth and Form."
        )
        assert [step.title for step in messages.note("undo").steps] == ["Undo"], "there are no further details"
        assert await papers("trash") == []
        next(one for one in messages.findChildren(Button) if one.content.text == "Undo").click()
        await driver.idle()
        assert await papers("trash") == ["On Growth and Form"]
        assert messages.note("undo").lead == "Undid the import of “On Growth and Form” from refs.bib."


async def test_undo_counts_the_papers_that_the_import_said_were_added(demo, tmp_path):
    first, second = tmp_path / "first.bib", tmp_path / "second.bib"
    book = "@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}"
    first.write_text(f"{book}}}\n")
    second.write_text(
        f"{book}, publisher={{Cambridge}}}}\n@book{{yates, title={{The Art of Memory}}, year={{1966}}}}\n"
        "@book{lord, title={The Singer of Tales}, year={1960}}\n"
    )
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        messages = driver.window.messages
        for file in (first, second):
            await choose(driver, file)
            driver.click("importButton")
            await driver.idle()
        assert messages.note("undo").lead == ("Added 2 papers from second.bib. Updated 1 paper in your library.")
        driver.trigger("edit.undo")
        await driver.idle()
        undone = "Undid the import of 2 papers from second.bib, and its changes to “On Growth and Form”."
        assert messages.note("undo").lead == undone
        (left,) = (await driver.program.services.library.page()).papers
        assert left.paper.title == "On Growth and Form"
        driver.trigger("edit.redo")
        await driver.idle()
        again = "Imported 2 papers from second.bib, and updated “On Growth and Form”."
        assert messages.note("undo").lead == again


async def test_the_key_of_a_file_replaces_a_made_one_or_both_are_named(demo, tmp_path):
    file = tmp_path / "refs.bib"
    file.write_text("@book{yates-own, title={The Art of Memory}, author={Yates, Frances}, year={1966}}\n")
    again = tmp_path / "again.bib"
    again.write_text(file.read_text().replace("yates-own", "yates-other"))
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        library = driver.program.services.library
        people = (Contributor("author", "Yates", "Frances"),)
        await library.entries.add(
            {ITEM_TYPE: "book", "title": "The Art of Memory", "author": people, "issued": make_date("1966")}
        )
        (paper,) = (await library.page()).papers
        made = paper.cite_key
        await choose(driver, file)
        words = f"Citation keys that your library made {{verb}} replaced by those of the file: {made} → yates-own."
        assert words.format(verb="are") in driver.widget("importState").text()
        assert driver.widget("importButton").text() == "Update 1 paper"
        driver.click("importButton")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Updated 1 paper in your library."
        next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Details").click()
        assert words.format(verb="were") in driver.widget("importState").text()
        assert [one.cite_key for one in (await library.page()).papers] == ["yates-own"]
        await choose(driver, again)
        words = "Your library has other citation keys for these entries: yates-other → yates-own."
        assert words in driver.widget("importState").text()
        driver.press(Qt.Key.Key_Escape, "importPanel")
        driver.trigger("edit.undo")
        await driver.idle()
        assert [one.cite_key for one in (await library.page()).papers] == [made]


@pytest.mark.parametrize("kind", ["cards", "table"])
async def test_show_papers_selects_the_imported_papers(demo, tmp_path, kind: str):
    file = tmp_path / "refs.bib"
    file.write_text(
        "@book{thompson, title={On Growth and Form}, year={1917}}\n@book{yates, title={The Art of Memory}, year=1966}\n"
    )
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        for title in ("Micrographia", "Zoonomia"):
            await driver.program.services.library.entries.add({ITEM_TYPE: "book", "title": title})
        driver.trigger("view.library")
        driver.trigger(f"library.{kind}")
        await driver.idle()
        await choose(driver, file)
        driver.click("importButton")
        await driver.idle()
        show = next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Show papers")
        show.setFocus()
        show.click()
        await driver.idle()
        assert driver.view("libraryView").hasFocus()
        assert sorted(driver.chosen("libraryView")) == ["On Growth and Form", "The Art of Memory"]
        assert driver.window.context.now.papers[0].title in ("On Growth and Form", "The Art of Memory")


def test_a_long_message_about_an_import_has_numbers_in_place_of_titles_and_lines():
    skipped = tuple(SkippedPart(line, "@book{", "The closing brace is missing.") for line in (4, 9))
    report = ImportReport("bibtex", (), skipped, (), (), restored=("On Growth and Form",))
    counts = "Restored 1 paper from the trash"
    assert result_words(report, "refs.bib") == (
        f"{counts}: On Growth and Form. 2 entries were left out: lines 4, 9.",
        False,
    )
    long = msgspec.structs.replace(report, restored=(f"On {'Growth and ' * 20}Form",))
    assert result_words(long, "refs.bib") == (f"{counts}. 2 entries were left out.", True)


async def test_updated_papers_and_those_that_were_there_unchanged_are_counted_separately(demo, tmp_path):
    form, memory = "@book{form, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}", "@book{memory, "
    memory += "title={The Art of Memory}, author={Yates, Frances}, year={1966}}"
    first, second = tmp_path / "first.bib", tmp_path / "second.bib"
    first.write_text(f"{form}}}\n{memory}\n")
    second.write_text(f"{form}, publisher={{Cambridge University Press}}}}\n{memory}\n")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        for file in (first, second):
            await choose(driver, file)
            driver.click("importButton")
            await driver.idle()
        lead = driver.window.messages.note("undo").lead
        assert lead == "Updated 1 paper in your library. 1 paper was there already, unchanged."
