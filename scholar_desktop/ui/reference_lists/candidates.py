"""The candidates of a line as rows: papers it may refer to, each with the parts that agree and those that do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Scheme
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.contradicted_paper import proposes_other_title
from scholar_desktop.domain.reference_lists.reference_list import (
    FieldMatch,
    LineCandidate,
    LineStatus,
    ParsedReference,
    ReferenceLine,
)
from scholar_desktop.domain.reference_lists.title_agreement import NEAR, NO, OK, has_identifier
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.reference_lists.reference_line_delegate import button, button_height, row_height
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, elided
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG
from scholar_desktop.ui.words import wording

PART_SIGNS = {
    OK: ("tick", "ok", Message("matches")),
    NEAR: ("warning", "warn", Message("nearly matches")),
    NO: ("cross", "error", Message("does not match")),
}
"""Icon, colour, and the text for screen readers."""
_OTHER_WORDS = {
    # not translated: the name of a part, before it is shown
    (NO, "first author"): Message("another first author"),
    (NO, "venue"): Message("another venue"),
    (NEAR, "venue"): Message("similar venue"),
}
"""What is shown of a part that does not match, where its name alone could be read as a match."""
LEAST_PART = 24
"""Width of the words of an agreeing part, below which it is left out."""
LEAST_BESIDE, LEAST_TITLE = 60, 240
"""Widths of the title, at 13 px text, below which the button, and the agreeing parts, are on a line of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class CandidateRow:
    """A candidate as shown in its row.

    widest: the parts of all candidates, for the width of their column; is_on: it is the chosen one; is_taken: it is
    already the matched paper of the line.
    """

    title: str
    byline: str
    parts: tuple[FieldMatch, ...]
    widest: tuple[tuple[FieldMatch, ...], ...]
    is_on: bool
    is_taken: bool
    spoken: str


