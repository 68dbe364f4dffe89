"""Detects reference lists that get into the search box in any way, and files dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QLineEdit, QWidget

MOST_CHARACTERS_READ = 200_000
"""Characters of the clipboard that are examined during a key press."""
ENDINGS = (".bib", ".bibtex", ".ris", ".json", ".txt", ".csv", ".tsv", ".nbib", ".enw", ".ciw", ".md")
MOST_FILES = 200
AT_ONCE = 4
"""If this many characters are added in one change, they were not typed."""


class PasteWatcher(QObject):
    """Watches the search box and the window.

    Signals: `text_pasted` (a list was pasted or dropped as text), `files_dropped` (their paths), `not_lists` (names of
    dropped files that contain no readable list).
    """

    text_pasted = Signal(str)
    files_dropped = Signal(list)
    not_lists = Signal(list)

    def __init__(self, window: QWidget, box: QLineEdit) -> None:
        super().__init__(window)
        self._box = box
        self._before = box.text()
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        box.installEventFilter(self)
        box.textChanged.connect(self._on_text_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.matches(QKeySequence.StandardKey.Paste) and self.take_clipboard()
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

    def take_clipboard(self) -> bool:
        """Emit the signals for what is on the clipboard. Return True if it is a list or has files."""
        return self._take(QGuiApplication.clipboard().mimeData())

    def _is_wanted(self, data: QMimeData) -> bool:
        return bool(dropped_files(data)) or _list_in(data) is not None

    def _take(self, data: QMimeData) -> bool:
        """Emit the signals for *data*. Return True if it is a list or contains files."""
        files = dropped_files(data)
        lists = [path for path in files if Path(path).suffix.lower() in ENDINGS]
        if others := [Path(path).name for path in files if path not in lists]:
            self.not_lists.emit(others)
        if lists:
            self.files_dropped.emit(lists)
        if files:
            return True
        if (text := _list_in(data)) is not None:
            self.text_pasted.emit(text)
            return True
        return False

    def _on_text_changed(self, text: str) -> None:
        """Handle text that came into the box in other ways than by keys: its menu, the middle button, a screen reader.

        The box truncates text that is too long, so the whole text is read from the clipboard.
        """
        before, self._before = self._before, text
        if len(text) - len(before) < AT_ONCE:
            return
        start = next((at for at, (old, new) in enumerate(zip(before, text, strict=False)) if old != new), len(before))
        came = text[start : start + len(text) - len(before)]
        if not _is_list(came):
            return
        board = QGuiApplication.clipboard()
        modes = [QClipboard.Mode.Clipboard] + ([QClipboard.Mode.Selection] if board.supportsSelection() else [])
        whole = next((full for mode in modes if (full := board.text(mode)).startswith(came)), came)
        self._box.undo()
        if self._box.text() != before:
            self._box.setText(before)
        self.text_pasted.emit(whole)


def dropped_files(data: QMimeData) -> list[str]:
    """Return the local files in *data*, without those that other parts of the window handle: PDFs and folders."""
    paths = [url.toLocalFile() for url in data.urls()[:MOST_FILES] if url.isLocalFile()]
    return [path for path in paths if Path(path).suffix.lower() != ".pdf" and not Path(path).is_dir()]


def _list_in(data: QMimeData) -> str | None:
    text = data.text() if data.hasText() and not data.hasUrls() else ""
    return text if _is_list(text) else None


def _is_list(text: str) -> bool:
    if text.replace(" ", "").isalpha():
        return False  # words in one line, like most typed text; the check needs no further module
    from scholar_desktop.services.reference_lists.reference_lists import is_list  # not needed before the first paste

    return bool(text) and is_list(text[:MOST_CHARACTERS_READ])
