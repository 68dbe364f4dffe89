"""Small bodies as Semantic Scholar sends them."""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.identifiers.identifiers import Identifier, parse

NOW = "2026-11-20T08:00:00Z"
TOO_LARGE = {"error": "Response would exceed maximum size. Try fewer fields"}
TOO_LATE = {"message": "Endpoint request timed out"}
PAST_THE_END = {"error": "Requested data for this limit and/or offset is not available"}


def sha(number: int) -> str:
    return f"{number:040x}"


def a_paper(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"paperId": sha(number), "title": f"Title {number}", **more}


def an_author(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"authorId": str(number), "name": f"Name {number}", **more}


def named(text: str) -> Identifier:
    identifier = parse(text)
    assert identifier is not None
    return identifier
