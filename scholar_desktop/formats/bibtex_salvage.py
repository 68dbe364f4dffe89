"""Reads what is left of a broken BibTeX entry field by field, without a grammar, and finds what is wrong with it."""

from __future__ import annotations

import re
from typing import NamedTuple

from scholar_desktop.domain.text.message import Message

_HEAD = re.compile(r"@?[ \t]*([A-Za-z]+)[ \t]*[{(][ \t\r\n]*([^\s,={}\"()]*)")
_NAMES = (
    "abstract|address|annote|annotation|archiveprefix|author|booktitle|chapter|crossref|date|doi|edition|editor|eid|"
    "eprint|eprintclass|eprinttype|file|howpublished|institution|isbn|issn|issue|journal|journaltitle|keywords|"
    "langid|language|location|month|note|number|numpages|organization|pages|pmcid|pmid|primaryclass|publisher|school|"
    "series|shorttitle|subtitle|title|type|url|urldate|volume|year"
)
_GAP = r"[ \t\r\n]{0,200}+"
"""The space around a field; a longer one would be searched once for each of its characters."""
_FIELD = re.compile(
    rf"(?:(?<=[,{{}}\"(\n\r])|(?<=[0-9]\s)){_GAP}(?P<name>(?:{_NAMES})|(?<=\n)[A-Za-z][\w-]{{0,100}})"
    rf"[ \t]{{0,200}}+(?:=|(?=[{{\"])){_GAP}",
    re.IGNORECASE,
)
"""The beginning of a field: its name after a comma, a delimiter or a new line, then `=` or what should follow one."""
_HIDDEN = re.compile(rf"[,}}\"\n]{_GAP}(?:{_NAMES})[ \t]{{0,200}}+={_GAP}[{{\"0-9]", re.IGNORECASE)
_NAME = re.compile(r"[^\s=,{}\"#%'()]+")
_BARE = re.compile(r"[^\s,{}\"#]+")
_SPACE = re.compile(r"(?:\s|%[^\n]*\n)*")


class BrokenEntry(NamedTuple):
    """What could be read of a broken entry.

    kind: the entry's type in lower case; fields: by name in lower case, without delimiters; fault: what is wrong, as
    part of a sentence ('a comma is missing after title'); line: where, counted from 0 at the first line of the entry.
    """

    kind: str
    key: str
    fields: dict[str, str]
    fault: str
    line: int


def hides_a_field(value: str) -> bool:
    """Returns True if *value*, read as the value of one field, contains the beginning of another field.

    In that case a comma or a delimiter between them is missing.
    """
    text = value.strip()
    is_whole = _closing(text, 0) == len(text) - 1 if text.startswith("{") else _quote(text, 0) == len(text) - 1
    return not is_whole and _HIDDEN.search(text) is not None


def salvage_entry(text: str) -> BrokenEntry:
    """Returns what could be read of the entry *text*, which reaches from its `@` to the beginning of the next entry.

    Never raises.
    """
    text = text.strip()
    head = _HEAD.match(text)
    kind, key = (head[1].lower(), head[2]) if head is not None else ("", "")
    fault, place = _fault(text)
    return BrokenEntry(kind, key, _fields(text), fault, text.count("\n", 0, place))


def _fields(text: str) -> dict[str, str]:
    found = list(_FIELD.finditer(text))
    fields: dict[str, str] = {}
    ends = [*(other.start() for other in found[1:]), len(text)]
    for field, end in zip(found, ends, strict=False):  # if no field was found, there is one end too many
        value = _bare_value(text[field.end() : end])
        if value:
            fields.setdefault(field["name"].lower(), value)
    return fields


def _bare_value(value: str) -> str:
    """Returns *value* without its delimiters (some may be missing) and without unmatched braces."""
    text = value.strip().rstrip(",").rstrip()
    if text.startswith('"'):
        text = text[1:]
        text = text[: text.rindex('"')] if '"' in text else text
    elif text.startswith("{") and (end := _closing(text, 0)) is not None:
        text = text[1:end]
    else:
        text = text.removeprefix("{")
    depth = 0
    kept: list[str] = []
    for character in text:
        if character == "}" and depth == 0:
            continue
        depth += {"{": 1, "}": -1}.get(character, 0)
        kept.append(character)
    place = len(kept)
    while depth > 0:  # an unmatched opening brace
        place -= 1
        if kept[place] == "{":
            kept[place] = ""
            depth -= 1
    return " ".join("".join(kept).split()).strip(" ,")


def _closing(text: str, start: int) -> int | None:
    """Returns the position where the brace at *start* is closed, or None."""
    depth = 0
    for place in range(start, len(text)):
        if place > start and text[place - 1] == "\\":
            continue
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0 and place > start:
            return place
    return None


def _fault(text: str) -> tuple[str, int]:
    """Returns (the first thing that is wrong, its position in *text*)."""
    head = _HEAD.match(text)
    if head is None:
        return Message("this is not an entry"), 0
    place = _over(text, head.end())
    after = text[place : place + 1]
    if after == "=":
        return Message("the key is missing, or the comma after it"), head.end()
    if after in ("}", ")"):
        return Message("the entry is empty"), place
    if not after:
        return Message("the entry ends after its key"), head.end()
    if after != ",":
        return (
            Message("a comma is missing after the key {key}", key=head[2]) if head[2] else Message("the key is missing")
        ), head.end()
    place += 1
    while True:
        place = _over(text, place)
        if place >= len(text):
            return Message("the closing brace of the entry is missing"), len(text.rstrip())
        if text[place] in "})":
            if text[place + 1 :].strip():
                return Message("a brace closes the entry too early"), place
            return (
                Message("it could not be read") if text.startswith("@") else Message("the @ before it is missing")
            ), 0
        if text[place] == ",":
            place += 1
            continue
        name = _NAME.match(text, place)
        if name is None:
            return Message("there is “{text}” instead of a field name", text=text[place]), place
        equals = _over(text, name.end())
        if text[equals : equals + 1] != "=":
            return Message("“=” is missing after {name}", name=name[0]), name.end()
        fault, place = _value_fault(text, name[0], _over(text, equals + 1))
        if fault:
            return fault, place


def _value_fault(text: str, name: str, start: int) -> tuple[str, int]:
    """Returns (what is wrong with the value of *name* at *start*, its position), or ('', the end of the value)."""
    place = start
    while True:
        opens = text[place : place + 1]
        if opens == "{":
            end = _closing(text, place)
            if end is None or _HIDDEN.search(text, place, end):
                return Message("the opening brace of {name} is not closed", name=name), place
        elif opens == '"':
            end = _quote(text, place)
            if end is None or _HIDDEN.search(text, place, end + 1):
                return Message("the opening quotation mark of {name} is not closed", name=name), place
        else:
            bare = _BARE.match(text, place)
            if bare is None:
                return Message("{name} has no value", name=name), place
            end = bare.end() - 1
            if text[end + 1 : end + 2] == '"':
                return Message("the opening quotation mark of {name} is missing", name=name), place
            if text[_over(text, end + 1) :][:1] not in (",", "}", ")", "#", "") and not _FIELD.match(text, end + 1):
                return Message("the text of {name} has no braces", name=name), place
        place = _over(text, end + 1)
        if text[place : place + 1] == "#":
            place = _over(text, place + 1)
            continue
        if text[place : place + 1] in (",", "}", ")", ""):
            return "", place
        return Message("a comma is missing after {name}", name=name), end


def _quote(text: str, start: int) -> int | None:
    depth = 0
    for place in range(start + 1, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if text[place] == '"' and depth <= 0:
            return place
    return None


def _over(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    assert found is not None
    return found.end()
