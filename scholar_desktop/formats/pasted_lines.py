"""Joins lines copied from word processors, PDFs and web pages into references, one per line.

Characters that only served the page layout are removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.reference_lists.line_problems import names_person
from scholar_desktop.domain.reference_lists.reference_start import (
    is_names,
    starts_loosely,
    starts_reference,
    starts_with_year,
)
from scholar_desktop.formats.list_limits import LONGEST_REFERENCE
from scholar_desktop.formats.separate_lines import has_one_per_line, shows_break

_HEAD = re.compile(r"^(?:\[\s*[A-Za-z+]{0,12}\s*\d{1,4}[a-z]?\s*\]|\(\d{1,3}\)|\d{1,3}[.)](?=\s))\s*")
_BULLET = re.compile(r"^[•·▪◦‣●○■□–—*\uf0b7\uf0a7-]\s+")
_HEAD_ALONE = re.compile(r"^(?:\[\s*\d{1,4}\s*\]|\(\d{1,3}\)|\d{1,3}[.)]|[•·▪◦‣●○■□\uf0b7\uf0a7])$")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Soft hyphens, zero-width spaces, direction marks."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPLIT_DOI = re.compile(
    r"(?:\b10\.[0-9]{4,9}/[^\s<>\"]*|\bdoi\.org/[^\s<>\"]*|https?://[^\s<>\"]*)[/._:-]$", re.IGNORECASE
)
_DOI_PREFIX = re.compile(r"10\.\w{4,9}/")
"""The beginning of a DOI, also one with a letter for a digit, as in “10.1O38/”."""
_CUT_BEFORE_DOI = re.compile(r"(?:doi\s*:|doi\.org/|\bdoi)\s*$", re.IGNORECASE)
_ENDED = re.compile(r"(?:[.\]!?]|\b(?:19|20)[0-9]{2}\)?|[0-9]\)?)[\"”»]?$")
_LINE = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_REST_OF_DOI = re.compile(r"(?=\S*[0-9])[\w.()/:;<>-]+$")
_REST = re.compile(r"(?:pp?\.|vol\.|[0-9]+\s*[(:,]|https?://|doi\b|10\.[0-9]{4}|\(?(?:19|20)[0-9]{2}\b)", re.IGNORECASE)
"""How the end of a reference begins: a volume, pages, an address, a year."""
_JOINT_START = re.compile(r"(?:&|et\.? al\b|and\s+[^\W\d_a-z])")
"""The beginning of a line that continues with the authors of the line above."""
_JOINT_END = re.compile(r"(?:[,&]|\b(?:and|und|et))(?:\s+(?:[A-Z]\.[\s-]?)+)?$")
_YEAR = re.compile(r"(?<![0-9./:–-])(?:1[5-9][0-9]{2}|20[0-9]{2})[a-z]?(?![0-9/–-])|\bn\.d\.")
_VOLUME_OR_PAGES = re.compile(
    r"(?!(?:1[5-9]|20)\d\d\s*[–—-]\s*(?:1[5-9]|20)\d\d\b)\b\d++\s*+[–—-]\s*+\d+|(?<!\d)\d++\s*+\(\d+\)|"
    r"\b(?:vol|no|pp|nr|iss)\.\s*\d|\d[,:]\s*\d|[^\W\d_],?\s+\d{1,4}[.,]?$|https?://",
    re.IGNORECASE,
)
_MOST = 1_500
"""A longer text is not one reference."""
_ONLY_NUMBERS = re.compile(r"(?:\W|\d|_|\b(?:pp?|vol|no|art|e|S|C)\b)+", re.IGNORECASE)
_PMID_ALONE = re.compile(r"[0-9]{7,8}\.?")
"""A PubMed ID without its label: numbers of pages and volumes are shorter."""
_LACKS_NUMBER = re.compile(r"(?:[:/#–—-]|\b(?:article|art|e-?location|id|no|nr|number|pmid)\.?)$", re.IGNORECASE)
"""The end of a line whose number is on the next line: 'PMID:', 'Article'."""
_YEAR_AT_END = re.compile(r"(?<![\s,.])[\s,.]*+\(?(?:(?:1[5-9]|20)[0-9]{2}[a-z]?|n\.d\.)\)?[.,:]?$")
_PAGES_AT_END = re.compile(
    r"\d\s?[–—-]\s?[A-Za-z]?\d++[.)]{0,2}$|\b(?:1[5-9]|20)\d\d;[^\s;]{1,40}$|(?:10\.\d{4,9}/|https?://)\S+$|"
    r"\d\s?\(\d{1,3}\)[,:]\s?[A-Za-z]?\d++\.?$",
    re.IGNORECASE,
)
"""Pages, an address or DOI at the end of a line: nothing of a reference is missing after them but notes."""
_SPAN_AT_END = re.compile(r"(?<!\d)(?<!\d\)[,:]\s)(?:1[5-9]|20)\d\d\s?[–—-]\s?(?:1[5-9]|20)\d\d[.)]{0,2}$")
"""Years at the end of a line; after an issue in brackets, the same numbers are pages."""
_NOTE = re.compile(
    r"(?:accessed|advance|available|cited|epub|from|in|last|note|online|original|paper|presented|published|reprint|"
    r"retrieved|translated|version|visited)\b|.*\b(?:association|books|corporation|editions?|editors?|eds|éditions|"
    r"foundation|institute|press|proceedings|publish\w+|societ(?:y|ies)|university|verlag|elsevier|springer|wiley)\b|"
    r"[^:]{1,40}:\s*[^\s:]++(?:\s+[^\s:]++){0,2}$",
    re.IGNORECASE,
)
"""What may stand after the pages, DOI or year of a reference: where and how it was published."""
_SENTENCE = re.compile(r"[.?!]\s+")
_RULE = re.compile(r"[\W_]{3,}")
"""A line of symbols, as '---', divides a list and is no part of a reference."""
_SEARCH_WORDS = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*(?:,?\s[^\W\d_]+(?:[’'-][^\W\d_]+)*)+")
"""Words without digits and stops, as somebody types them who looks for something."""
_TITLE_WORDS = 4
"""A line of fewer words after a whole reference may be the place or the publisher."""
_TITLE_ALONE_WORDS = 3
# not translated: words of titles
_WORD_OF_TITLE = re.compile(
    r"\b(?!(?:about|after|against|among|auch|avec|before|between|beyond|dans|durch|during|eine|einem|einen|einer|eines|"
    r"from|into|nach|over|pour|through|towards?|under|unter|upon|über|with|within|without)\b)[^\W\dA-Z_]{4,}\b"
)
"""A word in lower case that is no preposition: the names of journals, publishers and places have none."""
_SERIES = re.compile(
    r"(?:acta|advances|annals|annual|archives?|bulletin|communications|current|frontiers|international|journal|letters|"
    r"manuscript|nature|reports?|reviews?|science|series|studies|symposium|thesis|transactions|trends|workshop|"
    r"zeitschrift)\b",
    re.IGNORECASE,
)
"""The beginning of the name of a journal or series."""
_FULL = 0.7
"""A line shorter than this share of the longest line was ended by its author, not by the width of the page."""
_WIDEST_PAGE = 140
"""Longer lines were not broken by the width of a page."""
_LONG = 50
"""A line shorter than this was not broken by the width of a page."""


class JoinedLines(NamedTuple):
    """A reference, and the first and the last line of the text that it is in, counted from 1.

    joints: where in *text* each further line begins, and the number of that line.
    """

    first: int
    last: int
    text: str
    joints: tuple[tuple[int, int], ...] = ()

    def line_at(self, place: int) -> int:
        """Returns the line of the pasted text that the character of *text* at *place* is in."""
        return next((line for start, line in reversed(self.joints) if start <= place), self.first)


def join_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yields (line of *text*, from 1, reference) for each reference.

    Lines that belong together are joined; an empty line ends a reference.
    """
    for found in joined_lines(text):
        yield found.first, found.text


