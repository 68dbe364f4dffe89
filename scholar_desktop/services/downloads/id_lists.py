"""Extracts the identifiers from a list that the user pasted or has in a file."""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.domain.identifiers.identifiers import parse, recognise
from scholar_desktop.domain.identifiers.kinds import trim

_PARTS = re.compile(r"[\s,;|]+")
_DOI = re.compile(r"\b10\.[0-9]{4,9}/[^\s\"'<>]+")
MOST_BYTES = 20_000_000


class IdList(msgspec.Struct, frozen=True):
    """The identifiers found in a list.

    ids: in order, each once; unknown: how many of them look like an identifier but are not one (the report of the
    download says what is wrong); words: how many lines were omitted because they do not look like an identifier; twice:
    how many repeated identifiers were omitted.
    """

    ids: tuple[str, ...] = ()
    unknown: int = 0
    words: int = 0
    twice: int = 0


def find_ids(text: str) -> IdList:
    """Finds the identifiers in *text*.

    A line contains one identifier or address, or several separated by commas, or a reference with a DOI. Empty lines
    and lines that begin with # are omitted. A thousand lines take some hundredths of a second: call this in a thread.
    """
    ids: dict[str, str] = {}
    unknown = words = twice = 0
    for line in text.lstrip("\ufeff").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        found = _of_line(line)
        if not found:
            if any(character.isspace() for character in line) and recognise(line).problem is None:
                words += 1
                continue
            unknown += 1
            found = [(line, line)]
        for name, as_given in found:
            if name in ids:
                twice += 1
            else:
                ids[name] = as_given
    return IdList(tuple(ids.values()), unknown, words, twice)


def _of_line(line: str) -> list[tuple[str, str]]:
    """Returns (normalised identifier, text as given) for each identifier in the line."""
    if (whole := parse(line)) is not None:
        return [(str(whole), line)]
    parts = [part for part in _PARTS.split(line) if part]
    parsed = [(parse(part), part) for part in parts]
    if len(parts) > 1 and all(found is not None for found, _ in parsed):
        return [(str(found), part) for found, part in parsed]
    inside = [(parse(doi), trim(doi)) for doi in _DOI.findall(line)]
    return [(str(found), doi) for found, doi in inside if found is not None]
