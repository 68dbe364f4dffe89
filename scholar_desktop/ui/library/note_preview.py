"""A note in Markdown as it reads: headings, lists, emphasis and links, without pictures and HTML."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.words.markup_document import MarkupDocument

MOST_LINES = 24


class NotePreview(QTextBrowser):
    """Reads no file that the note names, and opens links to web pages only, when they are clicked."""

    def __init__(self, theme: Theme, open_url: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open_url = open_url
        self._text = ""
        self.setObjectName("notePreview")
        self.setAccessibleName(gettext("Preview of the note"))
        self.setProperty("role", "facts")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        document = MarkupDocument(self)
        document.setDefaultFont(theme.type.font(BODY))
        self.setDocument(document)
        self._markup = document
        self.anchorClicked.connect(self._on_link)

    def show_note(self, text: str) -> None:
        """Show *text*, Markdown."""
        self._text = text
        self._markup.setDefaultFont(self._theme.type.font(BODY))
        self._markup.show_markdown(text)
        self._fit()

    def note_text(self) -> str:
        """Return the text as it reads, without marks."""
        return self._markup.toPlainText()

    def _on_link(self, address: QUrl) -> None:
        if address.scheme() in ("http", "https"):
            self._open_url(address.toString())

    def _fit(self) -> None:
        """Set the height to that of the text, within limits."""
        line = self._theme.type.line(BODY)
        height = round(self._markup.size().height()) + 4
        self.setFixedHeight(max(2 * line, min(height, MOST_LINES * line)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
