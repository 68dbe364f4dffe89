"""What came of the PDF of a line of a reference list, for the table of the list and its CSV file."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.library import KeptPaper


class LineOutcome(msgspec.Struct, frozen=True):
    """What came of one PDF. Every field is None where it is not known.

    outcome: how its download ended; state: how far it is, None for a paper that was not queued; copy: the address of
    the copy that was saved, or tried last; version, licence: of that copy, as the service names them; reason: one
    sentence; date: when it was saved, or when its download ended, or else began (ISO 8601, UTC).
    """

    outcome: ItemOutcome | None = None
    state: DownloadState | None = None
    copy: str | None = None
    version: str | None = None
    licence: str | None = None
    reason: str | None = None
    date: str | None = None

    @property
    def name(self) -> str | None:
        """The outcome in one word as reports write it, or the state of a download that has not ended."""
        known = self.outcome or self.state
        return known.value if known is not None else None


def line_outcome(item: DownloadItem | None, held: KeptPaper | None) -> LineOutcome:
    """Returns what came of the PDF of a paper.

    Args:
        item: its download, if there is one.
        held: the paper as it is in the library, if it is there.
    """
    reason = (item.reason or None) if item is not None else None
    file = next((file for file in held.files if file.path == held.pdf), None) if held is not None else None
    last = item.attempts[-1] if item is not None and item.attempts else None
    if file is not None:
        address = file.source_url
        if last is not None and last.url == address:
            address = last.final_url or address  # the reason names the host to which the address redirects
        return LineOutcome(
            ItemOutcome.SAVED, DownloadState.DONE, address, file.version, file.license, reason, file.retrieved
        )
    if item is None:
        return LineOutcome()
    copy = next((one for one in item.copies if last and last.url in (one.pdf_url, one.url, one.landing_url)), None)
    return LineOutcome(
        outcome=item.outcome,
        state=item.state,
        copy=(last.final_url or last.url) if last is not None else None,
        version=copy.version if copy is not None else None,
        licence=copy.license if copy is not None else None,
        reason=reason,
        date=item.ended or item.began or None,
    )
