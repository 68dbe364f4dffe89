"""Counts what came of the PDFs of the papers of a reference list."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.reference_lists.line_outcome import PdfRemoval, line_outcome
from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.services.downloads.report import find_removed
from scholar_desktop.ui.reference_lists.review_rows import actions_of, filled_columns, has_columns, shows_outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scholar_desktop.domain.download import DownloadItem
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.reference_lists.reference_list import ReferenceList
    from scholar_desktop.ui.context.paper_status import PaperStatuses


class OutcomeCounts(NamedTuple):
    """totals: how many papers have each outcome of their PDF; filled: the columns that have text in a shown row;
    removed: how many PDFs that were saved are not in the library any more; items: the downloads of the papers; files:
    of how many records without a PDF the files were saved; tried: the ids of the papers whose PDF is got or was tried
    in vain, which “Get PDFs” does not try again."""

    totals: Mapping[ItemOutcome, int] = {}
    filled: frozenset[str] = frozenset()
    removed: int = 0
    items: tuple[DownloadItem, ...] = ()
    files: int = 0
    tried: frozenset[str] = frozenset()


async def find_removals(items: Iterable[DownloadItem], library: Library) -> dict[str, PdfRemoval]:
    """Return, by the keys of those of *items* whose saved PDF is gone, why it is gone."""
    gone, trashed = await find_removed(items, library)
    return dict.fromkeys(gone, PdfRemoval.REMOVED) | dict.fromkeys(trashed, PdfRemoval.TRASHED)


def count_outcomes(
    reading: ReferenceList, marks: PaperStatuses, only: LineStatus | None, removals: Mapping[str, PdfRemoval]
) -> OutcomeCounts:
    """Return the counts of *reading*; each paper counts once.

    Args:
        only: the status that the rows are filtered by; None for all.
        removals: why saved PDFs are gone, by the keys of their downloads.
    """
    totals: Counter[ItemOutcome] = Counter()
    filled: set[str] = set()
    removed = files = 0
    items: list[DownloadItem] = []
    tried: set[str] = set()
    for line in reading.lines:
        paper = line.paper
        if paper is None or not shows_outcome(line):
            continue
        item, held = marks.last_download_of(paper), reading.kept.get(paper.id)
        if item is None and (held is None or held.pdf is None):
            continue
        if item is not None and item.outcome not in (ItemOutcome.CANCELLED, ItemOutcome.SAVED):
            tried.add(paper.id)
        found = line_outcome(item, held, removals.get(item.key) if item is not None else None)
        if line.same_as is None:
            items += [item] if item is not None else []
            removed += found.removal is not None
            files += found.has_files
            if found.outcome is not None and not found.has_files:
                totals[found.outcome] += 1
        if only in (None, line.standing) and has_columns(line, actions_of(line, kept=reading.is_kept(line))):
            filled |= filled_columns(found)
    return OutcomeCounts(totals, frozenset(filled), removed, tuple(items), files, frozenset(tried))
