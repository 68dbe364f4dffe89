"""Write the tree of every page of the window, and compare two such files.

    python -m tests.house.page_trees OUT.json [--theme dark] [--size WxH] [--only WORDS]
    python -m tests.house.page_trees --compare A.json B.json

The window is built offscreen on the demo services with a fresh profile. It is driven by names that are
fixed: ids of actions, objectNames, keys. For each page the file has every QWidget with its nearest Qt class,
objectName, accessible name, texts, geometry and visibility, the rows of its lists, and every QAction that has changed
since the page before. `python_class` is the name of our own class; a comparison ignores it, because a class may be
renamed.

Two runs on one commit write the same file. What cannot be the same (times, dates of today, ports, speeds) is replaced
by a mark such as `<time>`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fcntl
import json
import os
import random
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FORMAT = 1
WAIT_S = 60.0
"""Seconds to wait for one thing that a step needs."""
LONG_MS = 3000
"""A message that goes by itself after longer than this stays: what is on a page must not depend on the speed."""
MOST_ROWS = 200
"""Rows of one list that are written."""
FONT = ("DejaVu Sans", 10)

PROPERTIES = (
    *("text", "plainText", "title", "windowTitle", "placeholderText", "currentText", "value", "checked"),
    *("toolTip", "statusTip", "accessibleDescription"),
)
"""Properties of a widget that are written where they are there and neither empty nor false."""
IGNORED = ("python_class",)
"""What a comparison leaves out: a class of ours may be renamed."""
OWN_PROPERTIES = ("_q_", "qt_", "QT_")
"""Beginnings of the names of properties that Qt adds for itself."""


# Texts that differ from run to run


class Normaliser:
    """Replaces what differs between two runs by a mark.

    Args:
        replaced: text -> mark, replaced first, for paths and addresses.
    """

    def __init__(self, replaced: dict[str, str]) -> None:
        self._replaced = dict(sorted(replaced.items(), key=lambda item: -len(item[0])))
        today = datetime.now(UTC)
        days = [today + timedelta(days=shift) for shift in (-1, 0, 1)]
        dates = {form for day in days for form in _forms_of(day)}
        self._patterns = [
            (re.compile("|".join(sorted(map(re.escape, dates), key=len, reverse=True))), "<date>"),
            (re.compile(r"127\.0\.0\.1:\d+"), "<address>"),
            (re.compile(r"<date>[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?"), "<time>"),
            (re.compile(r"\b\d\d:\d\d(:\d\d)?\b"), "<time>"),
            (re.compile(r"\b\d+ of \d+ requests left\b"), "<requests> left"),
            (re.compile(r"\btook \d+:\d\d\b"), "took <time>"),
            (re.compile(r"\bgood until [^,·]*"), "good until <date>"),
            (re.compile(r"\b\d+(\.\d+)? ?[kMGT]?B free\b"), "<bytes> free"),
            (re.compile(r"\bsaved\.[0-9a-f]{12}\b"), "saved.<key>"),
            (re.compile(r"\b\d+(\.\d+)? (ms|s|seconds?|minutes?|min) ago\b"), "<ago>"),
            (re.compile(r"\bjust now\b"), "<ago>"),
            (re.compile(r"\b\d+(\.\d+)? ?(kB|MB|GB|B)/s\b"), "<speed>"),
            (re.compile(r"\b\d+(\.\d+)? (ms|s)\b"), "<seconds>"),
        ]

    def __call__(self, text: str) -> str:
        for found, mark in self._replaced.items():
            text = text.replace(found, mark)
        for pattern, mark in self._patterns:
            text = pattern.sub(mark, text)
        return text


def _forms_of(day: datetime) -> Iterator[str]:
    yield day.strftime("%Y-%m-%d")
    for month in (day.strftime("%B"), day.strftime("%b")):
        yield f"{day.day} {month} {day.year}"
        yield f"{month} {day.day}, {day.year}"
        yield f"{day.day} {month}"


# The tree


def qt_class(thing: Any) -> str:
    """The nearest class of Qt itself."""
    return next(kind.__name__ for kind in type(thing).__mro__ if kind.__module__.startswith("PySide6"))


def _plain(value: Any) -> Any:
    """*value* where it is a text, number or truth value, else None."""
    return value if isinstance(value, str | bool | int | float) else None


def _property(widget: Any, name: str) -> Any:
    """The plain value of a property; None for one whose type Python does not know."""
    try:
        return _plain(widget.property(name))
    except RuntimeError:
        return None


def tree_of(widget: Any, clean: Normaliser) -> dict[str, Any]:
    """What is written of *widget* and of everything in it, children in Qt's order.

    Of hidden widgets only class and objectName are written, where they have one: what is in them is made, filled and
    laid out at some moment before they are shown, and is written on the page that shows them.
    """
    from PySide6.QtWidgets import QAbstractItemView, QComboBox, QMenu, QTabBar, QWidget

    kind, own = qt_class(widget), type(widget)
    node: dict[str, Any] = {
        "class": kind,
        "name": clean(widget.objectName()),
        "accessible_name": clean(widget.accessibleName()),
        "geometry": list(widget.geometry().getRect()),
        "visible": widget.isVisible(),
        "enabled": widget.isEnabled(),
    }
    if not own.__module__.startswith("PySide6"):
        node["python_class"] = own.__name__
    known = {bytes(name.data()).decode() for name in widget.dynamicPropertyNames()}
    for name in (*PROPERTIES, *sorted(name for name in known if not name.startswith(OWN_PROPERTIES))):
        value = _property(widget, name)
        if value not in (None, "", False, 0):
            node[name] = clean(value) if isinstance(value, str) else value
    if isinstance(widget, QTabBar):
        node["tabs"] = [clean(widget.tabText(number)) for number in range(widget.count())]
        node["tab"] = widget.currentIndex()
    if isinstance(widget, QComboBox):
        node["items"] = [clean(widget.itemText(number)) for number in range(widget.count())]
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        node["rows"] = rows_of(widget.model(), clean)
    if isinstance(widget, QMenu):
        node["menu"] = [clean(action.text()) for action in widget.actions()]
    children = [child for child in widget.children() if isinstance(child, QWidget)]
    shown = [tree_of(child, clean) for child in children if child.isVisible()]
    hidden = {
        f"{qt_class(each)} {clean(each.objectName())}"
        for child in children
        if not child.isVisible()
        for each in (child, *child.findChildren(QWidget))
        if each.objectName() and not each.objectName().startswith(OWN_PROPERTIES)
    }
    if shown:
        node["children"] = shown
    if hidden:
        node["hidden"] = sorted(hidden)
    return node


def without_own_classes(node: dict[str, Any]) -> dict[str, Any]:
    """*node* as a comparison sees it."""
    shown = {key: value for key, value in node.items() if key not in IGNORED}
    if "children" in shown:
        shown["children"] = [without_own_classes(child) for child in shown["children"]]
    return shown


def changed_parts(node: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """*node* with `unchanged` in place of the contents of each widget that was the same on the page taken before: most
    of the window is, and a difference is then told once."""
    if before is None or before.get("class") != node["class"]:
        return node
    if without_own_classes(node) == without_own_classes(before):
        return {"class": node["class"], "name": node["name"], "unchanged": True}
    old = before.get("children", [])
    found = dict(node)
    if "children" in node and len(old) == len(node["children"]):
        found["children"] = [changed_parts(one, other) for one, other in zip(node["children"], old, strict=True)]
    return found


def rows_of(model: Any, clean: Normaliser) -> list[dict[str, Any]]:
    """The plain values of each row of *model* by the names of its roles."""
    roles = sorted((bytes(name.data()).decode(), number) for number, name in model.roleNames().items())
    spoken = ("accessible_text", 11)  # Qt.ItemDataRole.AccessibleTextRole
    found = []
    for row in range(min(model.rowCount(), MOST_ROWS)):
        index = model.index(row, 0)
        values = {name: _plain(model.data(index, number)) for name, number in (*roles, spoken)}
        found.append(
            {
                name: clean(value) if isinstance(value, str) else value
                for name, value in values.items()
                if value is not None
            }
        )
    return found


def actions_of(window: Any, clean: Normaliser) -> list[dict[str, Any]]:
    """Every QAction of *window* that has an id, in the order of the ids."""
    from PySide6.QtGui import QAction

    found = [action for action in window.findChildren(QAction) if action.objectName()]
    return [
        {
            "class": qt_class(action),
            "name": clean(action.objectName()),
            "text": clean(action.text()),
            "tool_tip": clean(action.toolTip()),
            "keys": [keys.toString() for keys in action.shortcuts()],
            "enabled": action.isEnabled(),
            "visible": action.isVisible(),
            "checkable": action.isCheckable(),
            "checked": action.isChecked(),
        }
        for action in sorted(found, key=lambda action: clean(action.objectName()))
    ]


# The walk through the window


class StepFailed(Exception):
    """A page could not be reached; the text says what was missing."""


def bring_into_sight(widget: Any) -> None:
    """Scroll the areas around *widget*: a panel opens at the button that was pressed."""
    from PySide6.QtWidgets import QScrollArea

    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()


class Walk:
    """Drives one window by keys, clicks, objectNames and ids of actions, and takes the tree of each page."""

    def __init__(self, program: Any, folder: Path, clean: Normaliser, pages: dict[str, Any], only: str) -> None:
        self.program = program
        self.window = program.window
        self.folder = folder
        self._clean = clean
        self._pages = pages
        self._only = only
        self._before: dict[str, Any] | None = None
        self._actions: dict[str, dict[str, Any]] = {}

    async def idle(self) -> None:
        from PySide6.QtCore import QTimer

        await asyncio.sleep(0)
        await self.program.idle()
        for timer in self.window.findChildren(QTimer):
            if timer.isSingleShot() and timer.interval() >= LONG_MS:
                timer.stop()

    def find(self, name: str) -> Any:
        """The widget called *name*: the visible one where several have the name."""
        from PySide6.QtWidgets import QWidget

        found = self.window.findChildren(QWidget, name)
        if not found:
            raise StepFailed(f"The window has no '{name}'.")
        return next((one for one in found if one.isVisible()), found[0])

    def has(self, name: str) -> bool:
        from PySide6.QtWidgets import QWidget

        return any(one.isVisible() and one.isEnabled() for one in self.window.findChildren(QWidget, name))

    def action(self, action_id: str) -> Any:
        from PySide6.QtGui import QAction

        found = self.window.findChild(QAction, action_id)
        if found is None:
            raise StepFailed(f"The window has no action '{action_id}'.")
        return found

    async def trigger(self, action_id: str) -> None:
        action = self.action(action_id)
        if not action.isEnabled():
            raise StepFailed(f"The action '{action_id}' is disabled: {action.toolTip()}")
        action.trigger()
        await self.idle()

    async def click(self, name: str) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        button = self.find(name)
        if not (button.isVisible() and button.isEnabled()):
            raise StepFailed(f"'{name}' cannot be pressed.")
        bring_into_sight(button)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await self.idle()

    async def type(self, name: str, text: str, key: str = "") -> None:
        """Put *text* in place of what the box says; *key* (such as Return) after it."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        box = self.find(name)
        box.setFocus()
        box.selectAll()
        QTest.keyClick(box, Qt.Key.Key_Delete)
        QTest.keyClicks(box, text)
        if key:
            QTest.keyClick(box, getattr(Qt.Key, f"Key_{key}"))
        await self.idle()

    async def key(self, name: str, key: str, control: bool = False) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.find(name), getattr(Qt.Key, f"Key_{key}"), held)
        await self.idle()

    async def choose_row(self, name: str, row: int, *, open_it: bool = True) -> None:
        """Choose *row* of the list as a person does by the keyboard, and press Return."""
        from PySide6.QtCore import QItemSelectionModel

        view = self.find(name)
        model = view.model()
        if row >= model.rowCount():
            raise StepFailed(f"'{name}' has no row {row}.")
        view.setFocus()
        # not by the view itself: it would clear the row if the last key was pressed with Ctrl
        flags = QItemSelectionModel.SelectionFlag
        view.selectionModel().setCurrentIndex(model.index(row, 0), flags.ClearAndSelect | flags.Rows)
        await self.idle()
        if open_it:
            await self.key(name, "Return")

    async def tab(self, name: str, title: str) -> None:
        """Choose the tab that begins with *title*."""
        bar = self.find(name)
        for number in range(bar.count()):
            if bar.tabText(number).startswith(title):
                bar.setCurrentIndex(number)
                await self.idle()
                return
        raise StepFailed(f"'{name}' has no tab '{title}'.")

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(WAIT_S):
                while not holds():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise StepFailed(f"Waited {WAIT_S:.0f} s: {what}") from None
        await self.idle()

    async def is_not_waiting(self, name: str) -> None:
        await self.until(lambda: self.find(name).property("state") != "waiting", f"'{name}' is still waiting.")

    async def settle(self) -> None:
        """Wait for timers that are set for less than a second (a rest of the selection, a fade) and what they start."""
        from PySide6.QtCore import QTimer

        def running() -> bool:
            timers = [*self.window.findChildren(QTimer)]
            return any(one.isActive() and one.isSingleShot() and one.remainingTime() < 1000 for one in timers)

        await self.idle()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                while running():
                    await asyncio.sleep(0.02)
                    await self.idle()
        await self.idle()

    async def take(self, page: str) -> None:
        """Write down the window as it is now."""
        from PySide6.QtWidgets import QApplication

        await self.settle()
        if page in self._pages:
            raise ValueError(f"two pages are called {page}")
        tops = [one for one in QApplication.topLevelWidgets() if one is not self.window and one.isVisible()]
        tree = tree_of(self.window, self._clean)
        shown, self._before = changed_parts(tree, self._before), tree
        self._pages[page] = {
            "window": shown,
            "other_windows": [tree_of(one, self._clean) for one in tops],
            "actions": self._changed_actions(),
        }

    def _changed_actions(self) -> list[dict[str, Any]]:
        """The actions that are not as they were on the page taken before."""
        now = {action["name"]: action for action in actions_of(self.window, self._clean)}
        before, self._actions = self._actions, now
        gone = [{"name": name, "gone": True} for name in before if name not in now]
        return [*gone, *(action for name, action in now.items() if before.get(name) != action)]

    async def close_panels(self) -> None:
        """Close menus and panels over the page by Escape."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        for _ in range(4):
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
        names = [name for name in PANELS if self.has(name)]
        for name in names:
            QTest.keyClick(self.find(name), Qt.Key.Key_Escape)
        await self.idle()

    async def run(self, steps: tuple[Callable[[Walk], Awaitable[None]], ...]) -> None:
        """Every step, in order. A step that fails is written as a page of its own, so that a comparison shows it."""
        for step in steps:
            name = step.__name__
            if self._only and not re.search(self._only, name) and name not in NEEDED:
                continue
            try:
                await step(self)
            except StepFailed as failed:
                self._pages[f"{name}: failed"] = str(failed)
                sys.stderr.write(f"{name}: {failed}\n")
            await self.close_panels()
            await self.idle()


PANELS = (
    *("commandPalette", "shortcutsPanel", "aboutPanel", "callLogPanel", "collectionPanel", "tagPanel", "whyPanel"),
    *("citingWhyPanel", "accessPanel", "yearsPanel", "datesPanel", "suggestions", "exportPanel", "documentPanel"),
    "livePanel",
    *(f"filterPanel.{name}" for name in ("field", "venue", "type", "open_access", "min_citations", "more", "years")),
)
NEEDED = ("search_results", "get_pdf")
"""Steps that others build on: they run with --only, too."""


# One function for each page or group of pages, in the order in which they are taken


async def search_empty(walk: Walk) -> None:
    await walk.take("search")


async def empty_pages(walk: Walk) -> None:
    """Every page that an action opens, before there is anything to show."""
    for action_id in (
        *("view.library", "view.library_to_read", "view.library_starred", "view.library_recent"),
        *("view.library_without_pdf", "view.downloads", "view.doubtful", "view.review", "view.ledger", "view.news"),
        *("view.authors", "view.sentences", "view.records", "view.unpaywall", "view.missing_classics"),
        "view.map_library",
    ):
        await walk.trigger(action_id)
        await walk.take(f"empty {action_id}")
    await walk.trigger("view.search")


async def suggestions(walk: Walk) -> None:
    await walk.trigger("view.search")
    await walk.type("searchEdit", "atten")
    await walk.take("search suggestions")


async def search_results(walk: Walk) -> None:
    await walk.trigger("view.search")
    await walk.type("searchEdit", "attention", "Return")
    await walk.is_not_waiting("resultsView")
    await walk.take("search results")


async def filter_panels(walk: Walk) -> None:
    for name in ("years", "field", "venue", "type", "open_access", "min_citations", "more"):
        if walk.has(f"filterChip.{name}"):  # a narrow window has some of them behind 'more' alone
            await walk.click(f"filterChip.{name}")
            await walk.take(f"filter {name}")
            await walk.close_panels()


async def sort_menu(walk: Walk) -> None:
    if walk.has("sortButton"):  # a wide list has heads instead
        await walk.click("sortButton")
        await walk.take("sort menu")


async def call_log(walk: Walk) -> None:
    for source in ("semantic_scholar", "unpaywall", "zenodo"):
        if walk.has(f"sourceChip.{source}"):  # a narrow window has one chip for all
            await walk.click(f"sourceChip.{source}")
            await walk.take(f"calls {source}")
            await walk.close_panels()


async def why_not(walk: Walk) -> None:
    await walk.trigger("search.why")
    await walk.take("why these results")


async def paper(walk: Walk) -> None:
    await walk.choose_row("resultsView", 0)
    await walk.is_not_waiting("citedByView")
    await walk.take("paper")


async def paper_sections(walk: Walk) -> None:
    for button in ("allDataButton", "accessBadge", "moreAuthorsButton", "moreCopiesButton", "copyOrderButton"):
        if walk.has(button):
            await walk.click(button)
            await walk.take(f"paper {button}")
            await walk.close_panels()


async def citation_tabs(walk: Walk) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    for bar in ("citationTabs", "detailTabs"):
        if not walk.has(bar):
            continue
        tabs = walk.find(bar)
        for number in range(tabs.count()):
            QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(number).center())  # opens the pane, too
            await walk.idle()
            for view in ("citedByView", "referencesView", "mapView", "timelineView", "similarView"):
                if walk.has(view):
                    await walk.is_not_waiting(view)
            await walk.take(f"{bar} {number} {tabs.tabText(number).split(' ')[0].strip(':').lower()}")
        tabs.setCurrentIndex(0)
        await walk.idle()


async def citing_sentences(walk: Walk) -> None:
    if walk.has("detailTabs"):
        walk.find("detailTabs").setCurrentIndex(1)
        await walk.idle()
    await walk.choose_row("citedByView", 0)
    await walk.take("citation opened")
    if walk.has("trail.back"):
        await walk.click("trail.back")
    if walk.has("citationTabs"):
        await walk.trigger("view.citations_tabs")
        await walk.take("citations as tabs")
        await walk.trigger("view.citations_hidden")


async def row_menu(walk: Walk) -> None:
    from PySide6.QtGui import QContextMenuEvent
    from PySide6.QtWidgets import QApplication

    view = walk.find("resultsView")
    await walk.choose_row("resultsView", 1, open_it=False)
    place = view.visualRect(view.model().index(1, 0)).center()
    where = view.viewport().mapToGlobal(place)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, where)
    QApplication.sendEvent(view.viewport(), event)
    await walk.take("menu of a row")


async def menus(walk: Walk) -> None:
    from PySide6.QtWidgets import QMenu

    menus = [menu for menu in walk.window.findChildren(QMenu) if menu.objectName().startswith("menu.")]
    for menu in menus:
        menu.popup(walk.window.mapToGlobal(walk.window.rect().center()))
        await walk.take(menu.objectName())
        menu.close()


async def own_words(walk: Walk) -> None:
    """Star, to read, tag, note and collection of the paper that is shown."""
    await walk.choose_row("resultsView", 0)
    await walk.trigger("paper.star")
    await walk.trigger("paper.to_read")
    await walk.trigger("paper.tag")
    await walk.take("tag panel")
    await walk.type("tagEdit", "methods", "Return")
    await walk.close_panels()
    await walk.trigger("paper.collect")
    await walk.take("collection panel")
    await walk.type("collectionEdit", "Thesis / Chapter 2", "Return")
    await walk.close_panels()
    await walk.choose_row("resultsView", 0)
    await walk.take("paper with own words")


async def get_pdf(walk: Walk) -> None:
    """One PDF that comes, one that is doubtful, one that nobody has; then downloads, doubtful page and report."""
    await walk.trigger("view.search")
    await walk.type("searchEdit", "attention", "Return")
    await walk.is_not_waiting("resultsView")
    await walk.choose_row("resultsView", 0)
    await walk.trigger("paper.get_pdf")
    await walk.take("paper with a PDF")
    for words in ("ARXIV:2307.12547", "10.1098/rspa.2020.0003"):
        await walk.type("searchEdit", words, "Return")
        await walk.is_not_waiting("resultsView")
        await walk.choose_row("resultsView", 0)
        await walk.trigger("paper.get_pdf")
        await walk.take(f"paper after {words}")


async def downloads(walk: Walk) -> None:
    await walk.trigger("view.downloads")
    for row in range(walk.find("downloadsView").model().rowCount()):
        await walk.choose_row("downloadsView", row, open_it=False)
        await walk.take(f"downloads row {row}")
    await walk.trigger("downloads.get_list")
    await walk.take("downloads list box")
    if walk.has("closeListButton"):
        await walk.click("closeListButton")


async def doubtful(walk: Walk) -> None:
    await walk.trigger("view.doubtful")
    await walk.is_not_waiting("doubtfulView")
    await walk.take("doubtful")


async def library(walk: Walk) -> None:
    for action_id in (
        *("view.library", "view.library_to_read", "view.library_starred", "view.library_recent"),
        "view.library_without_pdf",
    ):
        await walk.trigger(action_id)
        await walk.take(f"library {action_id}")
    await walk.trigger("view.library")
    await walk.type("libraryEdit", "attention")
    await walk.choose_row("libraryView", 0)
    await walk.take("library paper")
    await walk.type("libraryEdit", "")
    if walk.has("sidebar.tag.methods"):
        await walk.click("sidebar.tag.methods")
        await walk.take("library tag")
    await walk.trigger("view.library")


async def reading(walk: Walk) -> None:
    await walk.trigger("view.library")
    await walk.type("libraryEdit", "attention")
    await walk.choose_row("libraryView", 0, open_it=False)
    await walk.trigger("paper.read_pdf")
    await walk.is_not_waiting("pdfView")
    await walk.take("reading a PDF")
    await walk.key("libraryView", "Escape")
    await walk.type("libraryEdit", "")


async def collections(walk: Walk) -> None:
    await walk.trigger("view.library")
    await walk.choose_row("collectionsView", 0)
    await walk.take("collection")
    await walk.trigger("collection.new")
    await walk.take("new collection")
    await walk.key("collectionNameEdit", "Escape")
    await walk.trigger("view.library")


async def saved_search(walk: Walk) -> None:
    await walk.trigger("view.search")
    await walk.type("searchEdit", "attention", "Return")
    await walk.trigger("search.save")
    await walk.take("saved search")


async def ledger(walk: Walk) -> None:
    await walk.trigger("view.ledger")
    await walk.choose_row("ledgerView", 0, open_it=False)
    await walk.take("ledger")


async def record(walk: Walk) -> None:
    await walk.trigger("view.search")
    await walk.type("searchEdit", "10.5281/zenodo.7089818", "Return")
    await walk.is_not_waiting("resultsView")
    await walk.choose_row("resultsView", 0)
    await walk.take("record")
    buttons = ("versionsButton", "compareVersionButton", "recordFormsButton", "moreFilesButton", "askStatsButton")
    for button in buttons:
        if walk.has(button):
            await walk.click(button)
            await walk.take(f"record {button}")
            await walk.close_panels()


async def records(walk: Walk) -> None:
    await walk.trigger("view.records")
    await walk.type("recordsEdit", "attention", "Return")
    await walk.take("records")


async def communities(walk: Walk) -> None:
    await walk.trigger("view.communities")
    await walk.take("communities, not asked")
    await walk.type("communitiesEdit", "", "Return")
    await walk.take("communities")
    await walk.choose_row("communitiesView", 0)
    await walk.take("community")
    if walk.has("communityPoliciesButton"):
        await walk.click("communityPoliciesButton")
        await walk.take("community policies")


async def authors(walk: Walk) -> None:
    await walk.trigger("view.authors")
    await walk.type("authorSearchEdit", "Zhang", "Return")
    await walk.take("authors")
    await walk.choose_row("authorsView", 0)
    await walk.take("author")
    if walk.has("followAuthorButton"):
        await walk.click("followAuthorButton")
        await walk.take("author followed")


async def people_of_a_paper(walk: Walk) -> None:
    await walk.trigger("view.search")
    await walk.type("searchEdit", "attention", "Return")
    await walk.choose_row("resultsView", 0)
    await walk.trigger("paper.people")
    await walk.take("people of a paper")
    await walk.trigger("view.search")


async def sentences(walk: Walk) -> None:
    await walk.trigger("view.sentences")
    await walk.type("snippetsEdit", "attention maps", "Return")
    await walk.click("snippetsMoreFiltersButton")
    await walk.key("snippetsEdit", "Down")
    await walk.take("sentences")


async def several_papers(walk: Walk) -> None:
    """What is done with several papers: map, comparison, why one cites the other, similar ones."""
    await walk.trigger("view.search")
    await walk.type("searchEdit", "attention", "Return")
    await walk.is_not_waiting("resultsView")
    await walk.key("resultsView", "A", control=True)
    await walk.take("all results chosen")
    await walk.trigger("view.map_selection")
    await walk.is_not_waiting("mapPageView")
    await walk.take("map of chosen papers")
    await walk.trigger("view.search")
    await walk.key("resultsView", "A", control=True)
    await walk.trigger("paper.compare")
    await walk.take("compare")
    if walk.has("compare.ask"):
        await walk.click("compare.ask")
    bar = walk.find("compareTabs")
    for number in range(bar.count()):
        bar.setCurrentIndex(number)
        await walk.idle()
        await walk.take(f"compare {number}")
    await walk.trigger("view.search")


async def why_cited(walk: Walk) -> None:
    from PySide6.QtCore import QItemSelectionModel

    await walk.trigger("view.search")
    view = walk.find("resultsView")
    view.setFocus()
    view.selectionModel().clearSelection()
    for row in (0, 1):
        flag = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        view.selectionModel().select(view.model().index(row, 0), flag)
    await walk.idle()
    await walk.trigger("paper.why")
    await walk.take("why one paper cites another")


async def similar(walk: Walk) -> None:
    await walk.trigger("view.search")
    await walk.choose_row("resultsView", 0)
    await walk.trigger("paper.similar")
    await walk.take("similar papers")


async def missing(walk: Walk) -> None:
    await walk.trigger("view.missing_classics")
    await walk.idle()
    walk.find("missingPage")._on_ask()  # as the button of the empty list
    await walk.idle()
    bar = walk.find("missingTabs")
    for number in range(bar.count()):
        bar.setCurrentIndex(number)
        await walk.idle()
        await walk.take(f"missing {number}")


async def library_map(walk: Walk) -> None:
    await walk.trigger("view.map_library")
    await walk.is_not_waiting("mapPageView")
    await walk.take("map of the library")


LIST = """Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
arXiv:1706.03762v5
10.1038/
Smith J (2021) Personal communication
"""


async def review(walk: Walk) -> None:
    from PySide6.QtWidgets import QApplication

    await walk.trigger("view.search")
    QApplication.clipboard().setText(LIST)
    await walk.type("searchEdit", "")
    await walk.key("searchEdit", "V", control=True)
    await walk.until(lambda: walk.find("reviewTable").property("state") == "full", "the list is not read")
    await walk.take("review table")
    for row in (0, 3):
        await walk.choose_row("reviewTable", row)
        await walk.take(f"review row {row}")
    await walk.trigger("view.review")
    await walk.trigger("view.search")
    await walk.take("search with an open list")


DOIS = "10.1038/s41579-022-00846-2\n10.1016/j.jns.2020.116832\n10.5555/there-is-no-such-paper"


async def unpaywall(walk: Walk) -> None:
    await walk.trigger("view.unpaywall")
    bar = walk.find("unpaywallTabs")
    for number in range(bar.count()):
        bar.setCurrentIndex(number)
        await walk.idle()
        await walk.take(f"unpaywall {number}")
    bar.setCurrentIndex(0)
    await walk.idle()
    # one by one first, because the kept answers are listed in the order in which they came
    for words in (*DOIS.split(), DOIS):
        walk.find("doisEdit").setPlainText(words)
        await walk.key("doisEdit", "Return", control=True)
        await walk.until(lambda: walk.find("answersView").property("state") in ("full", "partial"), "no answers")
    await walk.take("unpaywall answers")
    await walk.choose_row("answersView", 0, open_it=False)
    await walk.take("unpaywall answer")
    bar.setCurrentIndex(1)
    await walk.idle()
    await walk.type("titleQueryEdit", "attention", "Return")
    await walk.take("unpaywall titles")
    bar.setCurrentIndex(2)
    await walk.idle()
    await walk.take("unpaywall kept answers")


async def corpus(walk: Walk) -> None:
    from PySide6.QtWidgets import QTabBar

    await walk.trigger("view.corpus")
    await walk.take("corpus")
    await walk.click("setupCorpusButton")
    await walk.take("corpus setup")
    bar = walk.window.findChild(QTabBar, "corpusTabs")
    bar.setCurrentIndex(1)
    await walk.idle()
    await walk.take("corpus files")
    await walk.choose_row("datasetsView", 0, open_it=False)
    if walk.has("showFilesButton"):
        await walk.click("showFilesButton")
    await walk.take("corpus dataset")
    if walk.has("showDiffsButton"):
        await walk.click("showDiffsButton")
        await walk.take("corpus diffs")


async def news(walk: Walk) -> None:
    from PySide6.QtWidgets import QWidget

    await walk.trigger("view.news")
    await walk.trigger("news.look_now")
    page = walk.find("newsPage")
    await walk.until(
        lambda: (
            not any(
                one.isVisible() and one.accessibleName().startswith("Looking for") for one in page.findChildren(QWidget)
            )
        ),
        "the news are still looked for",
    )
    await walk.take("news")


async def add_pdfs(walk: Walk) -> None:
    """Two PDFs dropped on the sidebar: one that is in the library, one that no service knows."""
    from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    folder = walk.folder / "dropped"
    folder.mkdir()
    kept = sorted((walk.folder / "profile" / "data" / "papers").rglob("*.pdf"))
    if not kept:
        raise StepFailed("No PDF is in the library.")
    shutil.copy(kept[0], folder / "kept.pdf")
    draw_pdf(folder / "unknown.pdf")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / name)) for name in ("kept.pdf", "unknown.pdf")])
    sidebar = walk.find("sidebar")
    place = sidebar.mapTo(walk.window, QPoint(sidebar.width() // 2, sidebar.height() - 4))
    keys, buttons, copy = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PySide6 6.12 wants a QPointF
        QApplication.sendEvent(walk.window, QDragEnterEvent(place, copy, data, buttons, keys))
        QApplication.sendEvent(walk.window, QDropEvent(QPointF(place), copy, data, buttons, keys))
    await walk.idle()
    view = walk.find("filesView") if walk.has("filesView") else walk.find("addPdfsPage")
    await walk.until(lambda: view.property("state") != "waiting", "the PDFs are not read")
    await walk.take("add PDFs")
    names = [one.objectName() for one in walk.find("addPdfsPage").findChildren(type(walk.find("resultsView")))]
    for name in names:
        for row in range(walk.find(name).model().rowCount()):
            await walk.choose_row(name, row, open_it=False)
            await walk.take(f"add PDFs row {row}")


def draw_pdf(path: Path) -> None:
    """A PDF of one page with a title that no service knows."""
    from reportlab.pdfgen.canvas import Canvas

    page = Canvas(str(path), invariant=1)
    page.setFont("Helvetica", 18)
    page.drawString(72, 760, "Zxqvw of the jkqvx and other things that nobody wrote")
    page.setFont("Helvetica", 11)
    for line in range(30):
        page.drawString(72, 720 - 18 * line, f"Line {line} of a text that says nothing at all about anything.")
    page.save()


async def settings_pages(walk: Walk) -> None:
    from PySide6.QtWidgets import QScrollArea

    await walk.trigger("view.settings")
    await walk.take("settings")
    for area in walk.find("settingsPage").findChildren(QScrollArea):
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    await walk.take("settings, the end")


async def panels(walk: Walk) -> None:
    await walk.trigger("view.search")
    for action_id in ("app.palette", "app.shortcuts", "app.about", "app.calls"):
        await walk.trigger(action_id)
        await walk.take(action_id)
        await walk.close_panels()


async def nothing_found(walk: Walk) -> None:
    await walk.trigger("view.search")
    await walk.type("searchEdit", "zxqv wjkq", "Return")
    await walk.take("nothing found")


async def undo(walk: Walk) -> None:
    await walk.trigger("view.library")
    await walk.trigger("edit.undo")
    await walk.take("library after undo")


async def offline(walk: Walk) -> None:
    await walk.trigger("app.offline")
    await walk.trigger("view.search")
    await walk.type("searchEdit", "nothing of this is kept", "Return")
    await walk.take("offline")
    await walk.trigger("app.offline")


STEPS = (
    *(search_empty, empty_pages, suggestions, search_results, filter_panels, sort_menu, call_log, why_not, paper),
    *(paper_sections, citation_tabs, citing_sentences, row_menu, menus, own_words, get_pdf, downloads, doubtful),
    *(library, reading, collections, saved_search, ledger, record, records, communities, authors, people_of_a_paper),
    *(sentences, several_papers, why_cited, similar, missing, library_map, review, unpaywall, corpus, news, add_pdfs),
    *(settings_pages, panels, nothing_found, undo, offline),
)


async def first_start(walk: Walk) -> None:
    await walk.take("first start")
    if walk.has("goOnWithout"):
        await walk.click("goOnWithout")
        await walk.take("after the first start")


# Running it


SURROUNDINGS = {
    "QT_QPA_PLATFORM": "offscreen",
    "QT_API": "pyside6",
    "QT_LOGGING_RULES": "qt.text.font.db=false",
    "PYTHONHASHSEED": "0",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_RATE": "0",
    "SCHOLAR_DESKTOP_HOST_DELAY": "0",
    "SCHOLAR_DESKTOP_RETRY_WAIT": "0.01",
}
ALIKE = ("QT_SCALE_FACTOR", "QT_FONT_DPI", "QT_STYLE_OVERRIDE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
"""Variables that are taken away: they would change sizes or folders."""


OFFSCREEN = "This plugin does not support"
"""What Qt says of a window that has no screen."""


def surroundings(folder: Path) -> dict[str, str]:
    """The variables of a run: nothing of the person's own that the program would read."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ALIKE and not name.startswith("SCHOLAR_DESKTOP_") and not name.lower().endswith("_proxy")
    }
    return kept | SURROUNDINGS | {"HOME": str(folder / "home"), "XDG_RUNTIME_DIR": str(folder / "home")}


