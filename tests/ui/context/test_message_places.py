"""The messages over the foot of a page leave the box free in which the user types, and the bar for a selection."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from scholar_desktop.ui.context.messages import Messages
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.scroll_column import FocusRingScroll
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
FEET = frozenset(
    f"{name}Button" for name in ("loadMore", "loadAll", "copyPassage", "onlyThisPaper", "openPassagePaper")
) | {f"{name}.{key}" for name in ("citedBy", "timeline") for key in ("export", "dates", "newer", "more", "all")}


def a_window(qtbot: Any) -> tuple[QWidget, QWidget]:
    """Return a window, and the area of it that messages lie over, which is all of it."""
    window = QWidget()
    window.resize(800, 500)
    qtbot.addWidget(window)
    area = QWidget(window)
    area.setGeometry(0, 0, 800, 500)
    return window, area


def test_a_message_that_is_shown_moves_away_from_a_box_that_gets_the_focus(qapp, qtbot):
    window, area = a_window(qtbot)
    column = QVBoxLayout(area)
    button, box = QPushButton("Tag"), QPlainTextEdit()
    box.setFixedHeight(120)
    column.addWidget(button)
    column.addStretch(1)
    column.addWidget(box)
    messages = Messages(Theme(qapp, "light"), window)
    messages.lie_over(area)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    button.setFocus()
    messages.say("undo", Note("Tagged 1 paper with “nlp”."))

    def is_covered() -> bool:
        return messages.geometry().intersects(QRect(box.mapTo(window, QPoint(0, 0)), box.size()))

    assert is_covered()
    box.setFocus()
    qtbot.waitUntil(lambda: not is_covered())
    assert messages.isVisible()
    window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_message_that_stays_is_placed_again_on_another_page(qapp, qtbot):
    window, area = a_window(qtbot)
    column = QVBoxLayout(area)
    first, second, rows = QPushButton("Only row"), QPlainTextEdit(), QPlainTextEdit()
    column.addWidget(first, 0, Qt.AlignmentFlag.AlignBottom)
    column.addWidget(rows)
    column.addWidget(second)
    rows.hide()
    second.setFixedHeight(120)
    messages = Messages(Theme(qapp, "light"), window)
    messages.lie_over(area)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    second.setFocus()
    messages.say("undo", Note("Tagged 1 paper with “nlp”."))
    messages.leave_free()
    qtbot.waitUntil(lambda: messages.geometry().bottom() < second.y())
    at_first = messages.geometry()
    second.clearFocus()
    second.hide()
    rows.show()
    messages.leave_page()
    qtbot.waitUntil(lambda: messages.geometry() != at_first)
    assert messages.geometry().top() > at_first.top()
    window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize(("height", "scrolls"), [(900, True), (300, False)])
def test_the_end_of_a_column_can_be_scrolled_above_a_message(qapp, qtbot, height, scrolls):
    window, area = a_window(qtbot)
    theme = Theme(qapp, "light")
    column = FocusRingScroll(theme, area)
    column.setGeometry(0, 0, 800, 500)
    content = QWidget()
    content.setMinimumHeight(height)
    column.setWidget(content)
    messages = Messages(theme, window)
    messages.lie_over(area)
    window.show()
    qtbot.waitExposed(window)
    bar = column.verticalScrollBar()
    end = bar.maximum()
    assert bool(end) is scrolls

    def content_end() -> int:
        return content.mapTo(window, QPoint(0, content.height())).y()

    bar.setValue(end)
    messages.say("undo", Note("Tagged 1 paper with “nlp”."))
    qapp.processEvents()
    assert content_end() <= 500, "nothing moves by itself"
    bar.setValue(bar.maximum())
    if scrolls:
        assert content_end() <= messages.geometry().top()
    content.setMinimumHeight(height + scrolls * 50)
    qapp.processEvents()
    bar.setValue(bar.maximum())
    if scrolls:
        assert content_end() <= messages.geometry().top(), "after the content has grown, too"
    messages.close_message("undo")
    assert bar.maximum() == end + scrolls * 50
    assert content_end() == 500, "no room is left below it"
    window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def covers_the_bar(driver: Driver, view: str) -> bool:
    """True if a message covers the bar for a selection of *view*, which is shown."""
    return covers(driver, driver.widget(f"{view}.selectionBar"))


def covers(driver: Driver, bar: QWidget) -> bool:
    """True if a message covers *bar*, which is shown."""
    messages = driver.window.messages
    assert messages.isVisible()
    assert bar.isVisible()
    place = QRect(bar.mapTo(messages.parentWidget(), QPoint(0, 0)), bar.size())
    return bool(messages.geometry().intersects(place))


@pytest.mark.parametrize("citations", ["below", "tabs"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_no_message_covers_the_bar_for_a_selection_whichever_row_is_current(demo, tmp_path, size, citations):
    async with window_on(demo, tmp_path, size=size, citations=citations) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.idle()
        driver.click_row(0, "citedByView")
        for _ in range(12):
            driver.press(Qt.Key.Key_Down, "citedByView", SHIFT)
            driver.press(Qt.Key.Key_C, "citedByView", CTRL)
            await driver.idle()
            assert driver.window.messages.note("copied") is not None
            assert not covers_the_bar(driver, "citedByView")


async def test_a_message_moves_away_from_the_bar_when_that_appears(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.idle()
        driver.click_row(0, "citedByView")
        messages = driver.window.messages
        messages.say("copied", Note("Copied.\n" * 30))
        messages.say("more", Note("Copied.\n" * 30))
        driver.press(Qt.Key.Key_Down, "citedByView", SHIFT)
        await driver.until(lambda: not covers_the_bar(driver, "citedByView"))


async def test_a_message_covers_no_row_where_there_is_room_below_the_last_one(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        papers = [driver.view().model().paper(row) for row in range(11)]
        library, messages = driver.program.services.library, driver.window.messages
        driver.trigger("view.library")
        driver.trigger("view.details_pane")
        seen = set()
        for paper in papers:
            await library.add([paper])
            await driver.idle()
            view = driver.view("libraryView")
            view.setFocus()
            view.choose(0)
            messages.close_message("exported")
            messages.say("exported", Note("Exported 3 papers to out.bib."), lasts_ms=60_000)
            await driver.idle()
            end, foot = (
                view.viewport().mapTo(messages.parentWidget(), QPoint(0, y)).y()
                for y in (view.verticalHeader().length(), view.viewport().height())
            )
            has_room = end + messages.height() <= foot
            assert (messages.geometry().top() >= end) is has_room
            is_low = messages.geometry().bottom() + 1 >= foot
            seen.add((has_room, is_low))
        assert seen == {(True, False), (True, True), (False, False)}, "it is lower only where rows are in its place"


@pytest.mark.parametrize("size", [(1024, 640), (640, 640)])
async def test_the_row_that_the_keys_reach_is_not_covered(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size) as driver:
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        view, messages, keyboard = driver.view(), driver.window.messages, Keyboard(driver)

        def row() -> QRect:
            rect = view.visualRect(view.currentIndex())
            return QRect(view.viewport().mapTo(messages.parentWidget(), rect.topLeft()), rect.size())

        messages.say("undo", Note("Added 1 paper to your library."))
        before, count = view.verticalScrollBar().value(), view.model().rowCount()
        for keys in ["Down"] * (count - 1) + ["Home", "End", "PgUp", "PgDown"]:
            await keyboard.press(keys)
            await driver.idle()
            assert not messages.geometry().intersects(row()), (keys, view.currentIndex().row())
            assert view.rect().contains(view.visualRect(view.currentIndex()))
        assert view.currentIndex().row() == count - 1
        assert view.verticalScrollBar().value() > before, "the list was scrolled, the message stayed"


def feet_covered(driver: Driver) -> list[str]:
    """Return the names of the buttons at the foot of a list that a message covers where they would be clicked."""
    messages = driver.window.messages
    assert messages.isVisible()
    place = QRect(messages.mapTo(driver.window, QPoint(0, 0)), messages.size())
    buttons = [button for button in driver.window.findChildren(Button) if button.objectName() in FEET]
    seen = [button for button in buttons if button.isVisible()]
    assert seen, "no foot is shown"
    return [
        button.objectName()
        for button in seen
        if place.intersects(QRect(button.mapTo(driver.window, QPoint(0, 0)), button.size()))
    ]


def click_at(driver: Driver, name: str) -> None:
    """Click where the button is, whatever lies there."""
    where = driver.widget(name).mapTo(driver.window, driver.widget(name).rect().center())
    there = driver.window.childAt(where)
    assert there is not None
    QTest.mouseClick(there, Qt.MouseButton.LeftButton, pos=there.mapFrom(driver.window, where))


@pytest.mark.parametrize(
    ("size", "citations"),
    [((1440, 900), "hidden"), ((1024, 640), "hidden"), ((1024, 640), "below"), ((1024, 640), "tabs")],
)
async def test_all_results_can_be_loaded_while_a_message_is_shown(demo, tmp_path, size, citations):
    async with window_on(demo, tmp_path, size=size, citations=citations, demo=True) as driver:
        await driver.search("turing")
        driver.window.search_page.panes.results.focus_list()
        for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Home):
            driver.press(key, "resultsView")
            driver.press(Qt.Key.Key_C, "resultsView", CTRL)
            await driver.idle()
            assert driver.window.messages.note("copied") is not None
            assert feet_covered(driver) == []
        before = driver.view().model().rowCount()
        click_at(driver, "loadAllButton")
        await driver.until(lambda: driver.view().model().rowCount() > before)
        assert driver.window.messages.isVisible()


@pytest.mark.parametrize(("size", "text_size"), [((1024, 640), 100), ((1024, 900), 200)])
async def test_no_message_covers_the_foot_of_a_list_of_citations(demo, tmp_path, size, text_size):
    async with window_on(demo, tmp_path, size=size, text_size=text_size, demo=True) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.idle()
        for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_End):
            driver.press(key, "citedByView")
            driver.press(Qt.Key.Key_C, "citedByView", CTRL)
            await driver.idle()
            assert not covers(driver, driver.window.search_page.panes.citations.cited_by.foot)
            driver.window.messages.say("more", Note("Copied.\n" * 3))
            await driver.idle()
            assert not covers(driver, driver.window.search_page.panes.citations.cited_by.foot)
            driver.window.messages.close_message("more")
        driver.trigger("view.timeline")
        await driver.until(lambda: driver.window.search_page.panes.citations.timeline.state == "partial")
        demo.config(latency=0.05)
        driver.window.search_page.panes.citations.timeline.pane.bar.button("Load all").click()
        await driver.until(lambda: driver.widget("timeline.more").isVisible())
        await driver.until(lambda: feet_covered(driver) == [])  # the message moves in the next turn
        driver.click("timeline.more")
        await driver.idle()


@pytest.mark.parametrize(("size", "text_size"), [((1024, 640), 100), ((1024, 900), 200)])
async def test_no_message_covers_the_buttons_of_a_passage(demo, tmp_path, size, text_size):
    async with window_on(demo, tmp_path, size=size, text_size=text_size) as driver:
        driver.trigger("view.sentences")
        await driver.idle()
        driver.type("attention maps", "snippetsEdit")
        driver.press(Qt.Key.Key_Return, "snippetsEdit")
        await driver.idle()
        driver.press(Qt.Key.Key_Down, "snippetsEdit")
        for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            driver.press(key, "snippetsView")
            await driver.idle()
            driver.click("copyPassageButton")
            await driver.idle()
            assert driver.window.messages.note("copied") is not None
            assert feet_covered(driver) == []
            assert not covers(driver, driver.widget("copyPassageButton").parentWidget())
