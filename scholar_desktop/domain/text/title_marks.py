"""Recognises what publishers and databases write before or after a title: that the paper is retracted, or that this is
a notice about it."""

from __future__ import annotations

import enum
import re
from typing import NamedTuple

from scholar_desktop.domain.text.titles import plain


class TitleMark(enum.Enum):
    """What the beginning or the end of a title says.

    RETRACTED: the paper is retracted or withdrawn; RETRACTION_NOTICE: this is the notice of a retraction, which is
    another work than the paper; NOTICE_OF_RETRACTION: the same, but IEEE marks the retracted paper itself in this way;
    CONCERN: this is an expression of concern.
    """

    RETRACTED = "retracted"
    RETRACTION_NOTICE = "retraction_notice"
    NOTICE_OF_RETRACTION = "notice_of_retraction"
    CONCERN = "concern"


_RETRACTED_START = re.compile(
    r"^\W*(?:retracted|withdrawn)(?: (?:article|paper|chapter))?[\s\])}*]*:\s*|"
    r"^[\[(]\s*(?:retracted|withdrawn)(?: (?:article|paper|chapter))?\s*[\])]\s*",
    re.IGNORECASE,
)
# not translated: words that are compared
_ALONE_OR_QUOTING = r"(?:\W*$|\s*:\s| (?:to|of|for):\s| (?:to|of|for) [\"'“”‘„«])"
"""What follows words that only a notice has: nothing else, a colon, or the title of the paper in quotation marks."""
_MARKS = (
    (TitleMark.RETRACTED, _RETRACTED_START),
    (
        TitleMark.RETRACTION_NOTICE,
        re.compile(
            r"^\W*(?:retraction(?:\s*:\s| (?:to|of|for):\s)|"
            rf"(?:retraction (?:note|notice|statement)|statement of retraction){_ALONE_OR_QUOTING})",
            re.IGNORECASE,
        ),
    ),
    (
        TitleMark.NOTICE_OF_RETRACTION,
        re.compile(rf"^\W*notice of retraction(?: and replacement)?{_ALONE_OR_QUOTING}", re.IGNORECASE),
    ),
    (
        TitleMark.CONCERN,
        re.compile(
            r"^\W*(?:(?:editorial|editors?[’']?s?[’']?|publishers?[’']?s?[’']?) )?expression of concern"
            r"(?:\W*$|[\s\])]*:\s| to:\s| to [\"'“”‘„«]|\s*\]\s*)",
            re.IGNORECASE,
        ),
    ),
)

_REST = r"(?:[^()\[\]{}]|\([^()]{0,80}\)|\[[^\[\]]{0,80}\]){0,300}"
"""What follows the words of a mark in its brackets: where and when it was retracted."""
_WITH_NUMBER = r"(?=[^()\[\]]{0,300}\d)"
# not translated: words that are compared
_IN_BRACKETS = (
    (
        TitleMark.RETRACTED,
        # “(Retracted)”, “(Retracted, 2015)”, but “tissue [retracted]”
        r"(?-i:Retracted|RETRACTED|Withdrawn|WITHDRAWN)"
        rf"(?:[.,;:]{_REST}| (?:see|in|by|on|from) {_WITH_NUMBER}{_REST}"
        rf"| by (?:the )?(?:authors?|editors?|journal|publishers?)\b{_REST})?"
        # “(retracted article. See vol. 12, pg. 3, 2015)”
        r"|(?:retracted|withdrawn) (?:article|paper|chapter|publication|manuscript|preprint)"
        rf"(?:[.,;:]{_REST}| (?:see|in|by|on|from) {_REST})?"
        # AMA: “[retracted in: Sleep Lett. 2015;3:4]”, APA: “(Retraction published 2015, Sleep Letters, 3, 4)”
        rf"|(?:(?:retracted|withdrawn|retraction(?: published)?) in:|retraction published ){_REST}",
    ),
    (
        TitleMark.RETRACTION_NOTICE,
        # “(Retraction of vol. 12, pg. 3, 2015)”, but “(retraction of the lung)”
        rf"retraction of(?::| (?:vol(?:ume)?\b|v\.? ?\d|pg\b|pp?\.|doi\b|pmid\b|10\.\d)){_REST}"
        rf"|retraction (?:note|notice|statement)(?:[.,;:]{_REST})?",
    ),
    (
        TitleMark.CONCERN,
        r"(?:(?-i:E(?:xpression|XPRESSION))|(?:editorial|editors?[’']?s?[’']?|publishers?[’']?s?[’']?) expression)"
        rf" of concern(?:[.,;:]{_REST}| (?:of|for|in|published) {_WITH_NUMBER}{_REST})?",
    ),
)
"""What each mark says in brackets after a title, as Web of Science, PubMed and the styles of APA and AMA write it."""
_BRACKETED = (
    *(
        (mark, re.compile(rf"(?<!\s)\s*+[(\[{{]\s*(?:{words})\s*[)\]}}]", re.IGNORECASE))
        for mark, words in _IN_BRACKETS
    ),
    (TitleMark.RETRACTION_NOTICE, re.compile(r"(?<!\s)\s*+\[\s*R(?:etraction|ETRACTION)\s*\]")),
)
_AFTER_REFERENCE = re.compile(
    r"(?<=[.;)\]\d])\s+(?:Retract(?:ion(?: published)?|ed) in\s*:\s|Retraction published (?:in )?\d).{1,300}$"
)
"""The same after a reference, as the National Library of Medicine writes it: 'Retraction in: Sleep Lett. 2015;3:4.'"""
_MAY_BE_MARKED = re.compile("retract|withdrawn|concern", re.IGNORECASE)
_MAY_BEGIN = re.compile(
    r"(?:(?<=[.,:;)\]] )|(?<=[\"“„«'‘])|^)"
    r"(?=[\[({]?\s?(?:retract|withdrawn|statement|notice|expression|editor|publisher))",
    re.IGNORECASE,
)
"""Where in a reference a mark before a title may begin: after the names, or after a quotation mark."""
_NO_TITLE = " .,;:*†"
_LONGEST_START = 40
_NAME = re.compile(
    r"(?:[^\W\d_]\.[ -]?){1,3}[^\W\d_][\w'’-]"
    r"|[^\W\d_][\w'’-]{1,40}(?: [^\W\d_][\w'’-]{1,40})?,? (?:[A-Z]\.|[A-Z]{1,3}\b[,;.])"
)
"""The name of a person with an initial, before or after the family name."""


