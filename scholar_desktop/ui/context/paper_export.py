"""Exports the selected papers to a file that the user names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.literal_text import title_text
from scholar_desktop.ui.words.wording import counted

if TYPE_CHECKING:
    from scholar_desktop.ui.context.ui_context import UiContext

_KINDS = {
    "BibTeX (*.bib)": "bibtex",
    "BibLaTeX (*.bib)": "biblatex",
    "RIS (*.ris)": "ris",
    "CSL-JSON (*.json)": "csl-json",
    "Table (*.csv)": "csv",
    "References in APA style (*.txt)": "text",
}
"""The types that the dialog offers, with the names of their formats."""
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
        dialog.setNameFilters(list(_KINDS))
        plain = "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in name).strip()
        dialog.selectFile(f"{plain or 'papers'}.bib")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filterSelected.connect(lambda kind: _follow_kind(dialog, kind))
        dialog.fileSelected.connect(lambda path: self.write(path, self._papers, _KINDS[dialog.selectedNameFilter()]))
        dialog.open()

    def write(self, path: str, papers: Sequence[Paper], form: str) -> None:
        """Write *papers* to *path*. form: the name of an export format, which decides the content and the ending."""
        work = self._write(Path(path), tuple(papers), form)
        self._ui_context.scope.start(work, name="export papers", latest="export papers")

    async def _write(self, path: Path, papers: tuple[Paper, ...], form: str) -> None:
        from scholar_desktop.services.papers.export import ExportFormat

        messages = self._ui_context.messages
        try:
            target = await self._ui_context.services.export.save(papers, ExportFormat(form), path)
        except ScholarError as error:
            messages.failed("The papers were not exported", error)
            return
        show = Step("Show the folder", lambda: self._ui_context.services.open_path(str(target.parent)))
        lead = f"{counted(len(papers), 'paper is', 'papers are')} exported."
        messages.say("exported", Note(lead, target.name, "ok", "tick", (show,)), lasts_ms=MESSAGE_SHOWN_MS)


def _follow_kind(dialog: QFileDialog, kind: str) -> None:
    """Give the file that is named in *dialog* the ending of the chosen type."""
    from scholar_desktop.services.papers.export import ENDINGS, ExportFormat

    named = dialog.selectedFiles()
    if named and Path(named[0]).stem:
        path = Path(named[0])
        known = set(ENDINGS.values())
        stem = path.stem if path.suffix.lower() in known else path.name
        dialog.selectFile(f"{stem}{ENDINGS[ExportFormat(_KINDS[kind])]}")
