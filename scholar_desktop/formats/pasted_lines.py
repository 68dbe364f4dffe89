"""Joins lines copied from word processors, PDFs and web pages into references, one per line.

Characters that only served the page layout are removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.formats.list_limits import LONGEST_REFERENCE

_HEAD = re.compile(r"^(?:\[\s*[A-Za-z+]{0,12}\s*\d{1,4}[a-z]?\s*\]|\(\d{1,3}\)|\d{1,3}[.)](?=\s))\s*")
_BULLET = re.compile(r"^[•·▪◦‣●○■□–—*\uf0b7\uf0a7-]\s+")
_HEAD_ALONE = re.compile(r"^(?:\[\s*\d{1,4}\s*\]|\(\d{1,3}\)|\d{1,3}[.)]|[•·▪◦‣●○■□\uf0b7\uf0a7])$")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Soft hyphens, zero-width spaces, direction marks."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPLIT_DOI = re.compile(
    r"(?:\b10\.[0-9]{4,9}/[^\s<>\"]*|\bdoi\.org/[^\s<>\"]*|https?://[^\s<>\"]*)[/._:-]$", re.IGNORECASE
)
_CUT_BEFORE_DOI = re.compile(r"(?:doi\s*:|doi\.org/|\bdoi)\s*$", re.IGNORECASE)
_ENDED = re.compile(r"(?:[.\]!?]|\b(?:19|20)[0-9]{2}\)?|[0-9]\)?)[\"”»]?$")
_LINE = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_REST_OF_DOI = re.compile(r"(?=\S*[0-9])[\w.()/:;<>-]+$")
_REST = re.compile(r"(?:pp?\.|vol\.|[0-9]+\s*[(:,]|https?://|doi\b|10\.[0-9]{4}|\(?(?:19|20)[0-9]{2}\b)", re.IGNORECASE)
"""How the end of a reference begins: a volume, pages, an address, a year."""
_FULL = 0.7
"""A line shorter than this share of the longest line was ended by its author, not by the width of the page."""
_LONG = 50
"""A line shorter than this was not broken by the width of a page."""


def join_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yields (line of *text*, from 1, reference) for each reference.

    Lines that belong together are joined; an empty line ends a reference.
    """
    raw = [(place, _plain(line)) for place, line in enumerate(_LINE.split(text), 1)]
    some = [line for _, line in raw if line]
    heads = sum(_is_headed(line) for line in some)
    is_numbered = len(some) > 1 and heads * 3 >= len(some)
    widest = max((len(line) for line in some), default=0)
    width = 0
    kept: tuple[int, str] | None = None
    for place, line in raw:
        if not line:
            # a number alone on its line belongs to the reference that follows
            if kept is not None and not _HEAD_ALONE.match(kept[1]):
                yield kept
                kept = None
        elif kept is not None and _continues(kept[1], line, is_numbered=is_numbered, was_full=width >= _FULL * widest):
            kept = (kept[0], _join_parts(kept[1], line))
        else:
            if kept is not None:
                yield kept
            kept = (place, line)
        width = len(line)
    if kept is not None:
        yield kept


def join_references(references: Sequence[str]) -> str:
    """Returns *references* as a text that `join_lines` reads as the same references."""
    lines: list[str] = []
    for place, line in enumerate(references):
        before = references[place - 1] if place else ""
        if before and any(_continues(before, line, is_numbered=way, was_full=True) for way in (True, False)):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _plain(line: str) -> str:
    if line.isascii() and line.isprintable():
        return " ".join(line.split())
    # a soft hyphen at the end of a line is a visible hyphen
    hyphened = re.sub("\u00ad\\s*$", "-", line)
    return " ".join(_CONTROL.sub(" ", _UNSEEN.sub("", hyphened)).split())


def _is_headed(line: str) -> bool:
    if line[0].isalpha():
        return False
    return _HEAD.match(line) is not None or _BULLET.match(line) is not None or _HEAD_ALONE.match(line) is not None


def _continues(before: str, line: str, *, is_numbered: bool, was_full: bool) -> bool:
    """Returns True if *line* continues the reference that *before* began. was_full: the line above was as wide as the
    page."""
    if len(before) > LONGEST_REFERENCE:
        return False
    if len(before) < 12 and _HEAD_ALONE.match(before):
        return not _is_headed(line)
    if is_numbered and _is_headed(before):
        goes_on = was_full or line[0].islower() or _REST.match(line) or not _ENDED.search(before)
        return bool(goes_on) and not _is_headed(line)
    if _is_headed(line):
        return False
    if (line.startswith("10.") and _CUT_BEFORE_DOI.search(before)) or _is_cut_doi(before, line):
        return True
    if before[-1] == "-" and len(before) > _LONG // 2 and re.search(r"[^\W\d_]-$", before) and line[0].islower():
        return True
    return (
        len(before) > _LONG
        and not before.endswith((".", "]"))
        and (line[0].islower() or (_REST.match(line) is not None and not _ENDED.search(before)))
        and identifiers.parse(line) is None
        and identifiers.parse(before) is None
    )


def _is_cut_doi(before: str, line: str) -> bool:
    """Returns True if a DOI or address was broken after a slash, full stop or hyphen."""
    if before[-1] not in "/._:-" or not _SPLIT_DOI.search(before[-300:]) or identifiers.parse(line) is not None:
        return False
    first = line.split()[0]
    return identifiers.parse(first) is None and _REST_OF_DOI.match(first) is not None


def _join_parts(before: str, line: str) -> str:
    if _is_cut_doi(before, line) or (_CUT_BEFORE_DOI.search(before) and before.endswith("/")):
        return before + line
    if before.endswith("-") and len(before) > 1 and before[-2].isalpha() and line[0].islower():
        return before[:-1] + line
    return f"{before} {line}"
