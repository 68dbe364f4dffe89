"""Finds the citations by author and year in a passage of a text, in the forms in which people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_NAME = (
    r"(?:(?:van|von|de|der|den|di|da|del|della|la|le|du|ter|ten|zu|al|el)\s+){0,3}"
    r"[^\W\d_a-z][\w'’.-]{0,40}(?:\s{1,3}[^\W\d_a-z][\w'’-]{1,40}){0,2}"
)
# not translated: a pattern
_MORE = r"(?:,?\s{1,9}(?:et\.?\s{1,9}al\b\.?|and others|u\.\s?a\.|und andere\b)|\s?/\s?u\.\s?a\.)"
_TWO_OR_MORE = (
    rf"{_MORE}|(?:,\s+{_NAME}){{0,8}},?\s+(?:and|&|und|et|y)\s+{_NAME}{_MORE}?|(?:\s?/\s?{_NAME}){{1,8}}{_MORE}?"
)
_OTHERS = rf"(?:{_TWO_OR_MORE})?"
_OTHERS_ALONE = rf"(?:{_TWO_OR_MORE}|(?:,\s+{_NAME}){{1,8}}{_MORE})?"
"""'In Bergen, Lind et al. (2010)' has one name, and '(Lind, Holm, et al., 2010)' two."""
_MORE_DATES = rf"((?:,\s*(?:{YEAR}[a-z]?|[a-z](?![\w.]|\s*\d)))*)"
"""Further years, or letters of the same year, but not the 'p' of a page."""
_NARRATIVE = re.compile(rf"\b({_NAME}){_OTHERS}\s*\(({YEAR})([a-z]?){_MORE_DATES}[^()]{{0,60}}\)")
_MORE_PEOPLE = re.compile(_MORE)
_BETWEEN_NAMES = re.compile(r"[,;/&]|\b(?:and|und|et|y)\b")
_NAME_AT_END = re.compile(rf"(?:^|\s)({_NAME})\s*$")
_INITIALS_ALONE = re.compile(r"(?:[^\W\d_a-z]\.?[\s-]*){1,4}")
_LONGEST_ROW = 300
_PARENTHESIS = re.compile(r"[(\[]([^()\[\]]{4,1500})[)\]]")
# not translated: a pattern
_LEAD = re.compile(
    r"^(?:see(?: also)?|e\.\s?g\.,?|cf\.|also|but see|following|etwa|z\.\s?B\.|(?:zit\.\s+)?nach"
    r"|(?:vgl\.|siehe|(?-i:s\.)|so)(?:\s+(?:auch|dazu|hierzu|etwa|z\.\s?B\.))?:?)\s+",
    re.IGNORECASE,
)
_IN_PARENTHESIS = re.compile(rf"^({_NAME}){_OTHERS_ALONE},?\s+({YEAR})([a-z]?){_MORE_DATES}")
_MORE_YEARS = re.compile(rf"({YEAR})?([a-z]?)")
DATED = re.compile(rf"(?<![0-9]){YEAR}(?![0-9])")
# not translated: words that are compared
_NO_NAMES_TEXT = """
january february march april may june july august september october november december spring summer fall autumn
winter in since until before after during from by the a an figure fig table section chapter equation eq version
copyright accessed retrieved and or
"""
_NO_NAMES = frozenset(_NO_NAMES_TEXT.split())
"""Words that stand before a year and are no names."""


class NameCitation(NamedTuple):
    """A citation by author and year.

    name: of the first author; letter: behind the year, may be empty; text: the citation as it is written; start: where
    it begins in the passage; others: the names of the further authors; before: the names before *name* in a row without
    'and', which may be authors, too.
    """

    name: str
    year: str
    letter: str
    text: str
    start: int
    others: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


def citations_in(text: str) -> list[NameCitation]:
    """Returns the citations in a passage, in their order."""
    if DATED.search(text) is None:
        return []
    citations = [
        one
        for found in _NARRATIVE.finditer(text)
        for one in _with_years(found, 0, _names_before(text[max(0, found.start() - _LONGEST_ROW) : found.start()]))
    ]
    for group in _PARENTHESIS.finditer(text):
        if DATED.search(group[1]) is None:
            continue
        start = group.start(1)
        for part in group[1].split(";"):
            bare = _LEAD.sub("", part.strip())
            if (cited := _IN_PARENTHESIS.match(bare)) is not None:
                citations += _with_years(cited, start + len(part.rstrip()) - len(bare))
            start += len(part) + 1
    return sorted(citations, key=lambda one: one.start)


def _names_before(text: str) -> tuple[str, ...]:
    """Returns the names at the end of *text* with commas between them and behind the last, without initials."""
    names: list[str] = []
    pieces = text.split(",")
    if pieces.pop().strip():
        return ()
    for piece in reversed(pieces):
        if _INITIALS_ALONE.fullmatch(piece.strip()) is not None:
            continue
        if (name := _NAME_AT_END.search(piece)) is None:
            break
        names.insert(0, name[1])
        if name.start() > 0:
            break
    return tuple(names)


def _other_names(text: str) -> tuple[str, ...]:
    """Returns the names of the further authors in *text*, what is between the first name of a citation and its year."""
    parts = _BETWEEN_NAMES.split(_MORE_PEOPLE.sub(" ", text))
    return tuple(name[1] for part in parts if (name := _NAME_AT_END.fullmatch(f" {part.strip()}")) is not None)


def _with_years(found: re.Match[str], offset: int, names_before: tuple[str, ...] = ()) -> Iterator[NameCitation]:
    """Yields the citation that a pattern found, once for each of its years.

    offset: where the text in which it was found begins in the passage.
    """
    name, year, letter, more = found.groups()
    words = list(re.finditer(r"\S+", name))
    before = 0
    while before < len(words) and words[before][0].casefold() in _NO_NAMES:
        before += 1
    words = words[before:]
    if not words or words[-1][0].casefold() in _NO_NAMES:
        return
    whole, as_written = " ".join(word[0] for word in words), " ".join(found[0].split()[before:])
    start = offset + found.start(1) + words[0].start()
    others = _other_names(found.string[found.end(1) : found.start(2)].rstrip("( "))
    citation = NameCitation(whole, year, letter, as_written, start, others, names_before if not before else ())
    yield citation
    for part in filter(None, (one.strip() for one in more.split(","))):
        again = _MORE_YEARS.fullmatch(part)
        if again is not None:
            year = again[1] or year
            yield citation._replace(year=year, letter=again[2])
