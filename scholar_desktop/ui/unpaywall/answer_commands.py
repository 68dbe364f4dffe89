"""Runs the `unpaywall.*` actions: view, save and open a PDF, copy addresses, export."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.services.open_access.pdf_preview import PreviewedPdf, preview_file_name
from scholar_desktop.services.unpaywall.answers import all_links, best_link, page_link, pdf_links
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.unpaywall.answer_list import AnswerRow
from scholar_desktop.ui.widgets.file_dialog import CSV_FILE, JSON_FILE, FileKind, FilePurpose, save_file
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import ERROR
from scholar_desktop.ui.words.wording import size

if TYPE_CHECKING:
    from scholar_desktop.services.open_access.pdf_preview import PdfPreviewer
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.unpaywall.answers import AnswersToWrite
    from scholar_desktop.services.unpaywall.unpaywall_lookup import UnpaywallLookup
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.unpaywall.answer_detail import AnswerDetail

MESSAGE_SHOWN_MS = 6000


class AnswerCommands:
    """Runs the actions.

    Args:
        chosen: returns the row that the actions apply to.
        exported: returns what is exported.
    """

    def __init__(
        self,
        scope: TaskScope,
        state: WindowState,
        actions: Actions,
        messages: Messages,
        open_path: Callable[[str], None],
        open_url: Callable[[str], None],
        pdf_previewer: PdfPreviewer,
        unpaywall_lookup: UnpaywallLookup,
        window: QWidget,
        detail: AnswerDetail,
        chosen: Callable[[], AnswerRow | None],
        exported: Callable[[], AnswersToWrite],
    ) -> None:
        self._actions = actions
        self._state = state
        self._messages = messages
        self._open_path = open_path
        self._open_url = open_url
        self._pdf_previewer = pdf_previewer
        self._unpaywall_lookup = unpaywall_lookup
        self._scope = scope.child()
        self._window = window
        self._detail = detail
        self._chosen = chosen
        self._exported = exported

    def run(self, name: str) -> None:
        """Run the action `unpaywall.<name>`."""
        if name in ("export_csv", "export_json"):
            self._choose_export(name.removeprefix("export_"))
            return
        row = self._chosen()
        if row is None or row.item.answer is None:
            return
        answer = dict(row.item.answer)
        match name:
            case "view_pdf":
                self._start(self._view(row), "view a PDF")  # not translated: the name of a task
            case "open_outside":
                self._start(self._outside(row), "open a PDF outside")  # not translated: the name of a task
            case "save_pdf":
                self._choose_pdf(row)
            case "open_browser":
                self._open_url(_first_link(row) or "")
            case "copy_best":
                self._copy(best_link(answer) or "", gettext("Copied the best link."))
            case "copy_pdf":
                self._copy(_links(row)[0], gettext("Copied the PDF link."))
            case "copy_links":
                links = all_links(answer)
                self._copy("\n".join(links), ngettext("Copied {count} link.", "Copied {count} links.", len(links)))
            case "copy_json":
                text = msgspec.json.format(msgspec.json.encode(row.item.answer)).decode()
                self._copy(text, gettext("Copied the answer as JSON."), detail="")
            case "copy_request":
                self._copy_request(row)

    # PDFs

    async def _view(self, row: AnswerRow) -> None:
        view = self._detail.open_pdf()
        name = preview_file_name(_paper(row))
        view.wait(name)
        view.focus_pages()  # not when the PDF has come: the user may be elsewhere then
        try:
            seen = await self._look(row)
        except ScholarError as error:
            browser = self._actions["unpaywall.open_browser"]
            steps = (Step(gettext("Open in browser"), browser.trigger, main=True, icon="external"),)
            message = PageMessage(shown(error.message), shown(error.hint or ""), "alert", "error", steps=steps)
            view.show_message(name, ERROR, message)
            return
        if not seen.is_sound:
            outside = self._actions["unpaywall.open_outside"]
            steps = (Step(gettext("Open in PDF app"), outside.trigger, main=True, icon="external"),)
            heading, why = gettext("This PDF cannot be shown here"), shown(seen.problem or "")
            message = PageMessage(heading, why, "alert", "warn", steps=steps)
            view.show_message(name, ERROR, message)
            return
        view.show_pdf(name, seen.content)

    async def _outside(self, row: AnswerRow) -> None:
        try:
            seen = await self._look(row)
            path = await self._pdf_previewer.for_viewer(seen, preview_file_name(_paper(row)))
        except ScholarError as error:
            self._messages.failed(gettext("The PDF could not be opened"), error)
            return
        self._open_path(str(path))

    def _choose_pdf(self, row: AnswerRow) -> None:
        save_file(
            self._window,
            gettext("Save PDF"),
            (FileKind("PDF", ("pdf",)),),
            lambda path, _: self.save_pdf(row, path),
            name=preview_file_name(_paper(row)).removesuffix(".pdf"),
            purpose=FilePurpose.PDF,
            memory=self._state,
        )

    def save_pdf(self, row: AnswerRow, path: Path) -> None:
        """Save the PDF of *row* at *path*."""
        self._start(self._save(row, path), "save a PDF")  # not translated: the name of a task

    async def _save(self, row: AnswerRow, path: Path) -> None:
        try:
            seen = await self._look(row)
            await self._pdf_previewer.write(seen, path)
        except ScholarError as error:
            self._messages.failed(gettext("The PDF could not be saved"), error)
            return
        lead = gettext("Saved {file}.", file=path.name)
        note = Note(lead, size(len(seen.content)), icon="tick")
        self._messages.say_saved("saved", note, path.parent, lasts_ms=MESSAGE_SHOWN_MS)

    async def _look(self, row: AnswerRow) -> PreviewedPdf:
        return await self._pdf_previewer.look(_links(row), RequestOptions())

    # Copying

    def _copy_request(self, row: AnswerRow) -> None:
        paper = _paper(row)
        text = self._unpaywall_lookup.address(paper.ids.doi or row.item.id)
        self._copy(text, gettext("Copied the request address, without your e-mail address."))

    def _copy(self, text: str, lead: str, *, detail: str | None = None) -> None:
        QGuiApplication.clipboard().setText(text)
        short = detail if detail is not None else text
        short = shorten(short, 160)
        self._messages.say("copied", Note(lead, short, icon="copy"), lasts_ms=MESSAGE_SHOWN_MS)

    # Export

    def _choose_export(self, kind: str) -> None:
        save_file(
            self._window,
            gettext("Export answers"),
            (CSV_FILE if kind == "csv" else JSON_FILE,),
            lambda path, _: self.export(kind, path),
            name="unpaywall",
            purpose=FilePurpose.EXPORT,
            memory=self._state,
        )

    def export(self, kind: str, path: Path) -> None:
        """Write all answers of the page to *path*, as *kind* (csv, json)."""
        self._start(self._export(kind, path), "export answers")  # not translated: the name of a task

    async def _export(self, kind: str, path: Path) -> None:
        from scholar_desktop.services.unpaywall.answers import write_answers

        try:
            rows, left_out = await asyncio.to_thread(write_answers, path, self._exported(), kind)
        except ScholarError as error:
            self._messages.failed(gettext("The answers could not be exported"), error)
            return
        lead = ngettext("Exported {count} row to {file}.", "Exported {count} rows to {file}.", rows, file=path.name)
        text = ngettext(
            "Left out {count} line without an answer.", "Left out {count} lines without an answer.", left_out
        )
        note = Note(lead, text if left_out else "", icon="tick")
        self._messages.say_saved("saved", note, path.parent, lasts_ms=MESSAGE_SHOWN_MS)

    def _start(self, work: Any, name: str) -> None:
        self._scope.start(work, name=name, latest=name)


def _paper(row: AnswerRow) -> Paper:
    return row.item.paper or Paper(title="")


def _links(row: AnswerRow) -> tuple[str, ...]:
    """Return the addresses of the PDFs to try; that of the row's own copy is first."""
    links = pdf_links(row.item.answer or {})
    own = row.place.get("url_for_pdf") if row.place is not None else None
    return (own, *(link for link in links if link != own)) if own in links else links


def _first_link(row: AnswerRow) -> str | None:
    """Return the address of the copy of *row*, else that of `page_link`."""
    own = row.place.get("url") if row.place is not None else None
    answer = row.item.answer or {}
    return own if own in all_links(answer) else page_link(answer)
