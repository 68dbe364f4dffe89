"""Commands on the citation list that is shown: its order, and its filters, which are not those of the search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.services.citations.filtering import Sort
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on


async def _run_command(driver: Driver, keyboard: Keyboard, words: str) -> None:
    await keyboard.press("Ctrl+Shift+P")
    await keyboard.type(words)
    await keyboard.press("Return")
    await driver.idle()


async def _show_citing_papers(driver: Driver, keyboard: Keyboard) -> Any:
    """Open the second result by keys, and return the pane of the papers that cite it, which has the focus."""
    driver.window.search_page.panes.results.focus_list()
    for keys in ("Down", "Return", "Ctrl+Alt+1"):
        await keyboard.press(keys)
        await driver.idle()
    pane = driver.window.search_page.panes.citations.cited_by
    await driver.until(lambda: pane.model.rowCount() > 0)
    return pane


async def test_filters_and_order_of_the_citation_list_are_commands(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        await driver.search("attention")
        before = driver.titles()
        pane = await _show_citing_papers(driver, keyboard)
        assert not actions["citations.clear_filters"].isEnabled()
        driver.widget("citedBy.words").setFocus()
        await keyboard.type("zzqqxx")
        await driver.until(lambda: pane.tools.filter.is_set)
        await driver.idle()
        assert driver.state("citedByView") == "empty", driver.state("citedByView")
        assert not actions["search.clear_filters"].isEnabled()
        await driver.idle()
        assert actions["citations.clear_filters"].isEnabled()
        driver.window.navigation.show("settings")
        await driver.idle()
        for action_id in ("citations.sort", "citations.clear_filters"):
            assert not actions[action_id].isEnabled(), "the list is not on the screen"
            assert actions[action_id].toolTip() == "Open the citing papers or references of a paper first."
        driver.window.navigation.show("search")
        await driver.idle()
        await _run_command(driver, keyboard, "clear filters")
        await driver.until(lambda: not pane.tools.filter.is_set)
        await driver.idle()
        assert pane.pane.message is None
        assert driver.widget("citedBy.words").text() == ""
        await _run_command(driver, keyboard, "sort citing")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text().replace("&", "") == "Most cited").trigger()
        menu.close()
        assert pane.tools.sort is Sort.CITED
        assert driver.titles() == before
        assert actions.title("search.sort_citations") == "Sort results by citations"


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_the_filters_of_the_citation_list_are_set_from_the_palette(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, demo=True, size=size) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        await driver.search("attention")
        filters = ("citations.words", "citations.years", "citations.intents", "citations.influential")
        for action_id in filters:
            assert not actions[action_id].isEnabled()
            assert actions[action_id].toolTip().startswith(("Open the citing papers", "Show “Cited by”"))
        pane = await _show_citing_papers(driver, keyboard)
        await driver.idle()
        await _run_command(driver, keyboard, "influential citations only")
        assert pane.tools.filter.influential
        await _run_command(driver, keyboard, "influential citations only")
        assert not pane.tools.filter.influential
        await _run_command(driver, keyboard, "by intent")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text().replace("&", "") == "Method").trigger()
        menu.close()
        assert pane.tools.filter.intents == {"method"}
        await _run_command(driver, keyboard, "citing papers or references by year")
        panel = driver.widget("yearsPanel")
        assert panel.isVisible()
        await keyboard.press("Escape")
        await _run_command(driver, keyboard, "words in the sentences")
        assert keyboard.focus is pane.tools.box


async def test_the_results_are_sorted_from_their_own_page_alone(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        actions = driver.window.registry
        await driver.search("attention")
        assert actions["search.sort_title"].isEnabled()
        driver.window.navigation.show("library")
        await driver.idle()
        assert not actions["search.sort_title"].isEnabled()
        why_not = "This sorts search results. To sort your library, use the headings above its list."
        assert actions["search.sort_title"].toolTip() == why_not
        driver.window.navigation.show("settings")
        await driver.idle()
        assert actions["search.sort_title"].toolTip() == "Only available on the search page."


COMMANDS = ("citations.sort", "citations.clear_filters", "citations.export", "citations.load_all")


async def test_commands_of_the_citation_list_are_off_while_the_list_is_not_on_the_screen(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        await driver.search("attention")
        pane = await _show_citing_papers(driver, keyboard)
        driver.widget("citedBy.words").setFocus()
        await keyboard.type("a")
        await driver.until(lambda: pane.tools.filter.is_set)
        await driver.idle()

        def enabled() -> list[bool]:
            return [actions[name].isEnabled() for name in COMMANDS]

        on = enabled()
        assert on[:3] == [True] * 3
        for hide, show in (
            ("Ctrl+F9", "Ctrl+F9"),  # closed
            ("Ctrl+Alt+5", "Ctrl+Alt+1"),  # the timeline
            ("Ctrl+Alt+3", "Ctrl+Alt+2"),  # similar papers; references are a list
        ):
            await keyboard.press(hide)
            await driver.idle()
            assert enabled() == [False] * 4, hide
            for name in COMMANDS:
                assert actions[name].toolTip() == "Show “Cited by” or “References” first.", (hide, name)
            await keyboard.press(show)
            await driver.idle()
            if show != "Ctrl+Alt+2":
                assert enabled() == on, show
        await driver.until(lambda: driver.window.search_page.panes.citations.references.model.rowCount() > 0)
        await driver.idle()
        assert actions["citations.sort"].isEnabled()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640), (640, 640)])
@pytest.mark.parametrize(("keys", "name"), [("Ctrl+Alt+1", "citedBy"), ("Ctrl+Alt+2", "references")])
async def test_a_key_of_the_list_goes_to_its_box_and_esc_goes_back(
    demo: Any, tmp_path: Path, size: tuple[int, int], keys: str, name: str
) -> None:
    async with window_on(demo, tmp_path, size=size, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("Return")
        await keyboard.press(keys)
        await driver.idle()
        for _step in range(2):
            await keyboard.press("Down")
        view, box = driver.view(f"{name}View"), driver.widget(f"{name}.words")
        row, paper = view.current_row(), driver.window.search_page.panes.paper.paper
        await keyboard.type("/")
        assert box.hasFocus()
        assert not box.text()
        assert "(/)" in shown_tooltip(box)
        await keyboard.press("Escape")
        assert view.hasFocus()
        assert view.current_row() == row
        assert driver.window.search_page.panes.paper.paper is paper
        await keyboard.type("/")
        await keyboard.type("zzzz/")
        assert box.text() == "zzzz/", "in the box, the key is a letter"
        await driver.until(lambda: view.model().rowCount() == 0)
        await driver.idle()
        driver.window.search_page.panes.citations.enter()
        assert not box.hasFocus()
        await keyboard.type("/")
        assert box.hasFocus(), "without rows, the key does not lead to the box"
        await keyboard.press("Escape")
        assert not box.text()
        await driver.until(lambda: view.model().rowCount() > 0)
        await keyboard.press("Escape")
        assert view.hasFocus()


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_the_citing_papers_are_limited_by_date_from_the_palette(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, demo=True, size=size) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        await driver.search("attention")
        assert actions.why_not("citations.dates") in (
            "Open the citing papers of a paper first.",
            "Show “Cited by” first.",
        )
        pane = await _show_citing_papers(driver, keyboard)
        await driver.idle()
        assert actions.why_not("citations.dates") is None
        await keyboard.press("Ctrl+Alt+2")
        await driver.until(lambda: driver.window.search_page.panes.citations.shown_list is not pane)
        await driver.idle()
        assert actions.why_not("citations.dates") in ("Show “Cited by” first.", "The list is still being loaded.")
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        await _run_command(driver, keyboard, "load only")
        assert keyboard.focus is driver.widget("datesEdit")
        await keyboard.type("2021:")
        await keyboard.press("Return")
        await driver.idle()
        assert "Dates 2021:" in pane.loaded_words()
        assert actions.why_not("citations.dates") is None, "to show all dates again"
        driver.window.navigation.show("settings")
        await driver.idle()
        assert actions.why_not("citations.dates") == "Open the citing papers of a paper first."
