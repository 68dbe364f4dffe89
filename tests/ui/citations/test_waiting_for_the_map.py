"""What the map and the citing papers show while they are loaded or drawn without the user: no button that does it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop import preload
from scholar_desktop.services.citations.citation_map import CitationMaps
from scholar_desktop.services.citations.store import CitationStore
from scholar_desktop.ui.citations.citation_pane import CitationPane
from scholar_desktop.ui.citations.map.map_tab import MapTab
from scholar_desktop.ui.widgets.state_pane import WAITING
from tests.support.keyboard import Keyboard
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


async def test_the_focus_goes_to_the_map_only_when_it_is_drawn(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, lay_out = asyncio.Event(), CitationMaps.lay_out

    async def held(*args: Any, **options: Any) -> Any:
        await gate.wait()
        return await lay_out(*args, **options)

    monkeypatch.setattr(CitationMaps, "lay_out", held)
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Down")
        await keyboard.press("Return")
        await keyboard.settle()
        await keyboard.press("Ctrl+Alt+4")
        tab = _map(driver)
        await driver.until(lambda: tab.map is not None and not tab.map.isHidden())
        assert tab.map is not None
        assert tab.map.pane.isAncestorOf(keyboard.focus) or keyboard.focus is tab.map.pane
        assert not tab.map.canvas.hasFocus(), "it has no papers yet, so that its keys would do nothing"
        assert tab.pane.message is None
        gate.set()
        await driver.until(tab.map.canvas.hasFocus)
        await keyboard.press("Right")
        assert tab.map.canvas.current is not None


@pytest.mark.parametrize("case", ["offline", "failing", "stopped"])
async def test_the_wait_for_the_map_of_the_next_paper_ends_with_a_button(demo: Any, tmp_path: Path, case: str) -> None:
    titles = {"offline": "Go online", "failing": "Try again", "stopped": "Draw map"}
    async with window_on(demo, tmp_path) as driver:
        tab = await _open_map(driver)
        if case == "offline":
            driver.trigger("app.offline")
        else:
            demo.config(faults={"s2": "reset" if case == "failing" else "hang"})
        driver.click_row(3)
        assert tab.pane.state == WAITING
        if case == "stopped":
            await driver.until(lambda: "Loading citing" in tab.pane.bar.accessibleName() and tab.pane.bar.isVisible())
            await driver.until(lambda: tab.pane.bar.button("Stop") is not None)
            tab.pane.bar.button("Stop").click()
        await driver.until(lambda: tab.pane.message is not None)
        message = tab.pane.message
        assert message is not None
        assert [step.title for step in message.steps] == [titles[case]]
        demo.config(faults={})
        message.steps[0].run()
        await driver.until(lambda: tab.map is not None and tab.map.isVisible() and driver.state("mapView") == "full")


async def test_the_wait_for_the_map_ends_for_the_paper_that_is_selected_last(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        tab = await _open_map(driver)
        panes = driver.window.search_page.panes
        for row in (3, 4, 5):
            driver.click_row(row)
            assert tab.pane.state == WAITING
        await driver.until(lambda: tab.map is not None and tab.map.isVisible() and driver.state("mapView") == "full")
        await driver.idle()
        assert tab.map is not None
        assert tab.map.whole is not None
        assert panes.paper.paper is not None
        assert tab.map.whole.centres == {panes.paper.paper.id} == {panes.results.model.paper(5).id}


async def test_the_wait_for_the_map_ends_after_its_tab_was_left(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        tab = await _open_map(driver)
        driver.click_row(3)
        assert tab.pane.state == WAITING
        _citations(driver).show_list(2)
        await driver.until(lambda: driver.window.search_page.panes.paper.is_open)
        await driver.idle()
        _citations(driver).show_list(MAP)
        await driver.until(lambda: tab.map is not None and tab.map.isVisible() and driver.state("mapView") == "full")


async def test_the_wait_for_the_map_ends_for_a_paper_without_citations(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        _citations(driver).show_list(MAP)
        model, tab = driver.window.search_page.panes.results.model, _map(driver)
        papers = [model.paper(row) for row in range(model.rowCount())]
        record = next(one for one in papers if one.sources == ("zenodo",) and one.type == "dataset")
        driver.view().choose(papers.index(record))
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda: tab.pane.message is not None and tab.pane.message.heading == "Nothing to draw")
        assert tab.pane.state == "empty"
