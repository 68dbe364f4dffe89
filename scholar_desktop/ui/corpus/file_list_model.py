"""The files of a download of the offline corpus as rows: those under way, those that have ended, those that wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.corpus.corpus_fetch import FilteredFile
from scholar_desktop.domain.corpus.dataset_download import DownloadProgress, FileProgress
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
    """Files that failed come first, then those under way, those that have ended (the newest first), and those that
    wait."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[FileListRow] = []

    def show(
        self, files: Sequence[FilteredFile], progress: Mapping[str, DownloadProgress], *, is_running: bool
    ) -> None:
        """Show files that have ended, and those of *progress*, by dataset, that have not.

        Args:
            is_running: False if the work is paused or has failed; then no file is under way.
        """
        left = [(name, file) for name, each in progress.items() for file in each.left]
        newest_first = list(reversed(files))
        saved = [file for file in newest_first if file.outcome is ItemOutcome.SAVED]
        rows = [
            *(_row(file) for file in newest_first if file.outcome is not ItemOutcome.SAVED),
            *(_row_of_running(name, file) for name, file in left if file.is_running and is_running),
            *(_row(file) for file in saved),
            *(_row_of_waiting(name, file) for name, file in left if not (file.is_running and is_running)),
        ]
        if [row.title for row in rows] == [row.title for row in self._rows]:
            changed = [number for number, row in enumerate(rows) if row.about != self._rows[number].about]
            self._rows = rows
            for number in changed:  # the selection and the place of the list stay
                self.dataChanged.emit(self.index(number, 0), self.index(number, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._rows = rows
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


def _row_of_running(dataset: str, file: FileProgress) -> FileListRow:
    about = gettext("Downloading: {received}", received=size(file.received))
    if file.size:
        about = gettext("Downloading: {received} of {size}", received=size(file.received), size=size(file.size))
    title = f"{dataset} · {file.name}"
    return FileListRow(title, about, f"{title}, {about}")


def _row_of_waiting(dataset: str, file: FileProgress) -> FileListRow:
    about = gettext("Waiting")
    if file.size:
        about = gettext("Waiting: {size}", size=size(file.size))
    title = f"{dataset} · {file.name}"
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
