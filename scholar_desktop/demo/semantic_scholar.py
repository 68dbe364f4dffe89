"""Semantic Scholar's Graph API as it answers in 2026: paper, batch, relevance search, citations, references.

Imitated with its traps (api-facts 1): two shapes of errors, no `data` at 0 results, no `next` on the last page, 400
past the end of a search, windows of 1,000 and 10,000, a hyphenated word that finds nothing, `data: null` for withheld
references, rows without an id. Texts that nobody has recorded are marked `made up`. Sub-paths that are not built
(`/authors`, `/search/bulk`, `/search/match`) are read as part of an id, as the service reads a mistyped one.
"""

from __future__ import annotations

import asyncio
import re
from functools import cached_property
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scholar_desktop.demo.corpus import Corpus
from scholar_desktop.demo.links import Row, Span
from scholar_desktop.demo.ranking import Index
from scholar_desktop.demo.s2_papers import Fields, Papers, UnknownFields
from scholar_desktop.demo.works import Work

KEYS = ("demo-key",)
"""Keys that the demo knows; any other is refused."""

_FILTERS = ("year", "publicationDateOrYear", "venue", "fieldsOfStudy", "publicationTypes", "minCitationCount")
_HYPHENATED = re.compile(r"\w-\w")
_ROWS_A_TURN = 100  # rows made before others get their turn: the demo may share its process with a window


