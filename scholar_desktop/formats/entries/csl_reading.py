"""Reads CSL-JSON as whole entries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scholar_desktop.domain.csl_variables import CSL_TYPES, DATES, ROLES, TEXTS, csl_type
from scholar_desktop.domain.entry_dates import read_date_parts, write_date_parts
from scholar_desktop.domain.full_entry import FileEntries, FullEntry, SkippedPart, with_entry_faults, without_empty
from scholar_desktop.domain.identifiers.kinds import Scheme, identify
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.entries.names import split_others
from scholar_desktop.formats.entries.remainder import NAME, with_remainder
from scholar_desktop.formats.entries.vendor_habits import add_stated_arxiv, check_identifiers
from scholar_desktop.formats.list_limits import LONGEST_FIELD, MOST_VALUES

Item = dict[str, Any]

_OLD_NAMES = {"journalAbbreviation": "container-title-short", "shortTitle": "title-short", "event": "event-title"}
AS_SENT = "as_sent"
"""The name in `extra` of what is written back as it was, if it still says the same: names, dates, the keywords, the
names of fields that CSL does not have, and the id of an item that has a citation key."""
_DIGIT = re.compile("[0-9]")
_NOT_FIELDS = frozenset(("id", "type", "custom", "keyword", "categories", "citation-key"))


def read_csl_entries(text: str) -> FileEntries:
    """Returns every item of a CSL-JSON file. Never raises for its content."""
    if text.count(",") + text.count("[") > MOST_VALUES:
        return _failed(Message("The file has too many values."), 1, text)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return _failed(Message("The file is not JSON: {reason}.", reason=error.msg), error.lineno, text)
    except (ValueError, RecursionError) as error:
        return _failed(Message("The file is not JSON: {reason}.", reason=str(error)), 1, text)
    if isinstance(data, dict):
        data = data.get("items", data.get("references", [data]))
    if not isinstance(data, list):
        return _failed(Message("The file is not CSL-JSON: it has no list of items."), 1, text)
    turns = Yielder()
    entries, skipped = [], []
    lines = _lines(text, len(data))
    for number, item in enumerate(data):
        turns.yield_to_ui()
        line = lines[number] if number < len(lines) else 0
        if isinstance(item, dict):
            entries.append(read_item(item, line))
        else:
            skipped.append(SkippedPart(line, json.dumps(item)[:200], Message("The item is not an object.")))
    return with_entry_faults(without_empty("csl-json", entries, skipped))


def _failed(reason: str, line: int, text: str) -> FileEntries:
    lines = text.splitlines()
    return FileEntries(
        "csl-json", (), (SkippedPart(line, (lines[line - 1] if line <= len(lines) else "")[:200], reason),)
    )


def _lines(text: str, items: int) -> list[int]:
    """Returns the line of each item, if the file has one line for each opening brace at the depth of the items."""
    found, depth, is_text, is_escaped, line = list[int](), 0, False, False, 1
    if len(text) > 2_000_000 or items > 5_000:
        return []
    for character in text:
        if character == "\n":
            line += 1
        if is_text:
            if is_escaped:
                is_escaped = False
            elif character == "\\":
                is_escaped = True
            elif character == '"':
                is_text = False
        elif character == '"':
            is_text = True
        elif character in "[{":
            if character == "{" and depth == 1:
                found.append(line)
            depth += 1
        elif character in "]}":
            depth -= 1
    return found if len(found) == items else []


def read_item(item: Item, line: int = 0) -> FullEntry:
    """Returns one item."""
    sent = item.get("type")
    known = csl_type(sent) if isinstance(sent, str) else None
    custom = item.get("custom")
    fields: dict[str, Value] = {}
    people: list[Contributor] = []
    more: Item = {}
    ours: Item = {}
    own: list[str] = []
    if isinstance(custom, dict):
        rest = dict(custom)
        ours = rest.pop(NAME, None) or {}
        for name, value in rest.items():
            if isinstance(value, str):
                fields[name] = value[:LONGEST_FIELD]
            else:
                more.setdefault("custom", {})[name] = value
    elif custom is not None:
        more["custom"] = custom
    for name, value in item.items():
        if name in _NOT_FIELDS:
            continue
        variable = _OLD_NAMES.get(name, name) if _OLD_NAMES.get(name) not in item else name
        if variable in ROLES:
            read = list(people_of(value, variable))
            people += read
            if len(read) != (len(value) if isinstance(value, list) else -1):
                more[name] = value
            elif [csl_name_of(one) for one in read] != value:
                more.setdefault(AS_SENT, {}).setdefault("names", {})[variable] = value
        elif variable in DATES:
            date = read_date_parts(value)
            if date is not None:
                fields[variable] = date
                if write_date_parts(date) != _with_numbers(value):
                    more.setdefault(AS_SENT, {}).setdefault("dates", {})[variable] = value
            elif _DIGIT.search(json.dumps(value)) is not None:
                more[name] = value
        elif (text := _text(value)) is not None:
            fields[variable] = text[:LONGEST_FIELD]
            if variable not in TEXTS:
                own.append(variable)
        elif value not in (None, "", [], {}):
            more[name] = value
    _clean_identifiers(fields)
    if isinstance(item.get("categories"), list):
        more["categories"] = item["categories"]
    if known is None and sent:
        more["type"] = sent
    key, sent_id = _text(item.get("citation-key")), _text(item.get("id"))
    if key:
        more.setdefault(AS_SENT, {})["citation-key"] = sent_id or ""
    if own:
        more.setdefault(AS_SENT, {})["own"] = own
    if isinstance(item.get("keyword"), list):
        more.setdefault(AS_SENT, {})["keyword"] = item["keyword"]
    named, with_others = split_others(people)
    entry = FullEntry(
        key=key or sent_id or "",
        item_type=known or ("document" if sent not in CSL_TYPES else None),
        fields=fields,
        people=named,
        with_others=with_others,
        tags=tags_of(item.get("keyword")),
        extra=more,
        line=line,
    )
    return with_remainder(entry, json.dumps(ours)) if ours else entry


def _clean_identifiers(fields: dict[str, Value]) -> None:
    check_identifiers(fields)
    number = fields.get("number")
    if "arxiv" not in fields and isinstance(number, str) and number.lower().startswith("arxiv:"):
        found = identify(Scheme.ARXIV, number[6:].strip())
        if found is not None:
            fields["arxiv"] = found.value
            del fields["number"]
    add_stated_arxiv(fields)


def tags_of(keyword: Any) -> tuple[str, ...]:
    if isinstance(keyword, list):
        return tuple(one for one in keyword if isinstance(one, str) and one)
    text = _text(keyword) or ""
    parts = text.split(";") if ";" in text else text.split(",")
    return tuple(dict.fromkeys(word for part in parts if (word := " ".join(part.split()))))


def people_of(sent: Any, role: str) -> Iterator[Contributor]:
    for item in sent if isinstance(sent, list) else []:
        if not isinstance(item, dict):
            continue
        family, literal, given = (_text(item.get(name)) for name in ("family", "literal", "given"))
        if family is None and given is None:
            if literal is not None:
                yield Contributor(role, literal=literal)
            continue
        particles = (_text(item.get("dropping-particle")), _text(item.get("non-dropping-particle")))
        yield Contributor(
            role,
            family=family or "",
            given=given or "",
            particle=" ".join(filter(None, particles)),
            suffix=_text(item.get("suffix")) or "",
            orcid=_text(item.get("ORCID")) or _text(item.get("orcid")),
        )


def _with_numbers(date: Any) -> Any:
    """Returns a date of CSL-JSON with numbers in its parts: Zotero writes texts."""
    parts = date.get("date-parts") if isinstance(date, dict) else None
    if not isinstance(parts, list) or not all(isinstance(one, list) for one in parts):
        return date
    return {
        **date,
        "date-parts": [
            [int(part) if isinstance(part, str) and part.isdecimal() and len(part) < 5 else part for part in one]
            for one in parts
        ],
    }


def csl_name_of(one: Contributor) -> dict[str, str]:
    """Returns a name as CSL-JSON has it."""
    if one.literal is not None:
        return {"literal": one.literal}
    parts = {"given": one.given, "non-dropping-particle": one.particle, "suffix": one.suffix}
    return {"family": one.family} | {name: part for name, part in parts.items() if part}


def _text(value: Any) -> str | None:
    """Returns a text; a number as text (ids and volumes may be either)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None
