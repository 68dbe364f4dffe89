"""The page "Add PDFs" follows the library: it says which files the trash has, restores them, and reads files again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.add_pdfs.file_detail import FileDetail
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, row_menu, shown_tooltip, window_on
from tests.ui.add_pdfs.test_add_pdfs import a_pdf, drop, found
from tests.ui.papers.test_opening_rows import double_click


async def _with_copy(driver: Driver, folder: Path) -> tuple[Paper, Path]:
    """Add a PDF to its paper in the library. Return the paper, and a copy of the PDF in another folder."""
    paper = await found(driver)
    file = a_pdf(folder / "first", "paper.pdf", paper)
    await driver.program.services.pdf_import.attach(paper, file)
    (folder / "second").mkdir()
    return paper, Path(shutil.copy(file, folder / "second" / "copy.pdf"))


async def _trash(driver: Driver) -> None:
    """Move the only paper of the library to the trash."""
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(0, "libraryView")
    await driver.idle()
    driver.press(Qt.Key.Key_Delete, "libraryView")
    await driver.idle()
    counts = await driver.program.services.library.counts()
    assert (counts.papers, counts.trashed) == (0, 1)


async def _add(driver: Driver, *files: Path) -> None:
    assert drop(driver, QPoint(5, driver.window.height() // 2), *files)
    await driver.idle()
    await driver.until(lambda: driver.state("addPdfsView") == "full")


def _row(driver: Driver, number: int = 0) -> str:
    return str(driver.view("addPdfsView").model().row(number).word)


def _head(driver: Driver) -> list[str]:
    words = str(driver.widget("addPdfsPage")._summary.whole_text()).split(" · ")
    return [part for part in words if "request" not in part]


def _detail(driver: Driver) -> tuple[str, list[str]]:
    """The sentence about the file, and the titles of the buttons about it."""
    detail = driver.window.findChild(FileDetail)
    texts = [one.plain_text() for one in detail.findChildren(Prose) if one.isVisible()]
    buttons = [one.content.text for one in detail.findChildren(Button) if one.isVisible()]
    return texts[2], [text for text in buttons if text != "Open file"]


def _is(driver: Driver, word: str, *head: str) -> Callable[[], bool]:
    return lambda: (_row(driver), _head(driver)) == (word, list(head))


async def test_a_file_in_the_trash_is_said_to_be_there_and_is_restored_or_shown_there(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard = Keyboard(driver)
        paper, copy = await _with_copy(driver, tmp_path)
        await _trash(driver)
        chosen = "scholar_desktop.ui.add_pdfs.add_pdfs_commands.open_files"
        monkeypatch.setattr(chosen, lambda *arguments, **_options: arguments[3]([copy]))
        driver.trigger("library.add_files")
        await driver.idle()
        await driver.until(_is(driver, "In trash", "1 in the trash"))
        await driver.idle()
        sentence = f"This file is the PDF of “{paper.title}”, which is in the trash."
        assert _detail(driver) == (sentence, ["Restore", "Show in trash"])
        assert shown_tooltip(driver.widget("fileDetail.paper.restore")).startswith("Put the paper back")
        assert shown_tooltip(driver.widget("fileDetail.paper.show_in_library")) == "Show the paper in the trash."
        assert not driver.widget("addSureButton").isVisible()

        driver.click("fileDetail.paper.restore")
        await driver.until(_is(driver, "In library", "1 already in your library"))
        await driver.idle()
        assert _detail(driver) == ("Your library already has this file.", ["Show in library"])
        note = driver.window.messages.note("undo")
        assert (note.lead, note.steps[0].title) == (f"Restored “{paper.title}” from the trash.", "Undo")
        assert (await driver.program.services.library.counts()).papers == 1
        await keyboard.press("Ctrl+Z")
        await driver.until(_is(driver, "In trash", "1 in the trash"))
        assert _detail(driver)[1] == ["Restore", "Show in trash"]
        await keyboard.press("Ctrl+Shift+Z")
        await driver.until(_is(driver, "In library", "1 already in your library"))
        await keyboard.press("Ctrl+Z")
        await driver.until(_is(driver, "In trash", "1 in the trash"))
        await driver.idle()

        driver.click("fileDetail.paper.show_in_library")
        await driver.idle()
        assert driver.window.navigation.page == "library"
        assert driver.window.navigation.library_view is LibraryView.TRASH
        assert driver.chosen("libraryView") == [paper.title]


async def test_a_row_of_the_trash_is_opened_there_and_has_the_commands_of_the_trash(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        paper, copy = await _with_copy(driver, tmp_path)
        await _trash(driver)
        await _add(driver, copy)
        driver.view("addPdfsView").choose(0)
        menu = row_menu(driver, "addPdfsView")
        entries = {entry.text().replace("&", ""): entry for entry in menu.actions() if not entry.isSeparator()}
        assert list(entries) == ["Restore", "Show in trash", "Open file"]
        entries["Show in trash"].trigger()
        menu.close()
        await driver.idle()
        assert driver.window.navigation.library_view is LibraryView.TRASH
        assert driver.chosen("libraryView") == [paper.title]
        driver.trigger("view.library")
        driver.window.navigation.show("add_pdfs")
        double_click(driver, "addPdfsView")
        await driver.idle()
        assert driver.window.navigation.library_view is LibraryView.TRASH
        assert driver.chosen("libraryView") == [paper.title]
        driver.window.navigation.show("add_pdfs")
        driver.view("addPdfsView").choose(0)
        menu = row_menu(driver, "addPdfsView")
        menu.actions()[0].trigger()
        menu.close()
        await driver.until(_is(driver, "In library", "1 already in your library"))
        driver.click("fileDetail.paper.show_in_library")
        await driver.idle()
        assert driver.window.navigation.library_view is LibraryView.ALL
        assert driver.chosen("libraryView") == [paper.title]


async def test_a_row_follows_the_paper_into_the_trash_out_of_it_and_when_it_is_deleted(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard = Keyboard(driver)
        paper, copy = await _with_copy(driver, tmp_path)
        await driver.idle()
        await _add(driver, copy)
        assert _is(driver, "In library", "1 already in your library")()
        await _trash(driver)
        driver.window.navigation.show("add_pdfs")
        await driver.until(_is(driver, "In trash", "1 in the trash"))
        demo.reset()
        await driver.program.services.library.entries.empty_trash()
        await driver.until(_is(driver, "Matched", "1 matched"))
        await driver.idle()
        reason, buttons = _detail(driver)
        assert "library" not in reason
        assert "Add as this paper" in buttons
        assert demo.stats()["requests"] == [], "nothing is asked of a service"
        for keys, word, head in (
            ("Ctrl+Z", "In trash", "1 in the trash"),
            ("Ctrl+Z", "In library", "1 already in your library"),
            ("Ctrl+Shift+Z", "In trash", "1 in the trash"),
            ("Ctrl+Shift+Z", "Matched", "1 matched"),
        ):
            await keyboard.press(keys)
            await driver.until(_is(driver, word, head))
            await driver.idle()
        driver.click("addFileButton")
        await driver.until(_is(driver, "Added", "1 added"))
        await driver.idle()
        kept = await driver.program.backend.store.find(paper.id)
        assert kept is not None
        assert kept.pdf is not None


async def test_a_file_that_is_added_again_is_identified_again_unless_the_library_has_it_from_here(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        paper, copy = await _with_copy(driver, tmp_path)
        await _trash(driver)
        await _add(driver, copy)
        await driver.program.services.library.entries.empty_trash()
        await driver.until(_is(driver, "Matched", "1 matched"))
        await driver.idle()
        model = driver.view("addPdfsView").model()
        assert "your library" in str(model.row(0).one.candidates[0].by)
        await _add(driver, copy)
        assert _is(driver, "Matched", "1 matched")()
        assert "your library" not in str(model.row(0).one.candidates[0].by), "it is identified again"

        (copy.parent / "other").mkdir()
        other = a_pdf(copy.parent / "other", "other.pdf", None)
        shutil.copy(other, copy)  # another file of this name
        await _add(driver, copy)
        assert _row(driver) == "Not found"
        driver.click("skipFileButton")
        assert _row(driver) == "Skipped"
        a_pdf(copy.parent, copy.name, paper)
        await _add(driver, copy)
        assert _row(driver) == "Matched"
        driver.click("addFileButton")
        await driver.until(_is(driver, "Added", "1 added"))
        await driver.idle()
        await _add(driver, other)
        driver.view("addPdfsView").choose(1)
        assert [_row(driver), _row(driver, 1)] == ["Added", "Not found"]
        await _add(driver, copy)
        assert [_row(driver), _row(driver, 1)] == ["Added", "Not found"]
        assert driver.chosen("addPdfsView") == ["copy.pdf"], "its row is shown"


async def test_a_file_added_here_is_in_the_trash_with_its_paper_and_added_again_when_that_is_restored(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard = Keyboard(driver)
        paper = await found(driver)
        file = a_pdf(tmp_path / "mine", "paper.pdf", paper)
        await _add(driver, file)
        driver.click("addSureButton")
        await driver.until(_is(driver, "Added", "1 added"))
        await driver.idle()
        await _trash(driver)
        driver.window.navigation.show("add_pdfs")
        await driver.until(_is(driver, "In trash", "1 in the trash"))
        sentence = f"This file is the PDF of “{paper.title}”, which is in the trash."
        assert _detail(driver) == (sentence, ["Restore", "Show in trash"])
        await _add(driver, file)
        assert _is(driver, "In trash", "1 in the trash")()
        restore = driver.widget("fileDetail.paper.restore")
        restore.setFocus()
        QTest.keyClick(restore, Qt.Key.Key_Space)
        await driver.until(_is(driver, "Added", "1 added"))
        await driver.idle()
        assert _detail(driver) == (f"Added to your library as “{paper.title}”.", ["Show in library"])
        await keyboard.press("Ctrl+Z")
        await driver.until(_is(driver, "In trash", "1 in the trash"))
        await driver.program.services.library.entries.empty_trash()
        await driver.until(_is(driver, "Matched", "1 matched"))
        await driver.idle()
        assert "Add as this paper" in _detail(driver)[1]
