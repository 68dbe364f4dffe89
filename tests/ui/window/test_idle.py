"""At rest the window draws nothing and uses no processor time."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from scholar_desktop.ui.context import navigation as places
from tests.support.drawn_pdfs import draw_pdf
from tests.support.window_driver import Driver, window_on
from tests.ui.papers.test_pdf_capabilities import open_content
from tests.ui.papers.test_pdf_view import shown
from tests.ui.window.test_accessibility_of_pages import STATES

TURNS = 25
"""Turns of the event loop that are counted; each ends with what Qt had to do."""
ROUNDS = 8
"""In so many rounds of turns what was begun before comes to its end: animations of a few tenths of a second."""
TURN_S = 0.01
MOST_PROCESSOR_S = 0.2
"""Of TURNS turns with the timers of the window; a window that draws without end uses all of the 0.25 s and more."""


class PaintCounter(QObject):
    """Counts the paint events of each widget."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.painted[f"{type(watched).__name__} {watched.objectName()} in {type(watched.parent()).__name__}"] += 1
        return False


async def painted_at_rest(driver: Driver) -> tuple[dict[str, int], float]:
    """What is painted in TURNS turns of the event loop, and the processor time of this process meanwhile: of the first
    round in which nothing is painted, or of the last one."""
    await driver.idle()
    application = QApplication.instance()
    assert application is not None
    for _ in range(ROUNDS):
        counter = PaintCounter()
        application.installEventFilter(counter)
        began = time.process_time()
        for _ in range(TURNS):
            await asyncio.sleep(TURN_S)
        used = time.process_time() - began
        application.removeEventFilter(counter)
        if not counter.painted and used < MOST_PROCESSOR_S:
            break
    return dict(counter.painted), used


@pytest.mark.parametrize("pages_of_it", [1, 3])
async def test_a_pdf_is_drawn_once_at_every_size_of_the_window(demo, tmp_path, pages_of_it):
    async with window_on(demo, tmp_path) as driver:
        content = draw_pdf(*(["Whales"] for _ in range(pages_of_it)))
        view = await open_content(driver, tmp_path, content)
        layouts = 0
        zoomed: list[float] = []
        view.zoomed.connect(lambda: zoomed.append(view.zoom))
        for width, height in [(1400, 900), (1440, 900), (1600, 900)] + [
            (width, height) for width in (1024, 1440) for height in range(600, 1100, 20)
        ]:
            driver.window.resize(width, height)
            zoomed.clear()
            for _ in range(6):
                await asyncio.sleep(0)
            layouts = max(layouts, len(zoomed))
            zoomed.clear()
            for _ in range(3):
                await asyncio.sleep(0)
            assert zoomed == [], f"it is laid out again and again at {width}x{height}"
            across = view.horizontalScrollBar()
            assert across.maximum() == 0, f"it does not fit the width at {width}x{height}"
            down = view.verticalScrollBar()
            assert down.isVisible() == (down.maximum() > 0), f"the scroll bar at {width}x{height}"
        assert layouts < 6
        await shown(driver)


PLAIN = (
    *(places.SEARCH, places.LIBRARY, places.DOWNLOADS, places.SETTINGS, places.FIRST_START, places.UNPAYWALL),
    *(places.NEWS, places.CORPUS, places.ADD_PDFS, places.REVIEW, places.LEDGER, places.QUARANTINE, places.MISSING),
)


@pytest.fixture(autouse=True)
def _steady_cursor(qapp) -> Iterator[None]:
    """The cursor of a text box blinks, and that is all that may be drawn."""
    flash = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(0)
    yield
    QApplication.setCursorFlashTime(flash)


async def test_nothing_is_drawn_at_rest_on_any_page(demo, tmp_path):
    found: dict[str, object] = {}

    async def note(name: str) -> None:
        painted, used = await painted_at_rest(driver)
        if painted or used > MOST_PROCESSOR_S:
            found[name] = (painted, used)

    async with window_on(demo, tmp_path) as driver:
        for place in PLAIN:
            driver.window.navigation.show(place)
            await note(place)
        for state in STATES:
            await state(driver)
            await note(state.__name__)
        driver.window.navigation.show(places.SEARCH)
        await driver.search("attention")
        await note("results")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await note("a paper")
        driver.trigger("view.map_selection")
        await driver.idle()
        await note("the map")
    assert found == {}


async def test_nothing_is_drawn_at_rest_beside_a_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await open_content(driver, tmp_path, draw_pdf(["Whales"]), "Whales")
        for width, height in ((1400, 900), (1440, 900), (1600, 900), (1440, 925), (1440, 930), (1024, 820)):
            driver.window.resize(width, height)
            painted, used = await painted_at_rest(driver)
            assert (painted, used < MOST_PROCESSOR_S) == ({}, True), f"{width}x{height}"
