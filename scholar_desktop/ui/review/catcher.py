"""Sees when a list is pasted into the search box, or a file with one is dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

MOST_LOOKED_AT = 200_000
"""Letters of the clipboard that are looked at while a key is held."""
ENDINGS = (".bib", ".bibtex", ".ris", ".json", ".txt", ".csv", ".tsv", ".nbib", ".md")


class ListCatcher(QObject):
    """Signals: `text_caught` (a list was pasted or dropped as text), `file_caught` (its path)."""

    text_caught = Signal(str)
    file_caught = Signal(str)

    def __init__(self, window: QWidget, box: QLineEdit) -> None:
        super().__init__(window)
        self._box = box
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.matches(QKeySequence.StandardKey.Paste) and self._take(QGuiApplication.clipboard().mimeData())
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove):
            assert isinstance(event, QDragEnterEvent | QDragMoveEvent)
            if event.source() is None and self._is_wanted(event.mimeData()):
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                return True
        elif event.type() == QEvent.Type.Drop:
            assert isinstance(event, QDropEvent)
            if event.source() is None and self._take(event.mimeData()):
                event.acceptProposedAction()
                return True
        return False

    def _is_wanted(self, data: QMimeData) -> bool:
        return _file_in(data) is not None or _list_in(data) is not None

    def _take(self, data: QMimeData) -> bool:
        """Whether *data* is a list; then it has been told of."""
        if (path := _file_in(data)) is not None:
            self.file_caught.emit(path)
            return True
        if (text := _list_in(data)) is not None:
            self.text_caught.emit(text)
            return True
        return False


def _file_in(data: QMimeData) -> str | None:
    """The first file that may hold a list."""
    files = (url.toLocalFile() for url in data.urls() if url.isLocalFile())
    return next((path for path in files if Path(path).suffix.lower() in ENDINGS), None)


def _list_in(data: QMimeData) -> str | None:
    from scholar_desktop.services.reading_lists import is_list  # not needed before the first paste

    text = data.text() if data.hasText() else ""
    return text if text and is_list(text[:MOST_LOOKED_AT]) else None
