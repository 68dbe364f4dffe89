"""The values of an entry that a table of the library shows, as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.bibliographic_entry import Biblio
from scholar_desktop.domain.field_input import value_text
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor, own_fields_of
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.csl_json import item_type
from scholar_desktop.formats.entry_json import values_of_entry
from scholar_desktop.services.library.entry_form import CITATION_KEY

_MERGED_KEY = Message("Exports have the citation key {key}, no longer {others}.")
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


def type_of_entry(kept: KeptPaper) -> str:
    """Returns the CSL type of the entry of *kept*, as its form, its exports and the filter of the library have it."""
    return item_type(bibliographic_record(kept.paper))


def compared_values(papers: Sequence[KeptPaper]) -> dict[str, list[str]]:
    """Returns the fields of *papers* as text, by name and in the order of *papers*; then their citation keys, `files`,
    `tags`, `collections`, `notes`, and when they were `added`. Fields that no paper has are omitted."""
    entries = [values_of_entry(kept) for kept in papers]
    names = list(dict.fromkeys(("title", ITEM_TYPE, "author", "issued", *(name for one in entries for name in one))))
    values = {name: [changed_text(name, entry.get(name)) for entry in entries] for name in names}
    values |= {
        CITATION_KEY: [kept.cite_key for kept in papers],
        "files": [", ".join(file.name for file in kept.files) for kept in papers],
        "tags": [", ".join(kept.tags) for kept in papers],
        "collections": [", ".join(kept.collections) for kept in papers],
        "notes": [" ".join(kept.notes) for kept in papers],
        "added": [kept.added[:10] for kept in papers],
    }
    return {name: texts for name, texts in values.items() if any(texts)}


def merged_key(papers: Sequence[KeptPaper], keep: str) -> Message | None:
    """Returns which of the citation keys of *papers* exports have after a merge into that with the library key *keep*;
    None if none of the others is lost. papers: as `Library.only_written_keys` returns them."""
    kept = sorted((one for one in papers if one.cite_key), key=lambda one: one.key != keep)
    if len(kept) < 2:
        return None
    key, *others = (one.cite_key for one in kept)
    return _MERGED_KEY.filled(key=key, others=", ".join(others))


def changed_text(name: str, value: Any) -> str:
    """Returns a value of `values_of_entry` as a person types it."""
    if isinstance(value, list) and name != ITEM_TYPE:
        return value_text(name, msgspec.convert(value, tuple[Contributor, ...]))
    return value_text(name, value)
