"""Numbers, ordinals, Roman numerals and page ranges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scholar_desktop.formats.csl.locale import Locale

_CHUNK = re.compile(r"[,;–\s-]+|[^,;–\s-]+")
_DASH = re.compile("[-–]")
_LARGEST_ROMAN = 4000
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def chunks(text: str) -> list[str]:
    """Returns the numbers in *text* and what is between them, in order."""
    return _CHUNK.findall(text)


def is_numeric(text: str) -> bool:
    """Returns whether CSL counts *text* as numeric: numbers, with letters or not, between commas, hyphens and '&'."""
    text = text.replace(", ", ",").replace("& ", "&").replace(" &", "&")
    return all(
        any(letter.isdigit() for letter in part) and not any(letter.isspace() for letter in part)
        for part in re.split("[,&-]", text)
    )


def format_number(text: str, form: str, locale: Locale, gender: str | None) -> str:
    """Returns the numbers in *text* in *form*: numeric, ordinal, long-ordinal or roman."""
    if form == "numeric":
        return "".join(str(int(part)) if part.isdecimal() else _dash(part) for part in chunks(text))
    return "".join(
        _number(int(part), form, locale, gender) if part.isdecimal() else _dash(part) for part in chunks(text)
    )


def _dash(text: str) -> str:
    return "–" if text == "-" else text


def _number(number: int, form: str, locale: Locale, gender: str | None) -> str:
    if form == "roman":
        return roman(number)
    if form == "long-ordinal" and 1 <= number <= 10:
        word = locale.term(f"long-ordinal-{number:02}", gender=gender)
        if word:
            return word
    return ordinal(number, locale, gender)


def ordinal(number: int, locale: Locale, gender: str | None = None) -> str:
    """Returns *number* with the suffix of an ordinal: '2nd'."""
    return f"{number}{locale.ordinal_suffix(number, gender)}"


def roman(number: int) -> str:
    """Returns *number* as a Roman numeral in lower case; numbers of 4,000 and above in digits."""
    if not 0 < number < _LARGEST_ROMAN:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def page_ranges(text: str, form: str | None, delimiter: str) -> str:
    """Returns *text*, pages such as '101-108, 120', with *delimiter* in each range.

    Args:
        form: the style's `page-range-format`; None leaves the numbers as they are.
    """
    return ", ".join(_page_range(part.strip(), form, delimiter) for part in text.split(","))


def _page_range(text: str, form: str | None, delimiter: str) -> str:
    if "\\-" in text:
        return text.replace("\\-", "-")
    pages = [page.strip() for page in _DASH.split(text)]
    if len(pages) != 2:
        return text
    first, last = pages
    if form is None:
        return first + delimiter + last
    prefix, prefix_of_last = first.rstrip("0123456789"), last.rstrip("0123456789")
    if prefix != prefix_of_last and prefix_of_last:
        return first + delimiter + last
    x, y = first[len(prefix) :], last[len(prefix_of_last) :]
    y = x[: max(len(x) - len(y), 0)] + y
    if form == "expanded":
        return prefix + x + delimiter + prefix + y
    return prefix + x + delimiter + _shortened(x, y, form)


def _shortened(x: str, y: str, form: str) -> str:
    """Returns the last page *y* without the digits that it shares with the first page *x*."""
    if len(x) != len(y):
        return y  # the last page of 1-10 is not 0
    if form == "minimal":
        return _changed(x, y, 1)
    if form == "minimal-two":
        return _changed(x, y, 2)
    if form in ("chicago", "chicago-15", "chicago-16"):
        if len(x) < 3 or x.endswith("00"):
            return y
        if x[-2] == "0":
            return _changed(x, y, 1)
        if form != "chicago-16" and len(x) == 4 and sum(a != b for a, b in zip(x, y, strict=False)) >= 3:
            return y
        return _changed(x, y, 2)
    return y


def _changed(x: str, y: str, least: int) -> str:
    """Returns the digits of *y* that differ from *x*, but at least *least* digits."""
    shared = next((place for place, (a, b) in enumerate(zip(x, y, strict=False)) if a != b), min(len(x), len(y)))
    if not shared:
        return y
    rest = y[shared:]
    return y[-least:] if len(rest) < least <= len(y) else rest
