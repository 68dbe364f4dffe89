"""The stored form of `OwnFields`: as the struct itself, but the fields that were written at once are listed once with
their origin. An import writes all fields of a paper at once, and an origin for each took a third of its row.
"""

from __future__ import annotations

from typing import Any

import msgspec

from scholar_desktop.domain.own_fields import Contributor, EntryLink, Origin, OwnFields, Value
from scholar_desktop.domain.stored_field_names import stored


class WrittenFields(msgspec.Struct, frozen=True, gc=False, rename=stored("by at fields")):
    """Fields of one origin. fields: as the keys of `OwnFields.origin`; by, at: as in `Origin`."""

    by: str
    at: str
    fields: tuple[str, ...]


class StoredOwnFields(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=stored("item_type fields people origin written links extra"),
):
    """As `OwnFields`. origin: of a row that was written before format 14 of the library; written: of a later one."""

    item_type: str | None = None
    fields: dict[str, Value] = {}
    people: tuple[Contributor, ...] = ()
    origin: dict[str, Origin] = {}
    written: tuple[WrittenFields, ...] = ()
    links: tuple[EntryLink, ...] = ()
    extra: dict[str, dict[str, Any]] = {}


_decoder = msgspec.json.Decoder(StoredOwnFields)


def decode_own(text: str) -> OwnFields:
    """Returns own fields from their stored form."""
    found = _decoder.decode(text)
    origin = found.origin
    for group in found.written:
        origin |= dict.fromkeys(group.fields, Origin(group.by, group.at))
    return OwnFields(found.item_type, found.fields, found.people, origin, found.links, found.extra)


def encode_own(own: OwnFields) -> str:
    """Returns own fields in their stored form."""
    groups: dict[Origin, list[str]] = {}
    for name, origin in own.origin.items():
        groups.setdefault(origin, []).append(name)
    written = tuple([WrittenFields(origin.by, origin.at, tuple(names)) for origin, names in groups.items()])
    one = StoredOwnFields(own.item_type, own.fields, own.people, written=written, links=own.links, extra=own.extra)
    return msgspec.json.encode(one).decode()
