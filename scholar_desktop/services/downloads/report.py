"""Reports how a batch of downloads ended, for the command line, the window, a spreadsheet and the clipboard."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Lookup
from scholar_desktop.domain.download import DownloadItem, DownloadReport, DownloadState
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import HAND, KeptPaper
from scholar_desktop.domain.reference_lists.line_outcome import LineOutcome, PdfRemoval, line_outcome
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.web_address import hostname_of
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.formats.csv_table import csv_text
from scholar_desktop.formats.entry_json import listed_to_json
from scholar_desktop.formats.paper_json import attempt_to_json
from scholar_desktop.services.open_access.get_pdf import RESTRICTED

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library

COLUMNS = (
    "id",
    "outcome",
    "reason",
    "title",
    "authors",
    "year",
    "doi",
    "path",
    "copies_known",
    "copies_tried",
    "host",
    "http_status",
    "address",
    "version",
    "licence",
    "sha256",
    "tried_again_at",
)
ITEM_OUTCOME_WORDS = {
    ItemOutcome.SAVED: Message("saved"),
    ItemOutcome.CLOSED: Message("no open copy"),  # nobody may have said that it is closed
    ItemOutcome.NO_PDF: Message("other files only"),
    ItemOutcome.NOT_FOUND: Message("not found"),
    ItemOutcome.TEMPORARY: Message("try later"),
    ItemOutcome.NEEDS_PERSON: Message("needs you"),
    ItemOutcome.UNAVAILABLE: Message("unavailable"),
    ItemOutcome.DISK: Message("disk error"),
    ItemOutcome.CANCELLED: Message("cancelled"),
}


_STATE_WORDS = {
    None: "",
    DownloadState.WAITING: Message("waiting"),
    DownloadState.RUNNING: Message("downloading"),
    DownloadState.PAUSED: Message("paused"),
    DownloadState.DONE: "",
}
_REMOVAL_WORDS = {PdfRemoval.REMOVED: Message("Removed"), PdfRemoval.TRASHED: Message("In trash")}
RESTRICTED_WORD = Message("restricted")
"""The word for the outcome of a paper whose files are restricted, in place of that for `ItemOutcome.CLOSED`."""
_NO_COPY_OR_RESTRICTED = Message("no open copy or restricted")
_FILES_SAVED = Message("Files saved")


def is_restricted(outcome: ItemOutcome | None, reason: str) -> bool:
    """Returns True if a download ended because the files of a Zenodo record are restricted or under embargo."""
    return outcome is ItemOutcome.CLOSED and reason in RESTRICTED.values()


def word_of(outcome: ItemOutcome, reason: str) -> str:
    """Returns the word for the outcome of one paper."""
    return RESTRICTED_WORD if is_restricted(outcome, reason) else ITEM_OUTCOME_WORDS[outcome]


def shown_word(found: LineOutcome, show: Callable[[str], str]) -> str:
    """Returns the word for what came of a PDF, 'No open copy' or the like; empty if none was requested.

    Args:
        show: puts a message into the user's language.
    """
    if found.removal is not None:
        word: str = _REMOVAL_WORDS[found.removal]
    elif found.has_files:
        word = _FILES_SAVED
    elif found.outcome is not None:
        word = word_of(found.outcome, found.reason or "")
    else:
        word = _STATE_WORDS[found.state]
    named = show(word)
    return named[:1].upper() + named[1:]


def outcome_word(outcome: ItemOutcome, items: Iterable[DownloadItem]) -> str:
    """Returns the word for *outcome* over the items of *items* that ended so: the files of a record that cannot be
    downloaded are restricted.
    """
    if outcome is ItemOutcome.CLOSED:
        ended = (item for item in items if _ended_as(item, outcome))
        kinds = {item.is_record or is_restricted(outcome, item.reason) for item in ended}
        if True in kinds:
            return _NO_COPY_OR_RESTRICTED if False in kinds else RESTRICTED_WORD
    return ITEM_OUTCOME_WORDS[outcome]


def counted_outcome(outcome: ItemOutcome, count: int, items: Iterable[DownloadItem] = ()) -> Message:
    """Returns '2 need you' or '1 needs you': *count* items that ended as *outcome*, as part of a list of such counts.

    Args:
        items: those that may have ended so, as for `outcome_word`.
    """
    word = outcome_word(outcome, items)
    if word == RESTRICTED_WORD:
        return Message("{count} restricted", count=count)
    if word == _NO_COPY_OR_RESTRICTED:
        return Message("{count} without an open copy or restricted", count=count)
    return {
        ItemOutcome.SAVED: Message("{count} saved", count=count),
        ItemOutcome.CLOSED: Message("{count} without an open copy", count=count),
        ItemOutcome.NO_PDF: Message("{count} with other files only", count=count),
        ItemOutcome.NOT_FOUND: Message("{count} not found", count=count),
        ItemOutcome.TEMPORARY: Message.counted("{count} temporary failure", "{count} temporary failures", count),
        ItemOutcome.NEEDS_PERSON: Message.counted("{count} needs you", "{count} need you", count),
        ItemOutcome.UNAVAILABLE: Message("{count} unavailable", count=count),
        ItemOutcome.DISK: Message.counted("{count} disk error", "{count} disk errors", count),
        ItemOutcome.CANCELLED: Message("{count} cancelled", count=count),
    }[outcome]


def make_report(items: Iterable[DownloadItem]) -> DownloadReport:
    """Returns the counts and the duration of *items*, some of which may not have ended yet."""
    rows = tuple(items)
    done = [item for item in rows if item.state is DownloadState.DONE]
    counts = dict.fromkeys(ItemOutcome, 0)
    for item in done:
        if item.outcome is not None:
            counts[item.outcome] += 1
    ended = max((item.ended for item in done if item.ended), default="")
    finished = ended if done and len(done) == len(rows) else ""
    return DownloadReport(
        total=len(rows), counts=counts, finished=finished, took_s=_time_at_work(rows) if finished else None
    )


def _time_at_work(items: Iterable[DownloadItem]) -> float | None:
    """Returns the seconds in which the program worked on at least one of *items*; None if unknown. The time between two
    batches does not count, nor that in which they were paused or the program was closed.
    """
    spans = sorted(span for item in items for span in item.work_spans)
    if not spans:
        return None
    seconds, last = 0.0, ""
    for began, ended in spans:
        if ended > last:
            seconds += (datetime.fromisoformat(ended) - datetime.fromisoformat(max(began, last))).total_seconds()
            last = ended
    return seconds


async def find_removed(items: Iterable[DownloadItem], library: Library) -> tuple[frozenset[str], dict[str, KeptPaper]]:
    """Returns the keys of the saved *items* whose PDF, or files of a record without one, do not exist any more, and by
    key, the papers that are in the trash with their PDF or files."""
    saved = [item for item in items if item.outcome is ItemOutcome.SAVED and item.path and item.is_for_paper]
    gone = await asyncio.to_thread(lambda: frozenset(one.key for one in saved if not os.path.exists(one.path or "")))
    try:
        papers = [one.paper for one in saved if one.paper] if (await library.counts()).trashed else []
        trashed = await library.find_many(papers, trashed=True)
    except ScholarError:  # the list of the library says what is wrong
        trashed = {}
    found = {one.key: trashed[one.paper.id] for one in saved if one.paper and one.paper.id in trashed}
    return gone, {key: kept for key, kept in found.items() if key not in gone}


def report_data(items: Sequence[DownloadItem], kept: Mapping[str, KeptPaper], *, named: bool = False) -> dict[str, Any]:
    """Returns the object {items, report} that the command line prints as JSON.

    Args:
        kept: the papers that are in the library, by `Paper.id`.
        named: the items are files of one record, and `key` is the name of a file.
    """
    outcomes = [item.outcome or ItemOutcome.CANCELLED for item in items]
    return {
        "items": [
            {
                "id": item.asked_as,
                **({"name": item.key or None} if named else {}),
                "outcome": outcome.value,
                "path": item.path,
                "paper": None if item.paper is None else listed_to_json(item.paper, kept.get(item.paper.id)),
                "attempts": [attempt_to_json(attempt) for attempt in item.attempts],
                "files": [
                    {
                        "name": file.name,
                        "size": file.size,
                        "checksum": file.checksum,
                        "type": file.type,
                        "url": file.url,
                        "media_type": file.media_type,
                    }
                    for file in (item.files if outcome is ItemOutcome.NO_PDF else ())
                ],
            }
            for item, outcome in zip(items, outcomes, strict=True)
        ],
        "report": {outcome.value: outcomes.count(outcome) for outcome in ItemOutcome},
    }


def report_csv(
    items: Iterable[DownloadItem],
    *,
    kept: Mapping[str, KeptPaper] | None = None,
    named: bool = False,
    show: Callable[[str], str] | None = None,
) -> str:
    """Returns the report as CSV, one line for each item; no cell is interpreted as a formula by a spreadsheet.

    Args:
        kept: the papers that are in the library, by `Paper.id`; of a saved item without attempts, the file says where
            it comes from.
        named: the items are files of one record, and the column `name` has the names of the files.
        show: puts a message into the user's language, for the column `outcome_words`; None leaves that empty.
    """
    if not named:
        lines = [_line(item, _kept_of(item, kept or {}), show) for item in items]
        return csv_text(lines, (*COLUMNS, "files", "date", "outcome_words"))
    lines = [_line(item) | {"name": item.key or None} for item in items]
    return csv_text(lines, (COLUMNS[0], "name", *COLUMNS[1:]))


def _named(item: DownloadItem) -> str:
    """Returns what tells people which paper an item is for: what they asked for, or the DOI in place of an ID that only
    Semantic Scholar uses."""
    doi = item.paper.ids.doi if item.paper is not None else None
    return doi if doi is not None and item.asked_as.startswith("s2:") else item.asked_as


def _title(item: DownloadItem) -> str:
    """Returns the title of an item on one line, with its year; empty if it is not known."""
    if item.paper is None:
        return ""
    title = plain(item.paper.title)
    return f"{title} ({item.paper.year})" if item.paper.year else title


def report_text(items: Sequence[DownloadItem], show: Callable[[str], str] = str) -> str:
    """Returns the report as plain text: the counts, and a line for each item that was not saved: its identifier,
    title and reason, with tabs between them.

    Args:
        show: puts a message into the user's language.
    """
    report = make_report(items)
    parts: list[str] = [counted_outcome(outcome, count, items) for outcome, count in report.counts.items() if count]
    left = report.total - sum(report.counts.values())
    if left:
        parts.append(Message("{count} in progress", count=left))
    outcomes = ", ".join(map(show, parts))
    lines = [
        show(
            Message.counted(
                "{count} download: {outcomes}.", "{count} downloads: {outcomes}.", report.total, outcomes=outcomes
            )
        )
    ]
    for outcome in ItemOutcome:
        if outcome is ItemOutcome.SAVED or not report.counts[outcome]:
            continue
        group = Message("{group}: {count}", group=outcome_word(outcome, items), count=report.counts[outcome])
        lines += ["", show(group)]
        lines += [
            f"{_named(item)}\t{_title(item)}\t{show(_reason(item))}" for item in items if _ended_as(item, outcome)
        ]
    return "\n".join(lines) + "\n"


def _ended_as(item: DownloadItem, outcome: ItemOutcome) -> bool:
    return item.state is DownloadState.DONE and item.outcome is outcome


def _kept_of(item: DownloadItem, kept: Mapping[str, KeptPaper]) -> KeptPaper | None:
    """Returns the paper in the library that has the PDF of *item*; None if it saved none, or files of a record."""
    is_saved = item.outcome is ItemOutcome.SAVED and not item.is_record and item.paper is not None
    return kept.get(item.paper.id) if is_saved and item.paper is not None else None


def _reason(item: DownloadItem) -> str:
    """Returns the reason of an item as it is now: a pause that a host asked for may be over."""
    told = item.deciding_attempt if item.outcome is ItemOutcome.TEMPORARY else None
    now = current_timestamp()
    return told.reason_at(now) if told is not None and told.until and told.until <= now else item.reason


def all_attempts(item: DownloadItem) -> list[Attempt | Lookup]:
    """Returns the attempts at files and the lookups of pages in the order in which they ended."""
    tried = {attempt.url for attempt in item.attempts}
    lookups = [one for one in item.lookups if one.url not in tried and not one.is_of_service]
    return sorted((*lookups, *item.attempts), key=lambda one: one.at) if lookups else list(item.attempts)


def _line(
    item: DownloadItem, held: KeptPaper | None = None, show: Callable[[str], str] | None = None
) -> dict[str, Any]:
    """Returns the cells of an item. held: as `_kept_of` returns it; show: as in `report_csv`."""
    paper, told = item.paper, item.deciding_attempt if item.outcome is not None else None
    found = line_outcome(item, held)  # as in the CSV file of a reference list
    address = (told.final_url or told.url) if told is not None else found.copy
    path, sha256 = item.path, told.sha256 if told is not None else None
    file = next((file for file in held.files if file.path == held.pdf), None) if held is not None else None
    if file is not None and not (item.attempts and item.path):
        path = file.path
    if file is not None and not item.attempts:
        sha256 = file.sha256
    return {
        "id": item.asked_as,
        "outcome": item.outcome.value if item.outcome is not None else item.state.value,
        "reason": _reason(item),
        "title": paper.title if paper else None,
        "authors": "; ".join(author.name for author in paper.authors) if paper else None,
        "year": paper.year if paper else None,
        "doi": paper.ids.doi if paper else None,
        "path": path,
        "copies_known": len(item.copies),
        "copies_tried": sum(one.source != HAND for one in all_attempts(item)),
        "host": (hostname_of(address) or None) if address else None,
        "http_status": told.http_status if told else None,
        "address": address or None,
        "version": found.version,
        "licence": found.licence_word,
        "sha256": sha256,
        "tried_again_at": item.again,
        "files": "; ".join(file.name for file in item.files) or None,
        "date": found.date,
        "outcome_words": shown_word(found, show) if show is not None else None,
    }
