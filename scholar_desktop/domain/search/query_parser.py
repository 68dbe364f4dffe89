"""Parses the text in the search box, or on the command line, into a query.

The operators are the usual ones: "a phrase", `one OR other`, `-without`, and `author:`, `title:`, `venue:`, `year:`
followed directly by their value. OR joins its two neighbours, each a term or an expression in brackets; all other
terms must match. The whole expression becomes a conjunction of alternatives (its conjunctive normal form), so that
brackets mean the same to every service and on this computer. A syntax error (an open quotation mark, an OR at the start
or end) is reported in a sentence, and the text is searched as words.
"""

from __future__ import annotations

import re
from functools import lru_cache, reduce
from itertools import groupby

import msgspec

from scholar_desktop.domain.identifiers.identifiers import page_of
from scholar_desktop.domain.identifiers.identifiers import parse as parse_identifier
from scholar_desktop.domain.identifiers.kinds import visible
from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.filters import Filters, filter_title
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.text.message import Message

AUTHOR, TITLE, VENUE, YEAR = "author", "title", "venue", "year"
FIELDS = (AUTHOR, TITLE, VENUE, YEAR)

QUOTES = '"“”„‟«»″'
"""All of these are read as the straight quotation mark."""
_QUOTES = str.maketrans(dict.fromkeys(QUOTES, '"'))
_VALUE = r'(?:"(?P<phrase>[^"]*)"(?P<distance>~[0-9]*)?|(?P<word>[^\s"]+))'
_TERM = re.compile(rf"(?P<minus>-)?(?:(?P<field>author|title|venue|year):)?{_VALUE}", re.IGNORECASE)
_TERM_OF_ANY_FIELD = re.compile(
    rf"(?P<minus>-)?(?:(?P<field>(?!https?:|ftp:)[a-z][a-z0-9_.-]*):(?!/))?{_VALUE}", re.IGNORECASE
)
_YEARS = re.compile(r"([0-9]{4})?\s*+(-|\u2013|\.\.)?\s*+([0-9]{4})?")
_BOUND = re.compile(r"([<>]=?)([0-9]{4})")
_OPENING = re.compile(r"(?P<minus>-)?(?:(?P<field>author|title|venue|year):)?\(", re.IGNORECASE)
_OPENING_OF_ANY_FIELD = re.compile(r"(?P<minus>-)?(?:(?P<field>[a-z][a-z0-9_.-]{0,60}):)?\(", re.IGNORECASE)
_UNQUOTED = re.compile(r'[^\s"]*')
_NAMED = re.compile(r"([a-z]+):[^\s:/]", re.IGNORECASE)
_INSTEAD: dict[str, str | None] = {
    **dict.fromkeys(("type", "types"), by.TYPE),
    **dict.fromkeys(("field", "fields", "fos"), by.FIELD),
    **dict.fromkeys(("language", "lang"), by.LANGUAGE),
    **dict.fromkeys(("citations", "cited"), by.MIN_CITATIONS),
    **dict.fromkeys(("date", "after", "before", "since"), by.DATES),
    **dict.fromkeys(("subject", "subjects"), by.SUBJECT),
    **dict.fromkeys(("access", "is"), by.ACCESS_RIGHT),
    "years": by.YEARS,
    "community": by.COMMUNITY,
    "filetype": by.FILE_TYPE,
    **dict.fromkeys(("abstract", "keyword", "keywords", "tag", "collection", "note", "status", "text", "has")),
    **dict.fromkeys(("intitle", "publisher", "affiliation", "license")),
}
"""The operators of other programs, and of the library's searches, that a search of the services does not have, with the
filter that does the same; None if there is none. Other names with a colon are parts of words, as in `CD4:CD8`."""
_AFTER_CLOSING = "),.;:!?"
MAX_GROUPS = 64
"""Maximum number of groups that brackets are resolved into; with more, the brackets are ignored."""
MAX_BRACKETS = 400
"""Maximum number of brackets of a text. With more, which no query has, they are ignored: where an expression ends is
looked up for each."""


class QueryTerm(msgspec.Struct, frozen=True):
    """One term to search for.

    field: one of FIELDS, or None for anywhere; in the library's searches also the name of any other field, as it was
    typed; is_phrase: the words must occur next to each other in this order; is_excluded: papers that contain it are
    left out; distance: the `~3` that was typed after a phrase, which only Semantic Scholar's bulk search understands.
    """

    text: str
    field: str | None = None
    is_phrase: bool = False
    is_excluded: bool = False
    distance: str = ""

    @property
    def is_plain(self) -> bool:
        return self.field is None and not self.is_phrase and not self.is_excluded


