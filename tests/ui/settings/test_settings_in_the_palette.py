"""The command palette leads to the sections of the settings, and to the sources to search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.settings.setting_sections import SECTIONS
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


def _focused_group(driver: Any) -> str:
    focused = driver.window.focusWidget()
    return str(focused.parent().objectName()) if focused is not None else ""


@pytest.mark.parametrize("words", ["sources", "unpaywall off", "turn off zenodo"])
async def test_the_palette_leads_to_the_sources(demo: Any, tmp_path: Path, words: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+Shift+P")
        await driver.idle()
        await keyboard.type(words)
        await keyboard.press("Return")
        await driver.until(lambda: _focused_group(driver) == "searchSources")


async def test_the_palette_finds_the_sections_of_the_settings_by_their_titles_and_what_is_in_them(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+Shift+P")
        await driver.idle()
        rows = driver.widget("paletteList")

        async def found(words: str) -> list[str]:
            driver.widget("paletteEdit").clear()
            await keyboard.type(words)
            return [rows.item(row).text() for row in range(rows.count())]

        assert (await found("services"))[0] == "Services and keys"
        assert (await found("privacy"))[0] == "Privacy"
        assert "Sources to search…" in await found("zenodo")
        for words, title in (
            ("zenodo token", "Services and keys"),
            ("files per host", "Downloads"),
            ("text size", "Appearance"),
            ("telemetry", "Privacy"),
            ("settings file", "Library"),
            ("on disk", "Library"),
            ("whole library", "Library"),
            ("how often", "News"),
        ):
            assert title in await found(words), words
        await found("appearance")
        await keyboard.press("Return")
        await driver.until(lambda: _focused_group(driver) == "themeSetting")


async def test_each_setting_with_a_row_is_found_by_the_palette(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        keys = [key for section in SECTIONS for key in section.keys]
        assert len(keys) == len(set(keys))
        assert driver.window.pages.page("settings")._controls.keys() <= set(keys)
