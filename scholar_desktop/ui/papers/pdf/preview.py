"""Chooses the PDF shown next to the list: that of the chosen paper, opened at the words of the search."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import Changes, KeptFile, KeptPaper, PageHit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.papers.pdf.view import PdfView
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR

if TYPE_CHECKING:
    from scholar_desktop.services.library.full_text import FullText
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.widgets.row_list import RowList

REST_S = 0.12
"""While the user moves through a list, no PDF is opened until the selection has not changed for this many seconds."""

Place = tuple[PageHit | None, str]
"""The page at which a PDF is opened, and the words to highlight there."""


class PdfPreview(QObject):
    """Shows the PDF of a paper in the PDF view.

    It opens only files of the library, never a quarantined one.
    """

    def __init__(
        self,
        view: PdfView,
        actions: Actions,
        full_text: FullText,
        library: Library,
        open_path: Callable[[str], None],
        scope: TaskScope,
        place_of: Callable[[Paper], Place],
        parent: QObject | None = None,
    ) -> None:
        """Create the preview.

        Args:
            view: shows the PDFs; empty at first.
            place_of: returns where the words of the search occur in the PDF of a paper.
        """
        super().__init__(parent)
        self._actions = actions
        self._full_text = full_text
        self._library = library
        self._open_path = open_path
        self._scope = scope.child()
        self._place_of = place_of
        self._paper: Paper | None = None
        self._file: KeptFile | None = None
        self._place = (1, "")
        self.view = view
        self.view.outside_wanted.connect(self._open_outside)
        library.changed.connect(self._on_library_changed)

    def show(self, paper: Paper, *, after_rest: bool = False, beside: RowList | None = None) -> None:
        """Show the PDF of *paper*.

        Args:
            after_rest: only if no other paper is shown within a moment.
            beside: the list that has the paper; its Page Up and Page Down scroll the PDF.
        """
        self._paper = paper
        if beside is not None:
            beside.scroll_preview = self.scroll
        self._scope.start(self._show(paper, after_rest), name="show a PDF", latest="pdf")

    def scroll(self, pages: int) -> bool:
        """Scroll on by *pages* of the view, or back. Return False if no PDF is shown."""
        if self._paper is None or not self.view.pages.page_count:
            return False
        self.view.pages.scroll_pages(pages)
        return True

    def close(self) -> None:
        """Close the PDF."""
        self._scope.cancel("pdf")
        self._paper = self._file = None
        self.view.let_go()

    def _on_library_changed(self, changes: Changes) -> None:
        if self._paper is not None and changes.files:
            self.show(self._paper)  # its PDF may have been added or removed

    async def _show(self, paper: Paper, after_rest: bool) -> None:
        if after_rest:
            await asyncio.sleep(REST_S)
        try:
            kept = (await self._library.find_many([paper])).get(paper.id)
            file = _pdf_of(kept, self._place_of(paper)[0])
            if file is None:
                self._say_none(paper)
            else:
                await self._open(file, paper)
        except ScholarError as error:
            self._file = None
            message = PageMessage(shown(error.message), shown(error.hint or ""), "alert", "error")
            self.view.show_message(_name(paper), ERROR, message)

    async def _open(self, file: KeptFile, paper: Paper) -> None:
        hit, words = self._place_of(paper)
        page = hit.page if hit is not None and hit.path == file.path else 1
        if self._file == file and self.view.pages.page_count:
            if (page, words) != self._place:
                self._place = (page, words)
                self.view.go(page, words)
            return
        self._place = (page, words)
        self._file = None
        self.view.wait(file.name)
        self._file = file
        content = await self._full_text.content(file)
        self.view.show_pdf(file.name, content, page=page, words=words)

    def _say_none(self, paper: Paper) -> None:
        self._file = None
        get = self._actions["paper.get_pdf"]
        steps = (Step(gettext("Get PDF"), get.trigger, main=True, icon="get"),) if get.isEnabled() else ()
        message = PageMessage(gettext("No PDF in your library"), get.toolTip(), "without-pdf", steps=steps)
        self.view.show_message(_name(paper), EMPTY, message)

    def _open_outside(self) -> None:
        if self._file is not None:
            self._open_path(self._file.path)


def _pdf_of(kept: KeptPaper | None, hit: PageHit | None) -> KeptFile | None:
    """Return the file that contains the hit, else the PDF of the paper itself."""
    if kept is None:
        return None
    pdfs = [file for file in kept.files if file.name.lower().endswith(".pdf")]
    found = next((file for file in pdfs if hit is not None and file.path == hit.path), None)
    return found or next((file for file in pdfs if file.path == kept.pdf), None)


def _name(paper: Paper) -> str:
    return plain(paper.title) or gettext("Untitled")


def make_preview(
    ui_context: UiContext, scope: TaskScope, place_of: Callable[[Paper], Place], parent: QObject
) -> PdfPreview:
    """Return a preview with an empty view."""
    services = ui_context.services
    view = PdfView(ui_context.theme, ui_context.scope, ui_context.messages, services.open_url, services.pdf_viewer)
    return PdfPreview(
        view,
        ui_context.actions,
        services.full_text,
        services.library,
        services.open_path,
        scope,
        place_of,
        parent,
    )
