"""Shows the form of an entry in place of the detail pane, and takes what was typed when another paper is shown."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import is_same_paper
from scholar_desktop.services.library.entry_form import EntryForm, load_form, new_form
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.partial_papers import completed_papers, partial_words
from scholar_desktop.ui.widgets.note import Note

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.export import Export
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.context.undo_order import UndoStep
    from scholar_desktop.ui.papers.entry_editor import EntryEditor
    from scholar_desktop.ui.theme.theme import Theme


MISSING_SHOWN_MS = 8000
# not translated: the name of the task that opens the form
_EDITING = "edit an entry"


class EntryEditing(QObject):
    """Creates the form at its first use. Signals: `added` (the key of a new entry in the library), `cancelled` (the
    form of a new entry was closed without saving it), `brought_back` (a form that was closed is shown again), `toggled`
    (whether the form is shown)."""

    added = Signal(str)
    cancelled = Signal()
    brought_back = Signal()
    toggled = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        messages: Messages,
        undo: Callable[[], None],
        library: Callable[[], Library],
        export: Callable[[], Export],
        session: PaperSession,
        shown: QWidget,
        column: QBoxLayout,
    ) -> None:
        """undo: undoes the last change; export: loads what is missing of a paper before it is edited; shown: what the
        form takes the place of; column: the layout that has it."""
        super().__init__(shown)
        self._theme = theme
        self._scope = scope
        self._messages = messages
        self._undo = undo
        self._library = library
        self._export = export
        self._session = session
        self._shown = shown
        self._column = column
        self._editor: EntryEditor | None = None
        self._paper: Paper | None = None
        self._awaited: Paper | None = None
        self._showing = 0
        self._closing: UndoStep | None = None
        self._is_new = False
        self._before: Paper | None = None
        session.chosen.connect(self._on_chosen)

    @property
    def is_open(self) -> bool:
        return self._editor is not None and not self._editor.isHidden()

    @property
    def is_new(self) -> bool:
        """True while the form of a new entry is shown: no paper is then shown in the list and the citations."""
        return self._is_new

    def hold(self, paper: Paper | None) -> bool:
        """Show *paper* when the form of the new entry is closed, instead of the one that was shown before it. False if
        no such form is shown."""
        self._before = paper
        return self._is_new

    def edit(self, paper: Paper) -> None:
        """Show the form of *paper*, which is in the library, once its volume and pages are loaded."""
        self._start_edit(paper, completes=True)

    def _start_edit(self, paper: Paper, *, completes: bool) -> None:
        self._awaited = paper
        self._scope.start(self._edit(paper, completes), name=_EDITING, latest=_EDITING)

    def add(self) -> None:
        """Show an empty form."""
        self._hide_paper()
        self._open(new_form(), is_new=True)

    async def keep(self) -> None:
        """On closing: saves what is being typed."""
        if self._editor is not None and self.is_open:
            await self._editor.keep()

    async def _edit(self, paper: Paper, completes: bool) -> None:
        """completes: False if the user stopped the request for the missing fields."""
        library, missing = self._library(), 0
        try:
            kept = (await library.find_many([paper])).get(paper.id)
            if kept is not None and completes:
                skip = partial(self._start_edit, paper, completes=False)
                whole = await completed_papers(self._export(), [kept.paper], self._messages, "entry", skip, "edit")
                missing = whole.partial
            form = await load_form(library, kept.key) if kept is not None else None
        except ScholarError as error:
            self._messages.failed(gettext("Could not edit the paper"), error)
            return
        self._awaited = None
        if form is not None:
            self._open(form)
        if missing:
            self._messages.say("entry", Note(partial_words(missing), icon="info"), lasts_ms=MISSING_SHOWN_MS)

    def _hide_paper(self) -> None:
        """Show no paper beside the form of a new entry."""
        if not self._is_new:
            self._is_new, self._before = True, self._session.paper
        self._session.preview(None)

    def _open(self, form: EntryForm, *, is_new: bool = False) -> None:
        if self._editor is None:
            from scholar_desktop.ui.papers.entry_editor import EntryEditor

            self._editor = EntryEditor(self._theme, self._scope, self._messages, self._undo, self._library())
            self._editor.saved.connect(self._on_saved)
            self._editor.closed.connect(self._on_closed)
            self._column.insertWidget(self._column.indexOf(self._shown) + 1, self._editor)
        elif self.is_open and self._editor.is_changed:
            if form.key is not None and form.key == self._editor.key:
                return  # what is typed stays
            self._scope.start(self._editor.keep(), name="save an entry")
        self._is_new = is_new
        if self._closing is not None:  # the form has another entry now
            self._messages.forget_undo_steps([self._closing])
        self._messages.close_message("entry")
        self._paper, self._showing = self._session.paper, self._session.showing
        self._show_form(self._editor)
        self._editor.show_form(form)

    def _show_form(self, editor: EntryEditor) -> None:
        self._shown.hide()
        editor.show()
        self.toggled.emit(True)

    def _close(self) -> None:
        self._is_new = False
        if self._editor is not None:
            self._editor.hide()
        self._shown.show()
        self.toggled.emit(False)

    def leave(self) -> None:
        """Save what was typed, and close the form."""
        if self._editor is not None and self.is_open:
            if self._editor.is_changed:
                self._scope.start(self._keep_and_show(self._editor.key, self._editor.keep()), name="save an entry")
            self._close()

    async def _keep_and_show(self, key: str | None, saving: Coroutine[Any, Any, None]) -> None:
        """Save what was typed, and show it in the details if they show the same paper."""
        await saving
        if key is not None:
            await self._show_edited(key)

    def _on_chosen(self, paper: Paper) -> None:
        if self._awaited is not None and not is_same_paper(paper, self._awaited):
            self._awaited = None  # its form would be shown in place of another paper
            self._scope.cancel(_EDITING)
            self._messages.close_message("entry")
        before = self._session.paper if self._session.showing == self._showing else None
        if not any(is_same_paper(paper, one) for one in (self._paper, before) if one is not None):
            self.leave()

    def _on_saved(self, key: str, is_new: bool) -> None:
        self._close()
        if is_new:
            self.added.emit(key)
        else:
            self._scope.start(self._show_edited(key), name="show an edited entry", latest=_EDITING)

    async def _show_edited(self, key: str) -> None:
        try:
            kept = await self._library().get(key)
        except ScholarError:
            return  # the rows show the error of the library
        if kept is not None and self._session.paper is not None and self._session.showing == self._showing:
            self._session.renew(self._session.paper, kept.paper)

    def _on_closed(self) -> None:
        editor, was_new = self._editor, self._is_new
        self._close()
        if was_new:
            self._session.preview(self._before)
        if editor is not None and editor.is_changed:
            paper = self._paper

            def is_over() -> bool:
                """Return True if another paper is shown than that of the form."""
                shown = self._session.paper
                return not was_new and (paper is None or shown is None or not is_same_paper(paper, shown))

            show_again = partial(self._show_again, editor, was_new)
            self._closing = self._messages.say_not_saved("entry", show_again, is_over=is_over)
        if was_new:
            self.cancelled.emit()

    def _show_again(self, editor: EntryEditor, is_new: bool) -> None:
        if is_new:
            self._hide_paper()
        self._show_form(editor)
        self.brought_back.emit()
        editor.focus_title()
