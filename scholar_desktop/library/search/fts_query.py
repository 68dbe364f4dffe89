"""Converts a search with operators to FTS5 queries for the papers and for the text of the PDFs. No side effects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from scholar_desktop.domain.search.query_parser import (
    AUTHOR,
    TITLE,
    VENUE,
    YEAR,
    ParsedQuery,
    QueryTerm,
    parse_operators,
    years_in,
)
from scholar_desktop.domain.text.text_folding import fold_search_text
from scholar_desktop.domain.text.word_search import WORDS_AT_MOST, hyphenated_words, is_word_character

_COLUMNS = {AUTHOR: "authors", TITLE: "title", VENUE: "venue", YEAR: "year"}
_FIRST_YEAR = 1800


class FtsQuery(msgspec.Struct, frozen=True):
    """The FTS5 queries of a search.

    match: the query for titles, authors, years and venues; empty without a word. folded: the same for their text
    without accents and special letters, empty if no field may match in it. text: the words to look for in the PDFs;
    None if the search has more than words and phrases, so that only the paper's fields can match it. phrases: the FTS5
    query for phrases that must be on the page exactly.
    """

    match: str = ""
    folded: str = ""
    text: str | None = None
    phrases: str = ""


def fts_query(words: str) -> FtsQuery:
    """Converts the user's *words* to FTS5 queries.

    No FTS5 syntax in *words* takes effect: only letters, digits and their diacritics are used, and each word is quoted.
    A hyphenated word is its parts side by side.
    """
    return query_of(parse_operators(words))


def query_of(wanted: ParsedQuery) -> FtsQuery:
    """Converts a parsed search to FTS5 queries."""
    if wanted.is_plain:
        words = " ".join(group[0].text for group in wanted.groups)
        return FtsQuery(_with_folded(words), _all_of(hyphenated_words(fold_search_text(words))), words)
    groups = [group for group in wanted.groups if not any(term.is_excluded for term in group)]
    without = [group for group in wanted.groups if any(term.is_excluded for term in group)]
    parts = [part for group in groups if (part := _any_of(group))]
    # FTS5 cannot express an exclusion among alternatives ("a OR -b"); the caller must apply it to the papers
    banned = [part for group in without if len(group) == 1 and (part := term_query(group[0]))]
    match = " AND ".join(f"({part})" for part in parts)
    for part in banned if match else ():
        match = f"({match}) NOT ({part})"
    only_words = not without and all(len(group) == 1 and group[0].field is None for group in groups)
    phrases = [_phrase(term.text) for group in groups for term in group if term.is_phrase]
    text = " ".join(wanted.words) if only_words else None
    folded = ""
    if not without and not any(term.field == YEAR for group in groups for term in group):
        folded = " AND ".join(f"({part})" for group in groups if (part := _any_of(tuple(map(_folded, group)))))
    return FtsQuery(match, folded, text, " AND ".join(phrases) if only_words else "")


def _any_of(group: tuple[QueryTerm, ...]) -> str:
    return " OR ".join(f"({part})" for term in group if (part := term_query(term)))


def _folded(term: QueryTerm) -> QueryTerm:
    return msgspec.structs.replace(term, text=fold_search_text(term.text), field=None)


def term_query(term: QueryTerm) -> str:
    """Returns the FTS5 query for one term, in the column of its field; empty without a word."""
    if term.field == YEAR:
        first, last = years_in(term.text) or (None, None)
        until = last if last is not None else date.today().year + 2
        years = range(max(first if first is not None else _FIRST_YEAR, _FIRST_YEAR), until + 1)
        text = " OR ".join(f'"{year}"' for year in years)
    else:
        text = _phrase(term.text) if term.is_phrase else _with_folded(term.text)
    if not text or term.field is None:
        return text
    return f"{_COLUMNS[term.field]} : ({text})"


def text_query(term: QueryTerm) -> str:
    """Returns the FTS5 query for one term in the text of the PDFs, where a hyphen at the end of a line is lost, so that
    a hyphenated word may be one word; empty without a word."""
    return _phrase(term.text) if term.is_phrase else _with_folded(term.text, may_lack_hyphen=True)


def side_by_side(parts: Sequence[str], *, is_beginning: bool, may_lack_hyphen: bool) -> str:
    """Returns the FTS5 query for the *parts* of a word that hyphens join.

    Args:
        is_beginning: the last part may be the beginning of a longer word.
        may_lack_hyphen: the text may have the first two parts as one word. See `prepare_text`: further hyphens of a
            word stay.
    """
    end = "*" if is_beginning else ""
    found = f'"{" ".join(parts)}"{end}'
    if not may_lack_hyphen or len(parts) < 2:
        return found
    joined = " ".join((parts[0] + parts[1], *parts[2:]))
    return f'({found} OR "{joined}"{end})'  # not translated: SQL


def _with_folded(words: str, *, may_lack_hyphen: bool = False) -> str:
    """Returns the query for *words* as typed, or without accents and special letters."""
    typed, folded = hyphenated_words(words), hyphenated_words(fold_search_text(words))
    query = _all_of(typed, may_lack_hyphen=may_lack_hyphen)
    if not typed or hyphenated_words(words.lower()) == folded:
        return query
    return f"({query}) OR ({_all_of(folded, may_lack_hyphen=may_lack_hyphen)})"  # not translated: SQL


def _all_of(words: Sequence[Sequence[str]], *, may_lack_hyphen: bool = False) -> str:
    """Returns a query that requires every one of *words* as a prefix."""
    found = [side_by_side(parts, is_beginning=True, may_lack_hyphen=may_lack_hyphen) for parts in words]
    return " AND ".join(found)  # not translated: SQL


def _phrase(words: str) -> str:
    found = _letters(words)
    return f'"{" ".join(found)}"' if found else ""


def _letters(words: str) -> list[str]:
    plain = "".join(character if is_word_character(character) else " " for character in words)
    return plain.split()[:WORDS_AT_MOST]
