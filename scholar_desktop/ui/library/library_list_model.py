"""The model of the library list: the papers of one view, as cards loaded page by page, or as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from scholar_desktop.domain.collection import display_path
from scholar_desktop.domain.library import KeptPaper, LibraryPage, PageHit
from scholar_desktop.domain.paper import Paper, is_same_paper
from scholar_desktop.domain.search.library_rule import read_rule
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.word_search import SearchTerm, find_marks, parse_terms
from scholar_desktop.translation import gettext
from scholar_desktop.ui.library.table_columns import TableColumn, pdf_icon, pdf_words, title_signs
from scholar_desktop.ui.rows.row_table import Index, RowTable
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.literal_text import row_tooltip_text


@dataclass(frozen=True, slots=True, eq=False)
class LibraryRow:
    """A paper of the library as shown in its row; each text is created once.

    kept: None in a row that is not loaded; byline: authors and venue, after the day since when the paper is in the
    trash, or the number of its citations if the rows are sorted by it; venue: alone, for the tooltip; line: the match
    of the search in its PDF, note or full text, which replaces the second line; None if there is none, or the title
    shows why the paper was found; collections: those of the paper that the list is not of, as text; icon: says whether
    there is a PDF, or other files; marks: (start, end) in `title` of the words of the search.
    """

    kept: KeptPaper | None
    title: str
    authors: str
    byline: str
    venue: str
    year: str
    icon: str
    spoken: str
    line: PageHit | None = None
    collections: str = ""
    marks: tuple[tuple[int, int], ...] = ()


EMPTY_ROW = LibraryRow(None, "", "", "", "", "", "", "")


def _line(hit: PageHit | None) -> PageHit | None:
    return hit if hit is not None and hit.alone else None


def library_row(
    kept: KeptPaper,
    hit: PageHit | None = None,
    *,
    terms: Sequence[SearchTerm] = (),
    listed_in: str = "",
    with_citations: bool = False,
) -> LibraryRow:
    """Return the texts of a row.

    Args:
        terms: those of the search, which are marked in the title.
        listed_in: the path of the collection whose papers are listed; empty for none.
        with_citations: its second line begins with the number of citations.
    """
    paper = kept.paper
    title = plain(paper.title) or gettext("Untitled")
    venue = plain(paper.venue or "")
    byline = " — ".join(part for part in (wording.paper_authors_short(paper), venue) if part)
    if with_citations:
        byline = " · ".join(filter(None, (wording.cites(paper.counts.citations), byline)))
    if kept.trashed:
        since = gettext("In the trash since {date}", date=wording.day(kept.trashed))
        byline = " · ".join(filter(None, (since, byline)))
    year = str(paper.year) if paper.year else ""
    found = ""
    if hit is not None and hit.alone:
        if hit.page:
            found = gettext("found on page {page}: {text}", page=hit.page, text=hit.text)
        elif hit.section:
            found = gettext("found in its full text, “{section}”: {text}", section=hit.section, text=hit.text)
        elif hit.section is not None:
            found = gettext("found in its full text: {text}", text=hit.text)
        else:
            found = gettext("found in its note: {text}", text=hit.text)
    starred = gettext("starred") if kept.starred else ""
    to_read = gettext("to read") if kept.to_read else ""
    tags = gettext("tags: {tags}", tags=", ".join(kept.tags)) if kept.tags else ""
    others = ", ".join(display_path(path) for path in kept.collections if path != listed_in)
    collections = gettext("collections: {collections}", collections=others) if others else ""
    said = (title, byline, year, starred, to_read, pdf_words(kept), collections, tags, found)
    return LibraryRow(
        kept=kept,
        title=title,
        authors=wording.paper_authors_cited(paper),
        byline=byline,
        venue=venue,
        year=year,
        icon=pdf_icon(kept) or "without-pdf",
        spoken=", ".join(part for part in said if part),
        line=_line(hit),
        collections=others,
        marks=find_marks(title, terms),
    )


class LibraryListModel(RowTable):
    """A list model of papers, in the library's order. `total`: how many the view has, loaded or not.

    As cards, there is one column, and the papers are appended page by page (`show`, `append`). As a table, there are
    `columns`, and a row for every paper of the view from the start (`show_listing`); a row is empty until its paper is
    loaded (`fill`), and is asked for when it is first read.

    The texts of a row are created when they are first needed: between two key presses there is no time for two hundred
    rows. Signal: `wanted` (an empty row was read).
    """

    wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._papers: list[KeptPaper | None] = []
        self._hits: dict[str, PageHit] = {}
        self._rows: dict[int, LibraryRow] = {}
        self._listing: tuple[int, ...] = ()
        self._full: dict[int, None] = {}
        self.columns: tuple[TableColumn, ...] = ()
        self._sort = ("", "")
        self.total = 0
        self._listed_in, self._terms, self._has_citations = "", tuple[SearchTerm, ...](), False

    def set_context(self, path: str, words: str, *, with_citations: bool) -> None:
        """Set the path of the collection whose papers are listed, which their rows do not name; empty for none.

        Args:
            words: those in the search box, which are marked in the titles.
            with_citations: the second line of a row begins with the number of citations, by which the rows are sorted.
        """
        terms = parse_terms(" ".join(read_rule(words).query.words))
        if (path, terms, with_citations) != (self._listed_in, self._terms, self._has_citations):
            self._listed_in, self._terms, self._has_citations = path, terms, with_citations
            self._rows.clear()
            if self.rowCount():  # rows that stay are not changed by `show`, but their texts are others
                self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    @property
    def loaded(self) -> int:
        """How many papers are loaded. As cards, they are the first rows."""
        return len(self._full) if self.columns else len(self._papers)

    @property
    def listing(self) -> tuple[int, ...]:
        """The library's numbers of all rows, as a table."""
        return self._listing

    def kept(self, row: int) -> KeptPaper:
        """Return the paper of a row that is loaded."""
        kept = self._papers[row]
        assert kept is not None
        return kept

    def row_with(self, paper_id: str) -> int | None:
        """Return the row of the paper with this id; None if it is not loaded."""
        return self._find(lambda kept: kept.paper.id == paper_id)

    def row_of_paper(self, paper: Paper) -> int | None:
        """Return the row of *paper*, found by any identifier that the two share; None if it is not loaded."""
        return self._find(lambda kept: is_same_paper(kept.paper, paper))

    def row_of(self, key: str) -> int | None:
        """Return the row of the paper that the library calls *key*; None if it is not loaded."""
        return self._find(lambda kept: kept.key == key)

    def _find(self, is_wanted: Callable[[KeptPaper], bool]) -> int | None:
        """Return the first loaded row whose paper *is_wanted*; None if there is none."""
        rows = self._full if self.columns else range(len(self._papers))
        return next((row for row in rows if is_wanted(self.kept(row))), None)

    def hit(self, row: int) -> PageHit | None:
        """Return the match of the search in the PDF of a row."""
        return self._hits.get(self.kept(row).key)

    # As cards

    def show(self, page: LibraryPage) -> None:
        """Replace the papers with those of *page*. If it begins with the rows shown, these stay, and only those that
        look different are painted again."""
        before, hits, papers = self._loaded(), self._hits, page.papers
        stay = not self._listing and [kept.key for kept in papers[: len(before)]] == [kept.key for kept in before]
        self.total = page.total
        self._hits = {hit.key: hit for hit in page.hits}
        if not stay or not before:
            self.beginResetModel()
            self._papers, self._listing, self._full, self._rows = list(papers), (), {}, {}
            self.endResetModel()
            return
        self._papers = list(papers[: len(before)])
        changed = [
            row
            for row, kept in enumerate(papers[: len(before)])
            if kept != before[row] or _line(self._hits.get(kept.key)) != _line(hits.get(kept.key))
        ]
        for row in changed:
            self._rows.pop(row, None)
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], self.columnCount() - 1))
        self._append(papers[len(before) :])

    def append(self, page: LibraryPage) -> None:
        """Append another page."""
        self.total = page.total
        self._hits |= {hit.key: hit for hit in page.hits}
        self._append(page.papers)

    def _append(self, papers: Sequence[KeptPaper]) -> None:
        if papers:
            self.beginInsertRows(QModelIndex(), len(self._papers), len(self._papers) + len(papers) - 1)
            self._papers += papers
            self.endInsertRows()

    # As a table

    def set_columns(self, columns: tuple[TableColumn, ...]) -> None:
        """Show these columns; none: the papers are cards. The rows are empty afterwards if that changed."""
        if bool(columns) is bool(self.columns):
            self.beginResetModel()
            self.columns = columns
            self.endResetModel()
            return
        self.beginResetModel()
        self.columns = columns
        self._papers, self._listing, self._full, self._rows, self._hits = [], (), {}, {}, {}
        self.total = 0
        self.endResetModel()

    def show_listing(self, rows: tuple[int, ...]) -> None:
        """Show these rows of the library. They are still empty, except those that are shown already: their papers stay
        until they are loaded again, since actions may run on them meanwhile."""
        self.total = len(rows)
        if rows == self._listing:
            return
        known = {self._listing[row]: self._papers[row] for row in self._full}
        places = {number: row for row, number in enumerate(rows) if number in known} if known else {}
        self.beginResetModel()
        self._listing, self._papers = rows, [None] * len(rows)
        self._full = {places[number]: None for number in known if number in places}
        for number, row in places.items():
            self._papers[row] = known[number]
        self._rows, self._hits = {}, {}
        self.endResetModel()

    def fill(self, first: int, papers: Sequence[KeptPaper]) -> None:
        """Set the papers of the rows from *first* on."""
        for row, kept in enumerate(papers, start=first):
            self._papers[row] = kept
            self._full[row] = None
            self._rows.pop(row, None)
        if papers:
            last = first + len(papers) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def empty(self, rows: Iterable[int]) -> None:
        """Forget the papers of rows, which are loaded again when they are read."""
        for row in rows:
            self._papers[row] = None
            self._full.pop(row, None)
            self._rows.pop(row, None)

    def full_rows(self) -> list[int]:
        """Return the rows whose papers are loaded, those loaded first at the beginning."""
        return list(self._full)

    # Of both

    def count(self) -> int:
        return len(self._papers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else max(1, len(self.columns))

    def row(self, number: int) -> LibraryRow:
        if number not in self._rows:
            kept = self._papers[number]
            if kept is None:
                self.wanted.emit(number)
                return EMPTY_ROW
            self._rows[number] = library_row(
                kept,
                self._hits.get(kept.key),
                terms=self._terms,
                listed_in=self._listed_in,
                with_citations=self._has_citations,
            )
        return self._rows[number]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.columns and index.isValid() and index.row() < len(self._papers):
            kept, column = self._papers[index.row()], self.columns[index.column()]
            if kept is None:
                self.wanted.emit(index.row())
            if role == Qt.ItemDataRole.DisplayRole:
                return "" if kept is None else column.text(kept)
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return "" if kept is None else ", ".join((column.text(kept), *self._words_of_signs(kept, column)))
            if role == Qt.ItemDataRole.ToolTipRole:
                lines = () if kept is None else (column.tooltip(kept), ", ".join(self._words_of_signs(kept, column)))
                return row_tooltip_text("\n".join(filter(None, lines)))
        return super().data(index, role)

    def _words_of_signs(self, kept: KeptPaper, column: TableColumn) -> list[str]:
        if column.name != "title":
            return []
        return [words for _sign, _colour, words in title_signs(kept, [each.name for each in self.columns])]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is Qt.Orientation.Horizontal and section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].head
            if role == Qt.ItemDataRole.ToolTipRole:
                return row_tooltip_text(self._head_words(section))
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return self._head_words(section)
        return None

    def show_sort(self, name: str, direction: str) -> None:
        """Set which column the rows are sorted by, for its head; direction: in words."""
        if (name, direction) != self._sort:
            self._sort = (name, direction)
            if self.columns:
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def _head_words(self, section: int) -> str:
        column = self.columns[section]
        if column.name != self._sort[0]:
            return column.head
        return gettext("{column}: sorted, {direction}", column=column.head, direction=self._sort[1])

    def kept_at(self, number: int) -> KeptPaper | None:
        """Return what the library keeps of the paper of a row; None if it is not loaded, and for no row (-1)."""
        return self._papers[number] if number >= 0 else None

    def paper_at(self, number: int) -> Paper | None:
        kept = self.kept_at(number)
        return None if kept is None else kept.paper

    def _loaded(self) -> list[KeptPaper]:
        return [kept for kept in self._papers if kept is not None]
