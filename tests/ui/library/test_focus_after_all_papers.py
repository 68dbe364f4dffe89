"""“Show all papers” above the list of a collection leads to the list of all papers."""

from __future__ import annotations

from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import window_on


async def test_the_list_of_all_papers_has_the_focus(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, services = Keyboard(driver), driver.program.services
        await services.library.add([a_paper("Trees of results")])
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        (found,) = driver.window.context.now.papers
        await services.collections.put_in([found], "Thesis")
        (thesis,) = await services.collections.all()
        driver.trigger("view.cited_by")
        await driver.idle()
        driver.window.navigation.show_collection(thesis, focus=True)
        await keyboard.settle()
        await driver.idle()
        assert driver.titles("citedByView")
        button = driver.widget("libraryCollectionChip")
        await keyboard.press("Shift+F6")
        assert keyboard.focus.objectName() == "libraryEdit"
        await keyboard.tab_to("libraryCollectionChip", back=True)
        await keyboard.press("Return")
        await keyboard.settle()
        assert not button.isVisible()
        assert keyboard.focus.objectName() == "libraryView"
        assert sorted(driver.titles("libraryView")) == sorted(["Trees of results", found.title])
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("list view")
        assert driver.widget("paletteList").item(0).text() == "Cards"
