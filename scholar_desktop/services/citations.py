"""Who cites a paper, and what it cites: page by page, each handed on when it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from scholar_desktop.domain.asking import Ask
from scholar_desktop.domain.citation import Edge, EdgeList, EdgePage
from scholar_desktop.domain.errors import BadAnswer, UsageError
from scholar_desktop.domain.identifiers import Identifier
from scholar_desktop.domain.identifiers import parse as parse_identifier
from scholar_desktop.domain.names import fold
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.source import S2

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

Kind = Literal["citations", "references"]

PAGE = 1000
WALL = 9_999
"""Rows that the service lets one page to: offset + limit stays below 10,000, so the tenth page has 999."""
_SCHEMES_TO_ASK_BY = ("s2", "corpus", "doi", "arxiv", "pmid", "pmcid", "mag", "acl")


class Citations:
    """Loads citation lists. Cancelling the task that awaits `load` stops it between pages and within one; what was
    handed on stays good, and `known` goes on from there."""

    def __init__(self, s2: SemanticScholar) -> None:
        self._s2 = s2

    async def load(
        self,
        paper: Paper,
        kind: Kind,
        on_page: Callable[[EdgeList], None],
        ask: Ask,
        *,
        limit: int | None = PAGE,
        date: str | None = None,
        known: EdgeList | None = None,
    ) -> EdgeList:
        """The list of *paper*, *on_page* being called with all that is there after each page.

        limit: rows to take in this call, None for all that can be paged to; date: `publicationDateOrYear` as the
        service takes it; known: what an earlier call gave, gone on from. The result is `complete` when the last page
        was reached, which the wall of 9,999 rows prevents. Raises SourceErrors; a page that failed costs only itself.
        """
        identifier = _asked_by(paper)
        own = own_count(paper, kind)
        found = known or EdgeList()
        found = msgspec.structs.replace(found, total=own if own is not None else found.total)
        page_of = self._s2.citations if kind == "citations" else self._s2.references
        left = WALL if limit is None else limit
        while found.next is not None and found.next < WALL and left > 0:
            offset = found.next
            rows = min(PAGE, left, WALL - offset)
            page = await page_of(identifier, ask, offset=offset, limit=rows, date=date)
            if page.next is not None and page.next <= offset:
                raise BadAnswer(
                    f"Semantic Scholar sent page {offset} of the {kind} with {page.next} as the next one.",
                    hint="Try again later.",
                    subject=S2,
                )
            left -= len(page.edges) + page.skipped  # of a page that is empty and has a next one, nothing was taken
            # a thousand rows against all authors: some 20 ms, which the window has better use for
            found = await asyncio.to_thread(_with_page, found, page, paper)
            on_page(found)
        return found


def own_count(paper: Paper, kind: Kind) -> int | None:
    """How many rows the paper's own count promises; paging may give more or fewer. None when no service said."""
    return paper.counts.citations if kind == "citations" else paper.counts.references


def is_self_citation(paper: Paper, other: Paper | None) -> bool | None:
    """Whether the two share an author: by id where both are known by one, else by the whole name without case,
    accents and punctuation. None when the authors of either are not known."""
    if other is None or not paper.authors or not other.authors:
        return None
    return any(_same_person(one, another) for one in paper.authors for another in other.authors)


def _same_person(one: Author, other: Author) -> bool:
    if one.id and other.id:
        return one.id == other.id
    return bool(name := fold(one.name)) and name == fold(other.name)


def _with_page(found: EdgeList, page: EdgePage, paper: Paper) -> EdgeList:
    edges = tuple(_marked(edge, paper) for edge in page.edges)
    return EdgeList(
        edges=found.edges + edges,
        total=found.total,
        loaded=found.loaded + len(edges) + page.skipped,
        complete=page.next is None,
        withheld=page.withheld or found.withheld,
        next=page.next,
        skipped=found.skipped + page.skipped,
        retrieved=page.retrieved,
    )


def _marked(edge: Edge, paper: Paper) -> Edge:
    return msgspec.structs.replace(edge, self_citation=is_self_citation(paper, edge.paper))


def _asked_by(paper: Paper) -> Identifier:
    """The identifier by which Semantic Scholar is asked for *paper*. Raises UsageError when it has none."""
    for scheme in _SCHEMES_TO_ASK_BY:
        if (value := getattr(paper.ids, scheme)) is not None:
            identifier = parse_identifier(f"{scheme}:{value}")
            if identifier is not None:
                return identifier
    raise UsageError(
        f"'{paper.title}' has no identifier that Semantic Scholar takes, so its citations cannot be looked up.",
        hint="Search for its title.",
        subject=S2,
    )
