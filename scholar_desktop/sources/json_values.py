"""Functions that read values of a decoded answer and return None for anything unexpected: the services leave keys out,
send null, and change types.

`Any` is used here and in the `parse.py` files only.
"""

from __future__ import annotations

import math
import re
from typing import Any
from urllib.parse import urlsplit

from scholar_desktop.domain.text.url_encoding import encode_url

_DAY = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_LONGEST_CODE = 300
_LARGEST = 2**53
"""Beyond this a JSON number is not exact; no count, size or id of the three services comes near it."""


def text_of(value: Any) -> str | None:
    """Return the text without surrounding space; None for an empty text and for anything else."""
    return (value.strip() or None) if isinstance(value, str) else None


def code_of(value: Any) -> str | None:
    """Return a short text in one line that can be shown unchanged: a status, a licence, a version. None for anything
    else.
    """
    code = text_of(value)
    return code if code is not None and len(code) <= _LONGEST_CODE and code.isprintable() else None


def word_of(value: Any) -> str | None:
    """Return a short text, or a whole number as text: ids are sent as either (`7078768`, `"7078768"`)."""
    if isinstance(value, str):
        return code_of(value)
    number = whole_of(value)
    return None if number is None else str(number)


def whole_of(value: Any) -> int | None:
    """Return a whole number, also if it is sent as `62.0` (Zenodo until 2023) or as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if _WHOLE.fullmatch(value.strip()) else None
    if isinstance(value, float):
        value = int(value) if math.isfinite(value) and value.is_integer() else None
    return value if isinstance(value, int) and abs(value) < _LARGEST else None


def count_of(value: Any) -> int | None:
    """Return a whole number that is not negative."""
    number = whole_of(value)
    return number if number is not None and number >= 0 else None


def number_of(value: Any) -> float | None:
    """Return a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def flag_of(value: Any) -> bool | None:
    """Return True or False; None for anything else."""
    return value if isinstance(value, bool) else None


def year_of(value: Any) -> int | None:
    """Return a year with four digits, or the one with which a date begins (`2024`, `2024-05`, `2023/2024`)."""
    if isinstance(value, str) and re.match(r"[12][0-9]{3}(?![0-9])", value.strip()):
        value = value.strip()[:4]
    year = whole_of(value)
    return year if year is not None and 1000 <= year <= 2999 else None


def day_of(value: Any) -> str | None:
    """Return a complete date, YYYY-MM-DD; None for a year or month alone."""
    day = text_of(value)
    return day if day is not None and _DAY.fullmatch(day) else None


def dict_of(value: Any) -> dict[str, Any]:
    """Return the object, or an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Return the list, or an empty one."""
    return value if isinstance(value, list) else []


def dicts_of(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list."""
    return [item for item in list_of(value) if isinstance(item, dict)]


def texts_of(value: Any) -> list[str]:
    """Return the texts in a list, each once, in order."""
    return list(dict.fromkeys(text for item in list_of(value) if (text := text_of(item)) is not None))


def address_of(value: Any) -> str | None:
    """Return a web address (http or https, with a host), percent-encoded where it was sent raw; None for anything else,
    such as Semantic Scholar's empty text.
    """
    sent = text_of(value)
    if sent is None or any("://" in word for word in sent.split()[1:]):  # several addresses in one value
        return None
    address = encode_url(sent)
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and host else None
