"""Several selected rows are selected again after a restart: results, papers of the library and citations."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.citations import list_view
from scholar_desktop.ui.search import last_trail
from scholar_desktop.ui.window import last_place
from tests.support.window_driver import Driver, window_on

ROWS = (1, 2, 4)


def _select(driver: Driver, name: str) -> list[str]:
    """Click several rows with Ctrl. Return their titles."""
    for row in ROWS:
        modifier = Qt.KeyboardModifier.NoModifier if row == ROWS[0] else Qt.KeyboardModifier.ControlModifier
        view = driver.view(name)
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, pos=place)
    titles = driver.chosen(name)
    assert len(titles) == len(ROWS)
    return titles


def _named(driver: Driver) -> set[str]:
    """The titles of the papers that commands apply to."""
    return {paper.title for paper in driver.window.context.now.papers}


async def _open_list(driver: Driver, name: str) -> None:
    await driver.search("attention")
    if name == "resultsView":
        return
    driver.click_row(1)
    await driver.idle()
    if name == "libraryView":
        await driver.program.services.library.add([driver.view().model().paper(row) for row in range(8)])
        driver.trigger("view.library")
    else:
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.cited_by")
    await driver.idle()


LISTS = [("resultsView", ""), ("libraryView", "library.cards"), ("libraryView", "library.table"), ("citedByView", "")]


@pytest.mark.parametrize(("name", "kind"), LISTS)
async def test_they_are_selected_with_the_commands_for_several(demo: Any, tmp_path: Any, name: str, kind: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _open_list(driver, name)
        if kind:
            driver.trigger(kind)
            await driver.idle()
        titles = _select(driver, name)
        await driver.idle()
        assert _named(driver) == set(titles)
        bars, leading = _bars(driver), _lead(driver, name)
        assert leading == titles[-1]
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.view(name).isVisible() and bool(driver.chosen(name)))
        await driver.idle()
        assert driver.chosen(name) == titles
        await driver.until(lambda: _named(driver) == set(titles))
        assert _bars(driver) == bars
        assert demo.stats()["counts"] == {}, "nothing is sent"
        assert _lead(driver, name) == leading
        driver.view(name).setFocus()
        driver.press(Qt.Key.Key_Down, name)
        assert driver.view(name).currentIndex().row() == ROWS[-1] + 1, "the keys go on from it"


def _lead(driver: Driver, name: str) -> str:
    """The title of the row whose details are shown, which in the library are beside it."""
    title = driver.titles(name)[driver.view(name).lead_row()]
    if name == "libraryView":
        assert driver.window.search_page.shown_paper.title == title
    return title


def _bars(driver: Driver) -> list[str]:
    """The bars with the commands for several rows."""
    from scholar_desktop.ui.rows.selection_bar import SelectionBar

    return [bar.objectName() for bar in driver.window.findChildren(SelectionBar) if bar.isVisible()]


@pytest.mark.parametrize(("name", "kind"), LISTS)
async def test_of_too_many_only_the_current_one_is_selected(
    demo: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    for module in (last_trail, last_place, list_view):
        monkeypatch.setattr(module, "MOST_SELECTED", len(ROWS) - 1)
    async with window_on(demo, tmp_path) as driver:
        await _open_list(driver, name)
        if kind:
            driver.trigger(kind)
            await driver.idle()
        titles = _select(driver, name)
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.view(name).isVisible() and bool(driver.chosen(name)))
        await driver.idle()
        assert driver.chosen(name) == [titles[-1]]
