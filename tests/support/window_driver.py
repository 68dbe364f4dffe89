"""Drives the window as a person does: by keys, clicks and action ids; reads what can be seen."""

from __future__ import annotations

import asyncio
import contextlib
import html
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QTableView, QWidget

from scholar_desktop import app, profile, settings, translation
from scholar_desktop.app import App
from scholar_desktop.ui.search import pane_layout
from scholar_desktop.ui.theme.theme import FONTS
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.words.window_language import use_language


def shown_tooltip(widget: QWidget) -> str:
    """The text that the tooltip of *widget* shows."""
    text = widget.toolTip()
    return html.unescape(text[4:-5].replace("<br>", "\n")) if text.startswith("<qt>") else text


async def show_in_library(driver: Driver, row: int) -> None:
    """Add the result *row* to the library, and select the first row of that."""
    driver.click_row(row)
    driver.trigger("paper.add")
    await driver.idle()
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(0, "libraryView")
    await driver.idle()


def row_menu(driver: Driver, view_name: str = "resultsView") -> QMenu:
    """Open the context menu of the current row by the menu key."""
    view = driver.view(view_name)
    view.setFocus()
    where = view.visualRect(view.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, where, view.viewport().mapToGlobal(where))
    QApplication.sendEvent(view, event)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    return popup


class MissingWidgetError(AssertionError):
    """No widget has this objectName (yet: some are built late)."""


class Driver:
    """One open window. Names are objectNames; rows are looked up by the words of their title."""

    def __init__(self, program: App) -> None:
        self.program = program
        self.window = program.window
        self.opened_urls: list[str] = []

    async def idle(self) -> None:
        await asyncio.sleep(0)
        await self.program.idle()

    def widget(self, name: str) -> Any:
        found = self.window.findChild(QWidget, name)
        if found is None:
            raise MissingWidgetError(f"no widget is called {name}")
        return found

    def state(self, name: str) -> str:
        return str(self.widget(name).property("state"))

    def view(self, name: str = "resultsView") -> QTableView:
        return self.widget(name)

    def titles(self, name: str = "resultsView") -> list[str]:
        model = self.view(name).model()
        role = next(number for number, words in model.roleNames().items() if bytes(words.data()) == b"title")
        return [model.index(row, 0).data(role) for row in range(model.rowCount())]

    def chosen(self, name: str = "resultsView") -> list[str]:
        titles = self.titles(name)
        return [titles[index.row()] for index in self.view(name).selectionModel().selectedRows()]

    def type(self, text: str, name: str = "searchEdit") -> None:
        box: QLineEdit = self.widget(name)
        box.selectAll()
        QTest.keyClick(box, Qt.Key.Key_Delete)
        QTest.keyClicks(box, text)

    def press(self, key: Qt.Key, name: str = "searchEdit", modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.widget(name), key, modifier)

    def click(self, name: str) -> None:
        button: QAbstractButton = self.widget(name)
        assert button.isEnabled(), f"{name} cannot be pressed: {button.toolTip()}"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def click_row(self, row: int, name: str = "resultsView", at: QPoint | None = None) -> None:
        view = self.view(name)
        rect = view.visualRect(view.model().index(row, 0))
        assert rect.isValid(), f"{name} has no row {row}"  # without a position, a click goes to the middle of the view
        point = rect.topLeft() + at if at is not None else rect.center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)

    def trigger(self, action_id: str) -> None:
        self.window.registry[action_id].trigger()

    async def search(self, text: str) -> None:
        self.type(text)
        self.press(Qt.Key.Key_Return)
        await self.idle()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for what the window shows, a turn of the loop at a time; the limit is the test's own.

        A widget that timers build late may be missing at first: `idle` waits for tasks, not for timers.
        """
        while True:
            with contextlib.suppress(MissingWidgetError):
                if condition():
                    return
            await asyncio.sleep(0.005)

    def bar_with(self, title: str) -> tuple[NoteBar, Button]:
        """The message bar that shows a button with this title, and the button; no other visible button may have it."""
        (button,) = (one for one in self.window.findChildren(Button) if one.content.text == title and one.isVisible())
        bar = button.parentWidget()
        while not isinstance(bar, NoteBar):
            bar = bar.parentWidget()
        return bar, button

    def bar(self, pane: str) -> str:
        """The words of the bar above the rows of *pane* (a StatePane), or empty."""
        bar = getattr(self.window.search_page.panes, pane).pane.bar
        return bar.accessibleName() if bar.isVisible() else ""


def recorded(name: str, into: list[str]) -> Callable[[App], None]:
    """For `prepare`: what the desktop would open (*name*: `open_path` or `open_url`) is added to *into* instead."""

    def prepare(program: App) -> None:
        setattr(program.services, name, into.append)

    return prepare


@contextlib.asynccontextmanager
async def window_on(
    demo: Any,
    folder: Path,
    /,
    *,
    size: tuple[int, int] | None = (1440, 900),
    prepare: Callable[[App], None] = lambda program: None,
    citations: str | None = "below",
    language: str | None = None,
    **changes: Any,
) -> AsyncIterator[Driver]:
    """The whole program on the demo services, shown, idle, and closed at the end. prepare: what is done to it before
    it is shown. citations: where the citation pane is, unless the profile says so already; None as at a first start.
    language: that of the texts and of the setting, if it is not that of the test; its catalogue must be compiled."""
    before, font = translation.language(), QApplication.font()
    if language is not None:
        changes["language"] = language
        use_language(language)
        assert translation.language() == language, "not compiled: python packaging/translations compile"
    base = settings.load(["--profile", str(folder)])
    state = profile.StateFile(base.config_dir / profile.STATE_FILE)
    if citations is not None and not state.read():
        state.write({pane_layout.KEPT_AS: citations})
    chosen = msgspec.structs.replace(
        base,
        **{
            "semantic_scholar_url": demo.url,
            "unpaywall_url": demo.url,
            "zenodo_url": demo.url,
            "datasets_url": demo.url,
            "host_map": demo.host_map,
            "email": "ada@example.org",
            "semantic_scholar_rate": 0.0,
            "host_delay": 0.0,
            "retry_wait": 0.01,
            "first_start_done": True,
            "size": size,
            **changes,
        },
    )
    try:
        program = app.build(chosen)
        try:
            prepare(program)
            program.window.show()
            driver = Driver(program)
            await driver.idle()
            yield driver
        finally:
            await program.aclose()
    finally:
        QApplication.setFont(font)  # that of a larger text would be the desktop's for what the next test shows
        QApplication.instance().setProperty(FONTS, None)
        if translation.language() != before:
            use_language(before)
