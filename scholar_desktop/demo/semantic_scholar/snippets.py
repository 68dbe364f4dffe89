"""The snippet search of the demo: passages in titles, abstracts and texts (docs/services.md).

All texts are generated.
"""

from __future__ import annotations

import difflib
import re
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.semantic_scholar.papers import UnknownFields
from scholar_desktop.demo.semantic_scholar.ranking import WordIndex
from scholar_desktop.demo.semantic_scholar.requests import (
    ApiError,
    RequestFilters,
    date_span,
    window,
    with_api_errors,
    words_in,
)

VERSION = "demo-v1"
_MOST_PAPERS = 100
_MOST_AUTHORS = 10
_FIELDS = (
    "snippet.text", "snippet.snippetKind", "snippet.section", "snippet.snippetOffset",
    "snippet.annotations.refMentions", "snippet.annotations.sentences", "snippet.annotations",
)  # fmt: skip
_SECTIONS = (
    ("Introduction", ("opening", "gap", "aim")),
    ("Methods", ("how", "how", "how")),
    ("Results", ("result", "result")),
    ("Discussion", ("result", "end")),
)
_SENTENCE = re.compile(r"\S[^.]*\.?")
_INDEXED = "2024-01-01"
"""The day when the index was created; newer papers were indexed on their own day."""


class Passage:
    """A passage of a paper. start: its offset in the paper's text, in characters."""

    def __init__(self, work: Work, kind: str, section: str | None, text: str, start: int) -> None:
        self.work = work
        self.kind = kind
        self.section = section
        self.text = text
        self.start = start


class SnippetsApi:
    """The endpoint of the snippet search."""

    def __init__(self, corpus: DemoCorpus) -> None:
        self._corpus = corpus

    def routes(self) -> list[Route]:
        return [Route("/graph/v1/snippet/search", with_api_errors(self._search), methods=["GET"])]

    @cached_property
    def _passages(self) -> list[Passage]:
        """The passages of all papers: the title, the abstract if there is one, and the text if it is open access."""
        writer, found = self._corpus.writer, []
        for work in self._corpus.scholar:
            parts: list[tuple[str, str | None, str]] = [("title", None, work.title)]
            if work.abstract == "some":
                parts.append(("abstract", None, writer.abstract(work)))
            if work.oa.url and work.abstract == "some":
                parts += [("body", name, writer.paragraph(work, f"{name} 0", kinds)) for name, kinds in _SECTIONS]
            start = 0
            for kind, section, text in parts:
                found.append(Passage(work, kind, section, text, start))
                start += len(text) + 1
        return found

    @cached_property
    def _index(self) -> WordIndex:
        index = WordIndex({"text": 1.0})
        for place, passage in enumerate(self._passages):
            index.add(place, {"text": passage.text})
        return index

    async def _search(self, request: Request) -> Any:
        query = words_in(request)
        given = request.query_params
        asked = [name for name in given.get("fields", "").split(",") if name]
        unknown = [name for name in asked if name not in _FIELDS]
        if unknown:
            raise UnknownFields(unknown)
        _, limit = window(request, default=10, most=1000)
        filters = RequestFilters(self._corpus, request)
        papers = self._papers(given.get("paperIds"))
        people = _people(given.get("authors"))
        before = date_span(given["insertedBefore"], "insertedBefore").first if given.get("insertedBefore") else None
        rows: list[dict[str, Any]] = []
        for place, score in self._index.search(query, share=0.5):
            passage = self._passages[place]
            if papers is not None and passage.work.s2 not in papers:
                continue
            if before is not None and max(passage.work.day, _INDEXED) >= before:
                continue
            if filters.keep(passage.work) and all(_wrote(passage.work, name) for name in people):
                rows.append(self._row(passage, score, asked))
        rows.sort(key=lambda row: -row["score"])
        return {"data": rows[:limit], "retrievalVersion": VERSION}

    def _papers(self, text: str | None) -> set[str] | None:
        """Returns the papers of the parameter `paperIds`; None if it is missing. Raises ApiError."""
        ids = [each.strip() for each in (text or "").split(",") if each.strip()]
        if len(ids) > _MOST_PAPERS:
            raise ApiError(400, "Too many paper ids")  # made up
        works = [self._corpus.scholarly(each) for each in ids]
        return {work.s2 for work in works if work is not None} if ids else None

    def _row(self, passage: Passage, score: float, asked: list[str]) -> dict[str, Any]:
        work = passage.work
        spans = [{"start": found.start(), "end": found.end()} for found in _SENTENCE.finditer(passage.text)]
        whole = passage.kind != "title"
        annotations = {"refMentions": [] if whole else None, "sentences": spans if whole else None}
        wanted = asked or ["snippet.text", "snippet.snippetKind", "snippet.section", "snippet.snippetOffset",
                           "snippet.annotations"]  # fmt: skip
        snippet: dict[str, Any] = {}
        known = {
            "text": passage.text,
            "snippetKind": passage.kind,
            "section": passage.section,
            "snippetOffset": {"start": passage.start, "end": passage.start + len(passage.text)},
        }
        for name, value in known.items():
            if f"snippet.{name}" in wanted:
                snippet[name] = value
        parts = {name: value for name, value in annotations.items() if f"snippet.annotations.{name}" in wanted}
        if "snippet.annotations" in wanted or parts:
            snippet["annotations"] = annotations if "snippet.annotations" in wanted else parts
        return {
            "score": round(0.5 + 0.4 * score / (score + 12), 16),
            "paper": {
                "corpusId": str(work.corpus_id),
                "title": work.title,
                "authors": [name for _, name in work.authors],
                "openAccessInfo": {
                    "license": work.oa.license,
                    "status": work.oa.status,
                    "disclaimer": "Notice: This snippet is extracted from the open access paper or abstract of the "
                    "demo, and is subject to no license: it is invented.",
                },
            },
            "snippet": snippet,
        }


def _people(text: str | None) -> list[str]:
    names = [name.strip().lower() for name in (text or "").split(",") if name.strip()]
    if len(names) > _MOST_AUTHORS:
        raise ApiError(400, "Too many author filters")  # made up
    return names


def _wrote(work: Work, name: str) -> bool:
    """Returns True if an author has this name or a similar one."""
    wanted = name.split()
    return any(
        all(difflib.get_close_matches(word, each.lower().replace(".", " ").split(), 1, 0.8) for word in wanted)
        for _, each in work.authors
    )
