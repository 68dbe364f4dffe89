"""Puts text on the clipboard, for programs that take plain text and for those that take rich text."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QStandardItemModel


def copy_rich_text(text: str, html: str = "") -> None:
    """Copy *text*. html: the same as HTML, in which the program has escaped all text from outside; empty for none."""
    clipboard = QGuiApplication.clipboard()
    if not html:
        clipboard.setText(text)
        return
    data = _mime_data()
    data.setText(text)
    data.setHtml(html)
    clipboard.setMimeData(data)


def _mime_data() -> QMimeData:
    """Return an empty QMimeData that Qt itself has created.

    The clipboard keeps it until the program has ended. Qt calls one that Python has created once more then, when Python
    is gone, and the process crashes.
    """
    model = QStandardItemModel(1, 1)
    data = model.mimeData([model.index(0, 0)])
    for kind in data.formats():
        data.removeFormat(kind)
    return data
