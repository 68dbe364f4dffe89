"""Converts the markup of titles between LaTeX and the tags of CSL: italic, bold, raised, lowered, small capitals."""

from __future__ import annotations

import re
from collections.abc import Callable

_SMALL_CAPITALS = '<span style="font-variant:small-caps;">'
_TAGS = (("<i>", "</i>"), ("<b>", "</b>"), ("<sub>", "</sub>"), ("<sup>", "</sup>"), (_SMALL_CAPITALS, "</span>"))
# not translated: commands of LaTeX
_NAMES = (
    ("textit", "emph", "mkbibemph", "mkbibitalic", "it", "itshape", "em"),
    ("textbf", "mkbibbold", "bf", "bfseries"),
    ("textsubscript",),
    ("textsuperscript",),
    ("textsc", "sc", "scshape"),
)
_KIND_OF = {name: kind for kind, names in enumerate(_NAMES) for name in names}
_DECLARATIONS = frozenset(("it", "itshape", "em", "bf", "bfseries", "sc", "scshape"))
"""Commands that apply to the rest of the group in which they are: `{\\it word}`."""
_COMMAND = re.compile(r"\\(" + "|".join(sorted(_KIND_OF, key=len, reverse=True)) + r")(?![A-Za-z])\s*")
_OPEN, _CLOSE = 0xF0800, 0xF0810
"""The first of the characters that take the place of tags, while the LaTeX around them is read."""
_MARK = re.compile(f"[{chr(_OPEN)}-{chr(_OPEN + 4)}{chr(_CLOSE)}-{chr(_CLOSE + 4)}]")
_MOST = 1_000
_TAG = re.compile(
    r"<(i|em|b|strong|sub|sup|sc)>|<span\s+(?:class=\"(nocase)\"|style=\"font-variant:\s*(small-caps);?\")\s*>"
    r"|</(i|em|b|strong|sub|sup|sc|span)>",
    re.IGNORECASE,
)
_LATEX_OF = {
    "i": "\\textit{",
    "em": "\\textit{",
    "b": "\\textbf{",
    "strong": "\\textbf{",
    "sub": "\\textsubscript{",
    "sup": "\\textsuperscript{",
    "sc": "\\textsc{",
    "small-caps": "\\textsc{",
    "nocase": "{",
}


def has_commands(text: str) -> bool:
    """Returns True if *text* has a command for markup."""
    return "\\" in text and _COMMAND.search(text) is not None


def read_markup(text: str, plain: Callable[[str], str]) -> str:
    """Returns LaTeX as text with the tags of CSL.

    plain: converts LaTeX to plain text.
    """
    for _ in range(_MOST):
        found = _COMMAND.search(text)
        if found is None:
            break
        place, kind = found.end(), _KIND_OF[found[1]]
        if found[1] in _DECLARATIONS:
            end = _end_of_group(text, place)
            text = f"{text[: found.start()]}{chr(_OPEN + kind)}{text[place:end]}{chr(_CLOSE + kind)}{text[end:]}"
        elif text[place : place + 1] == "{":
            end = _end_of_group(text, place + 1) + 1
            text = f"{text[: found.start()]}{chr(_OPEN + kind)}{text[place:end]}{chr(_CLOSE + kind)}{text[end:]}"
        else:
            text = text[: found.start()] + text[place:]
    return _MARK.sub(_tag, plain(text))


def _end_of_group(text: str, place: int) -> int:
    """Returns the place of the brace that closes the group in which *place* is."""
    depth = 0
    for end in range(place, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth < 0:
            return end
    return len(text)


def _tag(mark: re.Match[str]) -> str:
    number = ord(mark[0])
    return _TAGS[number - _CLOSE][1] if number >= _CLOSE else _TAGS[number - _OPEN][0]


def write_markup(text: str, outside: Callable[[str], str], within: Callable[[str], str]) -> str | None:
    """Returns text with tags as LaTeX; None if it has none, or they do not enclose each other properly.

    outside, within: convert plain text to LaTeX, outside of the markup and in it.
    """
    parts: list[str] = []
    names: list[str] = []
    place = 0
    for found in _TAG.finditer(text):
        part = text[place : found.start()]
        parts.append(within(part) if names else outside(part) if place == 0 else _after(part, outside))
        place = found.end()
        if closed := found[4]:
            if not names or names.pop() != closed.lower():
                return None
            parts.append("}")
        else:
            name = (found[1] or found[2] or found[3]).lower()
            names.append(name if found[1] else "span")
            parts.append(_LATEX_OF[name])
    if names or not parts:
        return None
    return "".join((*parts, _after(text[place:], outside)))


def _after(text: str, outside: Callable[[str], str]) -> str:
    """Returns what follows markup as LaTeX. A word before it keeps *outside* from taking its first word for the
    beginning of a title."""
    return outside(f"x {text}")[2:]