class CandidateModel(RowTable):
    """The model of the candidates of one line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._candidates: Sequence[LineCandidate] = ()
        self._taken = ""
        self._on = 0
        self._rows: list[CandidateRow] = []
        self._wanted = ParsedReference()

    def show_line(self, line: ReferenceLine) -> None:
        """Show the candidates of *line*; its paper, which “Accept” takes, is chosen, else, or if that has another
        title, the nearest candidate (the first)."""
        is_sure = line.standing is LineStatus.SURE and line.paper is not None
        self.beginResetModel()
        self._candidates = line.candidates
        self._wanted = line.wanted
        self._taken = line.paper.id if is_sure and line.paper is not None else ""
        ids = [one.paper.id for one in line.candidates]
        own = line.paper.id if line.paper is not None and not proposes_other_title(line) else ""
        self._on = ids.index(own) if own in ids else 0
        self._make()
        self.endResetModel()

    @property
    def on(self) -> int:
        """The chosen row."""
        return self._on

    def choose(self, row: int) -> None:
        """Choose *row*."""
        if 0 <= row < len(self._rows) and row != self._on:
            self._on = row
            self._make()
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def is_taken(self, row: int) -> bool:
        return self._rows[row].is_taken

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> CandidateRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return self._candidates[number].paper

    def _make(self) -> None:
        parts = [self._parts_of(one) for one in self._candidates]
        widest = tuple(map(_shown_parts, parts))
        self._rows = [
            self._row(place, one, some, widest)
            for place, (one, some) in enumerate(zip(self._candidates, parts, strict=True))
        ]

    def _parts_of(self, one: LineCandidate) -> tuple[FieldMatch, ...]:
        """Return the parts of a candidate; the first is the identifier in the line if the candidate has one of its
        kind."""
        identifier = identifiers.parse(self._wanted.identifier) if self._wanted.identifier else None
        if identifier is None:
            return one.parts
        if has_identifier(self._wanted, one.paper):
            kind = identifiers.label_of(identifier).partition(" ")[0]
            return FieldMatch(OK, Message("{identifier} in the line", identifier=kind)), *one.parts
        if identifier.scheme is Scheme.DOI and one.paper.ids.doi:
            return FieldMatch(NO, Message("another DOI")), *one.parts
        return one.parts

    def _row(
        self,
        place: int,
        one: LineCandidate,
        parts: tuple[FieldMatch, ...],
        widest: tuple[tuple[FieldMatch, ...], ...],
    ) -> CandidateRow:
        title = plain(one.paper.title) or gettext("Untitled")
        place_ = wording.venue_and_year(one.paper)
        byline = " — ".join(filter(None, (wording.authors_short(one.paper.authors, 4), place_)))
        agrees = (
            gettext("{field}: {agreement}", field=part.words, agreement=PART_SIGNS[part.how][2]) for part in parts
        )
        is_taken = one.paper.id == self._taken
        # wording: facts for screen readers
        spoken = ", ".join([title, byline, *agrees, *([gettext("chosen")] if is_taken else [])])
        return CandidateRow(title, byline, _shown_parts(parts), widest, place == self._on, is_taken, spoken)


def _shown_parts(parts: Sequence[FieldMatch]) -> tuple[FieldMatch, ...]:
    """Return *parts* with the words that are shown of those that do not match."""
    return tuple(FieldMatch(part.how, _OTHER_WORDS.get((part.how, part.words), part.words)) for part in parts)


def is_narrow(parts: Sequence[Sequence[FieldMatch]], width: int, theme: Theme) -> bool:
    """Return True if the agreeing parts do not fit next to the titles in rows *width* wide."""
    return width - _around(theme) - _parts_width(parts, theme) < theme.px(LEAST_TITLE)


def is_crammed(width: int, theme: Theme) -> bool:
    """Return True if nothing of the titles would be left next to the button in rows *width* wide: it is below them."""
    return width - _around(theme) < theme.px(LEAST_BESIDE)


def candidate_height(theme: Theme, *, narrow: bool, crammed: bool) -> int:
    line = theme.type.line(SMALL) + theme.px(2) if narrow else 0
    return row_height(theme.type) + line + (_button_line(theme) if crammed else 0)


def _button_line(theme: Theme) -> int:
    """Return the height of the line of a button that is below the title."""
    return button_height(theme) + theme.px(4)


def layout_candidate(row: CandidateRow, width: int, height: int, theme: Theme) -> Layout:
    """Return all pieces of a row of *width* x *height*, left to right."""
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    narrow = is_narrow(row.widest, width, theme)
    below = _button_line(theme) if is_crammed(width, theme) else 0
    top = (height - 1 - below - body - small * (2 if narrow else 1) - (px(2) if narrow else 0)) // 2
    start = px(12 + 16 + 10)
    radio = QRect(px(12), 0, px(16), height - 1)
    pieces = [Piece("radio", "radio", radio, "on" if row.is_on else "")]
    words = gettext("Chosen") if row.is_taken else gettext("Choose")
    made = button(theme, "take", words, width - px(12), height, filled=row.is_on and not row.is_taken)
    end = made[0].rect.x() - px(16)
    if below:
        lower = height - 1 - below - top // 2 - made[0].rect.y()
        made = [msgspec.structs.replace(piece, rect=piece.rect.translated(0, lower)) for piece in made]
        end = width - px(12)
    pieces += made
    if narrow:
        pieces += _parts(row.parts, start, top + body + small + px(2), small, theme, end=width - px(12))
    else:
        end -= _parts_width(row.widest, theme)
        pieces += _parts(row.parts, end, 0, height - 1, theme)
        end -= px(16)
    room = max(px(60), end - start)
    title = elided(scale, row.title, room, BODY, STRONG)
    byline = elided(scale, row.byline, room, SMALL)
    pieces += [
        Piece("title", "text", QRect(start, top, room, body), title, BODY, STRONG),
        Piece("byline", "text", QRect(start, top + body, room, small), byline, SMALL, colour="muted"),
    ]
    return tuple(pieces)


def _around(theme: Theme) -> int:
    """Return the width of all but title and parts: the radio button at the left, the button at the right, and gaps."""
    taken = theme.type.metrics(SMALL).horizontalAdvance(gettext("Chosen"))
    return theme.px(38 + 16 + 16 + 12 + 18) + taken


def _parts_width(parts: Sequence[Sequence[FieldMatch]], theme: Theme) -> int:
    return max((sum(_part_width(part, theme) for part in one) for one in parts), default=0)


def _part_width(part: FieldMatch, theme: Theme) -> int:
    return theme.type.metrics(SMALL).horizontalAdvance(shown(part.words)) + theme.px(17 + 10)


def _parts(
    parts: Sequence[FieldMatch], left: int, top: int, height: int, theme: Theme, *, end: int | None = None
) -> list[Piece]:
    """end: where they end at the latest; the last one that has room is elided, and the others are left out."""
    pieces: list[Piece] = []
    for place, part in enumerate(parts):
        icon, colour, _ = PART_SIGNS[part.how]
        wide = _part_width(part, theme)
        sign = QRect(left, top, theme.px(14), height)
        room = wide - theme.px(17) if end is None else min(wide, end - left) - theme.px(17)
        if room < theme.px(LEAST_PART):
            break
        words = QRect(left + theme.px(17), top, room, height)
        text = elided(theme.type, shown(part.words), room, SMALL)
        pieces.append(Piece(f"part.{place}.sign", "icon", sign, icon, 14, colour=colour))
        pieces.append(Piece(f"part.{place}", "text", words, text, SMALL, colour=colour))
        left += wide
    return pieces


class CandidateDelegate(RowDelegate):
    """Paints the rows of candidates."""

    def build_layout(self, row: CandidateRow, width: int, height: int) -> Layout:
        return layout_candidate(row, width, height, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
