"""Parses a snippet of Unpaywall's search: a part of a title with `<b>` around the matching words. Pure functions."""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.sources.plain_text import plain_line

_MARK = re.compile(r"<(/?)b>", re.IGNORECASE)
_START, _END = "\ue000", "\ue001"
"""Placeholders for the marks while the rest is converted to plain text: private-use characters, which occur in no
title.
"""


class MarkedSnippet(msgspec.Struct, frozen=True):
    """A snippet with its marks.

    plain: without any markup; spans: (start, end) of the marked parts of it; html: escaped, with only `<b>` marks.
    """

    plain: str
    spans: tuple[tuple[int, int], ...] = ()
    html: str = ""


def split_marks(sent: str) -> MarkedSnippet:
    """Return *sent* with its marks parsed; a mark that is never closed ends with the text."""
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
