"""The four ways to begin on the empty search page: each line is a link as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on

WAYS = ("Words or a title", "An identifier or a link", "A reference list", "PDFs you have")


def _name(driver: Driver, words: str) -> QLabel:
    """Return the label at the left of a line."""
    labels = driver.window.search_page.panes.results.pane.findChildren(QLabel)
    return next(one for one in labels if one.isVisible() and one.text() == words)


async def test_a_click_on_the_name_of_a_way_searches_for_its_example(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        QTest.mouseClick(_name(driver, "Words or a title"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: bool(driver.titles()))
        assert driver.widget("searchEdit").text() == "working memory"


@pytest.mark.parametrize(("words", "action"), [(WAYS[2], "list.open"), (WAYS[3], "library.add_files")])
async def test_a_click_on_the_name_of_a_way_runs_its_command(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, action: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        ran = list[str]()
        command = driver.window.registry[action]
        command.triggered.disconnect()  # it opens a dialog
        command.triggered.connect(lambda: ran.append(action))
        QTest.mouseClick(_name(driver, words), Qt.MouseButton.LeftButton)
        await driver.until(lambda: bool(ran))
        assert ran == [action]


async def test_only_a_click_of_the_left_button_on_the_line_runs_it_and_its_link_runs_it_once(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        clicks = list[str]()
        for words in WAYS:
            name = _name(driver, words)
            line = name.parentWidget()
            (link,) = line.findChildren(Button)
            link.clicked.disconnect()
            link.clicked.connect(lambda _checked=False, words=words: clicks.append(words))
            assert name.cursor().shape() is line.cursor().shape() is Qt.CursorShape.PointingHandCursor
            QTest.mouseClick(name, Qt.MouseButton.RightButton)
            QTest.mousePress(name, Qt.MouseButton.LeftButton)
            QTest.mouseRelease(name, Qt.MouseButton.LeftButton, pos=QPoint(0, 3 * line.height()))
            assert not clicks
            QTest.mouseClick(link, Qt.MouseButton.LeftButton)
            assert clicks == [words]
            QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
            assert clicks == [words, words]
            clicks.clear()
