"""The page "Add PDFs" has an arrow back, and Esc does what the arrow does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from scholar_desktop.ui.context.page_head import PageHead
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.add_pdfs.test_add_pdfs import a_pdf
from tests.ui.window.test_sidebar import lit


def _arrow(driver: Driver) -> QAbstractButton:
    head = driver.widget("addPdfsPage").findChild(PageHead)
    return next(one for one in head.findChildren(QAbstractButton) if one.accessibleName() == "Back")


@pytest.mark.parametrize("left", ["view.search", "view.downloads", "view.library_starred"])
async def test_esc_and_the_arrow_lead_back_from_add_pdfs_to_the_page_that_was_left(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    file = a_pdf(tmp_path / "mine", "report.pdf", None)
    chosen = "scholar_desktop.ui.add_pdfs.add_pdfs_commands.open_files"
    monkeypatch.setattr(chosen, lambda *arguments, **_options: arguments[3]([file]))
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        await driver.search("attention")
        driver.trigger(left)
        await driver.idle()
        place = navigation.page, navigation.library_view
        for press in (lambda: keyboard.press("Escape"), lambda: keyboard.press("Alt+Left")):
            driver.trigger("library.add_files")
            await driver.idle()
            assert navigation.page == "add_pdfs"
            assert keyboard.focus is driver.view("addPdfsView"), "not the arrow, which Enter would press"
            assert lit(driver) == ["view.library"]
            await press()
            await driver.idle()
            assert (navigation.page, navigation.library_view) == place
        driver.trigger("library.add_files")
        await driver.idle()
        assert _arrow(driver).isVisible()
        _arrow(driver).click()
        await driver.idle()
        assert (navigation.page, navigation.library_view) == place
        assert lit(driver) == [left]
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert navigation.page == "add_pdfs"
        driver.type("10.1/x", "nameFileEdit")
        driver.press(Qt.Key.Key_Escape, "nameFileEdit")
        await driver.idle()
        assert (navigation.page, navigation.library_view) == place
    async with window_on(demo, tmp_path / "profile") as driver:
        navigation = driver.window.navigation
        navigation.show("add_pdfs")
        await driver.idle()
        assert navigation.page == "add_pdfs"
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        await driver.until(lambda: navigation.page == "add_pdfs")
        await driver.idle()
        await keyboard.press("Escape")
        await driver.idle()
        assert navigation.page == "library", "to which it belongs, after a restart"
