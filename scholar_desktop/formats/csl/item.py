"""A work as a style reads it: the values of a CSL-JSON item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from scholar_desktop.formats.csl.punctuation import parse_text

NAME_VARIABLES = frozenset(
    [
        "author",
        "chair",
        "collection-editor",
        "compiler",
        "composer",
        "container-author",
        "contributor",
        "curator",
        "director",
        "editor",
        "editorial-director",
        "editor-translator",
        "executive-producer",
        "guest",
        "host",
        "illustrator",
        "interviewer",
        "narrator",
        "organizer",
        "original-author",
        "performer",
        "producer",
        "recipient",
        "reviewed-author",
        "script-writer",
        "series-creator",
        "translator",
    ]
)
DATE_VARIABLES = frozenset(["accessed", "available-date", "event-date", "issued", "original-date", "submitted"])
_OLD_NAMES = {"journalAbbreviation": "container-title-short", "shortTitle": "title-short"}
_EAST_ASIAN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\ua000-\ua4cf\uac00-\ud7ff\uf900-\ufaff"
    "\uff00-\uffef\U00020000-\U0003ffff]"
)
_ALPHABETIC = re.compile("[-0-9A-Za-z\u00c0-\u024f\u0370-\u052f\u0590-\u06ff\u1e00-\u1fff]")
_LEADING_PARTICLES = re.compile(r"((?:[a-zà-ÿ]++[’']?+\s++)++)(?=[^\sa-zà-ÿ])")
_PARTICLE = re.compile(r"[a-zà-ÿ]+[’']?")


class Name(NamedTuple):
    """A name of a person or, as *literal*, of a group."""

    family: str = ""
    given: str = ""
    dropping: str = ""
    particle: str = ""
    suffix: str = ""
    comma_suffix: bool = False
    literal: str = ""

    @property
    def is_alphabetic(self) -> bool:
        """Whether the parts of the name are written with spaces, and may be inverted."""
        return _ALPHABETIC.search(self.family) is not None or _EAST_ASIAN.search(self.family) is None


class DateValue(NamedTuple):
    """A date, or a range of two. Each part: year, month, day as far as known."""

    parts: tuple[tuple[int, ...], ...]
    season: int | None = None
    literal: str = ""
    is_uncertain: bool = False


Value = str | tuple[Name, ...] | DateValue
Values = dict[str, Value]


def read_item(item: Mapping[str, Any], *, fonts: bool = False) -> Values:
    """Returns the values of a CSL-JSON item; what has no usable form is left out. fonts: as of `parse_text`."""
    values: Values = {}
    for sent, value in item.items():
        key = _OLD_NAMES.get(sent, sent)
        if key in NAME_VARIABLES:
            names = tuple(name for one in value if (name := _read_name(one)) is not None) if _is_list(value) else ()
            if names:
                values[key] = names
        elif key in DATE_VARIABLES:
            date = _read_date(value)
            if date is not None:
                values[key] = date
        elif isinstance(value, str) and value:
            values[key] = parse_text(value, fonts=fonts)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            values[key] = str(value)
    values.setdefault("type", "document")
    return values


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _read_name(sent: object) -> Name | None:
    if not isinstance(sent, dict):
        return None
    parts = {key: parse_text(value) for key, value in sent.items() if isinstance(value, str)}
    family, given = parts.get("family", ""), parts.get("given", "")
    if not family and not given:
        literal = parts.get("literal", "")
        return Name(literal=literal) if literal else None
    if not family:
        return Name(literal=given)
    particle, dropping = parts.get("non-dropping-particle", ""), parts.get("dropping-particle", "")
    if not particle and (found := _LEADING_PARTICLES.match(family)) is not None:
        particle, family = found[1].strip(), family[found.end() :]
    if not dropping and not particle:
        given, dropping = _without_particles(given)
    suffix = parts.get("suffix", "")
    return Name(family, given, dropping, particle, suffix, bool(sent.get("comma-suffix")))


def _without_particles(given: str) -> tuple[str, str]:
    """Returns (given names, the particles behind them): 'Ludwig van' gives 'Ludwig' and 'van'."""
    words = given.split()
    count = 0
    while count < len(words) - 1 and _PARTICLE.fullmatch(words[-1 - count]):
        count += 1
    return (" ".join(words[:-count]), " ".join(words[-count:])) if count else (given, "")


def _read_date(sent: object) -> DateValue | None:
    if not isinstance(sent, dict):
        return None
    literal = sent.get("literal") or sent.get("raw")
    parts = []
    for one in sent.get("date-parts") or ():
        numbers = []
        for part in one if _is_list(one) else ():
            try:
                numbers.append(int(part))
            except (TypeError, ValueError):
                break
        if numbers:
            parts.append(tuple(numbers[:3]))
    if not parts and not (isinstance(literal, str) and literal):
        return None
    season = sent.get("season")
    return DateValue(
        tuple(parts[:2]),
        int(str(season)) if str(season).isdecimal() else None,
        literal if isinstance(literal, str) and not parts else "",
        bool(sent.get("circa")),
    )
