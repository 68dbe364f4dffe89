"""The filter by access right keeps the papers whose rows say so, as many as its panel counts."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from scholar_desktop.domain.paper import access_status
from scholar_desktop.domain.search.paper_filter import record_facts
from tests.support.window_driver import Driver, window_on


def opened_panel(driver: Driver, name: str) -> QWidget:
    driver.window.search_page._filters.open_panel(name)
    return next(p for p in driver.window.findChildren(QWidget, f"filterPanel.{name}") if p.isVisible())


def counted(panel: QWidget, value: str) -> int:
    button = panel.findChild(QAbstractButton, f"filterValue.{value}")
    return int(button.accessibleName().rpartition(", ")[2].replace(",", ""))


async def apply(driver: Driver, panel: QWidget, value: str) -> None:
    QTest.mouseClick(panel.findChild(QAbstractButton, f"filterValue.{value}"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.findChild(QAbstractButton, "filterSetButton"), Qt.MouseButton.LeftButton)
    await driver.idle()


@pytest.mark.parametrize("value", ["closed", "open"])
async def test_the_panel_counts_the_papers_that_the_filter_keeps_and_their_rows_say_so(
    demo: Any, tmp_path: Any, value: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("learning")
        panel = opened_panel(driver, "access")
        number = counted(panel, value)
        await apply(driver, panel, value)
        papers = driver.view().model().papers()
        assert 0 < len(papers) == number
        for paper in papers:
            record = record_facts(paper)
            status = access_status(paper)
            if record is not None:
                assert record.access == value
            else:
                assert (status == "closed") == (value == "closed"), paper.title
                assert status
        assert counted(opened_panel(driver, "access"), value) == number, "the same with the filter set"


@pytest.mark.parametrize(("name", "value"), [("record_type", "publication"), ("file_type", "pdf")])
async def test_filters_of_zenodo_count_the_papers_of_other_services_that_they_keep(
    demo: Any, tmp_path: Any, name: str, value: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("learning")
        panel = opened_panel(driver, name)
        number = counted(panel, value)
        await apply(driver, panel, value)
        papers = driver.view().model().papers()
        assert len(papers) == number
        assert any(record_facts(paper) is None for paper in papers)
