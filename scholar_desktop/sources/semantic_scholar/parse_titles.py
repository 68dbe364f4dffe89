"""Parses Semantic Scholar's answers about titles into papers and completions. Pure, and as tolerant as `parse`."""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.identifiers.kinds import Scheme, canonical
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.title_match import Completion
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.json_values import dicts_of, number_of, text_of
from scholar_desktop.sources.plain_text import plain_line
from scholar_desktop.sources.semantic_scholar.parse import bad_answer, check_page, paper_from_row, read_rows


def parse_match(body: Any, retrieved: str) -> tuple[Paper, float | None] | None:
    """Return the paper of GET /paper/search/match with its matchScore; None for an empty list, which means the same as
    a 404: no match.
    """
    rows = dicts_of(check_page(body, "data", Message("a paper by its title")).get("data"))
    papers = ((paper_from_row(row, retrieved), number_of(row.get("matchScore"))) for row in rows)
    return next(((paper, score) for paper, score in papers if paper is not None), None)


def parse_completions(body: Any) -> tuple[Completion, ...]:
    """Return the titles of GET /paper/autocomplete."""
    if not isinstance(body, dict) or not isinstance(body.get("matches"), list):
        raise bad_answer(body, Message("a list of titles"))
    return read_rows(body["matches"], _completion)[0]


def _completion(row: dict[str, Any]) -> Completion | None:
    sha, title, who = text_of(row.get("id")), text_of(row.get("title")), text_of(row.get("authorsYear"))
    known = canonical(Scheme.S2, sha) if sha is not None else None
    if known is None or title is None:
        return None
    return Completion(f"s2:{known}", plain_line(title), plain_line(who) if who is not None else None)
