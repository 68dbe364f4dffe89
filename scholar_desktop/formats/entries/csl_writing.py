"""Writes whole entries as CSL-JSON; what CSL has no variable for is in `custom`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scholar_desktop.domain.csl_variables import CSL_TYPES, DATES, TEXTS
from scholar_desktop.domain.entry_dates import write_date_parts
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.domain.text.names import OTHERS
from scholar_desktop.formats.entries.csl_reading import read_item
from scholar_desktop.formats.entries.remainder import NAME, remainder_of

Item = dict[str, Any]

_ROLES_WORDS = """
author chair collection-editor compiler composer container-author contributor curator director editor
editorial-director editor-translator executive-producer guest host illustrator interviewer narrator organizer
original-author performer producer recipient reviewed-author script-writer series-creator translator
"""  # not translated: names of CSL
_ROLES = frozenset(_ROLES_WORDS.split())


def write_csl_entries(entries: Sequence[FullEntry]) -> str:
    """Returns *entries* as a CSL-JSON file."""
    return json.dumps([csl_item(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n"


def csl_item(entry: FullEntry) -> Item:
    """Returns the item of an entry."""
    item = _item(entry)
    rest = remainder_of(entry, read_item(item))
    if rest:
        item.setdefault("custom", {})[NAME] = json.loads(rest)
    return item


def _item(entry: FullEntry) -> Item:
    more = entry.extra
    item: Item = {"id": entry.key, "type": entry.item_type if entry.item_type in CSL_TYPES else "document"}
    custom = dict(more["custom"]) if isinstance(more.get("custom"), dict) else {}
    for name, value in entry.fields.items():
        if name in DATES:
            if (date := write_date_parts(value)) is not None:
                item[name] = date
        elif name in TEXTS and name not in ("keyword", "citation-key"):
            item[name] = value
        elif name == "arxiv" and "number" not in entry.fields and entry.item_type == "article":
            item["number"] = f"arXiv:{value}"
        else:
            custom[name] = value
    for role in dict.fromkeys(one.role for one in entry.people):
        if role in _ROLES:
            item[role] = [_name(one) for one in entry.of_role(role)]
            if role in entry.with_others:
                item[role].append({"literal": OTHERS})
    if entry.tags:
        item["keyword"] = ("; " if any("," in tag for tag in entry.tags) else ", ").join(entry.tags)
    if isinstance(more.get("categories"), list):
        item["categories"] = more["categories"]
    if custom:
        item["custom"] = custom
    return item


def _name(one: Contributor) -> dict[str, str]:
    if one.literal is not None:
        return {"literal": one.literal}
    parts = {"given": one.given, "non-dropping-particle": one.particle, "suffix": one.suffix}
    return {"family": one.family} | {name: part for name, part in parts.items() if part}
