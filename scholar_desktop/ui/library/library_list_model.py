"""The model of the library list: the papers of one view, loaded page by page."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject

from scholar_desktop.domain.library import KeptPaper, LibraryPage, PageHit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.words import wording


@dataclass(frozen=True, slots=True, eq=False)
class LibraryRow:
    """A paper of the library as shown in its row; each text is created once.

    byline: authors and venue; venue: alone, for rows that have a column of authors; hit: the match of the search in
    its PDF, None if there is none.
    """

    kept: KeptPaper
    title: str
    authors: str
    byline: str
    venue: str
    year: str
    has_pdf: bool
    spoken: str
    hit: PageHit | None = None

    @property
    def line(self) -> PageHit | None:
        """The hit that replaces the second line, if the title does not show why the paper was found."""
        return self.hit if self.hit is not None and self.hit.alone else None


def library_row(kept: KeptPaper, hit: PageHit | None = None) -> LibraryRow:
    paper = kept.paper
    title = plain(paper.title) or gettext("Untitled")
    venue = plain(paper.venue or "")
    byline = " — ".join(part for part in (wording.authors_short(paper.authors), venue) if part)
    year = str(paper.year) if paper.year else ""
    state = gettext("with PDF") if kept.pdf else gettext("without PDF")
    found = ""
    if hit is not None and hit.alone:
        if hit.page:
            found = gettext("found on page {page}: {text}", page=hit.page, text=hit.text)
        else:
            found = gettext("found in its note: {text}", text=hit.text)
    starred = gettext("starred") if kept.starred else ""
    to_read = gettext("to read") if kept.to_read else ""
    return LibraryRow(
        kept=kept,
        title=title,
        authors=wording.authors_cited(paper.authors),
        byline=byline,
        venue=venue,
        year=year,
        has_pdf=kept.pdf is not None,
        spoken=", ".join(part for part in (title, byline, year, starred, to_read, state, found) if part),
        hit=hit,
    )


class LibraryListModel(RowTable):
    """A list model with one column of papers, in the library's order. `total`: how many the view has, loaded or not.

    The texts of a row are created when they are first needed: between two key presses there is no time for two hundred
    rows.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._papers: list[KeptPaper] = []
        self._hits: dict[str, PageHit] = {}
        self._rows: dict[int, LibraryRow] = {}
        self.total = 0

    @property
    def loaded(self) -> int:
        return len(self._papers)

    def kept(self, row: int) -> KeptPaper:
        return self._papers[row]

    def row_of(self, key: str) -> int | None:
        """Return the row of the paper that the library calls *key*; None if it is not loaded."""
        return next((number for number, kept in enumerate(self._papers) if kept.key == key), None)

    def hit(self, row: int) -> PageHit | None:
        """Return the match of the search in the PDF of a row."""
        return self._hits.get(self._papers[row].key)

    def show(self, page: LibraryPage) -> None:
        """Replace the papers with those of *page*."""
        same = [kept.key for kept in page.papers] == [kept.key for kept in self._papers]
        self.total = page.total
        if not same:
            self.beginResetModel()
        self._papers = list(page.papers)
        self._hits = {hit.key: hit for hit in page.hits}
        self._rows = {}
        if not same:
            self.endResetModel()
        elif self._papers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._papers) - 1, 0))

    def append(self, page: LibraryPage) -> None:
        """Append another page."""
        self.total = page.total
        if page.papers:
            self.beginInsertRows(QModelIndex(), len(self._papers), len(self._papers) + len(page.papers) - 1)
            self._papers += page.papers
            self._hits |= {hit.key: hit for hit in page.hits}
            self.endInsertRows()

    def count(self) -> int:
        return len(self._papers)

    def row(self, number: int) -> LibraryRow:
        if number not in self._rows:
            kept = self._papers[number]
            self._rows[number] = library_row(kept, self._hits.get(kept.key))
        return self._rows[number]

    def kept_at(self, number: int) -> KeptPaper:
        return self._papers[number]

    def paper_at(self, number: int) -> Paper:
        return self._papers[number].paper
