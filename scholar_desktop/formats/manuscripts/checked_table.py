"""Writes the checked references of a manuscript as CSV: what the list has, the verdict, and what the services state."""

from __future__ import annotations

from scholar_desktop.domain.reference_lists.manuscript import CheckedManuscript, CheckedReference
from scholar_desktop.formats.csv_table import csv_text

COLUMNS = (
    *("key", "line", "reference", "verdict", "differences", "title", "authors", "venue", "year", "doi"),
    *("cited", "open_access", "in_library"),
)


def checked_csv(checked: CheckedManuscript) -> str:
    """Returns one row for each reference. What no service said is an empty cell."""
    return csv_text([_row(one) for one in checked.references], COLUMNS)


def _row(one: CheckedReference) -> dict[str, object]:
    paper = one.published or one.paper
    stated: dict[str, object] = {}
    if paper is not None:
        stated = {
            "title": paper.title,
            "authors": "; ".join(author.name for author in paper.authors),
            "venue": paper.venue,
            "year": paper.year,
            "doi": paper.ids.doi,
            "open_access": paper.oa.is_oa,
        }
    return {
        "key": one.reference.key,
        "line": one.reference.line or None,
        "reference": one.reference.text,
        "verdict": one.verdict.value,
        "differences": "; ".join(f"{each.field}: {each.was or '–'} → {each.now or '–'}" for each in one.details),
        "cited": one.is_cited,
        "in_library": one.is_in_library,
        **stated,
    }
