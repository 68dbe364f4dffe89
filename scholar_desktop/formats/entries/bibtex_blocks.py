"""Divides a .bib file into its entries, @string definitions and comments, as BibTeX and biber do.

Text outside of `@word{...}` is a comment. A broken entry ends where the next line begins an entry, so that the others
are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.list_limits import LONGEST_ENTRY, LONGEST_FIELD

_START = re.compile(r"(?<![\w.@])@\s*([A-Za-z][\w+-]*)\s*([{(])")
_NEXT = re.compile(r"^[ \t]*@[ \t]*[A-Za-z][\w+-]*[ \t]*[{(]", re.MULTILINE)
_STRAY = re.compile(r"^[ \t]*+(?:@(?!comment\b)|[A-Za-z]++\{[^\s,{}=]++,[ \t]*+$)[^\n]*+", re.MULTILINE | re.IGNORECASE)
"""A line between two entries that looks like the beginning of one, and is none."""
_INSIDE = re.compile(r"\n[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(][^,\s{}=]*,\s*[A-Za-z][\w+-]*\s*=")
"""An entry within a value: a brace is missing before it."""
_SHORTEST_STRAY = 3
"""Entries are divided by an empty line in most files."""
_KEY = {
    "{": re.compile(r"\s*([^,={}]*?)\s*(?:,|(?=\}))"),
    "(": re.compile(r"\s*([^,={}()\"#]*?)\s*(?:,|(?=[})]))"),
}
"""A key with its comma, by the sign before it. Keys that publishers make of DOIs have parentheses."""
_KEY_ALONE = re.compile(r"\s*([^\s,={}()\"#]+)\s+(?=[A-Za-z][\w+-]*\s*=)")
"""A key without its comma, before the first field."""
_NAME_ALONE = re.compile(r"(?:(?<=,)|\s*,)[\s,]*([A-Za-z][\w+-]*)\s*(?=,|[})]\s*(?:@|\Z))")
"""The name of a field without a value: between commas, or at the end of an entry that another one follows. Elsewhere a
brace may end the entry too early, and what follows would be lost."""
_FIELD = re.compile(r"[\s,]*([^\s=,{}()\"#]+)\s*=\s*")
_VALUE = re.compile(r"\{((?:[^{}]++|\{[^{}]*+\})*+)\}|\"((?:[^\"{}]++|\{[^{}]*+\})*+)\"|([^\s,#{}()\"=]+)")
_SIMPLE = re.compile(
    r"[\s,]*+([^\s=,{}()\"#]++)\s*+=\s*+"
    r"(?:\{((?:[^{}]++|\{[^{}]*+\})*+)\}|\"((?:[^\"{}]++|\{[^{}]*+\})*+)\"|([0-9]++))\s*+(?=[,})])"
)
"""A field with one value that is no name of a string, which nearly all fields are, in a third of the time."""
_ENDS_VALUE = (",", "}", ")")
_NO_END = Message("The closing brace of the entry is missing.")
"""It is found where the entry should end: that of a value before it may be missing, which took that of the entry."""
_JOIN = re.compile(r"\s*#\s*")
_CLOSE = {"{": re.compile(r"[\s,]*\}"), "(": re.compile(r"[\s,]*\)")}
_BRACE = re.compile(r"[{}]")
_QUOTE = re.compile(r'[{}"]')


class BibtexFields(msgspec.Struct, frozen=True, gc=False):
    """An entry as it is written. kind: its type in lower case; fields: (name in lower case, value without its outer
    braces) in their order; start: where it begins in the text."""

    line: int
    kind: str
    key: str
    fields: tuple[tuple[str, str], ...]
    start: int = 0


class FieldPlace(msgspec.Struct, frozen=True, gc=False):
    """Where a field is in a text. name: in lower case; start: of its name; value: where its value begins, with the
    brace; end: the place after the value."""

    name: str
    start: int
    value: int
    end: int


class BibtexComment(msgspec.Struct, frozen=True, gc=False):
    """The text of an @comment."""

    text: str


class BrokenPart(msgspec.Struct, frozen=True, gc=False):
    """An entry that cannot be read. text: how it begins; fault: a sentence."""

    line: int
    text: str
    fault: str


class FieldFault(msgspec.Struct, frozen=True, gc=False):
    """A fault in an entry that was read all the same. line: where it is; key: of the entry; fault: a sentence."""

    line: int
    key: str
    fault: str


Faults = list[tuple[int, str]]
"""(place in the text, sentence)."""


class _BrokenError(Exception):
    def __init__(self, place: int, fault: str) -> None:
        super().__init__(fault)
        self.place = place
        self.fault = fault


def divide(text: str) -> Iterator[BibtexFields | BibtexComment | BrokenPart | FieldFault]:
    """Yields the parts of a .bib file in their order, each entry before its faults. Never raises for its content."""
    turns = Yielder()
    strings = _Strings(10 * len(text) + 1_000_000)
    place, line, counted = 0, 1, 0
    while (start := _START.search(text, place)) is not None:
        turns.yield_to_ui()
        if start.start() - place > _SHORTEST_STRAY:
            yield from _strays(text, place, start.start(), line, counted)
        line += text.count("\n", counted, start.start())
        counted = start.start()
        kind = start[1].lower()
        faults: Faults = []
        try:
            if kind in ("comment", "preamble"):
                place = _end_of_group(text, start.end() - 1)
                if kind == "comment":
                    yield BibtexComment(text[start.end() : place - 1])
                continue
            key, fields, place = _read(text, start, strings, faults)
        except _BrokenError as error:
            following = _NEXT.search(text, start.end())
            end = len(text) if following is None else following.start()
            part = text[start.start() : end].strip()
            place = end
            if kind != "comment":
                at = line + text.count("\n", start.start(), error.place)
                fault = error.fault
                if at != line and fault is _NO_END:
                    fault = Message("{problem} Check lines {first} to {line}.", problem=fault, first=line, line=at)
                elif at != line:
                    fault = Message("{problem} The fault is in line {line}.", problem=fault, line=at)
                yield BrokenPart(line, part[:200], fault)
            continue
        if kind == "string":
            for name, value in fields:
                strings.known[name] = value
        elif place - start.start() > LONGEST_ENTRY:
            fault = Message("The entry is too long (more than {number} characters).", number=LONGEST_ENTRY)
            yield BrokenPart(line, text[start.start() : start.start() + 200], fault)
        else:
            yield BibtexFields(line, kind, key, tuple(fields), start.start())
            for at, fault in faults:
                line += text.count("\n", counted, at)
                counted = at
                yield FieldFault(line, key, fault)
    yield from _strays(text, place, len(text), line, counted)


def _strays(text: str, place: int, end: int, line: int, counted: int) -> Iterator[BrokenPart]:
    """Yields the lines between *place* and *end*, where no entry is, that look like the beginning of one.

    line, counted: the line of another place before them.
    """
    for found in _STRAY.finditer(text, place, end):
        at = line + text.count("\n", counted, found.start())
        yield BrokenPart(at, found[0].strip()[:200], Message("An entry begins with “@type{key,”, such as “@book{x,”."))


class _Strings:
    """The @string definitions. A definition may contain others, so a few hundred bytes can expand to gigabytes: all
    values together are not longer than *room*."""

    def __init__(self, room: int) -> None:
        self.known: dict[str, str] = {}
        self._room = room

    def get(self, name: str) -> str:
        found = self.known.get(name.lower(), name)
        self._room -= len(found)
        return found[:LONGEST_FIELD] if self._room > 0 else name


def _read(text: str, start: re.Match[str], strings: _Strings, faults: Faults) -> tuple[str, list[tuple[str, str]], int]:
    """Returns (key, fields, place after the entry), and adds the faults of the entry to *faults*. Raises
    _BrokenError."""
    close = _CLOSE[start[2]]
    key, place = "", start.end()
    if start[1].lower() != "string" and (named := _key_at(text, start)) is not None:
        key, place = named[1], named.end()
        if named.re is _KEY_ALONE:
            faults.append((named.end(1), Message("The comma after the key {key} is missing.", key=key)))
    fields: list[tuple[str, str]] = []
    while True:
        while (simple := _SIMPLE.match(text, place)) is not None:
            part = simple[simple.lastindex or 0]
            if "\n" in part and "@" in part and _INSIDE.search(part) is not None:
                break
            fields.append((simple[1].lower(), part))
            place = simple.end()
        field = _FIELD.match(text, place)
        if field is None:
            end = close.match(text, place)
            alone = _NAME_ALONE.match(text, place) if end is None else None
            if alone is not None:
                fault = Message("The field “{field}” has no value and was left out.", field=alone[1])
                faults.append((alone.start(1), fault))
                place = alone.end()
                continue
            if end is None:
                raise _BrokenError(place, _fault_at(text, place))
            return key, fields, end.end()
        value, place = _value(text, field.end(), strings)
        fields.append((field[1].lower(), value))


def _key_at(text: str, start: re.Match[str]) -> re.Match[str] | None:
    """Returns the key of the entry that begins with *start*, with its comma if it has one."""
    return _KEY[start[2]].match(text, start.end()) or _KEY_ALONE.match(text, start.end())


def places_of_fields(text: str, start: int) -> list[FieldPlace]:
    """Returns the places of the fields of the entry that begins at *start*, which `divide` has read."""
    strings = _Strings(10 * len(text) + 1_000_000)
    head = _START.match(text, start)
    named = None if head is None else _key_at(text, head)
    places: list[FieldPlace] = []
    place = start if named is None else named.end()
    while named is not None:
        while (alone := _NAME_ALONE.match(text, place)) is not None:
            place = alone.end()
        field = _FIELD.match(text, place)
        if field is None:
            break
        _, place = _value(text, field.end(), strings)
        places.append(FieldPlace(field[1].lower(), field.start(1), field.end(), place))
    return places


def _fault_at(text: str, place: int) -> str:
    rest = text[place : place + 200].lstrip(" \t\r\n,")
    if not rest or rest.startswith("@"):
        return _NO_END
    return Message("“{text}” was not expected here.", text=" ".join(rest.split())[:20])


def _value(text: str, place: int, strings: _Strings) -> tuple[str, int]:
    """Returns (the value, the place after it). Raises _BrokenError."""
    parts: list[str] = []
    while True:
        found = _VALUE.match(text, place)
        if found is None:
            if not parts and text[place : place + 1] in _ENDS_VALUE:
                return "", place  # `year = ,`: an empty field, as JabRef and KBibTeX read it
            if place >= len(text) or text[place] not in '{"':
                raise _BrokenError(place, Message("The value of a field is missing."))
            end = _end_of_group(text, place) if text[place] == "{" else _end_of_quote(text, place)
            part, place = text[place + 1 : end - 1], end
        else:
            place = found.end()
            if (word := found[3]) is not None:
                part = word if word.isdecimal() else strings.get(word)
            else:
                part = found[1] if found[1] is not None else found[2]
        if "\n" in part and "@" in part and (inner := _INSIDE.search(part)) is not None:
            raise _BrokenError(
                place - len(part) + inner.start(), Message("An entry begins before the one above has ended.")
            )
        parts.append(part)
        joined = _JOIN.match(text, place)
        if joined is None:
            return parts[0] if len(parts) == 1 else "".join(parts)[:LONGEST_FIELD], place
        place = joined.end()


def _end_of_group(text: str, place: int) -> int:
    """Returns the place after the brace that closes the one at *place*, or after the parenthesis. Raises
    _BrokenError."""
    if text[place] == "(":
        end = text.find(")", place)
        if end < 0:
            raise _BrokenError(place, Message("The closing parenthesis is missing."))
        return end + 1
    depth = 0
    for brace in _BRACE.finditer(text, place):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    raise _BrokenError(place, Message("The closing brace is missing."))


def _end_of_quote(text: str, place: int) -> int:
    depth = 0
    for sign in _QUOTE.finditer(text, place + 1):
        if sign[0] == '"':
            if depth == 0:
                return sign.end()
        else:
            depth += 1 if sign[0] == "{" else -1
            if depth < 0:
                break
    raise _BrokenError(place, Message("The closing quotation mark is missing."))
