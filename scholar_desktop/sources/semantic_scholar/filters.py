"""Words and filters of a search as Semantic Scholar's parameters."""

from __future__ import annotations

import re

from scholar_desktop.domain.search import venues
from scholar_desktop.domain.search.filters import Filters, split_values
from scholar_desktop.domain.search.query_text import TITLE, QueryTerm, parse_operators
from scholar_desktop.sources.semantic_scholar.kinds import filter_of

_HYPHENATED = re.compile(r"[^\W_][-\u2010-\u2015\u2212][^\W_]")
_BULK_SIGNS = re.compile(r"[+|*()~]")
_PIECES = re.compile(r'[^\s"]*"[^"]*"\S*|\S+')
_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212]+")


def plain_words(text: str) -> str:
    """Words for a search that knows no operators: there a hyphenated word finds nothing."""
    return " ".join(_HYPHENS.sub(" ", text).split())


def relevance_words(text: str) -> str:
    """*text* for the relevance search, which knows no operators: all words that papers should have, authors' names too;
    what is to be left out, and years and venues, which are filters, are not among them."""
    wanted = parse_operators(text)
    if wanted.is_plain and not wanted.faults:
        return plain_words(text)
    terms = (term for group in wanted.groups for term in group)
    return plain_words(" ".join(t.text for t in terms if not t.is_excluded and t.field in (None, "title", "author")))


def bulk_words(text: str) -> str:
    """*text* in the syntax of the bulk search. A text without operators of ours is sent as it stands, for it may be in
    that syntax already; a hyphenated word is looked for as a phrase."""
    wanted = parse_operators(text)
    if _BULK_SIGNS.search(text):
        return _written(text)
    if wanted.is_plain and not wanted.faults and not _HYPHENATED.search(text):
        return " ".join(text.split())
    return " ".join(part for group in wanted.groups if (part := _bulk_group(group)))


def _written(text: str) -> str:
    """*text* in the service's own syntax, with the words OR, AND and NOT, which it would search for, as its signs."""
    signs = {"OR": "| ", "AND": "+ ", "NOT": "-"}
    pieces = (found[0] for found in _PIECES.finditer(text))
    return "".join(signs.get(piece) or f"{piece} " for piece in pieces).strip()


def _bulk_group(group: tuple[QueryTerm, ...]) -> str:
    """One group; empty when the bulk search, which looks at titles and abstracts, can say nothing of it."""
    if any(term.field not in (None, TITLE) for term in group):
        return ""
    parts_ = [_bulk_term(term) for term in group]
    return parts_[0] if len(parts_) == 1 else f"({' | '.join(parts_)})"


def _bulk_term(term: QueryTerm) -> str:
    plain = " ".join(_HYPHENS.sub(" ", term.text).split())
    text = f'"{plain}"' if term.is_phrase or " " in plain else plain
    return f"-{text}" if term.is_excluded else text


def filter_parameters(filters: Filters) -> list[tuple[str, str]]:
    """*filters* as the parameters of a search for papers."""
    parameters = common_parameters(filters)
    kinds = [filter_of(kind) for kind in split_values(filters.type)]
    known = [kind for kind in kinds if kind is not None]
    if known and len(known) == len(kinds):  # one of them that the service does not have would be shut out
        parameters.append(("publicationTypes", ",".join(known)))
    if filters.open_access:
        parameters.append(("openAccessPdf", ""))
    return parameters


def common_parameters(filters: Filters) -> list[tuple[str, str]]:
    """Those of *filters* that the search for passages takes too: no type, no open access."""
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
