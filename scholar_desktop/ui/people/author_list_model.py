"""People that a search by name found, each with what tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.words import wording


@dataclass(frozen=True, slots=True, eq=False)
class AuthorListRow:
    """A person as their row shows them. about: where they work, other names; titles: some of what they wrote, empty as
    long as nobody asked."""

    author: AuthorProfile
    title: str
    about: str
    numbers: tuple[tuple[str, str], ...]
    titles: str
    spoken: str


def author_row(author: AuthorProfile, titles: Sequence[str]) -> AuthorListRow:
    counts = author.counts
    numbers = tuple(
        ("–" if value is None else wording.number(value), words)
        for value, words in ((counts.papers, "papers"), (counts.citations, "citations"), (counts.h_index, "h-index"))
    )
    parts = [" · ".join(author.affiliations), f"also {', '.join(author.aliases[:3])}" if author.aliases else ""]
    about = " — ".join(part for part in parts if part)
    if author.orcid:
        about = " · ".join(part for part in (about, f"ORCID {author.orcid}") if part)
    shown = " · ".join(titles)
    spoken = [author.name, about, ", ".join(f"{value} {words}" for value, words in numbers), shown]
    return AuthorListRow(
        author=author,
        title=author.name,
        about=about or "No affiliation given by the service",
        numbers=numbers,
        titles=shown,
        spoken=", ".join(part for part in spoken if part),
    )


class AuthorListModel(RowTable):
    """One column of people, in the order given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[AuthorListRow] = []

    def author(self, row: int) -> AuthorProfile:
        return self._rows[row].author

    def show(self, authors: Sequence[AuthorProfile], titles: dict[str, tuple[str, ...]]) -> None:
        """titles: by the id of a person, as far as they are known."""
        rows = [author_row(author, titles.get(author.id or "", ())) for author in authors]
        same = [row.author.id for row in rows] == [row.author.id for row in self._rows]
        if same:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> AuthorListRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return None

    def id_at(self, number: int) -> str:
        return self._rows[number].author.id or ""
