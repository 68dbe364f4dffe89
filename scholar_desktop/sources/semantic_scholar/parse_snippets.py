"""Parses Semantic Scholar's answers to snippet searches. Pure, and as tolerant as `parse`."""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.identifiers.kinds import Scheme, canonical
from scholar_desktop.domain.paper import Author, Ids, OpenAccess, Paper
from scholar_desktop.domain.search.snippet import KINDS, Mention, Snippet, SnippetPage
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.json_values import (
    code_of,
    count_of,
    dict_of,
    dicts_of,
    number_of,
    text_of,
    texts_of,
    word_of,
)
from scholar_desktop.sources.plain_text import plain_line, plain_paragraphs
from scholar_desktop.sources.semantic_scholar.kinds import license_of
from scholar_desktop.sources.semantic_scholar.parse import check_page, read_rows


def parse_snippets(body: Any, retrieved: str) -> SnippetPage:
    """Return the snippets of GET /snippet/search. An empty list means that the index has no text of that kind."""
    page = check_page(body, "retrievalVersion", Message("a list of passages"))
    snippets, skipped = read_rows(page.get("data"), lambda row: _snippet(row, retrieved))
    return SnippetPage(snippets, code_of(page.get("retrievalVersion")), skipped, retrieved)


def _snippet(row: dict[str, Any], retrieved: str) -> Snippet | None:
    """Return one snippet, or None for a row without a text. Sentences and mentions are null if they were not
    determined.
    """
    sent = dict_of(row.get("snippet"))
    text = text_of(sent.get("text"))
    if text is None:
        return None
    kind, section = code_of(sent.get("snippetKind")), text_of(sent.get("section"))
    place = dict_of(sent.get("snippetOffset"))
    notes = dict_of(sent.get("annotations"))
    return Snippet(
        text=plain_paragraphs(text),
        kind=kind if kind in KINDS else None,
        section=plain_line(section) if section is not None else None,
        score=number_of(row.get("score")),
        paper=_paper(dict_of(row.get("paper")), retrieved),
        start=count_of(place.get("start")),
        end=count_of(place.get("end")),
        sentences=tuple(span for item in dicts_of(notes.get("sentences")) if (span := _span(item)) is not None),
        mentions=tuple(
            Mention(*span, corpus=word_of(item.get("matchedPaperCorpusId")))
            for item in dicts_of(notes.get("refMentions"))
            if (span := _span(item)) is not None
        ),
    )


def _span(item: dict[str, Any]) -> tuple[int, int] | None:
    start, end = count_of(item.get("start")), count_of(item.get("end"))
    return (start, end) if start is not None and end is not None and start <= end else None


def _paper(row: dict[str, Any], retrieved: str) -> Paper | None:
    """Return the paper as the index has it: a CorpusId, a title and names. It has no `facts`, since the row is not an
    answer about the paper itself.
    """
    corpus, title = word_of(row.get("corpusId")), text_of(row.get("title"))
    known = canonical(Scheme.CORPUS, corpus) if corpus is not None else None
    if known is None and title is None:
        return None
    access = dict_of(row.get("openAccessInfo"))
    status, terms = code_of(access.get("status")), code_of(access.get("license"))
    return Paper(
        title=plain_line(title) if title is not None else "",
        ids=Ids(corpus=known),
        authors=tuple(Author(plain) for name in texts_of(row.get("authors")) if (plain := plain_line(name))),
        oa=OpenAccess(
            status=status.lower() if status is not None else None,
            license=license_of(terms) if terms is not None else None,
        ),
        sources=(S2,),
        retrieved=retrieved,
    )
