"""Passages that answer a question, best first, each with the paper in which it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.snippet import Snippet
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.word_marks import find_word_marks
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.words import wording

KINDS = {"title": "title", "abstract": "abstract", "body": "text"}


@dataclass(frozen=True, slots=True, eq=False)
class SnippetRow:
    """A passage as its row shows it. place: 'Methods' or the kind; marks: (start, end) in `text` of the words asked."""

    snippet: Snippet
    title: str
    byline: str
    text: str
    marks: tuple[tuple[int, int], ...]
    kind: str
    section: str
    spoken: str


def snippet_row(snippet: Snippet, words: str) -> SnippetRow:
    paper = snippet.paper
    title = plain(paper.title) if paper is not None else "A paper that the service does not name"
    byline = ""
    if paper is not None:
        parts = (wording.authors_short(paper.authors, 2), wording.venue_and_year(paper))
        byline = " — ".join(part for part in parts if part)
    text = " ".join(snippet.text.split())
    kind = KINDS.get(snippet.kind or "", snippet.kind or "")
    section = " ".join((snippet.section or "").split())
    spoken = ", ".join(part for part in (title, byline, kind, section, text) if part)
    return SnippetRow(snippet, title, byline, text, find_word_marks(text, words), kind, section, spoken)


class SnippetListModel(RowTable):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[SnippetRow] = []

    def snippet(self, row: int) -> Snippet:
        return self._rows[row].snippet

    def show(self, snippets: Sequence[Snippet], words: str) -> None:
        self.beginResetModel()
        self._rows = [snippet_row(one, words) for one in snippets]
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> SnippetRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return self._rows[number].snippet.paper
