"""Reads the fields of an entry as a person types them, and writes them in that form."""

from __future__ import annotations

import re
from datetime import date

from scholar_desktop.domain.bibliographic_entry import parse_person
from scholar_desktop.domain.csl_variables import DATES, ROLES, csl_type, field_name
from scholar_desktop.domain.entry_dates import read_date_words, read_edtf, season_words
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.identifiers.identifiers import parse
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi, identify
from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor, Value
from scholar_desktop.domain.text.message import Message

_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_ONLY_NUMBERS, _YEAR_FIRST = re.compile(r"[0-9/ -]+"), re.compile(r"[0-9]{4}")
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_PEOPLE = re.compile(r"(?:\{[^{}]*\}|[^;])+")
"""The names of a list; a semicolon in braces does not separate them."""
_ISBN, _ISSN = re.compile(r"[0-9]{9}[0-9X]|[0-9]{13}"), re.compile(r"[0-9]{7}[0-9X]")
_TYPE_NAMES = ("item_type", "item-type", "itemType")
_TITLES = {"arxiv": "arXiv ID"}  # not translated: the name of an identifier
_NUMBERS = {"PMID": Scheme.PMID, "PMCID": Scheme.PMCID, "arxiv": Scheme.ARXIV}


def read_fields(words: list[str]) -> dict[str, Value]:
    """Returns the values of `FIELD=VALUE` words by field, role or ITEM_TYPE; an empty value is None.

    Names may be those of CSL or Zotero. Raises UsageError for a word without `=`, and for a value that the field does
    not take.
    """
    values: dict[str, Value] = {}
    for word in words:
        given, equals, text = word.partition("=")
        name = given.strip()
        if not equals or not name:
            raise UsageError(
                Message("“{word}” is not a field with a value.", word=word),
                hint=Message("Write it as title=VALUE."),
                subject=word,
            )
        if name in _TYPE_NAMES:
            values[ITEM_TYPE] = read_item_type(text.strip())
            continue
        name = "arxiv" if name.lower() == "arxiv" else field_name(name)
        values[name] = read_value(name, text)
    return values


def read_item_type(name: str) -> str:
    """Returns the CSL type *name*, which may be Zotero's. Raises UsageError if there is none."""
    found = csl_type(name)
    if found is None:
        raise UsageError(
            Message("“{type}” is not a type of work.", type=name),
            hint=Message("Use a type of CSL or Zotero, such as book, chapter, article-journal, thesis or webpage."),
            subject=name,
        )
    return found


def read_value(name: str, text: str) -> Value:
    """Returns the value of a field from its text; None for an empty one. Raises UsageError."""
    if not text.strip():
        return None
    if name in ROLES:
        return tuple(_person(name, part.strip()) for part in _PEOPLE.findall(text) if part.strip())
    if name in DATES:
        return _read_date(text.strip())
    if name == "DOI":
        return _checked(name, text, clean_doi(text))
    if name in _NUMBERS:
        scheme = _NUMBERS[name]
        identifier = identify(scheme, text.strip()) or parse(text)
        found = identifier.value if identifier is not None and identifier.scheme is scheme else None
        return _checked(_TITLES.get(name, name), text, found)
    return text.strip()


def value_text(name: str, value: Value) -> str:
    """Returns a value of a field as `read_value` reads it."""
    if isinstance(value, tuple):
        return "; ".join(person_text(one) for one in value)
    if isinstance(value, dict):
        first, last = value.get("from"), value.get("to")
        if not (words := value.get("literal")) and isinstance(edtf := value.get("edtf"), str):
            words, last = season_words(edtf) or edtf, None
        text = words or first or ""
        return f"{text}/{last}" if last else str(text)
    return "" if value is None else str(value)


def person_text(one: Contributor) -> str:
    """Returns a name as `read_value` reads it: 'Family, Given', and in braces where it must not be split."""
    if one.literal is not None:
        text = one.literal
    else:
        text = ", ".join(filter(None, (one.name.family_whole, one.suffix, one.given)))
    if ";" not in text and (one.literal is None or parse_person(text).is_group):
        return text
    return f"{{{text}}}"


def number_problem(name: str, text: str) -> Message | None:
    """Returns what is wrong with the ISBN or ISSN *text*; None if nothing is, or for another field. Works have been
    printed with wrong ones, so they may be kept."""
    digits = text.replace("-", "").replace(" ", "").upper()
    if not digits or name not in ("ISBN", "ISSN"):
        return None
    if name == "ISSN":
        is_good = bool(_ISSN.fullmatch(digits)) and _is_modulo_11(digits)
    elif len(digits) == 13:
        weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits) if digit.isdecimal())
        is_good = bool(_ISBN.fullmatch(digits)) and weighted % 10 == 0
    else:
        is_good = bool(_ISBN.fullmatch(digits)) and _is_modulo_11(digits)
    return None if is_good else Message("This {number} has a typo: its check digit is wrong.", number=name)


def _is_modulo_11(digits: str) -> bool:
    values = (10 if digit == "X" else int(digit) for digit in reversed(digits))
    return sum(place * value for place, value in enumerate(values, start=1)) % 11 == 0


def _person(role: str, text: str) -> Contributor:
    if text.startswith("{") and text.endswith("}"):
        return Contributor(role, literal=text[1:-1].strip())
    person = parse_person(text)
    if person.is_group:
        return Contributor(role, literal=person.family)
    return Contributor(role, person.family, person.given, person.particle, person.suffix)


def _read_date(text: str) -> Value:
    first, slash, last = (part.strip() for part in text.partition("/"))
    parts = [first, last] if slash else [first]
    if all(_is_date(part) for part in parts) and not (slash and last < first):
        return {"from": first, "to": last if slash else None}
    value = read_edtf(text)
    if "literal" in value or not _YEAR_FIRST.match(text) or (value["to"] or "9") < value["from"]:
        value = None if _ONLY_NUMBERS.fullmatch(text) else read_date_words(text)
    if value is not None and value["from"] is None and any(letter.isdecimal() for letter in text):
        year = _YEAR.search(text)  # as in “Spring/Summer 2013”
        value = {"from": year[0], "to": None, "literal": text} if year is not None else None
    if value is None:
        raise UsageError(
            Message("“{text}” is not a date.", text=text),
            hint=Message(
                "Write it as 2019-03-05, 2019-03 or 2019; two dates as 2019-03/2019-05; or in words, as Spring 2019."
            ),
            subject=text,
        )
    return value


def date_note(text: str) -> Message | None:
    """Returns how the date *text*, which `read_value` takes, is kept; None if it is kept as it is written."""
    value = _read_date(text.strip()) if text.strip() else None
    if value is None:
        return None
    year = str(value["from"] or "")[:4]
    if season_words(value.get("edtf", "")):
        return Message("Kept as a season of {year}, in EDTF {date}.", year=year, date=value["edtf"])
    if "literal" in value:
        return (
            Message("Kept as text, in the year {year}.", year=year)
            if year
            else Message("Kept as text, without a year.")
        )
    written = value_text("issued", value)
    return None if written == text.strip() else Message("Kept as {date}.", date=written)


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def _checked(name: str, text: str, found: str | None) -> str:
    if found is None:
        raise UsageError(
            Message("“{text}” cannot be used as {kind}.", text=text.strip(), kind=name),
            hint=Message("Check it on the page of the work."),
            subject=text.strip(),
        )
    return found
