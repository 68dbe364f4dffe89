"""Finds the tags of an HTML page in one pass over it, without building a tree.

A tree of a page with deeply nested or misnested elements takes a time and a memory that grow with the square of the
page's length. The time of these functions grows with its length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

import msgspec

MOST_ATTRIBUTES = 200
"""How many attributes of one tag are read."""
_TAG = re.compile(
    r"""<(?:
      !--(?P<comment>-?>)?
      | (?P<other>[!?])
      | (?P<end>/?)(?P<name>[A-Za-z][^\s/>]*+)
        (?P<attributes>(?:
          [\s/]++ | =?[^\s/>=]++ (?: \s*+=\s*+ (?: "[^"]*+" | '[^']*+' | [^\s>"'][^\s>]*+ )? )?+ | =
        )*+)>
    )""",
    re.VERBOSE | re.ASCII,
)
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?P<name>=?[^\s/>=]++)
    (?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s>"'][^\s>]*+))?)?+""",
    re.VERBOSE | re.ASCII,
)
_CHARACTER = re.compile(
    r"&(?:#[0-9]{1,8}+;?|#[xX][0-9A-Fa-f]{1,8}+;?|[A-Za-z][A-Za-z0-9]{0,31}+(?:;|(?![A-Za-z0-9=])))"
)
"""A character reference in an attribute; `&copy=1` is part of an address, and no character."""
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"))
"""Elements whose content is text: there are no tags in it."""
_BEGINNING = re.compile(r"</?[A-Za-z]")


class HtmlTag(msgspec.Struct, frozen=True, gc=False):
    """A tag of a page.

    name: in lower case; is_end: it ends an element; written: its attributes, unchanged; start, end: the positions in
    the page of its first character and of the character after it.
    """

    name: str
    is_end: bool
    written: str
    start: int
    end: int

    def attributes(self) -> Mapping[str, str]:
        """Return the attributes by name in lower case, with their character references decoded. The first of a name
        counts."""
        found: dict[str, str] = {}
        for number, one in enumerate(_ATTRIBUTE.finditer(self.written)):
            if number == MOST_ATTRIBUTES:
                break
            value = one["double"] or one["single"] or one["bare"] or ""
            found.setdefault(one["name"].lower(), decode_characters(value))
        return found


def find_tags(text: str) -> Iterator[HtmlTag]:
    """Yield the tags of the page *text* in order. Comments and the text of scripts are skipped; a tag that the end of
    the page cuts off is left out."""
    place = 0
    while (start := text.find("<", place)) >= 0:
        found = _TAG.match(text, start)
        if found is None:
            if _BEGINNING.match(text, start) is not None:
                return  # a tag without an end reaches to the end of the page
            place = start + 1
            continue
        place = found.end()
        name = (found["name"] or "").lower()
        if name:
            is_end = bool(found["end"])
            yield HtmlTag(name, is_end, found["attributes"], start, place)
            if name in _RAW and not is_end:
                place = _end_of_raw(text, name, place)
        elif found["other"]:
            place = text.find(">", place) + 1
        elif found["comment"] is None:
            end = text.find("-->", place)
            place = end + 3 if end >= 0 else 0
        if place == 0:
            return


def without_tags(text: str) -> str:
    """Return the text of a part of a page, on one line."""
    pieces, place = [], 0
    for tag in find_tags(text):
        pieces.append(text[place : tag.start])
        place = tag.end
    return " ".join(html.unescape("".join((*pieces, text[place:]))).split())


def decode_characters(value: str) -> str:
    """Return the value of an attribute with its character references decoded."""
    return _CHARACTER.sub(lambda found: html.unescape(found[0]), value) if "&" in value else value


def _end_of_raw(text: str, name: str, place: int) -> int:
    """Return the position of the tag that ends the element *name*, or 0 if the element reaches to the end."""
    closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    found = closing.search(text, place)
    return found.start() if found is not None else 0
