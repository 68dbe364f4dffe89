"""A saved file of one version is not taken for the file of another version that has its name and size."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

from msgspec import structs

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.zenodo.record_paper_conversion import LibraryRecordFiles, paper_of, record_of
from scholar_desktop.ui.zenodo.record_file_state import RecordFileStates
from tests.support.window_driver import window_on
from tests.ui.zenodo.test_record_section import NEWEST, OLDER, buttons, opened


def _md5(path: str) -> str:
    return hashlib.md5(Path(path).read_bytes(), usedforsecurity=False).hexdigest()


async def test_the_files_of_an_older_version_are_got_beside_those_of_the_newest(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        await opened(driver, NEWEST)
        driver.click("getAllFilesButton")
        await driver.idle()
        assert driver.widget("getAllFilesButton").content.text == "All files are in your library"
        await opened(driver, OLDER)
        assert buttons(driver, "openFileButton") == []
        assert driver.widget("getAllFilesButton").content.text.startswith("Get 2 files ")
        driver.click("getAllFilesButton")
        await driver.idle()
        assert driver.widget("getAllFilesButton").content.text == "All files are in your library"
        opens = [each.accessibleName() for each in buttons(driver, "openFileButton")]
        assert opens == [f"Open {name} (MD5 checked)" for name in ("source.zip", "README.md")]
        saved = [file for kept in (await services.library.page()).papers for file in kept.files]
        hashes = {await asyncio.to_thread(_md5, file.path) for file in saved}
        stated = set()
        for number in (NEWEST, OLDER):
            record = await services.zenodo.record(number.partition(":")[2], RequestOptions())
            stated |= {str(file.checksum).removeprefix("md5:") for file in record.files}
        assert len(stated) == 4, "all files differ between the versions"
        assert hashes == stated
        await opened(driver, NEWEST)
        assert driver.widget("getAllFilesButton").content.text == "All files are in your library"


async def test_a_file_that_did_not_change_is_found_again_without_a_download(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, OLDER)
        driver.click("getAllFilesButton")
        await driver.idle()
        (kept,) = (await driver.program.services.library.page()).papers
        moved = tuple(structs.replace(one, source_url=f"{one.source_url}?version=other") for one in kept.files)
        states = RecordFileStates(
            structs.replace(kept, files=moved), driver.window.ui_context.marks.record_jobs(kept.paper)
        )
        record = record_of(kept.paper)
        assert record is not None
        found = [states.of(file) for file in record.files]
        assert [(one.words, one.may_get) for one in found] == [("MD5 checked", False)] * 2, "the download compared them"
        gone = RecordFileStates(structs.replace(kept, files=()), driver.window.ui_context.marks.record_jobs(kept.paper))
        assert all(gone.of(file).may_get for file in record.files), "they were removed since"


async def test_a_saved_file_is_found_after_the_facts_of_its_version_are_gone(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, OLDER)
        driver.click("getAllFilesButton")
        await driver.idle()
        (kept,) = (await driver.program.services.library.page()).papers
        older = record_of(kept.paper)
        assert older is not None
        assert {file.checked_with for file in kept.files} == {file.checksum for file in older.files}
        newest = await driver.program.services.zenodo.record(NEWEST.partition(":")[2], RequestOptions())
        now = structs.replace(kept, paper=paper_of(newest, "2026-11-20T08:00:00Z"))
        same = [structs.replace(file, url=f"{file.url}?version=newest") for file in older.files]
        found = [LibraryRecordFiles(now).of(file) for file in same]
        assert [one.name if one is not None else None for one in found] == [file.name for file in same]
        changed = [structs.replace(file, checksum=f"md5:{'0' * 32}") for file in same]
        assert [LibraryRecordFiles(now).of(file) for file in changed] == [None, None]
