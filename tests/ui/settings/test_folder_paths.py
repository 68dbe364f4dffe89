"""A folder in the settings is a text beside its button: it does not look like a box in which a path can be typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on

NAMES = ("downloadsFolderEdit", "dragFolderEdit", "folderEdit")


async def open_settings(driver: Driver) -> None:
    driver.trigger("view.settings")
    await driver.until(lambda: driver.widget("settingsPage")._is_built)
    await driver.idle()


async def test_no_box_of_the_settings_refuses_what_is_typed(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await open_settings(driver)
        page = driver.widget("settingsPage")
        boxes = page.findChildren(QLineEdit)
        assert len(boxes) > 5
        assert [box.objectName() for box in boxes if box.isReadOnly()] == []
        for name in NAMES:
            path = page.findChild(QLabel, name)
            assert path.textInteractionFlags() == Qt.TextInteractionFlag.TextSelectableByMouse, "it can be copied"
            assert not path.focusPolicy() & Qt.FocusPolicy.TabFocus


async def test_tab_goes_from_choose_to_choose(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await open_settings(driver)
        page = driver.widget("settingsPage")
        first = next(
            one for one in page.findChildren(QAbstractButton) if one.accessibleName().endswith("folder of the browser")
        )
        first.setFocus()
        assert first.accessibleDescription() == shown_tooltip(driver.widget("downloadsFolderEdit"))
        await keyboard.press("Tab")
        assert keyboard.focus.accessibleName() == "Choose: Folder for dragged PDFs"
        assert keyboard.focus.accessibleDescription() == shown_tooltip(driver.widget("dragFolderEdit"))


@pytest.mark.parametrize(("width", "text_size"), [(1440, 100), (1024, 100), (640, 200)])
async def test_a_long_path_wraps_beside_or_above_its_button(demo, tmp_path, width: int, text_size: int):
    folder = tmp_path.joinpath(*(f"projects-of-20{number}" for number in range(10, 20)))
    async with window_on(demo, tmp_path, size=(width, 640), drag_folder=folder, text_size=text_size) as driver:
        await open_settings(driver)
        page, path = driver.widget("settingsPage"), driver.widget("dragFolderEdit")
        assert path.text() == str(folder)
        assert path.heightForWidth(path.width()) <= path.height(), "no line of it is cut"
        assert path.height() > 2 * path.fontMetrics().height()
        row = path.parentWidget().parentWidget()
        assert path.mapTo(row, QPoint(path.width(), path.height())).y() <= row.height()
        area = page._scroll
        assert area.widget().width() <= area.viewport().width(), "nothing is beside the window"


async def test_the_row_of_the_library_folder_says_what_another_folder_does(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await open_settings(driver)
        page = driver.widget("settingsPage")
        sentence, free = page._folder.room.text().split("\n")
        assert sentence == "Choosing another folder switches library. Nothing is moved."
        assert free.endswith(" free")
        room = page._folder.room
        assert room.isVisible()
        assert room.parentWidget() is page._folder.parentWidget(), "in one row"
