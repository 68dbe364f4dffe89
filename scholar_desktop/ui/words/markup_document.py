"""A document of Qt that parses markup from a service without reading what the markup names."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument


class MarkupDocument(QTextDocument):
    """Loads no picture, background or style sheet.

    Qt's own documents read the files and network paths in `background=`, `url(...)` and `@import` while they parse.
    """

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return None

    def show_html(self, text: str) -> None:
        """Show *text*, HTML; nothing in it is loaded or executed."""
        self.setHtml(text)

    def show_markdown(self, text: str) -> None:
        """Show *text*, Markdown; HTML in it is shown as it is written."""
        self.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
