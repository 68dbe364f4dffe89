"""From Semantic Scholar's decoded lists of papers (bulk search, recommendations, the papers of an author) to papers.
Pure, and as tolerant as `parse`."""

from __future__ import annotations

from typing import Any

import msgspec

from scholar_desktop.domain.cooperative import Yielder
from scholar_desktop.domain.paper import Paper
from scholar_desktop.sources.semantic_scholar.parse import (
    PaperPage,
    bad_answer,
    check_page,
    next_offset,
    paper_from_row,
    read_rows,
)
from scholar_desktop.sources.values import count_of, text_of


class BulkPage(msgspec.Struct, frozen=True):
    """One call of a bulk search. total: the service's estimate, which changes from call to call; token: goes on from
    here, None at the end; fields: what was asked for; skipped: rows that could not be understood; cached: it came from
    our own store."""

    papers: tuple[Paper, ...] = ()
    total: int | None = None
    token: str | None = None
    fields: tuple[str, ...] = ()
    skipped: int = 0
    retrieved: str | None = None
    cached: bool = False


class RecommendedPapers(msgspec.Struct, frozen=True):
    """Recommended papers, best first. fields: what was asked for; skipped: rows that could not be understood."""

    papers: tuple[Paper, ...] = ()
    fields: tuple[str, ...] = ()
    skipped: int = 0
    retrieved: str | None = None
    cached: bool = False


def parse_bulk(body: Any, retrieved: str, *, fields: tuple[str, ...] = (), cached: bool = False) -> BulkPage:
    """A call of GET /paper/search/bulk. The last one has a token of null, by the specification none."""
    page = check_page(body, "total", "a part of a bulk search")
    turns = Yielder()  # a list may be loaded page after page, and the window is used meanwhile

    def read(row: dict[str, Any]) -> Paper | None:
        turns.yield_to_ui()
        return paper_from_row(row, retrieved)

    papers, skipped = read_rows(page.get("data"), read)
    total, token = count_of(page.get("total")), text_of(page.get("token"))
    return BulkPage(papers, total, token, fields, skipped, retrieved, cached)


def parse_recommended(
    body: Any, retrieved: str, *, fields: tuple[str, ...] = (), cached: bool = False
) -> RecommendedPapers:
    """The answer of both calls of the Recommendations API."""
    if not isinstance(body, dict) or not isinstance(body.get("recommendedPapers"), list):
        raise bad_answer(body, "a list of recommended papers")
    papers, skipped = read_rows(body["recommendedPapers"], lambda row: paper_from_row(row, retrieved))
    return RecommendedPapers(papers, fields, skipped, retrieved, cached)


def parse_author_papers(body: Any, retrieved: str, *, offset: int = 0, cached: bool = False) -> PaperPage:
    """A page of GET /author/{id}/papers, which names no total."""
    page = check_page(body, "offset", "a page of an author's papers")
    papers, skipped = read_rows(page.get("data"), lambda row: paper_from_row(row, retrieved))
    return PaperPage(papers, None, next_offset(page, offset), skipped, retrieved, cached)


def parse_nested(paper: Paper, key: str) -> tuple[Paper, ...]:
    """The papers nested in what a batch sent of *paper* (`references`, `citations`); empty where there are none, or
    where the publisher withholds them. One without an id is left out."""
    sent = next((facts.fields for facts in paper.facts), {})
    found, _ = read_rows(sent.get(key), lambda row: paper_from_row(row, paper.retrieved or "", keep_facts=False))
    return tuple(other for other in found if other.id)
