"""Saves tables of records, and shows a message about the outcome."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.file_dialog import JSON_FILE, FileKind, FilePurpose, save_file
from scholar_desktop.ui.widgets.note import Note

if TYPE_CHECKING:
    from scholar_desktop.domain.search.query import SearchResult
    from scholar_desktop.ui.context.ui_context import UiContext

MESSAGE_SHOWN_MS = 8000
CSV, JSON = "csv", "json"


def choose_file(ui_context: UiContext, parent: QWidget, kind: str, save: Callable[[Path], None]) -> None:
    """Ask for a file, and call *save* with its path. kind: CSV or JSON, the type that is selected first."""
    kinds = {CSV: FileKind(gettext("CSV for spreadsheets"), (CSV,)), JSON: JSON_FILE}
    save_file(
        parent,
        gettext("Export records"),
        tuple(kinds.values()),
        lambda path, _: save(path),
        name="zenodo-records",
        purpose=FilePurpose.EXPORT,
        memory=ui_context.state,
        kind=kinds[kind],
    )


def save_records_of(result: SearchResult | None, ui_context: UiContext, window: QWidget) -> None:
    """Ask for a file, and write the Zenodo records among the results of a search to it."""
    papers = [paper for paper in (result.papers if result is not None else ()) if ZENODO in paper.sources]
    if not papers:
        hint = gettext("Search first, or search Zenodo under “Zenodo records”.")
        note = Note(gettext("The results contain no Zenodo records."), hint)
        ui_context.messages.say("saved", note, lasts_ms=MESSAGE_SHOWN_MS)
        return

    def save(path: Path) -> None:
        from scholar_desktop.services.zenodo.record_export import save_table_of

        work = save_and_report(ui_context, save_table_of(papers, path), path)
        ui_context.scope.start(work, name="save a table", latest="save a table")

    choose_file(ui_context, window, CSV, save)


async def save_and_report(ui_context: UiContext, saving: Awaitable[int], path: Path) -> None:
    """Wait for *saving*, which returns how many rows it wrote to *path*, and show a message about the outcome."""
    try:
        rows = await saving
    except ScholarError as error:
        ui_context.messages.failed(gettext("Could not export the records"), error)
        return
    lead = ngettext("Exported {count} record to {file}.", "Exported {count} records to {file}.", rows, file=path.name)
    note = Note(lead, "", "panel", "tick")
    ui_context.messages.say_saved("saved", note, path.parent, lasts_ms=MESSAGE_SHOWN_MS)
