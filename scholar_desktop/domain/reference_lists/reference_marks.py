"""What the text of a reference has besides its words: its number, the sign of an item of a list, and the signs of
Markdown for italic and bold words."""

from __future__ import annotations

import re

_MARK = re.compile(r"^\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|\d{1,4}[.)](?=\s)|[-*+](?=\s))\s*")
"""The number of a reference, or the sign of an item of a Markdown list."""
_EMPHASIS = re.compile(r"(?<![\w\\])([*_]{1,3})(?=\S)([^*_\n]{1,400}?)(?<=\S)\1(?!\w)")


def mark_of(text: str) -> str:
    """Returns what a reference begins with in its list, '[3] ' or '- '; empty for none."""
    found = _MARK.match(text)
    return found[0] if found is not None else ""


def without_emphasis(text: str) -> str:
    """Returns a Markdown text without the signs of italic and bold words."""
    return _EMPHASIS.sub(r"\2", text)


def plain_reference(text: str) -> str:
    """Returns a reference without marks of Markdown: the sign of an item of a list, and those of italic and bold words.
    Its number stays."""
    mark = mark_of(text)
    is_number = any(letter.isdecimal() for letter in mark)
    return without_emphasis(text if is_number else text.removeprefix(mark))
