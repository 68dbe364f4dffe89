"""Tells whether a PDF prints a title as its own, or only cites the paper: by type sizes, places and lines.

No side effects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from scholar_desktop.pdf.first_pages import AFTER_TITLE, FirstPages
from scholar_desktop.pdf.printed_title import COVER_LETTERS, LONG_HEADING
from scholar_desktop.pdf.text_normalisation import compact, main_script, words

FOUND = 0.9
BEFORE_TITLE = 300
"""Number of letters that a journal's name, addresses and dates may have before a title that is set as small as the
text."""
OWN_PART = 0.5
"""The least part of a heading that a title has that does not begin it."""
MOST_WORDS = 80
"""Number of words of a heading that are compared."""
HEAD_LINES = 2
"""Number of lines before a line that is the head of its page: there a journal prints its own name, year and pages."""
OTHER_LETTERS = 60
"""Number of letters that a line may have besides the paper's own identifier."""

# not translated: words of titles
# fmt: off
_JOINS = frozenset((
    "about", "against", "an", "around", "at", "by", "concerning", "de", "for", "from", "in", "of", "on", "re",
    "regarding", "sobre", "su", "sur", "to", "towards", "uber", "with", "zu", "zum", "zur",
))
# fmt: on
"""Words before a title that is the subject of another title: "Remarks on ..."."""
_ID = re.compile(r"(?:https?://)?(?:dx\.)?(?:doi\.org/)?10\.\d{4,9}/\S+|arxiv:\s*\S+", re.IGNORECASE)
_CITES = re.compile(r"\b(?:19|20)\d\d[a-z]?\b|\bet al\b|\b[A-Z][\w'-]{1,40}+,? [A-Z]\.(?:[ ,;]|$)|\bpp?\. ?\d")
"""What a citation has: a year, names with initials, pages."""
_DATES = re.compile(r"received|accepted|revised|published|available|copyright|\u00a9|licen[sc]e|online", re.IGNORECASE)
_ENTRY = re.compile(r"^\s*(?:\[\w{1,6}\]|\(?\d{1,3}[.)]|[\u2022*\u2020])\s")


def is_printed_as_title(forms: Sequence[str], first: FirstPages) -> bool:
    """Returns True if the file prints one of the compact *forms* of a title where its own title would be.

    That is a heading in larger type, or the first lines of the file if no other long heading is there.
    """
    if any(_heads(form, heading) for form in forms for heading in first.headings):
        return True
    if any(len(compact(heading)) >= LONG_HEADING for heading in first.headings):
        return False
    starts = [first.lines]
    if len(first.pages) > 1 and len(first.pages[0]) < COVER_LETTERS:
        starts.append(first.later_lines)
    return any(_begins(form, lines) for form in forms for lines in starts)


def is_own_identifier(first: FirstPages) -> bool:
    """Returns True if the first page has one identifier only, in lines that are no entry of a list and no sentence."""
    for found in (sorted(first.dois), sorted(first.arxiv_ids)):
        if any(not one.startswith(found[0]) for one in found):
            return False
    return all(map(_has_little_else, first.id_lines))


def own_identifiers(first: FirstPages, title: str) -> list[str]:
    """Returns the DOIs, then the arXiv IDs (`arxiv:...`), of the first pages that are the file's own, not those of a
    paper that it cites.

    They are in a line that is no sentence and no part of a citation, or in a citation of the file's own *title*.
    """
    own = compact(title)
    cites_itself = bool(own) and compact(first.whole).count(own) > 1
    found = []
    for one in (*sorted(first.dois), *sorted(first.arxiv_ids)):
        places = [place for place, line in enumerate(first.id_lines) if one in _with_ids_joined(line)]
        contexts = [first.id_contexts[place] for place in places]
        names_itself = cites_itself and any(own in compact(context) for context in contexts)
        if places and (names_itself or all(map(_is_apart, contexts))):
            found.append(one)
    return found


def _is_apart(context: str) -> bool:
    """Returns True if the last line of *context* has an identifier and is no sentence and no part of a citation."""
    *before, line = context.splitlines()
    if not _has_little_else(line) or re.search(r"\((?:doi|https?|arxiv)\b", line, re.IGNORECASE):
        return False
    is_head = len(before) < HEAD_LINES
    near = before[-2:] if is_head else [*before[-2:], line]
    return not any(_CITES.search(_ID.sub(" ", one)) and not _DATES.search(one) for one in near)


def _with_ids_joined(line: str) -> str:
    """Returns *line* in lower case, without the spaces that may follow `arXiv:`."""
    return re.sub(r"arxiv:\s+", "arxiv:", line.lower())


def _heads(title: str, heading: str) -> bool:
    """Returns True if *heading* is the compact *title*, with or without a subtitle or some words before it."""
    lines = [words(line) for line in heading.splitlines()]
    every = [word for line in lines for word in line][:MOST_WORDS]
    starts = set(accumulate((len(line) for line in lines), initial=0))
    scores = [_likeness(title, "".join(every[place:])[: len(title)]) for place in range(len(every))]
    best = max(scores, default=0.0)
    if best < FOUND:
        return False
    place = scores.index(best)
    if place and every[place - 1] in _JOINS:
        return False
    return place in starts or len(title) >= OWN_PART * sum(map(len, every))


def _begins(title: str, lines: Sequence[str]) -> bool:
    """Returns True if *title* is alone on consecutive lines among the first of *lines*."""
    before, script = 0, main_script(title)
    for start, line in enumerate(lines):
        if before > BEFORE_TITLE:
            return False
        joined = ""
        for following in lines[start:]:  # as many as the title has: one in large type may have ten
            joined += compact(following)
            text = joined.removeprefix("title")
            if len(text) <= len(title) + AFTER_TITLE and _likeness(title, text[: len(title)]) >= FOUND:
                return True
            if len(text) > len(title) + AFTER_TITLE:
                break
        # text in another script may be the same front matter in another language
        before += len(compact(line)) if main_script(line) == script else 0
    return False


def _likeness(title: str, text: str) -> float:
    if not title or abs(len(title) - len(text)) > 0.1 * len(title):
        return 0.0
    from rapidfuzz import fuzz

    return float(fuzz.ratio(title, text)) / 100


def _has_little_else(line: str) -> bool:
    rest = _ID.sub(" ", line)
    return (
        not _ENTRY.match(line)
        and sum(map(len, words(rest))) <= OTHER_LETTERS
        and line.count("(") == line.count(")")
        and not rest.rstrip().endswith(",")
    )
