"""The pane below the references of a manuscript shows a comparison whole, up to half of the height."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QSplitter

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.exchange.test_manuscript_page import written
from tests.ui.exchange.test_saved_references import checked

TITLE = (
    "Clinical and microbiological effect of a combination of hydroxychloroquine and azithromycin in 80 COVID-19 "
    "patients with at least a six-day follow up: A pilot observational study"
)
LONG = f"Gautret, P., Smith, J. (2020). {TITLE}. Travel Medicine. https://doi.org/10.1016/j.tmaid.2020.101663"
SHORT = "Cowan, N. (2001). The magical number 4 in short-term memory. https://doi.org/10.1017/s0140525x01003922"


async def check(driver: Driver, tmp_path: Path, lines: list[str]) -> Any:
    file = tmp_path / "a.md"
    file.write_text("So (Cowan, 2001).\n\n# References\n\n" + "\n\n".join(lines) + "\n", "utf-8")
    driver.trigger("view.manuscript")
    page = driver.widget("manuscriptPage")
    page.check(file)
    await driver.idle()
    return page


def is_whole(page: Any) -> bool:
    """True if the pane shows all of the reference."""
    scroll = page._detail.findChild(QScrollArea)
    return bool(scroll.widget().height() <= scroll.viewport().height())


async def test_the_pane_grows_for_a_long_comparison_and_then_stays(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile", size=(1440, 900), citations=None) as driver:
        page = await check(driver, tmp_path, [*[f"{number}. {SHORT}" for number in range(1, 16)], f"16. {LONG}"])
        view, split, keys = driver.view("manuscriptView"), page._detail.parentWidget(), Keyboard(driver)
        assert isinstance(split, QSplitter)
        before = page._detail.height()
        assert is_whole(page)
        view.setFocus()
        await keys.press("End")
        assert page._detail.height() > before
        assert page._detail.height() <= split.height() // 2
        await driver.until(lambda: is_whole(page))
        last = view.visualRect(view.model().index(view.model().rowCount() - 1, 0))
        assert last.top() >= 0
        assert last.bottom() <= view.viewport().height(), "the selected row stays in sight"
        grown = page._detail.height()
        await keys.press("Home")
        assert page._detail.height() == grown, "the line does not move with each row"
        driver.click("manuscriptChip.duplicate")
        assert page._detail.height() < grown, "another list begins with what it needs"


async def test_a_pressed_row_stays_under_the_pointer_for_a_double_click(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile", size=(1440, 900), citations=None) as driver:
        page = await check(driver, tmp_path, [*[f"{number}. {SHORT}" for number in range(1, 13)], f"13. {LONG}"])
        view, row = driver.view("manuscriptView"), 12
        view.scrollToBottom()
        place = view.visualRect(view.model().index(row, 0))
        point, before = QPoint(view.viewport().width() // 2, place.center().y()), page._detail.height()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        assert view.lead_row() == row
        assert view.visualRect(view.model().index(row, 0)).top() == place.top()
        assert page._detail.height() == before
        await driver.until(lambda: page._detail.height() > before and is_whole(page))


async def test_a_comparison_longer_than_half_of_the_height_ends_after_a_line(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        for size in ((800, 600), (800, 620), (1024, 640)):
            driver.window.resize(*size)
            page = await check(driver, tmp_path, [f"1. {LONG}", *[f"{number}. {SHORT}" for number in range(2, 14)]])
            scroll = page._detail.findChild(QScrollArea)
            assert not is_whole(page)
            assert page._detail.height() <= page._detail.parentWidget().height() // 2
            assert driver.view("manuscriptView").viewport().height() > 2 * driver.view("manuscriptView").rowHeight(0)
            end = scroll.viewport().height()
            for text in scroll.widget().findChildren(QLabel):
                top, each = text.mapTo(scroll.widget(), QPoint(0, 0)).y(), text.heightForWidth(100_000)
                if text.isVisible() and top < end < top + text.height():
                    past = (end - top) % each
                    assert min(past, each - past) <= 2, (size, text.text())


async def test_a_message_does_not_cover_the_comparison_of_a_reference(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        page = await checked(driver, written(tmp_path))
        page.commands.accept({min(page.run.sure_places())})
        await driver.idle()
        messages, detail = driver.window.messages, page._detail
        await driver.until(messages.isVisible)
        await driver.idle()
        place = QRect(detail.mapTo(messages.parentWidget(), QPoint(0, 0)), detail.size())
        assert not place.intersects(messages.geometry())
        assert messages.geometry().bottom() > place.top() - 40, "it is over the end of the list"
