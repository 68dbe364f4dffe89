"""Handles manuscripts, and folders of Zotero, that are dropped on the window."""

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
ON_PAGE = (*ALWAYS, ".md", ".markdown", ".txt", ".pdf", ".bib")
"""Endings of files that are taken for a manuscript where the page of manuscripts is shown. Elsewhere a PDF is added to
the library, and the others are lists."""
OFFERED = (".md", ".markdown", ".pdf")
"""Of these, the check is offered beside what else is done with such a file."""
OFFER_SHOWN_MS = 15_000
ZOTERO_DATABASE = "zotero.sqlite"


class ManuscriptDropHandler(QObject):
    """Sees the drops on *window* before the handlers that were there before.

    Args:
        check: checks a manuscript.
        import_from: shows what a folder or file of Zotero has. The handler of PDFs would add those in it alone.
    """

    def __init__(
        self,
        navigation: Navigation,
        messages: Messages,
        window: QWidget,
        check: Callable[[Path], None],
        import_from: Callable[[Path], None],
    ) -> None:
        super().__init__(window)
        self._navigation = navigation
        self._messages = messages
        self._check = check
        self._import_from = import_from
        self._shown_words = ""
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.source() is None:
            here = self._navigation.page == places.MANUSCRIPT
            path = self._one_file(event.mimeData(), ON_PAGE if here else ALWAYS)
            if (place := _of_zotero(event.mimeData())) is not None:
                words = gettext("Drop to import {file}.", file=place.name)
                self._take(event, place, words, self._import_from)
                return True
            if path is None:
                self._forget()
                if event.type() == QEvent.Type.Drop and (path := self._one_file(event.mimeData(), OFFERED)):
                    self._offer(path)
                return False
            words = gettext("Drop to check the references of {file}.", file=path.name)
            self._take(event, path, words, self._check)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._forget()
        return False

    def _take(self, event: QDropEvent, path: Path, words: str, use: Callable[[Path], None]) -> None:
        """Accept *path*: show *words* while it is dragged, and use it when it is dropped."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if isinstance(event, QDragMoveEvent):
            self._show(words)
        else:
            self._forget()
            use(path)

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

    def _show(self, words: str) -> None:
        if words != self._shown_words:
            self._shown_words = words
            self._messages.say(_KEY, Note(words, icon="file-text"))

    def _forget(self) -> None:
        if self._shown_words:
            self._shown_words = ""
            self._messages.close_message(_KEY)


def _of_zotero(data: QMimeData) -> Path | None:
    """Return the data folder of Zotero, the folder that it exported, or the .rdf file, if *data* is only that."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if len(paths) != 1:
        return None
    [path] = paths
    if path.suffix.lower() == ".rdf" or path.name == ZOTERO_DATABASE:
        return path
    is_zotero = path.is_dir() and ((path / ZOTERO_DATABASE).is_file() or any(path.glob("*.rdf")))
    return path if is_zotero else None
