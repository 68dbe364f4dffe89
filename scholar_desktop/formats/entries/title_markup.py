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
_COMMAND = re.compile(r"\\(?P<name>" + "|".join(sorted(_KIND_OF, key=len, reverse=True)) + r")(?![A-Za-z])\s*+")
_TOKEN = re.compile(_COMMAND.pattern + r"|\\.|[{}]", re.DOTALL)
"""A command for markup, another command's first character, or a brace."""
_OPEN, _CLOSE = 0xF0800, 0xF0810
"""The first of the characters that take the place of tags, while the LaTeX around them is read."""
_MARK = re.compile(f"[{chr(_OPEN)}-{chr(_OPEN + 4)}{chr(_CLOSE)}-{chr(_CLOSE + 4)}]")
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


class _Group:
    """What a group that is open ends with. inside: marks before its closing brace, the first one last; after: the mark
    behind it."""

    def __init__(self, after: str = "") -> None:
        self.inside: list[str] = []
        self.after = after


def has_commands(text: str) -> bool:
    """Returns True if *text* has a command for markup."""
    return "\\" in text and _COMMAND.search(text) is not None


def read_markup(text: str, plain: Callable[[str], str]) -> str:
    """Returns LaTeX as text with the tags of CSL.

    plain: converts LaTeX to plain text.
    """
    parts: list[str] = []
    groups = [_Group()]
    place, after = 0, ""
    for found in _TOKEN.finditer(text):
        parts.append(text[place : found.start()])
        place, name, sign = found.end(), found["name"], found[0]
        if name in _DECLARATIONS:
            parts.append(chr(_OPEN + _KIND_OF[name]))
            groups[-1].inside.append(chr(_CLOSE + _KIND_OF[name]))
        elif name is not None:
            if text.startswith("{", place):
                parts.append(chr(_OPEN + _KIND_OF[name]))
                after = chr(_CLOSE + _KIND_OF[name])
        elif sign == "{":
            parts.append(sign)
            groups.append(_Group(after))
            after = ""
        elif sign == "}":
            ended = groups.pop() if len(groups) > 1 else groups[0]
            parts += [*reversed(ended.inside), sign, ended.after]
            ended.inside.clear()
        else:
            parts.append(sign)
    parts.append(text[place:])
    for ended in reversed(groups):
        parts += [*reversed(ended.inside), ended.after]
    return _MARK.sub(_tag, plain("".join(parts)))


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
