"""Semantic Scholar's Graph API in its form of 2026: paper, batch, relevance search, citations, references.

Authors, bulk search, titles, snippets and recommendations have their own files. The API is imitated with its
peculiarities (docs/services.md): two shapes of errors, no `data` at 0 results, no `next` on the last page, 400 past
the end of a search, windows of 1,000 and 10,000, a hyphenated word that finds nothing, `data: null` for withheld
references, rows without an id. Texts that were not recorded from the real service are marked `made up`. An unknown
sub-path is read as part of an id, as the service reads a mistyped one.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from scholar_desktop.demo.corpus.citation_links import InventedCitation
from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.semantic_scholar.authors import AuthorsApi
from scholar_desktop.demo.semantic_scholar.papers import PaperRenderer, RequestedFields
from scholar_desktop.demo.semantic_scholar.ranking import WordIndex
from scholar_desktop.demo.semantic_scholar.recommendations import RecommendationsApi
from scholar_desktop.demo.semantic_scholar.requests import (
    HYPHENATED,
    PAST_THE_END,
    ApiError,
    RequestFilters,
    date_span,
    ids_in,
    page,
    window,
    with_api_errors,
    words_in,
)
from scholar_desktop.demo.semantic_scholar.snippets import SnippetsApi
from scholar_desktop.demo.semantic_scholar.title_and_bulk_search import PaperSearchApi

_ROWS_A_TURN = 100  # rows generated before other tasks may run, as the demo may share its process with a window
_PAGES_KEPT = (
    24  # pages of citations, as generating one takes 0.2 s of the process that the demo may share with a window
)


class GraphApi:
    """The paper, search and citation endpoints, and the routes of the other endpoints."""

    def __init__(self, corpus: DemoCorpus) -> None:
        self._corpus = corpus
        self._papers = PaperRenderer(corpus)
        self._authors = AuthorsApi(corpus, self._papers)
        self._pages: dict[tuple[Any, ...], msgspec.Raw] = {}

    def routes(self) -> list[Route]:
        return [
            Route("/graph/v1/paper/batch", with_api_errors(self._batch), methods=["POST"]),
            Route("/graph/v1/paper/search", with_api_errors(self._search), methods=["GET"]),
            *self._authors.routes(),
            *PaperSearchApi(self._corpus, self._papers).routes(),
            *SnippetsApi(self._corpus).routes(),
            *RecommendationsApi(self._corpus, self._papers).routes(),
            Route("/graph/v1/paper/{rest:path}", with_api_errors(self._paper), methods=["GET"]),
        ]

    # --- endpoints

    async def _paper(self, request: Request) -> Any:
        rest: str = request.path_params["rest"]
        id_text, slash, last = rest.rpartition("/")
        if slash and id_text and last in ("citations", "references"):
            work = self._find(id_text)
            return await (self._citations if last == "citations" else self._references)(request, work)
        if slash and id_text and last == "authors":
            return self._authors.of_paper(request, self._find(id_text))
        work = self._find(rest)
        return self._papers.render(work, RequestedFields(request.query_params.get("fields"), "paper"))

    def _find(self, id_text: str) -> Work:
        work = self._corpus.scholarly(id_text)
        if work is None:
            raise ApiError(404, f"Paper with id {id_text} not found")
        return work

    async def _batch(self, request: Request) -> Any:
        fields = RequestedFields(request.query_params.get("fields"), "batch").also("title", "openAccessPdf")
        found = [self._corpus.scholarly(id_text) for id_text in await ids_in(request, 500, "paper")]
        if not any(found):
            raise ApiError(400, "No valid paper ids given")
        return [self._papers.render(work, fields) if work else None for work in found]

    # --- search

    async def _search(self, request: Request) -> Any:
        query = words_in(request)
        offset, limit = window(request, default=100, most=100)
        if offset + limit >= 1000:
            raise ApiError(400, "Relevance search offset + limit must be < 1000. Consider '/paper/search/bulk'")
        fields = RequestedFields(request.query_params.get("fields"), "search")
        filters = RequestFilters(self._corpus, request)
        ranked = [] if HYPHENATED.search(query) else _index_of(self._corpus).search(query)
        if not ranked and not HYPHENATED.search(query):
            ranked = _index_of(self._corpus).search(query, share=0.5)
        works = [self._corpus.scholar[place] for place, _ in ranked]
        if not HYPHENATED.search(query):
            works = [*self._papers.shown.with_title(query), *works]
        works = [work for work in works if filters.keep(work)]
        total = len(works)
        if not total:
            return {"total": 0, "offset": offset}
        if offset >= total:
            raise ApiError(400, PAST_THE_END)
        body: dict[str, Any] = {"total": total, "offset": offset}
        if offset + limit < total:
            body["next"] = offset + limit
        body["data"] = [self._papers.render(work, fields) for work in works[offset : offset + limit]]
        return body

    # --- citation lists

    async def _citations(self, request: Request, work: Work) -> Any:
        fields, offset, limit = _edge_window(request)
        text = request.query_params.get("publicationDateOrYear")
        citations = self._corpus.links.citations(work, date_span(text) if text else None)
        key = (work.s2, request.query_params.get("fields"), offset, limit, text)
        rows = self._pages.pop(key, None)
        if rows is None:
            made: list[dict[str, Any]] = []
            for start in range(offset, min(offset + limit, len(citations)), _ROWS_A_TURN):
                stop = min(start + _ROWS_A_TURN, offset + limit)
                made += [self._papers.edge(row, fields, "citingPaper") for row in citations.rows(start, stop)]
                await asyncio.sleep(0)
            rows = msgspec.Raw(msgspec.json.encode(made))
        self._pages[key] = rows
        while len(self._pages) > _PAGES_KEPT:
            del self._pages[next(iter(self._pages))]
        return page(offset, limit, len(citations), rows)

    async def _references(self, request: Request, work: Work) -> Any:
        fields, offset, limit = _edge_window(request)
        info = {
            "openAccessPdf": self._papers.open_copy(work, "references" if work.references_elided else None),
            "title": work.title,
            "authors": [{"authorId": id_, "name": name} for id_, name in work.authors],
        }
        if work.references_elided:
            return {"data": None, "citingPaperInfo": info}
        rows: list[InventedCitation] = self._corpus.links.references(work)
        data = [self._papers.edge(row, fields, "citedPaper") for row in rows[offset : offset + limit]]
        body = page(offset, limit, len(rows), data)
        return {"offset": body.pop("offset"), "citingPaperInfo": info} | body


def _edge_window(request: Request) -> tuple[RequestedFields, int, int]:
    offset, limit = window(request, default=100, most=1000)
    if offset + limit >= 10_000:
        raise ApiError(400, "offset + limit must be < 10000")
    return RequestedFields(request.query_params.get("fields"), "edge"), offset, limit


@lru_cache(maxsize=2)
def _index_of(corpus: DemoCorpus) -> WordIndex:
    """Returns the search index of the papers in *corpus*."""
    index = WordIndex({"title": 8.0, "authors": 6.0, "venue": 3.0, "abstract": 1.0})
    for place, work in enumerate(corpus.scholar):
        index.add(
            place,
            {
                "title": work.title,
                "authors": " ".join(name for _, name in work.authors),
                "venue": f"{work.venue} {work.year}",
                "abstract": corpus.writer.abstract(work) if work.abstract == "some" else "",
            },
            boost=len(str(work.citation_count)) * 1.5,
        )
    return index
