"""A Zenodo record in the detail pane: its files, versions, numbers, related works, and the records of a paper."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState, wrong_checksum
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Record, RecordFile
from scholar_desktop.domain.zenodo.record_diff import RecordDiff, compare_records
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.words.literal_text import shown_text
from scholar_desktop.ui.zenodo import record_versions
from scholar_desktop.ui.zenodo.record_file_state import RecordFileStates
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, recorded, shown_tooltip, window_on

NEWEST, OLDER = "zenodo:90000102", "zenodo:90000101"
THREE_VERSIONS = "10.5281/zenodo.7089818"


async def opened(driver: Driver, name: str) -> None:
    await driver.search(name)
    driver.view().choose(0)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()


def words(driver: Driver, name: str) -> str:
    """All that can be read in a widget."""
    inside = driver.widget(name)
    labels = [each.accessibleName() or each.text() for each in inside.findChildren(QLabel) if each.isVisibleTo(inside)]
    buttons = [each.accessibleName() for each in inside.findChildren(Button) if each.isVisibleTo(inside)]
    return " | ".join((*labels, *buttons))


def buttons(driver: Driver, name: str) -> list[Button]:
    """Those in sight, from top to bottom."""
    found = [each for each in driver.window.findChildren(Button, name) if each.isVisibleTo(driver.window)]
    return sorted(found, key=lambda each: each.mapTo(driver.window, QPoint(0, 0)).y())


async def test_a_listed_record_shows_files_and_numbers_without_a_request(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("notebooks redraw attention")
        demo.reset()
        row = driver.titles().index("Notebooks that redraw the attention maps: companion to Vaswani (2017)")
        driver.window.search_page.panes.paper.preview(driver.view().model().paper(row))
        await driver.idle()
        shown = words(driver, "recordSection")
        for part in ("source.zip", "30.1 kB", "856 (847)", "1,712 (1,694)", "CC BY 4.0", "supplements", "Software"):
            assert part in shown, part
        assert demo.stats()["counts"] == {}


async def test_one_file_is_got_and_its_checksum_is_shown(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, NEWEST)
        opens = [f"Open {name} (MD5 checked)" for name in ("source.zip", "README.md")]
        driver.click("getFileButton")
        await driver.idle()
        assert [each.accessibleName() for each in buttons(driver, "openFileButton")] == [opens[0]]
        assert [each.content.text for each in buttons(driver, "getFileButton")] == ["Get"]
        driver.click("getAllFilesButton")
        await driver.idle()
        assert [each.accessibleName() for each in buttons(driver, "openFileButton")] == opens
        assert driver.widget("getAllFilesButton").content.text == "All files are in your library"


async def test_files_that_wait_are_not_said_to_be_in_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, NEWEST)
        driver.trigger("app.offline")  # so that they wait
        await driver.idle()
        button = driver.widget("getAllFilesButton")
        driver.click("getAllFilesButton")
        await driver.until(lambda: button.content.text == "Getting 2 files…")
        assert button.content.icon == "get"
        driver.trigger("app.offline")
        await driver.until(lambda: button.content.text == "All files are in your library")
        assert button.content.icon == "tick"


async def test_the_files_are_one_tab_stop_with_arrows_between_them(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, NEWEST)
        keyboard = Keyboard(driver)
        first, second = buttons(driver, "getFileButton")
        driver.widget("filesButton").setFocus()
        await keyboard.press("Tab")
        assert keyboard.focus is first
        for keys, button in (("Down", second), ("Down", first), ("End", second), ("Up", first), ("Down", second)):
            await keyboard.press(keys)
            assert keyboard.focus is button
        await keyboard.press("Tab")
        assert keyboard.focus.objectName() == "getAllFilesButton"
        await keyboard.press("Shift+Tab")
        assert keyboard.focus is second, "the one that was used last"
        await keyboard.press("Return")
        await driver.idle()
        [link] = buttons(driver, "openFileButton")
        assert keyboard.focus is first, "a file that is downloaded has no button"
        await keyboard.press("Down")
        assert keyboard.focus is link
        await keyboard.press("Tab")
        assert keyboard.focus.objectName() == "getAllFilesButton"


async def test_the_name_of_a_saved_file_opens_it(demo, tmp_path):
    paths: list[str] = []
    async with window_on(demo, tmp_path, prepare=recorded("open_path", paths)) as driver:
        await opened(driver, NEWEST)
        assert "source.zip" in words(driver, "filesView")
        assert not buttons(driver, "openFileButton"), "only a file of the library can be opened"
        driver.click("getFileButton")
        await driver.until(lambda: bool(buttons(driver, "openFileButton")))
        await driver.idle()
        [link] = buttons(driver, "openFileButton")
        assert (link.content.text, shown_tooltip(link)) == ("source.zip", "Open")
        assert "MD5 checked" in words(driver, "filesView")
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
        keyboard = Keyboard(driver)
        driver.widget("filesButton").setFocus()
        await keyboard.press("Tab")
        assert keyboard.focus is link
        await keyboard.press("Return")
        (file,) = driver.window.context.now.kept.files
        assert paths == [file.path] * 2


async def test_a_file_that_was_deleted_outside_says_so_and_can_be_got_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, NEWEST)
        driver.click("getFileButton")
        await driver.until(lambda: bool(buttons(driver, "openFileButton")))
        await driver.idle()
        (file,) = driver.window.context.now.kept.files
        await asyncio.to_thread(Path(file.path).unlink)
        driver.click("openFileButton")
        await driver.idle()
        note = driver.window.messages.note("shown")
        assert (note.lead, file.path in note.text) == ("“source.zip” is no longer there.", True)
        assert not buttons(driver, "openFileButton")
        again = buttons(driver, "getFileButton")[0]
        assert again.content.text == "Get"
        assert "2 files" in driver.widget("getAllFilesButton").content.text
        again.click()
        await driver.until(lambda: bool(buttons(driver, "openFileButton")))
        await driver.idle()
        assert await asyncio.to_thread(Path(file.path).is_file)
        assert "MD5 checked" in words(driver, "filesView")


async def test_all_files_come_as_one_zip_and_a_file_that_did_not_come_says_so_and_can_be_got_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, NEWEST)
        assert driver.widget("getArchiveButton").content.text == "Get as one ZIP"
        driver.click("getArchiveButton")
        await driver.idle()
        assert driver.widget("getArchiveButton").content.text == "Open ZIP"
        assert [each.content.text for each in buttons(driver, "getFileButton")] == ["Get", "Get"]
        demo.config(fail={"/api/records/90000102/files/source.zip/content": 404})
        driver.click("getFileButton")
        await driver.idle()
        first = buttons(driver, "getFileButton")[0]
        assert first.content.text == "Missing"
        demo.reset()
        first.click()
        await driver.idle()
        assert buttons(driver, "openFileButton")


async def test_a_newer_version_is_said_and_is_one_press_away(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, OLDER)
        note = driver.widget("newerVersionNote")
        assert note.isVisible()
        assert note.note.lead == "This is v1.0.0."
        note.button("Show newest version").click()
        await driver.idle()
        assert driver.window.context.now.paper.ids.zenodo == "90000102"
        assert not driver.widget("newerVersionNote").isVisible()
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.context.now.paper.ids.zenodo == "90000101"


async def test_versions_are_asked_for_once_when_their_fold_opens_and_compared_for_nothing(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, THREE_VERSIONS)
        demo.reset()
        driver.click("versionsButton")
        await driver.idle()
        assert sum(demo.stats()["counts"].values()) == 1
        assert "newest · this version" in words(driver, "versionsView")
        assert len(buttons(driver, "openVersionButton")) == 2
        driver.click("compareVersionButton")
        await driver.idle()
        shown = words(driver, "versionDifference")
        for part in (
            "Changes from v1.3 to v1.4",
            "table-infer-boolean.xlsx",
            "added · 3.7 kB",
            "changed · same size",
            "unchanged",
        ):
            assert part in shown, part
        buttons(driver, "openVersionButton")[1].click()
        await driver.idle()
        assert "this version" in words(driver, "versionsView")
        demo.reset()
        driver.click("versionsButton")
        driver.click("versionsButton")
        await driver.idle()
        assert "this version" in words(driver, "versionsView")
        assert demo.stats()["counts"] == {}
        assert driver.window.context.now.paper.ids.zenodo != "7089818"
        assert driver.widget("newerVersionNote").isVisible()


async def test_a_description_with_as_many_words_as_before_is_called_changed(demo, tmp_path, monkeypatch):
    def compare(before: Record, after: Record) -> RecordDiff:
        one, other = (
            msgspec.structs.replace(record, description=text)
            for record, text in zip((before, after), texts, strict=True)
        )
        return compare_records(one, other)

    texts = ("Three words here", "Three words there")
    monkeypatch.setattr(record_versions, "compare_records", compare)
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, THREE_VERSIONS)
        driver.click("versionsButton")
        await driver.idle()
        driver.click("compareVersionButton")
        await driver.idle()
        assert "Description: 3 words, changed" in words(driver, "versionDifference")


async def test_versions_that_cannot_be_had_say_why_and_can_be_asked_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, THREE_VERSIONS)
        demo.config(fail={"/api/records/7089818/versions": 500})
        driver.click("versionsButton")
        await driver.idle()
        assert "Zenodo" in words(driver, "versionsView")
        demo.reset()
        driver.click("versionsAgainButton")
        await driver.idle()
        assert len(buttons(driver, "openVersionButton")) == 2


async def test_citing_a_record_asks_this_version_or_all(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, NEWEST)
        driver.click("copyCitationButton")
        menu = next(each for each in driver.window.findChildren(QMenu) if each.objectName() == "citeMenu")
        assert menu.isVisible()
        texts = [shown_text(action.text()) for action in menu.actions()]
        assert texts[0] == "Copy citation of v1.1.0 (10.5555/zenodo.90000102)"
        menu.actions()[1].trigger()
        await driver.idle()
        assert "https://doi.org/10.5555/zenodo.90000100" in QGuiApplication.clipboard().text()
        menu.actions()[0].trigger()
        await driver.idle()
        assert "https://doi.org/10.5555/zenodo.90000102" in QGuiApplication.clipboard().text()
        menu.actions()[3].trigger()
        await driver.idle()
        assert "10.5555/zenodo.90000100" in QGuiApplication.clipboard().text()
        menu.close()
        driver.trigger("paper.copy_citation")
        await driver.idle()
        driver.window.messages.note("copied").steps[0].run()
        await driver.idle()
        assert "10.5555/zenodo.90000100" in QGuiApplication.clipboard().text()


async def test_a_record_is_copied_in_every_form_and_leads_to_its_paper_and_the_paper_to_its_records(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, NEWEST)
        driver.click("recordFormsButton")
        begins = {
            "json": '{"created"',
            "native": '{"created"',
            "bibtex": "@software{",
            "csl": "{",
            "datacite-json": '{"identifiers"',
            "datacite-xml": "<?xml",
            "dublin-core": "<?xml",
            "marcxml": "<?xml",
        }
        for form, start in begins.items():
            driver.click(f"recordForm.{form}")
            await driver.idle()
            assert QGuiApplication.clipboard().text().startswith(start), form
            assert "90000102" in QGuiApplication.clipboard().text(), form
        assert driver.widget("relatedLink").content.text == "arXiv:1706.03762"
        driver.click("relatedLink")
        await driver.idle()
        assert driver.window.context.now.paper.title == "Attention is All you Need"
        demo.reset()
        driver.click("codeAndDataButton")
        await driver.idle()
        assert sum(demo.stats()["counts"].values()) == 1
        shown = words(driver, "codeAndDataView")
        assert "supplements this paper · Software · 1.1.0 · 2 files, 32.2 kB" in shown
        link = next(each for each in buttons(driver, "companionButton") if "Notebooks" in each.accessibleName())
        link.click()
        await driver.idle()
        assert driver.window.context.now.paper.ids.zenodo == "90000102"


async def test_closed_files_and_a_paper_without_records_say_so_and_a_paper_is_cited_without_a_question(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, "zenodo:5173799")
        assert driver.widget("recordSection").isVisible()
        assert not driver.widget("getAllFilesButton").isVisible()
        assert "has no files" in words(driver, "filesView") or "restricted" in words(driver, "filesView")
        await opened(driver, "Controlled and Automatic Human Information Processing")
        driver.click("codeAndDataButton")
        await driver.idle()
        assert "No code or data found at Zenodo for this paper." in words(driver, "codeAndDataView")
        await opened(driver, "attention is all you need")
        driver.click("copyCitationButton")
        await driver.idle()
        assert "arxiv.org" in QGuiApplication.clipboard().text() or "doi.org" in QGuiApplication.clipboard().text()


async def test_files_are_narrowed_by_kind_and_of_thousands_one_is_found_by_its_name(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, "zenodo:7078725")
        assert len(buttons(driver, "getFileButton")) == 7
        chip = next(each for each in buttons(driver, "fileKindChip") if each.content.text == "csv")
        chip.click()
        await driver.idle()
        assert len(buttons(driver, "getFileButton")) == 1
        assert driver.widget("getAllFilesButton").content.text.startswith("Get 1 file")
        session = driver.window.search_page.panes.detail._record.session
        file = session.record.files[0]
        many = tuple(msgspec.structs.replace(file, name=f"station {n}.csv", url=None) for n in range(3000))
        session.record = msgspec.structs.replace(session.record, files=many, all={})
        driver.widget("filesView").show_record()
        await driver.idle()
        assert len(buttons(driver, "getFileButton")) == 9
        driver.type("station 2999", "fileFindEdit")
        await driver.idle()
        assert [each.accessibleName() for each in buttons(driver, "getFileButton")] == ["Get station 2999.csv"]
        assert driver.widget("getAllFilesButton").content.text.startswith("Get 1 file (")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (wrong_checksum("zenodo.org", "md5"), "Wrong checksum"),
        # of a version that stored plain sentences
        ("The file from zenodo.org arrived whole, but its md5 is not the one that Zenodo gives.", "Wrong checksum"),
        (Message("{host} does not respond.", host="zenodo.org"), "Try again"),
    ],
)
def test_a_wrong_checksum_is_named_in_the_row_of_its_file(reason, words):
    failed = DownloadFile("a.csv", size=9, outcome=ItemOutcome.TEMPORARY, reason=reason)
    job = DownloadItem("zenodo:1", "zenodo:1", None, DownloadState.DONE, wanted=("a.csv",), files=(failed,))
    state = RecordFileStates(None, (job,)).of(RecordFile("a.csv", size=9, checksum="md5:0"))
    assert (state.words, state.why, state.may_get) == (words, reason, True)


async def test_files_of_a_record_that_are_no_pdf_are_not_listed_as_copies(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, "zenodo:90000171")
        driver.click("getAllFilesButton")
        await driver.idle()
        copies = words(driver, "copiesView")
        assert "zenodo.org" in copies
        assert "Found while trying the other copies" not in copies


async def test_what_a_doi_leads_to_is_a_sentence_that_can_be_on_a_line_of_its_own(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, NEWEST)
        text = words(driver, "recordSection")
        assert "Cite all versions:" in text
        assert "This DOI leads to the newest version." in text
