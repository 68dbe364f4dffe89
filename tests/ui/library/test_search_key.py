"""Ctrl+F in the library searches the part that is shown; from another page, it searches the whole library."""

from __future__ import annotations

from scholar_desktop.ui.context import navigation as places
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_from_another_page_the_whole_library_is_searched_and_in_a_collection_the_collection(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        thesis = await driver.program.services.collections.make("Thesis")
        await driver.idle()
        navigation.show_collection(thesis)
        await driver.idle()
        await keyboard.press("Ctrl+F")
        await driver.idle()
        assert navigation.collection is not None
        assert driver.widget("libraryEdit").hasFocus()
        await keyboard.press("Ctrl+1")
        await driver.idle()
        assert navigation.page == places.SEARCH
        await keyboard.press("Ctrl+F")
        await driver.idle()
        assert navigation.page == places.LIBRARY
        assert navigation.is_whole_library
        assert driver.widget("libraryEdit").hasFocus()
