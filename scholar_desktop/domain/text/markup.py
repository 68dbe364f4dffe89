"""Recognises and removes tags in a title, however they are written; formulas such as `a<b and c>d` are kept."""

from __future__ import annotations

import re

TAG = re.compile(
    r"</?([a-zA-Z][a-zA-Z0-9:-]*)"
    r"((?:\s|(?<!:)/)"
    r"""(?:(?:[^<>"']{1,1000}|"[^"]{0,1000}"|'[^']{0,1000}'){0,60}+(?=/?>)|[^<>]*+(?<!/)))?"""
    r"/?>"
)
"""A tag with its name and its attributes. A quoted attribute may contain `<` and `>`."""
_LOADING = re.compile(
    r"<\s*+(?=[/!?]*+\s*+(?:img|image|link|object|embed|i?frame|script|style|svg|video|audio|applet)\b[^<>]{0,1000}=)",
    re.IGNORECASE,
)
"""The start of a tag with attributes that makes a program that displays HTML load something, also where HTML allows no
space. A bare `<img>` loads nothing, and a text may be about it."""
# not translated: words that are compared
_INLINE_NAMES = """
i b em strong sub sup sc scp tt u s span inf font small italic bold underline ovl a var q
"""
_INLINE = frozenset(_INLINE_NAMES.split())


def without_tags(text: str) -> str:
    """Returns *text* without its tags.

    A tag within a word or line is removed (`H<sub>2</sub>O`); a tag that separates blocks becomes a space. `<n and m>`
    is a formula and is kept.
    """
    return TAG.sub(_without_tag, text)


def without_inline_tags(text: str) -> str:
    """Returns *text* without the tags of italics, raised letters and the like; everything else in `<>` is kept."""
    return TAG.sub(lambda tag: "" if _without_tag(tag) == "" else tag[0], text) if "<" in text else text


def without_loading_tags(text: str) -> str:
    """Returns *text* without tags that load something when HTML is displayed; of one that never ends, only the `<` is
    removed."""
    if "<" not in text:
        return text
    text = TAG.sub(lambda tag: " " if _LOADING.match(tag[0]) else tag[0], text)
    return _LOADING.sub("", text)


def _without_tag(tag: re.Match[str]) -> str:
    name, attributes = tag[1].lower(), tag[2] or ""
    if len(name) == 1 and attributes.strip(" /") and "=" not in attributes:
        return tag[0]
    return "" if name in _INLINE or name.startswith(("mml:", "m:")) else " "
