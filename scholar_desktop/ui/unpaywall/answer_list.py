"""The rows of Unpaywall answers: one for each DOI, each copy, or each hit of the title search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.web_address import site_of
from scholar_desktop.services.unpaywall.unpaywall_lookup import DoiLookup, LookupOutcome
from scholar_desktop.translation import decimal, gettext, ngettext, pgettext, shown
from scholar_desktop.ui.rows.sign_list import Marks, SignRow
from scholar_desktop.ui.words import wording


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AnswerRow(SignRow):
    """An answer as shown in its row. The sign is the dot of its open access; `marks` are the search words.

    place: the copy that the row is about, None for all copies of the DOI.
    """

    item: DoiLookup
    place: Mapping[str, Any] | None = None


def rows_of(item: DoiLookup, *, extended: bool = False) -> list[AnswerRow]:
    """Return one row, or, if *extended*, one for each copy; a closed paper has one."""
    if item.answer is None:
        return [_failed(item)]
    named = item.answer.get("oa_locations")
    places = [place for place in named if isinstance(place, Mapping)] if isinstance(named, list) else []
    if extended and places:
        return [_place_row(item, place, number, len(places)) for number, place in enumerate(places, 1)]
    return [_found(item, len(places))]


def _score_text(score: float) -> str:
    """Return *score* with three digits that count, as the language writes numbers."""
    text = f"{score:.3g}"
    return text if "e" in text else decimal(score, len(text.partition(".")[2]))


def hit_row(item: DoiLookup, snippet: str | None, marks: Marks, score: float | None) -> AnswerRow:
    """Return a row of the title search; it shows the matching part of the title."""
    named = item.answer.get("oa_locations") if item.answer is not None else None
    row = _found(item, len(named) if isinstance(named, list) else 0)
    right = gettext("relevance {score}", score=_score_text(score)) if score is not None else ""
    return replace(
        row,
        title=snippet or row.title,
        right=right,
        spoken=", ".join(part for part in (row.spoken, right) if part),
        marks=marks if snippet else (),
    )


def _found(item: DoiLookup, copies: int) -> AnswerRow:
    paper = item.paper or Paper(title="")
    word, colour, shape = wording.access(paper)
    title = plain(paper.title) or paper.ids.doi or item.id
    parts = [paper.ids.doi or item.id, plain(paper.venue or ""), str(paper.year or "")]
    if item.cached:
        parts.append(gettext("saved answer of {date}", date=wording.moment(item.retrieved)))
    below = " · ".join(part for part in parts if part)
    right = ngettext("{count} copy", "{count} copies", copies) if copies else gettext("no copies")
    return AnswerRow(
        item=item,
        paper=item.paper,
        title=title,
        sign=shape,
        is_dot=True,
        colour=colour,
        word=word,
        below=below,
        right=right,
        spoken=f"{title}, {word}, {right}, {below}",
    )


def _place_row(item: DoiLookup, place: Mapping[str, Any], number: int, of: int) -> AnswerRow:
    address = str(place.get("url_for_pdf") or place.get("url") or "")
    host_type = wording.host_type(str(place.get("host_type") or "")) or pgettext("noun", "Copy")
    words = [host_type, site_of(address), wording.version(place.get("version"))]
    words.append(wording.licence(place.get("license")))
    words.append((item.paper.ids.doi if item.paper is not None else None) or item.id)
    below = " · ".join(word for word in words if word)
    right = gettext("web page, {number} of {count}", number=number, count=of)
    if place.get("url_for_pdf"):
        right = gettext("PDF, {number} of {count}", number=number, count=of)
    found = _found(item, of)
    spoken = f"{found.title}, {right}, {below}"
    return replace(found, below=below, right=right, spoken=spoken, place=place)


def is_no_doi(item: DoiLookup) -> bool:
    """Return True for the result of a text that is not a DOI, which was not looked up."""
    return item.error is not None and item.error.code == "usage"


def _failed(item: DoiLookup) -> AnswerRow:
    message = shown(item.error.message) if item.error is not None else ""
    if item.outcome is LookupOutcome.NOT_FOUND:
        sign, colour, word = "question", "muted", gettext("Not found")
    elif is_no_doi(item):
        sign, colour, word = "minus", "muted", gettext("Not a DOI")
    else:
        sign, colour, word = "alert", "error", gettext("Failed")
    return AnswerRow(
        item=item,
        paper=item.paper,
        title=item.id,
        sign=sign,
        colour=colour,
        word=word,
        below=message,
        spoken=f"{item.id}, {word}, {message}",
    )
