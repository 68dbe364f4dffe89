"""Exports the selected papers to a file that the user names."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.private_files import replace_file
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.literal_text import title_text
from scholar_desktop.ui.words.wording import counted

if TYPE_CHECKING:
    from scholar_desktop.ui.context.ui_context import UiContext

_KINDS = (
    ("BibTeX (*.bib)", "bibtex"),
    ("RIS (*.ris)", "ris"),
    ("CSL-JSON (*.json)", "csl-json"),
    ("Table (*.csv)", "csv"),
)
MESSAGE_SHOWN_MS = 8000


class PaperExporter(QObject):
    """Asks for the file name with the system's dialog, then writes the file."""

    def __init__(self, ui_context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._ui_context = ui_context
        self._window = window
        self._papers: tuple[Paper, ...] = ()

    def choose(self, papers: Sequence[Paper], name: str = "papers") -> None:
        """Ask where to write *papers*. name: the suggested file name, without its extension."""
        self._papers = tuple(papers)
        dialog = QFileDialog(self._window, title_text(f"Export {counted(len(self._papers), 'paper', 'papers')}"))
        dialog.setObjectName("exportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([kind for kind, _ in _KINDS])
        plain = "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in name).strip()
        dialog.selectFile(f"{plain or 'papers'}.bib")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_named)
        dialog.open()

    def write(self, path: str, papers: Sequence[Paper]) -> None:
        """Write *papers* to *path*; the extension selects the format."""
        work = self._write(Path(path), tuple(papers))
        self._ui_context.scope.start(work, name="export papers", latest="export papers")

    def _on_named(self, path: str) -> None:
        self.write(path, self._papers)

    async def _write(self, path: Path, papers: tuple[Paper, ...]) -> None:
        from scholar_desktop.services.papers.export import ExportFormat

        formats = {".ris": ExportFormat.RIS, ".json": ExportFormat.CSL_JSON, ".csv": ExportFormat.CSV}
        chosen = formats.get(path.suffix.lower(), ExportFormat.BIBTEX)
        target = path if path.suffix else path.with_suffix(".bib")
        messages = self._ui_context.messages
        try:
            text = await self._ui_context.services.export.text(papers, chosen)
            coding = "utf-8-sig" if chosen is ExportFormat.CSV else "utf-8"  # spreadsheets need the byte-order mark
            await asyncio.to_thread(replace_file, target, text.encode(coding, "replace"))
        except ScholarError as error:
            messages.failed("The papers were not exported", error)
            return
        except OSError as error:
            note = Note("The papers were not exported.", f"{target}: {error.strerror or error}", "error")
            messages.say("exported", note)
            return
        show = Step("Show the folder", lambda: self._ui_context.services.open_path(str(target.parent)))
        lead = f"{counted(len(papers), 'paper is', 'papers are')} exported."
        messages.say("exported", Note(lead, target.name, "ok", "tick", (show,)), lasts_ms=MESSAGE_SHOWN_MS)
