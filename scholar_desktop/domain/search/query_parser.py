"""Parses the text in the search box, or on the command line, into a query.

The operators are the usual ones: "a phrase", `one OR other`, `-without`, and `author:`, `title:`, `venue:`, `year:`
followed directly by their value. OR joins its two neighbours; all other terms must match. A syntax error (an open
quotation mark, an OR at the start or end) is reported in a sentence, and the text is searched as words.
"""

from __future__ import annotations

import re
from functools import lru_cache, reduce

import msgspec

from scholar_desktop.domain.identifiers.identifiers import page_of
from scholar_desktop.domain.identifiers.identifiers import parse as parse_identifier
from scholar_desktop.domain.identifiers.kinds import visible
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.text.message import Message

AUTHOR, TITLE, VENUE, YEAR = "author", "title", "venue", "year"
FIELDS = (AUTHOR, TITLE, VENUE, YEAR)

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
_VALUE = r'(?:"(?P<phrase>[^"]*)"(?:~[0-9]*)?|(?P<word>[^\s"]+))'
_TERM = re.compile(rf"(?P<minus>-)?(?:(?P<field>author|title|venue|year):)?{_VALUE}", re.IGNORECASE)
_TERM_OF_ANY_FIELD = re.compile(
    rf"(?P<minus>-)?(?:(?P<field>(?!https?:|ftp:)[a-z][a-z0-9_.-]*):(?!/))?{_VALUE}", re.IGNORECASE
)
_YEARS = re.compile(r"([0-9]{4})?\s*+(-|\u2013|\.\.)?\s*+([0-9]{4})?")
_BOUND = re.compile(r"([<>]=?)([0-9]{4})")


class QueryTerm(msgspec.Struct, frozen=True):
    """One term to search for.

    field: one of FIELDS, or None for anywhere; in the library's searches also the name of any other field, as it was
    typed; is_phrase: the words must occur next to each other in this order; is_excluded: papers that contain it are
    left out.
    """

    text: str
    field: str | None = None
    is_phrase: bool = False
    is_excluded: bool = False

    @property
    def is_plain(self) -> bool:
        return self.field is None and not self.is_phrase and not self.is_excluded


class ParsedQuery(msgspec.Struct, frozen=True):
    """The parsed search text.

    groups: at least one term of each group must match, in all groups; faults: what could not be parsed, as sentences;
    it is searched as words; has_and: the text contains an AND, which has no effect.
    """

    groups: tuple[tuple[QueryTerm, ...], ...] = ()
    faults: tuple[str, ...] = ()
    has_and: bool = False

    @property
    def is_plain(self) -> bool:
        """True if there are only words, so that the text can be sent to the services unchanged."""
        return not self.has_and and all(len(group) == 1 and group[0].is_plain for group in self.groups)

    @property
    def words(self) -> tuple[str, ...]:
        """All terms to be searched for in texts, each phrase as one.

        Authors, venues, years and excluded terms are left out.
        """
        terms = (term for group in self.groups for term in group)
        return tuple(term.text for term in terms if not term.is_excluded and term.field in (None, TITLE))


def parse(text: str) -> Query:
    """Returns the query of *text*: the paper or the web page that it names; else its words. Never raises.

    Line breaks and double spaces of a pasted title become single spaces; invisible characters are removed. A text that
    only looks like an identifier is read as words: `identifiers.recognise` says what is wrong with it.
    """
    words = " ".join(visible(text).split())
    return Query(words=words, identifier=parse_identifier(words) or page_of(words))


@lru_cache(maxsize=256)
def parse_operators(words: str, *, any_field: bool = False) -> ParsedQuery:
    """Returns the operators in *words*. Never raises.

    Args:
        any_field: True for the library's searches: `name:` is an operator for every name, and the only terms may be
            excluded ones.
    """
    text = " ".join(words.translate(_QUOTES).split())
    faults: list[str] = []
    if text.count('"') % 2:
        faults.append(Message("A quotation mark is not closed: the text after it is searched as words."))
        place = text.rindex('"')
        text = f"{text[:place]} {text[place + 1 :]}"
    reader = _OperatorReader(faults, any_field=any_field)
    pattern = _TERM_OF_ANY_FIELD if any_field else _TERM
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        match = pattern.match(text, place)
        if match is None:  # a quotation mark inside a word
            place += 1
            continue
        reader.take(match, is_apart=place == 0 or text[place - 1].isspace())
        place = match.end()
    return reader.parsed_query()


def years_in(text: str) -> tuple[int | None, int | None] | None:
    """Returns the first and last year of a range, each None if that side is open; None if *text* is not a range.

    Examples: `2019`, `2015-2020`, `2015-`, `-2020`, `>=2015`, `<2020`.
    """
    if (bound := _BOUND.fullmatch(text)) is not None:
        sign, year = bound[1], int(bound[2])
        if sign.startswith(">"):
            return (year if sign == ">=" else year + 1), None
        return None, (year if sign == "<=" else year - 1)
    match = _YEARS.fullmatch(text.strip())
    if match is None or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        return None
    first, last = (int(year) if year else None for year in (match[1], match[3]))
    if match[2] is None:
        return first, first
    return (first, last) if first is None or last is None or first <= last else (last, first)


def with_operator_filters(query: Query) -> Query:
    """Returns *query* with the years and venues in its words set as filters, so that services apply them.

    A filter that is already set is not changed: both must match, and the one in the words is applied here.
    """
    filters, _ = _split_filters(query.words, query.filters) if query.identifier is None else (query.filters, ())
    return query if filters is query.filters else msgspec.structs.replace(query, filters=filters)


