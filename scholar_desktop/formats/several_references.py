"""Divides a line that holds several references, or several DOIs, into one text for each."""

from __future__ import annotations

import re
from itertools import pairwise

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.reference_lists.reference_start import starts_reference
from scholar_desktop.domain.text.names import is_particle

_DOI = re.compile(
    r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?\s?(?:https?://(?:dx\.)?doi\.org/)?)?"
    r"10\.[0-9]{4,9}(?:\.[0-9]+)*/(?:[^\s\"<>|;,]|[;,<>](?=[^\s]*[0-9])(?!\s|10\.|https?:|doi:))+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![0-9./:–-])(?:1[5-9][0-9]{2}|20[0-9]{2})[a-z]?(?![0-9/–-])")
_HEAD = re.compile(r"^\s*(?:\[(\d{1,4})\]|\((\d{1,3})\)|(\d{1,3})[.)](?=\s))")
_BOUNDARY = re.compile(
    r"(?<=[.\])”\";0-9])\s+(?=[^\W\d_a-z]|['’]t\s|d['’]|(?:van|von|de|der|den|di|da|du|la|le|ter|ten|zu|al|el)\s)"
    r"|(?<=[a-z])\s+(?=[A-Z][\w'’-]+,\s+[A-Z]\.)"
)
"""Where a second reference may begin."""
_ADDRESS_BEFORE = re.compile(r"(?:https?://\S+|\b10\.[0-9]{4,9}/\S+)$")
_LEAST = 40
"""A shorter text is no whole reference."""
_LETTERS = re.compile(r"[^\W\d_]{3,}")


def split_references(line: str) -> list[str]:
    """Returns the references in *line*, each as one text; a list with *line* alone if it holds one."""
    numbered = _split_at_numbers(line)
    return [part for text in numbered for part in _split_at_authors(text) for part in split_dois(part)]


def split_dois(line: str) -> list[str]:
    """Returns *line* cut at each of its DOIs; the text before a DOI, or after a DOI that begins the line, stays with
    it."""
    found = list(_DOI.finditer(line))
    known = [identifiers.parse(hit[0].rstrip(".,;")) for hit in found]
    if len({str(one) for one in known if one is not None}) < 2:
        return [line]
    starts = [0]
    leads = not _LETTERS.search(_HEAD.sub("", line[: found[0].start()]))
    for before, hit in pairwise(found):
        between = line[before.end() : hit.start()]
        starts.append(hit.start() if leads and _LETTERS.search(between) else before.end())
    ends = [*starts[1:], len(line)]
    parts = [line[start:end].strip(" ,;") for start, end in zip(starts, ends, strict=True)]
    return [re.sub(r"^(?:and|or|und|et|&)\s+(?=10\.|https?:|doi)", "", part) for part in parts if part]


def _split_at_numbers(line: str) -> list[str]:
    """Returns *line* cut before '[2]', '[3]', if it begins with '[1]'."""
    head = _HEAD.match(line)
    if head is None:
        return [line]
    number = next(group for group in head.groups() if group)
    form = head[0].strip().replace(number, "{}")
    parts: list[str] = []
    rest, at = line, int(number)
    while True:
        at += 1
        place = rest.find(f" {form.format(at)} ", _LEAST)
        if place < 0 or not _YEAR.search(rest[:place]):
            return [*parts, rest]
        following = rest[place + 1 :]
        if form.startswith("{}") and not starts_reference(following[len(form.format(at)) :].strip()):
            return [*parts, rest]
        parts.append(rest[:place].strip())
        rest = following.strip()


def _split_at_authors(line: str) -> list[str]:
    """Returns *line* cut where a second reference begins with its authors.

    Both parts must be whole: each has a year, and the first begins as a reference does.
    """
    body = _HEAD.sub("", line).strip()
    if len(line) < 2 * _LEAST or not starts_reference(body):
        return [line]
    parts, start = [], 0
    for hit in _BOUNDARY.finditer(line):
        left, right = line[start : hit.start()], line[hit.end() :]
        if len(left) < _LEAST or len(right) < _LEAST or not _is_ended(left):
            continue
        if _YEAR.search(_without_addresses(left)) is None or _YEAR.search(_without_addresses(right)) is None:
            continue
        if starts_reference(right) and not _goes_on(left):
            parts.append(left.strip(" ;"))
            start = hit.end()
    return [*parts, line[start:].strip()]


def _without_addresses(text: str) -> str:
    return re.sub(r"https?://\S+|\b10\.[0-9]{4,9}/\S+", " ", text)


def _is_ended(text: str) -> bool:
    text = text.rstrip()
    return text.endswith((".", ")", "]", ";")) or text[-1:].isdigit() or _ADDRESS_BEFORE.search(text) is not None


def _goes_on(left: str) -> bool:
    """Returns True if the names behind *left* are of its own authors, editors or translators."""
    end = left.rstrip()[-40:]
    if re.search(
        r"(?:\bin|\bin:|\bby|\bwith|\bto|&|\band|,)\s*$|\b(?:eds?|trans|vol|no|pp?|[a-z])\.$", end, re.IGNORECASE
    ):
        return True
    # authors alone: no title yet
    words = [word for word in re.findall(r"[^\W\d_]{3,}", left) if word[0].islower() and not is_particle(word)]
    return len(words) < 2 and not re.search(r"[“\"„«‘']", left)
