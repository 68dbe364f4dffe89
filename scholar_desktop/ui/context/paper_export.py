"""Exports the selected papers to a file that the user names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.file_dialog import FileKind, FilePurpose, save_file
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.services.papers.export import Export
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState

_KINDS = {
    FileKind("BibTeX", ("bib",)): "bibtex",
    FileKind("BibLaTeX", ("bib",)): "biblatex",
    FileKind("RIS", ("ris",)): "ris",
    FileKind("CSL-JSON", ("json",)): "csl-json",
    FileKind(Message("Table"), ("csv",)): "csv",
    FileKind(Message("References in APA style"), ("txt",)): "text",
}
"""The types that the dialog offers, with the names of their formats."""
MESSAGE_SHOWN_MS = 8000


class PaperExporter(QObject):
    """Asks for the file name with the system's dialog, then writes the file."""

    def __init__(
        self,
        scope: TaskScope,
        state: WindowState,
        messages: Messages,
        export: Export,
        open_path: Callable[[str], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._scope = scope
        self._state = state
        self._messages = messages
        self._export = export
        self._open_path = open_path
        self._window = window

    def choose(self, papers: Sequence[Paper], name: str = "papers") -> None:
        """Ask where to write *papers*. name: the suggested file name, without its extension."""
        chosen = tuple(papers)
        plain = "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in name).strip()
        dialog = save_file(
            self._window,
            ngettext("Export {count} paper", "Export {count} papers", len(chosen)),
            tuple(_KINDS),
            lambda path, kind: self.write(path, chosen, _KINDS[kind]),
            name=plain or "papers",
            purpose=FilePurpose.EXPORT,
            memory=self._state,
        )
        dialog.setObjectName("exportDialog")

    def write(self, path: Path, papers: Sequence[Paper], form: str) -> None:
        """Write *papers* to *path*. form: the name of an export format, which decides the content and the ending."""
        work = self._write(path, tuple(papers), form)
        self._scope.start(work, name="export papers", latest="export papers")

    async def _write(self, path: Path, papers: tuple[Paper, ...], form: str) -> None:
        from scholar_desktop.services.papers.export import ExportFormat

        messages = self._messages
        try:
            target = await self._export.save(papers, ExportFormat(form), path)
        except ScholarError as error:
            messages.failed(gettext("Could not export the papers"), error)
            return
        show = Step(gettext("Show folder"), lambda: self._open_path(str(target.parent)))
        lead = ngettext(
            "Exported {count} paper to {file}.", "Exported {count} papers to {file}.", len(papers), file=target.name
        )
        messages.say("exported", Note(lead, "", "ok", "tick", (show,)), lasts_ms=MESSAGE_SHOWN_MS)
