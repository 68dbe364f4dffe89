"""The rows of the form of an entry: a name, a box, a button that goes back to what the services state, and an error."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.field_input import date_note, number_problem, read_value, value_text
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.services.library.entry_form import FormField, is_date, is_role
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.papers.people_rows import PeopleRows
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind, is_save
from scholar_desktop.ui.widgets.choice_chip import ChoiceBox
from scholar_desktop.ui.widgets.label import label, set_tone
from scholar_desktop.ui.words.entry_words import field_title, origin_words, type_choices
from scholar_desktop.ui.words.literal_text import set_tooltip

LONGEST_LINE = 20_000
"""A longer text is not edited here: Qt lays out the whole of it at each key."""
LONG_TEXTS = ("abstract", "note", "annote")
LONG_LINES = 5


class TypeBox(ChoiceBox):
    """The item type."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "field.type", gettext("Type"), parent)
        self.setProperty("role", "small")

    def show_type(self, name: str) -> None:
        """Show *name* as chosen, without emitting a signal."""
        self.blockSignals(True)
        self.clear()
        for value, words in type_choices(name):
            self.addItem(words, value)
        self.setCurrentIndex(self.findData(name))
        self.blockSignals(False)

    @property
    def value(self) -> str:
        return str(self.currentData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+S to the form: where the key is sent with its letter, that would be the beginning of a type."""
        if is_save(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


class EntryField(QWidget):
    """One field as a row. Signal: `changed` (the user typed, or went back to what the services state).

    The text is read at each key: `problem` is shown below the box. What was not touched is not written, so a value that
    has no exact text stays as it is.
    """

    changed = Signal()

    def __init__(self, theme: Theme, field: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._field = field
        self._start = field.text
        self._forgotten = False
        self._people: PeopleRows | None = None
        self._by_parts: tuple[Contributor, ...] = ()
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        title = field_title(field.name)
        heading = label(title, "small", "muted")
        column.addWidget(heading)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(2))
        self.box: QLineEdit | QPlainTextEdit = self._make_box()
        self.box.setObjectName(f"field.{field.name}")
        self.box.setAccessibleName(title)
        heading.setBuddy(self.box)
        row.addWidget(self.box, 1)
        if is_role(field.name):
            self._parts = Button(
                theme, ButtonKind.QUIET, icon="people", small=True, name=gettext("Edit the parts of names")
            )
            self._parts.setObjectName(f"nameParts.{field.name}")
            self._parts.clicked.connect(self._on_parts)
            row.addWidget(self._parts)
        self._back = Button(theme, ButtonKind.QUIET, icon="undo", small=True)
        self._back.setObjectName(f"fieldBack.{field.name}")
        self._back.clicked.connect(self._on_back)
        row.addWidget(self._back)
        column.addLayout(row)
        self._error = label("", "small", "error", wrap=True)
        self._error.setObjectName(f"fieldError.{field.name}")
        self._error.hide()
        column.addWidget(self._error)
        self._column = column
        self._show_origin()
        self.box.textChanged.connect(self._on_text)

    @property
    def name(self) -> str:
        return self._field.name

    @property
    def text(self) -> str:
        """The text of the box."""
        return self.box.toPlainText() if isinstance(self.box, QPlainTextEdit) else self.box.text()

    @property
    def is_changed(self) -> bool:
        """True if the user changed the value."""
        return self.box.isEnabled() and self.text != self._start and not self._forgotten

    @property
    def is_forgotten(self) -> bool:
        """True if the field is to have again what the services state."""
        return self._forgotten

    def read(self) -> Value:
        """Return the value. Raises UsageError if the field does not take it."""
        value = read_value(self.name, self.text)
        if isinstance(value, tuple):
            return tuple(self._known_person(one) for one in value)
        return value

    def problem(self) -> str:
        """Return what is wrong with the text, as one sentence; empty if it can be saved."""
        if not self.is_changed:
            return ""
        try:
            self.read()
        except UsageError as error:
            return f"{shown(error.message)} {shown(error.hint or '')}".strip()
        return ""

    def show_problem(self, text: str, *, tone: str = "error") -> None:
        """Show *text* below the box; an empty text removes it."""
        set_tone(self._error, tone)
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def _make_box(self) -> QLineEdit | QPlainTextEdit:
        name, text = self._field.name, self._start
        if name in LONG_TEXTS or "\n" in text:
            long = QPlainTextEdit()
            long.setTabChangesFocus(True)
            long.setFixedHeight(LONG_LINES * self._theme.type.line(BODY) + self._theme.px(12))
            long.setPlainText(text)
            box: QLineEdit | QPlainTextEdit = long
        else:
            line = QLineEdit()
            line.setProperty("role", "small")
            line.setMaxLength(2**30)
            line.setText(text if len(text) <= LONGEST_LINE else shorten(text, 200))
            line.setCursorPosition(0)
            line.setPlaceholderText(_hint(name))
            box = line
        if len(text) > LONGEST_LINE:
            box.setEnabled(False)
            self._start = box.toPlainText() if isinstance(box, QPlainTextEdit) else box.text()
        box.setSizePolicy(QSizePolicy.Policy.Expanding, box.sizePolicy().verticalPolicy())
        return box

    def _known_person(self, one: Contributor) -> Contributor:
        """Return the person with the same name whose parts are known and who may have an ORCID, else *one*."""
        there = [*self._by_parts, *(self._field.value or ()), *(self._field.stated or ())]
        typed = value_text(self.name, (one,))
        return next((each for each in there if value_text(self.name, (each,)) == typed), one)

    def _show_origin(self) -> None:
        field = self._field
        if not self.box.isEnabled():
            tip = gettext("This text is too long to be edited here. Use “scholar-desktop library edit”.")
        elif self.is_changed:
            tip = gettext("Changed, and not saved yet.")
        elif self._forgotten:
            tip = gettext("The value from the services, once you save.")
        else:
            tip = origin_words(field.by, field.at)
        set_tooltip(self.box, tip)
        self.box.setAccessibleDescription(tip)
        can_go_back = field.stated is not None and self.text != value_text(self.name, field.stated)
        self._back.setVisible(can_go_back and not self._forgotten)
        if can_go_back:
            stated = value_text(self.name, field.stated)
            short = shorten(stated, 80)
            words = gettext("Restore the value from the services: “{value}”", value=short)
            self._back.setAccessibleName(words)
            set_tooltip(self._back, words)

    def _on_text(self) -> None:
        self._forgotten = False
        self._judge()

    def _judge(self) -> None:
        problem = self.problem()
        warning = number_problem(self.name, self.text) if not problem else None
        note = date_note(self.text) if is_date(self.name) and not problem and self.is_changed else None
        if problem or warning is None:
            self.show_problem(problem or (shown(note) if note else ""), tone="error" if problem else "muted")
        else:
            self.show_problem(shown(warning), tone="warn")
        self._show_origin()
        if self._people is not None and not problem:
            value = self.read()
            self._people.show_people(value if isinstance(value, tuple) else ())
        self.changed.emit()

    def _on_back(self) -> None:
        text = value_text(self.name, self._field.stated)
        self._set_text(text)
        self._forgotten = self._field.is_own
        self._judge()
        self.box.setFocus()

    def _set_text(self, text: str) -> None:
        self.box.blockSignals(True)
        if isinstance(self.box, QPlainTextEdit):
            self.box.setPlainText(text)
        else:
            self.box.setText(text)
        self.box.blockSignals(False)

    def _on_parts(self) -> None:
        """Show or hide the parts of the names."""
        if self._people is None:
            self._people = PeopleRows(self._theme, self.name)
            self._people.setContentsMargins(RING, 0, 0, 0)
            self._people.changed.connect(self._on_people)
            self._column.insertWidget(2, self._people)
        elif self._people.isVisible():
            self._people.hide()
            return
        value = () if self.problem() else self.read()
        self._people.show_people(value if isinstance(value, tuple) else ())
        self._people.show()
        self._people.focus_first()

    def _on_people(self, people: tuple[Contributor, ...]) -> None:
        self._by_parts = people
        self._set_text(value_text(self.name, people))
        self._forgotten = False
        self.show_problem(self.problem())
        self._show_origin()
        self.changed.emit()


def _hint(name: str) -> str:
    if is_role(name):
        return gettext("Family, Given; Family, Given")
    if is_date(name):
        return gettext("2019-03-05, 2019-03 or 2019")
    return ""
