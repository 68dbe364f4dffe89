"""Reads and writes dates of entries: EDTF as BibLaTeX has it, date parts of CSL-JSON, and words.

A date of an entry is {from, to}, with `literal` for other text; `edtf` keeps what a date of BibLaTeX says besides
(`1723~`, a season, an open end).
"""

from __future__ import annotations

import calendar
import re
from typing import Any

from scholar_desktop.domain.own_fields import Value

_EDTF = re.compile(r"(-?[0-9]{1,6})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:T[0-9:]+(?:Z|[+-][0-9:]+)?)?([~?%]?)")
_UNSPECIFIED = re.compile(r"[0-9]{1,3}[0-9X]?X|[0-9]{4}-(?:XX|[0-9]{2}-XX|XX-XX)")
_PLAIN = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_EARLY = re.compile(r"-([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
"""A date before the year 0, which has no other form in an entry than a text."""
_SEASONS = range(21, 42)
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_YEARS = re.compile(r"([0-9]{4})\s*[-–—/]+\s*([0-9]{4})")
_MONTH_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,2}(?![0-9])")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""The seasons by the numbers of EDTF."""


def season_words(edtf: str) -> str:
    """Returns 'Spring 2013' for `2013-21`, as `read_date_words` reads it; empty for what is no season of a year."""
    year, _, number = edtf.partition("-")
    word = next((word for word, season in SEASONS.items() if str(season) == number), None)
    return f"{word.capitalize()} {year}" if word is not None and _PLAIN.fullmatch(year) else ""


def make_date(first: str | None, last: str | None = None, **more: str) -> Value:
    """Returns the value of a date."""
    return {"from": first, "to": last} | more


def read_edtf(text: str) -> Value:
    """Returns the value of a date of BibLaTeX; what is none is kept as its `literal`."""
    text = text.strip()
    first, slash, last = (part.strip() for part in text.partition("/"))
    ends = [first, last] if slash else [first]
    dates: list[str | None] = []
    for end in ends:
        if end in ("", "..") and slash:
            dates.append(None)
        elif (found := _point(end)) is not None:
            dates.append(found)
        else:
            return make_date(None, None, literal=text)
    if dates == [None] or dates == [None, None]:
        return make_date(None, None, literal=text)
    start, to = (*dates, None)[:2]
    more = {} if text in (start, f"{start}/{to}") else {"edtf": text}
    if start is None:
        more |= {"literal": text}
    return make_date(start, to, **more)


def write_edtf(value: Value) -> str:
    """Returns a date as BibLaTeX has it; empty if there is none."""
    if not isinstance(value, dict):
        return ""
    kept, literal = value.get("edtf"), value.get("literal")
    if isinstance(kept, str) and kept:
        return kept
    first, last = value.get("from"), value.get("to")
    if not first:
        return literal if isinstance(literal, str) else ""
    return f"{first}/{last}" if last else str(first)


def _point(text: str) -> str | None:
    """Returns a date of EDTF as `2019-03-05`, `2019-03` or `2019`; None if it is none."""
    found = _EDTF.fullmatch(text)
    if found is None:
        if _UNSPECIFIED.fullmatch(text) and text[:4].isdecimal():
            return text[:7] if text[5:7].isdecimal() else text[:4]
        return None
    year, month, day = found[1], found[2], found[3]
    if year.startswith("-"):
        return None
    whole = f"{int(year):04}"
    if len(whole) > 4:
        return None
    if month is None:
        return whole
    if int(month) in _SEASONS and day is None:
        return whole
    return day_of(whole, int(month), None if day is None else int(day))


def day_of(year: str, month: int | None, day: int | None) -> str | None:
    """Returns the date with these numbers; None if there is no such day."""
    if month is None or month == 0:
        return year
    if not 1 <= month <= 12:
        return None
    if day is None or day == 0:
        return f"{year}-{month:02}"
    days = calendar.monthrange(int(year) or 4, month)[1]
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= days else None


def read_year_and_month(year: str, month: str, day: str = "") -> Value:
    """Returns the value of BibTeX's fields `year`, `month` and `day`, as plain text; the year may be words."""
    if (years := _YEARS.fullmatch(year)) is not None:
        return make_date(years[1], years[2])
    if not (len(year) == 4 and year.isdecimal()):
        found = _YEAR.search(year)
        return make_date(found[0] if found else None, None, literal=" ".join(f"{month} {year}".split()))
    if not month:
        return make_date(year)
    if month in MONTHS and not day:  # as programs write it
        return make_date(f"{year}-{MONTHS.index(month) + 1:02}")
    words = [word.lower()[:3] for word in _MONTH_WORD.findall(month)]
    numbers = [int(number) for number in _NUMBER.findall(month)]
    months = [MONTHS.index(word) + 1 for word in words if word in MONTHS]
    if not months and numbers and not words:
        months, numbers = numbers[:1], numbers[1:]
    if day.isdecimal() and len(day) < 3:
        numbers.insert(0, int(day))
    first = day_of(year, months[0], numbers[0] if numbers else None) if months else None
    if first is None or len(months) > 2 or len(numbers) > 1:
        return make_date(first or year, None, literal=f"{month} {year}")
    if len(months) == 2:
        return make_date(f"{year}-{months[0]:02}", f"{year}-{months[1]:02}")
    return make_date(first)


