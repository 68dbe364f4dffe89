"""A snippet of Unpaywall's search: a piece of a title, with `<b>` round the words that matched. Pure."""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.sources.plain_text import plain_line

_MARK = re.compile(r"<(/?)b>", re.IGNORECASE)
_START, _END = "\ue000", "\ue001"
"""Stand for the marks while the rest becomes plain text: private characters, which no title holds."""


class MarkedSnippet(msgspec.Struct, frozen=True):
    """plain: without any markup; spans: (start, end) of what is marked in it; html: escaped, with `<b>` marks alone."""

    plain: str
    spans: tuple[tuple[int, int], ...] = ()
    html: str = ""


def split_marks(sent: str) -> MarkedSnippet:
    """*sent* understood; marks that are never closed end with the text."""
    kept = sent.replace(_START, "").replace(_END, "")
    text = plain_line(_MARK.sub(lambda mark: _END if mark[1] else _START, kept))
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    begun: int | None = None
    for character in text:
        if character == _START:
            begun = len(plain) if begun is None else begun
        elif character == _END:
            if begun is not None and begun < len(plain):
                spans.append((begun, len(plain)))
            begun = None
        else:
            plain.append(character)
    if begun is not None and begun < len(plain):
        spans.append((begun, len(plain)))
    whole = "".join(plain)
    return MarkedSnippet(whole, tuple(spans), _as_html(whole, spans))


def _as_html(plain: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    place = 0
    for start, end in spans:
        pieces += [_escaped(plain[place:start]), "<b>", _escaped(plain[start:end]), "</b>"]
        place = end
    return "".join([*pieces, _escaped(plain[place:])])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
