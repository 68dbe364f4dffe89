"""The head of the search ledger says whole how many runs there are, also in German and in a small window."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.ui.widgets.label import ElidedLabel
from tests.support.window_driver import window_on


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_number_of_runs_is_whole(demo: Any, tmp_path: Any, language: str) -> None:
    async with window_on(demo, tmp_path, size=(1280, 820), language=language) as driver:
        await driver.search("learning")
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.until(lambda: driver.program.services.search_ledger.pending == 0)
        driver.trigger("view.ledger")
        await driver.idle()
        page = driver.widget("ledgerPage")
        (note,) = [one for one in page.findChildren(ElidedLabel) if " · " in one.whole_text() and one.isVisible()]
        for width in (1280, 1024, 1440, 800, 1280):
            driver.window.resize(width, 820)
            await driver.idle()
            assert note.text() == note.whole_text(), width
            assert page._forget.isVisible()
