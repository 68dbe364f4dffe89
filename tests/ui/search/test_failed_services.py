"""The page of a search that no service answered: each reason can be read as a whole."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea

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
