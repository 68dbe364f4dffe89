"""Attempts to download a paper's PDF, and the outcome for the paper that follows from them."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message, restore_messages


class Outcome(enum.StrEnum):
    """How one attempt ended."""

    SAVED = "saved"
    CANNOT_CHECK = "cannot_check"
    RATE_LIMITED = "rate_limited"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TRUNCATED = "truncated"
    NEEDS_PERSON = "needs_person"
    REFUSED = "refused"
    HTML_NOT_PDF = "html_not_pdf"
    WRONG_ARTICLE = "wrong_article"
    QUARANTINED = "quarantined"
    UNAVAILABLE = "unavailable"
    NOT_PDF = "not_pdf"
    ENCRYPTED = "encrypted"
    TOO_BIG = "too_big"
    REDIRECT_LOOP = "redirect_loop"
    TLS = "tls"
    BLOCKED = "blocked"
    PRIVATE_ADDRESS = "private_address"
    DISK = "disk"
    CANCELLED = "cancelled"


FINAL_OUTCOMES = frozenset({Outcome.SAVED, Outcome.CANNOT_CHECK, Outcome.DISK, Outcome.CANCELLED})
"""After these outcomes no other copy is tried: the PDF is saved, or another copy would not fare better."""


class ItemOutcome(enum.StrEnum):
    """How the download of one paper ended."""

    SAVED = "saved"
    CLOSED = "closed"
    NO_PDF = "no_pdf"
    NOT_FOUND = "not_found"
    TEMPORARY = "temporary"
    NEEDS_PERSON = "needs_person"
    UNAVAILABLE = "unavailable"
    DISK = "disk"
    CANCELLED = "cancelled"


_LEADS_TO = {
    Outcome.SAVED: ItemOutcome.SAVED,
    Outcome.CANNOT_CHECK: ItemOutcome.SAVED,
    Outcome.RATE_LIMITED: ItemOutcome.TEMPORARY,
    Outcome.TIMEOUT: ItemOutcome.TEMPORARY,
    Outcome.UNREACHABLE: ItemOutcome.TEMPORARY,
    Outcome.TRUNCATED: ItemOutcome.TEMPORARY,
    Outcome.NEEDS_PERSON: ItemOutcome.NEEDS_PERSON,
    Outcome.REFUSED: ItemOutcome.NEEDS_PERSON,
    Outcome.HTML_NOT_PDF: ItemOutcome.NEEDS_PERSON,
    Outcome.WRONG_ARTICLE: ItemOutcome.NEEDS_PERSON,
    Outcome.QUARANTINED: ItemOutcome.NEEDS_PERSON,
    Outcome.UNAVAILABLE: ItemOutcome.UNAVAILABLE,
    Outcome.NOT_PDF: ItemOutcome.UNAVAILABLE,
    Outcome.ENCRYPTED: ItemOutcome.UNAVAILABLE,
    Outcome.TOO_BIG: ItemOutcome.UNAVAILABLE,
    Outcome.REDIRECT_LOOP: ItemOutcome.UNAVAILABLE,
    Outcome.TLS: ItemOutcome.UNAVAILABLE,
    Outcome.BLOCKED: ItemOutcome.UNAVAILABLE,
    Outcome.PRIVATE_ADDRESS: ItemOutcome.UNAVAILABLE,
    Outcome.DISK: ItemOutcome.DISK,
    Outcome.CANCELLED: ItemOutcome.CANCELLED,
}

_PRECEDENCE = (
    ItemOutcome.SAVED,
    ItemOutcome.DISK,
    ItemOutcome.CANCELLED,
    ItemOutcome.TEMPORARY,
    ItemOutcome.NEEDS_PERSON,
    ItemOutcome.UNAVAILABLE,
)


class Attempt(
    msgspec.Struct,
    frozen=True,
    rename=stored("url source outcome http_status final_url bytes sha256 seconds reason until at rejected rejected_at"),
):
    """One try at one address.

    source: who named the address (`unpaywall`, `s2`, `arxiv`, `zenodo`, `landing`, ...); bytes: bytes received; sha256:
    hash of a complete file, else None; seconds: time from sending the request to the end; reason: what happened, in one
    sentence; until: when the host accepts requests again (ISO 8601, UTC), None if unknown; at: when the attempt ended,
    empty for attempts made by older versions; rejected: the user looked at the downloaded file, and it is not the
    paper; rejected_at: when the user said so (ISO 8601, UTC), empty for older versions.
    """

    url: str
    source: str
    outcome: Outcome
    http_status: int | None = None
    final_url: str | None = None
    bytes: int = 0
    sha256: str | None = None
    seconds: float = 0.0
    reason: str = ""
    until: str | None = None
    at: str = ""
    rejected: bool = False
    rejected_at: str = ""

    def __post_init__(self) -> None:
        restore_messages(self, "reason")

    def reason_at(self, now: str) -> str:
        """Returns the reason as it is at the time *now* (ISO 8601, UTC): a pause whose end has passed is over."""
        if not self.until or self.until > now:
            return self.reason
        from scholar_desktop.domain.text.web_address import site_of  # not part of the start

        # a redirect may have led to another host than the address names
        named = self.reason.values.get("host") if isinstance(self.reason, Message) else None
        host = str(named or site_of(self.final_url or self.url))
        return Message("{host} asked for a pause, which is over.", host=host)


class Lookup(msgspec.Struct, frozen=True, rename=stored("url source found reason at")):
    """A request that is no attempt: to a page or service that named addresses to try, or knew none.

    url: the address that was requested, empty if a service was asked about the paper; source: who named the address,
    as of an `Attempt`, or the service; found: how many addresses it named that were not tried before; reason: what came
    of it, in one sentence; at: when it ended (ISO 8601, UTC).
    """

    url: str
    source: str
    found: int = 0
    reason: str = ""
    at: str = ""

    def __post_init__(self) -> None:
        restore_messages(self, "reason")

    @property
    def is_of_service(self) -> bool:
        """True if a service was asked about the paper."""
        return not self.url


def is_retryable_outcome(outcome: Outcome) -> bool:
    """Returns True if a later attempt may end differently."""
    return _LEADS_TO[outcome] is ItemOutcome.TEMPORARY


def item_outcome(attempts: Iterable[Attempt]) -> ItemOutcome | None:
    """Returns the outcome for the paper that follows from *attempts*, or None if there were none.

    Of several outcomes, the first in this order counts: saved, disk, cancelled, temporary, needs_person, unavailable.
    """
    reached = {ItemOutcome.UNAVAILABLE if attempt.rejected else _LEADS_TO[attempt.outcome] for attempt in attempts}
    return next((outcome for outcome in _PRECEDENCE if outcome in reached), None)
