"""The elements `date` and `date-part`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.formats.csl.locale import CSL, Locale
from scholar_desktop.formats.csl.numbers import ordinal
from scholar_desktop.formats.csl.punctuation import join
from scholar_desktop.formats.csl.text_format import TextFormat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from scholar_desktop.formats.csl.context import Context, Part

_PARTS = ("year", "month", "day")
_SHOWN = {"year": ("year",), "year-month": ("year", "month")}


class _DatePart:
    """Writes the year, the month or the day."""

    def __init__(self, attributes: dict[str, str], locale: Locale) -> None:
        self.name = attributes.get("name", "year")
        self.index = _PARTS.index(self.name) if self.name in _PARTS else 0
        self.range_delimiter = attributes.get("range-delimiter", "–")
        self.formatting = TextFormat(attributes)
        self._form = attributes.get("form", "long" if self.name == "month" else "numeric")
        self._locale = locale

    def value(self, date: tuple[int, ...]) -> int | None:
        return date[self.index] if len(date) > self.index else None

    def text(self, date: tuple[int, ...], is_english: bool, *, prefix: bool = True, suffix: bool = True) -> str:
        """Returns the part of *date*, or nothing if it is unknown."""
        value = self.value(date)
        if value is None or value == 0:
            return ""
        written = self._number(value)
        formatting = self.formatting
        text = formatting.apply(written, is_english)
        if not prefix:
            text = text.removeprefix(formatting.prefix)
        return text if suffix else text.removesuffix(formatting.suffix)

    def _number(self, value: int) -> str:
        if self.name == "year":
            if 0 < value < 1000:
                return f"{value}{self._locale.term('ad')}"
            return f"{-value}{self._locale.term('bc')}" if value < 0 else str(value)
        if self._form == "numeric-leading-zeros":
            return f"{value:02}"
        if self._form == "ordinal":
            if self._locale.limits_day_ordinals and value != 1:
                return str(value)
            return ordinal(value, self._locale, self._locale.gender("day" if self.name == "day" else "month"))
        if self.name == "month" and self._form != "numeric":
            name = f"month-{value:02}" if value <= 12 else f"season-{(value - 12) % 8 or 8:02}"
            return self._locale.term(name, "short" if self._form == "short" else "long")
        return str(value)


def compile_date(element: Element, locale: Locale) -> Part:
    """Returns the function that writes the date of *element*."""
    variable = element.get("variable", "issued")
    attributes = dict(element.attrib)
    own = [dict(part.attrib) for part in element.findall(f"{CSL}date-part")]
    form = element.get("form")
    localized = locale.dates.get(form) if form is not None else None
    if localized is not None:
        changed = {part.get("name"): part for part in own}
        given = (dict(part.attrib) for part in localized.findall(f"{CSL}date-part"))
        own = [part | changed.get(part.get("name"), {}) for part in given]
        attributes = dict(localized.attrib) | attributes
    shown = _SHOWN.get(element.get("date-parts", ""), _PARTS) if localized is not None else _PARTS
    parts = [_DatePart(part, locale) for part in own if part.get("name") in shown]
    formatting = TextFormat(attributes)

    def write(context: Context) -> str:
        date = context.date(variable)
        if date is None:
            return ""
        if date.literal:
            return formatting.apply(date.literal, context.is_english)
        first = date.parts[0]
        if date.season is not None and len(first) == 1:
            first = (first[0], 12 + date.season)
        english = context.is_english
        if len(date.parts) > 1:
            written = _range(parts, first, date.parts[1], english)
        else:
            written = [part.text(first, english) for part in parts]
        if not any(written):
            context.nonempty -= 1  # only parts are known that are not written
            return ""
        if context.adds_year_suffix:
            written.append(context.take_year_suffix())
        return formatting.apply(join(written, formatting.delimiter), english)

    return write


def _range(parts: list[_DatePart], start: tuple[int, ...], end: tuple[int, ...], english: bool) -> list[str]:
    """Returns the texts of a range of two dates; what both have in common is written once."""
    same = set()
    for name in _PARTS:
        part = next((part for part in parts if part.name == name), None)
        if part is None:
            continue
        if part.value(start) != part.value(end):
            break
        same.add(name)
    different = [part for part in parts if part.name not in same]
    if not different:
        return [part.text(start, english) for part in parts]
    first = parts.index(different[0])
    last = parts.index(different[-1])
    middle = parts[first : last + 1]
    delimiter = min(different, key=lambda part: part.index).range_delimiter
    left = [part for part in middle if part.value(start) is not None]
    right = [part for part in middle if part.value(end) is not None]
    written = [part.text(start, english) for part in parts[:first]]
    written += [part.text(start, english, suffix=part is not left[-1]) for part in left]
    written.append(delimiter)
    after = parts[last + 1 :]
    written += [
        part.text(end, english, prefix=part is not right[0], suffix=part is not right[-1] or bool(after))
        for part in right
    ]
    return written + [part.text(start, english, suffix=part is not after[-1]) for part in after]
