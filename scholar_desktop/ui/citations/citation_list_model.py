"""The model of a citation list: citing or cited papers, filtered, sorted and grouped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from scholar_desktop.domain.citations.sentence_filter import SentenceFilter
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.citations.paging import citation_row_key
from scholar_desktop.translation import shown
from scholar_desktop.ui.citations.citation_row import (
    AbstractText,
    CitationListRow,
    GroupRow,
    LinkedPapers,
    citation_row,
    group_row,
)
from scholar_desktop.ui.context.paper_status import PaperStatus, PaperStatuses
from scholar_desktop.ui.rows.paper_row import corrections, pdf_state
from scholar_desktop.ui.rows.row_table import Index, RowTable

if TYPE_CHECKING:
    from scholar_desktop.services.citations.filtering import ArrangedRows, CitationGroup
    from scholar_desktop.services.citations.table import CitationTable

MOST_ROWS_KEPT = 600


class CitationListModel(RowTable):
    """Holds the rows of a citation list, each created when it is first needed.

    So 100,000 rows cost nothing until the user scrolls to them. The sentences of a row cite the paper shown in its list
    of citations, and the paper of the row in its list of references. Signals: `rows_made` (rows were created whose
    papers have not been looked up in the library yet).
    """

    rows_made = Signal()

    def __init__(self, marks: PaperStatuses, *, references: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marks = marks
        self._references = references
        self._paper: Paper | None = None
        self._table: CitationTable | None = None
        self._lines: ArrangedRows | None = None
        self._revision = self._count = 0
        self._rows: dict[int, CitationListRow | GroupRow] = {}
        self._open: dict[str, int] = {}
        self._abstracts: dict[str, AbstractText] = {}
        self._tags: dict[str, tuple[str, ...]] | None = None
        self._thumbs: dict[str, str] | None = None
        self._links: Mapping[str, LinkedPapers] = {}
        self._filter = SentenceFilter()
        self._picked = ("", -1)
        marks.changed.connect(self._on_marks_changed)

    def start(self, paper: Paper | None) -> None:
        """Start an empty list for *paper*."""
        self.beginResetModel()
        self._paper, self._table, self._lines = paper, None, None
        self._rows, self._open, self._abstracts = {}, {}, {}
        self._filter, self._picked = SentenceFilter(), ("", -1)
        self.endResetModel()

    def show(self, table: CitationTable, lines: ArrangedRows) -> int:
        """Show *lines* of *table*. Return the first line that is new, which is 0 after a new arrangement."""
        before = self._lines
        is_same = self._table is table and self._revision == table.revision
        if before is not None and is_same and lines.goes_on(before):
            known = len(before)
            self._count = len(table)
            if len(lines) > known:
                self.beginInsertRows(QModelIndex(), known, len(lines) - 1)
                self._lines = lines
                self.endInsertRows()
            else:
                self._lines = lines
            return known
        self.beginResetModel()
        self._table, self._lines, self._rows = table, lines, {}
        self._find_open_rows(table)
        self._revision, self._count = table.revision, len(table)
        self.endResetModel()
        return 0

    def set_kinds(self, lines: ArrangedRows) -> None:
        """Take the kinds of *lines*, which are the same lines at another width of the list."""
        self._lines = lines

    def _find_open_rows(self, table: CitationTable) -> None:
        """Keep those expanded rows that *table* has, at their new places if rows were added in front of them."""
        added = len(table) - self._count if table.revision != self._revision else 0
        places = {name: row + added for name, row in self._open.items()}
        self._open = {
            name: row
            for name, row in places.items()
            if 0 <= row < len(table) and (citation_row_key(table.edge(row)) or str(row)) == name
        }

    def set_filter(self, only: SentenceFilter) -> None:
        """Show only the sentences of each row that pass *only*, and mark the words in them."""
        if only != self._filter:
            self._filter, self._picked = only, ("", -1)  # it chooses the sentences
            self._make_all_again()

    def pick(self, number: int, place: int) -> None:
        """Select the sentence with the index *place* of a line, instead of any other; -1 for none."""
        before, after = self._picked[0], self._name(number)
        self._picked = (after, place)
        for line, row in list(self._rows.items()):
            if isinstance(row, CitationListRow) and self._name(line) in (before, after):
                self._make_again(line)

    def picked(self, number: int) -> int:
        """Return the index of the sentence of a line that the user selected; -1 for none."""
        name, place = self._picked
        return place if place >= 0 and self.group(number) is None and self._name(number) == name else -1

    @property
    def paper_of_list(self) -> Paper | None:
        """The paper whose citations or references are shown."""
        return self._paper

    @property
    def has_references(self) -> bool:
        """True if the rows are what the paper cites."""
        return self._references

    @property
    def lines(self) -> ArrangedRows | None:
        return self._lines

    def group(self, number: int) -> CitationGroup | None:
        """Return the group whose header is the line *number*; None for the line of a paper."""
        if self._lines is None:
            return None
        row = int(self._lines.order[number])
        return self._lines.groups[-1 - row] if row < 0 else None

    def row_number(self, number: int) -> int:
        """Return the row of the table that is the line *number*; negative for the header of a group."""
        return int(self._lines.order[number]) if self._lines is not None else -1

    def paper(self, number: int) -> Paper | None:
        row = self.row_number(number)
        return self._table.edge(row).paper if self._table is not None and row >= 0 else None

    def title_without_paper(self, number: int) -> str:
        """Return the title of a row that Semantic Scholar has no paper for; empty for other rows and without a
        title."""
        row = None if self.group(number) is not None else self.row(number)
        if not isinstance(row, CitationListRow) or (row.edge.paper is not None and row.edge.paper.id):
            return ""
        return row.title if row.edge.paper is not None or row.edge.text else ""

    def row(self, number: int) -> CitationListRow | GroupRow:
        found = self._rows.get(number)
        if found is None:
            if len(self._rows) > MOST_ROWS_KEPT:
                self._rows = {}
            found = self._rows[number] = self._make(number)
            self.rows_made.emit()
        return found

    def made_papers(self) -> list[Paper]:
        """Return the papers of the lines created so far."""
        return [
            row.edge.paper
            for row in self._rows.values()
            if isinstance(row, CitationListRow) and row.edge.paper is not None and row.edge.paper.id
        ]

    def sentences_of(self, number: int) -> int:
        """Return the number of citing sentences of a line; cheaper than creating it."""
        row = self.row_number(number)
        if row < 0 or self._table is None:
            return 0
        return int(self._table.columns().sentences[row])

    def is_open(self, number: int) -> bool:
        return bool(self._open) and self._name(number) in self._open

    def open_lines(self) -> list[int]:
        """Return the expanded lines, whether they were created already or not."""
        if self._lines is None:
            return []
        found = (self._lines.line_of(row) for row in self._open.values())
        return sorted(line for line in found if line is not None)

    @property
    def expanded_rows(self) -> dict[str, int]:
        """The rows of the table that are expanded, by their keys."""
        return dict(self._open)

    def expand(self, rows: Mapping[str, int]) -> list[int]:
        """Expand *rows*, those of an earlier time, if the table still has them. Return their lines."""
        self._open |= rows
        if self._table is not None:
            self._find_open_rows(self._table)
        lines = [line for line in self.open_lines() if self._name(line) in rows]
        for line in lines:
            self._make_again(line)
        return lines

    def toggle(self, number: int) -> None:
        """Expand or collapse a row."""
        if self.group(number) is None:
            name = self._name(number)
            if self._open.pop(name, None) is None:
                self._open[name] = self.row_number(number)
            self._make_again(number)

    def set_tags(
        self,
        tags: dict[str, tuple[str, ...]] | None,
        thumbs: dict[str, str] | None,
        links: Mapping[str, LinkedPapers] | None = None,
    ) -> None:
        """Set the texts shown instead of intents, the thumbs of papers (`like`, `unlike`), and the papers of the
        library that rows are listed for, by the papers' keys."""
        self._tags, self._thumbs, self._links = tags, thumbs, links or {}
        self._make_all_again()

    def set_abstract(self, name: str, abstract: AbstractText) -> list[int]:
        """Set what is known of the abstract of the paper with the key *name*. Return the lines that changed."""
        self._abstracts[name] = abstract
        changed = [number for number in self.open_lines() if self._name(number) == name]
        for number in changed:
            self._make_again(number)
        return changed

    def _make(self, number: int) -> CitationListRow | GroupRow:
        assert self._lines is not None
        assert self._table is not None
        row = int(self._lines.order[number])
        if row < 0:
            group = self._lines.groups[-1 - row]
            is_open = group.key not in self._lines.folded_groups
            return group_row(group.key, shown(group.title), group.count, is_open=is_open)
        edge = self._table.edge(row)
        cited = edge.paper if self._references else self._paper
        mark = self._marks.of(edge.paper) if edge.paper else PaperStatus()
        name = citation_row_key(edge) or str(row)
        return citation_row(
            edge,
            cited,
            mark,
            is_open=name in self._open,
            abstract=self._abstracts.get(name),
            tags=None if self._tags is None else self._tags.get(name, ()),
            thumb=None if self._thumbs is None else self._thumbs.get(name, ""),
            only=self._filter,
            picked=self._picked[1] if self._picked[0] == name else -1,
            links=self._links.get(name),
        )

    def _make_all_again(self) -> None:
        self._rows = {}
        if self.count():
            self.dataChanged.emit(self.index(0, 0), self.index(self.count() - 1, 0))

    def _make_again(self, number: int) -> None:
        self._rows[number] = self._make(number)
        index = self.index(number, 0)
        self.dataChanged.emit(index, index)

    def _name(self, number: int) -> str:
        row = self.row_number(number)
        return (citation_row_key(self._table.edge(row)) or str(row)) if self._table is not None and row >= 0 else ""

    def _on_marks_changed(self) -> None:
        """Update the rows whose state in the library or the queue or whose corrected fields have changed, and those of
        papers that were opened."""
        for number, row in list(self._rows.items()):
            if isinstance(row, CitationListRow) and row.edge.paper is not None:
                mark = self._marks.of(row.edge.paper)
                state = pdf_state(row.edge.paper, mark)
                if (corrections(mark), mark.opened) != (row.corrections, row.opened):
                    self._make_again(number)
                elif state != row.state:
                    self._rows[number] = msgspec.structs.replace(row, state=state)
                    index = self.index(number, 0)
                    self.dataChanged.emit(index, index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and index.isValid() and index.row() < self.count():
            row = self.row(index.row())
            return row.description if isinstance(row, CitationListRow) else None
        return super().data(index, role)

    def count(self) -> int:
        return len(self._lines) if self._lines is not None else 0

    def kept_at(self, number: int) -> KeptPaper | None:
        paper = self.paper(number)
        return self._marks.of(paper).kept if paper is not None else None

    def paper_at(self, number: int) -> Paper | None:
        return self.paper(number)
