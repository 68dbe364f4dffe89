"""Requests to Semantic Scholar's Recommendations API: papers similar to one, or similar to some and unlike others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import BadRequest, NotFound, SourceError, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.answer_decoding import parse_answer
from scholar_desktop.sources.semantic_scholar.fields import NARROW_FIELDS, WITHOUT_TLDR
from scholar_desktop.sources.semantic_scholar.parse_lists import RecommendedPapers, parse_recommended
from scholar_desktop.sources.semantic_scholar.s2_requests import (
    SEARCH_LIFETIME_S,
    S2Requests,
    is_too_much,
    name_for,
    name_in_path,
    unknown_paper,
)

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions

DEFAULT = 100
MOST = 500
RECENT = "recent"
ALL_CS = "all-cs"
POOLS = (RECENT, ALL_CS)
"""The pools of recommendations: papers of the last weeks in all fields, or computer science of all years."""

_PAPERS = "/recommendations/v1/papers"


class S2Recommendations:
    """The Recommendations API of Semantic Scholar. The lists have no second page; an empty list is a valid answer."""

    def __init__(self, questions: S2Requests) -> None:
        self._questions = questions

    async def for_paper(
        self,
        identifier: Identifier,
        ask: RequestOptions,
        *,
        pool: str = RECENT,
        limit: int = DEFAULT,
        fields: Sequence[str] | None = None,
    ) -> RecommendedPapers:
        """Return papers similar to the one with *identifier*, from *pool*, at most *limit* (500), with *fields* (None:
        WITHOUT_TLDR). Raises NotFound, and UsageError for an unknown pool.
        """
        if pool not in POOLS:
            raise UsageError(
                Message("There is no pool “{pool}”.", pool=pool),
                hint=Message("The pools are: {pools}.", pools=", ".join(POOLS)),
                subject=S2,
            )
        path = f"{_PAPERS}/forpaper/{name_in_path(identifier)}"
        parameters = [("from", pool), ("limit", str(max(1, min(limit, MOST))))]
        try:
            return await self._recommended("recommendations", path, parameters, fields, ask)
        except NotFound as error:
            raise unknown_paper(identifier, error) from error

    async def for_lists(
        self,
        positive: Sequence[Identifier],
        negative: Sequence[Identifier],
        ask: RequestOptions,
        *,
        limit: int = DEFAULT,
        fields: Sequence[str] | None = None,
    ) -> RecommendedPapers:
        """Return papers similar to those of *positive* and unlike those of *negative*, from the recent pool: the
        service takes no pool with lists.

        Raises:
            UsageError: *positive* is empty.
            NotFound: the service knows none of the papers.
        """
        if not positive:
            raise UsageError(
                Message("Choose at least one paper that recommendations should be similar to."), subject=S2
            )
        body = {
            "positivePaperIds": list(dict.fromkeys(name_for(paper) for paper in positive)),
            "negativePaperIds": list(dict.fromkeys(name_for(paper) for paper in negative)),
        }
        parameters = [("limit", str(max(1, min(limit, MOST))))]
        try:
            return await self._recommended(
                "recommendations from lists",
                f"{_PAPERS}/",  # without the slash the service redirects
                parameters,
                fields,
                ask,
                body,
            )
        except NotFound as error:
            raise NotFound(
                Message("Semantic Scholar knows none of these papers."),
                hint=Message("They may be mistyped, or too new for Semantic Scholar."),
                subject=S2,
                status=error.status,
            ) from error

    async def _recommended(
        self,
        endpoint: str,
        path: str,
        parameters: list[tuple[str, str]],
        fields: Sequence[str] | None,
        ask: RequestOptions,
        body: object = None,
    ) -> RecommendedPapers:
        """Return the answer; with fewer fields if the service could not send all of them in time."""

        async def once(names: tuple[str, ...]) -> RecommendedPapers:
            answer = await self._questions.ask(
                endpoint, path, parameters, names, ask, lifetime_s=SEARCH_LIFETIME_S, body=body
            )
            return await parse_answer(
                answer, lambda sent: parse_recommended(sent, answer.retrieved, fields=names, cached=answer.cached)
            )

        return await _narrowed(once, fields)


async def _narrowed(
    once: Callable[[tuple[str, ...]], Awaitable[RecommendedPapers]], fields: Sequence[str] | None
) -> RecommendedPapers:
    if fields is not None:
        return await once(tuple(fields))
    try:
        return await once(WITHOUT_TLDR)
    except SourceError as error:
        if isinstance(error, BadRequest) or not is_too_much(error):
            raise
    return await once(NARROW_FIELDS)
