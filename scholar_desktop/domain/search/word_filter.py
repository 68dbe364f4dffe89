"""Decides whether a paper matches the operators of a search, from the facts known about it."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search import venues
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.search.query_parser import (
    AUTHOR,
    TITLE,
    VENUE,
    YEAR,
    QueryTerm,
    operators,
    parse_operators,
    years_in,
)
from scholar_desktop.domain.source import CORPUS, LIBRARY, S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.word_search import SearchTerm as Letters
from scholar_desktop.domain.text.word_search import contains_all, find_phrases, parse_terms

BULK = "bulk"
"""Semantic Scholar's bulk search, which supports more operators than its relevance search."""

_SUPPORTED = {
    S2: frozenset((YEAR, VENUE)),
    BULK: frozenset((YEAR, VENUE, "phrase", "or", "without")),
    UNPAYWALL: frozenset((TITLE, "phrase", "or", "without")),
    ZENODO: frozenset((AUTHOR, TITLE, YEAR, "phrase", "or", "without")),
    CORPUS: frozenset((AUTHOR, TITLE, VENUE, YEAR, "phrase", "or", "without")),
    LIBRARY: frozenset((AUTHOR, TITLE, VENUE, YEAR, "phrase", "or", "without")),
}
TermGroup = tuple[QueryTerm, ...]


def supports_group(source: str, group: TermGroup) -> bool:
    """Returns True if *source* (or BULK) supports *group* with its full meaning; otherwise it is applied here."""
    supported = _SUPPORTED.get(source, frozenset())
    if len(group) > 1 and ("or" not in supported or any(term.field in (YEAR, VENUE) for term in group)):
        return len(group) > 1 and VENUE in supported and all(t.field == VENUE and not t.is_excluded for t in group)
    return all(
        (term.field is None or term.field in supported)
        and (not term.is_phrase or "phrase" in supported)
        and (not term.is_excluded or ("without" in supported and term.field not in (YEAR, VENUE)))
        for term in group
    )


def needs_bulk(query: Query) -> bool:
    """Returns True if *query* has an OR that Semantic Scholar supports only in its bulk search.

    The relevance search has no operators: it would take the alternatives for words of one search, with the papers that
    have all of them first (docs/services.md). A query with an author's name does better in the relevance search,
    because the bulk search does not search author names.
    """
    groups = operators(query)
    if any(term.field == AUTHOR and not term.is_excluded for group in groups for term in group):
        return False
    return any(len(group) > 1 and all(term.field in (None, TITLE) for term in group) for group in groups)


def listed_sort(query: Query, sources: Collection[str]) -> str:
    """Returns the sort order of the list of *query* from *sources*. It is that of the query, except where that is
    relevance and Semantic Scholar cannot give it: its bulk search, which an OR needs, gives the most cited papers
    first, and the whole list is sorted in this way."""
    has_none = query.sort == "relevance" and S2 in sources and LIBRARY not in sources and needs_bulk(query)
    return "citations" if has_none else query.sort


def has_relevance(result: SearchResult) -> bool:
    """Returns True if the list of *result* can be sorted by relevance."""
    by_relevance = msgspec.structs.replace(result.query, sort="relevance")
    return not result.bulk or listed_sort(by_relevance, result.source_names) == "relevance"


MAX_OR_BRANCHES = 3
"""Maximum number of alternatives of an OR that are searched separately."""


def or_branches(query: Query) -> tuple[str, ...]:
    """Returns one text for Semantic Scholar's relevance search per alternative of an OR, if an author is searched.

    Empty for every other query, and if there are more than `MAX_OR_BRANCHES` alternatives.
    """
    groups = operators(query)
    if not any(term.field == AUTHOR and not term.is_excluded for group in groups for term in group):
        return ()
    alternatives = max(
        (g for g in groups if len(g) > 1 and all(t.field in (None, TITLE, AUTHOR) and not t.is_excluded for t in g)),
        key=lambda group: any(term.field == AUTHOR for term in group),
        default=(),
    )
    if not alternatives or len(alternatives) > MAX_OR_BRANCHES:
        return ()
    every = parse_operators(query.words).groups
    return tuple(
        " ".join([_typed_term(term), *(" OR ".join(map(_typed_term, group)) for group in every if term not in group)])
        for term in alternatives
    )


def is_or_left_out(query: Query, source: str) -> bool:
    """Returns True if *query* has an OR that *source* (or BULK) does not apply, because the source cannot search for
    one of its terms. The OR is then applied here, to the results for the other terms."""
    if source in (CORPUS, LIBRARY):
        return False
    return any(len(group) > 1 and not supports_group(source, group) for group in operators(query))


def _typed_term(term: QueryTerm) -> str:
    """Returns *term* as the user would type it."""
    text = f'"{term.text}"' if term.is_phrase or " " in term.text else term.text
    return f"{'-' if term.is_excluded else ''}{f'{term.field}:' if term.field else ''}{text}"


def matches_group(paper: Paper, group: TermGroup) -> bool:
    """Returns True if one term of *group* matches. Nothing is found in a text that is unknown."""
    return any(_term_matches(paper, term) is not term.is_excluded for term in group)


def _term_matches(paper: Paper, term: QueryTerm) -> bool:
    match term.field:
        case "author":
            wanted = _search_terms(term.text)
            return any(contains_all(author.name, wanted) for author in paper.authors)
        case "venue":
            return venues.matches_venue(term.text, paper.venue)
        case "year":
            first, last = years_in(term.text) or (None, None)
            return paper.year is not None and (first or 0) <= paper.year <= (last or 9999)
        case "title":
            return _text_matches(paper.title, term)
        case _:
            return any(_text_matches(text, term) for text in (paper.title, paper.abstract, paper.tldr) if text)


def _text_matches(text: str, term: QueryTerm) -> bool:
    wanted = _search_terms(term.text)
    if not wanted:
        return False
    return bool(find_phrases(text, wanted)) if term.is_phrase or len(wanted) > 1 else contains_all(text, wanted)


@lru_cache(maxsize=256)
def _search_terms(text: str) -> tuple[Letters, ...]:
    return parse_terms(text)
