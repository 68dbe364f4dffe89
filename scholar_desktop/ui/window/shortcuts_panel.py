"""The panel with all keyboard shortcuts ('?'), in as many columns as the window has room for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.actions.action import MENUS, Action
from scholar_desktop.ui.actions.registry import Actions
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import native_keys
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.window.action_definitions import CONTROL_KEYS, LIST_KEYS, SEARCH_BOX_KEYS
from scholar_desktop.ui.window.help_panels import HelpPanel

OF_PAGES = {
    "in_downloads": Message("In Downloads"),
    "doubtful": Message("In the review of a PDF"),
    "has_answers": Message("On the Unpaywall page"),
}
"""The conditions of the actions that act on one page only, with the title of their section."""
IN_CONTROL_KEYS = ("map.hide", "manuscript.keep")
"""Actions whose key is a line of `CONTROL_KEYS`, which says on which page it works."""
MOST_OF_COLUMN = 2.2
"""The width of a column divided by the most width of its keys."""
LEAST_COLUMN, WIDEST_COLUMN, MOST_COLUMNS = 380, 480, 3
"""Widths of a column in pixels at base size: there are as many as fit."""
HEADING_LINES = 1.5
"""Height of a heading with its space, in lines."""
_PAGE_KEY = re.compile(r"(Ctrl\+|Ctrl\+Alt\+|Alt\+)(\d)")
LAST_PLACE = 40
"""The place of actions without a number, after those with one."""


class _Section(msgspec.Struct):
    """heading; lines: the labels of the keys and of what they do."""

    heading: QLabel
    lines: list[tuple[QLabel, QLabel]]

    def labels(self) -> list[QLabel]:
        """Return all labels in reading order."""
        return [self.heading, *(part for line in self.lines for part in line)]


class ShortcutsPanel(HelpPanel):
    """Shows the keys of lists and of the search box, those of the actions by menu, and those of other controls.

    The box at the top leaves the lines that have its words, in the keys or in what they do.
    """

    widest = WIDEST_COLUMN * MOST_COLUMNS

    def __init__(self, theme: Theme, actions: Actions, window: QWidget) -> None:
        super().__init__(theme, gettext("Keyboard shortcuts"), window)
        self.setObjectName("shortcutsPanel")
        self.show_find_box("shortcutsFind", gettext("Find shortcuts"))
        self._sections = [
            _Section(
                label(shown(title), "section", wrap=True),
                [
                    (label(shown(keys), "small", "muted", wrap=True), label(shown(words), wrap=True))
                    for keys, words in lines
                ],
            )
            for title, lines in _sections(actions)
            if lines
        ]
        metrics = theme.type.metrics(SMALL)
        texts = [keys.text() for section in self._sections for keys, _words in section.lines]
        self._longest_keys = max(map(metrics.horizontalAdvance, texts), default=0) + 2
        self._none = label(gettext("No shortcuts found"), "body", "muted")
        for part in (*(each for section in self._sections for each in section.labels()), self._none):
            part.setParent(self.body)
        across = QHBoxLayout(self.body)
        across.setContentsMargins(0, 0, theme.px(8), 0)
        across.setSpacing(theme.px(32))
        self._columns: list[QGridLayout] = []
        for _ in range(MOST_COLUMNS):
            column, grid = QVBoxLayout(), QGridLayout()
            grid.setHorizontalSpacing(theme.px(16))
            grid.setVerticalSpacing(theme.px(4))
            grid.setColumnStretch(1, 1)
            column.addLayout(grid)
            column.addStretch(1)
            across.addLayout(column)
            self._columns.append(grid)
        self._shown_columns = 0
        self._is_stacked = False
        self._show_columns(self.text_width())

    def open_panel(self) -> None:
        """Open with the focus in the box; Page Up and Page Down scroll from there, too."""
        super().open_panel()
        if self._find is not None:
            self._find.setFocus(Qt.FocusReason.PopupFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_columns(event.size().width() - self._theme.px(28))

    def _show_columns(self, width: int) -> None:
        """Show as many columns as *width* has room for."""
        columns = max(1, min(MOST_COLUMNS, width // self._theme.px(LEAST_COLUMN)))
        is_stacked = columns == 1 and self._least_column() > width
        if (columns, is_stacked) != (self._shown_columns, self._is_stacked):
            self._shown_columns, self._is_stacked = columns, is_stacked
            for place, grid in enumerate(self._columns):
                most = 0 if is_stacked else int(width / columns / MOST_OF_COLUMN)
                grid.setColumnMinimumWidth(0, min(self._longest_keys, most) if place < columns else 0)
                across = self.body.layout()
                assert isinstance(across, QHBoxLayout)
                across.setStretch(place, 1 if place < columns else 0)
            self._arrange()

    def _least_column(self) -> int:
        """Return the width that a column needs for its longest words: with less, what keys do is below them."""
        lines = [line for section in self._sections for line in section.lines]
        least = [max((line[part].minimumSizeHint().width() for line in lines), default=0) for part in (0, 1)]
        return sum(least) + self._theme.px(16 + 8)

    def _on_find_changed(self) -> None:
        self._arrange()
        self._scroll.verticalScrollBar().setValue(0)

    def _find_next(self, step: int = 1) -> None:
        """Do nothing: the box leaves all lines that have its words."""

    def _arrange(self) -> None:
        """Place the sections with the words of the box, in their order, in columns of about the same height."""
        words = self._find.text().casefold().split() if self._find is not None else []
        found: list[tuple[_Section, list[tuple[QLabel, QLabel]]]] = []
        for section in self._sections:
            lines = [line for line in section.lines if _has(words, section.heading, *line)]
            section.heading.setVisible(bool(lines))
            for line in section.lines:
                for part in line:
                    part.setVisible(line in lines)
            if lines:
                found.append((section, lines))
        self._none.setVisible(not found)
        self._show_not_found(is_missing=not found)
        for grid in self._columns:
            while grid.takeAt(0) is not None:
                pass
        if not found:
            self._columns[0].addWidget(self._none, 0, 0, 1, 2)
        columns = _columns_of([len(lines) + HEADING_LINES for _section, lines in found], self._shown_columns)
        rows = [0] * MOST_COLUMNS
        for (section, lines), column in zip(found, columns, strict=True):
            grid, row = self._columns[column], rows[column]
            section.heading.setContentsMargins(0, self._theme.px(8), 0, 0)
            grid.addWidget(section.heading, row, 0, 1, 2)
            for place, (keys, what) in enumerate(lines):
                if self._is_stacked:
                    grid.addWidget(keys, row + 1 + 2 * place, 0, 1, 2)
                    grid.addWidget(what, row + 2 + 2 * place, 0, 1, 2)
                else:
                    grid.addWidget(keys, row + 1 + place, 0, Qt.AlignmentFlag.AlignTop)
                    grid.addWidget(what, row + 1 + place, 1)
            rows[column] += len(lines) * (2 if self._is_stacked else 1) + 1


def _columns_of(heights: Sequence[float], columns: int) -> list[int]:
    """Return the column of each part with one of *heights*, in their order, so that the highest of the columns is as
    low as possible."""
    limit = max(max(heights, default=0), sum(heights) / columns)
    while True:
        places: list[int] = []
        column, height = 0, 0.0
        for each in heights:
            if height + each > limit:
                column, height = column + 1, 0.0
            height += each
            places.append(column)
        if column < columns:
            return places
        limit += 0.5


def _has(words: Sequence[str], heading: QLabel, keys: QLabel, what: QLabel) -> bool:
    text = f"{heading.text()} {keys.text()} {what.text()}".casefold()
    return all(word in text for word in words)


def _sections(actions: Actions) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the titles of the sections, each with its lines: the keys, and what they do."""
    known = [one for name, one in actions.definitions.items() if name not in IN_CONTROL_KEYS]
    with_keys = [one for one in known if one.keys or one.control_keys]
    sections: list[tuple[str, list[tuple[str, str]]]] = [
        (Message("In lists"), list(LIST_KEYS)),
        (Message("In the search box"), list(SEARCH_BOX_KEYS)),
    ]
    for menu_id, title in MENUS:
        own = [one for one in with_keys if _menu_of(one) == menu_id and not _page_of(one)]
        sections.append((title, [(_keys_text(one), one.title) for one in sorted(own, key=_page_number)]))
    sections += [
        (title, [(_keys_text(one), one.title) for one in with_keys if _page_of(one) == page])
        for page, title in OF_PAGES.items()
    ]
    sections += [
        (title, [(_in_system_notation(keys), words) for keys, words in lines]) for title, lines in CONTROL_KEYS
    ]
    return sections


