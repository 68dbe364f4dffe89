"""Writes whole entries as CSL-JSON; what CSL has no variable for is in `custom`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scholar_desktop.domain.csl_variables import CSL_TYPES, DATES, TEXTS
from scholar_desktop.domain.entry_dates import read_date_parts, write_date_parts
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.text.names import OTHERS
from scholar_desktop.formats.entries.csl_reading import AS_SENT, csl_name_of, people_of, read_item, tags_of
from scholar_desktop.formats.entries.names import split_others
from scholar_desktop.formats.entries.plain_formulas import tagged_entry
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
    item = _item(tagged_entry(entry))
    rest = remainder_of(entry, read_item(item))
    if rest:
        item.setdefault("custom", {})[NAME] = json.loads(rest)
    return item


def _part(sent: Item, name: str) -> Item:
    part = sent.get(name)
    return part if isinstance(part, dict) else {}


def _same_people(raw: Any, role: str, entry: FullEntry) -> bool:
    """Returns True if names of CSL-JSON are those of the entry."""
    people, others = split_others(list(people_of(raw, role)))
    return people == entry.of_role(role) and (role in others) == (role in entry.with_others)


def _item(entry: FullEntry) -> Item:
    more = entry.extra
    sent = more[AS_SENT] if isinstance(more.get(AS_SENT), dict) else {}
    item: Item = {"id": entry.key, "type": entry.item_type if entry.item_type in CSL_TYPES else "document"}
    if "citation-key" in sent:
        item["citation-key"] = entry.key
    if item["type"] == "document" and isinstance(more.get("type"), str):
        item["type"] = more["type"]
    custom = dict(more["custom"]) if isinstance(more.get("custom"), dict) else {}
    for name, value in entry.fields.items():
        if name in DATES:
            raw = _part(sent, "dates").get(name)
            if raw is not None and read_date_parts(raw) == value:
                item[name] = raw
            elif (date := write_date_parts(value)) is not None:
                item[name] = date
        elif name in TEXTS and name not in ("keyword", "citation-key"):
            item[name] = value
        elif name == "arxiv" and "number" not in entry.fields and entry.item_type == "article":
            item["number"] = f"arXiv:{value}"
        elif name in (sent.get("own") or ()):
            item[name] = value
        else:
            custom[name] = value
    for role in dict.fromkeys(one.role for one in entry.people):
        if role in _ROLES:
            item[role] = [csl_name_of(one) for one in entry.of_role(role)]
            if role in entry.with_others:
                item[role].append({"literal": OTHERS})
            raw = _part(sent, "names").get(role)
            if raw is not None and _same_people(raw, role, entry):
                item[role] = raw
    if entry.tags:
        item["keyword"] = ("; " if any("," in tag for tag in entry.tags) else ", ").join(entry.tags)
    if isinstance(more.get("categories"), list):
        item["categories"] = more["categories"]
    if isinstance(sent.get("keyword"), list) and tags_of(sent["keyword"]) == entry.tags:
        item["keyword"] = sent["keyword"]
    if custom:
        item["custom"] = custom
    for name, value in more.items():
        if name not in (AS_SENT, "custom", "with_others"):
            item.setdefault(name, value)
    return item
