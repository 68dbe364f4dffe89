"""The main job by the keyboard alone: from the search to the library, and offline. No click, no action by its id."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSlider,
    QTabBar,
    QWidget,
)

from scholar_desktop.ui.widgets import tab_order
from scholar_desktop.ui.widgets.tab_order import tab_stops
from scholar_desktop.ui.widgets.unseen_list import UnseenList
from tests.support.keyboard import MOST_TABS, Keyboard
from tests.support.window_driver import window_on


async def test_the_whole_tour_needs_no_mouse(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard, window = Keyboard(driver), driver.window

        # search: the window opens ready to be typed into
        assert keyboard.focus.objectName() == "searchEdit"
        await keyboard.type("attention")
        await keyboard.press("Return")
        await keyboard.settle()
        assert driver.state("resultsView") == "full"

        # results, and one of them opened
        await keyboard.press("Down")
        assert keyboard.focus.objectName() == "resultsView"
        await keyboard.press("J")
        await keyboard.press("K")
        await keyboard.press("Return")
        await keyboard.settle()
        assert driver.state("detailPane") == "full"
        paper = window.context.now.paper
        assert paper.title == driver.titles()[0]

        # who cites it, with a sentence opened
        await keyboard.tab_to("citedByView")
        await keyboard.press("Home")
        await keyboard.press("Return")
        await keyboard.settle()

        # what it cites
        await keyboard.tab_to("citationTabs", back=True)
        await keyboard.press("Right")
        await keyboard.settle()
        assert driver.state("referencesView") == "full"
        await keyboard.tab_to("referencesView")
        await keyboard.press("Down")

        # back to the results, and the PDF of the first
        await keyboard.press("Ctrl+L")
        assert keyboard.focus.objectName() == "searchEdit"
        await keyboard.press("Down")
        await keyboard.press("Home")
        await keyboard.settle()
        await keyboard.press("Ctrl+D")
        await keyboard.settle()

        # downloads
        await keyboard.press("Ctrl+2")
        await keyboard.settle()
        assert window.navigation.page == "downloads"
        assert driver.titles("downloadsView") == [paper.title]
        await keyboard.tab_to("downloadsView")
        await keyboard.press("Down")
        assert driver.chosen("downloadsView") == [paper.title]

        # the library, by its box
        await keyboard.press("Ctrl+F")
        await keyboard.settle()
        assert window.navigation.page == "library"
        await keyboard.type("vaswani")
        await driver.until(lambda: driver.titles("libraryView") == [paper.title])
        await keyboard.press("Down")
        assert keyboard.focus.objectName() == "libraryView"
        await keyboard.press("Return")
        await keyboard.settle()

        # offline, by its name
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("work offline")
        await keyboard.press("Return")
        await keyboard.settle()
        assert not window.context.now.online
        demo.reset()
        await keyboard.press("Ctrl+1")
        await keyboard.press("Ctrl+L")
        await keyboard.press("Down")
        await keyboard.press("Home")
        await keyboard.press("Return")
        await keyboard.settle()
        assert driver.state("citationPane") == "full"
        assert demo.stats()["counts"] == {}


async def test_every_data_and_every_call_are_reached_by_keys(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.type("attention")
        await keyboard.press("Return")
        await keyboard.settle()
        await keyboard.press("Down")
        await keyboard.press("Return")
        await keyboard.settle()

        await keyboard.tab_to("allDataButton")
        await keyboard.press("Return")
        await keyboard.settle()
        await keyboard.tab_to("allDataText.s2")
        text = driver.widget("allDataText.s2")
        await keyboard.press("Ctrl+A")
        assert "Influential citations" in text.textCursor().selectedText()

        await keyboard.tab_to("sourceChip.semantic_scholar", back=True)
        await keyboard.arrow_to("sourceChip.zenodo")
        await keyboard.press("Return")
        assert keyboard.focus.objectName() == "callLogView"
        for _ in range(12):
            await keyboard.press("Tab")
            assert driver.widget("callLogPanel").isAncestorOf(keyboard.focus)
        await keyboard.press("Esc")
        assert not driver.widget("callLogPanel").isVisible()
        assert keyboard.focus.objectName() == "sourceChip.zenodo"


PAGES = (
    "view.search",
    "view.library",
    "view.downloads",
    "view.review",
    "view.ledger",
    "view.missing_classics",
    "view.unpaywall",
    "view.corpus",
    "view.news",
    "view.settings",
    "view.authors",
    "view.sentences",
    "view.records",
    "view.communities",
    "view.map_library",
)
BY_TAB = ("view.search", "view.review", "view.records")
"""The pages through which the test goes with the key itself, which takes some time."""
CONTROLS = (QAbstractButton, QLineEdit, QAbstractItemView, QComboBox, QTabBar, QPlainTextEdit, QSlider)


def _controls(within: QWidget) -> list[QWidget]:
    """What one can press, choose or type into inside *within*. The parts of a control, and lists that stand
    for the parts of a picture, belong to it."""
    return [
        each
        for kind in CONTROLS
        for each in within.findChildren(kind)
        if each.isVisible()
        and each.isEnabled()
        and not isinstance(each, UnseenList)
        and not isinstance(each.parentWidget(), (QTabBar, QLineEdit, QHeaderView, QAbstractItemView))
    ]


async def test_every_control_of_every_page_is_reached_by_keys(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard, window = Keyboard(driver), driver.window
        await driver.search("attention")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.idle()
        missed, seen = {}, 0
        for action in (*PAGES, "add_pdfs"):
            if action in PAGES:
                driver.trigger(action)
            else:
                window.navigation.show(action)
            await driver.idle()
            page = window.pages.currentWidget()
            wanted = _controls(page)
            seen += len(wanted)
            first = next(each for each in tab_stops(window) if page.isAncestorOf(each))
            first.setFocus(Qt.FocusReason.TabFocusReason)
            visited, groups = {first}, {tab_order._group_of(first)}
            if action not in BY_TAB:  # Tab goes where `tab_stops` says, as the other pages show
                visited |= set(tab_stops(window))
                groups |= {tab_order._group_of(each) for each in visited}
            for _ in range(MOST_TABS if action in BY_TAB else 0):
                await keyboard.press("Tab")
                if not page.isAncestorOf(keyboard.focus) or keyboard.focus in visited:
                    break
                visited.add(keyboard.focus)
                groups.add(tab_order._group_of(keyboard.focus))
            groups.discard(None)  # the arrows move inside the others
            radios = {each.parentWidget() for each in visited if isinstance(each, QRadioButton)}
            missed[action] = [
                _named(each)
                for each in wanted
                if shiboken6.isValid(each)
                and each.isVisible()  # it may have gone with what it was for, such as a button that loads a list
                and each not in visited
                and tab_order._group_of(each) not in groups
                and not (isinstance(each, QRadioButton) and each.parentWidget() in radios)
            ]
        assert {action: names for action, names in missed.items() if names} == {}
        assert seen > 200


def _named(widget: QWidget) -> str:
    return widget.objectName() or widget.accessibleName() or type(widget).__name__
