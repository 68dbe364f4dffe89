"""A rule of the library as the rows of a form: field, operator and value, of which all or any must hold."""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.domain.search.library_rule import ADDED, CITED, operator_name
from scholar_desktop.domain.search.query_parser import VENUE, YEAR, QueryTerm, parse_operators
from scholar_desktop.domain.text.word_search import is_word_character

ANYWHERE = ""
"""The name of the field of words that may be anywhere."""
IS_SIGN, NOT_SIGN, MORE, LESS, FROM, UNTIL, LAST = "is", "not", "more", "less", "from", "until", "last"
SIGNS = {
    CITED: (MORE, LESS, IS_SIGN),
    YEAR: (IS_SIGN, FROM, UNTIL, NOT_SIGN),
    ADDED: (LAST, FROM, UNTIL, IS_SIGN),
}
"""The operators of the fields that have more than `is` and `is not`."""
MOST_ROWS = 20
_UNQUOTED = re.compile(r"[\w.<>=][\w.<>=-]*")
_FORMS = (
    (CITED, MORE, re.compile(r">([0-9]{1,12})")),
    (CITED, LESS, re.compile(r"<([0-9]{1,12})")),
    (YEAR, FROM, re.compile(r"([0-9]{1,12})-")),
    (YEAR, UNTIL, re.compile(r"-([0-9]{1,12})")),
    (ADDED, LAST, re.compile(r"([0-9]{1,12})d")),
    (ADDED, FROM, re.compile(r">=([0-9-]{1,12})")),
    (ADDED, UNTIL, re.compile(r"<=([0-9-]{1,12})")),
)
"""The values that are shown as an operator with a plain value."""
_WRITTEN = {
    (CITED, MORE): ">{}",
    (CITED, LESS): "<{}",
    (YEAR, FROM): "{}-",
    (YEAR, UNTIL): "-{}",
    (ADDED, LAST): "{}d",
    (ADDED, FROM): ">={}",
    (ADDED, UNTIL): "<={}",
}


class RuleRow(msgspec.Struct, frozen=True):
    """One condition. name: of the field, ANYWHERE for words; sign: one of SIGNS, or `is` or `not`; value: as typed."""

    name: str
    sign: str = IS_SIGN
    value: str = ""


class RuleRows(msgspec.Struct, frozen=True):
    """The conditions of a rule. is_any: one of them is enough."""

    rows: tuple[RuleRow, ...] = ()
    is_any: bool = False


def signs_of(name: str) -> tuple[str, ...]:
    """Returns the operators of a field."""
    return SIGNS.get(name, (IS_SIGN, NOT_SIGN))


def rows_of(rule: str) -> RuleRows | None:
    """Returns the rows of a rule; None if a form cannot show it: alternatives inside other conditions, or a text that
    cannot be read."""
    wanted = parse_operators(rule, any_field=True)
    groups = wanted.groups
    is_any = len(groups) == 1 and len(groups[0]) > 1
    if wanted.faults or (not is_any and any(len(group) > 1 for group in groups)):
        return None
    terms = [term for group in groups for term in group]
    return RuleRows(tuple(map(_row_of, terms)), is_any) if len(terms) <= MOST_ROWS else None


def text_of(form: RuleRows) -> str:
    """Returns the rule in the words of the search box. Rows without a value are left out."""
    terms = [term for row in form.rows if (term := _term_of(row))]
    return (" OR " if form.is_any else " ").join(terms)


def _row_of(term: QueryTerm) -> RuleRow:
    name = ANYWHERE if term.field is None else operator_name(term.field)
    if name == "container-title":
        name = VENUE
    if not term.is_excluded:
        for field, sign, form in _FORMS:
            if name == field and (found := form.fullmatch(term.text)) is not None:
                return RuleRow(name, sign, found[1])
    return RuleRow(name, NOT_SIGN if term.is_excluded else IS_SIGN, term.text)


def _term_of(row: RuleRow) -> str:
    value = " ".join(row.value.replace('"', " ").split())
    if not any(map(is_word_character, value)):
        return ""  # signs alone are no word to search for
    written = _WRITTEN.get((row.name, row.sign), "{}").format(value)
    plain = _UNQUOTED.fullmatch(written) is not None or (row.name == YEAR and row.sign == UNTIL)
    minus = "-" if row.sign == NOT_SIGN else ""
    # an operator, or a sign after which the minus would be a part of the word
    is_read_otherwise = written in ("OR", "AND", "NOT") or (minus and not is_word_character(written[0]))
    text = written if plain and not (row.name == ANYWHERE and is_read_otherwise) else f'"{written}"'
    return f"{minus}{row.name}:{text}" if row.name != ANYWHERE else f"{minus}{text}"