class ParsedQuery(msgspec.Struct, frozen=True):
    """The parsed search text.

    groups: at least one term of each group must match, in all groups; faults: what could not be parsed and is searched
    as words, or is read in another way than it was typed, as sentences; has_and: the text contains an AND, which has no
    effect, or other operators between terms.
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
    brackets = text.count("(") + text.count(")")
    if brackets > MAX_BRACKETS:
        faults.append(Message("There are more than {count} brackets, so they are ignored.", count=MAX_BRACKETS))
    has_brackets = 0 < brackets <= MAX_BRACKETS
    return _read(text, faults, any_field=any_field, has_brackets=has_brackets)


def _read(text: str, faults: list[str], *, any_field: bool, has_brackets: bool) -> ParsedQuery:
    """Returns the query of *text*; with *has_brackets* unset, brackets have no effect."""
    reader = _OperatorReader(list(faults), any_field=any_field)
    pattern = _TERM_OF_ANY_FIELD if any_field else _TERM
    opening = _OPENING_OF_ANY_FIELD if any_field else _OPENING
    try:
        place, is_apart = 0, True
        while place < len(text):
            if text[place].isspace():
                place, is_apart = place + 1, True
                continue
            if has_brackets and is_apart and (match := opening.match(text, place)) and _opens(text, match.end() - 1):
                reader.open_bracket(match)
                place = match.end()
                continue
            if has_brackets and text[place] == ")":
                reader.close_bracket()
                place, is_apart = place + 1, False
                continue
            closed = _closing(_run(text, place)) if has_brackets else 0
            match = pattern.match(text, place, place + closed if closed else len(text))
            if match is None:  # a quotation mark inside a word
                place += 1
                continue
            reader.take(match, is_apart=is_apart, is_last=match.end() == len(text))
            place, is_apart = match.end(), False
        return reader.parsed_query()
    except _BracketError as error:
        if error.message:
            faults.append(error.message)
        return _read(text, faults, any_field=any_field, has_brackets=False)


class _BracketError(Exception):
    """The brackets cannot be resolved. message: why, empty if they make no difference."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def _run(text: str, place: int) -> str:
    """Returns the characters from *place* to the next space or quotation mark."""
    match = _UNQUOTED.match(text, place)
    return match[0] if match is not None else ""


def _opens(text: str, place: int) -> bool:
    """Returns True if the bracket at *place* encloses an expression. That of `(E)-2-hexenal` is part of a word."""
    chunk = _run(text, place)
    depth = 0
    for index, character in enumerate(chunk):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return not any(each.isalnum() for each in chunk[index:])
    return True


def _closing(word: str) -> int:
    """Returns where the brackets begin that close an expression after *word*; 0 if there are none."""
    surplus = word.count(")") - word.count("(")
    if surplus <= 0 or ")" not in word[len(word.rstrip(_AFTER_CLOSING)) :]:
        return 0
    place = len(word)
    for _ in range(surplus):
        place = word.rindex(")", 0, place)
    return place


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
    has_years = "years" in filters.names()
    for group in parse_operators(words).groups:
        term = group[0]
        plain = len(group) == 1 and term.is_plain
        is_range = term.field == YEAR and len(group) == 1 and not term.is_excluded and not has_years
        if is_range and (span := _common_years(filters, years_in(term.text) or (None, None))) is not None:
            filters = filters.replaced(year_from=span[0], year_to=span[1])
        elif filters.venue is None and all(each.field == VENUE and not each.is_excluded for each in group):
            filters = filters.replaced(venue=",".join(each.text for each in group))
        elif not plain:
            left.append(group)
    return filters, tuple(left)


def _common_years(filters: Filters, years: tuple[int | None, int | None]) -> tuple[int | None, int | None] | None:
    """Returns the first and last year that are in both ranges; None if no year is."""
    first = max((year for year in (filters.year_from, years[0]) if year is not None), default=None)
    last = min((year for year in (filters.year_to, years[1]) if year is not None), default=None)
    return None if first is not None and last is not None and first > last else (first, last)


def describe_operators(words: str) -> str:
    """Returns a short description of the operators in *words*: 'phrase “…”, without survey, author Vaswani'.

    Empty for plain words.
    """
    return _listed([_describe_group(group) for group in parse_operators(words).groups if not _is_plain(group)])


