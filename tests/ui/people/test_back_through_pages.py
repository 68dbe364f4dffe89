"""Back and Forward go through the pages of authors, their papers and other pages one by one, as they were left."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from tests.support.window_driver import Driver, window_on

CONTROL = Qt.KeyboardModifier.ControlModifier
Step = tuple[Any, ...]
LIST = "listBesideView"


class Shown(NamedTuple):
    """page; of: the author or the paper that it shows; beside: True with the list of another page in the place of the
    results; titles, chosen, scroll: of its list; focus: objectName of the control and its text."""

    page: str
    of: str
    beside: bool
    titles: tuple[str, ...]
    chosen: tuple[str, ...]
    scroll: int
    focus: tuple[str, str]


def _list_of(driver: Driver) -> QTableView | None:
    panes = driver.window.search_page.panes
    match driver.window.navigation.page:
        case "search":
            return driver.view(LIST if panes.list_beside.is_shown else "resultsView")
        case "author":
            return driver.view("authorPapersView")
    return None


def _shown(driver: Driver) -> Shown:
    panes, page, view = driver.window.search_page.panes, driver.window.navigation.page, _list_of(driver)
    of = ""
    if page == "author":
        of = driver.widget("authorName").plain_text()
    elif page == "search" and panes.paper.paper is not None:
        of = panes.paper.paper.title
    focused = QApplication.focusWidget()
    assert focused is not None
    text = str(focused.property("text") or "") if focused.objectName() == "authorLink" else ""
    rows = (), (), 0
    if view is not None:
        name = view.objectName()
        rows = tuple(driver.titles(name)), tuple(driver.chosen(name)), view.verticalScrollBar().value()
    return Shown(page, of, page == "search" and panes.list_beside.is_shown, *rows, (focused.objectName(), text))


def _press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


async def _settled(driver: Driver) -> None:
    await driver.idle()
    lists = driver.view("citedByView")
    await driver.until(lambda: not lists._measuring.isActive())
    await driver.idle()


def _move(view: QTableView, row: int, scroll: int) -> None:
    """Go to *row* from the first one, and scroll the list."""
    assert view.hasFocus()
    _press(Qt.Key.Key_Home)
    for _ in range(row):
        _press(Qt.Key.Key_Down)
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + scroll)


def _cite(driver: Driver, number: int) -> None:
    """Go to the citing paper that is the *number*th of those that Enter opens, not their sentences."""
    view = driver.view("citedByView")
    model = view.model()
    rows = [row for row in range(min(200, model.rowCount())) if model.paper(row) and model.sentences_of(row) < 2]
    _press(Qt.Key.Key_Home)
    for _ in range(rows[number]):
        _press(Qt.Key.Key_Down)
    assert view.current_row() == rows[number]


async def _leave(driver: Driver, step: Step) -> Shown | None:
    """Do *step*, and return what was shown when its last key was pressed; None if it stays in its place."""
    key, modifier = Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier
    match step:
        case ("search", words):
            _press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
            _press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClicks(driver.widget("searchEdit"), words)
        case ("row", row, scroll):
            view = _list_of(driver)
            assert view is not None
            if driver.window.navigation.page == "search":
                view.setFocus()
            _move(view, row, scroll)
        case ("author", name):
            links = driver.widget("detailPane").findChildren(QWidget, "authorLink")
            found = [link for link in links if link.isVisible() and name in link.text()]
            found[0].setFocus(Qt.FocusReason.TabFocusReason)
        case ("load all",):
            driver.click("loadAllButton")
            await _settled(driver)
            return None
        case ("paper", name, start):
            view = driver.view(name)
            if not view.isVisible():
                _press(
                    Qt.Key.Key_2 if name == "referencesView" else Qt.Key.Key_1,
                    CONTROL | Qt.KeyboardModifier.AltModifier,
                )
                await _settled(driver)
            view.setFocus(Qt.FocusReason.TabFocusReason)
            papers = (view.model().paper(row) for row in range(view.model().rowCount()))
            row = next(
                row for row, one in enumerate(papers) if one is not None and (one.ids.s2 or "").startswith(start)
            )
            _press(Qt.Key.Key_Home)
            while view.current_row() < row:
                _press(Qt.Key.Key_Down)
        case ("citing", number):
            driver.view("citedByView").setFocus(Qt.FocusReason.TabFocusReason)
            _cite(driver, number)
        case ("page", digit):
            key, modifier = digit, Qt.KeyboardModifier.ControlModifier
    await _settled(driver)
    shown = _shown(driver)
    _press(key, modifier)
    await _settled(driver)
    return shown


async def _go(driver: Driver, key: Qt.Key) -> Shown:
    action = "go.back" if key == Qt.Key.Key_Left else "go.forward"
    await driver.until(driver.window.registry[action].isEnabled)
    _press(key, Qt.KeyboardModifier.AltModifier)
    await _settled(driver)
    return _shown(driver)


SEARCH = [("search", "ATPase"), ("row", 7, 31)]
"""The list, and a paper of it: the first of the visits, since Back from the paper leads to the page before any search.
"""
DOWNLOADS = ("page", Qt.Key.Key_2)
VISITS = {
    "two authors": [*SEARCH, ("author", "L. Cantley"), ("row", 30, 25), ("author", ""), ("row", 0, 0)],
    "an author twice, and a second one": [
        *SEARCH,
        ("author", "L. Cantley"),
        ("row", 12, 7),
        ("author", "L. Cantley"),
        ("row", 40, 11),
        DOWNLOADS,
        "back",
        ("author", ""),
        ("row", 0, 9),
        "back",
        "back",
        "back",
        "back",
        ("author", "I. Macara"),
        ("row", 0, 0),
    ],
    "lists of one paper": [
        ("search", "attention"),
        ("row", 1, 0),
        ("author", "Thang Luong"),
        ("row", 0, 0),
        ("author", "Hieu Pham"),
        ("row", 0, 0),
        ("author", "Thang Luong"),
        ("row", 0, 0),
    ],
    "other pages": [
        *SEARCH,
        ("author", "L. Cantley"),
        ("row", 30, 25),
        DOWNLOADS,
    ],
    "a page of an author, and another page": [*SEARCH, ("author", "Josephson"), ("row", 0, 0), DOWNLOADS],
    "other rows of the results": [
        ("search", "memory consolidation"),
        ("load all",),
        ("row", 15, 31),
        ("paper", "citedByView", ""),
        ("paper", "referencesView", ""),
        ("author", ""),
        ("row", 0, 0),
    ],
    "citing papers": [
        *SEARCH,
        ("author", "L. Cantley"),
        ("row", 12, 7),
        ("citing", 0),
        ("author", ""),
        ("row", 0, 0),
        ("author", ""),
    ],
}


@pytest.mark.parametrize("name", VISITS)
async def test_each_step_back_and_forward_shows_what_was_left(demo: Any, tmp_path: Any, name: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _settled(driver)
        left: list[Shown] = []
        for step in VISITS[name]:
            if step == "back":
                assert await _go(driver, Qt.Key.Key_Left) == left.pop()
            else:
                if (shown := await _leave(driver, step)) is None:
                    continue
                left.append(shown)
                if step[0] == "row" and len(left) == 2:
                    left.pop()  # the list before its row was opened is the same step as the paper
        left.append(_shown(driver))
        pages = [shown.page for shown in left]
        assert all(one != after for one, after in pairwise(left)), "a key did nothing"
        for at in range(len(left) - 2, -1, -1):
            assert await _go(driver, Qt.Key.Key_Left) == left[at], (at, pages)
        for at in range(1, len(left)):
            assert await _go(driver, Qt.Key.Key_Right) == left[at], (at, pages)


async def test_a_search_from_a_page_leads_back_to_the_list_before_it(demo: Any, tmp_path: Any) -> None:
    """Pages are not steps between two searches (docs/decisions/0063-back-goes-through-lists.md)."""
    async with window_on(demo, tmp_path) as driver:
        await _settled(driver)
        for step in (*SEARCH, ("author", "L. Cantley"), ("row", 12, 7)):
            await _leave(driver, step)
        for step in (("search", "attention"), ("row", 1, 0)):
            await _leave(driver, step)
        second = await _leave(driver, ("author", "Thang Luong"))
        assert second is not None
        assert await _go(driver, Qt.Key.Key_Left) == second, "not the paper of the first search"
        first = await _go(driver, Qt.Key.Key_Left)
        assert (first.page, first.beside, len(first.titles)) == ("search", False, 11)


async def test_the_first_paper_of_an_author_has_the_frame_and_enter_opens_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _settled(driver)
        for step in (
            *SEARCH,
            ("author", "L. Cantley"),
            "back",
            ("author", "Josephson"),
            "back",
            ("author", "L. Cantley"),
        ):
            if step == "back":
                await _go(driver, Qt.Key.Key_Left)
                continue
            await _leave(driver, step)
            if step[0] == "author":
                view = driver.view("authorPapersView")
                assert view.hasFocus()
                assert view.currentIndex().row() == 0, f"no row has the frame: {step}"
        first = driver.titles("authorPapersView")[0]
        _press(Qt.Key.Key_Return)
        await _settled(driver)
        assert _shown(driver).of == first
