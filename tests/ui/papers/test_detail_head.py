"""A long title folds to four lines, and Get PDF and its neighbours stay in sight while the pane scrolls."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.paper import Paper
from tests.support.window_driver import Driver, window_on

LONG = " ".join(f"Attention in language and vision models, part {number} of a long title," for number in range(1, 9))


async def _open(driver: Driver, title: str) -> None:
    await driver.search("attention")
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    panes = driver.window.search_page.panes
    paper = panes.paper.paper
    assert isinstance(paper, Paper)
    panes.paper.preview(
        msgspec.structs.replace(paper, title=title, ids=msgspec.structs.replace(paper.ids, s2="0" * 40))
    )
    await driver.idle()
    await driver.until(lambda: panes.detail._page.updatesEnabled())


def _in_sight(driver: Driver, name: str) -> bool:
    """Whether all of the control can be seen in the pane, and nothing lies over it."""
    button: QWidget = driver.widget(name)
    view = driver.window.search_page.panes.detail._scroll.viewport()
    place = QRect(button.mapTo(view, QPoint(0, 0)), button.size())
    middle = button.mapTo(driver.window, button.rect().center())
    return view.rect().contains(place) and driver.window.childAt(middle) is button


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_a_long_title_folds_and_the_buttons_stay_in_sight(
    demo: Any, tmp_path: Any, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size, citations="hidden") as driver:
        await _open(driver, LONG)
        title, more = driver.widget("detailTitle"), driver.widget("moreTitleButton")
        line = title.fontMetrics().lineSpacing()
        assert more.isVisible()
        assert 3.5 * line < title.height() < 5.2 * line
        assert title.text().endswith("…</div>")
        assert title.accessibleName() == LONG
        names = ("getPdfButton", "starButton", "copyCitationButton")
        bar = driver.window.search_page.panes.detail._scroll.verticalScrollBar()
        assert bar.maximum() > 300
        for value in (0, bar.maximum() // 3, bar.maximum(), 0):
            bar.setValue(value)
            assert all(_in_sight(driver, name) for name in names), f"scrolled to {value} of {bar.maximum()}"
        folded = title.height()
        QTest.mouseClick(more, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert title.height() > folded + line
        assert LONG[-20:] in title.text()
        assert all(_in_sight(driver, name) for name in names), "the open title pushes the buttons out of sight"
        QTest.mouseClick(more, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert title.height() == folded


async def test_a_short_title_has_no_button_and_what_a_look_up_adds_does_not_move_the_others(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _open(driver, "Attention")
        assert not driver.widget("moreTitleButton").isVisible()
        panes, button = driver.window.search_page.panes, driver.widget("starButton")
        whole = panes.results.model.paper(0)
        assert whole.venue
        assert whole.fields
        panes.paper.preview(msgspec.structs.replace(whole, venue=None, fields=(), year=None, sources=()))
        await driver.idle()
        before = button.mapTo(driver.window, QPoint(0, 0))
        panes.paper.renew(panes.paper.paper, whole)
        await driver.idle()
        await driver.until(lambda: panes.detail._place.plain_text().startswith(whole.venue))
        assert button.mapTo(driver.window, QPoint(0, 0)) == before
