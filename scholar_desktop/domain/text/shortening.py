"""Shortens a title or another text for a message, a button or a label."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"
_JOINER = "\u200d"
_SPACING_VOWELS = "\u0e33\u0eb3\uff9e\uff9f"
"""Letters by their category that belong to the character before them: Thai and Lao AM, half-width voice marks."""
_PREFIXES = frozenset(
    "\u0d4e\U000111c2\U000111c3\U0001193f\U00011941\U00011a3a\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88"
    "\U00011a89\U00011d46\U00011f02"
)
"""Letters of Indic scripts that belong to the character after them."""
# not translated: categories of Unicode
_ATTACHED = frozenset({"Mn", "Me", "Mc", "Cn"})
"""Marks, and what this version of Unicode does not know."""
_VIRAMA = 9
"""The combining class of the sign that joins two consonants."""
_DANGLING = " \t\r\n\u00a0,;:–—-([{“‘«…"
"""What looks wrong before an ellipsis."""
_SENTENCE_ENDS = (".", "!", "?")


def quotable(title: str) -> str:
    """Returns *title* as it is quoted inside a sentence: without the full stop that many titles end with, since the
    sentence has its own. That of an abbreviation (“in the U.S.”) and three dots stay."""
    words = title.rstrip()
    if not words.endswith(".") or "." in words.split()[-1][:-1]:
        return title
    return words[:-1]


def shorten(text: str, most: int) -> str:
    """Returns *text* if it has at most *most* characters, otherwise its beginning and an ellipsis.

    It is cut after a whole word, or inside a word that fills more than half of the room, such as an address. What a
    reader sees as one character (a letter with its accents, an emoji of several parts, a flag) is never divided.

    Args:
        most: how many characters (code points) the result has at most, with the ellipsis; at least 1.
    """
    if len(text) <= most:
        return text
    room = most - 1
    end = next((place for place in range(room, room // 2, -1) if text[place].isspace()), room)
    start = _whole_characters(text, end)
    while start.endswith(tuple(_DANGLING)):
        start = _whole_characters(text, len(start.rstrip(_DANGLING)))
    if (
        start.endswith(_SENTENCE_ENDS) and text[end].isspace()
    ):  # an ellipsis right after a full stop looks like four dots
        return start + "\u00a0" + ELLIPSIS if len(start) + 2 <= most else start.rstrip(".") + ELLIPSIS
    return start + ELLIPSIS


def _whole_characters(text: str, end: int) -> str:
    """Returns *text* up to *end*, or up to the character that *end* would divide."""
    while end and not _is_between_characters(text, end):
        end -= 1
    return text[:end]


def _is_between_characters(text: str, place: int) -> bool:
    """Returns False if a cut at *place* could divide a character: a simple form of the rules of Unicode Standard
    Annex 29, which keeps together more than they do in rare cases."""
    before, after = text[place - 1], text[place]
    if before.isascii() and after.isascii():
        return before + after != "\r\n"
    if unicodedata.category(after) in _ATTACHED or after in _SPACING_VOWELS or _joins(after):
        return False
    if before == _JOINER or before in _PREFIXES or unicodedata.combining(before) == _VIRAMA:
        return False
    if unicodedata.category(before) == "Cf" and not "\u200b" <= before <= "\u200f":
        return before == "\u00ad"  # a soft hyphen; the others are signs before a number
    if _is_flag_letter(before) and _is_flag_letter(after):
        flags = text[:place]
        return (len(flags) - len(flags.rstrip(_FLAG_LETTERS))) % 2 == 0
    return True


def _joins(letter: str) -> bool:
    """Returns True for the parts of emoji and Korean syllables that follow another part."""
    return (
        letter in "\u200c\u200d"
        or "\u1160" <= letter <= "\u11ff"
        or "\ud7b0" <= letter <= "\ud7ff"
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
        or "\U000e0020" <= letter <= "\U000e007f"
    )


_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))


def _is_flag_letter(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def columns(text: str) -> int:
    """Returns how many columns *text* needs: Chinese, Japanese and Korean characters need two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
