"""What the map and the citing papers show while they are loaded or drawn without the user: no button that does it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop import preload
from scholar_desktop.services.citations.store import CitationStore
from scholar_desktop.ui.citations.citation_pane import CitationPane
from scholar_desktop.ui.citations.map.map_tab import MapTab
from scholar_desktop.ui.widgets.state_pane import WAITING
from tests.support.window_driver import Driver, window_on

MAP = 3


def _citations(driver: Driver) -> CitationPane:
    return driver.window.search_page.panes.citations


def _map(driver: Driver) -> MapTab:
    found = _citations(driver).views[MAP]
    assert isinstance(found, MapTab)
    return found


async def _open_map(driver: Driver) -> MapTab:
    await driver.search("attention")
    driver.click_row(1)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    _citations(driver).show_list(MAP)
    await driver.until(lambda: driver.state("mapView") == "full")
    await driver.idle()
    return _map(driver)


async def test_the_map_of_the_next_paper_waits_and_offers_no_button(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with window_on(demo, tmp_path) as driver:
        tab = await _open_map(driver)
        driver.click_row(3)
        assert not driver.window.search_page.panes.paper.is_open, "its details are requested after a rest"
        seen = [(tab.pane.state, tab.pane.message)]
        drawn = tab.map
        assert drawn is not None
        show_rows = drawn.pane.show_rows

        def watched(*args: Any, **options: Any) -> None:
            show_rows(*args, **options)
            seen.append((tab.pane.state, tab.pane.message))

        monkeypatch.setattr(drawn.pane, "show_rows", watched)
        tab.changed.connect(lambda: seen.append((tab.pane.state, tab.pane.message)))
        await driver.until(lambda: driver.window.search_page.panes.paper.is_open)
        seen.append((tab.pane.state, tab.pane.message))
        await driver.until(lambda: not drawn.isHidden() and driver.state("mapView") == "full")
        assert [message for _, message in seen if message is not None] == []
        assert seen[0][0] == WAITING


async def test_the_map_says_that_it_is_drawn_while_its_code_is_loaded(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, load = asyncio.Event(), preload.load_in_thread

    async def held(names: Any) -> None:
        if names is preload.MAP:
            await gate.wait()
        await load(names)

    monkeypatch.setattr(preload, "load_in_thread", held)
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        _citations(driver).show_list(MAP)
        tab = _map(driver)
        await driver.until(lambda: "Drawing the map…" in tab.pane.bar.accessibleName() and tab.pane.bar.isVisible())
        assert (tab.pane.state, tab.pane.message) == (WAITING, None)
        gate.set()
        await driver.until(lambda: driver.state("mapView") == "full")


async def test_the_button_is_there_where_nothing_draws_the_map_without_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        _citations(driver).show_list(MAP)
        await driver.idle()
        message = _map(driver).pane.message
        assert message is not None
        assert [step.title for step in message.steps] == ["Draw map"]
        message.steps[0].run()
        await driver.until(lambda: driver.state("mapView") == "full")


async def test_a_map_that_was_hidden_while_its_paper_was_opened_is_drawn_when_it_is_shown(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        tab = await _open_map(driver)
        driver.click_row(3)
        driver.trigger("view.downloads")
        await driver.until(lambda: driver.window.search_page.panes.paper.is_open and not tab.isVisible())
        await driver.idle()
        driver.trigger("view.search")
        await driver.until(lambda: tab.map is not None and tab.map.isVisible() and driver.state("mapView") == "full")


async def test_after_a_restart_the_citing_papers_say_nothing_of_what_is_loaded_until_the_stored_rows_are_read(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda: driver.state("citedByView") == "full")
        await driver.idle()
    gate, load = asyncio.Event(), CitationStore.load

    async def held(*args: Any) -> Any:
        await gate.wait()
        return await load(*args)

    monkeypatch.setattr(CitationStore, "load", held)
    gate.set()
    async with window_on(demo, tmp_path) as driver:
        panes, pane = driver.window.search_page.panes, _citations(driver).cited_by.pane
        panes.paper.preview(panes.results.model.paper(5))
        await driver.until(lambda: pane.message is not None)
        assert [step.title for step in pane.message.steps] == ["Show citing papers"], "nothing of it is stored"
        gate.clear()
        panes.paper.preview(panes.results.model.paper(1))
        assert pane.state == WAITING
        await driver.until(lambda: pane.message is None)
        assert not panes.paper.is_open
        gate.set()
        await driver.until(lambda: driver.state("citedByView") == "full")
