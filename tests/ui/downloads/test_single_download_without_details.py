"""A message says why a single download has saved no PDF where the details of its paper are not in sight."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.tabs import Tabs
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

CLOSED = "Prospective memory in early adolescence"


def _text(driver: Driver) -> tuple[str, str]:
    note = driver.window.messages.note("kept_pdfs")
    return (note.lead, note.text) if note is not None else ("", "")


async def _search(driver: Driver) -> None:
    await driver.search("prospective memory")
    driver.click_row(driver.titles().index(CLOSED))
    await driver.idle()


async def _get(driver: Driver) -> None:
    downloads = driver.program.services.downloads
    await Keyboard(driver).press("Ctrl+D")
    await driver.until(lambda: bool(downloads.items()) and not downloads.active)
    await driver.idle()


def _show_citing_papers(driver: Driver) -> None:
    tabs: Tabs = driver.widget("detailTabs")
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert tabs.currentIndex() == 1


async def test_a_closed_paper_behind_its_citing_papers_is_reported_each_time(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1000, 640), demo=True) as driver:
        await _search(driver)
        _show_citing_papers(driver)
        await _get(driver)
        lead, text = _text(driver)
        assert lead == "Not open access."
        assert text.startswith(f"“{CLOSED}”: No open copy found.")
        steps = [step.title for step in driver.window.messages.note("kept_pdfs").steps]
        assert steps == ["Watch…", "Details"]

        driver.window.messages.close_last()
        await _get(driver)
        assert _text(driver) == (lead, text), "also when the answer is known"

        buttons = driver.window.messages.findChildren(Button)
        QTest.mouseClick(next(one for one in buttons if one.content.text == "Details"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.navigation.page == "downloads"
        assert driver.chosen("downloadsView") == [CLOSED]
        assert _text(driver) == ("", ""), "the page says it"


async def test_a_message_about_a_download_closes_when_that_is_tried_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1000, 640), demo=True) as driver:
        await _search(driver)
        _show_citing_papers(driver)
        await _get(driver)
        assert _text(driver)[0]
        downloads, seen = driver.program.services.downloads, []
        downloads.changed.connect(lambda item: seen.append((item.outcome, _text(driver)[0])))
        await _get(driver)
        assert (None, "") in seen
        assert _text(driver)[0]


async def test_the_details_alone_say_it_where_they_are_in_sight(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await _search(driver)
        await _get(driver)
        assert driver.widget("detailPane").isVisible()
        assert _text(driver) == ("", "")


async def test_a_message_says_that_a_paper_whose_details_are_in_sight_was_tried_again(
    demo: Any, tmp_path: Path
) -> None:
    """The details say the same as before."""
    async with window_on(demo, tmp_path, demo=True) as driver:
        await _search(driver)
        await _get(driver)
        for _ in range(2):
            await _get(driver)
            lead, text = _text(driver)
            (item,) = driver.program.services.downloads.items()
            assert lead == f"“{item.paper.title}” was tried again."
            assert text == str(item.reason)
            driver.window.messages.close_last()


async def test_a_low_pane_whose_details_end_with_the_buttons_is_no_place_to_say_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await _search(driver)
        splitter = driver.widget("downSplitter")
        splitter.setSizes([190, sum(splitter.sizes()) - 190])
        await driver.idle()
        await _get(driver)
        note = driver.widget("pdfNote")
        assert note.isVisible()
        assert note.visibleRegion().boundingRect().height() < 20
        lead, text = _text(driver)
        assert lead == "Not open access."
        assert text.startswith(f"“{CLOSED}”: No open copy found.")
