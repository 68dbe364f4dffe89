"""The map of a paper is shown again as it was left."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.citations.map.canvas import MapCanvas
from scholar_desktop.ui.citations.map.map_pane import MapPane
from scholar_desktop.ui.citations.map.map_tab import MapTab
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _map(driver: Driver) -> MapCanvas:
    await driver.until(lambda: driver.window.findChild(MapPane, "mapView") is not None)
    await driver.until(lambda: driver.state("mapView") == "full")
    await driver.idle()
    canvas = driver.widget("mapView").canvas
    assert isinstance(canvas, MapCanvas)
    return canvas


def _places(canvas: MapCanvas) -> dict[str, tuple[float, float]]:
    chart = canvas.chart
    assert chart is not None
    return {paper.id: (chart.xs[number], chart.ys[number]) for number, paper in enumerate(chart.papers)}


def _are_same(places: dict[str, tuple[float, float]], others: dict[str, tuple[float, float]]) -> bool:
    """True if the papers are in the same places, apart from the rounding of a map that is stretched and back."""
    return places.keys() == others.keys() and all(math.dist(at, others[name]) < 0.001 for name, at in places.items())


@pytest.mark.parametrize("is_zoomed", [True, False])
async def test_places_selection_and_zoom_stay(demo: Any, tmp_path: Path, is_zoomed: bool) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+4")
        canvas = await _map(driver)
        first = _places(canvas)
        await keyboard.press("Ctrl+Alt+1")
        driver.trigger("citations.load_more")  # the map grows
        await driver.idle()
        await keyboard.press("Ctrl+Alt+4")
        await driver.until(lambda: _places(canvas) != first)
        before = canvas.size()
        driver.window.resize(1300, 800)  # it would be laid out for another shape
        await driver.until(lambda: canvas.size() != before)
        await driver.idle()
        await driver.until(lambda: not driver.widget("mapView")._resized.isActive())
        chart = canvas.chart
        assert chart is not None
        ids = {chart.papers[number].id for number in chart.order[1:3]}
        canvas.choose_papers(ids)
        if is_zoomed:
            canvas.zoom(1.7)
        await driver.idle()
        places, view = _places(canvas), canvas.view
        await keyboard.press("Return")
        await driver.until(lambda: canvas.chart is not chart)
        await driver.idle()
        await keyboard.press("Alt+Left")
        await driver.until(lambda: canvas.chart is not None and set(_places(canvas)) == set(places))
        await driver.idle()
        await driver.until(lambda: _are_same(_places(canvas), places))
        assert canvas.view == view
        assert {paper.id for paper in canvas.chosen_papers()} == ids


async def _large_map(driver: Driver) -> MapCanvas:
    driver.trigger("map.enlarge")
    await driver.until(lambda: driver.window.navigation.page == "map")
    await driver.until(lambda: driver.state("mapPageView") == "full")
    await driver.idle()
    canvas = driver.widget("mapPageView").canvas
    assert isinstance(canvas, MapCanvas)
    return canvas


async def test_the_small_and_the_large_map_hide_the_same_papers_and_stay_as_they_were(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+4")
        small = await _map(driver)
        tab = driver.window.findChild(MapTab)
        assert tab is not None
        await driver.until(lambda: tab._drawn is not None and all(tab._drawn[1:3]))  # both lists
        await driver.idle()
        large = await _large_map(driver)
        chart = large.chart
        assert chart is not None
        moved, hidden, chosen = (chart.papers[number].id for number in chart.order[1:4])
        large.choose_papers({moved})
        laid_out = _places(large)
        start, step = large.point_of(chart.number[moved]).toPoint(), QPoint(40, -30)
        QTest.mousePress(large, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(large, start + step)
        QTest.mouseRelease(large, Qt.MouseButton.LeftButton, pos=start + step)
        assert _places(large)[moved] != laid_out[moved]
        large.choose_papers({hidden})
        await keyboard.press("Delete")
        await driver.until(lambda: hidden not in _places(large))
        large.choose_papers({chosen})
        large.zoom(1.7)
        places, view = _places(large), large.view
        await keyboard.press("Ctrl+1")
        await driver.until(small.isVisible)
        await driver.idle()
        assert hidden not in _places(small)

        large = await _large_map(driver)
        again = _places(large)
        assert hidden not in again
        assert _are_same({paper: again[paper] for paper in places}, places)
        assert large.view == view
        assert [paper.id for paper in large.chosen_papers()] == [chosen]
        await keyboard.press("Alt+Left")
        await driver.until(small.isVisible)
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: hidden in _places(small))
        assert [paper.id for paper in small.chosen_papers()] == [hidden]
        large = await _large_map(driver)
        assert hidden in _places(large)
        await keyboard.press("Alt+Left")
        await driver.until(small.isVisible)

        small.setFocus()
        small.choose_papers({chosen})
        await keyboard.press("Delete")
        await driver.until(lambda: chosen not in _places(small))
        large = await _large_map(driver)
        assert chosen not in _places(large)
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: chosen in _places(large))
        assert chosen in _places(small)


async def test_a_paper_of_a_map_is_opened_beside_the_papers_of_the_map(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        services, navigation = driver.window.ui_context.services, driver.window.navigation
        await driver.search("attention")
        papers = [driver.view().model().paper(row) for row in range(4)]
        await services.collections.put_in(papers, "Thesis")
        await driver.search("memory")
        navigation.show_collection(await services.collections.find("Thesis"))
        await driver.idle()
        driver.view("libraryView").selectAll()
        await driver.idle()
        driver.trigger("view.map_selection")
        await driver.until(lambda: driver.state("mapPageView") == "full")
        await driver.idle()
        canvas = driver.widget("mapPageView").canvas
        chart = canvas.chart
        canvas.zoom(1.3)
        view, paper = canvas.view, chart.papers[chart.order[1]]
        spot = canvas.point_of(chart.order[1]).toPoint()
        QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=spot)
        await driver.until(lambda: driver.state("listBeside") == "full")
        await driver.idle()
        assert driver.chosen("listBesideView") == [paper.title]
        assert sorted(driver.titles("listBesideView")) == sorted(one.title for one in papers)
        assert driver.window.search_page.shown_paper.title == paper.title
        back = driver.widget("listBesideBack")
        assert (back.isVisible(), back.content.text) == (True, "Map of 4 selected papers")
        driver.click("listBesideBack")
        await driver.until(canvas.isVisible)
        await driver.idle()
        assert (canvas.chart, canvas.view) == (chart, view)


async def test_the_large_map_has_the_selection_of_the_small_one_and_stays_below_the_search(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+4")
        small = await _map(driver)
        await driver.idle()
        for number in (1, 2):
            chart = small.chart
            assert chart is not None
            wanted = chart.papers[chart.order[number]].id
            small.choose_papers({wanted})
            large = await _large_map(driver)
            assert [paper.id for paper in large.chosen_papers()] == [wanted]
            assert large.current_id == wanted
            assert driver.widget("sidebar.view.search").isChecked(), "the page from which it was opened"
            assert not driver.widget("sidebar.view.library").isChecked()
            await keyboard.press("Alt+Left")
            await driver.until(small.isVisible)
            await driver.idle()
