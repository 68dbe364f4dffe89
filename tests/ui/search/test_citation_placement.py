"""Where the citation pane is: closed at first, opened by key, tab or button, and kept over a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scholar_desktop import profile, settings
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.rows.row_layout import find
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, show_in_library, window_on


def _rows_in_sight(driver: Driver) -> int:
    view = driver.view()
    last = view.indexAt(QPoint(20, view.viewport().height() - 1)).row()
    height = view.visualRect(view.model().index(last, 0)).bottom()
    return last + (1 if height <= view.viewport().height() else 0)


async def test_at_a_first_start_the_results_have_the_room(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        assert driver.window.search_page.panes.citations.is_closed
        assert _rows_in_sight(driver) >= 8


async def test_at_a_first_start_in_a_small_window(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None, size=(1024, 640)) as driver:
        await driver.search("attention")
        assert _rows_in_sight(driver) >= 6


async def test_the_citations_are_as_high_as_they_were_after_a_restart(demo: Any, tmp_path: Path) -> None:
    heights = []
    for start in range(3):
        async with window_on(demo, tmp_path) as driver:
            splitter = driver.widget("downSplitter")
            if not start:
                await driver.search("attention")
                driver.press(Qt.Key.Key_Return, "resultsView")
                await driver.idle()
                line = splitter.handle(1)
                QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(50, 0))
                QTest.mouseMove(line, QPoint(50, -90))
                QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(50, 0))
            await driver.idle()
            heights.append(splitter.sizes())
    assert heights[1:] == [heights[0]] * 2


async def test_in_a_low_window_the_citations_open_beside_the_paper_until_their_place_is_chosen(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, citations=None, size=(1024, 640)) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        panes, action = driver.window.search_page.panes, driver.window.registry
        driver.trigger("view.cited_by")
        await driver.idle()
        assert panes._side_tabs.isVisible()
        assert panes.citations.cited_by.view.hasFocus()
        assert action["view.citations_tabs"].isChecked()
        assert _rows_in_sight(driver) >= 6
        driver.window.resize(1440, 900)
        await driver.idle()
        assert not panes._side_tabs.isVisible(), "a high window has room for them below"
        assert action["view.citations_below"].isChecked()
        driver.window.resize(1024, 640)
        await driver.idle()
        assert panes._side_tabs.isVisible()
        driver.trigger("view.citations_below")
        await driver.idle()
        assert not panes._side_tabs.isVisible(), "the choice is not followed"
        assert panes.citations.cited_by.view.isVisible()


async def test_keys_open_the_tabs_and_move_the_focus(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        pane = driver.window.search_page.panes.citations
        assert pane.is_closed
        assert any(character.isdigit() for character in pane.tabs.tabText(0)), "the closed pane shows no number"
        QTest.keyClick(
            driver.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        await driver.idle()
        assert not pane.is_closed
        assert pane.cited_by.view.hasFocus()
        QTest.keyClick(
            driver.window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        await driver.idle()
        assert pane.tabs.currentIndex() == 4


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
@pytest.mark.parametrize("keys", ["Down", "Return", "Space"])
async def test_a_key_on_a_tab_of_the_closed_pane_opens_it(
    demo: Any, tmp_path: Path, keys: str, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, citations=None, size=size) as driver:
        await driver.search("attention is all you need")
        keyboard, pane = Keyboard(driver), driver.window.search_page.panes.citations
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        await keyboard.press("F6")
        assert keyboard.focus is driver.widget("citationTabs")
        assert pane.is_closed
        await keyboard.press(keys)
        await driver.idle()
        assert not pane.is_closed
        assert keyboard.focus.isVisible()
        assert pane.isAncestorOf(keyboard.focus)
        assert keyboard.focus is pane.cited_by.view
        assert pane.cited_by.view.model().rowCount() > 0


async def test_a_tab_and_the_button_open_and_close_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        pane = driver.window.search_page.panes.citations
        QTest.mouseClick(pane.tabs, Qt.MouseButton.LeftButton, pos=pane.tabs.tabRect(1).center())
        await driver.idle()
        assert not pane.is_closed
        assert pane.references.isVisible()
        driver.click("citationPaneToggle")
        await driver.idle()
        assert pane.is_closed
        assert not pane.references.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900), (1600, 1200)])
async def test_opened_below_it_leaves_the_lists_and_the_buttons_of_the_paper_their_height(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, citations=None, size=size) as driver:
        await driver.search("attention")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("paper.star")
        await driver.idle()
        panes = driver.window.search_page.panes
        driver.trigger("view.cited_by")
        await driver.idle()
        assert panes._lists.height() > panes.citations.height()
        opened = panes._down.sizes()
        for name in ("sendButton", "openInBrowserButton"):
            button = driver.widget(name)
            assert not button.isHidden()
            assert button.visibleRegion().boundingRect() == button.rect(), name
        driver.trigger("view.citations_hidden")
        driver.trigger("view.cited_by")
        await driver.idle()
        assert panes._down.sizes() == opened
    async with window_on(demo, tmp_path, citations=None, size=size) as driver:
        await driver.until(lambda: driver.widget("sendButton").isVisible())
        assert driver.window.search_page.panes._down.sizes() == pytest.approx(opened, abs=20)


async def test_three_citing_papers_can_be_read_below_the_lists_of_a_low_window(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None, size=(1024, 640)) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.citations_below")
        driver.trigger("view.cited_by")
        await driver.idle()
        view = driver.view("citedByView")
        model = view.model()
        heights = [view.rowHeight(row) for row in range(model.rowCount()) if model.sentences_of(row) == 1]
        assert view.viewport().height() >= 3 * max(heights)
        assert _rows_in_sight(driver) >= 2
        driver.window.resize(1024, 900)
        await driver.idle()
        high = driver.widget("downSplitter").sizes()
        assert high[0] > high[1], "the height of a low window is not kept for a high one"


async def test_it_stays_as_it_was_left_after_a_restart(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        driver.trigger("view.citations_tabs")
        await driver.idle()
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        panes = driver.window.search_page.panes
        assert driver.window.registry["view.citations_tabs"].isChecked()
        assert panes._side_tabs.isVisible()
        driver.trigger("view.citations_hidden")
        driver.trigger("view.cited_by")
        await driver.idle()
        assert panes._side_tabs.isVisible(), "it does not open where it was last open"
        assert panes.citations.cited_by.isVisible()


async def test_a_window_of_an_earlier_version_keeps_the_pane_below(demo: Any, tmp_path: Path) -> None:
    config = settings.load(["--profile", str(tmp_path)]).config_dir
    profile.StateFile(config / profile.STATE_FILE).write({"splitters.all": [700, 464, 500, 300]})
    async with window_on(demo, tmp_path, citations=None) as driver:
        assert not driver.window.search_page.panes.citations.is_closed


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_the_number_in_a_row_opens_the_citations_of_its_paper(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, citations=None, size=size) as driver:
        await driver.search("attention")
        panes, view = driver.window.search_page.panes, driver.view()
        assert not panes.citations.cited_by.view.isVisible()
        place = view.visualRect(view.model().index(2, 0))
        row = view.model().index(2, 0).data(PaperRole.ROW)
        layout = panes.results._delegate.layout_of(row, place.width(), place.height())
        number, title = find(layout, "cites"), find(layout, "title")
        assert number is not None
        assert title is not None
        for piece, cursor in ((number, Qt.CursorShape.PointingHandCursor), (title, Qt.CursorShape.ArrowCursor)):
            at = QPointF(place.topLeft() + piece.rect.center())
            none = Qt.MouseButton.NoButton
            moved = QMouseEvent(QEvent.Type.MouseMove, at, view.mapToGlobal(at), none, none, Qt.KeyboardModifier(0))
            QApplication.sendEvent(view.viewport(), moved)
            assert view.viewport().cursor().shape() is cursor
        driver.click_row(2, at=title.rect.center())
        await driver.idle()
        assert not panes.citations.cited_by.view.isVisible(), "a press on the title opens the citations"
        driver.click_row(2, at=number.rect.center())
        await driver.idle()
        assert panes.citations.cited_by.view.isVisible()
        assert panes.paper.paper is not None
        assert panes.paper.paper.title == driver.titles()[2]
        assert driver.state("citedByView") == "full"
        assert panes.citations.cited_by.view.hasFocus()


async def test_actions_apply_to_the_row_of_the_library_after_citations_were_selected(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        await show_in_library(driver, 0)
        driver.trigger("view.search")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "citedByView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert len(driver.window.context.now.papers) > 1
        driver.trigger("view.library")
        await driver.idle()
        assert [paper.title for paper in driver.window.context.now.papers] == driver.titles("libraryView")
        assert driver.window.registry["paper.remove"].isEnabled()


def _is_in_sight(driver: Driver, row: int) -> bool:
    view = driver.view()
    place = view.visualRect(view.model().index(row, 0))
    return place.top() >= 0 and place.bottom() <= view.viewport().height()


async def test_the_selected_result_stays_in_sight_when_the_list_becomes_shorter(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        row = _rows_in_sight(driver) - 1
        driver.click_row(row)
        await driver.idle()
        for action in ("view.cited_by", "view.timeline", "view.map"):
            driver.trigger(action)
            await driver.idle()
            assert not driver.window.search_page.panes.citations.is_closed
            assert _is_in_sight(driver, row), action
        for height in (800, 770):
            driver.window.resize(1440, height)
            await driver.idle()
            assert _is_in_sight(driver, row), height
        view = driver.view()
        view.verticalScrollBar().setValue(0)
        driver.window.resize(1440, 765)
        await driver.idle()
        assert view.verticalScrollBar().value() == 0, "the user scrolled away from it"


async def test_the_selected_result_stays_in_sight_in_a_narrow_window(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1440, 700), citations=None) as driver:
        await driver.search("attention")
        row = _rows_in_sight(driver) - 1
        driver.click_row(row)
        await driver.idle()
        for size in ((1024, 640), (900, 640), (640, 640), (1024, 600), (1440, 700)):
            driver.window.resize(*size)
            await driver.idle()
            assert not driver.view().isVisible() or _is_in_sight(driver, row), size


async def test_a_paper_without_citations_leaves_their_height_to_the_results(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        model, splitter = driver.view().model(), driver.widget("downSplitter")
        none = next(row for row in range(model.rowCount()) if model.paper(row).counts.citations == 0)

        async def heights(row: int) -> list[int]:
            driver.view().choose(row)
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.idle()
            driver.trigger("view.cited_by")
            await driver.idle()
            return list(splitter.sizes())

        many = await heights(0)
        few = await heights(none)
        message = driver.window.search_page.panes.citations.cited_by.pane._message
        assert few[1] < many[1] // 2
        assert message.verticalScrollBar().maximum() == 0, "all of the message can be read"
        driver.trigger("view.references")
        await driver.until(lambda: splitter.sizes() == many)
        assert await heights(0) == many
        assert await heights(none) == few

        line = splitter.handle(1)
        QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(50, 0))
        QTest.mouseMove(line, QPoint(50, -60))
        QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(50, 0))
        dragged = list(splitter.sizes())
        assert dragged[1] > few[1]
        assert await heights(0) == dragged, "the user has chosen the height"
        assert await heights(none) == dragged
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.until(lambda: driver.state("citedByView") == "empty")
        await driver.idle()
        assert driver.widget("downSplitter").sizes() == dragged


async def test_the_citations_get_their_height_back_after_a_paper_without_any(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        model, splitter = driver.view().model(), driver.widget("downSplitter")
        none = next(row for row in range(1, model.rowCount()) if model.paper(row).counts.citations == 0)
        driver.trigger("view.cited_by")
        await driver.idle()
        usual = list(splitter.sizes())
        for _turn in range(2):
            driver.view().choose(none)
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.idle()
            assert splitter.sizes()[1] < usual[1] // 2
            driver.press(Qt.Key.Key_Up, "resultsView")
            await driver.until(lambda: driver.state("citedByView") == "full" and splitter.sizes() == usual)
            view = driver.view()
            row = view.visualRect(view.currentIndex())
            assert view.viewport().rect().contains(row), "the selected result is hidden"
            for _step in range(2):
                driver.press(Qt.Key.Key_Up, "resultsView")
                await driver.idle()
                assert splitter.sizes() == usual


async def test_the_citations_keep_their_height_while_the_user_goes_through_the_results(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        view, panes = driver.view(), driver.window.search_page.panes
        model, splitter = view.model(), driver.widget("downSplitter")
        none = next(row for row in range(1, model.rowCount()) if model.paper(row).counts.citations == 0)
        view.choose(none - 1)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.idle()
        demo.config(latency=0.05)
        before = splitter.sizes()
        seen = [before]
        panes.citations.installEventFilter(watch := _HeightWatch(lambda: seen.append(splitter.sizes())))
        for _ in range(3):
            driver.press(Qt.Key.Key_Down, "resultsView")
            await driver.idle()
            assert panes.paper.is_open, "the paper under the cursor is looked up"
        assert all(sizes == before for sizes in seen), seen
        panes.citations.removeEventFilter(watch)

        view.choose(none)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        small = splitter.sizes()
        assert small[1] < before[1], "the user has opened the paper"
        driver.press(Qt.Key.Key_Up, "resultsView")
        await driver.until(lambda: splitter.sizes() == before)


class _HeightWatch(QObject):
    """Calls *seen* when the watched widget has another size."""

    def __init__(self, seen: Callable[[], None]) -> None:
        super().__init__()
        self._seen = seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._seen()
        return super().eventFilter(watched, event)


def _drag_up(driver: Driver, by: int) -> None:
    line = driver.widget("downSplitter").handle(1)
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(50, 0))
    QTest.mouseMove(line, QPoint(50, -by))
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(50, 0))


async def test_high_citations_leave_the_room_to_the_page_before_any_search(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        splitter = driver.widget("downSplitter")
        await driver.search("attention")
        _drag_up(driver, 260)
        await driver.idle()
        high = splitter.sizes()
        assert high[1] > high[0]
        citations = driver.window.search_page.panes.citations
        await driver.search("")
        assert splitter.sizes()[1] == citations.minimumHeight()
        await driver.search("memory")
        assert splitter.sizes() == high
        await driver.search("")
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        citations = driver.window.search_page.panes.citations
        assert driver.widget("downSplitter").sizes()[1] == citations.minimumHeight()
        await driver.search("memory")
        assert driver.widget("downSplitter").sizes() == high


async def test_the_results_have_a_selected_row_after_a_restart_with_a_trail_in_the_library(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        await driver.program.services.library.add([driver.view().model().paper(0)])
        await driver.search("attention")
        driver.trigger("view.library")
        await driver.until(lambda: len(driver.titles("libraryView")) == 1)
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: len(driver.chosen("libraryView")) == 1)
        await driver.idle()
        driver.trigger("view.search")
        await driver.idle()
        assert driver.chosen() == driver.titles()[:1]
        assert driver.window.search_page.shown_paper.title == driver.titles()[0]