class Problem(Exception):
    """An answer of the application that is not 200."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class SemanticScholar:
    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._papers = Papers(corpus)

    def routes(self) -> list[Route]:
        return [
            Route("/graph/v1/paper/batch", self._answer_batch, methods=["POST"]),
            Route("/graph/v1/paper/search", self._answer_search, methods=["GET"]),
            Route("/graph/v1/paper/{rest:path}", self._answer_paper, methods=["GET"]),
        ]

    # --- endpoints

    async def _answer_paper(self, request: Request) -> Response:
        return await self._guarded(request, self._paper)

    async def _answer_search(self, request: Request) -> Response:
        return await self._guarded(request, self._search)

    async def _answer_batch(self, request: Request) -> Response:
        return await self._guarded(request, self._batch)

    async def _guarded(self, request: Request, endpoint: Any) -> Response:
        key = request.headers.get("x-api-key")
        if key is not None and key not in KEYS:
            return answer({"message": "Forbidden"}, 403, {"x-amzn-errortype": "ForbiddenException"})
        try:
            return answer(await endpoint(request))
        except Problem as problem:
            return answer({"error": problem.text}, problem.status)
        except UnknownFields as problem:
            return answer({"error": f"Unrecognized or unsupported fields: [{problem}]"}, 400)

    async def _paper(self, request: Request) -> Any:
        rest: str = request.path_params["rest"]
        id_text, slash, last = rest.rpartition("/")
        if slash and id_text and last in ("citations", "references"):
            work = self._find(id_text)
            return await (self._citations if last == "citations" else self._references)(request, work)
        work = self._find(rest)
        return self._papers.render(work, Fields(request.query_params.get("fields"), "paper"))

    def _find(self, id_text: str) -> Work:
        work = self._corpus.scholarly(id_text)
        if work is None:
            raise Problem(404, f"Paper with id {id_text} not found")
        return work

    async def _batch(self, request: Request) -> Any:
        fields = Fields(request.query_params.get("fields"), "batch").also("title", "openAccessPdf")
        try:
            ids = msgspec.json.decode(await request.body(), type=dict[str, list[str]])["ids"]
        except (msgspec.DecodeError, KeyError):
            raise Problem(400, "No valid paper ids given") from None
        if len(ids) > 500:
            raise Problem(400, "Cannot request more than 500 paper ids")  # made up
        found = [self._corpus.scholarly(id_text) for id_text in ids]
        if not any(found):
            raise Problem(400, "No valid paper ids given")
        return [self._papers.render(work, fields) if work else None for work in found]

    # --- search

    @cached_property
    def _index(self) -> Index:
        index = Index({"title": 8.0, "authors": 6.0, "venue": 3.0, "abstract": 1.0})
        for place, work in enumerate(self._corpus.scholar):
            index.add(
                place,
                {
                    "title": work.title,
                    "authors": " ".join(name for _, name in work.authors),
                    "venue": f"{work.venue} {work.year}",
                    "abstract": self._corpus.writer.abstract(work) if work.abstract == "some" else "",
                },
                boost=len(str(work.citation_count)) * 1.5,
            )
        return index

    async def _search(self, request: Request) -> Any:
        query = request.query_params.get("query", "").strip()
        if not query:
            raise Problem(400, "Missing required parameters: [query]")  # made up
        offset, limit = _window(request, default=100, most=100)
        if offset + limit >= 1000:
            raise Problem(400, "Relevance search offset + limit must be < 1000. Consider '/paper/search/bulk'")
        fields = Fields(request.query_params.get("fields"), "search")
        filters = Filters(self._corpus, request)
        ranked = [] if _HYPHENATED.search(query) else self._index.search(query)
        if not ranked and not _HYPHENATED.search(query):
            ranked = self._index.search(query, share=0.5)
        works = [self._corpus.scholar[place] for place, _ in ranked]
        works = [work for work in works if filters.keep(work)]
        total = len(works)
        if not total:
            return {"total": 0, "offset": offset}
        if offset >= total:
            raise Problem(400, "Requested data for this limit and/or offset is not available")
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
        rows: list[dict[str, Any]] = []
        for start in range(offset, min(offset + limit, len(citations)), _ROWS_A_TURN):
            stop = min(start + _ROWS_A_TURN, offset + limit)
            rows += [self._papers.edge(row, fields, "citingPaper") for row in citations.rows(start, stop)]
            await asyncio.sleep(0)
        return _page(offset, limit, len(citations), rows)

    async def _references(self, request: Request, work: Work) -> Any:
        fields, offset, limit = _edge_window(request)
        info = {
            "openAccessPdf": self._papers.open_copy(work, "references" if work.references_elided else None),
            "title": work.title,
            "authors": [{"authorId": id_, "name": name} for id_, name in work.authors],
        }
        if work.references_elided:
            return {"data": None, "citingPaperInfo": info}
        rows: list[Row] = self._corpus.links.references(work)
        data = [self._papers.edge(row, fields, "citedPaper") for row in rows[offset : offset + limit]]
        page = _page(offset, limit, len(rows), data)
        return {"offset": page.pop("offset"), "citingPaperInfo": info} | page


class Filters:
    """The filters of a search. Raises Problem for a value that cannot be read."""

    def __init__(self, corpus: Corpus, request: Request) -> None:
        given = request.query_params
        self._corpus = corpus
        self._days = date_span(given["publicationDateOrYear"]) if given.get("publicationDateOrYear") else None
        self._years = year_span(given["year"]) if given.get("year") else None
        self._venues = _lowered(given.get("venue"))
        self._fields = _lowered(given.get("fieldsOfStudy"))
        self._types = _lowered(given.get("publicationTypes"))
        self._open = "openAccessPdf" in given
        try:
            self._citations = int(given.get("minCitationCount") or 0)
        except ValueError:
            raise Problem(400, f"Unacceptable query params: [minCitationCount={given['minCitationCount']}]") from None

    def keep(self, work: Work) -> bool:
        if work.citation_count < self._citations or (self._open and not work.oa.url):
            return False
        if any(span is not None and not span.holds(work.day) for span in (self._days, self._years)):
            return False
        if self._fields and not self._fields & {
            name.lower() for name in [*(work.fields_of_study or []), *work.model_fields]
        }:
            return False
        if self._types and not self._types & {name.lower() for name in work.publication_types or []}:
            return False
        return not self._venues or bool(self._venues & self._names_of_venue(work))

    def _names_of_venue(self, work: Work) -> set[str]:
        venue = self._corpus.venues.get(work.venue_id, {})
        journal = [work.journal.name] if work.journal is not None and work.journal.name else []
        names = [work.venue, venue.get("name", ""), *venue.get("alternate_names", []), *journal]
        return {name.lower() for name in names if name}


def date_span(text: str) -> Span:
    """`start:end`, each YYYY, YYYY-MM or YYYY-MM-DD, either side may be empty; without a colon that day, month or year.
    Raises Problem."""
    start, colon, end = text.partition(":")
    if not colon:
        end = start
    for part in (start, end):
        if part and not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", part):
            raise Problem(400, f"Unacceptable query params: [publicationDateOrYear={text}]")
    return Span(start or "0000", end + "-99-99"[len(end) - 4 :] if end else "9999")


def year_span(text: str) -> Span:
    """`2019`, `2016-2020`, `2010-`, `-2015`. Raises Problem."""
    match = re.fullmatch(r"(\d{4})?(-)?(\d{4})?", text.strip())
    if not match or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        raise Problem(400, f"Unacceptable query params: [year={text}]")
    last = match[3] or ("9999" if match[2] else match[1])
    return Span(match[1] or "0000", f"{last}-99-99")


def _lowered(text: str | None) -> set[str]:
    return {part.strip().lower() for part in (text or "").split(",") if part.strip()}


def _window(request: Request, default: int, most: int) -> tuple[int, int]:
    numbers = []
    for name, fallback, low, high in (("offset", 0, 0, 10**9), ("limit", default, 1, most)):
        text = request.query_params.get(name)
        if text is not None and not (text.isdigit() and low <= int(text) <= high):
            raise Problem(400, f"Unacceptable query params: [{name}={text}]")  # the values are made up
        numbers.append(int(text) if text is not None else fallback)
    return numbers[0], numbers[1]


def _edge_window(request: Request) -> tuple[Fields, int, int]:
    offset, limit = _window(request, default=100, most=1000)
    if offset + limit >= 10_000:
        raise Problem(400, "offset + limit must be < 10000")
    return Fields(request.query_params.get("fields"), "edge"), offset, limit


def _page(offset: int, limit: int, total: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    more = {"next": offset + limit} if offset + limit < total else {}
    return {"offset": offset, **more, "data": rows}


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON as the service sends it: with a line break at the end."""
    return Response(msgspec.json.encode(body) + b"\n", status, {"content-type": "application/json", **(headers or {})})
