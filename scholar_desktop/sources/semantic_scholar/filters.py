"""Converts the words and filters of a search to Semantic Scholar's parameters."""

from __future__ import annotations

import re

from scholar_desktop.domain.search import venues
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query_parser import AUTHOR, TITLE, QueryTerm, parse_operators
from scholar_desktop.domain.search.sent_filters import sent_publication_types

_HYPHENATED = re.compile(r"[^\W_][-\u2010-\u2015\u2212][^\W_]")
_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212]+")


def plain_words(text: str) -> str:
    """Return words for a search without operators: hyphens are removed, since a hyphenated word
    finds nothing there.
    """
    return " ".join(_HYPHENS.sub(" ", text).split())


def relevance_words(text: str) -> str:
    """Return *text* for the relevance search, which has no operators.

    It keeps all words that papers should contain, including authors' names. It drops excluded words, and years and
    venues, which are filters. Papers with more of the words come first, and some without one of them follow, so the
    words of an OR, of which one is enough, are left out if there are others.
    """
    wanted = parse_operators(text)
    if wanted.is_plain and not wanted.faults:
        return plain_words(text)
    needed = [term.text for group in wanted.groups if len(group) == 1 for term in group if _is_searched(term)]
    terms = needed or [term.text for group in wanted.groups for term in group if _is_searched(term)]
    return plain_words(" ".join(dict.fromkeys(terms)))


def _is_searched(term: QueryTerm) -> bool:
    return not term.is_excluded and term.field in (None, TITLE, AUTHOR)


def bulk_words(text: str) -> str:
    """Return *text* in the syntax of the bulk search.

    A text without the program's operators is sent unchanged, since it may already be in that syntax; a hyphenated word
    is searched as a phrase. Years, venues and authors are never sent as words: alone they are filters, and in an OR,
    which is then left out, they are applied on this computer.
    """
    wanted = parse_operators(text)
    if wanted.is_plain and not wanted.faults and not _HYPHENATED.search(text):
        return " ".join(text.split())
    return " ".join(part for group in wanted.groups if (part := _bulk_group(group)))


def _bulk_group(group: tuple[QueryTerm, ...]) -> str:
    """Return one group of terms; empty for a field that the bulk search cannot search (it searches titles and
    abstracts).
    """
    if any(term.field not in (None, TITLE) for term in group):
        return ""
    parts_ = [_bulk_term(term) for term in group]
    return parts_[0] if len(parts_) == 1 else f"({' | '.join(parts_)})"


def _bulk_term(term: QueryTerm) -> str:
    plain = " ".join(_HYPHENS.sub(" ", term.text).split())
    text = f'"{plain}"' if term.is_phrase or " " in plain else plain
    return f"-{text}" if term.is_excluded else f"{text}{term.distance}"


def filter_parameters(filters: Filters) -> list[tuple[str, str]]:
    """Return *filters* as the parameters of a search for papers."""
    parameters = common_parameters(filters)
    if types := sent_publication_types(filters.type):
        parameters.append(("publicationTypes", ",".join(types)))
    if filters.open_access:
        parameters.append(("openAccessPdf", ""))
    return parameters


def common_parameters(filters: Filters) -> list[tuple[str, str]]:
    """Return the parameters that the snippet search has too: no type, no open access."""
    parameters: list[tuple[str, str]] = []
    if filters.year_from is not None or filters.year_to is not None:
        first, last = (str(year) if year is not None else "" for year in (filters.year_from, filters.year_to))
        parameters.append(("year", first if first == last else f"{first}-{last}"))
    if filters.dates:
        parameters.append(("publicationDateOrYear", filters.dates))
    if filters.venue:
        parameters.append(("venue", venues.expand_venues(filters.venue) or filters.venue))
    if filters.field:
        parameters.append(("fieldsOfStudy", filters.field))
    if filters.min_citations:
        parameters.append(("minCitationCount", str(filters.min_citations)))
    return parameters
