"""Reports the results of a reference list, with one row for each line, for a spreadsheet or a script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.library import KeptPaper
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
    "outcome",
    "copy",
    "version",
    "licence",
    "reason",
    "date",
)


def list_rows(
    lines: Sequence[ReferenceLine], kept: Mapping[str, KeptPaper], items: Iterable[DownloadItem] = ()
) -> list[dict[str, Any]]:
    """Returns one row per line, with what came of its PDF.

    Args:
        kept: the papers that are in the library, by `Paper.id`.
        items: the downloads; of several of one paper, the last one counts.
    """
    by_name = {name: item for item in items if item.paper is not None for name in item.paper.ids.items()}
    return [_row(line, kept) | _outcome(line, kept, by_name) for line in lines]


def list_csv(lines: Sequence[ReferenceLine], kept: Mapping[str, KeptPaper], items: Iterable[DownloadItem] = ()) -> str:
    """Returns the rows of `list_rows` as CSV."""
    return csv_text(list_rows(lines, kept, items), COLUMNS)


def _outcome(
    line: ReferenceLine, kept: Mapping[str, KeptPaper], by_name: Mapping[tuple[str, str], DownloadItem]
) -> dict[str, Any]:
    """Returns the outcome of the PDF, the address of its copy with version and licence, the reason, and the date."""
    paper = line.paper
    if paper is None:
        return dict.fromkeys(COLUMNS[-6:])
    item = next((by_name[name] for name in paper.ids.items() if name in by_name), None)
    reason = (str(item.reason) or None) if item is not None else None
    held = kept.get(paper.id)
    file = next((file for file in held.files if file.path == held.pdf), None) if held is not None else None
    if file is not None:
        return {
            "outcome": "saved",
            "copy": file.source_url,
            "version": file.version,
            "licence": file.license,
            "reason": reason,
            "date": file.retrieved,
        }
    last = item.attempts[-1] if item is not None and item.attempts else None
    copies = item.copies if item is not None else ()
    copy = next((one for one in copies if last and last.url in (one.pdf_url, one.url, one.landing_url)), None)
    outcome = None
    if item is not None:
        outcome = item.outcome.value if item.outcome is not None else item.state.value
    return {
        "outcome": outcome,
        "copy": (last.final_url or last.url) if last is not None else None,
        "version": copy.version if copy is not None else None,
        "licence": copy.license if copy is not None else None,
        "reason": reason,
        "date": (item.ended or item.began or None) if item is not None else None,
    }


def _row(line: ReferenceLine, kept: Mapping[str, KeptPaper]) -> dict[str, Any]:
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
