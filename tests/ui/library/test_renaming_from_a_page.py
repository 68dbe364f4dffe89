"""A tag or collection is renamed from its chip in the details of a paper, a tag also from the list of its papers."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on


async def _with_a_tag(driver: Driver) -> Keyboard:
    """Add two papers with the tags “sea” and “zoo”, and a collection, and show the first one."""
    library = driver.program.services.library
    await library.add([a_paper("Whales"), a_paper("Seals")])
    papers = (await library.page()).papers
    await library.tag([one.key for one in papers], "sea")
    await library.tag([one.key for one in papers], "zoo")
    await driver.program.services.collections.put_in([one.paper for one in papers], "Book")
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(0, "libraryView")
    await driver.until(lambda: driver.window.findChild(object, "tagChip.sea") is not None)
    await driver.idle()
    return Keyboard(driver)


async def _choose(driver: Driver, keyboard: Keyboard, chip: str, title: str) -> None:
    """Choose an entry of the context menu of a chip with the keyboard."""
    driver.widget(chip).setFocus()
    await keyboard.press("Shift+F10")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (entry,) = menu.actions()
    assert shown_text(entry.text()) == title
    await keyboard.press("Return")
    await driver.idle()


async def _name(driver: Driver, keyboard: Keyboard, name: str, end: str = "Return") -> None:
    await keyboard.press("Ctrl+A")
    await keyboard.type(name)
    await keyboard.press(end)
    await driver.idle()


@pytest.mark.parametrize("end", ["Return", "Escape"])
async def test_a_tag_is_renamed_from_its_chip_in_the_details(demo: Any, tmp_path: Any, end: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, library = await _with_a_tag(driver), driver.program.services.library
        await _choose(driver, keyboard, "tagChip.sea", "Rename tag")
        box = keyboard.focus
        assert (box.objectName(), box.text()) == ("tagRenameEdit", "sea")
        assert driver.window.rect().contains(box.geometry()), "the box is cut at the edge of the window"
        await _name(driver, keyboard, "zzz", end)
        if end == "Escape":
            assert dict(await library.tags()) == {"sea": 2, "zoo": 2}
            assert keyboard.focus is driver.widget("tagChip.sea")
            return
        assert dict(await library.tags()) == {"zzz": 2, "zoo": 2}
        assert keyboard.focus is driver.widget("tagChip.zzz"), "Delete would remove another tag"
        note = driver.window.messages.note("undo")
        assert note.lead == "Renamed the tag “sea” to “zzz”."
        driver.trigger("edit.undo")
        await driver.idle()
        assert dict(await library.tags()) == {"sea": 2, "zoo": 2}


async def test_a_collection_is_renamed_from_its_chip_in_the_details(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_a_tag(driver)
        await _choose(driver, keyboard, "collectionChip.Book", "Rename collection")
        assert keyboard.focus.objectName() == "collectionNameEdit"
        await _name(driver, keyboard, "Thesis")
        assert [one.path for one in await driver.program.services.collections.all()] == ["Thesis"]
        assert keyboard.focus is driver.widget("collectionChip.Thesis")
        assert driver.window.context.now.collection is None
        driver.trigger("edit.undo")
        await driver.idle()
        assert [one.path for one in await driver.program.services.collections.all()] == ["Book"]


async def test_the_tag_of_the_list_is_renamed_by_the_palette_and_its_list_stays(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, registry = await _with_a_tag(driver), driver.window.registry
        assert registry.why_not("library.rename_tag") == "No tag is shown. Select a tag in the sidebar."
        driver.click("sidebar.tag.sea")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("rename tag")
        await driver.idle()
        await keyboard.press("Return")
        await driver.idle()
        assert keyboard.focus.objectName() == "tagRenameEdit"
        await _name(driver, keyboard, "ocean")
        assert keyboard.focus is driver.view("libraryView")
        assert (driver.window.navigation.tag, driver.widget("sidebar.tag.ocean").accessibleName()) == (
            "ocean",
            "ocean, 2 papers, shown",
        )
        assert len(driver.titles("libraryView")) == 2
        for command, tag in (("edit.undo", "sea"), ("edit.redo", "ocean"), ("edit.undo", "sea")):
            driver.trigger(command)
            await driver.idle()
            assert driver.window.navigation.tag == driver.window.context.now.tag == tag
            assert len(driver.titles("libraryView")) == 2
        driver.trigger("view.search")
        await driver.idle()
        assert registry.why_not("library.rename_tag") is not None
