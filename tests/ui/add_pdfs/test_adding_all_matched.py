"""“Add N matched” is one message, with true counts, and one step of undo and redo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.add_pdfs.test_add_pdfs import a_pdf
from tests.ui.add_pdfs.test_papers_already_kept import a_trashed_paper, add


def words(driver: Driver) -> list[str]:
    model = driver.view("addPdfsView").model()
    return [str(model.row(number).word) for number in range(model.rowCount())]


async def three_files(driver: Driver, folder: Path) -> tuple[str, list[Path]]:
    """Return the key of a paper in the trash, another PDF of it, and those of two new papers."""
    _paper, key, other = await a_trashed_paper(driver, folder)
    files = [other]
    for search in ("attention", "graph neural networks"):
        await driver.search(search)
        paper = driver.view("resultsView").model().paper_at(0)
        files.append(a_pdf(folder / search, f"{search}.pdf", paper))
    return key, files


async def test_all_matched_are_one_message_and_one_step(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard, library = Keyboard(driver), driver.program.services.library
        key, files = await three_files(driver, tmp_path)
        await add(driver, *files)
        assert words(driver) == ["Matched"] * 3
        driver.click("addSureButton")
        await driver.until(lambda: words(driver) == ["Added"] * 3)
        await driver.idle()
        note = driver.window.messages.note("undo")
        assert note.lead == "Added 3 PDFs. 1 paper was restored from the trash."
        assert note.steps[0].title == "Undo"
        counts = await library.counts()
        assert (counts.papers, counts.with_pdf, counts.trashed) == (3, 3, 0)

        note.steps[0].run()
        await driver.until(lambda: words(driver) == ["Matched"] * 3)
        await driver.idle()
        lead = driver.window.messages.note("undo").lead
        assert lead.startswith("Removed 3 PDFs and 2 papers, and moved “")
        assert lead.endswith("” back to the trash.")
        counts = await library.counts()
        assert (counts.papers, counts.trashed) == (0, 1)
        kept = await library.get(key)
        assert kept is not None
        assert len(kept.files) == 1
        await keyboard.press("Ctrl+Shift+Z")
        await driver.until(lambda: words(driver) == ["Added"] * 3)
        await driver.idle()
        assert driver.window.messages.note("undo").lead.startswith("Added 3 PDFs and 2 papers, and restored “")
        assert (await library.counts()).with_pdf == 3


async def test_the_message_counts_those_that_were_not_added(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        _key, files = await three_files(driver, tmp_path)
        await add(driver, *files)
        assert words(driver) == ["Matched"] * 3
        files[1].unlink()
        driver.click("addSureButton")
        await driver.until(lambda: words(driver) == ["Added", "Not added", "Added"])
        await driver.idle()
        lead = driver.window.messages.note("undo").lead
        assert lead == "Added 2 PDFs. 1 paper was restored from the trash. 1 PDF was not added."
        parts = driver.program.backend.settings.data_dir / "downloads"
        assert list(parts.glob("*.part")) == []
