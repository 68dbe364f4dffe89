"""The values of an entry that a table of the library shows, as text."""

from __future__ import annotations

from collections.abc import Callable

from scholar_desktop.domain.bibliographic_entry import Biblio
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import own_fields_of
from scholar_desktop.formats.bibliographic import bibliographic_record

_RECORD: dict[str, Callable[[Biblio], str | None]] = {
    "publisher": lambda record: record.publisher,
    "volume": lambda record: record.volume,
    "issue": lambda record: record.issue,
    "page": lambda record: "–".join(part for part in record.pages or () if part),
}


def entry_text(kept: KeptPaper, name: str) -> str:
    """Returns a field of the entry of *kept*: what a person wrote, else what the services state."""
    own = own_fields_of(kept.paper)
    if own is not None and name in own.origin:
        return own.text(name) or ""
    if name in _RECORD:
        return _RECORD[name](bibliographic_record(kept.paper)) or ""
    return ""


def item_type(kept: KeptPaper) -> str:
    """Returns the CSL type that a person chose; empty if nobody did."""
    own = own_fields_of(kept.paper)
    return (own.item_type or "") if own is not None else ""
