"""Back and Forward show a list of citations with the rows that the user had expanded."""

from __future__ import annotations

from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


def _expanded(driver: Driver) -> list[str]:
    """The titles of the expanded rows."""
    titles = driver.titles("citedByView")
    return [titles[line] for line in driver.view("citedByView").model().open_lines()]


def _position(driver: Driver) -> tuple[int, int]:
    """The current row, and where it is in the view."""
    view = driver.view("citedByView")
    return view.current_row(), view.rowViewportPosition(view.current_row())


async def test_back_shows_the_rows_expanded_as_they_were(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard, session = Keyboard(driver), driver.window.search_page.panes.paper
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await _press(driver, keyboard, "Return", "Ctrl+Alt+1", "Home")
        view, first = driver.view("citedByView"), session.paper.id
        await driver.until(lambda: not view._measuring.isActive())
        rows = [row for row in range(view.model().rowCount()) if view.model().sentences_of(row) > 1][:3]
        for row in rows:
            while view.current_row() < row:
                await keyboard.press("Down")
            await _press(driver, keyboard, "Space")  # show the other sentences
        assert session.paper.id == first
        expanded, position = _expanded(driver), _position(driver)
        assert len(expanded) == len(rows) > 1
        await _press(driver, keyboard, "Return")
        citing = session.paper.id
        assert citing != first
        assert _expanded(driver) == []
        for keys in ("Alt+Left", "Esc"):
            await _press(driver, keyboard, keys)
            await driver.until(lambda: not view._measuring.isActive())
            assert session.paper.id == first
            assert (_expanded(driver), _position(driver)) == (expanded, position)
            await _press(driver, keyboard, "Return")
            assert session.paper.id == citing
        await _press(driver, keyboard, "Alt+Left", "Space")
        assert _expanded(driver) == expanded[:-1]
        await _press(driver, keyboard, "Alt+Right", "Alt+Left")
        assert _expanded(driver) == expanded[:-1], "a row that was collapsed since stays so"
        await _press(driver, keyboard, "Space")
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.until(lambda: driver.view("citedByView").isVisible() and bool(driver.chosen("citedByView")))
        await driver.idle()
        assert (_expanded(driver), _position(driver)) == (expanded, position), "also after a restart"
