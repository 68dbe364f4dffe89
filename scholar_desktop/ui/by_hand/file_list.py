"""PDFs and what they are taken for, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.titles import plain
from scholar_desktop.services.pdf_identification import FileState, Identified
from scholar_desktop.ui import wording
from scholar_desktop.ui.models.row_table import RowTable

SIGNS = {
    FileState.READING: ("clock", "muted", "reading"),
    FileState.SURE: ("tick", "ok", "sure"),
    FileState.CHECK: ("question", "warn", "check"),
    FileState.NONE: ("cross", "error", "none"),
    FileState.KEPT: ("library", "muted", "in library"),
    FileState.BAD: ("alert", "error", "no PDF"),
}
ADDED = ("tick", "ok", "added")
SKIPPED = ("minus", "muted", "skipped")
NOT_ADDED = ("alert", "error", "not added")


@dataclass(frozen=True, slots=True, eq=False)
class FileRow:
    """As `AnswerRow` of the page Unpaywall is painted."""

    one: Identified
    title: str
    sign: str
    is_dot: bool
    colour: str
    word: str
    below: str
    right: str
    spoken: str
    marks: tuple[tuple[int, int], ...] = ()


def paper_words(paper: Paper) -> str:
    """'Title — Vaswani et al., 2017'."""
    by = ", ".join(part for part in (wording.authors_cited(paper.authors), str(paper.year or "")) if part)
    title = plain(paper.title) or paper.id
    return f"{title} — {by}" if by else title


def file_row(one: Identified, ending: tuple[tuple[str, str, str], str] | None) -> FileRow:
    """*ending*: sign and reason of what was done with it, None while nothing was."""
    sign, colour, word = SIGNS[one.state] if ending is None else ending[0]
    taken_for = one.paper if one.state is not FileState.NONE else None
    below = paper_words(taken_for) if taken_for is not None else one.reason
    if ending is not None and ending[1]:
        below = ending[1]
    others = len(one.candidates) - 1
    right = wording.counted(others, "other", "others") if others > 0 and one.state is FileState.CHECK else ""
    spoken = ", ".join(part for part in (one.path.name, word, below, right) if part)
    return FileRow(one, one.path.name, sign, False, colour, word, below, right, spoken)


class FileListModel(RowTable):
    """Files in the order in which they came."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[FileRow] = []

    def show(self, rows: Sequence[FileRow]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> FileRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return self._rows[number].one.paper

    def row_of(self, path: Path) -> int | None:
        return next((number for number, row in enumerate(self._rows) if row.one.path == path), None)
