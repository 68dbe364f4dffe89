"""Turns a search query into a question to the corpus: an expression for its text index, limits, and a test of rows.

What the index and the table of facts cannot decide (an author's full name, a type, a day) is tested on the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.corpus.rule import FIELDS_OF_STUDY
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search import date_range
from scholar_desktop.domain.search.filters import FIELD, MIN_CITATIONS, OPEN_ACCESS, VENUE, YEARS, Filters, split_values
from scholar_desktop.domain.search.paper_filter import passes_filter
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.query_parser import (
    AUTHOR,
    TITLE,
    QueryTerm,
    operators,
    parse_operators,
    with_operator_filters,
)
from scholar_desktop.domain.search.venues import names_of
from scholar_desktop.domain.search.word_filter import TermGroup, matches_group
from scholar_desktop.domain.text.word_search import is_word_character, separate_characters

if TYPE_CHECKING:
    from scholar_desktop.corpus.stored_answers import SearchFilter

_IN_FACTS = frozenset((YEARS, FIELD, VENUE, MIN_CITATIONS))
"""Filters that the table of facts decides."""
_SORTS = {"citations": "citations", "year": "year", "-year": "year-oldest"}
_SHORTEST_BEGINNING = 3
"""An author's name of at least this length also finds longer names that begin with it, as everywhere in the program."""


class CorpusQuery(msgspec.Struct, frozen=True):
    """A question to the corpus.

    match: for FTS5, empty for all papers; limits: decided by the table of facts; sort: as the store names it; passes:
    the test of each row, None if every hit is a result.
    """

    match: str
    limits: SearchFilter
    sort: str
    passes: Callable[[Paper], bool] | None


def corpus_query(query: Query) -> CorpusQuery:
    """Return the question for *query*."""
    filters = with_operator_filters(query).filters
    left = set(operators(query))
    wanted: list[str] = []
    unwanted: dict[TermGroup, str] = {}
    tested: list[TermGroup] = []
    for group in parse_operators(query.words).groups:
        if (len(group) > 1 or not group[0].is_plain) and group not in left:
            continue  # a year or a venue, which is a filter now
        is_decided = not _needs_test(group)
        if not is_decided:
            tested.append(group)
        terms = [expression for term in group if (expression := _expression(term))]
        if len(terms) < len(group):
            continue
        if not any(term.is_excluded for term in group):
            wanted.append(" OR ".join(terms))
        elif is_decided:
            unwanted[group] = terms[0]
    match = " AND ".join(f"({each})" for each in wanted)
    if match and unwanted:
        match = f"({match}) NOT ({' OR '.join(unwanted.values())})"
    else:
        tested += unwanted  # the index cannot list what lacks a word
    names = tuple(name for name in filters.names() if name not in _IN_FACTS)
    passes = (lambda paper: _passes(paper, filters, names, tested)) if names or tested else None
    return CorpusQuery(match, _limits(filters), _SORTS.get(query.sort, "relevance"), passes)


def _needs_test(group: TermGroup) -> bool:
    """Return whether the text index alone cannot decide about *group*."""
    if any(term.field not in (None, TITLE, AUTHOR) for term in group):
        return True  # years and venues are not in it
    if len(group) > 1 and any(term.is_excluded for term in group):
        return True
    # the index does not know which words are of one author
    return any(term.field == AUTHOR and len(words_of(term.text)) > 1 for term in group)


def _passes(paper: Paper, filters: Filters, names: Sequence[str], tested: Sequence[TermGroup]) -> bool:
    if OPEN_ACCESS in names and not paper.oa.is_oa:
        return False  # the corpus answers as Semantic Scholar does, which calls some papers at arXiv not open
    return all(passes_filter(paper, filters, name) for name in names) and all(
        matches_group(paper, group) for group in tested
    )


def words_of(text: str) -> list[str]:
    """Return the words of *text* as the index has them; of a script without spaces, each character is a word."""
    return "".join(c if is_word_character(c) else " " for c in separate_characters(text)).split()


def author_expression(name: str) -> str:
    """Return the FTS5 expression for the papers whose author lists have all words of *name*; empty without a word."""
    parts = [f'"{word}"{"*" if len(word) >= _SHORTEST_BEGINNING else ""}' for word in words_of(name)]
    return f"authors : ({' AND '.join(parts)})" if parts else ""  # not translated: a query of SQLite


def _expression(term: QueryTerm) -> str:
    """Return the FTS5 expression for *term*; empty if it has no word, or is not about a text."""
    words = words_of(term.text)
    if not words or term.field not in (None, TITLE, AUTHOR):
        return ""
    phrase = f'"{" ".join(words)}"'
    if term.field == AUTHOR:
        return author_expression(term.text)
    if term.field == TITLE:
        return f"title : {phrase}"  # not translated: a query of SQLite
    if term.is_excluded:
        return f"{{title abstract}} : {phrase}"  # not translated: a query of SQLite
    return f"- authors : {phrase}" if term.is_phrase else phrase  # not translated: a query of SQLite


def _limits(filters: Filters) -> SearchFilter:
    from scholar_desktop.corpus.stored_answers import SearchFilter

    first, last = filters.year_from, filters.year_to
    span = date_range.parse_date_range(filters.dates) if filters.dates else None
    # a paper's day may be in the year before or after its year
    if span is not None and span.first is not None:
        first = max(first or 0, span.first.year - 1)
    if span is not None and span.last is not None:
        last = min(last or 9999, span.last.year + 1)
    known = {name.casefold(): name for name in FIELDS_OF_STUDY}
    fields = split_values(filters.field)
    return SearchFilter(
        first_year=first,
        last_year=last,
        # an unknown field has no papers, and must not become no limit
        fields=tuple(known.get(name.casefold(), name) for name in fields),
        venues=tuple(name for venue in split_values(filters.venue) for name in names_of(venue)),
        min_citations=filters.min_citations or None,
    )
