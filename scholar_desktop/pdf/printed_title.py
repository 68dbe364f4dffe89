"""Reads the title that a PDF prints: a text in larger type, or the first lines of a file in one size of type.

No side effects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scholar_desktop.domain.reference_lists.reference_start import AUTHOR_LIST, is_names
from scholar_desktop.pdf.text_normalisation import compact, words

COVER_LETTERS = 1500
"""A first page with fewer letters may be a cover: then the next page may begin with the title."""
LONG_HEADING = 20
"""Number of letters of a heading that may be a title; a shorter one is a section's or a journal's."""
LEAST_WORDS = 3
"""Number of words of a heading that may be a title."""
MOST_LINES = 3
"""Number of lines that a title in the size of the text may have."""
LONG_TITLE = 60
"""Number of characters of a title in the size of the text; with more, it is not continued on the next line, unless it
ends with a word such as "of"."""
LONGEST_AUTHOR_LINE = 300
"""Number of characters of a line that may have names only."""
_LEAST_LINE = 4
"""Number of characters of a line that is no number of a page."""
_LONG_WORD = 5
"""Number of letters of a word that begins with a capital letter in a title whose words do."""
_MOST_NAME_PARTS = 5

# not translated: words of titles
_OPEN_END = re.compile(
    r"(?:[-\u2010-\u2015:,&/]|\b(?:a|an|the|of|in|on|at|by|for|from|to|with|and|or|via|as|between|der|die|das|und|von|"
    r"de|la|le|du|des|et|del))$",
    re.IGNORECASE,
)
"""The end of a line after which a title goes on."""
_AFTER_TITLE = re.compile(r"@|\d{4}|abstract|,.*,", re.IGNORECASE)
"""What the line after a title has: the address of an author, a date, the head of the abstract, three names."""
_NOTE_MARKS = re.compile(
    r"(?<=[^\W\d_])\s?(?:\d{1,2}|[*\u2020\u2021\u00a7\u00b6\u00b9\u00b2\u00b3\u2070-\u2079])(?!\w)"
)
"""The marks of an author's affiliation."""


def printed_title(headings: Sequence[Sequence[str]], texts: Sequence[str]) -> str:
    """Returns the probable title of a file, in one line; empty if the file has no text.

    Args:
        headings: the texts of each page that are set larger than the rest of it.
        texts: the text of each page.
    """
    found = _largest_heading(headings, texts)
    if found is None:
        page = next((text for text in texts if text.strip()), "")
        lines = [line.strip() for line in page.splitlines()]
        found = " ".join(_title_lines([line for line in lines if line]))
    return joined_lines(found)


def joined_lines(heading: str) -> str:
    """Returns the lines of a heading as one line; a word that is divided keeps its hyphen."""
    return re.sub(r"(?<=\w-) (?=\w)", "", " ".join(heading.split()))


def _largest_heading(headings: Sequence[Sequence[str]], texts: Sequence[str]) -> str | None:
    """Returns the longest text that is set larger than the rest of the first page, or of the second if the first is a
    cover; None if it is too short for a title."""
    is_cover = len(texts) > 1 and len(compact(texts[0])) < COVER_LETTERS and any(headings[1:2])
    found = [joined_lines(text) for text in (headings[1] if is_cover else headings[0] if headings else ())]
    best = max(found, key=len, default="")
    return best if len(compact(best)) >= LONG_HEADING and len(words(best)) >= LEAST_WORDS else None


def _title_lines(lines: Sequence[str]) -> Sequence[str]:
    """Returns those of the first *lines* that are the title: no type size tells where it ends."""
    lines = [line for line in lines if len(line) >= _LEAST_LINE] or lines
    # a line of one or two words is often the head of the page
    start = next((place for place, line in enumerate(lines) if len(words(line)) >= LEAST_WORDS), 0)
    if start and is_author_line(lines[start]):
        start -= 1
    taken = list(lines[start : start + 1])
    for place in range(start + 1, min(start + MOST_LINES, len(lines))):
        line, after = lines[place], lines[place + 1] if place + 1 < len(lines) else ""
        title = " ".join(taken)
        if _AFTER_TITLE.search(line):
            break
        if _OPEN_END.search(title) is None and (len(title) >= LONG_TITLE or _ends_before(title, line, after)):
            break
        taken.append(line)
    return taken


def _ends_before(title: str, line: str, after: str) -> bool:
    """Returns True if *title* does not go on in *line*, which is followed by *after*."""
    if is_author_line(line):
        is_single = len(_author_pieces(line)) == 1
        # "Attention Is All / You Need / Ann Reader and Bob Stacks": the authors are in the line after it
        return not (is_single and _is_in_capitals(title) and is_author_line(after) and len(_author_pieces(after)) > 1)
    if not line[:1].isupper():
        return False
    # a line that is broken where it is full is nearly as long as the next one: a longer one is the text
    room = len(title) + len(line.split(maxsplit=1)[0])
    return len(line) > 1.2 * room and not _is_in_capitals(line)


def is_author_line(line: str) -> bool:
    """Returns True if *line* has only names of persons: the first one with a given name or an initial."""
    if len(line) > LONGEST_AUTHOR_LINE:
        return False
    text = _bare(line)
    if AUTHOR_LIST.fullmatch(text):
        return True
    first = _author_pieces(line)[:1]
    return bool(first) and 2 <= len(first[0].split()) <= _MOST_NAME_PARTS and is_names(text, least=1)


def _bare(line: str) -> str:
    """Returns *line* without the marks of affiliations, and without capitals if it has no other letters."""
    text = _NOTE_MARKS.sub("", line).strip()
    if text.isupper() and any(len(word) > 1 for word in re.findall(r"[^\W\d_]+", text)):
        text = re.sub(r"\b(?:And|Und|Et|Van|Von|Der|De)\b", lambda word: word[0].lower(), text.title())
    return re.sub(r"^[Bb]y\s+", "", text)


def _author_pieces(line: str) -> list[str]:
    return [piece for piece in re.split(r"\s*(?:[,;&]|\band\b|\bund\b|\bet\b)\s*", _bare(line)) if piece]


def _is_in_capitals(text: str) -> bool:
    """Returns True if all long words of *text* begin with a capital letter."""
    return all(not word[:1].islower() for word in re.findall(r"[^\W\d_]+", text) if len(word) >= _LONG_WORD)
