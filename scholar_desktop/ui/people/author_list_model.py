"""The list of authors found by name: its model, and the delegate that paints its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, elided
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale
from scholar_desktop.ui.words import wording


@dataclass(frozen=True, slots=True, eq=False)
class AuthorListRow:
    """An author as shown in a row.

    about: affiliations and other names; titles: some of the author's papers, empty until they were requested.
    """

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
        for value, words in (
            (counts.papers, ngettext("paper", "papers", counts.papers or 0)),
            (counts.citations, ngettext("citation", "citations", counts.citations or 0)),
            (counts.h_index, gettext("h-index")),
        )
    )
    parts = [
        " · ".join(author.affiliations),
        gettext("also {names}", names=", ".join(author.aliases[:3])) if author.aliases else "",
    ]
    about = " — ".join(part for part in parts if part)
    if author.orcid:
        about = " · ".join(part for part in (about, f"ORCID {author.orcid}") if part)
    papers = " · ".join(titles)
    spoken = [author.name, about, ", ".join(f"{value} {words}" for value, words in numbers), papers]
    return AuthorListRow(
        author=author,
        title=author.name,
        about=about or gettext("No affiliation listed"),
        numbers=numbers,
        titles=papers,
        spoken=", ".join(part for part in spoken if part),
    )


class AuthorListModel(RowTable):
    """A list model with one column of authors, in the order given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[AuthorListRow] = []

    def author(self, row: int) -> AuthorProfile:
        return self._rows[row].author

    def show(self, authors: Sequence[AuthorProfile], titles: dict[str, tuple[str, ...]]) -> None:
        """Show *authors*.

        Args:
            titles: titles of papers by author ID, as far as they are known.
        """
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


SIDE, GAP, COLUMN, NARROW_COLUMN, SIGN = 16, 12, 96, 72, 16
_COLUMNS = ("papers", "citations", "h-index")
"""The names of the numbers of a row."""
NARROW = 520
"""Width of the list, at 13 px text, below which citations are hidden; papers and h-index still distinguish the authors.
"""
NARROWEST = 320
"""The same, below which only the number of papers is shown."""


def row_height(scale: TypeScale) -> int:
    return max(scale.px(68), scale.line(BODY) + 2 * scale.line(SMALL) + scale.px(12))


def layout_author(row: AuthorListRow, width: int, height: int, theme: Theme) -> Layout:
    """Return all pieces of a row of *width* x *height*, left to right."""
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    top = (height - 1 - body - 2 * small) // 2
    pieces: list[Piece] = [Piece("sign", "icon", QRect(px(SIDE), top, px(SIGN), body), "person", 16, colour="muted")]
    end = width - px(SIDE)
    columns = zip(_COLUMNS, row.numbers, strict=True)
    shown_names = _COLUMNS if width >= px(NARROW) else ("papers", "h-index") if width >= px(NARROWEST) else ("papers",)
    numbers = [(name, *each) for name, each in columns if name in shown_names]
    column = px(COLUMN if width >= px(NARROW) else NARROW_COLUMN)
    for name, value, words in reversed(numbers):
        wide = max(column, scale.metrics(SMALL).horizontalAdvance(words) + 1)
        box = QRect(end - wide, top, wide, body)
        pieces.append(Piece(name, "text", box, value, BODY, STRONG, end=True, tabular=True))
        below = QRect(box.x(), top + body, wide, small)
        pieces.append(Piece(f"{name}_word", "text", below, words, SMALL, colour="muted", end=True))
        end -= wide
    x = px(SIDE + SIGN + 8)
    room = max(px(60), end - px(GAP) - x)
    pieces += [
        Piece("title", "text", QRect(x, top, room, body), elided(scale, row.title, room, BODY, STRONG), BODY, STRONG),
        Piece(
            "about", "text", QRect(x, top + body, room, small), elided(scale, row.about, room, SMALL), SMALL,
            colour="muted",
        ),
    ]  # fmt: skip
    if row.titles:
        room = max(px(60), width - px(SIDE) - x)
        line = QRect(x, top + body + small, room, small)
        pieces.append(Piece("titles", "text", line, elided(scale, row.titles, room, SMALL), SMALL))
    return tuple(pieces)


class AuthorDelegate(RowDelegate):
    """Paints the rows of authors."""

    def build_layout(self, row: AuthorListRow, width: int, height: int) -> Layout:
        return layout_author(row, width, height, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
