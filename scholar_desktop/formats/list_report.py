"""Reports the results of a reference list, with one row for each line, for a spreadsheet or a script."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine
from scholar_desktop.formats.csv_table import csv_text

COLUMNS = (
    "line",
    "place",
    "text",
    "match",
    "why",
    "same_as",
    "in_library",
    "id",
    "doi",
    "title",
    "authors",
    "year",
    "venue",
    "problem",
)


def list_rows(lines: Sequence[ReferenceLine], kept: Collection[str]) -> list[dict[str, Any]]:
    """Returns one row per line. kept: ids of papers that are in the library."""
    return [_row(line, kept) for line in lines]


def list_csv(lines: Sequence[ReferenceLine], kept: Collection[str]) -> str:
    """Returns the rows of `list_rows` as CSV."""
    return csv_text(list_rows(lines, kept), COLUMNS)


def _row(line: ReferenceLine, kept: Collection[str]) -> dict[str, Any]:
    paper = line.paper
    problem = line.problem
    return {
        "line": line.number,
        "place": line.place,
        "text": line.text,
        "match": line.standing.value.replace("_", " "),
        "why": line.by or None,
        "same_as": line.same_as,
        "in_library": paper is not None and paper.id in kept,
        "id": paper.id if paper is not None else None,
        "doi": paper.ids.doi if paper is not None else None,
        "title": paper.title if paper is not None else None,
        "authors": "; ".join(author.name for author in paper.authors) if paper is not None else None,
        "year": paper.year if paper is not None else None,
        "venue": paper.venue if paper is not None else None,
        "problem": " ".join(filter(None, (problem.message, problem.hint))) if problem is not None else None,
    }
