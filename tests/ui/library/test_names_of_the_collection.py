"""The rows of a collection do not name it, also those that were in the list that was shown before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.own_fields import ITEM_TYPE
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_every_row_is_painted_again_when_a_collection_with_the_same_papers_is_shown(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, offline=True, citations=None) as driver:
        library, keyboard = driver.program.services.library, Keyboard(driver)
        for title in ("Whales", "Algae", "Moss"):
            await library.entries.add({ITEM_TYPE: "book", "title": title})
        papers = [kept.paper for kept in (await library.page(LibraryView.ALL, offset=0, limit=3)).papers]
        await driver.program.services.collections.put_in(papers, "Thesis")
        driver.trigger("view.library")
        await driver.idle()
        model = driver.view("libraryView").model()
        assert [model.row(row).collections for row in range(3)] == ["Thesis"] * 3
        painted: set[int] = set()
        model.dataChanged.connect(lambda first, last, _roles: painted.update(range(first.row(), last.row() + 1)))
        model.modelReset.connect(lambda: painted.update(range(model.rowCount())))
        await keyboard.press("Ctrl+9")
        await driver.idle()
        await keyboard.press("Return")
        await driver.idle()
        assert [model.row(row).collections for row in range(3)] == [""] * 3
        assert painted == {0, 1, 2}
        painted.clear()
        await keyboard.press("Ctrl+3")
        await driver.idle()
        assert [model.row(row).collections for row in range(3)] == ["Thesis"] * 3
        assert painted == {0, 1, 2}
