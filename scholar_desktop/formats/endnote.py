"""Reads EndNote's tagged format (.enw), as EndNote, Google Scholar and many publishers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scholar_desktop.domain.bibliographic_entry import Biblio, Person, make_person, parse_person
from scholar_desktop.domain.identifiers.identifiers import clean_doi
from scholar_desktop.formats.bibliographic import parse_pages
from scholar_desktop.formats.reference_list_detection import ENDNOTE_START

_TAG = re.compile(r"^%([0-9A-Z@!#$&+>\[\]^~?<*(])[ \t]?(.*(?:\n(?!%|\s*$).*)*)", re.MULTILINE)
_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_TYPES = {
    "journal article": "article",
    "conference paper": "conference",
    "conference proceedings": "conference",
    "book": "book",
    "book section": "chapter",
    "thesis": "thesis",
    "report": "report",
    "dataset": "dataset",
    "computer program": "software",
}


def read_endnote(text: str) -> Iterator[tuple[int, Biblio]]:
    """Yields (line where it begins, its content) for every record. Never raises for the content of *text*."""
    starts = [found.start() for found in ENDNOTE_START.finditer(text)]
    line = place = 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", place, start)
        place = start
        yield line + 1, _record(text[start:end])


def _record(text: str) -> Biblio:
    tags: dict[str, list[str]] = {}
    for found in _TAG.finditer(text):
        if value := " ".join(found[2].split()):
            tags.setdefault(found[1], []).append(value)

    def one(*names: str) -> str | None:
        return next((tags[name][0] for name in names if name in tags), None)

    year = _YEAR.search(one("D", "8") or "")
    return Biblio(
        type=_TYPES.get((one("0") or "").lower(), "other"),
        title=one("T") or "",
        authors=tuple(_person(name) for name in tags.get("A", ())),
        year=int(year[0]) if year is not None else None,
        container=one("J", "B"),
        volume=one("V"),
        issue=one("N"),
        pages=parse_pages(one("P") or ""),
        publisher=one("I"),
        doi=clean_doi(one("R") or ""),
        url=one("U"),
    )


def _person(name: str) -> Person:
    parts = [part.strip() for part in name.split(",")]
    return (
        parse_person(name) if len(parts) == 1 else make_person(parts[0], parts[1], parts[2] if len(parts) > 2 else "")
    )
