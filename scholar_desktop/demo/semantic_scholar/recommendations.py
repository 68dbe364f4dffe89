"""The demo's Recommendations API (docs/services.md).

It returns papers similar to one paper, or to some and unlike others, from two pools.
"""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import OpenCopy, Work
from scholar_desktop.demo.corpus.invented_papers import LAST_DAY
from scholar_desktop.demo.semantic_scholar.papers import PaperRenderer, RequestedFields
from scholar_desktop.demo.semantic_scholar.ranking import words_of
from scholar_desktop.demo.semantic_scholar.requests import ApiError, window, with_api_errors

POOLS = ("recent", "all-cs")
_RECENT_DAYS = 60
_EACH = 6
"""Number of recent papers that are generated for each paper of the same theme."""


class ExampleLists(msgspec.Struct, rename="camel"):
    """The body of a request with lists. Other keys, including a limit, are ignored."""

    positive_paper_ids: list[str] | None = None
    negative_paper_ids: list[str] | None = None


class RecommendationsApi:
    """The endpoints of the Recommendations API."""

    def __init__(self, corpus: DemoCorpus, papers: PaperRenderer) -> None:
        self._corpus = corpus
        self._papers = papers

    def routes(self) -> list[Route]:
        start = "/recommendations/v1/papers"
        return [
            Route(start + "/forpaper/{id:path}", with_api_errors(self._for_paper), methods=["GET"]),
            Route(start + "/", with_api_errors(self._for_lists), methods=["POST"]),
        ]

    async def _for_paper(self, request: Request) -> Any:
        pool = request.query_params.get("from", "recent")
        if pool not in POOLS:
            raise ApiError(400, f"Unrecognized value '{pool}' for `from`. Restrict to: `{list(POOLS)}`")
        fields, limit = self._asked(request)
        work = self._corpus.scholarly(request.path_params["id"])
        if work is None:
            raise ApiError(404, f"Paper with id {request.path_params['id']} not found")
        return self._answer(self._like([work], [], pool), fields, limit, pool)

    async def _for_lists(self, request: Request) -> Any:
        fields, limit = self._asked(request)
        try:
            lists = msgspec.json.decode(await request.body(), type=ExampleLists)
        except msgspec.DecodeError:
            raise ApiError(400, "No positive paper examples given") from None
        if not lists.positive_paper_ids:
            raise ApiError(400, "No positive paper examples given")
        positive = [self._corpus.scholarly(each) for each in lists.positive_paper_ids]
        negative = [self._corpus.scholarly(each) for each in lists.negative_paper_ids or []]
        known = [work for work in positive if work is not None]
        if not known:
            raise ApiError(404, "Input papers not found")
        like = self._like(known, [work for work in negative if work is not None], "recent")
        return self._answer(like, fields, limit, "recent")

    def _asked(self, request: Request) -> tuple[RequestedFields, int]:
        fields = RequestedFields(request.query_params.get("fields"), "recommendations")
        return fields, window(request, default=100, most=500)[1]

    def _answer(self, works: list[Work], fields: RequestedFields, limit: int, pool: str) -> dict[str, Any]:
        rows = [self._papers.render(work, fields) for work in works[:limit]]
        for row in rows:
            if row.get("publicationVenue") is not None:
                row["publicationVenue"] = row["publicationVenue"]["id"]  # this endpoint sends only the id
            if pool == "recent" and "openAccessPdf" in row:
                row["openAccessPdf"] = row["openAccessPdf"] if row["openAccessPdf"]["url"] else None
        return {"recommendedPapers": rows}

    def _like(self, positive: list[Work], negative: list[Work], pool: str) -> list[Work]:
        """Returns the papers of *pool* that are most similar to *positive* and less to *negative*, best first."""
        writer = self._corpus.writer
        wanted = [self._marks(work) for work in positive]
        unwanted = [self._marks(work) for work in negative]
        given = {work.key for work in (*positive, *negative)}
        themes = {writer.theme_of(work).name for work in positive}
        candidates = self._all_cs if pool == "all-cs" else self._recent(themes, positive)
        scored = []
        for work in candidates:
            if work.key in given:
                continue
            marks = self._marks(work)
            score = sum(_shared(marks, each) for each in wanted) / len(wanted)
            score -= sum(_shared(marks, each) for each in unwanted) / max(1, len(unwanted))
            if score > 0:
                scored.append((score, work))
        return [work for _, work in sorted(scored, key=lambda each: (-each[0], each[1].key))]

    @cached_property
    def _all_cs(self) -> list[Work]:
        return [work for work in self._corpus.scholar if "Computer Science" in (work.fields_of_study or ())]

    def _recent(self, themes: set[str], positive: list[Work]) -> list[Work]:
        """Returns papers of the last weeks: invented, rarely cited, mostly without journal and open copy.

        Some papers have no recent similar papers; the result is empty if this is so for all *positive*.
        """
        if not any(self._corpus.writer.rng("has recent", work.key).chance(0.75) for work in positive):
            return []
        first = (LAST_DAY - datetime.timedelta(days=_RECENT_DAYS)).isoformat()
        generator, found = self._corpus.generator, []
        for work in self._corpus.scholar:
            if self._corpus.writer.theme_of(work).name in themes:
                made = (generator.citing(work, index) for index in range(min(_EACH, work.citation_count)))
                found += [self._as_new(each) for each in made if each.day >= first]
        return found

    def _as_new(self, work: Work) -> Work:
        rng = self._corpus.writer.rng("new", work.key)
        journal = None if rng.chance(0.6) else work.journal
        oa = OpenCopy() if rng.chance(0.9) else work.oa
        return msgspec.structs.replace(work, journal=journal, oa=oa, venue="" if journal is None else work.venue)

    def _marks(self, work: Work) -> frozenset[str]:
        """Returns the topics of a paper as words to compare."""
        theme = self._corpus.writer.theme_of(work)
        fields = (f"field {name}" for name in work.model_fields)
        return frozenset([*words_of(work.title), f"theme {theme.name}", *fields])


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
