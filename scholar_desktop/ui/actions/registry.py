"""Creates one QAction per definition, and keeps title, tooltip and enabled state of all up to date with the context."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from scholar_desktop.ui.actions.action import MENUS, Action
from scholar_desktop.ui.actions.action_context import ActionContext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.words.literal_text import label_text, set_tooltip, shown_text


class Actions(QObject):
    """The actions of one window. A panel binds the function that an action runs; buttons and menus show the QAction."""

    def __init__(self, definitions: Iterable[Action], context: ActionContext, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.definitions = {definition.id: definition for definition in definitions}
        self._context = context
        self._theme = theme
        self._handlers: dict[str, Callable[[], object]] = {}
        self._qactions: dict[str, QAction] = {}
        self._shown_reasons: dict[str, str | None] = {}
        for definition in self.definitions.values():
            self._qactions[definition.id] = self._make(definition, window)
        context.changed.connect(self.refresh)
        theme.changed.connect(self._colour_icons)
        self._menus: list[QMenu] = []
        self._icons_drawn = False

    def __getitem__(self, action_id: str) -> QAction:
        return self._qactions[action_id]

    def bind(self, action_id: str, run: Callable[[], object]) -> None:
        """Set the function that the action runs. Raises KeyError for an id without a definition."""
        self._handlers[self.definitions[action_id].id] = run

    def unbound(self) -> list[str]:
        """Return the actions without a bound function: a fault of the program, checked by a test."""
        return [action_id for action_id in self.definitions if action_id not in self._handlers]

    def set_title(self, action_id: str, title: str) -> None:
        """Change the displayed title for now: 'Undo: remove 3 papers', 'Starred'."""
        self._qactions[action_id].setText(label_text(title))

    def title(self, action_id: str) -> str:
        """Return the title as menus and buttons show it."""
        return shown_text(self._qactions[action_id].text())

    def set_checked(self, action_id: str, on: bool) -> None:
        """Show a checkable action as on or off, without running it."""
        self._qactions[action_id].setChecked(on)

    def why_not(self, action_id: str) -> str | None:
        """Return the reason why the action cannot run now, as a sentence; None if it can."""
        return self.definitions[action_id].why_not(self._context.now)

    def run_on(self, action_id: str) -> None:
        """Run the action on the current state, before the signal of the next turn has updated the other actions."""
        self._context.read_selection()
        self.refresh()
        self._qactions[action_id].trigger()

    def refresh(self) -> None:
        """Set the enabled state and the tooltip of every action from the current state."""
        now = self._context.now
        for action_id, definition in self.definitions.items():
            why_not = definition.why_not(now)
            if action_id in self._shown_reasons and self._shown_reasons[action_id] == why_not:
                continue  # setting it again would cost milliseconds per turn: there are more than a hundred actions
            self._shown_reasons[action_id] = why_not
            action = self._qactions[action_id]
            action.setEnabled(why_not is None)
            set_tooltip(action, _tooltip(definition, action, why_not))

    def fill_menu_bar(self, bar: QMenuBar) -> None:
        for menu_id, title in MENUS:
            menu = bar.addMenu(f"&{title}")
            menu.setObjectName(f"menu.{menu_id}")
            self._fill(menu, [definition for definition in self.definitions.values() if definition.menu == menu_id])
            self._menus.append(menu)

    def row_menu(self, parent: QWidget) -> QMenu:
        """Return the context menu of a row of papers, to be shown with `popup`."""
        self._context.read_selection()
        self.refresh()
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = [definition for definition in self.definitions.values() if definition.on_rows]
        now = self._context.now
        self._fill(menu, [one for one in rows if not one.only_where_it_can or one.why_not(now) is None])
        return menu

    def draw_icons(self) -> None:
        """Set the icons of the actions. Called after the start: menus are opened later than the window."""
        self._icons_drawn = True
        self._colour_icons()

    def _make(self, definition: Action, window: QWidget) -> QAction:
        action = QAction(label_text(definition.title), window)
        action.setObjectName(definition.id)
        action.setProperty("icon_name", definition.icon)
        action.setCheckable(definition.checkable)
        action.setShortcuts([QKeySequence(keys) for keys in definition.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setMenuRole(_ROLES.get(definition.id, QAction.MenuRole.NoRole))
        why_not = definition.why_not(self._context.now)
        action.setEnabled(why_not is None)
        set_tooltip(action, _tooltip(definition, action, why_not))
        action.triggered.connect(self._on_triggered)
        window.addAction(action)
        return action

    def _on_triggered(self) -> None:
        sender = self.sender()
        if not isinstance(sender, QAction) or (run := self._handlers.get(sender.objectName())) is None:
            return
        self._context.read_selection()
        if self.why_not(sender.objectName()) is None:
            run()
        else:
            # the selection changed since the state of the actions was last updated
            if sender.isCheckable():
                sender.toggle()
            self.refresh()

    def _fill(self, menu: QMenu, definitions: list[Action]) -> None:
        group: int | None = None
        for definition in definitions:
            if group is not None and definition.group != group:
                menu.addSeparator()
            group = definition.group
            menu.addAction(self._qactions[definition.id])

    def _colour_icons(self) -> None:
        if not self._icons_drawn:
            return
        tokens, size = self._theme.tokens, self._theme.px(16)
        for action_id, definition in self.definitions.items():
            if definition.icon:
                self._qactions[action_id].setIcon(
                    self._theme.icons.icon(definition.icon, tokens.text, tokens.muted, size)
                )


_ROLES = {
    "app.quit": QAction.MenuRole.QuitRole,
    "app.about": QAction.MenuRole.AboutRole,
    "view.settings": QAction.MenuRole.PreferencesRole,
}


def _tooltip(definition: Action, action: QAction, why_not: str | None) -> str:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    text = why_not or definition.help
    return f"{text} ({keys})" if keys and why_not is None else text
