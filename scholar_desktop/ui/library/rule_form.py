"""A rule of the library as a form: rows of field, operator and value. All of them must hold, or any."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.library import READING_STATES
from scholar_desktop.domain.search.library_rule import ADDED, HAS, HAS_VALUES, IS, IS_VALUES, READING, TYPE
from scholar_desktop.domain.search.rule_rows import (
    ANYWHERE,
    FROM,
    IS_SIGN,
    LAST,
    LESS,
    MORE,
    MOST_ROWS,
    NOT_SIGN,
    UNTIL,
    RuleRow,
    RuleRows,
    signs_of,
)
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceBox
from scholar_desktop.ui.widgets.scroll_column import FittedArea
from scholar_desktop.ui.words.entry_words import field_title, type_choices
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.theme import Theme

ONE_LINE_FROM = 360
"""Width in pixels at base size from which a condition is on one line."""
SHOWN_ROWS = 5
"""Rows in sight; more are scrolled."""
FIELDS = {
    ANYWHERE: Message("Any words"),
    "title": Message("Title"),
    "author": Message("Author"),
    "year": Message("Year"),
    "venue": Message("Venue"),
    TYPE: Message("Type"),
    "tag": Message("Tag"),
    "collection": Message("Collection"),
    READING: Message("Reading state"),
    HAS: Message.in_context("rule", "Has"),
    IS: Message.in_context("rule", "Is"),
    "cited": Message("Citations"),
    ADDED: Message("Added"),
    "note": Message("Words in notes"),
    "text": Message("Words in PDFs"),
    "abstract": Message("Abstract"),
    "publisher": Message("Publisher"),
    "editor": Message("Editors"),
    "keyword": Message("Keywords"),
    "language": Message("Language"),
    "key": Message("Citation key"),
}
"""The fields that the form offers; a rule may have any other field of an entry."""
SIGNS = {
    IS_SIGN: Message.in_context("rule", "is"),
    NOT_SIGN: Message.in_context("rule", "is not"),
    MORE: Message.in_context("rule", "more than"),
    LESS: Message.in_context("rule", "fewer than"),
    FROM: Message.in_context("rule", "from"),
    UNTIL: Message.in_context("rule", "until"),
    LAST: Message.in_context("rule", "in the last (days)"),
}
_CONTAINS = Message.in_context("rule", "contains"), Message.in_context("rule", "does not contain")
_WITH_WORDS = ("", "title", "author", "venue", "note", "text", "abstract", "publisher", "editor", "keyword")
_READING = {
    "none": Message("Not marked"),
    "to_read": Message("To read"),
    "reading": Message("Being read"),
    "read": Message("Read already"),
}
_HAS = {
    "pdf": Message("a PDF"),
    "file": Message("a file"),
    "note": Message("a note"),
    "tag": Message("a tag"),
    "collection": Message("a collection"),
    "abstract": Message("an abstract"),
}
_IS = {
    "open": Message("open access"),
    "star": Message("starred"),
    "to_read": Message("to read"),
    "reading": Message("being read"),
    "read": Message("read already"),
    "unread": Message("not read yet"),
}
_HINTS = {
    "year": Message("2015 or 2015-2020"),
    "cited": Message("100"),
    ADDED: Message("30, 2024 or 2024-05"),
}


class RuleForm(QWidget):
    """The rows of a rule.

    Signals: `changed` (the user changed the form; `value` has the rows), `resized` (its rows have another height).
    """

    changed = Signal()
    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[_Row] = []
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        self._match = ChoiceBox(theme, "ruleMatch", gettext("How many conditions must be met"))
        self._match.addItem(gettext("All conditions are met"))
        self._match.addItem(gettext("At least one condition is met"))
        self._match.activated.connect(self.changed)
        column.addWidget(self._match)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(4))
        self._column.addStretch(1)
        self._scroll = FittedArea(self._inside)
        self._scroll.setObjectName("ruleRows")
        column.addWidget(self._scroll, 1)
        self.add = Button(theme, ButtonKind.LINK, gettext("Add condition"), icon="add")
        self.add.setObjectName("addConditionButton")
        self.add.clicked.connect(self._on_add)

    @property
    def value(self) -> RuleRows:
        """The rows as they are now."""
        return RuleRows(tuple(row.value for row in self._rows), self._match.currentIndex() == 1)

    def show_rows(self, form: RuleRows) -> None:
        """Show *form*; without rows, an empty one."""
        self._match.setCurrentIndex(int(form.is_any))
        rows = form.rows or (RuleRow(ANYWHERE),)
        while len(self._rows) > len(rows):
            self._drop(self._rows[-1])
        for place, row in enumerate(rows):
            if place == len(self._rows):
                self._append(row)
            elif self._rows[place].value != row:
                self._rows[place].show_row(row)
        self._fit()

    def height_of_rows(self, count: int) -> int:
        """Return the height of *count* rows."""
        line = self._rows[0].sizeHint().height() if self._rows else self._theme.px(30)
        return count * (line + self._theme.px(4))

    def _append(self, value: RuleRow) -> _Row:
        row = _Row(self._theme, len(self._rows))
        row.show_row(value)
        row.changed.connect(self.changed)
        row.resized.connect(self._fit)
        row.resized.connect(self.resized)
        row.remove.clicked.connect(partial(self._on_remove, row))
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        return row

    def _drop(self, row: _Row) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _on_add(self) -> None:
        if len(self._rows) < MOST_ROWS:
            row = self._append(RuleRow("tag"))
            self._fit()
            row.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self._inside.adjustSize()
            self._scroll.ensureWidgetVisible(row)

    def _on_remove(self, row: _Row) -> None:
        place = self._rows.index(row)
        if len(self._rows) == 1:
            row.show_row(RuleRow(ANYWHERE))
        else:
            self._drop(row)
        for number, one in enumerate(self._rows):
            one.set_number(number)
        self._rows[max(0, place - 1)].field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        self._match.setEnabled(len(self._rows) > 1)
        self._scroll.setMinimumHeight(self.height_of_rows(min(SHOWN_ROWS, len(self._rows))))
        self.add.setEnabled(len(self._rows) < MOST_ROWS)


class _Row(QWidget):
    """One condition; in a narrow panel its value is below the field. Signals: `changed` (the user changed it),
    `resized` (it has another height)."""

    changed = Signal()
    resized = Signal()

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme = theme
        row = self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        what, value = QHBoxLayout(), QHBoxLayout()
        for line in (row, what, value):
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(theme.px(4))
        row.addLayout(what, 6)
        row.addLayout(value, 4)
        self.field = ChoiceBox(theme, "", gettext("Field"))
        for name, title in FIELDS.items():
            self.field.addItem(shown(title), name)
        self.field.activated.connect(self._on_field)
        self._sign = ChoiceBox(theme, "", gettext("Operator"))
        self._sign.activated.connect(self._on_changed)
        self._choice = ChoiceBox(theme, "", gettext("Value"))
        self._choice.activated.connect(self._on_changed)
        self._text = QLineEdit()
        self._text.setAccessibleName(gettext("Value"))
        self._text.textEdited.connect(self._on_changed)
        self.remove = Button(theme, ButtonKind.QUIET, icon="cross", small=True, name=gettext("Remove condition"))
        set_tooltip(self.remove, gettext("Remove condition"))
        what.addWidget(self.field, 1)
        what.addWidget(self._sign, 1)
        value.addWidget(self._choice, 1)
        value.addWidget(self._text, 1)
        value.addWidget(self.remove)
        self.set_number(number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self._theme.type.width_at_base(self.width()) >= ONE_LINE_FROM
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if direction != self._parts.direction():
            self._parts.setDirection(direction)
            self.resized.emit()

    @property
    def value(self) -> RuleRow:
        name = str(self.field.currentData() or "")
        value = str(self._choice.currentData() or "") if _choices(name) else self._text.text()
        return RuleRow(name, str(self._sign.currentData() or IS_SIGN), value)

    def set_number(self, number: int) -> None:
        """Give the controls their names: the row is the one with this number."""
        # not translated: parts of objectNames
        controls = (("Field", self.field), ("Sign", self._sign), ("Choice", self._choice), ("Value", self._text))
        for name, widget in (*controls, ("Remove", self.remove)):  # not translated: a part of an objectName
            widget.setObjectName(f"rule{name}.{number}")

    def show_row(self, row: RuleRow) -> None:
        """Show a condition; a field that the form does not offer is added to its list."""
        place = self.field.findData(row.name)
        if place < 0:
            self.field.addItem(field_title(row.name), row.name)
            place = self.field.count() - 1
        self.field.setCurrentIndex(place)
        self._fill(row.name)
        self._sign.setCurrentIndex(max(0, self._sign.findData(row.sign)))
        if _choices(row.name):
            self._choice.setCurrentIndex(_place_of(self._choice, row.value))
        elif self._text.text() != row.value:
            self._text.setText(row.value)

    def _fill(self, name: str) -> None:
        """Show the operators and values of a field."""
        self._sign.clear()
        for sign in signs_of(name):
            title = SIGNS[sign]
            if name in _WITH_WORDS:
                title = _CONTAINS[sign == NOT_SIGN]
            self._sign.addItem(shown(title), sign)
        choices = _choices(name)
        self._choice.clear()
        for value, words in choices:
            self._choice.addItem(words, value)
        self._choice.setVisible(bool(choices))
        self._text.setVisible(not choices)
        self._text.setPlaceholderText(shown(_HINTS[name]) if name in _HINTS else "")

    def _on_field(self, _place: int) -> None:
        self._fill(str(self.field.currentData() or ""))
        self._text.clear()
        self.changed.emit()

    def _on_changed(self, _value: object = None) -> None:
        self.changed.emit()


def _choices(name: str) -> list[tuple[str, str]]:
    if name == TYPE:
        return type_choices("book")
    values = {HAS: (HAS_VALUES, _HAS), IS: (IS_VALUES, _IS), READING: (READING_STATES, _READING)}.get(name)
    return [(value, shown(values[1][value])) for value in values[0]] if values is not None else []


def _place_of(box: QComboBox, value: str) -> int:
    """Return the place of *value*, which is added if it is not in the list."""
    place = box.findData(value)
    if place < 0 and value:
        box.addItem(value, value)
        place = box.count() - 1
    return max(0, place)
