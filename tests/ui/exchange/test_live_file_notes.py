"""A live .bib file may be shared: it has the user's notes and tags only if the user chooses so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.services.exchange.live_files import STATE_FILE
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

NOTE = "a private remark"


async def keep_up_to_date(driver: Driver, file: Path) -> None:
    """Add *file* with the whole library in the panel."""
    driver.trigger("library.live_files")
    await driver.idle()
    driver.click("liveFileEverythingButton")
    dialog = driver.window.findChild(QFileDialog, "liveFileDialog")
    dialog.fileSelected.emit(str(file))
    dialog.close()
    await driver.idle()


async def test_notes_and_tags_are_in_a_live_file_only_if_the_user_chooses_so(demo: Any, tmp_path: Path) -> None:
    file, earlier = tmp_path / "shared.bib", tmp_path / "earlier.bib"
    async with window_on(demo, tmp_path / "p", offline=True, size=(1280, 800)) as driver:
        services = driver.program.services
        library = services.library
        key = await library.entries.add({ITEM_TYPE: "book", "title": "Whales"})
        (kept,) = (await library.page(LibraryView.ALL, offset=0, limit=1)).papers
        await library.note(kept.paper, NOTE)
        await library.tag([key], "secret tag", True)
        await services.live_files.add("/", earlier)

        await keep_up_to_date(driver, file)
        assert "Whales" in file.read_text("utf-8")
        assert not any(words in file.read_text("utf-8") for words in (NOTE, "secret tag", "annote", "keywords"))
        files, tick = driver.widget("liveFilesList"), driver.widget("liveFileNotes")
        files.setCurrentRow(1)
        assert tick.text() == "Include notes, tags and collections"
        assert tick.isVisible()
        assert not tick.isChecked()
        driver.press(Qt.Key.Key_Space, "liveFileNotes")
        await driver.idle()
        assert "annote" in file.read_text("utf-8")
        assert NOTE in file.read_text("utf-8")
        assert driver.widget("liveFilesState").text() == "shared.bib has your notes, tags and collections now."
        assert (files.currentRow(), tick.isChecked()) == (1, True)
        driver.press(Qt.Key.Key_Space, "liveFileNotes")
        await driver.idle()
        assert NOTE not in file.read_text("utf-8")
        files.setCurrentRow(0)
        assert tick.isChecked(), "the file of before keeps its notes"
        driver.click("liveFilesCloseButton")

        # a list of an earlier version does not say whether a file has notes
        stored = [
            {name: value for name, value in one.items() if name != "notes" or one["file"] == str(file)}
            for one in json.loads((library.data_dir / STATE_FILE).read_text("utf-8"))
        ]
        (library.data_dir / STATE_FILE).write_text(json.dumps(stored), "utf-8")
        await library.entries.edit(key, {"title": "Blue whales"})
        await services.live_files.settle()
        assert ("Blue whales" in file.read_text("utf-8"), NOTE in file.read_text("utf-8")) == (True, False)
        assert ("Blue whales" in earlier.read_text("utf-8"), NOTE in earlier.read_text("utf-8")) == (True, True)

        # the same file once more keeps what was chosen; one that another program edited is not written
        await keep_up_to_date(driver, earlier)
        assert NOTE in earlier.read_text("utf-8")
        earlier.write_text(earlier.read_text("utf-8").replace("Blue", "Grey"), "utf-8")
        driver.trigger("library.live_files")
        await driver.idle()
        files.setCurrentRow(0)
        assert not tick.isEnabled()


async def test_a_letter_goes_to_the_next_live_file_that_begins_with_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "p", offline=True, size=(1280, 800)) as driver:
        services, keyboard = driver.program.services, Keyboard(driver)
        await services.library.entries.add({ITEM_TYPE: "book", "title": "Whales"})
        for name in ("alpha", "beta", "Bones"):
            await services.live_files.add("/", tmp_path / f"{name}.bib")
        driver.trigger("library.live_files")
        await driver.idle()
        files = driver.widget("liveFilesList")
        assert keyboard.focus is files

        def current() -> str:
            return str(files.currentItem().text()).partition(".bib")[0].rpartition("/")[2]

        seen = []
        for letter in ("a", "b", "b", "b", "x"):
            await keyboard.press(letter)
            await driver.idle()
            seen.append(current())
        names = [path.partition(".bib")[0].rpartition("/")[2] for path in (files.item(row).text() for row in range(3))]
        in_b = [name for name in names if name != "alpha"]
        assert seen == ["alpha", in_b[0], in_b[1], in_b[0], in_b[0]]
