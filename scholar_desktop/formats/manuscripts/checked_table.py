"""Writes the checked references of a manuscript as CSV: what the list has, the verdict, and what the services state.

The words are those of the window, in English whatever its language.
"""

from __future__ import annotations

from collections.abc import Collection

from scholar_desktop.domain.field_labels import FIELD_LABELS, TYPE_LABELS
from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.domain.reference_lists.manuscript import (
    SHOWN_WORDS,
    CheckedManuscript,
    CheckedReference,
    Correction,
    Manuscript,
)
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.csv_table import csv_text
from scholar_desktop.formats.plain_reference import cited_doi

COLUMNS = (
    *("key", "place", "reference", "verdict", "differences", "title", "authors", "venue", "year", "doi"),
    *("cited", "open_access", "in_library", "accepted", "file", "other_venue", "retraction"),
)
# not translated: words of a column
_PLACES = {"docx": "paragraph", "odt": "paragraph", "pdf": "page"}
"""What the number of the place of a reference counts in each format of a manuscript; of others, lines."""


def checked_csv(checked: CheckedManuscript, accepted: Collection[int] = (), declined: Collection[int] = ()) -> str:
    """Returns one row for each reference, with what the table of the window shows. What is not known is an empty cell.

    accepted: the places of the references whose corrections are accepted. The cell of a reference without any is empty.
    declined: of those that the user keeps as they are written.
    """
    has_citations = _has_citations(checked.manuscript)
    rows = [
        _row(one, place in accepted, place in declined, _place(one, checked.manuscript))
        | {"cited": one.is_cited if has_citations else None}
        | {"file": one.reference.file or checked.manuscript.name or None}
        for place, one in enumerate(checked.references)
    ]
    return csv_text(rows, COLUMNS)


def _has_citations(manuscript: Manuscript) -> bool:
    """Returns False if nothing could be cited, or no citation was recognised: of a file of references, a list without a
    text, and a text whose citations are not known."""
    from scholar_desktop.formats.manuscripts.text_citations import NO_CITATIONS, WHOLE_TEXT

    if not manuscript.cites_all:
        return True
    return manuscript.format != "bib" and not any(one in (NO_CITATIONS, WHOLE_TEXT) for one in manuscript.notes)


def _place(one: CheckedReference, manuscript: Manuscript) -> str | None:
    """Returns the line, the paragraph or the page of a reference, or of the first citation of one that is missing from
    the list; None if it is not known."""
    reference = one.reference
    # not translated: the number of a line in a table that is English in every language
    counted = _PLACES.get(manuscript.format, "line")
    if manuscript.is_near and reference.text in ("", reference.key):
        counted = f"near {counted}"  # not translated: see above
    return f"{counted} {reference.line}" if reference.line else None


def _row(one: CheckedReference, is_accepted: bool, is_declined: bool, place: str | None) -> dict[str, object]:
    paper = one.record
    stated: dict[str, object] = {}
    if paper is not None:
        stated = {
            "title": paper.title,
            "authors": "; ".join(author.name for author in paper.authors),
            "venue": paper.venue,
            "year": paper.year,
            "doi": cited_doi(paper),
        }
    return {
        "key": one.reference.key,
        "place": place,
        "reference": one.reference.text,
        "verdict": str(SHOWN_WORDS[one.shown_verdict(is_accepted=is_accepted, is_declined=is_declined)]),
        "differences": "; ".join([*_missing(one), *(_difference(one, each) for each in one.details)]),
        "open_access": one.has_open_copy,
        "in_library": one.is_in_library,
        "accepted": is_accepted if one.can_be_corrected else None,
        "other_venue": one.other_venue or None,
        "retraction": " ".join(one.retraction_marks) or None,
        **stated,
    }


def _missing(one: CheckedReference) -> list[str]:
    """Returns that the list does not have a reference, if its verdict is another."""
    return [str(SHOWN_WORDS[one.other_fault])] if one.is_missing and one.other_fault is not None else []


def _difference(checked: CheckedReference, one: Correction) -> str:
    was, now, field = one.was, one.now, FIELD_LABELS.get(one.field, one.field)
    if one.is_of_year:
        field = Message("Year")
    if one.field == ITEM_TYPE:
        was, now, field = TYPE_LABELS.get(was or "", was), TYPE_LABELS.get(now or "", now), Message("Type")
    return checked.difference(one, field, was or "–", now or "–")
