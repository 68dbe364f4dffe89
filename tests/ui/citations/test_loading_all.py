"""“Load all” in the foot of a citation list: the focus, and what it says where the loading was stopped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.services.citations.filtering import CitationFilter
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _open_citations(driver: Driver, keyboard: Keyboard, words: str) -> None:
    await driver.search(words)
    driver.window.search_page.panes.results.focus_list()
    await keyboard.press("Return")
    await driver.idle()
    await keyboard.press("Ctrl+Alt+1")
    await driver.idle()


async def test_the_focus_goes_to_stop_and_back(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _open_citations(driver, keyboard, "attention")
        cited_by = driver.window.search_page.panes.citations.cited_by
        demo.config(latency=0.05)
        load_all, stop = driver.widget("citedBy.all"), driver.widget("citedBy.more")
        load_all.setFocus()
        await keyboard.press("Space")
        assert stop.hasFocus()
        assert not load_all.isVisible()
        await driver.until(lambda: len(cited_by.list.table) > 2000)
        assert stop.hasFocus(), "it stays while rows arrive"
        progress = driver.widget("citedBy.progress")
        assert progress.isVisible()
        assert not progress.geometry().intersects(stop.geometry())
        await keyboard.press("Space")
        await driver.idle()
        assert load_all.hasFocus()
        stop.setFocus()
        await keyboard.press("Space")  # load one page more
        await driver.idle()
        assert stop.hasFocus(), "the button was not replaced"


async def test_the_list_has_the_focus_when_all_is_loaded(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _open_citations(driver, keyboard, "Dual Attention Network")
        cited_by = driver.window.search_page.panes.citations.cited_by
        driver.widget("citedBy.all").setFocus()
        await keyboard.press("Space")
        await driver.until(lambda: cited_by.list.state.complete)
        await driver.idle()
        assert driver.view("citedByView").hasFocus()


async def test_a_list_says_that_another_paper_stopped_its_loading(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), citations=None, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_citations(driver, keyboard, "attention")
        cited_by = driver.window.search_page.panes.citations.cited_by
        demo.config(latency=0.05)
        driver.widget("citedBy.all").setFocus()
        await keyboard.press("Space")
        await driver.until(lambda: len(cited_by.list.table) > 2000)
        driver.view("citedByView").setFocus()
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert "stopped because you selected another paper" in cited_by.loaded_words()
        assert driver.widget("citedBy.all").text() == "Continue"
        assert driver.widget("citedBy.all").isVisible()


@pytest.mark.parametrize(("size", "text_size"), [((1024, 640), 100), ((1440, 900), 150), ((640, 640), 200)])
async def test_no_word_of_the_foot_is_cut(demo: Any, tmp_path: Path, size: tuple[int, int], text_size: int) -> None:
    async with window_on(demo, tmp_path, size=size, text_size=text_size, citations=None, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_citations(driver, keyboard, "attention")
        for keys in ("Down", "Return", "Alt+Left"):  # stored since: the foot has the date, too
            await keyboard.press(keys)
            await driver.idle()
        foot = driver.window.search_page.panes.citations.cited_by.foot
        await driver.until(lambda: "as of" in foot.words())
        [line] = [each for each in foot.findChildren(QLabel) if each.text()]
        assert "…" not in line.text()
        assert line.isVisible()
        assert line.heightForWidth(line.width()) <= line.height()


async def _find_in_palette(driver: Driver, keyboard: Keyboard, title: str, *searches: str) -> None:
    """Check that each of *searches* finds the command *title* first; the palette stays open after the last."""
    for words in searches:
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type(words)
        assert driver.widget("paletteList").item(0).text() == title, words
        if words != searches[-1]:
            await keyboard.press("Esc")


async def test_the_command_palette_stops_the_loading(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1280, 800)) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        await _open_citations(driver, keyboard, "attention")
        cited_by = driver.window.search_page.panes.citations.cited_by
        assert actions.why_not("citations.stop") == "No list of citing papers or references is loading."
        demo.config(latency=0.05)
        driver.trigger("citations.load_all")
        await driver.until(lambda: len(cited_by.list.table) > 2000)
        await _find_in_palette(driver, keyboard, "Stop loading", "stop", "loading", "stop loading")
        await keyboard.press("Return")
        await driver.idle()
        rows = len(cited_by.list.table)
        assert 2000 < rows < cited_by.total
        assert not cited_by.list.state.complete
        assert cited_by.model.rowCount() == rows
        assert actions.why_not("citations.stop") is not None
        assert driver.widget("citedBy.all").isVisible(), "it can be continued"


async def test_the_command_palette_loads_one_page_and_tries_a_failed_one_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1280, 800)) as driver:
        keyboard = Keyboard(driver)
        await _open_citations(driver, keyboard, "attention")
        cited_by = driver.window.search_page.panes.citations.cited_by
        await driver.until(lambda: cited_by.model.rowCount() > 0)
        await driver.idle()
        first = len(cited_by.list.table)
        title = "Load more citing papers or references"
        await _find_in_palette(driver, keyboard, title, "load more citing", "more citations", "next page")
        demo.config(faults={"s2": 404})
        await keyboard.press("Return")
        await driver.until(lambda: driver.state("citedByView") == "partial")
        await driver.idle()
        assert len(cited_by.list.table) == first
        demo.config(faults={})
        sent = demo.stats()["counts"]["s2"]
        driver.trigger("citations.load_more")
        await driver.idle()
        assert demo.stats()["counts"]["s2"] == sent + 1
        assert first < len(cited_by.list.table) <= first + 1000


def _by_date(pane: QWidget) -> list[Button]:
    buttons = [one for one in pane.findChildren(Button) if one.isVisible()]
    return [one for one in buttons if one.accessibleName() == "Limit by date…" or one.content.text == "Limit by date…"]


async def test_a_year_that_no_loaded_paper_has_leads_to_loading_by_date(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _open_citations(driver, keyboard, "attention")
        cited_by = driver.window.search_page.panes.citations.cited_by
        assert not cited_by.list.state.complete
        cited_by.tools.set_filter(CitationFilter(year_from=1851, year_to=1852))
        await driver.idle()
        assert driver.state("citedByView") == "empty"
        assert len(_by_date(cited_by)) == 2, "in the foot, too"
        button = next(one for one in _by_date(cited_by) if one.objectName() != "citedBy.dates")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert driver.widget("datesEdit").text() == "1851:1852"
        await keyboard.press("Escape")
        cited_by.tools.set_filter(CitationFilter(words="zzzqq"))
        await driver.idle()
        assert len(_by_date(cited_by)) == 1


async def test_the_timeline_shows_the_loading_as_the_list_does(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _open_citations(driver, keyboard, "attention")
        panes = driver.window.search_page.panes.citations
        await keyboard.press("Ctrl+Alt+5")
        await driver.until(lambda: panes.timeline.state == "partial")
        stop, bar = driver.widget("timeline.more"), panes.timeline.pane.bar
        assert not stop.isVisible()
        demo.config(latency=0.05)
        bar.button("Load all").setFocus()
        await keyboard.press("Space")
        assert (stop.isVisible(), stop.text(), stop.hasFocus()) == (True, "Stop", True)
        assert not driver.widget("timeline.export").isVisible()
        await driver.until(lambda: len(panes.cited_by.list.table) > 2000 and not bar.findChildren(Button))
        assert driver.widget("timeline.progress").isVisible()
        words = stop.parent().words()
        assert "left" in words
        assert words == panes.cited_by.loaded_words()
        await keyboard.press("Space")
        await driver.until(lambda: any(one.isVisible() for one in bar.findChildren(Button)))
        assert not stop.isVisible()
        assert bar.button("Load all").isVisible()
        assert panes.timeline.chart.hasFocus()
        assert 2000 < len(panes.cited_by.list.table) < panes.cited_by.total


async def test_the_foot_says_since_when_all_is_loaded(demo: Any, tmp_path: Path, monkeypatch: Any) -> None:
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        keyboard = Keyboard(driver)
        await _open_citations(driver, keyboard, "attention")
        cited_by = driver.window.search_page.panes.citations.cited_by
        now = [0.0]
        foot = driver.widget("citedBy.all").parentWidget()
        monkeypatch.setattr(foot._time, "_clock", lambda: now[0])
        demo.config(latency=0.05)
        driver.click("citedBy.all")
        await driver.until(lambda: "to go" in cited_by.loaded_words())
        assert "since" not in cited_by.loaded_words()
        demo.config(faults={"s2": "hang"})
        now[0] = 3.0
        await driver.until(lambda: re.search(r" · since \d\d:\d\d:\d\d", cited_by.loaded_words()) is not None)
        label = next(one for one in foot.findChildren(QLabel) if "since" in one.text())
        await driver.until(lambda: label.height() >= label.heightForWidth(label.width()))
        driver.click("citedBy.more")
        await driver.until(lambda: "since" not in cited_by.loaded_words())
