"""Services whose every text hides HTML that names a file: nothing in the window opens it, and nothing shows a tag."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QToolTip, QWidget

from scholar_desktop.domain.paper import Author
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.words.literal_text import show_tooltip
from scholar_desktop.ui.words.wording import without_html
from tests.faults.faulty_proxy import FaultyProxy
from tests.support.demo_fixture import Demo
from tests.support.http_server import ReceivedRequest, Wire
from tests.support.watched_file import WatchedFile
from tests.support.window_driver import Driver, window_on

TEXTS = frozenset(
    {"title", "name", "venue", "abstract", "text", "journal_name", "publisher", "description", "notes", "affiliation"}
    | {"subtitle", "version", "license", "keywords", "message", "label", "author_names", "genre", "method"}
)
"""The keys of the services' answers that hold a text for people."""
TAGS = re.compile("<(img|td)")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[WatchedFile]:
    with WatchedFile(tmp_path / "w") as file:
        yield file


def hostile(text: str, path: Path) -> str:
    """*text* after every way in which a tag was seen to come through."""
    img = f'img src="{path}"'
    return f"{{<}}{img}{{>}} &lt;{img}&gt; &amp;lt;{img}&amp;gt; <b>T&T</b> <td background='{path}'>x</td> {text}"


class HostileServices:
    """Rewrites the answers of the demo services."""

    def __init__(self, front: FaultyProxy, path: Path) -> None:
        self._front = front
        self._path = path
        front.break_down(self._answer)

    def _answer(self, request: ReceivedRequest, wire: Wire) -> None:
        status, headers, body = self._front.whole(request)
        if "json" in headers.get("content-type", headers.get("Content-Type", "")):
            body = json.dumps(self._rewritten(json.loads(body))).encode()
        wire.send(body, status, headers)

    def _rewritten(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: self._rewritten(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [self._rewritten(part, key) for part in value]
        return hostile(value, self._path) if isinstance(value, str) and key in TEXTS else value


def ask_for_tooltip(widget: QWidget, place: QPoint) -> None:
    """What Qt sends to a widget when the pointer rests."""
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))


def hover_everything(driver: Driver) -> list[str]:
    """Rest on every widget and every row that is shown; returns the tooltips."""
    seen: list[str] = []
    for widget in driver.window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QAbstractItemView):
            model, viewport = widget.model(), widget.viewport()
            for row in range(min(model.rowCount(), 6)):
                rect = widget.visualRect(model.index(row, 0))
                if viewport.rect().contains(rect.center()):
                    ask_for_tooltip(viewport, rect.center())
                    seen.append(QToolTip.text())
        elif widget.toolTip() or "event" in vars(type(widget)):  # a drawn chart says what is below the pointer
            ask_for_tooltip(widget, widget.rect().center())
            seen.append(QToolTip.text())
        if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText:
            assert not TAGS.search(widget.text()), widget.objectName()
    QToolTip.hideText()
    return seen


def check(driver: Driver, watched: WatchedFile, where: str, least: int = 1) -> None:
    tips = [tip for tip in hover_everything(driver) if tip]
    assert len(tips) >= least, where
    assert not watched.was_opened, where
    for tip in tips:
        assert tip.startswith(("<qt>", '<qt style="white-space:pre">')) or not ("<" in tip or "&" in tip), (
            f"{where}: {tip}"
        )
        assert not TAGS.search(tip), f"{where}: {tip}"


def test_a_watched_file_notices_a_bare_tooltip(watched: WatchedFile, qapp: QApplication) -> None:
    widget = QWidget()
    widget.show()
    show_tooltip(widget.mapToGlobal(QPoint(2, 2)), f'<img src="{watched.path}"> x', widget)
    assert QToolTip.isVisible()
    assert not watched.was_opened
    QToolTip.showText(widget.mapToGlobal(QPoint(2, 2)), f'<img src="{watched.path}"> y', widget)
    assert watched.was_opened
    QToolTip.hideText()
    widget.close()


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{}"> x',
        '<link rel="stylesheet" href="{}"/>x',
        '<body background="{}">x',
        '<table><tr><td background="file://{}">x</td></tr></table>',
        '<style>@import "{}"; p {{background-image: url({})}}</style><p>x</p>',
        '<object data="{}">x</object>',
    ],
)
def test_the_markup_of_a_description_is_read_without_what_it_names(
    watched: WatchedFile, qapp: QApplication, markup: str
) -> None:
    assert without_html(markup.format(watched.path, watched.path)).strip() == "x"
    assert not watched.was_opened


async def test_no_list_and_no_pane_opens_what_the_text_of_a_service_names(
    demo: Demo, front: FaultyProxy, tmp_path: Path, watched: WatchedFile
) -> None:
    HostileServices(front, watched.path)
    urls = dict.fromkeys(("semantic_scholar_url", "unpaywall_url", "zenodo_url"), front.url)
    async with window_on(demo, tmp_path / "profile", **urls) as driver:
        await driver.search("attention")
        assert driver.view().model().rowCount() > 3
        assert not any("<" in title or "&lt" in title for title in driver.titles())
        check(driver, watched, "results", 4)
        driver.window.grab()
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        tabs = driver.window.search_page.panes.citations.tabs
        for tab in range(tabs.count()):
            QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(tab).center())
            await driver.idle()
            check(driver, watched, tabs.tabText(tab))
        QTest.mouseClick(driver.widget("allDataButton"), Qt.MouseButton.LeftButton)
        await driver.idle()
        check(driver, watched, "all data")
        driver.trigger("paper.star")
        driver.trigger("paper.get_pdf")
        await driver.idle()
        for action in ("view.library", "view.downloads", "view.ledger", "view.news", "app.calls", "app.palette"):
            driver.trigger(action)
            await driver.idle()
            check(driver, watched, action)
        driver.trigger("view.records")
        await driver.idle()
        driver.type("data", "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsEdit")
        await driver.idle()
        check(driver, watched, "records")
        driver.window.navigation.open(places.AUTHOR, Author("L. Cantley", "1723755"))
        await driver.idle()
        check(driver, watched, "author")
        driver.trigger("view.communities")
        await driver.idle()
        check(driver, watched, "communities")
        driver.trigger("view.unpaywall")
        driver.widget("doisEdit").setPlainText("10.1038/s41579-022-00846-2")
        driver.press(Qt.Key.Key_Return, "doisEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        check(driver, watched, "unpaywall")


async def test_a_resting_pointer_shows_the_title_as_text(
    demo: Demo, front: FaultyProxy, tmp_path: Path, watched: WatchedFile
) -> None:
    HostileServices(front, watched.path)
    async with window_on(demo, tmp_path / "profile", semantic_scholar_url=front.url) as driver:
        await driver.search("attention ")
        driver.window.activateWindow()
        view = driver.view()
        row = view.visualRect(view.model().index(0, 0)).center()
        QTest.mouseMove(view.viewport(), row - QPoint(8, 0))
        QTest.mouseMove(view.viewport(), row)
        await driver.until(QToolTip.isVisible)
        assert QToolTip.text().startswith('<qt style="white-space:pre">T&amp;T')
        assert not watched.was_opened
        QToolTip.hideText()
