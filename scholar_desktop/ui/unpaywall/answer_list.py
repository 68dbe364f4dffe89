"""Answers of Unpaywall as rows: one a DOI, one a copy, or one a hit of the title search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import QObject

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.titles import plain
from scholar_desktop.services.unpaywall_lookup import Found, LookedUp
from scholar_desktop.ui import wording
from scholar_desktop.ui.models.row_table import RowTable

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class AnswerRow:
    """sign: an icon, or the shape of a dot (full, half, ring) where `is_dot`; word: beside it; marks: what was searched
    for, in `title`; below: the second line; right: at the end; place: the copy that the row is about, None for all of
    the DOI's."""

    item: LookedUp
    title: str
    sign: str
    is_dot: bool
    colour: str
    word: str
    below: str
    right: str
    spoken: str
    marks: Marks = ()
    place: Mapping[str, Any] | None = None


def rows_of(item: LookedUp, *, extended: bool = False) -> list[AnswerRow]:
    """One row, or (*extended*) one for each copy; a closed paper has one."""
    if item.answer is None:
        return [_failed(item)]
    named = item.answer.get("oa_locations")
    places = [place for place in named if isinstance(place, Mapping)] if isinstance(named, list) else []
    if extended and places:
        return [_place_row(item, place, number, len(places)) for number, place in enumerate(places, 1)]
    return [_found(item, len(places))]


def hit_row(item: LookedUp, snippet: str | None, marks: Marks, score: float | None) -> AnswerRow:
    """A row of the title search: the matching piece of the title in place of the title."""
    named = item.answer.get("oa_locations") if item.answer is not None else None
    row = _found(item, len(named) if isinstance(named, list) else 0)
    right = f"score {score:.3g}" if score is not None else ""
    return AnswerRow(
        item,
        snippet or row.title,
        row.sign,
        row.is_dot,
        row.colour,
        row.word,
        row.below,
        right,
        ", ".join(part for part in (row.spoken, right) if part),
        marks if snippet else (),
    )


def _found(item: LookedUp, copies: int) -> AnswerRow:
    paper = item.paper or Paper(title="")
    word, colour, shape = wording.access(paper)
    title = plain(paper.title) or paper.ids.doi or item.id
    parts = [paper.ids.doi or item.id, plain(paper.venue or ""), str(paper.year or "")]
    if item.cached:
        parts.append(f"asked {wording.moment(item.retrieved)}")
    below = " · ".join(part for part in parts if part)
    right = wording.counted(copies, "copy", "copies") if copies else "no copy"
    return AnswerRow(item, title, shape, True, colour, word, below, right, f"{title}, {word}, {right}, {below}")


def _place_row(item: LookedUp, place: Mapping[str, Any], number: int, of: int) -> AnswerRow:
    row = _found(item, of)
    address = str(place.get("url_for_pdf") or place.get("url") or "")
    host_type = wording.HOST_TYPES.get(str(place.get("host_type") or ""), "Copy")
    words = [host_type, urlsplit(address).hostname or "", wording.version(place.get("version"))]
    words.append(wording.licence(place.get("license")))
    title = " · ".join(word for word in words if word)
    below = f"{item.paper.ids.doi if item.paper else item.id} · {address}"
    kind = "PDF" if place.get("url_for_pdf") else "page"
    right = f"{kind}, {number} of {of}"
    spoken = f"{title}, {right}, {below}"
    return AnswerRow(item, title, row.sign, row.is_dot, row.colour, row.word, below, right, spoken, place=place)


def _failed(item: LookedUp) -> AnswerRow:
    message = item.error.message if item.error is not None else ""
    if item.outcome is Found.NOT_FOUND:
        sign, colour, word = "question", "muted", "not found"
    else:
        sign, colour, word = "alert", "error", "failed"
    return AnswerRow(item, item.id, sign, False, colour, word, message, "", f"{item.id}, {word}, {message}")


class AnswerListModel(RowTable):
    """The rows in the order of what was asked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[AnswerRow] = []

    def show(self, rows: Sequence[AnswerRow]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> AnswerRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return self._rows[number].item.paper

    def row_of(self, text: str) -> int | None:
        """The first row about what was asked as *text*."""
        return next((number for number, row in enumerate(self._rows) if row.item.id == text), None)
