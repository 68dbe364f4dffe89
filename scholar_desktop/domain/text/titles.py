"""Normalises and compares titles, ignoring differences in markup, case, accents and punctuation between services."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scholar_desktop.domain.text.markup import without_loading_tags, without_tags
from scholar_desktop.domain.text.text_folding import fold_title_letters
from scholar_desktop.domain.text.unicode_forms import normalize

_MOST_PASSES = 8
_SPACE_COMMANDS = re.compile(r"\\[ ,;:!]|~")
_ACCENT = re.compile(r"""\\(["'`^~=.]|[cvukrHbd](?=[\s{]))\s*\{?\s*\\?([A-Za-z])(?:\s*\})?""")
_ACCENTS = {
    '"': "\u0308",
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "c": "\u0327",
    "v": "\u030c",
    "u": "\u0306",
    "k": "\u0328",
    "r": "\u030a",
    "H": "\u030b",
    "b": "\u0331",
    "d": "\u0323",
}
_COMMAND = re.compile(r"\\([a-zA-Z]+)\*?")
_FORMATTING = re.compile(
    r"(?:text|math|emph|ensuremath|operatorname|boldsymbol|bm|url|mbox|hbox|protect|left|right|[bB]igg?[lr]?|limits|"
    r"displaystyle|it|bf|rm|sc|tt|em|sl|up|small|large)(?:[a-z]{0,6})"
)
# not translated: words that are compared
_GREEK = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi
omega
"""
_LATIN_TO_GREEK = dict(zip(_GREEK.split(), "αβγδεζηθικλμνξοπρστυφχψω", strict=True))
_SYMBOLS = {
    **_LATIN_TO_GREEK,
    **{name.capitalize(): letter.upper() for name, letter in _LATIN_TO_GREEK.items()},
    "varepsilon": "ε",
    "vartheta": "θ",
    "varphi": "φ",
    "varrho": "ρ",
    "varsigma": "ς",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "aa": "å",
    "AA": "Å",
    "l": "ł",
    "L": "Ł",
    "i": "i",
    "j": "j",
    "times": "×",
    "infty": "∞",
    "to": "→",
    "rightarrow": "→",
    "leftarrow": "←",
    "leftrightarrow": "↔",
    "mapsto": "↦",
    "mid": "|",
    "vert": "|",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "ll": "≪",
    "gg": "≫",
    "ne": "≠",
    "neq": "≠",
    "approx": "≈",
    "sim": "∼",
    "simeq": "≃",
    "equiv": "≡",
    "propto": "∝",
    "pm": "±",
    "cdot": "·",
    "circ": "∘",
    "otimes": "⊗",
    "oplus": "⊕",
    "in": "∈",
    "subset": "⊂",
    "subseteq": "⊆",
    "cup": "∪",
    "cap": "∩",
    "partial": "∂",
    "nabla": "∇",
    "langle": "⟨",
    "rangle": "⟩",
    "ldots": "…",
    "dots": "…",
    "cdots": "⋯",
    "ell": "l",
    "quad": " ",
    "qquad": " ",
}
_APOSTROPHES = re.compile("(?<=\\w)['’‘ʼ`´](?=\\w)")
_KEPT_SIGNS = re.compile(r"(?<=[^\W_])([+#]+)(?=\s|$)")
_ASCII_APOSTROPHES = re.compile("(?<=[a-z0-9_])['`](?=[a-z0-9_])")
_ASCII_REST = re.compile("[^a-z0-9\ue000\ue001]+")
_VERSION_OF_DOI = re.compile(r"\s+\(V\d{1,2}\)$")
_NUMBER = re.compile(r"\d+|\b[ivx]+\b|\b[a-z]\b(?=$)")


def plain(title: str) -> str:
    """Returns *title* as plain text on one line: no tags, entities, LaTeX, control characters or double spaces.

    U+0080 to U+009F (in old references at Semantic Scholar) become spaces. Tags are removed last, and everything is
    repeated until nothing changes: LaTeX braces, invisible characters and entities may hide a tag (`{<}img{>}`), and
    the removal of one tag may complete another.
    """
    text = title
    for _ in range(_MOST_PASSES):
        before = text
        if "&" in text:
            import html  # its table of entities takes 2 ms of the start

            text = html.unescape(text)  # Unpaywall's and Crossref's titles may be escaped twice
        if not text.isprintable():
            text = "".join(map(_visible, text))
        if "\\" in text or "$" in text or "{" in text or "}" in text:
            text = _without_latex(text)
        if "<" in text:
            text = without_loading_tags(without_tags(text))
        text = " ".join(text.split())
        if text == before:
            break
    else:
        text = text.replace("<", " ").replace("&", " ")  # nobody writes a title that is escaped or nested so deeply
        text = " ".join(text.split())
    return text


def normalise(title: str) -> str:
    r"""Returns *title* in the form for comparison; empty for a title without any letter or digit.

    NFKC, case and Latin accents folded, no markup, punctuation replaced by single spaces. Greek letters are kept
    (`\alpha` becomes one), and so are the signs of `C++`, `C#` and `CD4+`. Unpaywall's ` (V2)` of a versioned DOI is
    removed.
    """
    text = _VERSION_OF_DOI.sub("", plain(title))
    if text.isascii():  # nearly every title: only the case has to be folded
        text = _KEPT_SIGNS.sub(_set_aside, _ASCII_APOSTROPHES.sub("", text.lower()))
        return " ".join(_ASCII_REST.sub(" ", text).replace("\ue000", "+").replace("\ue001", "#").split())
    text = _APOSTROPHES.sub("", fold_title_letters(text))
    text = _KEPT_SIGNS.sub(_set_aside, text)
    text = "".join(character if _is_word_part(character) or character in "\ue000\ue001" else " " for character in text)
    return " ".join(text.replace("\ue000", "+").replace("\ue001", "#").split())


@lru_cache(maxsize=100_000)
def title_key(title: str) -> str:
    """Returns the normalised title, by which titles are sorted and compared.

    Cached, because normalising takes longer than both.
    """
    return normalise(title)


def same_title(one: str, other: str) -> float:
    """Returns the similarity of two titles, 0 to 1; 1 if only markup, case, accents, punctuation or word breaks differ.

    Titles that differ in a number (a year, 'Part II') reach 0.8 at most. Loads rapidfuzz at its first use.
    """
    first, second = normalise(one), normalise(other)
    if not first or not second:
        return 0.0
    if first.replace(" ", "") == second.replace(" ", ""):
        return 1.0
    from rapidfuzz import fuzz

    alike = max(fuzz.ratio(first, second), fuzz.ratio(first.replace(" ", ""), second.replace(" ", ""))) / 100
    if sorted(_NUMBER.findall(first)) != sorted(_NUMBER.findall(second)):
        return min(alike, 0.8)
    return alike


def _without_latex(text: str) -> str:
    text = _ACCENT.sub(lambda found: normalize("NFC", found[2] + _ACCENTS[found[1]]), text)
    text = _SPACE_COMMANDS.sub(" ", text)
    text = _COMMAND.sub(_command, text)
    text = re.sub(r"\\(?=[&%$#_{}])", "", text)
    if text.count("$") >= 2:
        text = re.sub(r"\$([^$]*)\$", lambda found: re.sub(r"[_^]", "", found[1]), text)
    return text.replace("{", "").replace("}", "")


def _command(command: re.Match[str]) -> str:
    r"""Returns the character that a command produces, nothing for a formatting command, the name of any other
    (`\log`)."""
    name = command[1]
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    return "" if _FORMATTING.fullmatch(name) else name


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Cs"):  # not translated: categories of Unicode
        return ""
    return " " if category in ("Cc", "Zl", "Zp", "Zs") else character  # not translated: categories of Unicode


def _set_aside(signs: re.Match[str]) -> str:
    return signs[1].replace("+", "\ue000").replace("#", "\ue001")


def _is_word_part(character: str) -> bool:
    """Returns True for letters, digits, and the vowel signs that some scripts write as marks."""
    # not translated: categories of Unicode
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")
