"""Papers and which of them cites which: what the citation map draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Paper

Direction = Literal["citations", "references"]


class Link(msgspec.Struct, frozen=True):
    """One paper cites another, both by `Paper.id`. intents: as Semantic Scholar sends them (background, methodology,
    result); influential: None when the answer that told of the link does not say."""

    citing: str
    cited: str
    intents: tuple[str, ...] = ()
    influential: bool | None = None


class CitationMap(msgspec.Struct, frozen=True):
    """papers: each once, those that it is about first; links: between papers of the map alone, each pair once in a
    direction; centres: ids of the papers that it is about."""

    papers: tuple[Paper, ...] = ()
    links: tuple[Link, ...] = ()
    centres: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(paper.id for paper in self.papers)

    def paper(self, paper_id: str) -> Paper | None:
        """The paper called *paper_id*, or None."""
        return next((paper for paper in self.papers if paper.id == paper_id), None)


def map_without_links(papers: Iterable[Paper]) -> CitationMap:
    """A map of *papers* without links yet. Papers without an identifier cannot stand in one."""
    each = {paper.id: paper for paper in papers if paper.id}
    return CitationMap(tuple(each.values()), (), frozenset(each))


def add_citations(known: CitationMap, paper: Paper, edges: Sequence[Citation], direction: Direction) -> CitationMap:
    """*known* and what *edges* say of *paper*: who cites it (`citations`) or what it cites (`references`).

    Rows without a paper, or with one that has no identifier, are left out: nothing can be done with them on a map.
    """
    papers = {each.id: each for each in known.papers}
    papers.setdefault(paper.id, paper)
    found: list[Link] = []
    for citation in edges:
        other = citation.paper
        if other is None or not other.id or other.id == paper.id:
            continue
        papers.setdefault(other.id, other)
        citing, cited = (other.id, paper.id) if direction == "citations" else (paper.id, other.id)
        found.append(Link(citing, cited, citation.intents, citation.influential))
    return CitationMap(tuple(papers.values()), _merge_links(known.links, found), known.centres)


def add_links(known: CitationMap, links: Iterable[Link]) -> CitationMap:
    """*known* with those of *links* whose two papers it holds. What is said with intents goes before what is not."""
    ids = known.ids
    inside = [link for link in links if link.citing in ids and link.cited in ids and link.citing != link.cited]
    return msgspec.structs.replace(known, links=_merge_links(known.links, inside))


def remove_papers(known: CitationMap, hidden: Iterable[str]) -> CitationMap:
    """*known* without the papers called *hidden* and their links."""
    gone = frozenset(hidden)
    return CitationMap(
        tuple(paper for paper in known.papers if paper.id not in gone),
        tuple(link for link in known.links if link.citing not in gone and link.cited not in gone),
        known.centres - gone,
    )


def strongest_citations(known: CitationMap, edges: Sequence[Citation], most: int) -> tuple[Citation, ...]:
    """The *most* of *edges* that a map shows first: papers that are on it already, influential ones, then those that
    are cited most."""
    ids = known.ids

    def rank(citation: Citation) -> tuple[bool, bool, int]:
        paper = citation.paper
        assert paper is not None
        return paper.id not in ids, not citation.influential, -(paper.counts.citations or 0)

    return tuple(
        sorted((citation for citation in edges if citation.paper is not None and citation.paper.id), key=rank)[:most]
    )


def links_to_draw(known: CitationMap, most: int, always: frozenset[str] = frozenset()) -> tuple[Link, ...]:
    """The links to draw when there are more than *most*: those of the papers *always*, influential ones, those with an
    intent, then the rest, as they came."""
    if len(known.links) <= most:
        return known.links

    def rank(link: Link) -> tuple[bool, bool, bool]:
        chosen = link.citing in always or link.cited in always
        return not chosen, not link.influential, not link.intents

    return tuple(sorted(known.links, key=rank)[:most])


def _merge_links(known: Sequence[Link], found: Iterable[Link]) -> tuple[Link, ...]:
    pairs = {(link.citing, link.cited): link for link in known}
    for link in found:
        pair = (link.citing, link.cited)
        before = pairs.get(pair)
        if before is None or (before.influential is None and link.influential is not None):
            pairs[pair] = link
    return tuple(pairs.values())
