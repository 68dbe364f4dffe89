"""Handles PDFs dropped on the window: on a paper they are attached to it, elsewhere they are added.

Files are copied, never moved.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.shortening import quotable
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.reference_lists.paste_watcher import dropped_files
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.add_pdfs.add_pdfs_commands import AddPdfsCommands
    from scholar_desktop.ui.context.messages import Messages

_KEY = "drop"
MOST_DROPPED = 1000


class PdfDropHandler(QObject):
    """Handles drops anywhere on *window*; lists and panes pass their drop events on to it."""

    def __init__(
        self, context: ActionContext, messages: Messages, window: QWidget, commands: Callable[[], AddPdfsCommands]
    ) -> None:
        super().__init__(window)
        self._context = context
        self._messages = messages
        self._window = window
        self._commands = commands
        self._shown_words = ""
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and not isinstance(event, QDragMoveEvent):
            return self._drop(event)
        if isinstance(event, QDragEnterEvent | QDragMoveEvent):
            return self._over(event)
        if event.type() == QEvent.Type.DragLeave:
            self._forget()
        return False

    def _over(self, event: QDragMoveEvent) -> bool:
        """Show what a drop would do."""
        paths = dropped_paths(event.mimeData())
        if not paths or event.source() is not None:  # rows of this program are dragged to other programs
            return False
        paper = self._paper_at(event.position().toPoint()) if _is_one_pdf(paths) else None
        if paper is not None:
            words = gettext("Drop to attach to “{title}”.", title=quotable(plain(paper.title)) or paper.id)
        else:
            words = ngettext("Drop to add {count} file.", "Drop to add {count} files.", len(paths))
        if words != self._shown_words:
            self._shown_words = words
            self._messages.say(_KEY, Note(words, gettext("Files are copied, not moved."), icon="file-text"))
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        return True

    def _drop(self, event: QDropEvent) -> bool:
        paths = dropped_paths(event.mimeData())
        self._forget()
        if not paths or event.source() is not None:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        paper = self._paper_at(event.position().toPoint()) if _is_one_pdf(paths) else None
        if paper is not None:
            self._commands().attach(paper, paths[0])
        else:
            self._commands().add(paths)
        # reference lists dropped together with PDFs are left to the next event filter
        return not dropped_files(event.mimeData())

    def _forget(self) -> None:
        if self._shown_words:
            self._shown_words = ""
            self._messages.close_message(_KEY)

    def _paper_at(self, place: QPoint) -> Paper | None:
        """Return the paper at *place* of the window: that of a row, or the one shown in the detail pane."""
        widget = self._window.childAt(place)
        while widget is not None and widget is not self._window:
            if isinstance(widget, RowList):
                model = widget.model()
                index = widget.indexAt(widget.viewport().mapFrom(self._window, place))
                known = model.paper_at(index.row()) if isinstance(model, RowTable) and index.isValid() else None
                return known if known is not None and known.id else None
            if widget.objectName() == "detailPane":
                return self._context.now.paper
            widget = widget.parentWidget()
        return None


def dropped_paths(data: QMimeData) -> list[Path]:
    """Return the local PDFs and folders in *data*."""
    paths = [Path(url.toLocalFile()) for url in data.urls()[:MOST_DROPPED] if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() == ".pdf" or path.is_dir()]


def _is_one_pdf(paths: list[Path]) -> bool:
    return len(paths) == 1 and paths[0].suffix.lower() == ".pdf"
