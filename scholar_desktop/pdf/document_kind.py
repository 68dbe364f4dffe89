"""Recognises documents that name a paper but are not it: a supplement, an erratum, a comment, a whole issue."""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.text_folding import fold_pdf_text
from scholar_desktop.pdf.first_pages import FirstPages
from scholar_desktop.pdf.report import DocumentKind
from scholar_desktop.pdf.text_normalisation import compact

REASONS = {
    DocumentKind.SUPPLEMENT: Message("It is a supplement to the paper, not the paper."),
    DocumentKind.ERRATUM: Message("It is a correction or retraction of the paper, not the paper."),
    DocumentKind.COMMENT: Message("It is a comment on the paper or a reply to it, not the paper."),
    DocumentKind.WHOLE_ISSUE: Message("It is a whole issue, volume or book that contains the paper."),
    DocumentKind.CONTENTS: Message("It is a table of contents that lists the paper, not the paper."),
}

HEAD_LINES = 8
CONTENTS_LINES = 5
LONG_FILE = 20
"""Minimum number of pages of a whole issue."""

_SUPPLEMENT = re.compile(
    r"^\W*(?:(?:electronic|online|si)\s+)?(?:supplement(?:ary|al)?|supporting|si)\s*"
    r"(?:information|materials?|data|appendix|appendices|text|methods|notes?|figures?|tables?|online|files?)\b"
    r"|^\W*(?:peer[- ]review(?:er)?\s+(?:file|reports?|history)|(?:life sciences )?reporting summary"
    r"|description of additional supplementary)\b"
    r"|^\W*(?:electronic|online)\s+supplement\b|^\W*supplement(?:s)?\s+(?:to|for)\b|^\W*online appendix\b"
)
_ERRATUM = re.compile(
    r"^\W*(?:(?:author|publisher)\W?s?\s+)?(?:errat(?:um|a)|corrigend(?:um|a)|corrections?|addendum|retraction"
    r"(?:\s+note)?|retracted\s+article|expression of concern)\b\s*+(?:$|:|to\b|for\b|\W*+10\.)"
)
_COMMENT = re.compile(r"^\W*(?:comments?|reply|response|rejoinder|commentary)\s+(?:on|to)\b")
_CONTENTS = re.compile(r"^\W*(?:table of\s+)?contents\W*$")
_ENDS_IN_PAGE = re.compile(r"(?<=[\s.])\d{1,4}\s*+$")
_BOOKS = frozenset({"book", "thesis", "report"})
_PATTERNS = ((DocumentKind.SUPPLEMENT, _SUPPLEMENT), (DocumentKind.ERRATUM, _ERRATUM), (DocumentKind.COMMENT, _COMMENT))


def recognise_kind(
    wanted: str, kind: str | None, first: FirstPages, *, title: str = "", pages: int = 0
) -> DocumentKind:
    """Returns the kind of a document.

    A paper whose own title *wanted* says that it is an erratum or comment is a paper.

    Args:
        kind: the type of the requested paper (`domain.paper.PAPER_TYPES`), or None.
        title: the title in the file's metadata.
        pages: the number of pages of the file.
    """
    asked = fold_pdf_text(wanted)
    for found, pattern in _PATTERNS:
        if pattern.search(asked):
            continue
        if any(pattern.search(fold_pdf_text(line)) for line in (*_head(wanted, first), title)):
            return found
    if kind in _BOOKS or not _lists(wanted, first):
        return DocumentKind.PAPER
    if pages >= LONG_FILE:
        return DocumentKind.WHOLE_ISSUE
    return DocumentKind.CONTENTS if _is_entry(wanted, first) else DocumentKind.PAPER


def _head(wanted: str, first: FirstPages) -> list[str]:
    """Returns the lines before the line in which the title begins; later lines belong to the paper."""
    begin = compact(wanted)[:12]
    lines = list(first.lines[:HEAD_LINES])
    for index, line in enumerate(lines):
        if compact(line).startswith(begin):
            return lines[:index]
    return lines


def _lists(wanted: str, first: FirstPages) -> bool:
    """Returns True if there is a table of contents, and the title is found only among its entries or not at all."""
    lines = first.whole.splitlines()
    if not any(_CONTENTS.match(fold_pdf_text(line)) for line in lines):
        return False
    if sum(_ENDS_IN_PAGE.search(line) is not None for line in lines) < CONTENTS_LINES:
        return False
    others = tuple(line for line in first.lines if not _ENDS_IN_PAGE.search(line))
    return not msgspec.structs.replace(first, lines=others).has_title_line(compact(wanted))


def _is_entry(wanted: str, first: FirstPages) -> bool:
    letters = compact(wanted)
    return any(_ENDS_IN_PAGE.search(line) and letters in compact(line) for line in first.whole.splitlines())
