"""The head of the detail pane for a selection: how many papers, what they have, and which one is shown."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from tests.support.libraries import keep_pdf
from tests.support.window_driver import window_on

SHIFT = Qt.KeyboardModifier.ShiftModifier


async def test_the_pane_says_how_many_are_selected_and_which_one_it_shows(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        head = driver.widget("selectedPapers")
        driver.click_row(0)
        await driver.idle()
        assert not head.isVisible(), "one paper needs no words about a selection"
        for _ in range(2):
            driver.press(Qt.Key.Key_Down, "resultsView", SHIFT)
        await driver.idle()
        papers = driver.window.context.now.papers
        years = sorted(paper.year for paper in papers)
        shown = papers[2].title.rstrip()
        assert head.isVisible()
        assert head.accessibleName() == (
            f"3 papers selected. None in your library · {years[0]}–{years[-1]}. Shown below: “{shown}”"
        )
        await keep_pdf(driver.program.backend.store, papers[1], tmp_path)
        await driver.program.services.library.add([papers[0]])
        await driver.idle()
        assert f". 2 in your library · 1 with PDF · {years[0]}–{years[-1]}. " in head.accessibleName()
        driver.press(Qt.Key.Key_Down, "resultsView")
        await driver.idle()
        assert not head.isVisible()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_Down, "libraryView", SHIFT)
        await driver.idle()
        assert head.accessibleName().startswith("2 papers selected. 1 with PDF · ")
