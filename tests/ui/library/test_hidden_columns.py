"""The table of the library says how many of its columns have no room in a narrow window."""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.paper import Ids, Paper
from tests.support.window_driver import shown_tooltip, window_on


async def test_the_button_of_the_columns_says_how_many_have_no_room(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await driver.program.services.library.add([Paper("On mosses", Ids(doi="10.5555/1"))])
        driver.trigger("view.library")
        await driver.idle()
        driver.click("tableButton")
        await driver.idle()
        button, view = driver.widget("columnsButton"), driver.view("libraryView")
        assert (button.content.text, shown_tooltip(button)) == ("", "Choose columns")
        driver.window.resize(600, 700)
        await driver.until(lambda: view.horizontalHeader().hiddenSectionCount() > 0)
        hidden = [
            column.head
            for place, column in enumerate(view.model().columns)
            if view.horizontalHeader().isSectionHidden(place)
        ]
        assert button.content.text == button.accessibleName() == f"Columns: {len(hidden)} hidden"
        assert shown_tooltip(button).startswith(f"Choose columns\nNot enough space: {', '.join(hidden)}.")
        driver.window.resize(1440, 900)
        await driver.until(lambda: button.content.text == "")
        assert button.accessibleName() == "Choose columns"
