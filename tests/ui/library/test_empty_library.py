"""An empty library: no part of it offers to show all papers, which leads to another empty list."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on


def _offered(driver: Driver) -> list[str]:
    """The buttons of the message in place of the rows, and that at the head of a collection or tag."""
    library = driver.window.search_page.panes.library
    names = [one.text() for one in library.pane.findChildren(Button) if one.isVisible()]
    return names + [one.text() for one in library.bar.head.findChildren(Button) if one.isVisible()]


@pytest.mark.parametrize("kind", ["cards", "table"])
async def test_the_parts_of_an_empty_library_offer_to_search_for_papers(demo: Any, tmp_path: Any, kind: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.library")
        await driver.idle()
        driver.trigger(f"library.{kind}")
        await driver.idle()
        for view in (
            "view.library_starred",
            "view.library_to_read",
            "view.library_without_pdf",
            "view.library_trash",
        ):
            driver.click(f"sidebar.{view}")
            await driver.idle()
            assert _offered(driver) == ["Search for papers"], view
        collections = driver.program.services.collections
        await collections.make("Sleep")
        driver.window.navigation.show_collection((await collections.all())[0])
        await driver.idle()
        assert _offered(driver) == ["Search for papers"]
        await Keyboard(driver).press("Ctrl+F")
        driver.type("dreams", "libraryEdit")
        await driver.idle()
        assert _offered(driver) == ["Clear search", "Search online"]
        driver.type("", "libraryEdit")
        await driver.idle()
        [button] = [
            one for one in driver.window.findChildren(Button) if one.isVisible() and one.text() == "Search for papers"
        ]
        button.click()
        await driver.idle()
        assert driver.widget("searchEdit").hasFocus()


async def test_an_empty_library_names_ways_to_fill_it_that_work_there(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        ran: list[str] = []
        for name in ("library.import", "library.add_files"):
            action = driver.window.registry[name]
            action.triggered.disconnect()  # it opens a dialog of the system
            action.triggered.connect(lambda _on=False, name=name: ran.append(name))
        await Keyboard(driver).press("Ctrl+3")
        await driver.idle()
        assert QApplication.focusWidget().text() == "Search for papers"
        library = driver.window.search_page.panes.library
        assert sorted(_offered(driver)) == ["Add PDF files…", "Import…", "Search for papers"]
        words = " ".join(one.text() for one in library.pane.findChildren(QLabel) if one.isVisible())
        assert "Select papers in any list then press Ctrl+D to add them with their PDFs" in words
        for name in ("Import…", "Add PDF files…"):
            [button] = [one for one in library.pane.findChildren(Button) if one.isVisible() and one.text() == name]
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            await driver.idle()
        assert ran == ["library.import", "library.add_files"]


async def test_the_parts_of_a_library_with_papers_offer_to_show_all_papers(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        library, collections = driver.program.services.library, driver.program.services.collections
        await collections.make("Sleep")
        driver.window.navigation.show_collection((await collections.all())[0])
        await driver.idle()
        assert "Show all papers" not in _offered(driver)
        await library.add([a_paper("Dreams")])
        await driver.idle()
        assert _offered(driver) == ["Show all papers", "Search for papers", "Show all papers"]
        driver.click("sidebar.view.library_starred")
        await driver.idle()
        assert _offered(driver) == ["Show all papers"]
        driver.click("sidebar.view.library")
        await driver.idle()
        driver.view("libraryView").choose(0)
        await Keyboard(driver).press("Delete")
        await driver.idle()
        driver.click("sidebar.view.library_starred")
        await driver.idle()
        assert _offered(driver) == ["Search for papers"], "its only paper is in the trash"
