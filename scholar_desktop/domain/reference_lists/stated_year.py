"""Finds the year of publication in a plain reference, apart from the other numbers that look like a year."""

from __future__ import annotations

import re

YEAR = re.compile(r"(?<![0-9./:–—-])(1[5-9][0-9]{2}|20[0-9]{2})[a-z]?(?![0-9/–—-])")
YEAR_IN_BRACKETS = re.compile(r"\((?:[A-Za-z]+\.?,?\s*)?(1[5-9][0-9]{2}|20[0-9]{2})[a-z]?(?:,[^)]*)?\)")
NO_YEAR = re.compile(
    r"\b(?:accessed|retrieved|visited|cited|abgerufen|epub|zugriff)\b(?:[^.;)\]]|(?<=\b[a-z]{3})\.|(?<=\bsept)\.){0,40}"
    r"|\b(?-i:pp?)\.\s*[\d–—-]+|\bvol(?:\.|ume)?\s*\d+|\b\d+\s*[–—-]+\s*\d+",
    re.IGNORECASE,
)
"""Numbers that are no year: pages, a volume, and when a page was looked at. Not 'P. 2019', an initial and the year."""
# not translated: words of references
_NO_YEAR_BEHIND = re.compile(
    r"\b(?:art(?:icle|\.)?|no|nr|number|issue|bd|band|heft|(?-i:[Pp]p?|S))\b[ .:]{0,3}(?:no\b[ .]{0,2})?[A-Za-z]?\d+"
    r"|(?<=\d;)\s?\d+|\b\d+(?=\s?(?:\(\d{1,5}\)\s?)?:\s?[A-Za-z]?\d)|\b\d+(?=\s\((?:1[5-9]|20)\d\d\))",
    re.IGNORECASE,
)
"""Numbers behind a title that are no year: of an article, an issue, or a volume as in '2007;1763:21' and
'1763 (2007) 21–28'."""


def stated_year(before: str, after: str) -> int | None:
    """Returns the year of publication in a line: *before* and *after* its title. None if there is none."""
    first, second = NO_YEAR.sub(" ", before), without_numbers(after)
    for found in (YEAR_IN_BRACKETS.search(first), YEAR_IN_BRACKETS.search(second)):
        if found is not None:
            return int(found[1])
    years = [hit[1] for hit in YEAR.finditer(first)]
    for rest in (second, NO_YEAR.sub(" ", after)):
        years = years or [hit[1] for hit in YEAR.finditer(rest)][::-1]
    return int(years[0]) if years else None


def without_numbers(after: str) -> str:
    """Returns the text *after* a title without its numbers of volumes, issues, articles and pages."""
    return NO_YEAR.sub(" ", _NO_YEAR_BEHIND.sub(" ", after))