async def walk_on(argv: list[str], folder: Path, steps: Any, pages: dict[str, Any], only: str) -> None:
    """Open one window with the options *argv*, take its pages, close it."""
    from scholar_desktop import app, settings

    program = app.build(settings.load(argv))
    program.window.show()
    try:
        clean = Normaliser({str(folder): "<folder>"})
        walk = Walk(program, folder, clean, pages, only)
        await walk.idle()
        await walk.run(steps)
    finally:
        await program.aclose()


def take_trees(folder: Path, theme: str, size: str, only: str) -> dict[str, Any]:
    """The trees of all pages, in a folder that is there for this run alone."""
    import qasync
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtGui import QFont
    from PySide6.QtWidgets import QApplication

    random.seed(0)
    qInstallMessageHandler(lambda _kind, _context, text: None if OFFSCREEN in text else sys.stderr.write(f"{text}\n"))
    application = QApplication(["page_trees", "-style", "fusion"])
    application.setQuitOnLastWindowClosed(False)
    application.setCursorFlashTime(0)
    application.setFont(QFont(*FONT))
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    pages: dict[str, Any] = {}
    look = ["--theme", theme, "--size", size]
    with loop:
        demo = ["--profile", str(folder / "profile"), "--demo", *look]
        loop.run_until_complete(walk_on(demo, folder, STEPS, pages, only))
        if not only or re.search(only, "first_start"):
            # without --demo, because the demo leaves the first start out; every host is refused
            os.environ["SCHOLAR_DESKTOP_HOST_MAP"] = "*=refuse"
            first = ["--profile", str(folder / "first"), *look]
            loop.run_until_complete(walk_on(first, folder, (first_start,), pages, ""))
    return {"format": FORMAT, "theme": theme, "size": size, "font": application.font().toString(), "pages": pages}


