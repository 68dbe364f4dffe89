"""Joins the parts of a reference: punctuation marks that meet, and quotation marks.

Quotation marks are control characters until the whole reference is known: which marks they become, and whether a full
stop goes inside them, depends on what is around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scholar_desktop.domain.text.styled_text import (
    LOWERED,
    MARKS,
    RAISED,
    SET_OFF,
    SET_OFF_BOLD,
    SMALL_CAPITALS,
    beside_marks,
)

QUOTE_START, QUOTE_END = "\ue000", "\ue001"
"""Characters of the private use area that represent quotation marks."""
CASE_START, CASE_END = "\ue002", "\ue003"
"""Characters around text whose case is not changed."""
BOUNDARY = "\ue004"
"""The boundary of a block, such as the number before an entry; it becomes a space."""

_FIRST_STAYS = frozenset(["!.", "!:", "?.", "?:", ":.", ";:", ";.", "!!", "??", "..", "::", ";;", ",,"])
"""Pairs of marks; only the first of each is written."""
_SECOND_STAYS = frozenset([":!", ":?", ";!", ";?", "  ", " ,", " ."])
"""Pairs of characters; only the second of each is written."""
_MARKS = "".join(sorted(MARKS))
_BEFORE_A_MARK = re.compile(f"(?<!{QUOTE_END})({QUOTE_END}++[{_MARKS}]*+)([.,])")
_BOUNDARY_BEFORE_A_MARK = re.compile(f"{BOUNDARY}+(?=[.,;:])")
_MARK_AFTER_A_BOUNDARY = re.compile(f"([.!?]){BOUNDARY}+\\.")
NO_DELIMITER_BEFORE = frozenset(",;.")
_INTERNAL = re.compile(f"[{CASE_START}{CASE_END}]")
_QUOTES_TO_PARSE = re.compile(r"[\"'“”‘’«»]|<[/a-z]", re.IGNORECASE)
MOST_PARSED = 2_000
"""Characters. The quotation marks and the markup of a longer text are left as they are."""
_QUOTED = re.compile(
    r"(?<![^\s(\[–—/-])"
    r"(?:\"(?=\S)([^\"]*)\"|“(?=\S)([^”]*)”|‘(?=\S)((?:[^’]|’(?=\w))*)’|'(?=\S)((?:[^']|(?<=\w)'(?=\w))*)')(?!\w)"
)
_APOSTROPHE = re.compile("'")
_NO_CASE = re.compile(r"<span\s+class=\"nocase\"\s*>(.*?)</span>", re.DOTALL)
_MARKUP = re.compile(r"<(/?)(i|em|b|strong|u|sc|sup|sub|span)(\s[^<>]*)?>", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"<(sup|sub|sc)>.*?</\1>", re.DOTALL)
_MARKS_OF = {
    "i": SET_OFF,
    "em": SET_OFF,
    "b": SET_OFF_BOLD,
    "strong": SET_OFF_BOLD,
    "sc": SMALL_CAPITALS,
    "sup": RAISED,
    "sub": LOWERED,
}


def join(parts: Sequence[str], delimiter: str = "") -> str:
    """Returns the non-empty *parts* as one text.

    The delimiter is left out before a part that begins with a comma, a semicolon or a full stop. Where two parts meet,
    one of two punctuation marks and one of two spaces is left out.
    """
    row = [part for part in parts if part]
    if delimiter and len(row) > 1:
        spaced = [row[0]]
        for part in row[1:]:
            if (part[0] if part[0] not in MARKS else part.lstrip(_MARKS)[:1]) not in NO_DELIMITER_BEFORE:
                spaced.append(delimiter)
            spaced.append(part)
        row = spaced
    if len(row) < 2:
        return row[0] if row else ""
    done = []
    first = row[0]
    for second in row[1:]:
        while first and second:
            pair = first[-1] + second[0]
            if pair in _FIRST_STAYS:
                second = second.lstrip(second[0])
            elif pair in _SECOND_STAYS:
                first = first.rstrip(first[-1])
            elif not MARKS.isdisjoint(pair):
                first, second, has_changed = _met_across_marks(first, second)
                if not has_changed:
                    break
            else:
                break
        done.append(first)
        first = second
    done.append(first)
    return "".join(done)


def _met_across_marks(first: str, second: str) -> tuple[str, str, bool]:
    """Leaves out one of two characters that meet, as `join` does, where a mark of a font is between them. Returns the
    two texts, and whether they changed."""
    head, tail = first.rstrip(_MARKS), second.lstrip(_MARKS)
    after, before = first[len(head) :], second[: len(second) - len(tail)]
    pair = head[-1:] + tail[:1]
    if pair in _FIRST_STAYS:
        return first, before + tail.lstrip(tail[0]), True
    if pair in _SECOND_STAYS:
        return head.rstrip(head[-1]) + after, second, True
    return first, second, False


def parse_text(text: str, *, fonts: bool = False) -> str:
    """Returns *text*, the value of a variable, with its quotation marks as control characters and without markup.

    fonts: mark what the markup makes italic, bold, raised, lowered or small capitals.
    """
    if not _QUOTES_TO_PARSE.search(text) or len(text) > MOST_PARSED:
        return text
    if "<" in text:
        text = _NO_CASE.sub(f"{CASE_START}\\1{CASE_END}", text)
        text = _SUPERSCRIPT.sub(f"{CASE_START}\\g<0>{CASE_END}", text)
        text = _marked(text) if fonts else _MARKUP.sub("", text)
    return beside_marks(text, _with_quotes)


def _marked(text: str) -> str:
    """Returns *text* with marks in place of its markup; without either if its tags do not enclose each other."""
    parts: list[str] = []
    opened: list[tuple[str, str]] = []
    place = 0
    for found in _MARKUP.finditer(text):
        parts.append(text[place : found.start()])
        place, name = found.end(), found[2].lower()
        if not found[1]:
            is_small = name == "span" and "small-caps" in (found[3] or "")
            start, end = SMALL_CAPITALS if is_small else _MARKS_OF.get(name, ("", ""))
            parts.append(start)
            opened.append((name, end))
        elif opened and opened[-1][0] == name:
            parts.append(opened.pop()[1])
        else:
            return _MARKUP.sub("", text)
    return "".join((*parts, text[place:])) if not opened else _MARKUP.sub("", text)


def _with_quotes(text: str) -> str:
    for _ in range(3):  # one pair inside another
        text, count = _QUOTED.subn(
            lambda found: QUOTE_START + next(group for group in found.groups() if group is not None) + QUOTE_END, text
        )
        if not count:
            break
    return _APOSTROPHE.sub("’", text)


def finish(text: str, quotes: tuple[str, str, str, str], marks_inside: bool) -> str:
    """Returns the finished reference on one line.

    Args:
        quotes: the outer and the inner opening and closing quotation mark.
        marks_inside: whether a full stop or comma after a closing quotation mark goes before it.
    """
    if QUOTE_END in text:
        if marks_inside:
            text = _BEFORE_A_MARK.sub(_inside, text)
        text = _curl(text, quotes)
    if BOUNDARY in text:
        text = _BOUNDARY_BEFORE_A_MARK.sub("", _MARK_AFTER_A_BOUNDARY.sub(r"\1", text))
    return " ".join(_INTERNAL.sub("", text).replace(BOUNDARY, " ").split())


def _inside(found: re.Match[str]) -> str:
    before = found.string[: found.start()].rstrip(QUOTE_END + _MARKS)
    mark = "" if before[-1:] and before[-1] in ".,;:!?" else found[2]
    return mark + found[1]


def _curl(text: str, quotes: tuple[str, str, str, str]) -> str:
    """Replaces the control characters by quotation marks; those inside others are the inner ones."""
    written = []
    depth = 0
    for character in text:
        if character == QUOTE_START:
            written.append(quotes[0] if depth % 2 == 0 else quotes[2])
            depth += 1
        elif character == QUOTE_END:
            depth = max(depth - 1, 0)
            written.append(quotes[1] if depth % 2 == 0 else quotes[3])
        else:
            written.append(character)
    return "".join(written)
