"""Parses Semantic Scholar's lists of papers (bulk search, recommendations, the papers of an author).

Pure, and as tolerant as `parse`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.sources.json_values import count_of, text_of
from scholar_desktop.sources.semantic_scholar.parse import (
    PaperPage,
    bad_answer,
    check_page,
    next_offset,
    paper_from_row,
    read_rows,
)


class BulkPage(msgspec.Struct, frozen=True):
    """One page of a bulk search.

    total: the service's estimate, which changes from call to call; token: requests the next page, None at the end;
    fields: the requested fields; skipped: rows that could not be parsed; cached: the answer is from the program's own
    store.
    """

    papers: tuple[Paper, ...] = ()
    total: int | None = None
    token: str | None = None
    fields: tuple[str, ...] = ()
    skipped: int = 0
    retrieved: str | None = None
    cached: bool = False


class RecommendedPapers(msgspec.Struct, frozen=True):
    """Recommended papers, best first.

    fields: the requested fields; skipped: rows that could not be parsed.
    """

    papers: tuple[Paper, ...] = ()
    fields: tuple[str, ...] = ()
    skipped: int = 0
    retrieved: str | None = None
    cached: bool = False


def parse_bulk(body: Any, retrieved: str, *, fields: tuple[str, ...] = (), cached: bool = False) -> BulkPage:
    """Return a page of GET /paper/search/bulk. The last one has a token of null; in the specification it has none."""
    page = check_page(body, "total", Message("a part of a bulk search"))
    turns = Yielder()  # yields to the event loop: a list is loaded page after page while the window is in use

    def read(row: dict[str, Any]) -> Paper | None:
        turns.yield_to_ui()
        return paper_from_row(row, retrieved)

    papers, skipped = read_rows(page.get("data"), read)
    total, token = count_of(page.get("total")), text_of(page.get("token"))
    return BulkPage(papers, total, token, fields, skipped, retrieved, cached)


def parse_recommended(
    body: Any, retrieved: str, *, fields: tuple[str, ...] = (), cached: bool = False
) -> RecommendedPapers:
    """Return the papers of both endpoints of the Recommendations API."""
    if not isinstance(body, dict) or not isinstance(body.get("recommendedPapers"), list):
        raise bad_answer(body, Message("a list of recommended papers"))
    papers, skipped = read_rows(body["recommendedPapers"], lambda row: paper_from_row(row, retrieved))
    return RecommendedPapers(papers, fields, skipped, retrieved, cached)


def parse_author_papers(body: Any, retrieved: str, *, offset: int = 0, cached: bool = False) -> PaperPage:
    """Return a page of GET /author/{id}/papers, which has no total."""
    page = check_page(body, "offset", Message("a page of an author's papers"))
    papers, skipped = read_rows(page.get("data"), lambda row: paper_from_row(row, retrieved))
    return PaperPage(papers, None, next_offset(page, offset), skipped, retrieved, cached)


def parse_nested(paper: Paper, key: str) -> tuple[Paper, ...]:
    """Return the papers nested in the batch answer for *paper* under *key* (`references`, `citations`).

    Empty if there are none, or the publisher withholds them. A paper without an id is left out.
    """
    sent = next((facts.fields for facts in paper.facts), {})
    found, _ = read_rows(sent.get(key), lambda row: paper_from_row(row, paper.retrieved or "", keep_facts=False))
    return tuple(other for other in found if other.id)
