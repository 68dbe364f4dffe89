"""The pasted text has two lines where it needs them, and no message covers the expanded line."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_review_page import CLOSED, FRESH, OPEN, find_in_row, paste, press_in_row, spoken

LONG = "Matthew E. Peters, Mark Neumann, Mohit Iyyer. Deep contextualized word representations. NAACL 2018."
IN_DOUBT = "Deep contextualized word representations"


def place_on_screen(widget: QWidget) -> QRect:
    seen = widget.visibleRegion().boundingRect()
    return QRect(widget.mapToGlobal(seen.topLeft()), seen.size())


def covered(driver: Driver) -> QRect:
    """What the messages cover of the expanded line."""
    messages = driver.window.messages
    whole = QRect(messages.mapToGlobal(QPoint(0, 0)), messages.size())
    line = place_on_screen(driver.widget("reviewLine"))
    line.setTop(line.top() - driver.view("reviewTable").verticalHeader().defaultSectionSize())  # with its row
    return whole.intersected(line)


@pytest.mark.parametrize("scale", [100, 150])
async def test_the_pasted_text_has_two_lines_beside_the_outcome_of_the_pdf(
    demo: Any, tmp_path: Any, scale: int
) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=scale) as driver:
        await paste(driver, f"{LONG}\n{OPEN}\n{FRESH}\n{CLOSED}\n{IN_DOUBT}\n")
        driver.click("reviewGetButton")
        await driver.until(lambda: "PDF saved" in spoken(driver, 1))
        await driver.idle()
        first, second = find_in_row(driver, 0, "pasted"), find_in_row(driver, 0, "pasted.1")
        if scale == 150:
            assert first is None, "there is no room for the column"
            return
        assert first is not None
        assert second is not None
        assert first.rect.bottom() < second.rect.top() + 1
        assert len(first.text + second.text) > 40
        assert find_in_row(driver, 2, "pasted.1") is None, "one line where that is enough"


async def test_no_message_covers_the_expanded_line(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        lines = "".join(f"10.9999/none.{number}\n" for number in range(13))
        await paste(driver, f"{lines}Computing machinery and intelligence\n{IN_DOUBT}\n")
        messages, page = driver.window.messages, driver.window.pages.page("review")
        view = driver.view("reviewTable")
        view.scrollToBottom()
        press_in_row(driver, 14, "candidates")
        await driver.until(driver.widget("reviewLine").isVisible)
        await driver.idle()
        press_in_row(driver, 12, "edit")
        await driver.idle()
        press_in_row(driver, 14, "candidates")
        await driver.idle()
        page.decisions.skip(driver.program.services.reference_lists.current, [1])
        await driver.until(messages.isVisible)
        await driver.idle()
        assert covered(driver).isEmpty(), "the row of buttons below the candidates is free, too"
        messages.close_message("undo")
        driver.click("reviewAcceptButton")
        await driver.until(messages.isVisible)
        await keyboard.settle()
        assert covered(driver).isEmpty()


@pytest.mark.parametrize("width", [1280, 1680])
async def test_in_german_the_details_use_the_room_to_the_end_of_a_row_without_a_button(
    demo: Any, tmp_path: Any, width: int
) -> None:
    async with window_on(demo, tmp_path, size=(width, 800), language="de") as driver:
        await paste(driver, f"{OPEN}\n{CLOSED}\n")
        driver.click("reviewGetButton")
        await driver.until(lambda: find_in_row(driver, 0, "reason.1") is not None)
        await driver.idle()
        first, second = find_in_row(driver, 0, "reason"), find_in_row(driver, 0, "reason.1")
        sign = find_in_row(driver, 0, "kept_sign")
        assert first is not None
        assert second is not None
        assert sign is not None
        assert f"{first.text} {second.text}".endswith("Die erste Seite enthält die Kennung dieser Publikation.")
        assert first.rect.right() < sign.rect.left()
