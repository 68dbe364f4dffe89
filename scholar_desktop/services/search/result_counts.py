"""Counts the papers that a search finds without each of its filters, and with each of its words alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import NO_FILTERS, Filters
from scholar_desktop.domain.search.paper_filter import filter_values, papers_failing
from scholar_desktop.domain.search.query import Query

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar


class FilterCounts(msgspec.Struct, frozen=True):
    """Result counts of a search without its filters.

    total: papers without any filter, as Semantic Scholar counts them; looked_at: how many of them were counted here;
    without: by filter, how many of these pass if that filter alone is dropped.
    """

    total: int
    looked_at: int
    without: dict[str, int]


async def count_without_filters(s2: SemanticScholar, query: Query, ask: RequestOptions) -> FilterCounts:
    """Count the papers that each filter of *query* excludes. Takes one request, or none if the words were searched
    without filters before. Raises SourceErrors."""
    page = await s2.search(msgspec.structs.replace(query, filters=NO_FILTERS), ask)
    names = query.filters.names()
    by_name = {name: papers_failing(filter_values(name, page.papers), query.filters, name) for name in names}
    failed = [{name for name in names if by_name[name][place]} for place in range(len(page.papers))]
    total = page.total if page.total is not None else len(page.papers)
    return FilterCounts(total, len(page.papers), {name: sum(one <= {name} for one in failed) for name in names})


class WordCount(msgspec.Struct, frozen=True):
    """Number of papers that one word finds.

    total: as Semantic Scholar counts them; None if it does not say.
    """

    word: str
    total: int | None


async def word_counts(
    s2: SemanticScholar,
    words: Sequence[str],
    filters: Filters,
    ask: RequestOptions,
    on_count: Callable[[WordCount], None],
) -> None:
    """Call *on_count* with the number of papers for each of *words* alone, one request each. Raises SourceErrors."""
    for word in words:
        page = await s2.search(Query(word, filters=filters), ask, limit=1)
        on_count(WordCount(word, page.total))