def separate_lines(text: str) -> Iterator[JoinedLines]:
    """Yields each line of *text* that is not empty."""
    for place, line in enumerate(_LINE.split(text), 1):
        if plain := _plain(line):
            yield JoinedLines(place, place, plain)


def joined_lines(text: str) -> Iterator[JoinedLines]:
    """Yields each reference of *text*, and which lines it is in; otherwise as `join_lines`."""
    split = _LINE.split(text)
    raw = [(place, _plain(line)) for place, line in enumerate(split, 1)]
    layout = _layout_of(split, [line for _, line in raw])
    above = ""
    kept: JoinedLines | None = None
    for (place, line), source in zip(raw, split, strict=True):
        if not line:
            # a number alone on its line belongs to the reference that follows
            if kept is not None and not _HEAD_ALONE.match(kept.text):
                yield kept
                kept = None
        elif kept is not None and _continues(
            kept.text, line, layout, above=above, was_full=layout.is_full(len(above)), is_indented=_is_indented(source)
        ):
            both = _join_parts(kept.text, line)
            kept = JoinedLines(kept.first, place, both, (*kept.joints, (len(both) - len(line), place)))
        else:
            if kept is not None:
                yield kept
            kept = JoinedLines(place, place, line)
        above = line
    if kept is not None:
        yield kept


