"""The buttons of a paper take two lines in a low window: the last ones go into a menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QPushButton, QWidget

from scholar_desktop.ui.papers.action_row import ActionRow
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.window_driver import window_on

BUTTONS = {"getPdfButton", "readPdfButton", "starButton", "keepButton", "editButton", "copyCitationButton"}
BUTTONS |= {"sendButton", "openInBrowserButton"}


@pytest.mark.parametrize("language", [None, "de"])
async def test_the_buttons_of_a_kept_paper_take_two_lines_in_a_small_window(demo, tmp_path, language):
    async with window_on(demo, tmp_path, size=(1024, 640), language=language) as driver:
        await driver.search("attention")
        driver.click_row(3)
        driver.trigger("paper.get_pdf")
        await driver.idle()
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda: driver.widget("readPdfButton").isVisible())
        await driver.idle()
        row = driver.window.search_page.panes.detail._buttons
        shown = [one for one in row.findChildren(QPushButton) if one.isVisible()]
        assert len({one.y() for one in shown}) == 2
        more = driver.widget("moreActionsButton")
        assert more in shown
        QTest.mouseClick(more, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        entries = {action.objectName().removeprefix("more."): action for action in menu.actions()}
        assert {one.objectName() for one in shown} - {"moreActionsButton"} | set(entries) == BUTTONS
        assert shown_text(entries["sendButton"].text()) == ("Send to…" if language is None else "Senden an…")
        edit = entries["editButton"]
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(edit).center())
        await driver.until(lambda: driver.widget("field.title").isVisible())


async def test_a_wide_window_shows_all_buttons(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1920, 1080)) as driver:
        await driver.search("attention")
        driver.click_row(3)
        driver.trigger("paper.star")
        await driver.idle()
        assert all(driver.widget(name).isVisible() for name in BUTTONS - {"readPdfButton"})
        assert not driver.widget("moreActionsButton").isVisible()


def test_a_button_that_is_shown_while_the_row_becomes_narrower_goes_into_the_menu(qapp, qtbot) -> None:
    """Qt lays out the widgets around a button before it shows it: the row hid the button then, and Qt showed it."""
    theme, window = Theme(qapp, "light"), QWidget()
    qtbot.addWidget(window)
    row, beside = ActionRow(theme), QWidget()
    get, star, keep, send = (Button(theme, ButtonKind.PLAIN, text) for text in ("Get the PDF", "Star", "Keep", "Send"))
    row.fill((get, star, keep), (send,), (send,))
    columns = QHBoxLayout(window)
    columns.addWidget(row, 1)
    columns.addWidget(beside)
    beside.setFixedWidth(10)
    window.resize(900, 800)
    window.show()
    row.set_wanted(send, False)
    QApplication.processEvents()
    assert not send.isVisible()
    beside.setFixedWidth(900 - get.sizeHint().width() - 40)  # the row is not resized yet
    row.set_wanted(send, True)
    assert send.isVisible() is not send.isHidden()
    QApplication.processEvents()
    more = next(one for one in row.findChildren(QPushButton) if one.objectName() == "moreActionsButton")
    assert send.isVisible() is not send.isHidden()
    shown = [one for one in row.findChildren(QPushButton) if one.isVisible()]
    assert (send in shown) is not (more in shown)
    assert not any(one.geometry().intersects(other.geometry()) for one in shown for other in shown if one is not other)
