"""Creates one QAction per definition, and keeps title, tooltip and enabled state of all up to date with the context."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QKeyCombination, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from scholar_desktop.translation import shown
from scholar_desktop.ui.actions.action import MENUS, SIDEBAR_GROUP, Action
from scholar_desktop.ui.actions.action_context import ActionContext, ActionState
from scholar_desktop.ui.actions.conditions import HAS_PAPER, HAS_PAPERS, ONLINE
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.words.literal_text import label_text, make_action, set_status_tip, set_tooltip, shown_text

ESC_LEAVES_BAR = sys.platform != "win32"
"""Esc closes a menu of the menu bar and leaves the bar, as in GTK; in Windows, the bar keeps the focus until the next
Esc, which is also what Qt does."""


class _Entry(NamedTuple):
    """An action in a menu. group: its section there, between separators; submenu: empty for none."""

    group: int
    submenu: str
    definition: Action


class ActionMenu(QMenu):
    """A menu whose grey entries say in the status bar, and in their tooltips, why they cannot run: Qt sends the status
    tip only of an entry that can run."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._told: QAction | None = None
        self.setToolTipsVisible(True)
        self.aboutToHide.connect(self._tell_none)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from scholar_desktop.ui.words.mnemonics import as_enter  # not part of the start

        super().keyPressEvent(as_enter(event))
        bar = self.parentWidget()
        if ESC_LEAVES_BAR and event.key() == Qt.Key.Key_Escape and isinstance(bar, QMenuBar) and self.isHidden():
            leave = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(bar, leave)  # Qt returns the focus to the control that had it

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        under = self.actionAt(event.position().toPoint())
        if under is None or under.isEnabled() or under.isSeparator():
            self._tell_none()
        elif under is not self._told:
            self._told = under
            self._tell(under.statusTip())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._tell_none()

    def _tell_none(self) -> None:
        if self._told is not None:
            self._told = None
            self._tell("")

    def _tell(self, text: str) -> None:
        window: QWidget | None = self
        while isinstance(window, QMenu):
            window = window.parentWidget()
        if window is not None:
            QApplication.sendEvent(window.window(), QStatusTipEvent(text))


