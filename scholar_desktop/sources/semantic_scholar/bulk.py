"""Requests to Semantic Scholar's bulk search: up to ten million papers, 1000 a call, not ranked,
with a query syntax.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import SourceError, UsageError
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.answer_decoding import parse_answer
from scholar_desktop.sources.semantic_scholar.fields import NARROW_FIELDS, WITHOUT_TLDR
from scholar_desktop.sources.semantic_scholar.filters import bulk_words, filter_parameters
from scholar_desktop.sources.semantic_scholar.parse_lists import BulkPage, parse_bulk
from scholar_desktop.sources.semantic_scholar.s2_requests import GRAPH, SEARCH_LIFETIME_S, S2Requests, is_too_much

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions

ROWS_PER_CALL = 1000
"""Rows of one call; the service accepts no other number."""
SORT = re.compile(r"(?:paperId|publicationDate|citationCount)(?::(?:asc|desc))?")
"""The sort orders of the service; without a direction the order is ascending. Papers without the value come last."""
_SORTS = {
    "year": "publicationDate:desc",
    "-year": "publicationDate:asc",
    "citations": "citationCount:desc",
    "-citations": "citationCount:asc",
}


class S2BulkSearch:
    """The bulk search of Semantic Scholar, which returns complete result lists."""

    def __init__(self, questions: S2Requests) -> None:
        self._questions = questions

    async def page(
        self,
        query: Query,
        ask: RequestOptions,
        *,
        token: str | None = None,
        sort: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> BulkPage:
        """Return the first 1000 papers, or the next ones after *token*.

        Args:
            query: its words may use the program's operators (`query_text`), or the service's own syntax: `+` and, `|`
                or, `-` not, `"a phrase"`, `prefix*`, `( )`, `word~N` for similar words and `"a phrase"~N` for words
                near each other; without words only the filters apply.
            token: of the call before; the next call must repeat all other arguments.
            sort: as in SORT, or empty for the service's default order; None for the result of `sort_of` for the query.
            fields: None for WITHOUT_TLDR; nested fields are not accepted here.
        """
        words = bulk_words(query.words)
        filters = filter_parameters(query.filters)
        if not words and not filters:
            raise UsageError(
                Message("There are no words to search for and no filters."),
                hint=Message("Add some words or a filter."),
                subject=S2,
            )
        order = sort_of(query.sort) if sort is None else sort
        parameters = [
            *([("query", words)] if words else []),
            *([("token", token)] if token else []),
            *([("sort", order)] if order else []),
            *filters,
        ]
        try:
            return await self._page(parameters, tuple(fields or WITHOUT_TLDR), ask)
        except SourceError as error:
            if fields is not None or not is_too_much(error):
                raise
        return await self._page(parameters, NARROW_FIELDS, ask)

    async def _page(self, parameters: list[tuple[str, str]], fields: tuple[str, ...], ask: RequestOptions) -> BulkPage:
        answer = await self._questions.ask(
            "bulk", f"{GRAPH}/paper/search/bulk", parameters, fields, ask, lifetime_s=SEARCH_LIFETIME_S
        )
        return await parse_answer(
            answer, lambda body: parse_bulk(body, answer.retrieved, fields=fields, cached=answer.cached)
        )


def sort_of(sort: str) -> str | None:
    """Return the service's name for a sort of `Query`; None for its default order (by paperId).

    In the default order, pages do not change while papers are added. The bulk search cannot sort by relevance or title.
    """
    return sort if SORT.fullmatch(sort) else _SORTS.get(sort)
