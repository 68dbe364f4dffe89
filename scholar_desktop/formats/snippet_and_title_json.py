"""Writes passages and title completions as JSON (docs/command-line.md)."""

from __future__ import annotations

from scholar_desktop.domain.search.snippet import Snippet
from scholar_desktop.domain.search.title_match import Completion
from scholar_desktop.formats.paper_json import Json


def snippet_to_json(snippet: Snippet, paper: Json | None) -> Json:
    """Returns {text, kind, section, score, paper}. paper: as PAPER, or None if the index names none."""
    return {
        "text": snippet.text,
        "kind": snippet.kind,
        "section": snippet.section,
        "score": snippet.score,
        "paper": paper,
    }


def completion_to_json(completion: Completion) -> Json:
    """Returns {id, title, authors_year}."""
    return {"id": completion.id, "title": completion.title, "authors_year": completion.authors_year}
