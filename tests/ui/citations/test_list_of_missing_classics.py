"""The lists that Missing classics loaded are shown offline, until those with sentences can be loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.widgets.note_bar import NoteBar
from tests.support.keyboard import Keyboard
from tests.support.missing_classics import open_missing_classics
from tests.support.window_driver import window_on

TABS = [
    (0, "view.references", "referencesView", "These references"),
    (1, "view.cited_by", "citedByView", "These citing papers"),
]


@pytest.mark.parametrize(("tab", "action", "view", "rows"), TABS)
async def test_a_list_that_missing_classics_loaded_is_shown_offline(
    demo: Any, tmp_path: Path, tab: int, action: str, view: str, rows: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await open_missing_classics(driver, Keyboard(driver))
        page = driver.widget("missingPage")
        page.tabs.setCurrentIndex(tab)
        await driver.idle()
        page._on_ask()
        await driver.idle()
        driver.trigger("app.offline")
        sent = demo.stats()["counts"]
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.trigger("paper.open")
        await driver.idle()
        driver.trigger(action)
        await driver.idle()
        found = driver.view(view)
        await driver.until(lambda: found.model().rowCount() > 10)
        names = set(driver.titles(view))
        words = f"{rows} were loaded for Missing classics, without citing sentences."
        bars = [bar.accessibleName() for bar in driver.window.findChildren(NoteBar) if bar.isVisible()]
        assert [bar for bar in bars if bar.startswith(words)], bars
        assert demo.stats()["counts"] == sent, "no request is sent"
        assert found.model().sentences_of(0) == 0

        driver.trigger("app.offline")
        await driver.idle()
        assert demo.stats()["counts"] == sent, "going online alone loads nothing"
        bar, button = driver.bar_with("Load sentences")
        assert bar.accessibleName().startswith(words)
        button.click()
        await driver.idle()
        await driver.until(lambda: any(found.model().sentences_of(row) for row in range(10)))
        bars = [bar.accessibleName() for bar in driver.window.findChildren(NoteBar) if bar.isVisible()]
        assert not [bar for bar in bars if bar.startswith(words)], bars
        assert names & set(driver.titles(view))
