"""Parses the rules of the library: the words of its search box, of `--where` and of smart views.

A rule is a search of words (`query_parser`) with conditions on other fields: `publisher:cambridge`, `tag:"to read"`,
`collection:Thesis`, `has:pdf`, `is:open`, `cited:>100`, `added:2024`. Every field of CSL and Zotero, every role and
every field that a person named is an operator. A term that cannot be read is reported in a sentence, and searched as
words.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache

import msgspec

from scholar_desktop.domain.csl_variables import (
    DATES,
    FIELD_OF_ZOTERO,
    ROLE_OF_ZOTERO,
    ROLES,
    TEXTS,
    TYPE_OF_ZOTERO,
    csl_type,
)
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.library import READING_STATES
from scholar_desktop.domain.paper import PAPER_TYPES
from scholar_desktop.domain.search.query_parser import FIELDS, VENUE, YEAR, ParsedQuery, QueryTerm, parse_operators
from scholar_desktop.domain.text.message import Message

# not translated: names of operators
TAG, COLLECTION, NOTE, TEXT, TYPE, KEY = "tag", "collection", "note", "text", "type", "key"
HAS, IS, CITED, ADDED, READING, ABSTRACT, FILE = "has", "is", "cited", "added", "reading", "abstract", "file"
CSL_ONLY = "article"
"""The type that is a preprint, as CSL has it; among the types of the services, it is an article of a journal."""
MOST_TERMS = 64
"""A longer rule would be a query that SQLite refuses."""
RULE_HINT = Message("Write words, or operators such as tag:biology, has:pdf, cited:>100 or year:2015-2020.")
_SPECIAL = {
    **{name: name for name in (TAG, COLLECTION, NOTE, TEXT, TYPE, KEY, HAS, IS, CITED, ADDED, READING, ABSTRACT, FILE)},
    "tags": TAG,
    "in": COLLECTION,
    "notes": NOTE,
    "fulltext": TEXT,
    "citekey": KEY,
    "citations": CITED,
    "item_type": TYPE,
    "abstractnote": ABSTRACT,
    "files": FILE,
}
"""Operators that are no field of CSL -> their name."""
HAS_VALUES = ("pdf", "file", "note", "tag", "collection", "abstract")
IS_VALUES = ("open", "star", "to_read", "reading", "read", "unread")
_OTHER_NAMES = {"starred": "star", "toread": "to_read", "to-read": "to_read", "oa": "open", "files": "file"}
_FIELD_OF = {
    **{name.lower(): name for name in (*TEXTS, *DATES, *ROLES)},
    **{name.lower(): field for name, field in (*FIELD_OF_ZOTERO.items(), *ROLE_OF_ZOTERO.items())},
    "journal": "container-title",
    "keywords": "keyword",
    "arxiv": "arxiv",
    "field": "field",
}
_TYPES = {name.lower(): name for name in TYPE_OF_ZOTERO}
_NUMBERS = re.compile(r"(?:([<>]=?)?([0-9]{1,9})|([0-9]{1,9})?(?:-|\.\.|\u2013)([0-9]{1,9})?)")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LAST = re.compile(r"<?([0-9]{1,4})d")


class LibraryRule(msgspec.Struct, frozen=True):
    """A parsed rule.

    query: the words to search for; conditions: at least one term of each group must match, in all groups; faults: what
    could not be read, as sentences.
    """

    query: ParsedQuery
    conditions: tuple[tuple[QueryTerm, ...], ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if the rule says nothing: it matches every paper."""
        return not (self.query.groups or self.conditions)


