"""The files that a download of the offline corpus has ended, as rows: what was kept of each, or why nothing was."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.corpus.corpus_fetch import FilteredFile
from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.words.wording import exact, size


class FileListRow(msgspec.Struct, frozen=True, eq=False):
    """A file as shown in its row."""

    title: str
    about: str
    spoken: str


class FileListModel(RowTable):
    """Files that failed come first, then the others, the newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[FileListRow] = []

    def show(self, files: Sequence[FilteredFile]) -> None:
        self.beginResetModel()
        newest_first = list(reversed(files))
        ordered = sorted(newest_first, key=lambda file: file.outcome is ItemOutcome.SAVED)
        self._rows = [_row(file) for file in ordered]
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> FileListRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return None

    def id_at(self, number: int) -> str:
        return self._rows[number].title


def _row(file: FilteredFile) -> FileListRow:
    title = f"{file.dataset} · {file.name}"
    about = file_words(file)
    return FileListRow(title, about, f"{title}, {about}")


def file_words(file: FilteredFile) -> str:
    """Return how *file* has ended."""
    if file.outcome is not ItemOutcome.SAVED:
        return gettext("Not complete: {reason}", reason=shown(file.reason))
    parts = [
        ngettext("{kept} of {count} line kept", "{kept} of {count} lines kept", file.read, kept=exact(file.kept)),
        size(file.bytes),
    ]
    if file.bad:
        parts.append(ngettext("{count} line unreadable", "{count} lines unreadable", file.bad))
    return " · ".join(parts)
