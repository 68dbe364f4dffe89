"""The people of one role, a row for each, with the parts of their names."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.words.literal_text import set_tooltip

MOST = 40
"""Rows; the others are edited as text."""


class PersonRow(QWidget):
    """Family and given name, or the name of a group. Signals: `edited` (the person), `removed`."""

    edited = Signal(object)
    removed = Signal()

    def __init__(self, theme: Theme, one: Contributor, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._one = one
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(2))
        is_group = one.literal is not None
        self._boxes: dict[str, QLineEdit] = {}
        parts = (
            ("family", gettext("Name of group") if is_group else gettext("Family name"), 5),
            ("given", gettext("Given names"), 5),
            ("particle", gettext("Particle"), 3),
            ("suffix", gettext("Suffix"), 2),
        )
        for name, words, stretch in parts[:1] if is_group else parts:
            box = QLineEdit(one.literal if is_group else getattr(one, name))
            box.setProperty("role", "part")
            box.setCursorPosition(0)
            box.setObjectName(f"person.{one.role}.{number}.{name}")
            box.setAccessibleName(words)
            box.setPlaceholderText(words)
            box.setMinimumWidth(theme.px(30))
            box.textEdited.connect(self._on_edited)
            row.addWidget(box, stretch)
            self._boxes[name] = box
        kind = Button(theme, ButtonKind.QUIET, icon="person" if is_group else "people")
        words = gettext("Change to the name of a person") if is_group else gettext("Change to the name of a group")
        kind.setAccessibleName(words)
        set_tooltip(kind, words)
        kind.clicked.connect(self._on_kind)
        row.addWidget(kind)
        remove = Button(theme, ButtonKind.QUIET, icon="cross", name=gettext("Remove the person"))
        remove.setObjectName(f"person.{one.role}.{number}.remove")
        remove.clicked.connect(lambda: self.removed.emit())
        row.addWidget(remove)

    def focus_name(self) -> None:
        self._boxes["family"].setFocus()

    def _on_edited(self, _text: str) -> None:
        texts = {name: " ".join(box.text().split()) for name, box in self._boxes.items()}
        if self._one.literal is not None:
            self._one = msgspec.structs.replace(self._one, literal=texts["family"])
        else:
            self._one = msgspec.structs.replace(self._one, **texts)
        self.edited.emit(self._one)

    def _on_kind(self) -> None:
        one = self._one
        if one.literal is not None:
            self._one = msgspec.structs.replace(one, family=one.literal, literal=None)
        else:
            self._one = Contributor(one.role, literal=one.shown, orcid=one.orcid)
        self.edited.emit(self._one)


class PeopleRows(QWidget):
    """Rows of people. Signal: `changed` (the people, after the user changed one)."""

    changed = Signal(tuple)

    def __init__(self, theme: Theme, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._people: list[Contributor] = []
        self._rows: list[PersonRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(2))
        column.addLayout(self._list)
        self._rest = label("", "small", "muted", wrap=True)
        column.addWidget(self._rest)
        add = Button(theme, ButtonKind.LINK, gettext("Add person"), icon="add")
        add.setObjectName(f"addPerson.{role}")
        add.clicked.connect(self._on_add)
        column.addWidget(add)

    def show_people(self, people: tuple[Contributor, ...]) -> None:
        """Show *people*, unless they are shown already."""
        if list(people) != self._people or not self._rows:
            self._people = list(people)
            self._build()

    def focus_first(self) -> None:
        """Focus the first name; without any, add one."""
        if not self._rows:
            self._on_add()
        else:
            self._rows[0].focus_name()

    def _build(self) -> None:
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for number, one in enumerate(self._people[:MOST]):
            row = PersonRow(self._theme, one, number)
            row.edited.connect(partial(self._on_edited, number))
            row.removed.connect(partial(self._on_removed, number))
            self._list.addWidget(row)
            self._rows.append(row)
        left = len(self._people) - len(self._rows)
        if left:
            self._rest.setText(
                ngettext(
                    "{count} more name: edit it in the text above.",
                    "{count} more names: edit them in the text above.",
                    left,
                )
            )
        self._rest.setVisible(bool(left))

    def _on_edited(self, number: int, one: Contributor) -> None:
        is_other_kind = (one.literal is None) != (self._people[number].literal is None)
        self._people[number] = one
        self._emit()
        if is_other_kind:
            self._build()
            self._rows[number].focus_name()

    def _on_removed(self, number: int) -> None:
        del self._people[number]
        self._emit()
        self._build()

    def _on_add(self) -> None:
        self._people.append(Contributor(self._role))
        self._build()
        if len(self._people) <= MOST:
            self._rows[-1].focus_name()

    def _emit(self) -> None:
        self.changed.emit(tuple(one for one in self._people if one.literal or one.family or one.given))
