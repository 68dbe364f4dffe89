"""Tags with a colour and a key, renamed and merged as a whole; and the reading states."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on


def lead(driver: Driver) -> str:
    note = driver.window.messages.note("undo")
    return note.lead if note is not None else ""


def entry(driver: Driver, tag: str, *path: str) -> QAction:
    """Return an entry of the menu of a tag in the sidebar."""
    tags = driver.widget("tags")
    one = next(each for each in tags._tags if each.name == tag)
    menu = tags._menu.menu_of(one, driver.widget(f"sidebar.tag.{tag}"))
    for title in path[:-1]:
        found = next(each.menu() for each in menu.actions() if each.text() == title)
        assert isinstance(found, QMenu)
        menu = found
    return next(each for each in menu.actions() if each.text() == path[-1])


async def run(driver: Driver, tag: str, *path: str) -> None:
    entry(driver, tag, *path).trigger()
    await driver.idle()


async def test_a_tag_has_a_colour_and_a_key_and_is_renamed_on_all_its_papers(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await library.add([a_paper("Whales"), a_paper("Seals"), a_paper("Krill")])
        keys = {one.paper.title: one.key for one in (await library.page()).papers}
        await library.tag([keys["Whales"]], "sea")
        await library.tag([keys["Seals"]], "water")
        driver.trigger("view.library")
        await driver.idle()
        await run(driver, "sea", "Colour", "Teal")
        await run(driver, "sea", "Key", "3")
        chip = driver.widget("sidebar.tag.sea")
        assert (chip.content.icon, chip.content.count) == ("tag", "3")
        assert chip.content.icon_colour.startswith("#")
        assert entry(driver, "sea", "Colour", "Teal").isChecked()

        driver.view("libraryView").setFocus()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        driver.press(Qt.Key.Key_3, "libraryView")
        await driver.idle()
        assert lead(driver) == "Tagged 3 papers with “sea”."
        assert dict(await library.tags()) == {"sea": 3, "water": 1}
        driver.press(Qt.Key.Key_3, "libraryView")
        await driver.idle()
        assert dict(await library.tags()) == {"water": 1}, "all of them had it"
        driver.trigger("edit.undo")
        await driver.idle()
        driver.press(Qt.Key.Key_5, "libraryView")
        await driver.idle()
        assert lead(driver).startswith("No tag has the key 5.")

        entry(driver, "water", "Rename tag").trigger()
        driver.type("sea", "tagRenameEdit")
        driver.press(Qt.Key.Key_Return, "tagRenameEdit")
        await driver.idle()
        assert dict(await library.tags()) == {"sea": 3}, "two tags became one"
        driver.trigger("edit.undo")
        await driver.idle()
        assert dict(await library.tags()) == {"sea": 3, "water": 1}
        await run(driver, "sea", "Delete tag")
        assert lead(driver) == "Removed the tag “sea” from 3 papers."
        assert dict(await library.tags()) == {"water": 1}

        # the reading state of the paper shown
        driver.click_row(driver.titles("libraryView").index("Krill"), "libraryView")
        await driver.idle()
        menu = driver.widget("readingChoice").menu_of_choices()
        next(each for each in menu.actions() if each.text() == "Being read").trigger()
        await driver.idle()
        assert driver.widget("readingChoice").text() == "Being read"
        kept = await library.get(keys["Krill"])
        assert kept is not None
        assert kept.reading == "reading"
        driver.type("reading:reading", "libraryEdit")
        await driver.idle()
        assert driver.titles("libraryView") == ["Krill"]