def run(out: Path, theme: str, size: str, only: str) -> int:
    """Take the trees in a process with fixed surroundings, and write them to *out*."""
    folder = Path(tempfile.gettempdir()) / "page-trees"  # always the same: its name is shown, and takes room
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "home").mkdir(parents=True, mode=0o700)
        wanted = surroundings(folder)
        os.environ.clear()
        os.environ.update(wanted)
        try:
            found = take_trees(folder, theme, size, only)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    out.write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", "utf-8")
    failed = [name for name in found["pages"] if name.endswith(": failed")]
    sys.stdout.write(f"{len(found['pages'])} pages, {_count(found['pages'])} widgets, {len(failed)} steps failed\n")
    return 1 if failed else 0


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return ("class" in value) + sum(_count(each) for each in value.values())
    return sum(_count(each) for each in value) if isinstance(value, list) else 0


# Comparing two files

MOST_SHOWN = 400


def differences(first: Any, second: Any, where: str = "") -> Iterator[str]:
    """Each place in which the two differ, as a line. Classes of ours are not compared."""
    if isinstance(first, dict) and isinstance(second, dict):
        here = where
        if "class" in first and "geometry" in first:
            here = f"{where}/{first['class']}" + (f"#{first['name']}" if first.get("name") else "")
        for key in dict.fromkeys((*first, *second)):
            if key in IGNORED:
                continue
            path = here if key == "children" else f"{here}.{key}" if here else key
            if key not in first or key not in second:
                yield f"{path}: only in the {'first' if key in first else 'second'}: {_short({**first, **second}[key])}"
            else:
                yield from differences(first[key], second[key], path)
    elif isinstance(first, list) and isinstance(second, list) and where.rpartition(".")[2] != "geometry":
        if len(first) != len(second):
            yield f"{where}: {len(first)} against {len(second)}: {_short(_names(first))} {_short(_names(second))}"
        for number, (one, other) in enumerate(zip(first, second, strict=False)):
            yield from differences(one, other, f"{where}[{number}]")
    elif first != second:
        yield f"{where}: {_short(first)} -> {_short(second)}"


