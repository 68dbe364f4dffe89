"""Reads and writes lists of names by the rules of BibTeX, and the extended names of biber."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.domain.text.names import is_group
from scholar_desktop.formats.latex import escape
from scholar_desktop.formats.list_limits import MOST_PEOPLE

Plain = Callable[[str], str]

_LOWER_AND = " and "  # not translated: BibTeX
_AND = re.compile(_LOWER_AND, re.IGNORECASE)
_ENDS_IN_OTHERS = re.compile(r"\S\s+and\s+\{?others\}?\s*$", re.IGNORECASE)
_EXTENDED = re.compile(r"(?:^|,)\s*\"?(?:family|given)(?:-i)?\s*=", re.IGNORECASE)
_PART = re.compile(r"\s*([\w-]+)\s*=\s*(.*)", re.DOTALL)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
MOST_KNOWN = 10_000
"""Names that are kept, because they are often in several entries of a file."""


def read_names(
    text: str, role: str, plain: Plain, known: dict[str, Contributor] | None = None
) -> Iterator[Contributor]:
    """Yields the people of a field. `and others` is left out.

    plain: converts LaTeX to plain text; known: people with this role by their names, who are put there.
    """
    whole = " ".join(text.split())
    names = split_outside_braces(whole, _AND) if "{" in whole else _divided(whole)
    is_simple: bool | None = None
    for one in names[:MOST_PEOPLE]:
        name = one.strip()
        if known is not None and (person := known.get(name)) is not None:
            yield person
            continue
        if is_simple is None:
            is_simple = whole.isascii() and not _SPECIAL.search(whole)
        if is_simple and (found := _SIMPLE.fullmatch(name)) is not None:
            person = Contributor(role, family=found[1], given=found[2])
            if known is not None and len(known) < MOST_KNOWN:
                known[name] = person
            yield person
        elif name.lower() not in ("", "others", "{others}"):
            person = _read_name(name, role, plain)
            if known is not None and len(known) < MOST_KNOWN:
                known[name] = person
            yield person


def _divided(text: str) -> list[str]:
    """Returns the same as `_AND.split`, which takes ten times as long, since it ignores the case."""
    if text.lower().count(_LOWER_AND) == text.count(_LOWER_AND):
        return text.split(_LOWER_AND)
    return _AND.split(text)


def ends_in_others(text: str) -> bool:
    """Returns True if a field of names ends in `and others`."""
    return _ENDS_IN_OTHERS.search(text) is not None


def write_names(people: Sequence[Contributor], *, ascii_only: bool, with_others: bool) -> str:
    """Returns the value of a field of names."""
    names = [_write_name(one, ascii_only=ascii_only) for one in people]
    return " and ".join([*names, *(["others"] if with_others else [])])  # wording: BibTeX


def split_outside_braces(text: str, separator: re.Pattern[str]) -> list[str]:
    """Returns *text* divided at each *separator* that is not in braces."""
    parts, start = [], 0
    depth = seen = 0
    for found in separator.finditer(text):
        at = found.start()
        for brace in _BRACE.findall(text, seen, at):
            depth = depth + 1 if brace == "{" else max(0, depth - 1)
        seen = at
        if depth == 0:
            parts.append(text[start:at])
            start = found.end()
    return [*parts, text[start:]]


def _depths(text: str) -> list[int]:
    depth, depths = 0, []
    for character in text:
        if character == "{":
            depth += 1
        elif character == "}":
            depth = max(0, depth - 1)
        depths.append(depth)
    return depths


_BRACE = re.compile("[{}]")
_COMMA = re.compile(" ?, ?")
_SPECIAL = re.compile(r"[^A-Za-z ,.-]|--")
_SIMPLE = re.compile(r"([A-Z][A-Za-z-]*+) ?, ?([A-Z][A-Za-z. -]*+)")
"""A family name of one word and given names, as most names are."""
_SPACE = re.compile(r"[\s~]+")


def _read_name(name: str, role: str, plain: Plain) -> Contributor:
    has_braces = "{" in name
    if has_braces and name[0] == "{" and _closes_at_end(name) and not name.startswith("{\\"):
        return Contributor(role, literal=plain(name))
    if "=" in name and _EXTENDED.search(name):
        return _read_extended(name, role, plain)
    parts = split_outside_braces(name, _COMMA) if has_braces else _COMMA.split(name)
    if len(parts) == 1:
        words = _words(name)
        if len(words) > 2 and not has_braces and is_group(name):
            return Contributor(role, literal=plain(name))
        low = [place for place, word in enumerate(words[:-1]) if _is_low(word)]
        first, last = (low[0], low[-1] + 1) if low else (len(words) - 1, len(words) - 1)
        return Contributor(
            role,
            family=plain(" ".join(words[last:])),
            given=plain(" ".join(words[:first])),
            particle=plain(" ".join(words[first:last])),
        )
    words = _words(parts[0])
    low = [place for place, word in enumerate(words[:-1]) if _is_low(word)]
    last = low[-1] + 1 if low else 0
    return Contributor(
        role,
        family=plain(" ".join(words[last:])),
        given=plain(parts[-1]),
        particle=plain(" ".join(words[:last])),
        suffix=plain(", ".join(parts[1:-1])),
    )


def _words(text: str) -> list[str]:
    return [word for word in (split_outside_braces(text, _SPACE) if "{" in text else _SPACE.split(text)) if word]


def _is_low(word: str) -> bool:
    """Returns True if BibTeX takes *word* for a particle: its first letter outside braces is a small one."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    letters = _COMMAND.sub("", word) if "\\" in word else word
    return next((letter.islower() for letter in letters if letter.isalpha()), False)