def describe_search(words: str) -> str:
    """Returns `describe_operators`; if there is an OR, also the plain words, in their places: 'cats or dogs, food'.
    Otherwise it would not be clear which words the OR joins."""
    groups = parse_operators(words).groups
    if all(len(group) == 1 for group in groups):
        return describe_operators(words)
    texts: list[str] = []
    for is_plain, grouped in groupby(groups, _is_plain):
        some = list(grouped)
        texts += [" ".join(group[0].text for group in some)] if is_plain else map(_describe_group, some)
    return _listed(texts)


def _is_plain(group: tuple[QueryTerm, ...]) -> bool:
    return len(group) == 1 and group[0].is_plain


def _describe_group(group: tuple[QueryTerm, ...]) -> str:
    return reduce(lambda one, other: Message("{one} or {other}", one=one, other=other), map(_describe_term, group))


def _listed(texts: list[str]) -> str:
    return reduce(lambda first, last: Message("{first}, {last}", first=first, last=last), texts) if texts else ""


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


_Groups = list[tuple[QueryTerm, ...]]


def _either(one: _Groups, other: _Groups) -> _Groups:
    """Returns the groups for *one* OR *other*."""
    if len(one) == len(other) == 1:
        return [(*one[0], *other[0])]
    if len(one) * len(other) > MAX_GROUPS:
        raise _BracketError(Message("The brackets have too many combinations, so they are ignored."))
    return list(dict.fromkeys(tuple(dict.fromkeys((*first, *second))) for first in one for second in other))


def _negated(groups: _Groups) -> _Groups:
    """Returns the groups for everything that does not match *groups*."""
    return reduce(
        _either,
        [[(msgspec.structs.replace(term, is_excluded=not term.is_excluded),) for term in group] for group in groups],
    )


def _without_implied(groups: _Groups) -> _Groups:
    """Returns *groups* without those that another one implies: (a OR b) says nothing beside a."""
    sets = [frozenset(group) for group in groups]
    return [group for group, own in zip(groups, sets, strict=True) if not any(other < own for other in sets)]


class _Bracket:
    """The expression inside a pair of brackets, or the whole text.

    parts: its parts, each as groups; all of them must match. field, is_excluded: what precedes the bracket.
    """

    def __init__(self, field: str | None = None, *, is_excluded: bool = False) -> None:
        self.parts: list[_Groups] = []
        self.field = field
        self.is_excluded = is_excluded
        self.or_is_due = self.not_is_due = False

    def groups(self) -> _Groups:
        """Returns the groups of all parts."""
        return [group for part in self.parts for group in part]


