"""Normalises text for comparison, so that differences in typesetting do not make two titles different."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from scholar_desktop.domain.text.unicode_forms import normalize

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u0000-\u0008\u000e-\u001f\ufffe\uffff]")
_NOT_DECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "e"}
)
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho",
    "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_GREEK_TABLE = str.maketrans(_GREEK)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "ARABIC", "HEBREW", "THAI")


def fold_pdf_text(text: str) -> str:
    """Returns *text* in lower case without accents, ligatures and invisible characters.

    Greek letters are replaced by their names; spaces remain.
    """
    text = normalize("NFKD", _INVISIBLE.sub("", normalize("NFKC", text)).casefold())
    text = "".join(character for character in text if not unicodedata.combining(character))
    return text.translate(_NOT_DECOMPOSED).translate(_GREEK_TABLE)


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
