"""Down in the search box of the library, while no paper matches, and typing in the box again afterwards."""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import window_on


async def test_letters_go_to_the_box_after_down_in_an_empty_list(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, library = Keyboard(driver), driver.program.services.library
        await library.add([a_paper("Trees of results")])
        await keyboard.press("Ctrl+3")
        await keyboard.settle()
        await keyboard.press("Ctrl+F")
        await keyboard.type("zzzq")
        await keyboard.settle()
        view = driver.view("libraryView")
        assert view.model().rowCount() == 0
        await keyboard.press("Down")
        await keyboard.settle()
        assert isinstance(keyboard.focus, Button), "of the message in place of the rows"
        await keyboard.press("Ctrl+F")
        await keyboard.press("Ctrl+A")
        for letter in "trs":
            await keyboard.type(letter)
            await keyboard.settle()
        assert keyboard.focus.objectName() == "libraryEdit"
        assert keyboard.focus.text() == "trs"
        [kept] = (await library.page(LibraryView.ALL)).papers
        assert not kept.starred
