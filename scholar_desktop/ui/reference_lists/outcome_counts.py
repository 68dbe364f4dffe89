"""Counts what came of the PDFs of the papers of a reference list."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.reference_lists.line_outcome import line_outcome
from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.ui.reference_lists.review_rows import filled_columns, shows_outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scholar_desktop.services.reference_lists.reference_list import ReferenceList
    from scholar_desktop.ui.context.paper_status import PaperStatuses


class OutcomeCounts(NamedTuple):
    """totals: how many papers have each outcome; filled: the columns that have text in a row that is shown."""

    totals: Mapping[ItemOutcome, int] = {}
    filled: frozenset[str] = frozenset()


def count_outcomes(reading: ReferenceList, marks: PaperStatuses, only: LineStatus | None) -> OutcomeCounts:
    """Return the counts of *reading*; each paper counts once.

    Args:
        only: the status that the rows are filtered by; None for all.
    """
    totals: Counter[ItemOutcome] = Counter()
    filled: set[str] = set()
    for line in reading.lines:
        paper = line.paper
        if paper is None:
            continue
        item, held = marks.download_of(paper), reading.kept.get(paper.id)
        if item is None and (held is None or held.pdf is None):
            continue
        found = line_outcome(item, held)
        if found.outcome is not None and line.same_as is None and line.standing is not LineStatus.LEFT_OUT:
            totals[found.outcome] += 1
        if shows_outcome(line) and only in (None, line.standing):
            filled |= filled_columns(found)
    return OutcomeCounts(totals, frozenset(filled))
