"""The papers and the links between them that the citation map draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Paper

Direction = Literal["citations", "references"]


class Link(msgspec.Struct, frozen=True):
    """A link from a citing to a cited paper, both given by `Paper.id`.

    intents: as Semantic Scholar sends them (background, methodology, result); influential: None if the answer that
    contained the link does not say.
    """

    citing: str
    cited: str
    intents: tuple[str, ...] = ()
    influential: bool | None = None


class CitationMap(msgspec.Struct, frozen=True):
    """The papers and links of a citation map.

    papers: each paper once, the centres first; links: only between papers of the map, one per pair and direction;
    centres: ids of the papers that the map is about.
    """

    papers: tuple[Paper, ...] = ()
    links: tuple[Link, ...] = ()
    centres: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(paper.id for paper in self.papers)

    def paper(self, paper_id: str) -> Paper | None:
        """Returns the paper with the id *paper_id*, or None."""
        return next((paper for paper in self.papers if paper.id == paper_id), None)


def map_without_links(papers: Iterable[Paper]) -> CitationMap:
    """Returns a map of *papers* that has no links yet.

    Papers without an identifier are left out, because a map refers to its papers by id.
    """
    each = {paper.id: paper for paper in papers if paper.id}
    return CitationMap(tuple(each.values()), (), frozenset(each))


def add_citations(known: CitationMap, paper: Paper, edges: Sequence[Citation], direction: Direction) -> CitationMap:
    """Returns *known* with the citations *edges* of *paper* added.

    Rows without a paper, or with a paper that has no identifier, are left out: a map cannot show them.

    Args:
        direction: `citations` if *edges* are the papers that cite *paper*, `references` if they are those that it
            cites.
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
    """Returns *known* with those of *links* that connect two of its papers.

    A link that says whether it is influential replaces one that does not.
    """
    ids = known.ids
    inside = [link for link in links if link.citing in ids and link.cited in ids and link.citing != link.cited]
    return msgspec.structs.replace(known, links=_merge_links(known.links, inside))


def remove_papers(known: CitationMap, hidden: Iterable[str]) -> CitationMap:
    """Returns *known* without the papers whose ids are in *hidden*, and without their links."""
    gone = frozenset(hidden)
    return CitationMap(
        tuple(paper for paper in known.papers if paper.id not in gone),
        tuple(link for link in known.links if link.citing not in gone and link.cited not in gone),
        known.centres - gone,
    )


def count_in_both(known: CitationMap) -> int:
    """Returns how many papers of *known* both cite its only centre and are cited by it; 0 if it has more centres."""
    if len(known.centres) != 1:
        return 0
    citing = {link.citing for link in known.links if link.cited in known.centres}
    return len(citing.intersection(link.cited for link in known.links if link.citing in known.centres))


def strongest_citations(known: CitationMap, edges: Sequence[Citation], most: int) -> tuple[Citation, ...]:
    """Returns the *most* of *edges* that a map shows first.

    First come papers that are already on the map, then influential citations, then the most cited papers. Rows without
    a paper that has an identifier are left out.
    """
    ids = known.ids

    def rank(citation: Citation) -> tuple[bool, bool, int]:
        paper = citation.paper
        assert paper is not None
        return paper.id not in ids, not citation.influential, -(paper.counts.citations or 0)

    return tuple(
        sorted((citation for citation in edges if citation.paper is not None and citation.paper.id), key=rank)[:most]
    )


def links_to_draw(known: CitationMap, most: int, always: frozenset[str] = frozenset()) -> tuple[Link, ...]:
    """Returns the links to draw, at most *most*.

    If there are more, they are taken in this order: links of the papers in *always*, influential links, links with an
    intent, then the others in their order.
    """
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
