"""The papers of one view of the library, page after page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.titles import plain
from scholar_desktop.ui import wording
from scholar_desktop.ui.models.row_table import RowTable


@dataclass(frozen=True, slots=True, eq=False)
class KeptRow:
    """A kept paper as its row shows it: every text is made once."""

    kept: KeptPaper
    title: str
    authors: str
    byline: str
    year: str
    has_pdf: bool
    spoken: str


def kept_row(kept: KeptPaper) -> KeptRow:
    paper = kept.paper
    title = plain(paper.title) or "Untitled"
    byline = " — ".join(part for part in (wording.authors_short(paper.authors), plain(paper.venue or "")) if part)
    year = str(paper.year) if paper.year else ""
    state = "with PDF" if kept.pdf else "without PDF"
    return KeptRow(
        kept=kept,
        title=title,
        authors=wording.authors_cited(paper.authors),
        byline=byline,
        year=year,
        has_pdf=kept.pdf is not None,
        spoken=", ".join(part for part in (title, byline, year, "starred" if kept.starred else "", state) if part),
    )


class KeptListModel(RowTable):
    """One column of kept papers, in the library's order. `total`: how many the view has, loaded or not."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[KeptRow] = []
        self.total = 0

    @property
    def loaded(self) -> int:
        return len(self._rows)

    def kept(self, row: int) -> KeptPaper:
        return self._rows[row].kept

    def row_of(self, key: str) -> int | None:
        """The row of the paper that the library calls *key*; None when it is not loaded."""
        return next((number for number, row in enumerate(self._rows) if row.kept.key == key), None)

    def show(self, papers: Sequence[KeptPaper], total: int) -> None:
        """Show *papers* in place of what was there."""
        rows = [kept_row(kept) for kept in papers]
        same = [row.kept.key for row in rows] == [row.kept.key for row in self._rows]
        self.total = total
        if same:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def append(self, papers: Sequence[KeptPaper], total: int) -> None:
        """Add a further page."""
        self.total = total
        if papers:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(papers) - 1)
            self._rows += [kept_row(kept) for kept in papers]
            self.endInsertRows()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> KeptRow:
        return self._rows[number]

    def kept_at(self, number: int) -> KeptPaper:
        return self._rows[number].kept

    def paper_at(self, number: int) -> Paper:
        return self._rows[number].kept.paper