def _read_extended(name: str, role: str, plain: Plain) -> Contributor:
    values: dict[str, str] = {}
    for part in _split_quoted(name):
        found = _PART.fullmatch(part.strip().strip('"'))
        if found is not None:
            values[found[1].lower()] = plain(found[2].strip().strip('"'))
    if "given" not in values and " " in values.get("family", "") and is_group(values["family"]):
        return Contributor(role, literal=values["family"])
    return Contributor(
        role,
        family=values.get("family", ""),
        given=values.get("given", ""),
        particle=values.get("prefix", ""),
        suffix=values.get("suffix", ""),
    )


def _split_quoted(text: str) -> list[str]:
    parts, start, is_quoted, depth = [], 0, False, 0
    for place, character in enumerate(text):
        if character == '"':
            is_quoted = not is_quoted
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "," and not is_quoted and depth <= 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _closes_at_end(text: str) -> bool:
    depths = _depths(text)
    return 0 not in depths[:-1] and depths[-1] == 0


def _write_name(one: Contributor, *, ascii_only: bool) -> str:
    def part(text: str, *, in_braces: bool = False) -> str:
        written = escape(text, ascii_only=ascii_only)
        needs_braces = in_braces or "," in text or " and " in f" {text} ".lower() or "=" in text
        return f"{{{written}}}" if needs_braces and written else written

    if one.literal is not None:
        return f"{{{escape(one.literal, ascii_only=ascii_only)}}}"
    words = one.family.split()
    # a small letter would be read as a particle, and a lone family name would be divided
    family = " ".join(
        part(word, in_braces=_is_low(word) and place < len(words) - 1) for place, word in enumerate(words)
    )
    if "," in one.family or " and " in f" {one.family} ".lower():
        family = part(one.family)
    if not one.given and not one.suffix and not one.particle:
        return family if len(words) == 1 and "{" not in family and one.family.lower() != "others" else f"{family},"
    pieces = [f"{escape(one.particle, ascii_only=ascii_only)} {family}".strip()]
    if one.suffix:
        pieces.append(part(one.suffix))
    return ", ".join([*pieces, part(one.given)])
