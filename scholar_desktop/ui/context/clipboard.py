"""Puts text on the clipboard, for programs that take plain text and for those that take rich text, and files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QStandardItemModel

_GNOME_FILES = "x-special/gnome-copied-files"
"""What the file managers of GNOME, Xfce, Cinnamon and MATE write: `copy` or `cut`, and the URLs. Some paste nothing
else."""


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


def copy_files(files: Sequence[Path]) -> None:
    """Copy *files*, absolute paths, to be pasted in a file manager or attached to a mail."""
    addresses = [file.as_uri() for file in files]
    data = _mime_data()
    data.setUrls([QUrl(address) for address in addresses])
    if sys.platform == "linux":
        data.setData(_GNOME_FILES, "\n".join(("copy", *addresses)).encode())
    QGuiApplication.clipboard().setMimeData(data)


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
