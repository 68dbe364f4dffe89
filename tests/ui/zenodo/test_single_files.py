"""Getting single files of a record: from the context menu of its row, and in its details; a message says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.support.window_driver import Driver, window_on


async def open_menu(driver: Driver) -> tuple[Any, QMenu]:
    """Search, select a record with several files by a right click, and return it and the menu."""
    driver.trigger("view.records")
    await driver.idle()
    driver.type("attention", "recordsEdit")
    driver.press(Qt.Key.Key_Return, "recordsEdit")
    await driver.until(lambda: driver.state("recordsPage") == "full")
    found = driver.widget("recordsPage").list.search.records
    record = next(one for one in found if len(one.files) > 1 and one.access == "open")
    view = driver.view("recordsView")
    index = view.model().index(found.index(record), 0)
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    await driver.idle()
    view.menu_wanted.emit(view.viewport().mapToGlobal(view.visualRect(index).center()))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return record, menu


async def test_one_file_is_got_from_the_menu_of_the_row(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        record, menu = await open_menu(driver)
        assert len([one for one in menu.actions() if not one.isSeparator()]) <= 12
        submenu = menu.findChild(QMenu, "recordFilesMenu")
        titles = [one.text() for one in submenu.actions() if not one.isSeparator()]
        assert len(titles) == len(record.files) + 1
        assert titles[0].startswith(f"{record.files[0].name} (")
        place = menu.actions().index(submenu.menuAction())
        assert menu.actions()[place - 1] is driver.window.registry["paper.get_pdf"]
        submenu.actions()[0].trigger()
        menu.close()
        downloads = driver.program.services.downloads
        note = driver.window.messages.note("kept_pdfs")
        title = record.title if len(record.title) < 40 else record.title[:20]
        assert note.lead.startswith(f"Getting 1 file of “{title}")
        assert [step.title for step in note.steps] == ["Show downloads"]
        await driver.until(lambda: len(downloads.items()) == 1 and not downloads.active)
        assert [file.name for file in downloads.items()[0].files] == [record.files[0].name]
        await driver.idle()
        _, menu = await open_menu(driver)
        titles = [one.text() for one in menu.findChild(QMenu, "recordFilesMenu").actions()]
        assert not titles[0].startswith(record.files[0].name), "it is in the library"
        menu.close()


async def test_the_details_of_a_record_say_which_files_are_got(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        _, menu = await open_menu(driver)
        menu.findChild(QMenu, "recordFilesMenu").actions()[-1].trigger()
        menu.close()
        await driver.until(lambda: driver.widget("filesView").isVisible())
        driver.click("getAllFilesButton")
        assert driver.window.messages.note("kept_pdfs").lead.startswith("Getting ")
        await driver.until(lambda: not driver.program.services.downloads.active)