def _menu_of(one: Action) -> str:
    """Return the menu that an action is listed under: of two menus the one with the pages."""
    return one.also_in or one.menu


def _page_number(one: Action) -> int:
    """Return the place of an action among those that go to a page by a number, so that they are in the order of their
    keys before the others: those with Ctrl, then those of the panes, then those with Alt, of which 0 is the last."""
    found = next((found for key in one.keys if (found := _PAGE_KEY.fullmatch(key))), None)
    if found is None:
        return LAST_PLACE
    number = int(found[2])
    return {"Ctrl+": number, "Ctrl+Alt+": 10 + number, "Alt+": 20 + (number or 10)}[found[1]]


def _page_of(one: Action) -> str:
    """Return which of `OF_PAGES` an action belongs to; empty for none."""
    return next((needed.name for needed in one.needs if needed.name in OF_PAGES), "")


def _keys_text(one: Action) -> str:
    """Return the keys of an action, several with commas: also those that another control handles, or handles only on
    some pages."""
    native = QKeySequence.SequenceFormat.NativeText
    keys = ", ".join(QKeySequence(each).toString(native) for each in one.keys or (one.control_keys,))
    # as the other lines name the key: Qt writes “Del”
    return keys.replace(QKeySequence(Qt.Key.Key_Delete).toString(native), shown(Message.in_context("key", "Delete")))


def _in_system_notation(keys: str) -> str:
    """Return one key sequence as the system writes it; other texts, such as “J / K”, as they are."""
    is_sequence = not isinstance(keys, Message) and "+" in keys and " " not in keys
    return native_keys(keys) if is_sequence else keys
