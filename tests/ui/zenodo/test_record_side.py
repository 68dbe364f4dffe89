"""The column next to the Zenodo records shows the selected one from the answer to the search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.words.wording import authors_short
from tests.support.window_driver import Driver, window_on


async def _search(driver: Driver, words: str = "attention") -> None:
    driver.trigger("view.records")
    await driver.idle()
    driver.type(words, "recordsEdit")
    driver.press(Qt.Key.Key_Return, "recordsEdit")
    await driver.until(lambda: driver.state("recordsPage") == "full")


def _texts(driver: Driver) -> str:
    """What the column says."""
    side = driver.widget("recordSide")
    prose = [one.plain_text() for one in side.findChildren(Prose) if one.isVisible()]
    spoken = [one.accessibleName() for one in side.findChildren(QWidget) if one.isVisible() and one.accessibleName()]
    buttons = [one.content.text for one in side.findChildren(Button) if one.isVisible()]
    return "\n".join([*prose, *spoken, *buttons])


async def test_the_selected_record_is_shown_beside_the_list_without_a_request(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _search(driver)
        assert "Select a record to see its details." in _texts(driver)
        search = driver.widget("recordsPage").list.search
        row = next(number for number, one in enumerate(search.records) if one.files and one.doi and one.description)
        record, requests = search.records[row], demo.stats()["counts"]
        driver.click_row(row, "recordsView")
        wanted = (
            authors_short(search.papers[row].authors),
            str(record.description)[:40],
            record.files[0].name,
            str(record.doi),
        )
        await driver.until(lambda: all(words in _texts(driver) for words in wanted))
        assert driver.widget("recordSideTitle").plain_text() == record.title
        other = (row + 1) % len(search.records)
        driver.click_row(other, "recordsView")
        await driver.until(lambda: driver.widget("recordSideTitle").plain_text() == search.records[other].title)
        assert demo.stats()["counts"] == requests

        driver.click("recordSideOpenButton")
        await driver.idle()
        assert driver.window.navigation.page == places.SEARCH
        assert driver.window.search_page.panes.paper.paper.ids.zenodo == search.records[other].id
        assert driver.widget("listBesideView").isVisible()


async def test_another_search_empties_the_column_and_a_narrow_page_has_none(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _search(driver)
        driver.click_row(0, "recordsView")
        await driver.until(lambda: driver.widget("recordSideTitle").isVisible())
        await _search(driver, "memory")
        await driver.until(lambda: "Select a record to see its details." in _texts(driver))
        driver.window.resize(900, 700)
        await driver.until(lambda: not driver.widget("recordSide").isVisible())
        driver.click_row(0, "recordsView")
        title = driver.titles("recordsView")[0]
        driver.window.resize(1440, 900)
        await driver.until(lambda: driver.widget("recordSideTitle").isVisible())
        assert driver.widget("recordSideTitle").plain_text() == title


@pytest.mark.parametrize(
    ("is_article", "get", "done"), [(False, "Get files", "Open folder"), (True, "Get PDF", "Open in PDF app")]
)
async def test_the_column_gets_the_files_or_the_pdf_of_the_record_and_follows(
    demo: Any, tmp_path: Path, is_article: bool, get: str, done: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _search(driver)
        search = driver.widget("recordsPage").list.search
        public = [one for one in search.records if one.files and one.access == "open"]
        with_pdf = [one for one in public if any(file.name.endswith(".pdf") for file in one.files)]
        record = next(one for one in with_pdf if (one.type not in ("dataset", "software")) is is_article)
        row = search.records.index(record)
        driver.click_row(row, "recordsView")
        button = driver.widget("recordSideGetButton")
        await driver.until(lambda: button.isVisible() and button.content.text == get)
        assert driver.widget("recordSideOpenButton").content.text == "Open record"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.until(lambda: button.content.text == done)
        [kept] = (await driver.program.services.library.page()).papers
        assert kept.paper.ids.zenodo == record.id
        assert {file.name for file in kept.files} >= {file.name for file in record.files} or is_article
        if not is_article:
            opened: list[str] = []
            driver.program.services.open_path = opened.append
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert opened == [str(Path(kept.files[0].path).parent)]
        other = next(number for number, one in enumerate(search.records) if one.id != record.id and one.files)
        driver.click_row(other, "recordsView")
        await driver.until(lambda: button.content.text in ("Get files", "Get PDF"))
