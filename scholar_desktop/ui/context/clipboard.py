"""Puts text on the clipboard, for programs that take plain text and for those that take rich text."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication


def copy_rich_text(text: str, html: str = "") -> None:
    """Copy *text*. html: the same as HTML, in which the program has escaped all text from outside; empty for none."""
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)