class _Layout(NamedTuple):
    """How the lines of a text are set.

    is_numbered: references begin with a number or bullet; is_hanging: the lines of a reference after its first are
    indented; widest: length of the longest line; is_one_per_line: most lines are a reference or an identifier.
    """

    is_numbered: bool
    is_hanging: bool
    widest: int
    is_one_per_line: bool = False

    def is_full(self, width: int) -> bool:
        """Returns True if a line of *width* characters was ended by the width of the page."""
        return width >= _FULL * self.widest and (self.is_numbered or self.widest <= _WIDEST_PAGE)


def _layout_of(split: Sequence[str], lines: Sequence[str]) -> _Layout:
    some = [line for line in lines if line]
    heads = sum(_is_headed(line) for line in some)
    sources = [source for source, line in zip(split, lines, strict=True) if line]
    indented = [_is_indented(source) for source in sources]
    is_hanging = any(indented) and not indented[0]
    if is_hanging:
        # indented lines that begin references are a list in a list, or carelessly pasted
        starts = sum(starts_reference(line) for line, deep in zip(some, indented, strict=True) if deep)
        is_hanging = 2 * starts < sum(indented)
    return _Layout(
        is_numbered=(len(some) > 1 and heads * 3 >= len(some)) or _counts_up(some),
        is_hanging=is_hanging,
        widest=max((len(line) for line in some), default=0),
        is_one_per_line=has_one_per_line(some),
    )


def _counts_up(lines: Sequence[str]) -> bool:
    """Returns True if lines begin with numbers that count up by one."""
    heads = [head for line in lines if not line[0].isalpha() and (head := _HEAD.match(line)) is not None]
    numbers = [int(digits[0]) for head in heads if (digits := re.search(r"\d+", head[0])) is not None]
    steps = sum(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) > 2 and steps * 10 >= 7 * (len(numbers) - 1)


def _is_indented(source: str) -> bool:
    return source.startswith(("\t", "  ", "\u00a0\u00a0", "\u2003")) and bool(source.strip())


def join_references(references: Sequence[str]) -> str:
    """Returns *references* as a text that `join_lines` reads as the same references."""
    lines: list[str] = []
    for place, line in enumerate(references):
        before = references[place - 1] if place else ""
        widest = max(len(before), len(line))
        layouts = [_Layout(is_numbered=way, is_hanging=False, widest=widest) for way in (True, False)]
        if before and any(
            _continues(before, line, way, above=before, was_full=True, is_indented=False) for way in layouts
        ):
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


