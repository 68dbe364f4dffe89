"""“Show downloads” in a message shows the downloads that it is about, whatever was chosen on the page before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Ids, OpenAccess, Paper
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

OLD = "150 pasted lines, 22:11"


def _ended(number: int, batch: str) -> DownloadItem:
    doi = f"10.1234/{number}"
    paper = Paper(f"Earlier paper {number}", Ids(doi=doi))
    outcome = ItemOutcome.NEEDS_PERSON if number % 2 else ItemOutcome.TEMPORARY
    ended = {"state": DownloadState.DONE, "outcome": outcome, "reason": "Not now.", "ended": "2026-11-22T10:00:00Z"}
    return DownloadItem(f"old{number}", doi, paper, batch=batch, **ended)


async def _choose_old_batch(driver: Driver) -> None:
    """Add downloads of two earlier batches, and choose a chip of the older one."""
    downloads = driver.program.services.downloads
    downloads._board.keep([_ended(number, OLD if number < 30 else "another batch") for number in range(40)])
    driver.trigger("view.downloads")
    await driver.idle()
    page = driver.window.pages.page("downloads")
    page._report._take_batch(OLD)
    driver.click("downloadsGroup.needs_person")
    await driver.idle()
    assert len(_listed(driver)) == 15


def _listed(driver: Driver) -> list[str]:
    model = driver.window.pages.page("downloads").model
    return [model.item(row).key for row in range(model.count())]


def _selected(driver: Driver) -> list[str]:
    listed = _listed(driver)
    return [listed[row] for row in driver.view("downloadsView").chosen_rows()]


async def _press_show(driver: Driver) -> None:
    buttons = [one for one in driver.window.messages.findChildren(Button) if one.content.text == "Show downloads"]
    assert len(buttons) == 1
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    await driver.idle()
    assert driver.window.navigation.page == "downloads"


async def _get_three(driver: Driver, *, offline: bool = True) -> None:
    keyboard = Keyboard(driver)
    driver.trigger("view.search")
    await driver.search("attention")
    driver.click_row(0)
    await driver.idle()
    if offline:  # they wait
        driver.trigger("app.offline")
    for keys in ("Shift+Down", "Shift+Down", "Ctrl+D"):
        await keyboard.press(keys)
    await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)


async def test_the_batch_of_the_new_downloads_is_shown_in_place_of_an_earlier_one(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _choose_old_batch(driver)
        await _get_three(driver)
        new = {item.key for item in driver.program.services.downloads.items()[-3:]}
        await _press_show(driver)
        assert set(_listed(driver)) == new
        assert "Search for “attention”" in driver.widget("downloadsBatch").content.text
        assert _selected(driver) == _listed(driver)[:1]


async def test_ctrl_2_shows_new_downloads_that_the_chosen_batch_leaves_out(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _choose_old_batch(driver)
        driver.view("downloadsView").choose(14)
        await _get_three(driver)
        new = [item.key for item in driver.program.services.downloads.items()[-3:]]
        await Keyboard(driver).press("Ctrl+2")
        await driver.idle()
        assert driver.widget("downloadsBatch").content.text == "All batches"
        assert driver.window.pages.page("downloads")._report.group == "all"
        assert len(_listed(driver)) == 43
        assert _listed(driver)[:3] == new
        assert _selected(driver) == new[:1]
        assert driver.window.pages.page("downloads")._keeper.shows_selection()


async def test_the_sidebar_shows_new_downloads_that_the_chosen_chip_leaves_out(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _choose_old_batch(driver)
        driver.window.pages.page("downloads")._report._take_batch("")
        await driver.idle()
        assert len(_listed(driver)) == 20
        await _get_three(driver, offline=False)
        await driver.until(lambda: not driver.program.services.downloads.active)  # they have ended
        driver.click("sidebar.view.downloads")
        await driver.idle()
        assert len(_listed(driver)) == 43


async def test_what_was_chosen_stays_without_new_downloads(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _choose_old_batch(driver)
        chosen = _listed(driver)
        await Keyboard(driver).press("Ctrl+1")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        await Keyboard(driver).press("Ctrl+2")
        await driver.idle()
        assert _listed(driver) == chosen
        await _get_three(driver)
        for keys in ("Ctrl+2", "Ctrl+1"):
            await Keyboard(driver).press(keys)
            await driver.idle()
        page = driver.window.pages.page("downloads")
        page._report._take_batch(OLD)
        await Keyboard(driver).press("Ctrl+2")
        await driver.idle()
        assert page._report.batch == OLD, "they were seen before"


async def test_the_new_downloads_are_selected_among_all(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _choose_old_batch(driver)
        page = driver.window.pages.page("downloads")
        page._report._take_batch("")
        driver.click("downloadsGroup.all")
        await driver.idle()
        await _get_three(driver)
        await _press_show(driver)
        assert len(_listed(driver)) == 43, "all batches are still shown"
        assert len(_selected(driver)) == 3
        assert not any(key.startswith("old") for key in _selected(driver))
        assert page._keeper.shows_selection()


async def test_the_message_about_finished_downloads_shows_these(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _choose_old_batch(driver)
        await _get_three(driver, offline=False)
        await driver.until(lambda: not driver.program.services.downloads.active)
        await driver.idle()
        note = driver.window.messages.note("kept_pdfs")
        assert note is not None
        assert note.lead == "3 downloads finished."
        await _press_show(driver)
        assert len(_listed(driver)) == 3
        assert not any(key.startswith("old") for key in _listed(driver))


async def test_a_single_download_that_waits_is_selected_among_all(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _choose_old_batch(driver)
        driver.trigger("view.search")
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("app.offline")
        await Keyboard(driver).press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        await _press_show(driver)
        new = driver.program.services.downloads.items()[-1].key
        assert _selected(driver) == [new]
        assert len(_listed(driver)) == 41


async def test_the_message_about_news_shows_their_downloads(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _choose_old_batch(driver)
        doi = "10.1038/s41579-022-00846-2"
        closed = Paper("Long COVID", Ids(doi=doi), oa=OpenAccess(is_oa=False, status="closed"))
        await driver.program.backend.store.add([closed])
        await driver.idle()
        driver.trigger("news.look_now")
        await driver.idle()
        driver.trigger("view.news")
        await driver.idle()
        driver.click("newsGetButton")
        await driver.idle()
        await _press_show(driver)
        assert _selected(driver) == [driver.program.services.downloads.items()[-1].key]
