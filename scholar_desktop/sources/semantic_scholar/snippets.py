"""Requests to Semantic Scholar's snippet search: the passages in titles, abstracts and full texts that best match a
query.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.snippet import SnippetPage
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.answer_decoding import parse_answer
from scholar_desktop.sources.semantic_scholar.filters import common_parameters
from scholar_desktop.sources.semantic_scholar.parse_snippets import parse_snippets
from scholar_desktop.sources.semantic_scholar.s2_requests import GRAPH, SEARCH_LIFETIME_S, S2Requests, name_for

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions

NO_FILTERS = Filters()
DEFAULT = 10
MOST = 1000
"""The maximum number of snippets of one answer; there is no second page."""
MOST_PAPERS = 100
MOST_AUTHORS = 10


class S2Snippets:
    """The snippet search of Semantic Scholar."""

    def __init__(self, questions: S2Requests) -> None:
        self._questions = questions

    async def search(
        self,
        words: str,
        ask: RequestOptions,
        *,
        limit: int = DEFAULT,
        papers: Sequence[Identifier] = (),
        authors: Sequence[str] = (),
        filters: Filters = NO_FILTERS,
        inserted_before: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> SnippetPage:
        """Return the snippets that best match *words*, best first, at most *limit* (1000).

        Args:
            papers: search only in these.
            authors: only papers that all of these authors wrote (the service also accepts similar spellings).
            filters: years, dates, venue, field and citations; the others do not exist here.
            inserted_before: only papers that were in the index before that year, month or day.
            fields: parts of the snippet (`snippet.text`, `snippet.annotations.sentences`), None for all.

        Raises:
            UsageError: more than 100 papers or 10 authors.
        """
        plain = " ".join(words.split())
        if not plain:
            raise UsageError(Message("Type some words to search for."), subject=S2)
        if len(papers) > MOST_PAPERS:
            raise UsageError(
                Message("You can search the text of at most {count} papers at once.", count=MOST_PAPERS), subject=S2
            )
        if len(authors) > MOST_AUTHORS:
            raise UsageError(
                Message("You can limit the search to at most {count} authors.", count=MOST_AUTHORS), subject=S2
            )
        named = [("paperIds", ",".join(name_for(paper) for paper in papers))] if papers else []
        people = [("authors", ",".join(" ".join(name.split()) for name in authors))] if authors else []
        before = [("insertedBefore", inserted_before)] if inserted_before else []
        answer = await self._questions.ask(
            "snippets",
            f"{GRAPH}/snippet/search",
            [
                ("query", plain),
                ("limit", str(max(1, min(limit, MOST)))),
                *named,
                *people,
                *common_parameters(filters),
                *before,
            ],
            fields or (),
            ask,
            lifetime_s=SEARCH_LIFETIME_S,
        )
        return await parse_answer(answer, lambda body: parse_snippets(body, answer.retrieved))
