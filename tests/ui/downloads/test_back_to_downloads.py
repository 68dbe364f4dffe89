"""A PDF that was opened from Downloads belongs to that page: the sidebar marks it, and Back returns to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.window_driver import Driver, window_on

PAPERS = ("arXiv:1706.03762", "arXiv:1506.01497")


def _marked(driver: Driver) -> list[str]:
    buttons = driver.window.sidebar._buttons.values()
    return [button.objectName() for button in buttons if button.property("current")]


async def test_reading_marks_downloads_and_back_leads_to_the_same_row(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(PAPERS)
        await driver.until(lambda: downloads.active == 0)
        driver.click("sidebar.view.downloads")
        await driver.idle()
        page = driver.window.pages.page("downloads")
        page.view.choose(1)
        await driver.idle()
        key = page.model.item(1).key
        page.row_actions.open_row(1)
        await driver.until(lambda: driver.widget("pdfView").isVisible())
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert _marked(driver) == ["sidebar.view.downloads"]
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == "downloads"
        assert page._keeper.lead_key() == key
        page.row_actions.open_row(1)
        await driver.until(lambda: driver.widget("pdfView").isVisible())
        driver.trigger("view.search")
        await driver.idle()
        assert _marked(driver) == ["sidebar.view.search"], "the results of the search are shown"