class Actions(QObject):
    """The actions of one window. A panel binds the function that an action runs; buttons and menus show the QAction.

    The first paint needs few of the actions: the others are created by `complete`, which the window calls after it. Who
    uses one of them earlier gets it too, since all are created then.
    """

    def __init__(
        self,
        first: Iterable[Action],
        load_all: Callable[[], Iterable[Action]],
        context: ActionContext,
        theme: Theme,
        window: QWidget,
    ) -> None:
        """Create the first actions.

        Args:
            first: the definitions of the actions that the first paint needs.
            load_all: returns the definitions of all actions, in the order of the menus.
        """
        super().__init__(window)
        self._load_all: Callable[[], Iterable[Action]] | None = load_all
        self._context = context
        self._theme = theme
        self._window = window
        self._handlers: dict[str, Callable[[], object]] = {}
        self._bulk_handlers: dict[str, Callable[[], object]] = {}
        self._key_handlers: dict[str, Callable[[], object]] = {}
        self._keys_unseen: dict[str, QAction] = {}
        """Actions that have the keys of others, which menus show without them."""
        self._pressed = ""
        """The action whose key runs a function of its own now."""
        self._whole_titles: dict[str, str] = {}
        self._later: list[Callable[[], object]] = []
        self._qactions: dict[str, QAction] = {}
        self._shown_reasons: dict[str, str | None] = {}
        self._menus: dict[str, QMenu] = {}
        self._icons_drawn = False
        self._definitions = {definition.id: definition for definition in first}
        for definition in self._definitions.values():
            self._qactions[definition.id] = self._make(definition, window)
        context.changed.connect(self.refresh)
        theme.changed.connect(self._colour_icons)

    @property
    def definitions(self) -> dict[str, Action]:
        """The definitions of all actions by id, in the order of the menus."""
        self.complete()
        return self._definitions

    def __getitem__(self, action_id: str) -> QAction:
        if action_id not in self._qactions:
            self.complete()
        return self._qactions[action_id]

    def complete(self) -> None:
        """Create the actions that are not created yet, bind them, and fill the menus; at the second call, nothing.

        Raises:
            KeyError: a function was bound to an id without a definition.
        """
        if self._load_all is None:
            return
        load_all, self._load_all = self._load_all, None
        self._definitions = {definition.id: definition for definition in load_all()}
        for action_id, definition in self._definitions.items():
            if action_id not in self._qactions:
                self._qactions[action_id] = self._make(definition, self._window)
        for action_id in self._handlers:
            self._definitions[action_id]
        from scholar_desktop.ui.words.mnemonics import give_mnemonics  # not part of the start

        for menu_id, menu in self._menus.items():
            self._fill_from_bar(menu, menu_id)
            give_mnemonics(menu)
        later, self._later = self._later, []
        for bind in later:
            bind()

    @property
    def now(self) -> ActionState:
        """The state that the actions depend on."""
        return self._context.now

    def bind(self, action_id: str, run: Callable[[], object]) -> None:
        """Set the function that the action runs. Raises KeyError for an id without a definition, if all are there."""
        if self._load_all is None:
            self._definitions[action_id]
        self._handlers[action_id] = run

    def bind_bulk(self, action_id: str, run: Callable[[], object]) -> None:
        """Set the function that the action runs instead if `ActionState.is_bulk`."""
        self._bulk_handlers[action_id] = run

    def bind_key(self, action_id: str, run: Callable[[], object]) -> None:
        """Set the function that the keys of the action run instead. Buttons and menus, whose titles say what the action
        does, run that of `bind`."""
        self._key_handlers[action_id] = run
        self[action_id].installEventFilter(self)

    def show_keys(self, action_id: str, *, is_shown: bool) -> None:
        """Show the keys of an action of `bind_key` beside its title, or not, while the title is not what they do. They
        run their function in both cases."""
        action = self[action_id]
        if is_shown is bool(action.shortcuts()):
            return
        definition = self._definitions[action_id]
        keys = [QKeySequence(each) for each in definition.keys]
        if (unseen := self._keys_unseen.get(action_id)) is None:
            unseen = self._keys_unseen[action_id] = make_action(action.text(), self._window)
            unseen.setObjectName(action_id)  # whether the keys act behind a panel depends on the id
            unseen.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            unseen.triggered.connect(self._key_handlers[action_id])
            self._window.addAction(unseen)
        action.setShortcuts(keys if is_shown else [])
        unseen.setShortcuts([] if is_shown else keys)
        _describe(definition, action, definition.why_not(self._context.now))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Shortcut or not isinstance(watched, QAction):
            return super().eventFilter(watched, event)
        self._pressed = watched.objectName()
        watched.trigger()
        self._pressed = ""
        return True

    def bind_later(self, bind: Callable[[], object]) -> None:
        """Call *bind*, which binds actions, when all actions have been created."""
        if self._load_all is None:
            bind()
        else:
            self._later.append(bind)

    def unbound(self) -> list[str]:
        """Return the actions without a bound function: a fault of the program, checked by a test."""
        return [action_id for action_id in self.definitions if action_id not in self._handlers]

    def set_title(self, action_id: str, title: str, whole: str = "") -> None:
        """Change the displayed title for now: 'Undo: remove 3 papers', 'Remove star'; translated by the caller. whole:
        the title where there is room for it, if menus show it shortened."""
        self[action_id].setText(label_text(title))
        self._whole_titles[action_id] = whole or title

    def title(self, action_id: str) -> str:
        """Return the title as menus and buttons show it."""
        return shown_text(self[action_id].text())

    def whole_title(self, action_id: str) -> str:
        """Return the title outside the menus, where no tick shows whether the action is on, whole where `title` has
        shortened it."""
        if (when_on := self.definitions[action_id].when_on) is not None and self[action_id].isChecked():
            return shown(when_on[0])
        palette_title = shown(self.definitions[action_id].palette_title)
        return self._whole_titles.get(action_id) or palette_title or self.title(action_id)

    def set_checked(self, action_id: str, on: bool) -> None:
        """Show a checkable action as on or off, without running it."""
        self[action_id].setChecked(on)

    def why_not(self, action_id: str) -> str | None:
        """Return the reason why the action cannot run now, as a sentence; None if it can."""
        reason = self.definitions[action_id].why_not(self._context.now)
        return shown(reason) if reason is not None else None

    def help(self, action_id: str) -> str:
        """Return what the action does now, in one sentence."""
        if (when_on := self.definitions[action_id].when_on) is not None and self[action_id].isChecked():
            return shown(when_on[1])
        return shown(self.definitions[action_id].help)

    def run_on(self, action_id: str) -> str | None:
        """Run the action on the current state, before the signal of the next turn has updated the other actions.

        Return the reason if it cannot run, as a sentence.
        """
        action = self[action_id]
        self._context.read_selection()
        self.refresh()
        reason = self.why_not(action_id)
        action.trigger()
        return reason

    def key_acts_on_papers(self, key: QKeyCombination) -> bool:
        """Return True if *key* runs an action on the selected papers, such as to copy them."""
        pressed = QKeySequence(key)
        return any(
            pressed in self._qactions[action_id].shortcuts()
            for action_id, definition in self._definitions.items()
            if HAS_PAPER in definition.needs or HAS_PAPERS in definition.needs
        )

    def refresh(self) -> None:
        """Set the enabled state, the tick and the tooltip of every action from the current state."""
        now = self._context.now
        for action_id, definition in self._definitions.items():
            why_not = definition.why_not(now)
            if definition.page:
                self._qactions[action_id].setVisible(now.page == definition.page)
            if definition.checked_when is not None:
                self._qactions[action_id].setChecked(why_not is None and definition.checked_when(now))
            if definition.control_keys_when is not None:
                self._show_control_keys(definition, is_shown=definition.control_keys_when.holds(now))
            if action_id in self._shown_reasons and self._shown_reasons[action_id] == why_not:
                continue  # setting it again would cost milliseconds per turn: there are more than a hundred actions
            self._shown_reasons[action_id] = why_not
            action = self._qactions[action_id]
            action.setEnabled(why_not is None)
            _describe(definition, action, why_not)

    def _show_control_keys(self, definition: Action, *, is_shown: bool) -> None:
        action, keys = self._qactions[definition.id], QKeySequence(definition.control_keys if is_shown else "")
        if action.shortcut() != keys:
            action.setShortcut(keys)
            self._shown_reasons.pop(definition.id, None)  # the tooltip has the keys

    def add_menus(self, bar: QMenuBar) -> None:
        """Add the menus to *bar*. They are filled by `complete`."""
        for menu_id, title in MENUS:
            menu = ActionMenu(f"&{shown(title)}", bar)  # the first letters differ in every language
            bar.addMenu(menu)
            menu.setObjectName(f"menu.{menu_id}")
            menu.aboutToShow.connect(self._before_menu)
            menu.aboutToShow.connect(partial(self._name_for_selection, menu, menu_id))
            self._menus[menu_id] = menu

    def _name_for_selection(self, menu: QMenu, menu_id: str) -> None:
        """Give the actions of a menu of the menu bar that can run the titles that they have in the context menu."""
        now = self._context.now
        runnable = [one for one in self.definitions.values() if one.menu == menu_id and _holds(one, now)]
        self.name_for_papers(menu, runnable)

    def row_menu(self, parent: QWidget) -> QMenu:
        """Return the context menu of a row of papers, to be shown with `popup`.

        It has what can be done with this paper, or with all selected ones: a selection has titles of its own, and what
        is for one paper is omitted. What cannot be done only because the program is offline stays, disabled.
        """
        from scholar_desktop.ui.words.mnemonics import make_menu  # not part of the start

        self._before_menu()
        self.draw_icons()
        menu = make_menu(parent)
        now = self._context.now
        count = now.unread if now.is_bulk else len(now.papers)
        rows = [
            definition
            for definition in self.definitions.values()
            if definition.on_rows and not (definition.of_one and count > 1) and _holds(definition, now)
        ]
        entries = [
            _Entry(
                one.group if one.row_group is None else one.row_group,
                one.submenu if one.row_submenu is True else one.row_submenu or "",
                one,
            )
            for one in rows
        ]
        self._fill(menu, entries, alone_in_submenu=False)
        self.name_for_papers(menu, rows)
        return menu

    def name_for_papers(self, menu: QMenu, rows: Iterable[Action]) -> None:
        """Give the actions of *menu* their titles for a selection of several papers until it is closed: the buttons
        have the same actions."""
        now = self._context.now
        before, count = {}, now.unread if now.is_bulk else len(now.papers)
        for one in rows if count > 1 else ():
            applies_to = count if one.many_of is None or now.is_bulk else one.many_of(now)
            if (title := one.title_of_many(now, applies_to)) is not None:
                before[one.id] = self._qactions[one.id].text()
                self._qactions[one.id].setText(label_text(shown(title)))

        def restore() -> None:
            for action_id, text in before.items():
                self._qactions[action_id].setText(text)

        menu.aboutToHide.connect(restore, Qt.ConnectionType.SingleShotConnection)

    def _before_menu(self) -> None:
        self.complete()
        self._context.read_selection()
        self.refresh()

    def draw_icons(self) -> None:
        """Set the icons of the actions. Called after the start: menus are opened later than the window."""
        self._icons_drawn = True
        self._colour_icons()

    def _make(self, definition: Action, window: QWidget) -> QAction:
        action = make_action(shown(definition.title), window)
        action.setObjectName(definition.id)
        action.setProperty("icon_name", definition.icon)
        action.setCheckable(definition.checkable)
        if definition.control_keys:
            # in this context the action is run only if the window itself has the focus, which it never has
            action.setShortcut(QKeySequence(definition.control_keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        else:
            action.setShortcuts([QKeySequence(keys) for keys in definition.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setMenuRole(_ROLES.get(definition.id, QAction.MenuRole.NoRole))
        why_not = definition.why_not(self._context.now)
        action.setEnabled(why_not is None)
        action.setVisible(not definition.page)
        _describe(definition, action, why_not)
        action.triggered.connect(self._on_triggered)
        window.addAction(action)
        return action

    def _on_triggered(self) -> None:
        sender = self.sender()
        if not isinstance(sender, QAction) or (run := self._handlers.get(sender.objectName())) is None:
            return
        if self._pressed == sender.objectName():
            run = self._key_handlers[self._pressed]
        self._context.read_selection()
        if self._context.now.is_bulk:
            run = self._bulk_handlers.get(sender.objectName(), run)
        if self.why_not(sender.objectName()) is None:
            checked_when = self._definitions[sender.objectName()].checked_when
            run()
            if checked_when is not None:
                sender.setChecked(checked_when(self._context.now))  # Qt has changed the tick
        else:
            # the selection changed since the state of the actions was last updated
            if sender.isCheckable():
                sender.toggle()
            self.refresh()

    def _fill_from_bar(self, menu: QMenu, menu_id: str) -> None:
        definitions = self._definitions.values()
        entries = [_Entry(one.group, one.submenu, one) for one in definitions if one.menu == menu_id]
        entries += [_Entry(SIDEBAR_GROUP, "", one) for one in definitions if one.also_in == menu_id]
        self._fill(menu, entries)

    def _fill(self, menu: QMenu, entries: list[_Entry], *, alone_in_submenu: bool = True) -> None:
        """Add the actions to *menu* and its submenus, with separators between groups and between sections.

        Args:
            alone_in_submenu: an action that is the only one of its submenu is in a submenu, too.
        """
        sizes = Counter(entry.submenu for entry in entries)
        submenus: dict[str, QMenu] = {}
        sections: dict[str, int] = {}
        last: int | None = None
        for group, submenu, definition in sorted(entries, key=lambda entry: (entry.group, entry.definition.rank)):
            action = self._qactions[definition.id]
            if submenu in submenus:
                if sections[submenu] != definition.section:
                    submenus[submenu].addSeparator()
                sections[submenu] = definition.section
                submenus[submenu].addAction(action)
                continue
            if last is not None and group != last:
                menu.addSeparator()
            last = group
            if submenu and (alone_in_submenu or sizes[submenu] > 1):
                submenus[submenu] = ActionMenu(label_text(shown(submenu)), menu)
                menu.addMenu(submenus[submenu])
                submenus[submenu].setObjectName(f"{menu.objectName()}.{str(submenu).lower().replace(' ', '_')}")
                submenus[submenu].addAction(action)
                sections[submenu] = definition.section
            else:
                menu.addAction(action)

    def _colour_icons(self) -> None:
        if not self._icons_drawn:
            return
        tokens, size = self._theme.tokens, self._theme.px(16)
        for action_id, definition in self.definitions.items():
            if definition.icon and not definition.checkable:  # the menu draws an icon in place of the tick
                self._qactions[action_id].setIcon(
                    self._theme.icons.icon(definition.icon, tokens.text, tokens.muted, size)
                )


_ROLES = {
    "app.quit": QAction.MenuRole.QuitRole,
    "app.about": QAction.MenuRole.AboutRole,
    "view.settings": QAction.MenuRole.PreferencesRole,
}


def _holds(definition: Action, now: ActionState) -> bool:
    """Return True if the action can run, or cannot only because the program is offline."""
    return all(condition.holds(now) for condition in definition.needs if condition is not ONLINE)


def _describe(definition: Action, action: QAction, why_not: str | None) -> None:
    """Set the texts that say what the action does, or why it cannot run: the tooltip of its buttons, and the status
    tip of its entry in a menu."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    text = shown(why_not or definition.help)
    with QSignalBlocker(action):  # `set_tooltip` signals the change
        set_status_tip(action, text)
    set_tooltip(action, f"{text} ({keys})" if keys and why_not is None else text)
