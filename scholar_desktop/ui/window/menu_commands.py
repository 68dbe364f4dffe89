"""Runs the actions of the Edit and View menus that concern the focused control and the window itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.type_scale import TEXT_SIZES
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.window.focus import MenuBarFocus
from scholar_desktop.ui.window.window_actions import NOTHING_TO_PASTE, THEMES

if TYPE_CHECKING:
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages

_TextBox = QLineEdit | QPlainTextEdit | QTextEdit
_KEYS = {
    "cut": Qt.Key.Key_X,
    "copy": Qt.Key.Key_C,
    "paste": Qt.Key.Key_V,
}


@runtime_checkable
class _SelectsAll(Protocol):
    """A control that is neither a list nor a text box, such as the citation map."""

    def select_all(self) -> None: ...


class MenuCommands(QObject):
    """Cuts, copies, pastes and selects all in the focused control; chooses theme and text size; shows the window
    full screen.

    box: the search box, into which text is pasted if the focus is in no text box; take_clipboard: opens the files and
    the list on the clipboard as reference lists, and returns False if it has neither.
    """

    def __init__(
        self,
        context: ActionContext,
        actions: Actions,
        messages: Messages,
        settings: SettingsEditor,
        scope: TaskScope,
        window: QMainWindow,
        box: QLineEdit,
        take_clipboard: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self._context = context
        self._actions = actions
        self._messages = messages
        self._settings = settings
        self._scope = scope
        self._window = window
        self._focus = MenuBarFocus(window.menuBar())
        self._box = box
        self._take_clipboard = take_clipboard
        # read once for each content: another program that has it would be waited for with each command
        self._has_text: bool | None = None
        QApplication.clipboard().dataChanged.connect(self._on_clipboard_changed)
        bind = actions.bind
        bind("edit.cut", partial(self._in_text_box, "cut"))
        bind("edit.copy", self._copy)
        bind("edit.paste", self._paste)
        bind("edit.select_all", self._select_all)
        for name, value in THEMES.items():
            bind(f"view.theme_{name}", partial(self._choose, "theme", value))
        for name, percent in TEXT_SIZES.items():
            bind(f"view.text_{name}", partial(self._choose, "text_size", percent))
        bind("view.full_screen", self._toggle_full_screen)
        settings.changed.connect(lambda _key: self._show_state())
        self._read_selection = context.read_selection
        context.read_selection = self._read
        self._show_state()

    def _read(self) -> None:
        """Update the state from the selection, and from what the focused control can do."""
        self._read_selection()
        self._context.update(editing=self._possible())
        self._show_state()

    def _possible(self) -> frozenset[str]:
        """Return what the focused control can do: cut, copy, paste, select_all."""
        focused = self._focused()
        if self._has_text is None:
            self._has_text = bool(QApplication.clipboard().text())
        found = {"paste"} if self._has_text else set()
        if isinstance(focused, QLabel):
            found |= {"copy"} if focused.hasSelectedText() else set()
        elif isinstance(focused, QAbstractItemView):
            if focused.selectionMode() is QAbstractItemView.SelectionMode.ExtendedSelection:
                found.add("select_all")
        elif isinstance(focused, _TextBox):
            writable = not focused.isReadOnly()
            chosen = (
                focused.hasSelectedText() if isinstance(focused, QLineEdit) else focused.textCursor().hasSelection()
            )
            found.add("select_all")
            found |= {"copy"} if chosen else set()
            found |= {"cut"} if chosen and writable else set()
        elif isinstance(focused, _SelectsAll):
            found.add("select_all")
        return frozenset(found)

    def _on_clipboard_changed(self) -> None:
        self._has_text = None

    def _focused(self) -> QWidget | None:
        """Return the control that the menus are about."""
        return self._focus.control

    def _in_text_box(self, operation: str) -> None:
        focused = self._focused()
        if isinstance(focused, _TextBox) and operation in self._possible():
            # as the key does: a text box may do more with pasted text than insert it
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, _KEYS[operation], Qt.KeyboardModifier.ControlModifier)
                QApplication.sendEvent(focused, event)

    def _paste(self) -> None:
        focused = self._focused()
        if isinstance(focused, _TextBox) and not focused.isReadOnly():
            self._in_text_box("paste")
            return
        if self._take_clipboard():
            return
        if not QApplication.clipboard().text().strip():
            self._messages.cannot_run(self._actions.title("edit.paste"), shown(NOTHING_TO_PASTE))
            return
        self._actions["focus.search"].trigger()
        self._box.selectAll()
        self._box.paste()

    def _copy(self) -> None:
        if "copy" in self._possible() and isinstance(self._focused(), _TextBox):
            self._in_text_box("copy")
        elif not (isinstance(focused := self._focused(), RowList) and focused.copy_own_text()):
            self._actions.run_on("paper.copy_citation")

    def _select_all(self) -> None:
        focused = self._focused()
        if isinstance(focused, _TextBox | QAbstractItemView) and "select_all" in self._possible():
            focused.selectAll()
        elif isinstance(focused, _SelectsAll):
            focused.select_all()

    def _toggle_full_screen(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _choose(self, key: str, value: object) -> None:
        self._scope.start(self._set(key, value), name=key, latest=key)

    async def _set(self, key: str, value: object) -> None:
        try:
            await self._settings.set(key, value)
        except ScholarError as error:
            self._messages.failed(gettext("Theme or text size not changed"), error)
        self._show_state()

    def _show_state(self) -> None:
        chosen = self._settings.current.theme
        for name, value in THEMES.items():
            self._actions.set_checked(f"view.theme_{name}", value == chosen)
        for name, percent in TEXT_SIZES.items():
            self._actions.set_checked(f"view.text_{name}", percent == self._settings.current.text_size)
        self._actions.set_checked("view.full_screen", self._window.isFullScreen())
