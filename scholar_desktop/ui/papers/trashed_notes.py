"""The section of the detail pane with what the user wrote about a paper in the trash: shown, and not to be edited."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING
from scholar_desktop.ui.widgets.label import Prose, label


class TrashedNotes(QWidget):
    """Hidden unless a paper is shown that has collections, tags or notes in the trash."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trashedNotes")
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(RING, px(16), RING, 0)
        column.setSpacing(px(4))
        column.addWidget(label(gettext("Tags and notes"), "section"))
        self._words = Prose()
        self._words.setObjectName("trashedNotesText")
        column.addWidget(self._words)
        self.hide()

    def show_paper(self, trashed: KeptPaper | None) -> None:
        """Show what the trash holds of the paper that is shown; None hides the section."""
        lines = [] if trashed is None else _lines(trashed)
        self._words.show_text("\n".join(lines))
        self.setVisible(bool(lines))


def _lines(trashed: KeptPaper) -> list[str]:
    found = []
    if trashed.collections:
        found.append(gettext("Collections: {collections}", collections=", ".join(trashed.collections)))
    if trashed.tags:
        found.append(gettext("Tags: {names}", names=", ".join(trashed.tags)))
    return [*found, *trashed.notes]
