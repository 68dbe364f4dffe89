"""Normalises text for comparison, so that differences in typesetting do not make two titles different."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from scholar_desktop.domain.text.text_folding import fold_pdf_text

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "ARABIC", "HEBREW", "THAI")


def compact(text: str) -> str:
    """Returns only the letters and digits of *text*, which removes line breaks, hyphens and letterspacing."""
    return "".join(character for character in fold_pdf_text(text) if character.isalnum())


def words(text: str) -> list[str]:
    """Returns the folded words of *text*, in order."""
    return re.findall(r"[^\W_]+", fold_pdf_text(text))


def letters(text: str) -> int:
    """Returns the number of letters in *text*."""
    return sum(character.isalpha() for character in text)


def main_script(text: str) -> str | None:
    """Returns the script of most letters of *text* (`LATIN`, `CJK`, ...); None without letters. Kana count as CJK."""
    found: Counter[str] = Counter()
    for character in text:
        if character.isalpha():
            name = unicodedata.name(character, "")
            script = next((script for script in _SCRIPTS if name.startswith(script)), "OTHER")
            found["CJK" if script in ("HIRAGANA", "KATAKANA") else script] += 1
    return found.most_common(1)[0][0] if found else None