def _names(items: list[Any]) -> list[str]:
    return [f"{one.get('class')}#{one.get('name', '')}" if isinstance(one, dict) else str(one) for one in items]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}…"


def compare(first: Path, second: Path) -> int:
    """Print how the two files differ; 1 if they do."""
    found = list(differences(json.loads(first.read_text("utf-8")), json.loads(second.read_text("utf-8"))))
    for line in found[:MOST_SHOWN]:
        sys.stdout.write(line + "\n")
    if len(found) > MOST_SHOWN:
        sys.stdout.write(f"and {len(found) - MOST_SHOWN} more\n")
    sys.stdout.write(f"{len(found)} differences\n" if found else "no difference\n")
    return 1 if found else 0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.house.page_trees", description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?", help="the file to write")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--size", default="1440x900", help="of the window, such as 1024x640")
    parser.add_argument("--only", default="", help="a regular expression: only the steps whose names match")
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("A", "B"), help="print how two files differ")
    chosen = parser.parse_args(argv)
    if chosen.compare:
        return compare(*chosen.compare)
    if chosen.out is None:
        parser.error("name the file to write")
    if os.environ.get("PYTHONHASHSEED") != "0":
        # the order of sets of texts is fixed when the interpreter starts
        command = [sys.executable, "-m", "tests.house.page_trees", *(argv if argv is not None else sys.argv[1:])]
        os.execve(sys.executable, command, {**os.environ, "PYTHONHASHSEED": "0"})
    return run(chosen.out, chosen.theme, chosen.size, chosen.only)


if __name__ == "__main__":
    sys.exit(main())
