"""The bulk search, title match and autocomplete endpoints of the demo's Semantic Scholar (docs/services.md)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.semantic_scholar.bulk_query import SearchDocument, parse
from scholar_desktop.demo.semantic_scholar.papers import PaperRenderer, RequestedFields
from scholar_desktop.demo.semantic_scholar.ranking import WordIndex
from scholar_desktop.demo.semantic_scholar.requests import ApiError, RequestFilters, with_api_errors, words_in
from scholar_desktop.demo.semantic_scholar.shown_papers import letters

CALL = 1000
"""Number of papers per call of a bulk search, whatever `limit` is."""
_CUT = 100
"""Number of typed characters that the autocomplete endpoint reads."""
_MATCHES = 10
_EXACT = 20.0
"""The score of an invented paper whose title was typed."""
_SORTS: dict[str, Callable[[Work], Any]] = {
    "paperId": lambda work: work.s2,
    "publicationDate": lambda work: work.day or None,
    "citationCount": lambda work: work.citation_count,
}
_SORT = re.compile(r"(paperId|publicationDate|citationCount)(?::(asc|desc))?")
_WHAT = ("query", "sort", "year", "publicationDateOrYear", "venue", "fieldsOfStudy", "publicationTypes",
         "minCitationCount", "openAccessPdf")  # fmt: skip
"""The parameters that identify a search; a token is valid only for its search."""


class PaperSearchApi:
    """The bulk search, title match and autocomplete endpoints."""

    def __init__(self, corpus: DemoCorpus, papers: PaperRenderer) -> None:
        self._corpus = corpus
        self._papers = papers

    def routes(self) -> list[Route]:
        return [
            Route("/graph/v1/paper/search/bulk", with_api_errors(self._bulk), methods=["GET"]),
            Route("/graph/v1/paper/search/match", with_api_errors(self._match), methods=["GET"]),
            Route("/graph/v1/paper/autocomplete", with_api_errors(self._complete), methods=["GET"]),
        ]

    # --- whole lists

    @cached_property
    def _documents(self) -> list[SearchDocument]:
        """The texts that a bulk search searches: titles and abstracts."""
        writer = self._corpus.writer
        return [
            SearchDocument(work.title + " " + (writer.abstract(work) if work.abstract == "some" else ""))
            for work in self._corpus.scholar
        ]

    async def _bulk(self, request: Request) -> Any:
        given = request.query_params
        fields = RequestedFields(given.get("fields"), "bulk")
        filters = RequestFilters(self._corpus, request)
        test = parse(given.get("query", ""))
        works = [
            work
            for work, document in zip(self._corpus.scholar, self._documents, strict=True)
            if test(document) and filters.keep(work)
        ]
        start = _place(given["token"], _search_of(request)) if given.get("token") else 0
        ordered = _sorted(works, given.get("sort", "paperId"))
        end = start + CALL
        return {
            "total": len(works),
            "token": _token(end, _search_of(request)) if end < len(works) else None,
            "data": [self._papers.render(work, fields) for work in ordered[start:end]],
        }

    # --- titles

    @cached_property
    def _titles(self) -> WordIndex:
        index = WordIndex({"title": 1.0})
        for place, work in enumerate(self._corpus.scholar):
            index.add(place, {"title": work.title})
        return index

    async def _match(self, request: Request) -> Any:
        """Returns the paper with the most similar title, even if it is not similar."""
        query = words_in(request)
        fields = RequestedFields(request.query_params.get("fields"), "search")
        filters = RequestFilters(self._corpus, request)
        found = [(self._corpus.scholar[place], score) for place, score in self._titles.search(query, share=0.4)]
        found += [(work, _EXACT) for work in self._papers.shown.with_title(query)]
        found = [(work, score) for work, score in found if filters.keep(work)]
        if not found:
            raise ApiError(404, "Title match not found")
        typed = letters(query)
        work, score = max(found, key=lambda each: (letters(each[0].title) == typed, each[1]))
        body = self._papers.render(work, fields)
        return {"data": [body | {"matchScore": round(30 + 12.3456 * min(score, 20.0), 5)}]}

    async def _complete(self, request: Request) -> Any:
        typed = letters(words_in(request)[:_CUT])
        found = [work for work in self._corpus.scholar if letters(work.title).startswith(typed)]
        inside = [work for work in self._corpus.scholar if f" {typed}" in letters(work.title) and work not in found]
        by_fame = sorted(found, key=lambda work: -work.citation_count) + sorted(
            inside, key=lambda work: -work.citation_count
        )
        return {"matches": [_completion(work) for work in by_fame[:_MATCHES]]}


def _completion(work: Work) -> dict[str, str]:
    families = work.families or ["Anonymous"]
    who = families[0] if len(families) == 1 else f"{families[0]} et al."
    if len(families) == 2:
        who = " & ".join(families)
    return {"id": work.s2, "title": work.title, "authorsYear": f"{who}, {work.year}" if work.year else who}


def _sorted(works: list[Work], text: str) -> list[Work]:
    """Sorts *works* by `field:order`; those without the value come last, equal ones are sorted by paperId.

    Raises ApiError.
    """
    match = _SORT.fullmatch(text)
    if match is None:
        raise ApiError(400, f"Unacceptable query params: [sort={text}]")
    value = _SORTS[match[1]]
    by_id = sorted(works, key=lambda work: work.s2)
    known = sorted((w for w in by_id if value(w) is not None), key=value, reverse=match[2] == "desc")
    return known + [work for work in by_id if value(work) is None]


def _search_of(request: Request) -> str:
    """Returns an identifier of the search that *request* continues."""
    given = [(name, request.query_params.get(name)) for name in _WHAT]
    return hashlib.blake2b(repr(given).encode(), digest_size=6).hexdigest()


def _token(place: int, search: str) -> str:
    return base64.b32encode(f"{search}{place}".encode()).decode().rstrip("=")


def _place(token: str, search: str) -> int:
    """Returns the offset of the call with *token*. Raises ApiError if the token was not issued for this search."""
    try:
        text = base64.b32decode(token + "=" * (-len(token) % 8)).decode()
    except ValueError:
        text = ""
    number = text.removeprefix(search)
    if number == text or not number.isdigit():
        raise ApiError(400, "Invalid continuation token")  # made up
    return int(number)
