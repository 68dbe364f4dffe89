"""The focus stays in the tab of the citations from which a paper is opened by a key, and what it is on can be seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint

from scholar_desktop.ui.citations.timeline_chart import TimelineChart
from scholar_desktop.ui.widgets.scroll_column import FocusRing
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _focus(driver: Driver) -> str:
    focused = driver.window.focusWidget()
    if focused is None or not focused.isVisible():
        return f"hidden: {focused}"
    return focused.objectName() or type(focused).__name__


async def _open_first(driver: Driver, keyboard: Keyboard, words: str) -> None:
    await driver.search(words)
    driver.window.search_page.panes.results.focus_list()
    await keyboard.press("Return")
    await driver.idle()


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_the_map_keeps_the_focus_and_back_returns_to_its_node(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size, demo=True) as driver:
        demo.config(latency=0.05)
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard, "attention")
        first = driver.window.search_page.panes.paper.paper.id
        await keyboard.press("Ctrl+Alt+4")
        await driver.idle()
        await driver.until(lambda: driver.widget("mapView").canvas.chart is not None)
        await driver.idle()
        canvas = driver.widget("mapView").canvas
        for key in ("Right", "Down"):
            await keyboard.press(key)
        node = canvas.current_id
        assert node != first
        await keyboard.press("Return")
        await driver.idle()
        await driver.until(lambda: driver.window.search_page.panes.paper.paper.id != first)
        await driver.idle()
        citations = driver.widget("citationPane")
        assert citations.isAncestorOf(driver.window.focusWidget()), _focus(driver)
        await driver.until(canvas.isVisible)
        await driver.idle()
        assert _focus(driver) == "mapCanvas"
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.id == first
        await driver.until(lambda: canvas.isVisible() and canvas.current_id == node)  # before: the other map
        await driver.idle()
        assert _focus(driver) == "mapCanvas"
        assert canvas.current_id == node


async def test_a_list_without_citations_keeps_the_focus_and_shows_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard, "Dual Attention Network")
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        titles = driver.titles("citedByView")
        row = next(n for n, title in enumerate(titles) if title.startswith("Reproducible vision transformers"))
        driver.view("citedByView").choose(row)
        await keyboard.press("Return")
        await driver.idle()
        assert driver.state("citedByView") == "empty"
        pane = driver.window.search_page.panes.citations.cited_by.pane
        assert driver.window.focusWidget() is pane
        corner = pane.grab().toImage().pixelColor(1, pane.height() // 2)
        assert corner.name() == driver.window.theme.colour("accent").name(), "the focus cannot be seen"
        await keyboard.press("Tab")
        reached = driver.window.focusWidget()
        assert reached.objectName() != "saveSearchButton", "Tab begins at the top of the page"
        await keyboard.press("Shift+Tab")
        assert not driver.widget("searchEdit").parentWidget().isAncestorOf(driver.window.focusWidget())


@pytest.mark.parametrize("size", [(1024, 640), (640, 640)])
async def test_a_paper_without_citations_is_shown_where_it_and_its_list_are_tabs(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size, citations=None, demo=True) as driver:
        keyboard, session = Keyboard(driver), driver.window.search_page.panes.paper
        await _open_first(driver, keyboard, "Dual Attention Network")
        first = session.paper.title
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        titles = driver.titles("citedByView")
        row = next(n for n, title in enumerate(titles) if title.startswith("Reproducible vision transformers"))
        detail = driver.widget("detailPane")
        for key in ("Alt+Left", "Escape"):
            driver.view("citedByView").choose(row)
            await keyboard.press("Return")
            await driver.idle()
            assert session.paper.title == titles[row]
            assert detail.isVisible(), "the message that nothing cites it is shown"
            assert detail.isAncestorOf(driver.window.focusWidget()) or driver.window.focusWidget() is detail
            await keyboard.press(key)
            await driver.idle()
            assert session.paper.title == first
            assert driver.view("citedByView").isVisible(), "the list from which it was opened"
            assert _focus(driver) == "citedByView"
            assert driver.view("citedByView").current_row() == row
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert detail.isVisible()
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        assert driver.state("citedByView") == "empty"
        assert driver.widget("citationPane").isVisible(), "the user wants to see the list"


async def test_an_expanded_citation_and_its_selected_sentence_can_be_seen(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard, "attention")
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        view = driver.view("citedByView")
        await driver.until(lambda: not view._measuring.isActive())
        model, height = view.model(), view.viewport().height()
        row = next(
            n
            for n in range(view.rowAt(height - 1), model.rowCount())
            if (found := model.row(n)) is not None and len(getattr(found, "sentences", ())) > 2
        )
        view.mark(row)
        bar = view.verticalScrollBar()  # the row is the last that can be seen
        bar.setValue(bar.value() + view.rowViewportPosition(row) + view.rowHeight(row) - height)
        view.toggle(row)
        assert view.rowViewportPosition(row) >= 0
        assert view.rowViewportPosition(row) + view.rowHeight(row) <= max(height, view.rowHeight(row))
        for _ in range(len(model.row(row).places)):
            await keyboard.press("Right")
            picked = model.picked(row)
            pieces = view.delegate.layout_of(model.row(row), view.viewport().width())
            rects = [piece.rect for piece in pieces if piece.name == f"sentence.{picked}"]
            at = view.rowViewportPosition(row)
            assert at + min(r.top() for r in rects) >= 0
            assert at + max(r.bottom() for r in rects) < height, f"sentence {picked} is below the edge"


@pytest.mark.parametrize(("size", "text_size"), [((640, 640), 150), ((1440, 900), 100)])
@pytest.mark.parametrize(("keys", "name"), [("Ctrl+Alt+1", "citedByView"), ("Ctrl+Alt+2", "referencesView")])
async def test_a_key_that_leads_to_a_list_frames_its_first_row_when_the_rows_arrive(
    demo: Any, tmp_path: Path, size: tuple[int, int], text_size: int, keys: str, name: str
) -> None:
    async with window_on(demo, tmp_path, size=size, text_size=text_size, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        demo.config(latency=0.1)
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("Return")
        await keyboard.press(keys)
        assert not driver.titles(name), "else the rows are there before the key"
        await driver.idle()
        view = driver.view(name)
        assert driver.window.focusWidget() is view
        assert (view.currentIndex().row(), view.chosen_rows()) == (0, [])
        await keyboard.press("Down")
        assert view.hasFocus()
        assert view.chosen_rows() == [0]


@pytest.mark.parametrize("grey_after_ms", [0, 10_000])
async def test_the_first_row_is_framed_whatever_the_pane_shows_until_the_rows_arrive(
    demo: Any, tmp_path: Path, grey_after_ms: int
) -> None:
    async with window_on(demo, tmp_path, size=(640, 640), demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        demo.config(latency=0.1)
        driver.window.search_page.panes.citations.references.pane._late.setInterval(grey_after_ms)
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("Return")
        await keyboard.press("Ctrl+Alt+2")
        await driver.idle()
        assert _focus(driver) == "referencesView"
        assert driver.view("referencesView").currentIndex().row() == 0
        assert driver.view("referencesView").chosen_rows() == []


async def test_rows_that_arrive_after_the_user_has_moved_on_select_nothing(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        demo.config(latency=0.1)
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("Return")
        await keyboard.press("Ctrl+Alt+1")
        await keyboard.press("Ctrl+L")
        await driver.idle()
        assert _focus(driver) == "searchEdit"
        assert not driver.view("citedByView").chosen_rows()


def _rings(driver: Driver) -> list[str]:
    return [ring.parentWidget().objectName() for ring in driver.window.findChildren(FocusRing) if ring.isVisible()]


async def test_the_ring_of_a_pane_that_waits_goes_when_its_rows_get_the_focus(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("transformer")
        await keyboard.press("Down")
        await keyboard.press("End")
        await keyboard.press("Ctrl+Alt+2")
        await driver.idle()
        demo.config(latency=0.1)
        pane = driver.window.search_page.panes.citations.references.pane
        pane._late.setInterval(0)
        await keyboard.press("Down")
        await keyboard.press("Return")
        await driver.until(lambda: driver.window.focusWidget() is pane)
        assert len(_rings(driver)) == 1
        await driver.idle()
        assert _focus(driver) == "referencesView"
        assert _rings(driver) == []
        await keyboard.press("Ctrl+L")
        assert _rings(driver) == []


@pytest.mark.parametrize("waits", [False, True])
async def test_enter_on_a_citing_paper_leads_to_the_first_row_of_the_new_list(
    demo: Any, tmp_path: Path, *, waits: bool
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard, "attention")
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        if waits:
            demo.config(latency=0.1)
            driver.window.search_page.panes.citations.cited_by.pane._late.setInterval(0)
        for _ in range(3):
            await keyboard.press("Down")
        view = driver.view("citedByView")
        opened = driver.chosen("citedByView")
        await keyboard.press("Return")
        await driver.idle()
        assert _focus(driver) == "citedByView"
        assert view.currentIndex().row() == 0
        row, accent = view.visualRect(view.currentIndex()), driver.window.theme.colour("accent").name()
        at = row.topLeft() + QPoint(1, row.height() // 2)
        assert view.viewport().grab().toImage().pixelColor(at).name() == accent, "the focus cannot be seen"
        assert [paper.title for paper in driver.window.ui_context.context.now.papers] == opened
        await keyboard.press("Ctrl+L")
        assert view.viewport().grab().toImage().pixelColor(at).name() != accent
        await keyboard.press("Ctrl+Alt+1")
        await keyboard.press("Down")
        assert view.chosen_rows() == [0]


async def test_the_keys_of_similar_papers_and_timeline_lead_into_what_is_loaded_after_them(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        demo.config(latency=0.1)
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.view().choose(2)
        driver.window.search_page.panes.results.focus_list()
        await driver.idle()
        await keyboard.press("Ctrl+Alt+3")
        await driver.idle()
        assert _focus(driver) == "similarView"
        assert driver.chosen("similarView") == []
        shown = driver.window.search_page.shown_paper
        assert driver.window.context.now.paper.id == shown.id, "commands act on the paper shown until a row is selected"
        await keyboard.press("Down")
        await driver.idle()
        [chosen] = driver.chosen("similarView")
        assert chosen == driver.titles("similarView")[0]
        assert driver.window.context.now.paper.title == chosen
        driver.window.search_page.panes.results.focus_list()
        await driver.idle()
        await keyboard.press("Ctrl+Alt+5")
        await driver.idle()
        assert isinstance(driver.window.focusWidget(), TimelineChart), _focus(driver)
