"""Recognises the beginning of a reference: persons with initials, or names followed by a year or a quoted title."""

from __future__ import annotations

import re

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ"
_PARTICLE = (
    r"(?:[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]e|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os?|[Dd]u|[Ll]a|[Ll]e|[Tt]er|[Tt]en|"
    r"[Zz]ur?|af|av|[Aa]l|[Ee]l|[Bb]in|[Ii]bn|['’]t|d['’])"
)
_WORD = rf"[{_UPPER}][^\W\d_]*(?:['’ʼ-][^\W\d_]+)*"
_FAMILY = rf"(?:{_PARTICLE}[\s-]+|[dDlLO]['’]){{0,3}}{_WORD}(?:\s{_WORD}){{0,2}}"
_DOTTED = rf"(?:[{_UPPER}]\.[\s-]{{0,2}}){{1,4}}"
_PERSON = (
    rf"(?:{_FAMILY},?\s+(?:{_DOTTED}|[{_UPPER}]{{1,4}}(?=[,.;:]|\s+(?:and|&|et)\s))|{_DOTTED}\s?{_FAMILY})"
    r"(?:,?\s*(?:Jr|Sr|II|III)\b\.?)?"
)
_BETWEEN = r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b(?!\s+al)|\by\b)\s*(?:&\s*|and\s+)?"
_ET_AL = r"(?:,?\s*(?:et\.?\s+al\.?|and others|u\. a\.))"  # not translated: a pattern
_YEAR = r"\(?(?:1[5-9][0-9]{2}|20[0-9]{2}|n\.\s?d\.)[a-z]?"
_QUOTE = "[“\"„«‘']"

AUTHOR_LIST = re.compile(rf"{_PERSON}(?:{_BETWEEN}{_PERSON})*{_ET_AL}?\s*(?:\(?[Ee]ds?\.?\)?)?\s*[.:,]?\s*(?=\S|$)")
"""A list of persons with initials."""
_BEHIND_NAMES = re.compile(
    r"[.,]\s++(?:1[5-9][0-9]{2}|20[0-9]{2}|n\.d\.)[a-z]?\.\s++(?=\S)"
    r"|(?<!\s)\s++\((?:1[5-9][0-9]{2}|20[0-9]{2}|n\.\s?d\.)[a-z]?[),]|[.,]\s++(?=[“\"„«])"
)
"""What follows the names: a year, a year in brackets, or a quoted title."""
_SEPARATOR = re.compile(
    r"(?:(?<!\s)\s++)?+(?:,|;|&|\band\b|\bund\b|\by\b|\bet\b(?!\.?\s++al)|\bet\.?\s++al\b\.?|\band others\b)\s*+"
)
_NAME_PART = re.compile(rf"{_WORD}\.?|[{_UPPER}]\.?(?:-[{_UPPER}]\.)?|{_PARTICLE}|Jr\.?")
_MOST_PARTS = 5
_YEAR_OR_QUOTE = re.compile(rf"{_YEAR}|{_QUOTE}")
_DOTTED_START = re.compile(rf"[{_UPPER}]\.")
_NO_NAME = re.compile(
    r"(?:In|Series|Ser|Part|Section|The|On|An|At|For|From|Of|By|To|With|And|Vol|No|Proc|Proceedings|Journal|Available|Retrieved|Accessed|"
    r"Springer|Elsevier|Wiley|Cambridge|Oxford|Berlin|London|New York|University|Press|Academic|IEEE|ACM|URL|DOI|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
"""Words that follow a title and are not names."""
_LOWER_CASE_NAME = re.compile(rf"[a-z][^\W\d_]+,\s+(?:[a-zA-Z]\.\s?){{1,3}}\s*{_YEAR}")
"""A name that its owner writes in lower case: 'hooks, b. (1994).'"""
_WIDE = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,4}"
_WIDE_NAMES = re.compile(rf"{_WIDE}(?:[,，、;；]\s*{_WIDE})*(?:[.．。,，]|\s+\(?[0-9]{{4}}|等)")
"""Names in Chinese, Japanese and Korean."""
_LETTER = "[\u0400-\u04ff\u0590-\u06ff]"
_OTHER_SCRIPT = re.compile(rf"{_LETTER}[^\W\d_]+(?:[\s,،.]+{_LETTER}[^\W\d_]*){{0,8}}[.,،]?\s+{_YEAR}")
"""Names in Cyrillic, Hebrew and Arabic, and the year."""
_YEAR_FIRST = re.compile(r"\((?:1[5-9][0-9]{2}|20[0-9]{2})[a-z]?\)[.:,]?\s+\S+\s+\S+")
_MOST_NAMES = 700
_LOOSE_START = re.compile(
    rf"{_WORD}(?:(?:\s*[,&]\s*|\s+(?:and|und)\s+|\s+){_WORD}){{0,3}}(?:,?\s+et\.?\s+al\.?)?,?\s+"
    r"\(?(?:1[5-9][0-9]{2}|20[0-9]{2})[a-z]?\)?[.,:]?(?:\s+[^\W\d_][^\W\d_’'-]*[,:]?){3}"
)
"""Family names, the year and the title, without the stops of a reference: 'Schneider Shiffrin 1977 Controlled and'."""
_PAIR_START = re.compile(rf"{_WORD}\s+(?:&|and|und)\s+{_WORD}[,.:]?\s(?=(?:\S+\s+){{0,12}}[a-z]{{3}})")
_LOWER_CASE_WORD = re.compile(r"(?<!\S)[a-z]{3,}(?!\w)")
_LEAST_LOWER_CASE = 3
"""Two names with more words in lower case are no journal: 'Memory & Cognition, 12' is one."""


