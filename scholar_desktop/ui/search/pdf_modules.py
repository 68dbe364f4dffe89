"""Loads what shows a PDF as soon as a paper with a PDF is shown: on the key press it would block the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from scholar_desktop import preload

if TYPE_CHECKING:
    from scholar_desktop.services.papers.pdf_viewer import PdfViewer
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.context.paper_status import PaperStatuses

BETWEEN_S = 0.005


class PdfModules(QObject):
    """Imports the modules once, a few at a time, and prepares the process that draws the pages."""

    def __init__(
        self, marks: PaperStatuses, viewer: PdfViewer, scope: TaskScope, paper: PaperSession, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._marks, self._viewer, self._scope, self._paper = marks, viewer, scope, paper
        self._is_expected = False
        paper.shown.connect(self._expect)
        self._marks.changed.connect(self._expect)

    def _expect(self) -> None:
        paper = self._paper.paper
        if self._is_expected or paper is None:
            return
        kept = self._marks.of(paper).kept
        if kept is not None and kept.pdf is not None:
            self._is_expected = True
            self._scope.start(self._load(), name="load what shows a PDF")

    async def _load(self) -> None:
        await preload.load_in_turns(preload.PDF_VIEW, BETWEEN_S)
        self._viewer.prepare()
