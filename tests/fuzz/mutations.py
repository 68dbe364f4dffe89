"""Changes to an answer: of its values as a service might get them wrong, and of its bytes as a wire might."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import msgspec

Json = Any
MOST_ITEMS = 3
LONGEST = 1500
"""So many items of each list and letters of each text are kept: a change is to hit the shapes, and not the length."""

WRONG: tuple[Json, ...] = (
    None, True, False, 0, -1, 1, 2.5, 62.0, 1e308, -1e-308, 2**31, 2**53, 2**63, 10**30,
    "", " ", "text", "0", "-7", "1e5", "null", "N/A", "9" * 400, "x" * 5000,
    "10.", "10.1/", "10.5555/a b", "https://", "http://[", "http://[::1", "https://doi.org/", "file:///etc/passwd",
    "javascript:alert(1)", "2024", "2024-13-45", "0000-00-00", "2024-02-30T99:99:99Z",
    "\x00<b", "\x1b[31m", "\ufffe\u202e", "\ud7ff\ue000", "e\u0301" * 50, "\U0001f4a5", "ﬃ", "İ",
    "<p>x</p>&#0;&#xD800;&notanentity;", "<math><mi>x", "<script>alert(1)</script>", "<" * 900, "&" * 900,
    "$\\frac{1}{2", "{[(", "a\r\nb\tc\u2028d", "../../etc/passwd", "CON", "a/b\\c:d*e?f", "%00%2e%2e%2f",
    [], [None], [[]], [[[[[[[[]]]]]]]], ["", 1, {}, []], [0] * 50,
    {}, {"": None}, {"url": 1, "id": [], "name": {}}, {"$ref": "#"}, {"id": None, "title": ["a"]},
)  # fmt: skip
NAMES = ("", "id", "ID", "title", "data", "hits", "results", "metadata", "doi", "paperId", "externalIds", "x" * 300)


def changed(dice: random.Random, body: Json, others: Callable[[], Json]) -> bytes:
    """*body* (which may be changed in place) as bytes with one to six changes. others: another body, to take from."""
    if dice.random() < 0.9:
        for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
            body = _change(dice, body, others)
    raw = msgspec.json.encode(body)
    if dice.random() < 0.25:
        for _ in range(dice.choice((1, 1, 2, 8))):
            raw = dice.choice(_BYTES)(dice, raw)
    return raw


def shortened(body: Json) -> Json:
    """*body* with the first items of each list and the beginning of each text."""
    if isinstance(body, dict):
        return {key: shortened(value) for key, value in body.items()}
    if isinstance(body, str):
        return body[:LONGEST]
    return [shortened(item) for item in body[:MOST_ITEMS]] if isinstance(body, list) else body


def changed_text(dice: random.Random, raw: bytes, others: list[bytes], *, words: tuple[bytes, ...] = ()) -> bytes:
    """*raw*, a text or file without the form of JSON, with one to six changes. words: what is also put into it."""
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        at = dice.randint(0, len(raw))
        to = min(len(raw), at + dice.choice((0, 0, 1, 5, 200)))
        kind = dice.random()
        if kind < 0.35:
            odd = dice.choice(_ODD_TEXTS)
            raw = raw[:at] + (odd if isinstance(odd, bytes) else odd.encode("utf-8", "replace")) + raw[to:]
        elif kind < 0.5 and words:
            raw = raw[:at] + dice.choice(words) + raw[to:]
        elif kind < 0.65:
            raw = raw[:at] + raw[at:to] * dice.choice((0, 2, 50)) + raw[to:]
        elif kind < 0.75:
            other = dice.choice(others)
            begin = dice.randint(0, len(other))
            raw = raw[:at] + other[begin : begin + dice.choice((20, 500))] + raw[to:]
        else:
            raw = dice.choice(_BYTES)(dice, raw)
    return raw


# -- values


def _change(dice: random.Random, body: Json, others: Callable[[], Json]) -> Json:
    """*body* with one value changed, somewhere."""
    if not isinstance(body, dict | list) or dice.random() < 0.01:
        return _wrong(dice)
    holder, key = _somewhere(dice, body)
    dice.choice(_VALUES)(dice, holder, key, others)
    return body


def _wrong(dice: random.Random) -> Json:
    """A value of its own, for a later change may be inside it."""
    return copy.deepcopy(dice.choice(WRONG))


def _somewhere(dice: random.Random, body: Json) -> tuple[Json, Any]:
    """(container, key or index) of a value at any depth; the key is None where the container is empty."""
    holder = body
    while True:
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        if not keys:
            return holder, None
        key = dice.choice(keys)
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or dice.random() < 0.25:
            return holder, key
        holder = inner


Change = Callable[[random.Random, Json, Any, Callable[[], Json]], None]


def _replace(dice: random.Random, holder: Json, key: Any, others: Callable[[], Json]) -> None:
    if key is not None:
        holder[key] = _wrong(dice)


def _remove(dice: random.Random, holder: Json, key: Any, others: Callable[[], Json]) -> None:
    if key is not None:
        del holder[key]


def _add(dice: random.Random, holder: Json, key: Any, others: Callable[[], Json]) -> None:
    value = _wrong(dice)
    if isinstance(holder, dict):
        holder[dice.choice(NAMES)] = value
    else:
        holder.insert(0 if key is None else key, value)


def _rename(dice: random.Random, holder: Json, key: Any, others: Callable[[], Json]) -> None:
    if isinstance(holder, dict) and key is not None:
        holder[dice.choice((key.upper(), key.lower(), key + " ", key[::-1], dice.choice(NAMES)))] = holder.pop(key)


def _wrap(dice: random.Random, holder: Json, key: Any, others: Callable[[], Json]) -> None:
    if key is not None:
        inner = holder[key]
        holder[key] = dice.choice(
            ([inner], {"value": inner}, [[inner]], [inner, copy.deepcopy(inner)], str(inner)[:1000])
        )


def _unwrap(dice: random.Random, holder: Json, key: Any, others: Callable[[], Json]) -> None:
    if key is None:
        return
    inner = holder[key]
    if isinstance(inner, dict | list) and inner:
        holder[key] = next(iter(inner.values())) if isinstance(inner, dict) else inner[0]
    elif isinstance(inner, str):
        holder[key] = dice.choice((len(inner), list(inner[:20]), inner.encode().hex()[:200], inner[: len(inner) // 2]))
    elif isinstance(inner, int | float):
        holder[key] = dice.choice((str(inner), -inner, [inner], inner * 10**20))


def _graft(dice: random.Random, holder: Json, key: Any, others: Callable[[], Json]) -> None:
    """A piece of another answer in its place."""
    other = others()
    if key is not None and isinstance(other, dict | list):
        there, place = _somewhere(dice, other)
        holder[key] = there if place is None or dice.random() < 0.3 else there[place]


def _garble(dice: random.Random, holder: Json, key: Any, others: Callable[[], Json]) -> None:
    """A text with something in the middle that does not belong there."""
    if key is not None and isinstance(holder[key], str):
        text = holder[key]
        at = dice.randint(0, len(text))
        odd = dice.choice(("\x00", "\u202e", "<", "&#", "\\", '"', "{", "%", "\n", "\U0001f600", "e\u0301", "\ufeff"))
        holder[key] = text[:at] + odd * dice.choice((1, 1, 40)) + text[at:]


def _mark_up(dice: random.Random, holder: Json, key: Any, others: Callable[[], Json]) -> None:
    """A text with markup in it, openly or hidden in entities, LaTeX braces or invisible characters."""
    if key is not None and isinstance(holder[key], str):
        text = holder[key]
        at = dice.choice((0, len(text), dice.randint(0, len(text))))
        holder[key] = text[:at] + dice.choice(MARKUP) + text[at:]


MARKUP = (
    *('<img src="/dev/zero"> ', '{<}img src="/dev/zero"{>} ', "<im<b></b>g src='//host/share'>", "<i>x</i>", "<b>"),
    *('&lt;img src="/dev/zero"&gt;', "&amp;lt;img src=x&amp;gt;", "&#60;img src=x&#62;", "{&lt;}img src=x{&gt;}"),
    *(
        "<\u200bimg src=x>",
        "<{}img src=x>",
        "$<img src=x>$",
        "<p>x</p>",
        "<script>alert(1)</script>",
        "<a href=x>y</a>",
    ),
)
"""Parts of a title that a display which guesses may take for HTML."""

_VALUES: tuple[Change, ...] = (
    *(_replace, _replace, _replace, _remove, _remove),
    *(_add, _rename, _wrap, _unwrap, _graft, _garble, _mark_up),
)

# -- bytes

_ODD = (
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xc3", b"NaN", b"-Infinity"),
    *(b"\\ud800", b"\\u0000", b'"', b"{", b"]", b","),
)


def _cut(dice: random.Random, raw: bytes) -> bytes:
    return raw[: dice.randint(0, len(raw))]


def _flip(dice: random.Random, raw: bytes) -> bytes:
    at = dice.randrange(len(raw)) if raw else 0
    return raw[:at] + bytes([raw[at] ^ (1 << dice.randrange(8))]) + raw[at + 1 :] if raw else raw


def _insert(dice: random.Random, raw: bytes) -> bytes:
    at = dice.randint(0, len(raw))
    return raw[:at] + dice.choice(_ODD) + raw[at:]


def _before(dice: random.Random, raw: bytes) -> bytes:
    return dice.choice((b"\xef\xbb\xbf", b")]}',\n", b"\n\n", b"<!-- -->", b"[" * 2000, b'{"a":' * 600)) + raw


def _double(dice: random.Random, raw: bytes) -> bytes:
    """A second key of the same name, or the whole twice."""
    if dice.random() < 0.3 or b'"' not in raw:
        return raw + raw[:5000]
    start = raw.find(b'"', dice.randrange(len(raw)))
    end = raw.find(b",", start)
    return raw[: end + 1] + raw[start : end + 1] + raw[end + 1 :] if 0 <= start < end else raw


_ODD_TEXTS: tuple[bytes | str, ...] = (
    *_ODD,
    *(value for value in WRONG if isinstance(value, str)),
    *(
        "@article{",
        "@string{a = a # a}",
        "#",
        " and ",
        "\\begin{x}",
        "\\sqrt[",
        "TY  - JOUR",
        "ER  - ",
        "\r",
        "9" * 5000,
    ),
    *("<div>" * 50, "<a href=", "<meta name=", "-->", "</script>", "<script>", "&#x110000;", "\u0315\u0300" * 40),
)
_BYTES: tuple[Callable[[random.Random, bytes], bytes], ...] = (_cut, _flip, _flip, _insert, _insert, _before, _double)