@lru_cache(maxsize=256)
def read_rule(text: str) -> LibraryRule:
    """Returns the rule in *text*. Never raises."""
    wanted = parse_operators(text, any_field=True)
    faults = list(wanted.faults)
    groups = [tuple(_read_term(term, faults) for term in group) for group in wanted.groups]
    if sum(map(len, groups)) > MOST_TERMS and not wanted.is_plain:
        faults.append(Message("The rule has more than {count} terms; the rest is ignored.", count=MOST_TERMS))
        groups = [group[:MOST_TERMS] for group in groups[:MOST_TERMS]][: MOST_TERMS // max(map(len, groups)) or 1]
    only_excluded = bool(groups) and all(term.is_excluded for group in groups for term in group)
    if not only_excluded and all(_is_of_words(group) for group in groups):
        return LibraryRule(msgspec.structs.replace(wanted, groups=tuple(groups)), (), tuple(dict.fromkeys(faults)))
    words = [group for group in groups if _is_of_words(group) and not any(term.is_excluded for term in group)]
    conditions = [group for group in groups if group not in words]
    return LibraryRule(ParsedQuery(tuple(words)), tuple(conditions), tuple(dict.fromkeys(faults)))


def has_words(text: str) -> bool:
    """Returns True if the rule in *text* also searches for words; one with conditions alone is not about texts."""
    return bool(read_rule(text).query.groups)


def checked_rule(text: str) -> LibraryRule:
    """Returns the rule in *text*. Raises UsageError for one that cannot be read, or that is empty."""
    rule = read_rule(text)
    if rule.faults:
        raise UsageError(
            rule.faults[0],
            hint=RULE_HINT,
            subject=text,
        )
    if rule.is_empty:
        raise UsageError(
            Message("The rule is empty."),
            hint=RULE_HINT,
            subject=text,
        )
    return rule


def operator_name(typed: str) -> str:
    """Returns the name of the operator that was typed, such as `tag` for `tags`."""
    name = typed.lower()
    return _SPECIAL.get(name) or _FIELD_OF.get(name) or typed


def field_tag(name: str) -> str:
    """Returns the form of a field's name in the index of fields: letters and digits alone, in lower case."""
    return "".join(character for character in name.lower() if character.isalnum())


def is_known_field(name: str) -> bool:
    """Returns True if *name* is a field of CSL or a role, after `read_rule` has resolved it."""
    return name in TEXTS or name in DATES or name in ROLES or name in ("arxiv", "field")


def numbers_in(text: str) -> tuple[int | None, int | None] | None:
    """Returns the least and greatest number of `100`, `>100`, `<=5`, `10-20` or `10-`; None if *text* is none of these.

    A side that is open is None.
    """
    found = _NUMBERS.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    sign, number, least, most = found.groups()
    if number is not None:
        value = int(number)
        if not sign:
            return value, value
        if sign.startswith(">"):
            return (value if sign == ">=" else value + 1), None
        return None, (value if sign == "<=" else value - 1)
    if least is None and most is None:
        return None
    return (int(least) if least else None), (int(most) if most else None)


def days_in(text: str, now: datetime) -> tuple[str, str] | None:
    """Returns the first moment of a period and the first after it, in ISO 8601; None if *text* is no period.

    Examples: `2024`, `2024-05`, `2024-05-07`, `2024-05..2024-07`, `>2024-05`, `<2024`, `30d` (the last 30 days),
    `today`, `week`, `month`.
    """
    days = {"today": 0, "week": 7, "month": 30, "year": 365}.get(text.lower())
    if days is None and (last := _LAST.fullmatch(text)) is not None:
        days = int(last[1])
    if days is not None:
        return (now.date() - timedelta(days=days)).isoformat(), _END
    if text[:1] in "<>":
        end = text.lstrip("<>=")
        period = _period(end)
        if period is None:
            return None
        first, after = period
        if text[0] == ">":
            return (first if text[1:2] == "=" else after), _END
        return "", (after if text[1:2] == "=" else first)
    first_part, dots, last_part = text.partition("..")
    if not dots:
        return _period(text)
    begin = _period(first_part) if first_part else ("", "")
    end_period = _period(last_part) if last_part else ("", _END)
    return None if begin is None or end_period is None else (begin[0], end_period[1])


_END = "9999"


def _period(text: str) -> tuple[str, str] | None:
    """Returns the first day of a year, month or day, and the first day after it."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = date(year, month, day)
        days = 1 if found[3] else monthrange(year, month)[1] if found[2] else (date(year + 1, 1, 1) - first).days
        return first.isoformat(), (first + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return None


def _read_term(term: QueryTerm, faults: list[str]) -> QueryTerm:
    """Returns *term* with the name of its operator, or as words if its value cannot be read."""
    if term.field is None and not term.is_phrase and (name := term.text.removesuffix(":")) != term.text:
        if name.lower() in FIELDS or name.lower() in _SPECIAL or name.lower() in _FIELD_OF:
            faults.append(Message("There is nothing after “{field}:”.", field=name))
        return term
    if term.field is None or term.field in FIELDS:
        return term
    name = operator_name(term.field)
    if name in FIELDS or name == "container-title":
        return msgspec.structs.replace(term, field=VENUE if name == "container-title" else name)
    text = term.text.lower()
    value: str | None = term.text
    if name in (HAS, IS):
        text = _OTHER_NAMES.get(text, text)
        known = HAS_VALUES if name == HAS else IS_VALUES
        value = text if text in known else _FIELD_OF.get(text) if name == HAS else None
        if value is None:
            faults.append(
                Message(
                    "“{term}” is not an operator. Use one of: {examples}.",
                    term=f"{name}:{term.text}",
                    examples=", ".join(f"{name}:{one}" for one in known),
                )
            )
    elif name == READING:
        value = text if text in READING_STATES else None
        if value is None:
            faults.append(
                Message(
                    "“{term}” is not a reading state. The reading states are {states}.",
                    term=term.text,
                    states=", ".join(READING_STATES),
                )
            )
    elif name == CITED and numbers_in(term.text) is None:
        value = None
        faults.append(Message("“{term}” is not a number of citations, such as >100 or 10-20.", term=term.text))
    elif name == ADDED and days_in(term.text, datetime(2000, 1, 1)) is None:
        value = None
        faults.append(Message("“{term}” is not a time, such as 2024, 2024-05, >2024-05-01 or 30d.", term=term.text))
    elif name == TYPE:
        value = _type(text)
        if value is None:
            faults.append(
                Message("“{term}” is not a type of work, such as book, article-journal or thesis.", term=term.text)
            )
    if value is None:
        return msgspec.structs.replace(term, field=None, text=f"{term.field} {term.text}")
    return msgspec.structs.replace(term, field=name, text=value)


def _type(text: str) -> str | None:
    """Returns the type with a name of CSL, Zotero or the program."""
    if text in PAPER_TYPES:
        return text
    return csl_type(text) or csl_type(_TYPES.get(text, ""))


def _is_of_words(group: tuple[QueryTerm, ...]) -> bool:
    """Returns True if the group is part of the search of words. Years are a condition, so that the other words are
    searched as without them, also in the text of the PDFs."""
    return all(term.field is None or (term.field in FIELDS and term.field != YEAR) for term in group)
