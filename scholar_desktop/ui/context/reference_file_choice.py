"""The choice of the type of file of formatted references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.choice_chip import ChoiceBox
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

TEXT, MARKDOWN = "txt", "md"
REFERENCE_FILES = (
    (TEXT, Message("Text")),
    ("rtf", Message("Rich text (RTF)")),
    ("html", Message("HTML for word processors")),
    (MARKDOWN, Message("Markdown")),
)
"""The types of file of formatted references, by their endings; all but the first have their italics."""
REFERENCE_FILE_KEY = "export_reference_file"
"""The name under which the state of the window keeps the last choice."""


class ReferenceFileChoice(ChoiceBox):
    """The choice of the Export dialog. `note`: what a text file lacks, shown below the choice."""

    def __init__(self, theme: Theme, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(theme, "exportReferenceFile", gettext("Type of file"), parent)
        for value, words in REFERENCE_FILES:
            self.addItem(shown(words), value)
        self.setCurrentIndex(max(0, self.findData(state.get(REFERENCE_FILE_KEY, str))))
        self.currentIndexChanged.connect(lambda _place: state.set(REFERENCE_FILE_KEY, self.ending))
        set_tooltip(self, gettext("All types but plain text keep the italics of the style."))
        self.note = label(gettext("A text file has no italics. “Copy” keeps them."), "small", "muted", wrap=True)
        self.note.setObjectName("exportReferenceFileNote")

    @property
    def ending(self) -> str:
        """The ending of the file, without a dot."""
        return str(self.currentData())

    def show_note(self, is_chosen: bool) -> None:
        """Show or hide the note. is_chosen: the choice itself is shown."""
        self.note.setVisible(is_chosen and self.ending == TEXT)
