"""The files of a record, beside its download, have their size in the language of the window."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState
from tests.support.window_driver import window_on


@pytest.mark.parametrize(
    ("language", "size", "words"),
    [
        ("de", 561, "1 Datei, 561 B"),
        ("de", 1_200_000, "1 Datei, 1,2 MB"),
        ("en", 1_200_000, "1 file, 1.2 MB"),
        ("en", None, "1 file"),
    ],
)
async def test_the_size_of_the_files_is_written_as_the_language_writes_it(
    demo: Any, tmp_path: Any, language: str, size: int | None, words: str
) -> None:
    file = DownloadFile("README.txt", size=size)
    item = DownloadItem(
        "doi:10.5555/1", "doi:10.5555/1", None, DownloadState.DONE, outcome=ItemOutcome.NO_PDF, files=(file,)
    )
    async with window_on(demo, tmp_path, language=language) as driver:
        driver.trigger("view.downloads")
        await driver.idle()
        pane = driver.widget("attemptsPane")
        pane.show_item(item)
        assert words in [each.text() for each in pane.findChildren(QLabel)]