class _OperatorReader:
    """Collects terms into groups."""

    def __init__(self, faults: list[str], *, any_field: bool) -> None:
        self._faults = faults
        self._any_field = any_field
        self._whole = self._inner = _Bracket()
        self._open: list[_Bracket] = []
        self._has_and = self._has_effect = self._has_alternatives = False

    def open_bracket(self, match: re.Match[str]) -> None:
        """Begins an expression in brackets."""
        field = match["field"].lower() if match["field"] else self._inner.field
        is_excluded = bool(match["minus"]) != self._inner.not_is_due
        self._inner.not_is_due = False
        self._has_effect = self._has_effect or is_excluded or bool(match["field"])
        self._open.append(self._inner)
        self._inner = _Bracket(field, is_excluded=is_excluded)

    def close_bracket(self) -> None:
        """Ends an expression in brackets."""
        if not self._open:
            raise self._mismatch()
        inner, self._inner = self._inner, self._open.pop()
        self._report_rest(inner)
        groups = inner.groups()
        self._has_alternatives = self._has_alternatives or len(groups) > 1
        if groups:
            self._add(_negated(groups) if inner.is_excluded else groups)

    def take(self, match: re.Match[str], *, is_apart: bool, is_last: bool) -> None:
        phrase, word = match["phrase"], match["word"]
        if word is not None and match["field"] is None and self._is_operator(word if not match["minus"] else ""):
            return
        text = " ".join((phrase if phrase is not None else word).split())
        if phrase is None and text.count("(") != text.count(")"):
            text = text.strip("()")
        field = match["field"].lower() if match["field"] else self._inner.field
        excluded = bool(match["minus"]) and is_apart and (phrase is not None or field is not None or _is_word(text))
        if match["minus"] and not excluded:
            text = f"-{text}"
        if not any(character.isalnum() for character in text):
            if phrase is None and match["field"] and field is not None:
                self._faults.append(Message("There is nothing after “{field}:”.", field=field))
            return
        if field == YEAR and years_in(text) is None:
            self._faults.append(
                Message("“{text}” is not a year or a range of years, such as 2019 or 2015-2020.", text=text)
            )
            field = None
        elif field == YEAR:
            self._report_reversed_years(text)
        if phrase is None and match["field"] is None and is_apart and not self._any_field:
            self._report_unknown_operator(text, is_last=is_last)
        has_phrases = field in (None, TITLE) or (self._any_field and field not in FIELDS)
        is_phrase = phrase is not None and has_phrases and " " in text
        if phrase is not None and has_phrases and not is_phrase and not excluded:
            is_phrase = True  # one word in quotation marks: exactly that word
        distance = (match["distance"] or "") if is_phrase else ""
        self._add([(QueryTerm(text, field, is_phrase, excluded or self._inner.not_is_due, distance),)])

    def _report_reversed_years(self, text: str) -> None:
        match = _YEARS.fullmatch(text.strip())
        if match is not None and match[1] and match[3] and int(match[1]) > int(match[3]):
            self._faults.append(
                Message("“{text}” is searched as the years {first}–{last}.", text=text, first=match[3], last=match[1])
            )

    def _report_unknown_operator(self, text: str, *, is_last: bool) -> None:
        """Report that *text* is a word although it looks like an operator: its name is unknown, or it has no value.

        A title may have a field and a colon inside ("Title: a subtitle"), but does not end with them.
        """
        if is_last and text[:-1].lower() in FIELDS and text.endswith(":"):
            self._faults.append(
                Message("There is nothing after “{field}:”, so it is searched as a word.", field=text[:-1])
            )
        match = _NAMED.match(text)
        name = match[1].lower() if match is not None else ""
        if name == "journal":
            self._faults.append(Message("“journal:” is not an operator, so it is searched as a word. Use “venue:”."))
        elif (instead := _INSTEAD.get(name)) is not None:
            self._faults.append(
                Message(
                    "“{name}:” is not an operator, so it is searched as a word. Use the filter “{filter}”.",
                    name=name,
                    filter=filter_title(instead),
                )
            )
        elif name in _INSTEAD:
            self._faults.append(
                Message("“{name}:” is not an operator of this search, so it is searched as a word.", name=name)
            )

    def parsed_query(self) -> ParsedQuery:
        if self._open:
            raise self._mismatch()
        self._report_rest(self._whole)
        groups = self._whole.groups()
        if self._has_effect and self._has_alternatives and len(groups) <= MAX_GROUPS:
            groups = _without_implied(groups)
        if groups and not self._any_field and all(term.is_excluded for group in groups for term in group):
            self._faults.append(Message("All words are excluded, so they are searched as ordinary words."))
            groups = [tuple(msgspec.structs.replace(term, is_excluded=False) for term in group) for group in groups]
        return ParsedQuery(tuple(groups), tuple(dict.fromkeys(self._faults)), self._has_and or self._has_effect)

    def _report_rest(self, bracket: _Bracket) -> None:
        if bracket.or_is_due:
            self._faults.append(Message("There is nothing after the last OR."))
        if bracket.not_is_due:
            self._faults.append(Message("There is nothing after the last NOT."))

    def _mismatch(self) -> _BracketError:
        has_effect = self._has_effect
        return _BracketError(Message("The brackets do not match, so they are ignored.") if has_effect else "")

    def _is_operator(self, word: str) -> bool:
        inner = self._inner
        if word in ("OR", "|", "||"):
            if not inner.parts or inner.or_is_due:
                self._faults.append(
                    Message("There is nothing before the first OR.")
                    if not inner.parts
                    else Message("There are two ORs in a row.")
                )
                return True
            inner.or_is_due = self._has_effect = True
            return True
        if word == "NOT":
            inner.not_is_due = True
            return True
        is_and = word in ("AND", "&&", "&") and (bool(inner.parts) or bool(self._open) or inner.not_is_due)
        self._has_and = self._has_and or is_and
        return is_and

    def _add(self, part: _Groups) -> None:
        inner = self._inner
        if inner.or_is_due:
            inner.parts[-1] = _either(inner.parts[-1], part)
        else:
            inner.parts.append(part)
        inner.or_is_due = inner.not_is_due = False


def _is_word(text: str) -> bool:
    """Returns True if a `-` before *text* means exclusion: `-5` and `-->` are ordinary text."""
    return text[:1].isalpha()


def may_be_title(words: str) -> bool:
    """False if *words* have operators, which no title has. All of them in quotation marks may be one."""
    wanted = parse_operators(words)
    if wanted.is_plain:
        return True
    terms = [term for group in wanted.groups for term in group]
    return len(terms) == 1 and terms[0].is_phrase and terms[0].field is None and not terms[0].is_excluded
