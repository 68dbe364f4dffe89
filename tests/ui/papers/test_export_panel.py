"""The export panel: what is exported, formats with their preview, citation styles, copying, saving and its failures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QScrollArea, QWidget

from scholar_desktop.domain.private_files import replace_file
from scholar_desktop.formats.file_names import pdf_name
from scholar_desktop.services.program.settings_editor import SettingsFile
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.disks import fill_up
from tests.support.disks import small_disk as small_disk
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

CTRL = Qt.KeyboardModifier.ControlModifier
PRIVATE = """@article{moss, title = {On the moss of Oslo}, author = {Ann Moss}, year = 2001, note = {In press},
  annote = {SECRET ONE}, annote = {SECRET TWO}, comment-ann = {SECRET THREE}, keywords = {mytag}, groups = {mygroup}}
"""


async def export(driver: Driver, view: str = "resultsView", rows: int = 2) -> None:
    """Select the first *rows* of a list, and press the keys of the export."""
    driver.click_row(0, view)
    for _ in range(rows - 1):
        driver.press(Qt.Key.Key_Down, view, Qt.KeyboardModifier.ShiftModifier)
    driver.press(Qt.Key.Key_E, view, CTRL)
    await driver.until(lambda: driver.widget("exportPanel").isVisible())
    await driver.idle()


async def choose_format(driver: Driver, name: str) -> None:
    driver.click(f"exportFormat.{name}")
    await driver.idle()


async def choose_source(driver: Driver, begin: str) -> None:
    chip = driver.widget("exportSourceChip")
    driver.click("exportSourceChip")
    menu = next(one for one in chip.findChildren(QMenu) if one.isVisible())
    entry = next(action for action in menu.actions() if shown_text(action.text()).startswith(begin))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    await driver.idle()


def preview(driver: Driver) -> str:
    return str(driver.widget("exportPreview").toPlainText())


def references(driver: Driver) -> str:
    """The references of the preview, which has an empty line between them."""
    return preview(driver).replace("\n\n", "\n")


def style_box(driver: Driver) -> Any:
    return driver.widget("exportPanel").findChild(QLineEdit, "styleEdit")


async def choose_style(driver: Driver, words: str) -> None:
    box = style_box(driver)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(box, words)
    await driver.idle()


def save_as(driver: Driver, path: Path) -> str:
    """Name the file in the dialog, which Enter has opened, and return the name that it suggested."""
    driver.press(Qt.Key.Key_Return, "exportFormat.bibtex")
    dialog = driver.widget("exportDialog")
    dialog.setDirectory(str(path.parent))
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    suggested = str(name.text())
    name.setText(path.name)
    QTest.keyClick(name, Qt.Key.Key_Return)
    return suggested


async def test_abstracts_are_exported_only_if_they_are_included_and_at_first_for_own_programs(demo, tmp_path):
    """An abstract of an imported file is the publisher's as that of a service is."""
    file = tmp_path / "mine.ris"
    file.write_text("TY  - JOUR\nTI  - On the moss of Oslo\nN2  - We counted moss.\nER  - \n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        services = driver.program.services
        await services.entry_import.take(await services.entry_import.read(file))
        driver.trigger("view.library")
        await driver.idle()
        await export(driver, "libraryView", rows=1)
        tick = driver.widget("exportAbstracts")
        for name in ("bibtex", "ris", "csl-json", "html"):
            await choose_format(driver, name)
            assert "moss of Oslo" in preview(driver)
            assert not tick.isChecked()
            assert "We counted moss" not in preview(driver), name
        for name in ("zotero-rdf", "endnote-xml"):
            await choose_format(driver, name)
            assert tick.isChecked()
            assert "We counted moss" in preview(driver), name
        driver.click("exportAbstracts")
        await driver.idle()
        assert "We counted moss" not in preview(driver)
        await choose_format(driver, "ris")
        driver.click("exportAbstracts")
        await driver.idle()
        assert "We counted moss" in preview(driver)
        await choose_format(driver, "text")
        assert not tick.isVisible()


async def test_notes_and_tags_are_exported_only_if_they_are_included(demo, tmp_path):
    """A file for other people has nothing private; a field `note` is a part of the reference."""
    file = tmp_path / "mine.bib"
    file.write_text(PRIVATE, "utf-8")
    private = ("SECRET ONE", "SECRET TWO", "SECRET THREE", "mytag", "mygroup")
    async with window_on(demo, tmp_path / "profile") as driver:
        services = driver.program.services
        await services.entry_import.take(await services.entry_import.read(file))
        driver.trigger("view.library")
        await driver.idle()
        await export(driver, "libraryView", rows=1)
        for name in ("bibtex", "biblatex", "ris", "csl-json", "csv"):
            await choose_format(driver, name)
            assert "moss of Oslo" in preview(driver)
            assert "In press" in preview(driver) or name == "csv"
            assert [word for word in private if word in preview(driver)] == [], name
        driver.click("exportNotes")
        await driver.idle()
        for name in ("ris", "csl-json", "csv", "bibtex"):
            await choose_format(driver, name)
            assert driver.widget("exportNotes").text() == "Include notes, tags and collections"
            assert "mygroup" in preview(driver), name
        assert [word for word in private if word not in preview(driver)] == []
        driver.click("exportNotes")
        await driver.idle()
        for name in ("zotero-rdf", "endnote-xml"):  # for one other program of the user
            await choose_format(driver, name)
            assert driver.widget("exportNotes").isChecked(), name
            assert "SECRET ONE" in preview(driver)
        driver.click("exportNotes")
        await driver.idle()
        assert [word for word in private if word in preview(driver)] == []
        await choose_format(driver, "bibtex")
        assert not driver.widget("exportNotes").isChecked()
        save_as(driver, tmp_path / "out.bib")
        await driver.idle()
        text = (tmp_path / "out.bib").read_text("utf-8")
        assert "moss of Oslo" in text
        assert [word for word in private if word in text] == []


async def test_what_is_ticked_for_others_outlasts_a_look_at_a_format_for_an_own_program(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "ris")
        ticks = [driver.widget(name) for name in ("exportNotes", "exportAbstracts")]
        for tick in ticks:
            assert not tick.isChecked()
            driver.click(tick.objectName())
        await choose_format(driver, "zotero-rdf")
        assert all(tick.isChecked() for tick in ticks)
        driver.click("exportNotes")
        for name, notes in (("ris", True), ("bibtex", True), ("endnote-xml", False), ("csv", True)):
            await choose_format(driver, name)
            assert [tick.isChecked() for tick in ticks] == [notes, True], name


async def test_each_format_has_a_preview_and_only_references_have_a_style(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await export(driver)
        assert driver.widget("exportTitle").text() == "Export 2 papers"
        assert preview(driver).count("\n@") == 1
        assert not style_box(driver).isVisible()
        for name, begin in {"biblatex": "@", "ris": "TY  - ", "csl-json": "[", "csv": "key,"}.items():
            await choose_format(driver, name)
            assert preview(driver).startswith(begin), name
        without = preview(driver).splitlines()
        driver.click("exportAbstracts")
        await driver.idle()
        head, *lines = preview(driver).splitlines()
        assert head == without[0], "the columns are the same"
        assert [len(line) for line in lines] > [len(line) for line in without[1:]]
        for name in ("zotero-rdf", "endnote-xml"):
            await choose_format(driver, name)
            titles = [
                line.strip() for line in preview(driver).splitlines() if "title>Attention is All you Need" in line
            ]
            assert titles, "each element of XML has a line"
            assert titles[0].startswith(("<dc:title>", "<title>"))
        await choose_format(driver, "text")
        assert not driver.widget("exportAbstracts").isVisible()
        assert style_box(driver).isVisible()
        assert driver.widget("styleList").currentItem().text() == "APA Style 7th edition"
        assert driver.widget("styleList").item(0).text() == "APA Style 7th edition"
        assert len(references(driver).splitlines()) == 2
        QTest.keyClick(driver.widget("exportFormat.text"), Qt.Key.Key_Escape)
        assert not driver.widget("exportPanel").isVisible()
        await export(driver)
        assert len(references(driver).splitlines()) == 2, "the format is that of the last time"


async def test_the_style_of_an_export_is_that_of_copied_citations_and_can_be_taken_back(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "text")
        apa = references(driver)
        await choose_style(driver, "no such style")
        assert references(driver) == apa
        await choose_style(driver, "lecture notes comput")
        assert driver.widget("styleList").count() == 1
        other = references(driver)
        assert other != apa
        driver.click("exportCopyButton")
        await driver.idle()
        assert QGuiApplication.clipboard().text() == f"{other}\n"
        copied = "Copied 2 references in Springer - Lecture Notes in Computer Science."
        also = "“Copy citation” uses this style now, too."
        assert driver.widget("exportNote").text().startswith(f"{copied} ")
        assert driver.widget("exportNote").text().endswith(also)
        assert driver.window.messages.note("copied") is None, "the panel would cover it"
        chosen = driver.chosen()
        driver.press(Qt.Key.Key_Escape, "exportCopyButton")
        assert not driver.widget("exportPanel").isVisible()
        assert driver.chosen() == chosen
        note = driver.window.messages.note("copied")
        assert (note.lead, note.text.endswith(also)) == (copied, True)
        kept = SettingsFile(tmp_path / "config" / "config.toml")
        assert kept.get("citation_style") == "springer-lecture-notes-in-computer-science"
        QGuiApplication.clipboard().clear()
        driver.press(Qt.Key.Key_C, "resultsView", CTRL)
        await driver.idle()
        data = QGuiApplication.clipboard().mimeData()
        assert data.text() == other
        assert data.html().count("<p ") == 2
        assert "<i>" not in data.html(), "this style has no italics"
        await export(driver)
        assert references(driver) == other
        await choose_style(driver, "apa")
        assert references(driver) == apa
        driver.press(Qt.Key.Key_Escape, "exportPanel")
        await driver.idle()
        style = driver.program.services.settings_editor
        assert style.current.citation_style != "apa", "it was only looked at"
        await export(driver)
        assert references(driver) == other
        await choose_style(driver, "apa")
        driver.click("exportCopyButton")
        await driver.idle()
        assert style.current.citation_style == "apa"
        driver.press(Qt.Key.Key_Escape, "exportCopyButton")
        (step,) = driver.window.messages.note("copied").steps
        assert step.title == "Use Springer - Lecture Notes in Computer Science again"
        step.run()
        await driver.idle()
        assert style.current.citation_style == "springer-lecture-notes-in-computer-science"
        await export(driver)
        driver.click("exportCopyButton")
        await driver.idle()
        assert driver.widget("exportNote").text() == copied
        driver.press(Qt.Key.Key_Escape, "exportCopyButton")
        assert driver.window.messages.note("copied") is None, "the panel has said it"
        await driver.program.services.settings_editor.set("citation_style", "apa")
        driver.press(Qt.Key.Key_C, "resultsView", CTRL)
        await driver.idle()
        data = QGuiApplication.clipboard().mimeData()
        assert "<i>Neural Information Processing Systems</i>" in data.html()
        assert '<a href="https://doi.org/' in data.html()


async def test_enter_in_the_box_of_styles_saves_in_the_style_that_was_found(demo, tmp_path):
    async with window_on(demo, tmp_path / "p") as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "text")
        style_box(driver).setFocus()
        keyboard = Keyboard(driver)
        await keyboard.type("ieee")
        await keyboard.press("Return")
        assert driver.widget("exportDialog").isVisible()
        name = driver.widget("exportDialog").findChild(QLineEdit, "fileNameEdit")
        assert name.hasFocus()
        driver.widget("exportDialog").setDirectory(str(tmp_path))
        name.setText("list.txt")
        QTest.keyClick(name, Qt.Key.Key_Return)
        await driver.until(lambda: (tmp_path / "list.txt").exists())
        assert (tmp_path / "list.txt").read_text("utf-8").startswith("[1]")


async def test_a_typed_word_chooses_the_first_style_found_and_the_one_before_if_none_is(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "text")
        apa, box, styles = references(driver), style_box(driver), driver.widget("styleList")
        QTest.keyClicks(box, "ieee")
        await driver.idle()
        assert styles.currentItem().text() == styles.item(0).text() == "IEEE Reference Guide version 11.29.2023"
        ieee = references(driver)
        assert ieee != apa
        driver.click("exportCopyButton")
        await driver.idle()
        assert QGuiApplication.clipboard().text() == f"{ieee}\n"
        copied = f"Copied 2 references in {styles.currentItem().text()}."
        assert driver.widget("exportNote").text().startswith(copied)
        QTest.keyClicks(box, " no such")
        await driver.idle()
        assert references(driver) == apa
        assert driver.widget("exportNote").text() == ""
        none = next(one for one in driver.widget("exportPanel").findChildren(QLabel) if "No style" in one.text())
        assert none.isVisible()
        assert none.text() == "No style has these words in its name. APA Style 7th edition is still selected."
        QTest.keyClick(box, Qt.Key.Key_A, CTRL)
        QTest.keyClicks(box, "ieee")
        QTest.keyClick(box, Qt.Key.Key_Down)
        await driver.idle()
        second = styles.currentItem().text()
        assert second == styles.item(1).text()
        QTest.keyClick(box, Qt.Key.Key_A, CTRL)
        QTest.keyClick(box, Qt.Key.Key_Delete)
        await driver.idle()
        assert styles.currentItem().text() == second, "it was chosen, not only found"


async def test_up_and_down_in_the_search_choose_the_next_style(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "text")
        before = preview(driver)
        QTest.keyClick(style_box(driver), Qt.Key.Key_Down)
        await driver.idle()
        assert driver.widget("styleList").currentItem().text() == "Academy of Management Review"
        assert driver.program.services.settings_editor.current.citation_style == "apa"
        assert preview(driver) != before
        QTest.keyClick(style_box(driver), Qt.Key.Key_Up)
        await driver.idle()
        assert preview(driver) == before


async def test_a_collection_the_library_and_a_citation_list_are_exported(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.program.services.collections.put_in(driver.window.search_page.search.result.papers[:3], "Thesis")
        driver.trigger("paper.add")
        await driver.idle()
        driver.click_row(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        await export(driver, "citedByView", rows=1)
        title = driver.titles("citedByView")[0]
        assert driver.widget("exportTitle").text() == "Export 1 paper"
        assert title.split()[-1] in preview(driver)
        kept = (await driver.program.services.library.counts()).papers
        await choose_source(driver, "Library (")
        assert driver.widget("exportTitle").text() == f"Export {kept} papers"
        QTest.keyClick(driver.widget("exportFormat.bibtex"), Qt.Key.Key_Escape)
        one = next(iter(await driver.program.services.collections.all()))
        driver.window.navigation.show_collection(one)
        await driver.idle()
        driver.trigger("collection.export")
        await driver.idle()
        assert driver.widget("exportTitle").text() == "Export 3 papers"
        driver.click("exportNotes")
        await driver.idle()
        assert save_as(driver, tmp_path / "thesis.bib") == "Thesis.bib"
        await driver.idle()
        saved = (tmp_path / "thesis.bib").read_text("utf-8")
        assert saved.count("\n@") - saved.count("\n@Comment") == 2
        assert "{Thesis}" in saved, "the collections of the library go out, too, if the user wants that"
        driver.click_row(0, "libraryView")
        driver.trigger("paper.export")
        await driver.idle()
        paper = driver.window.context.now.paper
        assert save_as(driver, tmp_path / "one.bib") == pdf_name(paper).replace(".pdf", ".bib")
        await driver.idle()
        driver.trigger("library.export")
        await driver.idle()
        assert driver.widget("exportTitle").text() == f"Export {kept} papers"


async def test_ctrl_e_exports_the_collection_from_the_sidebar_and_the_selected_papers_from_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.program.services.collections.put_in(driver.window.search_page.search.result.papers[:3], "Thesis")
        await driver.until(lambda: driver.widget("collectionsView").isVisible())
        await driver.idle()
        tree = driver.widget("collectionsView")
        QTest.mouseClick(
            tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(tree.model().index(0, 0)).center()
        )
        await driver.idle()
        assert len(driver.chosen("libraryView")) == 1, "the first paper is shown without being selected by the user"

        async def exported(name: str) -> tuple[str, str]:
            driver.press(Qt.Key.Key_E, name, CTRL)
            await driver.until(lambda: driver.widget("exportPanel").isVisible())
            await driver.idle()
            title = driver.widget("exportTitle").text()
            # another file each time: to replace one, the dialog asks first
            suggested = save_as(driver, tmp_path / f"{len(list(tmp_path.glob('*.bib')))}.bib")
            await driver.idle()
            driver.window.activateWindow()  # the dialog was the active window, and keys go to the active one
            await driver.until(driver.window.isActiveWindow)
            return title, suggested

        assert await exported("collectionsView") == ("Export 3 papers", "Thesis.bib")
        driver.click_row(1, "libraryView")
        await driver.idle()
        one = pdf_name(driver.window.context.now.paper).replace(".pdf", ".bib")
        assert await exported("libraryView") == ("Export 1 paper", one)
        driver.press(Qt.Key.Key_Down, "libraryView", Qt.KeyboardModifier.ShiftModifier)
        assert await exported("libraryView") == ("Export 2 papers", "2 papers.bib")
        driver.press(Qt.Key.Key_A, "libraryView", CTRL)
        await driver.until(lambda: len(driver.window.context.now.papers) == 3)
        assert await exported("libraryView") == ("Export 3 papers", "Thesis.bib"), "all papers of the collection"
        tree.setFocus(Qt.FocusReason.TabFocusReason)
        assert await exported("collectionsView") == ("Export 3 papers", "Thesis.bib")


async def test_ctrl_e_exports_the_view_that_is_shown_and_what_its_box_finds(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        services = driver.program.services
        papers = driver.window.search_page.search.result.papers[:5]
        await services.library.add(papers)
        kept = (await services.library.page()).papers
        chosen = [one.key for one in kept if one.paper.title in [paper.title for paper in papers[:3]]]
        await services.library.star(chosen, True)
        await services.library.tag(chosen[:2], "method")

        async def exported(name: str) -> tuple[str, str]:
            driver.press(Qt.Key.Key_E, name, CTRL)
            await driver.until(lambda: driver.widget("exportPanel").isVisible())
            await driver.idle()
            shown = driver.widget("exportTitle").text(), driver.widget("exportSourceChip").text()
            QTest.keyClick(driver.widget("exportFormat.bibtex"), Qt.Key.Key_Escape)
            return shown

        starred = driver.widget("sidebar.view.library_starred")
        QTest.mouseClick(starred, Qt.MouseButton.LeftButton)
        await driver.until(lambda: len(driver.titles("libraryView")) == 3)
        assert await exported("sidebar.view.library_starred") == ("Export 3 papers", "Starred")
        driver.type(papers[0].title, "libraryEdit")
        await driver.until(lambda: driver.titles("libraryView") == [papers[0].title])
        assert await exported("libraryEdit") == ("Export 1 paper", "Starred, filtered")
        driver.type("", "libraryEdit")
        await driver.until(lambda: len(driver.titles("libraryView")) == 3)
        driver.click_row(1, "libraryView")
        assert await exported("libraryView") == ("Export 1 paper", "1 selected paper")
        driver.window.navigation.show_tag("method")
        await driver.until(lambda: len(driver.titles("libraryView")) == 2)
        assert await exported("libraryEdit") == ("Export 2 papers", "method")
        driver.trigger("view.library")
        await driver.until(lambda: len(driver.titles("libraryView")) == 5)
        assert (await exported("libraryEdit"))[0] == "Export 5 papers"


async def test_an_empty_list_is_not_exported_as_the_whole_library(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        services = driver.program.services
        await services.library.add(driver.window.search_page.search.result.papers[:2])
        collection = await services.collections.make("Empty")
        messages = driver.window.messages

        async def refused(name: str) -> tuple[str, str]:
            driver.press(Qt.Key.Key_E, name, CTRL)
            await driver.idle()
            panel = driver.window.findChild(QWidget, "exportPanel")
            assert panel is None or not panel.isVisible()
            return messages.note("exported").lead, messages.note("exported").text

        driver.window.navigation.show_collection(collection)
        await driver.idle()
        assert await refused("libraryEdit") == ("“Empty” has no papers to export.", "")
        driver.trigger("view.library_starred")
        await driver.idle()
        assert await refused("libraryEdit") == ("“Starred” has no papers to export.", "")
        driver.trigger("view.library")
        await driver.idle()
        driver.type("nothing of the kind", "libraryEdit")
        await driver.idle()
        assert await refused("libraryEdit") == (
            "There are no papers to export.",
            "No paper in “All papers” matches the filters.",
        )


async def test_the_panel_opens_at_its_top_also_after_it_was_scrolled(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile", size=(1024, 480)) as driver:
        await driver.search("attention")
        await export(driver)
        panel = driver.widget("exportPanel")
        bar = panel._choices_area.verticalScrollBar()
        await choose_format(driver, "text")
        bar.setValue(bar.maximum())
        driver.widget("exportAbstracts").setFocus()
        await driver.idle()
        assert bar.value() > 0
        panel.close_panel()
        await export(driver)
        QApplication.processEvents()
        assert bar.value() == 0
        assert not driver.widget("exportFormat.text").visibleRegion().isEmpty()


@pytest.mark.parametrize(("typed", "written"), [("other", "other.json"), ("other.bib", "other.bib")])
async def test_save_asks_for_the_name_and_the_typed_ending_decides_the_format(demo, tmp_path, typed, written):
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "csl-json")
        driver.click("exportAbstracts")
        save_as(driver, tmp_path / typed)
        await driver.idle()
        saved = (tmp_path / written).read_text("utf-8")
        count = saved.count("\n@") + saved.startswith("@") if written.endswith(".bib") else len(json.loads(saved))
        assert (count, "abstract" in saved) == (2, True)
        assert driver.window.messages.note("exported").lead == f"Exported 2 papers to {written}."
        assert not driver.widget("exportPanel").isVisible()


async def test_a_full_disk_is_named_and_leaves_no_half_file(demo, small_disk, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.search("attention")
        await export(driver)
        fill_up(small_disk)
        save_as(driver, small_disk / "papers.bib")
        await driver.idle()
        said = driver.widget("exportNote").text()
        assert said.startswith(f"papers.bib could not be written to {small_disk}: No space left on device.")
        assert driver.widget("exportPanel").isVisible(), "another folder can be chosen"
        assert [one.name for one in small_disk.iterdir()] == ["ballast"]
        save_as(driver, tmp_path / "papers.bib")
        await driver.idle()
        assert driver.window.messages.note("exported").lead == "Exported 2 papers to papers.bib."


async def test_a_folder_that_cannot_be_written_to_is_named(demo, tmp_path, monkeypatch):
    def refuse(path: Path, content: bytes, **options: Any) -> None:
        if path.parent == tmp_path / "closed":
            raise PermissionError(13, "Permission denied", str(path))  # root may write to any folder
        replace_file(path, content, **options)

    (tmp_path / "closed").mkdir()
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.search("attention")
        await export(driver)
        monkeypatch.setattr("scholar_desktop.profile.replace_file", refuse)
        save_as(driver, tmp_path / "closed" / "papers.bib")
        await driver.idle()
        said = driver.widget("exportNote").text()
        assert said.startswith(f"papers.bib could not be written to {tmp_path / 'closed'}: Permission denied.")
        assert "choose another" in said


async def test_without_papers_the_export_says_what_to_do(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.press(Qt.Key.Key_E, "searchEdit", CTRL)
        await driver.until(lambda: driver.window.messages.note("exported") is not None)
        note = driver.window.messages.note("exported")
        assert (note.lead, note.text) == (
            "There are no papers to export.",
            "Select papers first, or add some to your library.",
        )


async def test_the_choice_of_files_is_kept_with_the_format(demo, tmp_path):
    for expected in ("copies", "links"):
        async with window_on(demo, tmp_path) as driver:
            await driver.search("attention")
            await export(driver)
            if expected == "copies":
                assert driver.widget("exportFiles").currentData() == "none", "of BibTeX"
                await choose_format(driver, "zotero-rdf")
            box = driver.widget("exportFiles")
            assert (box.currentData(), box.isVisible()) == (expected, True)
            box.setFocus()
            QTest.keyClick(box, Qt.Key.Key_End)
            assert box.currentData() != "none"
            while box.currentData() != "links":
                QTest.keyClick(box, Qt.Key.Key_Up)
            await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "bibtex")
        assert driver.widget("exportFiles").currentData() == "none", "another program is not meant"
        await choose_format(driver, "zotero-rdf")
        assert driver.widget("exportFiles").currentData() == "links"


EACH_TYPE = "\n".join(
    f"@{kind}{{{kind}1, title={{The {kind} of dreams}}, author={{Weber, Uma}}, year={{1999}}, {more}}}"
    for kind, more in {
        "article": "journal={Sleep}, volume={2}, pages={7--9}",
        "book": "publisher={Dream Press}, keywords={sleep, memory}",
        "inbook": "booktitle={Organization of memory}, pages={381--403}, publisher={Dream Press}",
        "incollection": "booktitle={Sleep and after}, note={Read again}",
        "inproceedings": "booktitle={Meeting on Dreams}, editor={Banerjee, Henrik}",
        "proceedings": "publisher={Dream Press}, series={Meetings}",
        "phdthesis": "school={University of Night}",
        "mastersthesis": "school={University of Night}",
        "techreport": "institution={Institute of Night}, number={4}",
        "manual": "organization={Institute of Night}",
        "booklet": "howpublished={Printed}",
        "unpublished": "note={Draft}",
        "misc": "howpublished={A handout}, note={Read again before chapter 2}, keywords={sleep}",
        "online": "url={https://example.org/dreams}, urldate={2020-03-04}",
        "dataset": "publisher={Night archive}, version={2}",
        "software": "url={https://example.org/dreams.py}",
    }.items()
)


async def test_bibtex_that_is_copied_is_that_of_the_export(demo, tmp_path):
    file = tmp_path / "refs.bib"
    file.write_text(EACH_TYPE, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        services = driver.program.services
        await services.entry_import.take(await services.entry_import.read(file))
        driver.trigger("view.library")
        await driver.idle()
        titles = driver.titles("libraryView")
        assert len(titles) == EACH_TYPE.count("\n") + 1
        copied = {}
        for row, title in enumerate(titles):
            driver.click_row(row, "libraryView")
            driver.press(Qt.Key.Key_C, "libraryView", CTRL | Qt.KeyboardModifier.AltModifier)
            await driver.idle()
            copied[title] = QGuiApplication.clipboard().text()
            named, _, lacking = driver.window.messages.note("copied").text.partition("\n")
            assert named == copied[title].partition("{")[2].partition(",")[0]
            driver.press(Qt.Key.Key_E, "libraryView", CTRL)
            await driver.until(lambda: driver.widget("exportPanel").isVisible())
            await driver.idle()
            assert preview(driver) == copied[title]
            foot = driver.widget("exportNote").text()
            assert foot.endswith(lacking)
            assert bool(lacking) is ("lacks required" in foot), "the message says it if the dialog does"
            driver.press(Qt.Key.Key_Escape, "exportPanel")
        assert "{PhD thesis}" in copied["The phdthesis of dreams"]
        assert copied["The inbook of dreams"].startswith("@inbook{inbook1,")
        handout = copied["The misc of dreams"]
        assert all(part in handout for part in ("{A handout}", "{Read again before chapter 2}")), "a field of BibTeX"
        assert "keywords" not in handout

        driver.widget("libraryView").selectAll()
        driver.trigger("paper.copy_bibtex")
        await driver.idle()
        assert QGuiApplication.clipboard().text().count("\n@") == len(titles) - 1
        assert driver.window.messages.note("copied").lead == f"Copied BibTeX of {len(titles)} papers."


async def test_the_type_of_file_of_references_is_chosen_beside_the_style_and_kept(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.search("attention")
        await export(driver)
        box = driver.widget("exportReferenceFile")
        assert not box.isVisible()
        await choose_format(driver, "text")
        assert box.isVisible()
        assert [box.itemText(place) for place in range(box.count())] == [
            "Text",
            "Rich text (RTF)",
            "HTML for word processors",
            "Markdown",
        ]
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down)
        driver.press(Qt.Key.Key_Return, "exportFormat.bibtex")
        dialog = driver.widget("exportDialog")
        dialog.setDirectory(str(tmp_path))
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name.text() == "2 papers.rtf"
        QTest.keyClick(name, Qt.Key.Key_Return)
        await driver.idle()
        assert "{\\i " in (tmp_path / "2 papers.rtf").read_text("utf-8")
        assert driver.window.ui_context.state.get("export_reference_file", str) == "rtf", "for the next export"


@pytest.mark.parametrize(
    ("kind", "ending", "italic"),
    [
        ("Rich text (RTF)", "rtf", "{\\i Neural Information Processing Systems"),
        ("HTML for word processors", "html", "<i>Neural Information Processing Systems"),
        ("Markdown", "md", "*Neural Information Processing Systems"),
    ],
)
async def test_formatted_references_are_saved_with_their_italics(demo, tmp_path, kind, ending, italic):
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "text")
        driver.press(Qt.Key.Key_Return, "exportFormat.bibtex")
        dialog = driver.widget("exportDialog")
        dialog.setDirectory(str(tmp_path))
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name.text() == "2 papers.txt"
        chosen = next(one for one in dialog.nameFilters() if one.startswith(kind))
        dialog.selectNameFilter(chosen)
        dialog.filterSelected.emit(chosen)
        assert name.text() == f"2 papers.{ending}"
        QTest.keyClick(name, Qt.Key.Key_Return)
        await driver.idle()
        assert italic in (tmp_path / f"2 papers.{ending}").read_text("utf-8")


async def test_files_add_to_a_record_and_are_copied_to_a_folder_named_after_the_export(demo, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        await driver.search("attention is all you need")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: any(item.path for item in services.downloads.items()))
        await driver.idle()
        written = {}
        await export(driver, rows=2)
        box = driver.widget("exportFiles")
        for name in ("biblatex", "ris", "csl-json", "bibtex"):
            await choose_format(driver, name)
            for mode in ("none", "links"):
                box.setFocus()
                QTest.keyClick(box, Qt.Key.Key_Home)
                if mode == "links":
                    QTest.keyClick(box, Qt.Key.Key_Down)
                await driver.idle()
                assert box.currentData() == mode
                written[mode] = preview(driver).splitlines()
            added = [line for line in written["links"] if line not in written["none"]]
            # a line before the added one may end in a comma now
            same = [line for line in written["none"] if line in written["links"] or f"{line}," in written["links"]]
            assert same == written["none"], name
            assert sum(".pdf" in line for line in added) == 1, added
        previews = await previews_with_copies(driver)
        for file in ("first.bib", "second.bib"):
            if file == "second.bib":
                driver.trigger("paper.export")
                await driver.until(lambda: driver.widget("exportPanel").isVisible())
                await driver.idle()
            box.setFocus()
            QTest.keyClick(box, Qt.Key.Key_End)
            assert box.currentData() == "copies"
            save_as(driver, folder / file)
            await driver.until(lambda file=file: (folder / file).exists())
            await driver.idle()
            note = driver.window.messages.note("exported")
            assert (note.lead, note.text) == (f"Exported 2 papers to {file}.", "1 file is in the folder beside it.")
        assert sorted(one.name for one in folder.iterdir()) == [
            "first.bib",
            "first_files",
            "second.bib",
            "second_files",
        ]
        [pdf] = (folder / "second_files").rglob("*.pdf")
        assert pdf.relative_to(folder).as_posix() in (folder / "second.bib").read_text("utf-8")
        for name, ending in (("bibtex", "bib"), ("ris", "ris"), ("zotero-rdf", "rdf"), ("endnote-xml", "xml")):
            driver.trigger("paper.export")
            await driver.until(lambda: driver.widget("exportPanel").isVisible())
            await choose_format(driver, name)
            await choose_copies(driver)
            save_as(driver, folder / f"2 papers.{ending}")
            await driver.until(lambda ending=ending: (folder / f"2 papers.{ending}").exists())
            await driver.idle()
            assert "".join((folder / f"2 papers.{ending}").read_text("utf-8").split()) == previews[name], name


async def choose_copies(driver: Driver) -> None:
    driver.widget("exportFiles").setFocus()
    QTest.keyClick(driver.widget("exportFiles"), Qt.Key.Key_End)
    await driver.idle()
    assert driver.widget("exportFiles").currentText() == "With copies of the files"


async def previews_with_copies(driver: Driver) -> dict[str, str]:
    """Return the previews of formats with copies of the files, without white space. The text that is copied has the
    paths of the library, which the foot says."""
    found = {}
    for name in ("zotero-rdf", "endnote-xml", "ris", "bibtex"):
        await choose_format(driver, name)
        await choose_copies(driver)
        found[name] = "".join(preview(driver).split())
        assert str(driver.program.services.library.data_dir) not in preview(driver), name
        note = driver.widget("exportNote").text()
        assert "“Copy” does not copy the files: its text links to those in your library." in note
    driver.click("exportCopyButton")
    await driver.until(lambda: "Copied" in driver.widget("exportNote").text())
    assert "its text links to those in your library." in driver.widget("exportNote").text()
    assert str(driver.program.services.library.data_dir) in QGuiApplication.clipboard().text()
    return found


async def test_the_choices_have_the_height_of_the_window_and_the_styles_do_not_scroll_in_another_area(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "bibtex")
        tick = driver.widget("exportAbstracts")
        assert tick.visibleRegion().boundingRect() == tick.rect(), "it is not below the edge"
        await choose_format(driver, "text")
        styles = driver.widget("styleList")
        assert styles.isVisible()
        assert styles.viewport().height() >= 6 * styles.sizeHintForRow(0)
        around, areas = styles.parentWidget(), 0
        while around is not driver.widget("exportPanel"):
            areas += isinstance(around, QScrollArea)
            around = around.parentWidget()
        assert areas == 0
        driver.window.resize(1024, 640)
        await driver.idle()
        driver.press(Qt.Key.Key_Escape, "exportPanel")
        await export(driver)
        assert styles.visibleRegion().boundingRect() == styles.rect()
        assert driver.widget("exportPreview").height() > styles.height() // 2


async def test_nothing_is_said_about_copies_if_no_paper_has_a_file(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await driver.search("attention")
        await export(driver)
        await choose_format(driver, "zotero-rdf")
        await choose_copies(driver)
        assert "does not copy the files" not in driver.widget("exportNote").text()
        driver.click("exportCopyButton")
        await driver.until(lambda: "Copied" in driver.widget("exportNote").text())
        assert "its text links to those in your library." not in driver.widget("exportNote").text()