def read_date_words(text: str) -> Value:
    """Returns the value of a date as people and other programs write it: `2019/03/05`, `5 March 2019`, `2019 Mar-Apr`,
    `Spring 2019`; what is no date is kept as its `literal`."""
    text = " ".join(text.split())
    parts = text.split("/")
    if 1 < len(parts) <= 4 and len(parts[0]) == 4 and parts[0].isdecimal():
        numbers = [int(part) if part.strip().isdecimal() else 0 for part in parts[1:3]]
        typed = parts[3].strip() if len(parts) == 4 else ""
        first = day_of(parts[0], *(*numbers, 0)[:2])
        if first is not None and all(not part.strip() or part.strip().isdecimal() for part in parts[1:3]):
            return make_date(first, None, literal=typed) if typed else make_date(first)
    if _PLAIN.fullmatch(text) or "/" in text:
        return read_edtf(text)
    year = _YEAR.search(text)
    if year is None:
        return make_date(None, None, literal=text)
    rest = f"{text[: year.start()]} {text[year.end() :]}"
    words = [word.lower() for word in _MONTH_WORD.findall(rest)]
    seasons = [SEASONS[word] for word in words if word in SEASONS]
    months = [MONTHS.index(word[:3]) + 1 for word in words if word[:3] in MONTHS]
    numbers = [int(number) for number in _NUMBER.findall(rest)]
    if seasons and not months:
        return make_date(year[0], None, edtf=f"{year[0]}-{seasons[0]}", literal=text)
    if len(words) != len(months) or len(months) > 2:
        return make_date(year[0], None, literal=text)
    if not months:
        return make_date(year[0]) if not numbers else make_date(year[0], None, literal=text)
    first = day_of(year[0], months[0], numbers[0] if numbers else None)
    if first is None or len(numbers) > 2:
        return make_date(year[0], None, literal=text)
    if len(numbers) == 2:
        return make_date(first, day_of(year[0], months[-1], numbers[1]))
    last = day_of(year[0], months[1], None) if len(months) == 2 else None
    return make_date(first[:7] if last else first, last)


def read_date_parts(value: Any) -> Value | None:
    """Returns the value of a date variable of CSL-JSON; None if it says nothing."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return read_edtf(str(value)) if str(value).strip() else None
    if not isinstance(value, dict):
        return None
    parts = value.get("date-parts")
    ends: list[str] = []
    if (early := _early_date(parts)) is not None:
        return make_date(None, None, literal=early)
    for one in parts[:2] if isinstance(parts, list) else []:
        numbers = [_whole(part) for part in one[:3]] if isinstance(one, list) else []
        if not numbers or numbers[0] is None or not 0 <= numbers[0] <= 9999:
            continue
        year = f"{numbers[0]:04}"
        found = day_of(year, *(*numbers[1:], None, None)[:2])
        ends.append(found or year)
    more: dict[str, str] = {}
    season, literal, raw = value.get("season"), value.get("literal"), value.get("raw")
    number = SEASONS.get(str(season).lower()) or (_whole(season) if season is not None else None)
    if number is not None and ends:
        number = number + 20 if number <= 4 else number
        more["edtf"] = f"{ends[0][:4]}-{number}"
    elif value.get("circa") in (True, "true", 1, "1") and ends:
        more["edtf"] = f"{'/'.join(ends)}~"
    if isinstance(literal, str) and literal.strip():
        more["literal"] = literal.strip()
    if not ends:
        if isinstance(raw, str) and raw.strip():
            return read_date_words(raw)
        return make_date(None, None, **more) if more else None
    return make_date(ends[0], ends[1] if len(ends) > 1 else None, **more)


def _early_date(parts: Any) -> str | None:
    """Returns a date before the year 0 as text, which an entry has no other form for; None for another."""
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [_whole(part) for part in first[:3]] if isinstance(first, list) else []
    if not numbers or numbers[0] is None or numbers[0] >= 0:
        return None
    return "-".join([f"{numbers[0]:05}", *(f"{number:02}" for number in numbers[1:] if number)])


def write_date_parts(value: Value) -> dict[str, Any] | None:
    """Returns a date as CSL-JSON has it; None if it says nothing."""
    if not isinstance(value, dict):
        return None
    ends = [value.get(end) for end in ("from", "to")]
    parts = [[int(part) for part in end.split("-")] for end in ends if isinstance(end, str) and end[:4].isdecimal()]
    written: dict[str, Any] = {"date-parts": parts} if parts else {}
    edtf, literal = value.get("edtf"), value.get("literal")
    if isinstance(edtf, str) and parts:
        if edtf.endswith(("~", "?", "%")):
            written["circa"] = True
        elif len(edtf) == 7 and edtf[5:].isdecimal() and int(edtf[5:]) in _SEASONS:
            season = int(edtf[5:])
            written["season"] = season - 20 if season <= 24 else season
    if isinstance(literal, str) and (early := _EARLY.fullmatch(literal)) is not None and not parts:
        written["date-parts"] = [[-int(early[1]), *(int(part) for part in early.groups()[1:] if part)]]
    elif isinstance(literal, str) and literal:
        written["literal"] = literal
    return written or None


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return int(value) if isinstance(value, str) and value.strip().lstrip("-").isdecimal() and len(value) < 10 else None
