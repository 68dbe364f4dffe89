"""The form of an entry in place of the detail pane: every field by hand, saved as one change."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.own_fields import ITEM_TYPE, Value
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.library.entry_form import CITATION_KEY, EntryForm, FormField, fields_of_type
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.papers.entry_fields import EntryField, TypeBox
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind, is_control_enter, is_save
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import SentenceLabel, label
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.scroll_column import FocusArea
from scholar_desktop.ui.words.entry_words import (
    MORE_DATES,
    MORE_NUMBERS,
    MORE_PEOPLE,
    MORE_TEXTS,
    field_title,
    origin_words,
)
from scholar_desktop.ui.words.literal_text import add_entry, label_text, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import message_title

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages

IDENTIFIERS = ("DOI", "PMID", "PMCID", "arxiv")


class EntryEditor(QWidget):
    """Fields of one entry, those of its type first. Ctrl+S, Ctrl+Enter, and Enter in a box of one line save,
    Esc gives up.

    Signals: `saved` (the key in the library, and whether the entry is new), `closed` (nothing was saved).
    """

    saved = Signal(str, bool)
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        messages: Messages,
        undo: Callable[[], None],
        library: Library,
        parent: QWidget | None = None,
    ) -> None:
        """undo: undoes the last change."""
        super().__init__(parent)
        self._theme = theme
        self._window_scope = scope
        self._messages = messages
        self._undo = undo
        self._library = library
        self._form = EntryForm(None, FormField(ITEM_TYPE))
        self._fields: dict[str, EntryField] = {}
        self.setObjectName("entryEditor")
        self.setAccessibleName(gettext("Edit entry"))
        px = theme.px
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = QWidget()
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = FlowLayout(head, gap=px(4), line_gap=px(2))
        row.setContentsMargins(px(16), px(6), px(12), px(6))
        self._heading = SentenceLabel("", "head")
        row.addWidget(self._heading)
        row.add_gap()
        cancel = Button(theme, ButtonKind.PLAIN, gettext("Cancel"), small=True)
        cancel.setObjectName("entryCancelButton")
        cancel.clicked.connect(self.give_up)
        self._save = Button(theme, ButtonKind.PRIMARY, gettext("Save"), small=True)
        self._save.setObjectName("entrySaveButton")
        set_tooltip(self._save, gettext("Save all changes as one, which you can undo (Ctrl+S or Ctrl+Enter)."))
        self._save.clicked.connect(self.save)
        row.addWidget(cancel)
        row.addWidget(self._save)
        whole.addWidget(head)
        self._problem = label("", "small", "error", wrap=True)
        self._problem.setObjectName("entryProblem")
        self._problem.setContentsMargins(px(16), px(6), px(16), 0)
        self._problem.hide()
        whole.addWidget(self._problem)
        page = QWidget()
        self._scroll = FocusArea(page)
        page.setProperty("role", "page")
        page.setMinimumWidth(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(px(16), px(10), px(16), px(16))
        column.setSpacing(px(8))
        kind = QVBoxLayout()
        kind.setSpacing(px(2))
        kind.addWidget(label(gettext("Type"), "small", "muted"))
        self._type = TypeBox(theme)
        self._type.currentIndexChanged.connect(self._on_type)
        self._type.activated.connect(self._on_type_chosen)
        self._is_type_chosen = False
        kind.addWidget(self._type)
        column.addLayout(kind)
        self._list = QVBoxLayout()
        self._list.setSpacing(px(8))
        column.addLayout(self._list)
        self._more = Button(theme, ButtonKind.LINK, gettext("Add field"), icon="add")
        self._more.setObjectName("addFieldButton")
        self._more.clicked.connect(self._open_more)
        column.addWidget(self._more)
        column.addSpacing(RING)
        column.addStretch(1)
        whole.addWidget(self._scroll, 1)

    @property
    def is_changed(self) -> bool:
        """True if something was typed that is not saved."""
        return bool(self._changed()) or self._is_other_type

    @property
    def key(self) -> str | None:
        """The key of the paper that is edited; None for a new entry."""
        return self._form.key

    def show_form(self, form: EntryForm) -> None:
        """Show *form*, and focus its title."""
        self._form = form
        self._heading.setText(gettext("New entry") if form.key is None else gettext("Edit entry"))
        self._type.show_type(str(form.item_type.value))
        self._is_type_chosen = False
        set_tooltip(self._type, origin_words(form.item_type.by, form.item_type.at))
        for field in self._fields.values():
            self._list.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._fields = {}
        self._arrange()
        self._show_problem("")
        self._scroll.verticalScrollBar().setValue(0)  # the title may be below, in a low window
        self.focus_title()

    def focus_title(self) -> None:
        """Give the box of the title the focus, with the cursor at its end."""
        box = self._fields["title"].box
        if isinstance(box, QLineEdit):
            box.end(False)
        else:
            box.moveCursor(QTextCursor.MoveOperation.End)
        box.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_up(self) -> None:
        """Close the form; nothing is saved."""
        self.closed.emit()

    def save(self) -> None:
        """Save all changes, unless a field has an error."""
        wrong = [field for field in self._fields.values() if field.problem()]
        for field in wrong:
            field.show_problem(field.problem())
        if wrong:
            wrong[0].box.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._form.key is None and not self.is_changed:
            self._show_problem(gettext("Fill in a field first, such as the title."))
            return
        work = self._write(self._values(), self._forgotten(), self._title())
        self._window_scope.start(work, name="save an entry", latest="save an entry")

    def keep(self) -> Coroutine[Any, Any, None]:
        """Return the work that saves what can be saved now, because the pane shows something else or the window closes.
        Until it runs, the form may show another entry."""
        wrong = {name: field for name, field in self._fields.items() if field.problem()}
        values = self._values(without=set(wrong))
        problems = [
            (
                gettext("Not saved: {field} “{text}”", field=field_title(name), text=field.text),
                UsageError(field.problem(), subject=name),
            )
            for name, field in wrong.items()
        ]
        has_values = self.is_changed and bool(values or self._forgotten())
        return self._keep(self._form.key, values if has_values else None, self._forgotten(), self._title(), problems)

    async def _keep(
        self,
        key: str | None,
        values: dict[str, Value] | None,
        forgotten: frozenset[str],
        title: str,
        problems: Sequence[tuple[str, UsageError]],
    ) -> None:
        try:
            if values is not None:
                await self._send(key, values, forgotten, title)
        except ScholarError as error:
            self._messages.failed(gettext("Could not save the entry"), error)
            return
        for what, problem in problems:
            self._messages.failed(what, problem)

    def _changed(self) -> list[EntryField]:
        return [field for field in self._fields.values() if field.is_changed or field.is_forgotten]

    def _forgotten(self) -> frozenset[str]:
        return frozenset(field.name for field in self._fields.values() if field.is_forgotten)

    @property
    def _is_other_type(self) -> bool:
        return bool(self._type.value != self._form.item_type.value)

    def _values(self, *, without: Sequence[str] | set[str] = ()) -> dict[str, Value]:
        changed = [field for field in self._fields.values() if field.is_changed and field.name not in without]
        values = {field.name: field.read() for field in changed}
        if values.get(CITATION_KEY, "") is None:
            del values[CITATION_KEY]  # a paper always has one
        is_new_type = self._form.key is None and (self._is_type_chosen or not any(map(values.get, IDENTIFIERS)))
        if self._is_other_type or is_new_type:  # else the services state the type of the new entry
            values[ITEM_TYPE] = self._type.value
        return values

    def _title(self) -> str:
        return plain(self._fields["title"].text) or gettext("Untitled")

    async def _send(self, key: str | None, values: dict[str, Value], forgotten: frozenset[str], title: str) -> str:
        """Save the values, and say so. Return the key of the entry in the library."""
        if key is None:
            saved = await self._library.entries.add(values)
            text = gettext("Added “{title}” to your library.", title=message_title(title))
        else:
            saved = key
            if (await self._library.entries.edit(key, values, forgotten=forgotten)).label is None:
                return saved
            text = gettext("Saved the changes to “{title}”.", title=message_title(title))
        self._messages.undoable(text, Step(gettext("Undo"), self._undo, icon="undo"))
        return saved

    async def _write(self, values: dict[str, Value], forgotten: frozenset[str], title: str) -> None:
        key = self._form.key
        try:
            saved = await self._send(key, values, forgotten, title)
        except UsageError as error:
            self._show_refusal(error, values)
            return
        except ScholarError as error:
            self._show_problem(f"{shown(error.message)} {shown(error.hint or '')}".strip())
            return
        self.saved.emit(saved, key is None)

    def _show_refusal(self, error: UsageError, values: dict[str, Value]) -> None:
        """Show why the library refuses a value: beside its field, if that is known."""
        text = f"{shown(error.message)} {shown(error.hint or '')}".strip()
        names = [name for name in values if name == CITATION_KEY and error.subject == values[name]]
        names += [name for name in IDENTIFIERS if name in values]
        if names:
            self._fields[names[0]].show_problem(text)
            self._fields[names[0]].box.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._show_problem(text)

    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    # The fields shown

    def _arrange(self, extra: str = "") -> None:
        """Show the fields of the type, and those that have a value or were added, in this order."""
        usual = fields_of_type(self._type.value)
        filled = [name for name, field in self._form.fields.items() if field.text or field.is_own]
        used = [name for name, field in self._fields.items() if field.text]
        wanted = list(dict.fromkeys((*usual, *filled, *used, *((extra,) if extra else ()))))
        if CITATION_KEY in wanted:
            wanted.append(wanted.pop(wanted.index(CITATION_KEY)))
        for name, field in list(self._fields.items()):
            if name not in wanted:
                del self._fields[name]
                self._list.removeWidget(field)
                field.hide()
                field.deleteLater()
        for place, name in enumerate(wanted):
            if name not in self._fields:
                field = EntryField(self._theme, self._form.fields.get(name, FormField(name)))
                field.changed.connect(partial(self._show_problem, ""))
                self._fields[name] = field
            self._list.insertWidget(place, self._fields[name])

    def _on_type(self, _index: int) -> None:
        self._arrange()

    def _on_type_chosen(self, _index: int) -> None:
        self._is_type_chosen = True

    def _open_more(self) -> None:
        self.menu_of_fields().popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def menu_of_fields(self) -> QMenu:
        """Return the menu of the fields that are not shown."""
        menu = make_menu(self)
        groups: tuple[tuple[str, tuple[str, ...]], ...] = (
            (gettext("People"), MORE_PEOPLE),
            (gettext("Dates"), MORE_DATES),
            (gettext("Publication"), MORE_TEXTS),
            (gettext("Identifiers"), MORE_NUMBERS),
        )
        for title, names in groups:
            left = [name for name in names if name not in self._fields]
            if left:
                part = menu.addMenu(label_text(title))
                for name in left:
                    add_entry(part, field_title(name)).triggered.connect(partial(self._add_field, name))
        return menu

    def _add_field(self, name: str, *_checked: object) -> None:
        self._arrange(name)
        box = self._fields[name].box
        box.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Take Ctrl+S from the command of the window that has it, while the focus is in the form."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_save(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        elif is_save(event) or is_control_enter(event) or _is_enter_in_line(event):
            self.save()
        else:
            super().keyPressEvent(event)


def _is_enter_in_line(event: QKeyEvent) -> bool:
    """Return True for Enter in a box of one line, which passes it on; longer boxes use it themselves."""
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return is_enter and is_plain and isinstance(QApplication.focusWidget(), QLineEdit)
