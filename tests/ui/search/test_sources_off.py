"""A source that is off in the settings: the page of the search names it, and leads to the setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

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
        assert (chip.isVisible(), chip.accessibleName()) == (True, "Unpaywall: not searched")
        assert shown_tooltip(chip).startswith("The search did not include Unpaywall.")
        driver.trigger("search.why")
        assert OFF not in driver.widget("whyPanel").text
        assert "The search did not include Unpaywall." in driver.widget("whyPanel").text
        driver.press(Qt.Key.Key_Escape, "whyPanel")
        assert driver.window.registry["search.all_sources"].isEnabled()
        driver.click("sourceChip.unpaywall")
        await driver.idle()
        assert driver.state("sourceChip.unpaywall") == "ok"
        assert not driver.widget("allSourcesButton").isVisible()
        driver.trigger("search.why")
        assert "did not include" not in driver.widget("whyPanel").text


@pytest.mark.parametrize("size", [(1440, 900), (640, 600)])
async def test_a_source_that_was_turned_on_after_the_search_is_searched_by_the_button_for_all_sources(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size, sources=("unpaywall", "zenodo")) as driver:
        await driver.search("attention")
        before = driver.view().model().rowCount()
        await driver.window.ui_context.services.settings_editor.set("sources", None)
        await driver.idle()
        if size == (640, 600):
            assert driver.widget("sourceChips").text() == "2 of 3 sources"
            assert shown_tooltip(driver.widget("sourceChips")) == "The search did not include Semantic Scholar."
        driver.click("allSourcesButton")
        await driver.idle()
        assert driver.state("sourceChip.semantic_scholar") == "ok"
        assert driver.view().model().rowCount() > before
        assert not driver.widget("allSourcesButton").isVisible()


async def test_a_search_that_finds_nothing_names_the_source_that_is_off(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, sources=("s2", "zenodo")) as driver:
        await driver.search("qqzzyy nothing")
        pane = driver.window.search_page.panes.results.pane
        assert OFF in pane.message.text
        step = next(step for step in pane.message.steps if step.title == "Choose sources")
        step.run()
        await driver.until(lambda: _focused_group(driver) == "searchSources")
        await driver.window.ui_context.services.settings_editor.set("sources", None)
        driver.trigger("go.back")
        await driver.until(lambda: "The search did not include Unpaywall." in pane.message.text)
        assert "Search all sources" in [step.title for step in pane.message.steps]


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
        await driver.idle()
        assert driver.window.registry["search.all_sources"].isEnabled(), "Semantic Scholar was not searched"
        await driver.search("attention")
        assert await reason() == "All sources are searched already."


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_the_menu_of_filters_leads_to_the_sources_to_search(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        driver.click("filterChip.more")
        menus = [one for one in driver.widget("filterChip.more").parent().findChildren(QMenu) if one.isVisible()]
        assert len(menus) == 1
        last = menus[0].actions()[-1]
        assert last.text().replace("&", "") == "Sources to search…"
        last.trigger()
        menus[0].close()
        await driver.until(lambda: _focused_group(driver) == "searchSources")


async def test_a_saved_search_says_that_a_source_with_which_it_was_saved_is_off(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        editor, page = driver.window.ui_context.services.settings_editor, driver.window.search_page
        await driver.search("attention")
        driver.trigger("search.save")
        await driver.idle()
        (saved,) = await driver.program.services.saved_searches.all()
        assert saved.sources is None
        assert driver.bar("results") == ""
        await editor.set("sources", ("s2", "zenodo"))
        await driver.idle()
        assert driver.bar("results") == "", "the rows are still those of all sources"
        driver.click(f"sidebar.saved.{saved.key}")
        await driver.idle()
        words = "Saved with Unpaywall, which is off in Settings. Papers that only Unpaywall has are missing below."
        assert driver.bar("results") == words
        await driver.search("memory")
        assert driver.bar("results") == "", "it is another search"
        driver.click(f"sidebar.saved.{saved.key}")
        await driver.idle()
        assert driver.bar("results") == words
        note = driver.window.messages.note("news")
        assert note.lead.startswith("No new papers in “attention” since ")
        assert note.text.endswith("Unpaywall is off in Settings, so it was not searched.")
        page.panes.results.pane.bar.button("Sources to search…").click()
        await driver.until(lambda: _focused_group(driver) == "searchSources")
        await editor.set("sources", None)
        driver.trigger("go.back")
        await driver.idle()
        assert driver.bar("results") == ""
        await editor.set("sources", ("s2",))
        driver.click(f"sidebar.saved.{saved.key}")
        await driver.idle()
        assert driver.bar("results").startswith("Saved with Unpaywall and Zenodo, which are off in Settings.")
        driver.trigger("saved.remove")
        await driver.idle()
        assert not await driver.program.services.saved_searches.all()
        assert driver.bar("results") == ""


async def test_a_search_that_was_saved_without_a_source_does_not_name_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, sources=("s2", "zenodo")) as driver:
        await driver.search("attention")
        driver.trigger("search.save")
        await driver.idle()
        (saved,) = await driver.program.services.saved_searches.all()
        driver.click(f"sidebar.saved.{saved.key}")
        await driver.idle()
        assert driver.bar("results") == ""
