"""The choice whether an exported file has links to the papers' files, copies of them, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.exchange.entry_export import WHOLE_FORMATS
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.choice_chip import ChoiceBox

if TYPE_CHECKING:
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

NONE, LINKS, COPIES = "none", "links", "copies"
FILES = (
    (NONE, Message("Without files")),
    (LINKS, Message("With links to the files")),
    (COPIES, Message("With copies of the files")),
)
ZOTERO_RDF = "zotero-rdf"
FILE_FORMATS = frozenset(WHOLE_FORMATS) - {"html", "markdown"}
"""The formats that have this choice."""


class FilesChoice(ChoiceBox):
    """The choice of the Export dialog. Zotero RDF is for another program of the user, which imports the files with it:
    it has copies at first, and a choice of its own."""

    def __init__(self, theme: Theme, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(theme, "exportFiles", gettext("Files"), parent)
        self._state = state
        self._format = ""
        for value, words in FILES:
            self.addItem(shown(words), value)
        self.show_format("")
        self.currentIndexChanged.connect(lambda _place: self._state.set(_state_key(self._format), self.choice))

    @property
    def choice(self) -> str:
        """One of FILES."""
        return str(self.currentData())

    def show_format(self, form: str) -> None:
        """Select what was chosen last for the format *form*."""
        self._format = form
        kept = self._state.get(_state_key(form), str)
        first = COPIES if form == ZOTERO_RDF else NONE
        self.show_choice(kept if self.findData(kept) >= 0 else first)

    def show_choice(self, choice: str) -> None:
        """Select *choice*, which is not kept: the user did not choose it here."""
        self.blockSignals(True)
        self.setCurrentIndex(self.findData(choice))
        self.blockSignals(False)


def note_of_copy(choice: str) -> str:
    """Return what differs from *choice* in a text that is copied to the clipboard; empty if nothing does."""
    if choice != COPIES:
        return ""
    return gettext("“Copy” does not copy the files: its text links to those in your library.")


def _state_key(form: str) -> str:
    """Return the name under which the state of the window keeps the last choice for the format *form*."""
    return "export_files_zotero" if form == ZOTERO_RDF else "export_files"
