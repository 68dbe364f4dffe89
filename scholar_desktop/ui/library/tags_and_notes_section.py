"""The section of the detail pane with the user's own data: collections, tags and the note.

It is created after the rest of the pane, so that the texts of the first paper are shown sooner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper

if TYPE_CHECKING:
    from scholar_desktop.ui.library.collection_and_tag_chips import CollectionAndTagChips
    from scholar_desktop.ui.library.note_box import NoteBox


class TagsAndNotesSection(QWidget):
    """Empty until `fill` is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: CollectionAndTagChips | None = None
        self._note: NoteBox | None = None
        self._is_note_wanted = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    @property
    def is_filled(self) -> bool:
        return self._chips is not None

    def fill(self, chips: CollectionAndTagChips, note: NoteBox) -> None:
        """Insert the content, once."""
        self._chips, self._note = chips, note
        self._column.addWidget(chips)
        self._column.addWidget(note)

    def show_paper(self, paper: Paper, kept: KeptPaper | None, showing: int) -> None:
        """Show the collections, tags and note of *paper*.

        Args:
            kept: the paper in the library, None if it is not there.
            showing: see `PaperSession`.
        """
        if self._chips is not None and self._note is not None:
            self._chips.show_paper(paper, kept)
            self._note.show_paper(paper, kept, showing)
            if self._is_note_wanted:
                self._is_note_wanted = False
                self._note.edit()

    def edit_note(self, paper: Paper) -> None:
        """Give the box for the note of *paper* the focus, as soon as the section shows that paper."""
        self._is_note_wanted = self._note is None or not self._note.edit(paper)

    async def keep(self) -> None:
        """Save an unsaved note; called when the window closes."""
        if self._note is not None:
            await self._note.keep()
