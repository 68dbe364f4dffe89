"""The details of a paper in the trash: they stay when nothing is selected, and nothing there gets the paper again."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on

CLOSED = "10.1037/0003-066X.37.2.122"


def note_buttons(driver: Driver) -> list[str]:
    found = driver.widget("pdfNote").findChildren(Button)
    return [button.content.text for button in found if button.isVisible()]


def words_in(driver: Driver, name: str) -> set[str]:
    return {one.text() for one in driver.widget(name).findChildren(QLabel)}


def shown_in_details(driver: Driver) -> tuple[object, ...]:
    copies = driver.widget("copiesView")
    return (
        driver.widget("readPdfButton").isVisible(),
        driver.widget("keepButton").content.text,
        driver.widget("ownLinkEdit").isVisible(),
        sorted(one.content.text for one in copies.findChildren(Button, "getCopyButton")),
        words_in(driver, "copiesView"),
    )


async def test_a_click_below_the_rows_of_the_trash_changes_no_details_and_nothing_there_gets_the_paper(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        driver.click_row(0)
        driver.trigger("paper.get_pdf")
        await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        assert "In library" in words_in(driver, "copiesView")
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        driver.click("sidebar.view.library_trash")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        before = shown_in_details(driver)
        assert before[:4] == (True, "Restore", False, [])
        label = next(one for one in driver.widget("copiesView").findChildren(QLabel) if one.text() == "In trash")
        assert label.property("tone") == "muted"

        viewport = driver.view("libraryView").viewport()
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(80, viewport.height() - 20))
        await driver.idle()
        assert driver.chosen("libraryView") == []
        assert shown_in_details(driver) == before
        driver.click("keepButton")
        await driver.idle()
        assert driver.titles("libraryView") == []
        assert driver.window.messages.note("undo").lead.startswith("Restored “")


async def test_a_closed_paper_in_the_trash_is_not_said_to_be_in_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(CLOSED)
        driver.click_row(0)
        await driver.idle()
        await driver.program.services.library.add([driver.view().model().paper(0)])
        driver.trigger("paper.get_pdf")
        await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        await driver.until(lambda: "but not watched" in driver.widget("pdfNote").accessibleName())
        assert "Watch…" in note_buttons(driver)
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        driver.click("sidebar.view.library_trash")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        await driver.until(lambda: driver.widget("keepButton").content.text == "Restore")
        assert "No open copy found." in driver.widget("pdfNote").accessibleName()
        assert "It is in your library" not in driver.widget("pdfNote").accessibleName()
        assert {"Check automatically", "Watch", "Watch…"}.isdisjoint(note_buttons(driver))
