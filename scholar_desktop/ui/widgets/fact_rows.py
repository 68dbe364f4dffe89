"""Converts what one service sent about a paper to rows of name and value, with nested fields indented below their
parent.

Nothing is left out: a field without a value is named at the end of its block; a long list or text shows its beginning
and is expanded by a press.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

import msgspec

from scholar_desktop.domain.paper import Facts
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.field_words import (
    FIELDS,
    PEOPLE_NAMES,
    STATS_OF_ALL,
    STUDY_SOURCES,
    FieldLabel,
    ValueFormat,
    field_label,
)

FEW_ITEMS = 3
"""How many items of a list of objects are shown before it is expanded."""
FEW_LINES = 8
"""How many items of a list of words are shown before it is expanded."""
FEW_PARTS = 12
"""A field with more nested values than this shows them only when it is expanded."""
MANY_PARTS = 60
"""A list whose first items together have more nested values than this shows none before it is expanded."""
LONG_TEXT = 600
"""Number of characters. A text that is only slightly longer is not cut."""
SHORT_WORD = 48


class FactKind(enum.Enum):
    VALUE = "value"
    LINK = "link"
    """The value is an address."""
    MORE = "more"
    """Expands or collapses rows above or below it; `target` names them."""


class FactRow(msgspec.Struct, frozen=True):
    """name: empty for a further line of the value above; depth: 0 for a top-level field of the service; target: the
    address of a link, or for MORE the path of what it expands; quiet: an addition to the line above."""

    name: str
    value: str = ""
    depth: int = 0
    kind: FactKind = FactKind.VALUE
    target: str = ""
    quiet: bool = False


def fact_rows_of(facts: Facts, opened: frozenset[str] = frozenset()) -> tuple[FactRow, ...]:
    """Return the rows of all *facts*. opened: the paths that are expanded."""
    builder = _Builder(facts, opened)
    builder.add_parts(facts.fields, "", 0)
    return tuple(builder.rows)


def _counts_all_versions(stats: Any) -> bool:
    """Return whether the plain keys of Zenodo's statistics are those of all versions, as they are since October 2023:
    the counts of all versions are not lower than those of one."""
    if not isinstance(stats, dict):
        return False
    pairs = [(value, stats.get(f"version_{name}")) for name, value in stats.items()]
    known = [(one, other) for one, other in pairs if isinstance(one, int | float) and isinstance(other, int | float)]
    return all(one >= other for one, other in known) and bool(known)


class _Builder:
    def __init__(self, facts: Facts, opened: frozenset[str]) -> None:
        self.rows: list[FactRow] = []
        self._source = facts.source
        self._whole = facts.fields
        self._opened = opened
        self._counts_all_versions = facts.source == ZENODO and _counts_all_versions(facts.fields.get("stats"))
        self._order = {path: place for place, path in enumerate(FIELDS.get(facts.source, {}))}
        self._inline = {path for path, field in FIELDS.get(facts.source, {}).items() if field.how is ValueFormat.INLINE}

    def add_parts(self, fields: dict[str, Any], path: str, depth: int) -> None:
        """Add the fields of an object, known ones in the order of the table; then the names of those without a
        value."""
        silent: list[str] = []
        keys = sorted(fields, key=lambda key: self._order.get(_bare(_join(path, key)), len(self._order)))
        for key in keys:
            own, value = _join(path, key), fields[key]
            if _is_silent(value):
                silent.append(self._field(own).title)
            elif own in self._inline and isinstance(value, dict):
                self.add_parts(value, own, depth)
            else:
                self._add(self._field(own), own, value, depth)
        if silent:
            self.rows.append(FactRow(gettext("Not given"), ", ".join(dict.fromkeys(silent)), depth, quiet=True))

    def _field(self, path: str) -> FieldLabel:
        bare = _bare(path)
        if self._counts_all_versions and bare.startswith("stats."):
            return STATS_OF_ALL.get(bare.removeprefix("stats."), field_label(self._source, bare))
        return field_label(self._source, bare)

    def _add(self, field: FieldLabel, path: str, value: Any, depth: int) -> None:
        special = _SPECIAL.get(field.how)
        if special is not None and special(self, field, path, value, depth):
            return
        if isinstance(value, dict):
            self._add_object(field, path, value, depth)
        elif isinstance(value, list):
            if all(not isinstance(item, dict | list) for item in value):
                self._add_words(
                    field, path, [_value_words(field, item) for item in value if not _is_silent(item)], depth
                )
            else:
                self._add_items(field, path, value, depth)
        else:
            self._add_value(field, path, _value_words(field, value), depth)

    def _add_value(self, field: FieldLabel, path: str, text: str, depth: int) -> None:
        if text.startswith(("https://", "http://")) and " " not in text:
            self.rows.append(FactRow(field.title, text, depth, FactKind.LINK, text))
            return
        is_open = path in self._opened
        shown = text if is_open or len(text) <= LONG_TEXT * 1.3 else shorten(text, LONG_TEXT)
        self.rows.append(FactRow(field.title, shown, depth))
        if len(text) > LONG_TEXT * 1.3:
            self._more(
                path,
                gettext("Show less") if is_open else gettext("Show all {count} characters", count=len(text)),
                depth,
            )

    def _add_words(self, field: FieldLabel, path: str, words: list[str], depth: int) -> None:
        """Add short words in one line, long ones one per line."""
        if all(len(word) <= SHORT_WORD for word in words) and not any("," in word for word in words):
            is_open = path in self._opened
            few = FEW_LINES * 3
            shown = words if is_open or len(words) <= few else words[:few]
            self.rows.append(FactRow(field.title, ", ".join(shown), depth))
            if len(words) > few:
                self._fold(path, is_open, len(words) - few, depth)
            return
        self._add_lines(field, path, [(word, "") for word in words], depth)

    def _add_lines(self, field: FieldLabel, path: str, lines: list[tuple[str, str]], depth: int) -> None:
        """Add (words, addition) pairs, one per line."""
        is_open = path in self._opened
        shown = lines if is_open or len(lines) <= FEW_LINES else lines[:FEW_LINES]
        for place, (words, added) in enumerate(shown):
            name = field.title if place == 0 else ""
            is_link = words.startswith(("https://", "http://")) and " " not in words
            self.rows.append(
                FactRow(name, words, depth, FactKind.LINK if is_link else FactKind.VALUE, words if is_link else "")
            )
            if added:
                self.rows.append(FactRow("", added, depth, quiet=True))
        if len(lines) > FEW_LINES:
            self._fold(path, is_open, len(lines) - FEW_LINES, depth)

    def _add_object(self, field: FieldLabel, path: str, value: dict[str, Any], depth: int) -> None:
        parts = _leaves(value)
        if parts == 1 and len(value) == 1:
            # the name of a single nested field adds no information
            ((key, only),) = value.items()
            self._add(msgspec.structs.replace(self._field(_join(path, key)), words=field.words), path, only, depth)
            return
        is_open = path in self._opened
        if parts > FEW_PARTS:
            words = gettext("Show less") if is_open else ngettext("Show {count} field", "Show {count} fields", parts)
            self.rows.append(FactRow(field.title, words, depth, FactKind.MORE, path))
            if not is_open:
                return
        else:
            self.rows.append(FactRow(field.title, "", depth))
        self.add_parts(value, path, depth + 1)

    def _add_items(self, field: FieldLabel, path: str, items: list[Any], depth: int) -> None:
        if all(isinstance(item, dict) and len(item) == 1 and _leaves(item) == 1 for item in items):
            # the name of a single nested field adds no information
            (key,) = items[0]
            part = self._field(_join(path, key))
            words = [_flat(part, item) for item in items]
            self._add_words(field, path, words, depth)
            return
        is_open = path in self._opened
        shown = items if is_open or len(items) <= FEW_ITEMS else items[:FEW_ITEMS]
        if not is_open and _leaves(shown) > MANY_PARTS:
            self.rows.append(
                FactRow(field.title, gettext("Show {count}", count=len(items)), depth, FactKind.MORE, path)
            )
            return
        self.rows.append(FactRow(field.title, wording.number(len(items)), depth))
        for place, item in enumerate(shown):
            own = f"{path}.#{place}"  # a path per item: expanding one item does not expand the next
            if isinstance(item, dict):
                if len(items) > 1:
                    self.rows.append(FactRow(_place(place, items), "", depth + 1))
                self.add_parts(item, own, depth + (2 if len(items) > 1 else 1))
            else:
                self._add(FieldLabel(_place(place, items)), own, item, depth + 1)
        if len(items) > FEW_ITEMS or is_open:
            self._fold(path, is_open, len(items) - FEW_ITEMS, depth)

    def _fold(self, path: str, is_open: bool, hidden: int, depth: int) -> None:
        self._more(path, gettext("Show fewer") if is_open else gettext("Show {count} more", count=hidden), depth)

    def _more(self, path: str, words: str, depth: int) -> None:
        self.rows.append(FactRow("", words, depth, FactKind.MORE, path))

    # Fields with a special format; these methods return False if the value does not have the expected structure

    def add_numbers(self, field: FieldLabel, path: str, value: Any, depth: int) -> bool:
        vector = value.get("vector") if isinstance(value, dict) else None
        if not isinstance(vector, list) or set(value) - {"model", "vector"}:
            return False
        model = value.get("model")
        words = ngettext("{count} number", "{count} numbers", len(vector))
        self.rows.append(FactRow(field.title, f"{words}, {model}" if model else words, depth))
        return True

    def add_study(self, field: FieldLabel, path: str, value: Any, depth: int) -> bool:
        if not isinstance(value, list) or not all(isinstance(each, dict) and each.get("category") for each in value):
            return False
        lines = []
        for each in value:
            source = str(each.get("source") or gettext("unknown"))
            by = STUDY_SOURCES.get(source, source)
            lines.append(gettext("{field}, by {source}", field=str(each["category"]), source=by))
        self._add_lines(field, path, [(words, "") for words in lines], depth)
        return True

    def add_people(self, field: FieldLabel, path: str, value: Any, depth: int) -> bool:
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            return False
        self._add_lines(field, path, [self._person(path, each) for each in value], depth)
        return True

    def add_same(self, field: FieldLabel, path: str, value: Any, depth: int) -> bool:
        """Add 'copy 2 of 3' instead of repeating all its fields."""
        places = self._whole.get("oa_locations")
        if not isinstance(value, dict) or not isinstance(places, list) or value not in places:
            return False
        words = gettext("copy {number} of {count}", number=places.index(value) + 1, count=len(places))
        where = value.get("url_for_landing_page") or value.get("url")
        self.rows.append(FactRow(field.title, words, depth))
        if isinstance(where, str):
            self.rows.append(FactRow("", where, depth, FactKind.LINK, where))
        return True

    def _person(self, path: str, person: dict[str, Any]) -> tuple[str, str]:
        """Return 'Ada Lovelace, first, corresponding author', and the other fields of that person."""
        own = person.get("person_or_org")  # Zenodo's native form
        if isinstance(own, dict):
            person = {**own, **{key: value for key, value in person.items() if key != "person_or_org"}}
        named = next((str(person[key]) for key in PEOPLE_NAMES if person.get(key)), "")
        used = {next((key for key in PEOPLE_NAMES if person.get(key)), "")}
        if not named and (parts := [str(person[key]) for key in ("given", "family", "suffix") if person.get(key)]):
            named, used = " ".join(parts), {"given", "family", "suffix"}
        marks, added = [named or gettext("no name")], []
        for key, value in person.items():
            field = self._field(_join(path, key))
            if key in used or _is_silent(value) or value is False:
                continue
            if value is True:
                marks.append(field.title.lower())
            elif key in ("author_position", "sequence"):
                marks.append(_value_words(field, value))
            else:
                added.append(f"{field.title}: {_flat(field, value)}")
        return ", ".join(marks), "; ".join(added)


_Special = Callable[[_Builder, FieldLabel, str, Any, int], bool]
_SPECIAL: dict[ValueFormat, _Special] = {
    ValueFormat.NUMBERS: _Builder.add_numbers,
    ValueFormat.STUDY: _Builder.add_study,
    ValueFormat.PERSON: _Builder.add_people,
    ValueFormat.SAME: _Builder.add_same,
}


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _bare(path: str) -> str:
    """Return *path* as in the table of fields: without item indexes."""
    return ".".join(part for part in path.split(".") if not part.startswith("#"))


def _place(place: int, items: list[Any]) -> str:
    return gettext("{number} of {count}", number=wording.number(place + 1), count=wording.number(len(items)))


def _is_silent(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _leaves(value: Any) -> int:
    """Return the number of single values in *value*."""
    if isinstance(value, dict):
        return sum(_leaves(part) for part in value.values())
    if isinstance(value, list):
        return sum(_leaves(part) for part in value)
    return 1


def _value_words(field: FieldLabel, value: Any) -> str:
    """Return one value in words."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | float):
        whole = int(value) if float(value).is_integer() else None
        if field.how is ValueFormat.COUNT and whole is not None:
            return wording.exact(whole)
        if field.how is ValueFormat.SIZE and whole is not None:
            return (
                gettext("{size} ({count} bytes)", size=wording.size(whole), count=wording.exact(whole))
                if whole >= 1000
                else wording.size(whole)
            )
        return str(value if whole is None else whole)
    text = str(value).strip()
    if (known := field.values.get(text)) is not None:
        return shown(known)
    match field.how:
        case ValueFormat.DAY:
            return wording.calendar_day(text) or text
        case ValueFormat.MOMENT:
            return wording.moment(text) or text
        case ValueFormat.LICENCE:
            return wording.licence(text)
        case ValueFormat.VERSION:
            return wording.version(text)
        case ValueFormat.HTML:
            return wording.without_html(text)
        case ValueFormat.LIST:
            return ", ".join(part.strip() for part in text.split(","))
    return text


def _flat(field: FieldLabel, value: Any) -> str:
    """Return a value and its nested fields in one line."""
    if isinstance(value, dict):
        return ", ".join(_flat(field, part) for part in value.values() if not _is_silent(part))
    if isinstance(value, list):
        return "; ".join(_flat(field, part) for part in value if not _is_silent(part))
    return _value_words(field, value)
