"""The note on a collection: Markdown with a preview, saved when the panel closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext
from scholar_desktop.ui.library.note_preview import NotePreview
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.foot_panel import FootPanel
from scholar_desktop.ui.widgets.note import Step

if TYPE_CHECKING:
    from scholar_desktop.domain.collection import Collection
    from scholar_desktop.services.services import Collections
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

WIDTH, HEIGHT = 520, 380


class CollectionNotePanel(FootPanel):
    """Closing saves the note as one change."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        collections: Collections,
        open_url: Callable[[str], None],
        window: QWidget,
    ) -> None:
        super().__init__(theme, window, "collectionNotePanel", gettext("Note on the collection"))
        self._scope = scope
        self._actions = actions
        self._messages = messages
        self._collections = collections
        self._one: Collection | None = None
        self._before = ""
        self._preview = NotePreview(theme, open_url)
        self._look = Button(theme, ButtonKind.LINK, gettext("Preview"))
        self._look.setObjectName("collectionNotePreviewButton")
        self._look.clicked.connect(lambda: self._show_preview(is_preview=self._preview.isHidden()))
        self._head.addWidget(self._look)
        self._edit = QPlainTextEdit()
        self._edit.setObjectName("collectionNoteEdit")
        self._edit.setAccessibleName(gettext("Note on the collection"))
        self._edit.setPlaceholderText(
            gettext("Your notes on this collection, in Markdown. Saved when you close this panel.")
        )
        self._edit.setTabChangesFocus(True)
        self._body.addWidget(self._edit, 1)
        self._body.addWidget(self._preview, 1)

    def open_for(self, one: Collection) -> None:
        """Show the note on *one*."""
        self._scope.start(self._open(one), name="note on a collection", latest="note on a collection")

    async def _open(self, one: Collection) -> None:
        try:
            self._before = await self._collections.note(one.key)
        except ScholarError as error:
            self._messages.failed(gettext("Could not read the note"), error)
            return
        self._one = one
        self._title.setText(gettext("Note on “{collection}”", collection=one.title))
        self._edit.setPlainText(self._before)
        self._show_preview(is_preview=bool(self._before))
        self._open_in_middle(WIDTH, HEIGHT)
        (self._preview if self._before else self._edit).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_panel(self) -> None:
        if self.isVisible() and self._one is not None and self._edit.toPlainText() != self._before:
            self._scope.start(self._write(self._one, self._edit.toPlainText()), name="save a note")
        super().close_panel()

    async def _write(self, one: Collection, text: str) -> None:
        try:
            await self._collections.set_note(one.key, text)
        except ScholarError as error:
            self._messages.failed(gettext("Could not save the note"), error)
            return
        undo = self._actions["edit.undo"]
        saved = gettext("Saved the note on “{collection}”.", collection=one.title)
        self._messages.undoable(saved, Step(gettext("Undo"), undo.trigger, icon="undo"))

    def _show_preview(self, *, is_preview: bool) -> None:
        self._preview.show_note(self._edit.toPlainText())
        self._preview.setVisible(is_preview)
        self._edit.setVisible(not is_preview)
        self._look.set_text(gettext("Edit") if is_preview else gettext("Preview"))
