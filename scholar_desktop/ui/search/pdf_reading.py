"""The PDF that is read in the place of the paper and its citations. What shows it is loaded as soon as a paper with a
PDF is shown: on the key press it would block the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from scholar_desktop import preload
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.papers.pdf_viewer import PdfViewer
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.papers.pdf.preview import PdfPreview
    from scholar_desktop.ui.widgets.row_list import RowList

BETWEEN_S = 0.005
SHOWN = "pdf_shown"
"""Key in the window's state: the paper whose PDF is shown; empty if none is."""
RESTORED_WITHIN_MS = 10_000
"""After that time, a paper that is shown is one that the user has chosen, not that of the last run."""


class PdfModules(QObject):
    """Imports the modules once, a few at a time, and prepares the process that draws the pages. Then it shows the PDF
    that was shown when the program ended, if its paper is shown again."""

    def __init__(
        self,
        marks: PaperStatuses,
        viewer: PdfViewer,
        scope: TaskScope,
        paper: PaperSession,
        reading: PdfReading,
        state: WindowState,
        navigation: Navigation,
    ) -> None:
        """state: keeps which PDF is shown."""
        super().__init__(reading)
        self._marks, self._viewer, self._scope, self._paper = marks, viewer, scope, paper
        self._reading, self._state, self._navigation = reading, state, navigation
        self._is_expected = self._is_ready = False
        self._last = state.get(SHOWN, str) or ""
        paper.shown.connect(self._expect)
        marks.changed.connect(self._expect)
        navigation.page_changed.connect(self._restore)
        paper.shown.connect(self._keep)
        reading.began.connect(self._keep)
        reading.ended.connect(self._keep)
        QTimer.singleShot(RESTORED_WITHIN_MS, self, self._forget_last)

    def _has_pdf(self) -> bool:
        paper = self._paper.paper
        kept = self._marks.of(paper).kept if paper is not None else None
        return kept is not None and kept.pdf is not None

    def _expect(self) -> None:
        if not self._is_expected and self._has_pdf():
            self._is_expected = True
            self._scope.start(self._load(), name="load what shows a PDF")
        self._restore()

    async def _load(self) -> None:
        await preload.load_in_turns(preload.PDF_VIEW, BETWEEN_S)
        self._viewer.prepare()
        self._is_ready = True
        self._restore()

    def _restore(self, _page: str = "") -> None:
        """Show the PDF of the last run, once."""
        paper, page = self._paper.paper, self._navigation.page
        if not self._last or not self._is_ready or paper is None or page not in places.WITH_PAPERS:
            return
        if paper.id == self._last and self._has_pdf():
            self._last = ""
            self._reading.show(paper)

    def _forget_last(self) -> None:
        self._last = ""

    def _keep(self) -> None:
        """Keep which PDF is shown. Until that of the last run is shown again, this is kept."""
        if not self._last or self._reading.is_on:
            paper = self._paper.paper if self._reading.is_on else None
            self._state.set(SHOWN, paper.id if paper is not None else "")


class PdfReading(QObject):
    """Shows PDFs in the place of the paper and its citations, and on request in the place of all panes.

    is_on: a PDF has that place; is_wide: it also has the place of the lists. Signals: `changes` (before the panes
    change their places), `began`, `ended`, `widened` (`is_wide` has changed), `close_wanted` (the user closes the PDF).
    """

    changes = Signal()
    began = Signal()
    ended = Signal()
    widened = Signal()
    close_wanted = Signal()

    def __init__(
        self,
        make_preview: Callable[[], PdfPreview],
        list_view: Callable[[], RowList],
        parent: QWidget,
    ) -> None:
        """make_preview: called once, for the first PDF; list_view: returns the list that is shown: it scrolls the PDF
        too."""
        super().__init__(parent)
        self._make_preview = make_preview
        self._list_view = list_view
        self._preview: PdfPreview | None = None
        self.is_on = self.is_wide = False

    def show(self, paper: Paper) -> None:
        """Show the PDF of *paper*, at the matching words if the library's search found it by them."""
        preview = self._preview
        if preview is None:
            preview = self._preview = self._make_preview()
            preview.view.closed.connect(self.close_wanted)
            preview.view.wide_wanted.connect(self.widen)
            preview.view.search_left.connect(self._leave_search)
        if not self.is_on:
            self.changes.emit()
            self.is_on = True
            self.began.emit()
        preview.show(paper, beside=self._list_view())

    def enter(self, paper: Paper) -> None:
        """Show the PDF of *paper* with the focus in it."""
        self.show(paper)
        self.focus_pages()

    def follow(self, paper: Paper) -> None:
        """Show the PDF of *paper*, whose row was selected, unless another one is selected within a moment."""
        if self._preview is not None:
            self._preview.show(paper, after_rest=True)

    def arrange(self, stack: QStackedLayout) -> None:
        """Put the PDF into its place, which is *stack*."""
        if self._preview is not None:
            self._preview.view.set_wide(self.is_wide)
            if stack.indexOf(self._preview.view) < 0:
                stack.addWidget(self._preview.view)
            stack.setCurrentWidget(self._preview.view)

    def widen(self) -> None:
        """Give the PDF the place of all panes, or take it back."""
        self.changes.emit()
        self.is_wide = not self.is_wide
        self.widened.emit()

    def stop(self) -> None:
        """Close the PDF. If it had the focus, the list gets it."""
        if self._preview is None or not self.is_on:
            return
        had_focus = self._preview.view.isAncestorOf(QApplication.focusWidget() or self._list_view())
        self.changes.emit()
        self.is_on = self.is_wide = False
        self._preview.close()
        self.ended.emit()
        if had_focus:
            self._list_view().setFocus()

    def focus_pages(self) -> None:
        if self._preview is not None:
            self._preview.view.focus_pages()

    def take_focus(self) -> bool:
        """Move the focus to the PDF. Return False if none is shown."""
        return self.is_on and self._preview is not None and self._preview.view.take_focus()

    def focus_search(self) -> bool:
        """Move the focus to the search box of the PDF. Return False if none is shown."""
        view = self._preview.view if self._preview is not None else None
        return self.is_on and view is not None and view.isVisible() and view.focus_search()

    def _leave_search(self) -> None:
        """Return to the list, or to the pages if it is hidden."""
        if self._list_view().isVisible():
            self._list_view().setFocus()
        else:
            self.focus_pages()

    def release(self) -> None:
        """Stop drawing pages before the window is destroyed."""
        if self._preview is not None:
            self._preview.close()
