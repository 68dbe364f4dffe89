"""What a screen reader meets: every control of every page and state has a role and a name; and the order of Tab."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from itertools import groupby, pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QScrollArea, QWidget

from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.tab_order import stops as stops_of
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

CONTROLS = (
    QAccessible.Role.Button,
    QAccessible.Role.PushButton,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox,
    QAccessible.Role.SpinBox,
    QAccessible.Role.Slider,
    QAccessible.Role.EditableText,
    QAccessible.Role.Table,
    QAccessible.Role.List,
    QAccessible.Role.Tree,
    QAccessible.Role.PageTab,
    QAccessible.Role.PageTabList,
    QAccessible.Role.ProgressBar,
    QAccessible.Role.MenuItem,
    QAccessible.Role.Link,
)
ROWS = (QAccessible.Role.Cell, QAccessible.Role.ListItem, QAccessible.Role.TreeItem)


def within(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """All that is in sight below *interface*; of a long list the first rows."""
    for number in range(min(interface.childCount(), 60)):
        child = interface.child(number)
        if child is not None and child.isValid() and not child.state().invisible:
            yield child
            yield from within(child)


def problems(window: QWidget) -> list[str]:
    found = []
    for each in within(QAccessible.queryAccessibleInterface(window)):
        role, name, thing = each.role(), each.text(QAccessible.Text.Name).strip(), each.object()
        called = f"{role.name} {type(thing).__name__} '{thing.objectName() if thing is not None else ''}'"
        if (role in CONTROLS or role in ROWS) and not name:
            found.append(f"{called} has no name")
        if isinstance(thing, QWidget) and thing.focusPolicy() & Qt.FocusPolicy.TabFocus:
            if role is QAccessible.Role.NoRole:
                found.append(f"{called} takes keys and has no role")
            elif not name:
                found.append(f"{called} takes keys and has no name")
    return found


def place(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def reads_on(first: QRect, second: QRect) -> bool:
    """Whether *second* comes after *first* for who reads from left to right and down."""
    shared = min(first.bottom(), second.bottom()) - max(first.top(), second.top())
    if shared > min(first.height(), second.height()) / 2:
        return second.left() >= first.left()
    return second.top() >= first.top()


def in_sight(widget: QWidget) -> bool:
    """Whether some of it lies within everything around it."""
    shown, around = widget.rect(), widget
    while (parent := around.parentWidget()) is not None:
        shown = shown.translated(around.pos()).intersected(parent.rect())
        around = parent
    return not shown.isEmpty()


def out_of_order(widgets: list[QWidget]) -> list[str]:
    return [
        f"{one.objectName() or one.accessibleName()} -> {other.objectName() or other.accessibleName()}"
        for one, other in pairwise(widgets)
        if not reads_on(place(one), place(other))
    ]


# What a person comes to in one window, step after step


async def nothing_yet(driver: Driver) -> None:
    pass


async def years(driver: Driver) -> None:
    driver.click("filterChip.years")


async def palette(driver: Driver) -> None:
    driver.trigger("app.palette")


async def shortcuts(driver: Driver) -> None:
    driver.trigger("app.shortcuts")


async def about(driver: Driver) -> None:
    driver.trigger("app.about")


async def settings(driver: Driver) -> None:
    driver.trigger("view.settings")
    await driver.idle()


async def downloads(driver: Driver) -> None:
    driver.trigger("view.downloads")
    await driver.idle()


async def library_without_pdf(driver: Driver) -> None:
    driver.trigger("view.library_without_pdf")
    await driver.idle()


async def a_paper(driver: Driver) -> None:
    await driver.search("attention")
    driver.view().choose(1)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()


async def all_its_data(driver: Driver) -> None:
    driver.click("allDataButton")


async def references(driver: Driver) -> None:
    driver.press(Qt.Key.Key_Right, "citationTabs")
    await driver.idle()


async def calls(driver: Driver) -> None:
    driver.click("sourceChip.zenodo")
    await driver.idle()


async def nothing_found(driver: Driver) -> None:
    await driver.search("zxqv wjkq")


async def offline(driver: Driver) -> None:
    driver.trigger("app.offline")
    await driver.search("nothing of this is kept")


async def a_pdf_in_the_library(driver: Driver) -> None:
    await driver.search("attention")
    driver.view().choose(0)
    await driver.idle()
    driver.click("getPdfButton")
    await driver.idle()


async def suggestions(driver: Driver) -> None:
    driver.type("atten")
    await driver.idle()


async def library(driver: Driver) -> None:
    driver.trigger("view.library")
    await driver.idle()
    driver.view("libraryView").choose(0)
    await driver.idle()


async def reading(driver: Driver) -> None:
    driver.click("readPdfButton")
    await driver.idle()


Step = Callable[[Driver], Awaitable[None]]
STORIES: dict[str, tuple[Step, ...]] = {
    "before a search": (nothing_yet, years, palette, shortcuts, about, library_without_pdf, downloads, settings),
    "a paper": (a_paper, all_its_data, references, calls, nothing_found, offline),
    "a PDF": (a_pdf_in_the_library, suggestions, downloads, library, reading),
}


@pytest.mark.parametrize("steps", STORIES.values(), ids=STORIES)
async def test_every_control_of_every_page_and_state_has_a_role_and_a_name(demo, tmp_path, steps: tuple[Step, ...]):
    async with window_on(demo, tmp_path) as driver:
        for step in steps:
            for panel in driver.window.findChildren(Overlay):
                panel.close_panel()
            await step(driver)
            assert problems(driver.window) == [], step.__name__


async def test_every_control_of_the_first_start_has_a_role_and_a_name(demo, tmp_path):
    async with window_on(demo, tmp_path, email=None, first_start_done=False) as driver:
        assert driver.widget("firstStartPage").isVisible()
        assert problems(driver.window) == []


async def test_what_failed_has_a_role_and_a_name_too(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(fail={"s2": 500, "unpaywall": 500, "zenodo": 500})
        await driver.search("attention")
        assert driver.state("resultsView") == "error"
        assert problems(driver.window) == []


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640), (860, 640), (660, 640)])
async def test_folded_windows_keep_roles_and_names(demo, tmp_path, size: tuple[int, int]):
    async with window_on(demo, tmp_path, size=size) as driver:
        await a_paper(driver)
        assert problems(driver.window) == []


@pytest.mark.parametrize(
    ("steps", "panes"),
    [
        ((a_paper, all_its_data), ["sidebar", "", "detailPane", "citationPane", "statusBar"]),
        ((a_pdf_in_the_library, library), ["sidebar", "", "detailPane", "citationPane", "statusBar"]),
        ((a_pdf_in_the_library, library, reading), ["sidebar", "", "pdfView", "statusBar"]),
        ((a_pdf_in_the_library, downloads), ["sidebar", "", "attemptsPane", "statusBar"]),
        ((settings,), ["sidebar", "", "statusBar"]),
    ],
    ids=["search", "library", "reading", "downloads", "settings"],
)
async def test_tab_goes_from_pane_to_pane_and_through_each_as_one_reads(
    demo, tmp_path, steps: tuple[Step, ...], panes: list[str]
):
    async with window_on(demo, tmp_path) as driver:
        for step in steps:
            await step(driver)
        keyboard = Keyboard(driver)
        first = stops_of(driver.widget("sidebar"))[0]
        while keyboard.focus is not first:
            await keyboard.press("Tab")
        stops = [keyboard.focus]
        await keyboard.press("Tab")
        while keyboard.focus is not first:
            assert in_sight(keyboard.focus), f"{keyboard.focus.objectName()} is out of sight"
            if keyboard.focus is not stops[-1]:  # a text with links is gone through link by link
                assert keyboard.focus not in stops, "Tab goes in a circle that leaves something out"
                stops.append(keyboard.focus)
            await keyboard.press("Tab")
        for scrolled in driver.window.findChildren(QScrollArea):  # by Tab: places are compared as they were
            scrolled.verticalScrollBar().setValue(0)
        by_pane = [(pane, list(each)) for pane, each in groupby(stops, key=lambda stop: pane_of(driver, stop, panes))]
        assert [pane for pane, _ in by_pane] == panes
        for pane, each in by_pane:
            assert out_of_order(each) == [], pane


async def test_in_a_window_from_right_to_left_tab_goes_that_way(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        await driver.search("attention")
        chips = [stop.objectName() for stop in stops_of(driver.window) if "Chip." in stop.objectName()]
        assert chips == [
            "filterChip.years",
            "filterChip.field",
            "filterChip.venue",
            "filterChip.type",
            "filterChip.open_access",
            "filterChip.min_citations",
            "filterChip.more",
            "sourceChip.semantic_scholar",
            "sourceChip.unpaywall",
            "sourceChip.zenodo",
        ]
        places = [place(driver.widget(name)).left() for name in chips]
        assert places == sorted(places, reverse=True)


def pane_of(driver: Driver, widget: QWidget, panes: list[str]) -> str:
    """Which of *panes* it stands in; empty for the rest of the main area."""
    inside = (
        name for name in panes if name and (driver.widget(name) is widget or driver.widget(name).isAncestorOf(widget))
    )
    return next(inside, "")