def _continues(before: str, line: str, layout: _Layout, *, above: str, was_full: bool, is_indented: bool) -> bool:
    """Returns True if *line* continues the reference that *before* began.

    Args:
        above: the last line of *before*.
        was_full: that line was as wide as the page.
        is_indented: *line* is indented.
    """
    if len(before) > LONGEST_REFERENCE or names_person(line) or names_person(before) or _RULE.fullmatch(line):
        return False
    if len(before) < 12 and _HEAD_ALONE.match(before):
        return not _is_headed(line)
    if _PMID_ALONE.fullmatch(line) and _LACKS_NUMBER.search(before) is None:
        return False
    if _is_headed(line) and _is_number_of_rest(before, line, layout):
        return True
    if identifiers.parse(line) is not None and identifiers.parse(_body(before)) is not None:
        return False
    if layout.is_numbered and _is_headed(before):
        goes_on = was_full or line[0].islower() or _REST.match(line) or not _ENDED.search(before)
        return bool(goes_on) and not _is_headed(line)
    if _is_headed(line):
        return False
    if (line.startswith("10.") and _CUT_BEFORE_DOI.search(before)) or _is_cut_doi(before, line):
        return True
    if identifiers.parse(line) is not None or identifiers.parse(before) is not None:
        return False
    if layout.is_hanging:
        return is_indented
    if before[-1] == "-" and len(before) > _LONG // 2 and re.search(r"[^\W\d_]-$", before) and line[0].islower():
        return True
    is_cut_in_names = is_names(before, least=3) and before[-1].isalpha() and starts_reference(line)
    is_open = (_JOINT_END.search(before) is not None and not _YEAR.search(before)) or is_cut_in_names
    if _JOINT_START.match(line) or is_open:
        return True
    if _lacks_title(before):
        return not starts_loosely(line) and not (starts_reference(line) and _YEAR.search(line))
    if starts_reference(before) and _ONLY_NUMBERS.fullmatch(line):
        return True
    if starts_reference(line) or (starts_with_year(line) and (_YEAR.search(before) or not starts_reference(before))):
        return False
    if layout.is_one_per_line and not _shows_break(before, above, line):
        return False
    is_cut = not before.endswith((".", "]"))
    if len(before) > _LONG and is_cut and (line[0].islower() or (_REST.match(line) and not _ENDED.search(before))):
        return True
    return len(before) < _MOST and starts_reference(before) and _is_rest(before, line, was_full=was_full)


def _shows_break(before: str, above: str, line: str) -> bool:
    """Returns True if *line* continues *before*, whose last line is *above*, although the text has one reference per
    line."""
    if starts_with_year(line) and not _YEAR.search(before):
        return True
    is_whole = _is_whole(before) or _has_venue(before)
    has_facts = _VOLUME_OR_PAGES.search(_YEAR.sub(" ", line).strip()) or _REST.match(line) or _NOTE.match(line)
    adds_year = not is_whole and _YEAR.search(line) is not None
    return shows_break(above, line, is_whole=is_whole, has_facts=bool(has_facts) or adds_year)


def _has_venue(before: str) -> bool:
    """Returns True if *before* has a title and a venue after its year, or ends with its only year."""
    years = list(_YEAR.finditer(before))
    if not years:
        return False
    if len(years) == 1 and _YEAR_AT_END.search(before[-300:]) is not None:
        return True
    sentences = [part for part in _SENTENCE.split(before[years[0].end() :]) if re.search(r"[^\W\d_]{2}", part)]
    return before.endswith(".") and len(sentences) > 1


def _is_number_of_rest(before: str, line: str, layout: _Layout) -> bool:
    """Returns True if the number at the beginning of *line* is a volume or a page: '379. 12-14.'"""
    alone = _HEAD_ALONE.match(line) if not layout.is_numbered and not _ENDED.search(before) else None
    head = _HEAD.match(line) or alone
    if head is None or head[0].startswith(("[", "(")) or not re.search(r"\d", line) or _HEAD_ALONE.match(before):
        return False
    if layout.is_numbered and _is_next_number(before, line):
        return False  # '36. 2023' after reference 35 is a line of its own, although it has only a year
    body, rest = _body(before), line[head.end() :]
    if not starts_reference(body) or re.search(r"[^\W\d_]{3}", rest):
        return False
    return identifiers.parse(rest) is None or not (_is_whole(body) or _is_next_number(before, line))


