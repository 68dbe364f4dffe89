"""Reads and writes single names as `Family, Given, Suffix`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scholar_desktop.domain.bibliographic_entry import parse_person
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.domain.text.names import is_group, means_others, name_particle

_INITIAL = re.compile(r"[^\W\d_]\.(?:-[^\W\d_]\.)*")
_MOST_WORDS = 5


def split_others(people: Sequence[Contributor]) -> tuple[tuple[Contributor, ...], tuple[str, ...]]:
    """Returns *people* without the last ones of a role that stand for people who are not named, and these roles."""
    last = {one.role: one for one in people}
    roles = tuple(
        sorted(
            role
            for role, one in last.items()
            if _stands_for_others(one) and any(other.role == role and other is not one for other in people)
        )
    )
    if not roles:
        return tuple(people), ()
    return tuple(one for one in people if one.role not in roles or one is not last[one.role]), roles


def _stands_for_others(one: Contributor) -> bool:
    return means_others(one.literal if one.literal is not None else ", ".join(filter(None, (one.family, one.given))))


def read_inverted_name(text: str, role: str) -> Contributor:
    """Returns a name of the form `van der Maaten, Laurens`, `King, Martin, Jr.`, or of a group, which has no comma."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1:
        words = text.split()
        if len(words) == 1:
            return Contributor(role, family=text)
        if (person := _of_initials(words, role)) is not None:
            return person
        return Contributor(role, literal=text)
    if len(parts) > 3 or is_group(text):
        return Contributor(role, literal=text)
    particle = name_particle(parts[0])
    return Contributor(
        role,
        family=parts[0].removeprefix(particle).strip(),
        given=parts[1],
        particle=particle,
        suffix=parts[2] if len(parts) > 2 else "",
    )


def _of_initials(words: Sequence[str], role: str) -> Contributor | None:
    """Returns the person of a name that begins with initials, as IEEE writes it: `J. M. van Doe`, `J. Doe Jr.`."""
    if not 1 < len(words) <= _MOST_WORDS or _INITIAL.fullmatch(words[0]) is None or _INITIAL.fullmatch(words[-1]):
        return None
    one = parse_person(" ".join(words))
    if one.is_group or not one.family[:1].isupper():
        return None
    return Contributor(role, one.family, one.given, one.particle, one.suffix)


def write_inverted_name(one: Contributor) -> str:
    """Returns the name in that form."""
    if one.literal is not None:
        return one.literal.replace(",", "")
    family = f"{one.particle} {one.family}".strip()
    if not one.given and not one.suffix:
        return f"{family}," if " " in family else family
    return ", ".join([family, one.given, *([one.suffix] if one.suffix else [])])