class FoundMark(NamedTuple):
    """A mark in a text. start, end: where it is; is_before: it belongs to what follows it, else to what is before."""

    mark: TitleMark
    start: int
    end: int
    is_before: bool


def title_mark(title: str) -> TitleMark | None:
    """Returns the mark with which *title* begins or ends; None for a title without one.

    A word with a colon may be the beginning of the title of a study, such as “Retraction: a review of its techniques”.
    It is a mark only in capitals, or if the title after it begins with a capital letter.
    """
    text = plain(title)
    if (before := _mark_before(text)) is not None:
        return before.mark
    after = _mark_after(text)
    return after.mark if after is not None else None


def without_mark_before_names(text: str) -> str:
    """Returns *text*, a plain reference without its number, without the mark that the paper is retracted if it is
    before the names: 'RETRACTED: Walsh, B. (2015). Title.'."""
    found = _RETRACTED_START.match(text) if may_be_marked(text[:_LONGEST_START]) else None
    return text[found.end() :] if found is not None and _NAME.match(text, found.end()) else text


def may_be_marked(text: str) -> bool:
    """Returns False if *text* has none of the words of a mark."""
    return _MAY_BE_MARKED.search(text) is not None


def marks_in(text: str) -> list[FoundMark]:
    """Returns the marks in *text*, a plain reference: first those that may be before a title, then those that may be
    after one. Each may be a part of the title itself: “Published, accepted, retracted: The story of a paper”."""
    if not may_be_marked(text):
        return []
    found = []
    for place in _MAY_BEGIN.finditer(text):
        start = place.start()
        one = _mark_before(text[start:])
        if one is not None and text[start : start + one.end].rstrip()[-1:] in (":", "]", ")", "}"):
            found.append(FoundMark(one.mark, start, start + one.end, True))
    return [*found, *marks_after(text)]


def marks_after(text: str) -> list[FoundMark]:
    """Returns the marks in *text* that follow a title or a reference."""
    if not may_be_marked(text):
        return []
    found = [
        FoundMark(mark, one.start(), one.end(), False) for mark, words in _BRACKETED for one in words.finditer(text)
    ]
    if (last := _AFTER_REFERENCE.search(text)) is not None:
        found.append(FoundMark(TitleMark.RETRACTED, last.start(), last.end(), False))
    return sorted(found, key=lambda one: one.start)


def without_mark(title: str) -> str:
    """Returns the plain *title* without marks that the paper is retracted. A title that is that of a notice, or of an
    expression of concern, stays as it is: it is that of another work."""
    text = _RETRACTED_START.sub("", title)
    while (after := _mark_after(text)) is not None and after.mark is TitleMark.RETRACTED:
        text = text[: after.start].rstrip(_NO_TITLE)
    return text or title


def _mark_before(text: str) -> FoundMark | None:
    for mark, pattern in _MARKS:
        found = pattern.match(text)
        if found is None:
            continue
        written, rest = found[0].rstrip(), text[found.end() :].lstrip("\"'“”‘’„«([ ")
        if not written.endswith((":", ")")) or written.isupper() or not rest[:1].islower():
            return FoundMark(mark, 0, found.end(), True)
    return None


def _mark_after(text: str) -> FoundMark | None:
    if text.rstrip(_NO_TITLE)[-1:] not in (")", "]", "}"):
        return None
    ends = (one for one in marks_after(text) if not text[one.end :].strip(_NO_TITLE))
    return next((one for one in ends if any(letter.isalnum() for letter in text[: one.start])), None)
