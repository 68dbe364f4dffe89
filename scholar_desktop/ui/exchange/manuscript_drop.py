"""Handles manuscripts that are dropped on the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation

_KEY, _OFFER = "drop", "drop.manuscript"
ALWAYS = (".tex", ".ltx", ".docx", ".odt", ".rmd", ".qmd")
"""Endings of files that can be nothing but a manuscript."""
ON_PAGE = (*ALWAYS, ".md", ".markdown", ".pdf", ".bib")
"""Endings of files that are taken for a manuscript where the page of manuscripts is shown. Elsewhere a PDF is added to
the library, and the others are lists."""
OFFERED = (".md", ".markdown", ".pdf")
"""Of these, the check is offered beside what else is done with such a file."""
OFFER_SHOWN_MS = 15_000


class ManuscriptDropHandler(QObject):
    """Sees the drops on *window* before the handlers that were there before."""

    def __init__(
        self, navigation: Navigation, messages: Messages, window: QWidget, check: Callable[[Path], None]
    ) -> None:
        super().__init__(window)
        self._navigation = navigation
        self._messages = messages
        self._check = check
        self._shown_words = ""
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.source() is None:
            here = self._navigation.page == places.MANUSCRIPT
            path = self._one_file(event.mimeData(), ON_PAGE if here else ALWAYS)
            if path is None:
                self._forget()
                if event.type() == QEvent.Type.Drop and (path := self._one_file(event.mimeData(), OFFERED)):
                    self._offer(path)
                return False
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            if isinstance(event, QDragMoveEvent):  # it is still dragged
                self._show(path)
            else:
                self._forget()
                self._check(path)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._forget()
        return False

    def _offer(self, path: Path) -> None:
        lead = gettext("If {file} is a manuscript, its references can be checked.", file=path.name)
        step = Step(gettext("Check references"), partial(self._check, path))
        self._messages.say(_OFFER, Note(lead, icon="file-text", steps=(step,)), lasts_ms=OFFER_SHOWN_MS)

    @staticmethod
    def _one_file(data: QMimeData, endings: tuple[str, ...]) -> Path | None:
        """Return the file in *data*, if it is one file with one of *endings*, or one with its .bib files."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        texts = [path for path in paths if path.suffix.lower() != ".bib"]
        chosen = texts or paths
        if len(chosen) != 1 or chosen[0].suffix.lower() not in endings or chosen[0].is_dir():
            return None
        return chosen[0]

    def _show(self, path: Path) -> None:
        words = gettext("Drop to check the references of {file}.", file=path.name)
        if words != self._shown_words:
            self._shown_words = words
            self._messages.say(_KEY, Note(words, icon="file-text"))

    def _forget(self) -> None:
        if self._shown_words:
            self._shown_words = ""
            self._messages.close_message(_KEY)