def starts_reference(text: str) -> bool:
    """Returns True if *text* begins as a reference does: with its authors."""
    head = text[:_MOST_NAMES]
    if _LOWER_CASE_NAME.match(head) or _WIDE_NAMES.match(head) or _OTHER_SCRIPT.match(head):
        return True
    if _NO_NAME.match(head):
        return False
    persons = AUTHOR_LIST.match(head)
    if persons is not None:
        rest = head[persons.end() :]
        if not rest:
            return persons[0].rstrip()[-1] in ".,:&" or _SEPARATOR.search(persons[0]) is not None
        is_dated = _YEAR_OR_QUOTE.match(rest) is not None
        # 'J. Moss, 12' is a journal, 'J. Moss, "A title"' an author
        if is_dated or (re.search(r"[^\W\d_]{2}", rest) and not rest[0].isdigit() and not _DOTTED_START.match(head)):
            return True
    end = _BEHIND_NAMES.search(head)
    if end is None:
        return is_names(head, least=3)
    # a single name could be that of a journal: 'Ecology Letters (2019)'
    return end.start() > 0 and is_names(head[: end.start()], least=2 if "(" in end[0] else 1)


def is_names(text: str, least: int = 2) -> bool:
    """Returns True if *text* has only names of persons, at least *least* of them."""
    pieces = [piece for piece in _SEPARATOR.split(text.rstrip(". ")) if piece]
    if len(pieces) < least or not all(_is_name(piece) for piece in pieces):
        return False
    return least == 1 or sum(len(piece.split()) > 1 for piece in pieces) + 1 >= least


def _is_name(piece: str) -> bool:
    parts = piece.split()
    return len(parts) <= _MOST_PARTS and all(_NAME_PART.fullmatch(part) for part in parts)


def starts_with_year(text: str) -> bool:
    """Returns True if *text* begins with a year in brackets and a title: '(2015). On moss.'"""
    return _YEAR_FIRST.match(text) is not None


def starts_loosely(text: str) -> bool:
    """Returns True if *text* begins with family names and a title, as references are typed from memory.

    'Schneider Shiffrin 1977 Controlled and automatic…', 'Desimone & Duncan, Neural mechanisms of…'
    """
    head = text[:_MOST_NAMES]
    if _NO_NAME.match(head):
        return False
    pair = _PAIR_START.match(head)
    if pair is not None and len(_LOWER_CASE_WORD.findall(head[pair.end() :])) >= _LEAST_LOWER_CASE:
        return True
    return _LOOSE_START.match(head) is not None
