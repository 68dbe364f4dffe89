"""The map of a paper is shown again as it was left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.ui.citations.map.canvas import MapCanvas
from scholar_desktop.ui.citations.map.map_pane import MapPane
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
        driver.window.resize(1300, 800)  # it would be laid out for another shape
        await driver.idle()
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
        await driver.until(lambda: _places(canvas) == places)
        assert canvas.view == view
        assert {paper.id for paper in canvas.chosen_papers()} == ids
