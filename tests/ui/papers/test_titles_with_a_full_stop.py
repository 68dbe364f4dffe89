"""A title that ends with a full stop is quoted without it: the sentence has its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.window_driver import window_on

TITLE = "Neural mechanisms of selective visual attention."


@pytest.mark.parametrize("action", ["paper.star", "paper.add"])
async def test_a_message_has_one_full_stop_after_the_title(demo: Any, tmp_path: Path, action: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search(TITLE)
        driver.click_row(driver.titles().index(TITLE))
        await driver.idle()
        driver.trigger(action)
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        lead = driver.window.messages.note("undo").lead
        assert lead.endswith(("attention”.", "attention” to your library.")), lead
