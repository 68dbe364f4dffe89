"""A source that is off in the settings: the page of the search names it, and leads to the setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.ui.rows.panel_line_delegate import HELP
from tests.support.keyboard import Keyboard
from tests.support.window_driver import shown_tooltip, window_on

OFF = "Unpaywall is off in Settings, so it was not searched."


def _focused_group(driver: Any) -> str:
    focused = driver.window.focusWidget()
    return str(focused.parent().objectName()) if focused is not None else ""


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_the_chip_of_a_source_that_is_off_says_so_and_leads_to_the_setting(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size, sources=("s2", "zenodo")) as driver:
        chip = driver.widget("sourceChip.unpaywall")
        assert (chip.isVisible(), chip.text()) == (True, "Unpaywall off")
        await driver.search("attention")
        assert (chip.isVisible(), chip.text()) == (True, "Unpaywall off")
        assert shown_tooltip(chip).startswith("Unpaywall is off in Settings")
        driver.trigger("search.why")
        assert OFF in driver.widget("whyPanel").text
        driver.press(Qt.Key.Key_Escape, "whyPanel")
        driver.click("sourceChip.unpaywall")
        await driver.until(lambda: _focused_group(driver) == "searchSources")
        await driver.window.ui_context.services.settings_editor.set("sources", None)
        driver.trigger("go.back")
        await driver.idle()
        assert not chip.isVisible(), "it is on, but was not searched for this list"
        await driver.search("attention")
        assert chip.isVisible()
        assert "off" not in chip.text()
        driver.trigger("search.why")
        assert OFF not in driver.widget("whyPanel").text


async def test_a_search_that_finds_nothing_names_the_source_that_is_off(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, sources=("s2", "zenodo")) as driver:
        await driver.search("qqzzyy nothing")
        message = driver.window.search_page.panes.results.pane.message
        assert OFF in message.text
        step = next(step for step in message.steps if step.title == "Choose sources")
        step.run()
        await driver.until(lambda: _focused_group(driver) == "searchSources")


async def test_the_chip_of_all_sources_counts_the_one_that_is_off_and_names_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(640, 600), sources=("s2", "zenodo")) as driver:
        await driver.search("attention")
        chip = driver.widget("sourceChips")
        assert chip.isVisible()
        assert chip.text() == "2 of 3 sources"
        assert shown_tooltip(chip) == "Off in Settings: Unpaywall."
        assert not driver.widget("sourceChip.unpaywall").isVisible()


async def test_the_palette_says_that_sources_are_off_not_that_all_are_searched(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, sources=("unpaywall", "zenodo")) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")

        async def reason() -> str:
            await keyboard.press("Ctrl+Shift+P")
            await driver.idle()
            await keyboard.type("search all sources")
            rows = driver.widget("paletteList")
            (row,) = [at for at in range(rows.count()) if rows.item(at).text() == "Search all sources"]
            words = str(rows.item(row).data(HELP))
            await keyboard.press("Escape")
            return words

        assert await reason() == "Some sources are off in Settings. To turn them on, use “Sources to search…”."
        await driver.window.ui_context.services.settings_editor.set("sources", None)
        await driver.search("attention")
        assert await reason() == "All sources are searched already."
