"""Recognises what publishers write before a title: that the paper is retracted, or that this is a notice about it."""

from __future__ import annotations

import enum
import re

from scholar_desktop.domain.text.titles import plain


class TitleMark(enum.Enum):
    """What the beginning of a title says.

    RETRACTED: the paper is retracted or withdrawn; RETRACTION_NOTICE: this is the notice of a retraction, which is
    another work than the paper; NOTICE_OF_RETRACTION: the same, but IEEE marks the retracted paper itself in this way;
    CONCERN: this is an expression of concern.
    """

    RETRACTED = "retracted"
    RETRACTION_NOTICE = "retraction_notice"
    NOTICE_OF_RETRACTION = "notice_of_retraction"
    CONCERN = "concern"


RETRACTED_TITLE = re.compile(
    r"^\W*(?:retracted|withdrawn)(?: (?:article|paper|chapter))?[\s\])}*]*:\s*|"
    r"^\[\s*(?:retracted|withdrawn)(?: (?:article|paper|chapter))?\s*\]\s*",
    re.IGNORECASE,
)
# not translated: words that are compared
_ALONE_OR_QUOTING = r"(?:\W*$|\s*:\s| (?:to|of|for):\s| (?:to|of|for) [\"'“”‘„«])"
"""What follows words that only a notice has: nothing else, a colon, or the title of the paper in quotation marks."""
_MARKS = (
    (TitleMark.RETRACTED, RETRACTED_TITLE),
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


def title_mark(title: str) -> TitleMark | None:
    """Returns the mark with which *title* begins; None for a title without one.

    A word with a colon may be the beginning of the title of a study, such as “Retraction: a review of its techniques”.
    It is a mark only in capitals, or if the title after it begins with a capital letter.
    """
    text = plain(title)
    for mark, pattern in _MARKS:
        found = pattern.match(text)
        if found is None:
            continue
        written, rest = found[0].rstrip(), text[found.end() :].lstrip("\"'“”‘’„«([ ")
        if not written.endswith(":") or written.isupper() or not rest[:1].islower():
            return mark
    return None
