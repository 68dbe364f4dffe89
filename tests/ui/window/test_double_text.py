"""Text of twice the size in a small window: what has the focus is in sight, and nothing is squeezed or cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget

from scholar_desktop.ui.theme.type_scale import BASE_PX
from tests.support.window_driver import Driver, window_on


@pytest.fixture
def double_text(qapp: QApplication) -> Iterator[None]:
    before, font = qapp.font(), qapp.font()
    font.setPixelSize(BASE_PX * 2)
    qapp.setFont(font)
    yield
    qapp.setFont(before)


def is_in_sight(widget: QWidget) -> bool:
    """True if all of *widget* is visible in the scroll area around it."""
    around = widget.parentWidget()
    while not isinstance(around, QScrollArea):
        around = around.parentWidget()
    top = widget.mapTo(around.viewport(), QPoint(0, 0)).y()
    return top >= 0 and top + widget.height() <= around.viewport().height()


async def test_panels_scroll_to_the_focus_and_messages_are_whole(double_text, demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        await the_export_panel_scrolls(driver)
        await a_message_is_as_high_as_its_text(driver)
        await keys_scroll_the_details_and_lead_back(driver)
        await a_new_entry_shows_its_title(driver)


async def the_export_panel_scrolls(driver: Driver) -> None:
    driver.click_row(0)
    driver.press(Qt.Key.Key_E, "resultsView", Qt.KeyboardModifier.ControlModifier)
    await driver.until(lambda: driver.widget("exportPanel").isVisible())
    await driver.idle()
    formats = [
        button
        for button in driver.widget("exportPanel").findChildren(QAbstractButton)
        if button.objectName().startswith("exportFormat.")
    ]
    assert all(button.height() >= button.sizeHint().height() for button in formats)
    formats[-1].setFocus(Qt.FocusReason.TabFocusReason)
    await driver.until(lambda: is_in_sight(formats[-1]))
    driver.widget("exportPanel").close_panel()


async def keys_scroll_the_details_and_lead_back(driver: Driver) -> None:
    view, detail = driver.view(), driver.window.search_page.panes.detail
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.until(lambda: driver.window.search_page.panes._side.isAncestorOf(QApplication.focusWidget()))
    await driver.idle()
    bar = detail._scroll.verticalScrollBar()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_PageDown)
    assert bar.value() > 0
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is view
    assert view.isVisible()


async def a_message_is_as_high_as_its_text(driver: Driver) -> None:
    messages = driver.window.messages
    messages.failed("A background task failed", ValueError("x"))
    bar = messages._bars["unexpected"]
    await driver.until(lambda: bar.height() >= bar.heightForWidth(bar.width()))
    messages.close_message("unexpected")


async def a_new_entry_shows_its_title(driver: Driver) -> None:
    driver.trigger("view.library")
    await driver.idle()
    driver.trigger("library.new_entry")
    await driver.idle()
    await driver.until(lambda: QApplication.focusWidget() is not None and is_in_sight(QApplication.focusWidget()))


async def test_a_choice_of_the_text_size_stays_in_sight(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        page = driver.widget("settingsPage")
        await driver.until(lambda: 200 in page._text_sizes)
        choice = page._text_sizes[200]
        choice.setFocus()
        await driver.until(lambda: is_in_sight(choice))
        before = driver.window.ui_context.theme.px(100)
        choice.click()
        await driver.idle()
        await driver.until(lambda: driver.window.ui_context.theme.px(100) > 1.9 * before and is_in_sight(choice))
