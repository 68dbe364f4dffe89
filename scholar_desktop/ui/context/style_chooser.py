"""A list of citation styles with a box that searches it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from scholar_desktop.domain.text.text_folding import fold_letters
from scholar_desktop.services.papers.export import style_searches
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.find_edit import HintEdit
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.words.literal_text import set_tooltip

_NAME = Qt.ItemDataRole.UserRole
FIRST = "apa"
"""The style that the list begins with; the others follow by title."""


class StyleChooser(QWidget):
    """The box keeps the focus: Up and Down choose in the list, as a click does. Typing chooses the first style found;
    if none is found, or the words are cleared, the style that was chosen before is chosen again. Signals, each with the
    name of the style: `chosen`, `confirmed` (Enter, or a double click)."""

    chosen = Signal(str)
    confirmed = Signal(str)

    def __init__(self, theme: Theme, styles: Mapping[str, str], parent: QWidget | None = None) -> None:
        """styles: the title of each style, by name."""
        super().__init__(parent)
        others = sorted((name for name in styles if name != FIRST), key=lambda name: styles[name].casefold())
        self._theme = theme
        self._styles = {name: styles[name] for name in (FIRST, *others)}
        searches = style_searches()
        self._searched = {name: fold_letters(one.text) for name, one in searches.items()}
        self._names = {name: one.names for name, one in searches.items()}
        self._current = self._before_words = FIRST
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        self.box = HintEdit()
        self.box.setObjectName("styleEdit")
        self.box.setAccessibleName(gettext("Citation style"))
        self.box.setPlaceholderText(gettext("Search citation styles"))
        self.box.installEventFilter(self)
        self.box.textChanged.connect(self._fill)
        self.setFocusProxy(self.box)
        self._list = QListWidget()
        self._list.setObjectName("styleList")
        self._list.setAccessibleName(gettext("Citation styles"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # styles of one name differ at its end
        self._list.setUniformItemSizes(True)
        self._list.currentItemChanged.connect(self._on_current)
        self._list.itemDoubleClicked.connect(lambda _item: self.confirmed.emit(self._current))
        self._none = label("", "small", "muted", wrap=True)
        for widget in (self.box, self._none):
            column.addWidget(widget)
        column.addWidget(self._list, 1)
        self._fill()

    def show_style(self, name: str) -> None:
        """Show *name* as chosen, in the whole list. A style of the user's own, a path, is added to the list."""
        self._current = self._before_words = name
        self.box.blockSignals(True)
        self.box.clear()
        self.box.blockSignals(False)
        self._fill()

    def show_lines(self, count: int) -> None:
        """Give the list the height of *count* styles."""
        self._list.setFixedHeight(count * self._line_height() + 2 * self._list.frameWidth())

    def _line_height(self) -> int:
        return max(self._theme.px(24), self._theme.type.line(BODY) + 4)

    def _fill(self, _text: str = "") -> None:
        words = fold_letters(self.box.text()).split()
        before = self._before_words
        listed = self._styles if before in self._styles else {before: before, **self._styles}
        self._list.blockSignals(True)
        self._list.clear()
        found = {}
        for name, title in listed.items():
            searched = self._searched.get(name) or fold_letters(f"{title} {name}")
            if all(word in searched for word in words):
                begins = all(re.search(rf"\b{re.escape(word)}", searched) for word in words)
                typed, names = "-".join(words), self._names.get(name, (name,))
                has_begun = bool(words) and any(one.startswith(typed) for one in names[1:])
                found[name] = typed not in names, not has_begun, not begins
        # first the one with this name ("ieee", "vancouver"), then those with a common name that begins so,
        # then those in which each text begins a word
        ordered = sorted(found, key=found.__getitem__)
        current = ordered[0] if words and ordered else before
        for name in ordered:
            title = listed[name]
            item = QListWidgetItem(title)
            item.setData(_NAME, name)
            item.setSizeHint(QSize(0, self._line_height()))
            set_tooltip(item, title)
            self._list.addItem(item)
            if name == current:
                self._list.setCurrentItem(item)
        self._list.blockSignals(False)
        self._none.setText(
            gettext("No style has these words in its name. {style} is still selected.", style=listed[before])
        )
        self._none.setVisible(self._list.count() == 0)
        if self._list.currentItem() is not None:
            self._list.scrollToItem(self._list.currentItem(), QListWidget.ScrollHint.PositionAtCenter)
        if current != self._current:
            self._current = current
            self.chosen.emit(current)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._current = self._before_words = str(item.data(_NAME))
            self.chosen.emit(self._current)

    def _confirm(self) -> None:
        if self._list.count():
            self._list.setCurrentRow(max(0, self._list.currentRow()))
            self._before_words = self._current
            self.confirmed.emit(self._current)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._list.setCurrentRow(max(0, min(self._list.count() - 1, self._list.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._confirm()
                return True
        return super().eventFilter(watched, event)
