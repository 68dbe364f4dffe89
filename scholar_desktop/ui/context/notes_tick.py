"""The tick that says whether an exported file has the user's notes, tags and collections."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from scholar_desktop.services.papers.export import ExportFormat
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.tick_box import TickBox
from scholar_desktop.ui.words.literal_text import set_tooltip

FOR_OTHERS = (ExportFormat.BIBTEX, ExportFormat.BIBLATEX, ExportFormat.RIS, ExportFormat.CSL_JSON, ExportFormat.CSV)
"""The formats in which a file may go to other people: notes and tags are not included at first."""
FOR_OWN_PROGRAMS = ("zotero-rdf", "endnote-xml")
"""The formats for one other program of the user: notes and tags are included at first."""


class NotesTick(TickBox):
    """The tick of the Export dialog."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, gettext("Include notes, tags and collections"), parent)
        self._is_for_others = True
        self.setObjectName("exportNotes")
        set_tooltip(self, gettext("Your notes, tags and collections. Everybody who gets the file can read them."))

    def show_format(self, form: str) -> None:
        """Show the tick if a file of the format *form* can have notes; between formats of one kind, it keeps
        its state."""
        is_for_others = form in FOR_OTHERS
        self.setVisible(is_for_others or form in FOR_OWN_PROGRAMS)
        if not self.isHidden() and is_for_others is not self._is_for_others:
            self._is_for_others = is_for_others
            self.setChecked(not is_for_others)
