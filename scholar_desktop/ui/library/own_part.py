"""What is a person's own of the paper shown: collections, tags and the note. Below the fold, so made after the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.context.ui_context import UiContext

if TYPE_CHECKING:
    from scholar_desktop.ui.library.note_box import NoteBox
    from scholar_desktop.ui.library.tags_and_notes import CollectionAndTagChips


class TagsAndNotesSection(QWidget):
    """Empty until `make` is called."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._words: CollectionAndTagChips | None = None
        self._note: NoteBox | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def make(self) -> None:
        """Make what it shows, once."""
        if self._words is not None:
            return
        from scholar_desktop.ui.library.note_box import NoteBox
        from scholar_desktop.ui.library.tags_and_notes import CollectionAndTagChips

        self._words, self._note = CollectionAndTagChips(self._ui_context), NoteBox(self._ui_context)
        self._column.addWidget(self._words)
        self._column.addWidget(self._note)

    def show_paper(self, paper: Paper, kept: KeptPaper | None) -> None:
        """kept: what the library has of *paper*, None when it is not kept."""
        if self._words is not None and self._note is not None:
            self._words.show_paper(paper, kept)
            self._note.show_paper(paper, kept)

    async def keep(self) -> None:
        """Write the note, if it has not been written; at the end of the window."""
        if self._note is not None:
            await self._note.keep()
