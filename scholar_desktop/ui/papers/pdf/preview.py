"""Chooses the PDF shown next to the list: that of the chosen paper, opened at the words of the search."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeyEvent

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import Changes, KeptFile, KeptPaper, PageHit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context.page_messages import show_downloads_step
from scholar_desktop.ui.open_access.closed_paper import closed_paper_steps, watch_words
from scholar_desktop.ui.open_access.linked_pdf import linked_steps
from scholar_desktop.ui.open_access.pdf_button import pdf_button, pdf_note, restricted_reason
from scholar_desktop.ui.open_access.shown_pdf_button import press_pdf_button
from scholar_desktop.ui.papers.pdf.quotation import copy_quotation
from scholar_desktop.ui.papers.pdf.view import PdfView, follow_search
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR

if TYPE_CHECKING:
    from scholar_desktop.services.library.full_text import FullText
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.widgets.row_list import RowList

REST_S = 0.12
"""While the user moves through a list, no PDF is opened until the selection has not changed for this many seconds."""

PLACES = "pdf_places"
"""The name of the state with the place where each PDF was left: of the file with this SHA-256 the page, from 0, and the
part of its height that was above."""
MOST_PLACES = 500

Place = tuple[PageHit | None, str]
"""The page at which a PDF is opened, and the words to highlight there."""


class PdfPreview(QObject):
    """Shows the PDF of a paper in the PDF view.

    It opens only files of the library, never a quarantined one.
    """

    def __init__(
        self,
        view: PdfView,
        full_text: FullText,
        library: Library,
        open_path: Callable[[str], None],
        scope: TaskScope,
        place_of: Callable[[Paper], Place],
        without_pdf: Callable[[Paper], PageMessage],
        state: WindowState,
        parent: QObject | None = None,
    ) -> None:
        """Create the preview.

        Args:
            view: shows the PDFs; empty at first.
            place_of: returns where the words of the search occur in the PDF of a paper.
            without_pdf: returns what is shown of a paper that has no PDF.
            state: keeps where each PDF was left, at which it is opened again.
        """
        super().__init__(parent)
        self._full_text = full_text
        self._library = library
        self._open_path = open_path
        self._scope = scope.child()
        self._place_of = place_of
        self._without_pdf = without_pdf
        self._state = state
        self._is_without = False
        self._paper: Paper | None = None
        self._file: KeptFile | None = None
        self._place = (1, "")
        self.view = view
        self.view.outside_wanted.connect(self._open_outside)
        library.changed.connect(self._on_library_changed)

    def show(self, paper: Paper, *, after_rest: bool = False, beside: RowList | None = None) -> None:
        """Show the PDF of *paper*, also one that is in the trash.

        Args:
            after_rest: only if no other paper is shown within a moment.
            beside: the list that has the paper; its Page Up and Page Down scroll the PDF, and its Esc closes it.
        """
        self._paper = paper
        if beside is not None:
            beside.press_in_preview, beside.has_preview = self.press, lambda: self._paper is not None
        self._scope.start(self._show(paper, after_rest), name="show a PDF", latest="pdf")

    @property
    def paper(self) -> Paper | None:
        """The paper whose PDF is shown, or why it has none."""
        return self._paper

    def press(self, event: QKeyEvent) -> bool:
        """Apply a key that was pressed in the list to the PDF. Return False if no PDF is shown, or it is none of its
        keys."""
        return self._paper is not None and self.view.pages.page_count > 0 and self.view.pages.press(event)

    def close(self) -> None:
        """Close the PDF."""
        self._scope.cancel("pdf")
        self._keep_place()
        self._paper = self._file = None
        self._is_without = False
        self.view.let_go()

    def _on_library_changed(self, changes: Changes) -> None:
        if self._paper is not None and changes.files:
            self.show(self._paper)  # its PDF may have been added or removed

    async def _show(self, paper: Paper, after_rest: bool) -> None:
        if after_rest:
            await asyncio.sleep(REST_S)
        self._is_without = False
        try:
            kept = (await self._library.find_many([paper])).get(paper.id)
            if kept is None:
                kept = (await self._library.find_many([paper], trashed=True)).get(paper.id)
            file = _pdf_of(kept, self._place_of(paper)[0])
            if file is None:
                self._say_none(paper)
            else:
                await self._open(file, paper)
        except ScholarError as error:
            self._keep_place()
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
        self._keep_place()
        self._file = None
        self.view.wait(file.name)
        self._file = file
        content = await self._full_text.content(file)
        left, inside = self._place_left(file) if hit is None else (page - 1, 0.0)
        self.view.show_pdf(file.name, content, page=left + 1, words=words, inside=inside)

    def _keep_place(self) -> None:
        """Keep where the PDF that is shown is left."""
        if self._file is None or not self.view.pages.page_count:
            return
        page, inside = self.view.pages.place
        kept = dict(self._state.get(PLACES, dict) or {})
        kept.pop(self._file.sha256, None)
        if (page, round(inside, 3)) != (0, 0.0):
            kept[self._file.sha256] = [page, round(inside, 3)]
        self._state.set(PLACES, dict(list(kept.items())[-MOST_PLACES:]))

    def _place_left(self, file: KeptFile) -> tuple[int, float]:
        """Return where *file* was left, its beginning if it is opened for the first time."""
        match (self._state.get(PLACES, dict) or {}).get(file.sha256):
            case [int() as page, int() | float() as inside] if page >= 0 and -2 <= inside <= 2:
                return page, float(inside)
        return 0, 0.0

    def refresh(self) -> None:
        """Show again why a paper has no PDF: a download began or ended."""
        if self._paper is not None and self._is_without:
            self._say_none(self._paper)

    def _say_none(self, paper: Paper) -> None:
        self._keep_place()
        self._file, self._is_without = None, True
        self.view.show_message(_name(paper), EMPTY, self._without_pdf(paper))

    def _open_outside(self) -> None:
        if self._file is not None:
            self._open_path(self._file.path)


def _pdf_of(kept: KeptPaper | None, hit: PageHit | None) -> KeptFile | None:
    """Return the file that contains the hit, else the PDF of the paper itself."""
    if kept is None:
        return None
    pdfs = [file for file in kept.files if file.is_pdf]
    found = next((file for file in pdfs if hit is not None and file.path == hit.path), None)
    return found or next((file for file in pdfs if file.path == kept.pdf), None)


def _name(paper: Paper) -> str:
    return plain(paper.title) or gettext("Untitled")


def without_pdf_message(ui_context: UiContext, paper: Paper) -> PageMessage:
    """Return what is shown in the place of the PDF of *paper*, which has none: why the last attempt failed, and what
    can be done about it."""
    mark = ui_context.marks.of(paper)
    note, item = pdf_note(mark), mark.download
    heading = gettext("No PDF in your library")
    if note is not None and item is not None and item.outcome is ItemOutcome.CLOSED:
        why = " ".join(filter(None, (note.lead, note.text, watch_words(ui_context, paper))))
        return PageMessage(heading, why, note.icon, steps=closed_paper_steps(ui_context, paper))
    if note is not None and item is not None and item.pdf_version is not None:
        steps = linked_steps(ui_context, item.pdf_version)
        return PageMessage(heading, f"{note.lead} {note.text}", note.icon, steps=steps)  # wording: sentences
    restricted = restricted_reason(paper, mark)
    button = pdf_button(paper, mark, online=not ui_context.services.status.offline, restricted=restricted)
    why = " ".join(filter(None, (note.lead, note.text))) if note is not None else button.why
    if button.stoppable and item is not None:
        show = show_downloads_step(ui_context.navigation, item.key)
        return PageMessage(heading, button.text, button.icon, steps=(show,))
    press = partial(press_pdf_button, ui_context, button, paper)
    step = Step(button.text, press, main=button.main, icon=button.icon)
    return PageMessage(heading, why, "without-pdf", steps=(step,))


def make_preview(
    ui_context: UiContext, scope: TaskScope, place_of: Callable[[Paper], Place], parent: QObject
) -> PdfPreview:
    """Return a preview with an empty view."""
    services = ui_context.services
    view = PdfView(ui_context.theme, ui_context.scope, ui_context.messages, services.open_url, services.pdf_viewer)
    preview = PdfPreview(
        view,
        services.full_text,
        services.library,
        services.open_path,
        scope,
        place_of,
        partial(without_pdf_message, ui_context),
        ui_context.state,
        parent,
    )
    ui_context.marks.changed.connect(preview.refresh)
    pages = view.pages
    ui_context.actions.bind("paper.copy_quotation", lambda: copy_quotation(ui_context, pages, preview.paper))
    pages.text_actions = (ui_context.actions["paper.copy_quotation"],)
    follow_search(ui_context.context, view)
    pages.selection_changed.connect(lambda: ui_context.context.update(pdf_text=bool(pages.selected_text())))
    return preview
