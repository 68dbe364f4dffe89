"""Papers are put into collections, and collections are made, by what a person presses and types."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from scholar_desktop.ui.collections.chooser import CollectionButton
from tests.ui.driver import Driver, window_on


async def tree(driver: Driver) -> dict[str, int]:
    return {one.path: one.papers for one in await driver.program.services.collections.all()}


def offered(driver: Driver, panel: QWidget) -> list[str]:
    rows = panel.findChild(QListWidget, "collectionRows")
    return [rows.item(row).text() for row in range(rows.count())]


async def test_papers_of_a_search_go_into_a_collection_that_is_named_on_the_way(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.press(Qt.Key.Key_J, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        assert len(driver.chosen()) == 2
        await driver.idle()
        driver.trigger("paper.collect")
        await driver.idle()
        panel = driver.widget("collectionPanel")
        assert offered(driver, panel) == ["New collection…"]
        driver.type("Thesis / Chapter 2", "collectionEdit")
        assert offered(driver, panel) == ["New collection ‘Thesis / Chapter 2’"]
        driver.press(Qt.Key.Key_Return, "collectionEdit")
        await driver.idle()
        assert await tree(driver) == {"Thesis": 2, "Thesis/Chapter 2": 2}
        assert (await driver.program.services.library.counts()).papers == 2
        assert driver.window.messages.note("undo").lead == "Put 2 papers into ‘Thesis / Chapter 2’."

        driver.trigger("paper.collect")
        await driver.idle()
        assert offered(driver, panel) == ["Thesis", "Chapter 2", "New collection…"]
        driver.type("CHAP", "collectionEdit")
        assert offered(driver, panel) == ["Thesis / Chapter 2", "New collection ‘CHAP’"]
        driver.press(Qt.Key.Key_Return, "collectionEdit")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "2 papers are in ‘Thesis / Chapter 2’ already."

        driver.trigger("edit.undo")
        await driver.idle()
        assert await tree(driver) == {}
        assert (await driver.program.services.library.counts()).papers == 0


async def test_the_button_shows_its_collection_and_goes_with_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        host = QWidget(driver.window)
        button = CollectionButton(driver.window.workbench)
        told: list[str] = []
        button.chosen.connect(told.append)
        QVBoxLayout(host).addWidget(button)
        host.setGeometry(900, 600, 400, 60)
        host.show()
        book = driver.program.services.collections
        await book.make("Reading group")
        thesis = await book.make("Thesis")
        assert (button.text(), button.path) == ("None", "")
        driver.click("collectionButton")
        await driver.idle()
        panel = driver.widget("collectionPanel")
        assert offered(driver, panel) == ["None", "Reading group", "Thesis", "New collection…"]
        assert driver.window.rect().contains(panel.geometry())
        driver.press(Qt.Key.Key_Up, "collectionEdit")
        for _ in range(3):
            driver.press(Qt.Key.Key_Down, "collectionEdit")
        driver.press(Qt.Key.Key_Return, "collectionEdit")  # names a new one in the same box
        assert offered(driver, panel) == []
        driver.press(Qt.Key.Key_Escape, "collectionEdit")
        assert panel.isVisible()
        driver.type("thes", "collectionEdit")
        driver.press(Qt.Key.Key_Return, "collectionEdit")
        await driver.idle()
        assert (button.text(), told) == ("Thesis", ["Thesis"])
        await book.rename(thesis.key, "Book")
        await driver.idle()
        assert (button.text(), told[1:]) == ("Book", ["Book"])
        await book.delete(thesis.key)
        await driver.idle()
        assert (button.text(), told[2:]) == ("None", [""])
        button.show_path("Not there yet")
        await driver.idle()
        assert (button.path, told[3:]) == ("Not there yet", [])
