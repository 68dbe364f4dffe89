"""The lines of a reference list are sorted by a column, at its title or in the menu of orders."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_review_page import CLOSED, FRESH, OPEN, paste, standings

TEXT = f"{CLOSED}\n10.1038/\n{OPEN}\n{FRESH}\n{CLOSED}"


def numbers(driver: Driver) -> list[int]:
    model = driver.view("reviewTable").model()
    return [model.line(row).number for row in range(model.rowCount())]


def press_title(driver: Driver, name: str) -> None:
    """Click the title of a column."""
    titles = driver.window.pages.page("review").header
    box = next(box for title, box in titles._places() if title.name == name)
    QTest.mouseClick(titles, Qt.MouseButton.LeftButton, pos=box.center())


async def list_with_pdfs(driver: Driver) -> None:
    """Paste a list, get its PDFs, and wait for their outcomes."""
    await paste(driver, TEXT)
    driver.click("reviewGetButton")
    await driver.until(lambda: driver.program.services.downloads.active == 0)
    await driver.idle()
    model = driver.view("reviewTable").model()
    await driver.until(lambda: [model.row(row).outcome.get("outcome") for row in (2, 3)] == ["Saved", "Saved"])
    await driver.until(lambda: "outcome" in driver.window.pages.page("review")._counts.filled)


async def test_a_press_on_a_title_sorts_and_another_reverses(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await list_with_pdfs(driver)
        driver.click_row(3, "reviewTable", QPoint(4, 4))
        assert numbers(driver) == [1, 2, 3, 4, 5]
        press_title(driver, "outcome")
        # “No open copy” is before “Saved”; a line without an outcome is the last one in both directions
        assert numbers(driver) == [1, 5, 3, 4, 2]
        assert [
            driver.view("reviewTable").model().line(row).number for row in driver.view("reviewTable").chosen_rows()
        ] == [4]
        press_title(driver, "outcome")
        assert numbers(driver) == [3, 4, 1, 5, 2]
        press_title(driver, "line")
        assert numbers(driver) == [1, 2, 3, 4, 5]
        press_title(driver, "line")
        assert numbers(driver) == [5, 4, 3, 2, 1]


async def test_keys_act_on_the_line_of_the_sorted_row_and_no_row_moves(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await list_with_pdfs(driver)
        press_title(driver, "line")
        press_title(driver, "line")
        assert numbers(driver) == [1, 2, 3, 4, 5]
        press_title(driver, "status")
        assert numbers(driver) == [1, 3, 4, 5, 2]
        keyboard = Keyboard(driver)
        driver.view("reviewTable").setFocus()
        driver.click_row(1, "reviewTable", QPoint(4, 4))
        await keyboard.press("Delete")
        assert standings(driver)[2] is LineStatus.LEFT_OUT
        await driver.idle()
        assert numbers(driver) == [1, 3, 4, 5, 2], "it is sorted again only when that is wanted"
        driver.click("reviewChip.sure")
        await driver.until(lambda: numbers(driver) == [1, 4, 5])
        press_title(driver, "line")
        press_title(driver, "line")
        assert numbers(driver) == [5, 4, 1]
        driver.trigger("edit.undo")
        await driver.until(lambda: numbers(driver) == [5, 4, 3, 1])


async def test_the_menu_of_orders_has_the_columns_with_text(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await paste(driver, TEXT)
        chip = driver.widget("reviewSortChip")

        def offered() -> list[str]:
            return [shown_text(one.text()) for one in chip.menu_of_choices().actions()]

        assert offered() == ["Line", "Status", "Matched paper", "Pasted text"]
        driver.click("reviewGetButton")
        await driver.until(lambda: "Date" in offered())
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        entries = chip.menu_of_choices().actions()
        next(one for one in entries if one.text() == "Matched paper").trigger()
        model = driver.view("reviewTable").model()
        titles = [model.row(row).title for row in range(4)]
        assert titles == sorted(titles, key=str.casefold)
        assert chip.content.text == "Sort: Matched paper"
        file = tmp_path / "list.csv"
        driver.window.pages.page("review").save_csv(file)
        await driver.until(file.exists)
        await driver.idle()
        with Path(file).open(encoding="utf-8-sig", newline="") as rows:  # noqa: ASYNC230  a small file of the test
            saved = [int(row["line"]) for row in csv.DictReader(rows)]
        assert saved == numbers(driver)
