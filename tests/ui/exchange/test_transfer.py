"""The library as one file and in another folder, from the settings."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from scholar_desktop import settings
from scholar_desktop.domain.own_fields import ITEM_TYPE
from tests.support.window_driver import Driver, recorded, window_on


async def choose(driver: Driver, dialog: str, path: Path) -> None:
    found = driver.window.findChild(QFileDialog, dialog)
    found.fileSelected.emit(str(path))
    found.close()
    await driver.idle()


async def test_a_library_is_archived_opened_and_moved(demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    profile, archive, other = tmp_path / "profile", tmp_path / "all.zip", tmp_path / "other"
    moved = tmp_path / "moved" / "library"
    wanted: list[Path] = []
    async with window_on(demo, profile, offline=True) as driver:
        driver.window.restart_requested.connect(wanted.append)
        library = driver.program.services.library
        await library.entries.add({ITEM_TYPE: "book", "title": "On Growth and Form"})
        driver.trigger("view.settings")
        await driver.until(lambda: driver.widget("settings.library.archive").isEnabled())
        await driver.idle()

        free = shutil.disk_usage(tmp_path)._replace(free=0)
        with monkeypatch.context() as full:
            full.setattr(shutil, "disk_usage", lambda _folder: free)
            driver.click("settings.library.archive")
            await choose(driver, "archiveDialog", archive)
            assert driver.widget("transferState").text().startswith("There is not enough space in")
            assert not archive.exists()
            driver.click("transferCancelButton")

        # stopped while it is written
        is_asked, gate, usage = threading.Event(), threading.Event(), shutil.disk_usage

        def wait_for_gate(folder: Path) -> object:
            is_asked.set()
            assert gate.wait(10)
            return usage(folder)

        with monkeypatch.context() as held:
            held.setattr(shutil, "disk_usage", wait_for_gate)
            driver.click("settings.library.archive")
            dialog = driver.window.findChild(QFileDialog, "archiveDialog")
            dialog.fileSelected.emit(str(archive))
            dialog.close()
            await driver.until(is_asked.is_set)
            assert driver.widget("transferCancelButton").text() == "Stop"
            driver.click("transferCancelButton")
            gate.set()
            await driver.idle()
        assert not driver.widget("transferPanel").isVisible()
        assert os.listdir(tmp_path) == ["profile"], "nothing is left of it"

        driver.click("settings.library.archive")
        await choose(driver, "archiveDialog", archive)
        words = driver.widget("transferState").text()
        assert words.startswith("The archive contains your whole library with all notes, tags and collections: 1 paper")
        assert f"It is in the folder {tmp_path}." in words
        assert "choose “File > Import > Open library archive…”. The library" in words
        panel, state = driver.widget("transferPanel"), driver.widget("transferState")
        assert state.visibleRegion().boundingRect() == state.rect(), "all of the words are in sight"
        assert panel.height() == panel.layout().totalHeightForWidth(panel.width()), "no empty space below the words"
        assert archive.exists()
        driver.trigger("view.library")
        await driver.idle()
        assert not panel.isVisible(), "it is about what was done"
        driver.trigger("view.settings")
        await driver.idle()

        driver.click("settings.library.unarchive")
        await choose(driver, "archiveDialog", archive)
        await choose(driver, "transferFolderDialog", other)
        assert driver.widget("transferState").text().startswith("Unpacked 1 paper into")
        assert state.isVisible()
        assert wanted == [], "the present library stays until the user switches"
        driver.click("transferCancelButton")

        driver.click("settings.library.move")
        await choose(driver, "transferFolderDialog", moved)
        assert not moved.exists(), "it asks first"
        assert state.isVisible()
        assert state.text().startswith("Your library is copied to")
        driver.click("transferButton")
        await driver.idle()
        assert wanted == [moved]
        assert (moved / "library.sqlite").is_file()
        assert library.data_dir.is_dir(), "the old folder stays"
    assert settings.load(["--profile", str(profile)]).data_dir == moved
    async with window_on(demo, profile, offline=True) as driver:
        await driver.until(lambda: driver.window.messages.note("moved") is not None)
        assert driver.window.messages.note("moved").lead == f"Your library is in {moved} now."
        assert driver.window.messages.closes_itself("moved"), "it covers rows"
        assert (await driver.program.services.library.counts()).papers == 1


async def test_a_library_that_changes_while_it_is_copied_is_not_moved(demo, tmp_path: Path):
    moved = tmp_path / "moved"
    async with window_on(demo, tmp_path / "profile", offline=True) as driver:
        services = driver.program.services
        key = await services.library.entries.add({ITEM_TYPE: "book", "title": "On Growth and Form"})
        scope = driver.window.ui_context.scope
        driver.trigger("library.move")
        await choose(driver, "transferFolderDialog", moved)
        driver.click("transferButton")
        scope.start(services.library.star([key], True), name="star while it is copied")
        await driver.idle()
        assert driver.widget("transferState").text().startswith("Your library changed while it was copied.")
        assert not moved.exists()
        assert services.settings_editor.current.data_dir == services.library.data_dir


async def test_the_folder_of_the_library_is_shown(demo, tmp_path: Path):
    opened: list[str] = []
    async with window_on(demo, tmp_path, prepare=recorded("open_path", opened)) as driver:
        driver.trigger("library.show_folder")
        assert [Path(path) for path in opened] == [driver.program.services.library.data_dir]


async def test_after_a_switch_the_window_says_which_library_it_shows(demo, tmp_path: Path):
    profile, other = tmp_path / "profile", tmp_path / "other library"
    async with window_on(demo, profile, offline=True) as driver:
        first = driver.program.services.library.data_dir
        await driver.idle()
        assert driver.window.messages.note("moved") is None
        other.mkdir()
        await driver.program.services.settings_editor.set("data_dir", str(other))
    for is_first_start in (True, False):
        async with window_on(demo, profile, offline=True) as driver:
            await driver.until(lambda: driver.window.ui_context.state.get("library_folder", str) == str(other))
            note = driver.window.messages.note("moved")
            if is_first_start:
                assert note.lead == f"This is the library in {other}."
                assert str(first) in note.text
            else:
                assert note is None
