"""Enter on a row of the sidebar opens its place and leads into its list; Space stays in the sidebar."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import window_on


@pytest.mark.parametrize("size", [(1440, 900), (800, 640)])
async def test_enter_leads_into_the_list(demo: Any, tmp_path: Any, size: tuple[int, int]) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard, services = Keyboard(driver), driver.program.services
        papers = [a_paper("Trees of results"), a_paper("Other")]
        await services.library.add(papers)
        await services.collections.put_in(papers[:1], "Thesis")
        await driver.search("attention")
        row = driver.widget("sidebar.view.library")
        row.setFocus()
        await keyboard.press("Space")
        await driver.idle()
        assert keyboard.focus is row
        for _ in range(2):
            row.setFocus()
            await keyboard.press("Return")
            await driver.idle()
            assert keyboard.focus is driver.view("libraryView")
            driver.trigger("view.search")
            await driver.idle()
        search = driver.widget("sidebar.view.search")
        search.setFocus()
        await keyboard.press("Return")
        await driver.idle()
        assert keyboard.focus is driver.view("resultsView")
        downloads = driver.widget("sidebar.view.downloads")
        downloads.setFocus()
        await keyboard.press("Return")
        await driver.idle()
        assert keyboard.focus is downloads, "it has no list yet"


async def test_enter_leads_into_the_list_of_a_collection(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, services = Keyboard(driver), driver.program.services
        papers = [a_paper("Trees of results"), a_paper("Other")]
        await services.library.add(papers)
        await services.collections.put_in(papers[:1], "Thesis")
        await driver.idle()
        collections = driver.widget("collectionsView")
        collections.setFocus()
        collections.setCurrentIndex(collections.rows.index(0))
        await keyboard.press("Space")
        await driver.idle()
        assert driver.titles("libraryView") == ["Trees of results"]
        assert keyboard.focus is collections
        await keyboard.press("Return")
        await driver.idle()
        assert keyboard.focus is driver.view("libraryView")
        await keyboard.press("Down")
        assert driver.chosen("libraryView") == ["Trees of results"]
