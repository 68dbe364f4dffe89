"""The letters that choose an entry of an open menu: one for each entry, underlined, different within a menu.

They are chosen from the titles when a menu opens, in any language, because the same action is in several menus, beside
different entries, and its title is also that of buttons. When the menu closes, the titles are as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from scholar_desktop.ui.words.literal_text import label_text, shown_text

_HAS_LETTERS = "hasMnemonics"
"""Property of a menu that `give_mnemonics` has prepared."""


def as_enter(event: QKeyEvent) -> QKeyEvent:
    """Return Enter for Space, which Qt's menus ignore in most styles, and *event* itself for other keys."""
    if event.key() != Qt.Key.Key_Space or event.modifiers():
        return event
    return QKeyEvent(event.type(), Qt.Key.Key_Return, event.modifiers())


class _Menu(QMenu):
    """Space chooses the entry, as Enter does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(as_enter(event))


def make_menu(parent: QWidget) -> QMenu:
    """Return an empty menu whose entries get letters when it opens, and which is deleted when it closes. Opened by a
    key, it begins with its first entry."""
    menu = _Menu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    give_mnemonics(menu)
    _begin_at_first(menu, parent)
    return menu


def _begin_at_first(menu: QMenu, parent: QWidget) -> None:
    """Let *menu* begin with its first entry, or the one that is chosen, unless the pointer opened it."""

    def begin() -> None:
        entries = [entry for entry in _entries(menu) if entry.isEnabled()]
        if entries and not parent.underMouse():
            chosen = (entry for entry in entries if isinstance(menu, ValueMenu) and entry.isChecked())
            menu.setActiveAction(next(chosen, entries[0]))

    menu.aboutToShow.connect(begin)


class TypeAhead(QObject):
    """Finds the entry of a list that begins with what the user types without a pause, as the lists of Qt do."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._typed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(QApplication.keyboardInputInterval())
        self._pause.timeout.connect(self._forget)

    def _forget(self) -> None:
        self._typed = ""

    def add(self, event: QKeyEvent) -> bool:
        """Add the text of *event* to what was typed. False if it has none, or is a space before any other text."""
        is_plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if not (is_plain and event.text().isprintable() and (event.text().strip() or (event.text() and self._typed))):
            return False
        self._typed += event.text().casefold()
        self._pause.start()
        return True

    def find(self, titles: Sequence[str], current: int) -> int | None:
        """Return the index of the title that begins with what was typed; the same letter again goes on to the next one.

        Args:
            titles: of all entries; empty for one that cannot be chosen.
            current: the index of the current entry; -1 for none.

        Returns:
            None if no title begins so.
        """
        is_one_letter = len(set(self._typed)) == 1
        words = self._typed[:1] if is_one_letter else self._typed
        first = current + 1 if is_one_letter else max(current, 0)
        places = (*range(first, len(titles)), *range(first))
        return next((place for place in places if titles[place].casefold().startswith(words)), None)


class ValueMenu(QMenu):
    """A menu in which one of several values is chosen: what the user types goes to the entry that begins so, and
    chooses none; Space, if it is no part of that, chooses it. It is deleted when it closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._type_ahead = TypeAhead(self)
        _begin_at_first(self, parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._type_ahead.add(event):
            super().keyPressEvent(as_enter(event))
            return
        entries = _entries(self)
        current = self.activeAction()
        here = entries.index(current) if current in entries else -1
        found = self._type_ahead.find(
            [shown_text(entry.text()) if entry.isEnabled() else "" for entry in entries], here
        )
        if found is not None:
            self.setActiveAction(entries[found])


class TickMenu(QMenu):
    """A menu of entries to tick that stays open until a click outside or Esc, so that several can be ticked. It is
    deleted when it closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        give_mnemonics(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            entry: QAction | None = self.activeAction()
        else:
            letter = QKeySequence(f"Alt+{event.text().upper()}") if event.text().isalnum() else QKeySequence()
            found = (one for one in self.actions() if QKeySequence.mnemonic(one.text()) == letter)
            entry = next(found, None) if not letter.isEmpty() else None
        if not self._tick(entry):
            super().keyPressEvent(event)

    def _tick(self, entry: QAction | None) -> bool:
        """Run *entry* without closing the menu. False if it is no entry to tick."""
        if entry is None or not entry.isCheckable():
            return False
        if entry.isEnabled():
            self.setActiveAction(entry)
            entry.trigger()
        return True


def give_mnemonics(menu: QMenu) -> None:
    """Give the entries of *menu* and of its submenus letters whenever they are shown."""
    if not menu.property(_HAS_LETTERS):
        menu.setProperty(_HAS_LETTERS, True)
        menu.aboutToShow.connect(partial(_mark, menu))
        menu.aboutToHide.connect(partial(_unmark, menu))


def marked_titles(titles: Sequence[str]) -> list[str]:
    """Return *titles* with `&` before the letter of each, and their own `&` doubled.

    The letter is the first of a word if possible. A title gets none if other titles have all of its letters.
    """
    wishes = [tuple(dict.fromkeys(title[place].casefold() for place in _places(title))) for title in titles]
    owners: dict[str, int] = {}
    for number in range(len(titles)):
        _claim(number, wishes, owners, set())
    letters = {number: letter for letter, number in owners.items()}
    return [_with_mark(title, letters.get(number)) for number, title in enumerate(titles)]


def _claim(number: int, wishes: Sequence[Sequence[str]], owners: dict[str, int], tried: set[str]) -> bool:
    """Give the title *number* a letter, if necessary that of another title which can have another one."""
    for letter in wishes[number]:
        if letter in owners or letter in tried:
            continue
        owners[letter] = number
        return True
    for letter in wishes[number]:
        if letter not in tried:
            tried.add(letter)
            if _claim(owners[letter], wishes, owners, tried):
                owners[letter] = number
                return True
    return False


def _places(title: str) -> Iterator[int]:
    """Yield the places of letters and digits: those at the start of a word first."""
    places = [place for place, letter in enumerate(title) if letter.isalnum() and len(letter.casefold()) == 1]
    first = [place for place in places if place == 0 or not title[place - 1].isalnum()]
    yield from first
    yield from (place for place in places if place not in first)


def _with_mark(title: str, letter: str | None) -> str:
    place = next((place for place in _places(title) if title[place].casefold() == letter), None)
    if place is None:
        return label_text(title)
    return f"{label_text(title[:place])}&{label_text(title[place:])}"


def _entries(menu: QMenu) -> list[QAction]:
    return [entry for entry in menu.actions() if not entry.isSeparator() and entry.isVisible()]


def _mark(menu: QMenu) -> None:
    entries = _entries(menu)
    for entry, title in zip(entries, marked_titles([shown_text(entry.text()) for entry in entries]), strict=True):
        entry.setText(title)
        submenu = entry.menu()
        if isinstance(submenu, QMenu):
            give_mnemonics(submenu)


def _unmark(menu: QMenu) -> None:
    for entry in _entries(menu):
        entry.setText(label_text(shown_text(entry.text())))
