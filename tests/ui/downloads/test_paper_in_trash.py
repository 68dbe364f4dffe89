"""A download whose paper is in the trash says so, and leads there."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.downloads.downloads_page import DownloadsPage
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on


async def saved_and_trashed(driver: Driver) -> DownloadsPage:
    downloads = driver.program.services.downloads
    await downloads.enqueue_ids(("arXiv:1706.03762",))
    await driver.until(lambda: downloads.active == 0)
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(0, "libraryView")
    await driver.idle()
    driver.trigger("paper.delete")
    await driver.idle()
    driver.trigger("view.downloads")
    await driver.idle()
    page = driver.window.pages.page("downloads")
    assert isinstance(page, DownloadsPage)
    driver.click_row(0, "downloadsView")
    await driver.idle()
    return page


def button(place: QWidget, words: str) -> Button:
    (found,) = (one for one in place.findChildren(Button) if one.text() == words)
    return found


async def test_show_in_trash_leads_to_the_paper_in_the_trash(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await saved_and_trashed(driver)
        assert (page.model.row(0).says, page.model.row(0).icon) == ("In trash", "trash")
        assert "The paper is in the trash." in driver.widget("reasonNote").text()
        assert driver.widget("downloadsGroup.saved").content.count == "0"
        assert driver.widget("downloadsGroup.removed").content.count == "1"
        button(page._attempts, "Show in trash").click()
        await driver.idle()
        assert driver.window.ui_context.navigation.page == "library"
        assert driver.window.ui_context.context.now.trash
        assert len(driver.chosen("libraryView")) == 1
        driver.trigger("paper.restore")
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        assert page.model.row(0).says == "Saved from arxiv.org"
        button(page._attempts, "Show in library").click()
        await driver.idle()
        assert not driver.window.ui_context.context.now.trash
        assert len(driver.chosen("libraryView")) == 1
