"""Reports the results of a reference list, with one row for each line, for a spreadsheet or a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.reference_lists.line_outcome import LineOutcome, PdfRemoval, line_outcome
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.formats.csv_table import csv_text
from scholar_desktop.formats.plain_reference import cited_doi

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
    "added",
    "original_line",
    "outcome_words",
    "path",
)
_OUTCOME = ("outcome", "copy", "version", "licence", "reason", "date", "path")
OutcomeWords = Callable[[ReferenceLine, int | None, LineOutcome | None], str]
"""Returns what a window says of a line: called with the line, the number of the line that it repeats, and what came of
its PDF; None if it repeats none, or if nothing came of it."""
_MATCHES = {  # not translated: words of a column
    LineStatus.SURE: "matched",
    LineStatus.CHECK: "check",
    LineStatus.NONE: "not found",
    LineStatus.ASKING: "pending",
    LineStatus.LEFT_OUT: "skipped",
}
"""The words of the window, in English whatever its language."""
_UNDECIDED = (LineStatus.CHECK, LineStatus.LEFT_OUT)
"""A line of these is not counted with the papers of the list."""


def list_rows(
    lines: Sequence[ReferenceLine],
    kept: Mapping[str, KeptPaper],
    number_of: Callable[[int], int],
    items: Iterable[DownloadItem] = (),
    removals: Mapping[str, PdfRemoval] = {},
    made: str = "",
    words: OutcomeWords | None = None,
) -> list[dict[str, Any]]:
    """Returns one row per line, with what came of its PDF. A line that is not decided has none. A skipped line has no
    paper, because the user has not accepted the one that was found, unless an earlier line has the paper. A line whose
    paper an earlier line has says so in `same_as`, as it does in the window, also if it is not decided; of one that is,
    the outcome is that it repeats that line, and nothing was added for it; copy, version, licence, reason, date and
    path are those of the PDF of that line.

    A line that was not found has that as its outcome, and the text of `problem` also in `reason`.

    `date` is when the result of the line became known: when the outcome of its PDF came about, or, for a line that was
    not found or repeats another without such an outcome, when it was looked up.

    `original_line` is the text before the user edited the line, None if it is not edited.

    Args:
        kept: the papers that are in the library, by `Paper.id`.
        number_of: called with the number of a line, returns the one by which the user knows it.
        items: the downloads; of several of one paper, the last one counts.
        removals: why saved PDFs are gone, by the keys of their downloads.
        made: when the list was read (ISO 8601, UTC), empty for a list to which no papers are added.
        words: returns `outcome_words`; None leaves it empty.
    """
    by_name = {name: item for item in items if item.paper is not None for name in item.paper.ids.items()}
    rows = []
    for line in lines:
        row = _row(line, kept, number_of, made)
        repeated = row["same_as"] if line.standing not in _UNDECIDED else None
        found = _found(line, kept, by_name, removals)
        row |= _outcome(found)
        if repeated is not None:  # counted once, with the earlier line
            row["outcome"] = "repeat of line " + str(repeated)  # not translated: words of a column
        if line.standing is LineStatus.NONE:
            row |= {"outcome": ItemOutcome.NOT_FOUND.value, "reason": row["problem"]}
        if repeated is not None or line.standing is LineStatus.NONE:
            row["date"] = row["date"] or line.looked_up or None
        row["outcome_words"] = words(line, repeated, found) if words is not None else None
        rows.append(row)
    return rows


def list_csv(
    lines: Sequence[ReferenceLine],
    kept: Mapping[str, KeptPaper],
    number_of: Callable[[int], int],
    items: Iterable[DownloadItem] = (),
    removals: Mapping[str, PdfRemoval] = {},
    made: str = "",
    words: OutcomeWords | None = None,
) -> str:
    """Returns the rows of `list_rows` as CSV."""
    return csv_text(list_rows(lines, kept, number_of, items, removals, made, words), COLUMNS)


def _found(
    line: ReferenceLine,
    kept: Mapping[str, KeptPaper],
    by_name: Mapping[tuple[str, str], DownloadItem],
    removals: Mapping[str, PdfRemoval],
) -> LineOutcome | None:
    """Returns what came of the PDF of a line; None for a line without a paper, or with one that is not decided."""
    paper = line.paper
    if paper is None or line.standing in _UNDECIDED:
        return None
    item = next((by_name[name] for name in paper.ids.items() if name in by_name), None)
    return line_outcome(item, kept.get(paper.id), removals.get(item.key) if item is not None else None)


def _outcome(found: LineOutcome | None) -> dict[str, Any]:
    """Returns the outcome of the PDF, the address of its copy with version and licence, the reason, the date, and the
    path of the file."""
    if found is None:
        return dict.fromkeys(_OUTCOME)
    return {
        "outcome": found.name,
        "copy": found.copy,
        "version": found.version,
        "licence": found.licence_word,
        "reason": str(found.reason) if found.reason is not None else None,
        "date": found.date,
        "path": found.path,
    }


def _row(
    line: ReferenceLine, kept: Mapping[str, KeptPaper], number_of: Callable[[int], int], made: str
) -> dict[str, Any]:
    has_paper = line.standing is not LineStatus.LEFT_OUT or line.same_as is not None
    paper = line.paper if has_paper else None
    problem = line.problem
    held = kept.get(paper.id) if paper is not None else None
    is_undecided = line.standing in _UNDECIDED
    return {
        "line": number_of(line.number),
        "place": line.place,
        "text": line.text,
        "original_line": line.was or None,
        "match": _MATCHES[line.standing],
        "why": line.by or None,
        "same_as": number_of(line.same_as) if line.same_as is not None else None,
        "in_library": held is not None if has_paper else None,
        "added": line.same_as is None and held.was_added_since(made) if held is not None and not is_undecided else None,
        "id": paper.id if paper is not None else None,
        "doi": cited_doi(paper) if paper is not None else None,
        "title": paper.title if paper is not None else None,
        "authors": "; ".join(author.name for author in paper.authors) if paper is not None else None,
        "year": paper.year if paper is not None else None,
        "venue": paper.venue if paper is not None else None,
        "problem": " ".join(filter(None, (problem.message, problem.hint))) if problem is not None else None,
    }
