"""Unicode normalisation in a time that grows with the length of the text.

`unicodedata.normalize` sorts a run of combining marks in a time that grows with the square of its length: a title of
1 MB of combining marks takes minutes. As in the stream-safe text format (Unicode Standard Annex 15), a run keeps its
first 30 marks; no text of any language has longer runs.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from typing import Literal

MOST_MARKS = 30
"""How many combining marks in a row are kept."""
Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


def normalize(form: Form, text: str) -> str:
    """Return *text* in the normal form *form*, without the combining marks of a run after its 30th."""
    return text if text.isascii() else unicodedata.normalize(form, limit_marks(text))


def is_nfc(text: str) -> bool:
    """Return whether `normalize("NFC", text)` returns *text* unchanged."""
    return text.isascii() or (limit_marks(text) == text and unicodedata.is_normalized("NFC", text))


def limit_marks(text: str) -> str:
    """Return *text* without the combining marks of a run after its 30th."""
    # of 31 characters in a row, one is at a position that 31 divides: most texts need no search
    if not any(map(unicodedata.combining, text[:: MOST_MARKS + 1])):
        return text
    return _long_runs().sub(lambda found: found[0][:MOST_MARKS], text)


@cache
def _long_runs() -> re.Pattern[str]:
    marks = [code for code in range(0x300, sys.maxunicode + 1) if unicodedata.combining(chr(code))]
    ranges: list[list[int]] = []
    for code in marks:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    one = "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in ranges)
    return re.compile(f"[{one}]{{{MOST_MARKS + 1},}}")