def _is_next_number(before: str, line: str) -> bool:
    """Returns True if *line* begins with the number that follows the one at the beginning of *before*."""
    numbers = [re.search(r"\d+", head[0]) for each in (before, line) if (head := _HEAD.match(each)) is not None]
    digits = [int(number[0]) for number in numbers if number is not None]
    return len(digits) == 2 and digits[1] == digits[0] + 1


def _body(reference: str) -> str:
    """Returns *reference* without the number or bullet at its beginning."""
    head = _HEAD.match(reference) or _BULLET.match(reference)
    return reference if head is None else reference[head.end() :]


def _lacks_title(before: str) -> bool:
    """Returns True if *before* has only authors, or authors and a year."""
    names = _YEAR_AT_END.sub("", before)
    return names != before and is_names(names, least=1) and starts_reference(before)


def _is_rest(before: str, line: str, *, was_full: bool) -> bool:
    """Returns True if *line*, which does not begin as a reference does, is the rest of *before*, which does."""
    if _is_whole(before) and (_is_title(line) or _is_title_alone(line) or _is_search(before, line)):
        return False
    if _has_venue(before) and before.endswith(".") and _is_title_alone(line):
        return False
    if _YEAR.search(before) is None:
        is_ended = before.endswith((".", "!", "?"))
        return was_full or not is_ended or _YEAR.search(line) is not None or _VOLUME_OR_PAGES.search(line) is not None
    if _YEAR.search(line) is not None:
        return was_full and not _ENDED.search(before)
    if _VOLUME_OR_PAGES.search(line) is not None or not _ENDED.search(before):
        return True
    return was_full and len(before) > _LONG


def _is_whole(before: str) -> bool:
    """Returns True if *before* ends as a reference does: with pages, an address, or its only year and a full stop."""
    end = before[-300:]
    if _SPAN_AT_END.search(end) is not None:
        return False  # the end of a title: 'On mosses, 1992–2022.'
    if _PAGES_AT_END.search(end) is not None:
        return True
    years = _YEAR.findall(before)
    return len(years) == 1 and before.endswith(".") and _YEAR_AT_END.search(end) is not None


def _is_title(line: str, least: int = _TITLE_WORDS) -> bool:
    """Returns True if *line* is a title without more: *least* words, no year, volume or pages, nothing of a
    publisher."""
    if not line[0].isupper() or len(re.findall(r"[^\W\d_]{2,}", line)) < least or _NOTE.match(line) is not None:
        return False
    return _YEAR.search(line) is None and _VOLUME_OR_PAGES.search(line) is None


def _is_title_alone(line: str) -> bool:
    """Returns True if *line* is a title and cannot be the end of a reference: it has the lower case of a title, not the
    capitals of a journal or publisher, and no full stop."""
    if line.endswith((".", ",", ";", ":")) or _SERIES.match(line) is not None:
        return False
    return _is_title(line, _TITLE_ALONE_WORDS) and _WORD_OF_TITLE.search(line) is not None


def _is_search(before: str, line: str) -> bool:
    """Returns True if *line* is words to search for, under a reference that has ended: 'sleep and memory'."""
    is_ended = before.endswith((".", ")", "]"))
    return is_ended and line[0].islower() and _SEARCH_WORDS.fullmatch(line) is not None and _NOTE.match(line) is None


def _is_cut_doi(before: str, line: str) -> bool:
    """Returns True if a DOI or address was broken after a slash, full stop or hyphen."""
    if before[-1] not in "/._:-" or not _SPLIT_DOI.search(before[-300:]) or identifiers.parse(line) is not None:
        return False
    first = line.split()[0]
    is_rest = _REST_OF_DOI.match(first) is not None and _DOI_PREFIX.match(first) is None
    return is_rest and identifiers.parse(first) is None


def _join_parts(before: str, line: str) -> str:
    if _is_cut_doi(before, line) or (_CUT_BEFORE_DOI.search(before) and before.endswith("/")):
        return before + line
    if before.endswith("-") and len(before) > 1 and before[-2].isalpha() and line[0].islower():
        return before[:-1] + line
    return f"{before} {line}"