def operators(query: Query) -> tuple[tuple[QueryTerm, ...], ...]:
    """Returns the groups of terms that are more than a plain word.

    Groups that `with_operator_filters` has made filters are left out.
    """
    return _split_filters(query.words, query.filters)[1] if query.identifier is None else ()


def _split_filters(words: str, filters: Filters) -> tuple[Filters, tuple[tuple[QueryTerm, ...], ...]]:
    left = []
    for group in parse_operators(words).groups:
        term = group[0]
        plain = len(group) == 1 and term.is_plain
        if term.field == YEAR and len(group) == 1 and not term.is_excluded and "years" not in filters.names():
            first, last = years_in(term.text) or (None, None)
            filters = filters.replaced(year_from=first, year_to=last)
        elif filters.venue is None and all(each.field == VENUE and not each.is_excluded for each in group):
            filters = filters.replaced(venue=",".join(each.text for each in group))
        elif not plain:
            left.append(group)
    return filters, tuple(left)


def describe_operators(words: str) -> str:
    """Returns a short description of the operators in *words*: 'phrase “…”, without survey, author Vaswani'.

    Empty for plain words.
    """
    groups = [
        reduce(lambda one, other: Message("{one} or {other}", one=one, other=other), map(_describe_term, group))
        for group in parse_operators(words).groups
        if len(group) > 1 or not group[0].is_plain
    ]
    return reduce(lambda first, last: Message("{first}, {last}", first=first, last=last), groups) if groups else ""


def _describe_term(term: QueryTerm) -> str:
    text: str = Message("“{text}”", text=term.text) if term.is_phrase else term.text
    match term.field:
        case "author":
            text = Message("author {text}", text=text)
        case "title":
            text = Message("title {text}", text=text)
        case "venue":
            text = Message("venue {text}", text=text)
        case "year":
            text = Message("year {text}", text=text)
        case _ if term.is_phrase and not term.is_excluded:
            text = Message("phrase {text}", text=text)
        case _:
            pass
    return Message("without {text}", text=text) if term.is_excluded else text


class _OperatorReader:
    """Collects terms into groups."""

    def __init__(self, faults: list[str], *, any_field: bool) -> None:
        self._faults = faults
        self._any_field = any_field
        self._groups: list[list[QueryTerm]] = []
        self._or_is_due = self._not_is_due = self._has_and = False

    def take(self, match: re.Match[str], *, is_apart: bool) -> None:
        phrase, word = match["phrase"], match["word"]
        if word is not None and match["field"] is None and self._is_operator(word if not match["minus"] else ""):
            return
        text = " ".join((phrase if phrase is not None else word).split())
        if phrase is None and text.count("(") != text.count(")"):
            text = text.strip("()")  # brackets around an OR change nothing
        field = match["field"].lower() if match["field"] else None
        excluded = bool(match["minus"]) and is_apart and (phrase is not None or field is not None or _is_word(text))
        if match["minus"] and not excluded:
            text = f"-{text}"
        if not any(character.isalnum() for character in text):
            if phrase is None and field is not None:
                self._faults.append(Message("There is nothing after “{field}:”.", field=field))
            return
        if field == YEAR and years_in(text) is None:
            self._faults.append(
                Message("“{text}” is not a year or a range of years, such as 2019 or 2015-2020.", text=text)
            )
            field = None
        has_phrases = field in (None, TITLE) or (self._any_field and field not in FIELDS)
        is_phrase = phrase is not None and has_phrases and " " in text
        if phrase is not None and has_phrases and not is_phrase and not excluded:
            is_phrase = True  # one word in quotation marks: exactly that word
        self._add(QueryTerm(text, field, is_phrase, excluded or self._not_is_due))

    def parsed_query(self) -> ParsedQuery:
        if self._or_is_due:
            self._faults.append(Message("There is nothing after the last OR."))
        if self._not_is_due:
            self._faults.append(Message("There is nothing after the last NOT."))
        groups = self._groups
        if groups and not self._any_field and all(term.is_excluded for group in groups for term in group):
            self._faults.append(Message("All words are excluded, so they are searched as ordinary words."))
            groups = [[msgspec.structs.replace(term, is_excluded=False) for term in group] for group in groups]
        return ParsedQuery(tuple(map(tuple, groups)), tuple(dict.fromkeys(self._faults)), self._has_and)

    def _is_operator(self, word: str) -> bool:
        if word in ("OR", "|", "||"):
            if not self._groups or self._or_is_due:
                self._faults.append(
                    Message("There is nothing before the first OR.")
                    if not self._groups
                    else Message("There are two ORs in a row.")
                )
                return True
            self._or_is_due = True
            return True
        if word == "NOT":
            self._not_is_due = True
            return True
        is_and = word in ("AND", "&&", "&") and (bool(self._groups) or self._not_is_due)
        self._has_and = self._has_and or is_and
        return is_and

    def _add(self, term: QueryTerm) -> None:
        if self._or_is_due:
            self._groups[-1].append(term)
        else:
            self._groups.append([term])
        self._or_is_due = self._not_is_due = False


def _is_word(text: str) -> bool:
    """Returns True if a `-` before *text* means exclusion: `-5` and `-->` are ordinary text."""
    return text[:1].isalpha()
