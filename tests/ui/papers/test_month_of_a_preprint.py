"""The BibTeX of a paper is the same from a list in which one service knows it and from one in which two do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.window_driver import window_on

DOI = "10.1109/cvpr42600.2020.01155"
"""Of a paper whose date at Semantic Scholar is that of its preprint at arXiv."""


async def test_the_month_of_the_preprint_is_left_out_whichever_services_know_the_paper(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        sources = []
        for words in ("memory", "attention"):
            await driver.search(words)
            rows = driver.view().model()
            papers = [rows.paper(number) for number in range(rows.rowCount())]
            sources.append(next(one.sources for one in papers if one.ids.doi == DOI))
            driver.press(Qt.Key.Key_A, "resultsView", Qt.KeyboardModifier.ControlModifier)
            await driver.idle()
            driver.trigger("paper.copy_bibtex")
            await driver.idle()
            entry = next(one for one in QApplication.clipboard().text().split("\n@") if DOI in one)
            assert "{2019}" in entry
            assert "month" not in entry, words
        assert sources == [("s2",), ("s2", "unpaywall")]
