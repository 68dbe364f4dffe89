"""A paper whose fields the user changed in the library has them in rows and details, also after a restart."""

from __future__ import annotations

from typing import Any

from tests.support.edited_entry import add_and_edit
from tests.support.window_driver import Driver, window_on

TITLE, YEAR = "Slot attention: my title", "1907"


def _details(driver: Driver) -> tuple[str, bool]:
    """The title of the details, and whether their line about the publication has YEAR."""
    pane = driver.window.search_page.panes.detail
    return driver.widget("detailTitle").plain_text(), YEAR in pane._place.plain_text()


async def test_details_have_the_changed_fields_after_a_restart(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("slot attention")
        driver.click_row(0)
        await driver.idle()
        await add_and_edit(driver, {"title": TITLE, "issued": YEAR})
        assert _details(driver) == (TITLE, True)
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.until(lambda: driver.titles() == [TITLE])
        assert _details(driver) == (TITLE, True), "the search of the last run"
        await driver.search("attention")
        await driver.search("slot attention")
        assert driver.titles() == [TITLE]
        assert _details(driver) == (TITLE, True), "a new search"
