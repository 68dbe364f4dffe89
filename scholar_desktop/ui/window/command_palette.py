"""The command palette (Ctrl+Shift+P): finds a command by part of its name; Enter runs it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.actions.registry import Actions
from scholar_desktop.ui.rows.panel_line_delegate import END, ICON, PanelLineDelegate
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.words.literal_text import set_tooltip


class CommandPalette(Overlay):
    """Lists the actions that can run first; the others show why they cannot run, and do nothing."""

    def __init__(self, theme: Theme, actions: Actions, window: QWidget) -> None:
        super().__init__(theme, window)
        self._actions = actions
        self.setObjectName("commandPalette")
        self.setAccessibleName(gettext("All commands"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        self._box = QLineEdit()
        self._box.setObjectName("paletteEdit")
        self._box.setPlaceholderText(gettext("Type a command"))
        self._box.setAccessibleName(gettext("Command"))
        self._box.installEventFilter(self)
        self._list = QListWidget()
        self._list.setObjectName("paletteList")
        self._list.setAccessibleName(gettext("Commands"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(PanelLineDelegate(theme, self._list))
        self._list.itemClicked.connect(self._run)
        column.addWidget(self._box)
        column.addWidget(self._list)
        self._box.textChanged.connect(self._fill)
        self._box.returnPressed.connect(self._run_current)

    def open_panel(self) -> None:
        self.close_others()
        self._box.clear()
        self._fill("")
        window = self._window
        width = min(self._theme.px(560), window.width() - self._theme.px(32))
        height = min(self._theme.px(420), window.height() - self._theme.px(80))
        self.open_at((window.width() - width) // 2, self._theme.px(48), width, height)
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self, words: str) -> None:
        wanted = words.lower().split()
        self._list.clear()
        definitions = [definition for definition in self._actions.definitions.values() if definition.in_palette]
        in_title = {one.id: all(word in self._actions.title(one.id).lower() for word in wanted) for one in definitions}
        definitions.sort(key=lambda one: (self._actions.why_not(one.id) is not None, not in_title[one.id]))
        for definition in definitions:
            action = self._actions[definition.id]
            text = f"{self._actions.title(definition.id)} {self._actions.help(definition.id)}".lower()
            if not all(word in text for word in wanted):
                continue
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            why_not = self._actions.why_not(definition.id)
            item = QListWidgetItem(self._actions.title(definition.id))
            item.setData(END, keys)
            item.setData(ICON, definition.icon)
            item.setData(Qt.ItemDataRole.UserRole, definition.id)
            set_tooltip(item, why_not or self._actions.help(definition.id))
            if why_not is not None:
                item.setData(END, why_not)
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self._list.addItem(item)
        self._list.setCurrentRow(0)

    def _run_current(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self._run(item)

    def _run(self, item: QListWidgetItem) -> None:
        action: QAction = self._actions[item.data(Qt.ItemDataRole.UserRole)]
        if action.isEnabled():
            self.close_panel()
            action.trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                row = self._list.currentRow() + step
                self._list.setCurrentRow(max(0, min(self._list.count() - 1, row)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_panel()
                return True
        return super().eventFilter(watched, event)
