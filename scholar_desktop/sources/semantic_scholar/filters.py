"""Words and filters of a search as Semantic Scholar's parameters."""

from __future__ import annotations

import re

from scholar_desktop.domain.filters import Filters
from scholar_desktop.sources.semantic_scholar.kinds import filter_of

_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212]+")


def plain_words(text: str) -> str:
    """Words for a search that knows no operators: there a hyphenated word finds nothing."""
    return " ".join(_HYPHENS.sub(" ", text).split())


def filter_parameters(filters: Filters) -> list[tuple[str, str]]:
    """*filters* as the parameters of a search for papers."""
    parameters = common_parameters(filters)
    if filters.type and (kind := filter_of(filters.type)) is not None:
        parameters.append(("publicationTypes", kind))
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
        parameters.append(("venue", filters.venue))
    if filters.field:
        parameters.append(("fieldsOfStudy", filters.field))
    if filters.min_citations:
        parameters.append(("minCitationCount", str(filters.min_citations)))
    return parameters
