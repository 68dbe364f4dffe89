"""A saved file of one version is not taken for the file of another version that has its name and size."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

from scholar_desktop.domain.request_options import RequestOptions
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
