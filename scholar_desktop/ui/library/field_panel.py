"""The panel to write one field of several papers: the type, or any field that papers can share, as one change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.field_input import read_value
from scholar_desktop.domain.own_fields import ITEM_TYPE, Value
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceBox
from scholar_desktop.ui.widgets.foot_panel import FootPanel
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.entry_words import MORE_DATES, MORE_PEOPLE, MORE_TEXTS, field_title, type_choices

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

WIDTH, HEIGHT = 420, 210
LONG = ("abstract", "note")


class FieldPanel(FootPanel):
    """Enter writes the value into the field of all papers; without a value, the field is emptied."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        library: Library,
        window: QWidget,
    ) -> None:
        super().__init__(theme, window, "fieldPanel", gettext("Edit a field of the selected papers"))
        self._scope = scope
        self._actions = actions
        self._messages = messages
        self._library = library
        self._write: Callable[[Mapping[str, Value]], None] = lambda values: None
        column = self._body
        column.addWidget(label(gettext("Field"), "small", "muted"))
        self._field = ChoiceBox(theme, "fieldChoice", gettext("Field"))
        self._field.addItem(gettext("Type"), ITEM_TYPE)
        for name in (*MORE_TEXTS, *MORE_DATES, *MORE_PEOPLE):
            if name not in LONG:
                self._field.addItem(field_title(name), name)
        self._field.currentIndexChanged.connect(self._on_field)
        column.addWidget(self._field)
        column.addWidget(label(gettext("Value for all of them"), "small", "muted"))
        self._type = ChoiceBox(theme, "fieldTypeValue", gettext("Type"))
        for value, words in type_choices("book"):
            self._type.addItem(words, value)
        self._text = QLineEdit()
        self._text.setObjectName("fieldValue")
        self._text.setAccessibleName(gettext("Value for all of them"))
        self._text.returnPressed.connect(self._apply)
        self._text.textChanged.connect(lambda _text: self._show_problem(""))
        column.addWidget(self._type)
        column.addWidget(self._text)
        self._problem = label("", "small", "error", wrap=True)
        self._problem.setObjectName("fieldProblem")
        column.addWidget(self._problem)
        column.addStretch(1)
        self._add_cancel("fieldCancelButton")
        self._save = self._add_button("fieldSaveButton", gettext("Save"), self._apply, ButtonKind.PRIMARY)

    def open_for(self, papers: Sequence[Paper]) -> None:
        """Show the panel for *papers*."""
        kept = tuple(papers)

        def write(values: Mapping[str, Value]) -> None:
            self._scope.start(self._edit(kept, values), name="edit many papers")

        self.open_to(len(kept), write)

    def open_to(self, count: int, write: Callable[[Mapping[str, Value]], None]) -> None:
        """Show the panel for *count* papers; *write* is called with the value and its field."""
        self._write = write
        self._title.setText(ngettext("Edit {count} paper", "Edit {count} papers", count))
        self._text.clear()
        self._field.setCurrentIndex(0)
        self._on_field()
        self._open_in_middle(WIDTH, HEIGHT, top=96)
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_field(self) -> None:
        is_type = self._field.currentData() == ITEM_TYPE
        self._type.setVisible(is_type)
        self._text.setVisible(not is_type)
        name = str(self._field.currentData())
        hint = gettext("Family, Given; Family, Given") if name in MORE_PEOPLE else gettext("Empty: clear the field")
        self._text.setPlaceholderText(gettext("2019-03-05, 2019-03 or 2019") if name in MORE_DATES else hint)
        self._show_problem("")

    def _apply(self) -> None:
        name = str(self._field.currentData())
        try:
            value = self._type.currentData() if name == ITEM_TYPE else read_value(name, self._text.text())
        except UsageError as error:
            self._show_problem(f"{shown(error.message)} {shown(error.hint or '')}".strip())
            return
        self.close_panel()
        self._write({name: value})

    async def _edit(self, papers: Sequence[Paper], values: Mapping[str, Value]) -> None:
        try:
            kept = await self._library.find_many(papers)
            changes = await self._library.entries.edit_many([one.key for one in kept.values()], values)
        except ScholarError as error:
            self._messages.failed(gettext("Could not edit the papers"), error)
            return
        undo = self._actions["edit.undo"]
        count = len(changes.papers)
        text = ngettext("Edited {count} paper.", "Edited {count} papers.", count)
        self._messages.undoable(text, *((Step(gettext("Undo"), undo.trigger, icon="undo"),) if count else ()))

    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and (self._field.hasFocus() or self._type.hasFocus()):
            self._apply()
        else:
            super().keyPressEvent(event)
