"""Converts text to LaTeX and LaTeX to text.

All braces written are balanced, because BibTeX counts braces without regard to backslashes. `$...$` that looks like
mathematics is left unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from scholar_desktop.domain.text.unicode_forms import normalize

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

_SPECIAL = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "`": r"{\textasciigrave}",
}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0328": "k",
    "\u0331": "b",
}
_BELOW = frozenset("\u0323\u0327\u0328\u0331")
_ON_I = frozenset("\u0300\u0301\u0302\u0308")
"""The accents above the letter that LaTeX sets on an i without its dot, as on `\\i`."""
_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "dj",
    "Đ": "DJ",
    "ð": "dh",
    "Ð": "DH",
    "þ": "th",
    "Þ": "TH",
    "ı": "i",
    "ȷ": "j",
    "å": "aa",
    "Å": "AA",
    "§": "S",
    "¶": "P",
    "©": "copyright",
    "£": "pounds",
    "°": "textdegree",
    "…": "ldots",
    "†": "dag",
    "‡": "ddag",
    "•": "textbullet",
    "€": "texteuro",
    "™": "texttrademark",
    "®": "textregistered",
    "−": "textminus",
}
# not translated: words that are compared
_GREEK_NAMES = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi - pi rho sigma tau upsilon phi chi psi omega
"""
_CAPITAL_NAMES = "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"  # not translated: words that are compared
_SYMBOLS = {
    **{
        letter: name
        for letter, name in zip("αβγδϵζηθικλμνξοπρστυϕχψω", _GREEK_NAMES.split(), strict=True)
        if name != "-"
    },
    **dict(zip("ΓΔΘΛΞΠΣΦΨΩ", _CAPITAL_NAMES.split(), strict=True)),
    "ε": "varepsilon",
    "φ": "varphi",
    "ς": "varsigma",
    "±": "pm",
    "×": "times",
    "÷": "div",
    "·": "cdot",
    "∞": "infty",
    "≤": "leq",
    "≥": "geq",
    "≠": "neq",
    "≈": "approx",
    "∼": "sim",
    "→": "rightarrow",
    "←": "leftarrow",
    "↔": "leftrightarrow",
    "∈": "in",
    "√": "surd",
    "∂": "partial",
    "∇": "nabla",
    "∑": "sum",
    "∫": "int",
    "ℓ": "ell",
}
_DEEPEST = 40
_LOGOS = ("TeX", "LaTeX", "BibTeX", "XeTeX", "XeLaTeX", "LuaTeX", "LuaLaTeX", "pdfTeX", "pdfLaTeX", "ConTeXt")
_TEXT_MACROS = ("mbox", "textmd", "textsf", "texttt", "textup")
"""Commands around a text, which pylatexenc leaves out with their text."""
_LANGUAGE = re.compile(r"\\(?:foreignlanguage|textlang)\s*(?:\[[^\]]*\]\s*)?\{[^{}]*\}")
"""A command that states the language of the text after it."""
_COMMANDS = {
    **{f"text{name}": sign for sign, name in zip("αβγδεζηθικλμνξ-πρστυφχψω", _GREEK_NAMES.split(), strict=True)},
    **{f"text{name}": sign for sign, name in zip("ΓΔΘΛΞΠΣΦΨΩ", _CAPITAL_NAMES.split(), strict=True)},
    **{command: sign for sign, command in _LETTERS.items()},
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textasciigrave": "`",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textquoteright": "’",
    "textquoteleft": "‘",
    "textquotedbl": '"',
    "textmu": "µ",
    "dots": "…",
    "slash": "/",
    "textunderscore": "_",
    "degree": "°",
    "celsius": "°C",
    "permil": "‰",
    "euro": "€",
    "guillemetleft": "«",
    "guillemetright": "»",
    "flqq": "«",
    "frqq": "»",
    "glqq": "„",
    "grqq": "“",
    "LaTeXe": "LaTeX2ε",
    "AmS": "AMS",
    **{name: name for name in _LOGOS},
}
"""Commands that pylatexenc does not know, or reads as another character."""
_TYPOGRAPHY = {"–": "--", "—": "---", "“": "``", "”": "''", "’": "'", "‘": "`"}
_LIGATURES = re.compile(r"-(?=-)|'(?=')|,(?=,)")
_ASCII_LIGATURES = re.compile(r"[-–—](?=[-–—])|['’”](?=['’”])|[‘“](?=[‘“])|,(?=,)")
"""As `_LIGATURES`, where dashes and quotation marks are written as signs of ASCII."""
_NOTHING_TO_ESCAPE = re.compile(r"(?:[^\\{}$&%#_~^<>|`',\x7f-\U0010ffff-]++|-(?!-)|'(?!')|,(?!,))*+")
"""A text that `escape` returns as it is."""
_OPENING = re.compile(r"(?<![`\\])`(?!`)")
_MATH = re.compile(r"\$(?![\s$])[^$]*?(?<![\s\\])\$(?![0-9])")
_WITHOUT_COMMANDS = re.compile(r"\\(?:[A-Za-z]+|.)|[{}\[\]]", re.DOTALL)
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_MATH_OR_AMPERSAND = re.compile(r"\\.|\$[^$]*\$|(&)", re.DOTALL)
_AMPERSAND = "\ue001"
"""Takes the place of a bare &, which LaTeX refuses outside of tables and the decoder drops, but which people write."""
_MARKS = {command: mark for mark, command in _ACCENTS.items()}
_COMMON = re.compile(
    r"\\\\|\{\\([\"'`^~=.])([A-Za-z])\}|\\([\"'`^~=.cvHkrudb])\{([A-Za-z])\}|\\([\"'`^~=.])([A-Za-z])"
    r"|\{\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L)\}"
)
"""Accents and letters as programs write them."""
_IN_BRACES = re.compile(r"\{\\(?:[\"'`^~=.cvHkrudb]\{[A-Za-z]\}|[\"'`^~=.][A-Za-z]|ss|ae|AE|oe|OE|aa|AA|o|O|l|L)\}")
_SIGN_IN_BRACES = re.compile(r"\{\\?([^{}\\])\}")
_ORDINARY = re.compile(r"(?:[^\\$&~`%#^_]++|\\[&%#_])*+")
_ADDRESS = re.compile(r"\\(?:url|nolinkurl|path)\s*\{([^{}\\]*(?:\\[&%#_~][^{}\\]*)*)\}")
_FIRST_PRIVATE, _MOST_ADDRESSES = 0xF0000, 1_000
"""The first of the characters that take the place of addresses, while the text around them is read."""
_ESCAPED_SIGN = re.compile(r"\\([&%#_])")


def escape(text: str, *, ascii_only: bool) -> str:
    """Returns *text* as LaTeX.

    ascii_only: for old BibTeX and its styles, characters outside ASCII become commands if LaTeX has a common one; the
    others are kept. Otherwise only characters with a special meaning in LaTeX are escaped.
    """
    if _NOTHING_TO_ESCAPE.fullmatch(text) is not None:
        return text
    return "".join(part if is_math else escape_text(part, ascii_only) for is_math, part in parts(text))


def parts(text: str) -> Iterator[tuple[bool, str]]:
    """Yields *text* divided into (True if it is mathematics with its `$`, part)."""
    end = 0
    for found in _MATH.finditer(text):
        if _is_math(found[0]):
            yield False, text[end : found.start()]
            yield True, found[0]
            end = found.end()
    yield False, text[end:]


def _is_math(text: str) -> bool:
    """Returns True if `$...$` can be passed to LaTeX unchanged: it contains a mathematical character or is one letter,
    and its braces are balanced."""
    inner = text[1:-1]
    depth = 0
    for character in inner:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0 and (len(inner) == 1 or any(sign in inner for sign in "\\^_=<>+")) and not inner.endswith("\\")


def escape_text(text: str, ascii_only: bool) -> str:
    """Returns the same as `escape` for a text without mathematics: every dollar sign is escaped."""
    text = (_ASCII_LIGATURES if ascii_only else _LIGATURES).sub(
        lambda found: found[0] + "\ue000", normalize("NFC", text)
    )
    return "".join(_sign(character, ascii_only) for character in text)


def _sign(character: str, ascii_only: bool) -> str:
    if character == "\ue000":
        return "{}"
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character < "\x7f" or not ascii_only:
        return character
    if character in _TYPOGRAPHY:
        return _TYPOGRAPHY[character]
    if character in _LETTERS:
        return rf"{{\{_LETTERS[character]}}}"
    if character in _SYMBOLS:
        return rf"{{\ensuremath{{\{_SYMBOLS[character]}}}}}"
    accented = _accented(normalize("NFD", character))
    return character if accented is None else f"{{{accented}}}"


def _accented(parts: str) -> str | None:
    r"""Returns a letter with its accents, `\'e` or `\~{ê}`; None if LaTeX has no such accent, or only one that biber
    and pandoc read as two characters (`\=\i`)."""
    base, marks = parts[0], list(parts[1:])
    if not marks or not base.isascii() or not base.isalpha() or any(mark not in _ACCENTS for mark in marks):
        return None
    if base in "ij" and any(mark not in _BELOW and (base == "j" or mark not in _ON_I) for mark in marks):
        return None
    text = base
    if len(marks) > 1:  # biber does not read an accent within another one
        whole = normalize("NFC", parts)
        for place in reversed(range(len(marks))):
            inner = normalize("NFC", base + "".join(marks[:place] + marks[place + 1 :]))
            if inner < "\u0180" and len(inner) == 1 and normalize("NFC", inner + marks[place]) == whole:
                text, marks = inner, [marks[place]]
                break
    for mark in marks:
        command = _ACCENTS[mark]
        needs_braces = command.isalpha() or text != base
        text = rf"\{command}{{{text}}}" if needs_braces else rf"\{command}{text}"
    return text


def has_active_signs(text: str) -> bool:
    """Returns True if *text* has a sign that LaTeX does not print as it is; braces do not count."""
    return (  # each search is a call of C; a pattern takes ten times as long
        "\\" in text
        or "'" in text
        or "$" in text
        or "&" in text
        or "~" in text
        or "`" in text
        or "%" in text
        or "#" in text
        or "^" in text
        or "_" in text
    )


class LatexReader:
    """Converts LaTeX to plain text. Loads pylatexenc when a text needs it."""

    def __init__(self) -> None:
        self._decoder: LatexNodes2Text | None = None
        self.plain = lru_cache(maxsize=1000)(self._plain)  # entries inherit fields and use the same @string

    def _plain(self, text: str) -> str:
        """Returns what LaTeX would print for *text*, on one line; mathematics in `$` is left unchanged."""
        if "\\" in text and 0 < len(addresses := _ADDRESS.findall(text)) < _MOST_ADDRESSES:
            signs = iter(range(len(addresses)))
            text = self._plain(_ADDRESS.sub(lambda _: chr(_FIRST_PRIVATE + next(signs)), text))
            for number, address in enumerate(addresses):
                text = text.replace(chr(_FIRST_PRIVATE + number), _ESCAPED_SIGN.sub(r"\1", address))
            return text
        if "--" not in text and not has_active_signs(text):
            text = text.replace("{", "").replace("}", "")  # the decoder is slow, and most of a .bib does not need it
        elif (ordinary := read_ordinary(text)) is not None:
            text = ordinary
        elif any(sign in text for sign in "\\{}$~`'-%"):
            return self.decoded(text)
        return normalize("NFC", " ".join(text.split()))

    def decoded(self, text: str) -> str:
        """Returns the same as `plain`, by the decoder alone, which takes some 100 µs."""
        decoder = self._loaded()
        text = _shallow(_LANGUAGE.sub("", text) if "lang" in text else text)
        text = _OPENING.sub("‘", _BARE_PERCENT.sub(r"\%", text))
        if "&" in text:
            text = _MATH_OR_AMPERSAND.sub(lambda found: _AMPERSAND if found[1] else found[0], text)
        try:
            text = decoder.latex_to_text(text)
        except Exception:  # noqa: BLE001  broken commands raise RecursionError, KeyError and others in the decoder
            text = _WITHOUT_COMMANDS.sub(" ", text)
        return normalize("NFC", " ".join(text.replace(_AMPERSAND, "&").split()))

    def _loaded(self) -> LatexNodes2Text:
        if self._decoder is None:
            from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

            known = get_default_latex_context_db()
            macros = [MacroTextSpec(name, discard=False, simplify_repl=sign) for name, sign in _COMMANDS.items()]
            macros += [MacroTextSpec(name, discard=False) for name in _TEXT_MACROS]
            known.add_context_category("signs", prepend=True, macros=macros)
            self._decoder = LatexNodes2Text(known, math_mode="verbatim", strict_latex_spaces=True)
        return self._decoder


def read_ordinary(text: str) -> str | None:
    """Returns the text of LaTeX with no more than accents, quotation marks, dashes and escaped signs, as the decoder
    returns it; None for another."""
    if "\\" in text:
        text = _COMMON.sub(_letter, text)
    if _ORDINARY.fullmatch(text) is None:
        return None
    if "{" in text or "}" in text:
        if "'" in text or "--" in text:
            return None  # braces divide them
        text = text.replace("{", "").replace("}", "")
    elif "'" in text or "--" in text:
        text = text.replace("---", "—").replace("--", "–").replace("''", "”")
    return _ESCAPED_SIGN.sub(r"\1", text)


def read_letters(text: str) -> str:
    """Returns *text* with letters in place of the accents and letters of LaTeX that are in braces, as Mendeley writes
    them into the names of files."""
    text = _IN_BRACES.sub(lambda found: _COMMON.sub(_letter, found[0]).replace("{", "").replace("}", ""), text)
    return _SIGN_IN_BRACES.sub(r"\1", text)


def _letter(found: re.Match[str]) -> str:
    command = found[1] or found[3] or found[5]
    if command:
        return normalize("NFC", (found[2] or found[4] or found[6]) + _MARKS[command])
    return _COMMANDS[found[7]] if found[7] else found[0]


def _shallow(text: str) -> str:
    """Returns *text*, without braces if they are nested deeper than real text ever is (the decoder is recursive)."""
    depth = deepest = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        deepest = max(deepest, depth)
    return text if deepest <= _DEEPEST else text.replace("{", "").replace("}", "")
