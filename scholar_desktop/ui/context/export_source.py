"""Papers that the Export dialog can export."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import ngettext


class ExportSource(msgspec.Struct, frozen=True):
    """Papers that can be exported. title: names them; file_name: the suggested file name, without its ending; heading:
    that of a page with them; load: returns the papers; about: returns what to say about the loaded papers, or an empty
    text; of_records: they are found as Zenodo records, and called so."""

    title: str
    file_name: str
    heading: str
    load: Callable[[], Coroutine[Any, Any, Sequence[Paper]]]
    about: Callable[[Sequence[Paper]], str] = lambda _papers: ""
    of_records: bool = False

    def title_for(self, count: int) -> str:
        """Return the title of the dialog for *count* papers."""
        if self.of_records:
            return ngettext("Export {count} record", "Export {count} records", count)
        return ngettext("Export {count} paper", "Export {count} papers", count)

    def saved_words(self, count: int, file: str) -> str:
        """Return that *count* papers were exported to *file*."""
        if self.of_records:
            return ngettext(
                "Exported {count} record to {file}.", "Exported {count} records to {file}.", count, file=file
            )
        return ngettext("Exported {count} paper to {file}.", "Exported {count} papers to {file}.", count, file=file)

    def copied_words(self, count: int, form: str) -> str:
        """Return that *count* papers were copied. form: the title of the format."""
        if self.of_records:
            return ngettext(
                "Copied {count} record as {format}.", "Copied {count} records as {format}.", count, format=form
            )
        return ngettext("Copied {count} paper as {format}.", "Copied {count} papers as {format}.", count, format=form)
