"""The page of a search that no service answered: each reason can be read as a whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel, QScrollArea

from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on


def cut_labels(driver: Driver) -> list[str]:
    """Return the texts of the message that are not shown as a whole."""
    page = driver.window.search_page.panes.results.pane.findChild(QScrollArea)
    assert page is not None
    labels = [each for each in page.findChildren(QLabel) if each.isVisible() and each.text()]
    assert labels
    return [
        each.text()
        for each in labels
        if getattr(each, "whole_text", each.text)() != each.text()
        or each.width() < each.minimumSizeHint().width()
        or (each.wordWrap() and each.height() < each.heightForWidth(each.width()))
        or (not each.wordWrap() and each.width() < each.sizeHint().width())
    ]


@pytest.mark.parametrize(("size", "language"), [((1440, 900), "de"), ((640, 640), "de"), ((1440, 900), "en")])
async def test_no_reason_is_cut(demo, tmp_path, size, language):
    demo.config(faults={"s2": 429, "unpaywall": "html", "zenodo": "reset"})
    async with window_on(demo, tmp_path, size=size, language=language) as driver:
        await driver.search("attention")
        assert driver.state("resultsView") == "error"
        assert cut_labels(driver) == []


@pytest.mark.parametrize(
    ("size", "text_size"), [((640, 640), 100), ((640, 640), 150), ((1024, 640), 100), ((1440, 900), 100)]
)
async def test_the_chips_of_failed_services_and_of_filters_are_whole(demo, tmp_path, size, text_size):
    demo.config(faults={"s2": 429, "unpaywall": "html", "zenodo": "reset"})
    async with window_on(demo, tmp_path, size=size, text_size=text_size, language="de") as driver:
        await driver.search("attention")
        driver.window.search_page.search.with_filters(Filters(open_access=True, year_from=2018))
        await driver.idle()
        head = driver.widget("sourceChip.zenodo").parentWidget().parentWidget()
        chips = [one for one in head.findChildren(Button) if one.isVisible()]
        failed = [one for one in chips if one.property("state") == "failed"]
        assert len(failed) == 3
        assert [one.objectName() for one in chips if one.width() < one.sizeHint().width()] == []
        outside = [one for one in chips if not head.rect().contains(QRect(one.mapTo(head, QPoint()), one.size()))]
        assert [one.objectName() for one in outside] == []
