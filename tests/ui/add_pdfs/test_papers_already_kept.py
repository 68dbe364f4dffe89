"""PDFs of papers that the library, or its trash, has: the row says what adding does, and so do message and undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint

from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.add_pdfs.file_detail import FileDetail
from scholar_desktop.ui.widgets.label import Prose
from tests.support.drawn_pdfs import draw_paper
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.add_pdfs.test_add_pdfs import a_pdf, drop, found


async def a_trashed_paper(driver: Driver, folder: Path) -> tuple[Paper, str, Path]:
    """Put a paper with a PDF, a star and a tag in the trash. Return it, its key, and another PDF of it."""
    library = driver.program.services.library
    paper = await found(driver)
    await driver.program.services.pdf_import.attach(paper, a_pdf(folder / "first", "paper.pdf", paper))
    kept = await driver.program.backend.store.find(paper.id)
    assert kept is not None
    await library.star([kept.key], True)
    await driver.program.services.library.tag([kept.key], "sleep")
    await library.entries.trash([kept.key], True)
    (folder / "second").mkdir()
    names = [author.name for author in paper.authors][:3]
    other = folder / "second" / "other.pdf"
    other.write_bytes(draw_paper(paper.title, names, filler=500))
    return paper, kept.key, other


async def add(driver: Driver, *files: Path) -> None:
    assert drop(driver, QPoint(5, driver.window.height() // 2), *files)
    await driver.idle()
    await driver.until(lambda: driver.state("addPdfsView") == "full")


def detail_texts(driver: Driver) -> list[str]:
    detail = driver.window.findChild(FileDetail)
    return [line for one in detail.findChildren(Prose) if one.isVisible() for line in one.plain_text().split("\n")]


@pytest.mark.parametrize("button", ["addFileButton", "addSureButton"])
async def test_another_pdf_restores_the_paper_and_says_so_before_and_after(
    demo: Any, tmp_path: Path, button: str
) -> None:
    sentence = "The paper is in the trash with 1 PDF. Adding this one restores the paper, and keeps both."
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard, store = Keyboard(driver), driver.program.backend.store
        paper, key, other = await a_trashed_paper(driver, tmp_path)
        await add(driver, other)
        row = driver.view("addPdfsView").model().row(0)
        assert (row.word, row.right) == ("Matched", "Restores from trash")
        assert row.spoken.endswith("Restores from trash")
        assert sentence in detail_texts(driver)

        driver.click(button)
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        await driver.idle()
        note = driver.window.messages.note("undo")
        assert note.lead == f"Added a copy of other.pdf, and restored “{paper.title}” from the trash."
        kept = await store.get(key)
        assert kept is not None
        assert (kept.trashed, kept.starred, kept.tags, len(kept.files)) == ("", True, ("sleep",), 2)
        row = driver.view("addPdfsView").model().row(0)
        assert (row.word, row.right) == ("Added", "Restored, 2 PDFs")
        assert row.spoken.endswith("Restored, 2 PDFs")
        outcome = f"Added to your library as “{paper.title}”. The paper was restored from the trash."
        assert outcome in detail_texts(driver)

        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: driver.view("addPdfsView").model().row(0).word == "Matched")
        await driver.idle()
        lead = driver.window.messages.note("undo").lead
        assert lead.startswith("Removed the PDF of “")
        assert lead.endswith("”, and moved the paper back to the trash.")
        assert driver.view("addPdfsView").model().row(0).right == "Restores from trash"
        await keyboard.press("Ctrl+Shift+Z")
        await driver.until(lambda: driver.view("addPdfsView").model().row(0).word == "Added")
        await driver.idle()
        lead = driver.window.messages.note("undo").lead
        assert lead.startswith("Added the PDF of “")
        assert lead.endswith("”, and restored the paper from the trash.")


async def test_the_row_follows_the_paper_into_the_trash_and_out_of_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        _paper, key, other = await a_trashed_paper(driver, tmp_path)
        await add(driver, other)
        model = driver.view("addPdfsView").model()
        assert model.row(0).right == "Restores from trash"
        demo.reset()
        await driver.program.services.library.entries.trash([key], False)
        await driver.until(lambda: model.row(0).right != "Restores from trash")
        await driver.program.services.library.entries.trash([key], True)
        await driver.until(lambda: model.row(0).right == "Restores from trash")
        assert demo.stats()["requests"] == []


async def test_a_pdf_dropped_on_a_paper_of_the_trash_says_that_it_is_restored(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        paper, key, other = await a_trashed_paper(driver, tmp_path)
        view = driver.view("resultsView")
        row = view.visualRect(view.model().index(0, 0)).center()
        assert drop(driver, view.viewport().mapTo(driver.window, row), other)
        await driver.until(lambda: driver.window.messages.note("attached") is not None)
        note = driver.window.messages.note("attached")
        assert note.lead == f"Attached a copy of other.pdf to “{paper.title}”."
        assert note.text.startswith("The paper was in the trash and is restored. Checked: ")
        kept = await driver.program.backend.store.get(key)
        assert kept is not None
        assert not kept.trashed


async def test_the_row_says_whether_the_paper_in_the_library_has_a_pdf(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        library = driver.program.services.library
        _paper, key, other = await a_trashed_paper(driver, tmp_path)
        await driver.search("attention")
        new = driver.view("resultsView").model().paper_at(0)
        of_new = a_pdf(tmp_path / "new", "new.pdf", new)
        await add(driver, other, of_new)
        model = driver.view("addPdfsView").model()
        assert [model.row(number).right for number in range(2)] == ["Restores from trash", ""]
        await library.entries.trash([key], False)
        await driver.until(lambda: model.row(0).right == "Adds another PDF")
        sentence = "The paper has 1 PDF in your library. This one is added beside it."
        await driver.until(lambda: sentence in detail_texts(driver))
        await library.add([new])
        await driver.until(lambda: model.row(1).right == "In library, no PDF")
        driver.click_row(1, "addPdfsView")
        await driver.idle()
        assert "The paper is in your library, without a PDF." in detail_texts(driver)
        assert model.row(1).spoken.endswith("In library, no PDF")
        driver.click("addSureButton")
        await driver.until(lambda: [model.row(number).word for number in range(2)] == ["Added", "Added"])
        assert [model.row(number).right for number in range(2)] == ["Paper has 2 PDFs", ""]
