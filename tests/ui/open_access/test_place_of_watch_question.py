"""The question of “Watch…” is asked beside the row or the button that it was chosen at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.context.question_panel import QuestionPanel
from scholar_desktop.ui.downloads import download_delegate
from scholar_desktop.ui.rows.row_layout import at
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, row_menu, window_on
from tests.ui.downloads.test_rows_stay_on_resume import item

CLOSED = "10.1037/0003-066X.37.2.122"
NEAR = 8


def place(driver: Driver, widget: QWidget, part: QRect) -> QRect:
    """Return where *part* of *widget* is in the window."""
    return QRect(widget.mapTo(driver.window, part.topLeft()), part.size())


def question(driver: Driver) -> QuestionPanel:
    """Return the question that is shown."""
    (panel,) = (one for one in driver.window.findChildren(QuestionPanel) if one.isVisible())
    return panel


def is_beside(panel: QuestionPanel, there: QRect) -> bool:
    """Return True if the question is directly below or above *there*, and leaves it in sight."""
    where = QRect(panel.mapTo(panel.window(), QPoint(0, 0)), panel.size())
    gap = max(where.top() - there.bottom(), there.top() - where.bottom())
    overlap = min(where.right(), there.right()) - max(where.left(), there.left())
    return 0 < gap <= NEAR and overlap > 0


def row_place(driver: Driver, row: int) -> QRect:
    view = driver.view("downloadsView")
    return place(driver, view.viewport(), view.visualRect(view.model().index(row, 0)))


def step_button(driver: Driver, pane: str, title: str) -> Button:
    found = driver.widget(pane).findChildren(Button)
    return next(one for one in found if one.isVisible() and one.content.text == title)


async def closed_download(driver: Driver, *, others: int = 0) -> int:
    """Download a closed paper, and return its row. others: how many paused downloads are listed above it."""
    downloads = driver.program.services.downloads
    await downloads.enqueue_ids((CLOSED,), batch="")
    await driver.until(lambda: downloads.active == 0)
    downloads._board.keep([item(number, state=DownloadState.PAUSED) for number in range(others)])
    driver.trigger("view.downloads")
    model = driver.view("downloadsView").model()
    await driver.until(lambda: model.count() == 1 + others and model.row(others).act == "Watch…")
    await driver.idle()
    return others


def press_button_of_row(driver: Driver, row: int) -> None:
    view = driver.view("downloadsView")
    rect = view.visualRect(view.model().index(row, 0))
    layout = view.itemDelegate().layout_of(view.model().row(row), rect.width(), rect.height())
    points = (QPoint(x, rect.height() // 2) for x in range(rect.width() - 1, 0, -4))
    driver.click_row(
        row, "downloadsView", next(one for one in points if at(layout, one.x(), one.y(), (download_delegate.DO,)))
    )


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_the_button_of_a_row_asks_at_the_row(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size) as driver:
        row = await closed_download(driver, others=4)
        press_button_of_row(driver, row)
        panel, there = question(driver), row_place(driver, row)
        assert is_beside(panel, there)
        assert panel.geometry().right() == there.right(), "below the button, which is at the end of the row"
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        assert driver.widget("downloadsView").hasFocus()


async def test_the_menu_of_the_last_row_in_sight_asks_above_it(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        row = await closed_download(driver, others=12)
        view = driver.view("downloadsView")
        view.choose(row)
        await driver.idle()
        menu: QMenu = row_menu(driver, "downloadsView")
        watch = next(one for one in menu.actions() if one.text().replace("&", "") == "Watch…")
        menu.setActiveAction(watch)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        there = row_place(driver, row)
        assert is_beside(question(driver), there)
        assert question(driver).geometry().bottom() < there.top()


async def test_the_button_of_the_details_asks_below_itself(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        row = await closed_download(driver, others=1)
        view = driver.view("downloadsView")
        view.choose(row)
        await driver.idle()
        button = step_button(driver, "attemptsPane", "Watch…")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert is_beside(question(driver), place(driver, button, button.rect()))
        QTest.keyClick(question(driver), Qt.Key.Key_Escape)
        view.selectAll()
        await driver.until(lambda: driver.widget("attemptsPane").item is None)
        button = step_button(driver, "attemptsPane", "Watch 1…")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert is_beside(question(driver), place(driver, button, button.rect()))


async def test_the_details_of_a_paper_and_the_place_of_its_pdf_ask_at_their_buttons(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await closed_download(driver)
        driver.click("sidebar.view.search")
        await driver.search(CLOSED)
        driver.click_row(0)
        await driver.until(lambda: driver.widget("pdfNote").isVisible())
        button = step_button(driver, "pdfNote", "Watch…")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert is_beside(question(driver), place(driver, button, button.rect()))
        QTest.keyClick(question(driver), Qt.Key.Key_Escape)
        driver.press(Qt.Key.Key_Space, "resultsView")
        await driver.until(lambda: driver.widget("pdfView").message is not None)
        button = step_button(driver, "pdfView", "Watch…")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert is_beside(question(driver), place(driver, button, button.rect()))
