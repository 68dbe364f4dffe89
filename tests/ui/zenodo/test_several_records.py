"""Several selected Zenodo records: the list says how many they are, and a command gets the files of all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.library import KeptFile
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.zenodo.record import Record
from scholar_desktop.ui.open_access import files_question
from scholar_desktop.ui.open_access.files_question import FILES_WANTED
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.words.wording import size
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

CONTROL = Qt.KeyboardModifier.ControlModifier


def _has_pdf(record: Record) -> bool:
    return any(file.name.endswith(".pdf") for file in record.files)


async def _select(driver: Driver, *, data: int, papers: int) -> list[Record]:
    """Search, and select so many open records of data, the first with a PDF among its files, and articles."""
    driver.trigger("view.records")
    await driver.idle()
    driver.type("attention", "recordsEdit")
    driver.press(Qt.Key.Key_Return, "recordsEdit")
    await driver.until(lambda: driver.state("recordsPage") == "full")
    found = driver.widget("recordsPage").list.search.records
    public = [one for one in found if one.files and one.access == "open"]
    is_data = ("dataset", "software")
    chosen = sorted((one for one in public if one.type in is_data), key=_has_pdf, reverse=True)[:data]
    chosen += [one for one in public if _has_pdf(one) and one.type not in is_data][:papers]
    assert len(chosen) == data + papers
    for place, record in enumerate(chosen):
        view, row = driver.view("recordsView"), found.index(record)
        view.scrollTo(view.model().index(row, 0))
        where = view.visualRect(view.model().index(row, 0))
        keys = CONTROL if place else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, where.center())
    await driver.idle()
    return chosen


def _stated(demo: Any, record: str) -> dict[str, str]:
    """The MD5 checksums that the server states for the files of a record, by name."""
    return {file["key"]: file["checksum"].removeprefix("md5:") for file in demo.get(f"/api/records/{record}")["files"]}


def _checksums(files: Sequence[KeptFile]) -> dict[str, str]:
    """The MD5 checksums of files of the library, by name."""
    return {file.name: hashlib.md5(Path(file.path).read_bytes()).hexdigest() for file in files}


def _bar_title(driver: Driver) -> str:
    bar = driver.widget("recordsView.selectionBar")
    return str(bar.findChild(Button, "selection.paper.get_pdf").text())


async def _answer(driver: Driver, title: str) -> Note:
    """Press a button of the question about the files of records, and return the question."""
    await driver.until(lambda: driver.window.messages.note(FILES_WANTED) is not None)
    note = driver.window.messages.note(FILES_WANTED)
    assert driver.program.services.downloads.items() == (), "nothing is got before the answer"
    bar = next(one for one in driver.window.messages.findChildren(NoteBar) if one.note is note)
    await driver.until(bar.isVisible)
    QTest.mouseClick(bar.button(title), Qt.MouseButton.LeftButton)
    return note


async def test_the_files_of_all_selected_records_are_got(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        records = await _select(driver, data=2, papers=0)
        bar = driver.widget("recordsView.selectionBar")
        assert bar.isVisible()
        assert bar.accessibleName() == "2 selected records"
        assert _bar_title(driver) == "Get files"
        assert driver.widget("recordSideGetButton").content.text == "Get these files"
        assert driver.widget("recordSideGetButton").content.keys == ""
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        assert driver.window.messages.note("kept_pdfs").lead == "Getting the files of 2 records."
        await driver.until(lambda: len(downloads.items()) == 2 and not downloads.active)
        assert {item.outcome for item in downloads.items()} == {ItemOutcome.SAVED}
        assert len({item.batch for item in downloads.items()} - {""}) == 1
        kept = (await driver.program.services.library.page()).papers
        saved = {one.paper.ids.zenodo: _checksums(one.files) for one in kept}
        assert saved == {record.id: _stated(demo, record.id) for record in records}

        get, context = driver.window.registry.definitions["paper.get_pdf"], driver.window.context
        await driver.until(lambda: get.why_not(context.now) == "The files are already in your library.")


async def test_pdfs_and_files_are_got_together_and_counted_apart(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        await _select(driver, data=1, papers=1)
        assert _bar_title(driver) == "Get PDFs and files"
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        assert driver.window.messages.note("kept_pdfs").lead == "Getting 1 PDF. Getting the files of 1 record."
        await driver.until(lambda: driver.window.context.now.undo == "get the PDFs or files of 2 papers")
        await driver.until(lambda: len(downloads.items()) == 2 and not downloads.active)
        assert {item.outcome for item in downloads.items()} == {ItemOutcome.SAVED}
        await keyboard.press("Ctrl+Z")
        library = driver.program.services.library
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        assert not (await library.page()).papers
        said = driver.window.messages.note("undo").lead
        assert "Moved 1 paper that came with its PDF to the trash." in said
        assert "Moved 1 record that came with its files to the trash." in said


async def test_only_the_pdfs_are_got_if_the_user_does_not_want_the_files(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_question, "LARGE_BYTES", 1)
    async with window_on(demo, tmp_path) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        data, _article = await _select(driver, data=1, papers=1)
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note(FILES_WANTED) is not None)
        assert not driver.window.messages.closes_itself(FILES_WANTED)
        question = await _answer(driver, "Only 1 PDF")
        assert question.lead == "Get the files of 1 record, too?"
        assert question.text == f"Its files are {size(sum(file.size for file in data.files))}."
        assert driver.window.messages.note(FILES_WANTED) is None
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        assert driver.window.messages.note("kept_pdfs").lead == "Getting 1 PDF."
        await driver.until(lambda: bool(downloads.items()) and not downloads.active)
        (item,) = downloads.items()
        assert (item.is_record, item.outcome) == (False, ItemOutcome.SAVED)


async def test_large_files_of_records_are_got_after_a_question(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        records = await _select(driver, data=2, papers=0)
        whole = sum(file.size for record in records for file in record.files)
        monkeypatch.setattr(files_question, "LARGE_BYTES", whole)
        await keyboard.press("Ctrl+D")
        question = await _answer(driver, "Get files")
        assert question.lead == "Get the files of 2 records?"
        assert question.text == f"Their files are {size(whole)} in all."
        await driver.until(lambda: len(downloads.items()) == 2 and not downloads.active)
        assert sum(file.size for item in downloads.items() for file in item.files) == whole


@pytest.mark.parametrize("is_kept", [False, True])
async def test_the_files_of_one_record_are_undone_before_earlier_changes(
    demo: Any, tmp_path: Path, is_kept: bool
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, services = Keyboard(driver), driver.program.services
        await _select(driver, data=1, papers=0)
        if is_kept:
            driver.trigger("paper.add")
            await driver.until(lambda: driver.window.context.now.kept is not None)
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: len(services.downloads.items()) == 1 and not services.downloads.active)
        await driver.until(lambda: str(driver.window.context.now.undo).startswith("get the files of “"))
        await keyboard.press("Ctrl+Z")
        said = "Moved 1 record that came with its files to the trash."
        if is_kept:
            said = "The files of 1 record stay in your library."
        await driver.until(lambda: (note := driver.window.messages.note("undo")) is not None and note.lead == said)
        assert len((await services.library.page()).papers) == int(is_kept)
        state = ("tick", "Files saved") if is_kept else ("get", "Files")
        index = driver.view("recordsView").currentIndex()
        await driver.until(lambda: (shown := index.data(PaperRole.ROW).state) and (shown.icon, shown.words) == state)


def test_files_of_unknown_size_are_asked_about() -> None:
    asked: list[Note] = []
    messages = SimpleNamespace(say=lambda _key, note, is_of_page: asked.append(note))
    downloads = SimpleNamespace(is_of_files=lambda paper: paper.type == "dataset")
    papers = [Paper("Data", Ids(zenodo="1"), type="dataset"), Paper("Article", Ids(doi="10.1234/1"))]
    assert files_question.ask_about_files(messages, downloads, papers, lambda _some: None)
    (note,) = asked
    assert (note.lead, note.text) == ("Get the files of 1 record, too?", "The size of the files is not known.")
    assert [step.title for step in note.steps] == ["Get PDFs and files", "Only 1 PDF"]
    assert not files_question.ask_about_files(messages, downloads, papers[1:], lambda _some: None)
