"""Requests to Semantic Scholar by title: the paper with a title, and completions of a title that is being typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import NotFound, UsageError
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.title_match import SAME, Completion, TitleMatch
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import same_title
from scholar_desktop.sources.answer_decoding import parse_answer
from scholar_desktop.sources.semantic_scholar.fields import PAPER_FIELDS
from scholar_desktop.sources.semantic_scholar.filters import filter_parameters
from scholar_desktop.sources.semantic_scholar.parse_titles import parse_completions, parse_match
from scholar_desktop.sources.semantic_scholar.s2_requests import GRAPH, SEARCH_LIFETIME_S, S2Requests

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions

NO_FILTERS = Filters()
LONGEST_START = 100
"""The length to which the service cuts the typed text."""


class S2Titles:
    """The title endpoints of Semantic Scholar."""

    def __init__(self, questions: S2Requests) -> None:
        self._questions = questions

    async def match(
        self, title: str, ask: RequestOptions, *, filters: Filters = NO_FILTERS, fields: Sequence[str] | None = None
    ) -> TitleMatch:
        """Return the paper with *title*, with *fields* (None: PAPER_FIELDS).

        The service returns the paper whose title is nearest, however different it is, or a 404; its score is of little
        use ("Barack Obama" finds an encyclopedia's entry with 68.7). So the titles are compared here.
        """
        words = " ".join(title.split())
        if not words:
            raise UsageError(Message("Type a title to search for."), subject=S2)
        names = tuple(fields or PAPER_FIELDS)
        names = names if "title" in names else (*names, "title")
        try:
            answer = await self._questions.ask(
                "match",
                f"{GRAPH}/paper/search/match",
                [("query", words), *filter_parameters(filters)],
                names,
                ask,
                lifetime_s=SEARCH_LIFETIME_S,
            )
        except NotFound:
            return TitleMatch()
        found = await parse_answer(answer, lambda body: parse_match(body, answer.retrieved))
        if found is None:
            return TitleMatch()
        paper, score = found
        if same_title(words, paper.title) < SAME:
            return TitleMatch(score=score, other=paper)
        return TitleMatch(score=score, paper=paper)

    async def complete(self, text: str, ask: RequestOptions) -> tuple[Completion, ...]:
        """Return about ten titles that complete *text*; the service reads its first 100 characters."""
        start = text.lstrip()[:LONGEST_START]
        if not start.strip():
            raise UsageError(Message("Type the beginning of a title."), subject=S2)
        answer = await self._questions.ask(
            "complete", f"{GRAPH}/paper/autocomplete", [("query", start)], (), ask, lifetime_s=SEARCH_LIFETIME_S
        )
        return await parse_answer(answer, parse_completions)
