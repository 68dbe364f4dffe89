"""How often the details pane shows what the library and the downloads know of its paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.papers.detail_pane import DetailPane
from tests.support.window_driver import window_on


async def test_a_change_of_the_paper_is_shown_once(demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times, show = [], DetailPane._show_marks

    def counted(pane: DetailPane) -> None:
        times.append(pane)
        show(pane)

    monkeypatch.setattr(DetailPane, "_show_marks", counted)
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.until(lambda: driver.window.context.now.kept is not None)
        await driver.idle()
        times.clear()
        driver.trigger("paper.star")
        await driver.until(lambda: driver.window.context.now.kept.starred)
        await driver.idle()
        assert driver.widget("starButton").text() == "Starred"
        assert len(times) == 1
        times.clear()
        driver.trigger("app.offline")
        await driver.until(lambda: not driver.window.context.now.online)
        await driver.idle()
        assert len(times) == 1, "what can be done offline is another"
        times.clear()
        driver.trigger("view.settings")
        driver.trigger("view.search")
        await driver.idle()
        assert len(times) <= 1
