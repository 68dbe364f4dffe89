"""Recognises a text that is nothing but a reference list without a heading. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.reference_lists.reference_line import identifiers_in, parse_reference
from scholar_desktop.domain.reference_lists.reference_marks import mark_of
from scholar_desktop.domain.reference_lists.reference_start import AUTHOR_LIST, is_names, starts_reference

_YEAR = r"(?:1[5-9]|20)[0-9]{2}[a-z]?"
_DATED = re.compile(rf"(?<![0-9]){_YEAR}(?![0-9])")
_NARRATIVE = re.compile(rf"(?:[’']s?)?\s\({_YEAR}(?:,\s[^()]{{1,40}})?\),?\s(?=[a-z])")
"""What follows the names in running text: 'Lind and Holm (2010) found'."""
_INITIAL = re.compile(r"\b[^\W\d_a-z]\.")
_BY_GROUP = re.compile(rf"[^\W\d_a-z][^.!?()]{{2,150}}\.?\s\({_YEAR}\)[.,:]\s+[\"“‘']?[^\W\d_a-z]")
"""The year and the title after the name of an organisation."""
_LONGEST, _LONGEST_ALONE = 1500, 500
_LONGEST_TITLE = 100
_SHARE = 0.8
_LINES_OF_START = 3


def may_be_list(lines: Sequence[str]) -> bool:
    """Returns True if the first *lines* of a text that are not empty may begin a reference list. Fast."""
    first = [line.strip() for line in lines if line.strip()][:_LINES_OF_START]
    return any(bool(mark_of(line)) or _begins_reference(_bare(line)) for line in first)


def title_lines(texts: Sequence[str]) -> int | None:
    """Returns how many of *texts*, the parts of a text, are a title before a list of references that is all the rest:
    0 or 1. None if the text is no such list."""
    if len(texts) > 1 and _may_be_title(texts[0]) and _is_list(texts[1:]):
        return 1
    return 0 if _is_list(texts) else None


def _is_list(texts: Sequence[str]) -> bool:
    others = [text for text in texts if identifiers.parse(text.strip()) is None]
    if not others or 2 * len(others) < len(texts):
        return False
    begun = sum(_is_reference(text) and _begins_reference(_bare(text)) for text in others)
    if len(texts) == 1:
        return begun > 0 and len(texts[0]) <= _LONGEST_ALONE and bool(parse_reference(texts[0])[0].title)
    return 2 * begun >= len(others) and sum(map(_is_reference, others)) >= _SHARE * len(others)


def _may_be_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not _DATED.search(text) and not identifiers_in(text) and not mark_of(text)


def _is_reference(text: str) -> bool:
    bare = _bare(text)
    if len(bare) > _LONGEST or not (_DATED.search(bare) or identifiers_in(bare)):
        return False
    after = _NARRATIVE.search(bare)
    if after is not None and _INITIAL.search(bare[: after.start()]) is None and is_names(bare[: after.start()], 1):
        return False
    if _begins_reference(bare):
        return True
    wanted, _problem = parse_reference(text)
    return bool(wanted.title and wanted.first_author and not wanted.is_loose)


def _bare(text: str) -> str:
    return text[len(mark_of(text)) :].strip()


def _begins_reference(bare: str) -> bool:
    if starts_reference(bare) or _BY_GROUP.match(bare) is not None:
        return True
    persons = AUTHOR_LIST.match(bare[:_LONGEST_ALONE])
    return persons is not None and bare[persons.end() : persons.end() + 1].isupper()
