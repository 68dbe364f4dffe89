"""The command palette (Ctrl+Shift+P): finds a command or a place of the user by its name, and what can be tried again;
Enter runs or shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.text_folding import fold_command
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.registry import Actions
from scholar_desktop.ui.rows.panel_line_delegate import END, HELP, ICON, PanelLineDelegate
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.accessibility import announce
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import label, set_tone
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.window.command_matching import LineNames, Rank, is_start, rank
from scholar_desktop.ui.window.command_words import (
    COMMAND_WORDS,
    UNDOING_PHRASES,
    WHOLE_PHRASES,
    WORDS_BESIDE,
    WORDS_WHEN_ON,
)
from scholar_desktop.ui.window.named_places import NamedPlace

if TYPE_CHECKING:
    from scholar_desktop.services.tasks import TaskScope

_ID, _SHOW = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 8
WIDTH = 720
"""In pixels at base size."""
NAMES_A_CHANGE = ("edit.undo", "edit.redo")
"""Commands whose title ends in the change that they act on, as in "Undo: import 7 papers": the words of the change
count as part of the help, so that they do not hide the command of that name."""
LAST = ("downloads.clear", "app.quit")
"""Commands after all others, unless what was typed begins their title: a slip of Enter must not quit the program, or
empty the list of downloads."""
WITH_SECTIONS = ("view.settings",)
"""Pages whose sections the palette finds by what is in them, and which come after these."""
OF_LISTS = {True: "search.", False: "citations."}
"""By whether the focus is in the citations: how the ids of the commands begin that are of the other list."""
CITATIONS = "citationPane"
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?]) ")


class CommandPalette(Overlay):
    """Lists the commands that the typed words fit best first, and before them those that can run and fit by a word for
    them. Of those that they fit equally well, the ones of the list with the focus are first, then the ones that have
    the words as a whole name, or begin with them; those that cannot run say why, and do nothing. Before anything is
    typed, no places are listed."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        places: Callable[[], Coroutine[Any, Any, list[NamedPlace]]],
        window: QWidget,
    ) -> None:
        """places: returns the user's own places."""
        super().__init__(theme, window)
        self._scope = scope
        self._actions = actions
        self._load_places = places
        self._places: list[NamedPlace] = []
        self._retries: list[NamedPlace] = []
        self._is_in_citations = False
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
        column.addWidget(self._list, 1)
        self._note = label("", "small", "muted", wrap=True)
        self._note.setObjectName("paletteNote")
        self._note.setContentsMargins(theme.px(10), 0, theme.px(10), theme.px(4))
        self._note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(self._note)
        column.addStretch(0)
        self._list.currentItemChanged.connect(lambda *_items: self._show_note())
        self._box.textChanged.connect(self._fill)
        self._box.returnPressed.connect(self._run_current)

    def open_panel(self) -> None:
        self.close_others()
        focused = self._window.window().focusWidget()
        panes = self._window.findChildren(QWidget, CITATIONS)
        self._is_in_citations = any(focused is not None and pane.isAncestorOf(focused) for pane in panes)
        self._retries = _retries_in(self._window)
        self._box.clear()
        self._fill("")
        window = self._window
        width = min(self._theme.px(WIDTH), window.width() - self._theme.px(32))
        height = min(self._theme.px(420), window.height() - self._theme.px(80))
        self.open_at((window.width() - width) // 2, self._theme.px(48), width, height)
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scope.start(self._find_places(), name="places for the palette", latest="palette")

    async def _find_places(self) -> None:
        self._places = await self._load_places()
        if self.isVisible() and self._box.text():
            self._fill(self._box.text())

    def _fill(self, words: str) -> None:
        wanted = fold_command(words).split()
        self._list.clear()
        found: list[tuple[tuple[bool, Rank], Action | NamedPlace]] = []
        for definition in self._actions.definitions.values():
            if definition.in_palette:
                line = self._searched(definition)
                can_run = self._why_not(definition.id, words) is None
                is_here = not definition.id.startswith(OF_LISTS[self._is_in_citations])
                order = rank(wanted, line, can_run=can_run, is_here=is_here)
                if order is not None:
                    found.append(((definition.id in LAST and not is_start(wanted, line.title), order), definition))
        if wanted:
            for place in (*self._retries, *self._places):
                line = LineNames(place.title, place.words, is_part=place.is_part)
                order = rank(wanted, line, can_run=True)
                if order is not None:
                    found.append(((False, order), place))
        for _order, one in sorted(found, key=lambda each: each[0]):
            self._list.addItem(_place_item(one) if isinstance(one, NamedPlace) else self._command_item(one, words))
        self._list.setVisible(self._list.count() > 0)
        self._list.setCurrentRow(0)
        self._show_note()

    def _searched(self, definition: Action) -> LineNames:
        action_id = definition.id
        title, text = self._actions.whole_title(action_id), self._actions.help(action_id)
        if action_id in NAMES_A_CHANGE:
            title, text = shown(definition.title), f"{title} {text}"
        is_on = definition.when_on is not None and self._actions[action_id].isChecked()
        beside, phrases = WORDS_BESIDE.get(action_id.split(".")[0]), WHOLE_PHRASES.get(action_id)
        return LineNames(
            title,
            search_words(action_id, is_on=is_on),
            shown(definition.submenu),
            "" if beside is None else f"{shown(beside)}, {beside}",
            text,
            is_whole=action_id in WITH_SECTIONS,
            phrases="" if phrases is None else f"{shown(phrases)}, {phrases}",
        )

    def _why_not(self, action_id: str, words: str) -> str | None:
        """Return why the command cannot do what was typed, *words*, although it may be able to do the opposite."""
        why_not = self._actions.why_not(action_id)
        if why_not is None and action_id in UNDOING_PHRASES:
            phrases, reason = UNDOING_PHRASES[action_id]
            asked = {fold_command(one.strip()) for one in f"{shown(phrases)},{phrases}".split(",")}
            is_undone = self._actions.title(action_id) == shown(self._actions.definitions[action_id].title)
            if is_undone and fold_command(" ".join(words.split())) in asked:
                return shown(reason)
        return why_not

    def _command_item(self, definition: Action, words: str) -> QListWidgetItem:
        why_not = self._why_not(definition.id, words)
        keys = self._actions[definition.id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        title = self._actions.whole_title(definition.id)
        item = QListWidgetItem(title)
        # the first sentence of a reason has room in the line; the rest says what to do
        item.setData(END, keys if why_not is None else _BETWEEN_SENTENCES.split(why_not, maxsplit=1)[0])
        if definition.when_on is None and self._actions[definition.id].isChecked():
            item.setData(ICON, "tick")
            # translators: a command of the palette that is ticked in its menu, as a screen reader says it
            item.setData(Qt.ItemDataRole.AccessibleTextRole, gettext("{command}, on", command=title))
        else:
            item.setData(ICON, definition.icon)
        item.setData(_ID, definition.id)
        item.setData(HELP, why_not or self._actions.help(definition.id))
        if why_not is not None:
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, why_not)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        return item

    def _show_note(self) -> None:
        """Show why the current command cannot run, in full."""
        item = self._list.currentItem()
        is_command = item is not None and item.data(_ID)
        why_not = self._why_not(item.data(_ID), self._box.text()) if is_command else None
        words = gettext("No command found") if item is None else why_not or ""
        self._note.setText(words)
        self._note.setVisible(bool(words))
        set_tone(self._note, "muted")

    def _run_current(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self._run(item)

    def _run(self, item: QListWidgetItem) -> None:
        if item.data(_SHOW) is not None:
            self.close_panel()
            item.data(_SHOW)()
        elif item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.close_panel()
            self._actions[item.data(_ID)].trigger()
        else:
            self._show_note()
            set_tone(self._note, "warn")
            announce(self._note, self._note.text())

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


def _retries_in(window: QWidget) -> list[NamedPlace]:
    """Return the buttons in sight that try again what has failed, each with the name of the list or page it is on."""
    title, words = gettext("Try again"), Message("retry, repeat, failed, reload")
    found = []
    for button in window.findChildren(Button):
        if button.isVisible() and button.isEnabled() and button.content.text == title:
            click = partial(_click, button)
            found.append(NamedPlace(title, "refresh", _place_of(button), click, f"{shown(words)}, {words}"))
    return found


def _click(button: Button) -> None:
    if shiboken6.isValid(button):  # the failure may have been replaced while the palette was open
        button.click()


def _place_of(control: QWidget) -> str:
    """Return the name of the nearest widget around *control* that has one."""
    around = control.parentWidget()
    while around is not None and not around.accessibleName():
        around = around.parentWidget()
    return around.accessibleName() if around is not None else ""


def _place_item(place: NamedPlace) -> QListWidgetItem:
    item = QListWidgetItem(place.title)
    item.setData(END, place.kind)
    item.setData(ICON, place.icon)
    item.setData(_SHOW, place.show)
    return item


def search_words(action_id: str, *, is_on: bool = False) -> str:
    """Return by what else the action is found: the words in the language of the window, and the English ones."""
    words = WORDS_WHEN_ON.get(action_id) if is_on else None
    found = words or COMMAND_WORDS.get(action_id), WHOLE_PHRASES.get(action_id)
    return ", ".join(f"{shown(one)}, {one}" for one in found if one is not None)
