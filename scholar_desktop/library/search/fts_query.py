"""Converts a search with operators to FTS5 queries for the papers and for the text of the PDFs. No side effects."""

from __future__ import annotations

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
from scholar_desktop.domain.text.word_search import WORDS_AT_MOST, is_word_character

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
    """
    return query_of(parse_operators(words))


def query_of(wanted: ParsedQuery) -> FtsQuery:
    """Converts a parsed search to FTS5 queries."""
    if wanted.is_plain:
        words = " ".join(group[0].text for group in wanted.groups)
        return FtsQuery(_with_folded(words), _all_of(fold_search_text(words)), words)
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


def _with_folded(words: str) -> str:
    """Returns the query for *words* as typed, or without accents and special letters."""
    as_typed, folded = _all_of(words), _all_of(fold_search_text(words))
    # not translated: SQL
    return as_typed if as_typed.lower() == folded or not as_typed else f"({as_typed}) OR ({folded})"


def _all_of(words: str) -> str:
    """Returns a query that requires every word of *words* as a prefix."""
    return " ".join(f'"{word}"*' for word in _letters(words))


def _phrase(words: str) -> str:
    found = _letters(words)
    return f'"{" ".join(found)}"' if found else ""


def _letters(words: str) -> list[str]:
    plain = "".join(character if is_word_character(character) else " " for character in words)
    return plain.split()[:WORDS_AT_MOST]
