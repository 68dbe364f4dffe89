"""After a collection was renamed by a command, the focus is where it was before: Delete in the sidebar is for the
collection."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, show_in_library, window_on


async def _with_paper_in_collection(driver: Driver) -> Keyboard:
    await driver.search("memory")
    await show_in_library(driver, 0)
    paper = driver.window.context.now.paper
    await driver.program.services.collections.put_in([paper], "Thesis")
    await driver.idle()
    [one] = await driver.program.services.collections.all()
    driver.window.navigation.show_collection(one, focus=True)
    await driver.idle()
    return Keyboard(driver)


def _paths(driver: Driver) -> list[str]:
    return [one.path for one in driver.widget("collectionsView").rows.rows]


@pytest.mark.parametrize("end", ["Return", "Escape"])
@pytest.mark.parametrize("way", ["palette", "menu"])
async def test_the_list_has_the_focus_again_after_a_collection_was_renamed(
    demo: Any, tmp_path: Any, end: str, way: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = await _with_paper_in_collection(driver)
        view = driver.view("libraryView")
        assert keyboard.focus is view
        if way == "palette":
            await keyboard.press("Ctrl+Shift+P")
            await keyboard.type("rename collection")
            await driver.idle()
            await keyboard.press("Return")
        else:
            driver.trigger("collection.rename")
        await driver.idle()
        assert keyboard.focus.objectName() == "collectionNameEdit"
        await keyboard.type("Book")
        await keyboard.press(end)
        await driver.idle()
        assert _paths(driver) == ["Book" if end == "Return" else "Thesis"]
        assert keyboard.focus is view
        await keyboard.press("Delete")
        await driver.idle()
        assert len(_paths(driver)) == 1, "Delete is for the paper of the list"


@pytest.mark.parametrize("end", ["Return", "Escape"])
async def test_the_row_has_the_focus_again_after_a_collection_was_renamed_in_the_sidebar(
    demo: Any, tmp_path: Any, end: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = await _with_paper_in_collection(driver)
        rows = driver.widget("collectionsView")
        rows.setFocus()
        await keyboard.press("F2")
        await keyboard.type("Book")
        await keyboard.press(end)
        await driver.idle()
        assert keyboard.focus is rows
