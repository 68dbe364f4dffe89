"""What came of the PDF of a line of a reference list, for the table of the list and its CSV file."""

from __future__ import annotations

import enum

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.library import KeptPaper


class PdfRemoval(enum.StrEnum):
    """Why a PDF that was saved is not in the library any more, in the words of the CSV file."""

    REMOVED = "removed"
    TRASHED = "in trash"


class LineOutcome(msgspec.Struct, frozen=True):
    """What came of one PDF. Every field is None where it is not known.

    outcome: how its download ended; state: how far it is, None for a paper that was not queued; copy: the address of
    the copy that was saved, or that the reason is about; version, licence: of that copy, as the service names them;
    reason: one sentence; date: when it was saved or rejected, or when its download ended, or else began (ISO 8601,
    UTC); removal: why a PDF that was saved is gone, and nothing else is known then; is_of_copy: the address is that of
    a copy, not of the page of the paper; has_files: the files of a record were saved, which has no PDF; path: absolute,
    of the PDF in the library, or of the file or folder of these files.
    """

    outcome: ItemOutcome | None = None
    state: DownloadState | None = None
    copy: str | None = None
    version: str | None = None
    licence: str | None = None
    reason: str | None = None
    date: str | None = None
    removal: PdfRemoval | None = None
    is_of_copy: bool = False
    has_files: bool = False
    path: str | None = None

    @property
    def licence_word(self) -> str | None:
        """The licence as reports write it: of a copy without one, that none is stated."""
        return self.licence or ("not stated" if self.is_of_copy else None)  # not translated: a word of a column

    @property
    def name(self) -> str | None:
        """The outcome in a word or two as reports write it, or the state of a download that has not ended."""
        known = self.outcome or self.removal or self.state
        return known.value if known is not None else None


def line_outcome(item: DownloadItem | None, held: KeptPaper | None, removal: PdfRemoval | None = None) -> LineOutcome:
    """Returns what came of the PDF of a paper.

    Args:
        item: its download, if there is one.
        held: the paper as it is in the library, if it is there.
        removal: why the PDF that its download saved is gone, if it is.
    """
    decided = item.deciding_attempt if item is not None else None
    file = next((file for file in held.files if file.path == held.pdf), None) if held is not None else None
    if file is not None:
        address, reason = file.source_url, item.reason if item is not None else ""
        if item is not None and item.outcome is not ItemOutcome.SAVED:
            decided, reason = None, ""
        elif decided is not None and decided.sha256 not in (None, file.sha256):
            decided, reason = None, ""  # it is about another file of the paper
        if decided is not None and decided.url == address:
            address = decided.final_url or address  # the reason names the host to which the address redirects
        facts = address, file.version, file.license, reason or file.review, file.retrieved
        return LineOutcome(ItemOutcome.SAVED, DownloadState.DONE, *facts, is_of_copy=bool(address), path=file.path)
    if item is None:
        return LineOutcome()
    if item.outcome is ItemOutcome.SAVED and removal is not None:
        return LineOutcome(state=item.state, removal=removal)
    address, copy = None, None
    if item.outcome is None and item.current_copy is not None:
        copy = item.current_copy
        address = copy.pdf_url or copy.url
    elif decided is not None:
        copy, address = item.copy_of(decided), decided.final_url or decided.url
    return LineOutcome(
        outcome=item.outcome,
        state=item.state,
        copy=address,
        version=copy.version if copy is not None else None,
        licence=copy.license if copy is not None else None,
        reason=item.reason or None,
        date=(decided.rejected_at if decided is not None else "") or item.ended or item.began or None,
        is_of_copy=copy is not None,
        has_files=item.has_files,
        path=item.path if item.has_files else None,
    )
