"""What a format has no place for, as one text in a field of its own: so each format gives back what was written.

A writer reads what it has written; the parts that do not come back equal are added as JSON. Other programs show or keep
that field, and lose nothing but what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.full_entry import FullEntry, LinkedFile
from scholar_desktop.domain.own_fields import Contributor

NAME = "scholar-desktop"
"""The name of that field, or the beginning of its text."""
_LISTS = ("tags", "collections", "notes")
_WITHOUT_ORDER = ("tags", "collections")


def remainder_of(wanted: FullEntry, read: FullEntry) -> str:
    """Returns the parts of *wanted* that *read* does not have, as JSON in ASCII; empty if there are none."""
    parts: dict[str, Any] = {}
    if wanted.key != read.key:
        parts["key"] = wanted.key
    if wanted.item_type != read.item_type:
        parts["type"] = wanted.item_type
    fields = {name: value for name, value in wanted.fields.items() if (read.fields.get(name) or "") != value}
    fields |= {name: None for name in read.fields if name not in wanted.fields}
    if fields:
        parts["fields"] = fields
    roles = dict.fromkeys(one.role for one in (*wanted.people, *read.people))
    if people := {role: wanted.of_role(role) for role in roles if wanted.of_role(role) != read.of_role(role)}:
        parts["people"] = people
    if wanted.with_others != read.with_others:
        parts["with_others"] = wanted.with_others
    for name in _LISTS:
        ours, theirs = getattr(wanted, name), getattr(read, name)
        if (sorted(ours) != sorted(theirs)) if name in _WITHOUT_ORDER else (ours != theirs):
            parts[name] = getattr(wanted, name)
    if wanted.files != read.files:
        parts["files"] = files_part(wanted.files)
    if not parts:
        return ""
    text = msgspec.json.encode(parts).decode()
    return "".join(sign if " " <= sign < "\x7f" else _escaped(sign) for sign in text)


def files_part(files: Sequence[LinkedFile]) -> list[list[str]]:
    """Returns the part `files` of that JSON."""
    return [[file.path, file.title, file.type] for file in files]


def second_values(entry: FullEntry) -> list[tuple[str, str]]:
    """Returns the values in `extra` that the fields have no room for, each once, with the name that its file has for
    it. A value that a reader finds in two places must not be one more each time that it goes out and comes back."""
    pairs = entry.extra.get("more") or ()
    texts = (
        (pair[0], pair[1])
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
    )
    return list(dict.fromkeys(texts))


def with_remainder(entry: FullEntry, text: str) -> FullEntry:
    """Returns *entry* with the parts in *text*; unchanged if that is none of ours."""
    try:
        parts = msgspec.json.decode(text, type=dict[str, Any])
        changed: dict[str, Any] = {}
        if "key" in parts:
            changed["key"] = str(parts["key"])
        if "type" in parts:
            changed["item_type"] = None if parts["type"] is None else str(parts["type"])
        if "fields" in parts:
            fields = entry.fields | dict(parts["fields"])
            changed["fields"] = {name: value for name, value in fields.items() if value is not None}
        if "people" in parts:
            others = [one for one in entry.people if one.role not in parts["people"]]
            own = [msgspec.convert(one, Contributor) for people in parts["people"].values() for one in people]
            changed["people"] = (*others, *own)
        for name in (*_LISTS, "with_others"):
            if name in parts:
                changed[name] = tuple(str(one) for one in parts[name])
        if "files" in parts:
            changed["files"] = tuple(LinkedFile(*map(str, one)) for one in parts["files"])
        return msgspec.structs.replace(entry, **changed)
    except (msgspec.MsgspecError, TypeError, ValueError, AttributeError):
        return entry


def _escaped(sign: str) -> str:
    number = ord(sign)
    if number < 0x10000:
        return f"\\u{number:04x}"
    number -= 0x10000
    return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"
